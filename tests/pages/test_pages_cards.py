"""The picture beside a link: one for each appeal and language, drawn once for its words, in readable letters."""

import re
import struct

import pytest

import make
from hueandcry.cases.models import Outcome
from hueandcry.lib import clock
from hueandcry.pages import by_post, cards, contents, glyphs, paper, printing

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def drawn(settings):
    settings.SHARE_CARDS = True


def printed():
    printing.print_all(clock.now())
    return {path.relative_to(paper.folder()).as_posix(): path for path in paper.folder().glob("*/card/*.png")}


def size(png):
    assert png.startswith(b"\x89PNG\r\n\x1a\n")
    return struct.unpack_from(">II", png, 16)


def said(**words):
    blank = {"kicker": "", "headline": "", "summary": "", "outcome": "", "act": "", "organisation": "Desk"}
    return {
        "fonts": list(glyphs.FAMILIES), "language": "en", "rtl": False,
        **{key: by_post.piece(text) for key, text in {**blank, **words}.items()},
    }  # fmt: skip


def test_each_appeal_has_a_card_in_each_language_and_its_page_names_it_with_its_words():
    appeal = make.appeal("live")
    found = printed()

    assert {name.split(".")[0] for name in found} == {f"{code}/card/{appeal.slug}" for code in ("en", "ru")}
    for name, path in found.items():
        assert size(path.read_bytes()) == (1200, 630)
        page = (paper.folder() / name.split("/")[0] / appeal.slug / "index.html").read_text()
        assert f'<meta property="og:image" content="http://127.0.0.1:8000/{name}">' in page
        assert re.search(r'og:image:alt" content="[^"]*(Free Aru|Свободу Ару)', page)


def test_a_card_is_drawn_when_its_words_change_and_not_before():
    appeal = make.appeal("live")
    before = printed()
    drawn_at = {name: path.stat().st_mtime_ns for name, path in before.items()}
    assert {name: path.stat().st_mtime_ns for name, path in printed().items()} == drawn_at

    Outcome.objects.create(
        case=appeal.case, code="released", on=clock.now().date(), text="Home.", recorded_at=clock.now(),
        recorded_by="writer",
    )  # fmt: skip
    after = printed()

    assert not {*before} & {*after}
    assert "Released" in cards.of(contents.public(appeal, "en", now=clock.now())).words


def test_the_cards_of_an_appeal_that_is_withdrawn_go_with_it():
    appeal = make.appeal("live")
    assert printed()

    printing.withdraw(appeal)

    assert not list(paper.folder().glob("*/card/*"))


def test_words_that_mean_something_to_the_typesetter_are_words():
    hostile = '#read("/etc/passwd") $ x $ *b* <l> @r \\u{41} ]]#{panic()}'
    [png, plain, empty] = cards.draw([said(headline=hostile), said(headline="x"), said()])

    assert size(png) == size(plain) == size(empty) == (1200, 630)
    assert len({png, plain, empty}) == 3


def test_every_script_of_ours_is_drawn_and_no_card_is_heavy():
    texts = (
        "Свободу Ару",
        "Әру Сейітоваға бостандық: қағаз, ұлт, һәм",
        "أطلقوا سراح آرو",
        "Özgürlük için ğış",
        "Ґанок і їжа",
    )
    drawn = cards.draw([said(headline=text, summary=text) for text in texts])

    assert not any(glyphs.missing(text) for text in texts)
    assert all(size(png) == (1200, 630) and len(png) < 80_000 for png in drawn)
    assert len({*drawn}) == len(texts)


def test_a_card_that_cannot_be_drawn_leaves_the_others_and_the_page():
    whole, broken = said(headline="Whole"), {"fonts": []}

    drawn = cards.draw([whole, broken, whole])

    assert [bool(png) for png in drawn] == [True, False, True]


def test_words_without_end_are_cut_behind_a_word_and_fill_one_card():
    doc = make.document()
    doc["texts"]["en"]["headline"] = "word " * 200
    page = contents.public(make.appeal("live", doc=doc), "en", now=clock.now())

    told = cards.of(page).told

    assert told["headline"]["text"].endswith("word…")
    assert size(cards.draw([told])[0]) == (1200, 630)
