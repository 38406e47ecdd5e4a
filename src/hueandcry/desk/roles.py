"""Who of the staff may open which page; everybody else gets a sentence."""

import functools
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from hueandcry.desk import errors
from hueandcry.people.models import User

P = ParamSpec("P")
View = Callable[Concatenate["StaffRequest", P], HttpResponse]


class StaffRequest(HttpRequest):
    """A request of somebody who is signed in."""

    user: User  # type: ignore[assignment]  # role_required has seen to it


def _who(may: Callable[[User], bool]) -> tuple[str, ...]:
    return tuple(role for role in User.Role.values if may(User(role=role)))


EVERYBODY = tuple(User.Role.values)
WRITERS = _who(User.may_write)
APPROVERS = _who(User.may_approve)
POSTKEEPERS = _who(User.may_keep_post)
SECTIONS = _who(User.may_keep_sections)


def role_required(*roles: str) -> Callable[[View[P]], Callable[..., HttpResponse]]:
    """Let in members of staff who have one of `roles`; the tests read them off the view."""

    def wrap(view: View[P]) -> Callable[..., HttpResponse]:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                # Only a page that can be looked at is worth coming back to.
                back = {"next": request.path} if request.method == "GET" else {}
                return HttpResponseRedirect(f"{resolve_url('desk:sign-in')}?{urlencode(back)}".rstrip("?"))
            if request.user.role not in roles:
                return errors.page(request, 403, _closed_to(request.user, roles))
            return view(cast(StaffRequest, request), *args, **kwargs)

        guarded.roles = roles  # type: ignore[attr-defined]
        return guarded

    return wrap


def _closed_to(user: User, roles: tuple[str, ...]) -> str:
    """Which role one has, and which ones open the page."""
    names = ", ".join(str(User.Role(role).label) for role in roles)
    told = {"role": user.get_role_display(), "roles": names}
    return _("Your role (%(role)s) does not open this page. These do: %(roles)s.") % told
