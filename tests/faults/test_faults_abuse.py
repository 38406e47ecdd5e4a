"""Five attackers beside honest people at a real door, small; each brake that is taken away is noticed."""

import abuse
import pytest

from hueandcry.actions import bursts

pytestmark = [pytest.mark.slow, pytest.mark.once, pytest.mark.long]


def test_no_attacker_counts_more_than_its_bound_and_nobody_honest_is_lost(tmp_path):
    crowd, counts = abuse.play(tmp_path, seconds=8, scale=0.05)

    assert abuse.BURST == bursts.MOST
    assert abuse.kept(crowd, counts), (counts, abuse.bounds(crowd))
    assert counts["one domain"] == bursts.MOST < crowd.seen["one domain"].pressed, "the others were thanked, and wait"


@pytest.mark.parametrize(("without", "who"), [("limits", "one address"), ("bursts", "one domain")])
def test_without_a_brake_an_attacker_is_seen_beyond_its_bound(tmp_path, without, who):
    crowd, counts = abuse.play(tmp_path, seconds=8, scale=0.05, without=without)

    assert counts[who] > abuse.bounds(crowd)[who]
