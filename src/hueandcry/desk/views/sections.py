"""The national sections: what each tells the public, what somebody wants changed, and the second person's yes."""

from collections.abc import Callable, Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from hueandcry.desk import asked, roles
from hueandcry.desk.roles import StaffRequest, role_required
from hueandcry.lib import clock, countries
from hueandcry.lib.refusal import Refused
from hueandcry.pages import embedding
from hueandcry.pages import sections as printed
from hueandcry.people import sections
from hueandcry.people.models import Section

Kind = Section.Kind


@require_safe
@role_required(*roles.EVERYBODY)
def everything(request: StaffRequest) -> HttpResponse:
    """Every section there is or was asked for."""
    rows = Section.objects.exclude(status=Section.Status.DROPPED).select_related("asked_by").order_by("slug")
    return render(request, "desk/sections.html", {"listed": rows})


@require_http_methods(["GET", "HEAD", "POST"])
@role_required(*roles.SECTIONS)
def new(request: StaffRequest) -> HttpResponse:
    """Ask for one more."""
    if request.method != "POST":
        return _form(request, "desk/section_new.html", {"typed": {}, "troubles": {}})
    slug, typed = request.POST.get("slug", "").strip(), sections.tidied(_typed(request))
    kind = Kind.PARTNER if request.POST.get("kind") == Kind.PARTNER else Kind.SECTION
    troubles = sections.faults(typed, kind=kind)
    if not troubles:
        try:
            section = sections.found(slug, typed, by=request.user, now=clock.now(), kind=kind)
        except Refused as no:
            troubles["slug"] = str(no)
        else:
            messages.success(request, _("Noted. A second person has to agree."))
            return redirect("desk:section", section.pk)
    told = {"typed": typed, "troubles": troubles, "slug": slug, "kind": kind}
    return _form(request, "desk/section_new.html", told, status=422)


@require_safe
@role_required(*roles.EVERYBODY)
def one(request: StaffRequest, pk: int) -> HttpResponse:
    """What it tells the public, and what somebody wants it to tell."""
    section = get_object_or_404(Section.objects.select_related("asked_by"), pk=pk)
    return _one(request, section, _said(section), {})


@require_safe
@role_required(*roles.EVERYBODY)
def snippets(request: StaffRequest, pk: int) -> HttpResponse:
    """What it pastes into its own site, for each open appeal and language."""
    section = get_object_or_404(Section, pk=pk)
    shown = printed.shown(section)
    found = embedding.snippets(shown, clock.now()) if shown else []
    return render(request, "desk/section_snippets.html", {"section": section, "snippets": found})


@require_POST
@role_required(*roles.SECTIONS)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask for a change."""
    section, typed = get_object_or_404(Section, pk=pk), sections.tidied(_typed(request))
    if troubles := sections.faults(typed, kind=section.kind):
        return _one(request, section, typed, troubles, status=422)
    asked.tried(
        request,
        lambda: sections.ask(section, typed, by=request.user, now=clock.now()),
        _("Noted. A second person has to agree."),
    )
    return redirect("desk:section", pk)


@require_POST
@role_required(*roles.SECTIONS)
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    """Yes, says a second person to what she has seen."""
    return _decided(request, pk, sections.agree, _("It is public from the next print on."), seen=True)


@require_POST
@role_required(*roles.SECTIONS)
def drop(request: StaffRequest, pk: int) -> HttpResponse:
    """No."""
    return _decided(request, pk, sections.drop, _("It stays as it was."), seen=True)


@require_POST
@role_required(*roles.SECTIONS)
def close(request: StaffRequest, pk: int) -> HttpResponse:
    """Its pages go."""
    return _decided(request, pk, sections.close, _("It is closed. Its pages are taken away now."))


def _decided(
    request: StaffRequest, pk: int, rule: Callable[..., None], done: str, *, seen: bool = False
) -> HttpResponse:
    section = get_object_or_404(Section, pk=pk)
    if seen and request.POST.get("seen") != _mark(section):
        messages.error(request, _("Somebody else has just changed this. Look again before you decide."))
    else:
        asked.tried(request, lambda: rule(section, by=request.user), done)
    return redirect("desk:section", pk)


def _one(
    request: StaffRequest, section: Section, typed: Mapping[str, str], troubles: dict[str, str], *, status: int = 200
) -> HttpResponse:
    wanted = [(name, getattr(section, name), section.wanted[name]) for name in sections.FIELDS if section.wanted]
    shown = printed.shown(section)
    told = {
        "section": section,
        "typed": typed,
        "troubles": troubles,
        "wanted": [row for row in wanted if row[1] != row[2]],
        "mine": section.asked_by_id != request.user.pk,
        "seen": _mark(section),
        "address": printed.address(shown) if shown and shown.has_pages else "",
        "said": [(name, getattr(section, name)) for name in sections.FIELDS],
    }
    return _form(request, "desk/section.html", told, status=status)


def _form(request: StaffRequest, template: str, told: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    return render(request, template, {**told, "countries": countries.choices(get_language() or "en")}, status=status)


def _typed(request: StaffRequest) -> dict[str, str]:
    return {name: request.POST.get(name, "") for name in sections.FIELDS}


def _said(section: Section) -> dict[str, str]:
    """What the form begins with: what was asked for last, else what is public."""
    return {name: section.wanted.get(name, getattr(section, name)) for name in sections.FIELDS}


def _mark(section: Section) -> str:
    return section.asked_at.isoformat() if section.asked_at else ""
