"""What supporters type: tidied where that is harmless, otherwise refused with a sentence.

A protest goes out in a real person's name to a public office. So there are no links, no addresses and
nothing that could change how a letter or a page reads.
"""

import re
import unicodedata

from django.conf import settings
from django.utils.translation import gettext as _

from hueandcry.lib import addresses, countries
from hueandcry.lib.refusal import Refused
from hueandcry.post import writing

NAME, WORDS, MARKS, LINE = 60, 1500, 3, 100
# Bidirectional controls and other invisible signs turn text around or hide it; ZWJ and ZWNJ (200C, 200D)
# are needed in Persian and Indic names.
HIDING = re.compile(
    "[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
ADDRESS = re.compile(r"\S@[^\s@]+\.\w|@\w+\.\w", re.UNICODE)
ENDS = (
    "com|org|net|info|biz|edu|gov|int|io|me|co|app|dev|xyz|top|site|online|shop|club|link|live|ly|gl|to|cc|tv|eu"
    "|ru|рф|su|by|ua|kz|kg|uz|de|fr|es|it|uk|us|pl|nl|ch|at|cz|se|tr|cn|in|jp|br|tk|ninja"
)
# A scheme, www, an address with a path, three labels, or a known ending; names of sites are in small
# letters, so that a sentence.That begins without its blank, or Jan.de Vries, is not taken for one.
LINK = re.compile(
    r"(?i:[a-z][a-z0-9+.-]*://|\bwww\.|\bmailto:)|\b[\w-]+(?:\.[\w-]+)+/"
    rf"|\b[a-z0-9-]{{2,}}\.[a-z0-9-]{{2,}}\.[a-z]{{2,}}\b|\b[a-zа-яё0-9-]+\.(?:{ENDS})\b(?!\.\w)"
)
DOTS = str.maketrans("。．｡", "...")  # other scripts' full stops, which programs read as dots


def name(text: str) -> str:
    """The name on one line, in composed form."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", text)).strip()


def words(text: str) -> str:
    """A supporter's own words: plain line ends, no control signs, no invisible ones."""
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = HIDING.sub("", text.replace("\u2028", "\n").replace("\u2029", "\n\n"))
    if not text.replace("\n", "").isprintable():  # most are, and need not be gone through sign by sign
        text = "".join(s for s in text if s == "\n" or unicodedata.category(s) not in ("Cc", "Cs", "Cn"))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def faults(*, name: str, email: str, country: str | None, language: str, words: str) -> dict[str, str]:
    """A sentence for each field that cannot be taken as it is; empty when all is well. None for what is not asked."""
    found = {
        "name": _name(name), "email": _email(email), "country": "" if country is None else _country(country),
        "language": _language(language), "words": _words(words),
    }  # fmt: skip
    return {field: sentence for field, sentence in found.items() if sentence}


def known_country(code: str) -> bool:
    """Whether the code is a country people live in; the practice country only where nobody is in earnest."""
    return code in countries.iso_codes() or (code in countries.PRACTICE and not settings.LIVE)


def fault_of_line(text: str) -> str:
    """A sentence for what cannot stand on a line of a letter as it is; nothing may stand there."""
    if not text:
        return ""
    if hides(text):
        return _("Please write this on one line, without invisible signs.")
    if _length(text) > LINE:
        return _("Please shorten this to %(most)d letters.") % {"most": LINE}
    if _links(text) or ADDRESS.search(text) or "@" in text:
        return _("Please leave web and e-mail addresses out of this.")
    if _stacked(text) or not any(sign.isalpha() for sign in text):
        return _("Please write this in letters, without piled-up accents.")
    return ""


def hides(text: str) -> bool:
    """Whether there are signs in it that turn it around, hide a part, or end the line of a letter's head."""
    strange = any(unicodedata.category(sign) in ("Cc", "Cs", "Cn", "Co", "Zl", "Zp") for sign in text)
    return bool(strange or HIDING.search(text) or "=?" in text)


def _name(text: str) -> str:
    plain = name(text)
    if not plain:
        return _("Please give your name: a letter without one is not read.")
    if hides(text):
        return _("Please write your name on one line, without invisible signs.")
    if _length(plain) > NAME:
        return _("Please shorten your name to %(most)d letters.") % {"most": NAME}
    if _stacked(plain):
        return _("Please write your name without piled-up accents.")
    if _links(plain) or ADDRESS.search(plain) or "@" in plain:
        return _("Please give a name, not a web or e-mail address.")
    if not any(sign.isalpha() for sign in plain):
        return _("Please give a name with letters in it.")
    try:  # whatever else the head of a letter cannot hold is said here, and not when the letter is due
        writing.single_line(plain, limit=writing.NAME)
    except Refused as no:
        return str(no)
    return ""


def _email(text: str) -> str:
    if not text.strip():
        return _("Please give your e-mail address: we write to it once, so that nobody can act in your name.")
    if not addresses.well_formed(addresses.clean(text)):
        return _("This is not an e-mail address we can write to. Please look for a typing error.")
    return ""


def _country(code: str) -> str:
    return "" if known_country(code) else _("Please choose your country from the list.")


def _language(code: str) -> str:
    return "" if re.fullmatch(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})?", code) else _("We do not know this language.")


def _words(text: str) -> str:
    plain = words(text)
    if len(plain) > WORDS:
        return _("Please shorten your own words to %(most)d letters; they have %(has)d now.") % {
            "most": WORDS,
            "has": len(plain),
        }
    if ADDRESS.search(plain):
        return _("Please leave e-mail addresses out of your words: your letter would look like spam.")
    if _links(plain):
        return _("Please leave links out of your words: your letter would look like spam.")
    if _stacked(plain):
        return _("Please write your words without piled-up accents.")
    return ""


def _links(text: str) -> bool:
    return bool(LINK.search(unicodedata.normalize("NFKC", text).translate(DOTS)))


def _length(text: str) -> int:
    """Letters as people count them: marks and joiners belong to the letter before."""
    return sum(1 for sign in text if not unicodedata.category(sign).startswith("M") and sign not in "\u200c\u200d")


def _stacked(text: str) -> bool:
    if text.isascii():
        return False
    run = 0
    for sign in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if run > MARKS:
            return True
    return False
