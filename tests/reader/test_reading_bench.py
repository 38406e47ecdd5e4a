"""Judges, prosecutors, informers and their witnesses are named in every case and in any case form; they are never at risk."""

import pytest

from hueandcry.reader import reading


@pytest.mark.parametrize(
    ("text", "who"),
    [
        (
            "Абласны суд разгледзеў скаргу на прысуд Леаніда Кавальчука і змякчыў яго. Актывістку Марыну Ціханчук вызвалілі.",
            ["Марыну Ціханчук"],
        ),
        (
            (
                "Калегія ў складзе суддзяў Ірыны Ладуцькі, Анатоля Крота і Веры Самусевіч змякчыла прысуд Паўлу Жыгалку. "
                "Сведкам абвінавачання выступіў Віктар Сарока."
            ),
            ["Паўлу Жыгалку"],
        ),
        (
            "Справу разглядаў Леанід Кавальчук, які асудзіў актывістку Марыну Ціханчук на тры гады калоніі.",
            ["Марыну Ціханчук"],
        ),
        (
            (
                "Верховный суд под председательством Сергея Гвоздикова оставил в силе приговор Антону Левчуку — пять лет. "
                "Гособвинение поддерживал Вадим Пронькин."
            ),
            ["Антону Левчуку"],
        ),
        (
            "Судили её Иван Костин, Лариса Попова и Юрий Медведев. Марина Ждан получила семь лет. Прокурор: Олег Крюков.",
            ["Марина Ждан"],
        ),
        (
            "За скаргою депутата Олега Матвійчука поліція затримала художницю Лесю Горову. Обвинувачення підтримував Ігор Лисенко.",
            ["Лесю Горову"],
        ),
        (
            (
                "The panel of Ivan Petrov, Anna Sidorova and Oleg Kruk upheld the sentence of activist Marina Tsikhan. "
                "The prosecution was represented by Maxim Dubrovin; the informer Jack Lowe testified."
            ),
            ["Marina Tsikhan"],
        ),
        (
            (
                "Das Gericht unter dem Vorsitz von Leonid Vogel bestätigte das Urteil gegen Marina Zichan. "
                "Nach einer Anzeige von Vitali Borodin wurde sie verhaftet."
            ),
            ["Marina Zichan"],
        ),
        (
            (
                "El tribunal presidido por Leonel Cabrera confirmó la condena de la activista Marina Tejada. "
                "El testigo protegido Juan Nadal declaró contra ella."
            ),
            ["Marina Tejada"],
        ),
    ],
)
def test_who_speaks_for_the_state_in_court_is_not_at_risk(text, who):
    found = [p.name for p in reading.read_text(text).people if p.status == "at_risk"]

    assert found == who
