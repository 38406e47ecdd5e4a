"""Reports come in, are read at a glance, and become a case, part of one, or are declined."""

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hueandcry.cases.models import Case
from hueandcry.desk import asked, roles, sources
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.intake import fetching, fetching_apart, matching, receiving, taking_back, triage
from hueandcry.intake.models import Report
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

MOST_UPLOADED = 5 * 1024 * 1024  # bytes; receiving has limits of its own, by what the file is
PER_PAGE = 50


@require_safe
@role_required(*roles.WRITERS)
def everything(request: StaffRequest) -> HttpResponse:
    """All reports, those that wait for somebody first."""
    rows = Report.objects.select_related("case", "received_by").order_by("-received_at")
    waiting = rows.filter(status=Report.Status.RECEIVED)
    page = Paginator(rows.exclude(status=Report.Status.RECEIVED), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "desk/reports.html", {"waiting": waiting, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.WRITERS)
def new(request: StaffRequest) -> HttpResponse:
    """Paste a report, upload one or name its address; what was typed is shown again when it is refused."""
    text, address, refusal = request.POST.get("text", ""), request.POST.get("address", "").strip(), ""
    if request.method == "POST":
        upload = request.FILES.get("file")
        try:
            raw, how, found = _handed_in(text, upload, address)
            report = receiving.receive(raw, how=how, by=request.user, now=clock.now(), address=found)
        except Refused as no:
            refusal = str(no)
        else:
            return redirect("desk:report", report.pk)
    told = {"text": text, "address": address, "refusal": refusal, "fetches": fetching.switched_on()}
    return render(request, "desk/report_new.html", told, status=422 if refusal else 200)


@require_safe
@role_required(*roles.WRITERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """The kept source, what the reader made of it, and what to do with it."""
    report = get_object_or_404(Report.objects.select_related("case"), pk=pk)
    reading: dict[str, Any] = report.reading or {}
    waiting = report.status == Report.Status.RECEIVED
    undecided = waiting and bool(reading)
    people = triage.people(report) if undecided else []
    shown = {match.case.pk for match in people}
    told = {
        "report": report,
        "reading": reading,
        "pieces": sources.pieces(reading.get("text") or "", _marks(reading)),
        "at_risk": [p for p in reading.get("people") or [] if p.get("status") == "at_risk"],
        "people": people,
        "suggestions": [each for each in triage.alike(report) if each.case.pk not in shown] if undecided else [],
        "cases": Case.objects.filter(status=Case.Status.OPEN).order_by("title") if waiting else [],
        "individuals": report.case.individuals.order_by("pk") if report.case else [],
        "appeals": report.case.appeals.order_by("-pk") if report.case else [],
    }
    return render(request, "desk/report.html", told)


@require_POST
@role_required(*roles.WRITERS)
def open_new(request: StaffRequest, pk: int) -> HttpResponse:
    """Open a case from the report and go on to its draft."""
    report = get_object_or_404(Report, pk=pk)
    try:
        appeal = triage.open_new(report, by=request.user, now=clock.now())
    except Refused as no:
        messages.error(request, str(no))
        return redirect("desk:report", pk)
    messages.success(request, _("A case was opened and an appeal drafted. Read it against the source."))
    return redirect("desk:draft", appeal.pk)


@require_POST
@role_required(*roles.WRITERS)
def add(request: StaffRequest, pk: int) -> HttpResponse:
    """Put the report to a case we follow already."""
    report = get_object_or_404(Report, pk=pk)
    case = Case.objects.filter(pk=asked.number(request.POST.get("case", ""))).first()
    tells, by = request.POST.get("tells", matching.UPDATE), request.user

    def put() -> None:
        if case is None:
            raise Refused(_("Choose the case this report belongs to."))
        triage.add_to(report, case, by=by, now=clock.now(), tells=tells)

    asked.tried(request, put, _("The report was added to the case."))
    return redirect("desk:report", pk)


@require_POST
@role_required(*roles.WRITERS)
def read_again(request: StaffRequest, pk: int) -> HttpResponse:
    """Read the kept bytes anew: the first reading broke off, or the reader has learned since."""
    report, by = get_object_or_404(Report, pk=pk), request.user

    def read() -> bool:
        receiving.reread(report, by=by)
        return not report.trouble  # trouble stands on the page itself

    asked.tried(request, read, _("The report was read again."))
    return redirect("desk:report", pk)


@require_POST
@role_required(*roles.WRITERS)
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    """Say that nothing will be done with the report; it stays where it is."""
    report, by = get_object_or_404(Report, pk=pk), request.user
    asked.tried(request, lambda: triage.decline(report, by=by), _("The report was declined. It is kept."))
    return redirect("desk:report", pk)


@require_POST
@role_required(*roles.WRITERS)
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the decision about a report back; it waits again."""
    report, by = get_object_or_404(Report, pk=pk), request.user
    done = _("The decision was taken back. The report waits again.")
    asked.tried(request, lambda: taking_back.take_back(report, by=by), done)
    return redirect("desk:report", pk)


def _handed_in(text: str, upload: UploadedFile | None, address: str) -> tuple[bytes, str, str]:
    """The bytes, how they came, and from which address; two ways at once are a mistake."""
    if sum((bool(text.strip()), bool(upload), bool(address))) > 1:
        raise Refused(_("Take one way only: a pasted text, a file or an address. Which of them is the report?"))
    if upload:
        if (upload.size or 0) > MOST_UPLOADED:
            raise Refused(
                _("This file is larger than 5 MiB. Send it without pictures, or paste the part that matters.")
            )
        return upload.read(), "upload", ""
    if address:
        page = fetching_apart.fetch(address)
        return page.raw, "web", page.address
    return text.encode("utf-8", "surrogatepass"), "paste", ""


def _marks(reading: dict[str, Any]) -> dict[str, list[Any]]:
    """Where the values of the reading stand in its text."""
    marks: dict[str, list[Any]] = {}
    for group in ("people", "incidents", "targets", "copies_to", "demands"):
        for n, part in enumerate(reading.get(group) or []):
            spans = part.get("spans") or []
            marks[f"{group}-{n}"] = [s for many in spans.values() for s in many] if isinstance(spans, dict) else spans
    return marks
