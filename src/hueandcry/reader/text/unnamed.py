"""Whoever asked not to be named: the draft keeps them unnamed from the first, and a person decides."""

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

MOST = 50  # such requests of one report; what asks for more is no report


def mark(doc: Document, people: list[Person]) -> None:
    """Mark everybody whose name the source asks to keep, with the words that ask it.

    "Who asked not to be named" means the name before it in the sentence, "not to publish her name" the last name up to
    there, in that sentence or the one before; "the names" means everybody.
    """
    for hit in doc.hits.of("unnamed")[:MOST]:
        meant = people if hit.key == "all" else _before(doc, people, hit)
        for person in meant:
            person.unnamed = True
            person.spans.setdefault("unnamed", []).append((hit.start, hit.end))


def _before(doc: Document, people: list[Person], hit: Hit) -> list[Person]:
    """Who was named last before the words, in their sentence or, where they only say "her", in the one before."""
    start, _end = doc.sentence_at(hit.start)
    if hit.key == "whose":
        start, _end = doc.sentence_at(max(0, len(doc.plain[:start].rstrip()) - 1))
    named: list[tuple[Span, Person]] = [
        (span, person) for person in people for span in person.spans.get("name", []) if start <= span[0] < hit.start
    ]
    return [max(named, key=lambda each: each[0])[1]] if named else []
