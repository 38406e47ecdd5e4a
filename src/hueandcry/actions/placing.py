"""What came back finds its place: a bounce, a robot's answer, an official's reply, a supporter's copy.

Whatever cannot be matched beyond doubt is left for a person, with a guess. Each message is placed in
one transaction, so that a stop in the middle leaves it to be placed again.
"""

import datetime as dt
import logging

from django.db import InterfaceError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from hueandcry.actions import belonging, bounces, copies, filing, learning, pacing, stumbling
from hueandcry.appeals.models import Appeal, Target
from hueandcry.ledger import writing
from hueandcry.lib import clock, folders, moves, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User
from hueandcry.post import envelopes, mailbox, outbox, queueing, sorting
from hueandcry.post.models import Delivery, Incoming

log = logging.getLogger(__name__)
Kind, Status = Incoming.Kind, Incoming.Status
REASON = 300  # characters
CONTROLLED = dt.timedelta(hours=1)  # how long a letter of the desk to itself is left for the doctor to find
NAME_SERVER = dt.timedelta(days=5)  # how long a copy waits for a name server that does not answer


def walk(limit: int = 100, now: dt.datetime | None = None) -> int:
    """Place up to `limit` messages that nobody has read yet; how many found a place or a person."""
    folders.check(folders.KEYS)
    folders.check(folders.DATA)  # raw mail lies there: another machine's clock must not call it gone
    now = now or clock.now()
    apart = stumbling.pen_deadly(now)
    return apart + sum(_fenced(incoming, now) for incoming in queueing.next_ones(limit, now))


def place(incoming: Incoming, sorted: sorting.Sorted, now: dt.datetime) -> None:
    """Give one raw message its place; safe to repeat, and to be stopped anywhere."""
    meant = envelopes.read(incoming.envelope_to)
    a_copy = meant is not None and meant.kind == "copy" and sorted.kind != Kind.COMPLAINT
    letter = None if a_copy or sorted.penned else belonging.letter_of(incoming, sorted)
    # Both before the transaction: name servers take their time.
    checked = copies.check(incoming) if a_copy else None
    proven = filing.prove(incoming, letter) if letter and sorted.kind in (Kind.REPLY, Kind.ROBOT) else None
    rule = learning.rule_for(sorted) if letter is None and not a_copy else None
    learned = filing.prove(incoming, None, rule.target) if rule else None
    with transaction.atomic():
        fresh = Incoming.objects.select_for_update().get(pk=incoming.pk)
        if fresh.status != Status.RAW:
            return
        if meant is not None and meant.kind == "control" and not sabotage.on("control-is-mail"):
            _control(fresh, now)
        elif sorted.kind == Kind.COMPLAINT:
            _complaint(fresh, sorted, now)
        elif meant is None and letter and proven:
            filing.file(fresh, sorted, letter, proven)
        elif meant is None:
            _leave(fresh, sorted, _("It came to an address that belongs to no letter of ours."))
        elif checked is not None:
            copies.take(fresh, sorted, meant, checked, now=now)
        elif meant.kind == "bounce" and (sorted.kind == Kind.BOUNCE or sorted.dsn_action):
            bounces.take(fresh, sorted, meant.token, now=now)
        else:
            _answer(fresh, sorted, meant.token, proven)
        if rule and learned and fresh.status == Status.UNPLACED and sorted.kind != Kind.COMPLAINT:
            _as_learned(fresh, sorted, rule, learned)
    incoming.refresh_from_db()


def by_hand(incoming: Incoming, *, kind: str, appeal: Appeal, target: Target | None, by: User) -> None:
    """A person says what an unplaced message is; a copy placed by hand is kept and not counted."""
    if not by.may_keep_post():
        raise Refused(_("Your role cannot place messages."))
    if kind not in (Kind.REPLY, Kind.ROBOT, Kind.COPY, Kind.BOUNCE):
        raise Refused(_("Please say what this message is."))
    if target and target.appeal_id != appeal.pk:
        raise Refused(_("This target belongs to another appeal."))
    found, protest = filing.own_protest(incoming, target)
    proven = filing.prove(incoming, protest, target)
    with transaction.atomic():
        moves.move(incoming, to=Status.PLACED, kind=kind, reason=gettext_noop("Placed by hand."), guess="")
        if kind in (Kind.REPLY, Kind.ROBOT):
            filing.keep(incoming, found, appeal, target, protest, proven, robot=kind == Kind.ROBOT)
        copies.hand_over(incoming, appeal)
        learning.learn(found, kind=kind, target=target, signed_by=proven.signed_by, by=by, now=clock.now())
        facts = {"kind": str(kind), "target": target.name if target else ""}
        writing.record("incoming placed", subject=appeal.number or "", by=by, **facts)


def set_aside(incoming: Incoming, *, by: User) -> None:
    """A person says that this message is nothing for us; it is erased on its day."""
    if not by.may_keep_post():
        raise Refused(_("Your role cannot place messages."))
    found, _protest = filing.own_protest(incoming, None)
    with transaction.atomic():
        moves.move(incoming, to=Status.SET_ASIDE, reason=gettext_noop("Set aside by a person."), guess="")
        learning.learn(found, kind="set_aside", target=None, signed_by="", by=by, now=clock.now())


def _fenced(incoming: Incoming, now: dt.datetime) -> int:
    """The same as `_one`, whatever a message does to us: those behind it are placed all the same."""
    if sabotage.on("one-stops-all"):
        return _one(incoming, now)
    if (until := stumbling.begin(incoming, now=now)) is None:
        return 0  # somebody else has just placed it
    try:
        done = _one(incoming, now)
    except InterfaceError:
        raise  # no database: nobody's fault here, and nothing else could be placed
    except folders.Away:
        stumbling.end(incoming, until)
        raise  # no keys: the same
    except Exception as trouble:
        done = stumbling.over(incoming, trouble, now=now)
    if not done:
        stumbling.end(incoming, until)
    return done


def _one(incoming: Incoming, now: dt.datetime) -> int:
    """1 if the message found its place, 0 if it has to be tried again later."""
    try:
        raw = mailbox.fetch(incoming)
    except sealing.KeyMissing:
        return _await_key(incoming)
    except (FileNotFoundError, sealing.KeyGone):
        _pen(incoming, _("Its file is gone, or the key to it."))
        return 1
    sorted = sorting.sort(raw, null_sender=incoming.null_sender)
    if sorted.slow:
        return stumbling.too_slow(incoming, now=now)
    try:
        place(incoming, sorted, now)
    except copies.NameServer:
        return _wait(incoming, sorted, now)
    except sealing.KeyMissing:
        return _await_key(incoming)
    except Refused as no:  # somebody else has just placed it
        log.info("incoming %s: %s", incoming.pk, type(no).__name__)
    if sabotage.on("answer-by-itself") and sorted.from_address:
        _answer_by_itself(incoming, sorted, now)
    return 1


def _answer_by_itself(incoming: Incoming, sorted: sorting.Sorted, now: dt.datetime) -> None:
    """The sabotage "answer-by-itself": thank whoever wrote, as a program that answers programs."""
    thanks = outbox.letter("confirmation", language="en", subject="Thank you", body="We got it.", now=now)
    outbox.put(
        thanks, to=sorted.from_address, values={}, key_name=incoming.key_name, rank=0, due_at=now,
        erase_by=incoming.erase_by,
    )  # fmt: skip


def _wait(incoming: Incoming, sorted: sorting.Sorted, now: dt.datetime) -> int:
    if now < incoming.arrived_at + NAME_SERVER:
        waiting = Incoming.objects.filter(pk=incoming.pk, status=Status.RAW)
        waiting.update(reason=_("Waiting for a name server to check the signature."))
        return 0
    with transaction.atomic():
        _leave(incoming, sorted, _("A copy whose signature could not be checked: no name server answered in time."))
    return 1


def _await_key(incoming: Incoming) -> int:
    """Nobody destroyed the key, it is only not there: read again later, after all others."""
    Incoming.objects.filter(pk=incoming.pk, status=Status.RAW).update(reason=_("Waiting for a key that is missing."))
    return 0


def _pen(incoming: Incoming, why: str) -> None:
    with transaction.atomic():
        moves.move(incoming, to=Status.PENNED, reason=why[:REASON])


def _as_learned(incoming: Incoming, sorted: sorting.Sorted, rule: learning.SortingRule, proven: filing.Proven) -> None:
    """What a person said of this very sender, whom a signature proves again."""
    if rule.target is None or not learning.proves(rule, proven):
        return
    robot = learning.Kind.ROBOT in (rule.kind, sorted.kind)
    kind = Kind.BOUNCE if rule.kind == learning.Kind.BOUNCE else Kind.ROBOT if robot else Kind.REPLY
    why = _("Sorted as %(who)s sorted mail of this sender on %(day)s.")
    facts = {"who": rule.made_by.name, "day": rule.made_at.date().isoformat()}
    moves.move(incoming, to=Status.PLACED, kind=kind, reason=(why % facts)[:REASON], guess="")
    if kind != Kind.BOUNCE:
        filing.keep(incoming, sorted, rule.target.appeal, rule.target, None, proven, robot=robot)
    copies.hand_over(incoming, rule.target.appeal)
    writing.record("incoming sorted as before", subject=rule.target.appeal.number or "", kind=str(kind))


def _leave(incoming: Incoming, sorted: sorting.Sorted, why: str, guess: str = "") -> None:
    """For a person: unplaced, or penned when it cannot be read at all."""
    if sorted.penned:
        if sabotage.on("swallow-unreadable"):
            return
        moves.move(incoming, to=Status.PENNED, kind=Kind.UNKNOWN, reason=sorted.penned[:REASON], guess=guess[:120])
    else:
        moves.move(incoming, to=Status.UNPLACED, kind=sorted.kind, reason=why[:REASON], guess=guess[:120])


def _control(incoming: Incoming, now: dt.datetime) -> None:
    """A letter of the desk to itself: nobody has to see it, it counts nowhere, and is soon forgotten."""
    moves.move(
        incoming, to=Status.PLACED, reason=_("A letter of this desk to itself."), guess="", erase_by=now + CONTROLLED
    )


def _complaint(incoming: Incoming, sorted: sorting.Sorted, now: dt.datetime) -> None:
    """For a person in any case; a complaint about a protest pauses the office it went to."""
    why, guess = _("Somebody marked a letter of ours as spam."), _("Look which target complains.")
    if protest := pacing.complaint(sorted.hints, now=now):
        why = _("A target marked a letter of ours as spam; no more letters leave for it until you resume it.")
        guess = protest.target.name
    _leave(incoming, sorted, why, guess=guess)


def _answer(incoming: Incoming, sorted: sorting.Sorted, token: str, proven: filing.Proven | None) -> None:
    """Something that is no bounce came to the address of one of our letters."""
    delivery = Delivery.objects.select_related("letter").filter(token=token).first()
    letter = belonging.letter_of(incoming, sorted)
    if sorted.kind == Kind.BOUNCE:
        _leave(incoming, sorted, _("It looks like a bounce, but did not come to a signed return path."))
    elif letter is None and delivery is None:
        _leave(incoming, sorted, _("It answers a letter that we no longer know."))
    elif letter is None:
        help_wanted = _("Somebody may want help, or wants to leave.")
        _leave(incoming, sorted, _("A supporter answered a letter of ours."), guess=help_wanted)
    elif sorted.kind == Kind.UNKNOWN and not sorted.penned and not sabotage.on("servers-are-people"):
        why = _("A mail server wrote it, and it does not say clearly what became of a letter.")
        guess = _("Perhaps about the letter to: %(target)s") % {"target": letter.target.name}
        _leave(incoming, sorted, why, guess=guess)
    elif sorted.penned:
        _leave(incoming, sorted, "", guess=_("Perhaps an answer of: %(target)s") % {"target": letter.target.name})
    else:
        filing.file(incoming, sorted, letter, proven or filing.prove(incoming, letter))
