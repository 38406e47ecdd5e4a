"""What a person wrote, without the letter that is quoted below it."""

import re

# The line a mail program puts above what it quotes; may be broken over two lines.
ABOVE = re.compile(
    r"^(?:"
    r"(?:on|am|le|el|op|den|il)\s.{4,200}?(?:wrote|schrieb|a écrit|escribió|schreef|skrev|ha scritto)[^\n]{0,100}?:"
    r"|>?[^\n]{4,120}\d\d?:\d\d[^\n]{0,60}\s(?:от|from|von)\s[^\n]{1,120}<[^\n<>]+>\s*:\s*$"
    r"|[^\n]{4,200}?(?:пишет|писал|писала|писал\(а\)|написал|написала|написал\(а\)|жазды|пише|писав|піша)\s*:"
    r"|-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|mensaje original|message d'origine"
    r"|бастапқы хабар|ursprüngliche nachricht|forwarded message)[^\n]{0,20}-{2,}"
    r"|_{20,}"
    r"|\*?(?:from|от(?: кого)?|von|de|de la part de|від|кімнен|жіберуші)\s?:\*?[^\n]{1,200}\n+"
    r"\*?(?:sent|date|to|отправлено|дата|кому|gesendet|datum|an|enviado(?: el)?|fecha|envoyé"
    r"|à|надіслано|жіберілді|күні)"
    r"\s?:"
    r")",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
WORD = re.compile(r"[^\W_]+")
END = re.compile(r"[.,;:!?…»”)\]]*")
RUN = 8  # words in a row that are ours before they are taken for our letter; shorter ones anybody may write
LOOKED_AT = 50_000  # characters


def without_quotes(text: str) -> str:
    """The part above the first quotation line, without lines that begin with `>`; all of it if nothing is left."""
    text = text[:LOOKED_AT]
    above = ABOVE.search(text)
    own = text[: above.start()] if above else text
    lines = [line for line in own.split("\n") if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or text.strip()


def without_letter(text: str, letter: str) -> str:
    """`text` without the stretches of `letter` in it: some programs quote without any mark."""
    ours = [word.lower() for word in WORD.findall(letter)]
    runs = {tuple(ours[at : at + RUN]) for at in range(len(ours) - RUN + 1)}
    found = list(WORD.finditer(text))
    theirs = [word[0].lower() for word in found]
    kept, upto, at = [], 0, 0
    while at <= len(theirs) - RUN:
        if tuple(theirs[at : at + RUN]) not in runs:
            at += 1
            continue
        first = at
        while at <= len(theirs) - RUN and tuple(theirs[at : at + RUN]) in runs:
            at += 1
        kept.append(text[upto : found[first].start()])
        upto = END.match(text, found[at + RUN - 2].end()).end()  # type: ignore[union-attr]  # may be empty
        at += RUN - 1
    return re.sub(r"\n{3,}", "\n\n", "".join([*kept, text[upto:]])).strip() or text.strip()
