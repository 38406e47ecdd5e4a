"""What came of a case, in the words of eight languages; a wish, a rally's evening or a verdict alone is no outcome."""

import pytest

from hueandcry.reader import reading

TOLD = [
    (
        "released",
        "en",
        "Teacher Grace Moyo walks free after 40 days",
        (
            "Harare, 3 May 2021. Grace Moyo, a teacher arrested in March, was freed on Monday evening. She "
            "was met by colleagues at the gate of Chikurubi prison."
        ),
    ),
    (
        "released_on_bail",
        "en",
        "Bail for union officer",
        (
            "The High Court in Lusaka on Friday granted bail to John Banda, organiser of the mine workers' "
            "union, held since 2 April. He must report to the police every week."
        ),
    ),
    (
        "sentence_upheld",
        "en",
        "Appeal court confirms six years for blogger",
        "The Court of Appeal in Hanoi on Tuesday upheld the six-year sentence of blogger Nguyen Van Minh.",
    ),
    (
        "partly_released",
        "en",
        "Four of the seven garment workers released",
        "Four of seven garment workers arrested on 5 May in Dhaka were released yesterday; three remain in custody.",
    ),
    (
        "released_with_charges",
        "en",
        "Journalist out, charges stay",
        (
            "Reporter Amal Farouk was released from detention in Cairo on Sunday but the charges against her "
            "have not been dropped."
        ),
    ),
    (
        "pardoned",
        "en",
        "President pardons labour activists",
        "Activists Ivan Petrov and Oleg Sidorov were pardoned by the president and left the colony on 2 July 2019.",
    ),
    (
        "court_orders_release",
        "en",
        "Judge orders release of farmer leader",
        "A judge in Lima ordered the immediate release of Pedro Quispe on Thursday.",
    ),
    (
        "campaign_closed",
        "en",
        "This campaign is now closed",
        "Thank you to the 5,432 people who sent messages for Ahmed Karim.",
    ),
    (
        None,
        "en",
        "Activist jailed for seven years",
        "A court in Minsk sentenced Olga Ivanova to seven years in a penal colony on 4 May 2022 after a closed trial.",
    ),
    (
        None,
        "en",
        "Dozens arrested at rally in Harare",
        "Police arrested 42 people on Saturday. Most were released the same evening; eleven appeared in court.",
    ),
    (
        "released",
        "ru",
        "Активистка Анна Смирнова вышла на свободу",
        "5 мая 2021 года Анна Смирнова, отбывшая 15 суток, вышла из спецприёмника. Её встречали друзья.",
    ),
    (
        "sentence_upheld",
        "ru",
        "Апелляция оставила приговор без изменений",
        "Областной суд 3 июня 2020 года оставил в силе приговор профсоюзному лидеру Ивану Петрову: пять лет колонии.",
    ),
    (
        "released_on_bail",
        "ru",
        "Журналиста отпустили под подписку о невыезде",
        "Журналист Пётр Иванов освобождён из СИЗО под подписку о невыезде. Обвинение с него не снято.",
    ),
    (
        "partly_released",
        "ru",
        "Отпустили всех, кроме одного",
        "Из семи задержанных рабочих шестеро отпущены, Ержан Омаров остаётся под арестом.",
    ),
    (
        "pardoned",
        "ru",
        "Президент помиловал активистов",
        "Иван Петров и ещё двое заключённых помилованы и вышли на свободу 2 июля.",
    ),
    (
        None,
        "ru",
        "Семь лет за пост",
        "Суд в Омске приговорил Марию Белову к семи годам колонии общего режима. Приговор оглашён 4 мая 2022 года.",
    ),
    (
        "released",
        "es",
        "Liberan a la dirigente María Robles",
        "La dirigente campesina María Robles recuperó la libertad el 5 de mayo de 2020 en Bogotá tras 40 días presa.",
    ),
    (
        "released_on_bail",
        "es",
        "Libertad condicional para dos sindicalistas",
        "El juez concedió la libertad condicional a Juan Pérez y Ana Ruiz, detenidos en marzo en Lima.",
    ),
    (
        "sentence_upheld",
        "es",
        "Confirman la condena de Pedro Salas",
        "La Corte de Apelaciones confirmó la condena de seis años contra Pedro Salas, líder mapuche.",
    ),
    (
        "released",
        "fr",
        "Jean Ondo est libre !",
        (
            "Le syndicaliste Jean Ondo a été libéré le 3 mars 2018 à Libreville après deux mois de "
            "détention. Merci à tous ceux qui ont écrit."
        ),
    ),
    (
        "released_on_bail",
        "fr",
        "Liberté provisoire pour Claire Nzé",
        "La journaliste Claire Nzé a obtenu la liberté provisoire vendredi à Libreville ; elle reste poursuivie.",
    ),
    (
        None,
        "fr",
        "Quatre ans ferme pour le syndicaliste Jean Ondo",
        "Le tribunal de Libreville a condamné Jean Ondo à quatre ans de prison ferme le 3 mars 2018.",
    ),
    (
        "released",
        "de",
        "Hasan Demir ist frei",
        (
            "Der Gewerkschafter Hasan Demir wurde am 3. Mai 2019 aus der Haft entlassen. Wir danken allen, "
            "die geschrieben haben."
        ),
    ),
    (
        "sentence_upheld",
        "de",
        "Berufung abgewiesen",
        "Das Berufungsgericht bestätigte am Dienstag das Urteil gegen Hasan Demir: zwei Jahre Haft.",
    ),
    (
        "partly_released",
        "de",
        "Alle bis auf einen frei",
        "Von den zwölf Festgenommenen sind elf wieder frei, nur Hasan Demir bleibt in Haft.",
    ),
    (
        "released",
        "uk",
        "Олега Коваля звільнено",
        "Активіст Олег Коваль вийшов на волю 5 травня 2021 року після 15 діб арешту в Харкові.",
    ),
    (
        "sentence_upheld",
        "uk",
        "Апеляція залишила вирок у силі",
        "Апеляційний суд залишив без змін вирок журналістові Петрові Іваненку — п'ять років позбавлення волі.",
    ),
    (
        "released",
        "be",
        "Алесь Ракуць на волі",
        "Прафсаюзны актывіст Алесь Ракуць выйшаў на волю 5 мая 2021 года, адбыўшы 15 сутак.",
    ),
    (
        "released",
        "kk",
        "Ерлан Сәбитов бостандыққа шықты",
        "Кәсіподақ жетекшісі Ерлан Сәбитов 5 мамырда түрмеден босатылды.",
    ),
    (
        None,
        "kk",
        "Белсенді бес жылға сотталды",
        "Алматы соты белсенді Ерлан Сәбитовті бес жылға бас бостандығынан айырды.",
    ),
]


@pytest.mark.parametrize(("outcome", "language", "headline", "body"), TOLD)
def test_the_outcome_of_a_case_is_read_in_every_language(outcome, language, headline, body):
    draft = reading.read_text(f"{headline}\n\n{body}")

    assert (draft.outcome, draft.language) == (outcome, language)
    assert draft.kind == ("outcome_report" if outcome else "incident_report")


@pytest.mark.parametrize(("outcome", "language", "headline", "body"), [t for t in TOLD if t[0]])
def test_an_outcome_points_to_its_words(outcome, language, headline, body):
    draft = reading.read_text(f"{headline}\n\n{body}")

    assert all(0 <= start < end <= len(draft.text) for start, end in draft.outcome_spans) and draft.outcome_spans


def test_what_an_appeal_demands_is_no_outcome():
    draft = reading.read_text(
        "Free the teacher Grace Moyo\n\nPlease write to the minister and demand that Grace Moyo be released at once."
    )

    assert draft.outcome is None
