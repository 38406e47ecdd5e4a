"""A relay that offers TLS and then does not want to: the letter waits, with the relay's own code and words."""

import pytest
from scripted_relay import Relay

from hueandcry.lib import clock, sealing
from hueandcry.post import dispatch, outbox
from hueandcry.post.couriers import smtp
from hueandcry.post.models import Attempt

pytestmark = [pytest.mark.django_db, pytest.mark.once]
OFFERED = "250-scripted\r\n250 STARTTLS"


@pytest.mark.parametrize("code", [421, 450, 451, 454])
def test_a_temporary_no_to_starttls_means_later_and_nothing_is_said_in_the_clear(code):
    sealing.make("act")
    now = clock.now()
    words = outbox.letter("confirmation", language="en", subject="S", body="Dear {name}", now=now)
    more = {"values": {"name": "x"}, "key_name": "act", "rank": 0, "due_at": now, "erase_by": now}
    row = outbox.put(words, to="chair@court.example.org", **more)

    with Relay({"ehlo": OFFERED, "starttls": f"{code} 4.7.0 TLS is not available"}) as relay:
        courier = smtp.Smtp("127.0.0.1", relay.port, tls="starttls")
        done = dispatch.walk(courier, worker="w")
        courier.close()

    row.refresh_from_db()
    attempt = Attempt.objects.get(delivery=row)
    assert (done, row.status) == ({"later": 1}, "queued")
    assert (attempt.result, attempt.stage, attempt.code) == ("later", "connect", code)
    assert "TLS is not available" in attempt.answer
    assert not [said for said in relay.heard if said.upper().startswith(("MAIL", "RCPT", "DATA", "AUTH"))]
