"""From the bytes that arrived to one plain text, with a map back to the source."""

import re
from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import date

from hueandcry.lib.refusal import Refused
from hueandcry.reader.source import encodings, hidden, hypertext, mail, mail_text, pdf, tracing
from hueandcry.reader.source.tracing import Piece, Trace

LARGEST = 2 * 1024 * 1024  # bytes of words
LARGEST_FILE = 5 * 1024 * 1024  # bytes of a PDF or a mail, most of which are pictures
HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<(?:p|div|br|table|td|h[1-6]|li|ul)\b[^<>]{0,400}>", re.I)
MOST_ATTACHED = 2  # PDF files of one mail that are read
BETWEEN = "\n\n"


@dataclass(frozen=True)
class Part:
    """A piece of the source: the whole file, a part of a mail, or a page of a PDF."""

    name: str  # "", "part 1.2", "page 3"
    start: int  # in the source
    unit: str  # byte or character
    encoding: str = ""


@dataclass(frozen=True)
class Origin:
    """Where words stood in what arrived: bytes of the file or of a mail's part, characters of a PDF's page."""

    part: str
    unit: str
    start: int
    end: int


@dataclass(frozen=True)
class Page:
    """The text spans refer to; `pieces` lead from places in it to places in the source."""

    text: str
    source: str  # every letter that was looked at, in the order of the file
    kind: str  # text, html, mail, pdf
    pieces: list[Piece]
    sent: date | None = None  # the date of a mail's own header
    parts: list[Part] = field(default_factory=list)

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the decoded source a span of the text comes from."""
        return tracing.span(self.pieces, len(self.text), start, end)

    def origin(self, start: int, end: int) -> Origin:
        """Where in the bytes that arrived (of a PDF: on which page, at which character) a span comes from."""
        first, last = self.source_span(start, end)
        n = max(0, bisect_right([part.start for part in self.parts], first) - 1)
        part = self.parts[n]
        stop = self.parts[n + 1].start if n + 1 < len(self.parts) else len(self.source)
        own = self.source[part.start : stop]
        first, last = first - part.start, min(last, stop) - part.start
        if part.unit == "byte":
            first, last = (encodings.bytes_before(own, place, part.encoding) for place in (first, last))
        return Origin(part.name, part.unit, first, last)


def view(raw: bytes) -> Page:
    """The page as the reader sees it; Refused when nobody could read it."""
    if not raw.strip():
        raise Refused("The report is empty.")
    if len(raw) > most(raw):
        raise Refused("The report is larger than 2 MiB; paste only the part that matters.")
    page = _opened(raw)
    shown, pieces = hidden.uncovered(page.text)
    pieces = tracing.chained(page.pieces, len(page.text), pieces, len(shown))
    text, tidied = tracing.tidy(shown)
    pieces = tracing.chained(pieces, len(shown), tidied, len(text))
    if not any(c.isalpha() for c in text):
        raise Refused("There are no words in this report.")
    if len(text) > LARGEST:
        raise Refused("The report is larger than 2 MiB; paste only the part that matters.")
    return Page(text, page.source, page.kind, pieces, page.sent, page.parts)


def _opened(raw: bytes) -> Page:
    if pdf.is_pdf(raw):
        return _pdf(raw)
    return _mail(mail.parse(raw)) if mail.is_mail(raw) else _plain(raw)


def most(raw: bytes) -> int:
    """How many bytes such a file may have: 5 MiB of a PDF or a mail, 2 MiB of anything else."""
    return LARGEST_FILE if pdf.is_pdf(raw) or mail.is_mail(raw) else LARGEST


def is_html(source: str) -> bool:
    """Markup near the beginning makes a page; one stray tag does not, unless all of it stands in tags."""
    found = HTML.findall(source[:20_000])
    whole = any(tag.lower().startswith(("<!doctype", "<html", "<body")) for tag in found)
    return len(found) >= 3 or whole or hidden.is_scrap(source)


def _plain(raw: bytes) -> Page:
    source, encoding = encodings.decode(raw)
    parts = [Part("", 0, "byte", encoding)]
    if is_html(source):
        text, pieces = hypertext.to_text(source)
        return Page(text, source, "html", pieces or [(0, 0, 0)], parts=parts)
    if not mail_text.forwarders(source):
        return Page(source, source, "text", [(0, 0, len(source))], parts=parts)
    trace = Trace()
    mail_text.write(trace, source, 0)
    return Page(trace.text(), source, "text", trace.pieces, parts=parts)


def _pdf(raw: bytes) -> Page:
    found = pdf.read(raw)
    parts = [Part(f"page {n}", start, "character") for n, start in enumerate(found.pages, start=1)]
    return Page(found.text, found.source, "pdf", found.pieces, parts=parts)


def _mail(message: mail.Message) -> Page:
    """Subjects, dates and parts one below the other; an attached PDF that cannot be read is passed over."""
    trace, source, parts, attached = Trace(), "", [], 0
    refusal: Refused | None = None
    for part in message.parts:
        if trace.length and not trace.tail.endswith("\n\n"):
            trace.add(BETWEEN if trace.tail[-1] != "\n" else "\n", len(source), 0)
        if part.kind != "pdf":
            parts.append(Part(f"part {part.name}", len(source), "byte", part.encoding))
            _write(trace, part, len(source))
            source += part.text
            continue
        attached += 1
        if attached > MOST_ATTACHED:
            continue
        try:
            found = pdf.read(part.raw)
        except Refused as no:
            refusal = no
            continue
        names = (f"part {part.name}, page {n}" for n in range(1, len(found.pages) + 1))
        parts += [Part(name, len(source) + start, "character") for name, start in zip(names, found.pages, strict=True)]
        _append(trace, found.text, found.pieces, len(source))
        source += found.source
    if refusal and not any(part.kind in ("plain", "html") for part in message.parts):
        raise refusal
    return Page(trace.text(), source, "mail", trace.pieces or [(0, 0, 0)], message.sent, parts)


def _write(trace: Trace, part: mail.Part, at: int) -> None:
    if part.kind == "html" or (part.kind == "plain" and is_html(part.text)):
        _append(trace, *hypertext.to_text(part.text), at)
    elif part.kind in ("subject", "date"):
        trace.add(part.text, at)
    else:
        mail_text.write(trace, part.text, at, flowed=part.flowed, joined=part.joined)


def _append(trace: Trace, text: str, pieces: list[Piece], at: int) -> None:
    for n, (place, source, size) in enumerate(pieces):
        stop = pieces[n + 1][0] if n + 1 < len(pieces) else len(text)
        trace.add(text[place:stop], at + source, size)
