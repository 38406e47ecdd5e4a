"""The public door on a disk with less room than the reserve: nothing is taken, it says so, and it comes again."""

import pytest
from public_door import door

import small_disks
from hueandcry.lib import room
from small_disks import MIB

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("kills")]


@pytest.fixture
def small_disk(tmp_path):
    """A folder on a file system of its own with 64 MiB."""
    with small_disks.mounted(tmp_path / "small", mib=64) as place:
        yield place


def acts_on_a_disk_that_is_nearly_full(disk, sabotage: str = "") -> tuple[list[int], int]:
    """(answers before, while and after somebody else fills the disk; rows)."""
    with door(disk, sabotage, HUEANDCRY_DISK_RESERVE="1") as ours:
        before, _ = ours.act(1)
        ballast = disk / "ballast"
        ballast.write_bytes(b"x" * (room.free(disk) - 12 * MIB))
        refused, _ = ours.act(2)
        assert refused is not None
        if refused.status != 200:
            assert "Nothing was recorded" in refused.text
            assert "no room left on our disk" in refused.text
            assert "s2@example.net" in refused.text  # what was typed is still there
        rows = ours.acts()
        ballast.unlink()
        after, _ = ours.act(2)
        return [page.status if page else 0 for page in (before, refused, after)], rows


def test_an_act_below_the_reserve_is_not_recorded_and_the_page_says_so(small_disk):
    assert acts_on_a_disk_that_is_nearly_full(small_disk) == ([200, 503, 200], 1)


def test_an_act_taken_below_the_reserve_is_seen(small_disk):
    assert acts_on_a_disk_that_is_nearly_full(small_disk, "no-reserve") != ([200, 503, 200], 1)
