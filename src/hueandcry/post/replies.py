"""What a person wrote, without the letter that is quoted below it."""

import re

# The line a mail program puts above what it quotes; may be broken over two lines.
ABOVE = re.compile(
    r"^(?:"
    r"(?:on|am|le|el|op|den|il)\s.{4,200}?(?:wrote|schrieb|a écrit|escribió|schreef|skrev|ha scritto)[^\n]{0,100}?:"
    r"|[^\n]{4,200}?(?:пишет|писал|писала|писал\(а\)|написал|написала|написал\(а\)|жазды|пише|писав|піша)\s*:"
    r"|-{2,}\s*(?:original message|исходное сообщение|пересылаемое сообщение|mensaje original|message d'origine"
    r"|ursprüngliche nachricht|forwarded message)[^\n]{0,20}-{2,}"
    r"|_{20,}"
    r"|(?:from|от|von|de|de la part de)\s*:[^\n]{1,200}\n"
    r"(?:sent|date|отправлено|дата|gesendet|datum|enviado|envoyé)\s*:"
    r")",
    re.IGNORECASE | re.MULTILINE | re.DOTALL,
)
LOOKED_AT = 50_000  # characters


def without_quotes(text: str) -> str:
    """The part above the first quotation line, without lines that begin with `>`; all of it if nothing is left."""
    text = text[:LOOKED_AT]
    above = ABOVE.search(text)
    own = text[: above.start()] if above else text
    lines = [line for line in own.split("\n") if not line.lstrip().startswith(">")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() or text.strip()
