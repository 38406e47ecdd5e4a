"""What is stopped, paused or forgotten while its letter is on the way to the relay does not leave."""

import pytest

from hueandcry.lib import sealing
from hueandcry.post import dispatch, pace, stops
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Attempt, DeadAddress, Delivery, Pigeonhole
from pacing import COURT, MINUTE, MONDAY, put

pytestmark = pytest.mark.django_db


def status(row):
    return Delivery.objects.get(pk=row.pk).status


def forgotten_while_the_first_leaves() -> list[str]:
    """To whom letters leave when the second one's and the third one's supporter are forgotten after they were written.

    The second is when the envelopes are said, the third when the first text is out.
    """
    for n, key in enumerate(["stays", "second", "third"]):
        put(key=key, to=f"{key}@example.org", due=MONDAY + n * MINUTE)

    class Forgetting(Memory):
        def carry(self, parcel, starting, following=None, meanwhile=None):
            assert (following is None) == (parcel.to == "third@example.org")
            sealing.destroy("second")
            verdict = super().carry(parcel, starting, following, meanwhile)
            sealing.destroy("third")
            return verdict

    courier = Forgetting()
    dispatch.walk(courier, worker="w", now=MONDAY + 3 * MINUTE)
    return [parcel.to.partition("@")[0] for parcel in courier.carried]


def test_a_letter_written_ahead_does_not_leave_once_its_supporter_was_forgotten(settings):
    assert forgotten_while_the_first_leaves() == ["stays"]
    assert list(Delivery.objects.order_by("pk").values_list("status", flat=True)) == ["accepted", *["cancelled"] * 2]

    settings.SABOTAGE = ["no-last-look"]
    assert forgotten_while_the_first_leaves() == ["stays", "second", "third"]


class Slow(Memory):
    """Something happens while the relay takes sender and recipients, before the text."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = meanwhile

    def carry(self, parcel, starting, following=None, meanwhile=None):
        self.meanwhile()
        return super().carry(parcel, starting, following, meanwhile)


def stop_chair():
    stops.stop(COURT, DeadAddress.Why.STOPPED, MONDAY)


def pause_chair():
    pace.pause(Pigeonhole.objects.get(), Pigeonhole.Why.BY_HAND, now=MONDAY)


@pytest.mark.parametrize(("meanwhile", "told", "state"), [
    (stop_chair, "cancelled", "cancelled"), (pause_chair, "paused", "queued"),
])  # fmt: skip
def test_a_mailbox_stopped_or_paused_while_its_letter_is_handed_over_gets_no_text(meanwhile, told, state, settings):
    row, courier = put(), Slow(meanwhile)

    assert dispatch.walk(courier, worker="w", now=MONDAY + 2 * MINUTE) == {told: 1}
    assert (status(row), courier.carried, Attempt.objects.count()) == (state, [], 0)

    settings.SABOTAGE = ["no-last-look"]
    other, courier = put(to="other@example.org"), Slow(lambda: stops.stop("other@example.org", "stopped", MONDAY))
    dispatch.walk(courier, worker="w", now=MONDAY + 2 * MINUTE)
    assert (status(other), len(courier.carried)) == ("accepted", 1), "the switch breaks the promise"
