"""What names a supporter is covered before anybody but that supporter reads an answer.

Rather too much than too little: a word of the letter that looks like the name is covered as well.
Pure functions over text; who the supporter is, is asked in `showing`.
"""

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from hueandcry.actions import typed
from hueandcry.lib import addresses, sabotage
from hueandcry.names import comparing, folding
from hueandcry.names import words as parts

COVER = "[…]"
ALIKE = 0.85  # of a word that begins with a capital letter
LEAST = 12  # letters of a line the supporter typed, below which it tells nothing
GAP = r"[\W_]{0,3}"  # what may stand between two letters of a name: a hyphen and a line's end, blanks
WORD = re.compile(r"[^\W\d_]+(?:(?:['’‘ʼ`´]|-[ \t]*\n\s*)[^\W\d_]+)*", re.UNICODE)
TORN = re.compile(r"-\s+")
POSSESSIVE = re.compile("['’‘ʼ`´]")
TELEPHONE = re.compile(r"\+?\d[\d ()/-]{5,}\d")
HOUSE = re.compile(r"[^\W\d_]{3,}\.?\s\d+\w?\b")  # a street and its number, in a line of other words
MAILBOX = re.compile(
    r"[^\s<>\"'(),:;\[\]@=]{1,80}(?:\s{0,2}(?:@|＠|\(at\)|\[at\]|\{at\}|=40|%40|&#64;)\s{0,2}|@\n)"
    r"[^\s<>\"'(),:;\[\]@=]{1,100}(?:(?:\s?\[?\(?(?:dot)\)?\]?\s?|\s\.\s?|\.\s)[a-z]{2,20}\b)?",
    re.IGNORECASE,
)
CODED = re.compile("=(2B|2D|2E|40|5F)")  # signs of a mailbox that a broken mail program left encoded
FAR_HALF = re.compile(r"\[…\]\s*(?:@|\(at\)|\[at\]|\{at\})\s*[\w.-]+(?:\s?\(?dot\)?\s?[a-z]{2,20}\b)*", re.IGNORECASE)
# Links of ours hold the token of an act: whoever has one can take the act back.
OWN_LINK = re.compile(r"/(?:confirm|leave|stop)/[a-z2-7]{10,40}", re.IGNORECASE)
# An alias without its domain, or broken over two lines.
ALIAS = re.compile(r"\b[bcp]-[a-z0-9]{2,20}(?:[-\s=]{0,3}[a-z0-9]{8,32}){0,2}(?=\s{0,2}@)", re.IGNORECASE)
DEAR = re.compile(
    r"^(\s*(?:dear|hello|hi|good (?:day|morning|afternoon)|sehr geehrte[rs]?|liebe[rs]?|guten tag|hallo|madame|monsieur"
    r"|chère?|bonjour|estimad[oa]s?|querid[oa]|buenos días|уважаем(?:ый|ая|ые)|дорог(?:ой|ая)|здравствуйте"
    r"|добрый день|құрметті|шановн(?:ий|а)|паважан(?:ы|ая))\b)"
    r"(?:(?:[ \t]+[^\s,!:]+){1,6}(?=[ \t]*(?:[,!:\n]|\Z))|(?:[ \t]+(?-i:[^\W\d_a-zà-ÿа-яё])[^\s,!:]*)+)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True)
class Known:
    """The supporter an answer is about, as far as her data lives; `tokens` are those of her letters and acts."""

    name: str = ""
    email: str = ""
    words: str = ""
    tokens: tuple[str, ...] = ()


def masked(text: str, known: Iterable[Known] = (), *, offices: Collection[str] = (), salutation: bool = True) -> str:
    """`text` with everything covered that names a supporter.

    All mailboxes are covered but those in the domains `offices`; so nobody else's can slip through either.
    """
    if sabotage.on("show-raw-replies"):
        return text
    text = "".join(sign for sign in unicodedata.normalize("NFC", text) if sign not in "\u00ad\u200b\u2060\ufeff")
    text = CODED.sub(lambda found: chr(int(found[1], 16)), text)
    known = list(known)
    for each in known:
        text = _supporter(text, each)
    if salutation:
        text = DEAR.sub(rf"\1 {COVER}", text)
    text = FAR_HALF.sub(COVER, text)
    text = MAILBOX.sub(lambda found: found[0] if _of_office(found[0], offices, known) else COVER, text)
    text = ALIAS.sub(COVER, OWN_LINK.sub(COVER, text))
    return re.sub(r"\[…\](?:[ .,-]{0,2}\[…\])+", COVER, text)


def _supporter(text: str, known: Known) -> str:
    for secret in (*known.tokens, known.email, known.email.partition("@")[0], *_lines(known.words)):
        if len(secret) >= 3:
            text = _spread(secret).sub(COVER, text)
    return _name(text, known.name)


def _lines(words: str) -> list[str]:
    """Lines she typed that may be an address or a number of hers: those with a digit."""
    lines = [line.strip() for line in words.split("\n")]
    return [line for line in lines if any(sign.isdigit() for sign in line) and len(line) >= LEAST] + [
        piece for line in lines for find in (TELEPHONE, HOUSE) for piece in find.findall(line)
    ]


def _spread(secret: str) -> re.Pattern[str]:
    """The letters of a secret in their order, however a mail program tore them apart; whole words only."""
    signs = [sign for sign in secret if sign.isalnum()][:200]
    inside = GAP.join(re.escape(sign) for sign in signs)
    return re.compile(rf"{_edge(signs, 0, '<!')}{inside}{_edge(signs, -1, '!')}", re.IGNORECASE)


def _edge(signs: list[str], at: int, look: str) -> str:
    """The end of a word, in scripts that have words between blanks."""
    bounded = signs and unicodedata.category(signs[at]) != "Lo"
    return rf"(?{look}\w)" if bounded else ""


def _name(text: str, name: str) -> str:
    pieces = [piece for piece in re.split(r"[\s.,-]+", typed.name(name)) if piece]
    telling = [piece for piece in pieces if len(piece) > 1 and not (piece in parts.PARTICLES and len(pieces) > 1)]
    for piece in (name, *telling):
        if len(piece) >= 3 or not piece.isascii():
            text = _spread(piece).sub(COVER, text)
    wanted = [word for piece in telling for word in parts.words(piece) if not word.initial]
    sounds = {folding.fold(piece) for piece in telling if len(piece) > 2} - {""}
    seen: dict[str, bool] = {}

    def cover(found: re.Match[str]) -> str:
        word = found[0]
        if word not in seen:
            # Torn over two lines; two names joined; Maria's.
            forms = {TORN.sub("", word), *TORN.split(word), *POSSESSIVE.split(word)[:1]}
            seen[word] = any(it in telling or folding.fold(it) in sounds or _alike(it, wanted) for it in forms)
        return COVER if seen[word] else word

    text = WORD.sub(cover, text)
    initials = "".join({piece[0].upper() for piece in pieces})
    if initials:  # an initial beside what is covered already
        text = re.sub(
            rf"\b[{re.escape(initials)}]\.\s?(?:\w\.\s?)?(?=\[…\])|(?<=\[…\])\s(?:\w\.\s?){{1,2}}", COVER, text
        )
    return text


def _alike(word: str, wanted: list[parts.Word]) -> bool:
    if len(word) < 3 or not (word[0].isupper() or not word[0].islower()):
        return False
    return any(comparing.likeness(own, each, ALIKE) >= ALIKE for own in parts.words(word)[:1] for each in wanted)


def _of_office(mailbox: str, offices: Collection[str], known: list[Known]) -> bool:
    """Whether a mailbox is plainly one of an office, and not the supporter's own."""
    local, at, domain = mailbox.strip(".").lower().rpartition("@")
    if not at or not any(domain == office or domain.endswith("." + office) for office in offices if office):
        return False
    mine = {addresses.canonical(each.email) for each in known if each.email}
    return f"{local}@{domain}" not in mine and not any(token in local for each in known for token in each.tokens)
