"""From HTML to text: blocks become lines, hidden addresses that can be decoded are decoded first."""

import html
import re
from html.parser import HTMLParser
from urllib.parse import unquote

BLOCKS = frozenset(
    {
        *("p", "div", "br", "h1", "h2", "h3", "h4", "h5", "h6", "li", "ul", "ol", "dl", "dt", "dd", "hr", "pre"),
        *("table", "tr", "tbody", "thead", "section", "article", "header", "footer", "blockquote", "form"),
        *("address", "aside", "nav", "main", "figure", "figcaption"),
    }
)
PARAGRAPHS = frozenset(
    {
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "table",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
    }
)
SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "select", "textarea", "button", "iframe"})
PROTECTED = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{6,400})")
HEX = re.compile(r"[0-9a-fA-F]{6,400}$")


def to_text(source: str) -> tuple[str, list[tuple[int, int]]]:
    """The text a reader sees, and (place in text, place in source) for each piece."""
    walker = _Walker(source)
    walker.feed(source)
    walker.close()
    return walker.result()


def uncover(code: str) -> str | None:
    """The address behind a data-cfemail code: the first byte is the key to the others."""
    if not HEX.match(code) or len(code) % 2:
        return None
    numbers = bytes.fromhex(code)
    address = bytes(n ^ numbers[0] for n in numbers[1:]).decode("utf-8", "ignore")
    address = address.split("?")[0]
    return address if re.fullmatch(r"[\w.+-]{1,80}@[\w.-]{3,80}", address) else None


class _Walker(HTMLParser):
    """Collects words and line breaks with the place each came from."""

    def __init__(self, source: str) -> None:
        super().__init__(convert_charrefs=False)
        self.parts: list[str] = []
        self.pieces: list[tuple[int, int]] = []
        self.length = 0
        self.silent = 0
        self.covered = 0  # depth of an element whose words an address replaces
        self.starts = [0]
        for line in source.split("\n"):
            self.starts.append(self.starts[-1] + len(line) + 1)

    def _place(self) -> int:
        row, column = self.getpos()
        return self.starts[min(row, len(self.starts)) - 1] + column

    def _add(self, text: str) -> None:
        if text:
            self.pieces.append((self.length, self._place()))
            self.parts.append(text)
            self.length += len(text)

    def _break(self, double: bool) -> None:
        tail = "".join(self.parts[-4:])[-2:]
        if not self.parts or tail.endswith("\n\n"):
            return
        self._add("\n\n" if double and not tail.endswith("\n") else "\n" if double or not tail.endswith("\n") else "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in SILENT:
            self.silent += 1
            return
        if self.silent:
            return
        if self.covered and tag not in ("br", "img"):
            self.covered += 1
            return
        if tag in BLOCKS:
            if tag == "br":
                self._add("\n")
            else:
                self._break(tag in PARAGRAPHS)
        if tag == "li":
            self._add("- ")
        if tag in ("td", "th") and self.parts and not self.parts[-1].endswith("\n"):
            self._add(" | ")
        self._address({name: value or "" for name, value in attrs})

    def _address(self, attrs: dict[str, str]) -> None:
        code = attrs.get("data-cfemail", "")
        link = PROTECTED.search(attrs.get("href", ""))
        address = uncover(code) or (uncover(link[1]) if link else None)
        if address:
            self._add(address)
            self.covered = 1
        elif attrs.get("href", "").startswith("mailto:"):
            address = unquote(attrs["href"][7:].split("?")[0])
            if re.fullmatch(r"[\w.+-]{1,80}@[\w.-]{3,80}", address):
                self.mailto = address

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self.silent = max(0, self.silent - 1)
            return
        if self.silent:
            return
        if self.covered:
            self.covered -= 1
            return
        if tag in BLOCKS and tag != "br":
            self._break(tag in PARAGRAPHS)

    def handle_data(self, data: str) -> None:
        if self.silent or self.covered:
            return
        text = re.sub(r"[ \t\r\n]+", " ", data)
        if text == " " and (not self.parts or self.parts[-1].endswith(("\n", " "))):
            return
        if self.parts and self.parts[-1].endswith("\n"):
            text = text.lstrip(" ")
        self._add(text)

    def handle_entityref(self, name: str) -> None:
        self._entity(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._entity(f"&#{name};")

    def _entity(self, reference: str) -> None:
        if not self.silent and not self.covered:
            self._add(html.unescape(reference))

    def result(self) -> tuple[str, list[tuple[int, int]]]:
        return "".join(self.parts), self.pieces
