"""Are two names one person? A score and a reason; the decision stays with a human."""

import functools
from collections.abc import Iterator, Sequence

from hueandcry.names import short_forms, sounds
from hueandcry.names import words as parts
from hueandcry.names.words import Word

SAME = 0.83  # from here on the reader treats two mentions in one text as one person
PROPOSE = 0.88  # from here on two names of different texts are shown to somebody who decides
LONE, LONE_EQUAL, LONE_FORM = (0.84, 0.859), 0.8795, 0.835  # a single word: enough in one text, too little between two
EQUAL, SPELT, ORDER = (
    "the name is the same",
    "it is the same name in another spelling",
    "the words are the same in another order",
)
ALIKE, TURNED = "first name and surname are spelt alike", "first name and surname are spelt alike, in another order"
SHORT, INITIAL = (
    "the surname agrees, and the first names are forms of one name",
    "the surname agrees, and the initial fits",
)
MIDDLE = "first name and surname agree, and one has a further name"
LONE_SURNAME, LONE_FIRST = "there is only a surname to compare", "there is only a first name to compare"
LONE_WORD, LONE_SHORT = "there is only one word to compare", "one is a short form of the first name"
DIFFER, SURNAME_ONLY = "the names differ", "the surname agrees and the first name does not"
EMPTY = "one of the names is empty"
REASONS = (
    *(EQUAL, SPELT, ORDER, ALIKE, TURNED, SHORT, INITIAL, MIDDLE),
    *(LONE_SURNAME, LONE_FIRST, LONE_WORD, LONE_SHORT, DIFFER, SURNAME_ONLY, EMPTY),
)  # every reason there is, so that it can be translated
ADDED = ("", "a", "i", "ei")  # endings of a first name that others stand instead of in another case
BY_STEM = 0.5  # likeness from which it is asked whether only the endings of two words differ
GIVEN, FAMILY = 0.8, 0.78  # likeness from which two words may be one
Match = tuple[float, str]


def compare(one: str, other: str) -> Match:
    """How much two names agree, 0 to 1, and why: one of REASONS; the same both ways."""
    return _compare(one, other) if one <= other else _compare(other, one)


def likeness(one: Word, other: Word, least: float = 0.0) -> float:
    """Likeness of two words; an ending of a case counts for little. Below `least` it may say less than it would."""
    bare = one.bare or other.bare
    if one.cased or other.cased:
        least = min(least, BY_STEM)
    best = max([sounds.likeness(a, b, bare, least) for a in one.readings for b in other.readings])
    if BY_STEM <= best < 0.97 and (one.cased or other.cased) and not bare:
        best = max(best, _by_stem(one.sound, other.sound))
    for a, b in _articles(one.sound, other.sound) if best < 0.9 else ():
        if bare or a == b:
            best = max(best, 0.97 * sounds.likeness(a, b, bare))
    return best


def first_name(one: Word, other: Word, least: float = 0.0) -> Match:
    """Likeness of two first names and how they agree: an initial, forms of one name, or spelt alike.

    Below `least` it may be less than it would be.
    """
    if one.initial or other.initial:
        return (0.9 if _begins(one, other) else 0.2), INITIAL
    if one.patronymic != other.patronymic:
        return 0.3, DIFFER
    alike = likeness(one, other, least)
    known = short_forms.one_name(one.sound, other.sound)
    if known is None and alike < 0.97 and (one.cased or other.cased):
        known = _known_by_stem(one.sound, other.sound)
    if known:
        return max(alike, 0.94), ALIKE if alike >= 0.9 else SHORT
    if known is False and alike < 1.0:
        return (0.97 * alike, ALIKE) if alike >= 0.95 else (min(alike, 0.7), DIFFER)
    return alike, ALIKE


@functools.lru_cache(maxsize=16384)
def _compare(one: str, other: str) -> Match:
    a, b = parts.words(one), parts.words(other)
    if not a or not b:
        return 0.0, EMPTY
    if len(a) == len(b) == 1 and a == b:
        return LONE_EQUAL, LONE_WORD
    if [word.readings for word in a] == [word.readings for word in b] and not any(word.initial for word in (*a, *b)):
        return 1.0, EQUAL if one.casefold().split() == other.casefold().split() else SPELT
    if len(a) == 1 or len(b) == 1:
        return _single(*((a[0], b) if len(a) == 1 else (b[0], a)))
    if len(a) != len(b) and (run := _run_together(a, b)):
        return run
    found = max((_turned(x, y, turned) for x, y, turned in _orders(a, b)), key=lambda match: match[0])
    if found[0] < PROPOSE:
        found = max(found, _second_surname(a, b), key=lambda match: match[0])
    return found


def _single(word: Word, others: Sequence[Word]) -> Match:
    low, high = LONE
    surname, first = likeness(word, others[-1]), likeness(word, others[0])
    best = max(surname, first)
    if best >= 0.9:
        return round(low + (high - low) * (best - 0.9) * 10, 4), LONE_SURNAME if surname >= first else LONE_FIRST
    if any(len(word.sound) >= 3 and o.sound.startswith(word.sound) for o in others) or (
        short_forms.one_name(word.sound, others[0].sound)
    ):
        return LONE_FORM, LONE_SHORT
    return 0.5 * best, DIFFER


def _orders(a: Sequence[Word], b: Sequence[Word]) -> Iterator[tuple[Sequence[Word], Sequence[Word], bool]]:
    """Both names with the surname last, as they stand and with either of them turned."""
    yield a, b, False
    yield a, (*b[1:], b[0]), True
    if len(a) > 2:
        yield (*a[1:], a[0]), b, True


def _turned(a: Sequence[Word], b: Sequence[Word], turned: bool) -> Match:
    score, reason = _whole(a, b)
    if not turned or score < SAME:
        return score, reason
    swapped = {EQUAL: ORDER, SPELT: ORDER, ALIKE: TURNED}.get(reason, reason)
    return score - 0.01, ORDER if score > 0.99 and reason == ALIKE else swapped


def _whole(a: Sequence[Word], b: Sequence[Word]) -> Match:
    """Two names with the surname last: the surname, the first names, then whatever else both have."""
    if a[-1].initial or b[-1].initial:
        return 0.0, DIFFER
    family = likeness(a[-1], b[-1])
    if family < FAMILY:
        return 0.6 * family, DIFFER
    given, how = _given(a[:-1], b[:-1])
    if given < GIVEN:
        return 0.7 * given * family, SURNAME_ONLY if family >= 0.9 else DIFFER
    score = 0.4 * min(family, given) + 0.36 * family + 0.24 * given
    return score, how


def _given(a: Sequence[Word], b: Sequence[Word]) -> Match:
    """The first names must agree; a further name of one only is let pass, of both it has to fit."""
    score, how = first_name(a[0], b[0])
    rest = list(zip(a[1:], b[1:], strict=False))
    if score < GIVEN and len(a) != len(b) and not rest:
        longer, single = (a, b[0]) if len(a) > len(b) else (b, a[0])
        further = [first_name(w, single) for w in longer[1:] if not w.patronymic and not w.initial]
        best = 0.97 * max((match[0] for match in further), default=0.0)
        score, how = (best, MIDDLE) if best >= GIVEN else (score, how)
    worst = min((first_name(x, y)[0] for x, y in rest), default=1.0)
    if worst < 0.75:
        return min(score, 0.6 * worst), DIFFER
    if len(a) != len(b) and score >= GIVEN and how == ALIKE:
        return 0.98 * score, MIDDLE
    return score * (0.8 + 0.2 * worst), how


def _begins(one: Word, other: Word) -> bool:
    """An initial agrees with any name it may begin, and with the forms of that name."""
    short, long = (one, other) if one.initial else (other, one)
    first = {reading[:1] for reading in short.readings}
    starts = {reading[:1] for reading in long.readings} | (
        frozenset() if long.initial else short_forms.first_sounds(long.sound)
    )
    return any(x == y or sounds.SWAP.get(x + y, 1.0) <= 0.2 for x in first for y in starts)


def _known_by_stem(one: str, other: str) -> bool | None:
    """The list again for names that may stand in another case: Сашу, Александром."""
    if _listed(one, ADDED) & _listed(other) or _listed(one) & _listed(other, ADDED):
        return True
    if not one.startswith(other[:3]) and not other.startswith(one[:3]):
        return None  # neither is a longer form of the other
    for a in (one, *parts.stems(one)):
        for b in (other, *parts.stems(other)):
            if any(short_forms.one_name(a + ending, b) or short_forms.one_name(a, b + ending) for ending in ADDED):
                return True
    return None


@functools.lru_cache(maxsize=8192)
def _listed(word: str, endings: tuple[str, ...] = ("",)) -> frozenset[int]:
    """Where the list of names has this word, with or without the ending of its case, and with another instead."""
    ways = (word, *parts.stems(word))
    return frozenset().union(*(short_forms.lines(way + ending) for way in ways for ending in endings))


def _by_stem(one: str, other: str) -> float:
    ones, others = parts.stems(one), parts.stems(other)
    if {one, *ones} & {other, *others}:
        return 0.97
    if one[:-1] == other[:-1] and len(one) > 2 and one[-1] in sounds.VOWELS and other[-1] in sounds.VOWELS:
        return 0.95
    pairs = [(a, b) for a, b in ((one, others[:1]), (other, ones[:1])) if b]
    tried = [(a, b[0]) for a, b in pairs] + ([(ones[0], others[0])] if ones and others else [])
    best = max([sounds.likeness(a, b, False, 0.9) for a, b in tried], default=0.0)
    return 0.97 * best if best >= 0.9 else 0.0


def _articles(one: str, other: str) -> Iterator[tuple[str, str]]:
    """The article written into a name by one side only: Alqahtani."""
    if one.startswith("al") and len(one) > 6:
        yield one[2:], other
    if other.startswith("al") and len(other) > 6:
        yield one, other[2:]


def _run_together(a: Sequence[Word], b: Sequence[Word]) -> Match | None:
    """Two words of one name written as one in the other."""
    long, short = (a, b) if len(a) > len(b) else (b, a)
    for at in range(len(long) - 1):
        if long[at].initial or long[at + 1].initial:
            continue
        tried = (*long[:at], parts.joined(long[at], long[at + 1]), *long[at + 2 :])
        if len(tried) != len(short):
            continue
        best = max((_turned(x, y, turned) for x, y, turned in _orders(tried, short)), key=lambda match: match[0])
        if best[0] >= 0.94:
            return best[0] - 0.01, SPELT
    return None


def _second_surname(a: Sequence[Word], b: Sequence[Word]) -> Match:
    """The second surname left out, as in Spanish: three words and two, in the same order."""
    long, short = (a, b) if len(a) > len(b) else (b, a)
    if len(long) != 3 or len(short) != 2 or long[1].initial or long[1].patronymic or short[1].patronymic:
        return 0.0, DIFFER
    score, _how = _whole(long[:2], short)
    return (score - 0.03, MIDDLE) if score >= 0.93 else (0.0, DIFFER)
