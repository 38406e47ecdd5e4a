"""The ledger shows every row that was altered, deleted, moved or cut off."""

import pytest
from django.db import transaction

import make
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry, Head

pytestmark = pytest.mark.django_db


@pytest.fixture
def five():
    """A chain of five entries."""
    by = make.user()
    with transaction.atomic():
        for n in range(5):
            writing.record("case opened", subject=f"case {n}", by=by, n=n)


def test_an_untouched_chain_has_no_fault(five):
    assert list(writing.faults()) == []
    assert [entry.seq for entry in Entry.objects.order_by("seq")] == [1, 2, 3, 4, 5]


def test_an_altered_row_is_named(five):
    Entry.objects.filter(seq=3).update(subject="case 9")

    assert list(writing.faults()) == ["Entry 3 (case opened) was altered."]


def test_a_row_altered_with_a_matching_hash_breaks_the_next(five):
    entry = Entry.objects.get(seq=3)
    entry.subject = "case 9"
    Entry.objects.filter(seq=3).update(subject="case 9", hash=writing.digest(entry))

    assert list(writing.faults()) == ["Entry 4 does not follow entry 3."]


def test_a_deleted_row_is_named(five):
    Entry.objects.filter(seq=2).delete()

    assert list(writing.faults()) == ["Entry 2 is missing: the ledger goes from 1 to 3."]


def test_a_ledger_cut_off_at_the_end_is_named(five):
    Entry.objects.filter(seq__gte=4).delete()

    assert list(writing.faults()) == ["The ledger was cut off: 5 entries were written, 3 are there."]


def test_an_event_that_is_not_on_the_list_is_refused():
    with transaction.atomic(), pytest.raises(ValueError, match="no event"):
        writing.record("something else", subject="case 1")


@pytest.mark.django_db(transaction=True)
def test_an_entry_outside_a_transaction_is_refused():
    with pytest.raises(RuntimeError, match="inside the transaction"):
        writing.record("case opened", subject="case 1")


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_when_its_step_is_undone():
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        writing.record("case opened", subject="case 1")
        1 / 0  # noqa: B018

    assert not Entry.objects.exists()
    assert not Head.objects.filter(seq__gt=0).exists()
