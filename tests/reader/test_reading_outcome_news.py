"""Reports of an outcome as desks, unions and newspapers open them: headline, news, and thanks or what comes next."""

import pytest

from hueandcry.reader import reading

TOLD = [
    (
        "released",
        "en",
        "Good news: Tendai Moyo is home",
        (
            "Harare, 12 June 2021 The teacher and union organiser Tendai Moyo walked out of Chikurubi prison "
            "this morning after 41 days. The magistrate withdrew all charges against him. Moyo was arrested "
            "on 2 May during a teachers' strike. More than 3,000 of you wrote to the Minister of Justice. \"I "
            'heard every letter," he told colleagues at the gate. Thank you to everyone who took part. No '
            "further letters are needed."
        ),
    ),
    (
        "released_on_bail",
        "en",
        "UPDATE: Journalist freed on bail",
        (
            "Kampala, 3 March 2020 - The High Court yesterday granted bail to radio journalist Moses Okello, "
            "who had been held in Luzira prison since 9 January for reporting on land evictions. He must "
            "report to police every two weeks and may not leave the country. His trial resumes on 4 April. We"
            " thank all who sent letters."
        ),
    ),
    (
        "sentence_upheld",
        "en",
        "Appeal court confirms four-year term for union leader",
        (
            "Minsk, 5 October 2022. On Tuesday the Supreme Court left unchanged the verdict against Hanna "
            "Drobysh, chair of the independent union of electronics workers. She had been sentenced in July "
            "to four years in a penal colony. Her lawyer said the hearing took eleven minutes."
        ),
    ),
    (
        "partly_released",
        "en",
        "Three of five dockers out, two still in jail",
        (
            "Three of the five dockers arrested in Mombasa on 4 May were freed last night. Ali Mwinyi and "
            "Hassan Juma remain in custody. Thank you for your messages; please keep on writing."
        ),
    ),
    (
        "campaign_closed",
        "en",
        "Campaign over",
        (
            "With this update we close the campaign for Rosa Lemus. The company has reinstated her with back "
            "pay. Please do not send further messages. Many thanks to the 5,412 people who wrote."
        ),
    ),
    (
        "court_orders_release",
        "en",
        "Court: let him go",
        (
            "On 14 May the Constitutional Court ruled that the detention of student leader Aung Min is "
            "unlawful and ordered that he be freed immediately. At the time of writing he is still waiting at"
            " Insein prison."
        ),
    ),
    (
        "pardoned",
        "en",
        "Presidential mercy for Fatima",
        (
            "The President signed a decree yesterday pardoning 24 prisoners, among them the trade unionist "
            "Fatima Zahra, who was serving a six-year sentence. She is expected home today. Thank you!"
        ),
    ),
    (
        "released_with_charges",
        "en",
        "Free, but not cleared",
        (
            "Union president Marta Quiroga left prison on Friday evening after 70 days. The charges against "
            "her have not been dropped; she has to sign in at the court each month."
        ),
    ),
    (
        "released",
        "ru",
        "Ермек на свободе!",
        (
            "Сегодня утром из колонии в Заречном вышел Ермек Жумабаев — суд заменил ему оставшийся срок и "
            "освободил его. Он провёл за решёткой два года. Спасибо всем, кто писал письма, — их пришло "
            "больше четырёх тысяч."
        ),
    ),
    (
        "sentence_upheld",
        "ru",
        "Апелляция: приговор устоял",
        (
            "Судебная коллегия Мангистауской области 4 августа рассмотрела жалобу нефтяника Марата Тулегенова"
            " на приговор, по которому он получил шесть лет. Приговор оставлен в силе. Родные собираются "
            "подавать кассацию."
        ),
    ),
    (
        "released_on_bail",
        "ru",
        "Активистка вышла из СИЗО",
        (
            "Вечером 3 июля Анну Ветрову отпустили из следственного изолятора под подписку о невыезде. Её "
            "задержали 20 мая на пикете. Следствие продолжается. Мы благодарим всех, кто отправил обращения "
            "прокурору."
        ),
    ),
    (
        "released",
        "uk",
        "Тарас вдома",
        (
            "Сьогодні суд у Сімферополі закрив справу проти профспілкового діяча Тараса Бойчука, і він вийшов"
            " із СІЗО. Під вартою він провів 117 днів. Дякуємо всім, хто писав листи."
        ),
    ),
    (
        "released",
        "be",
        "Зміцер на волі",
        (
            "Пасля 15 сутак арышту палітвязень Зміцер Лапцёнак выйшаў на волю. Яго сустракалі родныя і "
            "калегі. Дзякуем усім за салідарнасць."
        ),
    ),
    (
        "sentence_upheld",
        "be",
        "Абласны суд пакінуў прысуд без змен",
        (
            "12 лістапада Гродзенскі абласны суд разгледзеў скаргу журналісткі Ганны Дробыш. Прысуд — тры "
            "гады калоніі — застаўся ў сіле."
        ),
    ),
    (
        "released",
        "kk",
        "Асқар Төлегенов бостандыққа шықты",
        (
            "Бүгін таңертең кәсіподақ жетекшісі Асқар Төлегенов Заречный колониясынан босап шықты. Хат жазған"
            " барша жанға алғыс айтамыз."
        ),
    ),
    (
        "sentence_upheld",
        "kk",
        "Апелляция үкімді күшінде қалдырды",
        (
            "5 тамызда облыстық сот мұнайшы Ерлан Сәдуақасовтың шағымын қарап, үкімді өзгеріссіз қалдырды. "
            "Оған алты жыл берілген."
        ),
    ),
    (
        "released",
        "es",
        "¡Rosa está libre!",
        (
            "Después de 58 días de detención, la dirigente campesina Rosa Ventura recuperó la libertad ayer "
            "por la tarde. El juez dictó sobreseimiento definitivo. Agradecemos a las 2.300 personas que "
            "escribieron al fiscal."
        ),
    ),
    (
        "released_on_bail",
        "es",
        "Libertad condicional para Eusebio Huamán",
        (
            "El tribunal de Cusco concedió el lunes la libertad bajo fianza al comunero Eusebio Huamán, "
            "detenido desde marzo. Deberá presentarse cada quince días ante el juzgado."
        ),
    ),
    (
        "sentence_upheld",
        "es",
        "La Corte ratifica la condena",
        (
            "La Corte Suprema rechazó este jueves el recurso de casación y dejó firme la condena a siete años"
            ' contra el sindicalista Óscar Nieto. "Iremos a la Comisión Interamericana", dijo su abogada.'
        ),
    ),
    (
        "released",
        "fr",
        "Ils sont libres !",
        (
            "Les trois syndicalistes de Sonacos, Cheikh Diop, Awa Ndiaye et Moussa Sarr, ont recouvré la "
            "liberté mardi soir. Le parquet a abandonné les poursuites. Merci à toutes celles et ceux qui ont"
            " écrit."
        ),
    ),
    (
        "sentence_upheld",
        "fr",
        "La cour d'appel confirme",
        (
            "La cour d'appel de Rabat a confirmé mercredi la peine de trois ans de prison ferme prononcée "
            "contre le journaliste Omar Belkacem. Ses avocats se pourvoient en cassation."
        ),
    ),
    (
        "released_on_bail",
        "fr",
        "Mise en liberté provisoire de Paul Ngono",
        (
            "Le juge d'instruction a accordé lundi la liberté provisoire au délégué Paul Ngono, contre une "
            "caution de 500 000 francs. Il reste sous contrôle judiciaire."
        ),
    ),
    (
        "released",
        "de",
        "Deniz Yalman ist frei",
        (
            "Nach 203 Tagen Untersuchungshaft wurde die Journalistin Deniz Yalman am Donnerstag aus dem "
            "Gefängnis entlassen. Das Gericht sprach sie frei. Danke allen, die geschrieben haben!"
        ),
    ),
    (
        "sentence_upheld",
        "de",
        "Berufung verworfen",
        (
            "Das Berufungsgericht in Ankara hat am Montag das Urteil gegen den Anwalt Cihan Temiz bestätigt: "
            "Es bleibt bei sieben Jahren Haft."
        ),
    ),
    (
        "campaign_closed",
        "de",
        "Aktion beendet",
        (
            "Die Eilaktion für Juan Peralta ist abgeschlossen. Er lebt heute in Spanien. Bitte schreiben Sie "
            "keine weiteren Briefe. Herzlichen Dank an alle."
        ),
    ),
    (
        "released_on_bail",
        "de",
        "Gegen Kaution frei",
        (
            "Das Gericht in Nairobi hat den Gewerkschafter John Mwangala am Freitag gegen Kaution auf freien "
            "Fuß gesetzt. Der Prozess beginnt im Juni."
        ),
    ),
]


@pytest.mark.parametrize(("outcome", "language", "headline", "news"), TOLD)
def test_the_news_of_an_outcome_is_read_as_one(outcome, language, headline, news):
    draft = reading.read_text(f"{headline}\n\n{news}")

    assert (draft.language, draft.kind, draft.outcome) == (language, "outcome_report", outcome)


def test_an_old_sentence_told_in_an_appeal_is_no_outcome():
    draft = reading.read_text(
        "Urgent: journalist detained\n\nMoses Okello was detained on 9 January. In 2015 he was sentenced to two years "
        "and later pardoned. We demand his release. Please write to the Minister."
    )

    assert draft.outcome is None
