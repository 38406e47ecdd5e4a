"""The short way for an act: no request of Django's, many acts with one commit. The rules are `taking` and `awaiting`.

Only what is simple goes this way: an act at an address whose last act Django answered with the page that is the same
for everybody. Whatever else there is (a fault in the form, an appeal that has ended, a disk that is full, a database
that is held) goes the long way with what was typed, and Django says it in words.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from django.conf import settings
from django.db import OperationalError, connection
from granian.rsgi import Scope

from hueandcry.actions import awaiting, taking
from hueandcry.lib import clock, folders, room
from hueandcry.lib.refusal import Refused
from hueandcry.public import acting, doors
from hueandcry.public.bridge import Answer
from hueandcry.public.committing import Committer, Full

log = logging.getLogger(__name__)
BUSY, FULL = "busy", "full"  # what Django is told when it is not to try itself
KNOWN = 10_000  # addresses
Key = tuple[str, str]  # host, path


@dataclass(frozen=True)
class Known:
    """Where acts can go the short way: which appeal it is, and the page everybody gets."""

    appeal: int
    language: str
    headers: list[tuple[str, str]]
    content: bytes


class Quickly:
    """The short way of one process."""

    def __init__(self) -> None:
        self._known: dict[Key, Known] = {}
        self._committer = Committer(_keep)

    def learn(self, scope: Scope, answer: Answer) -> None:
        """Django has taken an act: the next ones at this address may go the short way."""
        done = getattr(answer.response, "taken", None)
        if isinstance(done, acting.Taken) and len(self._known) < KNOWN:
            headers = [pair for pair in answer.headers if pair[0] != "content-length"]
            self._known[_key(scope)] = Known(done.appeal, done.language, headers, answer.content)

    def known(self, scope: Scope) -> Known | None:
        """Whether this request may go the short way, by its head."""
        if scope.headers.get("content-type") != doors.FORMS[0]:
            return None
        return self._known.get(_key(scope))

    async def take(self, known: Known, body: bytes) -> str | None:
        """None when the act is on the disk; else it has to go the long way, and why ("" if Django finds out itself)."""
        try:
            act = _wanted(known, body)
        except (Refused, ValueError):
            return ""
        try:
            await self._committer.put(act)
        except Refused:
            return ""
        except room.NoRoom:
            return FULL
        except (OperationalError, folders.Away, Full):
            return BUSY
        except Exception as trouble:
            log.error("the short way broke: %s", type(trouble).__name__)
            return ""
        return None


def _wanted(known: Known, body: bytes) -> awaiting.Wanted:
    """What was typed; raises ValueError for what is no form of ours, and what `taking.wanted` raises."""
    if len(body) > doors.BODY:
        raise ValueError
    most = settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
    typed: dict[str, Any] = dict(parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=most))
    fields = {name: typed.get(name, "") for name in acting.FIELDS}
    return taking.wanted(
        known.appeal, **fields, language=known.language, wants_news=bool(typed.get("news")),
        wants_answers=bool(typed.get("answers")),
    )  # fmt: skip


def _keep(acts: Sequence[awaiting.Wanted]) -> Sequence[Exception | None]:
    try:
        room.check()
        return awaiting.keep(acts, now=clock.now())
    except Exception:
        connection.close()  # whatever it was, the next batch begins with a connection that works
        raise


def _key(scope: Scope) -> Key:
    return scope.headers.get("host") or "", scope.path
