"""The list of mailboxes we never write to again, kept as keyed hashes and not as addresses."""

from collections.abc import Iterable
from datetime import datetime

from hueandcry.lib import addresses, batches, sealing, tokens
from hueandcry.post.models import DeadAddress, Delivery, Letter

PEPPER = "stop"  # permanent: it lives as long as the desk, so that "never again" holds


def key(address: str) -> str:
    """The keyed hash under which a mailbox is looked up; two spellings of one mailbox give one key."""
    if not sealing.exists(PEPPER):
        sealing.make(PEPPER)
    return tokens.keyed(sealing.pepper(PEPPER), addresses.canonical(address))


def is_dead(address: str) -> bool:
    """Whether the mailbox is on the list."""
    return DeadAddress.objects.filter(to_key=key(address)).exists()


def which_are_dead(mailboxes: Iterable[str]) -> set[str]:
    """Those of these mailboxes that are on the list."""
    keys = {address: key(address) for address in mailboxes}  # two spellings of one mailbox have one key
    dead = {found for (found,) in batches.ask("SELECT to_key FROM post_deadaddress WHERE to_key IN %s", keys.values())}
    return {address for address, told in keys.items() if told in dead}


def stop(address: str, why: str, now: datetime) -> None:
    """Never write to `address` again; `why` is one of DeadAddress.Why. Saying it twice changes nothing."""
    stop_key(key(address), why, now)


def stop_key(to_key: str, why: str, now: datetime) -> bool:
    """The same for a mailbox known by its hash only; False if it was on the list."""
    return DeadAddress.objects.get_or_create(to_key=to_key, defaults={"why": why, "since": now})[1]


def revive(address: str) -> bool:
    """Write there again although letters bounced; an owner who said "never again" stays unwritten to."""
    done, _ = DeadAddress.objects.filter(to_key=key(address), why=DeadAddress.Why.BOUNCED).delete()
    return bool(done)


def stop_receiver_of(token: str, why: str, now: datetime) -> bool:
    """The same for whoever got the delivery `token`; False if there is none.

    Only for letters to supporters: the token of a protest is seen by the official it went to, and an
    official cannot switch a target off by a link.
    """
    kinds = (Letter.Kind.CONFIRMATION, Letter.Kind.NEWS, Letter.Kind.ANSWER)
    found = Delivery.objects.filter(token=token.lower(), letter__kind__in=kinds).first()
    if found is None:
        return False
    DeadAddress.objects.get_or_create(to_key=found.to_key, defaults={"why": why, "since": now})
    return True
