"""Serving the printed pages: bytes from the published folder, the same for everyone."""

import datetime as dt
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

from hueandcry.pages import paper
from hueandcry.public import doors, errors

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
    ".eml": "message/rfc822",
}
MINUTE, YEAR = "public, max-age=60", "public, max-age=31536000, immutable"


@doors.door("GET")
def printed(request: HttpRequest, path: str) -> HttpResponse:
    """The file at `path`; a folder's page is its index."""
    found = _file(path)
    if found and found.is_dir():
        if path and not path.endswith("/"):
            inside = (found / "index.html").is_file()
            return HttpResponsePermanentRedirect(f"/{path}/") if inside else errors.missing(request)
        found = found / "index.html"
    if not found or not found.is_file() or found.suffix not in TYPES:
        ours = paper.static_content(path)
        if ours is None:
            return errors.missing(request)
        return _answer(request, ours, Path(path).suffix, f'"{path}"', YEAR)
    seen = found.stat()
    lasts = YEAR if path.startswith("static/") else MINUTE
    answer = _answer(request, found.read_bytes(), found.suffix, f'"{seen.st_mtime_ns:x}-{seen.st_size:x}"', lasts)
    answer.headers["Last-Modified"] = http_date(dt.datetime.fromtimestamp(seen.st_mtime, dt.UTC).timestamp())
    if found.suffix == ".eml":
        answer.headers["Content-Disposition"] = f'attachment; filename="{found.name}"'
    return answer


def _file(path: str) -> Path | None:
    """Where `path` lies in the published folder; None for whatever is outside of it or not for reading."""
    if "\0" in path or "\\" in path or any(part.startswith(".") for part in path.split("/")):
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
