"""From the bytes that arrived to one plain text, with a map back to the source."""

import re
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date

from hueandcry.lib.refusal import Refused
from hueandcry.reader import hypertext, mail

LARGEST = 2 * 1024 * 1024
HTML = re.compile(r"<!doctype html|<html[\s>]|<body[\s>]|<(?:p|div|br|table|td|h[1-6]|li|ul)\b[^<>]{0,400}>", re.I)
MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]{0,2000}\r?\n(?:[ \t][^\n]{0,2000}\r?\n){0,60}){2,200}\r?\n")
MAIL_HEADERS = re.compile(
    rb"^(?:from|to|subject|date|received|message-id|mime-version|content-type|return-path):", re.I | re.M
)
CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f]")
Pieces = list[tuple[int, int]]


@dataclass(frozen=True)
class Page:
    """The text spans refer to; `pieces` are (place in text, place in source), in order."""

    text: str
    source: str
    kind: str  # text, html, mail
    pieces: Pieces
    sent: date | None = None  # the date of a mail's own header

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the decoded source a span of the text comes from."""
        return self._back(start), self._back(max(start, end - 1)) + (1 if end > start else 0)

    def _back(self, place: int) -> int:
        at = max(0, bisect_right(self.pieces, (place, len(self.source) + 1)) - 1)
        text_at, source_at = self.pieces[at]
        return min(len(self.source), source_at + place - text_at)


def view(raw: bytes) -> Page:
    """The page as the reader sees it; Refused when nobody could read it."""
    if len(raw) > LARGEST:
        raise Refused("The report is larger than 2 MiB; paste only the part that matters.")
    if not raw.strip():
        raise Refused("The report is empty.")
    message = mail.parse(raw) if _is_mail(raw) else None
    if message:
        inner = _html(message.body, "mail") if message.html else Page(message.body, message.body, "mail", [(0, 0)])
        page = Page(inner.text, inner.source, "mail", inner.pieces, message.sent)
    else:
        source = decode(raw)
        page = _html(source, "html") if is_html(source) else Page(source, source, "text", [(0, 0)])
    if not any(c.isalpha() for c in page.text):
        raise Refused("There are no words in this report.")
    return page


def decode(raw: bytes) -> str:
    """UTF-8, else UTF-16 with its mark, else Cyrillic Windows-1251; anything else is refused."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return _checked(raw.decode("utf-16"))
        except UnicodeDecodeError:
            raise Refused("The report says it is UTF-16 and is not; save it as UTF-8.") from None
    try:
        return _checked(raw.decode("utf-8-sig"))
    except UnicodeDecodeError:
        pass
    text = raw.decode("cp1251", "replace")
    letters = [c for c in text if c.isalpha()]
    russian = sum("а" <= c.lower() <= "я" or c in "ёЁіІїЇєЄўЎ" for c in letters)
    lower = sum(c.islower() for c in letters)
    if letters and russian > 0.6 * len(letters) and lower > 0.6 * len(letters) and "\ufffd" not in text:
        return _checked(text)
    raise Refused("The report is in an encoding that cannot be recognised; save it as UTF-8.")


def is_html(source: str) -> bool:
    """Markup near the beginning makes a page; one stray tag does not."""
    found = HTML.findall(source[:20_000])
    return len(found) >= 3 or any(tag.lower().startswith(("<!doctype", "<html", "<body")) for tag in found)


def _checked(text: str) -> str:
    controls = len(CONTROLS.findall(text[:100_000]))
    if "\x00" in text or controls > 8 + len(text) // 100:
        raise Refused("This is not text but a binary file; paste the words of the report.")
    return text


def _is_mail(raw: bytes) -> bool:
    head = raw[:64_000].lstrip(b"\xef\xbb\xbf\r\n")
    start = head.split(b"\n\n", 1)[0].split(b"\r\n\r\n", 1)[0]
    names = {m.group().lower() for m in MAIL_HEADERS.finditer(start)}
    return len(names) >= 3 and bool(MAIL.match(head + b"\n"))


def _html(source: str, kind: str) -> Page:
    text, pieces = hypertext.to_text(source)
    return Page(text, source, kind, pieces or [(0, 0)])
