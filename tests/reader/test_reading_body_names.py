"""Names of bodies as reports print them: before their noun, in a row of initials, at the head of a sentence."""

import pytest

from hueandcry.reader import reading

NAMED = [
    ("Workers of the Golden Dragon factory were detained on Monday, said Jane Moyo.", "Golden Dragon"),
    ("Maria Luz, secretary general of SITRATEX, was arrested by the police on Monday.", "SITRATEX"),
    ("The strike was supported by the ITGLWF, BWI and IUF, said Jane Moyo.", "IUF"),
    ("Ana Belo of the Sindicato dos Trabalhadores was beaten on Monday.", "Sindicato dos Trabalhadores"),
    ("Независимый профсоюз работников связи обратился в прокуратуру.", "Независимый профсоюз работников связи"),
    ("Незалежны прафсаюз горнякаў заявіў пра затрыманне Івана Рыжага.", "Незалежны прафсаюз горнякаў"),
    ("Мұнайшылардың тәуелсіз кәсіподағы мәлімдеме жасады.", "Мұнайшылардың тәуелсіз кәсіподағы"),
    ("Der Verein Offene Grenzen und die Presse kritisieren das Urteil gegen Jan Roth.", "Verein Offene Grenzen"),
]


@pytest.mark.parametrize(("report", "name"), NAMED)
def test_a_body_is_found_by_the_name_the_report_prints(report, name):
    assert name in [one.name for one in reading.read_text(report).organisations]


@pytest.mark.parametrize(
    "report",
    [
        "Суд в Перми приговорил Ивана Лося к двум годам. Адвокат Пётр Нос подал жалобу.",
        "На суде в Перми обвинитель просил для Ивана Лося три года.",
        "La Fiscalía pidió diez años de prisión para el dirigente Juan Pérez.",
        "Местный профсоюз работников связи обратился в прокуратуру.",
    ],
)
def test_some_court_prosecutor_or_local_union_is_no_body_with_a_name(report):
    assert reading.read_text(report).organisations == []
