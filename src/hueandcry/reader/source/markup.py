"""HTML taken apart into a light tree; however broken a page is, the work grows with its length only."""

import re
from dataclasses import dataclass, field

VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track", "wbr"]
)
RAW = frozenset(
    """
    script style title xmp iframe noembed noframes template svg math object
    """.split()  # noqa: SIM905
)
TABLE = frozenset(
    """
    table thead tbody tfoot tr td th
    """.split()  # noqa: SIM905
)
# An element that begins ends these, when they are the innermost of their kind.
ENDS = {
    "li": ("li",), "tr": ("tr", "td", "th"), "td": ("td", "th"), "th": ("td", "th"), "dt": ("dt", "dd"),
    "dd": ("dt", "dd"), "option": ("option",), "tbody": ("thead", "tbody", "tr", "td", "th"),
}  # fmt: skip
ENDS_A_PARAGRAPH = frozenset(
    """
    p div h1 h2 h3 h4 h5 h6 ul ol dl table section article header footer blockquote form address aside nav
    main figure pre hr
    """.split()  # noqa: SIM905
)
LIMITS = {"li": ("ul", "ol"), "tr": ("table",), "td": ("table",), "th": ("table",), "dt": ("dl",), "dd": ("dl",)}
MARK = re.compile(r"<(?=/?[A-Za-z]|!|\?|/>)")  # a bare "<" is a letter like any other
TAG = re.compile(r"</?([A-Za-z][^\s/><]{0,60})")
ATTRIBUTE = re.compile(r"[\s/]*([^\s/>=\"'<]{1,80}|[\"'=<])[^\S>]{0,200}(=[^\S>]{0,200})?")
BARE = re.compile(r"[^\s>]{0,4000}")
VALUE = 20_000  # letters of an attribute that are looked for its closing mark
DEPTH = 100  # elements inside each other; deeper ones lie side by side
MOST = 30_000  # tags; what follows them is no report


@dataclass(slots=True)
class Element:
    """One element: what it is, where it begins, and how much it says."""

    tag: str
    parent: "Element | None"
    attrs: dict[str, str]
    places: dict[str, int]  # where each attribute's value begins
    start: int
    letters: int = 0  # with all that is inside
    linked: int = 0  # of these, inside links to other pages
    links: int = 0
    inside: set[str] = field(default_factory=set)  # what kinds of elements it holds, as far as anybody asks
    cut: bool = False


@dataclass(slots=True)
class Event:
    """What happens next on the page: an element opens or closes, or words stand there."""

    what: str  # open, close, text, pre
    element: Element
    start: int = 0
    end: int = 0


ASKED = frozenset(
    """
    h1 article main table p div ul ol br li td textarea input time blockquote h2 h3 dl section
    """.split()  # noqa: SIM905
)


def take_apart(source: str) -> tuple[list[Event], list[Element]]:
    """What happens on the page, in order, and its elements in the order they begin."""
    builder = _Builder(source)
    builder.run()
    return builder.events, builder.elements


class _Builder:
    def __init__(self, source: str) -> None:
        self.source = source
        root = Element("", None, {}, {}, 0)
        self.elements = [root]
        self.events: list[Event] = []
        self.stack = [root]
        self.open: dict[str, int] = {}
        self.flat: set[int] = set()

    def run(self) -> None:
        source, here, tags = self.source, 0, 0
        while True:
            begins = MARK.search(source, here)
            if not begins or tags > MOST:
                self._text(here, begins.start() if begins else len(source))
                break
            at = begins.start()
            found = TAG.match(source, at)
            if found:
                self._text(here, at)
                tags += 1
                here = self._tag(found)
            elif source.startswith("<!--", at):
                self._text(here, at)
                end = source.find("-->", at + 4)
                here = end + 3 if end >= 0 else len(source)
            else:
                self._text(here, at)
                end = source.find(">", at)
                here = end + 1 if end >= 0 else len(source)
        while len(self.stack) > 1:
            self._close()
        for element in reversed(self.elements):
            if element.parent:
                element.parent.letters += element.letters
                element.parent.linked += element.linked
                element.parent.links += element.links
                element.parent.inside |= element.inside
                if element.tag in ASKED:
                    element.parent.inside.add(element.tag)

    def _text(self, start: int, end: int) -> None:
        if start < end:
            self.events.append(Event("text", self.stack[-1], start, end))
            words = self.source[start:end].strip()
            if words:
                self._count(len(words))

    def _count(self, letters: int) -> None:
        self.stack[-1].letters += letters
        if any(e.tag == "a" and not e.attrs.get("href", "").startswith(("mailto:", "tel:", "/cdn-cgi"))
               for e in self.stack[-4:]):  # fmt: skip
            self.stack[-1].linked += letters

    def _tag(self, found: re.Match[str]) -> int:
        tag = found[1].lower()
        if found.group().startswith("</"):
            self._end(tag)
            end = self.source.find(">", found.end())
            return end + 1 if end >= 0 else len(self.source)
        attrs, places, here, closed = self._attributes(found.end())
        self._begin(tag, attrs, places, found.start(), closed)
        if tag in RAW and not closed:
            return self._skip(tag, here)
        if tag == "textarea":
            return self._typed(here)
        return here

    def _begin(self, tag: str, attrs: dict[str, str], places: dict[str, int], start: int, closed: bool) -> None:
        if tag in ENDS_A_PARAGRAPH and self.open.get("p"):
            self._end("p", frozenset(("td", "th", "table", "blockquote", "li", "button")))
        if tag in ENDS:
            for ended in ENDS[tag]:
                if self.open.get(ended):
                    self._end(ended, frozenset(LIMITS.get(tag, ("table",))))
        element = Element(tag, self.stack[-1], attrs, places, start)
        if tag == "a":
            element.links = 0 if attrs.get("href", "").startswith(("mailto:", "tel:", "/cdn-cgi")) else 1
        self.elements.append(element)
        self.events.append(Event("open", element, start))
        if tag in VOID or (closed and tag in RAW) or len(self.stack) > DEPTH:
            self.events.append(Event("close", element, start))
            return
        self.stack.append(element)
        self.open[tag] = self.open.get(tag, 0) + 1

    def _end(self, tag: str, barrier: frozenset[str] = frozenset()) -> None:
        if not self.open.get(tag):
            return
        stops = barrier or (frozenset() if tag in TABLE else frozenset(("td", "th")))
        for back in range(len(self.stack) - 1, 0, -1):
            here = self.stack[back].tag
            if here == tag:
                for _ in range(len(self.stack) - back):
                    self._close()
                return
            if here in stops:
                return

    def _close(self) -> None:
        element = self.stack.pop()
        self.open[element.tag] -= 1
        self.events.append(Event("close", element))

    def _skip(self, tag: str, here: int) -> int:
        """What a script, a style or a drawing holds is not for readers."""
        end = re.compile(rf"</{re.escape(tag)}(?=[\s>/])", re.I).search(self.source, here)
        self._end(tag)
        stop = self.source.find(">", end.end()) if end else -1
        return stop + 1 if stop >= 0 else len(self.source)

    def _typed(self, here: int) -> int:
        """The words that stand in a form already: often the model letter."""
        end = re.compile(r"</textarea", re.I).search(self.source, here)
        stop = end.start() if end else len(self.source)
        if stop - here:
            self.events.append(Event("pre", self.stack[-1], here, stop))
            self._count(len(self.source[here:stop].strip()))
        return stop

    def _attributes(self, here: int) -> tuple[dict[str, str], dict[str, int], int, bool]:
        source = self.source
        attrs: dict[str, str] = {}
        places: dict[str, int] = {}
        while True:
            found = ATTRIBUTE.match(source, here)
            if not found:
                end = source.find(">", here, here + VALUE)
                closed = source[max(here, end - 1) : end] == "/" or source[here - 1 : here] == "/"
                return attrs, places, end + 1 if end >= 0 else len(source), closed
            here = found.end()
            if not found[2]:
                attrs.setdefault(found[1].lower(), "")
                continue
            value, begin, here = self._value(here)
            if len(attrs) < 40 and found[1].lower() not in attrs:
                attrs[found[1].lower()] = value
                places[found[1].lower()] = begin

    def _value(self, here: int) -> tuple[str, int, int]:
        mark = self.source[here : here + 1]
        if mark in ('"', "'"):
            end = self.source.find(mark, here + 1, here + 1 + VALUE)
            if end >= 0:
                return self.source[here + 1 : end], here + 1, end + 1
        found = BARE.match(self.source, here)
        return found.group() if found else "", here, found.end() if found else here
