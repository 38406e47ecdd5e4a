"""Bodies known far beyond their country, found where no word such as "union" stands beside them."""

import functools
import itertools
import re
from dataclasses import dataclass
from importlib import resources

from hueandcry.reader.draft import Span
from hueandcry.reader.groups import acronyms
from hueandcry.reader.text import words
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word
from hueandcry.reader.who import persons

BETWEEN = frozenset((" ", "-", ".", "/", "'", " / ", "!", "\n", " «", " “", "", '"', ' "'))
OTHER_THINGS = frozenset(
    [
        "ei",
        "ap",
        "sud",
        "csi",
        "psi",
        "dw",
        "rt",
        "who",
        "disk",
        "cut",
        "fau",
        "gew",
        "cis",
        "itf",
        "nlc",
        "ctc",
        "fmi",
        "hcr",
        "wdr",
        "dawn",
        "front",
        "anonymous",
        "attac",
    ]
)  # words and letters that mean something else unless they are written as the list writes them
ALIKE = 0.7  # of the letters of a name are the same in two cases of it
ENDING = 3  # letters by which they differ in length
WORD_OF_ANOTHER_NAME = frozenset(("university", "prize", "award", "street", "avenue", "square", "commons"))
EVERYDAY = frozenset(  # names that open sentences as words too
    ("свабод", "свабода", "вясна", "вясны", "весна", "зеркало", "власть", "мемориал", "настоящее время", "грани",
     "мост", "голос", "наш дом", "сота", "агора", "проект", "дождь", "время", "правда", "факты", "новости",
     "тэлеграф", "факти", "репортер", "репортёр", "холод", "яблоко", "кооператив", "confidencial", "rebelión",
     "contagio", "aktion", "liberty", "redress", "caritas", "survie", "morena", "podemos", "hamas",
     "солидарность")
)  # fmt: skip
OF_LAW = re.compile(r",? (?:of|du|de la|der|des|de|del) ")
SHORT = 3  # letters


@dataclass(frozen=True)
class Form:
    body: int  # the line of the list
    kind: str
    tokens: tuple[str, ...]  # small letters; `*` at the end stands for any ending
    printed: str
    plain: bool  # no ending cut off


@dataclass(frozen=True)
class Known:
    span: Span
    kind: str
    body: int
    plain: bool


def find(document: Document) -> list[Known]:
    """Where the bodies of the list stand, the longer name before the shorter."""
    found: list[Known] = []
    reach = 0
    for at, word in enumerate(document.words):
        forms = _candidates(word.low)
        if not forms or word.start < reach:
            continue
        best: Known | None = None
        following = document.words[at + 1].low.removesuffix("'s") if at + 1 < len(document.words) else ""
        for form in forms:
            second = form.tokens[1] if len(form.tokens) > 1 else "*"
            end = _end(document, at, form) if second == following or "*" in second else None
            if (
                end
                and _means_it(document, word, end, form)
                and (best is None or end > best.span[1] or (end == best.span[1] and form.plain and not best.plain))
            ):
                best = Known((word.start, end), form.kind, form.body, form.plain)
        if best and not _part_of_another(document, best.span[1]):
            found.append(best)
            reach = best.span[1]
    return found


def plainly(body: int, printed: str) -> str | None:
    """The form of the same language that the list puts first: "Медуза" for "Медузы"."""
    for plain in _plain_forms().get(body, ()):
        if plain == printed:
            return None
        pairs = list(zip(plain.split(), printed.split(), strict=False))
        if len(plain.split()) == len(printed.split()) and all(_cases_of_one(*pair) for pair in pairs):
            return plain
    return None


def _cases_of_one(one: str, other: str) -> bool:
    same = sum(1 for _ in itertools.takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
    return one == other or (same >= ALIKE * len(one) and abs(len(one) - len(other)) <= ENDING)


@functools.lru_cache(maxsize=words.REMEMBERED)
def _candidates(low: str) -> tuple[Form, ...]:
    index = _index()
    found = list(index.get(low, ()))
    if low[:2] not in _heads():
        return tuple(found)
    for length in range(2, min(len(low), 20) + 1):
        found.extend(index.get(low[:length] + "*", ()))
    return tuple(found)


def _end(document: Document, at: int, form: Form) -> int | None:
    """The end of the form when it begins at word `at`."""
    here = document.words
    if at + len(form.tokens) > len(here):
        return None
    for step, wanted in enumerate(form.tokens):
        word = here[at + step]
        if step and document.plain[here[at + step - 1].end : word.start] not in BETWEEN:
            return None
        if not _fits(word, wanted):
            return None
    last = here[at + len(form.tokens) - 1].end
    printed = document.plain[here[at].start : last]
    return last if _written(here[at], printed, form) else None


def _fits(word: Word, wanted: str) -> bool:
    low = word.low.removesuffix("'s")
    if not wanted.endswith("*"):
        return low == wanted
    return low.startswith(wanted[:-1]) and len(low) - len(wanted) + 1 <= 4


def _means_it(document: Document, first: Word, end: int, form: Form) -> bool:
    """Not a short word in a line of capitals, nor an everyday word that merely opens a sentence, nor a room number."""
    if document.plain[end : end + 1] == "-" and document.plain[end + 1 : end + 2].isdigit():
        return False
    if first.low == "article" and OF_LAW.match(document.plain, end):
        return False  # "Article 19 of the Covenant"
    if form.printed.isupper() and len(form.printed) <= SHORT and acronyms.is_loud(document, first.start):
        return first.low not in document.lexicon.words("grammar", "stopwords")
    everyday_word = form.printed.lower() in EVERYDAY and document.plain[first.start - 1 : first.start] not in '«“"'
    if everyday_word and persons.opens(document, first):
        return False
    if form.kind == "media" and " " in form.printed and form.printed[0] < "Ѐ":
        bare = document.plain[first.start : end].removesuffix("'s")
        return bare == form.printed or bare.isupper()  # "Le monde a été témoin"
    return True


def _written(first: Word, printed: str, form: Form) -> bool:
    """A name begins with a capital; letters and short names are written as the list writes them."""
    bare = printed.removesuffix("'s")
    if form.printed.islower() or form.printed.isupper() or bare.lower() in OTHER_THINGS:
        if bare != form.printed:
            return False
    elif not first.capital:
        return False
    return True


def _part_of_another(document: Document, end: int) -> bool:
    after = document.words_in(end, end + 14)[:1]
    return bool(after) and after[0].low in WORD_OF_ANOTHER_NAME


@functools.cache
def _plain_forms() -> dict[int, list[str]]:
    """By line of the list, the forms that are printed whole, in the order of the list."""
    found: dict[int, list[str]] = {}
    for form in _listed():
        if form.plain:
            found.setdefault(form.body, []).append(form.printed)
    return found


@functools.cache
def _heads() -> frozenset[str]:
    """The first two letters of first words without their ending."""
    return frozenset(first[:2] for first in _index() if first.endswith("*"))


@functools.cache
def _index() -> dict[str, list[Form]]:
    """The forms by their first word."""
    index: dict[str, list[Form]] = {}
    for form in _listed():
        index.setdefault(form.tokens[0], []).append(form)
    return index


@functools.cache
def _listed() -> list[Form]:
    text = resources.files("hueandcry.reader.groups").joinpath("known_bodies.txt").read_text("utf-8")
    found: list[Form | None] = []
    for number, line in enumerate(text.splitlines()):
        kind, colon, forms = line.partition(": ")
        if colon and not line.startswith("#"):
            found.extend(_form(number, kind, raw.strip().lstrip("«")) for raw in forms.split(";"))
    return [form for form in found if form]


def _form(number: int, kind: str, raw: str) -> Form | None:
    tokens: list[str] = []
    for piece in raw.split():
        inner = [w.low for w in words.split(piece.replace("«", ""))]
        if inner and piece.endswith("*"):
            inner[-1] += "*"
        tokens.extend(inner)
    if not tokens:
        return None
    return Form(number, kind, tuple(tokens), raw.rstrip("*"), "*" not in raw)
