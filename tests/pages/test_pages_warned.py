"""Where writing is unwise: the desk names countries, and whoever lives there reads it before anything else."""

import pytest

import make
from hueandcry.appeals import document
from hueandcry.desk import draft_form
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db


def printed(appeal, name):
    printing.print_all(clock.now())
    return (paper.folder() / "en" / appeal.slug / name).read_text()


def test_a_warned_country_has_a_page_that_says_so_first_though_no_embassy_answers_for_it():
    appeal = make.appeal("live", doc=make.document(warned=["BY"]))

    page = printed(appeal, "write/BY/index.html")

    assert page.index("Think first: you live in Belarus.") < page.index("Open in my mail program")
    assert "write/BY/index.html" in printed(appeal, "index.html")
    assert 'href="../../../en/' in printed(appeal, "write/index.html")


def test_other_countries_are_not_warned_and_an_appeal_without_such_a_list_says_nothing():
    make.mission("XV", "DE")
    assert "Think first" not in printed(make.appeal("live", doc=make.document(warned=["BY"])), "write/DE/index.html")
    assert "danger" not in printed(make.appeal("live"), "index.html")


@pytest.mark.parametrize(("country", "warned"), [("BY", True), ("DE", False)])
def test_the_page_before_the_last_press_warns_too(client, settings, country, warned):
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = ["hueandcry.lib.policy.security_headers"]
    token = make.act(make.appeal("live", doc=make.document(warned=["BY"])), country=country)

    page = client.get(f"/confirm/{token}/").content.decode()

    assert ("Think first: you live in Belarus." in page) == warned
    assert "Yes, send it in my name" in page  # nothing is forbidden


def test_the_form_takes_names_and_codes_and_names_what_it_does_not_know():
    assert draft_form._codes("Belarus, kz; Россия\nXV") == ["BY", "KZ", "RU", "XV"]
    clean = document.clean(make.document(warned=["KZ", "BY", "KZ"]))
    assert clean["warned"] == ["BY", "KZ"]
    with pytest.raises(Refused, match="“Atlantis” is no country we know"):
        document.clean(make.document(warned=["Atlantis"]))


def test_a_document_that_warns_nobody_is_the_same_as_before():
    assert "warned" not in document.clean(make.document(warned=[]))
    assert "warned" not in document.clean(make.document())
