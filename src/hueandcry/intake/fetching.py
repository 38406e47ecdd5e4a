"""A report is taken from an address on the web: off unless the operator wants it, and never from our own network."""

import http.client
import re
import time
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.intake import reaching
from hueandcry.lib.refusal import Refused

LARGEST = 2 * 1024 * 1024  # bytes, unpacked
SECONDS = 10.0  # for everything, redirects included
REDIRECTS = 3
LONGEST = 2000  # letters of an address
PIECE = 64 * 1024
MOVED = (301, 302, 303, 307, 308)
KINDS = frozenset(
    (
        "text/html",
        "application/xhtml+xml",
        "text/plain",
        "message/rfc822",
        "application/pdf",
        "application/octet-stream",
        "text/xml",
        "application/xml",
        "",
    )
)
# Nothing of the desk: no name of the program, no language, no cookie, no page it came from.
HEADERS = {
    "User-Agent": "Mozilla/5.0",
    "Accept": "text/html,application/xhtml+xml,application/pdf,text/plain;q=0.9,*/*;q=0.1",
    "Accept-Encoding": "identity",
    "Connection": "close",
}
HOST = re.compile(r"[a-z0-9._:-]{1,253}")


@dataclass(frozen=True)
class Fetched:
    """What stood at the address, as it came, and where it was in the end."""

    raw: bytes
    address: str


def switched_on() -> bool:
    """Whether the operator lets the desk fetch pages."""
    return bool(settings.FETCH)


def switched_off() -> Refused:
    """The sentence for whoever names an address nevertheless."""
    return Refused(_("Fetching pages is switched off here. Open the page yourself and paste its words."))


def fetch(address: str, *, resolver: reaching.Resolver = reaching.ask_system) -> Fetched:
    """Get one page, following at most three redirects, each checked like the first; Refused with a sentence."""
    if not switched_on():
        raise switched_off()
    until = time.monotonic() + SECONDS
    parts = _checked(address.strip())
    for _turn in range(REDIRECTS + 1):
        try:
            answer = _ask(parts, resolver, until)
        except reaching.Unreachable as no:
            raise Refused(str(no)) from None
        if isinstance(answer, bytes):
            return Fetched(answer, parts.geturl())
        further = _checked(urljoin(parts.geturl(), answer))
        if parts.scheme == "https" and further.scheme == "http":
            raise Refused(_("The page leads on from a secure address to one that anybody on the way can change."))
        parts = further
    raise Refused(_("The page leads on to another one again and again."))


def _checked(address: str) -> SplitResult:
    """An address whose every part is harmless; Refused otherwise."""
    wrong = Refused(_("This is not the address of a web page. It has to begin with https:// or http://."))
    if not address or len(address) > LONGEST or re.search(r"[\x00-\x20\x7f\\]", address):
        raise wrong
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise wrong from None
    if parts.scheme not in reaching.PORTS or not host:
        raise wrong
    if parts.username is not None or parts.password is not None:
        raise Refused(_("There is a name or password in this address. Take it out."))
    if port not in (None, reaching.PORTS[parts.scheme]) and not settings.FETCH_LOOPBACK:
        raise Refused(_("This address names a port of its own. Web pages are at the usual ones, 80 and 443."))
    try:
        host = host if ":" in host else host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise wrong from None
    if not HOST.fullmatch(host):
        raise wrong
    written = f"[{host}]" if ":" in host else host
    place = written + (f":{port}" if port not in (None, reaching.PORTS[parts.scheme]) else "")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    return SplitResult(parts.scheme, place, path, quote(parts.query, safe="/?%:@!$&'()*+,;=~-._"), "")


def _ask(parts: SplitResult, resolver: reaching.Resolver, until: float) -> bytes | str:
    """The page, or where it says it has gone."""
    host = parts.hostname or ""
    port = parts.port or reaching.PORTS[parts.scheme]
    addresses = reaching.resolve(host, port, resolver=resolver, loopback=settings.FETCH_LOOPBACK, until=until)
    line = reaching.Line(host, port, addresses, tls=parts.scheme == "https", until=until)
    try:
        line.request("GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers=HEADERS)
        with line.getresponse() as response:
            answer = _answer(response)
        if line.over:  # a line that was cut looks like the end of a page
            raise TimeoutError
        return answer
    except (OSError, http.client.HTTPException, ValueError):
        if line.over:
            raise Refused(_("The site took too long to answer.")) from None
        raise Refused(_("The site broke off, or did not answer in the way web sites do.")) from None
    finally:
        line.hang_up()


def _answer(response: http.client.HTTPResponse) -> bytes | str:
    if response.status in MOVED and response.getheader("Location"):
        return str(response.getheader("Location"))[: LONGEST + 1]
    if response.status in (401, 403, 407, 429, 451):
        raise Refused(_("The site does not show this page to us. Open it yourself and paste its words."))
    if response.status in (404, 410):
        raise Refused(_("There is no page at this address."))
    if response.status != 200:
        raise Refused(_("The site answered with the error %(number)s.") % {"number": response.status})
    kind = (response.getheader("Content-Type") or "").split(";")[0].strip().lower()
    if kind not in KINDS:
        raise Refused(_("What stands there is no text, page, mail or PDF. Open it yourself and paste its words."))
    if int(response.getheader("Content-Length") or 0) > LARGEST:
        raise _too_large()
    raw = _unpacked(response, (response.getheader("Content-Encoding") or "identity").strip().lower())
    if not raw.strip():
        raise Refused(_("The page is empty."))
    return raw


def _unpacked(response: http.client.HTTPResponse, packing: str) -> bytes:
    """The body, never more of it in memory than is allowed; a small packet may hold a mountain."""
    if packing not in ("identity", "", "gzip", "x-gzip", "deflate"):
        raise Refused(_("The site packs its pages in a way that is not known here. Open it and paste its words."))
    opener = None if packing in ("identity", "") else zlib.decompressobj(47 if "gzip" in packing else 15)
    raw = bytearray()
    for piece in _pieces(response):
        if opener is None:
            raw += piece
        else:
            try:
                raw += opener.decompress(piece, LARGEST + 1 - len(raw))
            except zlib.error:
                raise http.client.HTTPException from None
        if len(raw) > LARGEST or (opener and opener.unconsumed_tail):
            raise _too_large()
    if opener and not opener.eof:
        raise http.client.HTTPException
    return bytes(raw)


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    received = 0
    while piece := response.read(PIECE):
        received += len(piece)
        if received > LARGEST:
            raise _too_large()
        yield piece
    if response.length:  # what was promised did not come
        raise http.client.IncompleteRead(b"")


def _too_large() -> Refused:
    return Refused(_("The page is larger than 2 MiB. Open it yourself and paste the part that matters."))
