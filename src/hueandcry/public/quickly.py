"""The short way for acts and for their confirmations: no request of Django's, and many share one commit.

The rules are those of the long way: `taking` and `awaiting` for an act, `pressing` for the button in our letter. Only
what is simple goes this way: what Django has answered before with a page that is the same for everybody but for the
token in it. Whatever else there is (a fault in the form, an appeal that has ended, two acts behind one link, a disk
that is full, a database that is held) goes the long way with what was typed, and Django says it in words.
"""

import logging
import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from time import monotonic
from typing import Any
from urllib.parse import parse_qs, parse_qsl

from django.conf import settings
from django.db import OperationalError, connection
from granian.rsgi import Scope

from hueandcry.actions import awaiting, pressing, taking
from hueandcry.actions.drawer import Drawer
from hueandcry.lib import clock, folders, room
from hueandcry.lib.refusal import Refused
from hueandcry.public import acting, answering, doors
from hueandcry.public.bridge import Answer, Headers
from hueandcry.public.committing import Committer, Full

log = logging.getLogger(__name__)
BUSY, FULL = "busy", "full"  # what Django is told when it is not to try itself
KNOWN = 10_000  # addresses, and pages of thanks
THANKS_FOR = 60.0  # seconds; the page says which offices rest at the moment
LINK = re.compile(r"/confirm/([a-z0-9]{1,40})/")
Key = tuple[str, str]  # host, path


@dataclass(frozen=True)
class Page:
    """A page as it goes to the server."""

    headers: Headers
    content: bytes


@dataclass(frozen=True)
class Known:
    """Where acts can go the short way: which appeal it is, and the page everybody gets."""

    appeal: int
    language: str
    page: Page


@dataclass(frozen=True)
class Thanks:
    """The page of thanks for acts of one kind, in the pieces between which the token of the act stands."""

    until: float
    headers: Headers
    pieces: list[bytes]

    def to(self, token: str) -> Page:
        """The page for this act."""
        return Page(self.headers, token.encode().join(self.pieces))


Way = Callable[[bytes], Awaitable[Page | str]]
Work = awaiting.Wanted | pressing.Press


class Quickly:
    """The short way of one process."""

    def __init__(self) -> None:
        self._known: dict[Key, Known] = {}
        self._thanks: dict[tuple[str, answering.Alike], Thanks] = {}
        self._hosts: set[str] = set()  # by which Django lets itself be called
        self._drawer = Drawer()
        self._committer: Committer[Work, Any] = Committer(self._keep)

    def learn(self, scope: Scope, answer: Answer) -> None:
        """Django has taken an act or a press: the next ones like it may go the short way."""
        headers = [pair for pair in answer.headers if pair[0] != "content-length"]
        host, path = _key(scope)
        taken = getattr(answer.response, "taken", None)
        if isinstance(taken, acting.Taken) and len(self._known) < KNOWN:
            self._known[host, path] = Known(taken.appeal, taken.language, Page(headers, answer.content))
        confirmed = getattr(answer.response, "confirmed", None)
        if isinstance(confirmed, answering.Confirmed):
            if len(self._thanks) >= KNOWN:
                self._thanks.clear()
            pieces = answer.content.split(confirmed.token.encode())
            self._thanks[host, confirmed.alike] = Thanks(monotonic() + THANKS_FOR, headers, pieces)
            self._hosts.add(host)

    def way(self, scope: Scope) -> Way | None:
        """How this request goes the short way, by its head; None if it cannot."""
        if scope.headers.get("content-type") != doors.FORMS[0]:
            return None
        host, path = _key(scope)
        if known := self._known.get((host, path)):
            return lambda body: self.take(known, body)
        if host in self._hosts and (link := LINK.fullmatch(path)):
            return lambda body: self.press(host, link[1], body)
        return None

    async def take(self, known: Known, body: bytes) -> Page | str:
        """The page when the act is on the disk; else it has to go the long way, and why ("" if Django finds out)."""
        try:
            act = _wanted(known, body)
        except (Refused, ValueError):
            return ""
        said = await self._put(act)
        return said if isinstance(said, str) else known.page

    async def press(self, host: str, token: str, body: bytes) -> Page | str:
        """The same for the button behind a link."""
        try:
            seen = parse_qs(_form(body), max_num_fields=settings.DATA_UPLOAD_MAX_NUMBER_FIELDS).get("act", [])
        except ValueError:
            return ""
        done = await self._put(pressing.Press(token, frozenset(seen)))
        if not isinstance(done, pressing.Done) or done.waiting or len(done.confirmed) != 1:
            return done if isinstance(done, str) else ""
        act = done.confirmed[0]
        thanks = self._thanks.get((host, answering.alike(act, appeal=act.appeal)))
        return thanks.to(act.token) if thanks and thanks.until > monotonic() else ""

    async def _put(self, work: Work) -> Any:
        """What came of it when it is on the disk, or a string that says why it has to go the long way."""
        try:
            return await self._committer.put(work)
        except Refused:
            return ""
        except room.NoRoom:
            return FULL
        except (OperationalError, folders.Away, Full):
            return BUSY
        except Exception as trouble:
            log.error("the short way broke: %s", type(trouble).__name__)
            return ""

    def _keep(self, work: Sequence[Work]) -> Sequence[Any]:
        """Acts in one transaction, presses in another; in a thread of the committer."""
        acts = [one for one in work if isinstance(one, awaiting.Wanted)]
        presses = [one for one in work if isinstance(one, pressing.Press)]
        kept = iter(_together(lambda: _acts(acts), len(acts)))
        pressed = iter(_together(lambda: pressing.press(presses, now=clock.now(), drawer=self._drawer), len(presses)))
        return [next(kept if isinstance(one, awaiting.Wanted) else pressed) for one in work]


def _acts(acts: Sequence[awaiting.Wanted]) -> Sequence[Any]:
    room.check()
    return awaiting.keep(acts, now=clock.now())


def _together(write: Callable[[], Sequence[Any]], count: int) -> Sequence[Any]:
    """What `write` answers for each of them; what it raises, it raises to each."""
    try:
        return write() if count else []
    except Exception as trouble:
        connection.close()  # whatever it was, the next batch begins with a connection that works
        return [trouble] * count


def _wanted(known: Known, body: bytes) -> awaiting.Wanted:
    """What was typed; raises ValueError for what is no form of ours, and what `taking.wanted` raises."""
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    typed: dict[str, Any] = dict(parse_qsl(_form(body), keep_blank_values=True, max_num_fields=most))
    if acting.TRAP in typed:
        raise ValueError
    fields = {name: typed.get(name, "") for name in acting.FIELDS}
    return taking.wanted(
        known.appeal, **fields, language=known.language, wants_news=bool(typed.get("news")),
        wants_answers=bool(typed.get("answers")), section=typed.get("section", ""),
    )  # fmt: skip


def _form(body: bytes) -> str:
    if len(body) > doors.BODY:
        raise ValueError
    return body.decode()


def _key(scope: Scope) -> Key:
    return scope.headers.get("host") or "", scope.path
