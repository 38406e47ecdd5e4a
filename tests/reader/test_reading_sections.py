"""A day of courts told by sections: the town stands alone above its entries, and the day in the title."""

import pytest

from hueandcry.reader import reading

DAYS = {
    "be, towns alone and a court of a town": (
        (
            "14 чэрвеня ў судах\n\nГомель\nІван Кавалёў – 15 сутак\nМарыя Сушко – 30 базавых велічынь\n\n"
            "Менск. Суд Ленінскага раёна\nПётра Жук – 10 сутак\n"
        ),
        [("Гомель", "15 сутак"), ("Гомель", "30 базавых велічынь"), ("Менск", "10 сутак")],
        "06-14",
    ),
    "be, labels with a mark, one of them a given name too": (
        "Суды 3 сакавіка 2022 года\n\n📍 Віцебск: Аляксандр Мацвееў – 15 сутак\n📍 Ліда: Юры Панасюк – 10 сутак\n",
        [("Віцебск", "15 сутак"), ("Ліда", "10 сутак")],
        "2022-03-03",
    ),
    "ru, courts in the genitive": (
        (
            "Сегодня, 17 апреля 2022 года, в судах\n\nСуд Октябрьского района Томска\nПавел Гринько – 30 суток\n"
            "Центральный районный суд Барнаула\nИрина Шмидт – штраф 20 000 рублей\n"
        ),
        [("Томск", "30 суток"), ("Барнаул", "20 000 рублей")],
        "2022-04-17",
    ),
    "uk, capitals, and the court of a district below": (
        (
            "Суди 5 травня 2017 року\n\nОДЕСА\nПриморський районний суд\nОлег Мороз — 10 діб арешту\n\n"
            "ХАРКІВ\nКиївський районний суд\nБогдан Лисенко — 60 діб арешту\n"
        ),
        [("ОДЕСА", "10 діб"), ("ХАРКІВ", "60 діб")],
        "2017-05-05",
    ),
    "kk, a town and a town's court": (
        "Соттар, 12.06.2019\n\nШымкент\nЕркін Қазиев – 10 тәулік\n\nОрал қалалық соты:\nБекнұр Сапаров – 7 тәулік\n",
        [("Шымкент", "10 тәулік"), ("Орал", "7 тәулік")],
        "2019-06-12",
    ),
    "en, city courts": (
        (
            "Courts on 10 June 2019\n\nCity Court of Almaty\nAidar Beisenov – 10 days\n\n"
            "City Court of Shymkent\nYerlan Abdrakhmanov – 15 days\n"
        ),
        [("Almaty", "10 days"), ("Shymkent", "15 days")],
        "2019-06-10",
    ),
    "fr, a tribunal and a town": (
        (
            "Audiences du 7 mars 2023\n\nTribunal de Dakar\nMoussa Diop : six mois de prison ferme\n\n"
            "SAINT-LOUIS\nFatou Sarr : amende de 100 000 francs CFA\n"
        ),
        [("Dakar", "six mois"), ("SAINT-LOUIS", "100 000 francs CFA")],
        "2023-03-07",
    ),
    "es, labels": (
        (
            "Fallos de hoy, 5 de septiembre de 2019\n\nTegucigalpa: Juan Mejía, dos años de prisión.\n"
            "San Pedro Sula: Elena Paz, multa de 3.000 lempiras.\n"
        ),
        [("Tegucigalpa", "dos años"), ("San Pedro Sula", "3.000 lempiras")],
        "2019-09-05",
    ),
}


@pytest.mark.parametrize("layout", DAYS)
def test_an_entry_has_the_town_above_it_and_the_day_of_the_title(layout: str) -> None:
    text, expected, day = DAYS[layout]
    told = [i for i in reading.read_text(text).incidents if i.quantity]
    assert sorted((i.place, i.quantity) for i in told) == sorted(expected)
    assert {i.date or i.date_partial for i in told} == {day}


def test_yesterday_in_a_section_is_the_day_before_the_titles() -> None:
    text = (
        "Затрыманні і суды: 23 жніўня\n\nНаваполацк\nУчора тут судзілі Міколу Шараха. Мікола Шарах атрымаў 15 сутак.\n\n"
        "Жлобін\nСуддзя аштрафаваў Святлану Лапо на 50 базавых.\n"
    )
    told = {i.type: (i.place, i.date_partial) for i in reading.read_text(text).incidents if i.quantity}
    assert told == {"sentence": ("Наваполацк", "08-22"), "fine": ("Жлобін", "08-23")}


def test_one_town_or_an_address_makes_no_sections() -> None:
    text = "On 4 May 2022 Maksim Panin was sentenced to 15 days in Brest.\n\nWrite to:\nMinistry of Justice\nMinsk\n220004\n"
    assert {i.place for i in reading.read_text(text).incidents} == {"Brest"}


def test_the_same_day_is_the_day_told_last_though_it_was_counted_itself() -> None:
    text = (
        "Maksim Panin was detained on 4 May 2022. Two days later he was sentenced to 15 days. "
        "The same day his wife, Olga Panina, was fined 300 roubles."
    )
    assert [i.date for i in reading.read_text(text).incidents] == ["2022-05-04", "2022-05-06", "2022-05-06"]


def test_a_numbered_court_has_its_town() -> None:
    text = "The Mersin 5th Criminal Court sentenced Ferhat Demir to two years on 6 May 2021. He had been in Adana."
    assert reading.read_text(text).incidents[0].place == "Mersin"


def test_what_stands_below_the_last_section_has_no_town_of_a_section() -> None:
    text = (
        "Суды 6 июля 2019 года\n\nМосква, Тверской районный суд\nИлья Фомин — 10 суток\n\n"
        "Санкт-Петербург\nДарья Гусева — 5 суток\n\nЧТО ДЕЛАТЬ\nПишите письма. Ольга Рыжова была задержана 1 июля.\n"
    )
    told = {i.victims[0]: i.place for i in reading.read_text(text).incidents}
    assert told == {"Илья Фомин": "Москва", "Дарья Гусева": "Санкт-Петербург", "Ольга Рыжова": None}
