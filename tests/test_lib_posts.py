"""A NUL in a field: no page breaks of it on any database, and what else was typed is kept."""

import pytest
from django.conf import settings as loaded
from django.test import Client

import make
from hueandcry.actions.models import Action
from hueandcry.ledger.models import Entry
from hueandcry.settings import MIDDLEWARE

pytestmark = pytest.mark.django_db


def test_at_the_public_door_an_act_is_taken_without_it(settings):
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = []
    appeal = make.appeal("live")
    form = {"name": "Maria Example", "email": "maria@example.net", "country": "DE", "words": "Let\0 her go."}

    answer = Client().post(f"/act/{appeal.slug}/en/", form | {"section": "nor\0th"})

    assert answer.status_code == 200
    assert Action.objects.count() == 1


def test_at_the_desk_a_reason_is_kept_without_it():
    appeal, writer = make.appeal("live"), make.user("writer")
    staff = Client()
    staff.force_login(writer)

    answer = staff.post(f"/appeals/{appeal.pk}/stop/", {"reason": "They are\0 free."})

    assert answer.status_code == 302
    assert Entry.objects.get(event="appeal stopped").facts["reason"] == "They are free."
    assert "hueandcry.lib.posts.without_nul" in MIDDLEWARE and loaded.MIDDLEWARE == MIDDLEWARE
