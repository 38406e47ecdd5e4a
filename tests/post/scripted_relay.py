"""A mail server for tests that does exactly what its script says, also what no honest server would."""

import contextlib
import socket
import threading
import time
from collections.abc import Callable

HANG_UP = "hang up"


class Relay:
    """Speaks SMTP on a free port. `script` maps a stage to an answer, HANG_UP, bytes sent raw, or a drip of them.

    `offers` is what it says to EHLO besides its name.

    Stages: greeting, ehlo, starttls, mail, rcpt, "rcpt <address>", data, text (while it comes in), dot, after (a 250).
    """

    offers: tuple[str, ...] = ()

    def __init__(self, script: dict[str, object] | None = None, *, on: dict[str, Callable[[], None]] | None = None):
        self.script, self.on = dict(script or {}), dict(on or {})
        self.taken: list[tuple[str, list[str], bytes]] = []  # accepted with 250
        self.texts: list[bytes] = []  # complete to the dot, whatever was answered
        self.connections = 0
        self.heard: list[str] = []  # commands, without the text
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.open: list[socket.socket] = []
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    def __enter__(self) -> "Relay":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        self.hang_up_all()

    def hang_up_all(self) -> None:
        """Close every line that is open."""
        for line in self.open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()
        self.open.clear()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            self.connections += 1
            self.open.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        try:
            with line, line.makefile("rb") as file:
                self._talk(line, file)
        except (OSError, ConnectionError, ValueError):
            pass

    def _talk(self, line: socket.socket, file) -> None:
        sender, recipients = "", []
        self._say(line, "greeting", "220 scripted")
        for raw in file:
            words = raw.decode().strip()
            verb = words[:4].upper()
            self.heard.append(words)
            if verb == "EHLO":
                told = ["scripted", *self.offers]
                self._say(line, "ehlo", "\r\n".join([*(f"250-{word}" for word in told[:-1]), f"250 {told[-1]}"]))
            elif verb == "MAIL":
                sender, recipients = words[words.index("<") + 1 : words.index(">")], []
                self._say(line, "mail", "250 ok")
            elif verb == "RCPT":
                address = words[words.index("<") + 1 : words.index(">")]
                stage = f"rcpt {address}" if f"rcpt {address}" in self.script else "rcpt"
                if self._say(line, stage, "250 ok").startswith("2"):
                    recipients.append(address)
            elif verb == "DATA":
                if self._say(line, "data", "354 go on").startswith("354"):
                    self._text(line, file, sender, recipients)
            elif verb == "STAR":
                self._say(line, "starttls", "502 no")
            elif verb == "QUIT":
                self._say(line, "quit", "221 bye")
                return
            else:
                self._say(line, "other", "250 ok" if verb == "RSET" else "500 what")

    def _text(self, line: socket.socket, file, sender: str, recipients: list[str]) -> None:
        lines = []
        for raw in file:
            if not lines and "text" in self.on:
                self.on["text"]()
            if "text" in self.script:
                self._say(line, "text", "")
            if raw == b".\r\n":
                break
            lines.append(raw.removeprefix(b"."))
        else:
            return
        self.texts.append(b"".join(lines))
        if self._say(line, "dot", "250 taken").startswith("250"):
            self.taken.append((sender, recipients, b"".join(lines)))
            if "after" in self.script:
                self._say(line, "after", "")

    def _say(self, line: socket.socket, stage: str, usual: str) -> str:
        if stage in self.on:
            self.on[stage]()
        said = self.script.get(stage, usual)
        if said == HANG_UP:
            line.shutdown(socket.SHUT_RDWR)
            raise ConnectionError
        if isinstance(said, bytes):
            line.sendall(said)
            return ""
        if isinstance(said, tuple):  # ("drip", seconds between bytes[, what is dripped])
            words = said[2] if len(said) > 2 else b"250 slow\r\n" * 100
            for byte in words:
                line.sendall(bytes([byte]))
                time.sleep(said[1])
            if len(said) > 2:
                return words.decode()
        line.sendall(f"{said}\r\n".encode())
        return str(said)
