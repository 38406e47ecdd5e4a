"""The link in our message: it opens a page with one button, and only the button confirms."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.actions import capacities, comments, confirming, pacing, pressing, receivers
from hueandcry.actions.models import Action, Comment
from hueandcry.appeals.models import Appeal
from hueandcry.lib import clock, sabotage, sealing
from hueandcry.pages import contents, languages, sections, sharing
from hueandcry.public import doors, errors


class Alike(NamedTuple):
    """What the page of thanks for one act depends on, besides its token and the day."""

    appeal: int
    language: str
    country: str
    wants_news: bool
    wants_answers: bool
    section: int | None


@dataclass(frozen=True)
class Confirmed:
    """One act was confirmed, and the answer is the same for all like it but for the token (public/quickly.py)."""

    token: str
    alike: Alike


@dataclass(frozen=True)
class Shown:
    """One act as its owner sees it on the page of the link."""

    action: Action
    page: contents.Public
    name: str
    words: str
    letters: list[receivers.Receiver]
    others: list[receivers.Receiver]
    capacity: str  # the line below her name in the letter; empty when she acts in her own
    paused: set[str]  # addresses that get nothing until the desk lets letters leave again

    @property
    def own_country(self) -> bool:
        """Whether there is a page to write from for her country."""
        return self.action.country in self.page.write_countries

    @property
    def section(self) -> sections.Shown | None:
        """The section she acted through, while it is open."""
        return sections.shown(self.action.section) if self.action.section else None

    @property
    def share(self) -> sharing.Share:
        """How she passes the appeal on."""
        return self.page.share

    @property
    def telephones(self) -> list[contents.Addressee]:
        """Whom one can call."""
        return [addressee for addressee in self.page.addressees if addressee.telephones]


@doors.door("GET", "POST")
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Show what waits and one button; pressed, it confirms, and pressed again it says the same."""
    now = clock.now()
    waiting = confirming.pending(token, now)
    if waiting is None:
        return _unknown(request)
    early = sabotage.on("confirm-on-get")
    if request.method != "POST" and not early:
        return _page(request, "public/confirm.html", waiting, token, remarks=comments.behind(token, now))
    done = confirming.confirm(token, now=now, seen=None if early else request.POST.getlist("act"))
    still = confirming.pending(token, now) or []
    if not done and _open(still):
        return _page(request, "public/confirm.html", still, token)
    if not done:
        return _page(request, "public/nothing.html", still, token, status=409 if still else 410)
    answer = _page(request, "public/thanks.html", done, token, still=still, unseen=_open(still))
    if len(done) == 1 and not still:
        answer.confirmed = Confirmed(done[0].token, alike(done[0], appeal=done[0].appeal_id))  # type: ignore[attr-defined]
    return answer


def alike(act: Action | pressing.Act, *, appeal: int) -> Alike:
    """The kind of page that thanks for this act."""
    if isinstance(act, pressing.Act):
        news, section = act.wants_news, act.section
    else:
        news, section = act.follow_sealed is not None, act.section_id
    return Alike(appeal, act.language, act.country, news, act.wants_answers, section)


def _open(waiting: list[Action]) -> bool:
    """Whether something waits that can be sent: it came after the page was opened, so nobody has seen it yet."""
    return any(action.appeal.status == Appeal.Status.LIVE for action in waiting)


def shown(action: Action) -> Shown:
    """What the owner of an act may see of it; words that cannot be opened any more are empty."""
    assert action.appeal.live_revision
    offered = contents.offered(action.appeal.live_revision.document)
    language = action.language if action.language in offered else offered[0]
    told = opened(action)
    found = receivers.of(action.appeal, action.country)
    reached = [receiver for receiver in found if receiver.to]
    return Shown(
        action=action,
        page=contents.public(action.appeal, language, now=clock.now()),
        name=told.get("name", ""),
        words=told.get("words", ""),
        capacity=capacities.signature(told),
        letters=reached,
        others=[receiver for receiver in found if not receiver.to],
        paused=pacing.paused(receiver.to for receiver in reached),
    )


def opened(action: Action) -> dict[str, str]:
    """Name, address and words of an act; empty when its key is gone or it was erased."""
    if not action.sealed:
        return {}
    try:
        told = sealing.unseal(action.appeal.act_key, bytes(action.sealed))
    except sealing.KeyGone:
        return {}
    return told if isinstance(told, dict) else {}


def _page(
    request: HttpRequest,
    template: str,
    actions: list[Action],
    token: str,
    *,
    status: int = 200,
    still: list[Action] | None = None,
    unseen: bool = False,
    remarks: Sequence[Comment] = (),
) -> HttpResponse:
    """A page about these acts, in the language of the first of them."""
    spoken = [one.language for one in actions] + [one.language for one in remarks]
    language = languages.interface_for(spoken[0]) if spoken else translation.get_language() or "en"
    with translation.override(language):
        told = {
            "acts": [shown(action) for action in actions],
            "token": token,
            "language": language,
            "still": still or [],
            "unseen": unseen,
            "remarks": [{"token": one.token, **comments.opened(one)} for one in remarks],
        }
        return errors.page(request, template, told, status=status)


def _unknown(request: HttpRequest) -> HttpResponse:
    text = _("Perhaps a part of it was lost: copy the whole address from our message into your browser.")
    return errors.said(request, _("We do not know this link"), text, status=404)
