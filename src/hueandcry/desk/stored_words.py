"""Sentences that the clock stored in English, in the language of the screen, with whatever was filled into them."""

import functools
import re

from django.utils.translation import gettext

# Every sentence with a blank that is stored as the reason or the guess of a message; their Russian is in the catalogues
# of those who store them. A test compares this list with their modules.
TEMPLATES = (
    "An answer of: %(target)s",
    "An automatic answer of: %(target)s",
    "Came back for good (%(status)s).",
    "Counted for %(n)d target(s).",
    "not counted: %(why)s",
    "Perhaps about the letter to: %(target)s",
    "Perhaps an answer of: %(target)s",
    "Sorted as %(who)s sorted mail of this sender on %(day)s.",
    "The message cannot be read (%(kind)s).",
)
SENTENCES = ("why",)  # blanks into which a sentence of ours was filled; in the others stand names, codes and numbers
BLANK = re.compile(r"%\((\w+)\)([sd])")


def said(sentence: str) -> str:
    """A stored sentence in the language of the screen; as it stands, if nobody knows it."""
    if not sentence:
        return ""
    if (whole := gettext(sentence)) != sentence:
        return whole
    for template, pattern in _patterns():
        if found := pattern.fullmatch(sentence):
            parts: dict[str, object] = {
                name: said(part) if name in SENTENCES else part for name, part in found.groupdict().items()
            }
            for name, kind in BLANK.findall(template):
                if kind == "d":
                    parts[name] = int(str(parts[name]))
            return gettext(template) % parts
    return sentence


@functools.cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    return [(template, _pattern(template)) for template in TEMPLATES]


def _pattern(template: str) -> re.Pattern[str]:
    """The template with its blanks open."""
    text, end = "", 0
    for blank in BLANK.finditer(template):
        text += re.escape(template[end : blank.start()])
        text += f"(?P<{blank[1]}>{'[0-9]{1,9}' if blank[2] == 'd' else '.+'})"
        end = blank.end()
    return re.compile(text + re.escape(template[end:]), re.DOTALL)
