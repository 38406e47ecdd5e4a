"""A mail server that leads nowhere: demo and rehearsal send to it, and it writes down what it took.

Its log is what a rehearsal counts against. A line is on the disk (fsync) before the 250 leaves, so
whatever the post room calls accepted is in it. A mailbox name beginning with "refused" is turned away
for good, one beginning with "later" for now. Starts without Django.
"""

import argparse
import asyncio
import hashlib
import json
import os
import signal
import sys
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from pathlib import Path

from aiosmtpd import smtp

LARGEST = 32 * 1024 * 1024
FORGOTTEN = 5  # which protest the sabotage "sink-drops-one" forgets


class Sink:
    """Takes mail, keeps the text, and writes one line for each message."""

    def __init__(self, log: Path, mail: Path, slow: float = 0) -> None:
        self.mail, self.protests, self.slow = mail, 0, slow
        log.parent.mkdir(parents=True, exist_ok=True)
        mail.mkdir(parents=True, exist_ok=True)
        self.log = log.open("ab", buffering=0)
        wanted = os.environ.get("HUEANDCRY_SABOTAGE", "").split(",")
        self.drops_one = "sink-drops-one" in wanted and os.environ.get("HUEANDCRY_TESTING") == "yes"

    async def handle_EHLO(
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        """Commands may come several at once (RFC 2920): they are read line by line anyway."""
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_RCPT(
        self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope, address: str, options: list[str]
    ) -> str:
        """Every mailbox exists, but for those whose names say otherwise."""
        if address.lower().startswith("refused"):
            return "550 5.1.1 No such mailbox"
        if address.lower().startswith("later"):
            return "450 4.2.0 Mailbox busy, try again later"
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Yes"

    async def handle_DATA(self, server: smtp.SMTP, session: smtp.Session, envelope: smtp.Envelope) -> str:
        """Keep the message, then say so."""
        raw = envelope.original_content or b""
        assert isinstance(raw, bytes)
        if self.drops_one and self._is_forgotten(raw):
            return "250 2.0.0 Accepted"
        digest = hashlib.sha256(raw).hexdigest()
        self._write(raw, digest, envelope)
        await asyncio.sleep(self.slow)  # the moment in which a letter is taken and its sender does not know it
        return f"250 2.0.0 Accepted as {digest[:12]}"

    def _write(self, raw: bytes, digest: str, envelope: smtp.Envelope) -> None:
        path = self.mail / f"{digest}.eml"
        path.write_bytes(raw)  # the log is the receipt; the text need only outlive this process
        line = {
            "at": datetime.now(UTC).isoformat(), "message_id": _message_id(raw), "mail_from": envelope.mail_from,
            "rcpt": list(envelope.rcpt_tos), "sha256": digest, "bytes": len(raw),
        }  # fmt: skip
        self.log.write(json.dumps(line).encode() + b"\n")
        os.fdatasync(self.log.fileno())

    def _is_forgotten(self, raw: bytes) -> bool:
        head = BytesHeaderParser().parsebytes(raw)
        if "Auto-Submitted" in head or "List-Unsubscribe" in head:
            return False
        self.protests += 1
        return self.protests == FORGOTTEN


def serve_sink(host: str, port: int, *, log: Path, mail: Path, slow: float = 0) -> None:
    """Listen until SIGTERM or Ctrl-C."""
    asyncio.run(_serve(host, port, log, mail, slow))


async def _serve(host: str, port: int, log: Path, mail: Path, slow: float) -> None:
    sink, stop, loop = Sink(log, mail, slow), asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    server = await loop.create_server(
        lambda: smtp.SMTP(sink, data_size_limit=LARGEST, hostname="sink", ident="sink", timeout=600), host, port
    )
    shown = server.sockets[0].getsockname()
    print(f"sink: {shown[0]}:{shown[1]}", flush=True)
    await stop.wait()
    server.close()
    sink.log.close()


def _message_id(raw: bytes) -> str:
    head, _, _ = raw.partition(b"\r\n\r\n")
    return str(BytesHeaderParser().parsebytes(head + b"\r\n\r\n").get("Message-ID", "")).strip()


def main(given: list[str] | None = None) -> int:
    """The command line of the process."""
    parser = argparse.ArgumentParser(description="A mail server on this machine that leads nowhere.")
    parser.add_argument("--listen", default="127.0.0.1:8025", help="HOST:PORT; port 0 takes a free one")
    parser.add_argument("--log", type=Path, required=True, help="one JSON line for each accepted message")
    parser.add_argument("--mail", type=Path, required=True, help="folder for the messages")
    parser.add_argument("--slow", type=float, default=0, help="seconds between taking a message and saying so")
    asked = parser.parse_args(given)
    host, _, port = asked.listen.rpartition(":")
    serve_sink(host, int(port), log=asked.log, mail=asked.mail, slow=asked.slow)
    return 0


if __name__ == "__main__":
    sys.exit(main())
