"""Whom to write to, in the layouts in which unions, urgent actions, solidarity groups and embassies' pages print it."""

import pytest

from hueandcry.reader import reading

STORY = "Anna Feld was arrested on 4 May 2021 in Oskel.\n\n"


@pytest.mark.parametrize(
    ("listed", "reached"),
    [
        ("Write to President Ann Bolling, Hilltop University, 5 West Street, New York, NY 10027, phone 212-555-9970.",
         ["212-555-9970"]),
        ("Please call Governor Tomas Crow at 573-555-2389. His case number is #0045-778-12, Docket No. 2019-44-5567.",
         ["573-555-2389"]),
        ("Please write to the Minister of Justice, fax 555 12 34. Account: IBAN CZ65 0800 0000 1920 0014 5399.",
         ["555 12 34"]),
        ("Просимо надсилати звернення:\n\nПрезидентові України, вул. Банкова, 11, Київ, 01220, факс (044) 255-61-61",
         ["(044) 255-61-61"]),
        ("Пишите протесты:\n\nПредседатель суда\n(+992 37) 221-08-64 факс\n734018, Душанбе, проспект Шахиди, 61",
         ["(+992 37) 221-08-64"]),
        ("Écrire à :\n- Ambassade du Tchad, 65 rue des Belles Feuilles, 75116 Paris ; tél. : 01 45 53 36 75",
         ["01 45 53 36 75"]),
        ("Send faxes of protests to President Jon Varga at +202-390-1998.", ["+202-390-1998"]),
    ],
)  # fmt: skip
def test_a_postcode_an_account_and_a_case_are_no_telephones(listed, reached):
    found = reading.read_text(listed).targets
    assert [n for t in found for n in dict.fromkeys(t.phone + t.fax)] == reached


@pytest.mark.parametrize(
    ("listed", "post"),
    [
        ("Пишите протесты:\n\nСледственный комитет: 220034, Минск, ул. Фрунзе, 19, тел. 8 (017) 389-50-14",
         "220034, Минск, ул. Фрунзе, 19"),
        ("Хат жазыңыздар:\nАлматы қаласының прокуроры Ерболат Сәдуов\n050000, Алматы қаласы, Желтоқсан көшесі, 189 үй",
         "050000, Алматы қаласы, Желтоқсан көшесі, 189 үй"),
        ("Please write to:\n\nMinister of Interior\n1 Courts Street, Rehab City\nOskel, Egypt\nFax: +202 2555 0361",
         "1 Courts Street, Rehab City Oskel, Egypt"),
        ("Favor escribir a:\n\nMinistro de Justicia\nCol. San Miguel, C.P. 11850, México DF\nFax: +52 (55) 5555 7237",
         "Col. San Miguel, C.P. 11850, México DF"),
        ("Please write to:\n\nMinister of Works Tom Bell, Ministry of Works, 3 Hill Road, Oskel, fax 555 1234",
         "Ministry of Works, 3 Hill Road, Oskel"),
        ("Please write to:\n\nHuman Rights Committee\n5th floor, Council Annex, Mill Blvd, Oskel\nFax: 023 88 30 65",
         "5th floor, Council Annex, Mill Blvd, Oskel"),
        ("Please write to:\n\nMinister of Justice Tom Bell\nFifth Settlement\nNew Oskel\nEgypt\nFax: 023 88 30 65",
         "Fifth Settlement New Oskel Egypt"),
        ("Пишите:\n\nПрокурор области Иван Бек, Бишкек, улица Мира, дом 7, индекс 734019, факс 8 (7172) 50-64-02",
         "Бишкек, улица Мира, дом 7, индекс 734019"),
    ],
)  # fmt: skip
def test_an_address_is_whole_in_the_shape_of_its_country(listed, post):
    assert [t.post for t in reading.read_text(listed).targets] == [post]


@pytest.mark.parametrize(
    ("printed", "phone", "fax"),
    [
        ("Tel: (727 71) 2-19-4О", ["(727 71) 2-19-4О"], []),
        ("Fax: + 855 23 36.41.9l", [], ["+ 855 23 36.41.9l"]),
        ("Fax same as telephone: 023 88 30 65", ["023 88 30 65"], ["023 88 30 65"]),
        ("Tel: (+63-33) 509-06-98 / -99", ["(+63-33) 509-06-98 / -99"], []),
        ("263-292-5550177 / 5550178", ["263-292-5550177", "5550178"], []),
        ("8-7292-33-42-11", ["8-7292-33-42-11"], []),
        ("hotline.ombud@town.example, (044) 299-74-08", ["(044) 299-74-08"], []),
    ],
)
def test_a_number_stays_as_it_is_printed_with_a_mistyped_end_or_a_second_one(printed, phone, fax):
    found = reading.read_text(f"Please write to:\nMinister of Justice Ada Orn\n{printed}").targets
    assert [(t.phone, t.fax) for t in found] == [(phone, fax)]


@pytest.mark.parametrize(
    ("listed", "names"),
    [
        (("Écrivez au ministre de la Justice :\n\nMonsieur Faustin Mbala\nMinistre de la Justice\n"
         "Avenue de l'Indépendance\nBP 3137 Kinshasa\nCourriel : minjust@rdc.example"), ["Faustin Mbala"]),
        (("| Name | Position | Address | Phone |\n|---|---|---|---|\n"
         "| Jon Varga | President | 1 Castle Hill, Oskel | +900 1 555 0100 |\n"
         "| Ida Bek | Minister of Interior | 4 Mill Street, Oskel | +900 1 555 0133 |\n\nPlease write to them."),
         ["Jon Varga", "Ida Bek"]),
        (("Кому: Голова Верховного Суду Всеволод Князь\nАдреса: 01043, м. Київ, вул. Пилипа Орлика, 8\n\n"
         "Кому: Міністр юстиції Денис Малюк\nЕл. пошта: zvernennya@minjust.example\n\nПросимо надсилати листи протесту."),
         ["Всеволод Князь", "Денис Малюк"]),
    ],
)  # fmt: skip
def test_each_block_or_row_is_one_target_with_its_name(listed, names):
    assert [t.name for t in reading.read_text(listed).targets] == names


@pytest.mark.parametrize(
    ("listed", "copies"),
    [
        (("KOPIEN AN\nBOTSCHAFT DER REPUBLIK SIMBABWE\nS.E. Herrn Rudo Chitiga\nKommandantenstraße 80\n10117 Berlin\n"
         "E-Mail: post@botschaft.example"), ["post@botschaft.example"]),
        ("cc:\nMinister of Justice Ida Bek\nAmbassador of Kenya in Vienna",
         ["Minister of Justice Ida Bek", "Ambassador of Kenya in Vienna"]),
        ("Copies to the Embassy of Kenya in your country and to info@dockers.example",
         ["embassy_of:KE in supporter country", "info@dockers.example"]),
    ],
)  # fmt: skip
def test_copies_under_a_heading_are_one_for_each_block(listed, copies):
    text = listed
    assert sorted(c.text for c in reading.read_text(text).copies_to) == sorted(copies)


def test_the_senders_own_emergency_line_is_no_channel_of_the_last_target():
    text = (
        f"{STORY}Addresses:\n\n· President of the Republic, fax: +57 1 555 20 71\n· Attorney General, fax: +57 1 555 20 22\n\n"
        "***\nGeneva, 4 May 2012\n\nTo contact us, call the emergency line:\nE-mail: appeals@watch.example\n"
    )
    found = reading.read_text(text).targets
    assert [t.email for t in found] == [[], []]


@pytest.mark.parametrize(
    ("asked", "bodies"),
    [
        (("Faites voter la motion et envoyez-la :\nau préfet, M. Jean Bel – prefecture@example.org ;\n"
         "à la procureure de la République, 4 rue du Lac, 97110 Oskel ;\net au ministère des Outre-mer (01 53 69 20 04)."),
         3),
        (("Écrivez au ministre de la Justice, M. Jean Bel (fax : 22 52 21 39 ; courriel : a@b.example), ainsi qu'au "
         "directeur de la Sécurité, BP 1 à Oskel, et à la Commission nationale des droits de l'homme, tél. 22 52 20 07."), 3),
        (("Invitamos a enviar la siguiente comunicación a: Fiscal General Ana Orn, fax 444 31 02; Ministra de Justicia "
         "Eva Bel, eva@b.example; Defensoría del Pueblo, defensa@b.example Con copia a presos@c.example"), 3),
        ("Write, ring or fax to\n\n1) Hon. Justice Secretary, Mrs Ada Orn\na@b.example\n2) Governor Tom Bell\nFax 555 1234",
         2),
    ],
)  # fmt: skip
def test_offices_run_on_in_lines_or_in_a_sentence_are_a_target_each(asked, bodies):
    assert len(reading.read_text(STORY + asked).targets) == bodies


def test_lines_over_a_letter_that_open_with_an_office_are_an_addressee_each():
    text = "An den Minister der Justiz\nHerrn Karl Orn\n\nAn die Generalstaatsanwaltschaft\n\nSehr geehrte Damen und Herren,\n\n"
    found = reading.read_text(text + "wir protestieren gegen die Verhaftung von Anna Feld am 4. Mai 2021 in Oskel.\n")
    assert [t.name for t in found.targets] == ["Karl Orn", None]


@pytest.mark.parametrize(
    ("text", "who"),
    [
        ("Dear Governor Lessing,\n\n{en}\n\nSincerely,\n[Your name]", [("Lessing", "Governor")]),
        ("Уважаемый господин Президент Касымов!\n\n{ru}\n\nС уважением,\nФИО", [("Касымов", "Президент")]),
        (
            "This is the letter we have sent to the Minister of Justice, John Lardin.\n\nDear Minister,\n\n{en}\n\nYours,\n",
            [("John Lardin", "Minister of Justice")],
        ),
        (
            "Voici la lettre adressée au ministre de la Justice, Jean Lardin :\n\nMonsieur le Ministre,\n\n{fr}\n\nSalutations\n",
            [("Jean Lardin", "ministre de la Justice")],
        ),
        (
            "Send this.\n\nTo: Prime Minister Alek Doronin, Minister of Labour Zena Piltz\n\nDear Sir or Madam,\n\n{en}\n\nYours,\n",
            [("Alek Doronin", "Prime Minister"), ("Zena Piltz", "Minister of Labour")],
        ),
        ("{en}\n\n- Write to your MP and ask for help.\n- Write to your senators.\n", [(None, "your senators"), (None, "your MP")]),
    ],
)  # fmt: skip
def test_who_is_saluted_or_told_is_a_target_without_an_address(text, who):
    facts = {
        "en": "I ask you to release the miner Josef Brandt, who was arrested on 4 May 2012 in Tarn. He is innocent of it.",
        "ru": "Требую немедленно освободить шахтёра Йозефа Брандта, арестованного 4 мая 2012 года. Он ни в чём не виноват.",
        "fr": "Nous vous demandons la libération immédiate de Josef Brandt, arrêté le 4 mai 2012 à Tarn avec ses amis.",
    }
    found = reading.read_text(text.format(**facts)).targets
    assert [(t.name, t.role) for t in found] == who


@pytest.mark.parametrize(
    ("text", "reached"),
    [
        (
            (
                "Envíen correos al alcalde, Víctor Sedano (alcalde@lumbre.example), a la Fiscalía (fiscal@lumbre.example) "
                "y llamen a la comisaría: 999 00 11 22."
            ),
            [["alcalde@lumbre.example"], ["fiscal@lumbre.example"], ["999 00 11 22"]],
        ),
        (
            "Schickt Faxe an den Bürgermeister Viktor Seddig (Fax 0999 550122) und an die Staatsanwaltschaft (sta@lend.example).",
            [["0999 550122"], ["sta@lend.example"]],
        ),
        (
            "Please call:\nWarden Bill Crate: (555) 010-4433\nMs. Ada Rhee: 555-010-1212\nGovernor's office: 555-010-7788",
            [["(555) 010-4433"], ["555-010-1212"], ["555-010-7788"]],
        ),
    ],
)
def test_each_of_those_in_a_sentence_or_on_its_line_has_his_own_channel(text, reached):
    found = reading.read_text(f"Tarn, 4.5.2012\n\n{text}\n").targets
    assert [[*t.email, *t.phone, *t.fax] for t in found] == reached


def test_where_a_protest_is_held_is_no_address_to_write_to():
    text = (
        "Protest outside the embassy\n\nFriday 6 May, 5pm, Embassy of Tarnia, 2 Hill Square, London\n\nBring banners!\n\n"
        "If you can't come, send a message to the ambassador: fax 020 7946 0111\n\nMore info: Sue, sue@solidarity.example\n"
    )
    assert [(t.role, t.fax, t.email, t.post) for t in reading.read_text(text).targets] == [
        ("ambassador", ["020 7946 0111"], [], None)
    ]


def test_a_ministry_that_did_not_answer_the_press_is_no_target():
    text = (
        "Journalist released\n\nThe journalist Hassan Dube was released on 3 May 2015. He thanked everyone who wrote.\n\n"
        "Contact: Press office, press@free.example. The Ministry of Justice could not be reached at +999 20 555 0170.\n"
    )
    assert not reading.read_text(text).targets


@pytest.mark.parametrize(
    ("text", "post"),
    [
        ("Écrivez à l'ambassade de Tarnie (22, rue des Roses, 75016 Paris – Fax 01 99 00 33 44)", "22, rue des Roses, 75016 Paris"),
        ("Escriban a:\n\nJuzgado de Instrucción. C/ Mayor, 12, 2ª planta. 31001 Vallehondo. Fax: 948 000 111",
         "C/ Mayor, 12, 2ª planta. 31001 Vallehondo"),
        ("Пишите:\n\nПрокурору города, пр. Чуй 207, индекс 720001", "пр. Чуй 207, индекс 720001"),
        ("Дасылайце звароты на адрас Генеральнай пракуратуры: 220050, г. Мінск, вул. Інтэрнацыянальная, 22, e-mail: gp@p.example",
         "220050, г. Мінск, вул. Інтэрнацыянальная, 22"),
    ],
)  # fmt: skip
def test_a_street_is_read_as_each_country_prints_it(text, post):
    stories = {"É": "Paul Bréval a été arrêté le 3 mai 2021.", "E": "Ana Brieva fue detenida el 3 de mayo de 2021."}
    stories |= {"П": "Лозовик арестован 3 мая 2021 года.", "Д": "Лазовік арыштаваны 3 траўня 2021 года."}
    assert [t.post for t in reading.read_text(f"{stories[text[0]]}\n\n{text}\n").targets] == [post]
