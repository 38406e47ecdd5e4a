"""A sentence is enough to tell its language; a mixed text is in the language of its greater part."""

import pytest

from hueandcry.reader.text import document

SENTENCES = [
    ("es", "El periodista fue detenido ayer en la ciudad."),
    ("es", "La policía detuvo a tres trabajadores."),
    ("es", "Exigimos la libertad inmediata de Ana Torres"),
    ("es", "Señor Ministro: le escribo por la detención de Luis Paz."),
    ("en", "The journalist was detained yesterday."),
    ("en", "Release Ana Torres now"),
    ("en", "Police arrested three workers in Oskel."),
    ("fr", "Le journaliste a été arrêté hier en ville."),
    ("fr", "Libérez immédiatement les trois grévistes !"),
    ("fr", "Trois syndicalistes arrêtés à Oskel"),
    ("fr", "L'avocat n'a pas pu voir son client."),
    ("de", "Der Journalist wurde gestern festgenommen."),
    ("de", "Drei Gewerkschafter verhaftet"),
    ("de", "Wir fordern die sofortige Freilassung von Anna Torres."),
    ("ru", "Вчера полиция задержала журналиста."),
    ("ru", "Требуем немедленно освободить Анну Орлову"),
    ("ru", "Суд оштрафовал трёх рабочих"),
    ("uk", "Вчора поліція затримала журналіста."),
    ("uk", "Вимагаємо негайно звільнити Ганну Орлову"),
    ("uk", "Суд оштрафував трьох робітників, їх тримають без адвоката."),
    ("be", "Учора міліцыя затрымала журналіста."),
    ("be", "Патрабуем неадкладна вызваліць Ганну Арлову"),
    ("be", "Суд аштрафаваў трох работнікаў за ўдзел у страйку."),
    ("kk", "Кеше полиция журналисті ұстады."),
    ("kk", "Анна Орлованы дереу босатуды талап етеміз"),
    ("kk", "Сот үш жұмысшыға айыппұл салды, олар қазір қамауда отыр."),
]


@pytest.mark.parametrize(("tongue", "sentence"), SENTENCES)
def test_one_sentence_is_enough(tongue, sentence):
    assert document.prepare(sentence).language == tongue


@pytest.mark.parametrize("sentence", ["12.03.2011 14:00", "+999 11 22 33", "中文报告"])
def test_where_no_word_speaks_no_language_is_named(sentence):
    assert document.prepare(sentence).language is None


def test_a_mixed_text_is_in_the_language_of_its_greater_part():
    english = "The court in the city sentenced her to fifteen days, and her lawyer was not let in. " * 6
    spanish = "El abogado no pudo entrar y la familia espera noticias desde el lunes. " * 2

    assert document.prepare(english + "\n\n" + spanish).language == "en"
    assert document.prepare(spanish * 9 + "\n\n" + english).language == "es"


def test_names_and_addresses_in_another_language_change_nothing():
    russian = "Суд города Кермен приговорил его к пятнадцати суткам, и адвоката к нему не пустили."

    assert document.prepare(russian + "\nminister@kermen.example.org, Ministry of Justice").language == "ru"
    assert document.prepare(russian + " Об этом сообщил Әділет Құсайынұлы из организации «Қаһарман».").language == "ru"


def test_a_kazakh_text_that_quotes_russian_names_stays_kazakh():
    text = "Алматы қаласының соты белсенді Олег Дубравинді он бес тәулікке қамауға алды. Бұл туралы адвокат айтты."

    assert document.prepare(text).language == "kk"
