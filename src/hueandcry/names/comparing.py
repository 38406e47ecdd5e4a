"""Are two names one person? A score and a reason; the decision stays with a human."""

from hueandcry.names import folding

SAME = 0.84  # from here on the reader treats two mentions in one text as one person
SHORT_FORM = 3  # letters a short form needs: Esen for Esenbek
# Endings a surname or first name takes in other cases, longest first, folded.
ENDINGS = (
    *("nin", "din", "tin", "ni", "di", "ti", "ga", "ge", "ka", "ke"),  # Kazakh
    *("ogo", "omu", "ymi", "imi", "oi", "om", "em", "im", "ei", "iu", "ia", "a", "u", "e", "i"),
)


def compare(one: str, other: str) -> tuple[float, str]:
    """How much two names agree, 0 to 1, and why in words."""
    a, b = folding.fold(one).split(), folding.fold(other).split()
    if not a or not b:
        return 0.0, "one of the names is empty"
    if a == b:
        return 1.0, "the same name" if one.lower() == other.lower() else "the same name in another spelling"
    if sorted(a) == sorted(b):
        return 0.97, "the same words in another order"
    if len(a) == 1 or len(b) == 1:
        return _single(*((a[0], b) if len(a) == 1 else (b[0], a)))
    best = max((_whole(a, b), "in the same order"), (_whole(a, b[::-1]) * 0.98, "with the order changed"))
    score, order = best
    if score >= SAME:
        return score, f"first name and surname are spelt alike, {order}"
    return score, "the names differ"


def _single(word: str, others: list[str]) -> tuple[float, str]:
    surname, first = likeness(word, others[-1]), likeness(word, others[0])
    if max(surname, first) >= 0.9:
        return 0.9 * max(surname, first), "only a " + ("surname" if surname >= first else "first name") + " to compare"
    short = [o for o in others if len(word) >= SHORT_FORM and o.startswith(word) and o != word]
    if short:
        return 0.85, "a short form of the first name"
    return 0.5 * max(surname, first), "the names differ"


def _whole(a: list[str], b: list[str]) -> float:
    surname = likeness(a[-1], b[-1])
    given = max(likeness(x, y) for x in a[:-1] for y in b[:-1])
    if 1 in (len(a[0]), len(b[0])) and a[0][0] == b[0][0]:
        given = 0.9  # an initial agrees with any name it begins
    if surname < 0.85 or given < 0.8:
        return min(surname, given) * 0.8
    return 0.65 * surname + 0.35 * given


def likeness(a: str, b: str) -> float:
    """Likeness of two folded words; a case ending counts for little."""
    if a == b:
        return 1.0
    if _stem(a) == _stem(b) and len(_stem(a)) >= 3:
        return 0.96
    longest = max(len(a), len(b))
    if abs(len(a) - len(b)) > longest * 0.34:
        return 0.0
    return max(0.0, 1.0 - _distance(a, b) / longest * (1.0 if a[:1] == b[:1] else 1.6))


def _stem(word: str) -> str:
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


def _distance(a: str, b: str) -> float:
    """Edits between two words; a vowel for a vowel is half an edit."""
    row = [float(i) for i in range(len(b) + 1)]
    for i, x in enumerate(a, 1):
        before, row[0] = row[0], float(i)
        for j, y in enumerate(b, 1):
            swap = 0.0 if x == y else 0.5 if x in "aeiou" and y in "aeiou" else 1.0
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + swap)
    return row[-1]
