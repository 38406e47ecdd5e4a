"""Whoever asked not to be named is kept from the public from the first draft on."""

import pytest

from hueandcry.reader import reading


def unnamed(text: str) -> list[str]:
    return [person.name for person in reading.read_text(text).people if person.unnamed]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tomas Reval, a miner who asked not to be named, was detained in Oskel.", ["Tomas Reval"]),
        ("Aru Seitova was arrested in Oskel. Please do not publish her name.", ["Aru Seitova"]),
        ("Айгуль Сатпаева была задержана 9 марта. Просим не публиковать её имя.", ["Айгуль Сатпаева"]),
        ("La police a arrêté Marie Duval lundi. Elle demande à rester anonyme.", ["Marie Duval"]),
        ("La policía detuvo a Marta Quiroga. Pedimos no publicar su nombre.", ["Marta Quiroga"]),
        ("Die Polizei hat Petra Lang festgenommen. Sie möchte nicht genannt werden.", ["Petra Lang"]),
        ("Поліція затримала Олену Коваль. Просимо не публікувати її ім'я.", ["Олену Коваль"]),
    ],
)
def test_the_last_one_named_before_the_request_is_kept(text, kept):
    assert unnamed(text) == kept


def test_a_neighbour_without_a_name_does_not_hide_the_victim():
    text = "Aru Seitova was arrested in Oskel. A neighbour who asked not to be named saw it."

    assert unnamed(text) == []


def test_the_names_are_all_of_them():
    text = "Police arrested Aru Seitova and Tomas Reval in Oskel. Please do not publish the names."

    assert unnamed(text) == ["Aru Seitova", "Tomas Reval"]


def test_the_words_that_ask_it_can_be_shown():
    text = "Aru Seitova was arrested in Oskel. She asked us not to give her name."

    (person,) = reading.read_text(text).people

    assert [text[start:end] for start, end in person.spans["unnamed"]] == ["not to give her name"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tomas Reval was arrested. Our source is a bookkeeper, Lena Vasht; she asks that her name not be published.", ["Lena Vasht"]),
        ("La policía detuvo a Marta Quiroga. El testigo, Julián Peña, pide que no se publique su nombre.", ["Julián Peña"]),
        ("La police a arrêté Marie Duval. Son collègue Paul Morel souhaite que son nom ne soit pas publié.", ["Paul Morel"]),
        ("Die Polizei nahm Petra Lang fest. Ihr Bruder, Jonas Lang, bittet darum, dass sein Name nicht erscheint.", ["Jonas Lang"]),
        ("Поліція затримала Олену Коваль. Свідок Петро Луць просить, щоб його ім'я не публікували.", ["Петро Луць"]),
        ("Затрымалі Алену Коваль. Сведка Пётр Луць просіць не публікаваць яго прозвішча.", ["Пётр Луць"]),
    ],
)  # fmt: skip
def test_a_witness_who_asks_in_words_of_their_own_is_kept(text, kept):
    assert unnamed(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Tomas Reval was arrested. Please do not print the name of the witness, Aru Seitova.", ["Aru Seitova"]),
        ("Михаил Даровский был задержан. Его жена Анна Даровская просит не называть имя соседа, Петра Лужина.", ["Петра Лужина"]),
    ],
)  # fmt: skip
def test_who_asks_for_somebody_else_is_not_the_one_who_is_kept(text, kept):
    assert unnamed(text) == kept


def test_what_the_police_did_not_publish_is_no_request():
    assert unnamed("The police did not publish the name of the officer. Tomas Reval was arrested.") == []
