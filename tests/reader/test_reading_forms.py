"""Whatever form a report came in, its words are read in order and lead back to where they stood."""

from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path

import pytest

from hueandcry.lib.refusal import Refused
from hueandcry.reader.source import page
from reader import small_pdf

REPORTS = Path(__file__).parent.parent / "reports" / "tuning"
RUSSIAN = "Полиция задержала активиста Олега Дубравина возле дома в городе Кермен."
SAID = {
    "cp1251": RUSSIAN, "koi8-r": RUSSIAN, "cp866": RUSSIAN, "mac-cyrillic": RUSSIAN, "utf-16": RUSSIAN,
    "utf-16-le": RUSSIAN, "utf-8-sig": RUSSIAN, "latin-1": "Le journaliste a été arrêté hier à l'aube.",
    "cp1252": "El señor Núñez fue detenido ayer — “sin motivo” — en Málaga.",
}  # fmt: skip


@pytest.mark.parametrize(("encoding", "said"), SAID.items())
def test_old_encodings_are_told_by_what_they_say_and_lead_back_to_the_bytes(encoding, said):
    raw = said.encode(encoding)

    view = page.view(raw)

    assert view.text == said
    start = said.index(" ") + 1
    found = view.origin(start, start + 9)
    plain = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le"}.get(encoding, encoding)
    assert said[start : start + 9] == raw[found.start : found.end].decode(plain)


def mail(**parts) -> EmailMessage:
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = "a@b.test", "c@d.test", parts.get("subject", "Арест")
    made["Date"] = parts.get("date", "Tue, 09 Apr 2024 10:00:00 +0000")
    made.set_content(parts["text"], charset=parts.get("charset", "utf-8"), cte=parts.get("cte", "8bit"))
    return made


@pytest.mark.parametrize("charset", ["windows-1251", "koi8-r", "utf-8"])
@pytest.mark.parametrize("cte", ["base64", "quoted-printable", "8bit"])
def test_a_mail_is_read_however_it_was_wrapped_for_the_journey(charset, cte):
    view = page.view(mail(text=RUSSIAN, charset=charset, cte=cte).as_bytes(policy=SMTP))

    assert view.text.split() == ["Арест", "Tue,", "09", "Apr", "2024", *RUSSIAN.split()]
    start = view.text.index("Олега")
    found = view.origin(start, start + 5)
    body = RUSSIAN.encode(charset)
    assert (found.part, found.unit, body[found.start : found.end].decode(charset)) == ("part 1", "byte", "Олега")


def test_a_forwarded_mail_is_read_with_its_own_subject_and_date():
    outer = mail(text="Forwarding this.\n\n-- \nIvan\n+999 11 22\n", subject="Fwd")
    outer.add_attachment(mail(text="The baker was jailed.", subject="Urgent", date="Mon, 01 Apr 2024 10:00:00 +0000"))

    view = page.view(outer.as_bytes(policy=SMTP))

    assert view.text.split("\n\n") == [
        "Fwd", "Tue, 09 Apr 2024", "Forwarding this.",
        "Urgent", "Mon, 01 Apr 2024", "The baker was jailed.\n",
    ]  # fmt: skip
    assert str(view.sent) == "2024-04-01"


def test_who_forwarded_it_to_whom_is_not_the_report():
    head = "From: Ivan <i@x.test>\nDate: 2 Apr 2024\nSubject: Arrest\nTo: list@x.test\n"
    text = f"---- Forwarded message ----\n{head}\nShe is free."

    said = page.view(text.encode()).text

    assert "x.test" not in said and "Date: 2 Apr 2024\nSubject: Arrest\n\nShe is free." in said


def test_the_addressees_of_an_appeal_stay():
    text = "From today on please write.\nTo: minister@justice.test\nCc: union@bakers.test\n\nShe is in prison.\n"

    assert page.view(text.encode()).text == text


def test_flowing_lines_are_joined_and_others_are_not():
    raw = (
        b"From: a@b.test\nTo: c@d.test\nSubject: x\nContent-Type: text/plain; charset=utf-8; format=flowed\n\n"
        b"This is one \nparagraph.\nAnd a line.\n> quoted words \n> go on.\n"
    )

    assert page.view(raw).text == "x\n\nThis is one paragraph.\nAnd a line.\n> quoted words go on.\n"


def test_of_two_versions_the_one_with_the_words_is_read():
    made = mail(text="This mail needs HTML.")
    made.add_alternative(f"<html><body><p>{RUSSIAN * 3}</p></body></html>", subtype="html")

    assert RUSSIAN in page.view(made.as_bytes(policy=SMTP)).text


def test_a_pdf_attached_to_a_mail_is_read_with_it():
    made = mail(text="See the attachment.")
    made.add_attachment(
        small_pdf.make([[(60, 700, 10, "The baker was jailed.")]]), maintype="application", subtype="pdf"
    )

    view = page.view(made.as_bytes(policy=SMTP))

    start = view.text.index("baker")
    assert (view.origin(start, start + 5).part, view.text.split()[-1]) == ("part 1.2, page 1", "jailed.")


SITE = """<!doctype html><html><head><title>News</title></head><body class="page sidebar-left">
<header><a href="/">Site name</a><nav><a href="/a">Menu entry</a></nav></header>
<div class="cookie-consent">We use cookies on this site</div>
<article><h1>Baker jailed</h1><p>The baker Tomas Reval was jailed for ten days after a strike in the city of Lomar.</p>
<div class="share-buttons"><a href="/s">Share this</a></div>
<p>His union asks everybody who can to write to the ministry today and to ask for his release.</p>
<table><tr><th>Office</th><th>Phone</th></tr><tr><td>Minister</td><td>+999 11 22 33</td></tr></table>
<ol><li>Mayor of Lomar</li><li>Town Court</li></ol>
<a href="mailto:minister@justice.test">Write to the minister</a>
<p style="display:none">ghost one</p><p hidden>ghost two</p><!-- ghost three --><script>ghost()</script>
</article><aside class="related-posts">Older news</aside><div id="comments">First!</div>
<footer>Imprint</footer></body></html>"""


def test_of_a_web_page_the_article_is_left_and_the_site_goes():
    said = page.view(SITE.encode()).text

    assert said.split("\n\n")[0] == "Baker jailed"
    gone = ("Menu", "Site name", "cookies", "Share", "ghost", "Older", "First!", "Imprint")
    assert [word for word in gone if word in said] == []


def test_tables_lists_and_links_of_a_web_page_become_lines():
    lines = [line.strip() for line in page.view(SITE.encode()).text.splitlines()]

    assert "Minister | +999 11 22 33" in lines
    assert "1. Mayor of Lomar" in lines and "2. Town Court" in lines
    assert "Write to the minister minister@justice.test" in lines


def test_a_share_box_that_was_never_closed_does_not_swallow_the_report():
    broken = f"<html><body><p>Start.</p><div class='share'><a>Share</a><p>{'He was jailed. ' * 30}</p></body>"

    assert "He was jailed." in page.view(broken.encode()).text


def test_a_letter_that_stands_in_a_form_is_read():
    letter = "Dear Minister, I have learned that Tomas Reval was jailed. I urge you to release him at once. " * 3
    form = f"<html><body><h1>Write</h1><form class='action'><input name=a><textarea>{letter}</textarea></form>"

    assert letter.strip() in page.view(form.encode()).text


LEFT = ["The union of dock workers in the port", "of Oskel has been under constant pres-",
        "sure since the spring of last year, when", "its chair was detained at the gate."]  # fmt: skip
RIGHT = ["On 3 March 2024 police searched the of-", "fice of the union and took away its old",
         "computers, as a well-known lawyer wrote", "in a paper on the same day."]  # fmt: skip


def columns(by_row: bool) -> bytes:
    heads = [(60, 820, 9, "Bulletin of the union"), (290, 20, 9, "Page 1 of 2")]
    left = [(60, 700 - 12 * n, 10, said) for n, said in enumerate(LEFT)]
    right = [(300, 700 - 12 * n, 10, said) for n, said in enumerate(RIGHT)]
    body = [w for pair in zip(left, right, strict=True) for w in pair] if by_row else left + right
    last = [(60, 820, 9, "Bulletin of the union"), (60, 700, 10, "Please write today."), (290, 20, 9, "Page 2 of 2")]
    return small_pdf.make([[*heads, *body], last])


@pytest.mark.parametrize("by_row", [True, False])
def test_columns_of_a_pdf_are_read_one_after_the_other_and_broken_words_joined(by_row):
    view = page.view(columns(by_row))

    left = "The union of dock workers in the port of Oskel has been under constant pressure since the spring of last "
    right = "On 3 March 2024 police searched the office of the union and took away its old computers, as a well-known "
    assert view.text.strip().split("\n\n") == [
        left + "year, when its chair was detained at the gate.",
        right + "lawyer wrote in a paper on the same day.",
        "Please write today.",
    ]


@pytest.mark.parametrize(
    "around",
    [
        [(24, 826, "11/22/26, 3:14 PM"), (250, 826, "Baker jailed"), (24, 12, "https://news.test/a"), (560, 12, "1/1")],
        [(24, 12, "1 of 1"), (480, 12, "22.11.2026, 15:14")],
    ],
)
def test_the_day_on_which_a_browser_printed_a_page_is_not_in_the_text(around):
    body = (60, 780, 10, "On 3 March 2024 the baker was jailed.")
    printed = small_pdf.make([[*((x, y, 8, said) for x, y, said in around), body]])

    assert page.view(printed).text.strip() == "On 3 March 2024 the baker was jailed."


def test_a_joined_word_of_a_pdf_leads_back_to_both_its_halves():
    view = page.view(columns(by_row=False))

    start = view.text.index("pressure")
    first, last = view.source_span(start, start + 8)

    assert "".join(c for c in view.source[first:last] if c.isalpha()) == "pressure"
    assert view.origin(start, start + 8).part == "page 1"
    late = view.text.index("today")
    assert view.origin(late, late + 5).part == "page 2"


@pytest.mark.parametrize("name", ["ru_numbered_targets_1paren", "fr_letter_before_targets", "kk_appeal_letter"])
def test_a_printed_report_says_in_pdf_what_it_said_as_text(name):
    printed = page.view((REPORTS / f"{name}_pdf.pdf").read_bytes()).text

    assert printed.split() == (REPORTS / f"{name}.txt").read_text(encoding="utf-8").split()


LOCK = b"/Encrypt<</Filter/Standard/V 2/R 3/Length 128/P -1/O(%s)/U(%s)>>/ID[(a)(a)]" % (b"o" * 32, b"u" * 32)
LOCKED = small_pdf.make([[(9, 9, 9, "a b")]]).replace(b"/Root 1 0 R", b"/Root 1 0 R" + LOCK)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (small_pdf.make([[]]), "pictures of pages and no words"),
        (small_pdf.make([[]] * 201), "more than 200 pages"),
        (b"%PDF-1.7\n" + b"nothing of the kind " * 50, "damaged"),
        (small_pdf.make([[(9, 9, 9, "a")]])[:250], "damaged|pictures"),
        (LOCKED, "password"),
    ],
)  # fmt: skip
def test_a_pdf_that_cannot_be_read_says_what_to_do(raw, words):
    with pytest.raises(Refused, match=words):
        page.view(raw)
