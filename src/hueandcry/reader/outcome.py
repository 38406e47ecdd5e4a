"""What came of the case, when the text reports it; a wish is no outcome."""

from hueandcry.reader.document import Document
from hueandcry.reader.draft import Person, Span

ORDER = (
    "campaign_closed", "pardoned", "released_on_bail", "released_with_charges", "partly_released",
    "court_orders_release", "sentence_upheld", "released", "fined", "sentenced",
)  # fmt: skip
HEAD = 3  # sentences that count as the head of the text


def find(document: Document, people: list[Person], asks: bool) -> tuple[str | None, list[Span]]:
    """The outcome and its place; a text that asks the reader to write has none yet."""
    sentences = document.layout.sentences
    if not sentences:
        return None, []
    head_end = sentences[min(HEAD, len(sentences)) - 1][1]
    head = [h for h in document.hits.within("outcome", 0, head_end) if _real(document, h.start)]
    rest = [] if asks else [h for h in document.hits.of("outcome") if _real(document, h.start)]
    at_risk = [s for p in people if p.status == "at_risk" for s, _ in p.spans["name"]]
    for wanted in ORDER:
        for hit in [*head, *rest]:
            if hit.key != wanted:
                continue
            start, end = document.sentence_at(hit.start)
            named = any(start <= s < end for s in at_risk)
            weak = wanted in ("fined", "sentenced")
            if (asks and wanted in ("fined", "sentenced", "released")) or (weak and hit not in head):
                continue
            if named or hit in head or wanted == "campaign_closed":
                return wanted, [(hit.start, hit.end)]
    return None, []


def _real(document: Document, place: int) -> bool:
    start, _ = document.sentence_at(place)
    if document.is_furniture(place):
        return False
    near = max(start, place - 60)
    return not (
        document.hits.within("demands", near, place, "wish", "verb") or document.hits.within("uncertain", near, place)
    )
