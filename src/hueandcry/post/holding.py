"""Keeping letters on the shelf: while something is held nothing of it is claimed, but nothing is lost.

What belongs together is known to the post room by the key that seals it, and by nothing else.
"""

from datetime import datetime

from django.db.models import QuerySet

from hueandcry.post import summaries
from hueandcry.post.models import Delivery, Hold

FREE = 0  # letters of this rank (confirmations) always leave: their owners wait for them


def hold(key_name: str, *, now: datetime) -> None:
    """Hold all letters under this key that are still on the shelf, and those that come; twice is once."""
    Hold.objects.get_or_create(key_name=key_name, defaults={"since": now})


def release(key_name: str) -> None:
    """Let them leave again."""
    Hold.objects.filter(key_name=key_name).delete()


def cancel(key_name: str, *, why: str) -> int:
    """Take back for good what has not been handed over; how many letters that were.

    A letter a courier has in hand is not touched: it leaves, or comes back to the shelf and is
    caught by the hold that stays behind.
    """
    shelf = Delivery.objects.filter(summaries.takes_back(), key_name=key_name, rank__gt=FREE)
    return shelf.update(status=Delivery.Status.CANCELLED, answer=why)


def not_held(deliveries: QuerySet[Delivery]) -> QuerySet[Delivery]:
    """Those that may leave."""
    return deliveries.exclude(key_name__in=Hold.objects.values("key_name"), rank__gt=FREE)
