"""The desk speaks Russian whole: no sentence is missing, and every blank in one is kept."""

import re
from pathlib import Path

import polib
import pytest
from django.utils import translation
from django.utils.translation.template import templatize

import mailing
import make
from hueandcry.desk import stored_words
from hueandcry.intake import receiving
from hueandcry.intake.models import Report
from hueandcry.lib import moves
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes
from hueandcry.post.models import Delivery, Incoming

APPS = Path(__file__).resolve().parents[2] / "src" / "hueandcry"
WORDS = re.compile(r"""\b(?:gettext|gettext_noop|_)\(\s*(?:u)?((?:"(?:[^"\\]|\\.)*"\s*)+|(?:'(?:[^'\\]|\\.)*'\s*)+)""")
PLURALS = re.compile(r"""ngettext\(\s*(?:u)?("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')""")


def said(app):
    """Every sentence that modules and templates of `app` hand to translation."""
    found = set()
    for path in [*APPS.glob(f"{app}/**/*.py"), *APPS.glob(f"{app}/templates/**/*.html")]:
        source = path.read_text(encoding="utf-8")
        if path.suffix == ".html":
            source = templatize(source)
        for words in WORDS.findall(source) + PLURALS.findall(source):
            found.add("".join(eval(part) for part in re.findall(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', words)))  # noqa: S307
    return found


def catalogue(app):
    return polib.pofile(str(APPS / app / "locale" / "ru" / "LC_MESSAGES" / "django.po"))


@pytest.mark.parametrize("app", ["desk", "people"])
def test_every_sentence_has_its_russian(app):
    translated = {entry.msgid for entry in catalogue(app) if entry.translated() and not entry.obsolete}

    assert len(said(app)) > 5
    assert said(app) - translated == set()


@pytest.mark.parametrize("app", ["desk", "people"])
def test_what_is_filled_in_is_filled_in_in_russian_too(app):
    def blanks(text):
        return set(re.findall(r"%\((\w+)\)", text))

    for entry in catalogue(app):
        for text in [entry.msgstr, *entry.msgstr_plural.values()]:
            if text:
                assert blanks(text) == blanks(entry.msgid), entry.msgid


def test_every_event_of_the_ledger_has_its_russian():
    from hueandcry.ledger.events import EVENTS

    translated = {entry.msgid for entry in catalogue("desk") if entry.translated()}

    assert {str(sentence) for sentence in EVENTS.values()} - translated == set()


def test_every_sentence_of_the_groundwork_has_its_russian():
    translated = {entry.msgid for entry in catalogue("desk") if entry.translated() and not entry.obsolete}

    assert said("lib")
    assert said("lib") - translated == set()


@pytest.mark.django_db
def test_who_presses_second_is_told_so_in_russian(client):
    client.force_login(make.user("writer"))
    report = receiving.receive(b"Varland: the baker Aru Seitova was arrested in Oskel.", how="paste")
    russian = {"headers": {"accept-language": "ru"}, "follow": True}
    client.cookies["django_language"] = "ru"

    client.post(f"/reports/{report.pk}/decline/", **russian)
    page = client.post(f"/reports/{report.pk}/open/", **russian).content.decode()

    assert "Состояние сейчас: «отклонено». Изменить его так нельзя." in page
    assert "cannot be changed" not in page


@pytest.mark.django_db
def test_of_two_who_press_at_once_the_second_reads_russian():
    report = receiving.receive(b"Varland: the baker Aru Seitova was arrested in Oskel.", how="paste")
    also_looking = Report.objects.get()
    moves.move(report, to="declined")

    with translation.override("ru"), pytest.raises(Refused, match="Это только что изменил кто-то другой"):
        moves.move(also_looking, to="accepted")


@pytest.mark.django_db
def test_sentences_that_were_stored_in_english_are_said_in_russian(client):
    client.force_login(make.user("writer"))
    client.cookies["django_language"] = "ru"
    report = receiving.receive(b"\x00\x01\x02 binary", how="upload")

    page = client.get(f"/reports/{report.pk}/", headers={"accept-language": "ru"}).content.decode()

    assert "двоичный файл" in page
    assert "binary file" not in page


def test_every_sentence_with_a_blank_that_is_stored_is_known_to_the_desk():
    stored = set()
    for name in ("filing", "bounces", "copies", "placing"):
        source = (APPS / "actions" / f"{name}.py").read_text(encoding="utf-8")
        stored |= {eval(words) for words in WORDS.findall(source)}  # noqa: S307

    blanks = {sentence for sentence in stored if "%(" in sentence}
    assert len(blanks) > 5
    assert blanks - set(stored_words.TEMPLATES) == set()


@pytest.mark.parametrize("template", stored_words.TEMPLATES)
def test_what_was_filled_into_a_stored_sentence_stays_and_the_rest_is_russian(template):
    parts = {"target": "Суд (100%)", "status": "5.1.1", "n": 12, "why": "It bears no signature.", "who": "Анна",
             "day": "2026-03-01", "kind": "Щука"}  # fmt: skip

    with translation.override("ru"):
        told = stored_words.said(template % parts)

    assert re.findall("[A-Za-z]", told) == []
    assert "why" in template or any(str(part) in told for part in parts.values())


@pytest.mark.django_db
def test_the_russian_desk_says_in_russian_what_became_of_incoming_mail(client):
    make.confirmed(make.appeal("live"))
    delivery = mailing.accept(Delivery.objects.filter(rank=1).latest("pk"))
    answer = mailing.arrive(mailing.answer(), envelopes.from_address(delivery.token))
    copy = Incoming.objects.create(
        sha256="0" * 64, envelope_to="c-x@act.example.org", key_name="intake", arrived_at=answer.arrived_at,
        erase_by=answer.erase_by, status="unplaced", kind="copy", reason="not counted: It bears no signature.",
        guess="Perhaps about the letter to: Суд",
    )  # fmt: skip
    client.force_login(make.user("postkeeper"))
    client.cookies["django_language"] = "ru"

    pages = [
        client.get(f"/post/{one.pk}/", headers={"accept-language": "ru"}).content.decode() for one in (answer, copy)
    ]

    assert "Ответил адресат:" in pages[0]
    assert "не засчитано: На нём нет подписи." in pages[1]
    assert "Возможно, о письме адресату: Суд" in pages[1]
    assert not re.search("An answer of|not counted|bears no|Perhaps", "".join(pages))
