"""An office's answer goes on to the supporter who asked for it: in a new letter of ours, as quoted text.

Nothing of the office's message travels but its words: no header, no picture, no attachment, no link that
can be pressed. One letter for one answer, never for a robot's, and never to whoever said "never again".
"""

import datetime as dt
import logging
import re

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from hueandcry.actions import masking, proving, showing, texts, unsealing
from hueandcry.actions.models import Action, Forward, Protest, Reply
from hueandcry.lib import addresses, clock, locales, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import mailbox, outbox, sorting, stops
from hueandcry.post.models import Delivery, Letter

log = logging.getLogger(__name__)
MOST = 20  # letters of this kind to one supporter in one appeal; an office that writes more often is a loop
LONGEST = 10_000  # characters
ERASED_AFTER = dt.timedelta(days=30)
SCHEME = re.compile(r"\b([a-z][a-z0-9+.-]{1,14}):(//)?(?=\S)", re.IGNORECASE)
HOST_DOT = re.compile(r"(?<=[\w-])\.(?=[^\W\d_]{2,}|[\w-]+\.)")


def forward(reply: Reply, found: sorting.Sorted, protest: Protest | None) -> Forward | None:
    """Queue the letter, within the caller's transaction; None where she did not ask, or may not be written to."""
    if protest is None or not _asked(protest.action):
        return None
    if reply.grade == Reply.Grade.ROBOT and not sabotage.on("answer-robots"):
        return None
    try:
        told = unsealing.told(protest.appeal.act_key, protest.action.sealed)
    except sealing.KeyGone:
        return None
    if stops.is_dead(told["email"]) or _ours(told["email"]):
        return None
    try:
        with transaction.atomic():
            delivery = _letter(reply, found, protest, told["email"])
            return Forward.objects.create(reply=reply, action=protest.action, delivery=delivery)
    except Refused as no:  # a letter that cannot be written must not keep the answer from the desk
        log.warning("reply %s is not sent on: %s", reply.pk, type(no).__name__)
        return None


def harmless(text: str) -> str:
    """The text with nothing in it that a mail program makes a link of."""
    text = text.replace("@", " (at) ")
    return HOST_DOT.sub("[.]", SCHEME.sub(lambda found: f"{found[1].replace('ttp', 'xxp')}[:]{found[2] or ''}", text))


def _asked(action: Action) -> bool:
    asked = action.wants_answers and action.status == Action.Status.CONFIRMED
    return asked and Forward.objects.filter(action=action).count() < MOST


def _ours(address: str) -> bool:
    """Whether the letter would come back to ourselves."""
    return addresses.domain_of(address) in (settings.MAIL_DOMAIN.lower(), settings.NEWS_DOMAIN.lower())


def _letter(reply: Reply, found: sorting.Sorted, protest: Protest, to: str) -> Delivery:
    action, now = protest.action, clock.now()
    language, subject, body = texts.read("answer", action.language)
    with override(language):
        values = {
            "organisation": settings.ORGANISATION,
            "office": protest.target.name,
            "number": protest.appeal.number or "",
            "day": locales.day(reply.arrived_at.date(), language),
            "proof": "\n".join(harmless(sentence) for sentence in proving.in_words(reply, found.from_address)),
            "answer": _quoted(reply, found, protest),
            "attached": _attached(found),
            "leave": f"{settings.PUBLIC_URL}/leave/{action.token}/",
            "stop": f"{settings.PUBLIC_URL}/stop/{action.token}/",
        }
    return outbox.put(
        outbox.letter(Letter.Kind.ANSWER, language=language, subject=subject, body=body, now=now),
        to=to, values=values, key_name=protest.appeal.act_key, rank=2, due_at=now, erase_by=now + ERASED_AFTER,
    )  # fmt: skip


def _quoted(reply: Reply, found: sorting.Sorted, protest: Protest) -> str:
    """Subject and words of the office, each line marked; nobody else's mailbox, no alias, no token."""
    if sabotage.on("forward-raw") and reply.incoming:
        return mailbox.fetch(reply.incoming).decode("utf-8", "replace").replace("\0", "")
    words = f"{found.subject}\n\n{showing.own_words(found, protest)}".strip()
    cut = words[:LONGEST] + ("\n[…]" if len(words) > LONGEST else "")
    lines = harmless(showing.Cover(protest, found).for_herself(cut)).splitlines()
    return "\n".join(f"> {line}".rstrip() for line in lines)


def _attached(found: sorting.Sorted) -> str:
    if not found.attachments:
        return ""
    names = ", ".join(harmless(masking.masked(name, salutation=False)) for name in found.attachments)
    return _("Attached to it, and not passed on: %(names)s. Ask us if you need it.") % {"names": names}
