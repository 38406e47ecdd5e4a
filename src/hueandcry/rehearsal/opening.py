"""From a report to a live appeal, by the desk's own pages: what demo and rehearsal have in common."""

import glob
import re
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

from django.core.management import call_command

from hueandcry.appeals import document, missions
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.people import accounts
from hueandcry.people.models import User
from hueandcry.reader import reading
from hueandcry.rehearsal import staff
from hueandcry.rehearsal.browser import Unexpected, Visitor
from hueandcry.rehearsal.world import World

PRACTICE = Path(__file__).with_name("reports") / "missions.csv"
ROUNDS = 4  # filling one gap may show another


@dataclass(frozen=True)
class Account:
    """Somebody at the desk."""

    username: str
    name: str
    role: str
    password: str


def check(report: Path) -> bytes:
    """The report's bytes, if it is one that can be rehearsed: a text that names somebody to write to."""
    raw = report.read_bytes()
    if not reading.read(raw).targets:
        raise Refused(
            f"{report.name} names nobody to write to, so there is nothing to rehearse. "
            f"See what was read with: hueandcry read {report}"
        )
    return raw


def translations(report: Path) -> dict[str, dict[str, Any]]:
    """The words in other languages that stand beside a report: for report.txt those of report.ru.toml."""
    beside = sorted(report.parent.glob(f"{glob.escape(report.stem)}.*.toml"))
    return {path.suffixes[-2][1:]: tomllib.loads(path.read_text(encoding="utf-8")) for path in beside}


def prepare(people: list[Account], *, table: Path | None) -> None:
    """The database, the invented country's embassies and those of the `table`, and the accounts."""
    call_command("migrate", interactive=False, verbosity=0)
    for file in filter(None, (PRACTICE, table)):
        missions.load(file, checked_on=clock.now().date())
    for one in people:
        if not User.objects.filter(username=one.username).exists():
            accounts.make(one.username, name=one.name, role=one.role, password=one.password)


def walk(world: World, report: Path, raw: bytes, *, writer: Account, approver: Account) -> Appeal:
    """Hand in, open, translate, complete, ask, approve by the other one, issue; the live appeal."""
    at_writer = staff.sign_in(world.desk_url, writer.username, writer.password)
    at_approver = staff.sign_in(world.desk_url, approver.username, approver.password)
    pk = staff.hand_in(at_writer, report.name, raw)
    for language, words in translations(report).items():
        staff.translate(at_writer, pk, language, words)
    for _ in range(ROUNDS):
        revision = Revision.objects.filter(appeal=pk).order_by("-n").get()
        gaps = [(gap.where, gap.sentence) for gap in document.missing(revision.document)]
        if not gaps:
            break
        staff.complete(at_writer, pk, gaps, today=clock.now().date())
    else:
        raise Unexpected(f"The draft could not be completed: {'; '.join(sentence for _, sentence in gaps[:3])}")
    staff.ask(at_writer, pk)
    staff.approve(at_approver, pk)
    staff.issue(at_writer, pk)
    for visitor in (at_writer, at_approver):
        visitor.close()
    return Appeal.objects.get(pk=pk)


def public_pages(world: World, appeal: Appeal) -> dict[str, str]:
    """The address of the appeal's page in each language, as the home page links them; none before it is printed."""
    visitor = Visitor(world.public_url)
    home = visitor.get("/")
    found: dict[str, str] = {}
    waiting = [home.url]
    for _ in range(12):
        if not waiting:
            break
        page = visitor.get(waiting.pop(0))
        for address, _ in page.links:
            path = urlsplit(urljoin(page.url, address)).path
            match = re.fullmatch(rf"/([a-z-]+)/{re.escape(appeal.slug or '')}/(?:index\.html)?", path)
            if match and match[1] not in found:
                found[match[1]] = path
                waiting.append(path)
    visitor.close()
    return found
