"""Demo and rehearsal: no address that could reach anybody is kept, and what was done is written beside it."""

import re
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses

NAME = 40  # characters of an office's name in an invented address


def rewrite(document: dict[str, Any]) -> None:
    """Outside MODE=live: rewrite every address that is not reserved to example.org, and fill every hole.

    The basis of each says so. On a live desk nothing happens: there a hole blocks.
    """
    if settings.LIVE:
        return
    rows = [(row, target) for target in document["targets"] for row in target["channels"]]
    rows += [(row, {"office": "copy", "holder": "", "organisation": ""}) for row in document["copies"]]
    taken = {row["value"] for row, _target in rows}
    for row, target in rows:
        if row.get("kind", "email") not in ("email", "cc"):
            continue
        if row["hole"]:
            row["value"], row["hole"] = _invented(target, taken), False
            row["basis"] = _("invented for the rehearsal; the report hides the address")
            taken.add(row["value"])
        elif not addresses.reserved(row["value"]):
            row["value"] = addresses.rehearsed(row["value"])
            note = _("rewritten for the rehearsal")
            row["basis"] = f"{row['basis']}; {note}" if row["basis"] else note


def _invented(target: dict[str, Any], taken: set[str]) -> str:
    office = target["office"] or target["organisation"] or target["holder"]
    name = re.sub(r"[^a-z0-9]+", ".", office.casefold())[:NAME].strip(".") or "office"
    n = 1
    while f"hole-{n}.{name}@example.org" in taken:
        n += 1
    return f"hole-{n}.{name}@example.org"
