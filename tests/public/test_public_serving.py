"""The real public door in a process of its own: pages from memory, the rest by Django, and nothing believed."""

import contextlib
import gzip
import http.client
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path

import brotli
import pytest

from hueandcry.lib import processes
from hueandcry.pages import paper
from hueandcry.public import shelf

pytestmark = [pytest.mark.slow, pytest.mark.once]
PAGE = b"<!doctype html><title>Free them</title>" + b"<p>A page long enough to be worth packing.</p>" * 200


class Serving:
    """A door on a free port over a folder of printed pages."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "desk", processes.free_port()
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")} | {
            "HUEANDCRY_DATA": str(self.data), "HUEANDCRY_KEYS": str(folder / "keys"),
            "HUEANDCRY_PUBLIC_URL": f"http://127.0.0.1:{self.port}",
            "HUEANDCRY_PUBLIC_LISTEN": f"127.0.0.1:{self.port}", "HUEANDCRY_DKIM_BY": "relay",
        }  # fmt: skip
        self.command("migrate").communicate(timeout=60)
        self.process = self.start()

    def command(self, *words: str) -> subprocess.Popen[bytes]:
        program = [sys.executable, "-m", "hueandcry.command.main", *words]
        return subprocess.Popen(program, env=self.environment, stdout=subprocess.DEVNULL)

    def start(self) -> subprocess.Popen[bytes]:
        process = self.command("serve", "public")
        assert processes.wait_for(("127.0.0.1", self.port), stopping=threading.Event(), seconds=30)
        return process

    def get(self, path="/en/", method="GET", host="", **headers):
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        line.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in {"host": host or f"127.0.0.1:{self.port}", **told}.items():
            line.putheader(name, value)
        line.endheaders()
        answer = line.getresponse()
        content = answer.read()
        line.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, content

    def raw(self, octets: bytes) -> bytes:
        """What comes back for these octets until the door hangs up or says nothing more."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=3) as line, contextlib.suppress(TimeoutError):
            line.sendall(octets)
            said = b""
            while part := line.recv(65536):
                said += part
        return said


@pytest.fixture(scope="module")
def serving(tmp_path_factory):
    ours = Serving(tmp_path_factory.mktemp("serving"))
    yield ours
    ours.process.terminate()
    assert ours.process.wait(timeout=10) == 0


@pytest.fixture(autouse=True)
def printed(serving, settings):
    settings.PUBLISHED = serving.data / "published"
    paper.write("en/index.html", PAGE)


def started_without_a_database(folder: Path, switch: str) -> tuple[subprocess.Popen[bytes], int]:
    """A door whose database is a PostgreSQL that does not answer, over a folder with one page."""
    port, nobody = processes.free_port(), processes.free_port()
    (folder / "desk/published/en").mkdir(parents=True)
    (folder / "desk/published/en/index.html").write_bytes(PAGE)
    told = {
        "DATA": folder / "desk", "KEYS": folder / "keys", "DKIM_BY": "relay", "TESTING": "yes", "SABOTAGE": switch,
        "PUBLIC_URL": f"http://127.0.0.1:{port}", "PUBLIC_LISTEN": f"127.0.0.1:{port}",
        "DATABASE": f"postgresql://desk@127.0.0.1:{nobody}/desk",
    }  # fmt: skip
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    environment = clean | {f"HUEANDCRY_{name}": str(value) for name, value in told.items()}
    program = [sys.executable, "-m", "hueandcry.command.main", "serve", "public"]
    return subprocess.Popen(program, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), port


def test_pages_are_handed_out_although_the_database_has_not_answered_since_the_door_was_started(tmp_path):
    process, port = started_without_a_database(tmp_path, "")
    try:
        assert processes.wait_for(("127.0.0.1", port), stopping=threading.Event(), seconds=30)
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        line.request("GET", "/en/")
        page = line.getresponse()
        content = page.read()
        line.request("POST", "/act/x/en/", "name=Maria", {"Content-Type": "application/x-www-form-urlencoded"})
        act = line.getresponse()
        said = act.read().decode()
        line.close()
    finally:
        process.terminate()
        process.wait(timeout=10)

    assert (page.status, content) == (200, PAGE)
    assert act.status == 503 and "Nothing was recorded" in said and "Maria" in said


def test_a_door_that_does_not_start_without_its_database_is_seen(tmp_path):
    process, _ = started_without_a_database(tmp_path, "pages-need-rows")

    assert process.wait(timeout=30) == 2


def test_a_page_comes_packed_to_whoever_can_open_it_and_is_the_same_octets_each_time(serving):
    plain, packed, zipped = [[serving.get(accept_encoding=it) for _ in (1, 2)] for it in ("", "gzip, br", "gzip")]

    assert [one[0] for one in plain + packed + zipped] == [200] * 6
    assert {one[2] for one in plain} == {PAGE}
    assert {brotli.decompress(one[2]) for one in packed} == {gzip.decompress(one[2]) for one in zipped} == {PAGE}
    assert len(packed[0][2]) < len(zipped[0][2]) < len(PAGE) / 10
    for first, second in (plain, packed, zipped):
        assert {**first[1], "date": ""} == {**second[1], "date": ""}, "from the file and from memory"
        assert first[1]["vary"] == "Accept-Encoding" and "set-cookie" not in first[1]
    assert len({one[1]["etag"] for one in plain + packed + zipped}) == 3


def test_whoever_has_the_page_already_is_told_so_from_memory_too(serving):
    etag = serving.get()[1]["etag"]

    status, headers, content = serving.get(if_none_match=etag)

    assert (status, content, headers["etag"]) == (304, b"", etag)
    assert "default-src 'none'" in headers["content-security-policy"]


def test_a_page_that_was_printed_anew_or_taken_away_is_so_at_once(serving):
    paper.write("en/other.html", PAGE)
    assert serving.get("/en/other.html")[2] == serving.get("/en/other.html")[2] == PAGE
    paper.write("en/other.html", PAGE + b"<p>New.</p>")
    time.sleep(2 * shelf.LOOK)
    assert serving.get("/en/other.html")[2] == PAGE + b"<p>New.</p>"
    assert brotli.decompress(serving.get("/en/other.html", accept_encoding="br")[2]) == PAGE + b"<p>New.</p>"
    paper.remove("en/other.html")
    time.sleep(2 * shelf.LOOK)

    assert serving.get("/en/other.html")[0] == serving.get("/en/other.html", accept_encoding="br")[0] == 404


def test_a_host_that_is_not_ours_gets_nothing_from_memory(serving):
    assert serving.get()[0] == serving.get()[0] == 200

    assert serving.get(host="evil.example")[0] == 400
    assert serving.get(host="evil.example")[0] == 400


def test_paths_that_lead_to_one_page_in_many_ways_are_not_kept_in_memory_many_times(serving):
    for path in ("/en//", "/en/./", "/en/%69ndex.html"):
        assert serving.get(path)[0] in (200, 404)

    for path in (
        "/..%2f..%2fetc/passwd",
        "/en/../../keys/belongs-to",
        "/%2e%2e/desk.sqlite3",
        "/.printed.json",
        "/en/index.html.br",
    ):
        assert (path, serving.get(path)[0]) == (path, 404)


def test_head_is_told_the_length_and_gets_nothing(serving):
    status, headers, content = serving.get(method="HEAD")

    assert (status, headers["content-length"], content) == (200, str(len(PAGE)), b"")


def test_a_body_that_is_too_long_is_refused_however_it_is_sent(serving):
    head = f"POST /act/x/en/ HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nConnection: close\r\n"
    form = "Content-Type: application/x-www-form-urlencoded\r\n"
    told = serving.raw(f"{head}{form}Content-Length: 100000\r\n\r\n".encode() + b"a" * 100_000)
    piece = b"8000\r\n" + b"a" * 0x8000 + b"\r\n"
    in_pieces = serving.raw(f"{head}{form}Transfer-Encoding: chunked\r\n\r\n".encode() + piece * 3 + b"0\r\n\r\n")

    assert [said.splitlines()[0].split()[1] for said in (told, in_pieces)] == [b"413", b"413"]
    assert b"Nothing was recorded" in told


def test_a_request_with_two_lengths_is_not_taken_for_two_requests(serving):
    smuggled = (
        f"POST /act/x/en/ HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nContent-Length: 4\r\n"
        "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /en/ HTTP/1.1\r\nHost: evil\r\n\r\n"
    )

    said = serving.raw(smuggled.encode())

    assert PAGE not in said and b" 200 " not in said


def test_a_proxys_word_counts_only_where_there_is_a_proxy(serving):
    answer = serving.get(x_forwarded_proto="https", x_forwarded_host="evil.example")

    assert answer[0] == 200 and "evil" not in str(answer)


def test_the_door_finishes_what_it_has_in_hand_before_it_ends(serving):
    head = f"POST /act/nothing/en/ HTTP/1.1\r\nHost: 127.0.0.1:{serving.port}\r\nConnection: close\r\n"
    head += "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 6\r\n\r\n"
    with socket.create_connection(("127.0.0.1", serving.port), timeout=10) as line:
        line.sendall(head.encode() + b"name")
        time.sleep(0.3)  # it is inside
        serving.process.send_signal(signal.SIGTERM)
        time.sleep(0.3)
        line.sendall(b"=x")
        said = line.recv(65536)
    ended = serving.process.wait(timeout=10)
    serving.process = serving.start()

    assert (said.split()[1], ended) == (b"404", 0)
