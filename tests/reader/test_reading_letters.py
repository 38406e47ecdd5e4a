"""The model letter wherever it stands: its first and last words, and who signs it."""

import pytest

from hueandcry.reader import reading

BODY = "We are appalled by the arrest of the miner Josef Brandt on 4 May 2012 in Tarn. We call on you to release him."


def letter(text: str) -> tuple[str | None, str, str | None]:
    read = reading.read_text(text).letter
    return read.salutation, " ".join((read.body or "").split()), read.signatory


@pytest.mark.parametrize(
    "text",
    [
        "Dear Minister,\n\n{}\n\nYours sincerely,\n[name]",
        "Model letter:\n\nDear Minister,\n\n{}\n\nYours faithfully,\n(your name, city)",
        "> Model letter:\n>\n> Dear Minister,\n>\n> {}\n>\n> In solidarity,\n> ________",
        'Send this message to the Minister of Labour (min@labour.example.org): "Dear Minister, {} Yours sincerely, [name]"',
    ],
)
def test_a_letter_goes_from_its_salutation_to_its_formula(text):
    assert letter(text.format(BODY)) == ("Dear Minister,", BODY, None)


def test_a_letter_may_begin_on_the_line_of_its_marker():
    assert letter(f"Sample letter: {BODY}\nSincerely, (your name)") == (None, BODY, None)


@pytest.mark.parametrize(
    ("text", "salutation", "last"),
    [
        ("Monsieur le Ministre,\n\nJe vous demande de libérer Kofi Mensah, arrêté le 30 août 2017 à Lomé.\n\nVeuillez agréer, Monsieur le Ministre, l'expression de ma considération distinguée.\n\n[Nom]", "Monsieur le Ministre,", "à Lomé."),
        ("Señor Presidente:\n\nLe pedimos la libertad inmediata de Gualberto Ríos, detenido el 18 de abril de 2024.\n\nLe saluda atentamente,\n\n[nombre]", "Señor Presidente:", "abril de 2024."),
        ("Sehr geehrter Herr Minister,\n\nich fordere Sie auf, Crisanto Alba unverzüglich und ohne Bedingungen freizulassen.\n\nMit freundlichen Grüßen\n\n(Name)", "Sehr geehrter Herr Minister,", "Bedingungen freizulassen."),
        ("Құрметті Бас прокурор!\n\nЕрлан Сапаровты дереу босатуды және әділ сот өткізуді талап етемін.\n\nҚұрметпен,\n(аты-жөніңіз)", "Құрметті Бас прокурор!", "талап етемін."),
        ("Паважаны спадар пракурор!\n\nПатрабую неадкладна вызваліць Алеся Кавалёва і спыніць яго пераслед.\n\nЗ павагай,\n(імя, горад)", "Паважаны спадар пракурор!", "яго пераслед."),
    ],
)  # fmt: skip
def test_the_closing_formula_of_each_language_is_no_part_of_the_letter(text, salutation, last):
    found, body, signatory = letter(text)
    assert (found, signatory) == (salutation, None)
    assert body.endswith(last)


def test_an_organisation_signs_without_a_formula():
    text = f"Dear Minister,\n\n{BODY}\n\nUnion of Miners\nAnna Moss, chair"
    assert letter(text) == ("Dear Minister,", BODY, "Union of Miners Anna Moss, chair")


@pytest.mark.parametrize("line", ["Dear friends,", "Dear comrades and colleagues,"])
def test_a_mail_to_readers_is_no_letter(line):
    assert not reading.read_text(f"{line}\n\n{BODY}\n\nIn solidarity,\nAnna Moss").letter.present


def test_the_first_line_of_an_address_is_no_salutation():
    text = "Envoyez vos protestations à :\n\nMonsieur le Procureur Serik Khamzine place Alachakhan 1 100600 Jezkazgan\nFax : 72515\n"
    assert not reading.read_text(text).letter.present


def test_an_open_letter_says_to_whom_it_goes():
    read = reading.read_text(
        f"Open letter to Prosecutor General Ilya Strand\n\nDear Mr. Strand,\n\n{BODY}\n\nRespectfully,\n\nMaria Olenko"
    )
    assert [t.name for t in read.targets] == ["Ilya Strand"]
    assert read.letter.signatory == "Maria Olenko"


def test_a_sentence_that_waits_for_an_answer_is_not_the_end_above_the_real_formula():
    text = (
        "Señor Fiscal General, señora Ministra:\n\nExigimos la libertad de Ana Feld, detenida el 4 de mayo de 2021.\n\n"
        "Quedamos a la espera de su respuesta y anunciamos nuestra visita.\n\nAtentamente,\nRed por la Tierra\n"
    )
    letter = reading.read_text(text).letter
    assert letter.salutation == "Señor Fiscal General, señora Ministra:"
    assert letter.body.endswith("nuestra visita.")
    assert letter.signatory == "Red por la Tierra"


@pytest.mark.parametrize(
    ("end", "signatory"),
    [
        ("Yours sincerely,Ms Berit Lund\n\nChair\n", "Ms Berit Lund Chair"),
        ("\n\nYours sincerely,\n\nADDITIONAL INFORMATION\n\nThe miner has worked in Tarn for years.\n", None),
        ("\n\nYours sincerely,\n\nBackground information\n\nThe miner has worked in Tarn for years.\n", None),
        ("\n\nAnna Moss\nCHAIRMAN\n\ncc Minister of Labour\nAmbassador of Tarnia in Vienna\n", "Anna Moss CHAIRMAN"),
    ],
)
def test_a_letter_ends_where_it_is_signed_or_the_page_goes_on(end, signatory):
    assert letter(f"Your Excellency,\n\n{BODY} {end}".replace(" \n", "\n")) == ("Your Excellency,", BODY, signatory)


@pytest.mark.parametrize(
    "farewell",
    [
        "Dans l'attente, recevez, Monsieur le Ministre, l'expression de ma plus haute considération.",
        "En vous en remerciant, nous vous prions de croire, Monsieur le Ministre, à nos sentiments distingués.",
    ],
)
def test_a_french_letter_takes_its_leave_in_a_sentence(farewell):
    body = "Je vous demande la libération immédiate de Paul Bréval, arrêté le 4 mai 2012 à Tarn."
    found = letter(f"Monsieur le Ministre,\n\n{body}\n\n{farewell}\n\nJeanne Mollet\n\n6 commentaires\n\nMerci !")
    assert found == ("Monsieur le Ministre,", body, "Jeanne Mollet")


def test_blanks_for_the_name_end_a_letter_in_quotation_marks():
    text = (
        'Texto propuesto:\n\n"Por la presente manifestamos nuestra repulsa por el despido de Ana Brieva el 4 de mayo de '
        '2012.\n\nExigimos su readmisión inmediata en la empresa.\n\nNombre / Organización / Localidad"\n'
    )
    _, body, signatory = letter(text)
    assert (body[-24:], signatory) == ("inmediata en la empresa.", None)


def test_a_letter_may_stand_in_quotation_marks_behind_the_address():
    text = (
        f"Macht mit! An: Botschaft von Tarnien, post@tarnien.example: „{BODY} Wir nennen das „Willkür“.“ – Abschicken!"
    )
    assert letter(text) == (None, f"{BODY} Wir nennen das „Willkür“.", None)


def test_a_mail_to_send_may_begin_with_hello():
    text = f"To: chief@police.example\nSubject: Free Josef Brandt\n\nHello,\n\n{BODY}\n\nSincerely,\n${{name}}\n"
    assert letter(text)[:2] == ("Hello,", BODY)


def test_the_message_of_a_form_is_a_letter_to_those_it_names():
    read = reading.read_text(
        "Free Josef!\n\nFill in the form and we send it.\n\nYour message:\n\nTo the Ministry of Labour and to the Supreme Court "
        f"of Tarnia\n\n{BODY}\n\nYours sincerely,\n[your name will appear here]\n\nFirst name *\nE-mail address *\nSEND MESSAGE\n"
    )
    assert (read.letter.salutation, read.letter.body, read.letter.signatory) == (
        "To the Ministry of Labour and to the Supreme Court of Tarnia",
        BODY,
        None,
    )
    assert [t.role or t.organisation for t in read.targets] == ["Ministry of Labour", "Supreme Court of Tarnia"]


def test_a_form_for_comments_is_no_letter():
    text = f"Josef Brandt was arrested on 4 May 2012.\n\nYour message:\n\nName *\nE-mail *\nSend\n\n{BODY}\n"
    assert not reading.read_text(text).letter.present


def test_thanks_for_an_answer_stand_before_the_formula():
    text = f"Sr. Presidente:\n\n{BODY}\n\nQuedamos a la espera de su respuesta.\n\nUn saludo respetuoso,\n(nombre)\n"
    assert letter(text)[1:] == (f"{BODY} Quedamos a la espera de su respuesta.", None)
