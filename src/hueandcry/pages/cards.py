"""The picture that stands beside a link where people share: one for each appeal or report, and language.

Its name holds a mark of its words: it is drawn only when they change, and nobody who keeps pictures shows an old one.
"""

import functools
import hashlib
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import countries, locales
from hueandcry.pages import by_post, contents, glyphs, languages, paper, sharing
from hueandcry.pages.drawing_child import FOLDER, LENGTH

WIDE, HIGH = 1200, 630
PLACE = "card"
AT_ONCE = 20  # in one process
WALL = 60.0  # seconds for so many
ALTERNATIVE = 420  # characters of the words for those who do not see it

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Card:
    """What stands on one picture: of an appeal or of a report of ours, called `slug` in addresses."""

    slug: str
    language: str
    told: dict[str, Any]  # everything, for the typesetter

    @property
    def name(self) -> str:
        """Where it lies under the published folder."""
        mark = hashlib.sha256((_layout() + json.dumps(self.told, sort_keys=True)).encode()).hexdigest()[:12]
        return f"{self.language}/{PLACE}/{self.slug}.{mark}.png"

    @property
    def words(self) -> str:
        """What it says, for those who do not see it."""
        parts = [self.told[part]["text"] for part in ("kicker", "headline", "outcome", "act")]
        return " · ".join(part for part in parts if part)[:ALTERNATIVE]


def of(page: contents.Public) -> Card:
    """The card of an appeal."""
    interface = languages.interface_for(page.words.language)
    outcome = page.outcomes[-1] if page.outcomes else None
    came = f"{outcome.get_code_display()} · {locales.day(outcome.on, interface)}" if outcome else ""
    until = page.appeal.act_by if page.open else None
    act = _("Write before %(date)s") % {"date": locales.day(until, interface)} if until else ""
    return card(
        page.appeal.slug or "", page.words.language, country=page.country,
        what=_("appeal %(number)s") % {"number": page.appeal.number}, headline=page.words.headline,
        summary=page.words.summary, outcome=came, act=act,
    )  # fmt: skip


def card(
    slug: str, language: str, *, country: str, what: str, headline: str, summary: str, outcome: str = "", act: str = ""
) -> Card:
    """A card of these words, each cut to its room."""
    state = countries.name(country, languages.interface_for(language)) if country else ""
    return Card(slug, language, {
        "fonts": list(glyphs.FAMILIES), "language": language.split("-")[0],
        "rtl": languages.direction(language) == "rtl",
        "kicker": _cut(" · ".join(part for part in (state, what) if part), 60),
        "headline": _cut(headline, 150), "summary": _cut(summary, 150),
        "outcome": by_post.piece(outcome), "act": by_post.piece(act), "organisation": _cut(settings.ORGANISATION, 40),
    })  # fmt: skip


def put(wanted: Iterable[Card], language: str) -> int:
    """Draw the cards that are not there yet and take away those that are no page's; how many files changed."""
    if not settings.SHARE_CARDS:
        return paper.keep_only(f"{language}/{PLACE}", set())
    named = {one.name: one.told for one in wanted}
    new = iter([(at, told) for at, told in named.items() if not (paper.folder() / at).is_file()])
    changed = 0
    while some := list(islice(new, AT_ONCE)):
        for (at, _told), png in zip(some, draw([told for _at, told in some]), strict=True):
            changed += bool(png) and paper.write(at, png)
    return changed + paper.keep_only(f"{language}/{PLACE}", set(named))


def draw(cards: list[dict[str, Any]]) -> list[bytes]:
    """A PNG for each card; nothing for one that cannot be drawn, for the page is worth printing without it."""
    environment = {"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ.get("PATH", "")}
    try:
        out = subprocess.run(
            [sys.executable, "-m", "hueandcry.pages.card_child"], input=json.dumps(cards).encode(),
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, timeout=WALL, check=False,
        ).stdout  # fmt: skip
    except subprocess.TimeoutExpired as late:
        out = late.stdout or b""
    drawn = list(_parted(out))[: len(cards)]
    drawn += [b""] * (len(cards) - len(drawn))
    if not all(drawn):
        log.warning("%d pictures for links could not be drawn", drawn.count(b""))
    return drawn


def _cut(text: str, room: int) -> dict[str, Any]:
    return by_post.piece(sharing.words(text, "", room=room))


def _parted(out: bytes) -> Iterable[bytes]:
    while len(out) >= LENGTH.size:
        (size,) = LENGTH.unpack_from(out)
        one, out = out[LENGTH.size : LENGTH.size + size], out[LENGTH.size + size :]
        yield one if len(one) == size else b""


@functools.cache
def _layout() -> str:
    """What a card depends on besides its words."""
    names = sorted(path.name for path in (FOLDER / "fonts").iterdir())
    return repr([hashlib.sha256((FOLDER / "card.typ").read_bytes()).hexdigest(), names])
