"""A letter that nothing announces: the text of a mail to send, or words in quotation marks behind an address."""

import re

from hueandcry.reader.action import channels
from hueandcry.reader.draft import Letter, Span
from hueandcry.reader.text.document import Document

OPENS = re.compile(r":\s{0,2}([“«„\"])")
CLOSES = {"“": "”", "«": "»", "„": "“”", '"': '"'}
SUBJECT = re.compile(r"(?:Subject|Betreff|Asunto|Objet|Тема|Тэма|Тақырып\w*)[ ]?:", re.IGNORECASE)
TO = re.compile(r"(?:To|An|À|A|Para|Кому|Каму|Кімге)[ ]?:", re.IGNORECASE)
FORM = re.compile(
    r"(?:Your|The|Ihre|Deine|Eure|Votre|Ton|Su|Tu|El) (?:message|letter|e-?mail|Nachricht|lettre|mensaje|carta)\s*:?"
    r"|(?:Ваше|Ваша|Ваш|Сіздің) (?:сообщение|письмо|повідомлення|лист|паведамленне|ліст|хатыңыз)\s*:?|Message\s*:",
    re.IGNORECASE,
)
DATIVE = re.compile(r"(?:To|An|À|A|Al|Para|До) (?=[^\W\d_])")
PARAGRAPH = 60  # letters of a line that is no field of the form
HEAD = 4  # lines of the head of a mail
SALUTATION = 40  # letters of a salutation such as "Hello,"
LEAST = 100  # letters of a letter
LONGEST = 6_000
BEFORE = 300  # letters before the quotation marks that may give the address
TRIES = 60  # quotations or forms looked at


def find(document: Document) -> tuple[Letter, list[Span]] | None:
    """The letter and the place it covers, or None."""
    return _mail(document) or _form(document) or _quotation(document)


def _form(document: Document) -> tuple[Letter, list[Span]] | None:
    """ "Your message:" in a form to send: its text without a salutation, below the line that says to whom it goes."""
    lines, tries = document.layout.lines, 0
    for at, line in enumerate(lines[:-1]):
        if tries == TRIES:
            break
        if line.furniture or len(line.text) > SALUTATION or not FORM.fullmatch(line.text):
            continue
        first = at + 2 if DATIVE.match(lines[at + 1].text) and lines[at + 1].text[-1] not in ".!?" else at + 1
        if first >= len(lines) or len(lines[first].text) < PARAGRAPH:
            continue
        start = lines[first].start
        tries += 1
        closing = [
            h
            for h in document.hits.of("letter", "closing")
            if start < h.start < start + LONGEST and h.start <= document.layout.line_at(h.start).body + 2
        ]
        end = closing[0].start if closing else _until_short(document, start)
        body = _strip(document, start, end)
        if body[1] - body[0] >= LEAST:
            letter = Letter(True, None, document.text[slice(*body)])
            letter.spans = {"body": [body]}
            if first > at + 1:
                letter.salutation = lines[at + 1].text
                letter.spans["salutation"] = [(lines[at + 1].start, lines[at + 1].end)]
            return letter, [(lines[at + 1].start, end)]
    return None


def _until_short(document: Document, start: int) -> int:
    """Where the paragraphs end and the fields of the form begin."""
    end = start
    for line in document.layout.lines_between(start, min(len(document.plain), start + LONGEST)):
        if line.furniture or (len(line.text) < SALUTATION and line.text[-1] not in ".!?"):
            break
        end = line.end
    return end


def _mail(document: Document) -> tuple[Letter, list[Span]] | None:
    """ "To: ..., Subject: ..." over a greeting of few words, which ends at the next formula."""
    lines, tries = document.layout.lines, 0
    for at, line in enumerate(lines[:-2]):
        if tries == TRIES:
            break
        if not SUBJECT.match(line.text) or not any(TO.match(x.text) for x in lines[max(0, at - HEAD) : at]):
            continue
        hello = lines[at + 1]
        if len(hello.text) > SALUTATION or hello.text[-1] not in ",!:":
            continue
        tries += 1
        closing = [
            h
            for h in document.hits.of("letter", "closing")
            if hello.end < h.start < hello.end + LONGEST and h.start <= document.layout.line_at(h.start).body + 2
        ]
        body = _strip(document, hello.end, closing[0].start) if closing else (0, 0)
        if body[1] - body[0] >= LEAST:
            spans = {"salutation": [(hello.start, hello.end)], "body": [body]}
            letter = Letter(True, document.text[hello.start : hello.end], document.text[slice(*body)])
            letter.spans = spans
            return letter, [(hello.start, closing[0].end)]
    return None


def _quotation(document: Document) -> tuple[Letter, list[Span]] | None:
    """ "Write to the minister, post@justice.example: “We demand ...”"."""
    for _, m in zip(range(TRIES), OPENS.finditer(document.plain), strict=False):
        line = document.layout.line_at(m.start())
        first = max(line.start, m.start() - BEFORE)
        if line.furniture or not channels.find(document, first, m.start()):
            continue
        end = _closing(document, m.end(), document.text[m.start(1)])
        if end is None or end - m.end() < LEAST:
            continue
        body = _strip(document, m.end(), end)
        letter = Letter(True, None, document.text[slice(*body)])
        letter.spans = {"body": [body]}
        return letter, [(m.start(1), end)]
    return None


def _closing(document: Document, start: int, mark: str) -> int | None:
    """The mark that closes the quotation, over those inside it."""
    depth = 0
    for place in range(start, min(len(document.plain), start + LONGEST)):
        here = document.text[place]
        if here == mark and mark not in CLOSES[mark]:
            depth += 1
        elif here in CLOSES[mark]:
            if not depth:
                return place
            depth -= 1
    return None


def _strip(document: Document, start: int, end: int) -> Span:
    while start < end and document.plain[start] in " \n":
        start += 1
    while end > start and document.plain[end - 1] in " \n":
        end -= 1
    return start, end
