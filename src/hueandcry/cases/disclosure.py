"""What may be said in public: a person who is not to be named is one more person, and nothing else."""

import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import ngettext

from hueandcry import names

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
SHORTEST = 4  # folded letters of a word that may be a name in another case or spelling
INFLECTED = 6  # folded letters from which a name may have lost its last one to a case ending
ENDING = 3  # letters a case ending may have
ALIKE = 0.85  # from which two single words are one name: another script, another spelling or another case
SKELETON = 3  # consonants that tell a name whatever its vowels: "Левицькою", "Левицька"
JOINED = 6  # folded letters of a whole name that tell it inside "#FreeNameSurname"
UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")  # letters that part a word and are not seen
SOFT = frozenset("aeiouyj")  # first letters that another script may write otherwise: "Елена", "Yelena"
VOWELS = re.compile("[aeiouy]")
APART = 3  # words between which first name and surname still belong together
TEXTS = ("headline", "summary", "story", "subject", "salutation", "body", "closing")


def public_facts(document: Mapping[str, Any]) -> dict[str, Any]:
    """People, incidents, country and place as the public may read them, in the active language.

    People with `public` false become one nameless entry with their number, in lists of victims too; any
    other words in which one of their names stands are left out. Spans, grounds and keys of theirs stay here.
    Whoever was put aside or taken out is not counted, and stays as nameless as before.
    """
    hidden = [_names(person) for person in not_to_be_named(document)]
    unnamed = sum(1 for person in document["people"] if not person["public"])
    shown = [_names(person) for person in document["people"] if person["public"]]
    people = [_person(person, hidden) for person in document["people"] if person["public"]]
    if unnamed:
        people.append({"key": "", "name": _more(unnamed), "role": "", "named": False, "count": unnamed})
    return {
        "country": document.get("country", ""),
        "place": _unless_named(document.get("place", ""), hidden),
        "people": people,
        "incidents": [_incident(incident, hidden, shown) for incident in document["incidents"]],
    }


def named_in_public(document: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(place in the document, name) wherever a public text names somebody who is not to be named."""
    public_words = {
        word for person in document["people"] if person["public"] for name in _names(person) for word in name.split()
    }
    texts = [(where, _words(text)) for where, text in _public_texts(document)]
    found = []
    for person in not_to_be_named(document):
        for where, words in texts:
            if any(_named(words, name.split(), public_words) for name in _names(person)):
                found.append((where, person["name"]))
    return list(dict.fromkeys(found))


def not_to_be_named(document: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Everybody marked as not to be named, wherever the row is: at risk, aside, merged or taken out."""
    people = [*document["people"], *(document.get("others") or []), *taken_out(document, "people", "others")]
    return [person for person in people if person.get("public") is False]


def taken_out(document: Mapping[str, Any], *lists: str) -> list[Mapping[str, Any]]:
    """The rows of these lists that were taken out of the draft or made one with another row."""
    return [entry["row"] for entry in document.get("removed") or [] if entry["group"] in lists]


def _person(person: Mapping[str, Any], hidden: list[list[str]]) -> dict[str, Any]:
    role = _unless_named(person["role"], hidden)
    return {"key": person["key"], "name": person["name"], "role": role, "named": True, "count": 1}


def _incident(incident: Mapping[str, Any], hidden: list[list[str]], shown: list[list[str]]) -> dict[str, Any]:
    said = {name: incident[name] for name in ("key", "type", "date", "date_inferred")}
    known = {names.fold(name) for group in shown for name in group}
    victims = [v for v in incident["victims"] if names.fold(v) in known or not _is_hidden(v, hidden)]
    left_out = len(incident["victims"]) - len(victims)
    return {
        **said,
        "place": _unless_named(incident["place"], hidden),
        "quantity": _unless_named(incident["quantity"], hidden),
        "victims": [*victims, *([_more(left_out)] if left_out else [])],
        "alleged_by": [body for body in incident["alleged_by"] if not _is_hidden(body, hidden)],
    }


def _more(count: int) -> str:
    return ngettext("one more person", "%(count)d more people", count) % {"count": count}


def _names(person: Mapping[str, Any]) -> list[str]:
    """The names as they are printed: what case a word is in is told by its own script."""
    return [name for name in (person["name"], *person["aliases"]) if names.fold(name)]


def _unless_named(text: str, hidden: list[list[str]]) -> str:
    return "" if _is_hidden(text, hidden) else text


def _is_hidden(text: str, hidden: list[list[str]]) -> bool:
    """On the safe side: any word of a hidden name is enough."""
    words = _words(text)
    for group in hidden:
        for name in group:
            if any(_same(word, part) for part in name.split() for word in words):
                return True
            if names.compare(text, name)[0] >= names.SAME:
                return True
    return False


def _named(words: list[str], parts: list[str], shared: Iterable[str]) -> bool:
    """Whether running text has the surname, or first name and surname near each other in any order or joined."""
    if not any(_same(other, parts[-1]) for other in shared) and any(_same(word, parts[-1]) for word in words):
        return True
    if len(parts) < 2:
        return False
    first, last = parts[0], parts[-1]
    if _joined(words, names.fold(first), names.fold(last)):
        return True
    places = [[at for at, word in enumerate(words) if _same(word, part)] for part in (first, last)]
    if any(abs(one - other) <= APART and one != other for one in places[0] for other in places[1]):
        return True
    begins = {names.fold(part)[:1] for part in parts}
    pairs = (words[at : at + len(parts)] for at in range(len(words) - len(parts) + 1))
    return any(
        names.fold(pair[0])[:1] in begins and names.compare(" ".join(pair), " ".join(parts))[0] >= names.SAME
        for pair in pairs
    )


def _joined(words: list[str], first: str, last: str) -> bool:
    """ "#FreeNameSurname", "namesurname.org"."""
    both = (first + last, last + first)
    return len(both[0]) >= JOINED and any(
        name in folded
        for word in words
        if len(word) >= len(both[0]) - ENDING
        for name in both
        if (folded := names.fold(word))
    )


@functools.lru_cache(maxsize=65_536)
def _same(word: str, part: str) -> bool:
    """Is a word of a text a part of a name, in whatever case and spelling? On the safe side.

    Names are kept as the report printed them, so either may be in another case than the dictionary's.
    """
    one, other = names.fold(word), names.fold(part)
    if one == other:
        return bool(one)
    if min(len(one), len(other)) < SHORTEST or not (one[0] == other[0] or {one[0], other[0]} <= SOFT):
        return False
    stem = other[:-1] if len(other) >= INFLECTED else other
    if one.startswith(stem) and len(one) - len(stem) <= ENDING:
        return True
    bare = VOWELS.sub("", one)
    if len(bare) >= SKELETON and bare == VOWELS.sub("", other) and abs(len(one) - len(other)) <= ENDING:
        return True
    return names.compare(word, part)[0] >= ALIKE


def _words(text: str) -> list[str]:
    return WORD.findall(UNSEEN.sub("", text))


def _public_texts(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for language, text in document["texts"].items():
        for field in TEXTS:
            yield f"texts.{language}.{field}", text[field]
        for demand in text["demands"]:
            yield f"texts.{language}.demands.{demand['key']}", demand["text"]
