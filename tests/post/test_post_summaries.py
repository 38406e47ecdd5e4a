"""A summary beside busy couriers, over real SMTP with a real signature, and by the web interfaces of providers."""
# ruff: noqa: F811  # fixtures that come from summing.py

import hashlib
import threading
from base64 import b64decode
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.db import connections
from scripted_relay import Relay

from hosting import courier
from hueandcry.actions import summing_up, tally
from hueandcry.lib import clock
from hueandcry.lib.refusal import Refused
from hueandcry.post import dispatch, signing, summaries
from hueandcry.post.couriers import smtp
from hueandcry.post.couriers.memory import Memory
from hueandcry.post.models import Delivery
from scripted_provider import Provider
from summing import appeal, court, files, keeper, leave, people, second, summarised, table  # noqa: F401  # fixtures

pytestmark = pytest.mark.django_db
Status = Delivery.Status


def digests(text):
    """{file: digest} as the letter's words have them."""
    lines = [line.partition(": ") for line in text.splitlines()]
    return {name: digest for name, _colon, digest in lines if name in (summaries.PDF, summaries.CSV)}


def test_over_smtp_the_signature_covers_the_words_and_both_files(settings, appeal, keeper, second):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    settings.DKIM_KEY = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    people(appeal, "Maria Example", "Ұлжан Әбдіқадырқызы")
    summarised(appeal, keeper, second)

    with Relay() as relay:
        carrier = smtp.Smtp("127.0.0.1", relay.port)
        while dispatch.walk(carrier, worker="w"):
            pass
        carrier.close()

    (raw,) = [text for _sender, _to, text in relay.taken if b"multipart/mixed" in text]
    record = signing.record(settings.DKIM_KEY).encode()
    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record)
    message = message_from_bytes(raw, policy=policy.default)
    said = digests(message.get_body(("plain",)).get_content())
    parts = {part.get_filename(): part.get_payload(decode=True) for part in message.iter_attachments()}
    assert said == {name: hashlib.sha256(kept).hexdigest() for name, kept in parts.items()}
    assert not dkim.verify(raw.replace(b"JVBER", b"JVBES", 1), dnsfunc=lambda name, timeout=5: record)


@pytest.mark.parametrize(("name", "words", "listed", "title", "kept"), [
    ("postmark", "TextBody", "Attachments", "Name", "Content"),
    ("resend", "text", "attachments", "filename", "content"),
])  # fmt: skip
def test_a_provider_gets_both_files_to_the_byte(settings, appeal, keeper, second, name, words, listed, title, kept):
    settings.DKIM_BY = "relay"
    people(appeal, "Maria Example", "محمد رضا")
    summarised(appeal, keeper, second)

    with Provider(name) as peer:
        while dispatch.walk(courier(peer), worker="w"):
            pass

    (told,) = [letter.request.json for letter in peer.taken if letter.request.json.get(listed)]
    got = {each[title]: hashlib.sha256(b64decode(each[kept])).hexdigest() for each in told[listed]}
    assert got == digests(told[words])


def in_it_or_alone(appeal, keeper, second, settings):
    """Four couriers and a summary at once; how often each protest left."""
    people(appeal, *[f"P{n}" for n in range(24)])
    rest = court(appeal)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())
    couriers, together = [Memory() for _ in range(3)], threading.Barrier(4)

    def carry(courier):
        together.wait()
        try:
            while dispatch.walk(courier, worker="w", limit=2):
                pass
        finally:
            connections.close_all()

    def sum_up():
        together.wait()
        try:
            summing_up.make(asked, by=second, now=clock.now())
        except Refused:
            pass
        finally:
            connections.close_all()

    threads = [threading.Thread(target=carry, args=(courier,)) for courier in couriers]
    threads.append(threading.Thread(target=sum_up))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    last = leave()
    every = [parcel for courier in couriers for parcel in courier.carried] + last
    alone = sum(b"multipart/mixed" not in parcel.message and "chair@court" in parcel.to for parcel in every)
    listed = [p for p in every if b"multipart/mixed" in p.message]
    named = sum(
        len(table(files(message_from_bytes(p.message, policy=policy.default))["protests.csv"])) - 1 for p in listed
    )
    return alone, named


@pytest.mark.django_db(transaction=True)
def test_beside_busy_couriers_each_protest_leaves_alone_or_in_the_summary(settings, appeal, keeper, second):
    settings.TARGET_AN_HOUR = settings.SYSTEM_AN_HOUR = 0

    alone, named = in_it_or_alone(appeal, keeper, second, settings)

    assert alone + named == 24
    assert tally.desk(appeal).letters.accepted + tally.desk(appeal).letters.in_summary_accepted == 24


def test_a_letter_in_a_couriers_hand_is_not_gathered(appeal, keeper, second, settings):
    settings.TARGET_AN_HOUR = settings.SYSTEM_AN_HOUR = 0
    _held_and_gathered(appeal, keeper, second, taken=1)


def test_a_summary_that_takes_everything_would_be_noticed(appeal, keeper, second, settings):
    settings.TARGET_AN_HOUR = settings.SYSTEM_AN_HOUR = 0
    settings.SABOTAGE = ["summary-takes-all"]
    with pytest.raises(AssertionError):
        _held_and_gathered(appeal, keeper, second, taken=1)


def _held_and_gathered(appeal, keeper, second, *, taken):
    """A courier claims between the look and the write of the summary."""
    people(appeal, "A", "B")
    rest = court(appeal)
    asked = summing_up.ask(*rest, by=keeper, now=clock.now())
    gather = summaries.gather

    def late(letters, into):
        rows = list(letters)
        Delivery.objects.filter(pk=rows[0].pk).update(status=Status.SENDING, worker="other", fence=1)
        stale = Delivery.objects.filter(pk__in=[row.pk for row in rows])
        return gather(stale, into)

    summaries.gather = late
    try:
        summing_up.make(asked, by=second, now=clock.now())
    finally:
        summaries.gather = gather
    assert Delivery.objects.filter(status=Status.SENDING).count() == taken
    assert Delivery.objects.filter(status=Status.IN_SUMMARY).count() == 1
