"""The doors for mail as processes of their own, over the same database as the test."""

import contextlib
import os
import signal
import smtplib
import subprocess
import sys
import threading
from collections.abc import Iterator

from courier_process import environment

from hueandcry.lib import processes

HOST = "127.0.0.1"


@contextlib.contextmanager
def listener(**more: str) -> Iterator[tuple[int, int]]:
    """(port, process id) of an LMTP listener."""
    port = processes.free_port(HOST)
    command = [sys.executable, "-m", "hueandcry.command.main", "serve", "mailbox"]
    told = environment(HUEANDCRY_LMTP=f"{HOST}:{port}", **more)
    process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert processes.wait_for((HOST, port), stopping=threading.Event(), seconds=60)
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def hand_in(port: int, raw: bytes, *, to: str = "postmaster@act.example.org") -> int:
    """What the listener answered to one message; 0 if it was gone."""
    try:
        with smtplib.LMTP(HOST, port, timeout=60) as line:
            line.sendmail("office@court.example.org", [to], raw)
            return 250
    except smtplib.SMTPResponseException as no:
        return no.smtp_code
    except smtplib.SMTPRecipientsRefused as no:
        return next(iter(no.recipients.values()))[0]
    except (smtplib.SMTPException, OSError):
        return 0


def receive(raw: bytes, *, to: str = "postmaster@act.example.org", **more: str) -> tuple[int, str]:
    """(exit code, what was said) of `hueandcry receive`."""
    command = [sys.executable, "-m", "hueandcry.command.main", "receive", "--to", to, "--from", "office@x.example"]
    done = subprocess.run(command, input=raw, env=environment(**more), capture_output=True, timeout=60)
    return done.returncode, done.stderr.decode()
