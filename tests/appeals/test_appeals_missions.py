"""The table of embassies, and which of them answers for whom."""

import csv
import io
from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

import make  # noqa: F401
from hueandcry.appeals import missions, proposing
from hueandcry.appeals.models import Accreditation, Mission
from hueandcry.ledger.models import Entry
from hueandcry.lib import addresses
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "src/hueandcry/rehearsal/reports/missions.csv"
PUBLISHED = ROOT.parent / "shared/data/missions.csv"


def table(path: Path, *rows: dict, mark: str = "", columns: tuple[str, ...] = (*missions.COLUMNS, "creation")) -> Path:
    """A table as it is published, with columns in another order than we name them."""
    out = io.StringIO()
    writer = csv.DictWriter(out, list(reversed(columns)), delimiter=";", extrasaction="ignore")
    writer.writeheader()
    for n, row in enumerate(rows):
        writer.writerow(
            {"operator": "Varland", "country": "Austria", "type": "embassy", "QID": f"https://x.example/Q{n}"} | row
        )
    path.write_text(mark + out.getvalue(), encoding="utf-8")
    return path


@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_columns_are_found_by_name_with_or_without_the_mark_of_utf_8(tmp_path, mark):
    loaded = missions.load(table(tmp_path / "m.csv", {"email": "mailto:vienna@x.example", "city": "Vienna"}, mark=mark))

    assert loaded == missions.Loaded(1, {}, {})
    row = Mission.objects.get()
    assert (row.source_id, row.operator, row.host, row.city, row.email) == (
        "Q0",
        "XV",
        "AT",
        "Vienna",
        "vienna@x.example",
    )
    assert Entry.objects.get().facts == {"missions": 1, "unmapped": 0}


def test_a_table_without_its_columns_is_refused_by_their_names(tmp_path):
    with pytest.raises(Refused, match="has no column email, QID"):
        missions.load(
            table(tmp_path / "m.csv", columns=tuple(c for c in missions.COLUMNS if c not in ("email", "QID")))
        )


@pytest.mark.parametrize("raw", [b"\xff\xfe\x00\x01", b"", b"operator,country\n"])
def test_what_is_no_such_table_is_refused_in_a_sentence(tmp_path, raw):
    (tmp_path / "m.csv").write_bytes(raw)

    with pytest.raises(Refused):
        missions.load(tmp_path / "m.csv")
    with pytest.raises(Refused, match="cannot be read"):
        missions.load(tmp_path / "other.csv")

    assert not Mission.objects.exists()


def test_labels_nobody_knows_are_counted_and_their_rows_do_not_answer(tmp_path):
    loaded = missions.load(
        table(
            tmp_path / "m.csv",
            {"operator": "Atlantis"},
            {"operator": "Atlantis", "country": "Lemuria"},
            {"jurisdictions": "Austria|Lemuria"},
        )
    )

    assert loaded.unmapped == {"Atlantis": 2, "Lemuria": 2}
    assert loaded.count == 1
    assert list(Accreditation.objects.values_list("operator", "country")) == [("XV", "AT")]


def test_consulates_are_left_out_and_said_so(tmp_path):
    kinds = [
        "embassy",
        "high commission",
        "apostolic nunciature",
        "de facto embassy",
        "liaison office",
        "consulate general",
        "honorary consulate",
        "de facto consulate",
        "assistant high commission",
        "trade office",
    ]

    loaded = missions.load(table(tmp_path / "m.csv", *({"type": kind} for kind in kinds)))

    assert sorted(Mission.objects.values_list("kind", flat=True)) == sorted(kinds[:5])
    assert loaded.left_out == dict.fromkeys(kinds[5:], 1)


def test_of_several_addresses_the_first_that_can_be_written_to_is_kept(tmp_path):
    emails = [
        "mailto:a@b|mailto:real@x.example",
        "one@x.example, two@x.example",
        "ask at the door",
        "MAILTO:Up@X.example",
    ]

    missions.load(table(tmp_path / "m.csv", *({"email": email} for email in emails)))

    kept = list(Mission.objects.order_by("source_id").values_list("email", flat=True))
    assert kept == ["real@x.example", "one@x.example", "", "Up@x.example"]


@given(
    st.text(max_size=60) | st.from_regex(r"(mailto:)?[a-z]{1,5}@[a-z]{1,4}(\.[a-z]{2,3})?[|, ]{0,2}", fullmatch=True)
)
def test_an_address_is_kept_only_if_mail_can_go_there(printed):
    kept = missions._email(printed)

    assert kept == "" or (addresses.well_formed(kept) and addresses.reserved(kept))


def test_outside_a_live_desk_no_real_address_is_kept_or_given(tmp_path, settings):
    file = table(tmp_path / "m.csv", {"email": "embassy@mfa.gov.xv"})
    missions.load(file)
    assert Mission.objects.get().email == "embassy.at.mfa.gov.xv@example.org"

    settings.LIVE = True
    missions.load(file)
    assert missions.resolve("XV", "AT").email == "embassy@mfa.gov.xv"
    settings.LIVE = False
    assert missions.resolve("XV", "AT").email == "embassy.at.mfa.gov.xv@example.org"


def test_a_second_import_brings_the_same_missions_up_to_date(tmp_path):
    missions.load(table(tmp_path / "m.csv", {"city": "Vienna", "jurisdictions": "Austria|Slovenia"}))
    before = Mission.objects.get().pk

    missions.load(table(tmp_path / "m.csv", {"city": "Graz", "jurisdictions": "Austria|Hungary"}))

    assert [(m.pk, m.city) for m in Mission.objects.all()] == [(before, "Graz")]
    assert missions.countries_with("XV") == ["AT", "HU"]


def test_a_mission_listed_twice_is_one_with_what_either_row_knows(tmp_path):
    same = {"QID": "https://x.example/Q7"}

    loaded = missions.load(
        table(
            tmp_path / "m.csv", same | {"jurisdictions": "Austria"}, same | {"jurisdictions": "Hungary", "phone": "1"}
        )
    )

    assert (loaded.count, Mission.objects.get().phone, missions.countries_with("XV")) == (1, "1", ["AT", "HU"])


def test_jurisdiction_comes_first_and_the_host_only_where_none_is_given(tmp_path):
    missions.load(table(tmp_path / "m.csv", {"jurisdictions": "Slovenia"}, {"country": "Italy"}))

    assert missions.countries_with("XV") == ["IT", "SI"]
    assert missions.resolve("XV", "AT").mission is None


def test_an_embassy_comes_before_its_like_and_one_in_the_country_before_one_abroad(tmp_path):
    missions.load(
        table(
            tmp_path / "m.csv",
            {"city": "abroad", "country": "Hungary", "jurisdictions": "Austria", "email": "a@x.example"},
            {"city": "liaison", "type": "liaison office", "email": "l@x.example"},
            {"city": "mute"},
            {"city": "here", "website": "https://here.example/"},
        )
    )

    assert missions.resolve("XV", "AT").mission.city == "here"
    Mission.objects.filter(city="here").delete()
    assert missions.resolve("XV", "AT").mission.city == "mute"
    Mission.objects.filter(city="mute").delete()
    assert missions.resolve("XV", "AT").mission.city == "abroad"
    Mission.objects.filter(city="abroad").delete()
    assert missions.resolve("XV", "AT").mission.city == "liaison"


def test_progress_is_told_while_a_long_table_is_read(tmp_path):
    told = []

    missions.load(table(tmp_path / "m.csv", *({} for _ in range(1200))), progress=told.append)

    assert told == [500, 1000]


def test_the_shipped_table_shows_every_way_it_can_go():
    loaded = missions.load(SHIPPED)

    assert (loaded.count, loaded.unmapped, loaded.left_out) == (12, {}, {"consulate general": 1})
    assert missions.resolve("XV", "DE") == missions.Resolved(Mission.objects.get(city="Berlin"), "")
    assert (missions.resolve("XV", "SI").email, missions.resolve("XV", "SI").note) == (
        "vienna@embassy.example.org",
        "accredited from Vienna, Austria",
    )
    with translation.override("ru"):
        assert missions.resolve("XV", "SI").note == "аккредитовано из: Vienna, Австрия"
    assert missions.resolve("XV", "IT").note == "its e-mail address is not known; its site is https://rome.example.org/"
    assert missions.resolve("XV", "ES").note == "its e-mail address is not known; its telephone is +99 555 02 10"
    assert missions.resolve("XV", "BR").note == "neither its e-mail address nor site or telephone is known"
    assert missions.resolve("XV", "NZ") == missions.Resolved(None, "We know of no embassy of Varland for New Zealand.")


@pytest.mark.skipif(not PUBLISHED.exists(), reason="the published table is not here")
def test_the_published_table_is_read_whole(settings):
    with PUBLISHED.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file, delimiter=";"))
    assert sum(bool(row["email"]) for row in rows) == 806
    assert sum(bool(missions._email(row["email"])) for row in rows) == 806

    loaded = missions.load(PUBLISHED)

    # Dissolved and disputed states, orders and unions; every present one is known.
    assert sum(loaded.unmapped.values()) < 150, loaded.unmapped
    assert loaded.count + sum(loaded.left_out.values()) > 9700
    assert Mission.objects.exclude(email="").count() > 600
    assert not Mission.objects.exclude(email="").exclude(email__endswith="@example.org").exists()
    berlin, vienna, nowhere = (missions.resolve("KZ", code) for code in ("DE", "SI", "TV"))
    assert (berlin.mission.city, berlin.note.startswith("its e-mail address is not known; its site is")) == (
        "Berlin",
        True,
    )
    assert vienna.mission.city == "Vienna" and vienna.note.startswith("accredited from Vienna, Austria; ")
    assert nowhere == missions.Resolved(None, "We know of no embassy of Kazakhstan for Tuvalu.")
    print(len(loaded.unmapped), "labels of no country, such as", *list(loaded.unmapped)[:60], sep="\n  ")


def test_a_copy_asked_for_at_the_embassy_becomes_a_target_that_somebody_has_to_look_at():
    text = "Copies to the embassy of Varland in your country."
    copy = {"text": "embassy_of:XV in supporter country", "spans": [[14, 32]]}

    doc = proposing.propose({"text": text, "copies_to": [copy, copy]}, languages=["en"])

    assert [(t["office"], t["rule"], t["sure"]) for t in doc["targets"]] == [
        ("embassy of Varland", "embassy_of:XV", "check")
    ]
    assert doc["copies"] == []
