"""Whom "the teacher", "his wife" or "профсоюзник" means: the one at risk whom the text has called so before."""

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word

NEAR = 70  # letters between the word for somebody and what was done
LONG = 4  # letters of a word that says who somebody is
ENDING = 3  # letters that a case may add or change
CALLED = ("at_risk", "bystander", "organiser", "head")
MOST = 60  # people whose roles are kept

Roles = dict[str, list[Person]]


def of(document: Document, people: list[Person]) -> Roles:
    """The words by which the text has called those at risk, each with all whom it has called so."""
    found: Roles = {}
    for person in [p for p in people if p.status == "at_risk"][:MOST]:
        for start, end in person.spans.get("role", []):
            for hit in document.hits.within("people", start, end, *CALLED):
                for word in document.words_in(hit.start, hit.end):
                    if len(word.low) >= LONG and person not in (known := found.setdefault(word.low, [])):
                        known.append(person)
    return found


def meant(document: Document, roles: Roles, sentence: Span, place: Span) -> list[Person]:
    """The one person whom a word beside an event means, when the text has called nobody else so."""
    low, high = max(sentence[0], place[0] - NEAR), min(sentence[1], place[1] + NEAR)
    best: tuple[int, Person] | None = None
    for word in document.words_in(low, high) if roles else []:
        people = _called(document, roles, word.low) if len(word.low) >= LONG else []
        if len(people) != 1 or not _definite(document, word) or _parted(document, word, place):
            continue
        if not _tells(document, word):
            far = max(word.start - place[1], place[0] - word.end)
            best = min(best or (far, people[0]), (far, people[0]), key=lambda pair: pair[0])
    return [best[1]] if best else []


def _called(document: Document, roles: Roles, low: str) -> list[Person]:
    """Who is called so: in the same word, or in a case of it."""
    if low in roles or not document.lexicon.setting("inflects", False):
        return roles.get(low, [])
    found: dict[int, Person] = {}
    for role, people in roles.items():
        stem = min(len(role), len(low)) - (1 if role[-1] in "аяыиіьйоеє" or low[-1] in "аяыиіьйоеєу" else 0)
        if stem >= LONG and role[:stem] == low[:stem] and abs(len(role) - len(low)) <= ENDING:
            found |= {id(p): p for p in people}
    return list(found.values())


def _definite(document: Document, word: Word) -> bool:
    """Where a language has articles, "the" or "his" says that somebody known is meant."""
    wanted = document.lexicon.words("grammar", "definite")
    return not wanted or any(w.low in wanted for w in document.words_in(max(0, word.start - 24), word.start)[-2:])


def _parted(document: Document, word: Word, place: Span) -> bool:
    gap = document.plain[word.end : place[0]] if word.end <= place[0] else document.plain[place[1] : word.start]
    return any(c in gap for c in ".;:!?()\n") or gap.count(",") == 1


def _tells(document: Document, word: Word) -> bool:
    """ "The teacher said": who tells of it."""
    return bool(document.hits.within("people", word.end, word.end + 14, "says"))
