"""Who is who: persons at risk, officials, perpetrators, organisers, and others only mentioned."""

from bisect import bisect_right
from dataclasses import dataclass, field

from hueandcry import names
from hueandcry.reader import coordination, persons
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Letter, Organisation, Person, Span, Target
from hueandcry.reader.persons import Name

EDGES = " \n,;–—-("
BEFORE = 90  # letters in which an office before a name still belongs to it
AFTER = 70
SUFFERED = 4  # votes of "NAME was detained": enough for the head of an unknown body, never for an office of state
MANY = 400  # people in one text; more is a list of voters and no report
CIVIL = ("union", "movement", "ngo", "political_international", "party", "media")
ACTIVE = ("threat", "beating", "dismissal", "killing", "fine", "torture", "other")  # "NAME threatened"
STATE = ("court", "state_body", "prison", "intergovernmental", "company")


@dataclass
class Group:
    """Mentions of one person."""

    mentions: list[Name]
    votes: dict[str, int] = field(default_factory=dict)
    role: tuple[int, int] | None = None
    evidence: int = 0

    def vote(self, status: str, weight: int = 1) -> None:
        self.votes[status] = self.votes.get(status, 0) + weight


def find(document: Document, letter: Letter, targets: list[Target], bodies: list[Organisation]) -> list[Person]:
    """The people of the text; whoever holds an office of state is never at risk."""
    kept = _outside(persons.find(document), bodies)
    groups = _grouped(kept)
    spans = sorted((n.start, n.end) for n in kept)
    suffered = coordination.suffered(document, spans)
    signed = letter.spans.get("signatory", [])
    addressed = [s for t in targets for s in t.spans.get("name", [])]
    found = []
    for group in groups:
        for name in group.mentions:
            _judge(document, group, name, spans)
            if name.start in suffered and not _territorial(document, group):
                group.vote("at_risk", SUFFERED)
                group.evidence += 1
            if any(s <= name.start < e for s, e in signed):
                group.vote("organiser", 5)
                group.evidence += 2
            if any(s <= name.start < e for s, e in addressed):
                group.vote("official", 9)
                group.evidence += 2
        person = _person(document, group)
        if person:
            found.append(person)
    return found


def _outside(found: list[Name], bodies: list[Organisation]) -> list[Name]:
    """Names that are not part of a body's name and not a town named elsewhere."""
    spans = sorted(s for body in bodies for s in body.spans["name"])
    starts = [s for s, _ in spans]
    towns = {n.tokens[0] for n in found if n.locative and len(n.tokens) == 1}
    spots = {n.tokens for n in found if n.locative and not n.titled}
    kept = []
    for name in found:
        at = bisect_right(starts, name.start) - 1
        inside = at >= 0 and name.start < spans[at][1]
        town = name.tokens[0] in towns and not name.titled
        if not inside and not town and (name.tokens not in spots or name.titled):
            kept.append(name)
    return kept


def _grouped(found: list[Name]) -> list[Group]:
    """Mentions put together by name; single words join the full name they are part of."""
    groups: list[Group] = []
    known: dict[str, list[Group]] = {}  # groups by the first letters of each word of their name
    for name in [n for n in found if len(n.tokens) > 1]:
        words = " ".join(name.tokens)
        for group in _near(name, known):
            score, _ = names.compare(words, " ".join(group.mentions[0].tokens))
            if score >= names.SAME:
                group.mentions.append(name)
                break
        else:
            _begin(name, groups, known)
    for name in [n for n in found if len(n.tokens) == 1]:
        home = _home(name, _near(name, known))
        if home:
            home.mentions.append(name)
        else:
            _begin(name, groups, known)
    return groups


def _begin(name: Name, groups: list[Group], known: dict[str, list[Group]]) -> None:
    if len(groups) >= MANY:
        return
    groups.append(Group([name]))
    for letters in _first_letters(name):
        known.setdefault(letters, []).append(groups[-1])


def _near(name: Name, known: dict[str, list[Group]]) -> list[Group]:
    """Groups that share the first letters of a word: only those are worth comparing."""
    near = {id(g): g for letters in _first_letters(name) for g in known.get(letters, ())}
    return list(near.values())


def _first_letters(name: Name) -> set[str]:
    return {word[:2] for word in names.fold(" ".join(name.tokens)).split()}


def _home(name: Name, groups: list[Group]) -> Group | None:
    """The one group a single name belongs to; nobody when two people share it."""
    scored = []
    for group in groups:
        score, _ = names.compare(name.tokens[0], " ".join(group.mentions[0].tokens))
        if score >= names.SAME:
            scored.append((score, group))
    scored.sort(key=lambda pair: -pair[0])
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.02:
        before = [p for p in scored if p[1].mentions[0].start < name.start]
        return before[-1][1] if len(before) == 1 else None
    return scored[0][1] if scored else None


def _territorial(document: Document, group: Group) -> bool:
    """Does the role speak of a region or a state, so that its head may be an official?"""
    if not group.role or not group.votes.get("head"):
        return False
    start, end = group.role[0] - 20, group.role[1]
    territory = document.hits.within("people", start, end, "territory")
    return bool(territory or document.hits.within("demonyms", start, end))


def _judge(document: Document, group: Group, name: Name, spans: list[Span]) -> None:
    """Let one mention vote for what its person is."""
    start, end = document.sentence_at(name.start)
    before = (max(start, name.start - BEFORE), name.start)
    after = (name.end, min(end, name.end + AFTER))
    group.evidence += 2 * name.titled + name.strong + (len(name.tokens) > 1)
    _office_before(document, group, before, spans)
    _office_after(document, group, after, spans)
    if _is_victim(document, name, start, end):
        group.vote("at_risk", 2)
        group.evidence += 1
    if document.hits.within("people", max(start, name.start - 30), name.start, "including"):
        group.vote("at_risk", 1)
        group.evidence += 1
    if document.hits.within("people", name.end, min(end, name.end + 25), "says"):
        group.evidence += 1
    if _listed(document, name):
        group.evidence += 2
        if _listed_as_victim(document, name):
            group.vote("at_risk", 2)
    if name.start < document.layout.lines[0].end:
        group.vote("at_risk", 1)
        group.evidence += 1


def _listed(document: Document, name: Name) -> bool:
    """An item of a list that is a name and little else."""
    line = document.layout.line_at(name.start)
    return bool(line.marker) and name.start - line.body < 3 and len(name.tokens) > 1


def _listed_as_victim(document: Document, name: Name) -> bool:
    """The line above the list says that something was done to those in it."""
    at = document.layout.index_at(name.start)
    while at > 0 and document.layout.lines[at].marker:
        at -= 1
    lead = document.layout.lines[at]
    harm = document.hits.within("incidents", lead.start, lead.end)
    asks = document.hits.within("targets", lead.start, lead.end, "marker", "copies")
    return bool(harm) and not asks


def _taken(document: Document, office: int, place: int, spans: list[Span]) -> bool:
    """Does an office belong to the name before it: "NAME, secretary of the circle, and NAME"?"""
    gap = document.plain[office:place].rstrip()
    closed = gap.endswith(",") or coordination.ends_in_and(document, office, place)
    at = bisect_right(spans, (office, 0)) - 1
    if at < 0 or not closed:
        return False
    lead = document.plain[spans[at][1] : office]
    return len(lead) < 40 and lead.startswith(",") and lead.count(",") == 1 and not any(c in lead for c in ".;:!?")


def _office_before(document: Document, group: Group, place: Span, spans: list[Span]) -> None:
    """ "Minister of Justice NAME", "activist NAME", "head of prison colony IK 90, NAME"."""
    hits = document.hits.within("people", *place, "official", "head", "at_risk", "perpetrator", "organiser", "former")
    if not hits:
        return
    best = max(hits, key=lambda h: (h.end, -h.start))
    heads = [h for h in hits if h.key in ("official", "head", "perpetrator") and h.start <= best.start]
    if best.key in ("head", "perpetrator") and len(heads) > 1 and heads[-1].end > best.start - 2:
        best = heads[-1]
    gap = document.plain[best.end : place[1]]
    if any(c in gap for c in ".;:!?") or gap.count(",") > 1 or _has_verb(document, best.end, place[1]):
        return
    if _speaks(document, best.end, place[1]) or _taken(document, best.start, place[1], spans):
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


def _office_after(document: Document, group: Group, place: Span, spans: list[Span]) -> None:
    """ "NAME, president of the union", "NAME (activist)"."""
    text = document.plain[place[0] : place[1]]
    lead = len(text) - len(text.lstrip(" \n"))
    mark = text[lead : lead + 1]
    if mark not in (",", "(", "–", "—", "-"):
        return
    hits = document.hits.within("people", place[0], place[1], "official", "head", "at_risk", "perpetrator", "organiser")
    for hit in hits:
        gap = document.plain[place[0] + lead + 1 : hit.start]
        if any(c in gap for c in ",.;:()") or len(gap) > 40 or _has_verb(document, place[0], hit.start):
            break
        stop = _role_end(document, hit.end, place[1], spans)
        _vote_office(document, group, hit.key, hit.start, hit.end, stop)
        group.role = group.role or _role(document, place[0] + lead + 1, stop)
        break


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
    bodies = document.hits.within("organisations", first, last)
    civil = any(h.key in CIVIL for h in bodies)
    state = any(h.key in STATE for h in bodies) or bool(document.hits.within("demonyms", start - 14, start))
    group.evidence += 2
    if key == "at_risk":
        group.vote("at_risk", 3)
    elif key == "organiser":
        group.vote("organiser", 3)
    elif former:
        group.vote("other", 1)
    elif key == "perpetrator" or (bodies and bodies[0].key == "prison"):
        group.vote("perpetrator", 6)
    elif key == "official":
        # "President" alone is the head of state; with a union it is not.
        group.vote("at_risk", 2) if civil and not state else group.vote("official", 6)
    elif state and not (civil and bodies[0].key in CIVIL):
        group.vote("official", 6)
    elif civil:
        group.vote("at_risk", 2)
    elif not bodies:
        group.vote("head", 1)


def _speaks(document: Document, start: int, end: int) -> bool:
    """Does a new clause begin between an office and a name ("Minister, I read that NAME")?"""
    glue = document.lexicon.words("organisations_glue", "any")
    starters = document.lexicon.words("grammar", "sentence_starters")
    return any(w.low in starters and w.low not in glue for w in document.words_in(start, end))


def _has_verb(document: Document, start: int, end: int) -> bool:
    return bool(
        document.hits.within("incidents", start, end, "arrest", "release", "threat", "dismissal")
        or document.hits.within("people", start, end, "says")
    )


def _is_victim(document: Document, name: Name, start: int, end: int) -> bool:
    """Does the sentence say that something was done to this name?"""
    if document.hits.within("uncertain", start, name.start) and not document.hits.within("incidents", name.end, end):
        return False
    harm = [h for h in document.hits.within("incidents", start, end) if h.key not in ("protest", "other")]
    if not harm:
        return False
    near = [h for h in harm if max(h.start - name.end, name.start - h.end) < 60]
    return any(h.key not in ACTIVE or not 0 <= h.start - name.end <= 3 for h in near)


def _person(document: Document, group: Group) -> Person | None:
    needed = 2 if not document.lexicon.setting("nouns_capitalised", False) else 3
    first = group.mentions[0]
    single = all(len(n.tokens) == 1 for n in group.mentions)
    if single and (group.evidence < 3 or not (group.votes or first.titled)):
        return None
    if not single and group.evidence < needed and not group.votes:
        return None
    located = [n.locative for n in group.mentions]
    if (all(located) or (single and any(located))) and not any(n.titled for n in group.mentions):
        return None
    # Offices outweigh everything: a draft that appeals for a minister is the worst error.
    status = "other"
    if group.votes.get("head") and group.votes.get("at_risk", 0) < 4:
        group.votes.pop("at_risk", None)  # the head of something unknown: no guess
    for wanted in ("perpetrator", "official", "organiser", "at_risk"):
        if group.votes.get(wanted, 0) >= (6 if wanted in ("perpetrator", "official") else 1):
            status = wanted
            break
    shown = _shown(group)
    name = " ".join(document.text[shown.start : shown.end].split())
    forms = {" ".join(document.text[n.start : n.end].split()) for n in group.mentions}
    aliases = sorted(forms - {name})
    person = Person(name, aliases, status, confidence=min(0.95, 0.4 + 0.1 * group.evidence))
    person.spans = {"name": [(n.start, n.end) for n in [shown, *(m for m in group.mentions if m is not shown)]]}
    if group.role:
        person.role = " ".join(document.text[group.role[0] : group.role[1]].split()).strip(" ,")
        person.spans["role"] = [group.role]
    return person


def _shown(group: Group) -> Name:
    """The fullest form; among case forms the shortest, which is most often the dictionary form."""
    most = max(len(n.tokens) for n in group.mentions)
    full = [n for n in group.mentions if len(n.tokens) == most]
    cyrillic = any("а" <= c.lower() <= "я" for c in full[0].tokens[0])
    if not cyrillic:
        return full[0]
    return min(full, key=lambda n: (_oblique(n), sum(len(t) for t in n.tokens)))


def _oblique(name: Name) -> int:
    return sum(t.lower().endswith(("у", "ю", "ой", "ым", "ом", "ем", "ого", "ому", "е", "ові")) for t in name.tokens)
