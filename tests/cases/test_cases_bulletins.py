"""Reports of the desk's own: one writes, another approves the very words, the public reads, and both can be undone."""

import threading

import pytest
from django.db import connection

import make
from hueandcry.cases import bulletins
from hueandcry.cases.models import Bulletin, PersonAtRisk
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def words(**changes):
    text = {"title": "A year in the bakeries", "lead": "What changed.", "body": "One.\n\nTwo.", "checked": True}
    return {"on": "2026-11-20", "country": "XV", "references": [], "texts": {"en": {**text, **changes}}}


def begun(writer=None, case=None, **changes):
    return bulletins.begin(words(**changes), case=case, by=writer or make.user(), now=clock.now())


def published(writer=None, now=None, **changes):
    bulletin = begun(writer, **changes)
    bulletins.ask(bulletin, by=make.user())
    bulletins.publish(bulletin, by=make.user("approver"), digest_seen=bulletin.digest, now=now or clock.now())
    return bulletin


def events(bulletin):
    return [entry.event for entry in Entry.objects.filter(subject=f"bulletin {bulletin.pk}").order_by("seq")]


def test_somebody_writes_somebody_else_approves_and_the_public_reads_these_words():
    bulletin = published()

    bulletin.refresh_from_db()
    assert (bulletin.status, bulletin.live, bulletin.slug) == ("public", words(), clock.now().date().isoformat())
    assert events(bulletin) == ["bulletin drafted", "bulletin review asked", "bulletin published"]


def test_nobody_approves_what_they_wrote_or_words_they_have_not_read():
    writer = make.user("approver")
    bulletin = begun(writer)
    bulletins.ask(bulletin, by=writer)

    with pytest.raises(Refused, match="did not has to approve"):
        bulletins.publish(bulletin, by=writer, digest_seen=bulletin.digest, now=clock.now())
    with pytest.raises(Refused, match="changed since you read"):
        bulletins.publish(bulletin, by=make.user("approver"), digest_seen="0" * 64, now=clock.now())
    with pytest.raises(Refused, match="role"):
        bulletins.publish(bulletin, by=make.user(), digest_seen=bulletin.digest, now=clock.now())
    bulletin.refresh_from_db()
    assert (bulletin.status, bulletin.live) == ("review", None)


def test_a_correction_leaves_the_old_words_public_until_somebody_else_approves_the_new_ones():
    bulletin, corrector = published(), make.user("approver")
    bulletins.correct(bulletin, by=corrector)
    bulletins.edit(bulletin, words(body="One, and three."), case=None, by=corrector, seen=bulletin.digest)

    assert bulletin.live == words() and bulletin.document == words(body="One, and three.")
    bulletins.ask(bulletin, by=corrector)
    with pytest.raises(Refused, match="wrote some of it"):
        bulletins.publish(bulletin, by=corrector, digest_seen=bulletin.digest, now=clock.now())
    bulletins.publish(bulletin, by=make.user("approver"), digest_seen=bulletin.digest, now=clock.now())
    assert bulletin.live == words(body="One, and three.") and bulletin.changed_at > bulletin.published_at


def test_two_who_edit_at_once_are_told_and_nothing_is_overwritten():
    bulletin = begun()
    seen = bulletin.digest
    bulletins.edit(bulletin, words(lead="First."), case=None, by=make.user(), seen=seen)

    with pytest.raises(Refused, match="Somebody else has changed this"):
        bulletins.edit(bulletin, words(lead="Second."), case=None, by=make.user(), seen=seen)
    bulletin.refresh_from_db()
    assert bulletin.document["texts"]["en"]["lead"] == "First."


def test_it_is_sent_back_with_words_and_withdrawn_with_a_reason():
    bulletin, approver = begun(), make.user("approver")
    bulletins.ask(bulletin, by=make.user())
    bulletins.send_back(bulletin, by=approver, why="Who says so?")
    with pytest.raises(Refused, match="not in review"):
        bulletins.send_back(bulletin, by=approver, why="Again.")
    with pytest.raises(Refused, match="why"):
        bulletins.withdraw(bulletin, by=approver, reason="", now=clock.now())

    bulletins.withdraw(bulletin, by=approver, reason="It was wrong.", now=clock.now())

    assert events(bulletin)[-2:] == ["bulletin returned", "bulletin withdrawn"]
    for step in (lambda: bulletins.ask(bulletin, by=approver), lambda: bulletins.correct(bulletin, by=approver)):
        with pytest.raises(Refused):
            step()


def test_what_is_missing_is_said_and_blocks():
    bulletin = bulletins.begin(bulletins.blank(), case=None, by=make.user(), now=clock.now())

    with pytest.raises(Refused, match=r"No language has a title.*Which day"):
        bulletins.ask(bulletin, by=make.user())


def test_whoever_is_hidden_in_the_case_cannot_be_named():
    case = make.case()
    hidden = {"key": "p1", "name": "Aru Seitova", "aliases": ["Ару Сеитова"], "public": False}
    PersonAtRisk.objects.create(case=case, **hidden)
    bulletin = begun(case=case, body="We met Aru Seitova in Oskel.")

    with pytest.raises(Refused, match="Aru Seitova is not to be named"):
        bulletins.ask(bulletin, by=make.user())
    PersonAtRisk.objects.update(public=True)
    bulletins.ask(bulletin, by=make.user())


def test_two_on_one_day_have_addresses_of_their_own():
    day = clock.now().date().isoformat()

    assert [published().slug for _ in range(3)] == [day, f"{day}-2", f"{day}-3"]


@pytest.mark.django_db(transaction=True)
def test_two_who_approve_at_once_publish_once():
    bulletin = begun()
    bulletins.ask(bulletin, by=make.user())
    approvers, start, said = [make.user("approver"), make.user("approver")], threading.Barrier(2), []

    def approve(by):
        mine = Bulletin.objects.get(pk=bulletin.pk)
        start.wait()
        try:
            bulletins.publish(mine, by=by, digest_seen=mine.digest, now=clock.now())
            said.append("public")
        except Refused:
            said.append("refused")
        connection.close()

    threads = [threading.Thread(target=approve, args=(by,)) for by in approvers]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]

    assert sorted(said) == ["public", "refused"]
    assert events(bulletin).count("bulletin published") == 1


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"on": "yesterday"}, "2026-03-09"),
        ({"country": "XX"}, "country"),
        ({"references": [{"url": "javascript:alert(1)", "title": "x"}]}, "address of a page"),
        ({"references": [{"url": "https://user@example.org/", "title": "x"}]}, "address of a page"),
        ({"references": [{"url": "https://example.org/ x", "title": ""}]}, "address of a page"),
        ({"references": [{"url": "https://[::1", "title": ""}]}, "address of a page"),
        ({"references": [{"url": "https://example.org/", "title": ""}] * 31}, "30"),
        ({"texts": {"en": {"title": "x" * 201}}}, "200"),
        ({"texts": {"en": {"body": "x" * 15_001}}}, "15000"),
        ({"texts": {f"a{chr(97 + n)}": {} for n in range(21)}}, "20"),
    ],
)
def test_bad_input_is_named(given, said):
    with pytest.raises(Refused, match=said):
        bulletins.clean({**words(), **given})


def test_signs_that_turn_or_hide_words_are_left_out_and_unknown_fields_too():
    doc = bulletins.clean({**words(title="A\u202eyear\x00 in", evil=1), "evil": 1})

    assert doc["texts"]["en"] == {"title": "Ayear in", "lead": "What changed.", "body": "One.\n\nTwo.", "checked": True}
    assert "evil" not in doc
