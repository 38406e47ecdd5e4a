"""Who is who: persons at risk, officials, perpetrators, organisers, and others only mentioned."""

from bisect import bisect_right

from hueandcry import names
from hueandcry.reader import coordination, leaders, persons, quantities, roles
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Letter, Organisation, Person, Span, Target
from hueandcry.reader.persons import Name

BEFORE = 90  # letters in which an office before a name still belongs to it
AFTER = 70
HEADLINE = 200  # letters of a first line that is a headline and not the whole text
NEAR = 60  # letters between a name and what was done to it
SUFFERED = 4  # votes of "NAME was detained": enough for the head of an unknown body, never for an office of state
SALIENT = 3  # mentions that make somebody more than a bystander
MANY = 400  # people in one text; more is a list of voters and no report
ACTIVE = ("threat", "beating", "dismissal", "killing", "fine", "torture", "other")  # "NAME threatened"


def find(document: Document, letter: Letter, targets: list[Target], bodies: list[Organisation]) -> list[Person]:
    """The people of the text; whoever holds an office of state is never at risk."""
    kept = _outside(persons.find(document), bodies)
    groups = _grouped(kept)
    spans = sorted((n.start, n.end) for n in kept)
    suffered = coordination.suffered(document, spans)
    shared = coordination.share_office(document, spans)
    signed = letter.spans.get("signatory", [])
    addressed = [s for t in targets for s in t.spans.get("name", [])]
    for group in groups:
        group.evidence += min(len(group.mentions) - 1, 2)
        for name in group.mentions:
            _judge(document, group, name, spans)
            if name.start in suffered and not _territorial(document, group):
                group.vote("at_risk", SUFFERED)
                group.evidence += 1
            if name.start in shared:
                group.vote("official", roles.OFFICIAL)
                group.evidence += 1
            if any(s <= name.start < e for s, e in signed):
                group.vote("organiser", 5)
                group.evidence += 2
            if any(s <= name.start < e for s, e in addressed) and group.votes.get("at_risk", 0) < SUFFERED:
                group.vote("official", 9)
                group.evidence += 2
        _salient(document, group)
        leaders.judge(document, group)
    _share(document, groups, spans)
    return [person for group in groups if (person := _person(document, group))]


def _share(document: Document, groups: list[roles.Group], spans: list[Span]) -> None:
    """What is said of one name of a list is said of all: "NAME, NAME and NAME got 24, 18 and 9 months"."""
    owner = {name.start: group for group in groups for name in group.mentions}
    for one, two in zip(spans, spans[1:], strict=False):
        pair = owner[one[0]], owner[two[0]]
        if pair[0] is pair[1] or not coordination.linked(document, one, two):
            continue
        hurt = [g.votes.get("at_risk", 0) >= 2 and not _holds_office(g) for g in pair]
        start, end = document.sentence_at(one[0])
        if hurt[0] != hurt[1] and document.hits.within("incidents", start, end, *coordination.HARM):
            other = pair[hurt.index(False)]
            if not set(other.votes) - {"at_risk", "named"}:
                other.vote("at_risk", 2)


def _holds_office(group: roles.Group) -> bool:
    return any(group.votes.get(key, 0) >= roles.OFFICIAL for key in ("official", "perpetrator"))


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


def _grouped(found: list[Name]) -> list[roles.Group]:
    """Mentions put together by name; single words join the full name they are part of."""
    groups: list[roles.Group] = []
    known: dict[str, list[roles.Group]] = {}  # groups by the first letters of each word of their name
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


def _begin(name: Name, groups: list[roles.Group], known: dict[str, list[roles.Group]]) -> None:
    if len(groups) >= MANY:
        return
    groups.append(roles.Group([name]))
    for letters in _first_letters(name):
        known.setdefault(letters, []).append(groups[-1])


def _near(name: Name, known: dict[str, list[roles.Group]]) -> list[roles.Group]:
    """Groups that share the first letters of a word: only those are worth comparing."""
    near = {id(g): g for letters in _first_letters(name) for g in known.get(letters, ())}
    return list(near.values())


def _first_letters(name: Name) -> set[str]:
    return {word[:2] for word in names.fold(" ".join(name.tokens)).split()}


def _home(name: Name, groups: list[roles.Group]) -> roles.Group | None:
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


def _territorial(document: Document, group: roles.Group) -> bool:
    """Does the role speak of a region or a state, so that its head may be an official?"""
    if not group.role or not group.votes.get("head"):
        return False
    start, end = group.role[0] - 20, group.role[1]
    territory = document.hits.within("people", start, end, "territory")
    return bool(territory or document.hits.within("demonyms", start, end))


def _judge(document: Document, group: roles.Group, name: Name, spans: list[Span]) -> None:
    """Let one mention vote for what its person is."""
    start, end = document.sentence_at(name.start)
    before = (max(start, name.start - BEFORE), name.start)
    after = (name.end, min(end, name.end + AFTER))
    group.evidence += 2 * name.titled + name.strong + (len(name.tokens) > 1)
    roles.office_before(document, group, before, spans)
    roles.office_after(document, group, after, spans)
    if _in_list(document, name, spans):
        group.evidence += 1
    if _is_victim(document, name, (start, end), spans):
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
    if name.start < document.layout.lines[0].end < HEADLINE:
        group.vote("at_risk", 1)
        group.evidence += 1


def _in_list(document: Document, name: Name, spans: list[Span]) -> bool:
    """Names that stand together vouch for each other."""
    if len(name.tokens) < 2:
        return False
    at = bisect_right(spans, (name.start, name.end)) - 1
    around = [spans[i] for i in (at - 1, at, at + 1) if 0 <= i < len(spans)]
    return any(coordination.linked(document, one, two) for one, two in zip(around, around[1:], strict=False))


def _salient(document: Document, group: roles.Group) -> None:
    """Somebody named again and again, without an office, beside what was done: the report is about this one."""
    if set(group.votes) - {"at_risk", "named"} or len(group.mentions) < SALIENT:
        return
    harmed = 0
    for name in group.mentions:
        start, end = document.sentence_at(name.start)
        harm = document.hits.within("incidents", start, end, *coordination.HARM)
        harmed += bool(harm) and not _speaker(document, name, start, end)
    if harmed >= 2:
        group.vote("at_risk", 1)


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
    while at > 0 and document.layout.lines[at].marker:
        at -= 1
    lead = document.layout.lines[at]
    harm = document.hits.within("incidents", lead.start, lead.end)
    asks = document.hits.within("targets", lead.start, lead.end, "marker", "copies")
    return bool(harm) and not asks


def _is_victim(document: Document, name: Name, sentence: Span, spans: list[Span]) -> bool:
    """Does the sentence say that something was done to this name, and not to one nearer to it?"""
    start, end = sentence
    if document.hits.within("uncertain", start, name.start) and not document.hits.within("incidents", name.end, end):
        return False
    if _speaker(document, name, start, end):
        return False
    for hit in document.hits.within("incidents", start, end):
        if hit.key in ("protest", "other") or max(hit.start - name.end, name.start - hit.end) >= NEAR:
            continue
        if hit.key in ACTIVE and 0 <= hit.start - name.end <= 3:
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
    return list(zip(chain, chain[1:], strict=False))


def _speaker(document: Document, name: Name, start: int, end: int) -> bool:
    """ "According to NAME, the lawyer, ..." and "NAME said": it was told by this one, not done to this one."""
    told = document.hits.within("people", max(start, name.start - NEAR), name.start, "according")
    if any(not any(c in document.plain[h.end : name.start] for c in ",;:") for h in told):
        return True
    return any(
        not any(c in document.plain[name.end : h.start] for c in ";:(")
        for h in document.hits.within("people", name.end, min(end, name.end + 25), "says")
    )


def _person(document: Document, group: roles.Group) -> Person | None:
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


def _shown(group: roles.Group) -> Name:
    """The fullest form; among case forms the shortest, which is most often the dictionary form."""
    most = max(len(n.tokens) for n in group.mentions)
    full = [n for n in group.mentions if len(n.tokens) == most]
    cyrillic = any("а" <= c.lower() <= "я" for c in full[0].tokens[0])
    if not cyrillic:
        return full[0]
    return min(full, key=lambda n: (_oblique(n), sum(len(t) for t in n.tokens)))


def _oblique(name: Name) -> int:
    return sum(t.lower().endswith(("у", "ю", "ой", "ым", "ом", "ем", "ого", "ому", "е", "ові")) for t in name.tokens)
