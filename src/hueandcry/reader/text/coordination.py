"""Names in one breath: "X, secretary of the circle, and Y, a teacher, were detained" speaks of both."""

import re
from bisect import bisect_left

from hueandcry.reader.draft import Span
from hueandcry.reader.text import hurting, parting
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word

HARM = (
    "arrest", "detention", "disappearance", "beating", "torture", "killing", "deportation", "sentence",
    "trial", "fine", "dismissal", "hospitalisation", "release",
)  # fmt: skip
OFFICES = ("official", "officials", "head", "at_risk", "perpetrator", "organiser", "title", "former")
AGAINST = ("threat", "raid")  # "threatened NAME": whoever it is done to is named behind the verb
LINK = 130  # letters from one name to the next, their roles among them
APPOSITION = 120
ROLE_WORDS = 6  # words of a role and what is said of it, "the well-known miner"
OF_WHOM = 3  # words between "and his" and a name
BRACKETED = re.compile(r"\([^()]{0,80}\)")  # "NAME (4 years), NAME (3 years)"
CAUSE = 60  # letters from "free" to a name, a role among them
UNNAMED = 9  # words of "NAME and his son of fifteen were held"
VERB_LAST = 14  # words a German sentence may put between the two parts of its verb
CHAIN = 60  # names in one list


def linked(document: Document, one: Span, two: Span) -> bool:
    """Does "and" or a comma join two names, with nothing but a role between them?"""
    start, end = one[1], two[0]
    if end - start > LINK:
        return False
    known: dict[Span, bool] = document.notes.setdefault("linked", {})
    if (start, end) not in known:
        known[start, end] = _linked(document, start, end)
    return known[start, end]


def chains(document: Document, spans: list[Span]) -> list[list[Span]]:
    """Names in one breath, put together; a name that stands alone is a chain of one."""
    found: list[list[Span]] = []
    for span in spans:
        if found and linked(document, found[-1][-1], span):
            found[-1].append(span)
        else:
            found.append([span])
    return found


def told_harm(document: Document, place: int) -> bool:
    """Does the sentence round a place say that something was done to somebody?"""
    known: dict[Span, bool] = document.notes.setdefault("harm", {})
    sentence = document.sentence_at(place)
    if sentence not in known:
        there = document.hits.within("incidents", *sentence, *HARM) or document.hits.within(
            "people", *sentence, *hurting.PLIGHT
        )
        known[sentence] = bool(there)
    return known[sentence]


def _linked(document: Document, start: int, end: int) -> bool:
    whole = document.plain[start:end]
    gap = BRACKETED.sub("", whole) if "(" in whole else whole
    if "\n\n" in gap or any(c in gap for c in ".:!?()") or opens_clause(document, start, end):
        return False
    if _busy(document, start, end):
        return False
    words = document.words_in(start, end)
    ands = document.lexicon.words("grammar", "and")
    opened = gap.lstrip()[:1] in (",", ";") or (bool(words) and words[0].low in ands)
    # A role hangs on a comma or a bracket: "NAME knows the teacher and NAME" joins nobody.
    return opened and (gap.rstrip().endswith((",", ";")) or _leads_on(document, start, end, words))


def _leads_on(document: Document, start: int, end: int, words: list[Word]) -> bool:
    """After the last comma or "and" comes nothing, a role, or whose it is ("and his cousin NAME")."""
    ands = document.lexicon.words("grammar", "and")
    comma = max(document.plain.rfind(",", start, end), document.plain.rfind(";", start, end))
    tail = [w for w in words if w.start > comma]
    joints = [at for at, w in enumerate(tail) if w.low in ands]
    if joints:
        tail = tail[joints[-1] + 1 :]
    elif comma < 0:
        return False
    little = document.lexicon.words("grammar", "articles") | document.lexicon.words("grammar", "of")
    little |= document.lexicon.words("grammar", "whose")
    rest = [w for w in tail if w.low not in little]
    if not rest:
        return bool(joints)
    verbs = tuple(document.lexicon.setting("verb_endings", ()))
    acts = any(verbs and w.low.endswith(verbs) for w in rest)
    role = _role_before(document, start, end)
    if role is not None:
        lead = document.plain[start:role].rstrip()
        if not [w for w in tail if w.start < role and w.low not in little]:
            return True  # "NAME, a su hijo NAME", "NAME, the baker NAME"
        adjectives = bool(joints) and not acts and len(rest) < ROLE_WORDS
        return lead.endswith(",") or ends_in_and(document, start, role) or adjectives
    if acts or len(rest) >= OF_WHOM or any(w.capital for w in rest[:-1]):
        return False
    whose = tail[0].low in little and tail[-1].low not in document.lexicon.words("grammar", "of")
    nouns = document.lexicon.setting("nouns_capitalised", False)
    if rest[-1].capital and not nouns:
        return False
    return whose or (bool(joints) and bool(verbs) and document.lexicon.setting("inflects", False))


def opens_clause(document: Document, start: int, end: int) -> bool:
    """Does a "who" or a "that" stand between two places, so that another is spoken of?"""
    relatives = document.lexicon.words("grammar", "relatives")
    return any(w.low in relatives for w in document.words_in(start, end))


def ends_in_and(document: Document, start: int, end: int) -> bool:
    words = document.words_in(start, end)
    return bool(words) and words[-1].low in document.lexicon.words("grammar", "and")


def suffered(document: Document, spans: list[Span]) -> set[int]:
    """Where the names begin to which a sentence says that something was done, lists of names included."""
    found: set[int] = set()
    for hit in [*document.hits.of("incidents", *HARM, *AGAINST), *document.hits.of("people", *hurting.PLIGHT)]:
        start, end = document.sentence_at(hit.start)
        at = bisect_left(spans, (hit.start, 0))
        if (
            at > 0
            and spans[at - 1][0] >= start
            and (
                _subject(document, spans[at - 1], hit)
                or (hit.key == "hurt" and hurting.is_hurt(document, spans[at - 1], hit))
            )
        ):
            found.update(s for s, _ in _backwards(document, spans, at - 1, start))
        if at < len(spans) and hit.end <= spans[at][0] and spans[at][1] <= end and _object(document, hit, spans[at]):
            found.update(s for s, _ in _forwards(document, spans, at, end))
    return found


def with_them(document: Document, spans: list[Span], suffered: set[int]) -> set[int]:
    """Where the names begin to whom the same was done: "NAME was taken away together with NAME and NAME"."""
    found: set[int] = set()
    for hit in document.hits.of("people", "together"):
        start, end = document.sentence_at(hit.start)
        at = bisect_left(spans, (hit.end, 0))
        if at == 0 or at >= len(spans) or spans[at][0] - hit.end > CAUSE or spans[at - 1][0] < start:
            continue
        gap = document.plain[hit.end : spans[at][0]]
        if spans[at - 1][0] in suffered and not any(c in gap for c in ".;:!?()"):
            found.update(s for s, _ in _forwards(document, spans, at, end))
    return found


def wanted(document: Document, spans: list[Span]) -> set[int]:
    """Where the names begin whose cause it is: "free NAME and NAME", "the family of NAME", "дело NAME"."""
    found: set[int] = set()
    follows = not document.lexicon.setting("heads_first", True) and document.lexicon.setting("inflects", False)
    for hit in document.hits.of("people", "cause"):
        at = bisect_left(spans, (hit.end, 0))
        if follows and at and not document.plain[spans[at - 1][1] : hit.start].strip():
            found.add(spans[at - 1][0])  # "NAME-ке бостандық"
        if at >= len(spans) or spans[at][0] - hit.end > CAUSE:
            continue
        gap = document.plain[hit.end : spans[at][0]]
        if not any(c in gap for c in ".,;:!?()\n") and role_only(document, hit.end, spans[at][0]):
            end = document.sentence_at(hit.start)[1]
            found.update(s for s, _ in _forwards(document, spans, at, end))
    return found


def role_only(document: Document, start: int, place: int, of_state: bool = False) -> bool:
    """Nothing but little words and a role between two places; an office of state only when told so."""
    little = document.lexicon.words("grammar", "articles") | document.lexicon.words("grammar", "of")
    words = [w for w in document.words_in(start, place) if w.low not in little]
    if not words:
        return True
    there = document.hits.within("people", start, place, *OFFICES)
    behind = [w for w in words if there and w.start >= there[-1].end]  # "la liberación del profesor tzotzil NAME"
    if len(words) > 4 or not there or len(behind) > 1 or any(w.capital for w in behind):
        return False
    return of_state or not any(h.key in ("official", "officials", "perpetrator") for h in there)


def share_office(document: Document, spans: list[Span]) -> set[int]:
    """Where the names begin that share an office in the plural: "Deputy ministers NAME and NAME"."""
    found: set[int] = set()
    for hit in document.hits.of("people", "officials", "squad", "bench"):
        _start, end = document.sentence_at(hit.start)
        at = bisect_left(spans, (hit.end, 0))
        if hit.key == "squad" and (at >= len(spans) or document.plain[hit.end : spans[at][0]].strip()):
            continue  # "officers took NAME" and "officers NAME and NAME"
        if hit.key == "bench" and (at >= len(spans) or not role_only(document, hit.end, spans[at][0], True)):
            continue
        if at >= len(spans) or spans[at][1] > end or any(c in document.plain[hit.end : spans[at][0]] for c in ".;:!?,"):
            continue
        if any(
            h.start < hit.start
            for h in document.hits.within("people", hit.start - 30, hit.end, "at_risk")
            if h.end >= hit.end
        ):
            continue  # "кандидат в президенты NAME" holds no office
        if len(document.words_in(hit.end, spans[at][0])) < 6 and not _busy(document, hit.end, spans[at][0]):
            found.update(s for s, _ in _forwards(document, spans, at, end))
    return found


def _backwards(document: Document, spans: list[Span], at: int, start: int) -> list[Span]:
    """The list of names that ends with this one; it needs an "and", or it is only this one."""
    first = at
    while first > 0 and at - first < CHAIN and spans[first - 1][0] >= start:
        if first == at and not _has_and(document, spans[first - 1][1], spans[first][0]):
            break
        if not linked(document, spans[first - 1], spans[first]):
            break
        first -= 1
    return spans[first : at + 1]


def _forwards(document: Document, spans: list[Span], at: int, end: int) -> list[Span]:
    last = at
    while last + 1 < len(spans) and last - at < CHAIN and spans[last + 1][1] <= end:
        if not linked(document, spans[last], spans[last + 1]) or _acts(document, spans[last + 1][1], end):
            break
        last += 1
    return spans[at : last + 1]


def doers(document: Document, chained: list[list[Span]]) -> set[int]:
    """Where the names begin that did it: "by NAME and NAME"."""
    return {s for chain in chained if _by(document, max(0, chain[0][0] - 12), chain[0][0]) for s, _ in chain}


def acts_on(document: Document, start: int, hit: Hit, spans: list[Span]) -> bool:
    """ "NAME arrested NAME": does the verb have its object right behind it, so that the one before it is the doer?"""
    if document.lexicon.setting("inflects", False) or is_passive(document, start, hit):
        return False
    at = bisect_left(spans, (hit.end, 0))
    return at < len(spans) and spans[at][0] - hit.end < CAUSE and _object(document, hit, spans[at])


def on_another(document: Document, verb: int) -> bool:
    """ "Їм погрожував NAME", "los amenazó NAME": the object stands before the verb, so that the name did it."""
    wanted = document.lexicon.words("grammar", "object_pronouns")
    before = document.words_in(max(0, verb - 10), verb)[-1:] if wanted else []
    return bool(before) and before[0].low in wanted and document.plain[before[0].end : verb] == " "


def made_by(document: Document, place: int) -> bool:
    """ "By NAME", "von NAME": who did it."""
    return _by(document, max(0, place - 12), place)


def is_passive(document: Document, start: int, hit: Hit) -> bool:
    """Does the verb say what was done to somebody, and not what somebody did?"""
    helpers = document.lexicon.words("grammar", "passive")
    return _participle(document, hit) or any(w.low in helpers for w in document.words_in(start, hit.start))


def _has_and(document: Document, start: int, end: int) -> bool:
    ands = document.lexicon.words("grammar", "and")
    return any(w.low in ands for w in document.words_in(start, end))


def _acts(document: Document, place: int, end: int) -> bool:
    """Does a verb follow at once ("they arrested A, and B said")?"""
    return bool(document.hits.within("people", place, min(end, place + 12), "says"))


def _subject(document: Document, name: Span, hit: Hit) -> bool:
    """ "NAME was detained", "NAME, a teacher, were taken away", with nothing else before the verb."""
    between = document.plain[name[1] : hit.start]
    if between.startswith("'s ") and len(between.split()) < 4:
        return True  # "NAME's arrest"
    if len(between) > APPOSITION or any(c in between for c in ".;:!?("):
        return False
    tail = name[1]
    if between.startswith(","):
        told_first = document.plain[max(0, name[0] - 2) : name[0]] == ", "  # "His wife, NAME, was wounded"
        if between.count(",") != (1 if told_first else 2):
            return False
        tail += between.rindex(",") + 1
    elif "," in between:
        return False
    words = document.words_in(tail, hit.start)
    helpers = document.lexicon.words("grammar", "passive")
    if _harmed(document, tail, hit.start) or hurting.of_helper(document, tail, hit.start):
        return False
    he = document.lexicon.words("grammar", "subject_pronouns")
    if any(w.low in he for w in words):
        return False  # "Selon NAME, son avocat, il a été frappé"
    if document.lexicon.setting("nouns_capitalised", False) and words and words[0].low in helpers:
        another = document.hits.within("events", tail, hit.start, "one", "many")  # "Nach NAME wurde sie verhaftet"
        return len(words) < VERB_LAST and not another  # "NAME wurde am Dienstag in Minsk von der Polizei verhaftet"
    ands = document.lexicon.words("grammar", "and")
    if len(words) > (UNNAMED if words and words[0].low in ands else 4):
        return False
    if _fronted(document, name, hit):
        return len(words) < 4
    if _participle(document, hit):
        return len(words) < 3 and not _by(document, max(0, name[0] - 12), name[0])
    return any(w.low in helpers for w in words)


def _fronted(document: Document, name: Span, hit: Hit) -> bool:
    """ "NAME-ты ұстады", "Студэнта NAME збілі": a name before the verb may be its object."""
    cases = tuple(document.lexicon.setting("object_endings", ()))
    if cases and document.plain[slice(*name)].lower().endswith(cases):
        return True
    many = tuple(document.lexicon.setting("plural_verbs", ()))
    listed = document.words_in(max(0, name[0] - 8), name[0])[-1:]
    single = not listed or listed[0].low not in document.lexicon.words("grammar", "and")
    return bool(many) and single and document.plain[slice(hit.start, hit.end)].lower().endswith(many)


def _object(document: Document, hit: Hit, name: Span) -> bool:
    """ "Police detained NAME", "задержали учителя NAME": at most a role stands between."""
    gap = document.plain[hit.end : name[0]]
    if gap.count(":") == 1 and len(gap) < LINK and not any(c in gap for c in ".;!?("):
        return _after_colon(document, hit.end + gap.index(":") + 1, name[0])
    if len(gap) > 60 or any(c in gap for c in ".,;:!?()"):
        return False
    if on_another(document, hit.start) and gap.split()[:1] not in (["a"], ["al"]):
        return False
    if _participle(document, hit) or _helped(document, hit):
        if _by(document, hit.end, name[0]):
            return False
        if not document.lexicon.setting("inflects", False):
            return False
        agents = tuple(document.lexicon.setting("agent_endings", ()))
        if agents and document.plain[slice(*name)].lower().endswith(agents):
            return False  # "задержаны следователем Орловым"
    little = document.lexicon.words("grammar", "articles") | document.lexicon.words("grammar", "of")
    words = [w for w in document.words_in(hit.end, name[0]) if w.low not in little]
    words = parting.without_days(document, words)
    if not words:
        return True
    role = _role_before(document, hit.end, name[0])
    return role is not None and len(document.words_in(hit.end, role)) < 3 and not _helped(document, hit)


def _after_colon(document: Document, start: int, place: int) -> bool:
    """ "Four people were taken to the station: the glassblower NAME, ...": the list begins after the colon."""
    role = _role_before(document, start, place)
    return len(document.words_in(start, place)) < (5 if role is not None else 3)


def _role_before(document: Document, start: int, place: int) -> int | None:
    """Where the role that stands right before a name begins."""
    near = [
        h for h in document.hits.within("people", start, place, *OFFICES) if not document.plain[h.end : place].strip()
    ]
    return min((h.start for h in near), default=None)


def _participle(document: Document, hit: Hit) -> bool:
    """A form of the verb that is passive by its ending alone."""
    endings = tuple(document.lexicon.setting("passive_endings", ()))
    return bool(endings) and document.plain[hit.start : hit.end].lower().endswith(endings)


def _by(document: Document, start: int, end: int) -> bool:
    """ "von NAME verurteilt": the last word says that this one did it."""
    before = document.words_in(start, end)[-1:]
    return bool(before) and before[0].low in document.lexicon.words("grammar", "agents")


def _helped(document: Document, hit: Hit) -> bool:
    """Is the verb passive because of the word before it ("was detained")?"""
    before = document.words_in(max(0, hit.start - 24), hit.start)
    return bool(before) and before[-1].low in document.lexicon.words("grammar", "passive")


def _harmed(document: Document, start: int, end: int) -> bool:
    done = document.hits.within("incidents", start, end, *HARM, *AGAINST)  # a "strike committee" does nothing
    return bool(done or document.hits.within("people", start, end, "says"))


def _busy(document: Document, start: int, end: int) -> bool:
    """Does something happen between two places, so that a new clause has begun?"""
    helpers = document.lexicon.words("grammar", "passive") | document.lexicon.words("grammar", "auxiliaries")
    active = document.lexicon.words("grammar", "active")
    return _harmed(document, start, end) or any(
        w.low in helpers or w.low in active for w in document.words_in(start, end)
    )


def passive_from(document: Document, start: int, end: int) -> int:
    """Where the verb begins that ends a role, or `end`."""
    helpers = document.lexicon.words("grammar", "passive") | document.lexicon.words("grammar", "auxiliaries")
    return next((w.start for w in document.words_in(start, end) if w.low in helpers), end)
