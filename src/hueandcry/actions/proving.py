"""Whether an answer is an office's own: what its signature proves, in words a person can weigh.

A name in From proves nothing: only a signature by a domain that we knew before for this office does.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from hueandcry.actions.models import Reply
from hueandcry.appeals.models import Channel, Target
from hueandcry.lib import addresses, lookalikes, sabotage
from hueandcry.post import signatures

# Anybody may have a mailbox there, so that the domain's signature proves the address and not the office.
PROVIDER_NAMES = (
    "gmail.com googlemail.com outlook.com hotmail.com live.com msn.com yahoo.com ymail.com icloud.com me.com mac.com "
    "aol.com proton.me protonmail.com pm.me gmx.de gmx.net gmx.com web.de t-online.de mail.ru bk.ru inbox.ru list.ru "
    "internet.ru yandex.ru yandex.com yandex.by yandex.kz ya.ru rambler.ru ukr.net i.ua tut.by mail.kz orange.fr "
    "free.fr laposte.net wanadoo.fr libero.it hotmail.fr hotmail.es yahoo.es yahoo.fr zoho.com fastmail.com "
    "tutanota.com qq.com 163.com"
)
PROVIDERS = frozenset(PROVIDER_NAMES.split())
Proof = Reply.Proof


@dataclass(frozen=True)
class Office:
    """What we knew of an office before it answered."""

    addresses: frozenset[str] = frozenset()
    domains: frozenset[str] = frozenset()  # its own; never a provider's

    def owns(self, domain: str) -> bool:
        """Whether the domain is one of its own, or lies inside one."""
        return any(domain == own or domain.endswith("." + own) for own in self.domains)


@dataclass(frozen=True)
class Proven:
    """What is known about the sender: the grade of proof, the domain that signed, whether we knew the address."""

    proof: str
    signed_by: str = ""
    known_sender: bool = False


def office_of(target: Target | None, *, more: str = "") -> Office:
    """The office's known addresses and domains; `more` is that of an embassy a letter went to."""
    kinds = (Channel.Kind.EMAIL, Channel.Kind.CC)
    known = [channel.value for channel in target.channels.all() if channel.kind in kinds] if target else []
    mailboxes = frozenset(addresses.clean(one).lower() for one in [*known, more] if "@" in one)
    return Office(mailboxes, frozenset(one.rpartition("@")[2] for one in mailboxes) - PROVIDERS)


def prove(raw: bytes, office: Office) -> Proven:
    """Check who signed a message; asks name servers, so never inside a transaction."""
    checked = signatures.check(raw)
    sender, domain = checked.from_address, checked.domain
    known = sender in office.addresses
    if checked.temporary:
        return Proven(Proof.UNCHECKED, known_sender=known)
    if not checked.valid or not checked.aligned:
        return Proven(Proof.BROKEN if b"dkim-signature:" in raw[:200_000].lower() else Proof.UNSIGNED, "", known)
    mailbox_known = known and domain == sender.rpartition("@")[2]
    genuine = mailbox_known or (office.owns(domain) and office.owns(sender.rpartition("@")[2]))
    if sabotage.on("believe-any-signature"):
        genuine = True
    return Proven(Proof.OFFICE if genuine else Proof.OTHER, domain[:120], known)


def in_words(reply: Reply, sender: str = "") -> list[str]:
    """Sentences for the screen and for the supporter's letter; `sender` is the address in From."""
    by = {"domain": reply.signed_by}
    first = {
        Proof.OFFICE: _("Signed by the office's own server (%(domain)s).") % by,
        Proof.OTHER: _("Signed by %(domain)s, which is not a domain we know for this office.") % by,
        Proof.BROKEN: _("Its signature does not hold, or is not of the domain it claims to come from."),
        Proof.UNSIGNED: _("Not signed: anybody could have written it."),
        Proof.UNCHECKED: _("Nobody has checked whether it is signed."),
    }
    said = [first[Proof(reply.proof)]]
    if own := _imitated(reply, sender):
        warning = _("Careful: its domain looks like %(own)s, which is the office's, and is another one.")
        said.insert(0, warning % {"own": own})
    if not reply.known_sender:
        said.append(_("It comes from another address than the one we know for this office."))
    return said


def _imitated(reply: Reply, sender: str) -> str:
    """The office's domain that the sender's, or the signer's, was made to be taken for; empty if none."""
    if reply.proof == Proof.OFFICE or sabotage.on("no-lookalikes"):
        return ""
    mission = reply.protest.mission if reply.protest else None
    office = office_of(reply.target, more=mission.email if mission else "")
    theirs = {sender.rpartition("@")[2].lower(), reply.signed_by}
    pairs = ((one, own) for one in theirs if not office.owns(one) for own in sorted(office.domains))
    return next((own for one, own in pairs if lookalikes.resembles(one, own)), "")
