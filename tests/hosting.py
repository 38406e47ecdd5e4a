"""Letters for a hosted provider, and what became of them."""

import datetime as dt

from hueandcry.lib import clock, sealing
from hueandcry.post import dispatch, outbox
from hueandcry.post.couriers import choosing, hosted, https
from hueandcry.post.models import Delivery
from scripted_provider import KEY, Provider

QUICK = https.Deadlines(connect=1, data=1, answer=0.5)
TO, CC = "chair@court.example.org", "office@court.example.org"
ALL = ["mailgun", "postmark", "resend"]
HOUR = dt.timedelta(hours=1)


def put(to=TO, cc=(), n=1, kind="protest", **more):
    sealing.make("act")
    now = clock.now()
    words = outbox.letter(
        kind, language="ru", subject="Свободу пекарям", body="Dear {name}\n.\n..\nend – %recipient%", now=now
    )
    rows = [
        outbox.put(
            words, to=to, cc=cc, values={"name": "Мария"}, key_name="act", rank=1, due_at=now,
            erase_by=now + dt.timedelta(days=90), **more,
        )
        for _ in range(n)
    ]  # fmt: skip
    return rows[0]


def courier(peer: Provider, *, key: str = KEY, deadlines=QUICK) -> hosted.Hosted:
    return hosted.Hosted(choosing.Choice(peer.name, peer.url, key), deadlines)


def send(peer: Provider, **how) -> dict[str, int]:
    return dispatch.walk(courier(peer, **how), worker="w")


def after(delivery: Delivery) -> tuple:
    delivery.refresh_from_db()
    attempt = delivery.attempts.get()
    return delivery.status, attempt.result, attempt.stage, attempt.code
