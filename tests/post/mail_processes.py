"""The doors for mail as processes of their own, over the same database as the test."""

import contextlib
import os
import signal
import smtplib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator

from courier_process import environment

from hueandcry.lib import processes

HOST = "127.0.0.1"


@contextlib.contextmanager
def listener(**more: str) -> Iterator[tuple[int, int]]:
    """(port, process id) of an LMTP listener."""
    process, port = _listening(more)
    try:
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()


def _listening(more: dict[str, str], tries: int = 3) -> tuple[subprocess.Popen[bytes], int]:
    """A listener that answers; tried again elsewhere when somebody took its port between the asking and the taking."""
    port = processes.free_port(HOST)
    command = [sys.executable, "-m", "hueandcry.command.main", "serve", "mailbox"]
    told = environment(HUEANDCRY_LMTP=f"{HOST}:{port}", **more)
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, env=told, stdout=subprocess.DEVNULL, stderr=said)
        until = time.monotonic() + 60
        while process.poll() is None and time.monotonic() < until:
            if processes.answers((HOST, port)):
                return process, port
            time.sleep(0.05)
        process.kill()
        process.wait()
        said.seek(0)
        assert tries > 1, said.read().decode()
    return _listening(more, tries - 1)


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
