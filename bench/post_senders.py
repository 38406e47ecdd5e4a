"""The ways of sending that bench/post.py compares. Each makes, from a port, what sends one letter when called.

POSTFIX names the folder in which Postfix was unpacked (`/` where it is installed): its smtp-sink then takes the
letters, because a sink in Python costs as much as the courier that is measured, and its smtp-source is compared with.
"""

import contextlib
import datetime as dt
import multiprocessing
import os
import resource
import shutil
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

Send = Callable[[int], None]
AT = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
FIXED = "We ask you to release them now, as the law of your country and the treaties it has signed demand.\n" * 4
BODY = f"Dear {{office}},\n\n{FIXED}\n{FIXED}\n{{own_words}}\n\n{FIXED}\n{FIXED}\nYours sincerely,\n{{name}}"
OWN = "Освободите их: они не сделали ничего дурного. " * 6
TO, CC = "chair@court.example.org", "press@court.example.org"
POSTFIX = os.environ.get("POSTFIX", "/").rstrip("/")
ENVIRONMENT = {**os.environ, "LD_LIBRARY_PATH": f"{POSTFIX}/usr/lib/postfix"} if POSTFIX else None
FORK = multiprocessing.get_context("fork")


def postfix(program: str) -> str:
    """Where this program of Postfix is; empty if it is not here."""
    return shutil.which(program, path=f"{POSTFIX}/usr/sbin") or ""


@contextlib.contextmanager
def sink() -> Iterator[tuple[int, Callable[[], float]]]:
    """A sink of its own on a free port, and what tells the seconds of processor it has used."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    program = [sys.executable, str(Path(__file__).with_name("post_sink.py")), str(port)]
    if path := postfix("smtp-sink"):
        program = [path, *(["-u", "nobody"] if os.getuid() == 0 else []), f"127.0.0.1:{port}", "100"]
    process = subprocess.Popen(program, env=ENVIRONMENT, stderr=subprocess.DEVNULL)
    try:
        for _ in range(200):
            with contextlib.suppress(ConnectionError), socket.create_connection(("127.0.0.1", port)) as peer:
                assert peer.recv(3) == b"220"
                break
            time.sleep(0.05)
        yield port, lambda: _used(process.pid)
    finally:
        process.kill()
        process.wait()


def rate(make: Callable[[int], Send], letters: int, processes: int) -> tuple[float, float, float]:
    """Letters a second of so many processes; of processor time of all of them and the sink; and without the sink's.

    The first is from the common start until the last process has its last answer.
    """
    barrier, told = FORK.Barrier(processes), FORK.Queue()
    with sink() as (port, used):
        workers = [FORK.Process(target=_work, args=(make, port, letters, barrier, told)) for _ in range(processes)]
        before = used()
        for worker in workers:
            worker.start()
        times = [told.get(timeout=600) for _ in workers]
        own = sum(work for _, _, work in times)
        worked = used() - before + own
        for worker in workers:
            worker.join()
    took = max(end for _, end, _ in times) - min(start for start, _, _ in times)
    return letters * processes / took, letters * processes / worked, letters * processes / own


def smtp_source(letters: int, lines: int) -> tuple[float, float, float]:
    """The same of Postfix's own source over so many kept lines: as many recipients, and a text as long as ours."""
    with sink() as (port, used):
        command = [postfix("smtp-source"), "-d", "-s", str(lines), "-m", str(letters), "-r", "2"]
        command += ["-l", str(len(_composer()(0).message)), "-t", TO, f"inet:127.0.0.1:{port}"]
        before, sink_before, began = _children(), used(), time.perf_counter()
        subprocess.run(command, check=True, env=ENVIRONMENT)
        took, own = time.perf_counter() - began, _children() - before
        return letters / took, letters / (own + used() - sink_before), letters / own


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _used(process: int) -> float:
    numbers = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(numbers[11]) + int(numbers[12])) / os.sysconf("SC_CLK_TCK")


def _work(make: Callable[[int], Send], port: int, letters: int, barrier: Any, told: Any) -> None:
    send = make(port)
    send(0)
    barrier.wait(60)
    began, worked = time.perf_counter(), time.process_time()
    for number in range(letters):
        send(number)
    told.put((began, time.perf_counter(), time.process_time() - worked))


def ours(port: int) -> Send:
    """Our own way: written by stencil, read again, signed if there is a key, carried over one kept line.

    Each letter is written while the answer to the one two before it is on the way, as `dispatch.walk` does.
    """
    courier, compose = _courier(port), _composer()
    ahead = [compose(0), compose(1)]

    def send(number: int) -> None:
        verdict = courier.carry(ahead.pop(0), lambda: None, ahead[0], lambda: ahead.append(compose(number + 2)))
        assert verdict.result == "accepted", verdict

    return send


def ours_ready(port: int) -> Send:
    """Our courier alone, with letters that were written before."""
    courier, compose = _courier(port), _composer()
    ahead = [compose(0), compose(1)]

    def send(number: int) -> None:
        assert courier.carry(ahead[number % 2], lambda: None, ahead[(number + 1) % 2]).result == "accepted"

    return send


def kept_smtplib(port: int) -> Send:
    """The standard library with ready letters over one kept connection."""
    line, parcel = smtplib.SMTP("127.0.0.1", port), _composer()(0)

    def send(number: int) -> None:
        assert not line.sendmail(parcel.mail_from, [parcel.to, *parcel.cc], parcel.message)

    return send


def naive(port: int) -> Send:
    """Django's message, dkimpy's signature, a connection for each letter."""
    import dkim
    from django.core.mail import EmailMessage

    pem = PEM.encode()
    names = [b"from", b"to", b"cc", b"subject", b"date", b"message-id"]

    def send(number: int) -> None:
        body = BODY.format(office="Sir", own_words=OWN, name="Мария")
        sender = f"b-{number}@act.example.org"
        mail = EmailMessage("Release them", body, "Мария <p@act.example.org>", [TO], cc=[CC])
        raw = mail.message().as_bytes().replace(b"\n", b"\r\n")
        signed = dkim.sign(
            raw, b"s", b"act.example.org", pem, canonicalize=(b"relaxed", b"relaxed"), include_headers=names
        )
        with smtplib.SMTP("127.0.0.1", port) as line:
            assert not line.sendmail(sender, [TO, CC], signed + raw)

    return send


def _courier(port: int) -> Any:
    from hueandcry.post.couriers import smtp

    return smtp.Smtp("127.0.0.1", port)


def _composer() -> Callable[[int], Any]:
    from hueandcry.lib import tokens
    from hueandcry.post import writing
    from hueandcry.post.models import Letter

    made = [(tokens.new(), f"<{tokens.new()}@act.example.org>") for _ in range(50)]  # a desk makes them when it queues
    words = Letter(kind="protest", language="en", subject="Release Aru Seitova", body=BODY)

    def compose(number: int) -> Any:
        name = f"Мария Пример {number}"
        written = writing.Written(
            to=TO, to_name="The Chair of the Supreme Court", cc=(CC,), from_name=name, reply_to="maria@example.net",
            values={"office": "Madam Chair", "own_words": OWN, "name": name},
        )  # fmt: skip
        token, message_id = made[number % len(made)]
        return writing.compose(words, written, token=token, message_id=message_id, at=AT + dt.timedelta(seconds=number))

    return compose


def _new_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL  # the one dkimpy reads
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


PEM = _new_key()
CORES = len(os.sched_getaffinity(0))
