"""The text layer of a PDF, read in a limited process of its own: such a file is a program that strangers wrote."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass

from hueandcry.lib.refusal import Refused
from hueandcry.reader.source.tracing import Piece

WALL = 12.0  # seconds; the child's own limit of CPU time is lower
LARGEST_ANSWER = 48 * 1024 * 1024  # bytes
REFUSALS = {
    "locked": "This PDF is locked with a password. Save it without the password, or copy its words and paste them.",
    "pictures": "This PDF holds pictures of pages and no words. Run text recognition (OCR) over it, or type out "
    "the part that matters.",
    "letters": "The letters in this PDF cannot be told apart. Open it, copy its words and paste them.",
    "long": "This PDF has more than 200 pages. Save the pages that matter as a file of their own.",
    "broken": "This PDF is damaged and cannot be opened. Save it again, or copy its words and paste them.",
    "heavy": "Reading this PDF took too much time or memory. Open it, copy its words and paste them.",
}


@dataclass(frozen=True)
class Layer:
    """The words of a PDF in the order of reading."""

    text: str
    source: str  # the letters of all pages, in the order of the file
    pieces: list[Piece]
    pages: list[int]  # where each page begins in the source


def is_pdf(raw: bytes) -> bool:
    """The mark of a PDF among the first bytes, where readers of PDF look for it."""
    return b"%PDF-" in raw[:1024].lstrip()[:300]


def read(raw: bytes) -> Layer:
    """The text layer; Refused, with what to do, when there is none or it cannot be reached."""
    command = [sys.executable, "-m", "hueandcry.reader.source.pdf_child"]
    watched = [sys.executable, "-m", "hueandcry.lib.child", str(os.getpid()), "--", *command]
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    try:
        run = subprocess.run(
            watched, input=raw, capture_output=True, timeout=WALL, env=environment, cwd="/", check=False
        )
    except subprocess.TimeoutExpired:
        raise Refused(REFUSALS["heavy"]) from None
    if run.returncode or not run.stdout or len(run.stdout) > LARGEST_ANSWER:
        raise Refused(REFUSALS["heavy"])
    answer = json.loads(run.stdout)
    if "refused" in answer:
        raise Refused(REFUSALS[answer["refused"]])
    pieces = [(int(a), int(b), int(c)) for a, b, c in answer["pieces"]]
    return Layer(answer["text"], answer["source"], pieces, answer["pages"])
