"""Who is who: persons at risk, officials, perpetrators, organisers, and others only mentioned."""

from bisect import bisect_right
from collections import Counter

from hueandcry import names
from hueandcry.reader.draft import Letter, Organisation, Person, Target
from hueandcry.reader.text.document import Document
from hueandcry.reader.who import persons, roles, standing
from hueandcry.reader.who.persons import Name

CERTAIN = 4  # votes that make a person of any two words
SIGNS = 3  # votes for somebody at risk of whom nothing else is told
MANY = 400  # people in one text; more is a list of voters and no report
COMPARED = 3_000  # pairs of names in one text; a report of twenty people needs a hundred


def find(document: Document, letter: Letter, targets: list[Target], bodies: list[Organisation]) -> list[Person]:
    """The people of the text; whoever holds an office of state is never at risk."""
    groups = _grouped(_outside(persons.find(document), bodies))
    standing.judge(document, groups, letter, targets)
    return [person for group in groups if (person := _person(document, group))]


def _outside(found: list[Name], bodies: list[Organisation]) -> list[Name]:
    """Names that are not part of a body's name and not a town named elsewhere."""
    spans = sorted(s for body in bodies for s in body.spans["name"])
    starts = [s for s, _ in spans]
    free = Counter(n.tokens for n in found if len(n.tokens) > 1 and not n.locative)
    spots = Counter(n.tokens for n in found if n.locative and not n.titled)
    # "Le soutien à NAME": who is named twice without such a word is no town because of one.
    people = {tokens for tokens, times in free.items() if times > 1 and times > spots[tokens]}
    towns = {n.tokens[0] for n in found if n.locative and len(n.tokens) == 1} - {tokens[0] for tokens in people}
    kept = []
    for name in found:
        at = bisect_right(starts, name.start) - 1
        inside = at >= 0 and name.start < spans[at][1]
        sure = name.titled or (name.given and len(name.tokens) > 1)
        town = not sure and (name.tokens[0] in towns or (name.tokens in spots and name.tokens not in people))
        if not inside and not town:
            kept.append(name)
    return kept


def _grouped(found: list[Name]) -> list[roles.Group]:
    """Mentions put together by name; single words join the full name they are part of."""
    groups: list[roles.Group] = []
    known: dict[str, list[roles.Group]] = {}  # groups by the first letters of each word of their name
    same: dict[tuple[str, ...], roles.Group] = {}  # a name printed again is not compared again
    left = COMPARED
    for name in [n for n in found if len(n.tokens) > 1]:
        words = " ".join(name.tokens)
        if name.tokens in same:
            same[name.tokens].mentions.append(name)
            continue
        near = _near(name, known) if left > 0 else []
        for group in near:
            left -= 1
            score, _ = names.compare(words, " ".join(group.mentions[0].tokens))
            if score >= names.SAME:
                group.mentions.append(name)
                same[name.tokens] = group
                break
        else:
            if _begin(name, groups, known):
                same[name.tokens] = groups[-1]
    left = COMPARED
    for name in [n for n in found if len(n.tokens) == 1]:
        near = _near(name, known) if left > 0 else []
        left -= len(near)
        home, shared = _home(name, near)
        if home:
            home.mentions.append(name)
        elif name.titled or not (name.common or shared):
            _begin(name, groups, known)
    return groups


def _begin(name: Name, groups: list[roles.Group], known: dict[str, list[roles.Group]]) -> bool:
    if len(groups) >= MANY:
        return False
    groups.append(roles.Group([name]))
    for letters in _first_letters(name):
        known.setdefault(letters, []).append(groups[-1])
    return True


def _near(name: Name, known: dict[str, list[roles.Group]]) -> list[roles.Group]:
    """Groups that share the first letters of a word: only those are worth comparing."""
    near = {id(g): g for letters in _first_letters(name) for g in known.get(letters, ())}
    return list(near.values())


def _first_letters(name: Name) -> list[str]:
    """In the order of the words: a set would put people together in another order in each process."""
    return list(dict.fromkeys(word[:2] for word in names.fold(" ".join(name.tokens)).split()))


def _home(name: Name, groups: list[roles.Group]) -> tuple[roles.Group | None, bool]:
    """The one group a single name belongs to; none when two people share it, and whether they do."""
    scored = []
    for group in groups:
        tokens = group.mentions[0].tokens
        score, _ = names.compare(name.tokens[0], " ".join(tokens))
        score = max(score, names.SAME) if name.tokens[0] in tokens else score  # a nickname, a second surname
        if score >= names.SAME:
            scored.append((score, group))
    scored.sort(key=lambda pair: -pair[0])
    if len(scored) > 1 and scored[0][0] - scored[1][0] < 0.02:
        before = [p for p in scored if p[1].mentions[0].start < name.start]
        return (before[-1][1], False) if len(before) == 1 else (None, True)
    return (scored[0][1], False) if scored else (None, False)


def _person(document: Document, group: roles.Group) -> Person | None:
    first = group.mentions[0]
    needed = 3 if document.lexicon.setting("nouns_capitalised", False) and not first.given else 2
    single = all(len(n.tokens) == 1 for n in group.mentions)
    if single and (group.evidence < 3 or not (group.votes or first.titled)):
        return None
    named = any(n.titled or n.strong or n.given for n in group.mentions) or group.role
    if single and not named:
        return None  # a town is one word with a capital too
    formed = any(n.titled or n.strong or n.given for n in group.mentions)
    told = group.role or group.votes.get("speaks") or len(group.mentions) > 1
    if not formed and not told and group.evidence < 3 and max(group.votes.values(), default=0) < CERTAIN:
        return None  # "Indigenous Organizations": two capital words make no name
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
        if group.votes.get(wanted, 0) >= _needed(group, wanted):
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


def _needed(group: roles.Group, status: str) -> int:
    """One sign of harm near a name is too little to call somebody a person at risk, unless a trade says who it is."""
    if status in ("perpetrator", "official"):
        return roles.OFFICIAL
    if status != "at_risk" or group.role or group.votes.get("named"):
        return 1
    formed = any(len(n.tokens) > 1 and (n.titled or n.strong or n.given) for n in group.mentions)
    return SIGNS if group.near_office else SIGNS - formed


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
