"""Which of our letters a message answers: by the address it came to, else by the Message-IDs it names."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hueandcry.actions import proving
from hueandcry.actions.models import Protest, Summary
from hueandcry.appeals.models import Appeal, Target
from hueandcry.post import envelopes, sorting
from hueandcry.post.models import Incoming

MOST = 5  # guesses
ENDED = (Appeal.Status.STOPPED, Appeal.Status.EXPIRED)


@dataclass(frozen=True)
class Guess:
    """Whose answer a message may be, and why we think so; a person confirms it."""

    target: Target
    why: str


def protest_of(incoming: Incoming, found: sorting.Sorted) -> Protest | None:
    """The protest it answers beyond doubt; Message-IDs hold 130 random bits, so only a receiver knows one."""
    meant = envelopes.read(incoming.envelope_to)
    protests = Protest.objects.select_related("appeal", "target", "action", "delivery")
    token = meant.token if meant and meant.kind in ("reply", "bounce") else ""
    if token and (protest := protests.filter(delivery__token=token).first()):
        return protest
    named = {protest.delivery.message_id: protest for protest in protests.filter(
        delivery__message_id__in=[name[:120] for name in found.answers]) if protest.delivery}  # fmt: skip
    return next((named[name] for name in found.answers if name in named), None)


def letter_of(incoming: Incoming, found: sorting.Sorted) -> Protest | Summary | None:
    """The protest or the summary of many that it answers beyond doubt."""
    return protest_of(incoming, found) or summary_of(incoming, found)


def summary_of(incoming: Incoming, found: sorting.Sorted) -> Summary | None:
    """The summary it answers beyond doubt: it went to many people's protests, and to none of them alone."""
    meant = envelopes.read(incoming.envelope_to)
    made = Summary.objects.select_related("appeal", "target").filter(delivery__isnull=False)
    if meant and meant.kind in ("reply", "bounce") and (one := made.filter(delivery__token=meant.token).first()):
        return one
    return made.filter(delivery__message_id__in=[name[:120] for name in found.answers]).first()


def guesses(found: sorting.Sorted) -> list[Guess]:
    """Targets whose office the sender may be, the likeliest first: the address, then the domain with the subject."""
    sender, domain = found.from_address, found.from_address.rpartition("@")[2]
    if not domain:
        return []
    near: list[tuple[int, Guess]] = []
    for target in Target.objects.filter(appeal__live_revision__isnull=False).select_related("appeal__live_revision"):
        office = proving.office_of(target)
        told = _told(found.subject, target.appeal)
        ended = target.appeal.status in ENDED
        if sender in office.addresses:
            near.append((8 + 4 * told - ended, Guess(target, _("Its sender is the address we know for this target."))))
        elif office.owns(domain):
            why = _("Its sender is in this target's domain, and its subject is that of the appeal's letters.")
            rest = _("Its sender is in this target's domain.")
            near.append((2 + 4 * told - ended, Guess(target, why if told else rest)))
    near.sort(key=lambda each: (-each[0], -each[1].target.appeal_id, each[1].target.position))
    return [guess for _score, guess in near[:MOST]]


def _told(subject: str, appeal: Appeal) -> bool:
    """Whether the subject holds that of one of the appeal's letters."""
    document = appeal.live_revision.document if appeal.live_revision else {}
    texts = document.get("texts", {})
    subjects = [text.get("subject", "") for text in (texts.values() if isinstance(texts, dict) else texts)]
    return any(each and each.casefold() in subject.casefold() for each in subjects)
