"""Fetching mail from a mailbox of a provider (IMAP, RFC 3501), for desks without a mail server of their own.

A message is marked as seen only after its bytes are on the disk and its row is committed. A stop or a cut
anywhere leaves it unseen, and the next look brings it again, which gives the same row. No place in the
mailbox is remembered, so a server that numbers its messages anew (UIDVALIDITY) loses and doubles nothing.
"""

import imaplib
import logging
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from django.conf import settings

from hueandcry.lib import sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, prescan

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


class _Limits:
    """An answer of the server never takes more memory than a message may have."""

    def read(self, size: int) -> bytes:
        if size > mailbox.LARGEST + SPARE:
            raise imaplib.IMAP4.abort("the server announced an answer that is too large")
        return bytes(super().read(size))  # type: ignore[misc]


class _Plain(_Limits, imaplib.IMAP4):
    pass


class _Tls(_Limits, imaplib.IMAP4_SSL):
    pass


def look(limit: int = 100) -> int:
    """Keep up to `limit` unseen messages; how many. Raises Trouble, after which the rest is still unseen."""
    if settings.IMAP is None:
        return 0
    try:
        with _connected() as server:
            _ask(server.select(settings.IMAP_FOLDER))
            found = _ask(server.uid("SEARCH", "UNSEEN"))
            numbers = found[0].split() if found and isinstance(found[0], bytes) else []
            return sum(_take(server, number.decode("ascii")) for number in numbers[:limit])
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


def _take(server: imaplib.IMAP4, number: str) -> int:
    """Keep one message, then mark it; 1 if it was there."""
    size = SIZE.search(_flat(_ask(server.uid("FETCH", number, "(RFC822.SIZE)"))))
    if size is None:
        return 0  # somebody moved it in between
    whole = int(size[1]) <= mailbox.LARGEST
    # Of one that is too large only the head is kept, so that a person learns of it; it stays in the mailbox.
    part = "(BODY.PEEK[])" if whole else "(BODY.PEEK[HEADER])"
    if sabotage.on("seen-at-fetch"):
        _ask(server.uid("STORE", number, "+FLAGS", r"(\Seen)"))
    answer = _ask(server.uid("FETCH", number, part))
    raw = next((bytes(piece[1]) for piece in answer if isinstance(piece, tuple)), None)
    if raw is None:
        return 0
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
