"""Companies by their legal form, and media by the address of their site."""

import re

from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document

LEGAL = re.compile(
    r",? (?:S\.? ?A\.?(?: de C\.?V\.?)?|S\.? ?L\.?|S\.? ?R\.? ?L\.?|SARL|SAS|GmbH|AG|Ltd\.?|Ltda\.?"
    r"|LLC|LLP|Inc\.?|plc|PLC|Co\.,? ?Ltd\.?"
    r"|Corp\.?|Sdn\.? Bhd\.?|A\.?Ş\.?|ЖШС|АҚ)(?!\w)"
)
SITE = re.compile(r"(?<![\w@./-])[A-Za-z][\w-]{2,30}\.(?:net|org|info|com|by|kz|kg|ua|io|media)(?![\w/@]|\.\w)")
ENDED = re.compile(r"\.(?:net|org|info|com|by|kz|kg|ua|io|media)")  # to look for first


def find(document: Document) -> list[tuple[Span, str]]:
    """ "Hidroeléctrica Tres Cumbres, S.A.": the legal form says that the words before it are a company."""
    found: list[tuple[Span, str]] = []
    glue = document.lexicon.words("organisations_glue", "any")
    for m in LEGAL.finditer(document.plain):
        words = document.words_in(max(0, m.start() - 80), m.start())
        if not words or document.plain[words[-1].end : m.start()].strip(' )»”"'):
            continue
        begin = len(words)
        while begin > 0 and (words[begin - 1].capital or words[begin - 1].low in glue):
            last = words[begin].start if begin < len(words) else m.start()
            if document.plain[words[begin - 1].end : last].strip(' ()»”"&-'):
                break
            begin -= 1
        while begin < len(words) and not words[begin].capital:
            begin += 1
        if begin < len(words):
            found.append(((words[begin].start, m.end()), "company"))
    return found


def sites(document: Document) -> list[tuple[Span, str]]:
    """ "Meduza.io said": a name with the ending of a site is a medium when it is written as a name."""
    if not ENDED.search(document.plain):
        return []
    return [(m.span(), "media") for m in SITE.finditer(document.plain) if m.group()[0].isupper()]
