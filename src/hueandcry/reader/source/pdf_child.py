"""The limited process that opens a PDF: little time, little memory, no new file and no connection.

Reads the PDF from standard input and writes one JSON object; started by `pdf`.
"""

import ctypes
import json
import resource
import sys
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

from hueandcry.reader.source import pdf_layout
from hueandcry.reader.source.pdf_layout import Glyph, Sheet

CPU = 4  # seconds
MEMORY = 512 * 1024 * 1024  # bytes of address space, code and libraries included
MOST_PAGES = 200
MOST_LETTERS = 250_000  # what follows them is a book and no report
OF_BOX = 0.87  # a letter size of the height from the lowest to the highest letter of its font
STRANGE = 0.15  # of the letters; a layer with more has lost the table of its letters


def main() -> int:
    """Answer once."""
    raw = sys.stdin.buffer.read()
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    for nothing in (resource.RLIMIT_CORE, resource.RLIMIT_NOFILE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC):
        resource.setrlimit(nothing, (0, 0))  # an open file or connection needs a number, and there are none left
    try:
        answer = _answer(raw)
    except MemoryError:
        answer = {"refused": "heavy"}
    resource.setrlimit(resource.RLIMIT_CPU, (CPU, CPU))
    sys.stdout.write(json.dumps(answer))
    return 0


def _answer(raw: bytes) -> dict[str, Any]:
    try:
        file = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as trouble:
        return {"refused": "locked" if "password" in str(trouble).lower() else "broken"}
    if len(file) > MOST_PAGES:
        return {"refused": "long"}
    sheets, letters = [], 0
    for number in range(len(file)):
        sheet = _sheet(file, number, MOST_LETTERS - letters)
        letters += len(sheet.glyphs)
        sheets.append(sheet)
    words = [g.char for sheet in sheets for g in sheet.glyphs if not g.char.isspace()]
    if not words:
        return {"refused": "pictures" if len(file) else "broken"}
    if sum(_strange(c) for c in words) > STRANGE * len(words):
        return {"refused": "letters"}
    text, source, pieces, pages = pdf_layout.rebuild(sheets)
    return {"text": text, "source": source, "pieces": pieces, "pages": pages}


def _sheet(file: pypdfium2.PdfDocument, number: int, most: int) -> Sheet:
    """The letters of one page and where they stand; a page that cannot be opened is empty."""
    try:
        page = file[number]
        words = page.get_textpage()
    except pypdfium2.PdfiumError:
        return Sheet(1.0, 1.0, [])
    width, height = page.get_size()
    box = pdfium.FS_RECTF()
    place = ctypes.byref(box)
    x, y = ctypes.c_double(), ctypes.c_double()
    foot = (ctypes.byref(x), ctypes.byref(y))
    glyphs = []
    for n in range(min(pdfium.FPDFText_CountChars(words), max(0, most))):
        code = pdfium.FPDFText_GetUnicode(words, n)
        char = chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
        pdfium.FPDFText_GetLooseCharBox(words, n, place)
        # The size a font was asked for says nothing, for the page may be drawn smaller: the box is true.
        size = (box.top - box.bottom) * OF_BOX
        pdfium.FPDFText_GetCharOrigin(words, n, *foot)
        glyphs.append(Glyph(char, box.left, y.value, box.right, size))
    words.close()
    page.close()
    return Sheet(width, height, glyphs)


def _strange(char: str) -> bool:
    return char == "\ufffd" or "\ue000" <= char <= "\uf8ff" or (char < " " and char not in "\t\r\n\x02")


if __name__ == "__main__":
    sys.exit(main())
