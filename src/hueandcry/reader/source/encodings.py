"""Which of the old encodings a text is in, told by what it would say in each of them."""

import re

from hueandcry.lib.refusal import Refused

SAMPLE = 200_000  # bytes that are looked at
DECLARED = re.compile(
    rb"<meta[^<>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})|<\?xml[^<>]{0,100}?encoding=[\"']([A-Za-z0-9_:.-]{2,40})",
    re.I,
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
CYRILLIC = ("cp1251", "koi8-r", "cp866", "mac-cyrillic", "iso8859-5", "koi8-u")
NAMES = {"windows-1251": "cp1251", "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252",
         "us-ascii": "cp1252",
         "ascii": "cp1252", "x-mac-cyrillic": "mac-cyrillic", "ibm866": "cp866", "unicode": "utf-16"}  # fmt: skip
# How often a pair of neighbours is what Russian, Ukrainian, Belarusian or Kazakh words are made of.
PAIRS = frozenset(
    """
    ст то но на ен ов ни ра во ко ро по пр ос ер ан ал ли не ре ор та ел от ка ло ва го де ет ом ла ат ле ри
    од ль ны те ин ол ть за ом ег ой ий ые ых ый ая ог ми ва ав ам ем им ис из ил ит их на об он оп пе пи пл
    си ск сл со сс та ти тр ту ут уч фо ци че чи ша ши эт юд ят ву ві ів ий ід на що ся та ця ьк сь ць нь ая
    ць дз чы ры ыс ын ыр ар ар ай қа ға да ды ің де ді ке кі ба бі бо ыл ең ер ес мы
    """.split()  # noqa: SIM905
)
HIGH = "ЁёЇїІіЄєЎўҐґ№«»—–…“”„’•·°§©\u00a0"
REPLACED = "\ufffd"


def decode(raw: bytes, declared: str = "") -> tuple[str, str]:
    """The text, and the encoding it was in; Refused with a sentence when no encoding makes words of it.

    `declared` is what a mail header says; it is believed only where the bytes do not speak against it.
    """
    for name, mark in (("utf-16", (b"\xff\xfe", b"\xfe\xff")), ("utf-8-sig", (b"\xef\xbb\xbf",))):
        if raw.startswith(mark):
            try:
                return _checked(raw.decode(name)), name
            except UnicodeDecodeError:
                if name == "utf-16":
                    raise Refused("The report says it is UTF-16 and is not; save it as UTF-8.") from None
    silent = _utf16(raw)
    if silent:
        return _checked(raw.decode(silent, "replace")), silent
    try:
        return _checked(raw.decode("utf-8")), "utf-8"
    except UnicodeDecodeError as at:
        if _nearly(raw, at):
            return _checked(raw.decode("utf-8", "replace")), "utf-8"
    return _old(raw, declared)


def bytes_before(text: str, place: int, encoding: str) -> int:
    """How many bytes stand before a letter of a decoded text, its mark at the beginning included."""
    if encoding == "utf-8-sig":
        return 3 + len(text[:place].encode("utf-8", "surrogatepass"))
    if encoding == "utf-16":
        return 2 + len(text[:place].encode("utf-16-le", "surrogatepass"))
    return len(text[:place].encode(encoding, "surrogatepass" if encoding.startswith("utf") else "replace"))


def known(name: str) -> str:
    """The name Python knows an encoding by, or nothing."""
    import codecs

    name = NAMES.get(name.strip().lower(), name.strip().lower())
    try:
        info = codecs.lookup(name)
    except (LookupError, ValueError):
        return ""
    return name if getattr(info, "_is_text_encoding", True) else ""


def _old(raw: bytes, declared: str) -> tuple[str, str]:
    """One byte, one letter: the encoding under which the words look most like words."""
    sample = raw[:SAMPLE]
    marked = DECLARED.search(raw[:4096])
    said = [known(declared)] if declared else []
    if marked:
        said.append(known((marked[1] or marked[2]).decode("ascii")))
    for name in said:
        if name and name not in (*CYRILLIC, "cp1252", "utf-8", "utf-16"):
            try:
                return _checked(raw.decode(name)), name  # an encoding of another part of the world
            except (UnicodeDecodeError, LookupError):
                continue
    scores = {name: _cyrillic(sample.decode(name, "replace")) for name in CYRILLIC}
    scores["cp1252"] = _latin(sample.decode("cp1252", "replace"))
    best = max(scores, key=lambda name: (scores[name] + 0.08 * (name in said), -list(scores).index(name)))
    text = _checked(raw.decode(best, "replace"))
    if scores[best] < 0.5 or text.count(REPLACED) > len(text) // 200 + 1:
        raise Refused("The report is in an encoding that cannot be recognised; save it as UTF-8.")
    return text, best


def _cyrillic(text: str) -> float:
    """From 0 to 1: Cyrillic words, small letters after large, neighbours that words know."""
    if not (runs := re.findall(r"[А-Яа-яЁёЇїІіЄєЎўҐґ]+", text)):
        return 0.0
    odd = sum(1 for c in text if c > "\x7f" and not ("А" <= c <= "я") and c not in HIGH)
    letters = sum(map(len, runs))
    shaped = sum(len(r) for r in runs if r.islower() or r.istitle() or (r.isupper() and len(r) > 1))
    pairs = max(1, letters - len(runs))
    known = sum(r[i : i + 2].lower() in PAIRS for r in runs for i in range(len(r) - 1))
    return min(1.0, (known / pairs) / 0.55) * 0.6 + 0.4 * shaped / letters - 1.5 * odd / (letters + odd)


def _latin(text: str) -> float:
    """From 0 to 1: plain letters with a few accented ones inside words, and marks where marks stand."""
    letters = sum(c.isalpha() for c in text)
    high = list(re.finditer(r"[\x80-\uffff]", text))
    if not letters or not high:
        return 0.0
    accents = "àâäáãåæçèéêëìíîïñòóôöõøœùúûüýÿßÀÂÄÁÃÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÖÕØŒÙÚÛÜÝŠšŽž"
    good = sum(
        m.group() in "«»–—…“”„‘’‚€•·°§©®\u00a0¿¡ºª" or (m.group() in accents and _alone(text, m.start(), accents))
        for m in high
    )
    return max(0.0, good / len(high) - max(0.0, len(high) / letters - 0.25) * 2)


def _alone(text: str, at: int, accents: str) -> bool:
    """An accented letter stands beside plain ones, not in a row of its like."""
    before, after = text[at - 1 : at], text[at + 1 : at + 2]
    return not (before in accents and after in accents and before and after)


def _utf16(raw: bytes) -> str:
    """UTF-16 that does not say so: every other byte the same few."""
    sample = raw[:2000]
    if len(raw) < 8 or len(raw) % 2:
        return ""
    for name, high in (("utf-16-le", sample[1::2]), ("utf-16-be", sample[0::2])):
        if high.count(0) + high.count(4) > 0.9 * len(high):
            return name
    return ""


def _nearly(raw: bytes, first: UnicodeDecodeError) -> bool:
    """UTF-8 with a scratch: many good letters of two bytes and a broken one here and there."""
    text = raw[:SAMPLE].decode("utf-8", "replace")
    broken, good = text.count(REPLACED), sum(c > "\x7f" for c in text) - text.count(REPLACED)
    return good > 20 and broken * 20 < good


def _checked(text: str) -> str:
    controls = len(CONTROLS.findall(text[:100_000]))
    if "\x00" in text or controls > 8 + min(len(text), 100_000) // 100:
        raise Refused("This is not text but a binary file; paste the words of the report.")
    return text
