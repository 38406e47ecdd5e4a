"""A copy of the pages works wherever it lies, and shows whoever changed it."""

import json
import zipfile

import pytest

import make
from hueandcry.command import main
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.pages import mirroring, paper, printing

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(params=["folder", "pages.zip"])
def place(request, tmp_path):
    make.appeal("live")
    printing.print_all(clock.now())
    place = tmp_path / request.param
    mirroring.write(place, now=clock.now())
    return place


def rewritten(place, name, content):
    """The copy with one file changed, added, or (None) taken away."""
    if place.is_dir():
        if content is None:
            (place / name).unlink()
        else:
            (place / name).write_bytes(content)
        return
    with zipfile.ZipFile(place) as packed:
        files = {one: packed.read(one) for one in packed.namelist()} | {name: content}
    with zipfile.ZipFile(place, "w") as packed:
        for one, octets in files.items():
            if octets is not None:
                packed.writestr(one, octets)


def test_a_copy_holds_every_page_as_it_is_printed_and_says_so_over_a_signature(place):
    told = mirroring.check(place, key=mirroring.public_key())

    kept = {name for name, _ in mirroring.pages()}
    assert int(told["files"]) == len(kept) > 10
    assert "index.html" in kept and any(name.endswith("/write/letter-1.eml") for name in kept)
    assert not [name for name in kept if name.endswith((".br", ".gz", "404.html")) or "/." in f"/{name}"]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [("en/index.html", b"changed", "en/index.html was changed."), ("en/index.html", None, "en/index.html is missing."),
     ("en/evil.html", b"new", "en/evil.html was added."), ("manifest.json", None, "manifest.json is missing."),
     ("manifest.json", b"{}", "its signature does not hold"),
     ("manifest.json", b"\xff", "its signature does not hold")],
)  # fmt: skip
def test_the_first_file_that_is_not_what_was_signed_is_named(place, name, content, sentence):
    rewritten(place, name, content)

    with pytest.raises(Refused, match=sentence):
        mirroring.check(place)


def test_a_list_that_was_made_anew_for_changed_files_has_another_key_or_no_signature(place, tmp_path):
    folder = place if place.is_dir() else tmp_path / "unpacked"
    if place != folder:
        zipfile.ZipFile(place).extractall(folder)
    told = json.loads((folder / "manifest.json").read_text())
    (folder / "manifest.json").write_text(json.dumps(told | {"made_at": "2030-01-01T00:00:00+00:00"}))

    with pytest.raises(Refused, match="signature does not hold"):
        mirroring.check(folder)
    with pytest.raises(Refused, match="another key"):
        mirroring.check(place if place != folder else _again(tmp_path), key="c29tZWJvZHkgZWxzZSdzIGtleQ==")


def _again(tmp_path):
    mirroring.write(tmp_path / "again", now=clock.now())
    return tmp_path / "again"


def test_two_copies_of_the_same_pages_at_one_moment_are_the_same_octets(tmp_path):
    make.appeal("live")
    now = clock.now()
    printing.print_all(now)
    for name in ("one.zip", "two.zip"):
        mirroring.write(tmp_path / name, now=now)

    assert (tmp_path / "one.zip").read_bytes() == (tmp_path / "two.zip").read_bytes()


def test_a_new_copy_takes_the_place_of_an_old_one_and_of_nothing_else(place):
    paper.write("en/new.html", b"new")
    mirroring.write(place, now=clock.now())
    assert mirroring.check(place)
    mine = place.with_name("mine")
    mine.mkdir()
    (mine / "thesis.txt").write_text("years of work")

    with pytest.raises(Refused, match="holds something else"):
        mirroring.write(mine, now=clock.now())
    assert [path.name for path in mine.iterdir()] == ["thesis.txt"]
    assert not [path for path in place.parent.iterdir() if path.name.startswith(".")]


def test_the_commands_say_what_they_did_and_what_is_wrong(tmp_path, capsys, monkeypatch):
    make.appeal("live")
    monkeypatch.setattr("hueandcry.command.starting.database", lambda *_, **__: None)
    place = tmp_path / "copy"

    codes = [main.main(words) for words in (["publish"], ["mirror", str(place)], ["mirror", str(place), "--verify"])]
    (place / "en/index.html").write_text("changed")
    codes.append(main.main(["mirror", str(place), "--verify"]))

    said = capsys.readouterr().out
    assert codes == [0, 0, 0, 1]
    assert "en/index.html was changed." in said and said.count(mirroring.public_key()) == 2


def test_the_page_about_the_relay_names_the_key():
    make.appeal("live")
    printing.print_all(clock.now())

    assert mirroring.public_key() in (paper.folder() / "en/relay/index.html").read_text()
