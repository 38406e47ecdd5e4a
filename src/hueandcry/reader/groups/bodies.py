"""One entry for one body: mentions in all cases, with short names and initials, put together."""

import functools
import re
from collections.abc import Iterable

from hueandcry import names
from hueandcry.reader.draft import Organisation, Span
from hueandcry.reader.groups import known_bodies
from hueandcry.reader.text import nominative
from hueandcry.reader.text.document import Document

PLACE = re.compile(r" (?:in|en|à|ў|у|в|г\.|em) [^\W\da-zа-я][^\W\d]*(?:[ -][^\W\da-zа-я][^\W\d]*){0,2}$")
SEATED = frozenset(("court", "prison", "state_body"))
MANY = 300  # bodies in one text; more is a directory and no report
COMPARED = 20_000  # pairs of bodies in one text; a report of forty bodies needs a hundred
SHORT = 2  # words that a shortened name must keep
LITTLE = frozenset(
    (
        "the",
        "of",
        "for",
        "and",
        "de",
        "du",
        "des",
        "del",
        "la",
        "le",
        "les",
        "el",
        "los",
        "las",
        "y",
        "et",
        "der",
        "die",
        "das",
    )
)
CYRILLIC = re.compile(r"[а-яёіїєґўәғқңөұүһ'-]{4,}$")
ENDING = re.compile(
    r"(?:ского|скому|ским|ском|ская|ской|скую|ские|ских|ський|ського|ському|ським|ська|ської|ську|скі|скага|скаму|скай|"
    r"ними|ыми|ими|ами|ями|ого|ому|его|ему|ага|аму|ным|ных|ный|ный|ого|ую|юю|ая|яя|ое|ее|ые|ие|ый|ий|ой|ей|ай|ої|ій|ою|ею|"
    r"ым|им|ім|ом|ем|ам|ям|ах|ях|ых|их|ію|ії|ия|ии|ию|ий|ів|ов|ев|аў|ның|нің|дың|дің|тың|тің|ға|қа|"
    r"сының|сінің|сына|сіне|сы|сі|ні|[аяоеуюыиьйіїэ])$"
)
GERMAN = re.compile(r"(?<=[a-zäöüß]{4})(?<=ig|ch)(?:e[snmr]?)$")  # "Auswärtiges", "Militärischen"
OBLIQUE = (
    (re.compile(r"(?:ого|ому|его|ему|ага|аму|ыми|ими|ым|им|ых|их|ую|ою|ої|ай|ой|ей|сының|сінің|ның|нің)$"), 2.0),
    (re.compile(r"(?:ами|ями|ах|ях|ам|ям|ом|ем|ею|[уюыиіе])$"), 1.0),
    (re.compile(r"[ая]$"), 0.5),
)


class Gathered:
    """The bodies found so far; each new mention goes to the body it names, or begins a new one."""

    def __init__(self, document: Document) -> None:
        self.bodies: list[Organisation] = []
        self._document = document
        self._left = COMPARED
        self._by_word: dict[str, list[Organisation]] = {}
        self._by_number: dict[int, Organisation] = {}

    def add(self, span: Span, kind: str, number: int | None = None) -> None:
        name = " ".join(self._document.text[span[0] : span[1]].split())
        folded = _folded(name)
        if not folded:
            return
        one = self._by_number.get(number) if number is not None else None
        one = one or self._in_brackets(span) or self._same(name, folded) or self._initials(name)
        if one is None:
            if len(self.bodies) >= MANY:
                return
            one = Organisation(name, [], kind, {"name": []})
            self.bodies.append(one)
        one.spans["name"].append(span)
        if name != one.name and name not in one.aliases:
            one.aliases.append(name)
            _straighten(one, folded)
        if number is not None:
            self._by_number.setdefault(number, one)
        for word in folded:
            known = self._by_word.setdefault(word, [])
            if not any(o is one for o in known):
                known.insert(0, one) if name in one.aliases else known.append(one)

    def name_plainly(self) -> None:
        """Beside a name that the text prints only in another case stands its nominative."""
        numbers = {id(one): number for number, one in self._by_number.items()}
        for one in self.bodies:
            printed = [one.name, *one.aliases]
            number = numbers.get(id(one))
            plain = known_bodies.plainly(number, one.name) if number is not None else None
            plain = plain or nominative.of(one.name, self._document.lexicon)
            if plain and plain not in printed:
                one.aliases.append(plain)
            letters = [w for w in one.name.split() if w.isupper() and w.isalpha() and 3 <= len(w) <= 6]
            if one.kind == "state_body" and " " in one.name and len(letters) == 1 and letters[0] not in printed:
                one.aliases.append(letters[0])
            first, _, rest = one.name.partition(" ")
            if first.islower() and rest[:1].isupper() and rest not in printed:
                one.aliases.append(rest)  # "association Survie" is called Survie
            place = PLACE.search(one.name)
            if place and one.kind in SEATED and one.name[: place.start()] not in printed:
                one.aliases.append(one.name[: place.start()])  # "Pechersky Court in Kyiv" is the "Pechersky Court"

    def _in_brackets(self, span: Span) -> Organisation | None:
        before = self._document.text[max(0, span[0] - 2) : span[0]]
        if before not in (" (", "\n(", " «", " “", " „", ' "'):
            return None
        for one in self.bodies[-3:]:
            start = next((s for s, e in one.spans["name"] if e == span[0] - 2), None)
            if start is not None:
                if "(" not in before:  # "Праваабарончы цэнтр «Вясна»"
                    one.aliases.append(" ".join(self._document.text[start : span[1] + 1].split()))
                return one
        return None

    def _same(self, name: str, folded: frozenset[str]) -> Organisation | None:
        if self._left <= 0:
            return next((one for one in self._by_word.get(min(folded), ()) if name in (one.name, *one.aliases)), None)
        near = list(_once(o for word in sorted(folded) for o in self._by_word.get(word, ())[:MANY]))
        self._left -= len(near)
        for one in near:
            if any(_alike(folded, _folded(other)) for other in [one.name, *one.aliases]):
                return one
        return next((one for one in near if _shortened(name, max([one.name, *one.aliases], key=len))), None)

    def _initials(self, name: str) -> Organisation | None:
        """ "OUN" after "Organisation of U N": the first letters of the capital words."""
        if not (3 <= len(name) <= 7 and name.isupper() and name.isalpha()):
            return None
        for one in self.bodies:
            if name in _first_letters(one.name):
                return one
        return None


@functools.lru_cache(maxsize=4096)
def _first_letters(name: str) -> tuple[str, ...]:
    """Of its capital words, and of all its words; of two words they say nothing."""
    parts = [w for w in re.split(r"[\s-]+", name) if w]
    if len(parts) < 3:
        return ()
    return "".join(w[0] for w in parts if w[0].isupper()), "".join(w[0] for w in parts).upper()


def _once(bodies: Iterable[Organisation]) -> Iterable[Organisation]:
    return {id(o): o for o in bodies}.values()


def _straighten(one: Organisation, folded: frozenset[str]) -> None:
    """The form printed with the fewest cut-off endings is shown: "Верховный суд" before "Верховного суда"."""
    forms = [one.name, *(a for a in one.aliases if _folded(a) == _folded(one.name))]
    best = min(forms, key=_oblique)
    if best != one.name and _oblique(best) < _oblique(one.name):
        one.aliases[one.aliases.index(best)] = one.name
        one.name = best


@functools.lru_cache(maxsize=4096)
def _oblique(name: str) -> float:
    total = 0.0
    for word in name.lower().split():
        if not CYRILLIC.match(word):
            continue
        total += next((weight for pattern, weight in OBLIQUE if pattern.search(word)), 0.0)
    return total


@functools.lru_cache(maxsize=4096)
def _folded(name: str) -> frozenset[str]:
    stems = [_stem(word) for word in name.lower().replace("’", "'").split()]
    return frozenset(names.fold(" ".join(stems)).split()) - LITTLE


def _stem(word: str) -> str:
    bare = word.strip("«»“”\"',.()")
    if GERMAN.search(bare):
        return GERMAN.sub("", bare)
    if not CYRILLIC.match(bare) or len(bare) < 5:
        return bare
    cut = ENDING.sub("", bare)
    return cut if len(cut) >= 3 else bare


def _shortened(name: str, other: str) -> bool:
    """ "Community Council" and "Community Council of Salaqui": one name is the beginning of the other."""
    one, two = _in_order(name), _in_order(other)
    least = min(len(one), len(two))
    return least >= SHORT and one[:least] == two[:least]


@functools.lru_cache(maxsize=4096)
def _in_order(name: str) -> tuple[str, ...]:
    folded = (names.fold(_stem(word)) for word in name.lower().replace("’", "'").split())
    return tuple(word for word in folded if word and word not in LITTLE)


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= 0.6 * len(one | other)
