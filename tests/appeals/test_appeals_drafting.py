"""Drafts: what the reader proposes, how a writer changes it, and what every value stands on."""

import copy
import datetime as dt
import json
from pathlib import Path

import pytest

import make
from hueandcry.appeals import document, drafting, issuing, supporting
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.intake import receiving, triage
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db
REPORTS = Path(__file__).resolve().parents[3] / "shared" / "reports"
SHIPPED = Path(__file__).resolve().parents[2] / "src/hueandcry/rehearsal/reports/varland.txt"
SOURCE = (
    "Varland: baker jailed\n\nOn 9 March 2026 police arrested Aru Seitova in Oskel.\n\nShe is held.\n\n"
    "Write to the Minister of Bakeries, Oda Lem: oda@bakeries.gov.xv or [hidden].\n\nRelease her at once."
)


def span(words: str) -> list[int]:
    """Where the words stand in SOURCE."""
    return [SOURCE.index(words), SOURCE.index(words) + len(words)]


def reading(**changes: object) -> dict:
    """What a reader says about SOURCE."""
    return {
        "text": SOURCE,
        "language": "en",
        "kind": "appeal",
        "country": "XV",
        "headline": {"text": "Varland: baker jailed", "spans": [span("Varland: baker jailed")]},
        "summary": {"text": "She is held.", "spans": [span("She is held.")]},
        "people": [
            {
                "name": "Aru Seitova",
                "aliases": [],
                "status": "at_risk",
                "role": None,
                "spans": {"name": [span("Aru Seitova")]},
            },
            {
                "name": "Oda Lem",
                "aliases": [],
                "status": "official",
                "role": "Minister",
                "spans": {"name": [span("Oda Lem")]},
            },
        ],
        "incidents": [
            {
                "type": "protest",
                "date": "2026-03-09",
                "date_inferred": False,
                "place": "Oskel",
                "victims": ["Aru Seitova"],
                "perpetrators": ["police"],
                "quantity": None,
                "spans": {"type": [span("arrested")], "place": [span("Oskel")]},
            },
        ],
        "targets": [
            {
                "name": "Oda Lem",
                "role": "Minister of Bakeries",
                "organisation": None,
                "email": ["oda@bakeries.gov.xv", "obfuscated"],
                "cc": [],
                "phone": [],
                "fax": [],
                "post": None,
                "rule": None,
                "spans": {
                    "name": [span("Oda Lem")],
                    "role": [span("Minister of Bakeries")],
                    "email": [span("oda@bakeries.gov.xv"), span("[hidden]")],
                },
            },
        ],
        "copies_to": [],
        "demands": [{"text": "Release her at once.", "spans": [span("Release her at once.")]}],
        "letter": {"present": False},
        **changes,
    }


def drafted(**changes: object) -> Revision:
    """The first revision of a draft made of SOURCE, whose report is kept with its case."""
    by, now = make.user(), clock.now()
    report = receiving.receive(SOURCE.encode(), how="paste", by=by, now=now)
    report.reading = reading(**changes)
    report.save()
    return triage.open_new(report, by=by, now=now).revisions.get()


def test_only_people_at_risk_are_appealed_for_and_officials_are_written_to():
    doc = drafted().document

    assert [person["name"] for person in doc["people"]] == ["Aru Seitova"]
    assert [(t["office"], t["holder"]) for t in doc["targets"]] == [("Minister of Bakeries", "Oda Lem")]


def test_a_march_is_called_a_demonstration_and_police_are_only_alleged():
    incident = drafted().document["incidents"][0]

    assert (incident["type"], incident["alleged_by"]) == ("demonstration", ["police"])


def test_every_value_of_a_fresh_draft_points_to_its_words():
    doc = drafted().document

    words = [[SOURCE[s:e] for s, e in channel["spans"]] for channel in doc["targets"][0]["channels"]]
    assert words == [["oda@bakeries.gov.xv"], ["[hidden]"]]
    assert [SOURCE[s:e] for s, e in doc["texts"]["en"]["spans"]["story"]] == [
        "On 9 March 2026 police arrested Aru Seitova in Oskel."
    ]


def test_a_report_without_a_letter_gets_one_from_its_demands():
    text = drafted().document["texts"]["en"]

    assert "– Release her at once." in text["body"]
    assert (text["salutation"], text["subject"]) == ("Dear Sir or Madam,", "Appeal for Aru Seitova")
    assert text["basis"]["body"]


def test_a_report_with_neither_letter_nor_demands_is_left_without_a_letter():
    doc = drafted(demands=[]).document

    assert doc["texts"]["en"]["body"] == ""
    assert "texts.en.body" in [gap.where for gap in document.missing(doc)]


def test_a_letter_of_the_report_is_taken_as_printed():
    letter = {
        "present": True,
        "salutation": "She is held.",
        "body": "On 9 March 2026 police arrested Aru Seitova in Oskel.",
        "spans": {
            "salutation": [span("She is held.")],
            "closing": [span("Release her at once.")],
            "body": [span("On 9 March 2026 police arrested Aru Seitova in Oskel.")],
        },
    }

    text = drafted(letter=letter).document["texts"]["en"]

    assert (text["salutation"], text["closing"]) == ("She is held.", "Release her at once.")
    assert text["body"] == letter["body"]


def test_a_language_we_have_no_interface_for_is_kept_and_the_others_wait():
    doc = drafted(language="kk").document

    assert sorted(doc["texts"]) == ["en", "kk", "ru"]
    assert doc["language"] == "kk"
    assert doc["texts"]["kk"]["headline"] and not doc["texts"]["en"]["headline"]


def test_in_a_rehearsal_addresses_are_rewritten_and_holes_filled_and_both_say_so():
    channels = drafted().document["targets"][0]["channels"]

    assert [channel["value"] for channel in channels] == [
        "oda.at.bakeries.gov.xv@example.org",
        "hole-1.minister.of.bakeries@example.org",
    ]
    assert [channel["basis"] for channel in channels] == [
        "rewritten for the rehearsal",
        "invented for the rehearsal; the report hides the address",
    ]
    assert not any(channel["hole"] for channel in channels)


def test_on_a_live_desk_addresses_stay_as_printed_and_holes_block(settings):
    settings.LIVE = True

    doc = drafted().document

    assert [(c["value"], c["hole"]) for c in doc["targets"][0]["channels"]] == [
        ("oda@bakeries.gov.xv", False),
        ("", True),
    ]
    assert doc["act_by"] == ""
    holes = [gap.sentence for gap in document.missing(doc) if ".channels." in gap.where]
    assert holes == [
        "An address of Oda Lem, Minister of Bakeries is hidden in the report. Find it, or remove the line."
    ]


def test_a_hole_filled_by_hand_needs_a_ground(settings):
    settings.LIVE = True
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["targets"][0]["channels"][1]["value"] = "office@bakeries.gov.xv"

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    channel = edited.document["targets"][0]["channels"][1]
    assert (channel["hole"], channel["spans"]) == (False, [])
    assert [gap.where.count("channels") for gap in document.missing(edited.document)].count(1) == 1
    doc["targets"][0]["channels"][1]["basis"] = "their site, today"
    again = drafting.edit(revision, doc, by=make.user(), now=clock.now())
    assert not [gap for gap in document.missing(again.document) if "channels" in gap.where]


def test_an_edit_in_a_rehearsal_cannot_bring_a_real_address_in():
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["copies"] = [{"value": "union@real.xv", "basis": "the union"}]

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    assert [(c["value"], c["basis"]) for c in edited.document["copies"]] == [
        ("union.at.real.xv@example.org", "the union; rewritten for the rehearsal")
    ]


def test_a_value_that_was_not_touched_keeps_its_words_whatever_the_form_says():
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["people"][0]["spans"] = [[0, 3]]
    doc["place"] = "Oskel town"

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    assert edited.document["people"][0]["spans"] == [span("Aru Seitova")]


def test_a_corrected_value_is_looked_for_in_the_report():
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["people"][0]["role"] = "baker"

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    assert edited.document["people"][0]["spans"] == [span("baker"), span("Aru Seitova")]


def test_a_correction_the_report_does_not_say_blocks_until_somebody_says_how_we_know():
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["people"][0]["role"] = "president of the union"

    edited = drafting.edit(revision, doc, by=make.user(), now=clock.now())

    where = f"people.{doc['people'][0]['key']}"
    assert where in [gap.where for gap in document.missing(edited.document)]
    doc["people"][0]["basis"] = "told by her sister"
    again = drafting.edit(revision, doc, by=make.user(), now=clock.now())
    assert where not in [gap.where for gap in document.missing(again.document)]


def test_words_are_found_across_line_breaks_and_never_inside_other_words():
    assert supporting.find("She is\n  held in Oskeland, Oskel.", "is held") == [[4, 13]]
    assert supporting.find("She is held in Oskeland, Oskel.", "Oskel") == [[25, 30]]


def test_text_rewritten_by_hand_says_whose_wording_it_is():
    revision, writer = drafted(), make.user(name="Mira Kern")
    doc = copy.deepcopy(revision.document)
    doc["texts"]["en"]["headline"] = "Free the baker"

    edited = drafting.edit(revision, doc, by=writer, now=clock.now())

    assert edited.document["texts"]["en"]["basis"]["headline"] == "written by Mira Kern"
    assert "headline" not in edited.document["texts"]["en"]["spans"]


def test_of_two_who_edit_at_once_the_second_is_told_and_the_first_keeps_her_words():
    revision, seen = drafted(), drafted().digest
    seen = revision.digest
    mine, theirs = copy.deepcopy(revision.document), copy.deepcopy(revision.document)
    mine["place"], theirs["place"] = "Oskel", "Elsewhere"
    drafting.edit(
        Revision.objects.get(pk=revision.pk), mine | {"place": "Harbour"}, by=make.user(), now=clock.now(), seen=seen
    )

    with pytest.raises(Refused, match="Somebody else has changed this draft"):
        drafting.edit(Revision.objects.get(pk=revision.pk), theirs, by=make.user(), now=clock.now(), seen=seen)

    assert Revision.objects.get(pk=revision.pk).document["place"] == "Harbour"


def test_the_ledger_names_changed_fields_and_no_words():
    revision = drafted()
    doc = copy.deepcopy(revision.document)
    doc["texts"]["en"]["body"] = "CANARY-WORDS in the letter"

    drafting.edit(revision, doc, by=make.user(), now=clock.now())

    entry = Entry.objects.get(event="revision edited")
    assert entry.facts["changed"] == ["texts.en.basis", "texts.en.body"]
    assert "CANARY" not in json.dumps(entry.facts)


def test_nothing_is_written_when_nothing_changed():
    revision, stranger = drafted(), make.user()

    drafting.edit(revision, copy.deepcopy(revision.document), by=stranger, now=clock.now())

    assert not Entry.objects.filter(event="revision edited").exists()
    assert stranger not in revision.editors.all()


def test_what_is_in_review_cannot_be_edited():
    revision = make.appeal("review").revisions.get()

    with pytest.raises(Refused, match="not a draft"):
        drafting.edit(revision, make.document(), by=make.user(), now=clock.now())


def test_a_postkeeper_cannot_write():
    with pytest.raises(Refused, match="cannot write"):
        drafting.draft(make.case(), "", reading(), by=make.user("postkeeper"), now=clock.now())


def test_a_live_appeal_stays_live_while_a_new_revision_is_written():
    appeal, writer = make.appeal("live"), make.user()

    revision = drafting.revise(appeal, by=writer, now=clock.now())

    assert (revision.n, revision.status, revision.document) == (2, "draft", appeal.live_revision.document)
    assert Appeal.objects.get(pk=appeal.pk).status == "live"
    assert list(revision.editors.all()) == [writer]
    with pytest.raises(Refused, match="in work already"):
        drafting.revise(appeal, by=writer, now=clock.now())


def test_a_person_the_case_knows_keeps_her_key_in_a_second_appeal():
    first = drafted()
    case = first.appeal.case
    case.people.create(key="p-known", name="Aru SEITOVA", aliases=[], role="", public=True)

    again = drafting.draft(case, "", reading(), by=make.user(), now=clock.now())

    assert [person["key"] for person in again.revisions.get().document["people"]] == ["p-known"]
    assert first.document["people"][0]["key"] != "p-known"


@pytest.mark.skipif(not REPORTS.exists(), reason="the shared reports are not here")
@pytest.mark.parametrize("live", [False, True])
def test_a_real_appeal_drafts_with_four_targets_and_its_holes(settings, live):
    settings.LIVE = live
    by, raw = make.user(), (REPORTS / "seed-000.txt").read_bytes()

    appeal = triage.open_new(receiving.receive(raw, how="command", by=by, now=clock.now()), by=by, now=clock.now())

    doc = appeal.revisions.get().document
    mail = [c for t in doc["targets"] for c in t["channels"] if c["kind"] in ("email", "cc")] + doc["copies"]
    assert [t["rule"] for t in doc["targets"]] == ["", "", "", "embassy_of:KZ"]
    assert len(mail) == 6
    assert len(doc["texts"]["en"]["body"]) > 1000 and doc["texts"]["en"]["demands"]
    assert [p["name"] for p in doc["people"]] == ["Esenbek Ukteshbaev"]
    gaps = [gap.where for gap in document.missing(doc)]
    if live:
        assert all(channel["hole"] for channel in mail)
        assert len([where for where in gaps if ".channels." in where or where.startswith("copies")]) == 6
        assert gaps[-1] == "act_by"
    else:
        assert len({channel["value"] for channel in mail}) == 6
        assert all(channel["value"].endswith("@example.org") and "invented" in channel["basis"] for channel in mail)
        assert gaps == ["consent"]


@pytest.mark.skipif(not REPORTS.exists(), reason="the shared reports are not here")
def test_a_real_report_of_a_release_has_nobody_to_write_to():
    by, raw = make.user(), (REPORTS / "seed-002.txt").read_bytes()

    appeal = triage.open_new(receiving.receive(raw, how="command", by=by, now=clock.now()), by=by, now=clock.now())

    doc = appeal.revisions.get().document
    assert (doc["targets"], doc["texts"]["en"]["body"]) == ([], "")
    assert {"targets", "texts", "consent"} <= {gap.where for gap in document.missing(doc)}


@pytest.mark.skipif(not SHIPPED.exists(), reason="the shipped report is not here yet")
def test_the_shipped_report_lacks_only_consent_before_it_can_be_approved():
    by = make.user()

    report = receiving.receive(SHIPPED.read_bytes(), how="command", by=by, now=clock.now())
    doc = triage.open_new(report, by=by, now=clock.now()).revisions.get().document

    assert [gap.where for gap in document.missing(doc)] == ["consent"]
    assert dt.date.fromisoformat(doc["act_by"]) == clock.now().date() + dt.timedelta(days=30)
    assert issuing.expire(clock.now()) == 0
