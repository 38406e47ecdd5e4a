"""Reports of the desk's own: written, approved by somebody else, public, corrected, withdrawn."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hueandcry.cases import bulletins
from hueandcry.cases.models import Bulletin, Case
from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock, countries
from hueandcry.lib.refusal import Refused
from hueandcry.people import languages

PER_PAGE = 50
FIELDS = ("title", "lead", "body")


@require_safe
@role_required(*roles.EVERYBODY)
def everything(request: StaffRequest) -> HttpResponse:
    """Every report of ours, the newest first."""
    page = Paginator(Bulletin.objects.order_by("-pk"), PER_PAGE).get_page(request.GET.get("page"))
    listed = [(bulletin, _title(bulletin)) for bulletin in page]
    return render(request, "desk/bulletins.html", {"page": page, "listed": listed})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.WRITERS)
def new(request: StaffRequest) -> HttpResponse:
    """Begin one."""
    if request.method != "POST":
        screen = get_language() or "en"
        doc = bulletins.blank() | {"texts": {screen: _no_text()}}
        return _form(request, None, doc, case=None, references="")
    doc, case, references = _read(request.POST)
    try:
        bulletin = bulletins.begin(doc, case=case, by=request.user, now=clock.now())
    except Refused as no:
        return _form(request, None, doc, case=case, references=references, why=str(no))
    return _saved(request, bulletin)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.EVERYBODY)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """A draft as a form, anything else to read."""
    bulletin = get_object_or_404(Bulletin.objects.select_related("case", "approved_by"), pk=pk)
    if bulletin.status != Bulletin.Status.DRAFT or not request.user.may_write():
        return _reading(request, bulletin)
    if request.method != "POST":
        told = "\n".join(f"{row['url']} {row['title']}".strip() for row in bulletin.document["references"])
        return _form(request, bulletin, bulletin.document, case=bulletin.case, references=told)
    doc, case, references = _read(request.POST)
    try:
        bulletins.edit(bulletin, doc, case=case, by=request.user, seen=request.POST.get("seen", ""))
    except Refused as no:
        return _form(request, bulletin, doc, case=case, references=references, why=str(no))
    return _saved(request, bulletin)


@require_POST
@role_required(*roles.APPROVERS)
def publish(request: StaffRequest, pk: int) -> HttpResponse:
    """Approve the words that were read, and make them public."""
    seen = request.POST.get("digest", "")
    return _step(
        request, pk, lambda b: bulletins.publish(b, by=request.user, digest_seen=seen, now=clock.now()),
        _("It is public. Its pages are printed now."),
    )  # fmt: skip


@require_POST
@role_required(*roles.APPROVERS)
def send_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Tell the writer what to change."""
    why = request.POST.get("why", "")
    return _step(request, pk, lambda b: bulletins.send_back(b, by=request.user, why=why), _("It is a draft again."))


@require_POST
@role_required(*roles.WRITERS)
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Begin a correction of what is public."""
    done = _("Correct it here. The public reads the old words until somebody else approves the new ones.")
    return _step(request, pk, lambda b: bulletins.correct(b, by=request.user), done)


@require_POST
@role_required(*roles.APPROVERS)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take it from the public, with a reason."""
    reason = request.POST.get("reason", "")
    return _step(
        request, pk, lambda b: bulletins.withdraw(b, by=request.user, reason=reason, now=clock.now()),
        _("It is withdrawn. The reason stands in its place."),
    )  # fmt: skip


def _step(request: StaffRequest, pk: int, rule: Callable[[Bulletin], object], done: str) -> HttpResponse:
    bulletin = get_object_or_404(Bulletin, pk=pk)
    asked.tried(request, lambda: rule(bulletin), done)
    return redirect("desk:bulletin", pk)


def _saved(request: StaffRequest, bulletin: Bulletin) -> HttpResponse:
    """Kept; with the other button, somebody is asked to approve it as well."""
    done = _("Saved.")
    if request.POST.get("do") == "ask":
        asked.tried(request, lambda: bulletins.ask(bulletin, by=request.user), _("Saved. It waits for an approver."))
    else:
        messages.success(request, done)
    return redirect("desk:bulletin", bulletin.pk)


def _form(
    request: StaffRequest, bulletin: Bulletin | None, doc: dict[str, Any], *, case: Case | None, references: str,
    why: str = "",
) -> HttpResponse:  # fmt: skip
    """The form with what was typed."""
    told = {
        "bulletin": bulletin, "document": doc, "case": case, "references": references, "why": why,
        "cases": Case.objects.order_by("-opened_at")[:200],
        "countries": countries.choices(get_language() or "en", practice=True),
        "more_languages": [code for code in languages.every() if code not in doc["texts"]],
        "missing": bulletins.missing(bulletin) if bulletin and not why else [],
    }  # fmt: skip
    return render(request, "desk/bulletin_form.html", told, status=422 if why else 200)


def _reading(request: StaffRequest, bulletin: Bulletin) -> HttpResponse:
    wrote = bulletin.editors.filter(pk=request.user.pk).exists()
    in_review = bulletin.status == Bulletin.Status.REVIEW
    told = {
        "bulletin": bulletin, "document": bulletin.document, "title": _title(bulletin),
        "editors": bulletin.editors.order_by("name"), "wrote": wrote,
        "may_publish": in_review and request.user.may_approve() and not wrote,
    }  # fmt: skip
    return render(request, "desk/bulletin.html", told)


def _read(post: QueryDict) -> tuple[dict[str, Any], Case | None, str]:
    """The document as typed, its case, and the references as they stand in their field."""
    codes = [name.removeprefix("title-") for name in post if name.startswith("title-")]
    texts: dict[str, Any] = {
        code: {**{field: post.get(f"{field}-{code}", "") for field in FIELDS}, "checked": f"checked-{code}" in post}
        for code in codes
    }
    if (added := post.get("add", "")) in languages.every():
        texts.setdefault(added, _no_text())
    references = post.get("references", "")
    rows = [line.strip().partition(" ") for line in references.splitlines() if line.strip()]
    doc = {
        "on": post.get("on", ""), "country": post.get("country", ""), "texts": texts,
        "references": [{"url": url, "title": title} for url, _blank, title in rows],
    }  # fmt: skip
    return doc, Case.objects.filter(pk=asked.number(post.get("case", ""))).first(), references


def _no_text() -> dict[str, Any]:
    return {"title": "", "lead": "", "body": "", "checked": False}


def _title(bulletin: Bulletin) -> str:
    texts = bulletin.document["texts"]
    first = [texts[code]["title"] for code in (get_language() or "en", "en", *texts) if code in texts]
    return next(filter(None, first), "") or _("Report %(n)d") % {"n": bulletin.pk}
