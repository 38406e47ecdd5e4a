"""What the public reads is printed to files, whole, once per change."""

import datetime as dt
import gzip
import re

import brotli
import pytest
from django.db import transaction

import long_appeal
import make
from hueandcry.appeals.models import Accreditation, Appeal, Mission
from hueandcry.cases.models import Outcome
from hueandcry.ledger import writing as ledger
from hueandcry.lib import clock
from hueandcry.pages import paper, printing

pytestmark = pytest.mark.django_db


def embassy(host="DE", city="Berlin", email="berlin@mfa.example.org", countries=("DE",), website=""):
    mission = Mission.objects.create(
        source_id=f"Q-{host}", operator="XV", host=host, city=city, kind="embassy", email=email, website=website
    )
    for code in countries:
        Accreditation.objects.create(mission=mission, operator="XV", country=code)
    return mission


def said(event, subject):
    with transaction.atomic():
        ledger.record(event, subject=subject)


def read(name):
    return (paper.folder() / name).read_text(encoding="utf-8")


def names():
    found = [p for p in paper.folder().rglob("*") if p.is_file() and p.suffix not in paper.PACKED.values()]
    return sorted(p.relative_to(paper.folder()).as_posix() for p in found)


def test_a_live_appeal_is_printed_in_its_languages_with_pages_to_write_from():
    embassy()
    appeal = make.appeal("live")

    printing.print_all(clock.now())

    mine = [name for name in names() if name[2:].startswith(f"/{appeal.slug}/")]
    pages = [
        "index.html",
        "write/DE/index.html",
        "write/DE/letter-2.eml",  # that of the embassy; an office's is the same from everywhere
        "write/index.html",
        "write/letter-1.eml",
    ]
    assert mine == [f"{code}/{appeal.slug}/{page}" for code in ("en", "ru") for page in pages]
    for part in (
        "index.html",
        "en/index.html",
        "ru/index.html",
        "en/relay/index.html",
        "ru/privacy/index.html",
        "ru/404.html",
    ):
        assert part in names()


def test_the_page_says_who_what_to_whom_until_when_and_carries_the_form():
    appeal = make.appeal("live")

    printing.print_all(clock.now())

    page = read(f"en/{appeal.slug}/index.html")
    for part in (
        "Free Aru Seitova",
        appeal.number,
        "president of the bakers&#x27; union",
        "sentenced, <bdi>15 days</bdi>",
        "Head of the Supreme Court of Varland",
        "The embassy of Varland in your own country",
        "Dear representatives of Varland,",
        "Release the seven at once.",
        "Write before",
        f'action="http://127.0.0.1:8000/act/{appeal.slug}/en/"',
    ):
        assert part in page
    assert set(re.findall(r'name="(\w+)"', page)) >= {"name", "email", "country", "words", "news"}
    assert "checked" not in page
    assert len(page.encode()) < 60_000


def test_a_person_who_is_not_to_be_named_is_a_number_on_the_page():
    appeal = make.appeal("live", doc=long_appeal.document())
    assert "Hidden Person" in str(appeal.live_revision.document)

    printing.print_all(clock.now())

    for name in names():
        assert b"Hidden" not in (paper.folder() / name).read_bytes()
    assert "one more person" in read(f"en/{appeal.slug}/index.html")


def test_officials_addresses_stand_on_the_pages_to_write_from_and_nowhere_else():
    appeal = make.appeal("live")

    printing.print_all(clock.now())

    holding = [name for name in names() if b"chair@court.example.org" in (paper.folder() / name).read_bytes()]
    assert holding
    assert all(f"{appeal.slug}/write/" in name for name in holding)


def test_the_printed_copy_address_names_the_appeal_and_the_language_only():
    appeal = make.appeal("live")

    printing.print_all(clock.now())

    found = {m for name in names() for m in re.findall(r"c-[a-z0-9-]+@act\.example\.org", read(name))}
    plain = appeal.slug.replace("-", "")
    assert found == {f"c-{plain}-en@act.example.org", f"c-{plain}-ru@act.example.org"}


def test_a_country_page_says_from_where_the_embassy_answers_and_what_to_do_without_an_address():
    embassy("AT", "Vienna", "", ("AT", "SI"), "https://vienna.example.org/")
    appeal = make.appeal("live")

    printing.print_all(clock.now())

    page = read(f"en/{appeal.slug}/write/SI/index.html")
    assert "There is none in Slovenia; the embassy in <bdi>Vienna</bdi>, Austria, answers for it." in page
    assert "We know of no e-mail address of this embassy." in page
    assert "https://vienna.example.org/" in page
    assert 'href="SI/index.html"' in read(f"en/{appeal.slug}/write/index.html")


def test_nothing_is_touched_when_nothing_changed():
    make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    before = {name: (paper.folder() / name).stat().st_mtime_ns for name in names() if not name.endswith(paper.STATE)}

    assert printing.print_changed(now) == 0

    assert before == {name: (paper.folder() / name).stat().st_mtime_ns for name in before}


def test_what_the_ledger_tells_is_printed_and_only_that():
    appeal, other = make.appeal("live"), make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    untouched = (paper.folder() / f"en/{other.slug}/index.html").stat().st_mtime_ns
    text = appeal.live_revision.document["texts"]["en"]
    text["headline"] = other.live_revision.document["texts"]["en"]["headline"] = "A new headline"
    appeal.live_revision.save()
    other.live_revision.save()
    assert printing.print_changed(now) == 0  # the ledger has told nothing yet
    said("appeal issued", appeal.number)

    assert printing.print_changed(now) > 0

    assert "A new headline" in read(f"en/{appeal.slug}/index.html")
    assert (paper.folder() / f"en/{other.slug}/index.html").stat().st_mtime_ns == untouched


def test_an_outcome_is_shown_on_the_page_and_the_form_is_gone():
    appeal = make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    Appeal.objects.filter(pk=appeal.pk).update(status="stopped", ended_at=now)
    Outcome.objects.create(
        case=appeal.case,
        code="released",
        on=dt.date(2026, 3, 24),
        text="She came home.",
        recorded_at=now,
        recorded_by="x",
    )
    said("outcome recorded", f"case {appeal.case.token}")

    printing.print_changed(now)

    page = read(f"en/{appeal.slug}/index.html")
    assert "She came home." in page and "24 March 2026" in page
    assert "/act/" not in page
    assert not (paper.folder() / f"en/{appeal.slug}/write").exists()
    assert "Released" in read("en/index.html")


def test_an_appeal_that_is_public_no_more_is_taken_away():
    appeal = make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    Appeal.objects.filter(pk=appeal.pk).update(status="draft")
    said("review returned", appeal.number)

    printing.print_changed(now)

    assert not any(appeal.slug in name for name in names())
    assert appeal.slug not in read("en/index.html")


def test_withdrawing_removes_every_language():
    appeal = make.appeal("live", doc=long_appeal.document())
    printing.print_all(clock.now())
    assert any(f"ar/{appeal.slug}" in name for name in names())

    printing.withdraw(appeal)

    assert not any(appeal.slug in name for name in names())


def test_a_language_the_interface_does_not_speak_has_its_words_marked_and_turned():
    appeal = make.appeal("live", doc=long_appeal.document())

    printing.print_all(clock.now())

    page = read(f"ar/{appeal.slug}/index.html")
    assert page.startswith('<!doctype html>\n<html lang="en" dir="ltr">')
    assert '<h1 lang="ar" dir="rtl">' in page
    assert 'class="letter" lang="ar" dir="rtl"' in page
    assert (paper.folder() / "ar/relay/index.html").exists()


def test_a_language_nobody_has_checked_is_not_printed():
    doc = make.document()
    doc["texts"]["ru"]["checked"] = False
    appeal = make.appeal("live", doc=doc)

    printing.print_all(clock.now())

    assert not (paper.folder() / f"ru/{appeal.slug}").exists()
    assert f'href="../en/{appeal.slug}/index.html" lang="en"' in read("ru/index.html")


def test_a_print_that_was_cut_off_is_done_again(monkeypatch):
    appeal = make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    appeal.live_revision.document["texts"]["en"]["headline"] = "Changed before the cut"
    appeal.live_revision.save()
    said("appeal issued", appeal.number)

    def cut(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as broken, pytest.raises(KeyboardInterrupt):
        broken.setattr(paper, "write", cut)
        printing.print_changed(now)
    printing.print_changed(now)

    assert "Changed before the cut" in read(f"en/{appeal.slug}/index.html")


def test_a_spoiled_note_means_printing_everything():
    make.appeal("live")
    now = clock.now()
    printing.print_changed(now)
    paper.write(paper.STATE, b"[1, 2")
    (paper.folder() / "en/index.html").unlink()

    printing.print_changed(now)

    assert "en/index.html" in names()


def test_a_running_sentence_is_shown_day_by_day_and_an_inferred_one_is_not():
    now = clock.now()
    doc = make.document()
    doc["incidents"][0]["date"] = (now.date() - dt.timedelta(days=9)).isoformat()
    shown = make.appeal("live", doc=doc)
    unsure = make.document()
    unsure["incidents"][0] |= {"date": doc["incidents"][0]["date"], "date_inferred": True}
    hidden = make.appeal("live", doc=unsure)

    printing.print_all(now)

    assert "Day 9 of 15" in read(f"en/{shown.slug}/index.html")
    assert read(f"en/{shown.slug}/index.html").count('class="over"') == 9
    assert "of 15" not in read(f"en/{hidden.slug}/index.html")


def test_nothing_but_our_own_files_is_ever_written_into_the_folder():
    with pytest.raises(ValueError, match="published folder"):
        paper.write("../outside.html", b"")
    with pytest.raises(ValueError, match="published folder"):
        paper.write("/etc/outside.html", b"")


def test_every_printed_link_leads_to_a_printed_file():
    embassy()
    make.appeal("live", doc=long_appeal.document())
    make.appeal("stopped")
    printing.print_all(clock.now())
    root = paper.folder().resolve()

    broken = []
    for name in names():
        if not name.endswith(".html"):
            continue
        for link in re.findall(r'(?:href|src)="([^"#:]+)(?:#[^"]*)?"', read(name)):
            base = root if link.startswith("/") else (root / name).parent
            if not (base / link.lstrip("/")).resolve().is_file():
                broken.append((name, link))
    assert broken == []


def test_every_anchor_a_page_links_to_is_there_once():
    embassy()
    appeal = make.appeal("live")
    printing.print_all(clock.now())

    page, write = read(f"en/{appeal.slug}/index.html"), read(f"en/{appeal.slug}/write/index.html")
    wanted = re.findall(r'href="[^"]*write/index\.html#(\w+)"', page)

    assert sorted(wanted) == ["call", "countries", "paste"]
    assert [write.count(f'id="{name}"') for name in wanted] == [1, 1, 1]
    for text in (page, write):
        ids = re.findall(r'\bid="([^"]+)"', text)
        assert len(ids) == len(set(ids))


def test_packed_forms_lie_beside_each_text_and_say_the_same_and_go_with_it():
    page = paper.folder() / "en/a/index.html"
    for text in (b"<p>One.</p>" * 100, b"<p>Two.</p>" * 100):
        assert paper.write("en/a/index.html", text)
        assert brotli.decompress((page.with_name("index.html.br")).read_bytes()) == text
        assert gzip.decompress((page.with_name("index.html.gz")).read_bytes()) == text
        assert [paper.packed(page, coding) for coding in paper.PACKED] == [
            page.with_name("index.html.br"), page.with_name("index.html.gz")
        ]  # fmt: skip
    paper.write("en/a/letter-1.eml", b"a draft " * 100)
    paper.write("en/a/short.txt", b"short")
    assert [p.name for p in sorted(page.parent.iterdir())] == [
        "index.html", "index.html.br", "index.html.gz", "letter-1.eml", "short.txt"
    ]  # fmt: skip

    paper.keep_only("en/a", {"en/a/letter-1.eml"})
    assert [p.name for p in page.parent.iterdir()] == ["letter-1.eml"]


def test_a_packed_form_that_is_older_than_its_page_is_never_sent_and_made_anew_at_the_next_print():
    page, text = paper.folder() / "en/b.html", b"<p>Three.</p>" * 100
    paper.write("en/b.html", text)
    page.write_bytes(b"changed by somebody else")

    assert [paper.packed(page, coding) for coding in paper.PACKED] == [None, None]
    page.write_bytes(text)
    assert not paper.write("en/b.html", text)
    assert all(paper.packed(page, coding) for coding in paper.PACKED)
