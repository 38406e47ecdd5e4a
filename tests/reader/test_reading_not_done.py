"""What a report tells of and does not say happened: refused, denied, only tried; and all but the one left out."""

import pytest

from hueandcry.reader import reading

REFUSED = (
    "The teacher Rosa Luna's request for release was rejected by the court on 4 May 2026.",
    "A judge turned down a petition to have the teacher Rosa Luna released.",
    "The parole board denied parole to the teacher Rosa Luna, who will not be released before 2030.",
    "Ходатайство об освобождении учительницы Марии Ким отклонено судом 4 мая 2026 года.",
    "Учительнице Марии Ким отказали в условно-досрочном освобождении.",
    "La excarcelación de la maestra Rosa Luna fue denegada el 4 de mayo de 2026.",
    "La libération de l'enseignante Rosa Luna a été refusée le 4 mai 2026.",
    "Das Gericht wies den Antrag auf Entlassung der Lehrerin Rosa Luna aus der Haft zurück.",
    "Das Gericht lehnte am Montag die Freilassung der Lehrerin Rosa Luna ab.",
    "Клопотання про звільнення вчительки Марії Коваль відхилено судом.",
    "Хадайніцтва аб вызваленні настаўніцы Марыі Кавальчук адхілена судом.",
    "Мұғалім Айгүл Сәрсенованы босату туралы өтінішті сот қабылдамады.",
)

DUTIES = (
    "The teacher Rosa Luna was released from her duties at the school in May.",
    "Учительницу Марию Ким освободили от занимаемой должности приказом министра.",
    "La maestra Rosa Luna fue liberada de sus funciones en la escuela.",
    "L'enseignante Rosa Luna a été libérée de ses fonctions par le ministère.",
    "Die Lehrerin Rosa Luna wurde von ihren Aufgaben freigestellt.",
    "Учительку Марію Коваль звільнив директор школи Петро Лис.",
    "Настаўніцу Марыю Кавальчук вызвалілі ад пасады дырэктаркі школы.",
    "Мұғалім Айгүл Сәрсенова қызметінен босатылды.",
)

NOT_UPHELD = (
    "The court rejected the appeal for the release of the teacher Rosa Luna.",
    "Суд отклонил жалобу с просьбой об освобождении учительницы Марии Ким.",
    "El tribunal rechazó el recurso que pedía la libertad de la maestra Rosa Luna.",
    "La cour a rejeté l'appel demandant la libération de l'enseignante Rosa Luna.",
    "Das Gericht wies die Beschwerde mit der Bitte um Freilassung der Lehrerin Rosa Luna ab.",
    "Суд відхилив скаргу з проханням про звільнення вчительки Марії Коваль.",
    "Суд адхіліў скаргу з просьбай аб вызваленні настаўніцы Марыі Кавальчук.",
)

SENT_BACK = (
    (
        "The Supreme Court quashed the verdict against the teacher Rosa Luna and sent the case back for retrial. "
        "She remains in custody."
    ),
    (
        "Верховный суд отменил приговор учительнице Марии Ким и отправил дело на новое рассмотрение. "
        "Она остаётся под стражей."
    ),
    "La Corte Suprema anuló la condena de la maestra Rosa Luna y ordenó un nuevo juicio. Ella sigue en prisión.",
    "La Cour suprême a annulé la condamnation de l'enseignante Rosa Luna et renvoyé l'affaire. Elle reste en détention.",
    (
        "Das Oberste Gericht hob das Urteil gegen die Lehrerin Rosa Luna auf und verwies den Fall zurück. "
        "Sie bleibt in Haft."
    ),
    (
        "Верховний Суд скасував вирок учительці Марії Коваль і направив справу на новий розгляд. "
        "Вона залишається під вартою."
    ),
    (
        "Вярхоўны суд адмяніў прысуд настаўніцы Марыі Кавальчук і накіраваў справу на новы разгляд. "
        "Яна застаецца пад вартай."
    ),
    "Жоғарғы сот мұғалім Айгүл Сәрсенованың үкімін бұзып, істі қайта қарауға жіберді. Ол қамауда отыр.",
)

UNREAL = (
    "Police denied that the teacher Rosa Luna had been tortured.",
    "Had she stayed, the teacher Rosa Luna would have been beaten.",
    "Полиция опровергла, что учительницу Марию Ким пытали в отделении.",
    "В министерстве назвали ложью сообщения о том, что учительницу Марию Ким пытали.",
    "Если бы она осталась, учительницу Марию Ким избили бы.",
    "Неизвестные пытались поздно вечером у самого дома похитить учительницу Марию Ким.",
    "La policía negó que la maestra Rosa Luna hubiera sido torturada.",
    "Si se hubiera quedado, la maestra Rosa Luna habría sido golpeada.",
    "La police a démenti que l'enseignante Rosa Luna ait été torturée au commissariat.",
    "Die Polizei bestreitet, dass die Lehrerin Rosa Luna gefoltert wurde.",
    "Die Polizei wies den Vorwurf zurück, die Lehrerin Rosa Luna sei gefoltert worden.",
    "Unbekannte versuchten am Montag, die Lehrerin Rosa Luna zu verschleppen.",
    "Wenn sie geblieben wäre, hätte man die Lehrerin Rosa Luna verprügelt.",
    "Поліція заперечує, що вчительку Марію Коваль катували у відділку.",
    "Якби вона залишилася, вчительку Марію Коваль побили б.",
    "Міліцыя абвергла, што настаўніцу Марыю Кавальчук катавалі.",
    "Калі б яна засталася, настаўніцу Марыю Кавальчук збілі б.",
    "Полиция мұғалім Айгүл Сәрсенованы азаптағанын жоққа шығарды.",
    "Белгісіз адамдар мұғалім Айгүл Сәрсенованы ұрлап кетпек болды.",
)

REAL = (
    ("release", "The teacher Rosa Luna, who had refused to answer questions, was released on 4 May 2026."),
    ("release", "Учительница Мария Ким, отказавшаяся от показаний, освобождена 4 мая 2026 года."),
    ("release", "После отказа прокурора от обвинения учительница Мария Ким вышла на свободу."),
    ("torture", "The ministry denied that it knew of her, but the teacher Rosa Luna was tortured in the cells."),
    ("beating", "Полиция отрицает, что была у дома, но учительницу Марию Ким избили."),
)

ALL_BUT = (
    (
        "Teachers Luis Gil, Rosa Luna and Ana Sol were arrested on 3 May 2026. "
        "With the exception of Ana Sol, all were sentenced to five years in prison on 5 June 2026."
    ),
    (
        "Los maestros Luis Gil, Rosa Luna y Ana Sol fueron detenidos el 3 de mayo de 2026. "
        "El tribunal condenó a todos, salvo a Ana Sol, a cinco años de prisión."
    ),
    (
        "Les enseignants Luis Gil, Rosa Luna et Ana Sol ont été arrêtés le 3 mai 2026. "
        "Tous, sauf Ana Sol, ont été condamnés à cinq ans de prison le 5 juin 2026."
    ),
    (
        "Die Lehrer Luis Gil, Rosa Luna und Ana Sol wurden am 3. Mai 2026 verhaftet. "
        "Alle außer Ana Sol wurden am 5. Juni 2026 zu fünf Jahren Haft verurteilt."
    ),
    (
        "Учителя Олег Дуб, Пётр Лис и Мария Ким были задержаны 3 мая 2026 года. "
        "Всех, кроме Марии Ким, 5 июня приговорили к пяти годам колонии."
    ),
    (
        "Учителі Олег Дуб, Петро Лис і Марія Коваль були затримані 3 травня 2026 року. "
        "Усіх, крім Марії Коваль, 5 червня засудили до п'яти років колонії."
    ),
    (
        "Настаўнікі Алег Дуб, Пётр Ліс і Марыя Кавальчук былі затрыманыя 3 мая 2026 года. "
        "Усіх, акрамя Марыі Кавальчук, 5 чэрвеня асудзілі на пяць гадоў калоніі."
    ),
    (
        "Мұғалімдер Олжас Серіков, Ерлан Әбенов және Айгүл Сәрсенова 2026 жылғы 3 мамырда ұсталды. "
        "Айгүл Сәрсеновадан басқалары 5 маусымда бес жылға сотталды."
    ),
)


@pytest.mark.parametrize("report", [*REFUSED, *DUTIES])
def test_a_refused_release_and_a_dismissal_tell_the_desk_of_no_release(report):
    draft = reading.read_text(report)

    assert "release" not in {one.type for one in draft.incidents}
    assert draft.outcome is None


@pytest.mark.parametrize("report", NOT_UPHELD)
def test_an_appeal_for_somebodys_release_that_is_rejected_upholds_no_sentence(report):
    assert reading.read_text(report).outcome is None


@pytest.mark.parametrize("report", SENT_BACK)
def test_a_verdict_sent_back_orders_no_release_of_somebody_who_stays_inside(report):
    assert reading.read_text(report).outcome is None


@pytest.mark.parametrize("report", UNREAL)
def test_what_is_denied_or_only_tried_or_might_have_been_has_not_happened(report):
    assert not {one.type for one in reading.read_text(report).incidents} & {"torture", "beating", "disappearance"}


@pytest.mark.parametrize(("kind", "report"), REAL)
def test_a_denial_or_refusal_of_something_else_takes_nothing_back(kind, report):
    assert kind in {one.type for one in reading.read_text(report).incidents}


@pytest.mark.parametrize("report", ALL_BUT)
def test_all_except_one_are_the_others_and_a_sentence_is_no_release_of_some(report):
    draft = reading.read_text(report)
    first, *others = (one.victims for one in draft.incidents if one.type in ("arrest", "detention", "sentence"))

    assert others == [first[:2]]
    assert draft.outcome in (None, "sentenced")


def test_all_except_one_who_were_released_leave_one_inside():
    draft = reading.read_text(
        "Teachers Luis Gil, Rosa Luna and Ana Sol were arrested on 3 April 2026. "
        "All but Ana Sol were released on 5 May 2026."
    )

    assert [one.victims for one in draft.incidents if one.type == "release"] == [["Luis Gil", "Rosa Luna"]]
    assert draft.outcome == "partly_released"
