"""A name server for rehearsals: it knows what invented people and desks publish, and nothing else.

UDP only. A name alone is a TXT record; "MX name", "A name", "AAAA name" and "PTR name" are records of those kinds; a
line feed parts several. A record that is None answers SERVFAIL, to rehearse a name server's bad day.
"""

import argparse
import json
import socket
import sys
import threading
from collections.abc import Mapping
from pathlib import Path

import dns.exception
import dns.flags
import dns.message
import dns.rcode
import dns.rdataclass
import dns.rdatatype
import dns.rrset

Records = Mapping[str, str | None]
KINDS = ("MX", "A", "AAAA", "PTR")
PIECE = 255  # octets in one string of a TXT record


def serve(host: str, port: int, records: Records) -> None:
    """Answer for ever; `records` is read at each question, so it may change meanwhile."""
    with _socket(host, port) as bound:
        _answer_all(bound, records, threading.Event())


class Stub:
    """A name server in a thread of this process: `with dns_stub.start(records) as stub: stub.address`."""

    def __init__(self, records: Records, host: str = "127.0.0.1", port: int = 0) -> None:
        self.records = records
        self.socket = _socket(host, port)
        self.address: tuple[str, int] = self.socket.getsockname()[:2]
        self.stopping = threading.Event()
        self.thread = threading.Thread(target=_answer_all, args=(self.socket, records, self.stopping), daemon=True)
        self.thread.start()

    def stop(self) -> None:
        """Stop answering."""
        self.stopping.set()
        self.thread.join()
        self.socket.close()

    def __enter__(self) -> "Stub":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def start(records: Records, host: str = "127.0.0.1", port: int = 0) -> Stub:
    """Start answering on a free port, or on `port`."""
    return Stub(records, host, port)


def answer(question: bytes, records: Records) -> bytes | None:
    """The answer to one packet; None if it is not a question."""
    try:
        asked = dns.message.from_wire(question)
    except dns.exception.DNSException:
        return None
    if not asked.question:
        return None
    reply = dns.message.make_response(asked)
    reply.flags |= dns.flags.AA | dns.flags.RA
    wanted = asked.question[0]
    name = wanted.name.to_text(omit_final_dot=True).lower()
    kinds = [name, *(f"{kind} {name}" for kind in KINDS)]
    kind = dns.rdatatype.to_text(wanted.rdtype)
    asked_for = name if kind == "TXT" else f"{kind} {name}"
    if not any(each in records for each in kinds):
        reply.set_rcode(dns.rcode.NXDOMAIN)
    elif asked_for in records and records[asked_for] is None:
        reply.set_rcode(dns.rcode.SERVFAIL)
    elif text := records.get(asked_for):
        values = [_quoted(each) if kind == "TXT" else each for each in text.split("\n")]
        reply.answer.append(dns.rrset.from_text_list(wanted.name, 60, dns.rdataclass.IN, wanted.rdtype, values))
    return reply.to_wire()


def _quoted(text: str) -> str:
    return " ".join(f'"{text[start : start + PIECE]}"' for start in range(0, max(len(text), 1), PIECE))


def _socket(host: str, port: int) -> socket.socket:
    bound = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_DGRAM)
    bound.bind((host, port))
    bound.settimeout(0.1)
    return bound


def _answer_all(bound: socket.socket, records: Records, stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            question, sender = bound.recvfrom(4096)
        except TimeoutError:
            continue
        if (reply := answer(question, records)) is not None:
            bound.sendto(reply, sender)


class _File(dict[str, str | None]):
    """Records of a JSON file, read again when it was changed."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path, self.read_at = path, -1

    def __contains__(self, name: object) -> bool:
        if self.path.exists() and (changed := self.path.stat().st_mtime_ns) != self.read_at:
            self.clear()
            self.update(json.loads(self.path.read_text()))
            self.read_at = changed
        return super().__contains__(name)


def main(given: list[str] | None = None) -> int:
    """The command line of the process."""
    parser = argparse.ArgumentParser(description="A name server on this machine that knows invented DKIM keys.")
    parser.add_argument("--listen", default="127.0.0.1:8053", help="HOST:PORT")
    parser.add_argument("--records", type=Path, required=True, help='JSON file: {"name": "text"}')
    asked = parser.parse_args(given)
    host, _, port = asked.listen.rpartition(":")
    serve(host, int(port), _File(asked.records))
    return 0


if __name__ == "__main__":
    sys.exit(main())
