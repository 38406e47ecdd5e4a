"""Letters to print: the address in the window, the words in their order, every script, nothing read as markup."""

import ctypes
import hashlib
import time

import pypdfium2
import pytest
from pypdfium2 import raw

import make
from hueandcry.actions import receivers
from hueandcry.appeals.models import Channel
from hueandcry.lib import clock
from hueandcry.pages import by_post, contents, drawing, glyphs, paper, printing

pytestmark = [pytest.mark.django_db, pytest.mark.once]
MM = 72 / 25.4
POSTED = "Court Street 5, 12345 Oskel"
ARABIC = {
    "headline": "الحرية لآرو", "summary": "ملخص", "story": "قصة", "subject": "أطلقوا سراح آرو سيتوفا",
    "salutation": "السادة المحترمون،", "body": "تعرض المتظاهرون السلميون للضرب.\n\nأطلب منكم إطلاق سراحهم فوراً.",
    "closing": "مع الاحترام،", "demands": [], "spans": {}, "basis": {}, "checked": True,
}  # fmt: skip


def document(**words):
    doc = make.document()
    told = {"spans": [], "basis": "their site", "hole": False}
    doc["targets"][0]["channels"].append({"kind": "post", "value": POSTED, **told})
    doc["texts"]["ar"] = dict(ARABIC)
    doc["texts"]["en"].update(words)
    return doc


def letter(appeal, language="en", paper=by_post.A4, sender=None, key="t1", country=""):
    receiver = next(r for r in receivers.of(appeal, country) if r.target.key == key)
    to = by_post.address(receiver, language=language, supporter=country)
    return drawing.draw(by_post.letter(appeal, receiver, to, language=language, paper=paper, sender=sender))


def text(pdf):
    """What a program reads in it, page by page, in the order of its tags."""
    document = pypdfium2.PdfDocument(pdf)
    return [page.get_textpage().get_text_range().replace("\r\n", "\n").replace("\u200b", "") for page in document]


def inside(pdf, words, *, left, top, right, bottom):
    """Whether these words stand inside a rectangle of the first page, in millimetres from its upper left corner."""
    page = pypdfium2.PdfDocument(pdf)[0]
    textpage = page.get_textpage()
    found = textpage.search(words).get_next()
    assert found, words
    boxes = [textpage.get_charbox(found[0] + n) for n in range(found[1])]
    height = page.get_height()
    x0, x1 = min(b[0] for b in boxes) / MM, max(b[2] for b in boxes) / MM
    y0, y1 = (height - max(b[3] for b in boxes)) / MM, (height - min(b[1] for b in boxes)) / MM
    assert left <= x0 and x1 <= right and top <= y0 and y1 <= bottom, (words, x0, x1, y0, y1)


def test_the_letter_is_one_page_with_all_its_words_in_order():
    [page] = text(letter(make.appeal("live", doc=document())))

    order = [
        "Oda Lem", "Head of the Supreme Court of Varland", "Court Street 5", "12345 Oskel", "VARLAND",
        "Release Aru Seitova", "Dear representatives of Varland,", "On 9 March peaceful marchers were beaten.",
        "I ask you to release them at once.", "Yours sincerely,",
    ]  # fmt: skip
    places = [page.index(words) for words in order]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("on", "window"),
    [
        # DIN 5008 form B: 85 x 27.3 mm below the line of the sender; the whole window begins at 45 mm.
        (by_post.A4, {"left": 20, "top": 62.5, "right": 105, "bottom": 90}),
        # A #10 envelope, the sheet folded in three and lying at its bottom: 0.875 to 5.375 in, 2.04 to 3.17 in.
        (by_post.LETTER, {"left": 22.2, "top": 51.8, "right": 111, "bottom": 80.5}),
    ],
)
@pytest.mark.parametrize("lines", [POSTED, "\n".join(f"Line {n} of an address that is rather long" for n in range(6))])
def test_the_address_stands_in_the_window_on_either_paper(on, window, lines):
    doc = document()
    doc["targets"][0]["channels"][-1]["value"] = lines
    pdf = letter(make.appeal("live", doc=doc), paper=on)

    for words in ("Oda Lem", "Head of the Supreme Court of Varland", "VARLAND"):
        inside(pdf, words, **window)


def test_a_name_as_long_as_names_can_be_stays_in_the_window():
    appeal = make.appeal("live", doc=document())
    appeal.targets.filter(key="t1").update(name="Begin " + "Ministry of very many things " * 9 + "End")

    pdf = letter(appeal)

    inside(pdf, "Begin", left=20, top=62.5, right=105, bottom=90)
    inside(pdf, "VARLAND", left=20, top=62.5, right=105, bottom=90)


def test_a_letter_in_arabic_begins_at_the_right_and_its_address_at_the_left():
    appeal = make.appeal("live", doc=document())
    pdf = letter(appeal, "ar")

    [page] = text(pdf)
    textpage = pypdfium2.PdfDocument(pdf)[0].get_textpage()
    found = textpage.search("السادة").get_next()
    assert found and textpage.get_charbox(found[0])[2] / MM > 185  # the first letter of the line, at the right margin
    inside(pdf, "12345", left=20, top=62.5, right=105, bottom=90)
    assert page.index("أطلقوا") < page.index("السادة") < page.index("مع الاحترام")


def test_the_file_says_what_it_is_to_those_who_hear_it():
    pdf = letter(make.appeal("live", doc=document()), "ar")
    opened = pypdfium2.PdfDocument(pdf)

    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert opened.get_metadata_dict()["Title"] == "أطلقوا سراح آرو سيتوفا"
    assert opened.is_tagged()
    language = (ctypes.c_ushort * 20)()
    raw.FPDFCatalog_GetLanguage(opened, language, 20)
    assert bytes(language).decode("utf-16-le").rstrip("\0") == "ar"


@pytest.mark.parametrize(
    "words",
    [
        "Қазақстан Республикасының Президентіне", "释放她，并让她回家。", "ปล่อยตัวเธอ", "उन्हें रिहा करें", "נא לשחרר",
        "Ազատ արձակեք", "გაათავისუფლეთ", "মুক্তি দিন", "விடுதலை", "ይፍቱ", "ដោះលែង", "လွှတ်ပေးပါ", "ປ່ອຍ",
        "彼女を釈放して", "석방하라", "ټول خوشې کړئ",
    ],
)  # fmt: skip
def test_every_script_we_have_letters_for_is_printed(words):
    assert glyphs.missing(words) == ""
    pdf = letter(make.appeal("live", doc=document(body=words)))

    assert len(text(pdf)) == 1
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf  # a sign without a glyph would not pass


@pytest.mark.parametrize(
    "words",
    [
        '#read("/etc/passwd") #import "@preview/x:1.0.0": *', "#panic()\n= Heading\n*bold* _x_ $x^2$ `raw` <a> @b \\ ~",
        '"}, "sender": [], "x": {"', "a\u202ab\u202ec\u2066d\u2069e\u200ff", "Zero\0one\x07two\x1b[31m\ufeff\ufffe",
        "x" * 2000, "Ж" * 2000, "ا" * 2000, "中" * 2000, "\n" * 50 + "end", "e" + "\u0301" * 200, "😀 ok",
    ],
)  # fmt: skip
def test_hostile_words_are_shown_as_they_are_or_not_at_all(words):
    sender = by_post.Sender('#eval("1") *Maria*', ("#include 1", words[:60]), words)
    pages = text(letter(make.appeal("live", doc=document()), sender=sender))

    assert 1 <= len(pages) <= 4
    assert '#eval("1") *Maria*' in pages[0] and "#include 1" in pages[0]
    if words.startswith("#"):
        assert words.split("\n")[0] in " ".join(pages).replace("\n", " ")
    assert not any(mark in page for page in pages for mark in "\u202a\u202e\u2066\x1b\x07")


def test_a_long_letter_goes_on_with_numbered_pages_and_loses_no_word():
    body = "\n\n".join(f"Paragraph {n} " + "word " * 80 for n in range(14))

    pages = text(letter(make.appeal("live", doc=document(body=body))))

    assert len(pages) > 1 and f"1 / {len(pages)}" in pages[0]
    assert [n for n in range(14) if f"Paragraph {n} " not in " ".join(pages)] == []


def test_the_same_letter_is_the_same_file_and_is_drawn_once():
    appeal = make.appeal("live", doc=document())
    page = contents.public(appeal, "en", now=clock.now())
    receiver = receivers.of(appeal, "")[0]

    first, again = (by_post.sheets(page, receiver, n=1, country="")[0] for _ in range(2))

    assert first.at == again.at
    assert drawing.draw(first.told) == drawing.draw(again.told)


def test_the_state_is_named_once_and_only_where_a_border_is_crossed():
    appeal = make.appeal("live", doc=document())
    target = appeal.targets.get(key="t1")

    def lines(value, supporter=""):
        Channel.objects.filter(target=target, kind="post").update(value=value)
        return by_post.address(receivers.of(appeal, "")[0], language="en", supporter=supporter)

    assert lines("Court Street 5, Oskel")[-1] == "VARLAND"
    assert lines("Court Street 5, Oskel, Varland")[-1] == "Varland"
    assert lines("Court Street 5, Oskel", "XV")[-1] == "Oskel"
    assert lines("Oda Lem\nCourt Street 5\nOskel") == (
        "Head of the Supreme Court of Varland", "Oda Lem", "Court Street 5", "Oskel", "VARLAND",
    )  # fmt: skip
    assert lines("A, B, C, D, E, F")[-5:] == ("A, B", "C, D", "E", "F", "VARLAND")


def test_letters_lie_beside_the_pages_and_an_embassys_with_its_country():
    appeal = make.appeal("live", doc=document())
    mission = make.mission("XV", "US")
    mission.address = "1 Embassy Row, Washington DC"
    mission.save()
    make.mission("XV", "DE")

    printing.print_all(clock.now())

    place = paper.folder() / "en" / appeal.slug / "write"
    found = {path.relative_to(place).as_posix().partition(".")[0] for path in place.rglob("*.pdf")}
    assert found == {"letter-1-a4", "letter-1-us-letter", "US/letter-2-us-letter"}
    page = (place / "US" / "index.html").read_text()
    for path in (next(place.glob("letter-1-us*.pdf")), next(place.glob("US/*.pdf"))):
        assert f'href="../../write/{path.relative_to(place).as_posix()}"' in page
    assert "letter-1-a4" not in page
    words = " ".join(text(next(place.glob("US/*.pdf")).read_bytes()))
    assert "1 Embassy Row" in words and "UNITED STATES" not in words


def test_new_words_make_new_letters_and_the_old_ones_go_and_nothing_else_is_drawn():
    appeal = make.appeal("live", doc=document())
    printing.print_all(clock.now())
    place = paper.folder() / "en" / appeal.slug / "write"
    before = {path.name: path.stat().st_mtime_ns for path in place.glob("*.pdf")}
    began = drawing._drawn

    printing.print_all(clock.now())
    assert drawing._drawn == began
    assert {path.name: path.stat().st_mtime_ns for path in place.glob("*.pdf")} == before

    appeal.live_revision.document["texts"]["en"]["body"] = "Other words."
    appeal.live_revision.save()
    printing.print_all(clock.now())
    after = {path.name for path in place.glob("*.pdf")}
    assert len(after) == 2 and not after & set(before)
    assert drawing._drawn == began + 2


def test_a_letter_that_cannot_be_drawn_is_not_offered_and_the_page_is_there():
    appeal = make.appeal("live", doc=document(body="word " * 20_000))

    printing.print_all(clock.now())

    page = (paper.folder() / "en" / appeal.slug / "write" / "index.html").read_text()
    assert ".pdf" not in page and "Court Street 5" in page


def test_a_process_that_does_not_answer_is_replaced(monkeypatch):
    told = by_post.letter(
        appeal := make.appeal("live", doc=document()), receivers.of(appeal, "")[0], ["x"], language="en", paper="a4"
    )
    drawing.draw(told)
    drawing._child.send_signal(19)  # SIGSTOP
    monkeypatch.setattr(drawing, "WALL", 0.3)
    began = time.monotonic()

    with pytest.raises(drawing.Failed):
        drawing.draw(told)
    assert time.monotonic() - began < 5
    monkeypatch.undo()
    assert drawing.draw(told).startswith(b"%PDF-")


def test_the_fonts_are_those_we_looked_at():
    for path in glyphs.fonts():
        assert path.name.split(".")[1] == hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    assert sum(path.stat().st_size for path in glyphs.fonts()) < 6_000_000
