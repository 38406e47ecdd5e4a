"""What a desk must not lose without being told: forwarded reports, broken addresses, ends of long texts, second copies."""

import pytest

from hueandcry.reader import reading

MAIL = b"Subject: Fwd\nFrom: desk@ours.example\nDate: Tue, 4 May 2021 10:00:00 +0300\n\nfyi\n\n-- \nJohn\n\n"
STORY = "Police in Minsk, Belarus, arrested union leader Rosa Luna on 3 May 2021.\n\n"
ASKS = "Send protests to the Minister of Justice, Paul Stern, minister@justice.example\n"
HEAD = "From: Union <press@union.example>\nSent: Monday\nTo: list\nSubject: Rosa Luna\n\n"


@pytest.mark.parametrize(
    "opening",
    [
        "---------- Forwarded message ---------\n" + HEAD,
        "-----Original Message-----\n" + HEAD,
        "-----Ursprüngliche Nachricht-----\n",
        "-------- Пересылаемое сообщение --------\n",
        "_" * 32 + "\n" + HEAD,
        "On Mon, 3 May 2021, Union <press@union.example> wrote:\n\n",
    ],
)
def test_a_report_forwarded_below_a_signature_is_read(opening):
    draft = reading.read(MAIL + (opening + STORY + ASKS).encode())
    assert "Rosa Luna" in [p.name for p in draft.people]
    assert draft.targets[0].email == ["minister@justice.example"]
    assert "John" not in draft.text


@pytest.mark.parametrize(
    "address",
    [
        "minister at justice dot gov dot example",
        "minister arroba justicia punto example",
        "minister собака justice.example",
        "minister (ät) justiz Punkt example",
        "minister@justice.\nexample",
    ],
)
def test_an_address_hidden_in_words_or_torn_by_a_line_is_a_hole(address):
    (one,) = reading.read_text(f"{STORY}Send protests to:\nMinister of Justice, Paul Stern, {address}\n").targets
    assert one.email == ["obfuscated"]


def test_a_number_with_a_letter_among_its_digits_is_a_hole_and_no_number():
    (one,) = reading.read_text(f"{STORY}Send protests to:\nMinister of Justice, Paul Stern, Tel: 7l 28 68\n").targets
    assert one.phone == [] and len(one.spans["phone_hole"]) == 1


def test_the_same_target_printed_again_is_the_same_target():
    block = "Send protests to:\n\nPresident Alexander Grey\nFax: +501 222 1111\n\n"
    assert len(reading.read_text(STORY + block * 3).targets) == 1


def test_numbers_of_a_list_of_faxes_are_faxes():
    text = "Faxes to: 1. President Alexander Grey +501 222 1111 2. Attorney General Maria Sol +501 222 1112, 222 1113"
    assert [t.fax for t in reading.read_text(STORY + text).targets] == [
        ["+501 222 1111"],
        ["+501 222 1112", "222 1113"],
    ]


def test_an_embassy_in_a_city_and_the_one_in_your_country_are_two():
    text = "Write to the Belarusian embassy in Warsaw, ul. Wiertnicza 58, tel. +48 22 742 09 90, or to the embassy in your country."
    one, two = reading.read_text(STORY + text).targets
    assert one.phone and not one.rule and two.rule == "embassy_of:BY in supporter country"


def test_demands_stand_under_capitals_and_behind_roman_numbers():
    de = "Die Polizei hat die Gewerkschafterin Rosa Luna verhaftet.\n\nFORDERN SIE\n* die Freilassung von Rosa Luna\n"
    assert [d.text for d in reading.read_text(de).demands] == ["die Freilassung von Rosa Luna"]
    en = STORY + "Write to the authorities, calling on them to:\ni. release Rosa Luna at once;\nii. end torture.\n"
    assert [d.text for d in reading.read_text(en).demands] == ["release Rosa Luna at once;", "end torture."]
    assert not reading.read_text(STORY + "DEMANDS OF THE MARCHERS\n- higher pay for all\n").demands


def test_a_draft_says_where_the_reading_of_a_long_text_ended():
    draft = reading.read_text(STORY + "word " * 31_000 + "\n\n" + ASKS)
    assert draft.read_until is not None and draft.read_until < draft.text.index("Send protests")
    assert reading.read_text(STORY).to_json()["read_until"] is None
