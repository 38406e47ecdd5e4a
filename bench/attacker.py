"""Somebody reads the public page for weeks and wants to know from where the few came: what can be worked out?

    python bench/attacker.py [--histories 1000] [--seed 1] [--sabotage NAME]

Each history is an appeal with real rows: people from up to eight countries, some with an embassy to write to, some
through the page of a national section, who confirm over one or two weeks, and now and then take it back. The page is
rendered as it would be printed, each day after the countries were counted anew and at other times. The attacker has
these pages, what they say about offices and embassies, and our rules, and looks for numbers below ten that depend on a
country: shown, by steps from one page to the next, by subtraction from the totals, by what letters to embassies are
missing or too many, and by bounds over all of it, also supposing that nobody ever leaves. A section tells of a country
as well, so its numbers are gone through in the same ways.
"""

import argparse
import datetime as dt
import itertools
import os
import random
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

LEAST = 10
CODES = ("DE", "FR", "GB", "TR", "KZ", "UA", "PL", "ES", "IT", "SE", "US", "CA")
SECTIONS = ("Nord", "Ost", "West", "Mitte")
ROW = re.compile(r'<td><bdi>([\d\s,.]+)</bdi></td><th scope="row">([\w ]+?) <small>')
PLACE = re.compile(r"<li>([^<]+) <b><bdi>([\d\s,.]+)</bdi></b></li>")
THROUGH = re.compile(r"<li><(?:bdi|span)>([^<]+)</(?:bdi|span)> <b><bdi>([\d\s,.]+)</bdi></b></li>")
REST = "all others together"
DAY = dt.timedelta(days=1)


@dataclass(frozen=True)
class Seen:
    """The numbers of one page."""

    at: dt.datetime
    counts: dict[str, int]
    places: dict[str, int]
    other: int
    sections: dict[str, int] = field(default_factory=dict)
    other_sections: int = 0

    @property
    def by_section(self) -> "Seen":
        """The same page with sections where the countries were; nobody is left to come from elsewhere."""
        return Seen(self.at, {"confirmed": self.counts.get("confirmed", 0)}, self.sections, self.other_sections)

    @property
    def split(self) -> dict[str, int]:
        """Whatever moves with the countries."""
        return {**self.places, "other countries": self.other, "to embassies": self.counts.get("to embassies", 0)}


@dataclass
class History:
    """What happened, day by day, and what everybody knows of the appeal without its numbers."""

    rng: random.Random
    began: dt.datetime
    offices: int
    embassies: set[str]
    weights: dict[str, float]
    days: int
    sections: dict[str, float]  # by name, "" for none
    pages: list[Seen] = field(default_factory=list)


def invented(rng: random.Random) -> History:
    """A history nobody has seen yet."""
    codes, tail = rng.sample(CODES, rng.randint(1, 8)), rng.choice((0.3, 0.8))  # most from a few
    return History(
        rng=rng, began=dt.datetime(2026, 3, 1, tzinfo=dt.UTC), offices=rng.randint(1, 3),
        embassies={code for code in CODES if rng.random() < rng.choice((0.1, 0.5))},
        weights={code: rng.paretovariate(tail) for code in codes}, days=rng.randint(5, 12),
        sections={name: rng.paretovariate(tail) for name in ("", *rng.sample(SECTIONS, rng.randint(1, 4)))},
    )  # fmt: skip


def lived(history: History) -> list[Seen]:
    """Let it happen, on rows; the pages that were there meanwhile."""
    import make
    from hueandcry.actions import by_section, tally
    from hueandcry.actions.models import Action, Protest
    from hueandcry.appeals.models import Target
    from hueandcry.people.models import Section
    from hueandcry.post.models import Delivery, Letter

    rng, appeal = history.rng, make.appeal("live")
    appeal.targets.all().delete()
    targets = [
        Target.objects.create(appeal=appeal, key=f"o{n}", position=n, name="Office") for n in range(history.offices)
    ]
    embassy = Target.objects.create(appeal=appeal, key="e", position=9, name="Embassy", rule="embassy_of:XV")
    letter = Letter.objects.create(kind="protest", language="en", subject="x", body="x", created_at=history.began)
    sections = {
        name: Section.objects.get_or_create(slug=f"s-{name.lower()}", name=name, status="open")[0]
        for name in history.sections
        if name
    }
    for day in range(history.days):
        midnight = history.began + day * DAY
        if day:  # it was issued on the first
            tally.refresh_split(appeal, now=midnight + dt.timedelta(minutes=5))
            by_section.refresh(appeal, now=midnight + dt.timedelta(minutes=5))
        history.pages.append(_look(appeal, midnight + dt.timedelta(minutes=31)))
        people = int(rng.expovariate(1 / rng.choice((2, 8, 40))))
        coming = sorted(midnight + rng.random() * 0.98 * DAY + dt.timedelta(minutes=30) for _ in range(people))
        acts = Action.objects.bulk_create(_act(appeal, history, at, sections) for at in coming)
        protests = []
        for act in acts:
            for target in [*targets, *([embassy] if act.country in history.embassies else [])]:
                protests.append(_protest(act, target, letter, rng))
        Delivery.objects.bulk_create([protest.delivery for protest in protests])
        Protest.objects.bulk_create(protests)
        if rng.random() < 0.2 and (
            left := Action.objects.filter(appeal=appeal, status="confirmed").order_by("?").first()
        ):
            Action.objects.filter(pk=left.pk).update(status="withdrawn")
        for _ in range(2):
            history.pages.append(_look(appeal, midnight + rng.random() * 0.9 * DAY + dt.timedelta(hours=1)))
    history.pages.sort(key=lambda page: page.at)
    return history.pages


def _act(appeal: object, history: History, at: dt.datetime, sections: dict[str, object]) -> object:
    from hueandcry.actions.models import Action

    rng = history.rng
    country = rng.choices(list(history.weights), list(history.weights.values()))[0]
    section = sections.get(rng.choices(list(history.sections), list(history.sections.values()))[0])
    name = f"{rng.getrandbits(128):032x}"
    return Action(
        section=section,
        appeal=appeal, token=name[:26], way="relay", status="confirmed", country=country, language="en",
        submission_key=name, person_key=name, created_at=at, confirmed_at=at, erase_by=at + 90 * DAY,
    )  # fmt: skip


def _protest(act: "Action", target: "Target", letter: object, rng: random.Random) -> "Protest":  # type: ignore[name-defined] # noqa: F821
    from hueandcry.actions.models import Protest
    from hueandcry.post.models import Delivery

    name, at = f"{rng.getrandbits(128):032x}", act.confirmed_at
    taken = at + rng.expovariate(1) * dt.timedelta(minutes=20) if rng.random() < 0.97 else None
    delivery = Delivery(
        letter=letter, sealed=b"", key_name="act", to_key="x", status="accepted" if taken else "rejected",
        token=name[:26],
        message_id=f"<{name}@example.org>", due_at=at, created_at=at, erase_by=at, accepted_at=taken,
        bounced_at=taken + DAY / 24 if taken and rng.random() < 0.03 else None,
    )  # fmt: skip
    return Protest(
        action=act, appeal=act.appeal, target=target, person_key=act.person_key, channel="relay", grade="relayed",
        country=act.country, day=at.date(), delivery=delivery,
    )  # fmt: skip


def _look(appeal: object, at: dt.datetime) -> Seen:
    """The page as it is printed at this time, and its numbers as anybody reads them."""
    from django.template.loader import render_to_string

    from hueandcry.pages import contents

    told = {"page": contents.public(appeal, "en", now=at), "language": "en", "root": "../../"}  # type: ignore[arg-type]
    return read(render_to_string("pages/_numbers.html", {**contents.statics(), **told}), at)


def read(page: str, at: dt.datetime) -> Seen:
    """The numbers of a page."""
    counts = {word: _number(digits) for digits, word in ROW.findall(page)}
    listed = {name.strip(): _number(digits) for name, digits in PLACE.findall(page)}
    through = {name.strip(): _number(digits) for name, digits in THROUGH.findall(page)}
    return Seen(at, counts, listed, listed.pop("other countries", 0), through, through.pop(REST, 0))


def attack(history: History) -> Iterator[str]:
    """A sentence for each thing below ten that was worked out."""
    pages = history.pages
    names = _names(history.embassies)
    for page in pages:
        for what, number in page.split.items():
            if 0 < number < LEAST:
                yield f"{what}: {number} shown"
        more = page.counts.get("accepted", 0) - history.offices * page.counts.get("confirmed", 0)
        if more > 0:
            yield f"{more} letters to embassies by subtraction"
    yield from _steps(pages)
    yield from _sums(pages)
    yield from _bounds(pages, names)
    yield from _places(pages)
    yield from _sections([page.by_section for page in pages])


def _sections(pages: list[Seen]) -> Iterator[str]:
    """The same questions about sections; through none came whoever has no section, and that is a number as well."""
    for page in pages:
        for what, number in page.split.items():
            if 0 < number < LEAST:
                yield f"section {what}: {number} shown"
    for ask in (_steps, _sums, _places, lambda seen: _bounds(seen, set())):
        yield from (f"by section: {thing}" for thing in ask(pages))


def _steps(pages: list[Seen]) -> Iterator[str]:
    for old, new in itertools.pairwise(pages):
        for what in {*old.split, *new.split}:
            if 0 < abs(new.split.get(what, 0) - old.split.get(what, 0)) < LEAST:
                yield f"{what}: a step of {new.split.get(what, 0) - old.split.get(what, 0)}"


def _sums(pages: list[Seen]) -> Iterator[str]:
    """Everybody less those whose country is shown: between the totals just before and just after the split was made."""
    for old, new in itertools.pairwise(pages):
        if not new.places or new.split == old.split:
            continue
        shown = sum(new.places.values())
        least, most = sorted((old.counts["confirmed"] - shown, new.counts["confirmed"] - shown))
        if least > 0 and most < LEAST:
            yield f"{least} to {most} people from countries that are not shown"


def _places(pages: list[Seen]) -> Iterator[str]:
    """What a country tells that stands alone, or that comes out of the others or goes among them."""
    for at, page in enumerate(pages):
        early = [n for one in pages[:at] if 0 < (n := one.counts.get("confirmed", 0)) < LEAST]
        if len(page.places) == 1 and not page.other and early:
            yield f"{min(page.places)}: {early[0]} people, for everybody is from there"
    for old, new in itertools.pairwise(pages):
        if old.places and new.places and {*old.places} != {*new.places}:
            before, after = _outside(old, new), _outside(new, old)
            if 0 < abs(after - before) < LEAST:
                yield f"a step of {after - before} outside the countries of both pages"
            for name in {*old.places} - {*new.places}:
                if 0 < new.other - old.places[name] < LEAST and old.places[name] + after - before >= LEAST:
                    yield f"at most {new.other - old.places[name]} people hide {name}"


def _outside(page: Seen, other: Seen) -> int:
    return page.other + sum(number for name, number in page.places.items() if name not in other.places)


def _bounds(pages: list[Seen], embassies: set[str]) -> Iterator[str]:
    """The least and the most people from each country at each split, if nobody ever leaves."""
    splits = [
        page for before, page in zip([None, *pages], pages, strict=False) if not before or page.split != before.split
    ]
    for old, new in itertools.pairwise(splits):
        fresh = [name for name in new.places if name not in old.places]
        for name in fresh if old.places else []:
            others = sum(new.places[one] for one in fresh if one != name)
            least, most = old.other - new.other - others, min(new.places[name], old.other)
            if least > 0 and most < LEAST:
                yield f"{name}: {least} to {most} people before it was shown"
            if old.other and 0 < new.places[name] - most <= new.places[name] - least < LEAST:
                yield f"{name}: {new.places[name] - most} to {new.places[name] - least} people more"
    for page in splits:
        hidden = {name for name in embassies if name not in page.places}
        letters = page.counts.get("to embassies", 0)
        least = letters - sum(number for name, number in page.places.items() if name in embassies)
        if len(hidden) == 1 and least > 0 and min(letters, page.other or letters) < LEAST:
            yield f"{min(hidden)}: at least {least} people"


def _names(codes: set[str]) -> set[str]:
    from hueandcry.lib import countries

    return {countries.name(code, "en") for code in codes}


def _number(digits: str) -> int:
    return int(re.sub(r"\D", "", digits))


def count(histories: int, seed: int) -> Counter[str]:
    """How many things were worked out in so many histories, by what they were; each is rolled back."""
    from django.db import transaction

    found: Counter[str] = Counter()
    for number in range(histories):
        with transaction.atomic():
            history = invented(random.Random(f"{seed} {number}"))  # noqa: S311 - to be had again
            lived(history)
            things = list(attack(history))
            transaction.set_rollback(True)
        found["pages read"] += len(history.pages)
        found["countries shown"] += sum(len(page.places) for page in history.pages)
        found["sections shown"] += sum(len(page.sections) for page in history.pages)
        found["numbers of letters to embassies shown"] += sum("to embassies" in page.counts for page in history.pages)
        found.update(re.sub(r"-?\d+( to -?\d+)?", "N", thing) for thing in things)
        found["worked out"] += len(things)
        if (number + 1) % 50 == 0:
            print(f"{number + 1} histories, {found['worked out']} worked out", file=sys.stderr, flush=True)
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description="What can be worked out from the public numbers.")
    parser.add_argument("--histories", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--sabotage",
        default="",
        help="see lib/sabotage.py: primary-only, live-cells, any-country-may-move, embassies-in-the-total, "
        "small-sections-too",
    )
    asked = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))
    from hueandcry.command import starting

    with tempfile.TemporaryDirectory(prefix="hueandcry-attacker-") as name:
        (Path(name) / "desk").mkdir()
        told = {
            "TESTING": "yes",
            "MODE": "rehearsal",
            "DATA": f"{name}/desk",
            "KEYS": f"{name}/keys",
            "SABOTAGE": asked.sabotage,
        }
        os.environ.update({f"HUEANDCRY_{key}": value for key, value in told.items()})
        starting.django()
        from django.conf import settings
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        settings.LIVE = True  # numbers as the public of a live desk sees them
        found = count(asked.histories, asked.seed)
    for what, number in found.most_common():
        print(f"| {what} | {number:,} |")
    worked = found["worked out"]
    print(f"attacker: {worked} against goal 0: {'met' if not worked else 'short'}")


if __name__ == "__main__":
    main()
