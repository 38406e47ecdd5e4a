"""The list of towns: whether a capital word is one, and the dictionary form of one that stands in a case."""

import functools
import itertools
import re
from pathlib import Path

from hueandcry.reader.text import everyday

FILE = Path(__file__).with_name("town_names.txt")
SHELF = 2  # letters that all forms of a town begin with
PARTS = re.compile(r"[ -]")
VOWELS = "аяоеэєёуюиіыї"
SOFT = VOWELS + "йь"
FLEETING = "оеёає"  # a vowel before the last letter that goes when an ending comes: "Івянец", "у Івянцы"
FOREIGN = {  # letters that a language does not have
    "ru": frozenset("іўїєґәғқңөұүһ'"),
    "uk": frozenset("ыэёўъәғқңөұүһ"),
    "be": frozenset("ищъїєґәғқңөұүһ"),
}
SOFTENED = {"к": "ц", "г": "з", "х": "с", "т": "ц", "д": "дз"}  # before the "е" or "і" of a case
ADJECTIVE = re.compile(r"(?:[иыі]й|ой|ы|і|[ая]я|[ое]е|ае|яе|ыя|ія|ые|ие|е|а)$")
ADJECTIVAL = """
    ого его ому ему ом ем им ым ой ей ых их ім ій ага яга аму яму ай яй ої єї ую юю ою ею ими ыми імі ымі
"""
NOUNS = """
    а у е і и ы ю я ї є ом ем ой ою ей ею єю ам ах ях ям ами ями амі ямі ов ів аў ёў ев ові еві ём ьом єм яй ай аю
"""


def is_town(low: str) -> bool:
    """Is a name in Latin letters that of a larger town of the world?"""
    return low in _latin()


def is_listed(language: str, low: str) -> bool:
    """Is a Cyrillic name in small letters a town's dictionary form in the letters of the language?"""
    return low in _names() and not FOREIGN.get(language, frozenset()).intersection(low)


@functools.lru_cache(maxsize=4096)
def of_case(language: str, printed: str) -> str | None:
    """The dictionary form of a listed town whose case is printed; None when it is one, or when nobody can tell."""
    low = printed.lower()
    foreign = FOREIGN.get(language)
    if foreign is None or is_listed(language, low):
        return None
    forms = [t for t in _shelves().get(low[:SHELF], ()) if not foreign.intersection(t) and _is_case(language, low, t)]
    if not forms:
        return None
    best = max(forms, key=lambda town: _likely(language, low, town))
    shown = zip(PARTS.split(printed), PARTS.split(best), strict=True)
    parts = [own.capitalize() if given[0].isupper() else own for given, own in shown]
    return "".join(itertools.chain.from_iterable(zip(parts, [*PARTS.findall(best), ""], strict=True)))


def _likely(language: str, low: str, town: str) -> tuple[bool, int, bool, bool, int]:
    """Of one town's names in several languages the one nearest to this one: "Гродна" and "Гродно", "Харків"."""
    shared = next((at for at, (a, b) in enumerate(zip(low, town, strict=False)) if a != b), len(town))
    letters = {"uk": "ії", "be": "ў"}.get(language, "")
    typical = any(c in town for c in letters)
    own = town.endswith("а" if language == "be" else "о")
    size = len(town) if language == "ru" and PARTS.search(town) else -len(town)
    return typical, shared, own, town.endswith("ь") and low[-1] in "иі", size


def _is_case(language: str, low: str, town: str) -> bool:
    ours, theirs = PARTS.split(low), PARTS.split(town)
    if len(ours) != len(theirs) or PARTS.findall(low) != PARTS.findall(town):
        return False
    single = len(ours) == 1
    return all((a == b and not single) or _part(language, a, b) for a, b in zip(ours, theirs, strict=True))


def _part(language: str, low: str, town: str) -> bool:
    """Is one word a case of another: a stem of it, and an ending?"""
    m = ADJECTIVE.search(town)
    if (
        m
        and len(town) - len(m[0]) > 2
        and low[: m.start()] == town[: m.start()]
        and low[m.start() :] in _endings(ADJECTIVAL)
    ):
        return True
    return any(low.startswith(s) and low[len(s) :] in _endings(NOUNS) for s in _stems(language, town))


def _stems(language: str, town: str) -> set[str]:
    """What stays of a town's name before an ending."""
    plain = town.rstrip(SOFT) if town[-1] in "йь" else town[:-1] if town[-1] in VOWELS else town
    if len(plain) < 2:
        return set()
    found = {plain}
    if town[-1] not in VOWELS and len(plain) > 3 and plain[-2] in FLEETING and (plain[-2] != "а" or language == "be"):
        found |= {plain[:-2] + plain[-1], plain[:-2] + "ь" + plain[-1]}
    if plain[-2] == "і":
        found |= {plain[:-2] + v + plain[-1] for v in "ое"}
    if plain[-2:] in ("їв", "аў", "оў", "ёў", "еў", "іў"):
        found.add(plain[:-2] + {"ї": "є"}.get(plain[-2], plain[-2]) + "в")
    found |= {s[:-1] + SOFTENED[s[-1]] for s in tuple(found) if s[-1] in SOFTENED and len(s) > 2}
    return found


@functools.cache
def _endings(table: str) -> frozenset[str]:
    return frozenset(table.split())


@functools.cache
def _names() -> frozenset[str]:
    return frozenset(w.replace("_", " ") for w in everyday.section("cyrillic", FILE))


@functools.cache
def _latin() -> frozenset[str]:
    return frozenset(w.replace("_", " ") for w in everyday.section("latin", FILE))


@functools.cache
def _shelves() -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for town in sorted(_names()):
        found.setdefault(town[:SHELF], []).append(town)
    return {head: tuple(towns) for head, towns in found.items()}
