"""Bodies that a text calls by their initials."""

import re
from collections import Counter

from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.where import places

ACRONYM = re.compile(r"[A-ZА-ЯІЇЄЎҒҚҢӨҰҮ](?<![\w.@/\[-].)[A-ZА-ЯІЇЄЎҒҚҢӨҰҮ]{2,13}(?![\w@]|[./-]\w)")
CODE = re.compile(r"[ -]\d+")
ROMAN = re.compile(r"[IVXLCM]+$")
LONGEST = 7
ROW, ROW_GAP = 3, 8  # acronyms in a row, and letters between two of them
BEFORE, AFTER = 24, 16  # letters in which a word such as "union" stands beside an acronym
NEVER = frozenset(
    # places of custody, legal forms, papers of law, medals and machines
    [
        "СИЗО",
        "ИВС",
        "ШИЗО",
        "ПКТ",
        "ЕПКТ",
        "ИК",
        "ЛТП",
        "ИУВС",
        "ЦИП",
        "СПЕЦ",
        "СІЗО",
        "ІТТ",
        "СІЗА",
        "ІЧУ",
        "КПЗ",
        "УДО",
        "УК",
        "УПК",
        "КОАП",
        "КоАП",
        "КК",
        "КПК",
        "КУПАП",
        "ЄРДР",
        "ДТП",
        "ООО",
        "ТОО",
        "ОАО",
        "ЗАО",
        "ПАО",
        "ЧУП",
        "ГУП",
        "МУП",
        "ТОВ",
        "ТАА",
        "ПАТ",
        "ЗАТ",
        "ЖШС",
        "ТАҚ",
        "СССР",
        "СРСР",
        "ОАЭ",
        "КНР",
        "ФРГ",
        "ГДР",
        "ЗКО",
        "ВКО",
        "СКО",
        "ЮКО",
        "США",
        "ЗША",
        "АҚШ",
        "СУД",
        "СМИ",
        "ЗМІ",
        "СМІ",
        "БАҚ",
        "ФИО",
        "ВИЧ",
        "СПИД",
        "ВІЛ",
        "АЭС",
        "АЕС",
        "ТЭЦ",
        "ТЕЦ",
        "ГЭС",
        "НПЗ",
        "ЖКХ",
        "ДНР",
        "ЛНР",
        "ВУЗ",
        "ЕРДР",
        "МРП",
        "АЕК",
        "МРОТ",
        "ИНН",
        "ЭКГ",
        "МРТ",
        "ВОВ",
        "ДК",
        "ТЦ",
        "ТРЦ",
        "CAT",
        "CCPR",
        "ICCPR",
        "CEDAW",
        "UDHR",
        "DDHH",
        "CHU",
        "CV",
        "PDF",
        "RIP",
        "SOS",
        "VIP",
        "CEO",
        "TGV",
        "CRS",
        "BAC",
        "IBAN",
        "BIC",
        "SWIFT",
        "ABN",
        "ACN",
        "TVA",
        "CET",
        "CEST",
        "MEZ",
        "MESZ",
        "UTC",
        "GMT",
        "EST",
        "PST",
        "EUR",
        "USD",
        "RUB",
        "KZT",
        "BYN",
        "UAH",
        "CHF",
        "LINK",
        "HTML",
        "HTTP",
        "WWW",
        "RSVP",
        "NOTE",
        "STOP",
        "FREE",
        "LIVE",
        "NEWS",
        "URGENT",
        "LGBT",
        "LGBTI",
        "LGBTQ",
        "IVA",
        "PIB",
        "IPC",
        "DNI",
        "VIH",
        "ADN",
        "RSA",
        "SMIC",
        "BIP",
        "COVID",
        "HIV",
        "AIDS",
        "DNA",
        "GPS",
        "SUV",
        "CCTV",
        "PTSD",
        "SIM",
        "SMS",
        "MMS",
        "UA",
    ]
)
GENERIC = frozenset(  # offices that every town has: a body only with the town's name
    (
        "РОВД",
        "ОВД",
        "УВД",
        "РУВД",
        "ГУВД",
        "ГОВД",
        "РАУС",
        "РУУС",
        "РОВС",
        "ВВС",
        "РВК",
        "УУС",
        "ГРОВД",
        "ДУИС",
        "ДВД",
        "РОП",
        "ГОП",
    )
)
INITIAL = re.compile(r"(?:^|[\s«“(])[^\W\d_]\. ?$")
INDEX = re.compile(r" \d{2}/\d")  # "MDE 24/016/2012" numbers a paper
CONTRACTED = frozenset(("del", "al", "du", "au", "vom", "beim", "zum", "zur"))  # an article is in them
SHOUTED = 0.6  # of the letters of a line; a line of capitals is a heading


def find(document: Document) -> list[tuple[Span, str]]:
    """Acronyms that stand for a body: explained in brackets, used again and again, or beside a word such as "union"."""
    spots = [m for m in ACRONYM.finditer(document.plain) if _possible(document, m)]
    often = Counter(m.group() for m in spots)
    rows = _rows(document, spots)
    found: list[tuple[Span, str]] = []
    for m in spots:
        bracketed = document.plain[m.start() - 1 : m.start()] == "(" and document.plain[m.end() : m.end() + 1] == ")"
        beside = document.hits.within(
            "organisations", max(0, m.start() - BEFORE), min(len(document.plain), m.end() + AFTER)
        )
        known = bracketed or often[m.group()] > 1 or beside or _with_article(document, m) or _of_somebody(document, m)
        if known or m.start() in rows:
            code = CODE.match(document.plain, m.end())
            found.append(((m.start(), code.end() if code else m.end()), "organisation"))
    return found


def _of_somebody(document: Document, m: re.Match[str]) -> bool:
    """ "Secretary general of SITRAX": somebody works for it or speaks for it."""
    return any(
        h.end == m.start() - 1 for h in document.hits.within("body_people", max(0, m.start() - BEFORE), m.start())
    )


def _rows(document: Document, spots: list[re.Match[str]]) -> set[int]:
    """Where acronyms stand in a row, "the ITF, IUF and BWI": three things of one sort, and no shout."""
    joints = document.lexicon.words("grammar", "and")
    found: set[int] = set()
    row: list[int] = []
    for one, two in zip(spots, [*spots[1:], None], strict=False):
        row.append(one.start())
        gap = document.plain[one.end() : two.start()].strip(" ") if two and two.start() - one.end() < ROW_GAP else None
        if gap is None or not (gap == "," or gap.lstrip(", ") in joints):
            found.update(row if len(row) >= ROW else ())
            row = []
    return found


def _possible(document: Document, m: re.Match[str]) -> bool:
    """Neither a heading, nor a word said loudly, nor a numeral, nor a state."""
    word = m.group()
    explained = document.plain[m.start() - 1 : m.start()] == "(" and document.plain[m.end() : m.end() + 1] == ")"
    if (len(word) > LONGEST and not explained and not _of_somebody(document, m)) or ROMAN.match(word):
        return False
    low = word.lower()
    known = document.lexicon
    never = (("organisations", "noise"), ("people", "never"), ("grammar", "stopwords"))
    if any(low in known.words(*table) for table in never):
        return False
    line = document.layout.line_at(m.start())
    if is_loud(document, m.start()) or word in NEVER or INDEX.match(document.plain, m.end()):
        return False
    if line.text.strip(" :.–-") == word or _among_capitals(document, m):
        return False
    if word in GENERIC or INITIAL.search(document.plain, max(0, m.start() - 4), m.start()):
        return False  # "П. КЕДРОВ"
    if len(low) >= 5 and low[:-1] in _beginnings(document):
        return False  # "ТАШКЕНТ" over a text that says "в Ташкенте"
    return low not in _spoken(document) and m.start() not in _states(document)


def is_loud(document: Document, place: int) -> bool:
    """Does the word stand in a line of capitals?"""
    line = document.layout.line_at(place)
    loud: dict[int, bool] = document.notes.setdefault("loud", {})
    if line.start not in loud:
        letters = "".join(filter(str.isalpha, line.text[:400]))
        capitals = sum(map(str.isupper, letters))
        loud[line.start] = capitals > SHOUTED * len(letters) and len(letters) > LONGEST
    return loud[line.start]


def _with_article(document: Document, m: re.Match[str]) -> bool:
    """ "Members of the CWI": an article makes the letters a name."""
    before = document.words_in(max(0, m.start() - 8), m.start())[-1:]
    after = document.plain[m.end() : m.end() + 2]
    articles = document.lexicon.words("grammar", "articles")
    return bool(before) and before[0].low in articles | CONTRACTED and (after[:1] in ".,;:)" or after[1:].islower())


def _among_capitals(document: Document, m: re.Match[str]) -> bool:
    """ "LUIS EIDER said": a name in capitals is written so for its bearer, not for a body."""
    before = document.words_in(max(0, m.start() - 24), m.start())[-1:]
    after = document.words_in(m.end(), m.end() + 24)[:1]
    near = [w for w in before if document.plain[w.end : m.start()] == " "]
    near += [w for w in after if document.plain[m.end() : w.start] == " "]
    opens = any(w.start <= document.layout.line_at(w.start).body for w in before)
    return any(len(w.low) > 2 - opens and document.plain[w.start : w.end].isupper() for w in near)


def _states(document: Document) -> frozenset[int]:
    """Where the states begin that the text names."""
    if "states" not in document.notes:
        document.notes["states"] = frozenset(p.start for p in places.find(document))
    states: frozenset[int] = document.notes["states"]
    return states


def _beginnings(document: Document) -> frozenset[str]:
    if "beginnings" not in document.notes:
        document.notes["beginnings"] = frozenset(
            w[:size] for w in _spoken(document) for size in range(4, min(len(w), LONGEST) + 1)
        )
    beginnings: frozenset[str] = document.notes["beginnings"]
    return beginnings


def _spoken(document: Document) -> frozenset[str]:
    """Words that the text prints in small letters too, or as a name: in capitals they are only loud."""
    if "spoken" not in document.notes:
        document.notes["spoken"] = frozenset(
            w.low for w in document.words if not document.plain[w.start : w.end].isupper() and len(w.low) > 2
        )
    spoken: frozenset[str] = document.notes["spoken"]
    return spoken
