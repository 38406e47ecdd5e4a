"""Somebody takes part: by the form, or with a copy address for a letter from their own mailbox.

A post from another site, from a mirror or without an Origin is taken like any other: it only makes a
row that waits, and nothing counts before the owner of the address has pressed the button by mail.
"""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from hueandcry.actions import capacities, taking
from hueandcry.actions.models import Action
from hueandcry.appeals.models import Appeal
from hueandcry.lib import clock, room
from hueandcry.lib.refusal import Refused
from hueandcry.pages import contents, own_mail, readable, sections, writing
from hueandcry.post import envelopes
from hueandcry.public import doors, errors

FIELDS = ("name", "email", "country", "words", *capacities.FIELDS)
TRAP = "fax"  # a box nobody sees


@dataclass(frozen=True)
class Taken:
    """An act was taken, and the answer is the same for everybody who acts at this address (public/quickly.py)."""

    appeal: int
    language: str


@doors.door("POST")
def act(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """Take what was typed; whoever it was gets the same page."""
    appeal, form = public_appeal(slug, language), doors.typed(request, *FIELDS)
    wants_news, wants_answers = bool(request.POST.get("news")), bool(request.POST.get("answers"))
    ticked = {"news": wants_news, "answers": wants_answers}
    room.check()
    if request.POST.get(TRAP):  # a program filled in everything there is; it is told what everybody is told
        return errors.page(request, "public/sent.html", {"slug": slug, "language": language})
    wrong = taking.check(**form, language=language)
    if wrong:
        return _again(request, appeal, language, form={**form, **ticked}, wrong=wrong, status=422)
    try:
        taking.take(
            appeal, **form, language=language, wants_news=wants_news, wants_answers=wants_answers,
            section=request.POST.get("section", ""), now=clock.now(),
        )  # fmt: skip
    except Refused as no:
        return _again(request, appeal, language, form={**form, **ticked}, trouble=str(no), status=409)
    answer = errors.page(request, "public/sent.html", {"slug": slug, "language": language})
    answer.taken = Taken(appeal.pk, language)  # type: ignore[attr-defined]
    return answer


@doors.door("POST")
def own(request: HttpRequest, slug: str, language: str) -> HttpResponse:
    """A copy address for one letter, with everything to send it."""
    appeal, country = public_appeal(slug, language), doors.typed(request, "country")["country"]
    room.check()
    try:
        action = taking.own_mail(appeal, country=country, language=language, now=clock.now())
    except Refused as no:
        return errors.said(request, _("Not any more"), str(no), status=409, back=f"/{language}/{slug}/")
    page = contents.public(appeal, language, now=clock.now())
    told = {
        "page": page,
        "language": language,
        "token": action.token,
        "country": _country(action),
        "here": f"{slug}/write/",
        "ways": _ways(action, page),
        "copy_to": envelopes.copy_address(slug, language, action.token),
        "choices": [],
    }
    return errors.page(request, "pages/write.html", told)


@doors.door("GET")
def draft(request: HttpRequest, token: str, n: int = 1) -> HttpResponse:
    """The letter of one act as a draft file; number `n` of its page, or the first there is."""
    action = Action.objects.filter(token=token, way=Action.Way.OWN_MAIL).select_related("appeal__live_revision").first()
    if action is None or action.appeal.status != Appeal.Status.LIVE:
        raise Http404
    page = contents.public(action.appeal, _language(action), now=clock.now())
    letters = [way.own for way in _ways(action, page)[n - 1 :] if way.own]
    if not letters:
        raise Http404
    answer = HttpResponse(own_mail.draft_file(letters[0]), content_type="message/rfc822")
    answer.headers["Content-Disposition"] = f'attachment; filename="{action.appeal.slug}-{n}.eml"'
    return answer


def public_appeal(slug: str, language: str) -> Appeal:
    """The public appeal with this address, if it can be read in this language."""
    rows = Appeal.objects.filter(slug=slug, status__in=readable.PUBLIC, live_revision__isnull=False)
    appeal = rows.select_related("case", "live_revision").first()
    if appeal is None or not appeal.live_revision or language not in contents.offered(appeal.live_revision.document):
        raise Http404
    return appeal


def _again(
    request: HttpRequest,
    appeal: Appeal,
    language: str,
    *,
    form: dict[str, object],
    wrong: dict[str, str] | None = None,
    trouble: str = "",
    status: int,
) -> HttpResponse:
    """The same form with everything that was typed, and a sentence beside what has to change."""
    told = {
        "page": contents.public(appeal, language, now=clock.now()),
        "language": language,
        "here": f"{appeal.slug}/",
        "choices": contents.country_choices(),
        "form": form,
        "wrong": wrong or {},
        "trouble": trouble,
        "section": sections.of_form(request.POST.get("section", "")),
    }
    return errors.page(request, "public/again.html", told, status=status)


def _ways(action: Action, page: contents.Public) -> list[writing.Way]:
    return writing.ways(page, language=page.words.language, country=_country(action), token=action.token)


def _country(action: Action) -> str:
    return "" if action.country == taking.UNKNOWN_COUNTRY else action.country


def _language(action: Action) -> str:
    assert action.appeal.live_revision
    offered = contents.offered(action.appeal.live_revision.document)
    return action.language if action.language in offered else offered[0]
