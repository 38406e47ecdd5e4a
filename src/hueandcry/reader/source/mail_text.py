"""The body of a mail as its reader saw it: flowing lines joined, signatures and forwarders left out."""

import itertools
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
HEAD = 3  # lines of the head of a mail
FORWARDED = 200_000  # letters; a forwarded mail begins within them
SIGNATURE = 15  # lines; a longer tail is no signature
BRIEF = 600  # letters of a signature that may be longer than the words above it
FOOT = re.compile(r"https?://|www\.|\blists?\b|списк|рассылк|розсилк|рассылц|verteiler|liste\b|lista\b", re.I)
SIGNATURES = 50  # looked at in one mail
END_OF_KEY = re.compile(r"^-----END PGP SIGNATURE-----[ \t]*$", re.M)
WROTE = (
    r"wrote|writes|schrieb|schreibt|a écrit|écrit|escribió|escribe|пишет|писал\w*|написал\w*|пише|писав\w*|написав\w*|"
    r"піша|пісаў|напісаў|напісала|жазды|жазған|жазады"
)
# Where another mail begins below a signature: a line of dashes with words, what a program announces, a quotation.
ANOTHER = re.compile(
    r"^[ \t]*(?:-{2,20}[ \t]?[^\W\d_][^\n-]{3,60}[ \t]?-{2,20}[ \t]*$"
    r"|(?:begin forwarded|anfang der weitergeleiteten|début du (?:message|courriel) (?:transféré|réexpédié)"
    r"|inicio del mensaje reenviado|начало (?:пере|отправ)|початок пере|пачатак пера"
    r"|қайта жіберілген)[^\n]{0,60}:[ \t]*$"
    rf"|[^\n]{{0,200}}(?<!\w)(?:{WROTE})(?!\w)[^\n]{{0,120}}:[ \t]*$"
    r"|>)",
    re.I | re.M,
)
LINES = re.compile(r"[^\n]*(?:\n|$)")


def write(trace: Trace, text: str, at: int, *, flowed: bool = False, joined: bool = False) -> None:
    """Add the words of a plain part, which stands at `at` in the source, to a text that is put together."""
    outside = _outside(text)
    dropped = forwarders(text)
    open_line = False
    for found in LINES.finditer(text):
        line = found.group()
        if not line:
            break
        while outside and outside[0][1] <= found.start():
            outside.pop(0)
        if found.start() in dropped or (outside and outside[0][0] <= found.start()):
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


def _outside(text: str) -> list[tuple[int, int]]:
    """The armour of a signed mail, and signatures; of these only as much as stands before another mail."""
    armour = ARMOUR.match(text)
    here = armour.end() if armour else 0
    found = [(0, here)] if armour else []
    above = here  # letters that stay, so far
    for _ in range(SIGNATURES):
        signed = SIGNED.search(text, here)
        if not signed:
            break
        above, here = above + signed.start() - here, signed.end()
        end = _signature_end(text, signed)
        if _ends_here(text, signed, end, above):
            found.append((signed.start(), end))
            here = end
    return found


def _ends_here(text: str, signed: re.Match[str], end: int, above: int) -> bool:
    """Is it a signature, and no half of a report? Below a long stroke only the foot of a mailing list is one."""
    mark, here = signed.group(), signed.end()
    if mark.startswith("-----") and end < len(text):
        return True
    if end - here > max(BRIEF, above) or text.count("\n", here, end) > SIGNATURE:
        return False
    return not mark.startswith("_") or end < len(text) or bool(FOOT.search(text, here, end))


def _signature_end(text: str, signed: re.Match[str]) -> int:
    """Where the mail below begins that was answered or forwarded; the end of the text without one."""
    if signed.group().startswith("-----"):
        key = END_OF_KEY.search(text, signed.end())
        return key.end() if key else len(text)
    lines = LINES.finditer(text, signed.end() + 1)
    head: list[int] = []  # lines with "From:", "Sent:" that follow each other
    before = signed.end()
    for line in itertools.islice(lines, SIGNATURE + 1):
        words = line.group()[:400].rstrip("\r\n")
        if ANOTHER.match(words):
            return before if words.startswith(">") else line.start()
        if HEADER.match(words + " "):
            head.append(line.start())
            if len(head) == HEAD:
                return head[0]
        elif words.strip():
            head = []
        before = line.start() if words.endswith(":") else line.end()
    return len(text)
