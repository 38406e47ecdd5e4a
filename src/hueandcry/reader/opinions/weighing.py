"""What a second opinion changes in a draft: more trust where it agrees, and a few people and bodies to look at.

The rules decide. Nothing they found is removed or changed, and nobody an engine adds is at risk or an official.
"""

from collections.abc import Iterable, Iterator
from itertools import chain

from hueandcry import names
from hueandcry.reader.draft import Draft, Organisation, Person, Span, Target
from hueandcry.reader.opinions.mention import ORGANISATION, PERSON, PLACE, Mention
from hueandcry.reader.text.document import Document
from hueandcry.reader.where import places

AGREED = 0.1  # as much as one more sign in the text is worth to the rules
SUREST = 0.95  # and no surer than they ever are
ALONE = 0.3  # below anything the rules propose
# Bodies that spaCy alone saw were false more often than true on our English texts; slovnet's doubled what was found.
ADDS_BODIES = ("slovnet",)
MOST = 100  # people, and bodies, that an engine may add to one text


def weigh(draft: Draft, document: Document, engine: str, found: list[Mention]) -> None:
    """Write what `engine` found into the draft that the rules have finished."""
    if not found:
        return
    inside = [m for m in found if 0 <= m.start < m.end <= len(draft.text)]
    said = {kind: [(m.start, m.end) for m in inside if m.kind == kind] for kind in (PERSON, ORGANISATION, PLACE)}
    judged = _marked(draft.text, _taken(draft, document))
    people = [p.name for p in draft.people]
    bodies = [b.name for b in draft.organisations]
    _agree(draft, engine, said)
    for group in _grouped(_free(document, said[PERSON], judged, named=True), draft.text, people):
        name, aliases = _forms(draft.text, group)
        draft.people.append(Person(name, aliases, confidence=ALONE, spans={"name": group}, engines=[engine]))
    if engine not in ADDS_BODIES:
        return
    for group in _grouped(_free(document, said[ORGANISATION], judged), draft.text, bodies):
        name, aliases = _forms(draft.text, group)
        draft.organisations.append(Organisation(name, aliases, None, {"name": group}, [engine]))


def _agree(draft: Draft, engine: str, said: dict[str, list[Span]]) -> None:
    """The engine's name beside every value of the rules whose words it takes for the same kind of thing."""
    marks = {kind: _marked(draft.text, spans) for kind, spans in said.items()}
    for person in draft.people:
        if _touched(marks[PERSON], person.spans.get("name", [])):
            person.engines.append(engine)
            person.confidence = max(person.confidence, min(SUREST, round(person.confidence + AGREED, 3)))
    for body in draft.organisations:
        if _touched(marks[ORGANISATION], body.spans.get("name", [])):
            body.engines.append(engine)
    for incident in draft.incidents:
        if _touched(marks[PLACE], incident.spans.get("place", [])):
            incident.place_engines.append(engine)


def _taken(draft: Draft, document: Document) -> Iterable[Span]:
    """Words the rules have judged already: they are not added again as something else."""
    parts: list[Person | Organisation | Target] = [*draft.people, *draft.organisations, *draft.targets]
    spans = chain.from_iterable(group for one in parts for group in one.spans.values())
    copies = (s for copy in draft.copies_to for s in copy.spans)
    spots = (s for i in draft.incidents for s in i.spans.get("place", []))
    states = ((m.start, m.end) for m in places.find(document))
    return chain(spans, copies, spots, states)


def _marked(text: str, spans: Iterable[Span]) -> bytearray:
    """One mark for each letter that lies in a span, so that thousands of spans stay cheap."""
    marks = bytearray(len(text))
    for start, end in spans:
        marks[start:end] = b"\1" * (end - start)
    return marks


def _touched(marks: bytearray, spans: Iterable[Span]) -> bool:
    return any(any(marks[start:end]) for start, end in spans)


def _free(document: Document, found: list[Span], judged: bytearray, *, named: bool = False) -> Iterator[Span]:
    """Mentions of two words or more that begin with a capital, in the text itself, in words nobody has judged."""
    for start, end in found:
        words = document.words_in(start, end)
        whole = len(words) > 1 and words[0].start == start and words[0].capital
        if named:
            whole = whole and all(w.capital for w in words) and any(len(w.low) > 2 for w in words)
        shouted = document.plain[start:end].isupper()  # words of a heading
        if whole and not shouted and not any(judged[start:end]) and not document.is_furniture(start):
            yield start, end


def _grouped(spans: Iterable[Span], text: str, known: list[str]) -> list[list[Span]]:
    """The mentions of each name that is none of the `known` ones."""
    groups: dict[str, list[Span]] = {}
    homes: dict[str, str | None] = {}  # form: the name it belongs to, None when the rules know it
    near: dict[str, list[str]] = {}  # names by the first letters of their words: only those are worth comparing
    for name in known:
        _file(name, near)
    for start, end in spans:
        form = " ".join(text[start:end].split())
        if form not in homes:
            home = _home(form, near)
            homes[form] = None if home and home not in groups else home or form
            if not home and len(groups) < MOST:
                groups[form] = []
                _file(form, near)
        name = homes[form] or ""
        if name in groups:
            groups[name].append((start, end))
    return list(groups.values())


def _file(name: str, near: dict[str, list[str]]) -> None:
    for letters in _letters(name):
        near.setdefault(letters, []).append(name)


def _home(form: str, near: dict[str, list[str]]) -> str | None:
    """The first name that may be the same one."""
    others = dict.fromkeys(name for letters in sorted(_letters(form)) for name in near.get(letters, ()))
    return next((name for name in others if names.compare(form, name)[0] >= names.SAME), None)


def _letters(name: str) -> set[str]:
    return {word[:2] for word in names.fold(name).split()}


def _forms(text: str, spans: list[Span]) -> tuple[str, list[str]]:
    """The first form printed, and the others."""
    forms = [" ".join(text[start:end].split()) for start, end in spans]
    return forms[0], sorted(set(forms) - {forms[0]})
