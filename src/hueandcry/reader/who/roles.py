"""What stands beside a name: "Minister of Justice NAME", "NAME, president of the union", "the lawyer NAME"."""

import functools
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field

from hueandcry.reader import lexicon
from hueandcry.reader.draft import Span
from hueandcry.reader.text import coordination
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.who.persons import Name

EDGES = " \n,;–—-("
CIVIL = ("union", "movement", "ngo", "political_international", "party", "media")
STATE = ("court", "state_body", "prison", "intergovernmental", "company")
OFFICES = ("official", "officials", "head", "at_risk", "perpetrator", "organiser", "former")
STRONG = ("official", "officials", "perpetrator", "head")  # of two readings of one word these stand
POWER = ("official", "head", "organiser")
OFFICIAL = 6  # votes that no vote for a person at risk outweighs
NEXT = 40  # letters behind the words after a name in which the next name may begin
MISSPELT = 6  # letters an office needs before one wrong letter is forgiven


@dataclass
class Group:
    """Mentions of one person."""

    mentions: list[Name]
    votes: dict[str, int] = field(default_factory=dict)
    role: tuple[int, int] | None = None
    evidence: int = 0
    former: bool = False  # held an office of state once
    near_office: bool = False  # an office of state stands beside a mention, though not in so many words its own

    def vote(self, status: str, weight: int = 1) -> None:
        self.votes[status] = self.votes.get(status, 0) + weight


def office_before(document: Document, group: Group, place: Span, spans: list[Span]) -> None:
    """ "Minister of Justice NAME", "activist NAME", "head of prison colony IK 90, NAME"."""
    hits = document.hits.within("people", *place, *OFFICES)
    if not hits:
        _misspelt(document, group, place)
        return
    best = max(hits, key=lambda h: (h.end, -h.start, h.key in STRONG))
    heads = [h for h in hits if h.key in ("official", "officials", "head", "perpetrator") and h.start <= best.start]
    if best.key in ("head", "perpetrator") and len(heads) > 1 and heads[-1].end > best.start - 2:
        best = heads[-1]
    if best.key == "at_risk" and heads:  # "leader of the union of miners NAME": the miners are the union's
        near = document.hits.within("organisations", heads[-1].end, best.start, *CIVIL)
        best = heads[-1] if near and near[-1].end == best.start - 1 else best
    if best.key == "at_risk" and heads and _one_phrase(document, heads[-1].end, best.start):
        best = heads[-1]  # "presidente del Instituto de Asuntos Indígenas NAME": the office is of the whole phrase
    titles = document.hits.within("people", best.end, place[1], "title")
    gap = document.plain[best.end : titles[-1].start if titles else place[1]]  # the point of "M." ends nothing
    if gap.strip() in (":", "—", "–") and best.key in ("official", "perpetrator"):
        gap = ""  # "Judge: NAME"
    if any(c in gap for c in ".;:!?") or gap.count(",") > 1 or _has_verb(document, best.end, place[1]):
        return
    if _speaks(document, best.end, place[1], gap) or _taken(document, best.start, place[1], spans):
        return
    if _acts(document, best.end, place[1]) or _is_domain(document, best, gap) or _against(document, best, place[1]):
        return
    if len(gap.strip()) > 2 and best.key == "at_risk":
        return  # "activists in the square Name" says nothing about the name
    # A name between the office and this one has taken the office already.
    words = document.words_in(best.end, place[1])
    strangers = [w for w in words if w.capital]
    direct = "," in gap or gap.rstrip().endswith((")", "–", "-"))
    far = best.key in ("head", "official") and strangers and not direct and len(words) > 3
    if far and not document.hits.within("organisations", best.end, place[1]):
        return
    _vote_office(document, group, best.key, best.start, best.end, place[1])
    if not coordination.ends_in_and(document, best.end, place[1]):
        group.role = group.role or _role(document, best.start, best.end + len(gap))


def office_after(document: Document, group: Group, place: Span, spans: list[Span]) -> None:
    """ "NAME, president of the union", "NAME (activist)"."""
    text = document.plain[place[0] : place[1]]
    lead = len(text) - len(text.lstrip(" \n"))
    mark = text[lead : lead + 1]
    if mark not in (",", "(", "–", "—", "-"):
        return
    hits = document.hits.within("people", *place, *OFFICES[:-1])
    for hit in sorted(hits, key=lambda h: (h.start, -h.end, h.key not in STRONG)):
        gap = document.plain[place[0] + lead + 1 : hit.start]
        if any(c in gap for c in ",.;:()") or len(gap) > 40 or _has_verb(document, place[0], hit.start):
            break
        agents = document.lexicon.words("grammar", "agents")
        if any(w.low in agents for w in document.words_in(place[0], hit.start)):
            break  # "NAME, remanded by magistrate NAME"
        if _of_another(document, hit, place, spans):
            break
        stop = _role_end(document, hit.end, place[1], spans)
        _vote_office(document, group, hit.key, hit.start, hit.end, stop)
        group.role = group.role or _role(document, place[0] + lead + 1, stop)
        break


def _of_another(document: Document, hit: Hit, place: Span, spans: list[Span]) -> bool:
    """ "NAME, and the judge", "NAME, whom soldiers hold", "NAME, dismiss officer NAME": not what this one is."""
    words = document.words_in(place[0], hit.start)
    if not words:
        return False
    first, following = words[0].low, words[1].low if len(words) > 1 else ""
    if first in document.lexicon.words("grammar", "and"):
        return True
    if first in document.lexicon.words("grammar", "relatives"):
        return following not in document.lexicon.words("grammar", "passive")
    if document.hits.within("people", place[0], hit.start, "according"):
        return True
    if hit.key == "organiser" and len(words) > 2:
        return True
    at = bisect_left(spans, (hit.end, 0))
    nearer = at < len(spans) and spans[at][0] < place[1] + NEXT
    return hit.key in STRONG and nearer and not any(c in document.plain[hit.end : spans[at][0]] for c in ",.;:()–—\n")


def _against(document: Document, office: Hit, end: int) -> bool:
    """ "Милиционеры, свидетельствовавшие против NAME", "der Kronprinz den NAME": another than the holder."""
    parting = document.lexicon.words("grammar", "parting")
    return any(w.low in parting for w in document.words_in(office.end, end))


def _one_phrase(document: Document, start: int, end: int) -> bool:
    """Do two places stand in one run of words with a public body in it, no mark and no verb between?"""
    gap = document.plain[start:end]
    body = document.hits.within("organisations", start, end, *STATE)
    return bool(body) and not any(c in gap for c in ",.;:!?()\n") and not _acts(document, start, end)


def _is_domain(document: Document, office: Hit, gap: str) -> bool:
    """ "Governor of NAME", "students from NAME", "mother of NAME": the name is a place or another person."""
    last = gap.split()[-1:]
    if not last or "," in gap:
        return False
    parts = document.lexicon.words("grammar", "of") if office.key in (*POWER, "at_risk") else frozenset()
    return last[0].lower() in parts | document.lexicon.words("grammar", "from")


def _new_clause(document: Document, start: int, end: int) -> bool:
    """ "Richter NAME verurteilte NAME": a verb, known or not, parts the second name from the office of the first."""
    if "," in document.plain[start:end] or document.language not in ("en", "de"):
        return False
    grammar = document.lexicon.tables.get("grammar", {})
    little = {w for key in ("articles", "of", "and", "locative", "particles") for w in grammar.get(key, ())}
    return any(not w.capital and w.low not in little for w in document.words_in(start, end))


def _taken(document: Document, office: int, place: int, spans: list[Span]) -> bool:
    """Does an office belong to the name before it: "NAME, secretary of the circle, and NAME"?"""
    near = bisect_left(spans, (place, 0)) - 1
    if near >= 0 and spans[near][0] >= office and not coordination.linked(document, spans[near], (place, place)):
        return True  # "судья NAME дал NAME": the office is the first one's
    if near >= 0 and spans[near][0] >= office and _new_clause(document, spans[near][1], place):
        return True
    gap = document.plain[office:place].rstrip()
    closed = gap.endswith(",") or coordination.ends_in_and(document, office, place)
    at = bisect_right(spans, (office, 0)) - 1
    if at < 0 or not closed:
        return False
    lead = document.plain[spans[at][1] : office]
    ands = document.lexicon.words("grammar", "and")
    if coordination.opens_clause(document, spans[at][1], office):
        return False
    if any(w.low in ands for w in document.words_in(spans[at][1], office)):
        return False  # "NAME, and the mayor of the town, NAME": the office opens what is said of the next one
    return len(lead) < 40 and lead.startswith(",") and lead.count(",") == 1 and not any(c in lead for c in ".;:!?")


def _role(document: Document, start: int, end: int) -> Span | None:
    """The words of a role, without a comma or a conjunction at either edge."""
    ands = document.lexicon.words("grammar", "and")
    words = document.words_in(start, end)
    while words and words[-1].low in ands:
        end = words.pop().start
    while words and words[0].low in ands:
        start = words.pop(0).end
    text = document.plain[start:end]
    start += len(text) - len(text.lstrip(EDGES))
    end = start + len(text.strip(EDGES))
    return (start, end) if start < end else None


def _role_end(document: Document, place: int, limit: int, spans: list[Span]) -> int:
    """A role ends at a mark, at the next name, at the verb, or with the last whole word in reach."""
    at = bisect_right(spans, (place, 0))
    if at < len(spans) and spans[at][0] < limit and coordination.ends_in_and(document, place, spans[at][0]):
        limit = spans[at][0]
    limit = coordination.passive_from(document, place, limit)
    stop = place
    while stop < limit and document.plain[stop] not in ",.;()\n":
        stop += 1
    if document.plain[stop - 1 : stop].isalnum() and document.plain[stop : stop + 1].isalnum():
        stop = max(place, max((w.end for w in document.words_in(place, stop) if w.end <= stop), default=place))
    return stop


def _vote_office(document: Document, group: Group, key: str, start: int, first: int, last: int) -> None:
    """An office in a union is not an office of state."""
    former = document.hits.within("people", max(0, start - 12), start, "former")
    former = former or document.hits.within("people", first, last, "retired")
    bodies = document.hits.within("organisations", first, last)
    owner = document.hits.within("organisations", max(0, start - 40), start)
    if owner and document.plain[owner[-1].end : start].strip() in ("'s", "'"):
        bodies = [owner[-1], *bodies]  # "the federation's deputy president"
    civil = any(h.key in CIVIL for h in bodies)
    national = key != "head" and document.hits.within(
        "demonyms", start - 14, start
    )  # a "Ukrainian director" makes films
    state = any(h.key in STATE for h in bodies) or bool(national)
    group.evidence += 2
    if key == "at_risk":
        # A lawyer or a wife is in most reports, and seldom the one in prison.
        alone = any(
            (h.start, h.end) == (start, first) for h in document.hits.within("people", start, first, "bystander")
        )
        sister = document.language == "en" and document.plain[start:first] == "Sister"  # a nurse or a nun
        aside = not sister and document.hits.within("people", start, first, "helper")
        group.vote("aside" if aside else "named" if alone else "at_risk", 3)
    elif key == "organiser":
        group.vote("organiser", 3)
    elif former:
        group.vote("other", 1)
        group.former = group.former or (key in ("official", "officials", "perpetrator") and (state or not civil))
    elif key == "perpetrator" or (bodies and bodies[0].key == "prison"):
        group.vote("perpetrator", OFFICIAL)
    elif key in ("official", "officials"):
        # "President" alone is the head of state; with a union it is not.
        group.vote("at_risk", 2) if civil and not state else group.vote("official", OFFICIAL)
    elif state and not (civil and bodies[0].key in CIVIL):
        group.vote("official", OFFICIAL)
    elif civil:
        group.vote("at_risk", 2)
    elif not bodies:
        group.vote("head", 1)


def _acts(document: Document, start: int, end: int) -> bool:
    """Does a verb stand between an office and a name ("the warden humiliated NAME")?"""
    endings = tuple(document.lexicon.setting("verb_endings", ()))
    if not endings:
        return False
    nouns = document.lexicon.words("organisations_glue", "any")  # "Міністр внутрішніх справ"
    return any(
        w.low.endswith(endings)
        and w.low not in nouns
        and not w.capital
        and len(w.low) > 4
        and not document.hits.within("organisations", w.start, w.end)
        for w in document.words_in(start, end)
    )


def _speaks(document: Document, start: int, end: int, gap: str) -> bool:
    """Does a new clause begin between an office and a name ("Minister, I read that NAME")?"""
    glue = document.lexicon.words("organisations_glue", "any")
    if gap.count(",") == 1 and gap.rstrip().endswith(","):
        glue = glue | document.lexicon.words("grammar", "linking")  # "la jueza con Función de Garantías de X, NAME"
    starters = document.lexicon.words("grammar", "sentence_starters")
    return any(w.low in starters and w.low not in glue for w in document.words_in(start, end))


def _has_verb(document: Document, start: int, end: int) -> bool:
    return bool(
        document.hits.within("incidents", start, end, "arrest", "release", "threat", "dismissal", "beating")
        or document.hits.within("people", start, end, "says")
    )


def _misspelt(document: Document, group: Group, place: Span) -> None:
    """An office with one wrong letter is an office: "Minster of Justice NAME"."""
    words = document.words_in(*place)[-4:]
    offices = _offices(document.lexicon.language)
    for word in words:
        gap = document.plain[word.end : place[1]]
        if len(word.low) < MISSPELT or any(c in gap for c in ",.;:!?"):
            continue
        if not offices.isdisjoint(_fewer(word.low)):
            group.vote("official", OFFICIAL)


@functools.cache
def _offices(language: str) -> frozenset[str]:
    """Every office of one word with one letter left out, and whole."""
    known = lexicon.load(language)
    words = {w.rstrip("*") for w in known.words("people", "official")}
    return frozenset(short for word in words if len(word) >= MISSPELT and " " not in word for short in _fewer(word))


def _fewer(word: str) -> set[str]:
    """The word, and the word without one of its later letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(1, len(word)))}
