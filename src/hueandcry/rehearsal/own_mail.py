"""People who write with their own mail program: they open the draft of the public page, and send a copy to us."""

import email
import email.policy
import random
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formataddr, formatdate, getaddresses, make_msgid
from urllib.parse import urljoin, urlsplit

from hueandcry.rehearsal import cast, providers
from hueandcry.rehearsal.browser import Page, Unexpected, Visitor
from hueandcry.rehearsal.handing_over import HandingOver
from hueandcry.rehearsal.receipts import Receipts
from hueandcry.rehearsal.world import MAIL_DOMAIN


@dataclass(frozen=True)
class Draft:
    """A letter as the page gives it for one's own mail program."""

    message: EmailMessage
    country: str  # "" when the copy address names appeal and language only

    @property
    def to(self) -> tuple[str, ...]:
        """Whom it is addressed to."""
        return tuple(address for _, address in getaddresses([str(self.message["To"])]))

    @property
    def copy_address(self) -> str:
        """Our own address among the copies."""
        copies = [address for _, address in getaddresses([str(self.message["Cc"] or "")])]
        return next(a for a in copies if a.startswith("c-") and a.endswith(f"@{MAIL_DOMAIN}"))


class Writers:
    """The ones who do not let us send: what they hand to their provider, and what their provider hands to us."""

    def __init__(
        self,
        visitor: Visitor,
        mailbox: tuple[str, int],
        known: list[providers.Provider],
        receipts: Receipts,
        *,
        seed: int,
    ) -> None:
        self.visitor, self.mailbox, self.receipts = visitor, mailbox, receipts
        self.signing = [one for one in known if one.verified]
        self.half_signing = [one for one in known if not one.verified]
        self.dice = random.Random(f"copies {seed}")  # noqa: S311  # a cast, not a secret
        self.sent = 0

    def write(self, page: str, count: int, *, say: Callable[[int], object]) -> None:
        """`count` copies that verify, and beside them some that must not; none if nobody can be written to."""
        printed = self._drafts(self.visitor.get(page), "")
        if not printed and not any(self._for_one_act(page, country) for country, _ in cast.COUNTRIES):
            return
        for n in range(count):
            draft = self._draft(page, printed, n)
            raw, sender = self._compose(draft, self.signing[n % len(self.signing)])
            self._hand_over("copy", draft, raw, sender)
            if n % 10 == 0:
                # The same signature once more, by another way: nobody signs what servers put on top.
                self._hand_over("replay", draft, b"Received: by relay.example; again\r\n" + raw, sender)
            say(1)
        for n in range(max(1, count // 10) if count else 0):
            draft = self._draft(page, printed, n)
            raw, sender = self._compose(draft, self.half_signing[n % len(self.half_signing)])
            self._hand_over("copy without signed recipients", draft, raw, sender)
            raw, sender = self._compose(draft, self.signing[0], unsigned=True)
            self._hand_over("unsigned copy", draft, raw, sender)
            raw, sender = self._compose(draft, self.signing[0], signed_by=self.signing[1])
            self._hand_over("copy signed by a stranger", draft, raw, sender)

    def _draft(self, page: str, printed: list[Draft], n: int) -> Draft:
        """Every third takes the printed draft; the others ask for an address of their own."""
        if n % 3 == 2 and printed:
            return self.dice.choice(printed)
        country = self.dice.choices([c for c, _ in cast.COUNTRIES], weights=[w for _, w in cast.COUNTRIES])[0]
        offered = self._for_one_act(page, country)
        while not offered:  # only an embassy can be written to, and not from there
            country = self.dice.choice([c for c, _ in cast.COUNTRIES])
            offered = self._for_one_act(page, country)
        return self.dice.choice(offered)

    def _for_one_act(self, page: str, country: str) -> list[Draft]:
        opened = self.visitor.get(page)
        given = self.visitor.submit(opened, opened.form("/own/"), {"country": country})
        if given.status != 200:
            raise Unexpected(f"No address for one act was given (status {given.status}).")
        return self._drafts(given, country)

    def _drafts(self, page: Page, country: str) -> list[Draft]:
        found = []
        for address, _ in page.links:
            if urlsplit(address).path.endswith(".eml"):
                text = self.visitor.get(urljoin(page.url, address)).text
                message = email.message_from_string(text, policy=email.policy.SMTP)
                found.append(Draft(message, country))  # type: ignore[arg-type]
        return found

    def _compose(
        self,
        draft: Draft,
        provider: providers.Provider,
        *,
        unsigned: bool = False,
        signed_by: providers.Provider | None = None,
    ) -> tuple[bytes, str]:
        self.sent += 1
        given, family = self.dice.choice(cast.NAMES)
        sender = f"writer{self.sent}@{provider.domain}"
        message = EmailMessage(policy=email.policy.SMTP)
        message["From"] = formataddr((f"{given} {family}", sender))
        message["To"] = str(draft.message["To"])
        message["Cc"] = str(draft.message["Cc"])
        message["Subject"] = str(draft.message["Subject"])
        message["Date"] = formatdate()
        message["Message-ID"] = make_msgid(domain=provider.domain)
        body = draft.message.get_body(("plain",))
        message.set_content((body.get_content() if body else "") + f"\n{given} {family}\n", cte="quoted-printable")
        raw = message.as_bytes()
        if unsigned:
            return raw, sender
        return providers.sign(raw, signed_by or provider), sender

    def _hand_over(self, what: str, draft: Draft, raw: bytes, sender: str) -> None:
        with HandingOver(*self.mailbox) as mailbox:
            mailbox.deliver(raw, sender=sender, to=draft.copy_address)
        self.receipts.write(what, sender=sender, to=list(draft.to), country=draft.country or "ZZ")
