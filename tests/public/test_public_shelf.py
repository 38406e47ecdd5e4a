"""Pages in memory: never an old one, never more than there is room for."""

import os

import pytest

from hueandcry.public import shelf


def put(pages, folder, n, size=100):
    file = folder / f"{n}.html"
    file.write_bytes(str(n).encode() * size)
    pages.put(("host", f"/{n}", ""), [("etag", f'"{n}"')], file.read_bytes(), origin=origin(file))
    return file


def origin(file):
    return shelf.Origin(str(file), shelf.look(file), str(file))


@pytest.fixture(autouse=True)
def at_once(monkeypatch):
    monkeypatch.setattr(shelf, "LOOK", 0)


def found(pages, n):
    sheet = pages.find(("host", f"/{n}", ""))
    return sheet.content if sheet else None


def test_what_does_not_fit_into_memory_is_read_again_and_the_same(tmp_path):
    pages = shelf.Shelf(most=350)
    for n in range(6):
        put(pages, tmp_path, n)

    assert [found(pages, n) for n in (0, 5, 1, 4, 2, 3, 0)] == [str(n).encode() * 100 for n in (0, 5, 1, 4, 2, 3, 0)]
    assert pages._size <= 350 and pages._size == sum(len(sheet.content) for sheet in pages._sheets.values())


@pytest.mark.parametrize("most", [10, 10_000], ids=["from the disk", "from memory"])
@pytest.mark.parametrize("change", ["written", "replaced by one as old and as long", "gone"])
def test_a_file_that_changed_is_not_sent_as_it_was(tmp_path, most, change):
    pages = shelf.Shelf(most=most)
    file = put(pages, tmp_path, 1)
    put(pages, tmp_path, 2)
    seen = file.stat()
    if change == "written":
        file.write_bytes(b"new")
    elif change == "gone":
        file.unlink()
    else:
        other = tmp_path / "other"
        other.write_bytes(b"x" * 100)
        os.utime(other, ns=(seen.st_mtime_ns, seen.st_mtime_ns))
        other.rename(file)

    assert found(pages, 1) is None and found(pages, 1) is None
    assert found(pages, 2) == b"2" * 100
    assert pages._size == sum(len(sheet.content) for sheet in pages._sheets.values())


def test_there_is_a_limit_to_the_number_of_pages_too(tmp_path, monkeypatch):
    monkeypatch.setattr(shelf, "SHEETS", 3)
    pages = shelf.Shelf()
    for n in range(5):
        put(pages, tmp_path, n)

    assert [found(pages, n) is not None for n in range(5)] == [False, False, True, True, True]
