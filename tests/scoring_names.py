"""How much two names, bodies or phrases in a draft and in the facts agree."""

import re
import unicodedata

LATIN = "a b v g g d e e zh z i i i i k l m n o p r s t u u f h c ch sh sh _ i _ e iu ia e a g k n o u u h _ _ _"
CYRILLIC = dict(zip("абвгґдеєжзиіїйклмнопрстуўфхцчшщъыьэюяёәғқңөұүһ'’‘", LATIN.split(), strict=True))
TITLES = re.compile(
    r"^(mr|mrs|ms|dr|prof|h\.?\s?e|his excellency|her excellency|lt\.? gen|gen|col|maj|president|sir)\b\.?\s+", re.I
)


def fold(text):
    """Lower-case Latin tokens of a name, tolerant of transliteration."""
    text = TITLES.sub("", text or "")
    text = "".join(CYRILLIC.get(c, c) for c in text.lower()).replace("_", "")
    text = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    for old, new in (
        ("kh", "h"),
        ("x", "ks"),
        ("ye", "e"),
        ("yo", "e"),
        ("ya", "ia"),
        ("yu", "iu"),
        ("y", "i"),
        ("j", "i"),
        ("ts", "c"),
        ("sch", "sh"),
        ("w", "v"),
        ("ii", "i"),
    ):
        text = text.replace(old, new)
    return re.sub(r"[^a-z0-9ء-ي ]+", " ", text).split()


def similarity(a, b):
    """Jaro-Winkler, 0..1."""
    if a == b:
        return 1.0
    if not a or not b:
        return 0.0
    reach = max(len(a), len(b)) // 2 - 1
    taken, matched_a = [False] * len(b), []
    for i, c in enumerate(a):
        for j in range(max(0, i - reach), min(len(b), i + reach + 1)):
            if not taken[j] and b[j] == c:
                taken[j] = True
                matched_a.append(c)
                break
    matched_b = [c for c, t in zip(b, taken, strict=False) if t]
    m = len(matched_a)
    if not m:
        return 0.0
    swaps = sum(x != y for x, y in zip(matched_a, matched_b, strict=False)) / 2
    jaro = (m / len(a) + m / len(b) + (m - swaps) / m) / 3
    prefix = 0
    for x, y in zip(a[:4], b[:4], strict=False):
        if x != y:
            break
        prefix += 1
    return jaro + prefix * 0.1 * (1 - jaro)


def name_score(a, b):
    """How much two names agree, 0..1; surname-first order and single names allowed."""
    a, b = fold(a), fold(b)
    if not a or not b:
        return 0.0
    if len(a) == 1 or len(b) == 1:
        single, other = (a[0], b) if len(a) == 1 else (b[0], a)
        return 0.9 * max(similarity(single, other[-1]), similarity(single, other[0]))
    best = 0.0
    for x in (b, b[::-1]):
        last, first = similarity(a[-1], x[-1]), similarity(a[0], x[0])
        given = max(similarity(g, h) for g in a[:-1] for h in x[:-1])
        if last >= 0.9 and (max(first, given) >= 0.88 or (a[0][0] == x[0][0] and 1 in (len(a[0]), len(x[0])))):
            whole = len(set(a) & set(x)) / len(set(a) | set(x))
            best = max(best, 0.75 * last + 0.15 * max(first, given) + 0.1 * whole)
    return best


def same_name(a, b):
    return name_score(a, b) >= 0.81


def names_of(item):
    return [n for n in [item.get("name"), *(item.get("aliases") or [])] if n]


def person_score(a, b):
    return max((name_score(x, y) for x in names_of(a) for y in names_of(b)), default=0.0)


def body_score(a, b):
    best = 0.0
    for x in names_of(a):
        for y in names_of(b):
            s, t = set(fold(x)) - {"the", "of"}, set(fold(y)) - {"the", "of"}
            if s and t:
                best = max(best, len(s & t) / len(s | t))
    return best


def pair_up(gold, found, score, least):
    """Best pairs first, one to one; returns (pairs, missed gold, extra found)."""
    ranked = sorted(((score(g, f), i, j) for i, g in enumerate(gold) for j, f in enumerate(found)), key=lambda r: -r[0])
    got_g, got_f, pairs = set(), set(), []
    for value, i, j in ranked:
        if value >= least and i not in got_g and j not in got_f:
            got_g.add(i)
            got_f.add(j)
            pairs.append((gold[i], found[j]))
    return pairs, [g for i, g in enumerate(gold) if i not in got_g], [f for j, f in enumerate(found) if j not in got_f]


def digits(number):
    return re.sub(r"\D", "", number or "")


def listed(value):
    return value if isinstance(value, list) else [value] if value else []


def text_of(item):
    return (
        item
        if isinstance(item, str)
        else item.get("text") or item.get("address") or item.get("name") or item.get("rule") or ""
    )
