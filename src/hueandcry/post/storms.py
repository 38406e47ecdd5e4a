"""Letters come back from many offices at once: then no bounce switches anything off until a person has decided.

One dead mailbox bounces. When a fifth of all mailboxes do within an hour it is rather the relay, a name server, a
blocklist, or somebody who reads our return paths; believing each of them would end the appeal without a word.
"""

import datetime as dt

from hueandcry.lib import sabotage
from hueandcry.post.models import Delivery, Pigeonhole, Spared, Storm

HOUR = dt.timedelta(hours=1)
ONE_IN = 5  # more than one in five of the mailboxes that letters left for
LEAST = 5  # mailboxes; fewer are looked at one by one


def standing() -> Storm | None:
    """The storm that nobody has decided yet."""
    return Storm.objects.filter(ended_at=None).first()


def begun(now: dt.datetime) -> Storm | None:
    """The storm that begins with the bounce just noted, if one does; in the transaction of that bounce."""
    if sabotage.on("no-bounce-brake"):
        return None
    last = Storm.objects.order_by("-ended_at").first()
    since = max(now - HOUR, last.ended_at) if last and last.ended_at else now - HOUR  # decided is decided
    back = Delivery.objects.filter(status=Delivery.Status.BOUNCED, turn__isnull=False, bounced_at__gt=since)
    came = back.order_by().values("turn__pigeonhole").distinct().count()
    if came < LEAST:
        return None
    left = Pigeonhole.objects.filter(turns__served_at__gt=now - HOUR).distinct().count()
    if came * ONE_IN <= left:
        return None
    fresh = {"begun_at": now, "came_back": came, "left": left}
    return Storm.objects.get_or_create(about=Storm.OFFICES, ended_at=None, defaults=fresh)[0]


def spare(storm: Storm, delivery: Delivery, *, to_key: str, status: str) -> None:
    """Note what this bounce would have done; `to_key` is the mailbox that it speaks of."""
    Spared.objects.get_or_create(storm=storm, delivery=delivery, to_key=to_key, defaults={"status": status})


def end(storm: Storm, *, now: dt.datetime) -> bool:
    """Bounces are believed again from now on; False if somebody was faster."""
    return bool(Storm.objects.filter(pk=storm.pk, ended_at=None).update(ended_at=now))
