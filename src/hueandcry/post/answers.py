"""What a mail server's answer means, in plain words.

By the enhanced status code of RFC 3463 where the answer has one, otherwise by the reply code of RFC 5321.
"""

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from hueandcry.post import parcels

ENHANCED = re.compile(r"\b([245])\.(\d{1,3})\.(\d{1,3})\b")
MEANINGS = {
    "1.0": gettext_lazy("There is something wrong with the address."),
    "1.1": gettext_lazy("There is no such mailbox."),
    "1.2": gettext_lazy("There is no such mail domain."),
    "1.3": gettext_lazy("The address is not written as that server wants it."),
    "1.6": gettext_lazy("The mailbox has moved, and nobody says where."),
    "1.8": gettext_lazy("The server does not know the domain we write from."),
    "1.10": gettext_lazy("That domain says that it takes no mail."),
    "2.0": gettext_lazy("There is something wrong with the mailbox."),
    "2.1": gettext_lazy("The mailbox is switched off."),
    "2.2": gettext_lazy("The mailbox is full."),
    "2.3": gettext_lazy("The letter is longer than the mailbox takes."),
    "3.1": gettext_lazy("The server has no room."),
    "3.2": gettext_lazy("The server takes no mail at the moment."),
    "3.4": gettext_lazy("The letter is longer than the server takes."),
    "4.1": gettext_lazy("The server of that domain does not answer."),
    "4.2": gettext_lazy("The line to the server broke."),
    "4.4": gettext_lazy("Nobody knows the way to that domain."),
    "4.5": gettext_lazy("The server has too much to do."),
    "4.7": gettext_lazy("It could not be handed on for too long."),
    "5.0": gettext_lazy("The two servers did not understand each other."),
    "5.3": gettext_lazy("There are more recipients than the server takes at once."),
    "7.0": gettext_lazy("The server's rules forbid it."),
    "7.1": gettext_lazy("The server's rules forbid it: it takes us, or the letter, for unwanted."),
    "7.8": gettext_lazy("The relay does not know our user or password."),
    "7.20": gettext_lazy("The server wants a signature (DKIM) that it can check."),
    "7.23": gettext_lazy("The address of our relay is not among those that may send for our domain (SPF)."),
    "7.25": gettext_lazy("The name of our relay's address is missing or wrong (PTR)."),
    "7.26": gettext_lazy("Neither signature nor sending address could be checked (DKIM, SPF)."),
}
CODES = {
    421: gettext_lazy("The server closes; it may take mail later."),
    450: gettext_lazy("The mailbox cannot be reached just now."),
    451: gettext_lazy("The server has trouble of its own, or makes whoever it does not know come twice."),
    452: gettext_lazy("The server has no room, or wants fewer at once."),
    454: gettext_lazy("The server cannot speak TLS or check our password just now."),
    530: gettext_lazy("The relay wants a password or TLS first."),
    535: gettext_lazy("The relay does not know our user or password."),
    550: gettext_lazy("There is no such mailbox, or the server's rules forbid it."),
    551: gettext_lazy("The mailbox is not on this server."),
    552: gettext_lazy("The mailbox is full or the letter too long."),
    553: gettext_lazy("The address is not one the server allows."),
    554: gettext_lazy("The server did not take it, and does not say more exactly why."),
}
HTTP = re.compile(r"HTTP (\d{3})\b")
PROVIDER_LATER = {
    401: gettext_lazy("The provider does not know our key."),
    402: gettext_lazy("The provider wants to be paid first."),
    403: gettext_lazy("The provider does not let this key send, or not for this domain."),
    404: gettext_lazy("The provider does not know our domain, or is not at this address."),
    429: gettext_lazy("The provider wants fewer letters at once, or takes no more today."),
    503: gettext_lazy("The provider takes nothing at the moment."),
}
PROVIDER = {
    400: gettext_lazy("The provider found something wrong with an address or with the letter."),
    406: gettext_lazy("The provider writes to this address no more."),
    409: gettext_lazy("The provider had this letter before, or has it in hand."),
    413: gettext_lazy("The letter is longer than the provider takes."),
    422: gettext_lazy("The provider found something wrong with an address or with the letter."),
}
PROVIDER_FAULT = gettext_lazy("The provider had a fault; nobody can tell whether it took the letter.")
LATER, NEVER = gettext_lazy("We try again by ourselves."), gettext_lazy("Trying again as it is will not help.")


def explained(answer: str, code: int | None) -> str:
    """One or two sentences about an answer; empty when it is a yes or says nothing we know."""
    if by_web := HTTP.match(answer):
        return _explained_by_web(int(by_web[1]))
    kind = _kind(answer, code)
    if kind not in (4, 5):
        return ""
    what = meaning(answer, code) or _("The server did not take it.")
    return f"{what} {LATER if kind == 4 or parcels.OF_US.search(answer.encode()) else NEVER}"


def meaning(answer: str, code: int | None) -> str:
    """The first of the two: what the server means; empty where we do not know."""
    if by_web := HTTP.match(answer):
        return str((PROVIDER_LATER | PROVIDER).get(int(by_web[1])) or "")
    if _kind(answer, code) not in (4, 5):
        return ""
    found = ENHANCED.search(answer[:100])
    by_status = MEANINGS.get(f"{int(found[2])}.{int(found[3])}") if found else None
    return str(by_status or CODES.get(code or 0) or "")


def _kind(answer: str, code: int | None) -> int:
    found = ENHANCED.search(answer[:100])
    return int(found[1]) if found else (code or 0) // 100


def _explained_by_web(status: int) -> str:
    """The same for a provider's answer over HTTPS, whose numbers mean other things than a mail server's."""
    if status in PROVIDER_LATER:
        return f"{PROVIDER_LATER[status]} {LATER}"
    return str(PROVIDER_FAULT if status // 100 == 5 else PROVIDER.get(status, ""))
