"""A public number that does not agree with the rows is not shown, and nobody sets it right in silence."""

import datetime as dt
import logging

import pytest

import make
from hueandcry.actions import recounting
from hueandcry.actions.models import Action, Split
from hueandcry.lib import clock
from hueandcry.pages import printing

pytestmark = pytest.mark.django_db
RATHER_NONE = "We would rather show none than a wrong one"


def page(settings) -> str:
    return next((settings.PUBLISHED / "en").glob("hc-*/index.html")).read_text()


def corrupted_number_goes(settings) -> None:
    """The promise: a cached number that is corrupted has gone from the page after the next recount."""
    Split.objects.all().delete()
    Action.objects.all().delete()
    appeal, now = make.appeal("live"), clock.now()
    for slug in list((settings.PUBLISHED / "en").glob("hc-*")) if settings.PUBLISHED.exists() else []:
        (slug / "index.html").unlink(missing_ok=True)
    for number in range(12):
        make.confirmed(appeal, f"p{number}@example.net")
    split = Split.objects.create(appeal=appeal, as_of=clock.now(), shown={"DE": 12}, other=0, countries=1)
    recounting.walk(now)
    printing.print_all(clock.now())
    assert RATHER_NONE not in page(settings)

    Split.objects.filter(pk=split.pk).update(shown={"DE": 120})
    assert recounting.walk(clock.now()) == 1
    printing.print_changed(clock.now() + dt.timedelta(minutes=1))

    assert RATHER_NONE in page(settings)
    assert Split.objects.get().shown == {"DE": 120}, "the number was set right in silence"


def test_a_corrupted_number_is_taken_off_the_page_and_comes_back_when_the_rows_agree(settings, caplog):
    with caplog.at_level(logging.ERROR):
        corrupted_number_goes(settings)
    assert "do not agree with the rows" in caplog.text

    Split.objects.update(shown={"DE": 12})
    recounting.walk(clock.now())
    printing.print_changed(clock.now() + dt.timedelta(minutes=2))
    assert RATHER_NONE not in page(settings)


def test_never_recounting_is_seen(settings):
    settings.SABOTAGE = ["never-recount"]

    with pytest.raises(AssertionError):
        corrupted_number_goes(settings)


def test_a_note_that_cannot_be_read_shows_no_number(settings):
    appeal = make.appeal("live")
    (settings.DATA / "recount.json").write_text("{")

    assert not recounting.agrees(appeal)
