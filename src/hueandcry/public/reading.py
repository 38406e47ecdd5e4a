"""Serving the printed pages: bytes from the published folder, the same for everyone."""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from hueandcry.lib import policy
from hueandcry.pages import embedding, paper, security_txt
from hueandcry.public import doors, errors, onion, shelf

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml; charset=utf-8",
    ".atom": "application/atom+xml; charset=utf-8",
    ".ics": "text/calendar; charset=utf-8",
    ".eml": "message/rfc822",
    ".pdf": "application/pdf",
}
INDEX, SECURITY = "index.html", security_txt.PLACE
MINUTE, YEAR = "public, max-age=60", "public, max-age=31536000, immutable"


@dataclass(frozen=True)
class Printed:
    """What an answer was made of, so that it can be given again while the file is the same (public/shelf.py)."""

    asked: str  # the path that is this file's own; other paths may lead here too
    origin: shelf.Origin


@doors.door("GET")
def printed(request: HttpRequest, path: str) -> HttpResponse:
    """The file at `path`; a folder's page is its index."""
    found = _file(path)
    if found and found.is_dir():
        if path and not path.endswith("/"):
            inside = (found / INDEX).is_file()
            return HttpResponsePermanentRedirect(f"/{path}/") if inside else errors.missing(request)
        found = found / INDEX
    if not found or not found.is_file() or found.suffix not in TYPES:
        ours = paper.static_content(path)
        if ours is None:
            return errors.missing(request)
        return _answer(request, ours, Path(path).suffix, f'"{path}"', YEAR)
    answer = _file_answer(request, found, path)
    if found.suffix == ".html" and path.startswith(f"{embedding.PLACE}/") and (sites := embedding.ancestors(found)):
        answer.headers["Content-Security-Policy"] = policy.framed_by(sites)
    if found.suffix == ".html" and onion.offered(request):
        answer.headers["Onion-Location"] = onion.address(request)
    return answer


@lru_cache(maxsize=512)
def coding(accepted: str) -> str:
    """The content coding for a visitor whose program accepts these (RFC 9110, 12.5.3); "" for none."""
    weights = {}
    for part in accepted[:500].lower().split(","):
        name, _, parameters = part.partition(";")
        weights[name.strip()] = parameters.replace(" ", "")
    for name in paper.PACKED:
        if weights.get(name, weights.get("*", "q=0")) not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            return name
    return ""


def _file_answer(request: HttpRequest, found: Path, path: str) -> HttpResponse:
    """A printed file, packed if there is a packed form that the visitor's program can open."""
    seen = shelf.look(found)  # before it is read: one that changes meanwhile is looked at again
    code = coding(request.headers.get("Accept-Encoding", "")) if found.suffix in paper.TEXTS else ""
    packed = paper.packed(found, code) if code else None
    content = shelf.read(packed) if packed else b""
    if not content:  # there is none, or it went this moment because a new page comes
        packed, content = None, found.read_bytes()
    lasts = YEAR if path.startswith("static/") else MINUTE
    etag = f'"{seen[2]:x}-{seen[3]:x}{"-" + code if packed else ""}"'
    answer = _answer(request, content, found.suffix, etag, lasts)
    answer.headers["Last-Modified"] = http_date(dt.datetime.fromtimestamp(seen[2] / 1e9, dt.UTC).timestamp())
    if found.suffix in paper.TEXTS:
        answer.headers["Vary"] = "Accept-Encoding"
    if packed and answer.status_code == 200:
        answer.headers["Content-Encoding"] = code
    if found.suffix == ".eml":
        answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    own = "/" + found.relative_to(paper.folder().resolve()).as_posix()
    asked = own.removesuffix(INDEX) if request.path_info.endswith("/") else own
    answer.printed = Printed(asked, shelf.Origin(str(found), seen, str(packed or found)))  # type: ignore[attr-defined]
    return answer


def _file(path: str) -> Path | None:
    """Where `path` lies in the published folder; None for whatever is outside of it or not for reading."""
    if "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/") if path != SECURITY):
        return None
    folder = paper.folder().resolve()
    try:
        found = (folder / path).resolve()
    except (OSError, ValueError):
        return None
    if not found.is_relative_to(folder):
        return None
    try:
        return found if found.exists() else None
    except OSError:  # a name longer than names can be
        return None


def _answer(request: HttpRequest, content: bytes, suffix: str, etag: str, lasts: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=TYPES.get(suffix, "application/octet-stream"))
    answer.headers["Cache-Control"] = lasts
    answer.headers["ETag"] = etag
    return get_conditional_response(request, etag=etag, response=answer) or answer  # type: ignore[return-value]
