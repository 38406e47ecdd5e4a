"""Belarusian reports, in the official and in the classical spelling, as unions and human-rights groups write them."""

import pytest

from reader import told

PLEA = """Тэрміновая акцыя
Вызваліць Дар'ю Ластоўскую!

Дасылайце лісты на адрас:
Генеральны пракурор Антон Шчэрба
220030, г. Мінск, вул. Рачная, 22
Эл. пошта: info@prok.example
Факс: +375 17 337-35-50
Амбасада Рэспублікі Беларусь у вашай краіне
Копіі: sol@example.org

Прыклад ліста:

Шаноўны спадар пракурор!
Патрабую неадкладна вызваліць журналістку Дар'ю Ластоўскую, асуджаную на тры гады за рэпартаж. Віна яе не даказана.
З пашанай,
(імя, прозвішча)"""


def test_two_people_whom_plain_clothes_men_took_are_both_at_risk() -> None:
    draft = told.read(
        "У Гродне 12 сакавіка 2022 года сілавікі затрымалі актывіста Змітра Лапцёнка і журналістку Ганну Дробыш."
    )
    assert draft.language == "be"
    assert told.who(draft, "at_risk") == ["Змітра Лапцёнка", "Ганну Дробыш"]
    assert [(i.type, i.date) for i in draft.incidents] == [("detention", "2022-03-12")]


def test_days_of_arrest_are_a_penalty_and_the_judge_is_an_official() -> None:
    draft = told.read("Суддзя Аксана Пятроўская пакарала Вольгу Сямёнаву 13 суткамі арышту.")
    assert told.who(draft, "official") == ["Аксана Пятроўская"]
    assert told.who(draft, "at_risk") == ["Вольгу Сямёнаву"]
    assert "sentence" in {i.type for i in draft.incidents}


def test_the_classical_spelling_is_read_as_well() -> None:
    draft = told.read(
        "Сьледчы Ўладзімер Камянкоў выклікаў на допыт праваабаронцу Лявона Судаленку. "
        "3 сьнежня 2021 году яму абвясьцілі прысуд: тры гады калёніі."
    )
    assert told.who(draft, "official") == ["Ўладзімер Камянкоў"]
    assert told.who(draft, "at_risk") == ["Лявона Судаленку"]
    assert [(i.type, i.date, i.quantity) for i in draft.incidents] == [("sentence", "2021-12-03", "тры гады")]


@pytest.mark.parametrize(
    "sentence",
    [
        "Старшыня суда Цэнтральнага раёна Мінска Дзмітрый Карсюк асудзіў двух чалавек.",
        "Намеснік начальніка Лідскага РАУС падпалкоўнік Дзмітрый Галуза паведаміў, што скаргаў не паступала.",
        "Міністр унутраных спраў Іван Кубраковіч заявіў, што пратэсты фінансуюцца з-за мяжы.",
        "Памочнік пракурора Мінска Ілля Козак адмовіў у справе.",
        "Дэпутатка Палаты прадстаўнікоў Вольга Папковіч назвала затрыманых «экстрэмістамі».",
        "Судзьдзя Наста Кульбака аштрафавала двух студэнтаў на 100 базавых велічыняў.",
        "Старшыня Гомельскага аблвыканкама Іван Крупко не каментуе арышты.",
        "Прэс-сакратарка Следчага камітэта Юлія Ганчарова паведаміла пра абвінавачанні.",
        "Дзяржаўны абвінаваўца Арцём Куліковіч запытаў пяць гадоў калоніі.",
    ],
)
def test_nobody_in_office_is_at_risk(sentence: str) -> None:
    draft = told.read(sentence)
    assert len(told.who(draft, "official")) == 1
    assert told.who(draft, "at_risk") == []


def test_the_head_of_a_colony_and_an_operative_are_said_to_have_done_it() -> None:
    draft = told.read(
        "Начальніца жаночай калоніі №4 Алеся Бруй не перадае лісты. "
        "Аператыўнік Раман Казлоўскі пагражаў зняволеным карцарам."
    )
    assert told.who(draft, "perpetrator") == ["Алеся Бруй", "Раман Казлоўскі"]


def test_an_official_who_fines_stands_behind_the_one_who_is_fined() -> None:
    draft = told.read("Лідар прафсаюза Мікола Крыжаноўскі аштрафаваны на 30 базавых велічынь суддзёй Янам Барысавым.")
    assert told.who(draft, "at_risk") == ["Мікола Крыжаноўскі"]
    assert told.who(draft, "official") == ["Янам Барысавым"]
    assert [(i.type, i.quantity) for i in draft.incidents] == [("fine", "30 базавых велічынь")]


def test_a_list_of_detained_people_after_a_colon_is_read_whole() -> None:
    draft = told.read("Затрыманыя: Аляксандр Мінчук, Ірына Лобач, Кацярына Рак.")
    assert told.who(draft, "at_risk") == ["Аляксандр Мінчук", "Ірына Лобач", "Кацярына Рак"]


def test_days_and_a_fine_go_to_those_who_got_them() -> None:
    draft = told.read("9 кастрычніка 2023 г. Мікалаю Бандарчуку далі 7 сутак.")
    assert [(i.type, i.date, i.quantity) for i in draft.incidents] == [("sentence", "2023-10-09", "7 сутак")]


def test_a_pardon_is_an_outcome() -> None:
    draft = told.read("Памілаваны Юрась Зянковіч пакінуў краіну.")
    assert (draft.kind, draft.outcome) == ("outcome_report", "pardoned")


def test_a_sentence_that_stood_on_appeal_is_an_outcome() -> None:
    draft = told.read("Мінскі гарадскі суд пакінуў без змен прысуд актывісту Паўлу Севярынчыку.")
    assert draft.outcome == "sentence_upheld"


def test_an_appeal_gives_its_target_with_every_channel() -> None:
    draft = told.read(PLEA)
    one = draft.targets[0]
    assert (one.name, one.role) == ("Антон Шчэрба", "Генеральны пракурор")
    assert one.email == ["info@prok.example"]
    assert one.fax == ["+375 17 337-35-50"]
    assert one.post == "220030, г. Мінск, вул. Рачная, 22"
    assert draft.targets[1].rule == "embassy_of:BY in supporter country"
    assert [c.text for c in draft.copies_to] == ["sol@example.org"]


def test_an_appeal_gives_its_letter_and_what_it_demands() -> None:
    draft = told.read(PLEA)
    assert draft.letter.salutation == "Шаноўны спадар пракурор!"
    assert draft.letter.body is not None and draft.letter.body.endswith("Віна яе не даказана.")
    assert len(draft.demands) == 1
    assert told.who(draft, "at_risk") == ["Дар'ю Ластоўскую"]
