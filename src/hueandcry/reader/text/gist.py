"""Headline and summary, taken from the text as they stand."""

from hueandcry.reader.draft import Quote
from hueandcry.reader.text.document import Document

LONGEST = 200
SUMMARY = 400


def headline(document: Document, subject: str | None = None) -> Quote | None:
    """The first line when it is short enough to be one."""
    for line in document.layout.lines[:3]:
        if line.furniture or len(line.text) < 12:
            continue
        if len(line.text) > LONGEST or document.hits.within("letter", line.start, line.end, "salutation"):
            return None
        return Quote(document.text[line.start : line.end], [(line.start, line.end)])
    return None


def summary(document: Document, head: Quote | None) -> Quote | None:
    """The first sentence after the headline that says what was done, else the first one."""
    begin = head.spans[0][1] if head else 0
    following = [s for s in document.layout.sentences if s[0] >= begin and s[1] - s[0] > 40][:12]
    telling = [s for s in following if document.hits.within("incidents", *s)] or following
    for start, end in telling:
        if end - start <= SUMMARY:
            return Quote(document.text[start:end], [(start, end)])
    return None
