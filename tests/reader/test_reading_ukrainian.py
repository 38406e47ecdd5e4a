"""What a desk expects of sentences as Ukrainian unions, courts and rights groups write them."""

import pytest

from hueandcry.reader import reading

PEOPLE = [
    (
        "У Кривому Розі поліція затримала голову профкому Андрія Пилипенка, повідомив адвокат Тарас Бойчук.",
        {"Андрія Пилипенка"},
        set(),
    ),
    (
        (
            "Голову первинної організації Незалежної профспілки гірників Сергія Юнака засуджено до трьох років "
            "позбавлення волі. Суддя Оксана Дем'янчук призначила також штраф."
        ),
        {"Сергія Юнака"},
        {"Оксана Дем'янчук"},
    ),
    (
        "Начальник СІЗО Андрій Лисенко погрожував ув'язненому Павлу Зотову карцером.",
        {"Павлу Зотову"},
        {"Андрій Лисенко"},
    ),
    (
        "Полковник ФСБ Андрій Левченко бив Олександра Костенка.",
        {"Олександра Костенка"},
        {"Андрій Левченко"},
    ),
    (
        (
            "Уповноважений Верховної Ради з прав людини Дмитро Лубко звернувся до МКЧХ. "
            "Політв'язня Івана Яцкіна перевели до карцеру."
        ),
        {"Івана Яцкіна"},
        {"Дмитро Лубко"},
    ),
    (
        "Міський голова Олександр Вілкул зустрівся зі страйкарями. Шахтаря Юрія Самойленка госпіталізовано.",
        {"Юрія Самойленка"},
        {"Олександр Вілкул"},
    ),
    (
        "Слідчий Роман Жук оголосив підозру Василеві Береснюку, заступнику голови профспілки.",
        {"Василеві Береснюку"},
        {"Роман Жук"},
    ),
    (
        "Директор ТОВ «Буррос» Євген Бекетов звільнив з роботи оператора Назара Савчука.",
        {"Назара Савчука"},
        {"Євген Бекетов"},
    ),
    ("Міліціонер затримав шахтаря Олега Бойка.", {"Олега Бойка"}, set()),
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
        (
            "Співробітники ФСБ викрали Ервіна Ібрагімова 24 травня 2016 року в Бахчисараї.",
            "disappearance",
            "Ервіна Ібрагімова",
        ),
        ("Помер політв'язень Джеміль Гафаров.", "killing", "Джеміль Гафаров"),
        ("Лідера незалежної профспілки Михайла Калинця звільнено з роботи.", "dismissal", "Михайла Калинця"),
    ],
)
def test_each_usual_verb_tells_what_was_done(text: str, kind: str, victim: str) -> None:
    draft = reading.read(text.encode())
    assert [(i.type, i.victims) for i in draft.incidents] == [(kind, [victim])]
    assert draft.outcome is None


def test_a_minister_of_the_russian_federation_is_no_union_leader() -> None:
    text = "Міністр внутрішніх справ Російської Федерації Петро Кольцов заперечує побиття слюсаря Олега Панасюка."
    people = {p.name: p.status for p in reading.read(text.encode()).people}
    assert people["Петро Кольцов"] == "official"


def test_a_heading_such_as_where_to_write_opens_the_targets() -> None:
    text = (
        "Куди писати:\n"
        "1) Генеральному прокурору Руслану Кравчуку, тел.: +380 44 200-70-01, факс: +380 44 200-70-02\n"
        "2) Начальнику ВК-15, ел. пошта: vk15@example.org\n\n"
        "Копії: help@example.org\n"
    )
    draft = reading.read(text.encode())
    assert [t.phone for t in draft.targets] == [["+380 44 200-70-01"], []]
    assert [t.fax for t in draft.targets] == [["+380 44 200-70-02"], []]
    assert [t.email for t in draft.targets] == [[], ["vk15@example.org"]]
    assert [c.text for c in draft.copies_to] == ["help@example.org"]
