"""A small browser: pages, their forms as a person would fill them in, and cookies. No JavaScript."""

import http.client
import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

REDIRECTS = (301, 302, 303, 307, 308)
Value = str | tuple[str, bytes]  # a field, or a file: its name and its bytes


class Unreachable(Exception):
    """No whole answer came: whatever was asked is not acknowledged."""


class Unexpected(Exception):
    """The desk answered, but not with what the rehearsal asked for; the message says what."""


@dataclass
class Form:
    """A form of a page, with the values it came with."""

    action: str
    method: str
    multipart: bool = False
    fields: list[tuple[str, str]] = field(default_factory=list)
    choices: dict[str, list[str]] = field(default_factory=dict)  # values of selects, radio buttons and check boxes
    buttons: list[tuple[str, str, str]] = field(default_factory=list)  # name, value, label
    files: list[str] = field(default_factory=list)

    def value(self, name: str) -> str:
        """The value of a field, or ""."""
        return next((value for key, value in self.fields if key == name), "")

    def has(self, name: str) -> bool:
        """Whether a person could give `name` here."""
        return name in self.choices or name in self.files or any(key == name for key, _ in self.fields)


@dataclass
class Page:
    """What came back."""

    status: int
    url: str
    text: str
    forms: list[Form]
    links: list[tuple[str, str]]  # address, text

    def form(self, action: str) -> Form:
        """The first form whose address holds `action`; Unexpected if there is none."""
        for form in self.forms:
            if action in form.action:
                return form
        raise Unexpected(f"The page {urlsplit(self.url).path} has no form for {action!r} (status {self.status}).")

    def has_form(self, action: str) -> bool:
        """Whether some form's address holds `action`."""
        return any(action in form.action for form in self.forms)


class Visitor:
    """One person's browser on one door; not for several threads at once."""

    def __init__(self, root: str, *, language: str = "en", seconds: float = 30) -> None:
        self.root = root
        self.language = language
        self.seconds = seconds
        self.cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Page:
        """Open a page; follows redirects."""
        return self._go("GET", urljoin(self.root, path), b"", "")

    def submit(self, page: Page, form: Form, values: Mapping[str, Value | list[str]], *, button: str = "") -> Page:
        """Fill in a form and press its button (the one named `button`, if it has several)."""
        body, kind = _filled(form, values, button)
        address = urljoin(page.url, form.action)
        if form.method == "get":
            return self._go("GET", f"{address}?{body.decode()}", b"", "")
        return self._go("POST", address, body, kind)

    def post(self, path: str, values: Mapping[str, str] | Sequence[tuple[str, str]]) -> Page:
        """Send fields to an address without having opened a page first."""
        return self._go(
            "POST", urljoin(self.root, path), urlencode(values).encode(), "application/x-www-form-urlencoded"
        )

    def close(self) -> None:
        """Hang up."""
        if self._line:
            self._line.close()
        self._line = None

    def _go(self, method: str, url: str, body: bytes, kind: str) -> Page:
        for _ in range(6):
            status, headers, content = self._ask(method, url, body, kind)
            if status not in REDIRECTS:
                return read(status, url, content.decode("utf-8", "replace"))
            target = urljoin(url, headers.get("Location", ""))
            if urlsplit(target).netloc != urlsplit(self.root).netloc:
                raise Unexpected(f"The desk leads to another host: {urlsplit(target).netloc}.")
            if status not in (307, 308):
                method, body, kind = "GET", b"", ""
            url = target
        raise Unexpected(f"The page {urlsplit(url).path} leads round in a circle.")

    def _ask(self, method: str, url: str, body: bytes, kind: str) -> tuple[int, http.client.HTTPMessage, bytes]:
        parts = urlsplit(url)
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        headers = {"Accept-Language": self.language, "Accept": "text/html"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if kind:
            headers["Content-Type"] = kind
        if not self._line:
            self._line = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=self.seconds)
        try:
            self._line.request(method, path, body=body or None, headers=headers)
            answer = self._line.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException) as trouble:
            self.close()
            raise Unreachable(type(trouble).__name__) from None
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, rest = line.partition("=")
            self.cookies[name.strip()] = rest.partition(";")[0]
        return answer.status, answer.headers, content


def read(status: int, url: str, text: str) -> Page:
    """A page with its forms and links taken out of the HTML."""
    found = _Reader()
    found.feed(text)
    return Page(status, url, text, found.forms, found.links)


class _Reader(HTMLParser):
    """Forms and links of a page, as a browser without scripts sees them."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self._by_id: dict[str, Form] = {}
        self._open: Form | None = None
        self._area: tuple[Form, str] | None = None
        self._select: tuple[Form, str, list[str], list[str]] | None = None
        self._button: tuple[Form, str, str] | None = None
        self._href = ""
        self._words: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        if tag == "form":
            multipart = told.get("enctype") == "multipart/form-data"
            self._open = Form(told.get("action", ""), told.get("method", "get").lower(), multipart)
            self.forms.append(self._open)
            self._by_id[told.get("id", "")] = self._open
            return
        if tag == "a":
            self._href, self._words = told.get("href", ""), []
        form = self._by_id.get(told["form"]) if told.get("form") else self._open
        if not form or "disabled" in told:
            return
        name = told.get("name", "")
        if tag == "input":
            self._input(form, name, told)
        elif tag == "textarea":
            self._area, self._words = (form, name), []
        elif tag == "select":
            self._select = (form, name, [], [])
        elif tag == "option" and self._select:
            self._select[2].append(told.get("value", ""))
            if "selected" in told:
                self._select[3].append(told.get("value", ""))
        elif tag == "button" and told.get("type", "submit") == "submit":
            self._button, self._words = (form, name, told.get("value", "")), []

    def handle_endtag(self, tag: str) -> None:
        words = "".join(self._words)
        if tag == "form":
            self._open = None
        elif tag == "a" and self._href:
            self.links.append((self._href, " ".join(words.split())))
            self._href = ""
        elif tag == "textarea" and self._area:
            form, name = self._area
            form.fields.append((name, words.removeprefix("\n")))
            self._area = None
        elif tag == "select" and self._select:
            form, name, options, chosen = self._select
            form.choices[name] = options
            form.fields += [(name, value) for value in (chosen or options[:1])]
            self._select = None
        elif tag == "button" and self._button:
            form, name, value = self._button
            form.buttons.append((name, value, " ".join(words.split())))
            self._button = None

    def handle_data(self, data: str) -> None:
        self._words.append(data)

    def _input(self, form: Form, name: str, told: Mapping[str, str]) -> None:
        kind, value = told.get("type", "text"), told.get("value", "")
        if kind in ("checkbox", "radio"):
            form.choices.setdefault(name, []).append(value or "on")
            if "checked" in told:
                form.fields.append((name, value or "on"))
        elif kind == "submit":
            form.buttons.append((name, value, value))
        elif kind == "file":
            form.files.append(name)
        elif kind not in ("reset", "button", "image") and name:
            form.fields.append((name, value))


def _filled(form: Form, values: Mapping[str, Value | list[str]], button: str) -> tuple[bytes, str]:
    pairs: list[tuple[str, Value]] = [(name, value) for name, value in form.fields if name not in values]
    for name, value in values.items():
        pairs += [(name, one) for one in value] if isinstance(value, list) else [(name, value)]
    pairs += [
        (name, value) for name, value, label in form.buttons if name and button and button in (name, value, label)
    ]
    if form.multipart and form.method == "post":
        return _multipart(pairs)
    plain = [(name, value) for name, value in pairs if isinstance(value, str)]
    return urlencode(plain).encode(), "application/x-www-form-urlencoded"


def _multipart(pairs: Iterable[tuple[str, Value]]) -> tuple[bytes, str]:
    border = secrets.token_hex(16)
    out = b""
    for name, value in pairs:
        disposition = f'form-data; name="{name}"'
        content = value.encode() if isinstance(value, str) else value[1]
        kind = ""
        if not isinstance(value, str):
            disposition += f'; filename="{value[0]}"'
            kind = "Content-Type: application/octet-stream\r\n"
        out += f"--{border}\r\nContent-Disposition: {disposition}\r\n{kind}\r\n".encode() + content + b"\r\n"
    return out + f"--{border}--\r\n".encode(), f"multipart/form-data; boundary={border}"
