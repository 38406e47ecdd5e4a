"""What differs between two states of an appeal, in words an approver reads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

GROUPS = {
    "people": lambda: _("Person"),
    "others": lambda: _("Person who is not at risk"),
    "withheld": lambda: _("Incident kept at the desk"),
    "incidents": lambda: _("Incident"),
    "targets": lambda: _("Target"),
    "circles": lambda: _("Circle"),
    "copies": lambda: _("Copy to"),
    "channels": lambda: _("Channel"),
    "demands": lambda: _("Demand"),
}
NAMES = {
    "country": lambda: _("country"), "place": lambda: _("place"), "act_by": lambda: _("act by"),
    "warned": lambda: _("countries that are warned"),
    "hide_addresses": lambda: _("hide addresses"), "given_by": lambda: _("consent given by"), "how": lambda: _("how"),
    "on": lambda: _("on"), "reason": lambda: _("reason for acting without consent"), "name": lambda: _("name"),
    "aliases": lambda: _("other spellings"), "role": lambda: _("role"), "public": lambda: _("may be named in public"),
    "type": lambda: _("what"), "date": lambda: _("date"), "date_inferred": lambda: _("date worked out"),
    "victims": lambda: _("to whom"), "alleged_by": lambda: _("by whom, as alleged"), "quantity": lambda: _("how much"),
    "office": lambda: _("office"), "holder": lambda: _("holder"), "organisation": lambda: _("organisation"),
    "rule": lambda: _("rule"), "kind": lambda: _("kind"), "value": lambda: _("address or number"),
    "hole": lambda: _("hidden in the report"), "basis": lambda: _("where we found it"), "text": lambda: _("wording"),
    "headline": lambda: _("headline"), "summary": lambda: _("summary"), "story": lambda: _("what happened"),
    "subject": lambda: _("subject"), "salutation": lambda: _("salutation"), "body": lambda: _("letter"),
    "status": lambda: _("who it is"), "found_as": lambda: _("found as"), "why": lambda: _("why at risk"),
    "place_kept": lambda: _("place kept at the desk"), "closing": lambda: _("closing"),
    "circle": lambda: _("circle"), "opens_on": lambda: _("opens on"),
    "after_days": lambda: _("opens after days without an answer"),
    "checked": lambda: _("checked by somebody who speaks it"),
}  # fmt: skip
SILENT = {"key", "n", "of", "current", "spans", "report", "removed", "looked", "sure"}


@dataclass(frozen=True)
class Change:
    """One value that differs."""

    where: str
    was: str
    now: str


def between(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    """Every value that was added, removed or changed, in the order of the document."""
    before, after = dict(_leaves(old)), dict(_leaves(new))
    changes = []
    for path in [*after, *(path for path in before if path not in after)]:
        was, now = before.get(path, ("", "")), after.get(path, ("", ""))
        if was[1] != now[1]:
            changes.append(Change(now[0] or was[0], was[1], now[1]))
    return changes


def _leaves(
    part: Any, path: tuple[str, ...] = (), where: str = ""
) -> Iterator[tuple[tuple[str, ...], tuple[str, str]]]:
    """(path, (words for the path, value as text)) for every value; rows go by their key, not their place."""
    if isinstance(part, Mapping):
        for name, inner in part.items():
            if name in SILENT or name.startswith("_"):
                continue
            rows = name in GROUPS and isinstance(inner, list)
            label = "" if rows or name in ("texts", "consent") else str(NAMES[name]()) if name in NAMES else name
            yield from _leaves(inner, (*path, name), _join(where, label))
    elif isinstance(part, list) and part and isinstance(part[0], Mapping):
        for n, row in enumerate(part):
            label = f"{GROUPS[path[-1]]()} {row.get('n', n + 1)}" if path[-1] in GROUPS else str(n + 1)
            yield from _leaves(
                row, (*path, str(row.get("key") or row.get("value") or row.get("n", n))), _join(where, label)
            )
    else:
        yield path, (where, _say(part))


def _join(*labels: str) -> str:
    return " · ".join(label for label in labels if label)


def _say(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "; ".join(str(inner) for inner in value)
    return str(value) if value is not None else ""
