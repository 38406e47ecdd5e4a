"""What kind of text it is: an appeal, a report of an incident, a report of an outcome, or other."""

from hueandcry.reader.draft import Demand, Incident, Letter, Target
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

DEMANDS = 2  # in a list: a text that asks so much is an appeal, whoever it asks
HEAD = 3  # lines in which the words "open letter" say what the text is
OPENS = 40  # letters from either end of a sentence to what it asks the reader
VERDICTS = ("sentenced", "fined")  # news of harm, unless somebody was let go or cleared
QUOTES = '“”«»„"'


def of(
    document: Document,
    targets: list[Target],
    letter: Letter,
    demands: list[Demand],
    incidents: list[Incident],
    outcome: str | None,
    is_the_news: bool,
    was_followed: bool,
    won_back: bool = False,
) -> str:
    """An appeal asks its readers for something; news that somebody else asked is none.

    A verdict alone is news of harm; where the trial was followed it is how the case ended.
    """
    if targets or letter.present or len([d for d in demands if _listed(document, d)]) >= DEMANDS:
        return "appeal"
    good = [h for h in document.hits.of("kind", "outcome") if not document.is_furniture(h.start)]
    asks = [h for h in document.hits.of("kind", "appeal") if not document.is_furniture(h.start)]
    asks = [h for h in asks if _to_the_reader(document, h)] if len(asks) == 1 else asks
    if outcome in VERDICTS:
        if was_followed:
            return "outcome_report"
    elif outcome and (good or is_the_news or not asks or outcome == "campaign_closed"):
        return "outcome_report"
    if asks:
        return "appeal"
    if won_back:
        return "outcome_report"
    return "incident_report" if incidents or document.notes.get("refused") else "other"


def _listed(document: Document, demand: Demand) -> bool:
    """A list of demands is there to be taken up; a sentence that demands may be anybody's."""
    return any(document.layout.line_at(start).marker for start, _ in demand.spans)


def _to_the_reader(document: Document, ask: Hit) -> bool:
    """ "Please write" opens a sentence, "open letter" the text; "issued an urgent action" is news."""
    before = document.plain[max(0, ask.start - 2) : ask.start].strip()[-1:]
    if before and before in QUOTES:
        return False
    lines = document.layout.lines
    if ask.start < lines[min(HEAD, len(lines)) - 1].end:
        return True
    start, end = document.sentence_at(ask.start)
    near = ask.start - start < OPENS or end - ask.end < OPENS  # Kazakh asks with its last word
    return near or before in (",", ";", ":")
