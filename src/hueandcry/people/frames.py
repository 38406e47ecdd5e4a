"""Which sites may show an appeal in a frame, and in which colours: checked so that everybody can read it."""

import re

from django.conf import settings
from django.utils.translation import gettext as _

COLOURS = ("ground", "ink", "accent")
MOST = 20  # sites
CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text
LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
ORIGIN = re.compile(rf"https://{LABEL}(?:\.{LABEL})*\.[a-z][a-z0-9-]*[a-z0-9](?::[1-9]\d{{0,4}})?")
PRACTICE = re.compile(r"http://127\.0\.0\.1:[1-9]\d{0,4}")  # where nobody is in earnest
COLOUR = re.compile(r"#[0-9a-f]{6}")


def sites(text: str) -> str:
    """The sites as they are kept: one a line, in small letters, each once, without the slash people copy along."""
    lines = (line.strip().lower().removesuffix("/") for line in text.splitlines())
    return "\n".join(dict.fromkeys(line for line in lines if line))


def allowed(origin: str) -> bool:
    """Whether this is the name of a site and nothing else; what goes into a header has to be."""
    return bool(ORIGIN.fullmatch(origin) or (not settings.LIVE and PRACTICE.fullmatch(origin)))


def fault_of_sites(text: str) -> str:
    """A sentence for sites that cannot be taken as they are."""
    lines = text.splitlines()
    if len(lines) > MOST:
        return _("Please name at most %(most)d sites.") % {"most": MOST}
    for line in lines:
        if not allowed(line):
            told = {"site": line[:80]}
            return _("Give each site as https:// and its name, nothing after it; this is not one: %(site)s") % told
    return ""


def fault_of_colours(ground: str, ink: str, accent: str) -> str:
    """A sentence for colours nobody could read, or that are none; no colours at all are our own."""
    told = (ground, ink, accent)
    if not any(told):
        return ""
    if not all(COLOUR.fullmatch(colour) for colour in told):
        return _("Give all three colours as # and six digits, such as #1d5c4f, or none.")
    if min(contrast(ground, ink), contrast(ground, accent)) < CONTRAST:
        return _("Not everybody could read this: text and accent need a contrast of 4.5 to the ground.")
    return ""


def contrast(one: str, other: str) -> float:
    """The contrast of two colours by WCAG 2.2: from 1 to 21."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
