"""When something cannot be done: plain pages that say what happened and lose nothing that was typed."""

import logging
import sys
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from hueandcry.pages import contents, languages, paper

log = logging.getLogger(__name__)
KEPT = (
    "name", "email", "country", "words", "news", "answers", "section", "organisation",
    "branch", "office", "address", "target", "paper",
)  # fmt: skip
LAST_RESORT = "<!doctype html><html lang=en><meta charset=utf-8><title>{0}</title><h1>{0}</h1><p>{1}</p></html>"


def page(
    request: HttpRequest, template: str, told: Mapping[str, object] | None = None, *, status: int = 200
) -> HttpResponse:
    """A page of ours in the active language; made for one visitor, so no cache may keep it."""
    language = translation.get_language() or "en"
    basis = {"root": "/", "here": "", "language": language, "offered": []}
    text = render_to_string(template, {**contents.statics(), **basis, **(told or {})})
    return HttpResponse(text, status=status)


def said(request: HttpRequest, title: str, text: str, *, status: int, back: str = "") -> HttpResponse:
    """A heading, a sentence, and a way on."""
    return page(request, "public/said.html", {"title": title, "text": text, "back": back}, status=status)


def bad_request(request: HttpRequest, exception: object = None) -> HttpResponse:
    """400, also for an unknown host name."""
    return said(request, _("That did not reach us whole"), _("Please go back and try again."), status=400)


def forbidden(request: HttpRequest, exception: object = None) -> HttpResponse:
    """403."""
    return said(request, _("That is not open"), _("This part is not for the public."), status=403)


def missing(request: HttpRequest, exception: object = None) -> HttpResponse:
    """404: the printed page, in the language of the path."""
    first = request.path_info.strip("/").partition("/")[0]
    language = first if first in languages.interface() else (translation.get_language() or "en")
    printed = paper.folder() / languages.interface_for(language) / "404.html"
    if printed.is_file():
        return HttpResponse(printed.read_bytes(), status=404)
    with translation.override(languages.interface_for(language)):
        return page(request, "pages/missing.html", status=404)


def not_allowed(request: HttpRequest, allowed: set[str]) -> HttpResponse:
    """405, saying what would be allowed."""
    answer = said(
        request,
        _("Not in this way"),
        _("This address takes something else. Please start again from the appeal."),
        status=405,
    )
    answer.headers["Allow"] = ", ".join(sorted(allowed))
    return answer


def too_large(request: HttpRequest) -> HttpResponse:
    """413: nothing was read."""
    return said(
        request,
        _("That is too long"),
        _("Nothing was recorded. Go back: your text is still in the form. Please shorten it, and send it again."),
        status=413,
    )


def busy(request: HttpRequest, *, full: bool = False) -> HttpResponse:
    """503: the database is busy, or the disk `full`. What was typed is on the page, ready to be sent again."""
    kept = {name: request.POST.get(name, "") for name in KEPT if request.method == "POST" and request.POST.get(name)}
    told = {"full": full, "kept": kept, "action": request.path if request.method == "POST" else ""}
    told["own_mail"] = own_mail(request)
    answer = page(request, "public/busy.html", told, status=503)
    answer.headers["Retry-After"] = "600" if full else "5"
    return answer


def own_mail(request: HttpRequest) -> str:
    """The page for writing from one's own mail program, which needs nothing of ours; empty when there is none."""
    match request.path.strip("/").split("/"):
        case ["act" | "own" | "letter", slug, language] if (
            paper.folder() / language / slug / "write/index.html"
        ).is_file():
            return f"/{language}/{slug}/write/index.html"
    return ""


def broken(request: HttpRequest) -> HttpResponse:
    """500: no stack, and nothing in the log but the kind of trouble and its place in our code."""
    log.error("a page broke: %s", _where())
    title, text = (
        _("Something broke here"),
        _("It is our fault. What you sent was not recorded. Please try again later."),
    )
    try:
        return said(request, title, text, status=500)
    except Exception:  # whatever broke may have broken the templates too
        return HttpResponse(LAST_RESORT.format(escape(title), escape(text)), status=500)


def _where() -> str:
    kind, _value, trace = sys.exc_info()
    found = ""
    while trace:
        name = trace.tb_frame.f_globals.get("__name__", "")
        if name.startswith("hueandcry."):
            found = f"{name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{kind.__name__ if kind else 'unknown'} in {found or 'another library'}"
