"""When a report was written: datelines, heads of bulletins and foot lines, and never the day of the event."""

import pytest

from hueandcry.reader import reading

PRINTED = [
    (
        "2023-11-06",
        "Libérez Ali !\n\nAli Ben a été arrêté le 3 octobre 2023 à Tunis.\nIl est malade.\n\nGenève, 6 novembre 2023",
    ),
    (
        "2022-05-24",
        "FREIHEIT FÜR ALI\n(Rundbrief 3/2022 – 24. Mai 2022)\n\nAli wurde am 3. Mai 2022 verhaftet. Er ist krank.",
    ),
    (
        "2022-09-30",
        "Ali wurde am 3. Mai 2022 verhaftet, und seine Familie bekommt keine Auskunft.\n\nStand: 30. September 2022",
    ),
    (
        "2019-07-11",
        "Активиста задержали\nопубликовано 11.07.2019 14:05\n\nВ Москве 10 июля 2019 года задержан Иван Петров.",
    ),
    ("2017-08", "Bulletin n° 212, août 2017\n\nMme Rabe a été arrêtée en juin 2017 à Tana. Elle est libre."),
    (
        "2016-11",
        "Freundeskreis Nord\nHamburg, im November 2016\n\nAn alle\n\nWir schreiben für Ali, der im Oktober 2016 kam.",
    ),
    ("2011-03-12", "Free them!\n\nby Jane Roe, 12 March 2011\n\nTwo miners were arrested on 3 March 2011 in Leova."),
    ("2019-03", "Solidarity newsletter | Issue 12 | March 2019\n\nTwo miners were arrested in February 2019."),
    (
        "2021-05-05",
        "Направьте письма до 30 июня 2021 года.\nИван Петров арестован 3 мая 2021 года.\n\nМосква, 5 мая 2021 г.",
    ),
    (
        "2021-08-16",
        "Radio asaltada\n\nEl 7 de agosto de 2021 unos hombres dispararon contra la radio.\n\nElaborado el 16 de agosto",
    ),
]
EVENTS = [
    "В Москве 10 июля 2019 года задержан активист Иван Петров. Его избили в отделе полиции.",
    "Activist arrested in Minsk on 4 May 2020\n\nIvan Petrov was arrested by police at his home.",
    "Please write before 30 June 2021\nIvan was arrested on 3 May 2021.",
    "Case\n\nHe was born in Minsk. He was arrested in May 2020.\nBorn: 3 May 1970",
]


@pytest.mark.parametrize(("day", "text"), PRINTED, ids=[d for d, _ in PRINTED])
def test_the_day_of_writing_is_read_wherever_the_page_prints_it(day, text):
    assert reading.read_text(text).report_date == day


@pytest.mark.parametrize("text", EVENTS)
def test_the_day_of_an_event_a_deadline_or_a_birthday_is_not_the_day_of_writing(text):
    assert reading.read_text(text).report_date is None


def test_a_foot_line_without_a_year_takes_the_year_of_the_page_and_says_so():
    draft = reading.read_text(PRINTED[-1][1])
    assert draft.report_date_inferred
