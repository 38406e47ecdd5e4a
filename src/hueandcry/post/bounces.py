"""Telling a bounce from other mail: by the standard (RFC 3464) first, by its words only at last.

Which delivery it belongs to is never read here: that is known by the signed return path it came to.
"""

import re
from dataclasses import dataclass, replace
from email import message_from_bytes, message_from_string
from email.message import Message

SERVER = re.compile(r"\b(?:mailer-daemon|mail[-_. ]?delivery|postmaster|mdaemon|ndr)\b", re.IGNORECASE)
ADDRESS = re.compile(r"[A-Za-z0-9._%+=-]{1,64}@[A-Za-z0-9.-]{1,200}\.[A-Za-z]{2,20}")
STATUS = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
REJECTED = re.compile(r"\s*automatic-action/[^;]*;\s*deleted\b", re.IGNORECASE)
LIBRARY_BYTES, LIBRARY_LINES = 128 * 1024, 2000  # how much of a message the library looks at; a report is shorter
# Said by mail servers in their own language; the common library knows English only, and only where a mailbox is named.
FAILED = re.compile(
    r"mail delivery failed|delivery (?:has )?failed|returning message to sender|undeliverable"
    r"|(?:could|can) ?not be delivered"
    r"|не удалось доставить|не может быть доставлено|не было доставлено|сообщение не доставлено|недоставленн"
    r"|пользователь не найден|адресат не найден|такого (?:ящика|пользователя) не существует|ящик не существует"
    r"|получатель не существует|ящик (?:переполнен|заблокирован)|несуществующий (?:ящик|адрес|пользователь)"
    r"|no se (?:pudo|ha podido) entregar|mensaje no entregado|no pudo ser entregado|dirección no encontrada"
    r"|usuario desconocido|el buzón (?:no existe|está lleno)|el destinatario no existe"
    r"|n'a pas pu être (?:remis|livré|délivré|distribué)|message non (?:remis|distribué|délivré)"
    r"|échec de (?:la )?remise|adresse (?:introuvable|inconnue)|destinataire inconnu"
    r"|boîte (?:aux lettres )?(?:pleine|inexistante)"
    r"|konnte nicht zugestellt werden|nicht zustellbar|unzustellbar|empfänger (?:unbekannt|existiert nicht)"
    r"|adresse (?:wurde )?nicht gefunden|postfach (?:ist )?(?:voll|existiert nicht)",
    re.IGNORECASE,
)
DELAYED = re.compile(
    r"доставка (?:письма |сообщения )?(?:задерживается|отложена)|retraso en la entrega|se ha retrasado"
    r"|remise (?:différée|retardée)|zustellung verzögert|verzögerung",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Bounce:
    """What a delivery report says; an empty action means that it is none."""

    action: str = ""  # failed, delayed, delivered, relayed, expanded
    recipient: str = ""
    status: str = ""
    probable: bool = False  # by its words only
    failures: tuple[tuple[str, str], ...] = ()  # every (recipient, status) that failed, where it names several


def read(message: Message, text: str, *, raw: bytes, null_sender: bool) -> Bounce:
    """The report in a message: as the standard has it, else by the library's and our own phrases.

    `message` is what `raw` says; the library gets the beginning only.
    """
    report = _by_standard(message)
    if report.action:
        return report
    from_server = SERVER.search(str(message["From"] or "")[:1000]) or message.get_content_type() == "multipart/report"
    if not null_sender and not from_server:
        return Bounce()
    return _by_library(raw) or _by_words(str(message["Subject"] or ""), text)


def is_complaint(message: Message) -> bool:
    """Whether it is a feedback report (ARF, RFC 5965)."""
    if str(message.get_param("report-type", "")).lower() == "feedback-report":
        return True
    return any(part.get_content_type() == "message/feedback-report" for part in message.walk())


def _by_standard(message: Message) -> Bounce:
    """RFC 3464: the first recipient that failed, or the first of all; RFC 8098 receipts are robots."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "message/disposition-notification":
            return _by_receipt(part)
        blocks = part.get_payload() if part.get_content_type() == "message/delivery-status" else []
        for block in blocks if isinstance(blocks, list) else []:
            if not isinstance(block, Message):
                continue
            action = str(block.get("Action", "")).split("(")[0].strip().lower()
            if action in ("failed", "delayed", "delivered", "relayed", "expanded"):
                who = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
                status = STATUS.search(str(block.get("Status", "")))
                found.append(Bounce(action, _mailbox(who.rpartition(";")[2]), status[1] if status else ""))
    failed = [bounce for bounce in found if bounce.action == "failed"]
    first = (failed or found or [Bounce()])[0]
    return replace(first, failures=tuple((bounce.recipient, bounce.status) for bounce in failed[:100]))


def _by_receipt(part: Message) -> Bounce:
    """RFC 8098; "deleted", and by a program, is how a mailbox rejects what its server took (RFC 5429 2.2)."""
    blocks = part.get_payload()
    told = [block for block in blocks if isinstance(block, Message)] if isinstance(blocks, list) else []
    for block in told or [message_from_string(str(blocks))]:
        if REJECTED.match(str(block.get("Disposition", ""))):
            who = str(block.get("Final-Recipient") or block.get("Original-Recipient") or "")
            return Bounce("failed", _mailbox(who.rpartition(";")[2]), probable=True)
    return Bounce(action="delivered")


def _by_library(raw: bytes) -> Bounce | None:
    """It compares each line with each phrase it knows: of 190,000 empty lines that takes ten seconds."""
    from flufl.bounce import all_failures  # late: only odd bounces need it

    message = message_from_bytes(b"\n".join(raw[:LIBRARY_BYTES].split(b"\n", LIBRARY_LINES)[:LIBRARY_LINES]))
    try:
        waiting, failed = all_failures(message)
    except Exception:  # it was not written for hostile mail
        return None
    for action, who in (("failed", failed), ("delayed", waiting)):
        if who:
            first = sorted(bytes(address).decode("ascii", "replace") for address in who)[0]
            return Bounce(action, _mailbox(first), probable=True)
    return None


def _by_words(subject: str, text: str) -> Bounce:
    words = f"{subject}\n{text[:20_000]}"
    action = "failed" if FAILED.search(words) else "delayed" if DELAYED.search(words) else ""
    if not action:
        return Bounce()
    who, status = ADDRESS.search(text[:20_000]), STATUS.search(words)
    return Bounce(action, _mailbox(who[0]) if who else "", status[1] if status else "", probable=True)


def _mailbox(text: str) -> str:
    found = ADDRESS.search(text[:1000])
    return found[0].lower() if found else ""
