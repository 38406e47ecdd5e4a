"""Kazakh reports, with case endings on names and the verb at the end, as unions and human-rights groups write them."""

import pytest

from reader import told

PLEA = """Наразылық хаттарыңызды мына мекенжайға жіберіңіздер:
Бас прокурор Ғизат Нұрлыбаев
010000, Астана қ., Өзен көшесі, 14
Эл. пошта: gp@prok.example
Факс: +7 (7172) 71-26-20
Қазақстан Республикасының еліңіздегі елшілігіне
Көшірмесін: aza@example.org

Хаттың мәтіні:

Құрметті прокурор мырза!
Мұнайшы Ерлан Сәдуақасовты дереу босатуды талап етемін. Оның ешқандай кінәсі жоқ, ол тек жалақысын сұраған еді.
Зор құрметпен,
Аты-жөні"""


def test_an_activist_whom_police_took_away_is_at_risk() -> None:
    draft = told.read("2022 жылғы 12 наурызда Алматыда полиция белсенді Асқар Төлегеновты ұстап әкетті.")
    assert draft.language == "kk"
    assert told.who(draft, "at_risk") == ["Асқар Төлегеновты"]
    assert [(i.type, i.date) for i in draft.incidents] == [("arrest", "2022-03-12")]


def test_days_of_arrest_are_a_penalty_and_the_judge_is_an_official() -> None:
    draft = told.read("Судья Жанар Қуанышева мұнайшы Ерлан Сәдуақасовты 15 тәулікке қамауға алды.")
    assert told.who(draft, "official") == ["Жанар Қуанышева"]
    assert told.who(draft, "at_risk") == ["Ерлан Сәдуақасовты"]
    assert "sentence" in {i.type for i in draft.incidents}


@pytest.mark.parametrize(
    "sentence",
    [
        "Шымкент қалалық прокуроры Бауыржан Мырзахметов екі жыл түрме сұрады.",
        "Ақтау қалалық полиция басқармасының бастығы, полковник Марат Нұрпейісов ұсталғандар жоқ деп мәлімдеді.",
        "Маңғыстау облысының әкімі Серікбай Тұрымбетов мұнайшылармен кездесті.",
        "Облыстық әкімнің орынбасары Самат Көшімов жауап бермеді.",
        "Ішкі істер министрлігінің баспасөз хатшысы Нұрділда Ораз 20 адам ұсталғанын растады.",
        "Жоғарғы сот төрағасы Асламбек Мерғалиев шағымды қабылдамады.",
        "Ұлттық қауіпсіздік комитетінің төрағасы Кәрім Мәсімұлы қызметтен босатылды.",
        "Прокуратура өкілі Аида Әлжанова айыпты қолдады.",
        "Полиция департаменті бастығының орынбасары Қанат Таймерденов журналистерге қоқан-лоққы көрсетті.",
    ],
)
def test_nobody_in_office_is_at_risk(sentence: str) -> None:
    draft = told.read(sentence)
    assert len(told.who(draft, "official")) == 1
    assert told.who(draft, "at_risk") == []


def test_a_union_leader_in_prison_is_at_risk() -> None:
    draft = told.read("Кәсіподақ жетекшісі Аманкелді Базарбаев 3 жылға бас бостандығынан айырылды.")
    assert told.who(draft, "at_risk") == ["Аманкелді Базарбаев"]
    assert [(i.type, i.quantity) for i in draft.incidents] == [("sentence", "3 жылға")]


def test_given_names_that_are_words_too_stay_names() -> None:
    draft = told.read("Ақпан айында қамалған Ғалым Бисенов пен Еркін Сабыр әлі түрмеде.")
    assert told.who(draft, "at_risk") == ["Ғалым Бисенов", "Еркін Сабыр"]


def test_a_town_behind_a_name_is_no_part_of_it() -> None:
    draft = told.read("Журналист Лұқпан Ахметияров Оралда ұсталды.")
    assert [p.name for p in draft.people] == ["Лұқпан Ахметияров"]
    assert [i.place for i in draft.incidents] == ["Орал"]


def test_the_name_behind_the_prosecutor_s_name_is_another_person_s() -> None:
    draft = told.read("Прокурор Нұрлан Асанов Айгерім Тілеужанға 7 жыл сұрады.")
    assert told.who(draft, "official") == ["Нұрлан Асанов"]


def test_the_head_of_a_prison_is_said_to_have_done_it() -> None:
    draft = told.read("Түрме бастығы Болат Жүсіпов тұтқын Арон Едігеевті карцерге жапты.")
    assert told.who(draft, "perpetrator") == ["Болат Жүсіпов"]
    assert told.who(draft, "at_risk") == ["Арон Едігеевті"]


def test_three_names_of_a_list_share_what_was_done() -> None:
    draft = told.read("Белсенділер Дархан Уәлиев, Ермек Қойшыбай және Айзада Төлеген 10 тәулікке қамалды.")
    assert told.who(draft, "at_risk") == ["Дархан Уәлиев", "Ермек Қойшыбай", "Айзада Төлеген"]


def test_to_be_let_go_from_a_job_is_no_release() -> None:
    draft = told.read("Дәрігер Ләйла Қасенова жұмыстан босатылды.")
    assert {i.type for i in draft.incidents} == {"dismissal"}
    assert draft.outcome is None


def test_a_prisoner_who_walks_free_is_an_outcome() -> None:
    draft = told.read("Саяси тұтқын Мұрат Исабаев бостандыққа шықты.")
    assert (draft.kind, draft.outcome) == ("outcome_report", "released")


def test_an_appeal_gives_its_target_letter_and_demand() -> None:
    draft = told.read(PLEA)
    one = draft.targets[0]
    assert (one.name, one.role) == ("Ғизат Нұрлыбаев", "Бас прокурор")
    assert one.email == ["gp@prok.example"]
    assert one.fax == ["+7 (7172) 71-26-20"]
    assert one.post == "010000, Астана қ., Өзен көшесі, 14"
    assert draft.targets[1].rule == "embassy_of:KZ in supporter country"
    assert [c.text for c in draft.copies_to] == ["aza@example.org"]
    assert draft.letter.salutation == "Құрметті прокурор мырза!"
    assert [d.text for d in draft.demands] == ["Мұнайшы Ерлан Сәдуақасовты дереу босатуды талап етемін."]
