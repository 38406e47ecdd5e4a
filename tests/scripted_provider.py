"""A hosted provider for tests: it speaks three dialects over real HTTP, and misbehaves as its script says."""

import contextlib
import json
import socket
import ssl
import threading
import time
from dataclasses import dataclass, field
from email import message_from_bytes, policy

KEY = "key-of-the-desk"
BEFORE, SILENT, STALL, FLOOD, DRIP, HALF = "hang up", "take and hang up", "stall", "flood", "drip", "half an answer"
BAD = "bad@court.example.org"  # a mailbox that the provider refuses


@dataclass
class Request:
    """What was asked."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def parts(self) -> dict[str, list[bytes]]:
        """The fields of a form, by name."""
        head = f"Content-Type: {self.headers.get('content-type', '')}\r\n\r\n".encode()
        form = message_from_bytes(head + self.body, policy=policy.HTTP)
        found: dict[str, list[bytes]] = {}
        for part in form.iter_parts() if form.is_multipart() else ():
            name = part.get_param("name", header="content-disposition")
            # The parser would end the lines of a file in its own way: the bytes are cut out instead.
            found.setdefault(name, []).append(_between(self.body, name, len(found.get(name, ()))))
        return found

    @property
    def json(self) -> dict:
        return json.loads(self.body)


@dataclass
class Letter:
    """A letter the provider took."""

    recipients: list[str]
    request: Request


@dataclass
class Provider:
    """Listens on a free port. `script` is an answer (status, headers, body), or one of the words above."""

    name: str
    script: object = None
    certificate: str = ""
    taken: list[Letter] = field(default_factory=list)
    heard: list[Request] = field(default_factory=list)
    sent: int = 0  # bytes that somebody took off a flood

    def __post_init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.open: list[socket.socket] = []
        self.leaving = threading.Event()
        self.thread = threading.Thread(target=self._accept, daemon=True)
        self.thread.start()

    @property
    def url(self) -> str:
        scheme = "https" if self.certificate else "http"
        return f"{scheme}://127.0.0.1:{self.port}" + ("/v3" if self.name == "mailgun" else "")

    def __enter__(self) -> "Provider":
        return self

    def __exit__(self, *_: object) -> None:
        self.leaving.set()
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()
        for line in self.open:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
            line.close()

    def _accept(self) -> None:
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            self.open.append(line)
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with contextlib.suppress(OSError, ValueError):
            if self.certificate:
                context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
                context.load_cert_chain(self.certificate)
                line = context.wrap_socket(line, server_side=True)
                self.open.append(line)
            with line:
                if self.script == BEFORE:
                    line.recv(1)
                    return
                with line.makefile("rb") as file:
                    self._answer(line, _read(file))

    def _answer(self, line: socket.socket, asked: Request) -> None:
        self.heard.append(asked)
        if isinstance(self.script, tuple):
            status, headers, body = self.script
            return _say(line, status, body, headers)
        status, body, letter = DIALECTS[self.name](asked)
        if self.script == FLOOD:
            return self._flood(line, 200)
        if letter:
            self.taken.append(Letter(letter, asked))
        if self.script in (SILENT, STALL):
            if self.script == STALL:
                self.leaving.wait(20)
            return None
        if self.script == HALF:
            whole = _whole(status, body, {})
            return line.sendall(whole[: len(whole) - 5])
        if self.script == DRIP:
            for byte in _whole(status, body, {}):
                line.sendall(bytes([byte]))
                time.sleep(0.1)
            return None
        return _say(line, status, body, {})

    def _flood(self, line: socket.socket, status: int) -> None:
        line.sendall(f"HTTP/1.1 {status} OK\r\nContent-Length: 100000000\r\n\r\n".encode())
        for _ in range(100):
            line.sendall(b"x" * 1_000_000)
            self.sent += 1_000_000


def mailgun(asked: Request) -> tuple[int, dict, list[str]]:
    """POST /v3/DOMAIN/messages(.mime), HTTP Basic with the name "api"."""
    if asked.headers.get("authorization") != "Basic YXBpOmtleS1vZi10aGUtZGVzaw==":
        return 401, {"message": "Forbidden"}, []
    if "unknown.example" in asked.path:
        return 404, {"message": "Domain not found: unknown.example"}, []
    parts = asked.parts
    to = [each.decode() for each in parts.get("to", [])]
    if not asked.path.endswith("/messages.mime") or not to or "message" not in parts:
        return 400, {"message": "from parameter is missing"}, []
    if BAD in to:
        return 400, {"message": f"to parameter is not a valid address: {BAD}. please check documentation"}, []
    known = message_from_bytes(parts["message"][0])["Message-ID"]
    return 200, {"id": known, "message": "Queued. Thank you."}, to


def postmark(asked: Request) -> tuple[int, dict, list[str]]:
    """POST /email and GET /server, a header with the key."""
    if asked.headers.get("x-postmark-server-token") != KEY:
        return 401, {"ErrorCode": 10, "Message": "Bad or missing Server API token."}, []
    if asked.path == "/server":
        return 200, {"ID": 1, "Name": "desk"}, []
    told = asked.json
    to, cc = _bare(told["To"]), _bare(told.get("Cc", ""))
    dead = [each for each in to + cc if each == BAD]
    ends = "Inactive recipients are ones that have generated a hard bounce or a spam complaint."
    if dead and len(dead) == len(to + cc):
        said = (
            f"You tried to send to recipient(s) that have been marked as inactive.\nFound inactive addresses: {BAD}.\n"
        )
        return 422, {"ErrorCode": 406, "Message": said + ends}, []
    said = f"Message OK, but will not deliver to these inactive addresses: {BAD}. {ends}" if dead else "OK"
    left = [each for each in to + cc if each != BAD]
    return 200, {"ErrorCode": 0, "Message": said, "MessageID": "b7bc2f4a", "To": told["To"], "SubmittedAt": "now"}, left


def resend(asked: Request) -> tuple[int, dict, list[str]]:
    """POST /emails, a bearer's key."""
    if asked.headers.get("authorization") != f"Bearer {KEY}":
        return 401, {"statusCode": 401, "name": "missing_api_key", "message": "Missing API key"}, []
    told = asked.json
    if "to" not in told:
        return 422, {"statusCode": 422, "name": "missing_required_field", "message": "Missing `to` field."}, []
    to = [address for each in told["to"] + told.get("cc", []) for address in _bare(each)]
    if BAD in to:
        said = f"Invalid `to` field. {BAD} cannot be written to."
        return 422, {"statusCode": 422, "name": "validation_error", "message": said}, []
    return 200, {"id": "49a3999c"}, to


DIALECTS = {"mailgun": mailgun, "postmark": postmark, "resend": resend}


def _read(file) -> Request:
    method, path, _ = file.readline().decode().split()
    headers = {}
    while (raw := file.readline().strip()) != b"":
        name, _, value = raw.decode("latin-1").partition(":")
        headers[name.lower()] = value.strip()
    size = int(headers.get("content-length", 0))
    body = file.read(size)
    if len(body) < size:
        raise ValueError("the request broke off")
    return Request(method, path, headers, body)


def _whole(status: int, body: object, headers: dict[str, str]) -> bytes:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    told = {"Content-Type": "application/json", "Content-Length": str(len(raw)), **headers}
    return (
        f"HTTP/1.1 {status} X\r\n".encode()
        + b"".join(f"{k}: {v}\r\n".encode() for k, v in told.items())
        + b"\r\n"
        + raw
    )


def _say(line: socket.socket, status: int, body: object, headers: dict[str, str]) -> None:
    line.sendall(_whole(status, body, headers))


def _bare(mailboxes: str) -> list[str]:
    from email.utils import getaddresses

    return [address for _, address in getaddresses([mailboxes]) if address]


def _between(body: bytes, name: str, place: int) -> bytes:
    """The bytes of the `place`-th part called `name`."""
    boundary = body.split(b"\r\n", 1)[0]
    parts = [part for part in body.split(boundary) if f'name="{name}"'.encode() in part.split(b"\r\n\r\n")[0]]
    return parts[place].split(b"\r\n\r\n", 1)[1].removesuffix(b"\r\n")
