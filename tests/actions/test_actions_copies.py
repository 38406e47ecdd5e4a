"""Copies from people's own mail programs: verified, told apart in two grades, counted once."""

import datetime as dt
import itertools

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

import mailing
import make
from hueandcry.actions import confirming, placing, taking, tally
from hueandcry.actions.models import Action, CopySeen, Protest
from hueandcry.lib import clock
from hueandcry.post.models import Incoming

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("name_server")]
DAY = dt.timedelta(days=1)


def send(appeal, raw: bytes | None = None, *, token: str = "", **how) -> Incoming:
    return mailing.arrive(raw or mailing.copy(appeal, token=token, **how), mailing.address(appeal, token))


def counted(appeal) -> tuple[int, int, int]:
    told = tally.desk(appeal)
    return told.wrote, told.copies_verified, told.copies_received


@pytest.mark.parametrize("provider", mailing.SIGNS)
def test_a_genuine_copy_of_each_large_provider_is_counted_in_its_grade(provider):
    appeal = make.appeal("live")

    incoming = send(appeal, sender=f"maria@{provider}")

    protest = Protest.objects.get()
    assert (protest.channel, protest.grade, protest.target.key) == ("own_mail", mailing.GRADES[provider], "t1")
    assert (incoming.status, incoming.kind, incoming.key_name) == ("placed", "copy", appeal.act_key)
    assert counted(appeal) == ((1, 1, 0) if mailing.GRADES[provider] == "verified" else (1, 0, 1))


def test_the_sender_of_a_copy_is_kept_only_as_a_keyed_hash_and_in_the_sealed_file():
    appeal = make.appeal("live")

    send(appeal)

    action = Action.objects.get()
    assert (action.way, action.status, action.country) == ("own_mail", "confirmed", "ZZ")
    assert (action.sealed, action.follow_sealed, action.mail_key) == (None, None, "")
    assert len(action.person_key) == 64


def test_a_copy_to_an_embassy_counts_for_that_embassy():
    appeal = make.appeal("live")
    make.mission(host="FR", email="embassy.fr@xv.example.org")

    send(appeal, mailing.sign(mailing.letter(to="Embassy <embassy.fr@xv.example.org>", cc=mailing.address(appeal))))

    protest = Protest.objects.get()
    assert (protest.target.key, protest.mission.host) == ("t2", "FR")


def test_only_targets_named_in_to_are_counted():
    appeal = make.appeal("live")
    make.mission(host="FR", email="embassy.fr@xv.example.org")
    both = f"{mailing.COURT}, embassy.fr@xv.example.org"

    send(appeal, mailing.sign(mailing.letter(to=both, cc=mailing.address(appeal))))
    nobody = send(
        appeal, mailing.sign(mailing.letter(to="friend@example.org", cc=f"{mailing.address(appeal)}, {mailing.COURT}"))
    )

    assert sorted(Protest.objects.values_list("target__key", flat=True)) == ["t1", "t2"]
    assert nobody.reason.startswith("not counted")


def forgeries(appeal) -> dict[str, bytes]:
    """The tricks for which a bare verify() may still say True, and plain forgeries."""
    cc = mailing.address(appeal)
    plain = mailing.letter(cc=cc)
    good = mailing.sign(plain)
    unsigned_cc = mailing.sign(mailing.letter(cc="friend@example.org"), covers="from to subject date message-id")
    elsewhere = mailing.sign(mailing.letter(to="friend@example.org", cc=cc))
    claimed = b"Authentication-Results: act.example.org; dkim=pass header.d=gmail.example\r\n"
    lied = mailing.sign(mailing.letter(cc=cc, when=clock.now() - 30 * DAY))
    return {
        "no signature": plain,
        "broken signature": good[: (at := good.index(b"; b=") if b"; b=" in good else good.index(b" b=")) + 10]
        + good[at + 10 : at + 20].swapcase() + good[at + 20 :],
        "other body": good.replace(b"Free her.", b"Keep her."),
        "second Subject on top": b"Subject: Thank you\r\n" + good,
        "second From on top": b"From: Lem <lem@gmail.example>\r\n" + good,
        "second To on top": b"To: " + mailing.COURT.encode() + b"\r\n" + good,
        "text after l=": mailing.sign(plain, length=True) + b"\r\nI take it back.\r\n",
        "l= without more text": mailing.sign(plain, length=True),
        "unrelated domain": mailing.sign(plain, domain="evil.example", covers=mailing.SIGNS["gmail.example"]),
        "look-alike": mailing.sign(mailing.letter(sender="m@notevil.example", cc=cc), domain="evil.example"),
        "two mailboxes in From": mailing.sign(plain.replace(b"From: Maria", b"From: lem@court.example.org, Maria")),
        "Date not signed": mailing.sign(plain, covers="from to cc subject message-id"),
        "too old": lied,
        "from the future": mailing.sign(mailing.letter(cc=cc, when=clock.now() + 3 * DAY)),
        "To changed afterwards": elsewhere.replace(b"To: friend@example.org", b"To: " + mailing.COURT.encode()),
        "Authentication-Results claimed": claimed + plain,
        "no target": mailing.sign(mailing.letter(to="friend@example.org", cc=cc)),
        "nobody": unsigned_cc.replace(b"To: " + mailing.COURT.encode(), b"To: x@example.org"),
    }  # fmt: skip


def test_forged_copies_are_kept_with_a_reason_and_never_counted():
    appeal = make.appeal("live")

    tricks = forgeries(appeal)

    for trick, raw in tricks.items():
        incoming = send(appeal, raw)
        assert incoming.reason.startswith("not counted") or incoming.status in ("penned", "unplaced"), trick
        assert not Protest.objects.exists(), trick
    assert len(tricks) >= 15
    assert not Action.objects.exists()
    assert not CopySeen.objects.exists()


def test_two_hundred_forged_copies_are_no_verified_copy():
    appeal = make.appeal("live")

    for n in range(200):
        (_,) = mailing.mailbox.keep(
            mailing.letter(sender=f"m{n}@gmail.example", cc=mailing.address(appeal)),
            envelope_to=[mailing.address(appeal)],
            envelope_from="",
        )
    while placing.walk(now=clock.now()):
        pass

    assert Incoming.objects.filter(status="placed", kind="copy").count() == 200
    assert counted(appeal) == (0, 0, 0)


def test_a_swapped_cc_that_nobody_signed_is_not_verified():
    appeal = make.appeal("live")
    raw = mailing.sign(mailing.letter(cc="friend@example.org"), covers="from to subject date message-id")

    send(appeal, raw.replace(b"Cc: friend@example.org", b"Cc: " + mailing.address(appeal).encode()))

    assert Protest.objects.get().grade == "received"  # the envelope has the address, the signature has not


def test_a_copy_that_came_as_bcc_is_not_verified():
    appeal = make.appeal("live")

    send(appeal, mailing.sign(mailing.letter(cc="friend@example.org")))

    assert Protest.objects.get().grade == "received"


def test_a_replay_is_one_copy_however_it_is_dressed_up():
    appeal = make.appeal("live")
    raw = mailing.copy(appeal)
    folded = raw.replace(b"Subject: Release Aru Seitova", b"Subject: Release\r\n Aru Seitova")
    padded = raw.replace(b" b=", b" b=AAAA", 1)  # the same number with zeros in front, which a library may take
    dressed = [raw, raw, b"Received: from x\r\n" + raw, b"X-Spam: no\r\n" + raw, folded, padded]

    for one in dressed:
        send(appeal, one)
    mailing.arrive(raw, mailing.address(appeal).replace("-en@", "-ru@"))

    assert counted(appeal) == (1, 1, 0)
    assert Protest.objects.count() == 1


def test_a_forger_who_comes_first_does_not_take_the_place_of_the_real_copy():
    appeal = make.appeal("live")
    genuine = mailing.copy(appeal)

    send(appeal, genuine.partition(b"From:")[1] + genuine.partition(b"From:")[2])  # the same without its signature
    send(appeal, genuine)

    assert counted(appeal) == (1, 1, 0)


def test_the_same_person_counts_once_for_each_target_however_often_she_writes():
    appeal = make.appeal("live")

    for n in range(3):
        send(appeal, mailing.sign(mailing.letter(cc=mailing.address(appeal), body=f"Letter {n}")))

    assert counted(appeal) == (1, 1, 0)


def test_the_address_of_one_act_confirms_that_act():
    appeal = make.appeal("live")
    action = taking.own_mail(appeal, country="FR", language="en", now=clock.now())

    send(appeal, token=action.token)

    action.refresh_from_db()
    assert action.status == "confirmed"
    assert Protest.objects.get().country == "FR"
    assert tally.desk(appeal).wrote_by_country == {"FR": 1}


def test_an_address_of_one_act_that_leaked_adds_at_most_one():
    appeal = make.appeal("live")
    action = taking.own_mail(appeal, country="FR", language="en", now=clock.now())

    for n in range(30):
        send(appeal, sender=f"official{n}@gmail.example", token=action.token)

    assert counted(appeal) == (1, 1, 0)


def test_an_address_of_one_act_may_be_used_by_its_owner_for_another_target():
    appeal = make.appeal("live")
    make.mission(host="FR", email="embassy.fr@xv.example.org")
    token = taking.own_mail(appeal, country="FR", language="en", now=clock.now()).token

    for to in (mailing.COURT, "embassy.fr@xv.example.org"):
        send(appeal, mailing.sign(mailing.letter(to=to, cc=mailing.address(appeal, token))), token=token)

    assert counted(appeal) == (1, 2, 0)


def test_an_unknown_token_or_appeal_counts_nothing():
    appeal = make.appeal("live")

    unknown = send(appeal, token="a" * 26)
    other = mailing.arrive(mailing.copy(appeal), "c-hc99926-en@act.example.org")

    assert unknown.reason.startswith("not counted")
    assert other.status == "unplaced"
    assert counted(appeal) == (0, 0, 0)


def test_a_name_server_that_fails_makes_the_copy_wait_and_blocks_no_other(name_server):
    appeal = make.appeal("live")
    known = name_server.records[f"{mailing.SELECTOR}._domainkey.gmail.example"]
    name_server.records[f"{mailing.SELECTOR}._domainkey.gmail.example"] = None

    waiting = send(appeal)
    other = send(appeal, sender="ivan@gmx.example")

    assert (waiting.status, other.status) == ("raw", "placed")
    assert counted(appeal) == (1, 1, 0)
    name_server.records[f"{mailing.SELECTOR}._domainkey.gmail.example"] = known
    placing.walk(now=clock.now() + DAY)
    assert counted(appeal) == (2, 2, 0)


def test_after_five_days_without_a_name_server_a_person_is_asked(name_server):
    name_server.records[f"{mailing.SELECTOR}._domainkey.gmail.example"] = None
    appeal = make.appeal("live")
    incoming = send(appeal)

    placing.walk(now=clock.now() + 6 * DAY)

    incoming.refresh_from_db()
    assert incoming.status == "unplaced"


@pytest.mark.parametrize("record", ["v=DKIM1; k=rsa; p=", "v=DKIM1; k=rsa; p=AAAA", "nonsense"])
def test_a_key_that_was_withdrawn_or_is_broken_verifies_nothing(name_server, record):
    name_server.records[f"{mailing.SELECTOR}._domainkey.gmail.example"] = record
    appeal = make.appeal("live")

    assert send(appeal).reason.startswith("not counted")
    assert counted(appeal) == (0, 0, 0)


def test_copies_of_an_appeal_that_ended_count_only_while_they_may_be_on_their_way():
    appeal = make.appeal("live")
    type(appeal).objects.filter(pk=appeal.pk).update(status="stopped", ended_at=clock.now() - 2 * DAY)
    send(appeal)
    type(appeal).objects.filter(pk=appeal.pk).update(ended_at=clock.now() - 9 * DAY)
    late = send(appeal, sender="ivan@gmx.example")

    assert counted(appeal) == (1, 1, 0)
    assert late.reason.startswith("not counted")


def test_the_sabotage_counts_a_copy_twice(settings):
    appeal = make.appeal("live")
    settings.SABOTAGE = ["copy-counted-twice"]

    send(appeal)

    assert counted(appeal) == (2, 2, 0)


STEPS = ("act", "confirm", "copy", "copy with token", "act again", "confirm again")


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.permutations(STEPS), twice=st.lists(st.sampled_from(STEPS), max_size=3))
def test_one_person_is_one_whatever_comes_first(order, twice):
    appeal, now = make.appeal("live"), clock.now()
    sender, tokens = f"maria{appeal.pk}@gmail.example", []
    own = taking.own_mail(appeal, country="FR", language="en", now=now)
    raw = {t: mailing.copy(appeal, sender=sender, token=t) for t in ("", own.token)}

    for step, tick in zip((*order, *twice), itertools.count()):
        if step.startswith("act"):
            tokens.append(make.act(appeal, sender, words=step, now=now))
        elif step.startswith("confirm") and tokens:
            confirming.confirm(tokens[-1], now=now)
        elif step.startswith("copy"):
            token = own.token if "token" in step else ""
            mailing.arrive(b"X-Tick: %d\r\n" % tick + raw[token], mailing.address(appeal, token))

    told = tally.desk(appeal)
    relayed = Action.objects.filter(appeal=appeal, way="relay", status="confirmed").exists()
    assert (told.confirmed, told.wrote) == (int(relayed), 1)
    assert (told.letters.born, told.copies_verified, told.copies_received) == (int(relayed), 1, 0)
    assert sum(told.by_country.values()) == int(relayed)
    assert sum(told.wrote_by_country.values()) == 1
    assert tally.recount(appeal) == []
