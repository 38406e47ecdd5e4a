"""The draft of an appeal beside its source: written by one person, approved by another, then issued."""

import copy
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from hueandcry.appeals import approval, document, drafting, issuing, revisions
from hueandcry.appeals.models import Appeal, Channel, Revision
from hueandcry.desk import (
    addressed,
    asked,
    changes,
    draft_form,
    draft_moves,
    draft_origin,
    draft_sheet,
    entries,
    roles,
    wording,
)
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.intake.models import Report
from hueandcry.lib import clock, countries
from hueandcry.lib.refusal import Refused
from hueandcry.people import languages


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.WRITERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Source left, draft right: to correct while it is a draft, to read once it is in review."""
    revision = _revision(pk)
    if request.method == "POST":
        return _press(request, revision)
    if revision.status != Revision.Status.DRAFT:
        return _read_only(request, revision)
    return _form(request, revision, revision.document)


@require_POST
@role_required(*roles.WRITERS)
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask somebody else to approve the draft as it was saved."""
    revision = _revision(pk)
    return _step(
        request, pk, lambda: approval.ask(revision.appeal, by=request.user), _("Somebody else can approve it now.")
    )


@require_POST
@role_required(*roles.APPROVERS)
def approve(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve exactly what was on the screen: the form names its digest."""
    appeal, digest = _revision(pk).appeal, request.POST.get("digest", "")
    return _step(
        request, pk, lambda: approval.approve(appeal, by=request.user, digest=digest, now=clock.now()),
        _("Approved. It can be issued now."),
    )  # fmt: skip


@require_POST
@role_required(*roles.APPROVERS)
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Give it back to the writer with words; the words are shown again when they are refused."""
    revision, why = _revision(pk), request.POST.get("why", "").strip()
    try:
        if not why:
            raise Refused(_("Say what should be different; the writer reads it."))
        approval.send_back(revision.appeal, by=request.user, why=why)
    except Refused as no:
        messages.error(request, str(no))
        return _read_only(request, revision, why=why)
    messages.success(request, _("It went back to the writer with your words."))
    return redirect("desk:today")


@require_POST
@role_required(*roles.WRITERS)
def issue(request: StaffRequest, pk: int) -> HttpResponse:
    """Make the approved appeal public."""
    appeal = _revision(pk).appeal
    try:
        issuing.issue(appeal, by=request.user, now=clock.now())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("desk:draft", pk)
    appeal.refresh_from_db()
    messages.success(request, _("%(number)s is live. Its page appears within a minute.") % {"number": appeal.number})
    return redirect("desk:appeal", pk)


def _revision(pk: int) -> Revision:
    """The revision of the appeal that is in work, or was until it was put down; 404 when there is none."""
    appeal = get_object_or_404(Appeal.objects.select_related("case", "live_revision"), pk=pk)
    revision = revisions.working(appeal) or revisions.put_down(appeal)
    if revision is None:
        raise Http404
    revision.appeal = appeal
    return revision


def _step(request: StaffRequest, pk: int, rule: Any, done: str) -> HttpResponse:
    asked.tried(request, rule, done)
    return redirect("desk:draft", pk)


def _press(request: StaffRequest, revision: Revision) -> HttpResponse:
    """One of the form's buttons: add a row, save, or save what a rule makes of what was typed."""
    step = request.POST.get("do", "save")
    language = draft_sheet.shown_language(revision.document, request.POST.get("text-language", ""), _screen())
    try:
        typed = draft_form.read(request.POST, revision.document, language=language)
    except Refused as no:
        messages.error(request, str(no))
        return _form(request, revision, revision.document, status=422)
    removes = step.startswith("remove:")
    whole = copy.deepcopy(typed) if removes else typed
    if step.startswith(("add:", "remove:")):
        look = draft_form.change_rows(typed, step, language=language)
        if step.startswith("add:"):
            return _form(request, revision, typed, language=language, look=look)
    try:
        told = {"source": _source(revision), "language": language, "by": str(request.user)}
        move = draft_moves.of(step, request.POST, typed, **told)
        if isinstance(move, list):
            return _form(request, revision, typed, language=language, spots=move)
        seen = request.POST.get("based_on", "")
        with transaction.atomic():
            if removes:
                # What was typed into the row is kept with it: whoever may no longer be named stays so when put away.
                _save(request, revision, whole, "save", None, seen=seen)
                revision.refresh_from_db()
                seen = revision.digest
            _save(request, revision, typed, step, move, seen=seen)
    except Refused as no:
        messages.error(request, str(no))
        revision.refresh_from_db()
        return _form(request, revision, typed, language=language, pressed=step, status=422)
    if step == "ask":
        return ask(request, pk=revision.appeal_id)
    messages.success(request, _("Saved."))
    shown = step.removeprefix("show:") if step.startswith("show:") else language
    look = move.look(revision.document) if move else draft_form.part_of(step)
    return redirect(f"{reverse('desk:draft', args=[revision.appeal_id])}?language={shown}{look and '#' + look}")


def _save(
    request: StaffRequest,
    revision: Revision,
    typed: dict[str, Any],
    step: str,
    move: draft_moves.Move | None,
    *,
    seen: str,
) -> None:
    """Hand the typed document to the rule, which refuses when somebody saved since the form was opened."""
    made = draft_form.clean(typed)
    code = step.removeprefix("show:")
    if code in languages.every() and code not in made["texts"]:
        made["texts"][code] = document.blank_text()
    change = move.change if move else None
    drafting.edit(revision, made, by=request.user, now=clock.now(), seen=seen or "nothing", change=change)


def _form(
    request: StaffRequest,
    revision: Revision,
    typed: dict[str, Any],
    *,
    language: str = "",
    look: str = "",
    pressed: str = "",
    spots: Sequence[draft_moves.Spot] = (),
    status: int = 200,
) -> HttpResponse:
    """The screen with what was typed; `look` is the field to begin at, `spots` where picked words stand."""
    shown = draft_form.clean(typed)
    language = language or draft_sheet.shown_language(shown, request.GET.get("language", ""), _screen())
    states = countries.choices(_screen(), practice=not settings.LIVE)
    embassy = _("embassy of %(name)s in the supporter’s country")
    conflict = request.method == "POST" and request.POST.get("based_on") != revision.digest
    told = _told(revision, typed, language) | {
        "look": look,
        "theirs": changes.between(revision.document, shown) if conflict else [],
        "unsaved": document.changed(_saved(revision.document), _saved(shown)),
        "spots": spots,
        "pressed": "-".join(pressed.split(":")[1:]),
        "picked": {name: request.POST.get(f"pick-{name}", "") for name in ("words", "into", "start", "end")},
        "origin": draft_origin.of(revision),
        "returned": entries.words_sent_back(revision.appeal),
        "countries": states,
        "rules": [(f"embassy_of:{code}", embassy % {"name": name}) for code, name in states],
        "incident_types": wording.incident_types(),
        "channel_kinds": Channel.Kind.choices,
        "statuses": wording.statuses(),
        "picks": wording.picks(),
        "blank_languages": [c for c in languages.every() if c not in shown["texts"]],
    }
    return render(request, "desk/draft.html", told, status=status)


def _saved(doc: dict[str, Any]) -> dict[str, Any]:
    """The document as it is or would be saved, for comparing."""
    return document.clean(draft_form.clean(doc), clip=True)


def _read_only(request: StaffRequest, revision: Revision, *, why: str = "") -> HttpResponse:
    """What the approver reads: the source beside every fact, and what is new since the live revision."""
    language = draft_sheet.shown_language(revision.document, request.GET.get("language", ""), _screen())
    live = revision.appeal.live_revision
    edited = revision.editors.filter(pk=request.user.pk).exists()
    told = _told(revision, revision.document, language) | {
        "edited": edited,
        "types": dict(wording.incident_types()),
        "kinds": dict(Channel.Kind.choices),
        "statuses": dict(wording.statuses()),
        "origin": draft_origin.of(revision),
        "editors": revision.editors.order_by("name"),
        "may_approve": request.user.may_approve() and not edited and revision.status == Revision.Status.REVIEW,
        "changes": changes.between(live.document, revision.document) if live else [],
        "paused": addressed.paused(revision.document),
        "why": why,
    }
    return render(request, "desk/review.html", told, status=422 if request.method == "POST" else 200)


def _told(revision: Revision, doc: dict[str, Any], language: str) -> dict[str, Any]:
    """What both screens show; what is missing is asked of the document as it would be saved."""
    missing = document.missing(_saved(doc))
    sheet = draft_sheet.lay_out(doc, language=language, source=_source(revision), missing=missing)
    return {"appeal": revision.appeal, "revision": revision, "sheet": sheet, "language": language}


def _source(revision: Revision) -> str:
    token = revision.document.get("report") or ""
    report = Report.objects.filter(token=token).first() if token else None
    return str((report.reading or {}).get("text") or "") if report else ""


def _screen() -> str:
    return get_language() or "en"
