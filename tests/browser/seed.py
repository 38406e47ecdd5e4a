"""Fills the desk that the browser visits: two appeals, missions, two members of staff. Run as a process of its own."""

import datetime as dt
import json
import os

import django

django.setup()

import long_appeal  # noqa: E402
import make  # noqa: E402
from hueandcry.appeals.models import Accreditation, Mission  # noqa: E402
from hueandcry.cases.models import Outcome  # noqa: E402
from hueandcry.lib import clock  # noqa: E402
from hueandcry.people.models import Section  # noqa: E402

RUSSIAN = {
    "summary": "Она возглавляет профсоюз пекарей.",
    "story": "9 марта полиция разогнала шествие.",
    "subject": "Освободите Ару Сеитову",
    "salutation": "Уважаемые представители Варланда!",
    "body": "9 марта были избиты мирные демонстранты.\n\nПрошу немедленно освободить их.",
    "closing": "С уважением,",
    "demands": [{"key": "d1", "text": "Немедленно освободить всех семерых.", "spans": [], "basis": "the union"}],
}


KAZAKH = {
    "headline": "Ару Сеитованы босатыңыздар",
    "summary": "Ол Өскел қаласындағы наубайшылар кәсіподағын басқарады.",
    "story": "9 наурызда полиция бейбіт шеруді таратты.\n\nЖеті адам 15 тәулікке қамалды.",
    "subject": "Ару Сеитованы босатыңыздар",
    "salutation": "Құрметті мырзалар мен ханымдар!",
    "body": "Жеті адамды дереу босатуды сұраймын.",
    "closing": "Құрметпен,",
    "demands": [{"key": "d1", "text": "Жетеуін де дереу босату.", "spans": [], "basis": "the union"}],
}


def missions() -> None:
    """An embassy with an address, and one without that answers for a neighbour as well."""
    rows = (("DE", "Berlin", "berlin@mfa.example.org", ("DE",)), ("AT", "Vienna", "", ("AT", "SI")))
    for host, city, email, countries in rows:
        mission = Mission.objects.create(
            source_id=f"Q-{host}", operator="XV", host=host, city=city, kind="embassy", email=email, website=""
        )
        for code in countries:
            Accreditation.objects.create(mission=mission, operator="XV", country=code)


def document() -> dict:
    """An appeal in two languages with a sentence that is still running."""
    doc = make.document()
    doc["incidents"][0]["date"] = (clock.now().date() - dt.timedelta(days=9)).isoformat()
    post = {"kind": "post", "value": "Palace Square 1, 12345 Oskel", "hole": False, "spans": [], "basis": "their site"}
    doc["targets"][2]["channels"].append(post)
    doc["texts"]["ru"] |= RUSSIAN
    return doc


def main() -> None:
    """Print what the tests have to know, as JSON."""
    missions()
    everywhere = long_appeal.document()
    everywhere["texts"]["kk"] = {**everywhere["texts"]["en"], **KAZAKH}
    live, long = make.appeal("live", doc=document()), make.appeal("live", doc=everywhere)
    ended = make.appeal("stopped")
    ended.ended_at, ended.end_reason = clock.now(), "Released."
    ended.save()
    Outcome.objects.create(
        case=ended.case, code="released", on=clock.now().date(), text="Aru Seitova came home, and hundreds met her.",
        recorded_at=clock.now(), recorded_by="seed",
    )  # fmt: skip
    Section.objects.create(
        slug="bakers", kind="partner", status="open", name="Bakers of Hamburg", language="en", country="DE",
        origins=os.environ["PARTNER"], ground="#102a43", ink="#f0f4f8", accent="#ffcc66",
    )  # fmt: skip
    told = {"name": "Section North", "language": "en", "country": "DE", "imprint": "Harbour 1", "privacy": "None."}
    Section.objects.create(slug="north", status="open", donate="https://give.example.org/", **told)
    staff = {role: make.user(role).username for role in ("writer", "approver")}
    print(json.dumps({"live": live.slug, "long": long.slug, "ended": ended.slug, **staff, "password": make.PASSWORD}))


main()
