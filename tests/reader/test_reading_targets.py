"""Whom to write to, in the layouts in which desks print it, and texts that ask nobody to write."""

import pytest

from hueandcry.reader import reading

STORY = "The miner Josef Brandt was arrested on 4 May 2012 in Tarn.\n\n"


def targets(text: str) -> list[tuple[str | None, list[str], list[str], list[str]]]:
    """Name, e-mail, telephone and fax of each target."""
    return [(t.name, t.email, t.phone, t.fax) for t in reading.read_text(text).targets]


@pytest.mark.parametrize(
    "listed",
    [
        "1. {a}\n2. {b}",
        "1) {a}\n2) {b}",
        "1: {a}\n2: {b}",
        "• {a}\n• {b}",
        "→ {a}\n→ {b}",
        "{a}\n\n{b}",
        "1. {a} 2. {b}",
        "{a}; {b}",
    ],
)
def test_two_targets_are_found_however_they_are_listed(listed):
    a = "Mayor of Tarn, Viktor Lehr, fax 555 1234"
    b = "Prosecutor Anna Moss, e-mail anna@law.example.org"
    text = STORY + "Please send protests to:\n\n" + listed.format(a=a, b=b) + "\n"
    assert targets(text) == [
        ("Viktor Lehr", [], [], ["555 1234"]),
        ("Anna Moss", ["anna@law.example.org"], [], []),
    ]


@pytest.mark.parametrize(
    "who",
    ["Mayor of Tarn, Viktor Lehr", "Viktor Lehr, Mayor of Tarn", "Mayor of Tarn - Viktor Lehr", "Mayor Viktor Lehr"],
)
def test_office_and_name_stand_in_either_order(who):
    read = reading.read_text(f"{STORY}Please write to:\n\n{who}\nFax: 555 1234\n")
    assert [t.name for t in read.targets] == ["Viktor Lehr"]
    assert "Mayor" in (read.targets[0].role or "")


@pytest.mark.parametrize("cell", [" | ", "\t"])
def test_each_row_of_a_table_is_a_target_and_its_head_is_none(cell):
    rows = [
        ["Office", "Name", "Phone", "E-mail"],
        ["Minister of Justice", "Rita Long", "555 12 34", "rita@just.example.org"],
        ["Prosecutor", "Sam Ward", "555 12 35", "sam@law.example.org"],
    ]
    text = STORY + "Write to:\n\n" + "\n".join(cell.join(r) for r in rows) + "\n"
    assert targets(text) == [
        ("Rita Long", ["rita@just.example.org"], ["555 12 34"], []),
        ("Sam Ward", ["sam@law.example.org"], ["555 12 35"], []),
    ]


@pytest.mark.parametrize(
    ("text", "phone", "fax"),
    [
        ("Тел./факс приёмной: 8 (72831) 5-12-44", ["8 (72831) 5-12-44"], ["8 (72831) 5-12-44"]),
        ("Тэл./факс: 8 0152 79-55-40", ["8 0152 79-55-40"], ["8 0152 79-55-40"]),
        ("Tel/fax: +999 1 555 1234", ["+999 1 555 1234"], ["+999 1 555 1234"]),
        ("Fax: +7.7102.760.118 / 119", [], ["+7.7102.760.118", "119"]),
        ("Tel. 72515 / 61706", ["72515", "61706"], []),
        ("Tel. 87102 / 99 04 30", ["87102 / 99 04 30"], []),
        ("Telf. 0051 51 36 4418 / 36 4420 (fax)", ["0051 51 36 4418"], ["36 4420"]),
        ("+995 32 241-15-08 — phone, +995 32 241-15-09 — fax", ["+995 32 241-15-08"], ["+995 32 241-15-09"]),
        ("T 0414 555 230, F 0414 555 234", ["0414 555 230"], ["0414 555 234"]),
        ("Office hours 9-17, keep trying. Tel. 555 1234", ["555 1234"], []),
    ],
)
def test_numbers_are_told_apart_by_their_labels(text, phone, fax):
    read = reading.read_text(f"{STORY}Please write to:\n\nMayor of Tarn, Viktor Lehr\n{text}\n")
    assert [(sorted(t.phone), sorted(t.fax), t.post) for t in read.targets] == [(sorted(phone), sorted(fax), None)]


def test_a_sentence_says_by_phone_at_one_number_and_by_fax_at_another():
    text = STORY + (
        "Demand his release by contacting Peter Marsh, Director of the Bureau of Prisons - by phone at 202-555-8663, "
        "by fax at 202-555-9435 or by e-mail at peter@bureau.example.org. Send a copy to free@desk.example.org."
    )
    assert targets(text) == [("Peter Marsh", ["peter@bureau.example.org"], ["202-555-8663"], ["202-555-9435"])]
    assert [c.text for c in reading.read_text(text).copies_to] == ["free@desk.example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "Llame a los senadores Martin Bell (312-555-4952) y Oscar Reina (312-555-3506) y exija la libertad de la activista.",
        "Call Senator Martin Bell at 312-555-4952 and Senator Oscar Reina at 312-555-3506 and demand the release of the miner.",
    ],
)
def test_two_people_in_one_sentence_are_two_targets(text):
    assert targets(text) == [("Martin Bell", [], ["312-555-4952"], []), ("Oscar Reina", [], ["312-555-3506"], [])]


def test_two_people_joined_by_or_share_the_address_and_not_the_telephone():
    read = reading.read_text(
        "Private Tom Wells was jailed on 4 January 2006.\n\nSend letters of protest on Tom's behalf to Base Commander "
        "Major General Richard Donner, or Col. Ray Wright, Staff Judge Advocate, PSC Box 2004, Camp Ferris, NC 28542, "
        "or call at 910-555-1113."
    )
    address = "PSC Box 2004, Camp Ferris, NC 28542"
    assert [(t.name, t.post, t.phone) for t in read.targets] == [
        ("Richard Donner", address, []),
        ("Ray Wright", address, ["910-555-1113"]),
    ]


@pytest.mark.parametrize(
    ("lines", "post"),
    [
        ("Abedine Palace, Cairo, Egypt", "Abedine Palace, Cairo, Egypt"),
        ("12 Hill Street, Tarn 1000", "12 Hill Street, Tarn 1000"),
        ("3 impasse des Tilleuls 75020 Paris", "3 impasse des Tilleuls 75020 Paris"),
        ("Hill House\n\n12 Hill Street\n\nTarn 1000", "12 Hill Street Tarn 1000"),
        ("Plot 14, National Road 1, Bavet", "Plot 14, National Road 1, Bavet"),
    ],
)
def test_a_postal_address_is_read_in_one_line_or_in_several(lines, post):
    gap = "\n\n" if "\n\n" in lines else "\n"
    text = f"{STORY}Please write to:\n\nMinister of Justice{gap}Rita Long{gap}{lines}{gap}Fax: 555 1234\n"
    [one] = reading.read_text(text).targets
    assert (one.post or "").endswith(post)
    assert one.fax == ["555 1234"]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        (STORY + "Write to:\n\n- the embassy of Egypt in your own country\n- the embassy of Italy in your country", ["EG", "IT"]),
        ("Просим писать:\n\n1. Министру юстиции, факс 55-12-34\n\nИ последний адрес — посольство Египта в вашей стране.", ["EG"]),
        ("Просимо надсилати листи протесту:\n\n• посольство Єгипту у вашій країні", ["EG"]),
    ],
)  # fmt: skip
def test_an_embassy_in_ones_own_country_is_a_rule_with_the_state_it_names(text, rules):
    found = [t.rule for t in reading.read_text(text).targets if t.rule]
    assert found == [f"embassy_of:{code} in supporter country" for code in rules]


@pytest.mark.parametrize(
    "text",
    [
        "Press contact: Anna Moss, press officer, Union of Miners, tel. +999 555 1234, press@miners.example.org",
        "Write to the prisoners!\n\nJosef Brandt, Prison No. 4, 12 Krup Street, Tarn 1000\n\nThe Tarn City Court sentenced him.",
        "Birthday cards can be sent to: Josef Brandt, USP Tarn, P.O. Box 44, Tarn. Mayor Viktor Lehr refused to comment.",
        "Editor: Anna Moss, anna@daily.example.org\nLetters to the editor: letters@daily.example.org",
        "Please send donations to: Union of Miners, IBAN DE89 3704 0044 0532 0130 00, 12 Hill Street, Tarn.",
        "Leave a comment\nName\nE-mail: (will not be published)\nWebsite",
        "The police held 12 people. If you are detained, call the hotline: +999 555 1234, or write to help@legal.example.org.",
        "Report violations to us: fill in the form or write to watch@desk.example.org, 12 Hill Street, Tarn. Police are everywhere.",
        "Signed:\nAnna Moss, Human Rights Committee, anna@hrc.example.org\nPaul Kern, Union of Miners, paul@miners.example.org",
        "Protest on Friday at 17:00: Embassy of Egypt, 12 Hill Street, London W1J 5LF. Info: 020 7555 1234.",
        "Contact your own MP and ask them to raise the case. Or use the form: https://just.example.org/contact",
        "1. Josef Brandt, chair of the union, 45\n2. Anna Moss, secretary, 12 Hill Street, Tarn\n\nThey appeared before the City Court.",
        "Напишіть листа політв'язню! Адреса: СІЗО-1, Гнатюку Олексію, бульвар Леніна, 4, 295006 Сімферополь. Його засудив суд.",
        "Редакция: Москва, ул. Мясницкая, 5, тел. (495) 555-12-34. Пишите нам: pisma@gazeta.example.org",
        "Spenden bitte an: Rote Hilfe, Konto 123 456 789, Postbank Berlin. Kontakt: soli@rote.example.org",
        "Pour écrire aux prisonniers : Josef Brandt, Maison d'arrêt de Tarn, 12 rue du Puits, 81000 Tarn.",
        "Redacción: Calle Mayor 5, 28013 Madrid. Teléfono: 91 555 12 34. Correo: redaccion@diario.example.es",
        "Бізге жазыңыз: info@azat.example.kz, тел.: 8 (7292) 31-42-09",
    ],
)  # fmt: skip
def test_a_text_that_asks_nobody_to_write_to_power_has_no_target(text):
    assert reading.read_text(STORY + text).targets == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "Free our comrades! Write to them:\n\n1. John Marsh, born 4 May 1980, sentenced to 8 years under article 205. "
            "Address: HMP Tarn, 12 Hill Street, Tarn 1000\n2. Mary Stone (1990), Secretary of the union, 5 years. PO Box 15, Tarn 1000"
        ),
        (
            "Просим писать письма.\n\n1. Козлов Пётр Сергеевич. Родился 12.05.1987. Ч. 1 ст. 282.2 УК РФ. Приговорён судом г. Уфы "
            "к 4 годам. ФКУ ИК-8, 450095, г. Уфа, ул. Лесная, 2\n2. Орлов Олег, председатель общины. 1990 г.р. Ч. 2 ст. 282.2. "
            "450095, г. Уфа, ул. Лесная, 2. Прокурор обжаловал.\nМинистерство юстиции внесло их в список."
        ),
        "Пишите им по адресам:\n\nКозлов Пётр Сергеевич, 1987 г.р., помощник депутата, 456612, г. Копейск, ул. Лесная, 20",
        (
            "Просим писать протесты!\n\n1. Козлов Пётр, судья Смирнов. 12 лет. тел. суда 8 (495) 555-12-34\n"
            "2. Зайцев Иван - 10 лет (ст. 205.5), адвокат Мухин +7 912 345-67-89"
        ),
    ],
)
def test_a_list_of_prisoners_with_their_addresses_holds_no_target(text):
    assert targets(text) == []


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        ("Write to Senator Joseph Marsh, Judiciary Committee, and demand his release.", "Joseph Marsh", "Senator"),
        ("Contact your local MP and ask for help.", None, "your local MP"),
    ],
)
def test_a_sentence_tells_whom_to_write_to_without_an_address(sentence, name, role):
    [one] = reading.read_text(STORY + sentence).targets
    assert (one.name, one.role) == (name, role)


def test_unions_that_urge_the_authorities_in_a_list_say_what_to_demand():
    text = (
        STORY + "The Union of Miners urges the authorities to:\n\n- free Josef Brandt at once;\n- drop the charges.\n"
    )
    read = reading.read_text(text)
    assert [d.text for d in read.demands] == ["free Josef Brandt at once;", "drop the charges."]
    assert read.kind == "appeal"


@pytest.mark.parametrize(
    "sentence",
    [
        "Demonstrators told Minister Viktor Lehr to resign.",
        "The union wrote to Senator Joseph Marsh on Monday.",
        "Police call Mayor Anna Moss a witness.",
    ],
)
def test_news_of_others_who_wrote_asks_the_reader_nothing(sentence):
    assert targets(STORY + sentence) == []


@pytest.mark.parametrize(
    "text",
    [
        "6 people in prison.\n\nPlease send corrections and additions to the list's coordinator Dana Reed: a@example.org.",
        "6 человек в колонии.\n\nИзменения и дополнения присылайте координатору группы Дане Рид: a@example.org.",
    ],
)
def test_whoever_keeps_the_list_is_no_target(text):
    assert targets(text) == []


def test_two_officials_in_one_block_each_with_a_salutation_are_two_targets():
    draft = reading.read_text(
        "Please write a letter in your own words to one or both officials listed.\n\nMr Ramesh Solanki\nUnion Home Minister of "
        "India\nEmail: home@example.org\nSalutation: Dear Minister\nAmbassador Kiran Sandhu\nEmbassy of India\n"
        "12 Palm Ave. NW, Washington DC 20008\nPhone: 202 555 7000 I Fax: 202 555 4351\nSalutation: Dear Ambassador\n"
    )

    minister, ambassador = draft.targets
    assert (minister.name, minister.email, minister.phone, minister.post) == (
        "Ramesh Solanki",
        ["home@example.org"],
        [],
        None,
    )
    assert (ambassador.name, ambassador.phone, ambassador.fax) == ("Kiran Sandhu", ["202 555 7000"], ["202 555 4351"])


def test_a_second_number_below_a_fax_with_a_remark_is_a_fax_too():
    draft = reading.read_text(
        "Envíe sus peticiones a:\nRaúl Cárdenas Ruz\nPresidente de la República\nFax: +41 22 555 9431 (Oficina en Ginebra)\n"
        "+1 212 555 1697 (Misión en Nueva York)\nEncabezado: Su Excelencia\n"
    )

    assert draft.targets[0].fax == ["+41 22 555 9431", "+1 212 555 1697"]


def test_the_state_below_a_blank_line_ends_the_postal_address():
    draft = reading.read_text(
        "Please write to:\nAyatollah Karim Rahimi\nThe Office of the Supreme Leader\nShoahada Street 4, Qom,\n\n"
        "Islamic Republic of Iran\n\nPlease act now."
    )

    assert draft.targets[0].post.endswith("Islamic Republic of Iran")
