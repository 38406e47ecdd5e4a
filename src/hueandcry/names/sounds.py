"""How a word sounds, one letter a sound, and how much two words sound alike.

The sounds: a e i o u; b d f g h k l m n p r s t v z; c is ts, C is ch, S is sh, Z is zh. J and Q are undecided:
J is the j of Janibek or of Jurij, Q the ch of Chizhov, of Chirac or of Chwostow.
"""

import functools
import re
from collections.abc import Mapping

SOUNDS = "aeioubdfghklmnprstvzcCSZJQ"
VOWELS = frozenset("aeiou")
SPELT = {
    "ousk": "ovsk", "eusk": "evsk", "ausk": "avsk",  # the short u of Belarusian
    "schtsch": "S", "chtch": "S", "shch": "S", "szcz": "S", "tsch": "C", "tch": "C", "cz": "C", "sch": "S",
    "dzh": "J", "dsch": "J", "dj": "J", "kh": "h", "gh": "g", "zh": "Z", "sh": "S", "ch": "Q", "sz": "S", "ts": "c",
    "tz": "c", "dz": "d", "ph": "f", "th": "t", "ck": "k", "qu": "k", "q": "k", "w": "v", "j": "J", "aye": "a",
    "aie": "a", "aje": "a", "eye": "e", "iye": "e", "iou": "iu", "ou": "u", "oo": "u", "ee": "i", "ae": "a",
    "oe": "o", "ue": "u", "aya": "a", "aia": "a", "aja": "a", "iya": "ia", "ija": "ia", "ya": "a", "ye": "e",
    "ie": "e", "uyu": "u", "yo": "o", "io": "o", "yu": "u", "yi": "i", "ij": "i", "iy": "i", "yy": "i", "yj": "i",
    "ay": "ai", "ey": "ei", "oy": "oi", "y": "i",
}  # fmt: skip
SPELLING = re.compile("|".join(sorted(SPELT, key=len, reverse=True)))
CLOSING_J = re.compile(r"(?<=[aeou])j(?![aeiouy])")  # Sergej, but not Kojahmetov
TWICE = re.compile(r"(.)\1+")
SWAPPED: Mapping[str, float] = {
    "ei": 0.2, "ao": 0.25, "ou": 0.25, "ae": 0.3, "eo": 0.3, "iu": 0.6, "eu": 0.7,
    "JZ": 0.1, "Ji": 0.15, "JC": 0.4, "Jg": 0.35, "Jc": 0.4, "Jz": 0.4, "JS": 0.4, "QC": 0.0, "QS": 0.15, "Qh": 0.15,
    "Qk": 0.3, "Qc": 0.3, "Cc": 0.25, "CS": 0.3, "Ct": 0.5, "cs": 0.3, "ck": 0.2, "ct": 0.25, "cS": 0.4, "cz": 0.4,
    "Ss": 0.25, "SZ": 0.2, "Zz": 0.25, "Zg": 0.35, "Zs": 0.4, "zs": 0.2, "hg": 0.15, "hk": 0.3, "gk": 0.35, "gi": 0.5,
    "vf": 0.3, "vb": 0.3, "vu": 0.25, "bp": 0.45, "dt": 0.35, "mn": 0.5, "dz": 0.5, "fp": 0.5, "ts": 0.6,
}  # fmt: skip
SWAP = {**SWAPPED, **{pair[::-1]: cost for pair, cost in SWAPPED.items()}}
DROP = {"i": 0.3, "a": 0.4, "e": 0.4, "o": 0.4, "u": 0.4, "J": 0.15, "h": 0.45}
NO_VOWELS, NO_HALVES = str.maketrans("", "", "aeiou"), str.maketrans("", "", "aeiouJ")
UNWRITTEN = 0.06  # what a vowel costs that the other script leaves out
OTHER_VOWEL, OTHER = 0.8, 1.0
DROP_BARE = {**DROP, **dict.fromkeys(VOWELS, UNWRITTEN)}
# Of a sound those that cost more to drop than it does with the swap for them.
DEARER = {
    x: frozenset(y for drop in (DROP, DROP_BARE) for y in SOUNDS if drop.get(y, 1.0) > drop[x] + SWAP.get(x + y, OTHER))
    for x in DROP
}
HOPELESS, GREAT, ROUNDING = 0.4, 99.0, 1e-9
# Endings of family names, which say little: half of the weight of two words that share one is left to the rest.
FAMILY = re.compile(r"(?<=..)(ov|ev|in|ova|eva|ina|ski|ska|enko|anka|enka|ian|an|bek|baev|bav|ovic|evic|idi|ade|ide)$")


@functools.lru_cache(maxsize=16384)
def readings(word: str) -> tuple[str, ...]:
    """The word's sounds; an x has two readings, Maxim's and Xamit's."""
    ways = (word.replace("x", "ks"), word.replace("x", "kh")) if "x" in word else (word,)
    return tuple(dict.fromkeys(TWICE.sub(r"\1", SPELLING.sub(_sound, CLOSING_J.sub("i", way))) for way in ways))


@functools.lru_cache(maxsize=32768)
def likeness(a: str, b: str, bare: bool = False, least: float = 0.0) -> float:
    """How much two readings sound alike, 0 to 1; `bare` when one of them comes without its vowels.

    Below `least` it may say less than it would: what is not asked for is not worked out.
    """
    if a == b:
        return 1.0
    heavy = max(weight(a, bare), weight(b, bare), 2.0)
    if abs(weight(a, True) - weight(b, True)) > heavy * 0.4:
        return 0.0
    most = (1.0 - least) * heavy + ROUNDING if least else HOPELESS * max(len(a), len(b))
    score = 1.0 - _distance(a, b, bare, most) / heavy
    if score < 0.6 or bare:
        return max(0.0, score)
    one, other = FAMILY.search(a), FAMILY.search(b)
    if one and other and one.group() == other.group():
        x, y = a[: one.start()], b[: other.start()]
        most = HOPELESS * max(len(x), len(y))
        score = (score + 1.0 - _distance(x, y, bare, most) / max(weight(x), weight(y), 1.5)) / 2
    return max(0.0, score)


@functools.lru_cache(maxsize=16384)
def weight(word: str, bare: bool = False) -> float:
    """What a word has to say: a consonant 1, a vowel a half, or nothing where one side leaves them out."""
    return len(word.translate(NO_VOWELS)) if bare else (len(word) + len(word.translate(NO_HALVES))) / 2


def _sound(found: re.Match[str]) -> str:
    return SPELT[found.group()]


def _distance(a: str, b: str, bare: bool, most: float) -> float:
    """The cheapest way from one word to the other, by what each change of a sound costs; neighbours may swap.

    Given up, with a great distance, as soon as no way can be cheaper than `most`.
    """
    drop = DROP_BARE if bare else DROP
    if a[:1] == b[:1] and (at := _begun_alike(a, b)):
        a, b = a[at:], b[at:]
    if a[-1:] == b[-1:] and (at := _begun_alike(a[::-1], b[::-1])):
        a, b = a[:-at], b[:-at]
    down = [drop.get(y, 1.0) for y in b]
    row = [0.0]
    for cost in down:
        row.append(row[-1] + cost)
    before_last: list[float] = []
    last = ""
    for x in a:
        out, swaps = drop.get(x, 1.0), _swaps(x)
        left = row[0] + out
        new, lowest, before = [left], left, ""
        for j, y in enumerate(b):
            best = row[j] + swaps.get(y, OTHER)
            up = row[j + 1] + out
            left += down[j]
            if up < best:
                best = up
            if left < best:
                best = left
            if x == before and y == last and before_last[j - 1] + 0.9 < best:
                best = before_last[j - 1] + 0.9
            new.append(best)
            left, before = best, y
            if best < lowest:
                lowest = best
        if lowest > most:
            return GREAT
        before_last, row, last = row, new, x
    return row[-1]


def _begun_alike(a: str, b: str) -> int:
    """How many sounds at the beginning of both words are one and may be left out: no other way is cheaper."""
    at = 0
    for x, y in zip(a, b, strict=False):
        if x != y or (x in DEARER and not (DEARER[x].isdisjoint(a) and DEARER[x].isdisjoint(b))):
            break
        at += 1
    return at


@functools.cache
def _swaps(x: str) -> Mapping[str, float]:
    """What it costs to write another sound for this one; whatever is not there costs OTHER."""
    table = {pair[1]: cost for pair, cost in SWAP.items() if pair[0] == x}
    others = dict.fromkeys(VOWELS, OTHER_VOWEL) if x in VOWELS else {}
    return {**others, **table, x: 0.0}
