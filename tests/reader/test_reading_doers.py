"""Whoever did the harm is never whom a desk appeals for, whatever a court does with him later."""

import pytest

from hueandcry.reader import reading

DEEDS = [
    ("Baker Rosa Luna was dismissed on 4 May 2020 by her employer, Peter Hobbs. Hobbs was fined 500 dollars.", "Hobbs"),
    ("Manager John Cole threatened union activist Rosa Luna on 3 March 2021. Cole was later fined.", "Cole"),
    ("El guardia Pedro Gil golpeó a la maestra Rosa Luna el 3 de mayo de 2021. Gil fue detenido.", "Gil"),
    ("Le patron Luc Blanc a menacé l'ouvrière Rosa Luna le 3 mai 2021. Blanc a été arrêté.", "Blanc"),
    ("Direktor Max Groß drohte der Arbeiterin Rosa Luna am 3. Mai 2021. Groß wurde verhaftet.", "Groß"),
    ("Рабочего Ивана Громова уволил директор фабрики Сергей Ким. Кима оштрафовали на 500 рублей.", "Ким"),
    ("Активістку Марію Орлову побив охоронець Петро Лось. Лося затримали 3 травня 2021 року.", "Лось"),
    ("Рабочага Івана Громава 3 мая 2021 года збіў уладальнік фабрыкі Сяргей Ліс. Ліса аштрафавалі.", "Ліс"),
    (
        "Зауыт директоры Нұрлан Ахметов белсенді Айгүл Сейітованы жұмыстан шығарды. Ахметовке айыппұл салынды.",
        "Ахметов",
    ),
]


def _at_risk(text: str) -> list[str]:
    return [p.name for p in reading.read_text(text).people if p.status == "at_risk"]


@pytest.mark.parametrize(("text", "doer"), DEEDS, ids=[doer for _, doer in DEEDS])
def test_who_does_the_harm_is_neither_at_risk_nor_its_victim(text: str, doer: str) -> None:
    draft = reading.read_text(text)
    assert [p for p in draft.people if p.status == "at_risk"]
    assert not [p for p in draft.people if p.status == "at_risk" and doer in p.name]
    assert not [v for i in draft.incidents for v in i.victims if doer in v]


def test_a_director_to_whom_it_is_done_stays_at_risk() -> None:
    assert _at_risk("School director Ana Sol was arrested on 3 May 2021 for supporting the strike.") == ["Ana Sol"]


def test_a_former_minister_beside_the_suffering_of_others_is_not_whom_the_appeal_is_for() -> None:
    text = (
        "Former interior minister Kofi Mensah, who ordered the arrest of journalist Abena Owusu, was detained in Accra "
        "on 3 May 2021. Owusu is still in prison."
    )
    assert _at_risk(text) == ["Abena Owusu"]


def test_a_former_minister_whose_own_cause_it_is_stays_at_risk() -> None:
    text = "Former minister Kofi Mensah was arrested on 3 May 2021 and is held in Accra. His family cannot visit him."
    assert _at_risk(text) == ["Kofi Mensah"]


@pytest.mark.parametrize("head", ["Port Harrow: union leader arrested", "New Harrow – Journalist beaten"])
def test_a_place_before_the_news_is_no_person(head: str) -> None:
    assert _at_risk(f"{head}\n\nPolice arrested Rosa Luna, leader of the dockers' union, on 3 May 2021.") == [
        "Rosa Luna"
    ]


def test_the_fine_of_the_director_is_not_given_to_the_worker_he_dismissed() -> None:
    text = "Рабочего Ивана Громова уволил директор фабрики Сергей Ким. Кима оштрафовали на 500 рублей."
    assert {i.type: i.victims for i in reading.read_text(text).incidents} == {
        "dismissal": ["Ивана Громова"],
        "fine": [],
    }
