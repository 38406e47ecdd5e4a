"""The relay takes none of our letters: since when, what it says, and what to do about it.

A suspended account or a used-up quota is no fault of a letter, so all of them wait and are tried again; without a word
to the desk they would wait until they are given up. One letter that the relay takes ends the trouble.
"""

import datetime as dt
from dataclasses import dataclass

from django.db.models import F, Q
from django.utils.translation import gettext as _

from hueandcry.lib import sabotage
from hueandcry.post import answers, parcels
from hueandcry.post.models import RelayTrouble

RUN = 3  # times in a row before anybody is told
SOON = dt.timedelta(minutes=10)  # or so long after the first, however few letters there are to try
AT_THE_DOOR = ("connect", "mail")  # nothing was said of a recipient yet


@dataclass(frozen=True)
class Trouble:
    """What the desk and the doctor say."""

    since: dt.datetime
    times: int
    refuses: bool  # the relay speaks and says no; otherwise it does not answer
    said: str  # its last answer, with the code
    meaning: str  # the same in plain words; empty where we know none
    advice: str


def of_us(verdict: parcels.Verdict) -> bool:
    """Whether it is we, or the way to the relay, and not the letter, that this "later" is about."""
    if verdict.result != parcels.LATER:
        return False
    if verdict.stage in AT_THE_DOOR or (verdict.code or 0) // 100 == 5:
        return True
    return bool(answers.HTTP.match(verdict.answer) or parcels.OF_US.search(verdict.answer.encode()))


def note(verdict: parcels.Verdict, *, now: dt.datetime) -> None:
    """Count a letter that was not taken because of us; any other verdict is none of this."""
    if not of_us(verdict) or sabotage.on("silent-relay"):
        return
    said = {"last_at": now, "stage": verdict.stage, "code": verdict.code, "answer": parcels.short(verdict.answer)}
    row, made = RelayTrouble.objects.get_or_create(
        about=RelayTrouble.RELAY, defaults={"since": now, "times": 1, **said}
    )
    if not made:
        # Letters that were not even tried after it say less than the refusal itself: its words stay.
        tells = said if verdict.code or not row.code else {"last_at": now}
        RelayTrouble.objects.filter(pk=row.pk).update(times=F("times") + 1, **tells)


def over(at: dt.datetime) -> None:
    """The relay took a letter, or judged one, at that moment: whatever was before is over."""
    ahead = at + dt.timedelta(hours=1)  # written by a clock that was wrong
    RelayTrouble.objects.filter(Q(last_at__lte=at) | Q(last_at__gt=ahead)).delete()


def standing(now: dt.datetime) -> Trouble | None:
    """The trouble somebody should hear of; None while all is well, or after a single stumble."""
    row = RelayTrouble.objects.first()
    if row is None or (row.times < RUN and now - row.since < SOON):
        return None
    refuses = bool(row.code or answers.HTTP.match(row.answer))
    said = f"{row.code or ''} {row.answer}".strip()
    return Trouble(row.since, row.times, refuses, said, answers.meaning(row.answer, row.code), _advice(refuses))


def _advice(refuses: bool) -> str:
    if not refuses:
        return _("See that the relay runs, and that HUEANDCRY_RELAY names it; letters wait and are tried again.")
    return _(
        "Look at your account with the relay's owner, or ask: is it suspended, unpaid or over its quota, or are name "
        "and password wrong? Letters wait and are tried again for five days; those given up by then: "
        "hueandcry post requeue --state given_up"
    )
