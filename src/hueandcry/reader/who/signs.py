"""What one mention of a name says of its person: that it speaks, stands in a list of victims, opens the story."""

import re
from bisect import bisect_right
from itertools import pairwise

from hueandcry.reader.draft import Span
from hueandcry.reader.text import coordination, hurting, quantities
from hueandcry.reader.text.document import Document
from hueandcry.reader.who.persons import Name

NEAR = 60  # letters between a name and what was done to it
WIDE = NEAR + 60  # letters round a name in which the words for it may stand
INDENT = 3  # letters between the mark of an item and the name that opens it
ROWS = 3  # lines in a row that begin with a name make a list without marks
HEADLINE = 200  # letters of a first line that is a headline and not the whole text
OPENING = 4  # sentences in which a report says whom it is about
SOMEBODY = 3  # words between "following a complaint by" and a name
CALLED = (" «", " “", ' "')  # "NAME dit « Pilote »": a nickname; speech has a colon or a comma before it
GENITIVE = ("а", "я", "ы", "и")
ENTRY = 4  # lines that belong to one item of a list
ROBE = re.compile(r"(?<!\w)(?:Me|Mes|Maître|Mtre|Atty|Adv|RA|RAin)\.?\s(?=[^\W\d_]\Z)")
ROBE_LONG = 12  # letters of such a title, and of the one before it
ADDRESS = 140  # letters of a line that says to whom a letter goes
HEAD_LINES = 15  # lines of a text in which such a line stands
ACTIVE = ("threat", "beating", "dismissal", "killing", "fine", "torture", "other")  # "NAME threatened"
AGE = re.compile(
    r",? \(?(?:aged? |de |im Alter von )?(?:1[4-9]|[2-8]\d)"
    r"(?: ?(?:years old|años|ans|jahre|лет|года?|років|роки|гадоў|жаста|жас))?[,.;)]",
    re.IGNORECASE,
)
TRADE = re.compile(r", [^,.;:()\n–—]{2,40},? ?[–—] ?")  # "NAME, a teacher, – 25 days"
ADDRESSED = re.compile(
    r"(?:À|A|To|An|Al|A la|À l'attention de|Attn|Кому|Каму|Кімге)\b[ .:]{0,3}(?:[^\W\d_]{1,14}\.? ){0,3}$",
    re.IGNORECASE,
)


def speaks(document: Document, name: Name) -> bool:
    """ "According to NAME, the lawyer, ..." and "NAME said": it was told by this one, not done to this one."""
    start, end = document.sentence_at(name.start)
    told = document.hits.within("people", max(start, name.start - NEAR), name.start, "according")
    if any(not any(c in document.plain[h.end : name.start] for c in ",;:") for h in told):
        return True
    return any(
        not any(c in document.plain[name.end : h.start] for c in ";:(") and not document.plain.startswith(CALLED, h.end)
        for h in document.hits.within("people", name.end, min(end, name.end + 25), "says")
    )


def is_victim(document: Document, name: Name, spans: list[Span]) -> bool:
    """Does the sentence say that something was done to this name, and not to one nearer to it?"""
    start, end = document.sentence_at(name.start)
    if document.hits.within("uncertain", start, name.start) and not document.hits.within("incidents", name.end, end):
        return False
    around = max(start, name.start - WIDE), min(end, name.end + WIDE)
    for hit in [*document.hits.within("incidents", *around), *document.hits.within("people", *around, *hurting.PLIGHT)]:
        if hit.key in ("protest", "other") or max(hit.start - name.end, name.start - hit.end) >= NEAR:
            continue
        if hit.key in ACTIVE and name.end <= hit.start and not coordination.is_passive(document, name.end, hit):
            continue
        if name.end <= hit.start and hurting.of_helper(document, name.end, hit.start):
            continue
        if name.end <= hit.start and coordination.acts_on(document, name.end, hit, spans):
            continue
        between = (hit.end, name.start) if hit.end <= name.start else (name.end, hit.start)
        at = bisect_right(spans, (between[0], 0))
        others = [s for s in spans[at : at + 8] if between[0] <= s[0] and s[1] <= between[1]]
        chain = sorted([*others, (name.start, name.end)])
        if not others or all(coordination.linked(document, *pair) for pair in pairwise(chain)):
            return True
    return False


def opens_story(document: Document, name: Name, spans: list[Span]) -> bool:
    """The first sentences of a report say to whom it happened, in whatever words."""
    sentences = document.layout.sentences
    if not sentences or name.start >= sentences[min(OPENING, len(sentences)) - 1][1] or len(name.tokens) < 2:
        return False
    end = document.sentence_at(name.start)[1]
    follows = document.hits.within("incidents", name.end, end, *coordination.HARM)[:1]
    if follows and coordination.acts_on(document, name.end, follows[0], spans):
        return False
    if follows and hurting.of_helper(document, name.end, follows[0].start):
        return False
    return coordination.told_harm(document, name.start)


def in_headline(document: Document, name: Name) -> bool:
    """A first line without a full stop is a headline; whom it names the report is about."""
    first = document.layout.lines[0]
    return name.start < first.end < HEADLINE and not first.text.endswith(".")


def belongs(document: Document, name: Name) -> bool:
    """ "NAME's release", "NAME's family": whose cause it is."""
    if document.plain[name.end : name.end + 2] != "'s":
        return False
    owned = document.lexicon.words("people", "belongs")
    return any(w.low in owned for w in document.words_in(name.end + 2, name.end + 24)[:2])


def is_somebodys(document: Document, name: Name) -> bool:
    """ "A supporter of NAME", "la hermana de NAME": another is spoken of, and this one only says whose."""
    little = document.lexicon.words("grammar", "of")
    before = document.words_in(max(0, name.start - 8), name.start)[-1:]
    if not before or before[0].low not in little:
        return False
    kin = document.hits.within("people", max(0, name.start - NEAR), before[0].start, "bystander", "helper", "follower")
    return any(not document.plain[h.end : before[0].start].strip() for h in kin)


def has_age_or_penalty(document: Document, name: Name) -> bool:
    """ "NAME, 34, ...", "NAME (4 years)", "NAME: 15 days", "NAME – fined 300 dollars"."""
    if AGE.match(document.plain, name.end, name.end + 24):
        return True
    trade = TRADE.match(document.plain, name.end, name.end + NEAR)
    if trade:
        near = quantities.find(document, trade.end(), min(len(document.plain), trade.end() + 30))
        return any(q.kind in ("time", "money") for q in near)
    if document.plain[name.end : name.end + 3].lstrip()[:1] not in ("(", ":", "–", "—", "-"):
        return False
    stop = document.plain.find("\n", name.end, name.end + 50)
    end = stop if stop >= 0 else min(len(document.plain), name.end + 50)
    return any(q.kind in ("time", "money") for q in quantities.find(document, name.end, end))


def is_addressee(document: Document, name: Name) -> bool:
    """ "À Madame NAME, ..." on a short line near the head of a text: to whom the letter goes."""
    line = document.layout.line_at(name.start)
    if len(line.text) >= ADDRESS or document.layout.index_at(name.start) >= HEAD_LINES:
        return False
    goes_on = document.plain[name.end : name.end + 2].strip()[:1] not in ("", ",", ":", ";", "(")
    return not goes_on and bool(ADDRESSED.match(document.plain[line.start : name.start]))


def leads_police(document: Document, name: Name) -> bool:
    """ "Officers led by NAME"; a rally led by NAME is another thing."""
    start, _end = document.sentence_at(name.start)
    led = document.hits.within("people", max(start, name.start - 40), name.start, "led")
    return bool(led) and bool(document.hits.within("groups", start, led[-1].start, "police"))


def judges(document: Document, name: Name) -> bool:
    """ "NAME, who sentenced her", "NAME presided over the case": a court or a prosecutor speaks through this one."""
    little = document.lexicon.words("grammar", "relatives")
    for hit in document.hits.within("people", name.end, name.end + NEAR, "judges"):
        between = document.words_in(name.end, hit.start)
        return document.plain[name.end : hit.start].strip(" ,") == "" or all(w.low in little for w in between)
    return False


def robed(document: Document, name: Name) -> bool:
    """ "Justice NAME": a judge by title, which a run of capital words has taken in."""
    return len(name.tokens) > 1 and name.tokens[0].lower() in document.lexicon.words("people", "robed")


def is_against(document: Document, name: Name) -> bool:
    """ "Following a complaint by NAME", "prosecution witness NAME", "the informer NAME"."""
    for hit in document.hits.within("people", max(0, name.start - NEAR), name.start, "against")[-1:]:
        gap = document.plain[hit.end : name.start]
        low = [w for w in document.words_in(hit.end, name.start) if not w.capital]
        bare = len(low) < SOMEBODY and len(low) == len(document.words_in(hit.end, name.start))
        role = bare or coordination.role_only(document, hit.end, name.start, True)
        return role and not any(c in gap for c in ".,;!?()")
    return False


def is_verdict_of(document: Document, name: Name) -> bool:
    """ "Приговор NAME" in the genitive: it may be the judge's verdict too, so it says nothing."""
    before = document.words_in(max(0, name.start - 20), name.start)[-1:]
    verdict = before and before[0].low in document.lexicon.words("people", "verdict")
    return bool(verdict) and name.tokens[0].lower().endswith(GENITIVE)


def wears_robe(document: Document, name: Name) -> bool:
    """ "Me NAME", "Atty. NAME": a lawyer by title, most often of those it happened to."""
    return bool(ROBE.search(document.plain, max(0, name.start - ROBE_LONG), name.start + 1))


def in_power(document: Document, name: Name) -> bool:
    """ "The NAME regime", "режим NAME"."""
    after = document.words_in(name.end, name.end + 16)[:1]
    power = document.lexicon.words("people", "power")
    if document.lexicon.setting("inflects", False) or document.lexicon.language in ("es", "fr"):
        near = document.hits.within("people", max(0, name.start - 16), name.start, "power")
        return any(not document.plain[h.end : name.start].strip() for h in near)
    return any(w.low in power and document.plain[name.end : w.start] in (" ", "'s ", "-") for w in after)


def is_listed(document: Document, name: Name, spans: list[Span]) -> bool:
    """An item of a list, or a line in a list without marks, that a name opens."""
    if len(name.tokens) < 2:
        return False
    at = document.layout.index_at(name.start)
    line = document.layout.lines[at]
    return name.start - line.body < INDENT and (bool(line.marker) or at in _rows(document, spans))


def listed_as_victim(document: Document, name: Name, spans: list[Span]) -> bool:
    """The item itself or the line above the list says that something was done to those in it."""
    at = document.layout.index_at(name.start)
    lines = document.layout.lines
    if document.hits.within("incidents", name.end, _item_end(document, at, spans), *coordination.HARM):
        return True
    if any(
        q.kind not in quantities.HEADS for q in quantities.find(document, name.end, min(lines[at].end, name.end + NEAR))
    ):
        return True  # "– NAME: 15 days"
    lead = lines[_lead(document, at, spans)]
    harm = document.hits.within("incidents", lead.start, lead.end)
    harm = harm or document.hits.within("people", lead.start, lead.end, "cause")
    asks = document.hits.within("targets", lead.start, lead.end, "marker", "copies")
    return bool(harm) and not asks


def _rows(document: Document, spans: list[Span]) -> set[int]:
    """Lines that begin with a name and stand among others that do."""
    rows: set[int] | None = document.notes.get("rows")
    if rows is None:
        begins = {s for s, _ in spans}
        run: list[int] = []
        rows = document.notes["rows"] = set()
        for at, line in enumerate(document.layout.lines):
            if line.start in begins:
                run.append(at)
                rows.update(run if len(run) == ROWS else run[-1:] if len(run) > ROWS else ())
            else:
                run.clear()
    return rows


def _item_end(document: Document, at: int, spans: list[Span]) -> int:
    """Where the item of a list that begins on a line ends: at the next item or at a blank line."""
    lines, rows, last = document.layout.lines, _rows(document, spans), at
    while last + 1 < len(lines) and last - at < ENTRY and last + 1 not in rows:
        if lines[last + 1].marker or lines[last + 1].after_blank:
            break
        last += 1
    return lines[last].end


def _lead(document: Document, at: int, spans: list[Span]) -> int:
    """The line above the list in which a line stands."""
    leads: list[int] = document.notes.setdefault("leads", [])
    if not leads:
        rows = _rows(document, spans)
        for here, line in enumerate(document.layout.lines):
            goes_on = (bool(line.marker) and not line.text.endswith(":")) or here in rows
            leads.append(leads[-1] if goes_on and here else here)
    return leads[at]
