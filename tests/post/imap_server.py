"""A small real IMAP server on loopback that misbehaves by a script: for tests of fetching mail."""

import re
import socketserver
import threading
import time
from dataclasses import dataclass, field


@dataclass
class Box:
    """What the server holds, and how it misbehaves."""

    mail: dict[int, bytes] = field(default_factory=dict)
    seen: set[int] = field(default_factory=set)
    validity: int = 1
    cut_in: int | None = None  # hang up in the middle of this message
    cut_before_store: bool = False
    drip: bool = False  # one byte of the first message a while, for ever
    announce: int | None = None  # lie about the length of what follows
    no_text: set[int] = field(default_factory=set)  # FETCH of their text is answered NO
    said_sizes: dict[int, int] = field(default_factory=dict)  # lies about RFC822.SIZE
    stored: list[int] = field(default_factory=list)

    def put(self, raw: bytes) -> int:
        number = max(self.mail, default=0) + 1
        self.mail[number] = raw
        return number

    def number_anew(self) -> None:
        """A new UIDVALIDITY: other numbers, and every message unseen again."""
        self.validity += 1
        self.mail = {number + 1000 * self.validity: raw for number, raw in self.mail.items()}
        self.seen = set()


class Hangup(Exception):
    pass


class Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say(b"* OK ready")
        try:
            while line := self.rfile.readline():
                self.answer(line.rstrip(b"\r\n"))
        except (Hangup, OSError):
            pass

    def say(self, line: bytes) -> None:
        self.wfile.write(line + b"\r\n")

    def answer(self, line: bytes) -> None:
        tag, _, rest = line.partition(b" ")
        words, box = rest.upper().split(), self.server.box
        if words[0] == b"CAPABILITY":
            self.say(b"* CAPABILITY IMAP4rev1")
        elif words[0] == b"LOGIN" and b"wrong" in rest:
            self.say(tag + b" NO who are you")
            return
        elif words[0] == b"SELECT":
            self.say(b"* %d EXISTS" % len(box.mail))
            self.say(b"* OK [UIDVALIDITY %d] valid" % box.validity)
        elif words[:2] == [b"UID", b"SEARCH"]:
            self.say(b"* SEARCH " + b" ".join(b"%d" % n for n in sorted(box.mail) if n not in box.seen))
        elif words[:2] == [b"UID", b"FETCH"] and b"BODY" in rest and int(words[2]) in box.no_text:
            self.say(tag + b" NO backend error")
            return
        elif words[:2] == [b"UID", b"FETCH"]:
            self.fetch(int(words[2]), rest)
        elif words[:2] == [b"UID", b"STORE"]:
            self.store(int(words[2]))
        elif words[0] == b"LOGOUT":
            self.say(b"* BYE")
        self.say(tag + b" OK done")

    def fetch(self, number: int, asked: bytes) -> None:
        box = self.server.box
        raw = box.mail.get(number)
        if raw is None:
            return
        if b"RFC822.SIZE" in asked:
            self.say(b"* 1 FETCH (UID %d RFC822.SIZE %d)" % (number, box.said_sizes.get(number, len(raw))))
            return
        if b"HEADER" in asked:
            raw = re.split(rb"(?<=\r\n)\r\n", raw, maxsplit=1)[0] + b"\r\n"
        self.wfile.write(b"* 1 FETCH (UID %d BODY[] {%d}\r\n" % (number, box.announce or len(raw)))
        if box.cut_in == number:
            self.wfile.write(raw[: len(raw) // 2])
            raise Hangup
        while box.drip:
            self.wfile.write(b"x")
            time.sleep(0.05)
        self.wfile.write(raw)
        self.say(b")")

    def store(self, number: int) -> None:
        box = self.server.box
        if box.cut_before_store:
            raise Hangup
        box.seen.add(number)
        box.stored.append(number)


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = daemon_threads = True

    def __init__(self, box: Box) -> None:
        super().__init__(("127.0.0.1", 0), Talk)
        self.box = box

    def __enter__(self):
        threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.shutdown()
        self.server_close()
