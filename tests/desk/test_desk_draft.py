"""Every value of a draft can be looked at, reshaped, put aside and brought back, by forms alone."""

import re

import pytest
from test_desk_journey import alerts, at, client_of, fields

import make
from hueandcry.appeals import limits
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.cases import disclosure, opening
from hueandcry.desk import draft_form
from hueandcry.intake import receiving, triage
from hueandcry.ledger import writing
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock

pytestmark = pytest.mark.django_db
SOURCE = """Varland: bakers jailed

On 9 March 2026 police arrested the baker Aru Seitova in Oskel. A. Seitova was beaten. Oskel is quiet.

The judge was Ilon Mair. Call +999 1 22 or write to court@justice.example.org and press@justice.example.org.
"""


def span(words, nth=0):
    start = [m.start() for m in re.finditer(re.escape(words), SOURCE)][nth]
    return [start, start + len(words)]


def reading():
    """What a reader might say of SOURCE: two people who are one, an official, two incidents, two targets."""
    people = [("Aru Seitova", "at_risk", 0.9), ("A. Seitova", "at_risk", 0.4), ("Ilon Mair", "official", 0.7)]
    deeds = [("arrest", "arrested", "Aru Seitova"), ("beating", "beaten", "A. Seitova")]
    return {
        "text": SOURCE, "language": "en", "kind": "appeal", "country": "XV",
        "headline": {"text": "Varland: bakers jailed", "spans": [span("Varland: bakers jailed")]},
        "people": [{"name": name, "aliases": [], "status": status, "role": None, "confidence": sure,
                    "spans": {"name": [span(name)]}} for name, status, sure in people],
        "incidents": [{"type": kind, "date": "2026-03-09", "date_inferred": False, "place": "Oskel", "victims": [who],
                       "perpetrators": [], "quantity": None,
                       "spans": {"type": [span(word)], "date": [span("9 March 2026")]}} for kind, word, who in deeds],
        "targets": [{"name": None, "role": role, "organisation": None, "email": mail, "cc": [], "phone": phone,
                     "fax": [], "post": None, "rule": None, "spans": {"email": [span(m) for m in mail],
                     "phone": [span(p) for p in phone]}}
                    for role, mail, phone in (("Court", ["court@justice.example.org"], []),
                                              ("Press", [], ["+999 1 22"]))],
        "copies_to": [{"text": "press@justice.example.org", "spans": [span("press@justice.example.org")]}],
        "demands": [], "letter": {"present": False}, "outcome": None,
    }  # fmt: skip


@pytest.fixture
def pk():
    by, now = make.user("writer", "Una"), clock.now()
    report = receiving.receive(SOURCE.encode(), how="paste", by=by, now=now)
    report.reading = reading()
    report.save()
    return triage.open_new(report, by=by, now=now).pk


@pytest.fixture
def mira():
    return client_of(make.user("writer", "Mira"))


def document():
    return Revision.objects.get().document


def press(client, pk, step, **typed):
    """Press a button of the draft screen with everything the form holds, and what was typed into it."""
    form = fields(client.get(at(pk, "draft/")), "/draft/")
    return client.post(at(pk, "draft/"), form | typed | {"do": step})


def names():
    return [person["name"] for person in document()["people"]]


def test_a_tick_says_who_looked_and_the_screen_counts_what_is_left(mira, pk):
    before = mira.get(at(pk, "draft/")).content.decode()

    press(
        mira, pk, "save", **{"people-0-looked": "on", "targets-0-channels-0-looked": "on", "text-headline-looked": "on"}
    )

    doc, after = document(), mira.get(at(pk, "draft/")).content.decode()
    assert (doc["people"][0]["looked"], doc["targets"][0]["channels"][0]["looked"]) == ("Mira", "Mira")
    assert doc["texts"]["en"]["looked"] == {"headline": "Mira"}
    assert "9 values not looked at yet" in before and "7 values not looked at yet" in after
    assert "looked at by Mira" in after
    assert '<a href="#people-1">7 values' in after, "the count leads to the next of them"
    press(client_of(make.user("approver", "Oskar")), pk, "save", **{"people-1-role": "baker"})
    assert [p.get("looked") for p in document()["people"]] == ["Mira", "Oskar"]


def test_what_a_draft_cannot_hold_is_told_and_not_dropped_silently(mira):
    by, now, told = make.user("writer", "Una"), clock.now(), reading()
    told["targets"] = [told["targets"][0] | {"role": f"Court {n}"} for n in range(limits.ROWS["targets"] + 2)]
    report = receiving.receive(SOURCE.encode(), how="paste", by=by, now=now)
    report.reading = told
    report.save()
    pk = triage.open_new(report, by=by, now=now).pk

    page = mira.get(at(pk, "draft/")).content.decode()

    assert len(document()["targets"]) == limits.ROWS["targets"]
    assert "Left out here, and still in the report: 2 targets." in " ".join(re.sub("<[^>]+>", "", page).split())


def test_doubt_is_said_in_words_and_never_in_numbers(mira, pk):
    page = mira.get(at(pk, "draft/")).content.decode()

    told = re.findall(r'<span class="sure[^>]*>(.*?)</span>', page)

    assert told == ["check this", "guessed from the sentence before: check this"]
    assert "0.4" not in page and "confidence" not in page


def test_two_people_become_one_and_come_apart_again(mira, pk):
    before = document()
    answer = press(mira, pk, "merge:people:1", **{"people-1-into": before["people"][0]["key"]})

    one = document()
    assert answer["Location"].endswith("#people-0")
    assert (one["people"][0]["name"], one["people"][0]["aliases"]) == ("Aru Seitova", ["A. Seitova"])
    assert one["people"][0]["spans"] == [span("Aru Seitova"), span("A. Seitova")]
    assert [incident["victims"] for incident in one["incidents"]] == [["Aru Seitova"], ["Aru Seitova"]]
    assert "made one with Aru Seitova by Mira" in mira.get(at(pk, "draft/")).content.decode()

    press(mira, pk, f"back:{one['removed'][0]['key']}")
    assert document() == before
    assert Entry.objects.filter(event="revision edited").count() == 2


@pytest.mark.parametrize("step", ["remove:people:1", "status:people:1"])
def test_who_may_no_longer_be_named_stays_so_when_put_away_in_the_same_press(mira, pk, step):
    form = fields(mira.get(at(pk, "draft/")), "/draft/")
    del form["people-1-public"]
    form |= {"text-story": "A. Seitova was beaten.", "do": step, "people-1-to": "other", "people-1-why": "a witness"}

    mira.post(at(pk, "draft/"), form)

    doc = document()
    away = [e["row"] for e in doc["removed"]] + doc.get("others", [])
    assert [row["public"] for row in away if row["name"] == "A. Seitova"] == [False]
    assert "A. Seitova" in [name for _, name in disclosure.named_in_public(doc)]


def test_a_spelling_becomes_a_person_of_its_own(mira, pk):
    press(mira, pk, "save", **{"people-0-aliases": "A. Seitova"})
    press(mira, pk, "remove:people:1")

    press(mira, pk, "split:people:0", **{"people-0-alias": "A. Seitova"})

    assert names() == ["Aru Seitova", "A. Seitova"]
    assert [p["spans"] for p in document()["people"]] == [[span("Aru Seitova")], [span("A. Seitova")]]


def test_a_second_incident_is_made_of_chosen_words(mira, pk):
    words = "-".join(map(str, span("arrested")))

    press(mira, pk, "split:incidents:0", **{"incidents-0-part-span": words})

    doc = document()
    assert [(i["type"], i["spans"]) for i in doc["incidents"][:2]] == [
        ("arrest", [span("9 March 2026")]), ("arrest", [span("arrested")]),
    ]  # fmt: skip


def test_who_is_not_at_risk_stands_in_a_list_of_its_own_and_an_official_needs_a_reason(mira, pk):
    page = mira.get(at(pk, "draft/")).content.decode()
    assert "1 more person in the report, not at risk" in page

    answer = press(mira, pk, "status:others:0", **{"people-0-role": "typed meanwhile"})
    assert answer.status_code == 422
    assert "Ilon Mair was found as an official" in alerts(answer)[0]
    assert fields(answer, "/draft/")["people-0-role"] == "typed meanwhile"

    press(mira, pk, "status:others:0", **{"others-0-why": "He was jailed for refusing."})
    assert names() == ["Aru Seitova", "A. Seitova", "Ilon Mair"]
    press(mira, pk, "status:people:0", **{"people-0-to": "organiser"})
    assert (names(), document()["others"][0]["status"]) == (["A. Seitova", "Ilon Mair"], "organiser")


def test_addresses_move_between_targets_and_copies(mira, pk):
    court, office = (target["key"] for target in document()["targets"])

    press(mira, pk, "move:targets:0:channels:0", **{"targets-0-channels-0-to": office})
    press(mira, pk, "move:copies:0", **{"copies-0-to": court})
    doc = document()
    assert [[c["value"] for c in t["channels"]] for t in doc["targets"]] == [
        ["press@justice.example.org"], ["+999 1 22", "court@justice.example.org"],
    ]  # fmt: skip
    answer = press(mira, pk, "move:targets:1:channels:1", **{"targets-1-channels-1-to": "copies"})

    assert answer["Location"].endswith("#copies-part")
    assert [copy["value"] for copy in document()["copies"]] == ["court@justice.example.org"]


def test_what_is_not_for_the_public_stays_at_the_desk(mira, pk):
    form = fields(mira.get(at(pk, "draft/")), "/draft/")
    for name in ("incidents-1-public", "incidents-0-place_public", "place_public"):
        del form[name]

    mira.post(at(pk, "draft/"), form | {"do": "save"})

    doc = document()
    assert [len(doc["incidents"]), len(doc["withheld"])] == [1, 1]
    assert (doc["place"], doc["place_kept"], doc["incidents"][0]["place_kept"]) == ("", "Oskel", "Oskel")
    again = fields(mira.get(at(pk, "draft/")), "/draft/")
    assert "incidents-1-public" not in again and again["incidents-0-place"] == "Oskel"
    mira.post(at(pk, "draft/"), again | {"incidents-1-public": "on", "place_public": "on", "do": "save"})
    assert (len(document()["incidents"]), document()["place"]) == (2, "Oskel")


def test_what_is_taken_out_is_said_and_comes_back(mira, pk):
    before = document()
    press(mira, pk, "remove:targets:0:channels:0")
    press(mira, pk, "save", **{"text-headline": ""})
    page = mira.get(at(pk, "draft/")).content.decode()
    assert "2 values were taken out or merged" in page and "taken out by Mira" in page

    for entry in document()["removed"]:
        press(mira, pk, f"back:{entry['key']}")

    assert document()["targets"] == before["targets"]
    assert document()["texts"]["en"]["headline"] == "Varland: bakers jailed"
    press(mira, pk, "remove:copies:0")
    press(mira, pk, f"forget:{document()['removed'][0]['key']}")
    assert (document()["removed"], document()["copies"]) == ([], [])


def test_typed_words_are_found_in_the_source_and_become_a_value(mira, pk):
    press(mira, pk, "pick:person", **{"pick-words": "ilon  mair"})
    press(
        mira, pk, "pick:phone", **{"pick-words": "+999 1 22", "pick-into": f"targets:{document()['targets'][0]['key']}"}
    )

    doc = document()
    judge = doc["people"][-1]
    assert (judge["name"], judge["spans"], judge["found_as"]) == ("Ilon Mair", [span("Ilon Mair")], "official")
    assert "Ilon Mair was found as an official" in mira.get(at(pk, "draft/")).content.decode()
    assert [c["value"] for c in doc["targets"][0]["channels"]] == ["court@justice.example.org", "+999 1 22"]


def test_words_that_stand_at_several_places_are_offered_with_what_is_around_them(mira, pk):
    page = press(mira, pk, "pick:target", **{"pick-words": "Oskel", "place": "typed meanwhile"}).content.decode()

    steps = re.findall(r'value="(pick:target:[0-9-]+)"', page)
    assert steps == [f"pick:target:{s}-{e}" for s, e in (span("Oskel"), span("Oskel", 1))]
    assert "beaten. <b>Oskel</b> is quiet" in page and "typed meanwhile" in page
    press(mira, pk, steps[1], **{"pick-words": "Oskel"})
    assert document()["targets"][-1]["spans"] == [span("Oskel", 1)]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"pick-words": "Harbour"}, "The source does not say “Harbour”."),
        ({"pick-words": " "}, "Type or select the words"),
        ({"pick-words": "Harbour", "pick-start": "0", "pick-end": "7"}, "The source does not say “Harbour”."),
    ],
)
def test_words_the_source_does_not_say_are_refused_and_what_was_typed_stays(mira, pk, typed, sentence):
    before = document()

    answer = press(mira, pk, "pick:person", **typed, **{"people-0-role": "typed meanwhile"})

    assert (answer.status_code, sentence in alerts(answer)[0]) == (422, True)
    page = answer.content.decode()
    assert f'value="{typed["pick-words"].strip()}"' in page or not typed["pick-words"].strip()
    assert fields(answer, "/draft/")["people-0-role"] == "typed meanwhile"
    assert document() == before


def test_selected_words_are_taken_from_the_place_that_was_selected(mira, pk):
    start, end = span("Oskel", 1)

    press(mira, pk, "pick:target", **{"pick-words": "Oskel", "pick-start": str(start), "pick-end": str(end)})

    assert document()["targets"][-1]["spans"] == [[start, end]]


def test_who_presses_second_is_told_and_nothing_of_hers_is_lost(mira, pk):
    mine = fields(mira.get(at(pk, "draft/")), "/draft/")
    press(client_of(make.user("writer", "Oskar")), pk, "remove:people:1")

    into = {"people-1-into": mine["people-0-key"], "people-0-role": "my role", "do": "merge:people:1"}
    answer = mira.post(at(pk, "draft/"), mine | into)

    assert answer.status_code == 422
    assert "changed this draft since you opened it" in alerts(answer)[0]
    assert fields(answer, "/draft/")["people-0-role"] == "my role"
    assert names() == ["Aru Seitova"]


def test_the_screen_says_whether_the_case_is_new_and_where_that_was_decided(mira, pk):
    page = mira.get(at(pk, "draft/")).content.decode()
    appeal = Appeal.objects.get()
    report = appeal.case.reports.get()
    assert "A new case." in page and f'href="/reports/{report.pk}/"' in page

    subject, by = opening.subject(appeal.case), make.user("writer")
    writing.record("case updated", subject=subject, by=by, report=report.token)

    assert "More about a case we follow" in mira.get(at(pk, "draft/")).content.decode()


def test_a_button_nobody_made_changes_nothing(mira, pk):
    before = document()

    steps = [
        "merge:people:77",
        "merge:nobody:0",
        "split:people:0",
        "move:targets:9:channels:1",
        "back:x",
        "pick:",
        "move:x",
    ]
    answers = [press(mira, pk, step).status_code for step in steps]

    assert (answers, document()) == ([422] * len(steps), before)


@pytest.mark.parametrize("step", ["save", "ask", "remove:copies:0"])
def test_words_typed_to_be_added_are_never_thrown_away(mira, pk, step):
    before = document()

    answer = press(mira, pk, step, **{"pick-words": "Oskel is quiet", "people-0-role": "typed meanwhile"})

    kept = fields(answer, "/draft/")
    assert answer.status_code == 422 and "“Oskel is quiet”" in alerts(answer)[0]
    assert 'value="Oskel is quiet"' in answer.content.decode() and kept["people-0-role"] == "typed meanwhile"
    assert document() == before


def test_words_only_selected_in_the_source_do_not_hinder_saving(mira, pk):
    start, end = span("Oskel is quiet")

    chosen = {"pick-words": "Oskel is quiet", "pick-start": str(start), "pick-end": str(end)}
    answer = press(mira, pk, "add:people", **chosen)

    assert f'name="pick-start" form="draft" value="{start}"' in answer.content.decode()
    assert press(mira, pk, "save", **chosen).status_code == 302


def many(number):
    """A draft of so many people and incidents."""
    revision = Revision.objects.get()
    doc = revision.document
    doc["people"] = [doc["people"][0] | {"key": f"p{n}", "name": f"Una Lom {n}"} for n in range(number)]
    doc["incidents"] = [doc["incidents"][0] | {"key": f"i{n}"} for n in range(number)]
    revision.save()
    return doc


def test_a_long_draft_names_each_row_once_for_all_who_may_be_one_with_it(mira, pk):
    sizes = []
    for number in (20, 40):
        many(number)
        sizes.append(mira.get(at(pk, "draft/")).content.decode().count("<option"))
    assert sizes[1] < 2 * sizes[0]

    answer = press(mira, pk, "merge:people:1", **{"people-1-into": "40. Una Lom 39"})

    assert answer.status_code == 302
    assert document()["people"][-1]["aliases"] == ["Una Lom 1"]


def test_a_draft_with_every_row_it_may_have_is_less_than_the_desk_takes_in_one_form(settings):
    steps = 6  # beside its values a row sends its key, ground and tick, and what a step would need
    most = limits.ROWS | {"incidents": limits.ROWS["incidents"] + limits.ROWS["withheld"]}
    most["channels"] *= most["targets"]
    total = sum(most[group] * (len(values) + steps) for group, values in draft_form.FIELDS.items())

    assert total + 200 < settings.DATA_UPLOAD_MAX_NUMBER_FIELDS
