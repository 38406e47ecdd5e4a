"""Letters for people's own mail programs: links that survive, drafts that open, nothing that is not meant."""

import email
import email.policy
from urllib.parse import parse_qs, unquote

import pytest

import make
from hueandcry.actions import receivers
from hueandcry.pages import own_mail

pytestmark = pytest.mark.django_db
COPY = "c-hc126-en@act.example.org"


def letter(doc=None, language="en"):
    appeal = make.appeal("live", doc=doc)
    return own_mail.letter(appeal, receivers.of(appeal, "")[0], language=language, copy_to=COPY)


def parsed(link):
    to, _, fields = link.removeprefix("mailto:").partition("?")
    return unquote(to), {name: values[0] for name, values in parse_qs(fields.replace("+", "%2B")).items()}


def test_a_short_letter_goes_into_the_link_whole():
    own = letter()

    to, fields = parsed(own.link)

    assert own.holds == "whole"
    assert to == "chair@court.example.org"
    assert fields["cc"] == f"office@court.example.org,union@bakers.example.org,{COPY}"
    assert fields["subject"] == "Release Aru Seitova"
    assert fields["body"].replace("\r\n", "\n") == own.body


def test_a_long_letter_is_shortened_to_its_demands_and_a_longer_one_is_to_be_pasted():
    doc = make.document()
    doc["texts"]["en"]["body"] = "Many words. " * 200
    shortened = letter(doc)
    doc["texts"]["en"]["demands"] = [
        {"key": f"d{n}", "text": "Release them at once. " * 20, "spans": [], "basis": "x"} for n in range(5)
    ]
    pasted = letter(doc)

    assert (shortened.holds, pasted.holds) == ("short", "paste")
    assert "Release the seven at once." in parsed(shortened.link)[1]["body"]
    assert parsed(pasted.link)[1]["body"].startswith("[Paste the letter here.]")
    assert max(len(shortened.link), len(pasted.link)) < own_mail.LINK_BUDGET
    assert "Many words." in pasted.body


def test_signs_with_a_meaning_in_links_arrive_as_they_were_written():
    doc = make.document()
    doc["texts"]["en"]["subject"] = "100% & more? +1 = #yes"
    doc["texts"]["en"]["body"] = "Свободу & <b>мир</b>?"

    _to, fields = parsed(letter(doc).link)

    assert fields["subject"] == "100% & more? +1 = #yes"
    assert "Свободу & <b>мир</b>?" in fields["body"]


def test_the_draft_file_opens_as_a_draft_with_exactly_these_headers():
    own = letter(language="ru")

    message = email.message_from_bytes(own_mail.draft_file(own), policy=email.policy.default)

    assert {name.lower() for name in message} == {
        "to", "cc", "subject", "x-unsent", "mime-version", "content-type", "content-transfer-encoding",
    }  # fmt: skip
    assert message["X-Unsent"] == "1"
    assert message["To"] == "chair@court.example.org"
    assert COPY in message["Cc"]
    assert message.get_content().replace("\r\n", "\n") == own.body


def test_a_target_without_a_mail_address_has_no_letter():
    appeal = make.appeal("live")
    telephone = next(r for r in receivers.of(appeal, "") if r.target.key == "t3")

    assert own_mail.letter(appeal, telephone, language="en", copy_to=COPY) is None
