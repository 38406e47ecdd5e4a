"""Single rules of the reader, each on a few words."""

import pytest

from hueandcry.reader import lexicon, reading
from hueandcry.reader.action import channels
from hueandcry.reader.text import document
from hueandcry.reader.when import dates


def found(text: str) -> list[tuple[str, str]]:
    doc = document.prepare(text)
    return [(c.kind, c.value) for c in channels.find(doc, 0, len(text))]


@pytest.mark.parametrize(
    "hidden",
    [
        "Email: [email\u00a0protected]",
        "Email: [email protected]",
        "Email: < >",
        "This email address is being protected from spambots.",
        "Этот адрес электронной почты защищён от спам-ботов.",
        "Esta dirección de correo está protegida contra spambots.",
        "Email: see below",
        "mayor [at] town [dot] org",
    ],
)
def test_a_hidden_address_stays_a_hole(hidden):
    assert found(hidden) == [("email", "obfuscated")]


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("Tel ++7 7172 747570", ("phone", "++7 7172 747570")),
        ("Tel: ++7 (7172) 74 55 24", ("phone", "++7 (7172) 74 55 24")),
        ("Fax: +999 20 77 41 00", ("fax", "+999 20 77 41 00")),
        ("Факс: 22-33-45", ("fax", "22-33-45")),
        ("+999 20 77 41 00 (fax)", ("fax", "+999 20 77 41 00")),
    ],
)
def test_a_number_is_read_as_printed(text, channel):
    assert found(text) == [channel]


@pytest.mark.parametrize("text", ["March 2011\n78910111213", "in 2011 and 2012"])
def test_what_is_no_number_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("They came on 15 March 2011 at noon.", ["2011-03-15"]),
        ("They came on March 15, 2011 at noon.", ["2011-03-15"]),
        ("Это было 3 марта 2021 года в городе.", ["2021-03-03"]),
        ("Es geschah am 11. Oktober 2021 und nicht später.", ["2021-10-11"]),
        ("El 6 de septiembre de 2020 la policía vino.", ["2020-09-06"]),
        ("Le 1er mars 2019 la police est venue.", ["2019-03-01"]),
        ("Бұл 2011 жылғы 16 желтоқсанда болды және үшін.", ["2011-12-16"]),
        ("Published 2011-03-15 by us.", ["2011-03-15"]),
        ("Case No. 12/03/2011 was opened.", []),
        ("They march in the may.", []),
    ],
)
def test_dates_are_read_in_their_own_grammar(text, wanted):
    assert [d.iso for d in dates.find(document.prepare(text))] == wanted


def test_a_year_from_the_calendar_of_the_page_is_marked_as_inferred():
    text = (
        "Workers held in Oskel\n\nThey were arrested today (15 March) in Oskel.\n\n"
        "March 2011\nM T W T F S S\n 123456\n78910111213\n"
    )

    draft = reading.read_text(text)

    assert (draft.report_date, draft.report_date_inferred) == ("2011-03-15", True)
    assert draft.incidents[0].date_inferred


def test_the_head_of_a_union_is_not_an_official():
    draft = reading.read_text("Police arrested Aru Seitova, president of the Union of Bakers, on Monday.")

    assert [(p.name, p.status) for p in draft.people] == [("Aru Seitova", "at_risk")]


def test_two_spellings_are_one_person_with_both_printed_forms():
    draft = reading.read_text(
        "Activist Esenali Ukbaev was arrested. Friends of Yesenali Ukbaev were beaten. Esenali is in prison."
    )

    assert [(p.name, p.aliases) for p in draft.people] == [("Esenali Ukbaev", ["Esenali", "Yesenali Ukbaev"])]


def test_a_minister_who_is_beaten_with_words_is_no_person_at_risk():
    draft = reading.read_text("Minister of Justice Pavel Orsk was attacked by the press after the arrest.")

    assert [p.status for p in draft.people] == ["official"]


def test_every_lexicon_knows_the_tables_the_rules_ask_for():
    needed = {"grammar", "months", "channels", "targets", "letter", "people", "incidents", "kind"}

    missing = {tongue: needed - lexicon.load(tongue).tables.keys() for tongue in lexicon.languages()}

    assert not any(missing.values())
