"""What the doctor asks of the machine: keys, disk, clock, backup, and whether a clock walks."""

import json
import os
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from hueandcry.ledger.models import Entry
from hueandcry.lib import clock, folders, room, sealing
from hueandcry.lib.finding import UNASKED, Finding
from hueandcry.lib.patience import within
from hueandcry.post import known_folders
from hueandcry.post.models import Attempt
from hueandcry.rounds import claims, timetable

ROOM = 1024**3  # bytes that should be free in any case: letters, mail and pages of a large appeal
FILES = 10_000  # files that should still fit: each kept message is one
SECONDS = 20.0  # a network disk that is away hangs for ever
BACKUP = timedelta(hours=26)  # a backup a day, and two hours for a slow one
STILL = timedelta(minutes=15)  # a lane of the clock that says nothing for so long stands still
JUMP = 60.0  # seconds by which the clock may be set between two looks
APART = 2.0  # seconds by which the database's clock may differ from ours
BOOT = Path("/proc/sys/kernel/random/boot_id")


def keys() -> Finding:
    """Readable by the desk only, and never inside the data folder."""
    folder, name = settings.KEYS, "keys"
    if not folder.exists():
        return Finding(name, _("%(folder)s is not there yet; it is made with the first key.") % {"folder": folder})
    mode = folder.stat().st_mode & 0o777
    loose = [path.name for path in folder.glob("*.key") if path.stat().st_mode & 0o077]
    told = {"folder": folder, "mode": f"{mode:o}", "n": len(loose)}
    if mode & 0o077:
        sentence = _("%(folder)s can be read by others (mode %(mode)s).")
        return Finding(name, sentence % told, _("Run: chmod 700 %(folder)s") % told)
    if loose:
        sentence = _("%(n)d key files can be read by others.")
        return Finding(name, sentence % told, _("Run: chmod 600 %(folder)s/*.key") % told)
    if folder == settings.DATA or settings.DATA in folder.parents:
        advice = _("Set HUEANDCRY_KEYS to a folder elsewhere.")
        return Finding(name, _("the key folder lies inside the data folder."), advice)
    told["n"] = sum(1 for _key in sealing.names())
    return Finding(name, _("%(n)d keys outside the data folder, readable by the desk only.") % told)


def belonging() -> Iterator[Finding]:
    """Whether both folders are those that the database knows, and not empty places where they should be."""
    mounted = _("Mount it, or mend the setting, and start the desk again; make no new one.")
    for which, name in ((folders.KEYS, "key folder"), (folders.DATA, "data folder")):
        sentence = known_folders.trouble(which)
        yield Finding(name, sentence or _("it belongs to this database."), mounted if sentence else "")


def disk() -> Finding:
    """Free space against what the desk holds: a copy of its data should fit beside them."""
    name = "disk"
    try:
        (free, files, size), full = within(SECONDS, lambda: (_measure(), room.full()))
    except (TimeoutError, OSError):
        sentence = _("%(folder)s could not be measured.") % {"folder": settings.DATA}
        return Finding(name, sentence, _("Is it on a network disk that is away?"), UNASKED)
    told = {"free": _size(free), "size": _size(size), "folder": settings.DATA, "files": files}
    sentence = _("%(free)s free under %(folder)s, which holds %(size)s.") % told
    if full:
        told["need"] = _size(room.needed())
        advice = _("Make room: no act, no report and no mail is taken in until %(need)s are free.") % told
        return Finding(name, sentence, advice)
    if free < ROOM:
        return Finding(name, sentence, _("Make room: below 1 GiB the desk may have to refuse acts."))
    if free < size:
        return Finding(name, sentence, _("Make room: no copy of the data fits beside them, and they grow."))
    if 0 <= files < FILES:
        advice = _("Only %(files)d more files fit (inodes): remove small files, or move the data.") % told
        return Finding(name, sentence, advice)
    return Finding(name, sentence)


def _measure() -> tuple[int, int, int]:
    """Bytes free, files that still fit (-1 where nobody counts them), bytes our data take."""
    folder = settings.DATA
    while not folder.exists():
        folder = folder.parent
    about = os.statvfs(folder)
    inside = (Path(where) / each for where, _folders, names in os.walk(settings.DATA) for each in names)
    size = 0
    for path in inside:
        try:
            size += path.lstat().st_size
        except FileNotFoundError:
            continue  # a draft that was renamed meanwhile
    return room.free(folder), about.f_favail if about.f_files else -1, size


def _size(octets: int) -> str:
    return f"{octets / 1024**3:.1f} GiB" if octets >= ROOM else f"{octets / 1024**2:.0f} MiB"


def last_backup() -> Path:
    """The file whose time of change is that of the last good backup."""
    return Path(settings.DATA) / "last-backup"


def backup(now: datetime) -> Finding:
    """How old the last backup is that `hueandcry backup` made, or was told of."""
    name = "backup"
    advice = _("Run: hueandcry backup FILE, every day; after a backup by other means: hueandcry backup --noted")
    try:
        made = datetime.fromtimestamp(last_backup().stat().st_mtime, tz=now.tzinfo)
    except FileNotFoundError:
        if settings.LIVE:
            return Finding(name, _("there is none that this desk knows of."), advice)
        return Finding(name, _("none; what is only tried out needs none."))
    told = {"at": f"{made:%Y-%m-%d %H:%M}", "hours": int((now - made).total_seconds() // 3600)}
    sentence = _("the last one was made %(at)s UTC, %(hours)d hours ago.") % told
    return Finding(name, sentence, advice if now - made > BACKUP and settings.LIVE else "")


def clocks(now: datetime) -> Iterator[Finding]:
    """This machine's clock against itself since the last look, and against the database's where that is another."""
    yield _jumps(now)
    if connection.vendor == "postgresql":
        yield database_clock()


def database_clock() -> Finding:
    """PostgreSQL may run on another machine; on SQLite there is one clock only, and nothing to compare."""
    name = "clock of the database"
    before = clock.now()
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        theirs = cursor.fetchone()[0]
    after = clock.now()
    apart = max((theirs - after).total_seconds(), (before - theirs).total_seconds(), 0.0)
    sentence = _("it differs from this machine's by %(seconds).1f s at least.") % {"seconds": apart}
    return Finding(name, sentence, _("Use time synchronisation on both machines.") if apart > APART else "")


def _jumps(now: datetime) -> Finding:
    """Since the last look the wall clock must have gone on by what the machine has counted since it was started."""
    name, seen = "clock", Path(settings.DATA) / "doctor.json"
    boot = BOOT.read_text().strip() if BOOT.exists() else ""
    wall, running = now.timestamp(), time.clock_gettime(time.CLOCK_BOOTTIME)
    try:
        last = json.loads(seen.read_text())
        passed = wall - float(last["wall"])
        counted = running - float(last["running"]) if boot and last["boot"] == boot else None
    except (OSError, ValueError, KeyError, TypeError):
        passed, counted = 0.0, None
    draft = seen.with_suffix(".new")
    draft.write_text(json.dumps({"wall": wall, "running": running, "boot": boot}))
    draft.replace(seen)
    synchronise = _("See that the clock is right now, and use time synchronisation.")
    if counted is not None and abs(passed - counted) > JUMP:
        sentence = _("since the last look it was set by %(minutes).0f minutes.") % {"minutes": (passed - counted) / 60}
        return Finding(name, sentence, synchronise)
    if passed < -JUMP:
        sentence = _("it is %(minutes).0f minutes before the last look.") % {"minutes": -passed / 60}
        return Finding(name, sentence, synchronise)
    if last_entry_lies_ahead(now):
        return Finding(name, _("the ledger's last entry lies in the future."), synchronise)
    return Finding(name, _("%(now)s UTC; it did not jump since the last look.") % {"now": f"{now:%Y-%m-%d %H:%M}"})


def last_entry_lies_ahead(now: datetime) -> bool:
    """Whether something was written down at a time that has not come yet."""
    last = Entry.objects.order_by("-seq").first()
    return last is not None and last.at > now + timedelta(minutes=5)


def rounds(now: datetime) -> Finding:
    """Whether every lane of a clock on this machine walks; a long row of letters is walked in one step."""
    name, advice = "rounds", _("Start `hueandcry serve` or `hueandcry rounds`; if it runs, stop it and start it again.")
    lanes = {step.lane for step in timetable.steps()}
    beats = {lane: at for lane, at in claims.beats().items() if lane in lanes}
    if not beats:
        return Finding(name, _("no clock has walked on this machine."), advice)
    latest = Attempt.objects.order_by("-pk").values_list("started_at", flat=True).first()
    if latest and "out" in beats:
        beats["out"] = max(beats["out"], latest)
    still = sorted(lane for lane, at in beats.items() if now - at > STILL)
    if still:
        told = {"lanes": ", ".join(still), "at": f"{min(beats[lane] for lane in still):%Y-%m-%d %H:%M}"}
        return Finding(name, _("stands still since %(at)s UTC (%(lanes)s).") % told, advice)
    if failing := [name for name in claims.failing() if name in {step.name for step in timetable.steps()}]:
        sentence = _("walks, and these steps fail: %(steps)s.") % {"steps": ", ".join(failing)}
        return Finding(name, sentence, _("Look at the clock's log: it names the place of the fault."))
    return Finding(name, _("each part of the clock walked within the last quarter of an hour."))
