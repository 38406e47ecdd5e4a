"""The rehearsal from first to last: a desk in a throw-away folder, a crowd, offices that answer, and two counts."""

import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import dkim
from django.db import connections
from tqdm import tqdm

from hueandcry.actions import tally
from hueandcry.appeals.models import Channel, Mission
from hueandcry.lib import clock
from hueandcry.post.models import Delivery, Incoming
from hueandcry.rehearsal import (
    cast,
    comparing,
    killer,
    opening,
    own_mail,
    public_page,
    receipts,
    recount,
    returns,
    sink_log,
    staff,
    supporters,
)
from hueandcry.rehearsal.browser import Unexpected, Visitor
from hueandcry.rehearsal.world import HOST, World

PASSWORD = "only for this rehearsal"  # noqa: S105  # a folder that is thrown away, on this machine alone
WRITER = opening.Account("mira", "Mira Kern", "writer", PASSWORD)
APPROVER = opening.Account("tomas", "Tomas Abel", "approver", PASSWORD)
OUTCOME = "All of them were released this morning and are with their families."
SCENES = {
    "opening": "From the report to a live appeal, by two people at the desk",
    "supporters": "Supporters act and confirm",
    "letters": "Letters leave",
    "copies": "People's own mail programs send copies",
    "returns": "Some letters come back, a machine and a person answer",
    "outcome": "The outcome is recorded and told",
    "recount": "Counting again from receipts and the sink's log",
}
IDLE = 30.0  # seconds without any step forward after which nothing more is expected


@dataclass(frozen=True)
class Plan:
    """What the operator asked for."""

    report: Path
    supporters: int = 300
    copies: int = 40
    missions: Path | None = None
    kills: int = 0
    seed: int = 1


@dataclass
class Play:
    """One rehearsal in a world whose processes run already; the scenes follow in the order of `run`."""

    plan: Plan
    world: World
    raw: bytes
    say: Callable[[str], None]
    seconds: dict[str, float] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.receipts = receipts.Receipts(self.world.folder / "receipts.jsonl")
        self.letters = sink_log.SinkLog(self.world.sink_log, self.world.mail)
        self.killer: killer.Killer | None = None

    def run(self) -> dict[str, Any]:
        """Every scene; what was counted, twice, at the end."""
        with self._scene("opening"):
            self.appeal = opening.walk(self.world, self.plan.report, self.raw, writer=WRITER, approver=APPROVER)
            self._until("the public page", lambda: bool(opening.public_pages(self.world, self.appeal)))
            self.pages = opening.public_pages(self.world, self.appeal)
            self._look_up_offices()
        with self._scene("supporters"):
            self._crowd()
        with self._scene("letters"):
            self._until("letters", lambda: not self._on_their_way(), progress=self._progress)
            if self.killer:
                self.killer.finish()
        with self._scene("copies"):
            self._copies()
            self._until("copies", self._all_read, progress=self._unread)
        with self._scene("returns"):
            returns.send(self._fresh_log(), self.offices, self._mailbox(), self.receipts, seed=self.plan.seed)
            self._until("bounces and replies", self._all_read, progress=self._unread)
        with self._scene("outcome"):
            self._outcome()
        with self._scene("recount"):
            return self._compare()

    def _crowd(self) -> None:
        first = sorted(self.pages, key=lambda language: (language != "en", language))
        people = cast.supporters(self.plan.supporters, seed=self.plan.seed, languages=tuple(first))
        per_person = 1 + max((len(to) for to in self.addressees.values()), default=0)
        with tqdm(total=2 * len(people), desc="act and confirm", unit="", disable=None) as bar:
            crowd = supporters.Crowd(self.world.public_url, self.pages, self.receipts, say=bar.update)
            if self.plan.kills:
                self.killer = self._begin_killing(len(people), per_person)
            crowd.act(people, self._fresh_log())
        self.troubles += crowd.troubles

    def _begin_killing(self, people: int, per_person: int) -> killer.Killer:
        watched = self._fresh_log()

        def progress(part: str) -> float:
            if part == "public":
                counts = self.receipts.counts
                return (counts.get("acted", 0) + counts.get("confirmed", 0)) / (2 * people)
            watched.new()
            return watched.count / (per_person * people)

        found = killer.Killer(self.world, self.plan.kills, self.plan.seed, progress, self._wait_no_longer)
        found.start()
        return found

    def _wait_no_longer(self) -> None:
        """A letter with which two processes died waits for minutes, for more may die; here nobody does any more."""
        try:
            Delivery.objects.filter(status=Delivery.Status.QUEUED, crashes__isnull=False).update(due_at=clock.now())
        finally:
            connections.close_all()

    def _copies(self) -> None:
        language = next(iter(self.pages))
        writers = own_mail.Writers(
            Visitor(self.world.public_url),
            self._mailbox(),
            self.world.mail_providers,
            self.receipts,
            seed=self.plan.seed,
        )
        with tqdm(total=self.plan.copies, desc="own mail", unit="", disable=None) as bar:
            writers.write(public_page.write_page(self.pages[language]), self.plan.copies, say=bar.update)

    def _outcome(self) -> None:
        writer = staff.sign_in(self.world.desk_url, WRITER.username, WRITER.password)
        staff.record_outcome(writer, self.appeal.pk, code="released", on=clock.now().date(), text=OUTCOME)
        promised = sum(1 for line in receipts.read(self.receipts.path) if line["what"] == "confirmed" and line["news"])
        news = self._fresh_log()
        left: set[str] = set()

        def all_told() -> bool:
            left.update(line.message_id for line in news.new() if line.is_news)
            return len(left) >= promised and not self._on_their_way()

        self._until("letters about the outcome", all_told, progress=self._progress)

    def _compare(self) -> dict[str, Any]:
        self.receipts.close()
        counted = recount.count(
            self.receipts.path, self.world.sink_log, self.world.mail, offices=self.offices, addressees=self.addressees
        )
        told = tally.desk(self.appeal)
        found = [*self.troubles, *comparing.desk(counted, told, self.appeal.pk, self.offices.same)]
        found += self._compare_page(counted, tries=10 if found else 100)
        found += tally.recount(self.appeal)
        found += self._unsigned()
        if self.killer:
            found += comparing.doubles(counted, self.killer.open_lines)
            if len(self.killer.done) < self.plan.kills:
                found.append(f"Only {len(self.killer.done)} of {self.plan.kills} kills were possible.")
        elif counted.twice:
            found.append(f"{len(counted.twice)} letters were taken twice, and nobody was killed.")
        return self._summary(counted, told, found)

    def _compare_page(self, counted: recount.Counted, *, tries: int) -> list[str]:
        """The printed page follows the rows within seconds; what still differs then is a disagreement."""
        path = self.pages[next(iter(self.pages))]
        embassies = set(self.appeal.targets.exclude(rule="").values_list("key", flat=True))
        differs: list[str] = []
        for _ in range(tries):
            visitor = Visitor(self.world.public_url)
            differs = list(comparing.page(counted, public_page.numbers(visitor.get(path)), embassies))
            visitor.close()
            if not differs:
                break
            time.sleep(0.2)
        return differs

    def _unsigned(self) -> list[str]:
        """Whether whoever looks up our key finds our signature on a letter to be valid; a sample of them."""
        records = json.loads((self.world.folder / "dns.json").read_text())

        def look_up(name: bytes, timeout: int = 5) -> bytes | None:
            return records.get(name.decode().rstrip("."), "").encode() or None

        log, lines = sink_log.every_line(self.world.sink_log, self.world.mail)
        sample = lines[:: max(1, len(lines) // 100)]
        wrong = sum(1 for line in sample if not dkim.verify(log.raw(line), dnsfunc=look_up))
        return [f"{wrong} of {len(sample)} letters carry no valid signature of ours."] if wrong else []

    def _summary(self, counted: recount.Counted, told: tally.Tally, disagreements: list[str]) -> dict[str, Any]:
        targets = [
            {"name": t.name, "rule": t.rule, "accepted": t.letters.accepted, "bounced": t.letters.bounced}
            for t in told.by_target
        ]
        extra = {}
        if self.killer:
            extra["kills"] = {
                "done": {part: self.killer.done.count(part) for part in ("public", "rounds")},
                "lines_open": self.killer.open_lines,
                "taken_twice": len(counted.twice),
            }
        return {
            "report": self.plan.report.name,
            "case": self.appeal.case.token,
            "appeal": self.appeal.number,
            "targets": targets,
            "acknowledged": counted.acknowledged,
            "confirmed": counted.confirmed,
            "letters_accepted": counted.letters.total(),
            "bounced": counted.bounced.total(),
            "copies_verified": counted.copies_verified.total(),
            "copies_received": counted.copies_received.total(),
            "declared": counted.declared.total(),
            "replies": counted.replies,
            "news_sent": counted.news,
            "tally": _plain(told),
            "agrees": not disagreements,
            "disagreements": disagreements,
            **extra,
            "seed": self.plan.seed,
            "seconds": {name: round(value, 1) for name, value in self.seconds.items()},
        }

    def _look_up_offices(self) -> None:
        """Which mailbox is whose; and whom the public pages promise to write to from each country."""
        letters: dict[str, str] = {}
        copies: dict[str, set[str]] = {}
        same: dict[str, str] = {}
        for target in self.appeal.open_targets().prefetch_related("channels"):
            if target.rule:
                rows = Mission.objects.filter(operator=target.rule.partition(":")[2]).exclude(email="")
                mails = also = [mission.email.lower() for mission in rows]
            else:
                channels = list(target.channels.all())
                mails = [c.value.lower() for c in channels if c.kind == Channel.Kind.EMAIL]
                also = mails + [c.value.lower() for c in channels if c.kind == Channel.Kind.CC]
            for address in mails:
                first = letters.setdefault(address, target.key)
                if first != target.key:
                    same[target.key] = first
            for address in also:
                copies.setdefault(address, set()).add(target.key)
        self.offices = recount.Offices(letters, copies, same)
        visitor = Visitor(self.world.public_url)
        path = public_page.write_page(self.pages[next(iter(self.pages))])
        self.addressees = {country: public_page.addressees(visitor, path, country) for country, _ in cast.COUNTRIES}
        visitor.close()

    def _until(self, what: str, done: Callable[[], bool], *, progress: Callable[[], object] = lambda: None) -> None:
        """Wait until it is done; when nothing moves any more, say so and go on to the count."""
        seen, since = progress(), time.monotonic()
        while not done():
            time.sleep(0.1)
            if (now := progress()) != seen:
                seen, since = now, time.monotonic()
            elif time.monotonic() - since > IDLE:
                self.troubles.append(f"{what}: nothing moved for {IDLE:.0f} seconds.")
                return

    def _on_their_way(self) -> int:
        states = (Delivery.Status.QUEUED, Delivery.Status.SENDING, Delivery.Status.IN_DOUBT)
        return Delivery.objects.filter(status__in=states).count()

    def _progress(self) -> object:
        return self._on_their_way(), self.letters.new() and None, self.letters.count

    def _unread(self) -> int:
        return Incoming.objects.filter(status=Incoming.Status.RAW).count()

    def _all_read(self) -> bool:
        return not self._unread()

    def _fresh_log(self) -> sink_log.SinkLog:
        return sink_log.SinkLog(self.world.sink_log, self.world.mail)

    def _mailbox(self) -> tuple[str, int]:
        return HOST, self.world.ports["lmtp"]

    @contextmanager
    def _scene(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        self.say(f"{SCENES[name]} ...")
        yield
        self.seconds[name] = time.monotonic() - began


def run(plan: Plan, world: World, say: Callable[[str], None]) -> dict[str, Any]:
    """Start the world, play, and stop it again, whatever happens; `say` is told where it is."""
    raw = opening.check(plan.report)
    began = time.monotonic()
    opening.prepare([WRITER, APPROVER], table=plan.missions)
    group = world.start(lambda line: None)
    watching = threading.Thread(target=group.watch, name="looks after the processes")
    try:
        if not world.ready():
            raise Unexpected(f"The desk did not start: {world.last_words()}")
        watching.start()
        play = Play(plan, world, raw, say)
        play.seconds["start"] = time.monotonic() - began
        found = play.run()
    finally:
        group.stop()
        if watching.is_alive():
            watching.join()
    found["seconds"]["all"] = round(time.monotonic() - began, 1)
    return found


def _plain(told: tally.Tally) -> dict[str, Any]:
    found = asdict(told)
    found["by_day"] = {str(day): number for day, number in told.by_day.items()}
    return found
