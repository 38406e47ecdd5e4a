"""Who stands where in the story: what the text says of each person votes for what that person is."""

import itertools
import re
from bisect import bisect_right

from hueandcry.reader import coordination, leaders, quantities, roles
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Letter, Span, Target
from hueandcry.reader.persons import Name

BEFORE = 90  # letters in which an office before a name still belongs to it
AFTER = 70
HEADLINE = 200  # letters of a first line that is a headline and not the whole text
NEAR = 60  # letters between a name and what was done to it
SUFFERED = 4  # votes of "NAME was detained": enough for the head of an unknown body, never for an office of state
CHAIN = 3  # names in one breath that make a list of those it happened to
INNOCENT = {"at_risk", "named", "speaks", "aside"}  # votes that leave open that it happened to somebody
SALIENT = 3  # mentions that make somebody more than a bystander
OPENING = 4  # sentences in which a report says whom it is about
ACTIVE = ("threat", "beating", "dismissal", "killing", "fine", "torture", "other")  # "NAME threatened"


AGE = re.compile(
    r",? \(?(?:aged? |de |im Alter von )?(?:1[4-9]|[2-8]\d)"
    r"(?: ?(?:years old|años|ans|jahre|лет|года?|років|роки|гадоў|жаста|жас))?[,.;)]",
    re.IGNORECASE,
)


ADDRESS = 140  # letters of a line that says to whom a letter goes
HEAD_LINES = 15  # lines of a text in which such a line stands
ADDRESSED = re.compile(
    r"(?:À|A|To|An|Al|A la|À l'attention de|Attn|Кому|Каму|Кімге)\b[ .:]{0,3}(?:[^\W\d_]{1,14}\.? ){0,3}$",
    re.IGNORECASE,
)


def judge(document: Document, groups: list[roles.Group], letter: Letter, targets: list[Target]) -> None:
    """Let every mention vote; an office of state outweighs all that is said of its holder."""
    spans = sorted((n.start, n.end) for group in groups for n in group.mentions)
    suffered = coordination.suffered(document, spans)
    shared = coordination.share_office(document, spans)
    signed = letter.spans.get("signatory", [])
    # Friends write to a prisoner too, but by post, and to no office.
    office = [s for t in targets if t.email or t.phone or t.fax or t.role for s in t.spans.get("name", [])]
    posted = [s for t in targets for s in t.spans.get("name", [])]
    for group in groups:
        group.evidence += min(len(group.mentions) - 1, 2)
        for name in group.mentions:
            _mention(document, group, name, spans)
            if name.start in suffered and not _territorial(document, group):
                group.vote("at_risk", SUFFERED)
                group.evidence += 1
            if name.start in shared:
                group.vote("official", roles.OFFICIAL)
                group.evidence += 1
            if any(s <= name.start < e for s, e in signed):
                group.vote("organiser", 5)
                group.evidence += 2
            held = any(s <= name.start < e for s, e in office)
            if held or (any(s <= name.start < e for s, e in posted) and group.votes.get("at_risk", 0) < SUFFERED):
                group.vote("official", 9)
                group.evidence += 2
        _salient(document, group)
        told = group.votes.get("aside") or (group.votes.get("named") and group.votes.get("speaks"))
        if told and group.votes.get("at_risk", 0) < SUFFERED:
            group.votes.pop("at_risk", None)  # a lawyer near an arrest is most often its lawyer
        elif group.votes.get("named") and not set(group.votes) - INNOCENT and _harm_beside(document, group):
            group.vote(
                "at_risk"
            )  # who is told with a trade beside harm, without an office, is most often whom it is about
        leaders.judge(document, group)
    _share(document, groups, spans)


def _share(document: Document, groups: list[roles.Group], spans: list[Span]) -> None:
    """What is said of one name of a list is said of all: "NAME, NAME and NAME got 24, 18 and 9 months"."""
    owner = {name.start: group for group in groups for name in group.mentions}
    for chain in _chains(document, spans):
        listed = list({id(owner[s]): owner[s] for s, _ in chain}.values())
        clean = not any(set(g.votes) - INNOCENT for g in listed)
        if len(listed) >= CHAIN and clean and _harm_near(document, chain[0][0]):
            for group in listed:
                group.vote("at_risk", 3)
    for one, two in itertools.pairwise(spans):
        pair = owner[one[0]], owner[two[0]]
        if pair[0] is pair[1] or not coordination.linked(document, one, two):
            continue
        hurt = [g.votes.get("at_risk", 0) >= 2 and not _holds_office(g) for g in pair]
        start, end = document.sentence_at(one[0])
        if hurt[0] != hurt[1] and document.hits.within("incidents", start, end, *coordination.HARM):
            other = pair[hurt.index(False)]
            if not set(other.votes) - (INNOCENT - {"speaks", "aside"}):
                other.vote("at_risk", 2)


def _harm_beside(document: Document, group: roles.Group) -> bool:
    """Does any sentence that names somebody say that something was done?"""
    return any(
        document.hits.within("incidents", *document.sentence_at(name.start), *coordination.HARM)
        for name in group.mentions
    )


def _chains(document: Document, spans: list[Span]) -> list[list[Span]]:
    """Names in one breath, put together."""
    chains: list[list[Span]] = []
    for span in spans:
        if chains and coordination.linked(document, chains[-1][-1], span):
            chains[-1].append(span)
        else:
            chains.append([span])
    return chains


def _harm_near(document: Document, place: int) -> bool:
    """Does this sentence, the one before or the next say that something was done, and is it no signature?"""
    sentences = document.layout.sentences
    at = bisect_right(sentences, (place, len(document.text) + 1)) - 1
    signed = document.hits.within("letter", max(0, place - 200), place, "closing")
    if signed or not 0 <= at < len(sentences):
        return False
    start, end = sentences[max(0, at - 1)][0], sentences[min(at + 1, len(sentences) - 1)][1]
    return bool(document.hits.within("incidents", start, end, *coordination.HARM))


def _holds_office(group: roles.Group) -> bool:
    return any(group.votes.get(key, 0) >= roles.OFFICIAL for key in ("official", "perpetrator"))


def _territorial(document: Document, group: roles.Group) -> bool:
    """Does the role speak of a region or a state, so that its head may be an official?"""
    if not group.role or not group.votes.get("head"):
        return False
    start, end = group.role[0] - 20, group.role[1]
    territory = document.hits.within("people", start, end, "territory")
    return bool(territory or document.hits.within("demonyms", start, end))


def _mention(document: Document, group: roles.Group, name: Name, spans: list[Span]) -> None:
    """Let one mention vote for what its person is."""
    start, end = document.sentence_at(name.start)
    before = (max(start, name.start - BEFORE), name.start)
    after = (name.end, min(end, name.end + AFTER))
    group.evidence += 2 * name.titled + name.strong + name.given + (len(name.tokens) > 1)
    roles.office_before(document, group, before, spans)
    roles.office_after(document, group, after, spans)
    if _in_list(document, name, spans):
        group.evidence += 1
    speaks = _speaker(document, name, start, end)
    if not speaks and (_is_victim(document, name, (start, end), spans) or _opens_story(document, name, (start, end))):
        group.vote("at_risk", 2)
        group.evidence += 1
    if not speaks and _cause(document, name):
        group.vote("at_risk", SUFFERED)
        group.evidence += 2
    if _penalty_beside(document, name) or AGE.match(document.plain, name.end, name.end + 24):
        group.vote("at_risk", 3)
        group.evidence += 1
    if _in_power(document, name) or _leads_police(document, name, start) or _is_addressee(document, name):
        group.vote("official", roles.OFFICIAL)
    if document.hits.within("people", max(start, name.start - 30), name.start, "including"):
        group.vote("at_risk", 1)
        group.evidence += 1
    if speaks:
        group.vote("speaks")
        group.evidence += 1
    if _listed(document, name):
        group.evidence += 2
        if _listed_as_victim(document, name):
            group.vote("at_risk", 3)
    if not speaks and _in_headline(document, name):
        group.vote("at_risk", 1)
        group.evidence += 1


def _in_headline(document: Document, name: Name) -> bool:
    """A first line without a full stop is a headline; whom it names the report is about."""
    first = document.layout.lines[0]
    return name.start < first.end < HEADLINE and not first.text.endswith(".")


def _in_list(document: Document, name: Name, spans: list[Span]) -> bool:
    """Names that stand together vouch for each other."""
    if len(name.tokens) < 2:
        return False
    at = bisect_right(spans, (name.start, name.end)) - 1
    around = [spans[i] for i in (at - 1, at, at + 1) if 0 <= i < len(spans)]
    return any(coordination.linked(document, one, two) for one, two in itertools.pairwise(around))


def _salient(document: Document, group: roles.Group) -> None:
    """Somebody named again and again, without an office, beside what was done: the report is about this one."""
    if set(group.votes) - INNOCENT or len(group.mentions) < SALIENT:
        return
    harmed = 0
    for name in group.mentions:
        start, end = document.sentence_at(name.start)
        harm = document.hits.within("incidents", start, end, *coordination.HARM)
        harmed += bool(harm) and not _speaker(document, name, start, end)
    if harmed >= 1:
        group.vote("at_risk", 2)


def _opens_story(document: Document, name: Name, sentence: Span) -> bool:
    """The first sentences of a report say to whom it happened, in whatever words."""
    sentences = document.layout.sentences
    if not sentences or name.start >= sentences[min(OPENING, len(sentences)) - 1][1] or len(name.tokens) < 2:
        return False
    return bool(document.hits.within("incidents", *sentence, *coordination.HARM))


def _cause(document: Document, name: Name) -> bool:
    """ "Free NAME", "the family of NAME", "дело NAME": whose cause it is."""
    for hit in document.hits.within("people", max(0, name.start - NEAR), name.start, "cause"):
        gap = document.plain[hit.end : name.start]
        if not any(c in gap for c in ".,;:!?()\n") and _role_only(document, hit.end, name.start):
            return True
    possessed = document.plain[name.end : name.end + 2] == "'s"
    following = document.words_in(name.end + 2, name.end + 24)[:2] if possessed else []
    belongs = document.lexicon.words("people", "belongs")
    return any(w.low in belongs for w in following)


def _role_only(document: Document, start: int, place: int) -> bool:
    """Nothing but little words and a role between two places."""
    little = document.lexicon.words("grammar", "articles") | document.lexicon.words("grammar", "of")
    words = [w for w in document.words_in(start, place) if w.low not in little]
    if not words:
        return True
    if len(words) > 4:
        return False
    roles_there = document.hits.within("people", start, place, *coordination.OFFICES)
    state = any(h.key in ("official", "officials", "perpetrator") for h in roles_there)
    return bool(roles_there) and not state and roles_there[-1].end >= words[-1].end


def _penalty_beside(document: Document, name: Name) -> bool:
    """ "NAME (4 years)", "NAME: 15 days", "NAME – fined 300 dollars"."""
    after = document.plain[name.end : name.end + 3].lstrip()
    if after[:1] not in ("(", ":", "–", "—", "-"):
        return False
    found = quantities.find(document, name.end, min(len(document.plain), name.end + 50))
    stop = document.plain.find("\n", name.end, name.end + 50)
    ages = document.lexicon.words("quantities", "age")
    return any(
        q.kind in ("time", "money")
        and (stop < 0 or q.start < stop)
        and not any(w.low in ages for w in document.words_in(q.start, q.end + 8))
        for q in found
    )


def _is_addressee(document: Document, name: Name) -> bool:
    """ "À Madame NAME, ..." on a short line near the head of a text: to whom the letter goes."""
    line = document.layout.line_at(name.start)
    lead = document.plain[line.start : name.start]
    return (
        len(line.text) < ADDRESS and bool(ADDRESSED.match(lead)) and document.layout.index_at(name.start) < HEAD_LINES
    )


def _leads_police(document: Document, name: Name, start: int) -> bool:
    """ "Officers led by NAME"; a rally led by NAME is another thing."""
    led = document.hits.within("people", max(start, name.start - 40), name.start, "led")
    return bool(led) and bool(document.hits.within("groups", start, led[-1].start, "police"))


def _in_power(document: Document, name: Name) -> bool:
    """ "The NAME regime", "режим NAME"."""
    after = document.words_in(name.end, name.end + 16)[:1]
    power = document.lexicon.words("people", "power")
    if document.lexicon.setting("inflects", False) or document.lexicon.language in ("es", "fr"):
        near = document.hits.within("people", max(0, name.start - 16), name.start, "power")
        return any(not document.plain[h.end : name.start].strip() for h in near)
    return any(w.low in power and document.plain[name.end : w.start] in (" ", "'s ", "-") for w in after)


def _listed(document: Document, name: Name) -> bool:
    """An item of a list that is a name and little else."""
    line = document.layout.line_at(name.start)
    return bool(line.marker) and name.start - line.body < 3 and len(name.tokens) > 1


def _listed_as_victim(document: Document, name: Name) -> bool:
    """The item itself or the line above the list says that something was done to those in it."""
    at = document.layout.index_at(name.start)
    item = document.layout.lines[at]
    if document.hits.within("incidents", name.end, item.end, *coordination.HARM):
        return True
    if any(q.kind != "people" for q in quantities.find(document, name.end, min(item.end, name.end + NEAR))):
        return True  # "– NAME: 15 days"
    lead = document.layout.lines[_lead(document, at)]
    harm = document.hits.within("incidents", lead.start, lead.end)
    harm = harm or document.hits.within("people", lead.start, lead.end, "cause")
    asks = document.hits.within("targets", lead.start, lead.end, "marker", "copies")
    return bool(harm) and not asks


def _lead(document: Document, at: int) -> int:
    """The line above the list in which a line stands."""
    leads: list[int] = document.notes.setdefault("leads", [])
    if not leads:
        for here, line in enumerate(document.layout.lines):
            leads.append(leads[-1] if line.marker and here else here)
    return leads[at]


def _is_victim(document: Document, name: Name, sentence: Span, spans: list[Span]) -> bool:
    """Does the sentence say that something was done to this name, and not to one nearer to it?"""
    start, end = sentence
    if document.hits.within("uncertain", start, name.start) and not document.hits.within("incidents", name.end, end):
        return False
    for hit in document.hits.within("incidents", start, end):
        if hit.key in ("protest", "other") or max(hit.start - name.end, name.start - hit.end) >= NEAR:
            continue
        if hit.key in ACTIVE and name.end <= hit.start and not coordination.is_passive(document, name.end, hit):
            continue
        between = (hit.end, name.start) if hit.end <= name.start else (name.end, hit.start)
        at = bisect_right(spans, (between[0], 0))
        others = [s for s in spans[at : at + 8] if between[0] <= s[0] and s[1] <= between[1]]
        if not others or all(coordination.linked(document, *pair) for pair in _pairs(others, name)):
            return True
    return False


def _pairs(others: list[Span], name: Name) -> list[tuple[Span, Span]]:
    """Neighbours in the chain that leads from the names between to this one."""
    chain = sorted([*others, (name.start, name.end)])
    return list(itertools.pairwise(chain))


def _speaker(document: Document, name: Name, start: int, end: int) -> bool:
    """ "According to NAME, the lawyer, ..." and "NAME said": it was told by this one, not done to this one."""
    told = document.hits.within("people", max(start, name.start - NEAR), name.start, "according")
    if any(not any(c in document.plain[h.end : name.start] for c in ",;:") for h in told):
        return True
    return any(
        not any(c in document.plain[name.end : h.start] for c in ";:(")
        for h in document.hits.within("people", name.end, min(end, name.end + 25), "says")
    )
