"""Who stands where in the story: what the text says of each person votes for what that person is."""

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from hueandcry.reader.draft import Letter, Span, Target
from hueandcry.reader.text import coordination
from hueandcry.reader.text.document import Document
from hueandcry.reader.who import doers, leaders, roles, signs
from hueandcry.reader.who.persons import Name

BEFORE = 90  # letters in which an office before a name still belongs to it
AFTER = 70
SUFFERED = 4  # votes of "NAME was detained": enough for the head of an unknown body, never for an office of state
CERTAIN = 9  # votes of an address of protests
SIGNED = 5  # votes of a signature under the letter
CHAIN = 3  # names in one breath that make a list of those it happened to
INNOCENT = {"at_risk", "named", "speaks", "aside"}  # votes that leave open that it happened to somebody
OFFICES = ("official", "officials", "head", "perpetrator")
WHO = re.compile(r", (?:der|die|dem|den|dessen|deren) ")  # another is told of behind it
SALIENT = 3  # mentions that make somebody more than a bystander


@dataclass(frozen=True)
class Places:
    """Where names begin of which the text says something plain."""

    names: list[Span]
    suffered: set[int]
    wanted: set[int]  # whose release is asked for, whose family speaks
    in_office: set[int]
    chains: list[list[Span]]
    linked: set[int]
    doers: set[int]
    signed: list[Span]
    written_to: list[Span]  # at an address of protests
    posted: list[Span]


def judge(document: Document, groups: list[roles.Group], letter: Letter, targets: list[Target]) -> None:
    """Let every mention vote; an office of state outweighs all that is said of its holder."""
    places = _places(document, groups, letter, targets)
    for group in groups:
        group.evidence += min(len(group.mentions) - 1, 2)
        for name in group.mentions:
            _office(document, group, name, places)
            _mention(document, group, name, places)
        _salient(document, group)
        told = group.votes.get("aside") or (group.votes.get("named") and group.votes.get("speaks"))
        if told and group.votes.get("at_risk", 0) < SUFFERED:
            group.votes.pop("at_risk", None)  # a lawyer near an arrest is most often its lawyer
        elif group.votes.get("named") and not set(group.votes) - INNOCENT and _harm_beside(document, group):
            # Who is told with a trade beside harm, without an office, is most often whom it is about.
            group.vote("at_risk")
        if group.votes.get("organiser", 0) < SIGNED and group.votes.get("at_risk", 0) >= SUFFERED:
            group.votes.pop("organiser", None)  # a writer in prison wrote no report
        leaders.judge(document, group)
    doers.judge(document, groups, places.names)
    _step_down(document, groups, places)
    _share(document, groups, places.chains)


def _places(document: Document, groups: list[roles.Group], letter: Letter, targets: list[Target]) -> Places:
    spans = sorted((n.start, n.end) for group in groups for n in group.mentions)
    chains = coordination.chains(document, spans)
    suffered = coordination.suffered(document, spans)
    suffered |= coordination.with_them(document, spans, suffered)
    # Friends write to a prisoner too, but by post, and to no office.
    offices = [t for t in targets if t.email or t.phone or t.fax or t.role]
    return Places(
        names=spans,
        suffered=suffered,
        wanted=coordination.wanted(document, spans),
        in_office=coordination.share_office(document, spans),
        chains=chains,
        linked={s for chain in chains if len(chain) > 1 for s, _ in chain},
        doers=coordination.doers(document, chains),
        signed=letter.spans.get("signatory", []),
        written_to=[s for t in offices for s in t.spans.get("name", [])],
        posted=[s for t in targets for s in t.spans.get("name", [])],
    )


def _office(document: Document, group: roles.Group, name: Name, places: Places) -> None:
    """Let one mention vote for the office that its person holds."""
    start, end = document.sentence_at(name.start)
    roles.office_before(document, group, (max(start, name.start - BEFORE), name.start), places.names)
    roles.office_after(document, group, (name.end, min(end, name.end + AFTER)), places.names)
    if (
        signs.in_power(document, name)
        or signs.leads_police(document, name)
        or signs.is_addressee(document, name)
        or signs.judges(document, name)
        or name.start in places.in_office
        or signs.robed(document, name)
    ):
        group.vote("official", roles.OFFICIAL)
        group.evidence += 1
    if signs.is_against(document, name) or signs.wears_robe(document, name):
        group.vote("aside")
    group.near_office = group.near_office or _office_near(document, name, places.names)
    if any(s <= name.start < e for s, e in places.signed):
        group.vote("organiser", SIGNED)
        group.evidence += 2
    if name.start in places.wanted:
        return  # "release NAME" among the addresses is what to ask for
    held = any(s <= name.start < e for s, e in places.written_to)
    posted = held or any(s <= name.start < e for s, e in places.posted)
    if held or (posted and group.votes.get("at_risk", 0) < SUFFERED):
        group.vote("official", CERTAIN)
        group.evidence += 2


def _office_near(document: Document, name: Name, spans: list[Span]) -> bool:
    """Does an office of state stand near, with no other name between, though not in so many words this one's?"""
    at = bisect_left(spans, (name.start, 0))
    start, end = document.sentence_at(name.start)
    low = max(start, name.start - BEFORE, spans[at - 1][1] if at else 0)
    high = min(end, name.end + BEFORE, spans[at + 1][0] if at + 1 < len(spans) else end)
    return any(document.hits.within("people", *place, *OFFICES) for place in ((low, name.start), (name.end, high)))


def _mention(document: Document, group: roles.Group, name: Name, places: Places) -> None:
    """Let one mention vote for what its person is in the story."""
    group.evidence += 2 * name.titled + name.strong + name.given + (len(name.tokens) > 1)
    group.evidence += name.start in places.linked and len(name.tokens) > 1  # names that stand together vouch
    if signs.is_somebodys(document, name) and name.start not in places.wanted:
        return
    if signs.is_verdict_of(document, name):
        return
    suffered = name.start in places.suffered or doers.done_to(document, name)
    if suffered and not _territorial(document, group):
        _suffers(group, SUFFERED)
    if signs.has_age_or_penalty(document, name):
        _suffers(group, 3)
    if document.hits.within(
        "people", max(document.sentence_at(name.start)[0], name.start - 30), name.start, "including"
    ):
        _suffers(group, 1)
    if signs.is_listed(document, name, places.names):
        group.evidence += 2
        if signs.listed_as_victim(document, name, places.names):
            group.vote("at_risk", 3)
    if signs.speaks(document, name):
        group.vote("speaks")
        group.evidence += 1
        return  # what is said beside a speaker was done to others
    if name.start not in places.doers and (
        signs.is_victim(document, name, places.names) or signs.opens_story(document, name, places.names)
    ):
        _suffers(group, 2)
    if name.start in places.wanted or signs.belongs(document, name):
        _suffers(group, SUFFERED)
        group.evidence += 1
    if signs.in_headline(document, name):
        _suffers(group, 1)


def _suffers(group: roles.Group, weight: int) -> None:
    group.vote("at_risk", weight)
    group.evidence += 1


def _step_down(document: Document, groups: list[roles.Group], places: Places) -> None:
    """Who once held an office is in a report on others because of that office, unless it is his own cause."""
    others = max((len(g.mentions) for g in groups if _hurt(g) and not g.former), default=0)
    for group in groups:
        if not group.former or not group.votes.get("at_risk") or len(group.mentions) > others:
            continue
        own = any(
            n.start in places.wanted
            or (n.start in places.linked and not WHO.match(document.plain, n.end))
            or signs.in_headline(document, n)
            for n in group.mentions
        )
        if not own:
            group.votes.pop("at_risk")


def _salient(document: Document, group: roles.Group) -> None:
    """Somebody named again and again, without an office, beside what was done: the report is about this one."""
    if set(group.votes) - INNOCENT or len(group.mentions) < SALIENT:
        return
    if any(coordination.told_harm(document, n.start) and not signs.speaks(document, n) for n in group.mentions):
        group.vote("at_risk", 2)


def _harm_beside(document: Document, group: roles.Group) -> bool:
    """Does any sentence that names somebody say that something was done?"""
    return any(coordination.told_harm(document, name.start) for name in group.mentions)


def _share(document: Document, groups: list[roles.Group], chains: list[list[Span]]) -> None:
    """What is said of one name of a list is said of all: "NAME, NAME and NAME got 24, 18 and 9 months"."""
    owner = {name.start: group for group in groups for name in group.mentions}
    for chain in chains:
        listed = list({id(owner[s]): owner[s] for s, _ in chain}.values())
        if len(listed) < 2:
            continue
        innocent = [not set(g.votes) - INNOCENT for g in listed]
        if len(listed) >= CHAIN and all(innocent) and _harm_near(document, chain[0][0]):
            for group in listed:
                group.vote("at_risk", 3)
        elif any(_hurt(g) for g in listed) and coordination.told_harm(document, chain[0][0]):
            for group, free in zip(listed, innocent, strict=True):
                if free and not _hurt(group) and not set(group.votes) & {"speaks", "aside"}:
                    group.vote("at_risk", 2)


def _hurt(group: roles.Group) -> bool:
    return group.votes.get("at_risk", 0) >= 2 and not _holds_office(group)


def _harm_near(document: Document, place: int) -> bool:
    """Does this sentence, the one before or the next say that something was done, and is it no signature?"""
    sentences = document.layout.sentences
    at = bisect_right(sentences, (place, len(document.text) + 1)) - 1
    signed = document.hits.within("letter", max(0, place - 200), place, "closing")
    if signed or not 0 <= at < len(sentences):
        return False
    near = sentences[max(0, at - 1) : at + 2]
    return any(coordination.told_harm(document, start) for start, _ in near)


def _holds_office(group: roles.Group) -> bool:
    return any(group.votes.get(key, 0) >= roles.OFFICIAL for key in ("official", "perpetrator"))


def _territorial(document: Document, group: roles.Group) -> bool:
    """Does the role speak of a region or a state, so that its head may be an official?"""
    if not group.role or not group.votes.get("head"):
        return False
    start, end = group.role[0] - 20, group.role[1]
    territory = document.hits.within("people", start, end, "territory")
    return bool(territory or document.hits.within("demonyms", start, end))
