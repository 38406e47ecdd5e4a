"""How long letters and mail have been waiting, and for whom."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Min
from django.utils.translation import gettext as _

from hueandcry.lib.finding import NOTE, Finding
from hueandcry.post import ahead, epochs, holding, pace, relay_trouble, stuck
from hueandcry.post.models import Delivery, Epoch, Incoming, Pigeonhole, RelayDay

SOON = timedelta(minutes=10)  # a confirmation or a raw message that waits longer waits for somebody
LONG = timedelta(hours=1)  # the same for a protest whose office is open and whose turn it is
DOUBT = timedelta(minutes=30)  # a doubt is settled by itself within half of this, or stays one
Status = Delivery.Status


def look(now: datetime) -> Iterator[Finding]:
    """The relay, letters out, doubts, offices, mail in, mail for a person."""
    for check in (_held, _relay, _ahead, _letters, _protests, _doubts, _offices, _unsorted, _stuck, _for_a_person):
        yield check(now)


def age(since: datetime, now: datetime) -> str:
    """How long ago, in words that need no reckoning."""
    minutes = int((now - since).total_seconds() // 60)
    if minutes < 120:
        return _("%(n)d minutes") % {"n": minutes}
    return _("%(n)d hours") % {"n": minutes // 60} if minutes < 2880 else _("%(n)d days") % {"n": minutes // 1440}


def _day_is_full(now: datetime) -> bool:
    """Whether the relay's day is used up, the part kept for confirmations left out."""
    used = RelayDay.objects.filter(day=now.date()).values_list("used", flat=True).first() or 0
    return bool(settings.RELAY_A_DAY) and used >= settings.RELAY_A_DAY - pace.kept_for_confirmations()


def _held(now: datetime) -> Finding:
    """Nothing leaves after a restore until somebody has looked."""
    name, held = "epoch", epochs.held()
    if held is None:
        return Finding(name, _("letters may leave."))
    sentence = _("no letter leaves for %(age)s: %(why)s.") % {
        "age": age(held.begun_at, now), "why": held.get_why_display(),
    }  # fmt: skip
    if held.why == Epoch.Why.BY_HAND:
        return Finding(name, sentence, _("When they may leave again: hueandcry post resume all"))
    return Finding(name, sentence, _("Run: hueandcry post reconcile --help, then hueandcry post release"))


def _relay(now: datetime) -> Finding:
    """What the relay did with the last letters, whatever it says to a caller without one."""
    name, trouble = "relay's answers", relay_trouble.standing(now)
    if trouble is None:
        return Finding(name, _("it takes our letters, or none was tried."))
    told = {"age": age(trouble.since, now), "n": trouble.times, "answer": trouble.said}
    if trouble.refuses:
        sentence = _("for %(age)s it has refused us, and not only one letter (%(n)d times). It says: %(answer)s")
    else:
        sentence = _("for %(age)s it has not answered (%(n)d times). The last trouble: %(answer)s")
    return Finding(name, f"{sentence % told} {trouble.meaning}".strip(), trouble.advice)


def _ahead(now: datetime) -> Finding:
    """What a clock that was wrong has put off for years: late for nobody, and it never leaves."""
    name, found = "far ahead", ahead.look(now)
    if not found:
        return Finding(name, _("nothing waits for a day that is far ahead."))
    told = {
        "letters": found.letters, "offices": found.offices, "messages": found.messages, "days": ahead.FAR.days,
        "now": f"{now:%Y-%m-%d %H:%M}",
    }  # fmt: skip
    sentence = _(
        "%(letters)d letters are due more than %(days)d days ahead, %(offices)d offices rest and %(messages)d messages "
        "wait for as long. A clock was wrong when they were put off, or this one is: it says %(now)s UTC."
    )
    return Finding(name, sentence % told, _("See that the clock is right. Then run: hueandcry post due-now"))


def _letters(now: datetime) -> Finding:
    """Confirmations and news, which wait for nobody."""
    name = "letters"
    waiting = holding.not_held(Delivery.objects.filter(status=Status.QUEUED, turn=None, due_at__lte=now))
    oldest = waiting.aggregate(at=Min("due_at"))["at"]
    if oldest is None:
        return Finding(name, _("no confirmation or news waits."))
    sentence = _("%(n)d confirmations and news wait, the oldest for %(age)s.")
    sentence %= {"n": waiting.count(), "age": age(oldest, now)}
    if now - oldest < SOON:
        return Finding(name, sentence)
    if _day_is_full(now):
        advice = _("The relay's day is used up: they leave tomorrow, or agree on more and raise HUEANDCRY_RELAY_A_DAY.")
        return Finding(name, sentence, advice, NOTE)
    return Finding(
        name, sentence, _("See that `hueandcry serve` or `hueandcry rounds` runs, and that the relay answers.")
    )


def _protests(now: datetime) -> Finding:
    """Protests wait for hours, pace and turn; only one that may leave and does not is a fault."""
    name = "protests"
    waiting = Delivery.objects.filter(status=Status.QUEUED, turn__isnull=False)
    oldest = waiting.aggregate(at=Min("created_at"))["at"]
    if oldest is None:
        return Finding(name, _("none waits."))
    sentence = _("%(n)d wait for their turn, the oldest for %(age)s.") % {"n": waiting.count(), "age": age(oldest, now)}
    late = pace.overlooked(now - LONG)
    if not late:
        return Finding(name, sentence)
    if _day_is_full(now):
        advice = _("The relay's day is used up: they leave tomorrow, or agree on more and raise HUEANDCRY_RELAY_A_DAY.")
        return Finding(name, sentence, advice, NOTE)
    sentence += " " + _("For %(n)d offices nothing is in the way, and nothing left for an hour.") % {"n": late}
    return Finding(
        name, sentence, _("See that `hueandcry serve` or `hueandcry rounds` runs, and that the relay answers.")
    )


def _doubts(now: datetime) -> Finding:
    name = "doubts"
    doubts = Delivery.objects.filter(status=Status.IN_DOUBT)
    stay = doubts.filter(due_at__lt=now - DOUBT).count()
    apart = Delivery.objects.filter(status=Status.QUARANTINED).count()
    if not stay and not apart:
        fresh = doubts.count()
        return Finding(
            name, _("%(n)d letters in doubt; they settle by themselves.") % {"n": fresh} if fresh else _("none.")
        )
    sentence = _("%(stay)d letters stay in doubt, %(apart)d were set apart.") % {"stay": stay, "apart": apart}
    return Finding(name, sentence, _("Look into the relay's log for those in doubt; the appeal's page shows them."))


def _offices(now: datetime) -> Finding:
    name = "offices"
    paused = Pigeonhole.objects.filter(paused_at__isnull=False)
    if not (n := paused.count()):
        return Finding(name, _("none is paused."))
    oldest = paused.aggregate(at=Min("paused_at"))["at"]
    sentence = _("%(n)d are paused, the first for %(age)s.") % {"n": n, "age": age(oldest, now)}
    return Finding(name, sentence, _("Read why on the desk's page of offices, and resume what may go on."))


def _unsorted(now: datetime) -> Finding:
    name = "mail in"
    raw = Incoming.objects.filter(status=Incoming.Status.RAW)
    oldest = raw.filter(reason="").aggregate(at=Min("arrived_at"))["at"]
    if oldest is not None and now - oldest >= SOON:
        sentence = _("%(n)d messages are kept and not sorted, the oldest for %(age)s.")
        advice = _("Nothing is lost. See that `hueandcry serve` or `hueandcry rounds` runs, and read its log.")
        return Finding(name, sentence % {"n": raw.count(), "age": age(oldest, now)}, advice)
    if again := raw.filter(again_at__isnull=False).count():
        sentence = _("%(n)d messages could not be handled at the first try; they are tried again.") % {"n": again}
        return Finding(name, sentence, _("Nothing is lost. The log names the error; please report it."), NOTE)
    if waiting := raw.exclude(reason="").count():
        sentence = _("%(n)d copies wait for a name server to check their signature.") % {"n": waiting}
        return Finding(name, sentence, _("They are tried for five days; look at this machine's name server."), NOTE)
    return Finding(name, _("all of it is sorted."))


def _stuck(now: datetime) -> Finding:
    """Messages that the provider's server does not hand over."""
    name, there = "mailbox", stuck.for_a_person()
    if not (n := there.count()):
        return Finding(name, _("every message there could be taken in."))
    oldest = there.aggregate(at=Min("since"))["at"]
    sentence = _("%(n)d messages in the provider's mailbox cannot be taken in, the first for %(age)s.")
    advice = _("They lie there unread: look at them with another program, and move them out of the folder.")
    return Finding(name, sentence % {"n": n, "age": age(oldest, now)}, advice)


def _for_a_person(now: datetime) -> Finding:
    """Mail nobody could match: work, and no fault of the installation."""
    name = "unplaced mail"
    waiting = Incoming.objects.filter(status__in=[Incoming.Status.UNPLACED, Incoming.Status.PENNED])
    oldest = waiting.aggregate(at=Min("arrived_at"))["at"]
    if oldest is None:
        return Finding(name, _("none."))
    sentence = _("%(n)d messages wait for a person, the oldest for %(age)s.")
    advice = _("Place them on the desk's page of the post; they are erased after 30 days.")
    return Finding(name, sentence % {"n": waiting.count(), "age": age(oldest, now)}, advice, NOTE)
