"""How many, how much and how long: counts beside an event, penalties without a verb, and what a prosecutor only asks for."""

import pytest

from hueandcry.reader import reading


def quantity_of(text: str, kind: str) -> str | None:
    return next((one.quantity for one in reading.read_text(text).incidents if one.type == kind), "no such incident")


@pytest.mark.parametrize(
    ("text", "kind", "quantity"),
    [
        ("Anna Petrova was detained in Minsk on 3 May 2021. Police took away her two laptops and 300 leaflets.", "raid", "two laptops"),
        ("Am 3. Mai 2021 wurden in Minsk mindestens 340 festgenommen, darunter die Studentin Anna Weber.", "arrest", "340"),
        ("El 3 de mayo de 2021 la policía se llevó a cuatro en Cobán. A Juan Pérez Gómez le rompieron dos costillas.", "beating", "dos costillas"),
        ("3 мая 2021 года в Бишкеке активистку Айгуль Сатыбалдиеву вызвали в отдел, где продержали девять часов.", "detention", "девять часов"),
        ("Le 3 mai 2021 à Bamako, cent vingt enseignants ont manifesté.", "protest", "cent vingt enseignants"),
        ("2021 жылғы 10 тамызда Ақтауда 140-тан астам жұмысшы жұмысты тоқтатты.", "protest", "140-тан астам жұмысшы"),
        ("3 мая 2021 года в Актау двести рабочих не вышли на смену, шестеро уволены.", "dismissal", "шестеро"),
    ],
)  # fmt: skip
def test_what_was_counted_belongs_to_its_event(text, kind, quantity):
    assert quantity_of(text, kind) == quantity


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("Verdicts of 3 May 2021 in Minsk:\nAnna Petrova - 15 days\nPetr Kuznetsov - two years of restricted freedom", {"15 days", "two years"}),
        ("Суды в Гродно 2 мая 2021 года\nАнна Петрова — 15 суток\nПётр Кузнецов — 2 года «химии»", {"15 суток", "2 года"}),
        ("Cuatro años para Juan Pérez Gómez: el juez leyó el fallo el 3 de mayo de 2021 en Cobán.", {"Cuatro años"}),
        ("On 21 March 2024 the magistrate jailed Anna Petrova for eighteen months, six of them suspended.", {"eighteen months"}),
    ],
)  # fmt: skip
def test_a_penalty_needs_no_verb_of_its_own(text, terms):
    assert {one.quantity for one in reading.read_text(text).incidents if one.type == "sentence"} == terms


@pytest.mark.parametrize(
    "text",
    [
        "El fiscal pidió veinte años de cárcel y una multa de 3,000 quetzales para Juan Pérez Gómez.",
        "Прокурор Игорь Завирюха просил для активистки Анны Петровой четыре года колонии и штраф 8500 рублей.",
        "Staatsanwalt Murat Keleş hatte für die Lehrerin Anna Weber vier Jahre Haft beantragt.",
        "Le procureur a requis cinq ans ferme contre le militant Paul Mbarga.",
    ],
)
def test_what_a_prosecutor_asks_for_is_no_verdict(text):
    assert not [one for one in reading.read_text(text).incidents if one.type in ("sentence", "fine")]


def test_hours_of_custody_and_the_number_of_those_held_are_one_event():
    draft = reading.read_text("3 мая 2021 года в Минске задержали троих: Анну Петрову, Ивана Сидорова и Петра Кузнецова. Их держали в отделе шесть часов.")  # fmt: skip
    assert [one.type for one in draft.incidents] == ["detention"]


def test_a_second_thing_that_was_done_after_a_charge_is_real():
    draft = reading.read_text("On 3 May 2021 the singer Moses Okello was charged with sedition and remanded.")
    assert "detention" in [one.type for one in draft.incidents]
