"""English reports as desks write them: who is at risk, who holds an office, what happened."""

import pytest

from hueandcry.reader import reading
from reader import told

APPEAL = (
    "Please send appeals to:\n\n"
    "1. Commissioner of Prisons, Raphael Hamuny, email: prisons@gov.example.org\n"
    "2. Minister of Justice, Sacky Shanga, Fax: +264 61 555 770\n\n"
    "Please send copies to: union@workers.example.org\n"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Police in Harare picked up trade unionist Tendai Moyo on 4 March 2019.", {"Tendai Moyo": "at_risk"}),
        (
            "Sergeant Tun Tun Oo slapped Htet Aung Win, a student activist, in the interrogation centre.",
            {"Tun Tun Oo": "perpetrator", "Htet Aung Win": "at_risk"},
        ),
        (
            "Mehmet Demirtepe was remanded in custody by magistrate Ngoni Nduna.",
            {"Mehmet Demirtepe": "at_risk", "Ngoni Nduna": "official"},
        ),
        (
            "Inspector General of Police David Kimairo denied that journalist John Mwangala had been beaten.",
            {"John Mwangala": "at_risk"},
        ),
        (
            "The head of the penal colony, Oleg Ivanov, threatened Sergei Petrov with solitary confinement.",
            {"Oleg Ivanov": "perpetrator", "Sergei Petrov": "at_risk"},
        ),
        (
            "Gunmen abducted human rights lawyer Benjamin Ramosa. Major General Antonio Parlado blamed rebels.",
            {"Benjamin Ramosa": "at_risk", "Antonio Parlado": "official"},
        ),
        (
            "The villagers' leader Somsak Onchai was shot dead; provincial governor Wichai Phongsri expressed regret.",
            {"Somsak Onchai": "at_risk", "Wichai Phongsri": "official"},
        ),
        (
            "Home Minister Sahara Khatim promised an inquiry into the death of Aminul Islam.",
            {"Sahara Khatim": "official", "Aminul Islam": "at_risk"},
        ),
        ("District Attorney Larry Krasnik met the widow of Walter Wallis.", {"Larry Krasnik": "official"}),
    ],
)
def test_an_english_sentence_says_who_is_who(text, wanted):
    found = told.statuses(text)
    assert {name: found.get(name) for name in wanted} == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Tendai Moyo was picked up from his home.", "arrest"),
        ("Tendai Moyo is being held incommunicado.", "detention"),
        ("Tendai Moyo was gunned down in Mutare.", "killing"),
        ("Tendai Moyo was made redundant.", "dismissal"),
        ("Tendai Moyo went missing on Friday.", "disappearance"),
    ],
)
def test_an_english_verb_says_what_happened(text, wanted):
    assert wanted in told.types(text)


def test_an_english_appeal_says_whom_to_write_to():
    draft = reading.read_text(APPEAL)
    assert [t.name for t in draft.targets] == ["Raphael Hamuny", "Sacky Shanga"]
    assert [c.text for c in draft.copies_to] == ["union@workers.example.org"]
