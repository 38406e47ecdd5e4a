"""Which message is read next: an answer of an office does not wait behind a flood, wherever the flood comes in."""

import datetime as dt

from django.db.models import Count, Min, QuerySet

from hueandcry.lib import sabotage
from hueandcry.post import envelopes
from hueandcry.post.models import Delivery, Incoming


def knows(address: str) -> bool:
    """Whether it is the address of a letter of ours, and not one that somebody made up."""
    meant = envelopes.read(address)
    if meant is None or meant.kind not in ("reply", "bounce"):
        return False
    return meant.kind == "bounce" or Delivery.objects.filter(token=meant.token).exists()


def next_ones(limit: int, now: dt.datetime) -> list[Incoming]:
    """Up to `limit` messages that nobody has read yet, half of them for answers; each once.

    One with which a process was gone comes last, and one of these at a time: it may end this process as well.
    """
    # Those that wait for a name server or for another try carry a reason, and come after all others.
    raw = Incoming.objects.filter(status=Incoming.Status.RAW).order_by("reason", "arrived_at", "pk")
    raw = raw.exclude(again_at__gt=now)
    deadly = [] if sabotage.on("one-stops-all") else list(raw.filter(begun__isnull=False).order_by("begun", "pk")[:1])
    if deadly:
        raw, limit = raw.filter(begun=None), max(0, limit - 1)
    # Half of the places are for what came to the address of a letter: a flood anywhere else, which everybody can start,
    # keeps no answer waiting.
    share = 0 if sabotage.on("first-come") else -(-limit // 2)
    to_letters = raw.filter(to_letter=True)
    answers = list(to_letters[: share + 1])
    if len(answers) > share > 0 and not sabotage.on("loudest-first"):
        answers = _one_of_each(to_letters, share)
    chosen = answers[:share]
    others = raw.exclude(pk__in=[incoming.pk for incoming in chosen])[: limit - len(chosen)]
    return chosen + list(others) + deadly


def _one_of_each(waiting: QuerySet[Incoming], share: int) -> list[Incoming]:
    """The oldest message of each address, those with the least mail first: whoever floods one address waits there."""
    addresses = waiting.order_by().values("envelope_to").annotate(n=Count("pk"), first=Min("pk"))
    firsts = [row["first"] for row in addresses.order_by("n", "first")[:share]]
    return list(waiting.filter(pk__in=firsts))
