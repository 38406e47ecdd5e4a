"""What every single letter asks of the database, in plain SQL; SQLite and PostgreSQL take the same words.

The models word a statement anew each time. For these few, asked for each letter and not once for many, that took ten
times as long as doing them (docs/decisions/0003-post-room.md). A row is changed only under the fence of its claim.
"""

from datetime import datetime
from typing import Any

from django.db import connection

from hueandcry.lib import sabotage
from hueandcry.post.models import Delivery

# A mere %s is the sabotage "no-epoch".
EPOCH_HELD = """(NOT %s AND EXISTS (
    SELECT 1 FROM post_epoch WHERE released_at IS NULL AND number = (SELECT MAX(number) FROM post_epoch)))"""
STOPPED = f"""SELECT EXISTS (SELECT 1 FROM post_deadaddress WHERE to_key = %s),
    EXISTS (SELECT 1 FROM post_pigeonhole WHERE id = %s AND paused_at IS NOT NULL) OR {EPOCH_HELD}"""  # noqa: S608 - nothing but constants
# Where a condition is a mere %s stands a sabotage: "no-fence" here, "no-last-look" below.
HELD = "post_delivery.id = %s AND (post_delivery.fence = %s AND post_delivery.status = 'sending' OR %s)"
BEGIN = f"""UPDATE post_delivery SET lease_until = %s WHERE {HELD}
    AND (%s OR NOT EXISTS (SELECT 1 FROM post_deadaddress dead WHERE dead.to_key = post_delivery.to_key)
        AND NOT EXISTS (
            SELECT 1 FROM post_turn turn JOIN post_pigeonhole hole ON hole.id = turn.pigeonhole_id
            WHERE turn.id = post_delivery.turn_id AND hole.paused_at IS NOT NULL
        ) AND NOT {EPOCH_HELD})"""  # noqa: S608 - nothing but constants
ATTEMPT = """INSERT INTO post_attempt (delivery_id, number, fence, started_at, result, stage, answer)
    VALUES (%s, %s, %s, %s, 'started', 'data', '')"""
RESULT = f"""UPDATE post_delivery SET status = %s, answer = %s, tries = tries + 1, lease_until = NULL, worker = '',
    crashes = NULL, due_at = COALESCE(%s, due_at), accepted_at = COALESCE(%s, accepted_at) WHERE {HELD}"""  # noqa: S608
ENDED = """UPDATE post_attempt SET ended_at = %s, result = %s, stage = %s, code = %s, answer = %s, whole = %s
    WHERE delivery_id = %s AND fence = %s AND result = 'started'"""
NO_REFUSALS = "UPDATE post_pigeonhole SET refusals = 0 WHERE id = %s AND refusals > 0"
HANDED_OVER = "UPDATE post_turn SET handed_over = handed_over + 1 WHERE id = %s"
DAY_USED = "UPDATE post_relayday SET used = used + 1 WHERE day = %s"


def stopped(delivery: Delivery) -> tuple[bool, bool]:
    """Whether the mailbox of a claimed letter is dead, and whether it, or the whole post room, was paused since."""
    with connection.cursor() as cursor:
        cursor.execute(
            STOPPED, (delivery.to_key, delivery.turn.pigeonhole_id if delivery.turn else None, sabotage.on("no-epoch"))
        )
        dead, paused = cursor.fetchone()
    return bool(dead), bool(paused)


def begin(delivery: Delivery, *, until: datetime) -> bool:
    """Lengthen the lease of a letter that is about to leave; False if its claim is lost, or nothing may leave there."""
    return _changed(BEGIN, _moment(until), *_held(delivery), sabotage.on("no-last-look"), sabotage.on("no-epoch"))


def attempt(delivery: Delivery, *, now: datetime) -> None:
    """The row of an attempt whose text is about to leave."""
    _changed(ATTEMPT, delivery.pk, delivery.tries + 1, delivery.fence, _moment(now))


def result(
    delivery: Delivery, *, status: str, answer: str, due_at: datetime | None, accepted_at: datetime | None
) -> bool:
    """What became of the letter, one try later; a time of None stays as it is. False if its claim is lost."""
    return _changed(RESULT, status, answer, _moment(due_at), _moment(accepted_at), *_held(delivery))


def ended(
    delivery: Delivery, *, ended_at: datetime, result: str, stage: str, code: int | None, answer: str, whole: str | None
) -> bool:
    """The end of the attempt that was begun under this claim; False if none was."""
    return _changed(ENDED, _moment(ended_at), result, stage, code, answer, whole, delivery.pk, delivery.fence)


def no_refusals(pigeonhole: int) -> None:
    """This mailbox took a letter: no run of refusals any more."""
    _changed(NO_REFUSALS, pigeonhole)


def handed_over(turn: int) -> None:
    """One more letter of this turn left."""
    _changed(HANDED_OVER, turn)


def day_used(now: datetime) -> bool:
    """One more letter of this day (UTC); False if it has no row yet."""
    return _changed(DAY_USED, connection.ops.adapt_datefield_value(now.date()))


def _held(delivery: Delivery) -> tuple[int, int, bool]:
    return delivery.pk, delivery.fence, sabotage.on("no-fence")


def _changed(statement: str, *values: Any) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount > 0


def _moment(value: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(value)
