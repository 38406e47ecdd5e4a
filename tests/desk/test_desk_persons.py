"""Who is who, at the desk: a release finds its case, a new arrest a known man, and every decision can be taken back."""

import re
from pathlib import Path

import pytest
from django.test import Client

import make
from hueandcry.cases.models import Case, Individual, Pairing
from hueandcry.intake.models import Report
from hueandcry.ledger import writing

pytestmark = pytest.mark.django_db(transaction=True)
HERE = Path(__file__).parent / "reports"
SEEDS = Path(__file__).resolve().parents[3] / "shared" / "reports"
DECEMBER = """Kazakhstan: trade unionist jailed before the New Year

Almaty, 20 December 2010

On 19 December 2010 the trade union activist Esenbek Ukteshbayev was arrested in Almaty. He was sentenced to
15 days in prison.

Please send protests to:

1. Ministry of Justice
E-mail: minister@justice.example.org
"""
OURS = ("december.txt", "release.txt", "march.txt")
SHARED = (DECEMBER, "seed-002.txt", "seed-000.txt")


def stories() -> list:
    """(sentence of December, release of January, sentence of March): our own, and the shared ones where they are."""
    ours = [(HERE / name).read_text(encoding="utf-8") for name in OURS]
    found = [pytest.param(*ours, id="varland")]
    if all((SEEDS / name).exists() for name in SHARED[1:]):
        shared = [(SEEDS / name).read_text(encoding="utf-8") for name in SHARED[1:]]
        found.append(pytest.param(DECEMBER, *shared, id="shared"))
    return found


@pytest.fixture
def writer():
    client = Client()
    client.force_login(make.user("writer", "Mira"))
    return client


def paste(writer: Client, text: str) -> str:
    """Take the report in; the address of its page."""
    return writer.post("/reports/new/", {"text": text})["Location"]


def offered(writer: Client, page: str) -> list[tuple[str, list[str]]]:
    """(title of the case, what the report may be for it) in the order of the screen."""
    return [(match.case.title, [way.kind for way in match.ways]) for match in writer.get(page).context["people"]]


def press(writer: Client, page: str, do: str) -> None:
    """Press a button of the first proposal, with the fields that stand in its form."""
    html = writer.get(page).content.decode()
    form = html[html.index("/person/") :]
    told, person = (re.search(rf'name="{name}" value="([^"]*)"', form)[1] for name in ("told", "person"))
    assert f'name="do" value="{do}"' in form
    answer = writer.post(f"{page}person/", {"told": told, "person": person, "do": do}, follow=True)
    assert 'role="alert"' not in answer.content.decode()


@pytest.mark.parametrize(("december", "release", "march"), stories())
def test_a_release_is_the_outcome_of_december_and_march_is_a_new_case_of_a_known_man(writer, december, release, march):
    writer.post(f"{paste(writer, december)}open/")
    case = Case.objects.get()

    page = paste(writer, release)
    assert offered(writer, page)[0] == (case.title, ["outcome", "update", "new"])
    press(writer, page, "outcome")

    page = paste(writer, march)
    match = writer.get(page).context["people"][0]
    assert (match.case, [way.kind for way in match.ways]) == (case, ["new", "update"])
    assert "possibly the same person" in match.why.lower()
    assert match.ways[0].because.startswith("The earlier case ended on 3 January")
    assert match.ways[0].because in writer.get(page).content.decode().replace("&#x27;", "'")
    press(writer, page, "new")

    assert Case.objects.count() == 2
    assert list(Report.objects.order_by("pk").values_list("taken_as", flat=True)) == ["new", "outcome", "new"]
    assert list(writing.faults()) == []


@pytest.mark.parametrize(("december", "release", "march"), stories())
def test_pasted_in_the_wrong_order_the_older_outcome_is_not_offered_to_the_later_sentence(
    writer, december, release, march
):
    writer.post(f"{paste(writer, march)}open/")
    title = Case.objects.get().title

    page = paste(writer, release)

    assert offered(writer, page) == [(title, ["new", "update"])]
    assert "It is the outcome of this case" not in writer.get(page).content.decode()


def test_merging_and_unmerging_leave_people_and_ledger_as_they_were(writer):
    december, _release, march = ((HERE / name).read_text(encoding="utf-8") for name in OURS)
    writer.post(f"{paste(writer, december)}open/")
    writer.post(f"{paste(writer, march)}open/")
    one, other = Individual.objects.order_by("pk")[:2]
    before = list(Individual.objects.order_by("pk").values())

    shown = writer.get(f"/people/{one.pk}/").content.decode()
    assert f'name="other" value="{other.pk}"' in shown
    decided = {"other": other.pk, "do": "same", "reason": "his union says so"}
    shown = writer.post(f"/people/{one.pk}/decide/", decided, follow=True).content.decode()
    assert "his union says so" in shown
    assert f'name="other" value="{other.pk}"' not in shown
    row = Pairing.objects.get()
    writer.post(f"/people/{other.pk}/withdraw/", {"pairing": row.pk})

    assert Pairing.objects.get().status == "withdrawn"
    assert list(Individual.objects.order_by("pk").values()) == before
    assert f'name="other" value="{other.pk}"' in writer.get(f"/people/{one.pk}/").content.decode()
    assert list(writing.faults()) == []


def test_who_is_not_the_same_is_not_shown_again(writer):
    december, release, _march = ((HERE / name).read_text(encoding="utf-8") for name in OURS)
    writer.post(f"{paste(writer, december)}open/")
    page = paste(writer, release)

    press(writer, page, "different")

    assert offered(writer, page) == []
    assert Report.objects.order_by("-pk").first().status == "received"


def test_somebody_is_found_by_another_spelling_and_a_single_word_is_too_little(writer):
    writer.post(f"{paste(writer, (HERE / 'december.txt').read_text(encoding='utf-8'))}open/")

    assert "Tomas Reval" in writer.get("/people/", {"name": "Томаса Ревала"}).content.decode()
    assert "write first name and surname" in writer.get("/people/", {"name": "Reval"}).content.decode()
    assert "Nobody with that name" in writer.get("/people/", {"name": "Ben Oduya"}).content.decode()


def test_a_decision_that_somebody_else_took_meanwhile_is_said(writer):
    december, _release, march = ((HERE / name).read_text(encoding="utf-8") for name in OURS)
    writer.post(f"{paste(writer, december)}open/")
    writer.post(f"{paste(writer, march)}open/")
    one, other = Individual.objects.order_by("pk")[:2]
    told = {"other": other.pk, "do": "same"}
    writer.post(f"/people/{one.pk}/decide/", told)

    answer = writer.post(f"/people/{one.pk}/decide/", told, follow=True)
    other_way = writer.post(f"/people/{one.pk}/decide/", {**told, "do": "different"}, follow=True)

    assert "That was decided already." in answer.content.decode()
    assert "Take that decision back first." in other_way.content.decode()
    assert Pairing.objects.get().status == "same"
