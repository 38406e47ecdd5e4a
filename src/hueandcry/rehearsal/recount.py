"""The recount: every number once more, from the receipts and the sink's log alone."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from hueandcry.rehearsal import receipts, sink_log


@dataclass(frozen=True)
class Offices:
    """Which mailbox stands for which target."""

    letters: Mapping[str, str]  # mailbox -> the target whose letters go there (the first, if several share it)
    copies: Mapping[str, set[str]]  # mailbox -> every target that a copy addressed to it counts for
    same: Mapping[str, str]  # target -> the first of those that share its mailbox


@dataclass
class Counted:
    """What happened, as the outside world saw it."""

    acknowledged: int = 0
    confirmed: int = 0
    by_country: Counter[str] = field(default_factory=Counter)  # people who confirmed, each once
    wrote: Counter[str] = field(default_factory=Counter)  # by country: people whose own mail came as a copy
    letters: Counter[str] = field(default_factory=Counter)  # by target: different letters that left
    promised: Counter[str] = field(default_factory=Counter)  # by target: letters the public pages promised
    bounced: Counter[str] = field(default_factory=Counter)  # by target
    copies_verified: Counter[str] = field(default_factory=Counter)  # by target
    copies_received: Counter[str] = field(default_factory=Counter)
    declared: Counter[str] = field(default_factory=Counter)
    news: int = 0  # different letters about the outcome that left
    news_promised: int = 0
    replies: int = 0
    auto_replies: int = 0
    twice: list[str] = field(default_factory=list)  # Message-IDs the sink took more than once
    strays: list[str] = field(default_factory=list)  # mailboxes nobody had a reason to write to


def count(path: Path, log: Path, mail: Path, *, offices: Offices, addressees: Mapping[str, list[str]]) -> Counted:
    """Count receipts and letters; `addressees`: by country, the mailboxes the public page names for it."""
    found = Counted()
    acted, confirmed, copied, followers = {}, {}, {}, set()
    for line in receipts.read(path):
        what = line["what"]
        if what == "acted":
            acted[line["email"]] = line
        elif what == "confirmed":
            confirmed[line["email"]] = line["country"]
            if line["news"]:
                followers.add(line["email"])
        elif what == "called":
            found.declared[line["target"]] += 1
        elif what in ("copy", "copy without signed recipients"):
            copied[line["sender"]] = line["country"]
            grade = found.copies_verified if what == "copy" else found.copies_received
            targets = {key for address in line["to"] for key in offices.copies.get(address.lower(), ())}
            grade.update(offices.same.get(key, key) for key in targets)
        elif what == "bounce":
            found.bounced[line["target"]] += 1
        elif what == "reply":
            found.replies += 1
        elif what == "auto-reply":
            found.auto_replies += 1
    found.acknowledged, found.confirmed = len(acted), len(confirmed)
    found.by_country.update(confirmed.values())
    found.wrote.update(copied.values())
    found.news_promised = len(followers)
    for country, people in Counter(confirmed.values()).items():
        for address in addressees[country]:
            found.promised[offices.letters[address]] += people
    _letters(found, log, mail, offices, set(acted))
    return found


def _letters(found: Counted, log: Path, mail: Path, offices: Offices, people: set[str]) -> None:
    """The sink's side: a letter is a Message-ID, however often it was taken."""
    _, lines = sink_log.every_line(log, mail)
    seen: Counter[str] = Counter()
    for line in lines:
        seen[line.message_id] += 1
        if seen[line.message_id] > 1:
            continue
        to = line.rcpt[0]
        if line.is_news:
            found.news += 1
        elif to in offices.letters:
            found.letters[offices.letters[to]] += 1
        if to not in offices.letters and to not in people:
            found.strays.append(to)
    found.twice = [message_id for message_id, times in seen.items() if times > 1]
