"""Kept files and their rows are compared once a day; what disagrees is told, and nothing is deleted by itself.

A file is written before its row and dropped after it, so a stop in between leaves a file without a row; a row without
its file means that somebody or some disk took the file. Of a thirtieth of the files the bytes are compared with their
names each day, so that all are read once in a month. `mend` is the operator's: a message that nobody has a row of gets
one and is sorted like any other; what no key opens is laid aside, as its key may come back from a backup. Only what was
never finished is deleted: its sender was told that it was not kept.
"""

import datetime as dt
import hashlib
import json
import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import QuerySet

from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from hueandcry.lib import keeping, sabotage, sealing
from hueandcry.post import mailbox
from hueandcry.post.models import Incoming

log = logging.getLogger(__name__)
EVERY = dt.timedelta(days=1)
SETTLED = dt.timedelta(hours=1)  # a younger file may still get its row
ASIDE = "incoming-unreadable"  # below the data folder
LISTED = 100  # of each kind that are named in the note; all are counted
MONTH = 30  # days in which every file is read once
PARTS = 2 * 256  # messages and reports, by the first two digits of their names


@dataclass
class Found:
    """What disagrees; files by their path below the data folder, rows by kind and number."""

    rows: list[str] = field(default_factory=list)  # without their file, or whose file holds something else
    files: list[str] = field(default_factory=list)  # without a row
    unfinished: list[str] = field(default_factory=list)  # cut short by a stop; nobody was told that it is kept

    def __len__(self) -> int:
        return len(self.rows) + len(self.files) + len(self.unfinished)


def walk(now: dt.datetime) -> int:
    """Look once a day and note what was found; how much disagrees."""
    before = last()
    if before and dt.timedelta(0) <= now - before[0] < EVERY:
        return 0
    found = look(now)
    if found:
        log.error("kept files and rows disagree: %s rows without file, %s files without row", *_counts(found)[:2])
    note = {"last": now.isoformat(), "counts": _counts(found)}
    note |= {name: names[:LISTED] for name, names in asdict(found).items()}
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(note))
    draft.rename(path)
    return len(found)


def last() -> tuple[dt.datetime, int] | None:
    """(when somebody last looked, how much disagreed then); None before the first time."""
    try:
        note = json.loads(_file().read_text())
        return dt.datetime.fromisoformat(note["last"]), sum(note["counts"])
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError):
        return None  # somebody wrote over it: the next walk looks again


def look(now: dt.datetime, tell: Callable[[], object] = lambda: None) -> Found:
    """Compare every kept file with the rows, a small part of both at a time; `tell` is called after each of PARTS."""
    found = Found()
    if sabotage.on("no-sweep"):
        return found
    for name, folder, rows in _stores():
        for prefix in (f"{n:02x}" for n in range(256)):
            files = keeping.names(folder, prefix)
            for path in keeping.unfinished(folder, prefix):
                if _settled(path, now):
                    found.unfinished.append(str(path.relative_to(settings.DATA)))
            known = _of(rows, prefix)
            found.rows += [f"{name} {pk}" for pk, digest in known if digest not in files and _lost(folder, rows, pk)]
            if int(prefix, 16) % MONTH == now.toordinal() % MONTH:
                found.rows += [
                    f"{name} {pk} (its file holds something else)"
                    for pk, digest in known
                    if digest in files and _spoilt(folder, rows, pk)
                ]
            for digest in sorted(files - {digest for _, digest in known}):
                path = keeping.path(folder, digest)
                if _settled(path, now) and not rows.filter(sha256=digest).exists():
                    found.files.append(str(path.relative_to(settings.DATA)))
            tell()
    return found


def mend(found: Found) -> dict[str, int]:
    """Give messages their rows, lay aside what no key opens; how many of each. Reports and rows stay as they are."""
    done = {"taken in": 0, "laid aside": 0, "deleted": 0, "left": len(found.rows)}
    for name in found.unfinished:
        (Path(settings.DATA) / name).unlink(missing_ok=True)
        done["deleted"] += 1
    for name in found.files:
        path = Path(settings.DATA) / name
        if path.parent.parent != mailbox.folder():
            done["left"] += 1  # a report that the sender was told was not taken; a person may want to look at it
        elif mailbox.adopt(path.name):
            done["taken in"] += 1
        else:
            _lay_aside(path)
            done["laid aside"] += 1
    return done


def _stores() -> Iterator[tuple[str, Path, QuerySet[Incoming] | QuerySet[Report]]]:
    yield "message", mailbox.folder(), Incoming.objects.all()
    yield "report", Path(settings.DATA) / "reports", Report.objects.all()


def _of(rows: QuerySet[Incoming] | QuerySet[Report], prefix: str) -> list[tuple[int, str]]:
    """Numbers and digests of the rows whose digest begins with `prefix`, by the index."""
    after = "g" if prefix == "ff" else f"{int(prefix, 16) + 1:02x}"
    return list(rows.filter(sha256__gte=prefix, sha256__lt=after).order_by("pk").values_list("pk", "sha256"))


def _lost(folder: Path, rows: QuerySet[Incoming] | QuerySet[Report], pk: int) -> bool:
    """Asked again, because the desk works on while we look: is the row still there, and its file still not?"""
    digest = rows.filter(pk=pk).values_list("sha256", flat=True).first()
    return digest is not None and not keeping.path(folder, digest).exists()


def _spoilt(folder: Path, rows: QuerySet[Incoming] | QuerySet[Report], pk: int) -> bool:
    """Whether the file of this row cannot be read, or is not what its name says; a missing key tells nothing."""
    row = rows.filter(pk=pk).first()
    if row is None:
        return False
    try:
        keeping.path(folder, row.sha256).read_bytes()
    except FileNotFoundError:
        return False  # dropped meanwhile, or missing, which is asked elsewhere
    except OSError:
        return True
    try:
        raw = mailbox.fetch(row) if isinstance(row, Incoming) else receiving.raw(row)
    except (OSError, sealing.KeyMissing):
        return False  # the key folder is away
    except sealing.KeyGone:
        return sealing.exists(row.key_name if isinstance(row, Incoming) else receiving.KEY)
    except ValueError:
        return True
    return hashlib.sha256(raw).hexdigest() != row.sha256


def _settled(path: Path, now: dt.datetime) -> bool:
    try:
        return now - dt.datetime.fromtimestamp(path.stat().st_mtime, dt.UTC) > SETTLED
    except FileNotFoundError:
        return False


def _lay_aside(path: Path) -> None:
    aside = Path(settings.DATA) / ASIDE
    aside.mkdir(mode=0o700, exist_ok=True)
    path.rename(aside / path.name)


def _counts(found: Found) -> list[int]:
    return [len(found.rows), len(found.files), len(found.unfinished)]


def _file() -> Path:
    return Path(settings.DATA) / "sweep.json"
