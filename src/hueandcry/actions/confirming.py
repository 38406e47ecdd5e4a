"""The owner of the address presses the button: here, and not before, letters to officials are born."""

import datetime as dt
from collections.abc import Collection

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions import awaiting, receivers, recognising, taking, unsealing
from hueandcry.actions.models import Action, Confirmation, Protest
from hueandcry.appeals import letters, wording
from hueandcry.appeals.models import Appeal
from hueandcry.lib import countries, moves, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import outbox
from hueandcry.post.models import Delivery, Letter


def pending(token: str, now: dt.datetime) -> list[Action] | None:
    """All that waits for the owner of this letter's mailbox, oldest first; None for a link we never made.

    Each comes with its appeal; `receivers.of(action.appeal, action.country)` says who would get it.
    What still waits after `confirm` belongs to an appeal that has ended or is held.
    """
    confirmation = _confirmation(token)
    if confirmation is None:
        return None
    waiting = _of_mailbox(confirmation).filter(status=Action.Status.PENDING, erase_by__gt=now)
    return list(waiting) if _alive(confirmation, now) else []


def confirm(token: str, *, now: dt.datetime, seen: Collection[str] | None = None) -> list[Action]:
    """Confirm what waits for this mailbox; the same answer however often it is pressed.

    `seen` are the tokens of the acts that stood on the page: what somebody else typed meanwhile is not
    confirmed unseen, and waits to be looked at. None stands for all.

    Returns what is confirmed by now. Whatever two presses do at once, each act is confirmed once and
    its letters are born once.
    """
    confirmation = _confirmation(token)
    if confirmation is None:
        return []
    for action in pending(token, now) or []:
        if seen is not None and action.token not in seen:
            continue
        try:
            _confirm(action, now)
        except (Refused, sealing.KeyGone):
            continue  # the other press was first, or the appeal ended in between
    window = (confirmation.made_at - awaiting.PENDING_FOR, confirmation.made_at + awaiting.LINK_FOR)
    return list(_of_mailbox(confirmation).filter(status=Action.Status.CONFIRMED, created_at__range=window))


def called(action_token: str, target_key: str, *, now: dt.datetime) -> None:
    """The supporter says that she telephoned this target; counted once, as declared."""
    action = Action.objects.filter(token=action_token, way=Action.Way.RELAY, status=Action.Status.CONFIRMED).first()
    if action is None:
        raise Refused(_("Please confirm your letter first; then tell us about your call."))
    target = action.appeal.targets.filter(key=target_key, retired=False).first()
    if target is None:
        raise Refused(_("This appeal does not ask anybody to call there."))
    try:
        with transaction.atomic():
            Protest.objects.create(
                action=action, appeal=action.appeal, target=target, person_key=action.person_key,
                channel=Protest.Channel.TELEPHONE, grade=Protest.Grade.DECLARED, country=action.country, day=now.date(),
            )  # fmt: skip
    except IntegrityError:
        pass  # told us before


def _confirmation(token: str) -> Confirmation | None:
    return Confirmation.objects.select_related("delivery").filter(token=token.lower()).first()


def _alive(confirmation: Confirmation, now: dt.datetime) -> bool:
    return confirmation.made_at <= now + dt.timedelta(hours=1) and now < confirmation.made_at + awaiting.LINK_FOR


def _of_mailbox(confirmation: Confirmation) -> QuerySet[Action]:
    """Acts of the mailbox this letter went to, in the week it was sent and the one after."""
    keys = {confirmation.mail_key}
    try:
        address = outbox.opened(confirmation.delivery).to if confirmation.delivery.sealed else ""
    except sealing.KeyGone:
        address = ""
    if address:
        for at in (confirmation.made_at, confirmation.made_at + awaiting.LINK_FOR):
            name = recognising.week_key(at)
            if sealing.exists(name):
                keys |= recognising.recent(address, at)
    acts = Action.objects.filter(mail_key__in=keys, way=Action.Way.RELAY)
    return acts.select_related("appeal__live_revision").order_by("pk")


@transaction.atomic
def _confirm(action: Action, now: dt.datetime) -> None:
    """One act, its protests and their letters: all of it or nothing."""
    appeal = Appeal.objects.select_for_update(of=("self",)).select_related("live_revision").get(pk=action.appeal_id)
    taking.must_be_live(appeal)
    erase_by = taking.erase_day(appeal, now)
    moves.move(action, to=Action.Status.CONFIRMED, confirmed_at=now, erase_by=erase_by)
    told = unsealing.told(appeal.act_key, action.sealed)
    _lend_country(action)
    for receiver in receivers.of(appeal, action.country):
        if receiver.to:
            _protest(action, appeal, receiver, told, now=now)


def _lend_country(action: Action) -> None:
    """A copy of the same person may have come first, from nowhere in particular: now we know where from."""
    same = Action.objects.filter(appeal=action.appeal, person_key=action.person_key, country=taking.UNKNOWN_COUNTRY)
    Protest.objects.filter(action__in=same).update(country=action.country)
    same.filter(way=Action.Way.OWN_MAIL).update(country=action.country)


def _protest(
    action: Action, appeal: Appeal, receiver: receivers.Receiver, told: dict[str, str], *, now: dt.datetime
) -> None:
    """One letter to one target; a second one of the same person is kept, and not sent."""
    protest = Protest(
        action=action, appeal=appeal, target=receiver.target, mission=receiver.mission, person_key=action.person_key,
        channel=Protest.Channel.RELAY, grade=Protest.Grade.RELAYED, country=action.country, day=now.date(),
    )  # fmt: skip
    try:
        with transaction.atomic():
            protest.save(force_insert=True)
    except IntegrityError:
        protest.rank = 2
        protest.save(force_insert=True)
        if not sabotage.on("second-letters-too"):
            return
    delivery = _deliver(action, appeal, receiver, told, now=now)
    Protest.objects.filter(pk=protest.pk).update(delivery=delivery)


def _deliver(
    action: Action, appeal: Appeal, receiver: receivers.Receiver, told: dict[str, str], *, now: dt.datetime
) -> Delivery:
    document = appeal.live_revision.document if appeal.live_revision else {}
    language, _text = wording.choose(document, action.language)
    subject, body = letters.protest_letter(appeal, receiver.target, language)
    hidden = document.get("hide_addresses", True)
    return outbox.put(
        outbox.letter(Letter.Kind.PROTEST, language=language, subject=subject, body=body, now=now),
        to=receiver.to, to_name=receiver.name(language)[:120], cc=receiver.cc,
        from_name=told["name"], reply_to="" if hidden else told["email"],
        values={
            "own_words": told["words"],
            "name": told["name"],
            "country": countries.name(action.country, language),
            "country_code": action.country,
            "relay_page": f"{settings.PUBLIC_URL}/{language}/relay/",
        },
        key_name=appeal.act_key, rank=1, due_at=now, erase_by=action.erase_by,
        country=receiver.mission.host if receiver.mission else document.get("country", ""),
        once=f"protest {action.token} {receiver.target.pk} {receiver.to}",
    )  # fmt: skip
