"""No number on the page, and no step between two pages, points at fewer than ten people."""

from hypothesis import given
from hypothesis import strategies as st

from hueandcry.actions import suppressing
from hueandcry.actions.suppressing import LEAST, UNTOLD, Cells

CODES = ["DE", "FR", "GB", "KZ", "PL", "TR", "US", UNTOLD]
COUNTS = st.dictionaries(st.sampled_from(CODES), st.integers(0, 40), max_size=len(CODES))


def widest(cells: Cells, total: int, present: int | None) -> list[tuple[int, int]]:
    """What somebody with pencil and paper can say about each hidden country: the least and the most it holds.

    She knows the total, the shown cells and, where it is printed, how many countries there are; each
    present country holds at least one person. She does not know which ones they are.
    """
    rest = total - sum(cells.shown.values())
    if not rest:
        return []
    if present is None:
        return [(0, rest)]
    hidden = present - len([code for code in cells.shown if code != UNTOLD])
    return [(1, rest - (hidden - 1))] if hidden > 0 else []


@given(COUNTS)
def test_a_solver_finds_no_hidden_cell_less_than_ten_wide(counts):
    cells = suppressing.cells(counts)
    total = sum(counts.values())
    shown = sum(cells.shown.values())

    assert all(n == counts[code] >= LEAST for code, n in cells.shown.items())
    assert cells.other == 0 or cells.other >= LEAST
    if cells.shown:
        assert shown + cells.other == total
    for least, most in widest(cells, total, cells.countries):
        if cells.shown or cells.countries is not None:
            assert most - least >= LEAST


@given(COUNTS)
def test_other_never_stands_for_one_country(counts):
    cells = suppressing.cells(counts)

    hidden = [code for code, n in counts.items() if n and code not in cells.shown]
    assert not cells.shown or len(hidden) != 1


def test_the_smallest_shown_country_joins_the_others_when_they_are_too_few():
    assert suppressing.cells({"DE": 30, "FR": 12, "GB": 3}) == Cells({"DE": 30}, 15, 3)
    assert suppressing.cells({"DE": 30, "FR": 3}) == Cells({}, 0, 2)
    assert suppressing.cells({"DE": 30, "FR": 12}) == Cells({"DE": 30, "FR": 12}, 0, 2)
    assert suppressing.cells({}) == Cells({}, 0, 0)


def test_how_many_countries_is_not_said_where_it_would_fix_each_of_them():
    assert suppressing.cells({"DE": 20, **{f"A{n}": 1 for n in range(10)}}).countries is None
    assert suppressing.cells({f"A{n}": 5 for n in range(60)}).countries == 60
    assert suppressing.cells({"DE": 1}).countries is None


@given(st.lists(st.dictionaries(st.sampled_from(CODES), st.integers(0, 12), max_size=8), max_size=30))
def test_watching_the_page_for_a_month_shows_no_step_below_ten(additions):
    counts: dict[str, int] = {}
    published = suppressing.cells(counts)

    for day in additions:
        for code, n in day.items():
            counts[code] = counts.get(code, 0) + n
        new = suppressing.cells(counts)
        if suppressing.may_follow(published, new):
            before, published = published, new
            for code in {*before.shown, *new.shown}:
                assert abs(before.shown.get(code, 0) - new.shown.get(code, 0)) not in range(1, LEAST)
            assert abs(before.other - new.other) not in range(1, LEAST)


def test_the_sabotage_of_a_threshold_of_one_would_be_seen(monkeypatch):
    monkeypatch.setattr(suppressing, "LEAST", 1)

    cells = suppressing.cells({"DE": 3, "FR": 1, "GB": 1})

    assert min(cells.shown.values()) < LEAST
