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


def forgotten_while_the_one_before_leaves() -> list[str]:
    """To whom letters leave when the second one's supporter is forgotten after it was written."""
    put(key="stays", to="first@example.org"), put(key="goes", to="second@example.org", due=MONDAY + MINUTE)

    class Forgetting(Memory):
        def carry(self, parcel, starting, following=None):
            assert (following is None) == (parcel.to == "second@example.org")
            if sealing.exists("goes"):
                sealing.destroy("goes")
            return super().carry(parcel, starting, following)

    courier = Forgetting()
    dispatch.walk(courier, worker="w", now=MONDAY + 2 * MINUTE)
    return [parcel.to for parcel in courier.carried]


def test_a_letter_written_ahead_does_not_leave_once_its_supporter_was_forgotten(settings):
    assert forgotten_while_the_one_before_leaves() == ["first@example.org"]
    assert set(Delivery.objects.values_list("status", flat=True)) == {"accepted", "cancelled"}

    settings.SABOTAGE = ["no-last-look"]
    assert forgotten_while_the_one_before_leaves() == ["first@example.org", "second@example.org"]


class Slow(Memory):
    """Something happens while the relay takes sender and recipients, before the text."""

    def __init__(self, meanwhile):
        super().__init__()
        self.meanwhile = meanwhile

    def carry(self, parcel, starting, following=None):
        self.meanwhile()
        return super().carry(parcel, starting, following)


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
