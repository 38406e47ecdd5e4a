"""Numbers that supporters say are wrong: the postkeeper sees them where the office is."""

import pytest

import make
from hueandcry.actions import declaring
from hueandcry.appeals.models import Channel
from hueandcry.lib import clock
from hueandcry.people.models import User
from hueandcry.post.models import Pigeonhole

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("calls", [1, 3])
def test_a_wrong_number_stands_on_the_page_of_the_appeal_and_of_the_office(client, calls):
    doc = make.document()
    phone = {"kind": "phone", "value": "+99 555 02", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][0]["channels"].append(phone)
    appeal = make.appeal("live", doc=doc)
    for n in range(calls):
        action = make.confirmed(appeal, f"p{n}@example.net")
        declaring.called(action.token, "t1", number="+99 555 02", result="wrong", now=clock.now())
    client.force_login(make.user(User.Role.POSTKEEPER))

    for path in (f"/appeals/{appeal.pk}/", f"/offices/{Pigeonhole.objects.get().pk}/"):
        page = client.get(path).content.decode()
        assert "+99 555 02" in page and f"Wrong number: {calls}" in page, path
        assert ("look at this number" in page) == (calls > 1), path
    assert Channel.objects.filter(value="+99 555 02").exists()  # nothing is switched off by what people say
