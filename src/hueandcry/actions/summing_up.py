"""The rest of the protests to one office in one signed letter: asked for by one person, decided by a second.

It is a way out when an office gets more letters than it will ever open, or refuses them one by one. It cannot
be called back once it has left, and nobody decides it alone.
"""

import datetime as dt
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions import taking
from hueandcry.actions.models import Protest, Summary
from hueandcry.appeals import letters
from hueandcry.appeals.models import Appeal, Target
from hueandcry.ledger import writing
from hueandcry.lib import moves, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import outbox, pace, summaries
from hueandcry.post import writing as writing_of_letters
from hueandcry.post.models import Delivery, Letter, Pigeonhole, Turn

Status = Summary.Status


@dataclass(frozen=True)
class Rest:
    """Letters of the same words that wait for one mailbox of a target."""

    target: Target
    turn: Turn
    words: Letter
    waiting: int


def possible(hole: Pigeonhole) -> list[Rest]:
    """What could be sent as one to this office; the longest queue first."""
    found = []
    for turn in hole.turns.all():
        rows = list(summaries.waiting(turn).order_by().values_list("protest__target", "letter").annotate(n=Count("pk")))
        targets = Target.objects.select_related("appeal").in_bulk([target for target, _words, _n in rows])
        words = Letter.objects.in_bulk([letter for _target, letter, _n in rows])
        found += [Rest(targets[target], turn, words[letter], n) for target, letter, n in rows if target in targets]
    return sorted(found, key=lambda rest: (-rest.waiting, rest.target.pk, rest.words.pk))


@transaction.atomic
def ask(target: Target, turn: Turn, words: Letter, *, by: User, now: dt.datetime) -> Summary:
    """Ask to send what waits for this target in these words as one; a second person decides."""
    _may(by)
    if not _waiting(turn, target, words).exists():
        raise Refused(_("Nothing waits for this office that could be sent as one."))
    try:
        with transaction.atomic():
            asked = Summary.objects.create(
                appeal=target.appeal, target=target, turn=turn, words=words, asked_by=by, asked_at=now
            )
    except IntegrityError:
        raise Refused(_("Somebody has asked for this already; a second person decides.")) from None
    _record("summary asked", asked, by)
    return asked


@transaction.atomic
def make(summary: Summary, *, by: User, now: dt.datetime, until: int | None = None) -> int:
    """A second person agrees: gather what waits and lay the letter out; how many protests are in it.

    `until` is the last letter that was counted on the page they saw; who came later goes on waiting.
    """
    _may(by)
    if summary.asked_by_id == by.pk:
        raise Refused(_("You asked for it. Somebody else has to decide."))
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=summary.appeal_id)
    words, to = summary.words, _addressed(summary)
    said = summaries.values(
        letters.shared_words(words.body), words.language, number=appeal.number or "", on=now.date()
    )  # its subject is that of the letter
    moves.move(summary, to=Status.SENT, decided_by=by, decided_at=now)
    made = outbox.put(
        summaries.letter(words.subject, language=words.language, now=now),
        to=to.to, to_name=to.to_name, cc=to.cc, values=said,
        key_name=appeal.act_key, rank=1, due_at=now, erase_by=taking.erase_day(appeal, now),
    )  # fmt: skip
    waiting = _waiting(summary.turn, summary.target, words)
    people = summaries.gather(waiting.filter(pk__lte=until) if until else waiting, made)
    if not people:
        raise Refused(_("Nothing waits for this office any more; it has left letter by letter."))
    Summary.objects.filter(pk=summary.pk).update(delivery=made, people=people)
    summary.delivery, summary.people = made, people
    _record("summary made", summary, by, people=people)
    return people


@transaction.atomic
def drop(summary: Summary, *, by: User, now: dt.datetime) -> None:
    """It is not made after all; whoever asked may say so as well."""
    _may(by)
    moves.move(summary, to=Status.DROPPED, decided_by=by, decided_at=now)
    _record("summary dropped", summary, by)


@transaction.atomic
def take_apart(summary: Summary, *, by: User, now: dt.datetime) -> int:
    """The letter was refused or came back: its protests wait again, one by one; how many."""
    _may(by)
    made = Delivery.objects.select_for_update().filter(of_summary=summary)
    failed = made.filter(status__in=summaries.FAILED).first()
    if failed is None:
        raise Refused(_("Only a summary that did not get through can be taken apart."))
    moves.move(summary, to=Status.TAKEN_APART)
    again = summaries.scatter(failed, now=now)
    pace.wake([summary.turn_id])
    _record("summary taken apart", summary, by, people=again)
    return again


@dataclass(frozen=True)
class Preview:
    """What would leave now; whose names they are, the desk does not see."""

    words: str
    people: int  # who would be in it
    waiting: int  # who waits; more than fit into one summary go on waiting
    countries: list[tuple[str, int]]  # of all who wait, the largest first
    last: int  # the last letter that is counted here


def preview(summary: Summary) -> Preview:
    """For whoever decides; refuses when nothing waits any more."""
    waiting = _waiting(summary.turn, summary.target, summary.words)
    rows = waiting.order_by().values_list("protest__country").annotate(n=Count("pk"))
    countries = list(rows.order_by("-n", "protest__country"))
    everybody = sum(n for _code, n in countries)
    if not everybody:
        raise Refused(_("Nothing waits for this office any more; it has left letter by letter."))
    last = waiting.order_by("-pk").values_list("pk", flat=True)[0]
    return Preview(_said(summary.words), min(everybody, summaries.MOST), everybody, countries, last)


def _addressed(summary: Summary) -> writing_of_letters.Written:
    """How one of the letters is addressed; all of them are addressed alike."""
    for row in _waiting(summary.turn, summary.target, summary.words).order_by("pk")[:20]:
        try:
            return outbox.opened(row)
        except sealing.KeyGone:
            continue
    raise Refused(_("Nothing waits for this office any more; it has left letter by letter."))


def _said(words: Letter) -> str:
    return f"{words.subject}\n\n{letters.shared_words(words.body)}"


def _waiting(turn: Turn, target: Target, words: Letter) -> QuerySet[Delivery]:
    return summaries.waiting(turn).filter(letter=words, protest__in=Protest.objects.filter(target=target))


def _record(event: str, summary: Summary, by: User, **facts: object) -> None:
    writing.record(event, subject=summary.appeal.number or "", by=by, target=summary.target.name, **facts)


def _may(by: User) -> None:
    if not by.may_keep_post():
        raise Refused(_("Your role cannot decide how letters leave."))
