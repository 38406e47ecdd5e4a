"""What came of a case: written down, looked at once more, then told to everyone who asked to hear it."""

import datetime as dt
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from hueandcry.actions import news
from hueandcry.actions.models import Action
from hueandcry.appeals import issuing, wording
from hueandcry.appeals.models import Appeal
from hueandcry.cases import outcomes
from hueandcry.cases.models import Outcome
from hueandcry.desk import board, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

FIELDS = ("code", "on", "text", "evidence")
ENDS = (Appeal.Status.LIVE, Appeal.Status.PAUSED, Appeal.Status.EXPIRED)


@dataclass
class Typed:
    """The form as it was filled in."""

    code: str = ""
    on: str = ""
    text: str = ""
    evidence: str = ""
    translations: dict[str, str] = field(default_factory=dict)
    troubles: dict[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.WRITERS)
def record(request: StaffRequest, pk: int) -> HttpResponse:
    """The form, then a page that says how many letters will leave, then it is done."""
    appeal = get_object_or_404(
        Appeal.objects.select_related("case", "live_revision"), pk=pk, live_revision__isnull=False
    )
    step = request.POST.get("do", "") if request.method == "POST" else ""
    first, *others = _languages(appeal)
    typed = _read(request, others) if step else Typed(translations=dict.fromkeys(others, ""))
    told = {
        "appeal": appeal,
        "title": board.headline(appeal.live_revision, appeal),
        "typed": typed,
        "codes": Outcome.Code.choices,
        "first": first,
    }
    if not step or step == "change":
        return render(request, "desk/outcome.html", told)
    if typed.troubles:
        return render(request, "desk/outcome.html", told, status=422)
    if step == "look":
        told |= {
            "kept": [(name, getattr(typed, name)) for name in FIELDS]
            + [(f"text-{code}", words) for code, words in typed.translations.items()],
            "letters": letters_to_come(appeal),
            "others": appeal.case.appeals.exclude(pk=appeal.pk).filter(issued_at__isnull=False).count(),
            "code": Outcome.Code(typed.code).label,
            "on": dt.date.fromisoformat(typed.on),
        }
        return render(request, "desk/outcome_confirm.html", told)
    try:
        queued = _record(request, appeal, typed, language=first)
    except Refused as no:
        messages.error(request, str(no))
        return render(request, "desk/outcome.html", told, status=422)
    messages.success(request, _("The outcome is recorded. Letters queued: %(n)s.") % {"n": queued})
    return redirect("desk:appeal", pk)


@transaction.atomic
def _record(request: StaffRequest, appeal: Appeal, typed: Typed, *, language: str) -> int:
    """Record, stop and begin the news, or none of the three."""
    now = clock.now()
    outcome = outcomes.record(
        appeal.case, code=typed.code, on=dt.date.fromisoformat(typed.on), text=typed.text, language=language,
        translations=typed.translations, evidence=typed.evidence, by=request.user, now=now,
    )  # fmt: skip
    if appeal.status in ENDS:
        reason = _("Outcome: %(outcome)s.") % {"outcome": outcome.get_code_display()}
        issuing.stop(appeal, by=request.user, reason=reason, now=now)
    return news.begin(outcome, by=request.user, now=now)


def letters_to_come(appeal: Appeal) -> int:
    """How many people who acted for this case asked to hear how it ended; who acted in two appeals is in it twice."""
    asked = Action.objects.filter(
        appeal__case=appeal.case_id, status=Action.Status.CONFIRMED, follow_sealed__isnull=False
    )
    return asked.values("appeal", "person_key").distinct().count()


def _languages(appeal: Appeal) -> list[str]:
    """The languages the public reads this appeal in, its own first."""
    document = appeal.live_revision.document if appeal.live_revision else {}
    first, _text = wording.choose(document, document.get("language", ""))
    return [first, *(code for code in wording.languages(document) if code != first)]


def _read(request: HttpRequest, others: list[str]) -> Typed:
    """What was typed, with a sentence for every field that is wrong."""
    code, on, text, evidence = (request.POST.get(name, "").strip() for name in FIELDS)
    typed = Typed(code, on, text, evidence, {code: request.POST.get(f"text-{code}", "").strip() for code in others})
    if typed.code not in Outcome.Code.values:
        typed.troubles["code"] = _("Choose what came of the case.")
    try:
        if dt.date.fromisoformat(typed.on) > clock.now().date():
            typed.troubles["on"] = _("This day has not come yet.")
    except ValueError:
        typed.troubles["on"] = _("Write the date as 2026-03-09.")
    if not typed.text:
        typed.troubles["text"] = _("Write one paragraph for the public and for everyone who acted.")
    return typed
