"""What the doctor asks of the desk's rows: are they safe on the disk, unaltered, and do the numbers agree."""

from django.db import connection
from django.utils.translation import gettext as _

from hueandcry.actions import forgetting as forgets
from hueandcry.actions import tally as counts
from hueandcry.appeals.models import Appeal, Channel, Mission, Target
from hueandcry.ledger import writing
from hueandcry.lib import clock, sealing
from hueandcry.lib.finding import Finding
from hueandcry.people.models import User


def durability() -> Finding:
    """Whether a commit is on the disk, and the file sound."""
    if connection.vendor != "sqlite":
        return _postgresql()
    name, found = "durability", {}
    wanted = {"journal_mode": "wal", "synchronous": 2, "secure_delete": 1}
    with connection.cursor() as cursor:
        for pragma in wanted:
            cursor.execute(f"PRAGMA {pragma}")  # names are our own
            found[pragma] = cursor.fetchone()[0]
        cursor.execute("PRAGMA quick_check(1)")
        sound = cursor.fetchone()[0]
    if sound != "ok":
        sentence = _("SQLite reports damage: %(damage)s.") % {"damage": sound}
        return Finding(name, sentence, _("Stop the desk and restore the last backup."))
    wrong = ", ".join(pragma for pragma, value in wanted.items() if found[pragma] != value)
    sentence = _("SQLite with %(settings)s, sound.") % {"settings": ", ".join(f"{k}={v}" for k, v in found.items())}
    advice = _("%(settings)s should be otherwise: is the file on a network disk?") % {"settings": wrong}
    return Finding(name, sentence, advice if wrong else "")


def _postgresql() -> Finding:
    """What the server does with a commit; synchronous_commit is ours to set, the other two are the server's."""
    found = {}
    with connection.cursor() as cursor:
        for name in ("synchronous_commit", "fsync", "full_page_writes"):
            cursor.execute(f"SHOW {name}")  # names are our own
            found[name] = cursor.fetchone()[0]
    wrong = ", ".join(name for name, value in found.items() if value == "off")
    sentence = _("PostgreSQL with %(settings)s.") % {"settings": ", ".join(f"{k}={v}" for k, v in found.items())}
    advice = _("Set %(settings)s to on in the server's postgresql.conf, and restart it.") % {"settings": wrong}
    return Finding("durability", sentence, advice if wrong else "")


def ledger() -> Finding:
    """The chain of entries."""
    fault = next(writing.faults(), None)
    if fault:
        return Finding("ledger", fault, _("Compare with a backup: somebody changed rows by hand."))
    return Finding("ledger", _("each entry follows the one before."))


def tally() -> Finding:
    """Every number once more from the rows."""
    faults = (fault for appeal in Appeal.objects.filter(number__isnull=False) for fault in counts.recount(appeal))
    advice = _("Pause the appeal, keep the logs, and tell the maintainers: a count must never differ.")
    fault = next(faults, None)
    return Finding("tally", fault, advice) if fault else Finding("tally", _("counted again row by row; it agrees."))


def missions() -> Finding:
    """Embassies, where an appeal needs them."""
    needed = Target.objects.filter(rule__startswith="embassy_of:", retired=False).exists()
    told = {
        "n": Mission.objects.count(), "reachable": Mission.objects.exclude(email="").count(),
        "channels": Channel.objects.count(),
    }  # fmt: skip
    sentence = _("%(n)d missions, %(reachable)d with an address; %(channels)d channels of targets.") % told
    return Finding("embassies", sentence, _("Run: hueandcry missions import FILE") if needed and not told["n"] else "")


def people() -> Finding:
    """Whether two people can issue an appeal."""
    active = list(User.objects.filter(is_active=True))
    enough = any(a.may_approve() and b.may_write() and a.pk != b.pk for a in active for b in active)
    advice = _("Two people are needed to issue an appeal. Run: hueandcry account add NAME --role writer|approver")
    return Finding("staff", _("%(n)d accounts.") % {"n": len(active)}, "" if enough else advice)


def forgetting() -> Finding:
    """Whether data is erased on its day."""
    name, last = "forgetting", forgets.last_walk()
    if last is None:
        return Finding(name, _("nothing was due yet; the clock does it every hour."))
    told = {"at": f"{last:%Y-%m-%d %H:%M}"}
    if last - forgets.BACK <= clock.now() <= last + forgets.FORWARD:
        return Finding(name, _("last done %(at)s UTC.") % told)
    sentence = _("stands still: last done %(at)s UTC, and the clock jumped.") % told
    advice = _("If this machine's clock is right, run: hueandcry rounds --once --clock-is-right")
    return Finding(name, sentence, advice)


def live_keys() -> Finding:
    """The keys without which letters of open appeals cannot leave."""
    name = "keys of appeals"
    lost = [
        appeal.number or str(appeal.pk)
        for appeal in Appeal.objects.filter(status__in=["live", "paused"])
        if not all(sealing.exists(key) for key in (appeal.act_key, appeal.follow_key, appeal.pepper))
    ]
    if lost:
        sentence = _("keys are missing for %(numbers)s.") % {"numbers": ", ".join(lost)}
        return Finding(name, sentence, _("Restore the key folder: letters cannot leave."))
    return Finding(name, _("there for every appeal that is open."))
