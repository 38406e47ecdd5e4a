"""Laying letters out for the post: words kept once, and one row for each mailbox they go to.

All of it belongs inside the caller's transaction, so that a letter exists exactly when its reason does.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses, batches, clock, sealing, tokens
from hueandcry.lib.refusal import Refused
from hueandcry.post import pace, placeholders, reconciling, stops, writing
from hueandcry.post.models import Delivery, Letter

LOGGED = "SELECT message_id FROM post_loggedletter WHERE message_id IN %s"


def letter(kind: str, *, language: str, subject: str, body: str, now: datetime) -> Letter:
    """The row of these words; the same words are the same row. Refuses broken placeholders."""
    if kind not in Letter.Kind.values:
        raise ValueError(f"there is no kind of letter called {kind!r}")
    placeholders.names(subject), placeholders.names(body)
    words = {"kind": kind, "language": language, "subject": subject, "body": body}
    return Letter.objects.filter(**words).order_by("pk").first() or Letter.objects.create(**words, created_at=now)


def put(
    letter: Letter, *, to: str, to_name: str = "", cc: Iterable[str] = (), from_name: str = "", reply_to: str = "",
    unsubscribe: str = "", values: Mapping[str, str], key_name: str, rank: int, due_at: datetime, erase_by: datetime,
    country: str = "", once: str = "",
) -> Delivery:  # fmt: skip
    """Queue `letter` for one mailbox, sealed under `key_name`; refuses what could not be written safely.

    A protest takes its turn among those to the same mailbox; `country` is where that office is (ISO 3166).
    `once` is what makes it this letter and no other. It then has the same Message-ID if a restore makes it anew, and
    is not sent again when the relay's log has shown that it left before.
    """
    written = writing.Written(
        to=addresses.clean(to),
        to_name=writing.single_line(to_name, limit=writing.NAME),
        cc=tuple(addresses.clean(address) for address in cc),
        from_name=writing.single_line(from_name, limit=writing.NAME),
        reply_to=addresses.clean(reply_to) if reply_to else "",
        unsubscribe=unsubscribe,
        values={name: str(value) for name, value in values.items()},
    )
    laid_out = row(letter, written, key_name=key_name, rank=rank, due_at=due_at, erase_by=erase_by, once=once)
    if rank == pace.PROTEST and letter.kind != Letter.Kind.SUMMARY:
        put_protests([laid_out], [(written.to, country)])
    else:
        put_many(_by_the_log([laid_out]) if once else [laid_out])
    return Delivery.objects.get(token=laid_out["token"])


def row(
    letter: Letter, written: writing.Written, *, key_name: str, rank: int, due_at: datetime, erase_by: datetime,
    once: str = "",
) -> dict[str, Any]:  # fmt: skip
    """The columns of one delivery, sealed; refuses what could not be written safely. A protest lacks its turn."""
    for address in (written.to, *written.cc, *filter(None, [written.reply_to])):
        if not addresses.well_formed(address):
            raise Refused(_("This address is not one that mail can be sent to. Look for a typing error."))
    writing.single_line(placeholders.fill(letter.subject, written.values))
    placeholders.complete(placeholders.names(letter.body), written.values)
    domain = settings.NEWS_DOMAIN if letter.kind == Letter.Kind.NEWS else settings.MAIL_DOMAIN
    to_key, now, message_id = stops.key(written.to), clock.now(), f"<{_message_name(once)}@{domain}>"
    return {
        "letter_id": letter.pk, "sealed": sealing.seal(key_name, vars(written)), "key_name": key_name,
        "to_key": to_key, "rank": rank, "due_at": due_at, "token": tokens.new(), "message_id": message_id,
        "created_at": now, "erase_by": erase_by,
    }  # fmt: skip


def put_many(rows: Sequence[dict[str, Any]]) -> None:
    """Queue what `row` made with one statement; protests take turns: `put_protests`."""
    batches.insert(Delivery, rows)


def put_protests(rows: Sequence[dict[str, Any]], offices: Sequence[tuple[str, str]]) -> dict[str, int]:
    """Queue protests that `row` made with one statement; {token: number of its delivery}.

    `offices` has for each its mailbox and the country where the office is. Each takes its turn among those to the
    same mailbox, and what had left before a restore does not leave again.
    """
    if not rows:
        return {}
    wanted = {(mailbox, row["key_name"], country) for (mailbox, country), row in zip(offices, rows, strict=True)}
    turns = pace.turns(wanted, now=min(min(row["created_at"], row["due_at"]) for row in rows))
    taking_turns = [
        {**row, "turn_id": turns[mailbox, row["key_name"]]}
        for (mailbox, _country), row in zip(offices, rows, strict=True)
    ]
    put_many(_by_the_log(taking_turns))
    pace.wake(set(turns.values()))
    return numbers(row["token"] for row in rows)


def _by_the_log(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same rows; those that the relay's log knows, after a restore, count as accepted."""
    known = {name for (name,) in batches.ask(LOGGED, [row["message_id"] for row in rows])}
    waits = {"status": Delivery.Status.QUEUED, "accepted_at": None, "answer": ""}
    left = {"status": Delivery.Status.ACCEPTED, "answer": reconciling.BY_THE_LOG}
    return [
        {**row, **({**left, "accepted_at": row["created_at"]} if row["message_id"] in known else waits)} for row in rows
    ]


def numbers(names: Iterable[str]) -> dict[str, int]:
    """The primary keys of the deliveries with these tokens."""
    return dict(batches.ask("SELECT token, id FROM post_delivery WHERE token IN %s", names))


def _message_name(once: str) -> str:
    if not once:
        return tokens.new()
    return tokens.sign(sealing.pepper(stops.PEPPER), f"letter {once}", bits=130)


def opened(delivery: Delivery) -> writing.Written:
    """What a delivery says, unsealed; raises sealing.KeyGone when the supporter was forgotten."""
    return unsealed(delivery.key_name, bytes(delivery.sealed))


def unsealed(key_name: str, sealed: bytes) -> writing.Written:
    """The same by the two columns that it takes."""
    if not sealed:
        raise sealing.KeyGone(key_name)
    kept = dict(sealing.unseal(key_name, sealed))  # type: ignore[call-overload]
    return writing.Written(**{**kept, "cc": tuple(kept["cc"])})
