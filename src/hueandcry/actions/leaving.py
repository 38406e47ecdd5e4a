"""Somebody takes back what she did, has her data erased, or never wants a letter again."""

import datetime as dt

from django.db import transaction
from django.db.models import F, QuerySet

from hueandcry.actions import taking, unsealing
from hueandcry.actions.models import Action, Confirmation, Forward, News, Protest, Reply
from hueandcry.lib import moves, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import stops, summaries
from hueandcry.post.models import DeadAddress, Delivery, Incoming

OPEN = (Action.Status.PENDING, Action.Status.CONFIRMED)


def find(token: str) -> Action | None:
    """The act a link of ours belongs to; None when there is none, or it was erased.

    Acts by own mail are never found: their token stands in the Cc that the official reads.
    """
    acts = Action.objects.filter(way=Action.Way.RELAY, token=token.lower()).exclude(person_key="")
    return acts.select_related("appeal").first()


@transaction.atomic
def withdraw(action: Action, now: dt.datetime) -> None:
    """Take back everything this person did in this appeal: not counted any more, not sent where it still waits.

    What an office's server has accepted already cannot be called back. Doing it twice changes nothing.
    """
    for mine in same_person(action).select_for_update():
        if mine.status not in OPEN:
            continue
        moves.move(mine, to=Action.Status.WITHDRAWN, submission_key=mine.token)
        takes_back = Delivery.objects.filter(summaries.takes_back())
        for protest in mine.protests.select_related("delivery").filter(delivery__in=takes_back):
            assert protest.delivery
            try:
                moves.move(protest.delivery, to=Delivery.Status.CANCELLED)
            except Refused:
                continue  # a courier has it in hand
            Protest.objects.filter(pk=protest.pk).update(rank=0)  # if she comes back, her letter leaves
    _take_back_answers(action)
    action.refresh_from_db()


@transaction.atomic
def want_answers(action: Action, wanted: bool) -> None:
    """Have the offices' answers sent on from now on, or no more; what still waits is then taken back."""
    open_acts = same_person(action).filter(status__in=OPEN)
    open_acts.update(wants_answers=wanted)
    if not wanted:
        _take_back_answers(action)
    action.refresh_from_db()


@transaction.atomic
def want_outcome(action: Action, wanted: bool) -> None:
    """Be told how it ends, or not; the address for it lies under a key of its own, which outlives the other."""
    told = unsealing.told(action.appeal.act_key, action.sealed) if wanted else {}
    follow = {"email": told.get("email", ""), "language": action.language}
    sealed = sealing.seal(action.appeal.follow_key, follow) if wanted else None
    same_person(action).filter(status__in=OPEN).update(follow_sealed=sealed)
    action.refresh_from_db()


@transaction.atomic
def erase(action: Action, now: dt.datetime) -> None:
    """Withdraw, and delete what names this person: her protests, letters, news and copies; empty rows stay.

    A letter that a courier has in hand is emptied by forgetting.py as soon as it is done. Backups of the
    database keep the rows until they are replaced, 30 days at most; the pages say so.
    """
    withdraw(action, now)
    acts = list(same_person(action))
    mine = Protest.objects.filter(action__in=acts)
    mail = [protest.copy for protest in mine.select_related("copy") if protest.copy]
    answers = Reply.objects.filter(protest__in=mine, incoming__isnull=False).select_related("incoming")
    mail += [reply.incoming for reply in answers if reply.incoming]
    ids = set(mine.filter(delivery__isnull=False).values_list("delivery_id", flat=True))
    ids |= set(News.objects.filter(action__in=acts, delivery__isnull=False).values_list("delivery_id", flat=True))
    sent_on = Forward.objects.filter(action__in=acts, delivery__isnull=False)
    ids |= set(sent_on.values_list("delivery_id", flat=True))
    ids |= set(_confirmations(acts).values_list("delivery_id", flat=True))
    mine.delete()
    News.objects.filter(action__in=acts).delete()
    Forward.objects.filter(action__in=acts).delete()
    Delivery.objects.filter(pk__in=ids, status=Delivery.Status.SENDING).update(erase_by=now)
    Delivery.objects.filter(pk__in=ids).exclude(status=Delivery.Status.SENDING).delete()
    # The clock drops rows and files; an answer's grade and the desk's summary of it stay.
    Incoming.objects.filter(sha256__in=[one.sha256 for one in mail]).update(erase_by=now)
    Action.objects.filter(pk__in=[one.pk for one in acts]).update(
        sealed=None, follow_sealed=None, person_key="", mail_key="", submission_key=F("token"), erase_by=now,
        domain_key="", words_key="", organisation_key="", section=None,
        country=taking.UNKNOWN_COUNTRY,
    )  # fmt: skip
    action.refresh_from_db()


def never_again(token: str, *, now: dt.datetime) -> bool:
    """Never write to whoever got the letter with this link; False for a link we never made."""
    confirmation = Confirmation.objects.select_related("delivery").filter(token=token.lower()).first()
    if confirmation:
        return stops.stop_receiver_of(confirmation.delivery.token, DeadAddress.Why.STOPPED, now)
    action = find(token)
    if action is None:
        return stops.stop_receiver_of(token, DeadAddress.Why.STOPPED, now)
    told = News.objects.filter(action=action, delivery__isnull=False).select_related("delivery").first()
    if told and told.delivery:
        return stops.stop_receiver_of(told.delivery.token, DeadAddress.Why.STOPPED, now)
    address = _address(action)
    if address:
        stops.stop(address, DeadAddress.Why.STOPPED, now)
    return bool(address)


def _take_back_answers(action: Action) -> None:
    """Answers that wait to be sent on; what a courier has in hand leaves."""
    waiting = Delivery.objects.filter(forward__action__in=same_person(action), status=Delivery.Status.QUEUED)
    waiting.update(status=Delivery.Status.CANCELLED)


def same_person(action: Action) -> QuerySet[Action]:
    """Everything the same person did in the same appeal."""
    if not action.person_key:
        return Action.objects.filter(pk=action.pk)
    return Action.objects.filter(appeal=action.appeal_id, person_key=action.person_key).order_by("pk")


def _confirmations(acts: list[Action]) -> QuerySet[Confirmation]:
    """The confirmation letters that lie under this appeal's key and went to the mailbox of these acts."""
    keys = {act.mail_key for act in acts if act.mail_key}
    return Confirmation.objects.filter(mail_key__in=keys, delivery__key_name=acts[0].appeal.act_key)


def _address(action: Action) -> str:
    for name, sealed in ((action.appeal.act_key, action.sealed), (action.appeal.follow_key, action.follow_sealed)):
        if sealed:
            try:
                return unsealing.told(name, sealed)["email"]
            except sealing.KeyGone:
                continue
    return ""
