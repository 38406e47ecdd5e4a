"""The letter to print, sign and post: one for each target that has a postal address, on A4 and on US Letter."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from hueandcry.actions import receivers, typed
from hueandcry.appeals import letters, wording
from hueandcry.appeals.models import Appeal, Channel
from hueandcry.lib import countries
from hueandcry.lib.refusal import Refused
from hueandcry.pages import contents, drawing, glyphs, languages, paper

A4, LETTER = "a4", "us-letter"
# Where offices and homes have US Letter in the printer (CLDR, paperSize).
ON_LETTER = {"BZ", "CA", "CL", "CO", "CR", "GT", "MX", "NI", "PA", "PH", "PR", "SV", "US", "VE"}
LINES, LINE = 5, 60  # of somebody's own address
LONG_WORD = re.compile(r"(\S{40})(?=\S)")
# Controls, marks that turn the direction of what follows, and signs that only choose the look of the one before.
INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\ufff0-\ufffb\ufffe\uffff]"
)
Told = dict[str, Any]


@dataclass(frozen=True)
class Sender:
    """Who signs the letter, as she typed it; nothing of it is kept."""

    name: str
    address: tuple[str, ...]
    words: str


@dataclass(frozen=True)
class Sheet:
    """One letter to print: on which paper, its place under that of the appeal, and what stands in it."""

    paper: str
    at: str
    told: Told = field(repr=False)


def address(receiver: receivers.Receiver, *, language: str, supporter: str) -> tuple[str, ...]:
    """The lines of a target's postal address, its name first and the state last; empty if we know none.

    The state is left out where the letter does not cross a border, or where the address names it.
    """
    if receiver.mission:
        posted, state = receiver.mission.address, receiver.mission.host
    else:
        kept = [channel for channel in receiver.target.channels.all() if channel.kind == Channel.Kind.POST]
        revision = receiver.target.appeal.live_revision
        posted, state = (kept[0].value if kept else ""), (revision.document.get("country", "") if revision else "")
    place = _lines(posted)
    if not place:
        return ()
    said = " ".join(place).casefold()
    who = [line for line in _name_lines(receiver.name(language)) if line.casefold() not in said]
    last = place[-1].rpartition(",")[2].strip()
    ends = [countries.name(state, language).upper()] if state and state != supporter else []
    return (*who, *place, *([] if countries.code_of(last) else ends))


def sheets(page: contents.Public, receiver: receivers.Receiver, *, n: int, country: str) -> tuple[Sheet, ...]:
    """The letters to print for the `n`-th target: on both papers, and from a known country on the one used there.

    Their names say what stands in them, so that nothing is drawn again while its words are the same.
    """
    language = page.words.language
    lines = address(receiver, language=language, supporter=country)
    if not lines:
        return ()
    papers = (A4, LETTER) if not country else (paper_of(country),)
    found = []
    for name in papers:
        told = letter(page.appeal, receiver, lines, language=language, paper=name)
        place = f"write/{country}" if country else "write"
        found.append(Sheet(name, f"{place}/letter-{n}-{name}.{drawing.digest(told)}.pdf", told))
    return tuple(found)


def content(sheet: Sheet, *, language: str, slug: str) -> bytes | None:
    """The letter as it lies in the published folder, or drawn now; None where it cannot be drawn."""
    there = paper.folder() / language / slug / sheet.at
    if there.is_file():
        return there.read_bytes()
    try:
        return drawing.draw(sheet.told)
    except (drawing.Failed, drawing.Busy):
        return None


def paper_of(country: str) -> str:
    """The paper people have in a country."""
    return LETTER if country in ON_LETTER else A4


def letter(
    appeal: Appeal, receiver: receivers.Receiver, to: Sequence[str], *, language: str, paper: str,
    sender: Sender | None = None,
) -> Told:  # fmt: skip
    """Everything that stands in one letter, for `drawing.draw`; without a sender there is room to write by hand."""
    code, text = wording.choose(appeal.live_revision.document if appeal.live_revision else {}, language)
    subject = " ".join(letters.plain_letter(appeal, receiver.target, code)[0].split())
    before, after = _paragraphs(text["salutation"]), _paragraphs(text["body"])
    own = _paragraphs(sender.words) if sender else []
    blocks = [*before, *own, *after]
    return {
        "fonts": list(glyphs.FAMILIES), "title": _plain(subject), "language": code.split("-")[0],
        "rtl": languages.direction(code) == "rtl", "paper": paper,
        "sender": [piece(line) for line in (sender.name, *sender.address)] if sender else [],
        "returned": piece(" · ".join((sender.name, *sender.address)) if sender else ""),
        "address": [piece(line) for line in to],
        "labels": _labels(code), "subject": piece(subject), "letter": [_pieces(block) for block in blocks],
        "own-after": len(before), "own": sender is not None,
        "closing": _pieces(text["closing"] or "–"), "name": piece(sender.name if sender else ""),
    }  # fmt: skip


def personal(page: contents.Public, target_key: str, *, country: str, paper: str, sender: Sender) -> bytes:
    """The letter with what somebody typed, drawn; nothing of it is kept.

    Raises Refused for a target without a postal address, and what `drawing.draw` raises.
    """
    language = page.words.language
    for receiver in receivers.of(page.appeal, country):
        lines = address(receiver, language=language, supporter=country)
        if receiver.target.key == target_key and lines:
            told = letter(page.appeal, receiver, lines, language=language, paper=paper, sender=sender)
            return drawing.draw(told)
    raise Refused(_("We know no postal address of this office. Go back and choose another."))


def faults(*, name: str, address: str, words: str, language: str) -> dict[str, str]:
    """A sentence for each field that a letter cannot be made of; empty when all is well."""
    found = typed.faults(name=name, email="", country="", language=language, words=words)
    wrong: dict[str, str] = {key: found[key] for key in ("name", "words") if key in found}
    lines = own_address(address)
    if len(lines) > LINES or any(len(line) > LINE for line in lines):
        told = {"lines": LINES, "signs": LINE}
        wrong["address"] = _("Please write your address in %(lines)d lines of at most %(signs)d letters.") % told
    for key, text in (("name", typed.name(name)), ("address", "\n".join(lines)), ("words", typed.words(words))):
        if key not in wrong and (gone := glyphs.missing(INVISIBLE.sub("", text))):
            wrong[key] = _("We have no letters to print these signs: %(signs)s") % {"signs": " ".join(gone[:10])}
    return wrong


def own_address(text: str) -> tuple[str, ...]:
    """Somebody's address as lines without anything invisible."""
    return tuple(line for line in (_plain(line) for line in typed.words(text).split("\n")) if line)


def _labels(code: str) -> dict[str, str]:
    """What stands beside the empty lines, if the interface speaks the language of the letter."""
    if code not in languages.interface():
        return dict.fromkeys(("sender", "date", "signature"), "")
    with translation.override(code):
        return {"sender": _("Your name and address"), "date": _("Date"), "signature": _("Signature and name")}


def _lines(posted: str) -> tuple[str, ...]:
    """An address as lines: as it was written, or parted at its commas into at most four."""
    lines = [_plain(line) for line in re.split(r"[\n;]+", posted)]
    lines = [line for line in lines if line]
    if len(lines) != 1:
        return tuple(lines)
    parts = [part.strip() for part in re.split(r",\s+", lines[0]) if part.strip()]
    while len(parts) > 4:  # the two that are shortest together go on one line
        n = min(range(len(parts) - 1), key=lambda n: len(parts[n]) + len(parts[n + 1]))
        parts[n : n + 2] = [f"{parts[n]}, {parts[n + 1]}"]
    return tuple(parts)


def _name_lines(name: str) -> Iterable[str]:
    """Holder and office, each on a line."""
    first, _comma, rest = _plain(name).partition(", ")
    return [line for line in (first, rest) if line]


def _paragraphs(text: str) -> list[str]:
    return [block.strip() for block in text.replace("\r\n", "\n").split("\n\n") if block.strip()]


def _pieces(block: str) -> list[Told]:
    return [piece(line) for line in block.split("\n")]


def piece(line: str) -> Told:
    """One line with the direction of its first letter (Unicode Bidirectional Algorithm, P2)."""
    text = _plain(line)
    strong = next((kind for sign in text if (kind := unicodedata.bidirectional(sign)) in ("L", "R", "AL")), "L")
    return {"text": LONG_WORD.sub("\\1\u200b", text), "rtl": strong != "L"}


def _plain(line: str) -> str:
    return " ".join(glyphs.drawable(unicodedata.normalize("NFC", INVISIBLE.sub("", line))).split())
