"""Endings by which a surname or a patronymic is known for one, in the nominative and in other cases."""

LATIN = """
    ov ova ev eva yev yeva in ina enko ich vich vna sky skiy ski ska skaya skyi tsky chuk uk ak ow owa ewa jew
    schew yan ian shvili dze adze uly kyzy bayev baev bayeva bekov bekova ez oğlu oglu zade zadeh
"""
RUSSIAN = """
    ов ова ову овой овым овых ев ева еву евой евым ёв ёва ин ина ину иной иным ын шин гин ский ского скому ским
    ская ской скую цкий цкого цкая енко ко ич ича ичу ичем вна вной вну вны чук чука юк
"""
CAUCASIAN = "ян яна яну швили дзе"
UKRAINIAN = """
    єв їв єва єву єви єво євої євою ьов ьова ьову ьови енка енко енку енкам енком чуку чуком ська ської ську
    ського ському ським цька цької цьку цького цькому цьким ця аця оця еця иця нця анця онця енця инця
"""
BELARUSIAN = """
    еў оў аў ава евіч овіч эвіч евіча овіча эвіча евічу овічу эвічу евічам овічам эвічам ава ёва ева іна ына аву
    ёву еву іну ыну авай ёвай евай інай ынай авым ёвым евым іным ыным скі скім скага скаму скай цкі цкім цкага
    цкаму цкай чык чыка чыку чыкам чанка чанку ёнка ёнку анка анку енка енку энка энку ёнак ейка ейкі ейку ала алу
    ола олу ыла ылу іла ілу ук ука уку уком як яка яку яком ац эц ец ёц аўна аўну аўны аўне аўнай оўна оўну оўны
    оўне оўнай еўна еўну еўны еўне еўнай юк юка юку юком
"""
KAZAKH = """
    улы ұлы қызы кызы бай бек бека ұлын ұлының ұлына қызын қызының қызына байды байдың байға ханды ханның ханға
    овті овты овтің овтың овқа овке овпен евті евты евтің евтың евқа евке евпен инті инты интің интың инқа инке
    инпен бекті бекты бектің бектың бекқа бекке бекпен ованы ованың оваға овамен еваны еваның еваға евамен инаны
    инаның инаға инамен
"""
PATRONYMICS = """
    вич вича вичу вичем вна вны вне вну вной евіч овіч эвіч евіча овіча евічу овічу аўна оўна еўна аўны оўны еўны
    ович івна івни івні івну улы ұлы қызы кызы
"""
ENDINGS = frozenset(" ".join((LATIN, RUSSIAN, CAUCASIAN, UKRAINIAN, BELARUSIAN, KAZAKH)).split())
SIZES = tuple(sorted({len(ending) for ending in ENDINGS}))


def is_surname(word: str) -> bool:
    """Does the word end like a surname or a patronymic?"""
    low = word.lower()
    for size in SIZES:  # noqa: SIM110 - twice as fast as any(), and asked of every name
        if low[-size:] in ENDINGS:
            return True
    return False


def is_patronymic(word: str) -> bool:
    """ "Петрович", "Петровной", "Пятровіч", "Петрівна": a father's name, which stands between or last."""
    return word.lower().endswith(tuple(PATRONYMICS.split()))
