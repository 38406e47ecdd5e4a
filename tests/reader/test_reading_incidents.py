"""A desk reads what happened to whom: told and not feared, each penalty to its own people, ten mentions one event."""

import pytest

from hueandcry.reader import reading


def told(text):
    return [(i.type, i.victims, i.quantity) for i in reading.read_text(text).incidents]


def types(text):
    return [i.type for i in reading.read_text(text).incidents]


@pytest.mark.parametrize(
    "text",
    [
        "Activists called for the release of Anna Belova.",
        "If Anna Belova is sentenced, she faces five years in prison and a fine.",
        "Anna Belova was not arrested by the police.",
        "Anna Belova was 'deported' to the edge of the town.",
        "An arrest warrant for Anna Belova was read out. The Committee against Torture wrote to the court.",
        "Если Анну Белову осудят, ей грозит пять лет лишения свободы.",
        "Ana Robles Vidal no fue detenida.",
        "Anne Robert risque cinq ans de prison et 500 euros d'amende.",
        "Anna Weber drohen fünf Jahre Haft.",
    ],
)
def test_what_is_feared_asked_or_denied_has_not_happened(text):
    assert types(text) == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "Ada Orn, Boris Tal and Ivan Kim were sentenced on 3 May 2024 to 36, 24 and 9 months respectively.",
            [
                ("sentence", ["Ada Orn"], "36 months"),
                ("sentence", ["Boris Tal"], "24 months"),
                ("sentence", ["Ivan Kim"], "9 months"),
            ],
        ),
        (
            (
                "On 3 May 2024 Judge Boris Kimov sentenced Anna Belova to 15 days of administrative arrest "
                "and Oleg Tarn to two and a half years in prison."
            ),
            [
                ("sentence", ["Anna Belova"], "15 days"),
                ("sentence", ["Oleg Tarn"], "two and a half years"),
            ],
        ),
        (
            (
                "Судья Орлов 3 мая 2024 года приговорил Анну Белову к 15 суткам административного ареста, "
                "а Олега Тарна оштрафовал на 40 базовых величин (1480 рублей)."
            ),
            [
                ("sentence", ["Анну Белову"], "15 суткам"),
                ("fine", ["Олега Тарна"], "40 базовых величин (1480 рублей)"),
            ],
        ),
        (
            "3 мая 2024 года суд арестовал Анну Белову на два месяца.",
            [("detention", ["Анну Белову"], "два месяца")],
        ),
        (
            (
                "On 3 May 2024 the following were given terms:\n"
                "– Anna Belova: 15 days\n– Oleg Tarn: a fine of 300 roubles\n– Ivan Kim: 10 days\n"
            ),
            [
                ("sentence", ["Anna Belova"], "15 days"),
                ("fine", ["Oleg Tarn"], "300 roubles"),
                ("sentence", ["Ivan Kim"], "10 days"),
            ],
        ),
        (
            "3 мая 2024 года суддзя пакараў Анну Бялову арыштам на 10 сутак і Алега Тарна штрафам 40 базавых велічынь.",
            [
                ("sentence", ["Анну Бялову"], "10 сутак"),
                ("fine", ["Алега Тарна"], "40 базавых велічынь"),
            ],
        ),
    ],
)
def test_every_penalty_goes_to_its_own_people(text, wanted):
    assert told(text) == wanted


def test_a_sum_to_pay_is_a_fine_and_the_days_instead_of_it_are_none():
    text = "Anna Belova was convicted. She must pay US$300 or spend 30 days in prison."

    assert ("fine", ["Anna Belova"], "US$300") in told(text)
    assert "30 days" not in [i.quantity for i in reading.read_text(text).incidents]


def test_she_is_the_one_whom_the_sentence_before_named():
    text = "On 3 May 2024 police arrested Anna Belova. She was beaten on the way."

    assert told(text) == [("arrest", ["Anna Belova"], None), ("beating", ["Anna Belova"], None)]


def test_a_list_below_the_sentence_names_those_who_were_held():
    text = "Police detained three people in Tarnograd on 3 May 2024:\n1. Anna Belova\n2. Oleg Tarn\n3. Ivan Kim\n"

    assert [v for _, v, _ in told(text)] == [["Anna Belova", "Oleg Tarn", "Ivan Kim"]]


def test_many_mentions_of_one_arrest_are_one_incident_with_all_places_marked():
    text = (
        "Anna Belova arrested\n\nOn 3 May 2024 police arrested Anna Belova, a nurse. "
        "The arrest of Anna Belova shocked the town. Her arrest was not explained."
    )
    draft = reading.read_text(text)

    assert [(i.type, i.date) for i in draft.incidents] == [("arrest", "2024-05-03")]
    assert len(draft.incidents[0].spans["type"]) == 4


def test_two_people_arrested_on_two_days_are_two_incidents():
    text = "Police arrested Anna Belova on 3 May 2024.\n\nOn 9 May 2024 police arrested Oleg Tarn."

    assert [(v, None) for _, v, _ in told(text)] == [(["Anna Belova"], None), (["Oleg Tarn"], None)]


def test_a_bare_word_tells_of_no_incident():
    assert types("Torture is widespread. Detention without trial is common in the country.") == []


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("On 4 May 2024 Anna Belova spent two nights in custody before they let her go.", ["detention", "release"]),
        ("4 мая 2024 года Анну Белову увели прямо с урока.", ["arrest"]),
        ("В ночь на 4 мая 2024 года Олег Тарн не вернулся домой.", ["disappearance"]),
        ("El 4 de mayo de 2024 sacaron de su casa a Ana Belmar en Oskel.", ["arrest"]),
        ("Am 4. Mai 2024 flog Anna Bell fristlos hinaus.", ["dismissal"]),
        ("Le 4 mai 2024, Anne Belle a écopé de six mois avec sursis.", ["sentence"]),
        ("2024 жылғы 4 мамырда Анар Белов ауруханаға түсті.", ["hospitalisation"]),
        ("On 4 May 2024 police tried to arrest Anna Belova.", []),
    ],
)
def test_an_event_told_in_everyday_words_is_found(text, wanted):
    assert [i.type for i in reading.read_text(text).incidents] == wanted


def test_a_day_with_an_ending_belongs_to_the_month_named_before():
    draft = reading.read_text("4 мая 2024 года Анну Белову задержали. На следующий день, 5-го, её отпустили.")
    assert [(i.type, i.date) for i in draft.incidents] == [("detention", "2024-05-04"), ("release", "2024-05-05")]


def test_the_adjective_of_a_court_names_its_town_when_the_text_knows_it():
    draft = reading.read_text("Кермен ждал. Керменский городской суд 4 мая 2024 года дал Олегу Тарну три года.")
    assert [i.place for i in draft.incidents] == ["Кермен"]


@pytest.mark.parametrize(
    "text",
    [
        "Olga Ivanova was charged under article 318 with threats and violence against an official.",
        "El 4 de mayo de 2024 declaró Ana Belmar, acusada de amenazas, secuestro y bloqueo de carreteras.",
        "Our union sees in this an attack on press freedom.",
        "The committee released a report on 4 May 2024; it dismissed the concerns.",
        "Dagegen protestieren wir. Es ist ein Angriff auf uns alle.",
        "В этих местах лишения свободы, говорит доклад, нет врача.",
    ],
)
def test_a_charge_and_a_figure_of_speech_are_nothing_done(text):
    assert set(types(text)) <= {"trial"}


def test_a_protest_that_is_only_a_reason_for_a_penalty_is_no_incident():
    text = "On 5 May 2024 police arrested Anna Belova in Oskel. She got ten days for taking part in a picket."
    assert "protest" not in types(text)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The court in Oskel fined Anna Belova N150,000 on 3 May 2024.", "N150,000"),
        ("Anna Belova received a sentence of 58 years on 3 May 1990.", "58 years"),
        ("Ева Белова получила в суде Керменского района штраф 25 базовых.", "25 базовых"),
        ("Суд оштрафував Левізу Белан на 15 тисяч російських рублів.", "15 тисяч російських рублів"),
        ("Die Geldbusse von 120'000 Córdobas gegen Juan Belmar bleibt.", "120'000 Córdobas"),
    ],
)
def test_a_sum_in_any_coin_and_a_long_term_are_told(text, wanted):
    assert [i.quantity for i in reading.read_text(text).incidents] == [wanted]


def test_a_week_after_an_arrest_is_no_term():
    assert [
        (i.type, i.quantity) for i in reading.read_text("One week after his arrest Oleg Tarn came home.").incidents
    ] == [("arrest", None)]


def test_a_count_of_people_belongs_to_the_event_it_stands_by():
    text = "Oleg Tarn was detained on 3 May 2024. In protest against his arrest, 40 people rallied on 5 May 2024."
    assert [(i.type, i.quantity) for i in reading.read_text(text).incidents] == [
        ("detention", None),
        ("protest", "40 people"),
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("El centro emitió una “acción urgente” por Ana Belmar, detenida el 4 de mayo de 2024.", "incident_report"),
        ("Anna Bell wurde am 4. Mai 2024 verhaftet. Schickt eine Mail an die Botschaft.", "appeal"),
        ("Anne Belle a été arrêtée le 4 mai 2024. Dès demain, écrivez un mot sur votre blog.", "appeal"),
        ("A court in Oskel sentenced Anna Belova to three years in prison on 4 May 2024.", "incident_report"),
        ("Anna Belova was arrested on 4 May 2024. Her union calls on all trade unionists to act.", "appeal"),
        ("2024 жылғы 4 мамырда Анар Белов ұсталды. Осы хабарды таратыңыздар.", "appeal"),
    ],
)
def test_an_appeal_asks_its_reader_and_news_of_a_verdict_is_news_of_harm(text, kind):
    assert reading.read_text(text).kind == kind
