"""Summaries for tests: people whose letters wait, two who agree, and what the office then reads."""

import csv
import io
from email import message_from_bytes, policy

import pypdfium2
import pytest

import make
from hueandcry.actions import summing_up
from hueandcry.actions.models import Protest
from hueandcry.lib import clock
from hueandcry.people.models import User
from hueandcry.post import dispatch
from hueandcry.post.couriers.memory import Memory


@pytest.fixture
def keeper():
    return make.user(User.Role.POSTKEEPER)


@pytest.fixture
def second():
    return make.user(User.Role.APPROVER)


@pytest.fixture
def appeal(settings):
    settings.OFFICE_HOURS = "always"
    return make.appeal("live")


def people(appeal, *names, country="DE", language="en"):
    """These people confirm; each has one letter to the court."""
    return [
        make.confirmed(appeal, f"s{n}.{country}.{appeal.pk}@example.net", name=name, country=country, language=language)
        for n, name in enumerate(names)
    ]


def court(appeal):
    """The target that gets a letter of everybody, the turn those take, and their words."""
    protest = Protest.objects.filter(appeal=appeal, target__key="t1").select_related("target", "delivery__turn").first()
    return protest.target, protest.delivery.turn, protest.delivery.letter


def summarised(appeal, keeper, second):
    rest = court(appeal)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())
    summing_up.make(asked, by=second, now=clock.now())
    asked.refresh_from_db()
    return asked


def leave():
    """What leaves now."""
    courier = Memory()
    while dispatch.walk(courier, worker="w"):
        pass
    return courier.carried


def the_summary(parcels):
    (parcel,) = [p for p in parcels if b"multipart/mixed" in p.message]
    return message_from_bytes(parcel.message, policy=policy.default)


def files(message):
    return {part.get_filename(): part.get_content() for part in message.iter_attachments()}


def table(raw):
    text = (raw if isinstance(raw, bytes) else raw.encode()).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


def pages(raw):
    document = pypdfium2.PdfDocument(raw)
    return "\n".join(page.get_textpage().get_text_range() for page in document)
