"""The ways of sending that bench/post.py compares. Each makes, from a port, what sends one letter when called."""

import contextlib
import datetime as dt
import multiprocessing
import os
import smtplib
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
FORK = multiprocessing.get_context("fork")


@contextlib.contextmanager
def sink() -> Iterator[tuple[int, Callable[[], float]]]:
    """A sink of its own on a free port, and what tells the seconds of processor it has used."""
    program = [sys.executable, str(Path(__file__).with_name("post_sink.py"))]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True)
    assert process.stdout
    try:
        yield int(process.stdout.readline()), lambda: _used(process.pid)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def rate(make: Callable[[int], Send], letters: int, processes: int) -> tuple[float, float]:
    """Letters a second of so many processes, and letters a second of processor time of all of them and the sink.

    The first is from the common start until the last process has its last answer.
    """
    barrier, told = FORK.Barrier(processes), FORK.Queue()
    with sink() as (port, used):
        workers = [FORK.Process(target=_work, args=(make, port, letters, barrier, told)) for _ in range(processes)]
        before = used()
        for worker in workers:
            worker.start()
        times = [told.get(timeout=600) for _ in workers]
        worked = used() - before + sum(work for _, _, work in times)
        for worker in workers:
            worker.join()
    took = max(end for _, end, _ in times) - min(start for start, _, _ in times)
    return letters * processes / took, letters * processes / worked


def smtp_source(letters: int) -> float:
    """Letters a second of Postfix's own source over ten kept lines, with a body as long as ours."""
    with sink() as (port, _):
        began = time.perf_counter()
        command = ["smtp-source", "-d", "-s", "10", "-m", str(letters), "-l", "3000", f"inet:127.0.0.1:{port}"]
        subprocess.run(command, check=True)
        return letters / (time.perf_counter() - began)


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
    """Our own way: written by stencil, read again, signed if there is a key, carried over one kept line."""
    courier, compose = _courier(port), _composer()

    def send(number: int) -> None:
        verdict = courier.carry(compose(number), lambda: None)
        assert verdict.result == "accepted", verdict

    return send


def ours_ready(port: int) -> Send:
    """Our courier alone, with letters that were written before."""
    courier, compose = _courier(port), _composer()
    parcel = compose(0)

    def send(number: int) -> None:
        assert courier.carry(parcel, lambda: None).result == "accepted"

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
        return writing.compose(words, written, token=token, message_id=message_id, at=AT)

    return compose


def _new_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    form = serialization.PrivateFormat.TraditionalOpenSSL  # the one dkimpy reads
    return key.private_bytes(serialization.Encoding.PEM, form, serialization.NoEncryption()).decode()


PEM = _new_key()
CORES = len(os.sched_getaffinity(0))
