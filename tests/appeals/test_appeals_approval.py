"""Approval: a second pair of eyes, bound to the words it saw, however many press at once."""

import copy
import threading

import pytest
from django.db import connection

import make
from hueandcry.appeals import approval, document, drafting
from hueandcry.appeals.models import Appeal, Revision
from hueandcry.ledger.models import Entry
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused

pytestmark = pytest.mark.django_db


def in_review(*, editor: object = None) -> tuple[Appeal, Revision]:
    """An appeal in review whose digest is that of its document."""
    appeal = make.appeal("review")
    revision = appeal.revisions.get()
    revision.digest = document.digest(revision.document)
    revision.save()
    if editor:
        revision.editors.add(editor)
    return appeal, revision


def states(appeal: Appeal) -> tuple[str, str]:
    """Status of the appeal and of its last revision, from the database."""
    fresh = Appeal.objects.get(pk=appeal.pk)
    return fresh.status, fresh.revisions.order_by("-n").first().status


def test_asking_is_refused_with_the_list_of_what_is_missing():
    appeal = make.appeal("draft", doc=make.document(act_by="", people=[]))

    with pytest.raises(approval.Incomplete) as no:
        approval.ask(appeal, by=make.user())

    assert [gap.where for gap in no.value.missing] == ["people", "act_by"]
    assert "Nobody is named as a person at risk." in str(no.value)
    assert states(appeal) == ("draft", "draft")


def test_from_draft_over_review_to_approved():
    writer, approver = make.user(), make.user("approver")
    appeal, revision = in_review(editor=writer)
    approval.send_back(appeal, by=approver, why="Check the year.")
    assert states(appeal) == ("draft", "draft")

    approval.ask(appeal, by=writer)
    approval.approve(appeal, by=approver, digest=revision.digest, now=clock.now())

    revision.refresh_from_db()
    assert states(appeal) == ("approved", "approved")
    assert (revision.approved_by, revision.approved_digest) == (approver, revision.digest)
    assert list(Entry.objects.order_by("seq").values_list("event", flat=True)) == [
        "review returned", "review asked", "appeal approved",
    ]  # fmt: skip


def test_nobody_approves_what_they_edited():
    author = make.user("approver")
    appeal, revision = in_review(editor=author)

    with pytest.raises(Refused, match="You edited this revision"):
        approval.approve(appeal, by=author, digest=revision.digest, now=clock.now())

    assert states(appeal) == ("review", "review")
    assert not Entry.objects.exists()


def test_a_writer_cannot_approve():
    appeal, revision = in_review()

    with pytest.raises(Refused, match="role cannot approve"):
        approval.approve(appeal, by=make.user("writer"), digest=revision.digest, now=clock.now())


def test_an_approver_who_read_older_words_is_told_so():
    writer, approver = make.user(), make.user("approver")
    appeal, revision = in_review(editor=writer)
    shown = revision.digest
    approval.send_back(appeal, by=make.user("approver"), why="Too long.")
    changed = copy.deepcopy(revision.document) | {"place": "Elsewhere"}
    drafting.edit(Revision.objects.get(pk=revision.pk), changed, by=writer, now=clock.now())
    approval.ask(appeal, by=writer)

    with pytest.raises(Refused, match="changed since you read it"):
        approval.approve(appeal, by=approver, digest=shown, now=clock.now())

    assert states(appeal) == ("review", "review")


def test_words_changed_behind_the_desks_back_are_not_approved():
    appeal, revision = in_review()
    Revision.objects.filter(pk=revision.pk).update(document=make.document(place="Elsewhere"))

    with pytest.raises(Refused, match="changed since you read it"):
        approval.approve(appeal, by=make.user("approver"), digest=revision.digest, now=clock.now())


def test_what_was_approved_can_be_taken_back_and_loses_its_approval():
    appeal, revision = in_review()
    approval.approve(appeal, by=make.user("approver"), digest=revision.digest, now=clock.now())

    approval.send_back(appeal, by=make.user("approver"), why="He was released today.")

    revision.refresh_from_db()
    assert states(appeal) == ("draft", "draft")
    assert (revision.approved_by, revision.approved_digest) == (None, "")


def test_a_live_appeal_stays_live_while_its_next_revision_is_approved():
    appeal, writer, approver = make.appeal("live"), make.user(), make.user("approver")
    revision = drafting.revise(appeal, by=writer, now=clock.now())

    approval.ask(appeal, by=writer)
    assert states(appeal) == ("live", "review")
    approval.approve(appeal, by=approver, digest=revision.digest, now=clock.now())

    assert states(appeal) == ("live", "approved")


@pytest.mark.django_db(transaction=True)
def test_of_two_approvers_at_once_one_approves_and_the_other_is_told():
    appeal, revision = in_review()
    approvers, answers, gate = [make.user("approver"), make.user("approver")], [], threading.Barrier(2)

    def press(by: object) -> None:
        gate.wait()
        try:
            approval.approve(Appeal.objects.get(pk=appeal.pk), by=by, digest=revision.digest, now=clock.now())
            answers.append("approved")
        except Refused as no:
            answers.append(str(no))
        finally:
            connection.close()

    threads = [threading.Thread(target=press, args=[by]) for by in approvers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["It is approved and cannot be changed that way.", "approved"]
    assert Entry.objects.filter(event="appeal approved").count() == 1
