"""Fetching mail from a mailbox of a provider (IMAP, RFC 3501), for desks without a mail server of their own.

A message is marked as seen only after its bytes are on the disk and its row is committed. A stop or a cut
anywhere leaves it unseen, and the next look brings it again, which gives the same row. No place in the
mailbox is remembered, so a server that numbers its messages anew (UIDVALIDITY) loses and doubles nothing.
A message that cannot be taken in stays unseen and is noted (`stuck`); those behind it are taken all the same.
"""

import datetime as dt
import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.conf import settings

from hueandcry.lib import clock, sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, prescan, quotas, stuck

log = logging.getLogger(__name__)
STEP = 30.0  # seconds for one answer of the server
WHOLE = 300.0  # seconds for one look into the mailbox, however slowly the server speaks
SPARE = 1024 * 1024  # bytes an answer may be longer than the largest message
SIZE = re.compile(rb"RFC822\.SIZE (\d{1,12})")
# Where servers write down whom a message came for; the line on top is that of the last server, ours.
CAME_FOR = (b"delivered-to", b"x-original-to", b"envelope-to", b"x-envelope-to")
ADDRESS = re.compile(rb"[a-z0-9._+=-]{1,64}@[a-z0-9.-]{1,190}", re.IGNORECASE)


class Trouble(Exception):
    """The mailbox could not be asked; the message says at what, without names."""


class TooLong(imaplib.IMAP4.abort):
    """The server began an answer that is longer than a message may be; the line is of no use any more."""


class _Limits:
    """An answer of the server never takes more memory than a message may have."""

    def read(self, size: int) -> bytes:
        if size > mailbox.LARGEST + SPARE:
            raise TooLong("the server announced an answer that is too large")
        return bytes(super().read(size))  # type: ignore[misc]


class _Plain(_Limits, imaplib.IMAP4):
    pass


class _Tls(_Limits, imaplib.IMAP4_SSL):
    pass


def look(limit: int = 100, now: dt.datetime | None = None) -> int:
    """Keep up to `limit` unseen messages; how many. Raises Trouble, after which the rest is still unseen."""
    now = now or clock.now()
    if settings.IMAP is None:
        return 0
    try:
        with _connected() as server:
            _ask(server.select(settings.IMAP_FOLDER))
            found = _ask(server.uid("SEARCH", "UNSEEN"))
            numbers = found[0].split() if found and isinstance(found[0], bytes) else []
            return _take_all(server, [number.decode("ascii") for number in numbers], limit, now)
    except (imaplib.IMAP4.error, OSError, MemoryError, UnicodeError) as trouble:
        raise Trouble(f"The mailbox could not be read ({type(trouble).__name__}).") from trouble


@contextmanager
def _connected() -> Iterator[imaplib.IMAP4]:
    assert settings.IMAP
    host, port = settings.IMAP
    if settings.IMAP_TLS == "tls":
        server: imaplib.IMAP4 = _Tls(host, port, ssl_context=ssl.create_default_context(), timeout=STEP)
    else:
        server = _Plain(host, port, timeout=STEP)
    # A deadline for each answer does not stop a server that speaks one byte at a time; this one does.
    watch = threading.Timer(WHOLE, _cut, [server])
    watch.daemon = True
    watch.start()
    try:
        if settings.IMAP_TLS == "starttls":
            server.starttls(ssl.create_default_context())
        _ask(server.login(settings.IMAP_USER, settings.IMAP_PASSWORD))
        yield server
    finally:
        watch.cancel()
        _leave(server)


def _take_all(server: imaplib.IMAP4, numbers: list[str], limit: int, now: dt.datetime) -> int:
    """Those that never failed first, then those that may be tried again; how many were kept."""
    validity = (server.response("UIDVALIDITY")[1] or [b""])[0] or b""
    names = {number: f"{validity.decode('ascii', 'replace')[:20]}:{number[:20]}" for number in numbers}
    tried, kept = stuck.known(names.values()), 0
    for number in sorted(numbers, key=lambda number: names[number] in tried):
        before = tried.get(names[number])
        if before and before.again_at > now:
            continue
        if kept == limit:
            break
        kept += _fenced(server, number, names[number], before, now)
    return kept


def _fenced(server: imaplib.IMAP4, number: str, name: str, before: stuck.StuckMessage | None, now: dt.datetime) -> int:
    """Take one message; if it cannot be, those behind it are taken now, or by the next look when the line is lost."""
    try:
        kept = _take(server, number, whole=before is None or before.why != stuck.Why.TOO_LONG)
    except (imaplib.IMAP4.error, OSError) as trouble:
        if sabotage.on("one-stops-all"):
            raise
        lost = isinstance(trouble, imaplib.IMAP4.abort | OSError) and not isinstance(trouble, quotas.TooMuch)
        stuck.note(name, _why(trouble), now=now)
        if lost:
            raise
        log.warning("a message in the mailbox was left there: %s", type(trouble).__name__)
        return 0
    if before:
        stuck.forget(name)
    return kept


def _why(trouble: Exception) -> str:
    if isinstance(trouble, quotas.TooMuch):
        return stuck.Why.QUOTA
    if isinstance(trouble.__context__, TooLong):  # the library wraps it in one of its own
        return stuck.Why.TOO_LONG
    return stuck.Why.CUT if isinstance(trouble, imaplib.IMAP4.abort | OSError) else stuck.Why.REFUSED


def _take(server: imaplib.IMAP4, number: str, *, whole: bool) -> int:
    """Keep one message, or only its head if it is too large, then mark it; 1 if it was there."""
    size = SIZE.search(_flat(_ask(server.uid("FETCH", number, "(RFC822.SIZE)"))))
    if size is None:
        return 0  # somebody moved it in between
    whole = whole and int(size[1]) <= mailbox.LARGEST
    # Of one that is too large only the head is kept, so that a person learns of it; it stays in the mailbox.
    part = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"
    if sabotage.on("seen-at-fetch"):
        _ask(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
    answer = _ask(server.uid("FETCH", number, part))
    raw = next((bytes(piece[1]) for piece in answer if isinstance(piece, tuple)), None)
    if raw is None:
        raise imaplib.IMAP4.error("the server gave no text")
    if len(raw) > mailbox.LARGEST:  # larger than the server said
        raw = _beginning(raw)
    try:
        mailbox.keep(raw, envelope_to=came_for(raw), envelope_from="" if from_nobody(raw) else "somebody")
    except Refused as no:  # empty: there is nothing to lose, and it must not come back for ever
        log.warning("a message in the mailbox was not kept: %s", type(no).__name__)
    _ask(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
    return 1


def came_for(raw: bytes) -> list[str]:
    """Our address a fetched message came for; [""] if nothing says so, and a person will look.

    The line of the provider counts first. A provider that writes none leaves To and Cc; that proves
    nothing, and need not: return paths are signed, and copies are believed by their signature only.
    """
    lines = _head(raw)
    for names in (CAME_FOR, (b"to", b"cc")):
        values = [value for name, value in lines if name in names]
        said = [found.decode("ascii") for value in values for found in ADDRESS.findall(value)[:100]]
        ours = [address for address in said if envelopes.takes(address)]
        if ours:
            return ours[:1]
    return [""]


def from_nobody(raw: bytes) -> bool:
    """Whether it came with an empty return path, as bounces do."""
    return next((value.strip() == b"<>" for name, value in _head(raw) if name == b"return-path"), False)


def _beginning(raw: bytes) -> bytes:
    """The head with its end, or as much as a head may be."""
    start = raw[: prescan.HEAD]
    end = prescan.HEAD_END.search(start)
    return start[: end.end()] if end else start


def _head(raw: bytes) -> list[tuple[bytes, bytes]]:
    """Header lines in order, names in small letters; linear, for whatever stands there."""
    start = raw[: prescan.HEAD]
    end = prescan.HEAD_END.search(start)
    head = start[: end.start()] if end else start
    lines = re.sub(rb"\r?\n[ \t]", b" ", head).splitlines()
    return [(name.strip().lower(), value) for name, colon, value in (line.partition(b":") for line in lines) if colon]


def _ask(answer: tuple[str, Sequence[object]]) -> Sequence[object]:
    done, said = answer
    if done != "OK":
        raise imaplib.IMAP4.error("the server said no")
    return said


def _flat(said: Sequence[object]) -> bytes:
    return b" ".join(
        piece if isinstance(piece, bytes) else piece[0] for piece in said if isinstance(piece, bytes | tuple)
    )


def _cut(server: imaplib.IMAP4) -> None:
    with suppress(OSError):
        server.sock.shutdown(socket.SHUT_RDWR)


def _leave(server: imaplib.IMAP4) -> None:
    with suppress(imaplib.IMAP4.error, OSError):
        server.logout()
    with suppress(OSError):  # it may be closed already
        server.shutdown()
