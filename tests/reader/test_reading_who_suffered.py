"""To whom it was done: by a role, by "both" and "the other two", together with somebody, and by nobody's own words."""

import pytest

from hueandcry.reader import reading


def victims_of(text: str, kind: str) -> list[str]:
    return [name for one in reading.read_text(text).incidents if one.type == kind for name in one.victims]


def statuses(text: str) -> dict[str, str]:
    return {person.name: person.status for person in reading.read_text(text).people}


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("On 2 March 2024 the cameraman Idris Bello and the nurse Ngozi Eze were arrested. The cameraman was tortured.", "torture", ["Idris Bello"]),
        ("La policía arrestó el 8 de junio de 2021 a la enfermera Noelia Rivas y al chofer Julián Pinto. La enfermera quedó libre.", "release", ["Noelia Rivas"]),
        ("Le 12 avril 2021, des gendarmes ont arrêté l'instituteur Hamidou Ba ainsi que le chauffeur Cheikh Fall. L'instituteur a été torturé.", "torture", ["Hamidou Ba"]),
        ("Журналистка Дарья Ким и фотограф Пётр Ли были избиты 1 июня 2021 года в Уфе. Журналистку госпитализировали.", "hospitalisation", ["Дарья Ким"]),
        ("12 травня 2021 року поліція затримала вчительку Оксану Гриценко та водія Богдана Лиса. Вчительку оштрафували.", "fine", ["Оксану Гриценко"]),
    ],
)  # fmt: skip
def test_a_role_told_once_means_the_one_who_has_it(text, kind, who):
    assert victims_of(text, kind) == who


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Ada Orn was detained on 3 March 2022 together with her brother Paul Orn.", "detention", {"Ada Orn", "Paul Orn"}),
        ("Am 3. Juni 2021 wurde Petra Holm gemeinsam mit Rosa Lind verhaftet.", "arrest", {"Petra Holm", "Rosa Lind"}),
        ("Se llevaron detenidos a Marcelino Tum, a su hijo Diego y a la maestra Elvira Caal.", "arrest", {"Marcelino Tum", "Diego", "Elvira Caal"}),
        ("Quatre ouvriers ont été licenciés le 3 mars 2022 : Paul Ngoma, Jean Mbemba, Alice Loemba et Serge Tchibota.", "dismissal", {"Paul Ngoma", "Jean Mbemba", "Alice Loemba", "Serge Tchibota"}),
    ],
)  # fmt: skip
def test_who_is_held_with_somebody_or_listed_behind_the_number_is_a_victim_too(text, kind, who):
    assert set(victims_of(text, kind)) == who


def test_the_other_two_are_those_to_whom_nothing_else_was_done():
    text = (
        "Ada Orn, Boris Tal and Ivan Kim were arrested on 3 May 2021. Ada Orn was released on 4 May 2021.\n\n"
        "The other two were beaten on 5 May 2021."
    )
    assert victims_of(text, "beating") == ["Boris Tal", "Ivan Kim"]


@pytest.mark.parametrize(
    ("text", "doer"),
    [
        ("Ada Orn and Rim Sal were dismissed on 2 May 2021. Factory owner Nabil Chaouch threatened both with a lawsuit.", "Nabil Chaouch"),
        ("Тараса Коваля та Юрія Лиса звільнено з роботи 2 лютого 2020 року. Їм погрожував директор Петро Шульга.", "Петро Шульга"),
        ("Hugo Luna y Rosa Quil fueron detenidos el 2 de mayo de 2021. Los amenazó el dueño Pedro Arce.", "Pedro Arce"),
    ],
)  # fmt: skip
def test_who_threatens_both_is_no_victim(text, doer):
    assert doer not in victims_of(text, "threat")
    assert statuses(text).get(doer) != "at_risk"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("The State told Justice Bekezela Moyo that the placards of the convicted teachers were threats.", "Justice Bekezela Moyo"),
        ("El 20 de mayo la jueza Segunda con Función de Garantías de Popayán, Amparo Velasco, impuso detención a Luis Daza.", "Amparo Velasco"),
    ],
)  # fmt: skip
def test_a_judge_by_title_or_at_the_head_of_a_long_phrase_is_an_official(text, who):
    assert statuses(text)[who] == "official"


def test_a_lawyer_who_tells_of_a_beating_was_not_beaten():
    text = "Le syndicaliste Koffi Amégan a été arrêté le 5 mai 2023. Selon Me Edem Kpodo, son avocat, il a été frappé."
    assert victims_of(text, "beating") == ["Koffi Amégan"]
    assert statuses(text)["Edem Kpodo"] == "other"


def test_a_supporter_is_not_the_one_supported():
    assert statuses("Leonid Orlov, a supporter of Viktor Belov, was held in custody.").get("Viktor Belov") != "at_risk"
