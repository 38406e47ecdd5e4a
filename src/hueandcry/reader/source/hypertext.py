"""From HTML to the text a reader came for: hidden addresses decoded, site furniture cut, tables in lines."""

import functools
import html
import re
from collections import defaultdict
from urllib.parse import unquote

from hueandcry.reader.source import markup
from hueandcry.reader.source.markup import Element, Event
from hueandcry.reader.source.tracing import Piece, Trace

PARAGRAPHS = frozenset(
    [
        "p",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "dl",
        "table",
        "blockquote",
        "section",
        "article",
        "header",
        "footer",
        "pre",
        "figure",
        "address",
    ]
)
BLOCKS = PARAGRAPHS | frozenset(
    """
    div br li dt dd hr tr tbody thead form aside nav main figcaption fieldset
    """.split()  # noqa: SIM905
)
SILENT = markup.RAW | frozenset(
    ["head", "noscript", "select", "button", "audio", "video", "canvas", "map", "dialog", "datalist", "label"]
)
FURNITURE = frozenset(
    """
    nav menu
    """.split()  # noqa: SIM905
)
ROLES = frozenset(
    """
    navigation search contentinfo complementary dialog alertdialog menu menubar toolbar banner
    """.split()  # noqa: SIM905
)
# Parts of a class or id that builders of sites use for what is not the article.
PARTS = frozenset(
    """
    nav navbar navigation menu submenu breadcrumb breadcrumbs sidebar widget widgets share sharing sharedaddy
    social addtoany addthis related recommended popular trending comments comment respond disqus cookie
    cookies gdpr consent newsletter subscribe subscription banner advert adverts advertisement ads promo
    sponsor donate donation pagination pager tagcloud tags taglist masthead skip skiplink popup modal
    jp-relatedposts colophon copyright login signup calendar languages
    """.split()  # noqa: SIM905
)
UNSEEN = frozenset(("sr-only", "visually-hidden", "screen-reader-text", "hidden", "visuallyhidden", "d-none"))
HIDDEN_STYLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*0(?![.\d])", re.I)
PROTECTED = re.compile(r"/cdn-cgi/l/email-protection#([0-9a-fA-F]{6,400})")
HEX = re.compile(r"[0-9a-fA-F]{6,400}$")
COPIED = ("cc", "bcc")  # what a link may ask for behind its address
ADDRESS = re.compile(r"[\w.+-]{1,80}@[\w.-]{3,80}")
LOOSE = re.compile(r"[ \t\r\n\f]+|&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?")
OWN_NUMBER = re.compile(r"<li\b[^<>]{0,200}>(?:\s{0,40}<[a-z][^<>]{0,100}>){0,4}\s{0,40}\(?\d{1,2}[.):]", re.I)
TYPED = 150  # letters standing in a form that make a model letter
CELL = 160  # letters of a table cell; longer ones are columns of a page and no table
MOST_CUT = 0.5  # of the letters of a page: what holds more is not furniture, whatever it is called


def to_text(source: str) -> tuple[str, list[Piece]]:
    """The text a reader sees, and where each piece of it came from."""
    events, elements = markup.take_apart(source)
    _cut(elements)
    walker = _Walker(source, _rows(elements))
    for event in events:
        walker.take(event)
    return walker.trace.text(), walker.trace.pieces


def uncover(code: str) -> str | None:
    """The address behind a data-cfemail code: the first byte is the key to the others."""
    if not HEX.match(code) or len(code) % 2:
        return None
    numbers = bytes.fromhex(code)
    address = bytes(n ^ numbers[0] for n in numbers[1:]).decode("utf-8", "ignore")
    address = address.split("?")[0]
    return address if ADDRESS.fullmatch(address) else None


def _cut(elements: list[Element]) -> None:
    """Mark what belongs to the site and not to the article; the marks of a parent hold for its children."""
    whole = elements[0].letters
    mains = [e for e in elements if e.tag == "main" or e.attrs.get("role") == "main"]
    main = mains[0] if len(mains) == 1 and mains[0].letters > 250 else None
    for element in elements[1:]:
        assert element.parent
        if element.parent.cut or (element.tag in SILENT and element.tag != "label"):
            element.cut = True
        elif element.tag == "label":
            element.cut = element.letters < 60
        elif _unseen(element) or (element.letters <= MOST_CUT * whole and _site(element)):
            element.cut = True
    if main and not main.cut:
        _only(elements, main)


def _only(elements: list[Element], main: Element) -> None:
    """Where a page says what its main part is, nothing else counts but its title."""
    around = set()
    above: Element | None = main
    while above:
        around.add(id(above))
        above = above.parent
    for element in elements[1:]:
        assert element.parent
        beside = id(element.parent) in around and element.parent is not main and id(element) not in around
        if (
            beside and element.tag != "h1" and not ("h1" in element.inside and "h1" not in main.inside)
        ) or element.parent.cut:
            element.cut = True


def _unseen(element: Element) -> bool:
    attrs = element.attrs
    if not attrs:
        return False
    names = attrs.get("class", "").lower().split()
    return (
        "hidden" in attrs
        or attrs.get("aria-hidden", "").lower() == "true"
        or bool(HIDDEN_STYLE.search(attrs.get("style", "")[:400]))
        or any(name in UNSEEN for name in names)
    )


def _site(element: Element) -> bool:
    tag, attrs = element.tag, element.attrs
    if tag in ("html", "body", "main", "article", "h1", "table", "td", "tr", "tbody", "a", "p", "span", "time"):
        return False
    if element.inside & {"h1", "article", "main"} or attrs.get("itemprop") == "articleBody":
        return False
    if tag in FURNITURE or attrs.get("role", "").lower() in ROLES:
        return True
    if tag == "footer":
        return not (element.parent and element.parent.tag == "blockquote")
    if tag == "header":
        return not _within(element, "article", "main") and "time" not in element.inside
    if tag == "aside":
        return not _within(element, "article", "main") or element.linked > 0.5 * element.letters
    if tag == "form":
        return bool(element.inside & {"input", "textarea"}) and element.letters < TYPED
    if tag == "ul" and element.links >= 5 and element.linked > 0.9 * element.letters:
        return element.letters < 30 * element.links and not _within(element, "article", "main")
    return bool(attrs) and _called_so(attrs)


def _called_so(attrs: dict[str, str]) -> bool:
    for name in (attrs.get("class", "") + " " + attrs.get("id", ""))[:600].split():
        parts = re.split(r"[-_:]+", re.sub(r"([a-z])([A-Z])", r"\1-\2", name).lower())
        if parts[0] in PARTS or (len(parts) > 1 and parts[-1] in PARTS) or name.lower() in PARTS:
            return True
    return False


def _within(element: Element, *tags: str) -> bool:
    above = element.parent
    while above:
        if above.tag in tags:
            return True
        above = above.parent
    return False


def _rows(elements: list[Element]) -> dict[int, str]:
    """How the cells of each row are joined: " | ", ": " after a heading of the row, or a line each."""
    cells: dict[int, list[Element]] = defaultdict(list)
    for element in elements:
        if element.tag in ("td", "th") and not element.cut and element.parent:
            cells[id(element.parent)].append(element)
    joints = {}
    for row, own in cells.items():
        broken = any(c.inside & {"table", "p", "div", "ul", "ol", "br", "h2", "h3"} for c in own)
        if broken or any(c.letters > CELL for c in own):
            joints[row] = "\n"
        elif len(own) == 2 and own[0].tag == "th" and own[1].tag == "td":
            joints[row] = ": "
        else:
            joints[row] = " | "
    return joints


class _Walker:
    """Writes down words and line breaks with the place each came from."""

    def __init__(self, source: str, rows: dict[int, str]) -> None:
        self.source, self.rows = source, rows
        self.trace = Trace()
        self.covered: Element | None = None  # an element whose words an address replaces
        self.numbers: dict[int, int] = {}  # how far each numbered list has come
        self.filled: set[int] = set()  # rows that have a cell with words already
        self.linked: list[tuple[Element, int]] = []

    def take(self, event: Event) -> None:
        element = event.element
        if element.cut:
            return
        if self.covered is not None:
            if event.what == "close" and element is self.covered:
                self.covered = None
            return
        if event.what == "open":
            self._open(element)
        elif event.what == "close":
            self._close(element)
        elif event.what == "pre":
            if event.end - event.start >= TYPED:
                self._break(element.start, True)
                self._words(event.start, event.end, kept=True)
                self._break(event.end, True)
        else:
            self._words(event.start, event.end, kept=self._kept(element))

    def _kept(self, element: Element | None) -> bool:
        return element is not None and (
            element.tag == "pre" or (element.parent is not None and element.parent.tag == "pre")
        )

    def _open(self, element: Element) -> None:
        tag = element.tag
        if tag == "br":
            self.trace.add("\n", element.start, 4)
        elif tag in BLOCKS:
            self._break(element.start, tag in PARAGRAPHS)
        if tag == "li":
            self._item(element)
        elif tag in ("td", "th"):
            self._cell(element)
        elif tag == "q":
            self.trace.add("“", element.start, 3)
        code = element.attrs.get("data-cfemail", "")
        link = PROTECTED.search(element.attrs.get("href", ""))
        address = uncover(code) or (uncover(link[1]) if link else None)
        if address:
            self._uncovered(element, address)
        elif element.attrs.get("href", "")[:7].lower() == "mailto:":
            self.linked.append((element, len(self.trace.parts)))

    def _uncovered(self, element: Element, address: str) -> None:
        name = "data-cfemail" if "data-cfemail" in element.places else "href"
        self.trace.add(address, element.places.get(name, element.start), len(element.attrs.get(name, "")))
        self.covered = element

    def _item(self, element: Element) -> None:
        parent = element.parent
        if OWN_NUMBER.match(self.source, element.start):
            return
        if parent is not None and parent.tag == "ol":
            first = parent.attrs.get("start", "")
            number = self.numbers.get(id(parent), int(first) - 1 if first.isdecimal() and len(first) < 4 else 0) + 1
            self.numbers[id(parent)] = number
            self.trace.add(f"{number}. ", element.start, 0)
        else:
            self.trace.add("- ", element.start, 0)

    def _cell(self, element: Element) -> None:
        row = id(element.parent)
        joint = self.rows.get(row, " | ")
        if row in self.filled and joint == "\n":
            self._break(element.start, True)
        elif row in self.filled and not self.trace.tail.endswith("\n"):
            last = self.trace.tail.rstrip()[-1:]
            self.trace.add(" " if joint == ": " and last == ":" else joint, element.start, 0)
        self.filled.add(row)

    def _close(self, element: Element) -> None:
        if self.linked and self.linked[-1][0] is element:
            self._mailto(*self.linked.pop())
        if element.tag == "q":
            self.trace.add("”", element.start, 0)
        if element.tag in BLOCKS and element.tag != "br":
            self._break(element.start, element.tag in PARAGRAPHS)

    def _mailto(self, element: Element, begin: int) -> None:
        """An address that only the link knows is written out behind its words."""
        href, at = element.attrs["href"], element.places["href"]
        shown = "".join(self.trace.parts[begin : begin + 50]) if len(self.linked) < 50 else "@"
        clear, _, more = html.unescape(href[7:1000]).partition("?")
        wanted = [] if "@" in shown else [("", clear)]
        wanted += [
            (key, value) for key, _, value in (x.partition("=") for x in more.split("&")) if key.lower() in COPIED
        ]
        for key, value in wanted:
            for found in ADDRESS.findall(unquote(value)):
                if found in shown:
                    continue
                self.trace.add(" " if shown and not shown.endswith((" ", "\n")) else "", at, 0)
                if key:
                    self.trace.add("cc ", at + href.index(key), len(key))  # the link's own word for it
                plain = href.find(found)
                self.trace.add(found, at + max(0, plain), len(found) if plain >= 0 else len(href))
                shown = " " + found

    def _break(self, at: int, double: bool) -> None:
        tail = self.trace.tail
        if not tail or tail == "\n\n":
            return
        self.trace.add("\n\n" if double and tail[-1] != "\n" else "\n" if double or tail[-1] != "\n" else "", at, 0)

    def _words(self, start: int, end: int, *, kept: bool) -> None:
        here = start
        for found in LOOSE.finditer(self.source, start, end):
            mark = found.group()
            if mark == " " and not kept and found.start() != here:
                continue
            if mark[0] != "&" and kept:
                continue
            if here < found.start():
                self._plain(here, found.start())
            here = found.end()
            if mark[0] == "&":
                self.trace.add(_meant(mark), found.start(), len(mark))
            elif self.trace.tail and self.trace.tail[-1] not in " \n":
                self.trace.add(" ", found.start(), len(mark))
        self._plain(here, end)

    def _plain(self, start: int, end: int) -> None:
        self.trace.add(self.source[start:end], start)


@functools.lru_cache(maxsize=1024)
def _meant(entity: str) -> str:
    return html.unescape(entity)
