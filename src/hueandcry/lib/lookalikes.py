"""Whether one domain was made to be taken for another: letters that look alike, one letter off, another ending."""

import unicodedata

# Letters of other scripts, and figures, that are read as Latin ones (Unicode UTS 39, those in use for names).
SEEN_AS = str.maketrans(
    "авеікмнорсстухјѕԁԛԝһӏгпьαβγεηικμνορτυχω0134589ıłøßđ",
    "abeikmhopccтyxjsdqwhlrnbabyenikmvoptuxwoleasbgilobd".replace("т", "t"),
)
PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"), ("nn", "m"), ("ii", "u"))
SHORT = 5  # a shorter domain has neighbours by chance


def resembles(domain: str, own: str) -> bool:
    """Whether `domain`, which is neither `own` nor inside it, looks like `own`."""
    domain, own = domain.lower().strip("."), own.lower().strip(".")
    if not domain or not own or domain == own or domain.endswith("." + own):
        return False
    seen, meant = _seen(domain), _seen(own)
    if seen == meant or _one_off(seen, meant):
        return len(own) > SHORT
    same_name = domain.count(".") == own.count(".") and domain.rpartition(".")[0] == own.rpartition(".")[0]
    return same_name or _bare(seen).startswith(_bare(meant))  # court.example.org.evil.example, court-example-org.com


def _seen(domain: str) -> str:
    """What the eye reads: without accents, other scripts and pairs as the letters they look like."""
    labels = [_decoded(label) for label in domain.split(".")]
    plain = "".join(c for c in unicodedata.normalize("NFKD", ".".join(labels)) if not unicodedata.combining(c))
    read = plain.casefold().translate(SEEN_AS)
    for pair, letter in PAIRS:
        read = read.replace(pair, letter)
    return read.replace("i", "l")


def _decoded(label: str) -> str:
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode")
    except (UnicodeError, ValueError, OverflowError):
        return label


def _bare(domain: str) -> str:
    return domain.replace(".", "").replace("-", "")


def _one_off(one: str, other: str) -> bool:
    """Whether one letter more, less, other, or two that changed places make one out of the other."""
    if abs(len(one) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    left, right = one[at:], other[at:]
    return (
        left[1:] == right[1:]
        or left[1:] == right
        or left == right[1:]
        or (left[:2] == right[1::-1] and left[2:] == right[2:])
    )
