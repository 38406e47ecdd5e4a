"""Names in quotation marks beside a word such as "movement" or "newspaper"."""

import functools
import re

from hueandcry.reader import lexicon
from hueandcry.reader.draft import Span
from hueandcry.reader.groups import acronyms
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit

QUOTED = re.compile(
    r"“([^“”\n]{2,60})”|«([^«»\n]{2,60})»|\"([^\"\n]{2,60})\"|„([^„“”\n]{2,60})[“”]"
    r"|»(?<!\w.)([^»«\n\s][^»«\n]{1,60})(?<!\s)«(?!\w)|‘([^‘\n]{2,60}?)’(?!\w)"
)
NEAR = 30
TELLING = re.compile(r" [—–-] (?=[^\W\d_])")
MOST = 500  # names in one text; more is a directory and no report
SLAVIC = ("ru", "uk", "be")
SPOKEN = 4  # words of a name in quotation marks without a noun before it
STAFF = (
    "адвокат", "юрист", "журналист", "корреспондент", "координатор", "сотрудни", "редактор", "основател", "волонт",
    "правозащитник", "активист", "журналіст", "кореспондент", "співробітни", "засновни", "правозахисни",
    "активіст", "юрыст", "карэспандэнт", "каардынатар", "супрацоўні", "рэдактар", "заснавальні", "праваабарон",
    "актывіст",
)  # fmt: skip
TELLS = (
    "сообщил", "сообщает", "сообщают", "передаёт", "передает", "пишет", "пишут", "информирует", "уточняет",
    "рассказали",
    "повідомил", "повідомля", "пише", "пишуть", "передає", "інформує", "паведамі", "паведамля", "піша", "пішуць",
    "перадае",
)  # fmt: skip
UNNAMED = frozenset(("noise", "court", "state_body"))  # a court is not called by a name in quotation marks


def find(document: Document) -> list[tuple[Span, str]]:
    """A name in quotation marks beside a word such as "movement" or "newspaper"."""
    found: list[tuple[Span, str]] = []
    for m in QUOTED.finditer(document.text):
        if len(found) >= MOST:
            break
        inner = m.span(m.lastindex or 0)
        if not document.text[inner[0]].isupper() and not document.text[inner[0]].isdigit():
            continue
        kind = _beside(document, m.start(), m.end()) or _speaking(document, m.start(), m.end(), inner)
        if kind and len(document.words_in(*inner)) <= 8:
            found.append((trim(document, inner), kind))
    return found


def _beside(document: Document, start: int, end: int) -> str | None:
    before = _hits(document, max(0, start - NEAR), start)
    most = 0 if acronyms.is_loud(document, start) else 2  # words between the noun and the name
    close = [h for h in before if len(document.plain[h.end : start].split()) <= most]
    follows = document.lexicon.setting("heads_last", False)  # "«X» ecological association": adjectives between
    tells = TELLING.match(document.plain, end)  # "«X» — an independent weekly", "«X», the district newspaper"
    reach = NEAR if follows or tells else 2
    after = [h for h in _hits(document, end, end + reach + 16) if h.start <= end + reach]
    near = [*after, *close[-1:]]
    for hit in near:
        between = document.plain[min(hit.end, end) : max(hit.start, start)]
        if any(c in between for c in ".;:!?") or (tells and hit.start > end and "," in between[3:]):
            continue
        return kind_of(document, hit)
    return None


def _speaking(document: Document, start: int, end: int, inner: Span) -> str | None:
    """ "Как сообщил «Голос»", "адвокат «Южной варты»": what speaks, or has lawyers and editors, is a body."""
    words = document.words_in(max(0, start - NEAR), start)[-1:]
    if document.lexicon.language not in SLAVIC or not words or len(document.words_in(*inner)) > SPOKEN:
        return None
    if document.plain[words[0].end : start] != " " or document.text[end - 2 : end - 1] in ".,!?…":
        return None
    if words[0].low.startswith(STAFF):
        return "ngo"
    return "media" if words[0].low.startswith(TELLS) and document.plain[end : end + 1] in ",.;: " else None


def _hits(document: Document, start: int, end: int) -> list[Hit]:
    both = [document.hits.within(table, start, end) for table in ("organisations", "body_nouns")]
    return sorted((h for hits in both for h in hits if h.key not in UNNAMED), key=lambda h: h.start)


def kind_of(document: Document, hit: Hit) -> str:
    """The kind that a word before a name tells, also one that stands in the list of such words alone."""
    word = document.plain[hit.start : hit.end].lower()
    told = _kind(document.lexicon.language, word)
    return told or ("organisation" if hit.key in ("lead", "follow", "noise") else hit.key)


@functools.lru_cache(maxsize=4096)
def _kind(language: str, word: str) -> str | None:
    known = lexicon.load(language)
    for table in ("organisations", "body_nouns"):
        for kind in ("media", "movement", "party", "union", "ngo", "company"):
            if any(word == w or (w.endswith("*") and word.startswith(w[:-1])) for w in known.words(table, kind)):
                return kind
    return None


def trim(document: Document, span: Span) -> Span:
    start, end = span
    while end > start and document.plain[end - 1] in " .,'":
        end -= 1
    return start, end
