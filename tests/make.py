"""Short names for things tests need: real rows, no mocks."""

import datetime as dt
import itertools

from hueandcry.actions import confirming, taking
from hueandcry.actions.models import Action, Confirmation
from hueandcry.appeals.models import Accreditation, Appeal, Channel, Mission, Revision, Target
from hueandcry.cases.models import Case
from hueandcry.lib import clock, sealing, tokens
from hueandcry.people.models import User
from hueandcry.post import outbox

_count = itertools.count(1)
PASSWORD = "a long enough password"


def user(role: str = User.Role.WRITER, name: str = "") -> User:
    """A member of staff."""
    n = next(_count)
    return User.objects.create_user(f"{role}{n}", PASSWORD, name=name or f"{role.title()} {n}", role=role)


def case(title: str = "Seven bakers sentenced in Oskel", country: str = "XV") -> Case:
    """An open case."""
    return Case.objects.create(token=tokens.new(), title=title, country=country, opened_at=clock.now())


def document(**changes: object) -> dict:
    """A complete document about the invented country, which nothing blocks."""
    told = {"spans": [], "basis": "told by the union"}
    site = {"spans": [], "basis": "their site"}
    return {
        "report": "", "country": "XV", "place": "Oskel", "hide_addresses": True,
        "people": [
            {"key": "p1", "name": "Aru Seitova", "aliases": [], "role": "president of the bakers' union",
             "public": True, **told},
        ],
        "incidents": [
            {"key": "i1", "type": "sentence", "date": "2026-03-09", "date_inferred": False, "place": "Oskel",
             "victims": ["Aru Seitova"], "alleged_by": ["court"], "quantity": "15 days", **told},
        ],
        "targets": [
            {"key": "t1", "office": "Head of the Supreme Court of Varland", "holder": "Oda Lem",
             "organisation": "Supreme Court", "rule": "", **site,
             "channels": [{"kind": "email", "value": "chair@court.example.org", "hole": False, **site},
                          {"kind": "cc", "value": "office@court.example.org", "hole": False, **site}]},
            {"key": "t2", "office": "Embassy of Varland", "holder": "", "organisation": "", "rule": "embassy_of:XV",
             **site, "channels": []},
            {"key": "t3", "office": "Office of the President", "holder": "", "organisation": "", "rule": "", **site,
             "channels": [{"kind": "phone", "value": "+99 555 01 01", "hole": False, **site}]},
        ],
        "copies": [{"value": "union@bakers.example.org", "hole": False, **told}],
        "texts": {
            language: {
                "headline": headline, "summary": "She leads the bakers' union.",
                "story": "On 9 March police broke up a march.",
                "subject": "Release Aru Seitova", "salutation": "Dear representatives of Varland,",
                "body": "On 9 March peaceful marchers were beaten.\n\nI ask you to release them at once.",
                "closing": "Yours sincerely,",
                "demands": [{"key": "d1", "text": "Release the seven at once.", **told}],
                "spans": {}, "basis": {"headline": "desk"}, "checked": True,
            }
            for language, headline in (("en", "Free Aru Seitova"), ("ru", "Свободу Ару Сеитовой"))
        },
        "consent": {"given_by": "the union", "how": "by telephone", "on": "2026-03-10", "reason": ""},
        "act_by": (clock.now().date() + dt.timedelta(days=30)).isoformat(),
        **changes,
    }  # fmt: skip


def appeal(status: str = "draft", *, doc: dict | None = None, of: Case | None = None) -> Appeal:
    """An appeal with one revision in the same status; a live one has its keys, number, targets and channels."""
    now, n = clock.now(), next(_count)
    doc = doc or document()
    made = Appeal.objects.create(case=of or case(), status=status, key=tokens.new(80), created_at=now)
    revision = Revision.objects.create(
        appeal=made, n=1, status=status if status in Revision.Status.values else "live", document=doc, digest="0" * 64,
        created_at=now,
    )  # fmt: skip
    if status not in ("live", "paused", "stopped", "expired"):
        return made
    for name in (made.act_key, made.follow_key, made.pepper):
        sealing.make(name)
    made.number, made.slug, made.live_revision = f"HC {n}/26", f"hc-{n}-26", revision
    made.act_by, made.issued_at = dt.date.fromisoformat(doc["act_by"]), now
    made.save()
    for position, told in enumerate(doc["targets"]):
        name = ", ".join(part for part in (told["holder"], told["office"]) if part)
        target = Target.objects.create(
            appeal=made,
            key=told["key"],
            position=position,
            name=name,
            rule=told["rule"],
            circle=told.get("circle", 1),
        )
        for place, channel in enumerate(told["channels"]):
            Channel.objects.create(target=target, kind=channel["kind"], value=channel["value"], position=place)
    return made


def mission(
    operator: str = "XV", host: str = "DE", email: str = "embassy.de@xv.example.org", countries: tuple[str, ...] = ()
) -> Mission:
    """An embassy that answers for its host, or for `countries`."""
    made = Mission.objects.create(
        source_id=f"Q{next(_count)}", operator=operator, host=host, city="Capital", kind="embassy", email=email,
    )  # fmt: skip
    for code in countries or (host,):
        Accreditation.objects.create(mission=made, operator=operator, country=code)
    return made


def act(on: Appeal, email: str = "maria@example.net", *, now: dt.datetime | None = None, **fields: object) -> str:
    """Somebody acts on the public page; the token of the letter she has got, or nothing."""
    now = now or clock.now()
    told: dict = {
        "name": "Maria Example",
        "country": "DE",
        "language": "en",
        "words": "",
        "wants_news": False,
        **fields,
    }
    taking.take(on, email=email, now=now, **told)
    letters = Confirmation.objects.order_by("-pk").select_related("delivery")
    return next(
        (letter.token for letter in letters if outbox.opened(letter.delivery).to.casefold() == email.casefold()), ""
    )


def confirmed(
    on: Appeal, email: str = "maria@example.net", *, now: dt.datetime | None = None, **fields: object
) -> Action:
    """Somebody acts and presses the button in the letter."""
    confirming.confirm(act(on, email, now=now, **fields), now=now or clock.now())
    return Action.objects.filter(appeal=on, status="confirmed", way="relay").latest("pk")
