"""Who is who: what a report's people are to our cases, and people of cases put together or kept apart."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from hueandcry import names
from hueandcry.cases import index, pairing
from hueandcry.cases.models import Individual, Pairing
from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.intake import matching, triage
from hueandcry.intake.models import Report
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

MOST = 20  # people found by a name
LONGEST = 200  # characters of a name looked for


@require_POST
@role_required(*roles.WRITERS)
def of_report(request: StaffRequest, pk: int) -> HttpResponse:
    """Decide about somebody a report tells of: known, with what the report is for their case, or somebody else."""
    report = get_object_or_404(Report, pk=pk)
    do, by, now = request.POST.get("do", ""), request.user, clock.now()
    try:
        who = triage.known(report, request.POST.get("told", ""), request.POST.get("person", ""))
        if do == "different":
            triage.not_the_same(report, who, by=by, now=now)
            messages.success(request, _("Kept apart. They will not be proposed for each other again."))
        elif do == matching.NEW:
            appeal = triage.open_new(report, by=by, now=now, same=[who])
            messages.success(request, _("A case of a known person was opened and an appeal drafted."))
            return redirect("desk:draft", appeal.pk)
        else:
            case = who[1].case
            if case is None:
                raise Refused(_("Choose the case this report belongs to."))
            triage.add_to(report, case, by=by, now=now, tells=do, same=[who])
            messages.success(request, _("The report was added to the case."))
    except Refused as no:
        messages.error(request, str(no))
    return redirect("desk:report", pk)


@require_safe
@role_required(*roles.WRITERS)
def everybody(request: StaffRequest) -> HttpResponse:
    """Look for somebody by name, in whatever spelling."""
    sought = " ".join(request.GET.get("name", "").split())[:LONGEST]
    found = [(one, _(reason)) for one, _score, reason in index.propose(sought, MOST) if one.case]
    told = {"sought": sought, "found": found, "too_short": bool(sought) and not names.enough(sought)}
    return render(request, "desk/persons.html", told)


@require_safe
@role_required(*roles.WRITERS)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """Somebody of a case: what was decided about them, and who else they may be."""
    person = get_object_or_404(Individual.objects.select_related("case"), pk=pk)
    together = pairing.group(person)
    settled = together | pairing.told_apart(person)
    found: dict[int, tuple[Individual, str]] = {}
    for name in person.spelt():
        for other, _score, reason in index.propose(name, MOST):
            if other.pk not in settled and other.case:
                found.setdefault(other.pk, (other, _(reason)))
    decided = [(row, row.other if row.one_id == person.pk else row.one) for row in pairing.of(person)]
    told = {
        "person": person,
        "decided": decided,
        "together": Individual.objects.filter(pk__in=together - {pk}).select_related("case").order_by("pk"),
        "found": list(found.values()),
    }
    return render(request, "desk/person.html", told)


@require_POST
@role_required(*roles.WRITERS)
def decide(request: StaffRequest, pk: int) -> HttpResponse:
    """Put two people of cases together, or keep them apart."""
    person = get_object_or_404(Individual, pk=pk)
    other = get_object_or_404(Individual, pk=asked.number(request.POST.get("other", "")))
    step = pairing.merge if request.POST.get("do") == "same" else pairing.keep_apart
    reason, by = request.POST.get("reason", ""), request.user
    asked.tried(
        request,
        lambda: step(person, other, by=by, now=clock.now(), reason=reason),
        _("Decided. You can take it back on this page."),
    )
    return redirect("desk:person", pk)


@require_POST
@role_required(*roles.WRITERS)
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a decision about this person back; nothing else has changed by it, so nothing is lost."""
    found = asked.number(request.POST.get("pairing", ""))
    row = get_object_or_404(Pairing.objects.select_related("one", "other"), pk=found)

    def take_back() -> None:
        if pk not in (row.one_id, row.other_id):
            raise Refused(_("That decision is about somebody else."))
        pairing.withdraw(row, by=request.user, now=clock.now())

    asked.tried(request, take_back, _("Taken back. Both are as they were before."))
    return redirect("desk:person", pk)
