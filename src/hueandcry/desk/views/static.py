"""The desk's own style sheet and script, from a fixed list."""

import functools
import hashlib
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

FOLDER = Path(__file__).resolve().parent.parent / "static" / "desk"
FILES = {
    "desk.css": "text/css; charset=utf-8",
    "desk.js": "text/javascript; charset=utf-8",
    "draft.css": "text/css; charset=utf-8",
    "draft.js": "text/javascript; charset=utf-8",
    "desk.svg": "image/svg+xml",
}
PATHS = {name: FOLDER / name for name in FILES}


@functools.cache
def content(name: str) -> tuple[bytes, str]:
    """A file's bytes and the digest its address carries."""
    raw = PATHS[name].read_bytes()
    return raw, hashlib.sha256(raw).hexdigest()[:12]


@require_safe
def file(request: HttpRequest, name: str) -> HttpResponse:
    """One of FILES; kept for a year under the address that names its digest."""
    if name not in FILES:
        raise Http404
    raw, digest = content(name)
    lasting = request.GET.get("v") == digest
    keep = "public, max-age=31536000, immutable" if lasting else "no-cache"
    return HttpResponse(raw, content_type=FILES[name], headers={"Cache-Control": keep, "ETag": f'"{digest}"'})
