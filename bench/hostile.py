"""How long the reader works on 2 MiB made to hurt it; goal: no text over 5 seconds of one core.

Run it with `make bench NAME=hostile`, or with words from the names of the cases to run only these.
The limit beside it is what the barest program does with the same bytes: decode and split them.
"""

import json
import random
import resource
import sys
import zlib
from pathlib import Path

from hueandcry.lib.refusal import Refused
from hueandcry.reader import reading

ROOT = Path(__file__).resolve().parents[1]
SIZE = 2 * 1024 * 1024
PAIRS = {
    "blanks": "a ", "one word": "a", "digits": "1", "numbers": "12 34 ", "phones": "+7 701 000 42 18, ",
    "addresses": "a@b.example.org ", "ats": "a@", "hidden": "[email\u00a0protected] ", "brackets": "[email (at) ",
    "dots": "a.", "dates": "12 March 2011 ", "days": "12.03.2011 ", "months": "March ", "lines": "a\n",
    "numbered": "1. Mayor of Oskel, Ivan Petrov\n", "bullets": "- Ivan Petrov\n", "blank lines": "\n\n\na",
    "names": "Ivan Petrov ", "initials": "A. B. Petrov, ", "officials": "Minister of Justice Ivan Petrov, ",
    "arrests": "Ivan Petrov was arrested on 3 March 2011 in Oskel. ", "released": "Ivan Petrov was released. ",
    "letters": "Dear Sir,\nWe demand the release.\nYours sincerely,\n\n", "quotes": "“", "quoted": "> > > a\n",
    "demands": "We demand that you release Ivan Petrov; ", "markers": "Please send protests to:\n",
    "copies": "Copies to: a@b.example.org\n", "embassy": "Embassy of Kazakhstan in your country\n", "pipes": "a | ",
    "organisations": "Union of Workers of the Ministry of Justice of ", "capitals": "ABCD EFGH ", "colons": "a: ",
    "hyphens": "a-", "apostrophes": "l'", "russian": "Иван Петров был задержан 3 марта 2011 года в городе Кермен. ",
    "kazakh": "Иван Петров 3 наурызда Кермен қаласында ұсталды. ", "list of names": "Ivan Petrov, Ada Orn and ",
    "commas": ",", "dated": "On 16 November ", "two names": "Ivan Petrov and Ada Orn. ", "deep brackets": "(",
    "mixed letters": "Иван Ivan Петров Petrov ", "elisions": "d'Oran l'Union ", "capital words": "Abc, ",
    "mail heads": "To: a@b.example.org\nSubject: x\n", "asked heads": "Please write to:\nTo: Ada\nSubject: x\n",
    "accents": "e\u0301", "one base": "e" + "\u0301" * 4000, "unseen marks": "a\u200b\u00ad", "carriage": "a\r",
}  # fmt: skip
TAGS = {
    "paragraphs": "<p>a", "open tags": "<p>", "lone brackets": "<", "comments": "<!--", "attributes": '<a b="',
    "odd quotes": "<a b='x\" ", "entities": "&amp;", "deep": "<div>", "tables": "<table><tr><td>",
    "scripts": "<script>", "links": "<a href=mailto:a@b.cc>x</a>", "lists": "<ol><li>a", "ends": "</p></div>",
    "covered": "<i data-cfemail=4a2b>",
    "cells": "<td>a<br>", "forms": "<form><textarea>a</textarea>",
}  # fmt: skip


NEW = {  # a name, a place or a number that was not there before, each time
    "new names": "{0} {1}\n", "new bullets": "- {0} {1}\n", "new arrests": "{0} {1} was arrested on {2} March 2011. ",
    "new names, German": "{0} {1} wurde am {2}. März 2011 in {0} verhaftet. ", "new victims": "{0} {1}, {2}, teacher; ",
    "new bodies": "Union of {0} Workers ({3}) ", "new letters": "{3} ", "new towns": "in {0}, ",
    "new addresses": "{0} Street {2}, {2}0100 {1}, Kazakhstan\n",
    "new e-mails": "Ministry of Justice, {0}@b.example.org\n",
    "new rows": "{0} {1} | Oskel | {2} March 2011 | 3 years\n",
    "new releases": "On {2} March 2011 {0} {1} was released. ",
}  # fmt: skip


def cases() -> dict[str, bytes]:
    """Name and bytes of each case."""
    found = {name: (piece * (SIZE // len(piece.encode()))).encode()[:SIZE] for name, piece in PAIRS.items()}
    for name, piece in TAGS.items():
        found[f"html, {name}"] = b"<html>" + (piece * ((SIZE - 6) // len(piece))).encode()
    for name, piece in NEW.items():
        found[name] = _ever_new(piece)
    chance = random.Random(3)  # noqa: S311
    reports = "\n\n".join(p.read_text(encoding="utf-8") for p in sorted((ROOT / "tests/reports/tuning").glob("*.txt")))
    found["all our reports in a row"] = (reports * (SIZE // len(reports.encode()) + 1)).encode()[:SIZE]
    lines = reports.splitlines()
    mixed = "\n".join(chance.choice(lines) for _ in range(40_000))
    found["our lines in any order"] = mixed.encode()[: SIZE - 8]
    words = reports.split()
    found["our words in any order"] = " ".join(chance.choice(words) for _ in range(250_000)).encode()[: SIZE - 8]
    found["random bytes"] = chance.randbytes(SIZE)
    found["mail, parts in parts"] = _nested()
    found["mail, 100,000 parts"] = _head(b"multipart/mixed; boundary=b") + b"--b\n\na\n" * ((SIZE - 200) // 7)
    found["mail, base64"] = _head(b"text/plain\nContent-Transfer-Encoding: base64") + b"YWJj\n" * ((SIZE - 200) // 5)
    found["mail, 10,000 headers"] = b"From: a\nTo: b\nSubject: c\n" + b"X-A: b\n" * 10_000 + b"\n" + b"a b " * 400_000
    found["html, one attribute"] = b"<html><p>a<a href='" + b"a" * (SIZE - 60) + b"'>b</a>"
    found["mail, headers"] = (b"From: a\nTo: b\nSubject: c\n" + b"X: " + b"(" * 60 + b"\n ") * ((SIZE - 9) // 90)
    found["mail, strokes"] = _head(b"text/plain") + b"-- \n" * ((SIZE - 200) // 4)
    found["mail, quoted strokes"] = _head(b"text/plain") + b"> -- \n" * ((SIZE - 200) // 6)
    found["pdf, packed mountain"] = _pdf(b"BT /F1 9 Tf (" + b"a" * 40_000_000 + b") Tj ET")
    found["pdf, scattered letters"] = _pdf(
        b"BT "
        + b"".join(b"/F1 9 Tf 1 0 0 1 %d %d Tm (a) Tj " % (n * 7 % 590, n * 13 % 830) for n in range(60_000))
        + b"ET"
    )
    found["pdf, nonsense"] = b"%PDF-1.7\n" + b"1 0 obj<</Kids[1 0 R]/Parent 1 0 R/Type/Pages>>endobj\n" * 30_000
    return found


def main() -> None:
    """Read each case once and print what it took."""
    reading.read(b"Ivan Petrov was arrested on 3 March 2011.")  # lexicons are read once in a process
    told = []
    print(f"{'2 MiB of':<28}{'CPU s':>8}{'bare':>8}  ends in")
    for name, raw in cases().items():
        if sys.argv[1:] and not any(word in name for word in sys.argv[1:]):
            continue
        began = _cpu()
        try:
            reading.read(raw)
            end = "draft"
        except Refused as no:
            end = str(no)[:48]
        spent = _cpu() - began
        began = _cpu()
        raw.decode("utf-8", "replace").split()
        print(f"{name:<28}{spent:>8.2f}{_cpu() - began:>8.3f}  {end}", flush=True)
        told.append((spent, name))
    if not told:
        sys.exit(f"No shape has one of these words in its name: {' '.join(sys.argv[1:])}")
    worst = max(told)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"bench": "hostile", "worst_cpu": round(worst[0], 2), "case": worst[1], "mb": memory}))


def _cpu() -> float:
    own, others = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def _ever_new(piece: str) -> bytes:
    """Words of four syllables that do not come again."""
    rows: list[str] = []
    size, n = 0, 0
    while size < SIZE - 200:
        one, other = _word(n), _word(7 * n + 3)
        rows.append(piece.format(one, other, n % 28 + 1, one[:3].upper() + chr(65 + n % 26)))
        size, n = size + len(rows[-1].encode()), n + 1
    return "".join(rows).encode()


def _word(n: int) -> str:
    syllables: list[str] = []
    for _ in range(4):
        n, vowel = divmod(n, 5)
        n, sound = divmod(n, 14)
        syllables.append("aeiou"[vowel] + "bdfgklmnprstvz"[sound])
    return "".join(syllables).capitalize()


def _head(kind: bytes) -> bytes:
    return b"From: a@b.test\nTo: c@d.test\nSubject: e\nMIME-Version: 1.0\nContent-Type: " + kind + b"\n\n"


def _nested() -> bytes:
    body = b"a\n"
    for n in range(20_000):
        body = b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) + body
        if len(body) > 100_000:
            break
    return _head(b"multipart/mixed; boundary=z") + b"--z\n" + body + b"a\n" * ((SIZE - len(body)) // 2 - 200)


def _pdf(content: bytes) -> bytes:
    packed = zlib.compress(content)
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Count 1/Kids[4 0 R]>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents 5 0 R>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n" % len(packed) + packed + b"\nendstream",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj" % n + part + b"endobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + b"xref\n0 6\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % len(out)
    )


if __name__ == "__main__":
    main()
