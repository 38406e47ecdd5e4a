"""An embassy where the supporter lives is a rule with the right state, however and wherever the text words it."""

import pytest

from hueandcry.reader import reading

NAMED = [
    ("en", "VN", "Activist Pham Thi Lan is on trial in Hanoi. Write to Vietnam's ambassador in the country where you live."),
    ("en", "BD", "Three garment workers were jailed. Please contact the nearest Bangladeshi embassy or consulate."),
    ("en", "UG", "Nurse Lydia Achan was arrested. Please write to the Ugandan high commission in your own country."),
    ("de", "ET", "Der Lehrer Tesfaye Alemu sitzt in Haft. Schreiben Sie an die äthiopische Botschaft in Ihrem Land."),
    ("de", "TR", "Die Lehrerin Mehtap Kara sitzt in Haft. Protestieren Sie beim türkischen Botschafter in Ihrem Land."),
    ("es", "CO", "Fue detenido el maestro Anselmo Nieto. Escriban a la embajada o consulado colombiano más cercano."),
    ("fr", "TG", "L'enseignant Komlan Adjei a été arrêté. Écrivez à la représentation togolaise : l'ambassade togolaise de votre pays."),
    ("ru", "UZ", "Арестован учитель Олим Рахимов. Можно обратиться и в узбекское посольство там, где вы живёте."),
    ("ru", "IR", "Арестован учитель Али Реза. Просим писать послу Ирана в стране вашего проживания."),
    ("uk", "EG", "Заарештовано вчителя Ахмеда Сабрі. Звертайтеся до посла Єгипту в країні, де ви живете."),
    ("be", "RU", "Арыштаваны настаўнік Алег Громаў. Дасылайце лісты ў найбліжэйшую амбасаду альбо консульства Расіі."),
    ("kk", "RU", "Мұғалім Азамат Серіков қамауға алынды. Өзіңіз тұратын елдегі Ресей елшілігіне хат жазыңыз."),
]  # fmt: skip


def rules(text: str) -> list[str | None]:
    return [t.rule for t in reading.read_text(text).targets]


@pytest.mark.parametrize(("language", "state", "text"), NAMED)
def test_a_sentence_that_sends_the_reader_to_the_embassy_names_its_state(language, state, text):
    assert rules(text) == [f"embassy_of:{state} in supporter country"]


def test_the_embassy_behind_a_ministers_address_is_a_target_of_its_own():
    text = (
        "Nurse Lydia Kaya has been held in Turkey since May. Send letters to the Minister of Justice at "
        "justice@adalet.example and to the diplomatic representatives of Turkey accredited to your country."
    )
    assert rules(text) == [None, "embassy_of:TR in supporter country"]


def test_where_the_embassy_stands_is_not_whose_it_is():
    text = "Арестован учитель Олим Рахимов.\n\nПишите:\n1. Генпрокуратура, факс 0312 555 001\n2. Посольство КР в РФ или в другой стране, где вы живёте"
    assert rules(text)[-1] == "embassy_of:KG in supporter country"


def test_an_embassy_in_the_news_is_nobody_to_write_to():
    assert (
        rules("The German embassy in Harare asked for a visit. The nearest hospital refused him. He is in prison.")
        == []
    )
