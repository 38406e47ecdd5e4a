"""A real Postfix hands mail to `hueandcry receive` by the line in docs/running-a-desk.md.

It is not part of the desk: POSTFIX names the folder in which its package was unpacked (`/` where it is installed).
"""

import contextlib
import os
import pwd
import re
import shutil
import signal
import smtplib
import sqlite3
import subprocess
import sys
import sysconfig
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from hueandcry.lib import processes

ROOT = Path(__file__).resolve().parents[2]
POSTFIX = Path(os.environ.get("POSTFIX", "/"))
MASTER = POSTFIX / "usr/lib/postfix/sbin/master"
US, OWNER, USER, GROUP = "act.example.org", "mail", "nobody", "operator"
needs_postfix = [
    pytest.mark.long,
    pytest.mark.skipif(not MASTER.exists() or os.getuid() != 0, reason="needs Postfix (POSTFIX=FOLDER) and root"),
]
SERVICES = """127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 2 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
postlog unix-dgram n - n - 1 postlogd
"""
SETTINGS = """compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
command_directory = {root}/usr/sbin
daemon_directory = {root}/usr/lib/postfix/sbin
shlib_directory = {root}/usr/lib/postfix
meta_directory = {folder}/etc
mail_owner = mail
setgid_group = operator
default_privs = nobody
inet_interfaces = loopback-only
inet_protocols = ipv4
mydestination =
myhostname = mx.act.example.org
alias_maps =
local_recipient_maps =
default_transport = discard
import_environment = MAIL_CONFIG LD_LIBRARY_PATH
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
minimal_backoff_time = 2s
maximal_backoff_time = 4s
queue_run_delay = 2s
"""


def documented() -> list[str]:
    """The three blocks of the page: for master.cf, for main.cf, and the script."""
    page = (ROOT / "docs" / "running-a-desk.md").read_text().partition("## Mail that comes in, with Postfix")[2]
    return re.findall(r"```\n(.*?)```", page, re.DOTALL)[:3]


def python() -> str:
    """An interpreter that the user of the pipe may start."""
    for each in (sys.executable, f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}"):
        with contextlib.suppress(OSError):
            if subprocess.run([each, "-V"], user=USER, check=False, capture_output=True).returncode == 0:
                return each
    pytest.skip(f"{USER} may start no Python here")


class Postfix:
    """A throw-away instance with a folder of its own, and a desk behind it."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, processes.free_port()
        master, main, script = documented()
        path = {"PYTHONPATH": f"{ROOT / 'src'}:{sysconfig.get_path('purelib')}", "PYTHONDONTWRITEBYTECODE": "1"}
        told = {"TESTING": "yes", "MODE": "rehearsal", "DATA": str(folder / "desk"), "KEYS": str(folder / "keys")}
        self.settings = path | {f"HUEANDCRY_{name}": value for name, value in told.items()}
        self.set()
        program = f"{python()} -m hueandcry.command.main"
        script = script.replace("/opt/hueandcry/.venv/bin/hueandcry", program).replace("/etc/hueandcry", str(folder))
        (folder / "receive").write_text(script)
        (folder / "receive").chmod(0o755)
        for name in ("etc", "data", "spool", "desk", "keys"):
            (folder / name).mkdir()
        self.folders()
        line = master.replace("user=desk", f"user={USER}").replace("/etc/hueandcry", str(folder))
        (folder / "etc" / "master.cf").write_text(SERVICES.format(port=self.port) + line)
        ours = main.replace("act.your.org, news.your.org", f"{US}, news.example.org")
        (folder / "etc" / "main.cf").write_text(SETTINGS.format(folder=folder, root=str(POSTFIX).rstrip("/")) + ours)
        environment = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
        command = [*program.split(), "migrate"]
        subprocess.run(command, env=environment | self.settings, user=USER, check=True, capture_output=True, cwd="/")

    def set(self, **more: str) -> None:
        """The desk's settings from now on."""
        lines = [f"{name}='{value}'" for name, value in (self.settings | more).items()]
        (self.folder / "settings").write_text("\n".join(lines) + "\n")

    def folders(self) -> None:
        spool = self.folder / "spool"
        for name in ("active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "private",
                     "saved", "trace", "maildrop", "public"):  # fmt: skip
            (spool / name).mkdir(mode=0o700)
            shutil.chown(spool / name, OWNER)
        (spool / "pid").mkdir()
        shutil.chown(self.folder / "data", OWNER)
        for name in ("desk", "keys"):
            shutil.chown(self.folder / name, USER)
        for name in ("maildrop", "public"):
            shutil.chown(spool / name, OWNER, GROUP)
            (spool / name).chmod(0o710 if name == "public" else 0o730)
        self.folder.chmod(0o755)

    def __enter__(self) -> "Postfix":
        environment = {"PATH": os.environ["PATH"], "LD_LIBRARY_PATH": str(POSTFIX / "usr/lib/postfix")}
        self.process = subprocess.Popen([MASTER, "-c", self.folder / "etc", "-d"], env=environment, process_group=0)
        assert processes.wait_for(("127.0.0.1", self.port), stopping=threading.Event(), seconds=20), self.log()
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait()
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGTERM)

    def log(self) -> str:
        path = self.folder / "mail.log"
        return path.read_text() if path.exists() else ""

    def send(self, sender: str, subject: str, *, to: str = f"postmaster@{US}") -> None:
        with smtplib.SMTP("127.0.0.1", self.port, timeout=20) as line:
            line.sendmail(sender, [to], f"Subject: {subject}\r\n\r\nA letter.\r\n.\r\nend\r\n".encode())

    def rows(self) -> list[tuple[str, int]]:
        """(mailbox, from nobody) of each message that was kept."""
        with closing(sqlite3.connect(self.folder / "desk" / "desk.sqlite3")) as rows:
            return rows.execute("SELECT envelope_to, null_sender FROM post_incoming ORDER BY id").fetchall()

    def until(self, done: Callable[[], bool], seconds: float) -> None:
        end = time.monotonic() + seconds
        while not done() and time.monotonic() < end:
            time.sleep(0.2)
        assert done(), f"{self.rows()}\n{self.log()[-3000:]}"


@pytest.fixture
def postfix():
    assert pwd.getpwnam(OWNER)
    # Not in pytest's own folder: that is closed to the user of the pipe.
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder, Postfix(Path(folder)) as running:
        yield running


@pytest.mark.parametrize("block", [0, 1, 2])
def test_the_page_has_the_lines_that_are_tried(block):
    words = ("--to=${original_recipient} --from=${sender}", "virtual_transport = hueandcry:", "*) exit 75")

    assert words[block] in documented()[block]


class TestPostfix:
    """With the real one."""

    pytestmark = needs_postfix

    def test_each_message_is_one_row_with_its_sender_and_none_goes_back(self, postfix):
        for n in range(10):
            postfix.send("o.lem@court.example.org", f"answer {n}")
        postfix.send("", "a report of failure")
        postfix.send("o'brien$x@court.example.org", "a sender that a shell would read", to=f"abuse@{US}")

        postfix.until(lambda: len(postfix.rows()) == 12, 90)
        postfix.until(lambda: postfix.log().count("status=sent") == 12, 20)
        own = [(f"abuse@{US}", 0), *[(f"postmaster@{US}", 0)] * 10, (f"postmaster@{US}", 1)]
        assert sorted(postfix.rows()) == own
        assert "bounced" not in postfix.log()

    def test_a_full_disk_a_held_database_and_a_desk_that_is_not_there_are_tried_again(self, postfix):
        postfix.set(HUEANDCRY_DISK_RESERVE="1000000")
        postfix.send("a@example.net", "full")
        postfix.until(lambda: "status=deferred" in postfix.log(), 40)
        assert postfix.rows() == []
        postfix.set()
        postfix.until(lambda: len(postfix.rows()) == 1, 40)

        with closing(sqlite3.connect(postfix.folder / "desk" / "desk.sqlite3", isolation_level=None)) as holder:
            holder.execute("BEGIN IMMEDIATE")
            before = postfix.log().count("status=deferred")
            postfix.send("a@example.net", "held")
            postfix.until(lambda: postfix.log().count("status=deferred") > before, 60)
            holder.execute("ROLLBACK")
        postfix.until(lambda: len(postfix.rows()) == 2, 60)

        postfix.set(PYTHONPATH="/nowhere")
        before = postfix.log().count("status=deferred")
        postfix.send("a@example.net", "no program")
        postfix.until(lambda: postfix.log().count("status=deferred") > before, 40)
        postfix.set()
        postfix.until(lambda: len(postfix.rows()) == 3, 40)
        assert "bounced" not in postfix.log()

    def test_a_receive_that_always_says_yes_is_noticed(self, postfix):
        postfix.set(HUEANDCRY_DISK_RESERVE="1000000", HUEANDCRY_SABOTAGE="always-kept")
        postfix.send("a@example.net", "full")
        postfix.until(lambda: "status=sent" in postfix.log(), 40)
        postfix.set()

        with pytest.raises(AssertionError):
            postfix.until(lambda: len(postfix.rows()) == 1, 8)
