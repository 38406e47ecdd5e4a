"""Addresses that a site wrote in code, in what people copy from it: a line, Markdown, or a scrap of HTML."""

import re

from hueandcry.reader.source import hypertext
from hueandcry.reader.source.tracing import Piece, Trace

HINTS = ("email-protection#", "data-cfemail")
HOLE = r"\[?e-?mail[ \u00a0]protected\]?"  # what the site shows instead
LINK = r"(?:https?://[^\s<>()\[\]\"']{1,200})?/cdn-cgi/l/email-protection#"
CODE = r"[0-9a-fA-F]{6,400}"
LABEL = r"(?:\[[^\[\]\n]{0,40}\]|[^\[\]\n]){0,80}"
# The tag with the code and the words it stands around, which are only the hole.
TAG = (
    rf"<(?P<tag>a|span)\b(?=[^<>]{{0,600}}?(?:data-cfemail\s?=\s?[\"']?|href\s?=\s?[\"']?{LINK})(?P<tagged>{CODE}))"
    r"[^<>]{0,900}>(?:(?:(?!</?(?P=tag)\b).){0,400}</(?P=tag)\s?>)?"
)
CODED = re.compile(
    rf"{TAG}"
    rf"|\[(?P<label>{LABEL})\]\(<?{LINK}(?P<marked>{CODE})[^()\n]{{0,100}}\)"
    rf"|(?:{HOLE}[ \t\u00a0]*)?(?P<open>[<(])?{LINK}(?P<bare>{CODE})(?(open)[>)]?)",
    re.I | re.S,
)
ENDS = r"p|div|li|ul|ol|br"
STRAY = re.compile(rf"</?(?P<name>{ENDS}|span|a|b|i|em|strong)\b[^<>]{{0,400}}>(?P<end>[ \t]*(?:\r?\n|$))?", re.I)
ONLY_HOLE = re.compile(rf"\s*{HOLE}\s*", re.I)


def is_scrap(source: str) -> bool:
    """Whether all of it is HTML around a coded address, however few tags there are."""
    inside = source.strip()
    return inside.startswith("<") and inside.endswith(">") and any(m["tagged"] for m in _found(source))


def uncovered(text: str) -> tuple[str, list[Piece]]:
    """The text with every address in clear, each leading back to its code; what cannot be decoded stays."""
    trace, here = Trace(), 0
    found = _found(text)
    scraps = any(match["tagged"] for match in found)
    for match in found:
        kind = next(name for name in ("tagged", "marked", "bare") if match[name])
        address = hypertext.uncover(match[kind])
        if not address:
            continue
        _write(trace, text, here, match.start(), scraps)
        label = match["label"]
        if label and not ONLY_HOLE.fullmatch(label):
            trace.add(label, match.start("label"))
            trace.add(" ", match.end("label"), 0)
        trace.add(address, match.start(kind), len(match[kind]))
        here = match.end()
    _write(trace, text, here, len(text), scraps)
    return trace.text(), trace.pieces or [(0, 0, 0)]


def _found(text: str) -> list[re.Match[str]]:
    return list(CODED.finditer(text)) if any(hint in text for hint in HINTS) else []


def _write(trace: Trace, text: str, start: int, end: int, scraps: bool) -> None:
    """Words between addresses; where one came in a tag, the tags around it go too and leave their line ends."""
    here = start
    for tag in STRAY.finditer(text, start, end) if scraps else ():
        trace.add(text[here : tag.start()], here)
        name = tag["name"].lower()
        ends = name == "br" or (name in ENDS.split("|") and tag.group().startswith("</"))
        if tag["end"]:
            trace.add(tag["end"], tag.start("end"))
        elif ends:
            trace.add("\n", tag.start(), tag.end() - tag.start())
        here = tag.end()
    trace.add(text[here:end], here)
