"""Letters: the approved words, and marks only where the program put them."""

import pytest

import make
from hueandcry.appeals import letters
from hueandcry.post import placeholders

pytestmark = pytest.mark.django_db
VALUES = {
    "own_words": "As a nurse I care.",
    "name": "Maria Example",
    "country": "Sweden",
    "relay_page": "https://x.example/r",
}


def test_the_letter_has_all_its_parts_in_order():
    appeal = make.appeal("live")

    subject, body = letters.protest_letter(appeal, "en")

    assert subject == "Release Aru Seitova"
    assert placeholders.names(body) == set(letters.MARKS) - {"capacity"}
    assert placeholders.fill(body, VALUES) == (
        "Dear representatives of Varland,\n\nAs a nurse I care.\n\nOn 9 March peaceful marchers were beaten.\n\n"
        "I ask you to release them at once.\n\nYours sincerely,\nMaria Example\nSweden\n\n-- \n"
        "How this letter came to you: https://x.example/r\n"
    )


def test_a_letter_for_an_organisation_says_below_the_name_for_whom():
    _subject, body = letters.protest_letter(make.appeal("live"), "en", signed_for=True)

    assert placeholders.names(body) == set(letters.MARKS)
    told = {**VALUES, "capacity": "Secretary, Bakers of the North"}
    assert "Maria Example\nSecretary, Bakers of the North\nSweden\n" in placeholders.fill(body, told)


def test_what_looks_like_a_mark_in_somebodys_words_is_none():
    doc = make.document()
    doc["texts"]["en"] |= {"body": "Free {name}} and {relay_page}.", "subject": "{country}"}
    appeal = make.appeal("live", doc=doc)

    subject, body = letters.protest_letter(appeal, "en")

    assert subject == "(country)"
    assert body.count("{") == 4
    assert "Free (name)) and (relay_page)." in placeholders.fill(body, VALUES)


def test_a_reader_whose_language_is_missing_gets_the_reports_own():
    appeal = make.appeal("live", doc=make.document(language="ru"))

    assert letters.protest_letter(appeal, "de") == letters.protest_letter(appeal, "ru")
    assert letters.protest_letter(appeal, "ru") != letters.protest_letter(appeal, "en")


def test_the_letter_for_ones_own_mail_program_has_nothing_to_fill_in():
    appeal = make.appeal("live")
    target = appeal.targets.first()

    subject, full = letters.plain_letter(appeal, target, "en")
    _subject, short = letters.plain_letter(appeal, target, "en", short=True)

    assert subject == "Release Aru Seitova"
    assert "peaceful marchers" in full and "{" not in full
    assert short == "Dear representatives of Varland,\n\n– Release the seven at once.\n\nYours sincerely,\n"
