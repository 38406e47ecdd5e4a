"""A letter to print with somebody's own name and words: made while she waits, and nothing of it is kept."""

import threading

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hueandcry.actions import typed
from hueandcry.appeals.models import Appeal
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.pages import by_post, contents, drawing
from hueandcry.public import acting, doors, errors

FIELDS = ("name", "address", "words", "target", "country", "paper")
# Of the threads of the door: one whose letter is drawn, and one that waits. Whoever comes third is told to try again.
_seats = threading.BoundedSemaphore(2)


@doors.door("POST")
def letter(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """The letter as a PDF, or the form again with everything that was typed."""
    appeal, form = acting.public_appeal(slug, language), doors.typed(request, *FIELDS)
    if appeal.status != Appeal.Status.LIVE:
        no = _("This appeal does not run at the moment: it is held or has ended.")
        return errors.said(request, _("Not any more"), no, status=409, back=f"/{language}/{slug}/")
    if wrong := by_post.faults(name=form["name"], address=form["address"], words=form["words"], language=language):
        return _again(request, appeal, language, form, wrong=wrong, status=422)
    if not _seats.acquire(blocking=False):
        return errors.busy(request)
    try:
        pdf = _draw(appeal, language, form)
    except drawing.Busy:
        return errors.busy(request)
    except Refused as no:
        return _again(request, appeal, language, form, trouble=str(no), status=409)
    except drawing.Failed:
        trouble = _("We could not set this letter. Take the one with empty lines instead, and write by hand.")
        return _again(request, appeal, language, form, trouble=trouble, status=422)
    finally:
        _seats.release()
    answer = HttpResponse(pdf, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="{appeal.slug}.pdf"'
    return answer


def _draw(appeal: Appeal, language: str, form: dict[str, str]) -> bytes:
    country = form["country"] if typed.known_country(form["country"]) else ""
    paper = form["paper"] if form["paper"] in (by_post.A4, by_post.LETTER) else by_post.paper_of(country)
    words, address = typed.words(form["words"]), by_post.own_address(form["address"])
    sender = by_post.Sender(typed.name(form["name"]), address, words)
    page = contents.public(appeal, language, now=clock.now())
    return by_post.personal(page, form["target"], country=country, paper=paper, sender=sender)


def _again(
    request: HttpRequest, appeal: Appeal, language: str, form: dict[str, str], *, status: int,
    wrong: dict[str, str] | None = None, trouble: str = "",
) -> HttpResponse:  # fmt: skip
    told = {
        "page": contents.public(appeal, language, now=clock.now()), "language": language, "form": form, "n": 1,
        "target": form["target"], "country": form["country"], "wrong": wrong or {}, "trouble": trouble,
    }  # fmt: skip
    return errors.page(request, "public/letter.html", told, status=status)
