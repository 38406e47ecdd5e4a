"""To whom it was done: names in one breath with the verb, a crowd beside it, "he" and "they" of a sentence before."""

import re
from bisect import bisect_left

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text import coordination, parting
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.what import references
from hueandcry.reader.what.events import Event

BRACKET = re.compile(r"\([^()]{0,200}\)")  # what stands in brackets parts nothing
FAR = 170  # letters between a verb and a list of names that still belong together
REACH = 500  # letters between an event and a name that still belong together
OTHER_EVENT = 70  # letters that another event between them is worth
BREAK = 45  # and a mark that opens a clause
BESIDE = 30  # letters between a verb and somebody of whom nothing else is known
STRANGER = 40
RIGHT_BESIDE = 12  # letters between a verb and the crowd that is its object
CROWD = 60  # letters between a verb and a crowd without a name
SHORT_GAP = 45  # letters between two names in which a comma alone joins them
AHEAD = 40  # letters from a sentence to the list it opens
OPENS = 40  # letters in which a list item names its person
LONG_BACK = 3000  # letters back to those whom "they" means
ACTIVE = ("threat", "beating", "dismissal", "killing", "torture", "raid")  # what a sentence may say that one did
SUBJECT_FIRST = ("en", "es", "fr", "de")
BACK = 700  # letters back to the one whom "he" means
AROUND = 90  # letters before an event in which "both" speaks of its victims
MOST = 20  # people whom "all twelve" may mean
LAST_SETS = 40

Mention = tuple[Span, Person]
Chain = list[Mention]


def chains(document: Document, named: list[Mention], start: int, end: int) -> list[Chain]:
    """The persons at risk that a sentence names, put together where they stand in one list."""
    found: list[Chain] = []
    for mention in between(named, start, end):
        if mention[1].status not in ("at_risk", "other"):
            continue
        last = found[-1][-1][0] if found else None
        joined = last and (_one_breath(document, last, mention[0]) or _together(document, last, mention[0]))
        if joined and len(found[-1]) < coordination.CHAIN:
            found[-1].append(mention)
        else:
            found.append([mention])
    return found  # somebody of whom nothing else is known counts only in a list with one at risk, or beside the verb


def between(named: list[Mention], start: int, end: int) -> list[Mention]:
    low = bisect_left(named, start, key=lambda pair: pair[0][0])
    high = bisect_left(named, end, key=lambda pair: pair[0][0])
    return named[low:high]


def nearest(document: Document, event: Event, found: list[Chain]) -> Chain:
    """The list of names to which the event was done, if the sentence names any and no crowd stands right beside it."""
    beside = crowd(document, event, RIGHT_BESIDE)
    scored = []
    for at, chain in enumerate(found):
        far = _distance(document, event, chain)
        known = any(p.status == "at_risk" for _, p in chain)
        if event.type in ACTIVE and chain[-1][0][1] <= event.place[0] and _on_another(document, event):
            continue
        if chain[0][0][0] > event.place[0] and _done_by(document, event, chain[0][0][0]):
            continue
        if far < (FAR if known else BESIDE) and (far < CROWD or not beside or _counts(document, chain, beside[0])):
            scored.append((far + (0 if known else STRANGER), at))
    return found[min(scored)[1]] if scored else []


def _done_by(document: Document, event: Event, place: int) -> bool:
    """ "Їм погрожував NAME": the name behind the verb did it, unless it stands there as "with NAME" or "a NAME"."""
    gap = document.plain[event.place[1] : place]
    with_them = document.hits.within("people", event.place[1], place, "together")
    active = event.type in ACTIVE and not event.nominal and not any(c in gap for c in ",;:(")
    return active and not with_them and " a " not in gap and coordination.on_another(document, event.place[0])


def _counts(document: Document, chain: Chain, heads: Span) -> bool:
    """ "Four workers were dismissed on 3 March: the baker NAME, NAME ...": the list says who the crowd is."""
    first = chain[0][0][0]
    if len(chain) < 2 or not 0 <= first - heads[1] < FAR:
        return False
    gap = document.plain[heads[1] : first]
    opened = max(gap.rfind(":"), gap.rfind("("))
    if opened < 0 and gap.count(",") == 1 and not document.hits.within("incidents", heads[1], first):
        opened = gap.rfind(",")  # "the release of two teachers of the school, NAME and NAME"
    return opened >= 0 and coordination.role_only(document, heads[1] + opened + 1, first)


def _on_another(document: Document, event: Event) -> bool:
    """ "NAME threatened both", "NAME drohte den beiden", "NAME los amenazó": who is named did it."""
    if event.nominal or document.lexicon.language not in SUBJECT_FIRST:
        return False
    behind = document.hits.within("events", event.place[1], event.place[1] + RIGHT_BESIDE + 12, "one", "many", "both")
    gap = document.plain[event.place[1] : behind[0].start] if behind else ""
    return bool(behind) and len(gap) < 5 and not any(c in gap for c in ".,;:()\n")


def crowd(document: Document, event: Event, reach: int = 0) -> list[Span]:
    """The people without a name beside the verb: "two hundred bakers"."""
    start, end = event.sentence
    best: list[tuple[int, Span]] = []
    for hit in document.hits.within("groups", start, end, "any"):
        if hit.end <= event.place[0]:
            gap = document.plain[hit.end : event.place[0]]
        elif hit.start >= event.place[1]:
            gap = document.plain[event.place[1] : hit.start]
        else:
            continue
        if len(gap) < (reach or CROWD) and not any(c in gap for c in ".;:()"):
            best.append((len(gap) + 20 * gap.count(","), (hit.start, hit.end)))
    return [min(best)[1]] if best else []


def listed(document: Document, event: Event, named: list[Mention]) -> list[Person]:
    """Those in the list that follows the event: "Police arrested seven people:", then a name on each line."""
    lines = document.layout.lines
    at = document.layout.index_at(event.place[0]) + 1
    while at < len(lines) and not lines[at].marker and lines[at].start - event.sentence[1] < AHEAD:
        at += 1
    found: dict[int, Person] = {}
    items = 0
    while at < len(lines) and (lines[at].marker or items) and items < coordination.CHAIN:
        line = lines[at]
        if not line.marker and line.after_blank:
            break
        if line.marker:
            first = next((p for s, p in between(named, line.body, min(line.end, line.body + OPENS))), None)
            if first is None or first.status not in ("at_risk", "other"):
                break
            items += 1
            found[id(first)] = first
        at += 1
    return list(found.values()) if items > 1 else []


def counted(document: Document, event: Event, named: list[Mention], number: int) -> list[Person]:
    """ "Four members were held. Among them NAME ...": as many names follow as the crowd had heads."""
    found: dict[int, Person] = {}
    for _, person in between(named, event.sentence[1], event.sentence[1] + BACK):
        if person.status in ("at_risk", "other"):
            found[id(person)] = person
    return list(found.values()) if len(found) == number else []


def pronoun(document: Document, event: Event) -> str | None:
    """ "one" or "many" when the sentence says he, she or they beside the event."""
    best = pronoun_at(document, event)
    return None if best is None else "many" if best.key == "both" else best.key.removeprefix("clitic_")


def pronoun_at(document: Document, event: Event) -> Hit | None:
    """The he, she or they that stands nearest to the event in its sentence."""
    start, end = event.sentence
    low, high = max(start, event.place[0] - 90), min(end, event.place[1] + 30)
    found = document.hits.within("events", low, high, "one", "many", "both")
    hits = [h for h in found if not relative_of(document, h.end) and not parting.counted_off(document, h.start)]
    for hit in document.hits.within(
        "events", max(start, event.place[0] - 16), event.place[0], "clitic_one", "clitic_many"
    ):
        inside = document.plain[hit.end : event.place[0]]
        if not event.nominal and len(inside.split()) <= 1:
            hits.append(hit)
    if not hits:
        return None
    return min(hits, key=lambda h: (max(h.start - event.place[1], event.place[0] - h.end), h.key))


def of_another(document: Document, event: Event, named: list[Mention]) -> bool:
    """ "His son was hit", "the chairman NAME was fined": it was done to somebody who is not at risk, or has no name."""
    if event.nominal:
        return False
    start, place = max(event.sentence[0], event.place[0] - AROUND), event.place[0]
    kin = document.hits.within("people", start, place, "bystander")
    if kin:
        gap = (kin[-1].end, place)
        return not (document.hits.within("people", *gap, "says") or document.hits.within("events", *gap, "one", "many"))
    others = [s for s, p in between(named, start, place) if p.status not in ("at_risk", "other")]
    helpers = document.lexicon.words("grammar", "passive")
    if not others:
        return False
    words = document.words_in(others[-1][1], place)
    # "Директора NAME оштрафовали": right before a verb without a subject stands whom it was done to.
    done = (*document.lexicon.setting("plural_verbs", ()), *document.lexicon.setting("passive_endings", ()))
    told = document.lexicon.setting("inflects", False) and document.plain[slice(*event.place)].lower().endswith(done)
    beside = told and len(words) < 4 and not any(c in document.plain[others[-1][1] : place] for c in ",;:")
    return bool(beside) or any(w.low in helpers for w in words)


def plural(document: Document, event: Event) -> bool:
    """ "Fueron golpeados", "приговорены": a form that says of itself that it was done to more than one."""
    many = tuple(document.lexicon.setting("plural_participles", ()))
    return bool(many) and document.plain[slice(*event.place)].lower().endswith(many)


def relative_of(document: Document, place: int) -> bool:
    """ "His wife": not he, but somebody of his."""
    words = document.words_in(place, place + 20)
    return bool(words) and words[0].low in document.lexicon.words("people", "bystander")


def speaks(document: Document, name: Span) -> bool:
    """ "Said NAME", "according to NAME": who tells of it, and not to whom it was done."""
    return _speaks(document, name, name[1] + 14)


def _distance(document: Document, event: Event, chain: Chain) -> int:
    """How far a list of names is from an event, in letters, with more for what stands between."""
    first, last = chain[0][0][0], chain[-1][0][1]
    if first <= event.place[0] < last:
        return 0
    ahead = first >= event.place[1]
    low, high = (event.place[1], first) if ahead else (last, event.place[0])
    if high - low > REACH:
        return high - low + 2 * FAR  # too far to be read in one breath, and too much to look through
    gap = BRACKET.sub("", document.plain[low:high])
    others = [h for h in document.hits.within("incidents", low, high) if h.key != event.type]
    bracketed = document.plain[first - 1 : first] == "("
    breaks = sum(c in (";:" if bracketed else ";:(") for c in gap)
    score = len(gap) + OTHER_EVENT * len(others) + BREAK * breaks
    if bracketed and not ahead:
        score += FAR // 2  # "three were convicted (NAME, NAME)": the names belong to the words before them
    if ahead:
        if (_by(document, first) or any(c in gap for c in ",;")) and not _of_them(document, event, first):
            score += BREAK
        if _by(document, first):
            score += FAR
    if _speaks(document, chain[-1][0], event.sentence[1]):
        score += FAR // 2
    return score


def _of_them(document: Document, event: Event, first: int) -> bool:
    """ "L'arrestation, le 3 mai, de MM. NAME et NAME": a noun waits for those to whom it was done."""
    if not event.nominal or "," not in document.plain[event.place[1] : event.place[1] + 1]:
        return False
    words = document.words_in(max(event.place[1], first - STRANGER), first)
    return any(w.low in document.lexicon.words("grammar", "of") for w in words[-4:])


def _by(document: Document, place: int) -> bool:
    """ "By NAME": the doer and no victim."""
    words = document.words_in(max(0, place - 12), place)
    return bool(words) and bool(document.hits.within("events", words[-1].start, words[-1].end, "doer"))


def _speaks(document: Document, name: Span, end: int) -> bool:
    says = document.hits.within("people", name[1], min(end, name[1] + 14), "says")
    if says:
        return True
    told = document.hits.within("people", max(0, name[0] - 24), name[0], "according")
    return any(not any(c in document.plain[h.end : name[0]] for c in ",;:.") for h in told)


def _one_breath(document: Document, one: Span, two: Span) -> bool:
    """Two names in a list: little between them but commas, "and" or an age."""
    start, end = one[1], two[0]
    if end - start > coordination.LINK:
        return False
    known: dict[Span, bool] = document.notes.setdefault("one breath", {})
    if (start, end) not in known:
        known[start, end] = _joined(document, start, end) or coordination.linked(document, one, two)
    return known[start, end]


def _together(document: Document, one: Span, two: Span) -> bool:
    """ "NAME was held together with NAME": the same was done to both, whatever stands between."""
    start, _ = document.sentence_at(one[0])
    first = document.hits.within("people", start, min(one[0], start + coordination.CAUSE), "together")
    if first and first[0].start - start < OPENS // 10 and not document.plain[first[0].end : one[0]].count(","):
        return True  # "Together with NAME, NAME was dismissed"
    low = max(one[1], two[0] - coordination.CAUSE)
    hits = document.hits.within("people", low, two[0], "together")
    return bool(hits) and not any(c in document.plain[hits[-1].end : two[0]] for c in ".;:!?()")


def _joined(document: Document, start: int, end: int) -> bool:
    """A comma or an "and" and few words more, with nothing done between."""
    gap = document.plain[start:end]
    if "\n\n" in gap or len(gap) >= SHORT_GAP or document.hits.within("incidents", start, end):
        return False
    ands = document.lexicon.words("grammar", "and")
    return any(c in gap for c in ",;/") or any(w.low in ands for w in document.words_in(start, end))


def _number(document: Document, place: int) -> int | None:
    """How many "both" or "all three" beside an event are."""
    start, end = document.sentence_at(place)
    low, high = max(start, place - AROUND), min(end, place + RIGHT_BESIDE)
    for hit in document.hits.within("events", low, high, "many"):
        for number in document.hits.within("numbers", hit.start, min(high, hit.end + RIGHT_BESIDE)):
            if 1 < int(number.key) < MOST:
                return int(number.key)
    return 2 if document.hits.within("events", low, high, "both") else None


class Memory:
    """Whom "he" and "they" may mean: the persons at risk that the sentences before have named."""

    def __init__(self, document: Document, named: list[Mention]) -> None:
        self.document = document
        self.risk = [pair for pair in named if pair[1].status == "at_risk"]
        self.many: list[Person] = []
        self.sets: list[list[Person]] = []  # the victims of each event told so far
        self.last: list[Person] = []
        self.told = 0
        people = {id(p): p for _, p in self.risk}
        counted = sorted(people.values(), key=lambda p: -len(p.spans["name"]))
        clear = len(counted) == 1 or (
            len(counted) > 1 and len(counted[0].spans["name"]) > len(counted[1].spans["name"])
        )
        self.lead: list[Person] = counted[:1] if clear else []
        self.all = counted
        self.roles = references.of(document, counted)
        self.apart: set[int] = set()  # of those many, to whom something else was done since

    def join(self, people: list[Person]) -> None:
        """Remember those as people at risk whom an event has shown to be."""
        for person in people:
            person.status = "at_risk"
            self.risk = sorted([*self.risk, *((s, person) for s in person.spans["name"])], key=lambda pair: pair[0])
            self.all.append(person)

    def learn(self, victims: list[Person], place: int) -> None:
        """Remember the victims of an event that the text has told."""
        self.last, self.told = victims, place
        self.sets.append(victims)
        if len(victims) > 1 and len(victims) >= len(self.many):
            self.many = victims
            self.apart = set()
        elif len(victims) < len(self.many):
            self.apart |= {id(p) for p in victims}

    def meant(self, place: int, which: str | None) -> list[Person]:
        """The victims that a pronoun, or no word at all, stands for; empty when more than one answer is near."""
        counted = self._counted(place) if which == "many" and not self._rest(place) else []
        if counted:
            return counted
        if which == "many" and self.many and place - self.told > LONG_BACK:
            return []
        if which == "many" and self.apart and self._rest(place):
            return [p for p in self.many if id(p) not in self.apart]
        if which == "many":
            return self.many or (self.all if 1 < len(self.all) < 12 else [])
        head = self._head(place)
        if head:
            return head
        at = bisect_left(self.risk, place, key=lambda pair: pair[0][0]) - 1
        near: list[Person] = []
        if at >= 0 and place - self.risk[at][0][1] < BACK:
            near = [self.risk[at][1]]
            start, _ = self.document.sentence_at(self.risk[at][0][0])
            same = {id(p) for s, p in self.risk[max(0, at - 20) : at + 1] if s[0] >= start}
            if len(same) > 1:
                near = self.lead if self.lead and id(self.lead[0]) in same else []
        if which == "one":
            return near or self.lead or (self.last if len(self.last) == 1 else [])
        return near if near and near == self.last else self.lead or self.last

    def _rest(self, place: int) -> bool:
        """Does "the other two" or "остальные" stand beside an event?"""
        start, end = self.document.sentence_at(place)
        near = max(start, place - AROUND), min(end, place + AROUND)
        return bool(self.document.hits.within("events", *near, "rest"))

    def _counted(self, place: int) -> list[Person]:
        """As many as "both" or "all three" says: the last victims of that number, or the last so many named."""
        number = _number(self.document, place)
        if number is None:
            return []
        for victims in reversed(self.sets[-LAST_SETS:]):
            if len(victims) == number:
                return victims
        if len(self.all) == number:
            return self.all
        end = bisect_left(self.risk, place, key=lambda pair: pair[0][0])
        near: dict[int, Person] = {}
        for span, person in reversed(self.risk[max(0, end - 4 * number) : end]):
            if len(near) < number and place - span[1] < BACK:
                near.setdefault(id(person), person)
        return list(near.values())[::-1] if len(near) == number else []

    def _head(self, place: int) -> list[Person]:
        """The person whose name opens the paragraph or the list item: the whole entry is about this one."""
        lines = self.document.layout.lines
        at = self.document.layout.index_at(place)
        while at > 0 and not lines[at].marker and not lines[at].after_blank and place - lines[at].start < BACK:
            at -= 1
        body = lines[at].body
        first = bisect_left(self.risk, body, key=lambda pair: pair[0][0])
        if first >= len(self.risk) or self.risk[first][0][0] > body + 2 or self.risk[first][0][0] > place:
            return []
        end = self.risk[first][0][1]
        follows = self.document.plain[end : end + 1]
        return [self.risk[first][1]] if lines[at].marker or follows in ",.:(\n" else []
