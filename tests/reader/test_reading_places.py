"""A desk reads where things happened: the town's own form, no surname and no office."""

import pytest

from hueandcry.reader import reading
from hueandcry.reader.where import townlist


def places_of(text):
    draft = reading.read_text(text)
    return [i.place for i in draft.incidents], draft


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("Anna Belova was arrested by police in Tarnograd on 3 May 2024.", "Tarnograd"),
        ("TARNOGRAD – Police arrested Anna Belova on 3 May 2024 after a march.", "TARNOGRAD"),
        ("Анну Белову арестовали в Минске 3 мая 2024 года.", "Минск"),
        ("Анну Белову арестовали в Караганде 3 мая 2024 года.", "Караганда"),
        ("Анну Бялову арыштавалі ў Мінску 3 мая 2024 года.", "Мінск"),
        ("Анну Бялову арыштавалі ў Лідзе 3 мая 2024 года.", "Ліда"),
        ("Анну Білову заарештували у Києві 3 травня 2024 року.", "Київ"),
        ("Анну Білову заарештували у Львові 3 травня 2024 року.", "Львів"),
        ("Анну Білову заарештували у Самборі 3 травня 2024 року.", "Самбір"),
        ("Анну Білову заарештували у Новій Каховці 3 травня 2024 року.", "Нова Каховка"),
        ("Анну Белову арестовали в Нижнем Тагиле 3 мая 2024 года.", "Нижний Тагил"),
        ("Анну Белову арестовали в Великих Луках 3 мая 2024 года.", "Великие Луки"),
        ("Анну Белову арестовали в Толочине 3 мая 2024 года.", "Толочин"),
        ("Анну Бялову арыштавалі ў Старых Дарогах 3 мая 2024 года.", "Старыя Дарогі"),
        ("2024 жылғы 3 мамырда Ақтау қалалық соты Анна Белованы 15 тәулікке қамады.", "Ақтау"),
        ("2024 жылғы 3 мамырда Ақтауда полиция Анна Белованы тұтқындады.", "Ақтау"),
        ("Anna Weber wurde am 3. Mai 2024 in Homel verhaftet.", "Homel"),
        ("Anne Robert a été arrêtée à Lille le 3 mai 2024.", "Lille"),
        ("Ana Robles Vidal fue detenida en Villa Nueva el 3 de mayo de 2024.", "Villa Nueva"),
    ],
)
def test_a_town_is_given_in_its_own_form(text, wanted):
    found, draft = places_of(text)

    assert wanted in found
    one = next(i for i in draft.incidents if i.place == wanted)
    start, end = one.spans["place"][0]
    assert draft.text[start:end][:2] == wanted[:2]


def test_the_form_printed_elsewhere_is_preferred_and_both_places_are_marked():
    text = "Задержания в Курыке: 3 мая 2024 года полиция арестовала Анну Белову в Курыке.\n\nКурык – посёлок у моря."
    found, draft = places_of(text)

    assert set(found) == {"Курык"}
    assert len(draft.incidents[0].spans["place"]) == 2


@pytest.mark.parametrize(
    "text",
    [
        "Anna Weber wurde am 3. Mai 2024 in Untersuchungshaft genommen, sie wurde verhaftet.",
        "Viktor Lopatko, syndicaliste, a été arrêté. Le juge a infligé à Lopatko une amende de 500 euros.",
    ],
)
def test_a_state_of_things_or_a_surname_is_no_town(text):
    found, _ = places_of(text)

    assert not any(found)


def test_a_town_named_only_far_down_is_not_where_everything_happened():
    told = "Rosa Hallin was arrested on 2 May 2022. " + "The union asks all members to write to the minister. " * 20
    draft = reading.read_text(told + "In Brenn the union met. Brenn is small, and in Brenn the union has friends.\n")
    assert [i.place for i in draft.incidents] == [None]


FORMS = {
    "ru": ("Активистку Анну Белову задержали 3 мая 2024 года в Жаслыке.", "Жаслык"),
    "uk": ("Активістку Ганну Білову затримали 3 травня 2024 року в Деївці.", "Деївка"),
    "be": ("Актывістку Ганну Бялову затрымалі 3 мая 2024 года ў Калінкавічах.", "Калінкавічы"),
}


@pytest.mark.parametrize("tongue", FORMS)
def test_a_town_in_a_case_is_given_as_an_address_book_has_it(tongue):
    told, town = FORMS[tongue]
    [incident] = reading.read_text(told).incidents
    assert incident.place == town
    assert all(town[:4] in told[start:end] for start, end in incident.spans["place"])


def test_a_report_that_names_no_town_tells_of_the_only_state_it_names():
    told = "Egypt: authorities arrested Ibrahim Sahari on 3 May 2024. Egypt must release him, its friends say.\n"
    assert [i.place for i in reading.read_text(told).incidents] == ["Egypt"]


def test_the_town_and_day_that_open_an_item_are_those_of_what_it_tells():
    text = (
        "Digest of cases, November 2021\n\n"
        "1. Almaty, 3 November. Court fines activist Aidos Serikbayev 200,000 tenge.\n"
        "2. Shymkent, 5 November. Police detain blogger Dana Omarova outside her home.\n"
        "3. Miner Bolat Akhmetov dismissed after a strike.\n"
    )
    told = {(i.type, i.date, i.place) for i in reading.read_text(text).incidents}
    assert ("fine", "2021-11-03", "Almaty") in told
    assert ("detention", "2021-11-05", "Shymkent") in told
    assert not {place for kind, _, place in told if kind == "dismissal"} & {"Almaty", "Shymkent"}


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("На трассе под Кизляром похищен Магомед Алиев.", "Кизляр"),
        ("Суд в Петропавловске-Камчатском арестовал Илью Громова на 10 суток.", "Петропавловск-Камчатский"),
        ("Жительницу Ухты Анну Крылову оштрафовали на 30 тысяч рублей.", "Ухта"),
        ("Журналістку Ганну Рубан арыштавалі ў Івянцы Валожынскага раёна.", "Івянец"),
        ("Жыхара Маладзечна Антося Буйко затрымалі 12 мая.", "Маладзечна"),
        ("У Кривому Розі поліція побила шахтаря Миколу Ткача.", "Кривий Ріг"),
        ("Під Кам'янським побили активіста Тараса Вовка.", "Кам'янське"),
        ("Bulawayo magistrate Tom Dube fined John Moyo 200 dollars.", "Bulawayo"),
        ("Juan Ortiz fue asesinado en la vereda El Salado, corregimiento de Lerma.", "El Salado"),
    ],
)
def test_a_town_is_known_in_its_case_before_its_court_or_as_somebody_s_home(text: str, town: str) -> None:
    assert {i.place for i in reading.read_text(text).incidents} == {town}


@pytest.mark.parametrize(
    ("printed", "town"),
    [("Лиде", "Лида"), ("Орле", "Орел"), ("Великом Новгороде", "Великий Новгород"), ("Минск", None), ("Зябре", None)],
)
def test_the_list_of_towns_gives_the_dictionary_form_and_nothing_for_a_word_it_does_not_know(
    printed: str, town: str | None
) -> None:
    assert townlist.of_case("ru", printed) == town


def test_each_entry_of_a_chronicle_happens_in_the_town_that_opens_it_and_on_its_day() -> None:
    text = """Wochenchronik, 10. November 2019

Montag
DİYARBAKIR. Die Lehrerin Berfin Akdogan wurde festgenommen.

Dienstag
IZMIR – Der Verleger Nisan Terziyan wurde zu zwei Jahren Haft verurteilt.

Im Rathaus wurde Jan Nowak geschlagen.
"""
    places = {i.place for i in reading.read_text(text).incidents}
    assert {"DİYARBAKIR", "IZMIR", None} == places


def test_a_day_and_a_town_open_an_entry_in_this_order_too() -> None:
    one = reading.read_text("28 марта, Орша. У проходной завода задержали слесаря Дмитрия Коляду.").incidents[0]
    assert (one.place, one.date_partial) == ("Орша", "03-28")


@pytest.mark.parametrize(
    ("text", "town"),
    [
        ("In occupied Melitopol soldiers arrested the teacher Ivan Petrov.", "Melitopol"),
        ("В оккупированном Мелитополе задержали учителя Ивана Петрова.", "Мелитополь"),
        ("В окупованому Мелітополі затримали вчителя Івана Петренка.", "Мелітополь"),
        ("У містечку Лугини затримали Івана Петренка.", "Лугини"),
    ],
)
def test_a_word_that_only_describes_a_town_may_stand_between(text: str, town: str) -> None:
    assert {i.place for i in reading.read_text(text).incidents} == {town}


@pytest.mark.parametrize(
    "text",
    [
        "The Writers in Prison Committee says that the poet Adam Novak was arrested.",
        "Merci à Me Bienvenu Loemba. Le docker Jean Mabiala a été arrêté le 3 mai 2019.",
        "We have told the ambassador in Vienna that the teacher Adam Novak was arrested.",
        "Учора, 17 квітня 2019 року, поліція затримала вчителя Івана Петренка.",
    ],
)
def test_a_committee_a_title_and_a_day_are_no_scene(text: str) -> None:
    assert {i.place for i in reading.read_text(text).incidents} == {None}


def test_a_dismissal_and_a_fine_of_other_years_do_not_happen_where_the_arrest_did() -> None:
    text = """GOMEL – The welder Anton Krol was arrested on 3 May 2021 in Gomel and beaten in Gomel.

On 5 May 2021 he was sentenced to 10 days. The plant dismissed him on 6 May 2021.

In 2014 a court fined Anton Krol 100 roubles for a poster."""
    told = {(i.type, i.place) for i in reading.read_text(text).incidents}
    assert ("sentence", "GOMEL") in told or ("sentence", "Gomel") in told
    assert ("dismissal", None) in told
    assert ("fine", None) in told


def test_a_text_that_names_no_other_town_tells_of_the_one_where_it_was_written() -> None:
    text = "Union of teachers\n\nSaint-Denis, 24 May 2022\n\nYesterday the police arrested the teacher Adam Novak."
    assert {i.place for i in reading.read_text(text).incidents} == {"Saint-Denis"}
    text = "Union of teachers\n\nStatements, 24 May 2022\n\nYesterday the police arrested the teacher Adam Novak."
    assert {i.place for i in reading.read_text(text).incidents} == {None}
