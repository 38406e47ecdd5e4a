"""Bodies as reports print them: in all cases, without a head word, and no word that is merely loud."""

import pytest

from hueandcry.reader import reading


def bodies(text: str) -> list[str]:
    return [o.name for o in reading.read_text(text).organisations]


def test_the_forms_of_one_body_are_one_entry_under_its_plain_form():
    found = reading.read_text(
        "Депутаты обратились в Европарламенте с письмом к министру и просили о помощи.\n"
        "Решение Европарламента пришло в среду. Сам Европарламент пока молчит об этом деле."
    ).organisations
    assert [o.name for o in found] == ["Европарламент"]
    assert {"Европарламенте", "Европарламента"} <= set(found[0].aliases)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Two members of Pussy Riot were arrested in Moscow on Monday.", "Pussy Riot"),
        ("The report by Global Witness says that guards beat the farmers.", "Global Witness"),
        ("Wie Deutsche Welle und Bianet melden, wurde der Journalist verhaftet.", "Bianet"),
        ("The men were handed to the U.S. Bureau of Prisons on Friday.", "U.S. Bureau of Prisons"),
    ],
)
def test_a_body_known_everywhere_needs_no_word_beside_it(text, name):
    assert name in bodies(text)


def test_a_place_in_capitals_and_a_legal_form_are_no_bodies():
    text = (
        "ТАШКЕНТ – активистов держат в СИЗО.\n\nВ Ташкенте ТАШКЕНТ ждёт. Рабочие завода ООО и ТОО задержаны в Ташкенте."
    )
    assert not {"ТАШКЕНТ", "СИЗО", "ООО", "ТОО"} & set(bodies(text))


def test_a_name_without_an_end_does_not_keep_the_desk_waiting():
    assert len(bodies("Union of A " * 3000)) < 300
