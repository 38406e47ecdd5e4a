"""Several people in one breath: who is at risk, whose role it is, and what belongs to which sentence."""

import pytest

from hueandcry.reader import reading
from hueandcry.reader.text import document, layout

SCHOOL = (
    "Lisbet Varn, secretary of the Norrholm Teachers' Circle, and Odo Kelling, a mathematics teacher, "
    "were taken from the school gate by police on 16 November 2026."
)


def people(text: str) -> list[tuple[str, str]]:
    return [(p.name, p.status) for p in reading.read_text(text).people]


def at_risk(text: str) -> list[str]:
    return [name for name, status in people(text) if status == "at_risk"]


def test_two_people_with_a_role_each_are_both_at_risk_and_keep_their_own_role():
    draft = reading.read_text(SCHOOL)

    assert [(p.name, p.status, p.role) for p in draft.people] == [
        ("Lisbet Varn", "at_risk", "secretary of the Norrholm Teachers' Circle"),
        ("Odo Kelling", "at_risk", "a mathematics teacher"),
    ]
    assert [i.victims for i in draft.incidents] == [["Lisbet Varn", "Odo Kelling"]]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Ada Orn and Boris Tal were detained by the police in the night.", ["Ada Orn", "Boris Tal"]),
        ("The police detained Ada Orn, nurse Boris Tal and Ivan Kim.", ["Ada Orn", "Boris Tal", "Ivan Kim"]),
        ("Ada Orn, head of the bakers' brotherhood, and Boris Tal were arrested.", ["Ada Orn", "Boris Tal"]),
        ("Анна Орлова, секретарь кружка, и Пётр Кимов были задержаны в школе.", ["Анна Орлова", "Пётр Кимов"]),
        ("Вчера полиция задержала Анну Орлову и Петра Кимова.", ["Анну Орлову", "Петра Кимова"]),
        ("Ivan Orlov, Minister of Justice, and Ada Orn, a teacher, were arrested.", ["Ada Orn"]),
        ("Ivan Orlov, head of the region, and Judge Boris Kimov were detained.", []),
        ("The officer Ivan Orlov arrested Ada Orn and Boris Tal.", ["Ada Orn", "Boris Tal"]),
        ("Задержаны следователем Орловым и Петровым.", []),
    ],
)
def test_everyone_to_whom_the_verb_happens_is_at_risk_and_no_official(text, wanted):
    assert at_risk(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        SCHOOL,
        "Lisbet Varn, a teacher and Odo Kelling, a nurse were detained.",
        "Ivan Orlov, Minister of Justice, and Ada Orn were arrested.",
        "Задержаны следователем Орловым и Петровым.",
    ],
)
def test_a_role_neither_begins_nor_ends_in_a_comma_or_a_conjunction(text):
    roles = [p.role for p in reading.read_text(text).people if p.role]

    assert roles
    assert not [r for r in roles if r[-1] in ",;" or r[0] in ",;" or {r.split()[0], r.split()[-1]} & {"and", "и"}]


@pytest.mark.parametrize(
    "text",
    [
        "Minister of Education Norrholm Teachers' Circle was detained.",
        "The Norrholm Teachers said that the school is closed after the arrest.",
        "The head of the Norrholm Teachers' Brotherhood was arrested.",
    ],
)
def test_a_part_of_the_name_of_a_body_is_no_person(text):
    assert not [name for name, _status in people(text) if "Teachers" in name]


@pytest.mark.parametrize(
    ("text", "inferred"),
    [
        ("Teacher detained\n\nOn 16 November 2026 police detained Ada Orn.", False),
        ("Oskel, 20 November 2026\n\nOn 16 November police detained Ada Orn.", True),
        ("Oskel, 20 November 2026\n\nOn 16 November 2026 police detained Ada Orn.", False),
    ],
)
def test_a_date_is_inferred_only_when_its_own_words_lack_the_year(text, inferred):
    draft = reading.read_text(text)

    assert [(i.date, i.date_inferred) for i in draft.incidents] == [("2026-11-16", inferred)]
    assert not draft.report_date_inferred


@pytest.mark.parametrize(
    "text",
    [
        "They came on 16 November 2026. On 17 November 2026 two teachers were detained. A strike began.",
        "A strike began in 2026. Two teachers were detained.",
        "Забастовка началась 3 мая 2026 г. Двое учителей и 12 активистов задержаны.",
    ],
)
def test_a_quantity_stays_in_its_own_sentence(text):
    draft = reading.read_text(text)

    assert [i.quantity for i in draft.incidents if i.type == "protest"] == [None]
    assert [i.quantity for i in draft.incidents if i.type == "detention"] != [None]


@pytest.mark.parametrize(
    "piece", ["Dear Minister,\n\n", "On 16 November 2026 Ada Orn was arrested ", "Ada Orn and Boris Tal were held, "]
)
def test_what_is_repeated_without_end_is_read_in_pieces_and_ends(piece):
    text = piece * (50_000 // len(piece))

    draft = reading.read_text(text)

    assert len(draft.people) <= 3
    assert all(end - start <= layout.SENTENCE for start, end in document.prepare(text).layout.sentences)


def test_an_endless_line_keeps_every_letter_in_its_place():
    text = "word " * 9_000 + "\n" + "other words\n"

    lines = document.prepare(text).layout.lines

    assert all(text[line.start : line.end] == line.text for line in lines)
    assert lines[-1].text == "other words"
