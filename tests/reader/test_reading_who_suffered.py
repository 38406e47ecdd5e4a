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


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Samuel Otieno is a farmer from Kisumu. He keeps goats. On 5 May 2021 he was arrested at the market.", ["Samuel Otieno"]),
        ("Семён Кочетков работает учителем в школе. 5 мая 2021 года его задержали прямо на уроке.", ["Семён Кочетков"]),
        ("Тетяна Головко працює лікаркою в Харкові. 7 травня 2021 року її затримали в лікарні.", ["Тетяна Головко"]),
        ("Марына Лось працуе настаўніцай у Гомелі. 5 траўня 2021 года яе затрымалі ў школе.", ["Марына Лось"]),
        ("Айдос Сейітов зауытта слесарь болып істейді. 2021 жылғы 5 мамырда оны полиция ұстады.", ["Айдос Сейітов"]),
        ("Mehmet Yıldız arbeitet im Hafen von Izmir. Am 4. Mai 2021 wurde er vor dem Werkstor festgenommen.", ["Mehmet Yıldız"]),
        ("Claire Morel enseigne à Roubaix. Le 4 mai 2021, la police l'a interpellée devant son lycée.", ["Claire Morel"]),
        ("Tomás Huamán trabaja en la mina. El 4 de mayo de 2021 fue detenido en la puerta.", ["Tomás Huamán"]),
        ("Anna Poe and Sam Otieno run a bookshop in Kisumu. On 5 May 2021 they were arrested.", ["Anna Poe", "Sam Otieno"]),
        ("Judge Karel Vrba came late. On 5 May 2021 he was arrested.", []),
        ("By Tom Smith\n\nOn 4 May 2021 he was arrested in Nairobi.", []),
        ("Tom Smith edited this report. On 4 May 2021 they were arrested.", []),
    ],
)  # fmt: skip
def test_whoever_the_sentence_before_speaks_of_is_he_to_whom_it_was_done(text, who):
    assert [name for name, status in statuses(text).items() if status == "at_risk"] == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Son cousin, Duván Peñaranda, a perdu l'œil droit le 4 mai 2021.", "Duván Peñaranda"),
        ("El delegado Nelson Guitián terminó con la mandíbula rota.", "Nelson Guitián"),
        ("Her lawyer Ann Lee had to flee abroad in May 2021.", "Ann Lee"),
        ("Учителя Петра Орлова ранили в ногу, его коллега Анна Белова пострадала от газа.", "Анна Белова"),
    ],
)
def test_a_cousin_or_a_lawyer_who_is_hurt_is_at_risk_too(text, who):
    assert statuses(text)[who] == "at_risk"


def test_an_officer_who_is_hurt_is_not_at_risk():
    assert statuses("El suboficial Derlis Giménez resultó herido en la pierna.")["Derlis Giménez"] != "at_risk"


@pytest.mark.parametrize(
    ("text", "kind", "who"),
    [
        ("Ana Ruiz was arrested on 4 May 2021. On 9 May she and her colleague Luis Paz were sentenced to ten days.", "sentence", ["Ana Ruiz", "Luis Paz"]),
        ("Марину Ветрову задержали 5 мая 2021 года. Вместе с ней в отдел увезли фотографа Олега Рябова.", "detention", ["Марину Ветрову", "Олега Рябова"]),
        ("On 12 March 2022 police detained three people after a picket: nurse Olga Petrenko, student Ivan Sidorov and pensioner Lidia Brovka.", "detention", ["Olga Petrenko", "Ivan Sidorov", "Lidia Brovka"]),
    ],
)  # fmt: skip
def test_whoever_is_told_in_one_breath_with_the_others_suffered_it_too(text, kind, who):
    assert victims_of(text, kind) == who


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Шаршенова, как он передал через адвоката Элину Сейтказиеву, избили 22 сентября в камере.", "Элину Сейтказиеву"),
        ("Merci à Me Bienvenu Loemba, qui n'a pas manqué une seule audience du procès.", "Bienvenu Loemba"),
        ("Тома Петров — адвокат задержанных.", "Тома Петров"),
    ],
)  # fmt: skip
def test_a_lawyer_through_whom_it_is_told_is_not_at_risk(text, who):
    assert statuses(text)[who] == "other"


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Pedimos el cese de la persecución contra Efraín Choc.", "Efraín Choc"),
        ("Снимите обвинения с Ирины Мазур.", "Ирины Мазур"),
        ("We ask you to close the cases against Ajay Toppo.", "Ajay Toppo"),
        ("A court acquitted Dan Kamau on 3 May 2021.", "Dan Kamau"),
        ("Суддя Ірина Коваль виправдала Петра Лиса.", "Петра Лиса"),
    ],
)
def test_against_whom_a_case_is_to_be_closed_is_at_risk(text, who):
    assert statuses(text)[who] == "at_risk"
