"""Appeals on other sites: a printed page for a frame, for allowed sites alone, and a form for everybody."""

import re

import pytest
from django.test import Client

import make
from hueandcry.actions.models import Action
from hueandcry.lib import clock
from hueandcry.pages import embedding, paper, printing
from hueandcry.people import frames, sections
from hueandcry.people.models import Section

pytestmark = pytest.mark.django_db
LOOK = {"ground": "#102a43", "ink": "#f0f4f8", "accent": "#ffcc66"}


def partner(slug="bakers", origins="https://bakers.example.org", **changes):
    told = {"kind": "partner", "status": "open", "name": "Bakers", "language": "en", "country": "DE"}
    return Section.objects.create(slug=slug, origins=origins, **{**told, **changes})


def print_again():
    printing.print_all(clock.now())
    return paper.folder()


@pytest.fixture
def door(settings):
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = ["hueandcry.lib.policy.security_headers", "django.middleware.common.CommonMiddleware"]
    return Client(raise_request_exception=False)


def ancestors(answer):
    return re.search(r"frame-ancestors ([^;]+)", answer["Content-Security-Policy"])[1]


def test_only_the_page_for_the_frame_names_sites_and_only_those_the_desk_allows(door):
    appeal, _one = make.appeal("live"), partner(origins="https://bakers.example.org\nhttps://b.example.org:8443")
    partner("others", "https://others.example.org")
    print_again()

    framed = door.get(f"/embed/bakers/en/{appeal.slug}/")

    assert ancestors(framed) == "https://bakers.example.org https://b.example.org:8443"
    assert "script-src 'none'" in framed["Content-Security-Policy"] and "X-Frame-Options" not in framed
    assert ancestors(door.get(f"/embed/others/en/{appeal.slug}/")) == "https://others.example.org"
    for place in (f"/en/{appeal.slug}/", f"/en/embed/{appeal.slug}/", "/embed/bakers/", "/en/"):
        assert ancestors(door.get(place)) == "'none'"


def test_without_the_rule_any_site_would_do(door, settings):
    appeal, _one = make.appeal("live"), partner()
    print_again()
    settings.SABOTAGE = ["any-site-may-frame"]

    assert ancestors(door.get(f"/embed/bakers/en/{appeal.slug}/")) == "*"


def test_a_changed_list_of_sites_is_a_changed_page(door):
    appeal, one = make.appeal("live"), partner()
    place = print_again() / f"embed/bakers/en/{appeal.slug}/index.html"
    before = place.stat().st_mtime_ns, door.get(f"/embed/bakers/en/{appeal.slug}/")["ETag"]

    Section.objects.filter(pk=one.pk).update(origins="https://new.example.org")
    print_again()

    answer = door.get(f"/embed/bakers/en/{appeal.slug}/")
    assert (place.stat().st_mtime_ns, answer["ETag"]) != before and answer["ETag"] != before[1]
    assert ancestors(answer) == "https://new.example.org"


def test_what_a_file_says_beyond_sites_is_not_believed(tmp_path):
    file = tmp_path / "index.html"
    for said in ("*", "https://a.example.org; script-src *", "https:", "'self'", "http://a.example.org", ""):
        file.write_text(f'<meta name="frame-ancestors" content="{said}">')
        assert set(embedding.ancestors(file)) <= {"https://a.example.org"}, said
    file.write_text("no word of it")
    assert embedding.ancestors(file) == []


def test_the_frame_says_how_many_as_of_when_and_leads_out_of_itself(door):
    appeal, _one = make.appeal("live"), partner(**LOOK)
    make.confirmed(appeal)

    page = (print_again() / f"embed/bakers/en/{appeal.slug}/index.html").read_text()

    assert "<b><bdi>1</bdi></b>" in page and "as of" in page
    assert '<base target="_top">' in page and '<input type="hidden" name="section" value="bakers">' in page
    assert "<script" not in page and len(page) < 60_000
    assert "--paper: #102a43" in (paper.folder() / "embed/bakers/look.css").read_text()
    for link in re.findall(r'(?:href|src)="([^"#]+)', page):
        assert (paper.folder() / f"embed/bakers/en/{appeal.slug}" / link).resolve().is_file(), link


def test_what_is_done_in_a_frame_counts_for_the_partner_who_has_no_page_here(door):
    appeal, one = make.appeal("live"), partner()
    folder = print_again()

    door.post(
        f"/act/{appeal.slug}/en/",
        {"name": "Maria", "email": "maria@example.net", "country": "DE", "section": "bakers"},
    )

    assert Action.objects.get().section == one
    assert list(folder.glob("*/section/*")) == [] and "section/" not in (folder / "en/index.html").read_text()


def test_a_frame_says_for_a_while_that_its_appeal_has_ended_and_goes_with_its_partner():
    appeal, one = make.appeal("stopped"), partner()
    appeal.ended_at = clock.now()
    appeal.save()
    place = print_again() / f"embed/bakers/en/{appeal.slug}/index.html"
    assert "This appeal ended on" in place.read_text() and "<form" not in place.read_text()

    appeal.ended_at -= embedding.ENDED_FOR
    appeal.save()
    print_again()
    assert not place.exists()

    appeal.ended_at = clock.now()
    appeal.save()
    sections.close(one, by=make.user("coordinator"))
    printing.print_changed(clock.now())
    assert not place.exists()


def test_an_appeal_that_is_withdrawn_goes_from_frames_and_sections_as_well():
    appeal, _one, _nord = make.appeal("live"), partner(), partner("nord", kind="section")
    folder = print_again()
    ours = (f"embed/*/*/{appeal.slug}", f"*/embed/{appeal.slug}", f"*/section/*/{appeal.slug}")
    assert [len(list(folder.glob(place))) for place in ours] == [4, 2, 1]

    printing.withdraw(appeal)

    assert [len(list(folder.glob(place))) for place in ours] == [0, 0, 0]


def test_anybody_finds_the_form_and_it_leads_home(settings):
    appeal = make.appeal("live")

    page = (print_again() / f"en/embed/{appeal.slug}/index.html").read_text()

    assert f"action=&quot;{settings.PUBLIC_URL}/act/{appeal.slug}/en/&quot;" in page
    assert "name=&quot;section&quot;" not in page and len(page) < 60_000
    assert (
        f'href="../../en/embed/{appeal.slug}/index.html"'
        in (paper.folder() / f"en/{appeal.slug}/index.html").read_text()
    )


def test_the_desk_hands_out_frame_and_form_for_each_language(client):
    appeal, one = make.appeal("live"), partner()
    client.force_login(make.user("writer"))

    page = client.get(f"/sections/{one.pk}/snippets/").content.decode()

    assert page.count("&lt;iframe src=") == 2 and f"/embed/bakers/ru/{appeal.slug}/" in page
    assert page.count("name=&quot;section&quot; value=&quot;bakers&quot;") == 2


@pytest.mark.parametrize(
    "origin",
    ["http://bakers.example.org", "https://*.example.org", "*", "https://bakers.example.org/page", "https://a@b.example",
     "https://bakers.example.org;", "https://b\u0430kers.example.org", "https://localhost", "'self'", "data:", "https://"],
)  # fmt: skip
def test_a_site_is_https_and_a_name(origin):
    assert "this is not one" in frames.fault_of_sites(origin)


def test_sites_are_kept_in_one_form_and_are_not_without_number(settings):
    assert frames.sites(" https://A.example.org/ \r\n\nhttps://a.example.org") == "https://a.example.org"
    assert frames.fault_of_sites("https://a.example.org\nhttps://b.example.org:8443") == ""
    assert "at most" in frames.fault_of_sites("\n".join(f"https://s{n}.example.org" for n in range(21)))
    assert frames.allowed("http://127.0.0.1:8100")
    settings.LIVE = True
    assert not frames.allowed("http://127.0.0.1:8100")


def test_colours_nobody_could_read_are_refused():
    assert round(frames.contrast("#000000", "#ffffff"), 1) == 21
    assert frames.fault_of_colours(**LOOK) == "" == frames.fault_of_colours("", "", "")
    assert "contrast" in frames.fault_of_colours("#ffffff", "#000000", "#ffcc66")
    for wrong in (("#fff", "#000", "#000"), ("red", "#000000", "#000000"), ("#ffffff", "", "#000000")):
        assert "all three" in frames.fault_of_colours(*wrong)
