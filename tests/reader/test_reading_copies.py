"""Who gets a copy, under every heading that desks use for it."""

import pytest

from hueandcry.reader import reading

TARGET = "Please write to:\n\nMinister of Justice Rita Long\nFax: 555 1234\n\n"


def copies(text: str) -> list[str]:
    read = reading.read_text(text)
    return [*(c.text for c in read.copies_to), *(c for t in read.targets for c in t.cc)]


@pytest.mark.parametrize(
    "heading",
    [
        "Copies to: {}",
        "Copies: {}",
        "cc: {}",
        "BCC: {}",
        "Please bcc {} so that we can count.",
        "Please send copies of your letters to {}.",
        "ALSO SEND COPIES TO {}",
    ],
)
def test_copies_are_announced_in_english(heading):
    assert copies(TARGET + heading.format("desk@union.example.org")) == ["desk@union.example.org"]


@pytest.mark.parametrize(
    "text",
    [
        "Envoyez vos protestations à :\n\nMinistre de la Justice Jean Morel\nFax : 01 45 55 98 02\n\nDoubles à : {}",
        "Envoyez vos protestations à :\n\nMinistre de la Justice Jean Morel\nFax : 01 45 55 98 02\n\nEnvoyez-nous un double : {}",
        "Bitte schreibt an:\n\nJustizminister Leo Santos\nFax: 030 555 1614\n\nKopie an: {}",
        "Просим писать:\n\nМинистру юстиции, факс 55-12-34\n\nКопии просим присылать: {}",
        "Просім дасылаць лісты пратэсту:\n\nМіністр юстыцыі, факс 55-12-34\n\nКопія нам: {}",
        "Просимо надсилати листи:\n\nМіністр юстиції, факс 55-12-34\n\nКопії надсилайте нам: {}",
        "Escribe a:\n\nMinistra de Justicia, Carmen Ríos, fax 555 12 34\n\nCuéntanoslo en {}",
        "La activista Rosa Melgar fue detenida ayer en su casa.\n\nEnvía tu protesta a la ministra de Justicia, Carmen Ríos (ministra@jus.example.pe), puestos en copia: {}",
        "Наразылық хаттарын мына мекенжайларға жіберіңіздер:\n\nБас прокурор, факс 55-12-34\n\nКөшірмесін мына мекенжайға жіберіңіз: {}",
    ],
)  # fmt: skip
def test_copies_are_announced_in_every_language(text):
    assert copies(text.format("desk@union.example.org")) == ["desk@union.example.org"]


def test_diplomats_accredited_to_ones_country_get_copies_by_a_rule():
    text = TARGET.replace("Rita Long", "Rita Long, Cairo, Egypt")
    asked = "ALSO SEND COPIES TO DIPLOMATIC REPRESENTATIVES ACCREDITED TO YOUR COUNTRY"
    assert copies(text + asked) == ["embassy_of:EG in supporter country"]


def test_those_named_under_a_letter_get_copies_and_are_no_targets():
    read = reading.read_text(
        "Minister of Defence\nIvan Frost\n12 Omar Square, Tarn 1000\n\nDear Minister,\n\nWe write about the arrest of the "
        "programmer Josef Brandt on 4 May 2012 in Tarn. We ask you to release him at once.\n\nSincerely,\n\nAnna Moss\n\n"
        "cc: President Viktor Lehr\n1 Palace Street\nFax: 555 1234\n\nEmbassy of Egypt\n12 Hill Street\nmail@embassy.example.org\n"
    )
    assert [c.text for c in read.copies_to] == [
        "President Viktor Lehr 1 Palace Street Fax: 555 1234",
        "mail@embassy.example.org",
    ]
    assert not [t for t in read.targets if t.name == "Viktor Lehr" or t.email]


@pytest.mark.parametrize(
    "text", ["Copies of the verdict were not given to the lawyers.", "A copy of the book costs 5 euros."]
)
def test_a_copy_of_something_is_nobody_to_write_to(text):
    assert copies("The miner Josef Brandt was arrested on 4 May 2012 in Tarn. " + text) == []


def test_bare_addresses_below_the_last_targets_own_get_a_copy():
    text = (
        "Send protests to:\n\n1) Minister of Justice Rita Long, fax: 555 1234\n2) Ministry of Labour, Tarnia\n"
        "Email: labour@state.example\nunion@miners.example.org\nnews@desk.example.net"
    )
    read = reading.read_text(text)
    assert [t.email for t in read.targets] == [[], ["labour@state.example"]]
    assert [c.text for c in read.copies_to] == ["union@miners.example.org", "news@desk.example.net"]


def test_a_mail_to_send_names_its_targets_in_its_head_and_a_forwarded_one_does_not():
    head = "Justice for Rita Long, found dead in Palmtown\n\n{}To: mayor@town.example\nCc: press@town.example\nSubject: Justice\n\nHello,"
    sent = reading.read_text(head.format("")).targets
    assert [(t.email, t.cc) for t in sent] == [(["mayor@town.example"], ["press@town.example"])]
    assert reading.read_text(head.format("From: Ann <ann@list.example>\n")).targets == []


def test_who_is_asked_to_stop_writing_has_nobody_to_write_to():
    text = (
        "We are closing this one: please stop writing. Rita Long is free.\n\n-----Original message-----\n"
        "Friends, please write TODAY to the Regional Court, fax 082 555 0177, and ask that the case be dismissed."
    )
    assert reading.read_text(text).targets == []


def test_a_list_under_cc_behind_a_signature_gives_each_line_a_copy():
    body = "We ask you to free Rita Long, who has been held in Palmtown since May 2020 without a trial. " * 6
    text = (
        f"Dear Minister,\n\n{body}\n\nAnn Reed\nCHAIRMAN\n\ncc Prime Minister of Tarnia\nMinister for Foreign Affairs\n"
        "Ambassador of Tarnia in Vienna\nWorld Congress of Miners"
    )
    assert copies(text) == [
        "Prime Minister of Tarnia",
        "Minister for Foreign Affairs",
        "Ambassador of Tarnia in Vienna",
        "World Congress of Miners",
    ]


def test_an_embassy_with_its_own_fax_is_copied_in_its_own_words():
    text = TARGET + "Copies to:\n\nEmbassy of Tarnia\n2215 Hill Avenue, Washington\nFax: 202 555 4585"
    assert copies(text) == ["Embassy of Tarnia 2215 Hill Avenue, Washington Fax: 202 555 4585"]


@pytest.mark.parametrize(
    ("lines", "copies"),
    [
        (
            "CC: Minister of Labour\nPermanent Mission of Tarnia in Geneva\nFoundry Union",
            ["Minister of Labour", "Permanent Mission of Tarnia in Geneva", "Foundry Union"],
        ),
        ("CC List:\nMinister of Labour\nAmbassador of Tarnia", ["Minister of Labour", "Ambassador of Tarnia"]),
        (
            "cc.\n\nHis Excellency Milo Potter\n\nAmbassador of Austria in Tarnia",
            ["His Excellency Milo Potter Ambassador of Austria in Tarnia"],
        ),
    ],
)
def test_those_under_a_signature_get_copies_each_in_his_own_words(lines, copies):
    text = (
        "Dear Minister,\n\nWe protest against the arrest of the docker Paul Breval on 3 May 2021 in Tarn. Release him.\n\n"
        f"Yours sincerely,\n\nAnna Moss\nGeneral Secretary\n\n{lines}\n"
    )
    assert [c.text for c in reading.read_text(text).copies_to] == copies


def test_who_stands_under_copies_to_is_no_target():
    text = (
        "APPEALS TO:\n\nMinister of the Interior\nMs Marta Bane\nFax: + 999 2 232 7154\nSalutation: Dear Minister\n\n"
        "COPIES TO:\n\nNewspaper\nThe Day, 8 Hill Street\nLumbre\nFax: + 999 2 251 2219\n"
    )
    read = reading.read_text(text)
    assert [(t.name, t.salutation) for t in read.targets] == [("Marta Bane", "Dear Minister")]
    assert [c.text[:17] for c in read.copies_to] == ["Newspaper The Day"]


def test_do_not_forget_to_copy_us():
    read = reading.read_text(
        "Write to the Minister of Health: min@health.example\n\nDon't forget to copy PSI: psi@nurses.example\n"
    )
    assert ([t.email for t in read.targets], [c.text for c in read.copies_to]) == (
        [["min@health.example"]],
        ["psi@nurses.example"],
    )
