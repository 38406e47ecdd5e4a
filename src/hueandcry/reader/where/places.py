"""Countries and places that a text names, in whatever case ending it prints them."""

import functools
import re
from collections import Counter
from dataclasses import dataclass

from hueandcry.lib import countries
from hueandcry.reader import lexicon
from hueandcry.reader.text import words
from hueandcry.reader.text.document import Document

BESIDE = 40  # letters from an embassy to its state
SEAT = re.compile(r"(?:^|\s)(?:in|en|au|aux|à|à la|в|во|у|ў) $", re.IGNORECASE)
STATES = {  # as embassies are called for short
    "РФ": "RU", "РБ": "BY", "РК": "KZ", "КР": "KG", "РТ": "TJ", "РУз": "UZ", "РУ": "UZ", "АР": "AZ", "КНР": "CN",
    "США": "US", "ИРИ": "IR", "САР": "SY", "ОАЭ": "AE", "ФРГ": "DE", "КСА": "SA", "ТР": "TR", "ЗША": "US", "ІРІ": "IR",
    "ОАЕ": "AE", "ФРН": "DE", "ҚР": "KZ", "ҚХР": "CN", "АҚШ": "US", "PRC": "CN", "DRC": "CD", "RDC": "CD", "RCA": "CF",
    "UAE": "AE", "VAE": "AE", "EAU": "AE", "KSA": "SA", "USA": "US", "UK": "GB", "DPRK": "KP", "VRC": "CN", "RPC": "CN",
}  # fmt: skip
NAMELIKE = {  # people are called so too, and only beside an embassy it is a state
    form: code
    for code, forms in {
        "IR": "иран ирана ирану ираном иране иранның іран ірана ірану іраном ірані іране",
        "ML": "мали малі малидің", "GH": "гана ганы гане гани гані ганаи", "NE": "нигер нигера нігер нігеру нігера",
        "TG": "того тога", "TD": "чад чада чаду чадының", "DK": "дания данияның",
    }.items()
    for form in forms.split()
}  # fmt: skip
INITIALS = re.compile(rf"(?<!\w)(?:{'|'.join(STATES)})(?!\w)")
LONGEST = 4  # words of a name
SHORTEST = 4  # letters of a name that has cases
CASES = {
    "ия": "ии ию ией",
    "ія": "ії ію ією іі іяй",
    "ея": "еи ею еей",
    "ыя": "ыі ыю ыяй",
    "ай": "ая аю аем ае аї аі",
    "а": "ы и е і у ой ою ай",
    "ет": "та ту том те",
}
KAZAKH = "дың дің тың тің ның нің да де та те дан ден тан тен ға ге қа ке на не ды ді"
CONSONANTS = "бвгджзклмнпрстфхцчшщ"
STEM = 5  # letters a country's name must keep before an ending may be cut off
ENDING = 4  # letters an ending may have


@dataclass(frozen=True)
class Mention:
    start: int
    end: int
    code: str


def find(document: Document) -> list[Mention]:
    """Names of countries and their adjectives, in order of place."""
    if "places" not in document.notes:
        document.notes["places"] = _find(document)
    found: list[Mention] = document.notes["places"]
    return found


def starts(document: Document) -> frozenset[int]:
    """Where those names begin."""
    if "place starts" not in document.notes:
        document.notes["place starts"] = frozenset(m.start for m in find(document))
    found: frozenset[int] = document.notes["place starts"]
    return found


def _find(document: Document) -> list[Mention]:
    tongue = document.lexicon.language
    exact, stems = _names(tongue)
    beginnings = _beginnings(tongue)
    inflects = bool(document.lexicon.setting("inflects", False))
    found: list[Mention] = []
    skip = 0
    for at, word in enumerate(document.words):
        if not word.capital or word.start < skip:
            continue
        if not inflects and _folded(word.low.removesuffix("'s")) not in beginnings:
            continue
        hit = _match(document, at, exact, stems if inflects else {}, beginnings)
        if hit:
            found.append(hit)
            skip = hit.end
    named = [Mention(h.start, h.end, h.key) for h in document.hits.of("demonyms")]
    taken = {m.start for m in found}
    return sorted([*found, *(m for m in named if m.start not in taken)], key=lambda m: m.start)


def accused(document: Document, mentions: list[Mention], heads: list[tuple[int, int]]) -> str | None:
    """The state the text is about: named most, a mention in a heading or target counts more."""
    scores: Counter[str] = Counter()
    for mention in mentions:
        if document.is_furniture(mention.start):
            continue
        weight = 4 if any(s <= mention.start < e for s, e in heads) else 1
        scores[mention.code] += weight
    if not scores:
        return None
    ranked = scores.most_common(2)
    if len(ranked) > 1 and ranked[0][1] == ranked[1][1]:
        return None
    return ranked[0][0]


def beside(document: Document, mentions: list[Mention], span: tuple[int, int]) -> str | None:
    """The state whose embassy a place names, in its words or else in the same clause; not the one "in" which it is."""
    heads = document.hits.within("targets", *span, "embassy", "envoy")
    head = heads[0] if heads else None
    start, end = (head.start, head.end) if head else span
    for m in INITIALS.finditer(document.plain, end, min(len(document.plain), end + 14)):
        if not document.plain[end : m.start()].strip(" ("):
            return STATES[m.group()]
    around = (max(0, span[0] - BESIDE), min(len(document.plain), span[1] + BESIDE))
    close = [m for m in mentions if around[0] <= m.start < around[1]]
    close += [
        Mention(w.start, w.end, NAMELIKE[w.low]) for w in document.words_in(*around) if w.capital and w.low in NAMELIKE
    ]
    named = [m for m in close if _same_clause(document, m, span)]
    of = [m for m in named if not SEAT.search(document.plain, max(0, m.start - 8), m.start)] or named
    inside = [m for m in of if span[0] <= m.start < span[1]]
    return min(inside or of, key=lambda m: _distance(m, start, end)).code if of else None


def first(document: Document, mentions: list[Mention]) -> str | None:
    """Of states named equally often the one that the text names first."""
    scores = Counter(m.code for m in mentions if not document.is_furniture(m.start))
    return scores.most_common(1)[0][0] if scores else None


def _same_clause(document: Document, one: Mention, span: tuple[int, int]) -> bool:
    gap = document.plain[one.end : span[0]] if one.end <= span[0] else document.plain[span[1] : one.start]
    return not any(c in gap for c in ".;:(\n—")


def _distance(one: Mention, start: int, end: int) -> int:
    return start - one.end if one.end <= start else max(0, one.start - end)


def _match(
    document: Document,
    at: int,
    exact: dict[str, str],
    stems: dict[str, str],
    beginnings: dict[str, int],
) -> Mention | None:
    here = document.words
    low = _folded(here[at].low)
    for length in range(beginnings.get(low, low.endswith("'s")), 0, -1):
        if at + length > len(here):
            continue
        first, last = here[at], here[at + length - 1]
        if "\n" in document.plain[first.end : last.start] or last.end - first.start > 60:
            continue
        label = _folded(document.plain[first.start : last.end].removesuffix("'s"))
        code = exact.get(label)
        if code:
            return Mention(first.start, last.end, code)
    for cut in range(ENDING + 1):
        stem = low[: len(low) - cut]
        if len(stem) < 4:
            break
        if stem in stems:
            return Mention(here[at].start, here[at].end, stems[stem])
    return None


@functools.lru_cache(maxsize=words.REMEMBERED)
def _folded(label: str) -> str:
    if label.isascii() and label.isalpha():
        return label.lower()  # most words, and nothing in them to fold
    return countries.fold(label)


@functools.cache
def _beginnings(tongue: str) -> dict[str, int]:
    """The first words of all names and how many words may follow, so that most words are passed over at once."""
    found: dict[str, int] = {}
    for label in _names(tongue)[0]:
        size = min(len(words.split(label)), LONGEST)
        for first in (re.split(r"[ \-']", label)[0], label.split()[0]):
            found[first] = max(found.get(first, 1), size)
    return found


@functools.cache
def _names(tongue: str) -> tuple[dict[str, str], dict[str, str]]:
    """Full names, and for languages with endings the names without theirs."""
    exact: dict[str, str] = {}
    for code in (*countries.iso_codes(), *countries.PRACTICE):
        exact[countries.fold(countries.name(code, tongue))] = code
    for label, code in countries.EXTRA_LABELS.items():
        if len(label) > 3 or label.upper() in ("США", "УК", "РФ"):
            exact[countries.fold(label)] = code
    for word in lexicon.load(tongue).words("grammar", "not_countries"):
        exact.pop(word, None)
    stems: dict[str, str] = {}
    for label, code in exact.items():
        if " " not in label and len(label) >= STEM:
            stem = label.rstrip("аеиоуыэюяьйіїє")
            if len(stem) >= 4:
                stems[stem] = code
    if lexicon.load(tongue).setting("inflects", False):
        for label, code in list(exact.items()):
            for form in _forms(label, tongue):
                exact.setdefault(form, code)
    return exact, stems


def _forms(label: str, tongue: str) -> list[str]:
    """The other cases of a short name: "Кения" gives "Кении"; stems are of longer ones only."""
    if " " in label or not label[-1:].isalpha() or len(label) < SHORTEST:
        return []
    if tongue == "kk":
        return [_folded(label + case) for case in KAZAKH.split()]
    for ending, cases in CASES.items():
        if label.endswith(ending):
            return [_folded(label.removesuffix(ending) + case) for case in cases.split()]
    return [label + case for case in ("а", "у", "ом", "е", "і", "ові")] if label[-1] in CONSONANTS else []
