"""How many printed pages a second the public door hands out, beside nginx with the same files; all in one run.

    SERVERS=FOLDER python bench/pages.py [--rounds 3] [--seconds 3]

FOLDER holds what the packages nginx, wrk and libluajit-5.1-2 unpack (`apt-get download`, `dpkg -x`). wrk asks over 64
kept connections for a page of 20,000 octets, not packed. The door runs as it is installed: its database, its keys, its
checks of host and path. "Barest" is its server answering every request with the same octets, without looking at it.
The last lines ask for 100, 1,000 and 10,000 pages in no order. Server and wrk share the cores.
"""

import argparse
import base64
import contextlib
import os
import random
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

from hueandcry.lib import processes

HOST, OCTETS, LINES = "127.0.0.1", 20_000, 64
CORES = os.cpu_count() or 1
BAREST = """
import sys, uvloop
from granian.server.embed import Server
class Bare:
    async def __rsgi__(self, scope, protocol):
        protocol.response_bytes(200, HEADERS, CONTENT)
CONTENT = open(sys.argv[1], "rb").read()
HEADERS = [("content-type", "text/html; charset=utf-8"), ("content-length", str(len(CONTENT)))]
uvloop.run(Server(Bare(), port=int(sys.argv[2]), interface="rsgi", websockets=False, log_enabled=False).serve())
"""
NGINX = """daemon off; worker_processes {cores}; pid {folder}/pid; error_log {folder}/error.log;
events {{ worker_connections 1024; }}
http {{ access_log off; sendfile on; tcp_nopush on; open_file_cache max=20000; types {{ text/html html; }}
client_body_temp_path {folder}/t1; proxy_temp_path {folder}/t2; fastcgi_temp_path {folder}/t3;
uwsgi_temp_path {folder}/t4; scgi_temp_path {folder}/t5; keepalive_requests 1000000;
server {{ listen {host}:{port} backlog=2048; root {root}; }} }}
"""


class Tools:
    """nginx and wrk, where they were unpacked."""

    def __init__(self, folder: str) -> None:
        self.nginx, self.wrk = Path(folder) / "usr/sbin/nginx", Path(folder) / "usr/bin/wrk"
        if not folder or not self.nginx.is_file() or not self.wrk.is_file():
            sys.exit("Set SERVERS to a folder with usr/sbin/nginx and usr/bin/wrk; see the head of bench/pages.py.")
        self.environment = os.environ | {"LD_LIBRARY_PATH": str(next(Path(folder).glob("usr/lib/*-linux-gnu"), ""))}

    def rate(self, port: int, seconds: float, *, script: str = "") -> float:
        """Answers of 200 a second."""
        asked = [str(self.wrk), "-t1", f"-c{LINES}", f"-d{seconds:.0f}s", *(["-s", script] if script else [])]
        told = subprocess.run(
            [*asked, f"http://{HOST}:{port}/en/page.html"], env=self.environment, capture_output=True, text=True,
            check=True,
        ).stdout  # fmt: skip
        assert "Non-2xx" not in told, told
        found = re.search(r"Requests/sec:\s+([\d.]+)", told)
        assert found, told
        return float(found[1])


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description="How fast the public door hands out printed pages.")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=3, help="a server and round")
    asked = parser.parse_args()
    tools = Tools(os.environ.get("SERVERS", ""))
    with tempfile.TemporaryDirectory(prefix="hueandcry-pages-") as name, contextlib.ExitStack() as running:
        folder = Path(name)
        ports = {what: running.enter_context(server) for what, server in _servers(folder, tools).items()}
        seen: dict[str, list[float]] = {what: [] for what in ports}
        for number in range(asked.rounds):
            print(f"round {number + 1} of {asked.rounds}, load {os.getloadavg()[0]:.1f}", file=sys.stderr, flush=True)
            for what, port in ports.items():
                seen[what].append(tools.rate(port, asked.seconds))
        _tell(seen)
        _tell_growth(tools, folder, ports["the door"], asked)
    ratio = statistics.median(ours / theirs for ours, theirs in zip(seen["the door"], seen["nginx"], strict=True))
    print(f"pages: {ratio:.2f} against goal 0.5: {'met' if ratio >= 0.5 else 'short'}")


def _servers(folder: Path, tools: Tools) -> dict[str, contextlib.AbstractContextManager[int]]:
    page = folder / "desk/published/en/page.html"
    page.parent.mkdir(parents=True)
    page.write_bytes(_content(0))
    bare = [sys.executable, "-c", BAREST, str(page)]
    return {
        "nginx": _nginx(folder, tools),
        "the door": _door(folder, CORES),
        "the door, 1 process": _door(folder, 1),
        "barest": _running(lambda port: [[*bare, str(port)]] * CORES),
    }


@contextlib.contextmanager
def _nginx(folder: Path, tools: Tools) -> Iterator[int]:
    place = folder / "nginx"
    place.mkdir()
    folder.chmod(0o755)

    def command(port: int) -> list[list[str]]:
        root = folder / "desk/published"
        config = NGINX.format(folder=place, root=root, host=HOST, port=port, cores=CORES)
        (place / "conf").write_text(("user root;\n" if os.geteuid() == 0 else "") + config)
        return [[str(tools.nginx), "-p", str(place), "-c", str(place / "conf"), "-e", str(place / "error.log")]]

    with _running(command, tools.environment) as port:
        yield port


@contextlib.contextmanager
def _door(folder: Path, count: int) -> Iterator[int]:
    told = {"DATA": str(folder / "desk"), "KEYS": str(folder / "keys"), "DKIM_BY": "relay"}
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    environment = clean | {f"HUEANDCRY_{name}": value for name, value in told.items()}
    program = [sys.executable, "-m", "hueandcry.command.main"]
    subprocess.run([*program, "migrate"], env=environment, check=True, stdout=subprocess.DEVNULL)

    def command(port: int) -> list[list[str]]:
        environment["HUEANDCRY_PUBLIC_URL"] = f"http://{HOST}:{port}"
        environment["HUEANDCRY_PUBLIC_LISTEN"] = f"{HOST}:{port}"
        return [[*program, "serve", "public"]] * count

    with _running(command, environment) as port:
        yield port


@contextlib.contextmanager
def _running(command, environment=None) -> Iterator[int]:
    """The programs on one free port, until the end."""
    port = processes.free_port(HOST)
    running = [subprocess.Popen(one, env=environment) for one in command(port)]
    try:
        assert processes.wait_for((HOST, port), stopping=threading.Event(), seconds=60), command(port)
        threading.Event().wait(3)  # the others come too
        yield port
    finally:
        for one in running:
            one.terminate()
        for one in running:
            one.wait()


def _content(n: int) -> bytes:
    return base64.b64encode(random.Random(n).randbytes(OCTETS))[:OCTETS]  # noqa: S311 - nothing secret


def _tell(seen: dict[str, list[float]]) -> None:
    print(f"| server | pages a second (median of {len(seen['nginx'])}) | of nginx, median | worst |")
    print("|---|---|---|---|")
    for what, rates in seen.items():
        ratios = [ours / theirs for ours, theirs in zip(rates, seen["nginx"], strict=True)]
        print(f"| {what} | {statistics.median(rates):,.0f} | {statistics.median(ratios):.2f} | {min(ratios):.2f} |")


def _tell_growth(tools: Tools, folder: Path, port: int, asked: argparse.Namespace) -> None:
    place, made = folder / "desk/published/en/many", 0
    place.mkdir()
    first = 0.0
    print("| different pages | pages a second | costs, of 100 pages |\n|---|---|---|")
    for count in (100, 1_000, 10_000):
        for n in range(made, count):
            (place / f"{n}.html").write_bytes(_content(n))
        made = count
        script = folder / "many.lua"
        path = f'"/en/many/" .. math.random(0, {count - 1}) .. ".html"'
        script.write_text(f'request = function() return wrk.format("GET", {path}) end')
        tools.rate(port, max(asked.seconds, count / 400), script=str(script))  # every page once
        rate = statistics.median(tools.rate(port, asked.seconds, script=str(script)) for _ in range(asked.rounds))
        first = first or rate
        print(f"| {count:,} | {rate:,.0f} | {first / rate:.2f} |")


if __name__ == "__main__":
    main()
