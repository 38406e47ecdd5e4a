"""Many rows with one statement: the same rows as one by one, and nothing is passed over in silence."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from hueandcry.lib import batches, clock, tokens
from hueandcry.post.models import DeadAddress, Letter

pytestmark = pytest.mark.django_db


def letters(*subjects):
    return [
        {"kind": "news", "language": "en", "subject": subject, "body": "B", "created_at": clock.now()}
        for subject in subjects
    ]


def test_rows_put_in_at_once_are_those_put_in_one_by_one():
    rows = letters("Überall %s 'x'", "Привет")

    batches.insert(Letter, rows)
    found = list(Letter.objects.order_by("pk").values(*rows[0]))
    Letter.objects.all().delete()
    for row in rows:
        Letter.objects.create(**row)

    assert found == list(Letter.objects.order_by("pk").values(*rows[0])) == rows


def test_nothing_is_put_in_for_no_rows_and_a_strange_or_missing_column_is_refused():
    batches.insert(Letter, [])
    with pytest.raises(KeyError, match="colour"):
        batches.insert(Letter, [letters("a")[0] | {"colour": "red"}])
    with pytest.raises(KeyError, match="differ"):
        batches.insert(Letter, [letters("a")[0], {"kind": "news"}])

    assert not Letter.objects.exists()


def test_what_is_there_already_is_passed_over_only_when_asked_to():
    row = {"to_key": tokens.new(), "why": "stopped", "since": clock.now()}
    batches.insert(DeadAddress, [row])

    with pytest.raises(IntegrityError), transaction.atomic():
        batches.insert(DeadAddress, [row])
    batches.insert(DeadAddress, [row, row | {"to_key": tokens.new()}], unless_there=True)

    assert DeadAddress.objects.count() == 2


def test_one_question_for_many_keys_finds_each_and_moments_come_back_as_they_were():
    at = dt.datetime(2026, 3, 15, 23, 50, 1, 5, tzinfo=dt.UTC)
    keys = [tokens.new() for _ in range(500)]
    batches.insert(DeadAddress, [{"to_key": key, "why": "stopped", "since": at} for key in keys])

    asked = "SELECT to_key, since FROM post_deadaddress WHERE to_key IN %s AND since < %s"
    found = batches.ask(asked, [*keys[:300], "not there", "'; --"], at + dt.timedelta(seconds=1))

    assert {key for key, _ in found} == set(keys[:300])
    assert {batches.moment(since) for _, since in found} == {at}
    assert batches.ask(asked, [], at) == []
