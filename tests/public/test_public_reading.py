"""The printed pages are served as they lie in their folder, and nothing beside the folder is."""

import pytest

import make
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db


@pytest.fixture
def printed(door):
    appeal = make.appeal("live")
    printing.print_all(clock.now())
    return appeal


def test_a_page_is_the_same_bytes_for_everyone_and_sets_no_cookie(door, printed):
    first = door.get(f"/en/{printed.slug}/", headers={"accept-language": "ru", "cookie": "a=b"})
    second = door.get(f"/en/{printed.slug}/index.html", headers={"user-agent": "another"})

    assert first.status_code == 200
    assert first.content == second.content == (paper.folder() / f"en/{printed.slug}/index.html").read_bytes()
    assert first.headers["Cache-Control"] == "public, max-age=60"
    assert first.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in first.headers["Content-Security-Policy"]
    assert not first.cookies and first.headers["Vary"] == "Accept-Encoding"


def test_a_page_one_has_already_is_not_sent_again(door, printed):
    etag = door.get("/en/").headers["ETag"]

    again = door.get("/en/", headers={"if-none-match": etag})

    assert (again.status_code, again.content) == (304, b"")


def test_head_says_how_long_the_page_is_and_sends_nothing(door, printed):
    answer = door.head("/en/")

    assert (answer.status_code, answer.content) == (200, b"")
    assert int(answer.headers["Content-Length"]) == len(door.get("/en/").content)


def test_a_folder_without_its_slash_leads_to_the_page(door, printed):
    answer = door.get(f"/en/{printed.slug}")

    assert (answer.status_code, answer.headers["Location"]) == (301, f"/en/{printed.slug}/")


@pytest.mark.parametrize(
    "path",
    [
        "/../secret.txt",
        "/en/../../secret.txt",
        "/%2e%2e/secret.txt",
        "/..%2fsecret.txt",
        "/en/..%5c..%5csecret.txt",
        "/%2fetc/passwd",
        "/en/%00",
        "/.printed.json",
        "/.lock",
        "/out/secret.txt",
        "/" + "a" * 5000,
    ],
)
def test_nothing_outside_the_folder_or_hidden_in_it_is_served(door, printed, path):
    (paper.folder().parent / "secret.txt").write_text("a secret")
    (paper.folder() / "out").symlink_to(paper.folder().parent)

    answer = door.get(path)

    assert answer.status_code == 404
    assert b"a secret" not in answer.content and b"seq" not in answer.content


def test_a_file_of_a_kind_we_do_not_print_is_not_served(door, printed):
    paper.write("en/backup.sqlite3", b"a secret")

    assert door.get("/en/backup.sqlite3").status_code == 404


def test_style_and_script_keep_a_year_because_their_names_change_with_them(door):
    name = paper.static_names()["pages.css"]

    answer = door.get(f"/{name}")  # not printed yet: the door has its own

    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/css; charset=utf-8"
    assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_draft_file_comes_as_a_download(door, printed):
    answer = door.get(f"/en/{printed.slug}/write/letter-1.eml")

    assert answer.headers["Content-Type"] == "message/rfc822"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="letter-1.eml"'


@pytest.mark.parametrize(
    ("path", "words"), [("/en/hc-99999-26/", "There is no such page"), ("/ru/x", "Такой страницы нет")]
)
def test_an_unknown_address_gets_a_page_in_the_language_of_the_path(door, printed, path, words):
    answer = door.get(path)

    assert answer.status_code == 404
    assert words in answer.content.decode()


def test_an_unknown_address_gets_a_page_before_anything_was_printed(door):
    answer = door.get("/ru/x")

    assert answer.status_code == 404
    assert "Такой страницы нет" in answer.content.decode()


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch", "options"])
def test_a_page_can_only_be_read(door, printed, method):
    answer = getattr(door, method)("/en/")

    assert answer.status_code == 405
    assert answer.headers["Allow"] == "GET, HEAD"
    assert "Not in this way" in answer.content.decode()


def test_feeds_are_served_as_what_they_are(door, printed):
    kinds = [door.get(path).headers["Content-Type"] for path in ("/en/feed.atom", "/ru/feed.json", "/sitemap.xml")]

    assert kinds == ["application/atom+xml; charset=utf-8", "application/json", "application/xml; charset=utf-8"]
