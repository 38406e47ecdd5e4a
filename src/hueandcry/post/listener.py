"""The door for mail: a listener that takes only what is meant for us, and keeps it.

It speaks LMTP (RFC 2033) to who says LHLO, and SMTP (RFC 5321, with SMTPUTF8, RFC 6531) to who says EHLO or HELO.
It stands behind a mail server on the same machine. It says 250 only when the message is on the disk and its row is
written; on any trouble of ours it says 4xx, and the mail server keeps the message.
"""

import asyncio
import contextlib
import errno
import logging
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

from aiosmtpd import smtp
from django import db

from hueandcry.lib import room, sabotage
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, mailbox, quotas

log = logging.getLogger(__name__)
FULL = "452 4.3.1 Not kept: our disk is nearly full, please try again"
TOO_MUCH = "451 4.7.1 Not kept: much mail of this sender waits here already, please try again later"
MANY = "452 4.5.3 Too many recipients, please send the rest in another transaction"
RECIPIENTS = 100  # of one message: what RFC 5321 4.5.3.1.8 asks for, and each makes a row
KEEPERS = 2  # threads, each with its own database connection; the disk is the limit, not they


class Keeper:
    """Answers the mail server's commands."""

    def __init__(self) -> None:
        self.threads = ThreadPoolExecutor(KEEPERS, thread_name_prefix="keeper")

    async def handle_RCPT(
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, address: str, options: list[str]
    ) -> str:
        """Only addresses we gave out, postmaster and abuse."""
        try:
            ours = envelopes.takes(address)
        except Exception as trouble:
            log.error("asking whether a mailbox is ours: %s", type(trouble).__name__)
            return "451 4.3.0 Not now, please try again"
        if not ours:
            return "550 5.1.1 No such mailbox here"
        if room.full():  # now, and not after ten megabytes
            return FULL
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return MANY
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes"

    async def handle_DATA(self, server: "Door", session: smtp.Session, envelope: smtp.Envelope) -> str:
        """One answer for each recipient, as LMTP wants it, all the same, as they are kept together; in SMTP one."""
        answers = len(envelope.rcpt_tos) if server.speaks_lmtp else 1
        work = asyncio.get_running_loop().run_in_executor(self.threads, _keep, envelope)
        try:
            if not sabotage.on("yes-before-kept"):
                await work
            answer = "250 2.0.0 Kept"
        except Refused as no:
            answer = f"554 5.6.0 {no}"
        except Exception as trouble:
            log.error("keeping a message: %s", type(trouble).__name__)
            if isinstance(trouble, quotas.TooMuch):
                return "\r\n".join([TOO_MUCH] * answers)
            no_room = isinstance(trouble, OSError) and trouble.errno == errno.ENOSPC
            answer = FULL if no_room else "451 4.3.0 Not kept, please try again"
            if sabotage.on("always-kept"):
                answer = "250 2.0.0 Kept"
        return "\r\n".join([answer] * answers)

    def close(self) -> None:
        """Let the threads go, with their connections."""
        together = threading.Barrier(KEEPERS)  # or one thread would do both, and the other keep its connection
        for _ in range(KEEPERS):
            self.threads.submit(_let_go, together)
        self.threads.shutdown()


class Door(smtp.SMTP):
    """LMTP and SMTP with our size limit; a long line is no reason to lose an answer, many offices send such HTML."""

    line_length_limit = mailbox.LARGEST
    speaks_lmtp = False

    def __init__(self, keeper: Keeper) -> None:
        super().__init__(
            keeper, data_size_limit=mailbox.LARGEST, enable_SMTPUTF8=True, hostname="localhost", ident="mailbox",
            timeout=300,
        )  # fmt: skip

    @smtp.syntax("LHLO hostname")
    async def smtp_LHLO(self, arg: str) -> None:
        """Whoever greets so wants an answer for each recipient."""
        self.speaks_lmtp = True
        await super().smtp_EHLO(arg)

    @smtp.syntax("EHLO hostname")
    async def smtp_EHLO(self, arg: str) -> None:
        """SMTP: one answer for all recipients."""
        self.speaks_lmtp = False
        await super().smtp_EHLO(arg)

    @smtp.syntax("HELO hostname")
    async def smtp_HELO(self, arg: str) -> None:
        """The same of an old program."""
        self.speaks_lmtp = False
        await super().smtp_HELO(arg)


def serve(host: str, port: int) -> None:
    """Listen until SIGTERM or Ctrl-C; messages in hand are finished first."""
    asyncio.run(_serve(host, port))


async def _serve(host: str, port: int, ready: asyncio.Event | None = None, stop: asyncio.Event | None = None) -> None:
    keeper, stop = Keeper(), stop or asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(number, stop.set)
        except (ValueError, RuntimeError):  # not in the main thread: whoever started us stops us
            break
    server = await loop.create_server(lambda: Door(keeper), host, port)
    if ready:
        ready.set()
    try:
        await stop.wait()
    finally:
        server.close()
        keeper.close()


def _let_go(together: threading.Barrier) -> None:
    with contextlib.suppress(threading.BrokenBarrierError):
        together.wait(5)
    db.connections.close_all()


def _keep(envelope: smtp.Envelope) -> None:
    db.close_old_connections()
    content = envelope.original_content
    if not isinstance(content, bytes):
        raise TypeError("a message is bytes")
    mailbox.keep(content, envelope_to=list(envelope.rcpt_tos), envelope_from=envelope.mail_from or "")
