"""Whoever asked not to be named: the draft keeps them unnamed from the first, and a person decides."""

from collections.abc import Iterator

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

MOST = 50  # such requests of one report; what asks for more is no report
NEAR = 90  # characters around the word "name" in which a request says the rest: ask, not, publish
AFTER = 70  # characters: "the name of our neighbour, NAME"
WHOLE = ("who", "whose", "all")


def mark(doc: Document, people: list[Person]) -> None:
    """Mark everybody whose name the source asks to keep, with the words that ask it.

    "Who asked not to be named" means the name before it in the sentence, "not to publish her name" the last name up to
    there, in that sentence or the one before; "the name of our neighbour, NAME" means that one; "the names" everybody.
    """
    whole = [hit for hit in doc.hits.of("unnamed")[: 20 * MOST] if hit.key in WHOLE][:MOST]
    for hit in whole:
        meant = people if hit.key == "all" else _meant(doc, people, hit)
        _note(meant, (hit.start, hit.end))
    for hit, span in _in_own_words(doc):
        if not any(one.start < span[1] and span[0] < one.end for one in whole):
            _note(_meant(doc, people, hit), span)


def _note(people: list[Person], span: Span) -> None:
    for person in people:
        person.unnamed = True
        person.spans.setdefault("unnamed", []).append(span)


def _in_own_words(doc: Document) -> Iterator[tuple[Hit, Span]]:
    """The word "name" where its sentence asks, denies and publishes near it, and the words from first to last."""
    names = [hit for hit in doc.hits.of("unnamed")[: 20 * MOST] if hit.key == "name"]
    for hit in names[:MOST]:
        start, end = doc.sentence_at(hit.start)
        start, end = max(start, hit.start - NEAR), min(end, hit.end + NEAR)
        found = {key: doc.hits.within("unnamed", start, end, key) for key in ("ask", "deny", "publish")}
        forbidden = doc.hits.within("unnamed", start, end, "forbid")  # "do not" asks and denies at once
        found = {key: hits or (forbidden if key != "publish" else hits) for key, hits in found.items()}
        if all(found.values()):
            said = [hit, *(hits[0] for hits in found.values())]
            yield hit, (min(one.start for one in said), max(one.end for one in said))


def _meant(doc: Document, people: list[Person], hit: Hit) -> list[Person]:
    """Whom the words mean: the one named behind "the name of", else the last one named before them."""
    start, end = doc.sentence_at(hit.start)
    named = [(span, person) for person in people for span in person.spans.get("name", [])]
    if hit.key != "who" and not _hers(doc, hit):
        behind = [one for one in named if hit.end <= one[0][0] < min(end, hit.end + AFTER)]
        if behind and (hit.key == "name" or doc.hits.within("unnamed", hit.start, behind[0][0][0], "name")):
            return [min(behind, key=lambda each: each[0])[1]]
    before = [one for one in named if start <= one[0][0] < hit.start]
    if hit.key != "who" and not (hit.key == "name" and before):
        start, _end = doc.sentence_at(max(0, len(doc.plain[:start].rstrip()) - 1))
        before = [one for one in named if start <= one[0][0] < hit.start]
    return [max(before, key=lambda each: each[0])[1]] if before else []


def _hers(doc: Document, hit: Hit) -> bool:
    """Does "her" or "his" stand with the word "name"?"""
    return bool(doc.hits.within("unnamed", max(0, hit.start - 12), hit.end + 8, "own"))
