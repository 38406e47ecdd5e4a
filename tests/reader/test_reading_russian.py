"""What a desk expects of sentences as Russian-speaking unions, courts and rights groups write them."""

import pytest

from hueandcry.reader import reading

PEOPLE = [
    (
        "В Актау полиция задержала председателя профкома Ерлана Бисембаева, сообщил адвокат Тимур Ахметов.",
        {"Ерлана Бисембаева"},
        set(),
    ),
    (
        (
            "Председатель первичной профсоюзной организации Владимир Горшков приговорён к трём годам колонии. "
            "Судья Ольга Демидчик назначила ему также штраф."
        ),
        {"Владимир Горшков"},
        {"Ольга Демидчик"},
    ),
    (
        "Начальник колонии № 5 подполковник Андрей Лысенко угрожал заключённому Павлу Зотову карцером.",
        {"Павлу Зотову"},
        {"Андрей Лысенко"},
    ),
    (
        (
            "Председатель Федерации профсоюзов Беларуси Юрий Сенько поддержал увольнения. "
            "Уволены крановщица Ирина Шевцова и машинист Денис Корбут."
        ),
        {"Ирина Шевцова", "Денис Корбут"},
        {"Юрий Сенько"},
    ),
    (
        (
            "Лидер независимого профсоюза горняков Анатолий Сидоркевич уволен с шахты «Южная». "
            "Директор шахты Николай Бондарев отказался комментировать."
        ),
        {"Анатолий Сидоркевич"},
        {"Николай Бондарев"},
    ),
    (
        "Силовики повязали возле проходной электромонтёра Игоря Рогача и сварщика Петра Ковалёва.",
        {"Игоря Рогача", "Петра Ковалёва"},
        set(),
    ),
    (
        "Глава НПО «Правовая инициатива» Бахыт Туменова оштрафована на 300 МРП.",
        {"Бахыт Туменова"},
        set(),
    ),
    (
        "Следователь Роман Жук предъявил обвинение Василию Береснёву, заместителю председателя РЭП.",
        {"Василию Береснёву"},
        {"Роман Жук"},
    ),
    (
        "Полковник юстиции Самат Есенов избил Айгуль Омарову на допросе.",
        {"Айгуль Омарову"},
        {"Самат Есенов"},
    ),
]


@pytest.mark.parametrize(("text", "at_risk", "powerful"), PEOPLE)
def test_the_head_of_a_union_is_at_risk_and_the_head_of_a_state_body_is_not(
    text: str, at_risk: set[str], powerful: set[str]
) -> None:
    people = reading.read(text.encode()).people
    assert {p.name for p in people if p.status == "at_risk"} == at_risk
    assert {p.name for p in people if p.status in ("official", "perpetrator")} == powerful


@pytest.mark.parametrize(
    ("text", "kind", "victim"),
    [
        ("12 мая 2020 года в Солигорске похищен проходчик Юрий Корзун.", "disappearance", "Юрий Корзун"),
        (
            "Координатор движения «Голос» Григорий Мельков взят под стражу 18 августа 2023 года.",
            "detention",
            "Григорий Мельков",
        ),
        ("Президент Союза журналистов Сеит Матаев арестован 22 февраля 2016 года в Алматы.", "arrest", "Сеит Матаев"),
        ("Нефтяник Кайрат Ешимов госпитализирован.", "hospitalisation", "Кайрат Ешимов"),
    ],
)
def test_each_usual_verb_tells_what_was_done(text: str, kind: str, victim: str) -> None:
    incidents = reading.read(text.encode()).incidents
    assert [(i.type, i.victims) for i in incidents] == [(kind, [victim])]


def test_a_minister_of_the_russian_federation_is_no_union_leader() -> None:
    text = "Министр внутренних дел Российской Федерации Пётр Кольцов отрицает избиение слесаря Олега Панасюка."
    people = {p.name: p.status for p in reading.read(text.encode()).people}
    assert people["Пётр Кольцов"] == "official"


def test_a_heading_such_as_where_to_write_opens_the_targets() -> None:
    text = (
        "Куда писать:\n"
        "1) Генеральному прокурору Борщу Андрею Ивановичу, тел.: +375 17 337-43-57, факс: +375 17 226-42-52\n"
        "2) Начальнику ИК-15, эл. почта: ik15@example.org\n\n"
        "Копии: help@example.org\n"
    )
    draft = reading.read(text.encode())
    assert [t.phone for t in draft.targets] == [["+375 17 337-43-57"], []]
    assert [t.fax for t in draft.targets] == [["+375 17 226-42-52"], []]
    assert [t.email for t in draft.targets] == [[], ["ik15@example.org"]]
    assert [c.text for c in draft.copies_to] == ["help@example.org"]
