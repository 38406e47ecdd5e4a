"""A mail server handing messages to the desk's mailbox by LMTP (RFC 2033), as the operator's own would.

Written by hand and kept apart from the post room, so that both sides of the line do not share a mistake.
"""

import contextlib
import socket
from types import TracebackType
from typing import BinaryIO, Self


class Refusal(Exception):
    """The mailbox did not take the message."""


class HandingOver:
    """One connection to the LMTP port; use it with `with`."""

    def __init__(self, host: str, port: int, *, seconds: float = 30) -> None:
        self.socket = socket.create_connection((host, port), timeout=seconds)
        self.file: BinaryIO = self.socket.makefile("rb")
        self._expect(b"220")
        self._say(b"LHLO rehearsal.example", b"250")

    def deliver(self, raw: bytes, *, sender: str, to: str) -> None:
        """Hand over one message for one recipient; an empty `sender` is the null sender of bounces."""
        self._say(f"MAIL FROM:<{sender}>".encode(), b"250")
        self._say(f"RCPT TO:<{to}>".encode(), b"250")
        self._say(b"DATA", b"354")
        lines = raw.replace(b"\r\n", b"\n").split(b"\n")
        body = b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines)
        self.socket.sendall(body + (b"" if body.endswith(b"\r\n") else b"\r\n") + b".\r\n")
        self._expect(b"250")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(OSError):
            self.socket.sendall(b"QUIT\r\n")
        self.file.close()
        self.socket.close()

    def _say(self, line: bytes, wanted: bytes) -> None:
        self.socket.sendall(line + b"\r\n")
        self._expect(wanted)

    def _expect(self, wanted: bytes) -> None:
        while True:
            line = self.file.readline(4096)
            if not line:
                raise Refusal("the mailbox hung up")
            if line[3:4] != b"-":
                break
        if not line.startswith(wanted):
            raise Refusal(line.decode("ascii", "replace").strip())
