"""The body of a mail as its reader saw it: flowing lines joined, signatures and forwarders left out."""

import re

from hueandcry.reader.source.tracing import Trace

FROM = r"from|von|de|от|від|ад|кімнен|gesendet von|expéditeur|remitente"
OTHERS = (
    r"to|cc|bcc|reply-to|sender|an|kopie|à|a|para|copie|copia|кому|копия|копія|копія|каму|кімге|көшірме|"
    r"organization|message-id|in-reply-to|references|user-agent|mime-version|content-type|"
    r"content-transfer-encoding|x-[a-z-]+|list-[a-z-]+|delivered-to|return-path|received"
)
DATES = (
    r"date|sent|datum|gesendet|envoyé|enviado|fecha|дата|отправлено|надіслано|дасланы|жіберілді|күні|"
    r"subject|betreff|objet|asunto|тема|тақырыбы"
)
HEADER = re.compile(rf"^[ \t>]*\*?(?:(?P<who>{FROM}|{OTHERS})|(?P<kept>{DATES}))\*?[ \t]*:\*?[ \t]", re.I)
SIGNED = re.compile(r"^-- ?\r?$|^_{20,}\r?$|^-----BEGIN PGP SIGNATURE-----", re.M)
ARMOUR = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\r?\n(?:Hash:[^\n]{0,80}\n)?")
FORWARDED = 200_000  # letters; a forwarded mail begins within them
SIGNATURE = 15  # lines; a longer tail is no signature
LINES = re.compile(r"[^\n]*(?:\n|$)")


def write(trace: Trace, text: str, at: int, *, flowed: bool = False, joined: bool = False) -> None:
    """Add the words of a plain part, which stands at `at` in the source, to a text that is put together."""
    start, end = _inside(text)
    dropped = forwarders(text)
    open_line = False
    for found in LINES.finditer(text, start, end):
        line = found.group()
        if not line:
            break
        if found.start() in dropped:
            continue
        words = line.rstrip("\r\n")
        begin = found.start()
        depth = len(words) - len(words.lstrip(">")) if words.startswith(">") else 0
        if flowed and words[depth : depth + 1] == " ":  # a blank put there for the journey
            if depth and not open_line:
                trace.add(words[: depth + 1], at + begin)
            words, begin = words[depth + 1 :], begin + depth + 1
        elif flowed and open_line:
            words, begin = words[depth:], begin + depth
        goes_on = flowed and words.endswith(" ") and words.strip("> ") not in ("", "--")
        kept = words[:-1] if goes_on and joined else words
        trace.add(kept, at + begin)
        open_line = goes_on
        if not goes_on and line.endswith("\n"):
            trace.add("\n", at + found.end() - 1)


def forwarders(text: str) -> set[int]:
    """Where the lines begin that say who forwarded a mail to whom; its date and subject are no such lines.

    They come in a block of three or more, sender first or second; a single "To:" in a report is none of them.
    """
    found: set[int] = set()
    block: list[tuple[int, re.Match[str]]] = []
    for line in LINES.finditer(text, 0, min(len(text), FORWARDED)):
        header = HEADER.match(line.group()[:300])
        if header:
            block.append((line.start(), header))
            continue
        if block:
            found |= _block(block)
            block = []
        if line.end() >= min(len(text), FORWARDED):
            break
    return found | _block(block)


def _block(block: list[tuple[int, re.Match[str]]]) -> set[int]:
    who = [(at, m) for at, m in block if m["who"]]
    senders = [m for _, m in who if re.fullmatch(FROM, m["who"], re.I)]
    if len(block) < 3 or not senders or len(who) == len(block):
        return set()
    return {at for at, _ in who}


def _inside(text: str) -> tuple[int, int]:
    """Without the armour of a signed mail and the signature below it."""
    armour = ARMOUR.match(text)
    start = armour.end() if armour else 0
    for found in SIGNED.finditer(text, start):
        tail = text[found.end() :]
        if found.group().startswith("-----") or tail.count("\n") <= SIGNATURE:
            return start, found.start()
    return start, len(text)
