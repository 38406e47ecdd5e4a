"""A link to a mail program is never longer than programs can take, whatever the script and however long the letter."""

from urllib.parse import parse_qs, unquote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import make
from hueandcry.actions import receivers
from hueandcry.pages import own_mail

pytestmark = [pytest.mark.django_db, pytest.mark.once]
COPY = "c-hc126-en@act.example.org"
ALPHABETS = [
    "abc &%?=+#\n",
    "әіңғүұқөһ я\n",
    "ابتثجحخ د\n",
    "释放她中文字",
    "ปล่อยตัวเธอ ",
    "हिन्दी \n",
    "😀é\u0301",
    "\r\n\t\"'<>@",
]
words = st.sampled_from(ALPHABETS).flatmap(
    lambda signs: st.text(alphabet=signs, min_size=1, max_size=1200).filter(str.strip)
)
ORDER = ["whole", "short", "paste", "addresses"]


@pytest.fixture
def appeal():
    return make.appeal("live")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=words, subject=words, demands=st.lists(words, max_size=4), copies=st.integers(0, 60))
def test_every_link_is_short_enough_and_carries_the_most_that_fits(appeal, body, subject, demands, copies):
    document = appeal.live_revision.document
    text = document["texts"]["en"]
    text["body"], text["subject"] = body, subject.strip()[:300]
    text["demands"] = [{"key": f"d{n}", "text": one[:200]} for n, one in enumerate(demands)]
    document["copies"] = [{"value": f"union.number{n}@bakers.example.org", "hole": False} for n in range(copies)]
    receiver = receivers.Receiver(appeal.targets.first(), to="chair@court.example.org")

    own = own_mail.letter(appeal, receiver, language="en", copy_to=COPY)

    assert len(own.link) < own_mail.LINK_BUDGET and own.link.isascii()
    to, _, fields = own.link.removeprefix("mailto:").partition("?")
    found = {name: values[0] for name, values in parse_qs(fields.replace("+", "%2B")).items()}
    assert unquote(to) == "chair@court.example.org"
    assert found["cc"].split(",")[-1] == COPY
    if own.holds == "whole":
        lines = found["body"].split("\r\n")
        assert lines == own.body.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    else:  # what would have held more did not fit
        whole = own_mail.link(own.to, own.cc, own.subject, own.body)
        assert len(whole) >= own_mail.LINK_BUDGET
    assert ("subject" in found) == (own.holds != "addresses")
    assert own.cc[-1] == COPY and len(own.cc) == copies + 1


@pytest.mark.parametrize(
    ("sign", "fits"), [("a", 1600), ("я", 250), ("ا", 250), ("中", 165)]
)  # one sign of Latin, Cyrillic, Arabic and Chinese takes 1, 6, 6 and 9 of the link
def test_each_script_has_the_room_its_signs_leave(appeal, sign, fits):
    text = appeal.live_revision.document["texts"]["en"]
    receiver = receivers.of(appeal, "")[0]
    text.update(salutation="", closing="")

    def holds(n):
        text["body"] = sign * n
        return own_mail.letter(appeal, receiver, language="en", copy_to=COPY).holds

    assert (holds(fits), holds(fits * 2)) == ("whole", "short")
