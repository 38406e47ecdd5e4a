"""What a sentence tells of and does not say happened: refused, denied, only tried, or what might have been."""

import re

from hueandcry.reader.draft import Span
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word

REFUSED = 60  # letters between a refusal and what is refused
BEHIND = 110  # letters from what was asked for to the word that it was refused
DENIED = 150  # letters from "denied that" to what is denied
TRIED = 110  # letters from "tried" to what was tried
SINCE = 3  # words before a noun in which "after" stands
CLOSE = 40  # letters from a verb to what takes it back
NEARBY = 3  # words
COURTLY = ("arrest", "detention", "trial", "sentence", "fine", "release")
BREAKS = ".;:!?\n"
FINITE = {
    "was", "were", "is", "are", "been", "wurde", "wurden", "ist", "sind", "fue", "fueron", "est", "sont", "ont",
    "был", "была", "были", "був", "була", "були", "быў", "былі",
}  # fmt: skip
DONE = re.compile(  # a participle or a past tense tells that it was done
    r"(?:(?:[её]н|ена|ены|ено|ано|ана|аны|ений|ені|еная|еныя|аны)$|^[а-яёіў]+(?:л|ла|ли|шов|ив|іў|лі)\b)"
)


def told_only(document: Document, hit: Hit, nominal: bool) -> bool:
    """Is something done only spoken of, so that it did not happen?"""
    start, end = document.sentence_at(hit.start)
    if hit.key == "release" and refused(document, hit):
        document.notes["refused"] = True  # no release, and yet something was done to somebody inside
        return True
    if hit.key == "release" and no_freedom(document, hit):
        return True
    if nominal:
        return False
    return (
        _denied(document, hit, start)
        or _tried(document, hit, start)
        or _taken_back(document, hit, end)
        or _supposed(document, hit, (start, end))
    )


def no_freedom(document: Document, hit: Hit) -> bool:
    """ "Released from her duties": a dismissal, told with the word that also means a release."""
    near = document.hits.within("incidents", max(0, hit.start - REFUSED), hit.end + REFUSED, "dismissal")
    return any(h.start < hit.end and hit.start < h.end for h in near)


def refused(document: Document, hit: Hit) -> bool:
    """ "The court refused to let him go", "her release was denied": the refusal stands before or behind."""
    return _refused_before(document, hit) or _refused_behind(document, hit)


def _refused_before(document: Document, hit: Hit) -> bool:
    near = max(document.sentence_at(hit.start)[0], hit.start - REFUSED)
    found = document.hits.within("ends", near, hit.start, "refused")
    if not found:
        return False
    gap = document.plain[found[-1].end : hit.start]
    words = document.words_in(found[-1].end, hit.start)
    ands = document.lexicon.words("grammar", "and")
    if any(c in gap for c in BREAKS) or any(w.low in ands or w.low in FINITE for w in words):
        return False
    if "," in gap and not (_to(document, hit) or gap.count(",") == 2):
        return False
    return not DONE.search(document.plain[hit.start : hit.end].lower())


def _refused_behind(document: Document, hit: Hit) -> bool:
    """ "The request for her release was rejected"; after "after" the release was real."""
    start, end = document.sentence_at(hit.start)
    found = document.hits.within("events", hit.end, min(end, hit.end + BEHIND), "turned_down")
    if not found or DONE.search(document.plain[hit.start : hit.end].lower()):
        return False
    gap = document.plain[hit.end : found[0].start]
    if any(c in gap for c in BREAKS) or gap.count(",") not in (0, 2):
        return False
    ands = document.lexicon.words("grammar", "and")
    if any(w.low in ands for w in document.words_in(hit.end, found[0].start)):
        return False
    before = document.words_in(max(start, hit.start - REFUSED), hit.start)[-SINCE:]
    since = document.lexicon.words("events", "upon")
    return not any(w.low in since for w in before)


def _denied(document: Document, hit: Hit, start: int) -> bool:
    """ "Police denied that she had been tortured"; a clause of its own between, or a "but", ends what is denied."""
    marks = document.hits.within("events", max(start, hit.start - DENIED), hit.start, "denied")
    if not marks:
        return False
    low = marks[-1].end
    if any(c in document.plain[low : hit.start] for c in BREAKS):
        return False
    if hit.key in COURTLY and document.hits.within("incidents", low, hit.start):
        return False  # "denied that she was tortured after she was arrested"
    words = document.words_in(low, hit.start)
    return not (_clause(document, words) or any(w.low in document.lexicon.words("events", "but") for w in words))


def _clause(document: Document, words: list[Word]) -> bool:
    """Does a comma with "who" or "when" stand among these words?"""
    relatives = document.lexicon.words("grammar", "relatives")
    return any(w.low in relatives and document.plain[w.start - 2 : w.start] == ", " for w in words[1:])


def _tried(document: Document, hit: Hit, start: int) -> bool:
    """ "Versuchten am Montag, NAME zu verschleppen", "intentaron el lunes por la noche secuestrar": only tried."""
    marks = document.hits.within("events", max(start, hit.start - TRIED), hit.start, "tried")
    if not marks:
        return False
    gap = document.plain[marks[-1].end : hit.start]
    if any(c in gap for c in BREAKS):
        return False
    if document.language == "de":
        return _to(document, hit)
    return "," not in gap and _infinitive(document, hit)


def _taken_back(document: Document, hit: Hit, end: int) -> bool:
    """ "Похитить не удалось", "азаптағанын жоққа шығарды": the word behind takes it back."""
    found = document.hits.within("events", hit.start, min(end, hit.end + CLOSE), "behind")
    found = [h for h in found if h.end > hit.end]
    if not found or any(c in document.plain[hit.end : found[0].start] for c in BREAKS + ","):
        return False
    if len(document.words_in(hit.end, found[0].start)) > NEARBY:
        return False
    endings = document.lexicon.setting("infinitive_endings", ())
    return not endings or document.language in ("es", "fr") or _infinitive(document, hit)


def _supposed(document: Document, hit: Hit, sentence: Span) -> bool:
    """ "If she had stayed, she would have been beaten"; where the verb has a particle for it, it stands beside."""
    start, end = sentence
    would = document.hits.within("events", max(start, hit.start - DENIED), min(end, hit.end + DENIED), "would")
    if not would:
        return False
    if document.lexicon.setting("would_beside", False):
        return any(_beside(document, hit, one) for one in would)
    low = max(start, hit.start - 2 * DENIED)
    return bool(document.hits.within("events", low, hit.start, "supposed"))


def _beside(document: Document, hit: Hit, one: Hit) -> bool:
    low, high = (hit.end, one.start) if one.start >= hit.end else (one.end, hit.start)
    if high < low or any(c in document.plain[low:high] for c in BREAKS + ","):
        return high < low
    return len(document.words_in(low, high)) < NEARBY - 1


def _to(document: Document, hit: Hit) -> bool:
    """ "Zu verschleppen", "festzunehmen"."""
    before = document.words_in(max(0, hit.start - 6), hit.start)[-1:]
    return bool(before and before[0].low == "zu") or any(
        "zu" in w.low[2:-3] and w.low.endswith("n") for w in document.words_in(hit.start, hit.end)
    )


def _infinitive(document: Document, hit: Hit) -> bool:
    endings = document.lexicon.setting("infinitive_endings", ())
    return bool(endings) and any(w.low.endswith(endings) for w in document.words_in(hit.start, hit.end)[:2])
