"""Many acts within an hour that look made by one hand: they wait apart until somebody at the desk has looked.

Two signs: one mail domain that is no large provider's, or own words that are nearly the same. Whoever confirms sees
what everybody sees. Nothing is lost: what waits is not counted and not sent, and leaves when the desk lets it; only two
people together call it abuse, and that can be taken back as well. A rehearsal is a burst by its nature: nobody waits.
"""

import datetime as dt
import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from hueandcry.actions.models import Action, Burst
from hueandcry.appeals.models import Appeal
from hueandcry.ledger import writing
from hueandcry.lib import addresses, batches, moves, sabotage, sealing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

WITHIN = dt.timedelta(hours=1)
MOST = 30  # confirmed acts with one sign in one appeal within the hour; those that come then wait
WORD = re.compile(r"[^\W\d_]+")
SHINGLE, WORDS = 3, 6  # words; fewer are everybody's
# Mail systems that anybody in the world can have a mailbox at: their names say nothing about who acts.
EVERYBODYS = frozenset({
    "126.com", "163.com", "aol.com", "bk.ru", "fastmail.com", "free.fr", "gmail.com", "gmx.at", "gmx.ch", "gmx.de",
    "gmx.net", "googlemail.com", "hotmail.com", "hotmail.co.uk", "hotmail.fr", "icloud.com", "inbox.ru",
    "laposte.net", "libero.it", "list.ru", "live.com", "mac.com", "mail.com", "mail.kz", "mail.ru", "me.com",
    "meta.ua", "msn.com", "naver.com", "orange.fr", "outlook.com", "outlook.de", "outlook.fr", "posteo.de",
    "proton.me", "protonmail.com", "qq.com", "rambler.ru", "riseup.net", "seznam.cz", "t-online.de", "tuta.com",
    "tutanota.com", "ukr.net", "web.de", "wp.pl", "ya.ru", "yahoo.co.uk", "yahoo.com", "yahoo.de", "yahoo.fr",
    "yandex.kz", "yandex.ru", "ymail.com",
})  # fmt: skip
# No more are counted than decide: whoever makes a hundred thousand must not make us count them each time.
CONFIRMED = (
    "SELECT sign.value, (SELECT count(*) FROM (SELECT 1 FROM actions_action WHERE {0} = sign.value AND {0} <> ''"
    " AND confirmed_at > %s LIMIT %s) AS few) FROM {1} AS sign"
)
KNOWN = "SELECT key, id, status FROM actions_burst WHERE key IN %s"
State = Burst.Status


@dataclass
class Brake:
    """What is known about the signs of one batch of presses; asked once, then counted on."""

    now: dt.datetime
    seen: Counter[str]
    known: dict[str, tuple[int, str]]  # sign: its burst, and how that stands
    fresh: dict[str, tuple[int, str]] = field(default_factory=dict)  # sign: appeal and kind of a burst that begins


def signs(appeal: Appeal, email: str, words: str) -> tuple[str, str]:
    """(sign of the mail domain, sign of the words) of an act, each empty where there is none; keyed by the appeal."""
    domain = addresses.canonical(email).rpartition("@")[2]
    said = WORD.findall(words.casefold())
    return (
        "" if domain in EVERYBODYS else _keyed(appeal, "domain", domain),
        _keyed(appeal, "words", _likeness(said)) if len(said) >= WORDS else "",
    )


def brake(kinds: Mapping[str, str], now: dt.datetime) -> Brake:
    """What the rows say about these signs; `kinds` is "domain" or "words" for each."""
    seen: Counter[str] = Counter()
    for kind, column in (("domain", "domain_key"), ("words", "words_key")):
        seen.update(_confirmed(column, [sign for sign in kinds if kinds[sign] == kind], now - WITHIN))
    known = {sign: (pk, status) for sign, pk, status in batches.ask(KNOWN, kinds)}
    return Brake(now=now, seen=seen, known=known)


def judge(brake: Brake, appeal: int, domain_sign: str, words_sign: str) -> str:
    """The sign for which this act has to wait, or nothing; counts it in any case."""
    held = ""
    for kind, sign in (("domain", domain_sign), ("words", words_sign)):
        if not sign:
            continue
        brake.seen[sign] += 1
        status = brake.known.get(sign, (0, ""))[1]
        if status == State.RELEASED or not settings.LIVE or sabotage.on("no-bursts"):
            continue
        if not status and brake.seen[sign] > MOST:
            brake.fresh[sign] = appeal, kind
        if status or sign in brake.fresh:
            held = held or sign
    return held


def begin(brake: Brake) -> dict[str, int]:
    """Make the bursts that begin with this batch; {sign: number of its burst} for all of them."""
    for sign, (appeal, kind) in brake.fresh.items():
        made, _new = Burst.objects.get_or_create(
            key=sign, defaults={"appeal_id": appeal, "kind": kind, "began_at": brake.now}
        )
        brake.known[sign] = made.pk, made.status
    return {sign: pk for sign, (pk, _status) in brake.known.items()}


def standing() -> QuerySet[Burst]:
    """Bursts that wait for somebody, with how many acts; the oldest first."""
    waiting = Burst.objects.filter(status__in=(State.HELD, State.ASKED)).select_related("appeal", "asked_by")
    return waiting.annotate(acts=Count("action")).order_by("began_at")


def apart(burst: Burst) -> QuerySet[Action]:
    """The acts that wait in it, or were called abuse with it."""
    return Action.objects.filter(burst=burst, status=Action.Status.REMOVED).select_related("appeal").order_by("pk")


@transaction.atomic
def ask_to_remove(burst: Burst, *, by: User) -> None:
    """One person calls it abuse; a second one decides."""
    _may(by)
    moves.move(burst, to=State.ASKED, asked_by=by)
    writing.record("burst doubted", subject=burst.appeal.number or "", by=by, kind=burst.kind, acts=_count(burst))


@transaction.atomic
def remove(burst: Burst, *, by: User, now: dt.datetime) -> None:
    """A second person agrees: its acts stay apart. It can still be released."""
    _may(by)
    if burst.asked_by_id == by.pk:
        raise Refused(_("Somebody else has to agree: nobody calls acts abuse alone."))
    moves.move(burst, to=State.REMOVED, decided_by=by, decided_at=now)
    writing.record("burst removed", subject=burst.appeal.number or "", by=by, kind=burst.kind, acts=_count(burst))


@transaction.atomic
def note_release(burst: Burst, *, by: User, now: dt.datetime) -> None:
    """They were people after all: from now on nobody with this sign waits. Its acts: `pressing.release`."""
    _may(by)
    moves.move(burst, to=State.RELEASED, decided_by=by, decided_at=now)
    writing.record("burst released", subject=burst.appeal.number or "", by=by, kind=burst.kind, acts=_count(burst))


def _confirmed(column: str, signs: list[str], since: dt.datetime) -> dict[str, int]:
    """How many acts with each sign were confirmed since then; those beyond `MOST` are not counted."""
    if not signs:
        return {}
    on_sqlite = connection.vendor == "sqlite"
    listed = "json_each(%s)" if on_sqlite else "(SELECT unnest(%s::text[]) AS value)"
    told = [connection.ops.adapt_datetimefield_value(since), MOST + 1, json.dumps(signs) if on_sqlite else signs]
    with connection.cursor() as cursor:
        cursor.execute(CONFIRMED.format(column, listed), told)
        return dict(cursor.fetchall())


def _count(burst: Burst) -> int:
    return apart(burst).count()


def _may(by: User) -> None:
    if not by.may_keep_post():
        raise Refused(_("Only people who keep the post may decide this."))


def _likeness(words: Iterable[str]) -> str:
    """Something that texts have in common when most runs of three words are the same: their two smallest hashes."""
    said = list(words)
    hashes = {
        hashlib.blake2b(" ".join(said[at : at + SHINGLE]).encode(), digest_size=8).hexdigest()
        for at in range(len(said) - SHINGLE + 1)
    }
    return " ".join(sorted(hashes)[:2])


def _keyed(appeal: Appeal, kind: str, value: str) -> str:
    pepper = sealing.pepper(appeal.pepper)
    return hashlib.blake2b(f"{kind} {value}".encode(), digest_size=16, key=pepper[:64]).hexdigest()
