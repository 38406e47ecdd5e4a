"""Bodies as reports print them: in all cases, without a head word, and no word that is merely loud."""

import pytest

from hueandcry.reader import reading


def bodies(text: str) -> list[str]:
    return [o.name for o in reading.read_text(text).organisations]


def spellings(text: str) -> list[list[str]]:
    return [[o.name, *o.aliases] for o in reading.read_text(text).organisations]


def test_the_forms_of_one_body_are_one_entry_under_its_plain_form():
    found = reading.read_text(
        "Депутаты обратились в Европарламенте с письмом к министру и просили о помощи.\n"
        "Решение Европарламента пришло в среду. Сам Европарламент пока молчит об этом деле."
    ).organisations
    assert [o.name for o in found] == ["Европарламент"]
    assert {"Европарламенте", "Европарламента"} <= set(found[0].aliases)


@pytest.mark.parametrize(
    ("text", "printed", "plain"),
    [
        ("Рабочий подал жалобу. Решением Верховного суда его вернули на завод.", "Верховного суда", "Верховный суд"),
        (
            "Вона поскаржилася до Каїрського центру допомоги робітникам і чекає на відповідь.",
            "Каїрського центру допомоги робітникам",
            "Каїрський центр допомоги робітникам",
        ),
        (
            "Сябра Беларускага незалежнага прафсаюза радыстаў затрыманы ўчора ў Гомелі.",
            "Беларускага незалежнага прафсаюза радыстаў",
            "Беларускі незалежны прафсаюз радыстаў",
        ),
        (
            "Кеше Тәуелсіз тоқымашылар кәсіподағының төрағасы қамауға алынды.",
            "Тәуелсіз тоқымашылар кәсіподағының",
            "Тәуелсіз тоқымашылар кәсіподағы",
        ),
        ("Nach Angaben von Reportern ohne Grenzen ist er in Haft.", "Reportern ohne Grenzen", "Reporter ohne Grenzen"),
    ],
)
def test_beside_a_name_in_another_case_stands_its_nominative(text, printed, plain):
    assert any({printed, plain} <= set(names) for names in spellings(text))


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two members of Pussy Riot were arrested in Moscow on Monday.", "Pussy Riot"),
        ("The report by Global Witness says that guards beat the farmers.", "Global Witness"),
        ("Wie Deutsche Welle und Bianet melden, wurde der Journalist verhaftet.", "Bianet"),
        ("The men were handed to the U.S. Bureau of Prisons on Friday.", "U.S. Bureau of Prisons"),
        ("The women of Greenpeace Norway were fined by a court in Oslo.", "Greenpeace"),
    ],
)
def test_a_body_known_everywhere_needs_no_word_beside_it(text, name):
    assert name in bodies(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Guards of the mining company Norrtal Minerals beat the strikers.", "Norrtal Minerals"),
        ("She was filming at Hollow Creek, a large poultry slaughterhouse, when she was arrested.", "Hollow Creek"),
        ("A newspaper such as Volna Zorya cannot be closed by the police.", "Volna Zorya"),
        ("Dos guardias de la empresa Agro Cordillera golpearon a los jornaleros.", "Agro Cordillera"),
        ("Il était directeur technique de la société Lumen-Atlas quand il fut arrêté.", "Lumen-Atlas"),
        ("Ein Wachmann der Baufirma Nordkap-Trans schlug den Arbeiter.", "Nordkap-Trans"),
        ("Судно належить фірмі Aktaion Bulkers, яка не платить морякам.", "Aktaion Bulkers"),
    ],
)
def test_a_noun_beside_it_makes_a_name_a_body(text, name):
    assert name in bodies(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Рабочих типографии «Медный шрифт» задержали в среду.", "Медный шрифт"),
        ("Ператрус прайшоў у выдавецтве «Сіні горад», двое затрыманыя.", "Сіні горад"),
        ("«Ашық терезе» құқық қорғау бюросы мәлімдеме жасады, екі адам қамауға алынды.", "Ашық терезе"),
    ],
)
def test_a_name_in_quotation_marks_belongs_to_the_noun_beside_it(text, name):
    assert any(name in names for names in spellings(text))


def test_marks_that_close_a_speech_do_not_open_a_name():
    found = bodies("«Біз тоқтамаймыз», – деді ол. «Таң нұры» газеті бұл туралы жазды. Екі адам қамауға алынды.")
    assert "Таң нұры" in found


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "She spoke for the Bakers' Union and the Association of Ferry Crews of Lund.",
            ["Bakers' Union", "Association of Ferry Crews of Lund"],
        ),
        (
            "Lo exigen la Red de Mujeres del Puerto y la Asociación de Pescadores de Lerma.",
            ["Red de Mujeres del Puerto", "Asociación de Pescadores de Lerma"],
        ),
        (
            "Students of Harlow University and Kestrel Medical College were beaten by police.",
            ["Harlow University", "Kestrel Medical College"],
        ),
    ],
)
def test_two_bodies_joined_by_and_come_apart(text, names):
    assert bodies(text) == names


def test_a_body_keeps_its_name_in_a_text_of_another_language():
    text = "Elle est présidente du Sindicato de Trabajadoras del Puerto de Lerma, dont deux membres ont été arrêtées."
    assert bodies(text) == ["Sindicato de Trabajadoras del Puerto de Lerma"]


def test_a_shortened_name_is_no_second_body():
    text = "The Harbour Council of Lund Bay met on Monday. Police arrested two members of the Harbour Council."
    assert len(bodies(text)) == 1


def test_the_sender_over_a_paper_is_named():
    text = "Freundeskreis Rote Brücke – Rundbrief Nr. 4\n\nIn Izmir wurden am Montag zwei Frauen verhaftet."
    assert "Freundeskreis Rote Brücke" in bodies(text)


def test_a_place_in_capitals_and_a_legal_form_are_no_bodies():
    text = (
        "ТАШКЕНТ – активистов держат в СИЗО.\n\nВ Ташкенте ТАШКЕНТ ждёт. Рабочие завода ООО и ТОО задержаны в Ташкенте."
    )
    assert not {"ТАШКЕНТ", "СИЗО", "ООО", "ТОО"} & set(bodies(text))


@pytest.mark.parametrize(
    "text",
    [
        "He was tried in the Soviet Union and now he is wanted by the Russian Federation.",
        "His arrest violates the International Covenant on Civil and Political Rights.",
        "Le monde a vu la police frapper les grévistes.",
        "POR UN BLOQUEO DE CARRETERA\n\nSiete personas fueron detenidas ayer por la mañana en la sierra.",
        "Press Release\n\nTwo men were arrested on Monday.",
        "Der Seemann wurde von einem Feldgericht zum Tode verurteilt.",
    ],
)
def test_states_treaties_headings_and_verdicts_are_no_bodies(text):
    assert bodies(text) == []


def test_a_name_without_an_end_does_not_keep_the_desk_waiting():
    assert len(bodies("Union of A " * 3000)) < 300


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Как сообщил «ОВД-Право», учителя Олега Громова задержали дома.", ["ОВД-Право"]),
        ("Про це пише «Бузька хвиля»: учителя Олега Громова затримали.", ["Бузька хвиля"]),
        ("Адвокат «Южной варты права» Олег Громов обжаловал приговор.", ["Южной варты права"]),
        ("Militantes del PRX, del PRZ y del PAZ votaron a favor de la ley.", ["PRX", "PRZ", "PAZ"]),
        ("El Centro de Derechos Humanos Fray Tomás Ruiz denunció las detenciones.", ["Centro de Derechos Humanos Fray Tomás Ruiz"]),
        ("Am Montag ordnete das Bezirksgericht die Haftentlassung von Jonas Weber an.", []),
        ("SE AGRAVA LA SITUACIÓN DE TODA LA GUARDIA CAMPESINA\n\nFue detenida la maestra Rosa Chub.", []),
    ],
)  # fmt: skip
def test_a_name_without_its_noun_and_a_heading_are_told_apart(text, found):
    assert [o.name for o in reading.read_text(text).organisations if o.kind != "court"] == found


@pytest.mark.parametrize(
    ("said", "names"),
    [
        ("We rely on Article 19 of the International Covenant.", []),
        ("«Заполье» — независимое издание Верхнекамья.", ["Заполье"]),
        ("«Кендірлі-Сервис» серіктестігінің жұмысшылары наразылық білдірді.", ["Кендірлі-Сервис"]),
        ("Royal Sugar Co., Ltd. dismissed forty workers on Monday.", ["Royal Sugar Co., Ltd."]),
    ],
)
def test_a_name_is_told_by_the_noun_behind_a_dash_or_its_legal_form_and_an_article_of_law_is_none(said, names):
    assert [one.name for one in reading.read_text(said).organisations] == names
