"""What may be said in public: a person who is not to be named is one more person, and nothing else."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import ngettext

from hueandcry import names

WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
INFLECTED = 6  # folded letters from which a name may have lost its last one to a case ending
ENDING = 3  # letters a case ending may have
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
    found = []
    for person in not_to_be_named(document):
        for where, text in _public_texts(document):
            words = _words(text)
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
    known = {name for group in shown for name in group}
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
    """Folded names, so that Aru and Ару are one."""
    return [folded for folded in map(names.fold, (person["name"], *person["aliases"])) if folded]


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
    """Whether running text has the surname, or first name and surname near each other in any order."""
    shared = set(shared)
    if parts[-1] not in shared and any(_same(word, parts[-1]) for word in words):
        return True
    if len(parts) < 2:
        return False
    places = [[at for at, word in enumerate(words) if _same(word, part)] for part in (parts[0], parts[-1])]
    return any(abs(one - other) <= APART and one != other for one in places[0] for other in places[1])


def _same(word: str, part: str) -> bool:
    stem = part[:-1] if len(part) >= INFLECTED else part
    return word == part or (len(part) >= 4 and word.startswith(stem) and len(word) - len(stem) <= ENDING)


def _words(text: str) -> list[str]:
    return [names.fold(word) for word in WORD.findall(text)]


def _public_texts(document: Mapping[str, Any]) -> Iterable[tuple[str, str]]:
    for language, text in document["texts"].items():
        for field in TEXTS:
            yield f"texts.{language}.{field}", text[field]
        for demand in text["demands"]:
            yield f"texts.{language}.demands.{demand['key']}", demand["text"]
