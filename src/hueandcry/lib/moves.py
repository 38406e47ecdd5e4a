"""Guarded changes of state: whoever comes second is told so."""

from django.db.models import Model
from django.utils.translation import gettext as _

from hueandcry.lib import sabotage
from hueandcry.lib.refusal import Refused


def move(thing: Model, *, to: str, **also: object) -> None:
    """Move `thing` to a status its MOVES allow, setting the fields in `also` with it, or refuse.

    One UPDATE that names the old status: of two people who press at once, one is refused.
    """
    was = thing.status  # type: ignore[attr-defined]
    if to not in thing.MOVES.get(was, ()):  # type: ignore[attr-defined]
        label = thing.get_status_display().lower()  # type: ignore[attr-defined]
        raise Refused(_("It is %(status)s and cannot be changed that way.") % {"status": label})
    rows = type(thing)._base_manager.filter(pk=thing.pk, status=was)
    if sabotage.on("read-then-write"):
        rows = type(thing)._base_manager.filter(pk=thing.pk)
    if not rows.update(status=to, **also):
        raise Refused(_("Someone else has just changed this. Look again before you decide."))
    for field, value in {"status": to, **also}.items():
        setattr(thing, field, value)
