"""Unions, parties, courts and other bodies that a text names."""

from bisect import bisect_left

from hueandcry.reader.draft import Organisation, Span
from hueandcry.reader.groups import (
    acronyms,
    bodies,
    companies,
    foreign,
    headed,
    known_bodies,
    quoted,
    senders,
    unheaded,
)
from hueandcry.reader.text.document import Document
from hueandcry.reader.where import places


def find(document: Document) -> list[Organisation]:
    """The bodies in the text, one entry for one body."""
    known = known_bodies.find(document)
    found: list[tuple[Span, str]] = []
    found.extend(headed.find(document))
    found.extend(headed.compounds(document))
    found.extend(quoted.find(document))
    found.extend(acronyms.find(document))
    found.extend(companies.find(document))
    found.extend(companies.sites(document))
    found = _beside_known(found, known)
    found = _outer(found)
    numbers = {k.span: k.body for k in known}
    found.extend((k.span, k.kind) for k in known)
    branches = _branches(document, known)
    numbers.update(branches)
    found.extend((span, "ngo") for span in branches)
    found.extend(_apart(foreign.find(document), found))
    found.extend(_apart(senders.find(document), found))
    found.extend(_apart(unheaded.find(document), found))
    gathered = bodies.Gathered(document)
    for span, kind in sorted(set(found)):
        saluted = any(h.start == span[0] for h in document.hits.within("letter", *span, "salutation"))
        if not saluted and not document.is_furniture(span[0]):
            gathered.add(span, kind, numbers.get(span))
    gathered.name_plainly()
    return gathered.bodies


def _outer(found: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Of names that lie one in the other the longer."""
    kept: list[tuple[Span, str]] = []
    for span, kind in sorted(set(found), key=lambda one: (one[0][0], -one[0][1])):
        if not kept or span[1] > kept[-1][0][1] or span == kept[-1][0]:
            kept.append((span, kind))
    return kept


def _branches(document: Document, known: list[known_bodies.Known]) -> dict[Span, int]:
    """ "Amnesty International Kenya": the branch in a country of a body that works in many."""
    ends = {m.start: m.end for m in places.find(document)}
    found: dict[Span, int] = {}
    for one in known:
        start, end = one.span
        after = ends.get(end + 1) if document.plain[end : end + 1] == " " else None
        if after and one.kind in ("ngo", "union", "movement"):
            found[start, after] = one.body
    return found


def _apart(more: list[tuple[Span, str]], found: list[tuple[Span, str]]) -> list[tuple[Span, str]]:
    """Of the names without a head word those that are no part of another name."""
    taken = sorted(span for span, _ in found)
    kept: list[tuple[Span, str]] = []
    reach = 0
    for span, kind in sorted(more):
        at = bisect_left(taken, span)
        near = taken[max(0, at - 2) : at + 1]
        if span[0] >= reach and not any(start < span[1] and span[0] < end for start, end in near):
            kept.append((span, kind))
            reach = span[1]
    return kept


def _beside_known(found: list[tuple[Span, str]], known: list[known_bodies.Known]) -> list[tuple[Span, str]]:
    """What overlaps a known body is that body, unless a longer name holds a short one ("UN Working Group on X")."""
    kept = []
    inside: set[Span] = set()
    at = 0
    for span, kind in sorted(found):
        while at < len(known) and known[at].span[1] <= span[0]:
            at += 1
        touching = [k for k in known[at : at + 3] if k.span[0] < span[1]]
        short = len(touching) == 1 and touching[0].span != span and touching[0].span[1] - touching[0].span[0] <= 12
        if touching and not (short and span[1] - span[0] > touching[0].span[1] - touching[0].span[0] + 8):
            continue
        inside.update(k.span for k in touching)
        kept.append((span, kind))
    known[:] = [k for k in known if k.span not in inside]
    return kept
