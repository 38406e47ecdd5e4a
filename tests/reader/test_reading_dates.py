"""A desk reads when things happened: printed days, and days that a report tells by other days."""

import pytest

from hueandcry.reader import reading


def dates_of(text, kind):
    return [i.date or i.date_partial for i in reading.read_text(text).incidents if i.type == kind]


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        ("Published: 19 November 2026\n\nOn Monday police arrested Anna Belova at her home.", "arrest", "2026-11-16"),
        ("Published: 19 November 2026\n\nPolice arrested Anna Belova yesterday.", "arrest", "2026-11-18"),
        ("Published: 19 November 2026\n\nPolice arrested Anna Belova two weeks ago.", "arrest", "2026-11-05"),
        ("Published: 19 November 2026\n\nPolice arrested Anna Belova last month.", "arrest", "2026-10"),
        (
            "Anna Belova was arrested on 3 May 2024. The next day she was beaten by guards.",
            "beating",
            "2024-05-04",
        ),
        (
            "The miners marched on 3 May 2024. Three days later Anna Belova was arrested by police.",
            "arrest",
            "2024-05-06",
        ),
        ("Anna Belova was arrested on 12–14 May 2024 by police.", "arrest", "2024-05-12"),
        ("Anna Belova was arrested in the night of 3 to 4 May 2024.", "arrest", "2024-05-03"),
        ("Анну Белову арестовали 3 мая 2024 года. На следующий день её избили в камере.", "beating", "2024-05-04"),
        (
            "El 3 de mayo de 2024 detuvieron a Ana Robles Vidal. Al día siguiente Ana Robles Vidal fue golpeada.",
            "beating",
            "2024-05-04",
        ),
        (
            "Le 3 mai 2024, Anne Robert a été arrêtée. Le lendemain, Anne Robert a été frappée par les gardiens.",
            "beating",
            "2024-05-04",
        ),
        (
            "Am 3. Mai 2024 wurde Anna Weber verhaftet. Am nächsten Tag wurde Anna Weber geschlagen.",
            "beating",
            "2024-05-04",
        ),
        ("Le 14 mars 2024, la grève a commencé. Le 16, Anne Robert a été arrêtée à Lille.", "arrest", "2024-03-16"),
        ("2024 жылғы 3 мамырда полиция Анна Белованы тұтқындады.", "arrest", "2024-05-03"),
    ],
)
def test_a_day_told_by_another_day_is_found(text, kind, wanted):
    assert dates_of(text, kind) == [wanted]


@pytest.mark.parametrize(
    "text",
    [
        "Anna Belova was arrested by police on Monday.",
        "Anna Belova was arrested by police two weeks ago.",
        "Анну Белову арестовали в понедельник.",
    ],
)
def test_without_the_reports_own_date_a_weekday_stays_a_hole(text):
    assert dates_of(text, "arrest") == [None]


def test_a_day_and_a_month_without_a_year_stay_without_one():
    draft = reading.read_text("Anna Belova was arrested by police on 3 May.")

    assert [(i.date, i.date_partial) for i in draft.incidents] == [(None, "05-03")]


def test_a_day_told_by_another_day_says_that_it_was_reckoned():
    draft = reading.read_text("Published: 19 November 2026\n\nPolice arrested Anna Belova yesterday.")

    assert [i.date_inferred for i in draft.incidents] == [True]


def test_the_end_of_a_term_is_not_the_day_of_the_arrest():
    text = "Anna Belova was arrested by police on 3 May 2024. She is held until 9 July 2024."

    assert dates_of(text, "arrest") == ["2024-05-03"]


def test_in_a_report_without_a_date_of_its_own_the_year_goes_on_from_the_day_before():
    told = (
        "1 июля 2019 года суд Москвы арестовал Ивана Котова на 10 суток.\n\n"
        "9 июля Ивана Котова избили в изоляторе.\n\n"
        "2 марта Ивана Котова уволили с завода.\n"
    )
    found = {(i.type, i.date, i.date_partial) for i in reading.read_text(told).incidents}
    assert ("beating", "2019-07-09", None) in found
    assert ("dismissal", None, "03-02") in found, "March came before July, so nobody knows of which year it was"


@pytest.mark.parametrize(
    ("text", "kind", "wanted"),
    [
        (
            (
                "Лесное, 5 апреля 2023 года. В понедельник суд приговорил Ивана Лукашука к двум годам колонии. "
                "В тот же день милиция обыскала квартиру Анны Лукашук."
            ),
            "raid",
            "2023-04-03",
        ),
        (
            (
                "Lille, le 12 juin 2021. Mardi dernier, à Tizi Ouzou, la police a arrêté Karim Belaïd. "
                "Le lendemain, le tribunal l'a condamné à six mois de prison."
            ),
            "sentence",
            "2021-06-09",
        ),
        (
            "Berlin, 12. Juni 2021. Am Dienstag wurde in Bad Lauterfeld der Gewerkschafter Klaus Berger festgenommen.",
            "arrest",
            "2021-06-08",
        ),
        (
            (
                "Хроніка дня. 3 лістапада 2022\nУ Полацку затрымалі Алеся Марозава.\n4 лістапада\n"
                "Суд у Полацку асудзіў Івана Статкевіча на 15 сутак."
            ),
            "sentence",
            "2022-11-04",
        ),
    ],
)
def test_a_weekday_behind_a_dateline_and_a_day_above_its_entries_are_days_of_their_own(text, kind, wanted):
    assert wanted in dates_of(text, kind)


def test_a_year_printed_in_the_sentence_before_goes_on_though_the_report_is_younger() -> None:
    text = """Minsk, 3 July 2025

On 24 June 2024 police arrested the teacher Adam Novak. On 29 June he was released. On 2 July the judge will hear him."""
    told = {(i.type, i.date) for i in reading.read_text(text).incidents}
    assert {("arrest", "2024-06-24"), ("release", "2024-06-29")} <= told


def test_a_line_of_the_writers_their_town_and_a_day_dates_the_report() -> None:
    text = """Музыкант за решёткой
Комитет поддержки узников совести «Тропинка», Белосток. 17 мая 2018 г.

28 апреля задержали музыканта Адама Новака."""
    draft = reading.read_text(text)
    assert draft.report_date == "2018-05-17"
    assert {i.date for i in draft.incidents} == {"2018-04-28"}


def test_a_day_of_the_year_names_its_year() -> None:
    text = "El 12 de diciembre del año 2011 la policía detuvo a Juan Ortiz."
    assert {i.date for i in reading.read_text(text).incidents} == {"2011-12-12"}
