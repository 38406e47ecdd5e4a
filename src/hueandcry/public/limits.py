"""How often one network may post: what goes beyond is held up, not refused.

Everything is in memory: numbers under a hash whose key dies with the process. Nothing is written to a disk or a log.
Each process counts for itself. One number tells all about a bucket: until when what was let through is paid for
(the generic cell rate algorithm); a burst is how far that may lie ahead.
"""

import hashlib
import logging
import os
from dataclasses import dataclass
from time import monotonic
from typing import NamedTuple

from django.conf import settings
from granian.rsgi import Scope

from hueandcry.lib import sabotage
from hueandcry.public import networks

log = logging.getLogger(__name__)
MOST = 200_000  # buckets in memory, some forty megabytes; then the oldest are forgotten
QUIET = 60.0  # seconds between two alarms in the log
# Posts of one kind share buckets: whoever floods the form does not keep others from their button.
KINDS = {
    "act": b"a", "own": b"a", "letter": b"a", "comment": b"s", "confirm": b"c", "called": b"c", "posted": b"c",
    "leave": b"c", "uncomment": b"c",
}  # fmt: skip
FREE = frozenset({"stop", "provider"})  # pressed by mail systems for many people; signed by a provider
LINKS = frozenset({"own", "confirm", "called", "posted", "leave", "stop", "uncomment"})  # what follows is a token
LATER = "300"  # seconds, for the few plain words
MISSES = frozenset({404, 409})
BARE = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Not now</title><h1>Not now</h1>"
    b"<p>Too much comes from your network at this moment. What you sent was <b>not recorded</b>."
    b" Go back: your text is still in the form. Please send it again in a few minutes.</p></html>"
)
LOCKED = (
    b"<!doctype html><html lang=en><meta charset=utf-8><title>Not now</title><h1>Not now</h1>"
    b"<p>Too many links that are none of ours were tried from your network. Nothing was changed."
    b" If yours is from our message, it stays good: please open it again in a few minutes.</p></html>"
)


class Rate(NamedTuple):
    """So many at once, and after them one every so many seconds."""

    burst: int
    every: float


class Rates(NamedTuple):
    """What one address may do."""

    posts: Rate
    pages: Rate  # pages that say what to do instead; beyond them a few plain words
    places: Rate  # in the queue of those who wait; a burst of one: each comes after the one before
    proofs: Rate  # posts with a proof of work
    easy: Rate  # proofs that are easy to find; beyond them they take sixteen times the work


# An IPv4 address, or what one house has of IPv6 (a /64); its neighbours, a /24 or a /48; an address of many people.
ONE = Rates(Rate(40, 15.0), Rate(60, 2.0), Rate(1, 15.0), Rate(60, 10.0), Rate(20, 30.0))
NEAR = Rates(Rate(200, 3.0), Rate(300, 0.4), Rate(1, 3.0), Rate(300, 2.0), Rate(100, 6.0))
MANY = Rates(Rate(400, 0.5), Rate(600, 0.1), Rate(1, 0.5), Rate(2000, 0.2), Rate(200, 3.0))
TRIES = Rate(60, 10.0)  # links that do not exist
LEAST, LONGEST = 20.0, 900.0  # seconds somebody waits for a turn; who would wait longer gets none


@dataclass(frozen=True)
class Beyond:
    """A post that is more than its network may send now."""

    limits: "Limits"
    key: bytes
    rates: Rates
    bare: bool = False  # too many pages were made for it already

    def turn(self) -> float | None:
        """Seconds until a turn that is kept for this post; None when the queue is full."""
        return self.limits.turn(self.key, self.rates.places)

    def provable(self) -> bool:
        """Whether a proof of work would help at the moment."""
        return self.limits.room(b"w" + self.key, self.rates.proofs)

    def proven(self) -> None:
        """A post goes on because of its proof."""
        for sign, rate in ((b"w", self.rates.proofs), (b"e", self.rates.easy)):
            self.limits.take(sign + self.key, rate)

    def easy(self) -> bool:
        """Whether few proofs have come from this network lately."""
        return self.limits.room(b"e" + self.key, self.rates.easy)


class Limits:
    """The buckets of one process."""

    def __init__(self) -> None:
        self._origins = networks.Origins()
        self._key = os.urandom(16)
        self._paid: dict[bytes, float] = {}  # bucket: until when it is paid
        self._off = sabotage.on("no-limits")
        self._alarm = -QUIET

    def judge(self, scope: Scope) -> Beyond | None:
        """None when this post may go on, as nearly all do; it is counted then."""
        kind = KINDS.get(scope.path[1:].partition("/")[0])
        if kind is None or self._off:
            return None
        address, now = self._origins.of(scope), monotonic()
        if self._origins.many(address):
            asked = [(self._bucket(kind, address), MANY)]
        else:
            near = address[:3] if len(address) == 4 else address[:6]
            one = address if len(address) == 4 else address[:8]
            asked = [(self._bucket(kind, one), ONE), (self._bucket(kind, near), NEAR)]
        for key, rates in asked:
            if not self.room(key, rates.posts, now):
                return Beyond(self, key, rates, bare=not self.take(b"p" + key, rates.pages, now))
        for key, rates in asked:
            self.take(key, rates.posts, now)
        return None

    def turn(self, key: bytes, places: Rate) -> float | None:
        """Keep a place in the queue of this bucket; seconds until it is its turn."""
        now, key = monotonic(), b"q" + key
        paid = max(self._paid.get(key, 0.0), now + LEAST - places.every) + places.every
        if paid - now > LONGEST:
            return None
        self._paid[key] = paid
        return paid - now

    def locked(self, scope: Scope) -> bool:
        """Whether so many links were tried from there that no more are looked up. Shared addresses never are."""
        if scope.path[1:].partition("/")[0] not in LINKS or self._off:
            return False
        address = self._origins.of(scope)
        return not self._origins.many(address) and not self.room(self._misses(address), TRIES, monotonic())

    def missed(self, scope: Scope, status: int) -> None:
        """A link was not found: count it, and say in the log that somebody guesses, not who."""
        if status not in MISSES or self._off or scope.path[1:].partition("/")[0] not in LINKS:
            return
        now = monotonic()
        self.take(key := self._misses(self._origins.of(scope)), TRIES, now)
        if not self.room(key, TRIES, now) and now - self._alarm >= QUIET:
            self._alarm = now
            log.warning("links are being guessed: one network tried more than %d that do not exist", TRIES.burst)

    def room(self, key: bytes, rate: Rate, now: float = 0.0) -> bool:
        """Whether one more fits into this bucket."""
        return self._paid.get(key, 0.0) - (now or monotonic()) <= rate.every * (rate.burst - 1)

    def take(self, key: bytes, rate: Rate, now: float = 0.0) -> bool:
        """Put one into this bucket; False when it is full."""
        now = now or monotonic()
        paid = self._paid.get(key, 0.0)
        if paid - now > rate.every * (rate.burst - 1):
            return False
        self._paid[key] = (paid if paid > now else now) + rate.every
        if len(self._paid) > MOST:
            self._tidy(now)
        return True

    def _misses(self, address: bytes) -> bytes:
        return self._bucket(b"m", address if len(address) == 4 else address[:8])

    def _bucket(self, kind: bytes, network: bytes) -> bytes:
        return hashlib.blake2b(kind + network, digest_size=12, key=self._key).digest()

    def _tidy(self, now: float) -> None:
        """Let go of what is paid; if that is not enough, of what has been there longest."""
        there = [pair for pair in list(self._paid.items()) if pair[1] > now]
        self._paid = dict(there[len(there) // 2 :] if len(there) > MOST // 2 else there)


def wanted() -> Limits | None:
    """The limits of this process, where there are any: a rehearsal comes from one address by its nature."""
    return Limits() if settings.LIMITS else None
