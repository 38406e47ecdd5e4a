"""A message that came in, as text a person at the desk can read: nothing runs, and no supporter is named."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from hueandcry.actions import belonging, masking, proving, unsealing
from hueandcry.actions.models import Protest, Reply
from hueandcry.lib import clock, sealing
from hueandcry.post import envelopes, mailbox, outbox, placeholders, replies, sorting
from hueandcry.post.models import Incoming

MOST = 20_000  # characters of text shown


@dataclass
class Mail:
    """What the screen shows of a message; `trouble` is why there is nothing to show."""

    sender: str = ""
    to: str = ""
    cc: str = ""
    subject: str = ""
    date: str = ""
    text: str = ""
    attachments: list[str] = field(default_factory=list)
    cut: bool = False
    covered: bool = False
    trouble: str = ""
    gone: bool = False
    found: sorting.Sorted = field(default_factory=sorting.Sorted)


def read(incoming: Incoming) -> Mail:
    """The message, parsed in a child process and covered; says so when it was erased or cannot be read."""
    try:
        if incoming.erase_by <= clock.now():  # its supporter has had her data erased: we no longer know her name
            raise FileNotFoundError
        raw = mailbox.fetch(incoming)
    except (sealing.KeyGone, FileNotFoundError):
        return Mail(gone=True)
    found = sorting.sort(raw, null_sender=incoming.null_sender)
    protest = protest_of(incoming, found)
    covered = Cover(protest, found)
    sender = f"{found.from_name} <{found.from_address}>" if found.from_name else found.from_address
    text = own_words(found, protest)
    mail = Mail(
        sender=covered.head(sender), to=covered.head(", ".join(found.to)), cc=covered.head(", ".join(found.cc)),
        subject=covered.head(found.subject), date=found.date, text=covered.text(text[:MOST]), cut=len(text) > MOST,
        attachments=[covered.head(name) for name in found.attachments], trouble=found.penned, found=found,
    )  # fmt: skip
    mail.covered = any(masking.COVER in shown for shown in (mail.to, mail.cc, mail.subject, mail.text))
    return mail


def protest_of(incoming: Incoming, found: sorting.Sorted) -> Protest | None:
    """The protest a person or the clock filed it under, else the one it names itself."""
    reply = Reply.objects.filter(incoming=incoming).select_related("protest__action", "protest__delivery").first()
    return reply.protest if reply and reply.protest else belonging.protest_of(incoming, found)


def own_words(found: sorting.Sorted, protest: Protest | None) -> str:
    """What the sender wrote, without our letter, marked as quoted or not."""
    return replies.without_letter(found.text, _letter(protest)) if protest else found.text


def covered_text(found: sorting.Sorted, protest: Protest | None) -> str:
    """The same without what names its supporter."""
    return Cover(protest, found).text(own_words(found, protest)[:MOST])


class Cover:
    """Covers the supporter of one protest; what is not known of her any more is covered by its form."""

    def __init__(self, protest: Protest | None, found: sorting.Sorted) -> None:
        self.known = list(_known(protest))
        embassy = protest.mission.email if protest and protest.mission else ""
        office = proving.office_of(protest.target if protest else None, more=embassy)
        own = {found.from_address.rpartition("@")[2]} - proving.PROVIDERS
        self.offices = office.domains | own - {""}
        self.sender = {found.from_address.rpartition("@")[2]} - {""}

    def text(self, text: str) -> str:
        """The body."""
        return masking.masked(text, self.known, offices=self.offices)

    def for_herself(self, text: str) -> str:
        """What the supporter may read: her own name, and no token, no alias and nobody's mailbox but the office's."""
        tokens = [masking.Known(tokens=each.tokens) for each in self.known]
        return masking.masked(text, tokens, offices=self.offices, salutation=False)

    def head(self, text: str) -> str:
        """A line of the head: the sender's own address has to be seen, whatever provider it is at."""
        return masking.masked(text, self.known, offices=self.offices | self.sender, salutation=False)


def address(text: str) -> str:
    """One of our addresses without the token that stands for one act."""
    meant = envelopes.read(text)
    return masking.masked(text, [masking.Known(tokens=(meant.token,))]) if meant and meant.token else text


def _known(protest: Protest | None) -> Iterator[masking.Known]:
    if protest is None:
        return
    tokens = tuple(filter(None, [protest.action.token, protest.delivery.token if protest.delivery else ""]))
    try:
        told = unsealing.told(protest.appeal.act_key, protest.action.sealed)
    except sealing.KeyGone:
        told = {}
    yield masking.Known(told.get("name", ""), told.get("email", ""), told.get("words", ""), tokens)


def _letter(protest: Protest) -> str:
    if protest.delivery is None:
        return ""
    try:
        written = outbox.opened(protest.delivery)
    except sealing.KeyGone:
        return protest.delivery.letter.body
    return placeholders.fill(protest.delivery.letter.body, written.values)
