"""Two counts side by side: a sentence for every number in which they differ."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from hueandcry.actions.models import Action, Reply
from hueandcry.actions.tally import Tally
from hueandcry.post.models import Delivery
from hueandcry.rehearsal.recount import Counted


@dataclass(frozen=True)
class Page:
    """The numbers of the printed page, in its order, and its countries."""

    numbers: tuple[int, ...]
    places: Mapping[str, int]


def desk(counted: Counted, tally: Tally, appeal_pk: int, same: Mapping[str, str]) -> Iterator[str]:
    """The desk's rows against receipts and sink; `same` names for targets that share a mailbox one of them."""
    relayed = Action.objects.filter(appeal=appeal_pk, way=Action.Way.RELAY)
    yield from _pair("acts acknowledged", counted.acknowledged, "acts in the rows", relayed.count())
    held = relayed.filter(status=Action.Status.CONFIRMED).count()
    yield from _pair("confirmations acknowledged", counted.confirmed, "confirmed acts in the rows", held)
    yield from _pair("people who confirmed", counted.confirmed, "people in the tally", tally.confirmed)
    yield from _each("people who confirmed from", counted.by_country, tally.by_country)
    yield from _pair("people who sent a copy", counted.wrote.total(), "people in the tally", tally.wrote)
    yield from _each("people who sent a copy from", counted.wrote, tally.wrote_by_country)
    rows = {
        "letters taken for": (counted.letters, {t.key: t.letters.accepted for t in tally.by_target}),
        "letters promised to": (counted.promised, {t.key: t.letters.born for t in tally.by_target}),
        "letters that came back from": (counted.bounced, {t.key: t.letters.bounced for t in tally.by_target}),
        "copies verified for": (counted.copies_verified, {t.key: t.copies_verified for t in tally.by_target}),
        "copies received for": (counted.copies_received, {t.key: t.copies_received for t in tally.by_target}),
        "calls declared to": (counted.declared, {t.key: t.declared for t in tally.by_target}),
    }
    names = {t.key: t.name for t in tally.by_target}
    for what, (outside, inside) in rows.items():
        yield from _each(what, outside, _merged(inside, same), names)
    yield from _pair("letters waiting at the end", 0, "letters waiting in the tally", tally.letters.waiting)
    yield from _pair("letters in doubt at the end", 0, "letters in doubt in the tally", tally.letters.in_doubt)
    grades = Counter(Reply.objects.filter(appeal=appeal_pk).values_list("grade", flat=True))
    robots = grades.pop(Reply.Grade.ROBOT, 0)
    yield from _pair("replies handed over", counted.replies, "replies in the rows", sum(grades.values()))
    yield from _pair("auto-replies handed over", counted.auto_replies, "auto-replies in the rows", robots)
    yield from _pair("letters about the outcome promised", counted.news_promised, "that left", counted.news)
    if counted.strays:
        yield f"{len(counted.strays)} letters left for mailboxes that nobody had a reason to write to."


def page(counted: Counted, printed: Page, embassies: Collection[str]) -> Iterator[str]:
    """The public page against receipts and sink; countries only as far as the page names them.

    `embassies` are the targets that the public totals leave out; letters to them stand in a row of their own.
    """

    def offices(numbers: Mapping[str, int]) -> int:
        return sum(n for key, n in numbers.items() if key not in embassies)

    expected = {
        "confirmed": counted.confirmed,
        "accepted": offices(counted.letters),
        "bounced": offices(counted.bounced),
        "to embassies": counted.letters.total() - offices(counted.letters),
        "copies verified": offices(counted.copies_verified),
        "copies received": offices(counted.copies_received),
        "declared": offices(counted.declared),
    }
    if not expected["to embassies"]:
        del expected["to embassies"]
    if len(printed.numbers) != len(expected):
        yield f"The public page shows {len(printed.numbers)} numbers instead of {len(expected)}."
        return
    for (name, outside), inside in zip(expected.items(), printed.numbers, strict=True):
        yield from _pair(f"counted as {name}", outside, "on the public page", inside)
    for place, number in printed.places.items():
        yield from _pair(f"people from {place}", counted.by_country[place], "on the public page", number)
        if number < 10:
            yield f"The public page names {place} for {number} people."


def doubles(counted: Counted, open_lines: int) -> Iterator[str]:
    """After kills: a letter may have been taken twice, one per line that was open, and never unmarked."""
    if len(counted.twice) > open_lines:
        yield f"{len(counted.twice)} letters were taken twice, but only {open_lines} lines were open at the kills."
    marked = set(
        Delivery.objects.filter(message_id__in=counted.twice, possible_duplicate=True).values_list(
            "message_id", flat=True
        )
    )
    for message_id in counted.twice:
        if message_id not in marked:
            yield f"Letter {message_id} was taken twice and is not marked as a possible duplicate."


def _pair(what: str, outside: int, where: str, inside: int) -> Iterator[str]:
    if outside != inside:
        yield f"{what}: {outside}; {where}: {inside}."


def _each(
    what: str, outside: Mapping[str, int], inside: Mapping[str, int], names: Mapping[str, str] | None = None
) -> Iterator[str]:
    for key in sorted({*outside, *inside}):
        name = (names or {}).get(key, key)
        yield from _pair(f"{what} {name}", outside.get(key, 0), "in the tally", inside.get(key, 0))


def _merged(numbers: Mapping[str, int], same: Mapping[str, str]) -> Mapping[str, int]:
    found: Counter[str] = Counter()
    for key, number in numbers.items():
        found[same.get(key, key)] += number
    return found
