"""What stands between a verb and a name and parts nothing: a day, and the number before a crowd."""

from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word


def counted_off(document: Document, place: int) -> bool:
    """ "Forty women": a crowd, and not the women told of before."""
    before = document.words_in(max(0, place - 16), place)[-1:]
    if not before or document.plain[before[0].end : place] != " ":
        return False
    low = before[0].low  # "on 5 May 2021 he was arrested": a year counts nobody
    year = len(low) == 4 and low.startswith(("19", "20"))
    return (low.isdigit() and not year) or bool(document.hits.within("numbers", before[0].start, before[0].end))


def without_days(document: Document, words: list[Word]) -> list[Word]:
    """ "verhaftete am Montag NAME", "arrested on 3 May NAME": a day between verb and name parts nothing."""
    days = {
        w.start
        for w in words
        if w.low.isdigit()
        or any(document.hits.within(table, w.start, w.end) for table in ("weekdays", "months", "relative"))
    }
    return [w for w, following in zip(words, [*words[1:], None], strict=False) if not _of_a_day(w, following, days)]


def _of_a_day(word: Word, following: Word | None, days: set[int]) -> bool:
    return word.start in days or (len(word.low) < 4 and following is not None and following.start in days)
