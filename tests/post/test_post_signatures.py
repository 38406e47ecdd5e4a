"""Only a copy that really came from the mailbox it names is believed."""

import base64
import datetime as dt
import hashlib
import re

import dkim
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa

from hueandcry.lib import clock
from hueandcry.post import dns_stub, signatures, signing
from mailing import dkim_value

KEY = rsa.generate_private_key(65537, 2048)
TARGET, COPY = "chair@court.example.org", "c-hc126-en@act.example.org"

# An RSA key of 512 bits, as nobody may use them any more.
SHORT = (
    "v=DKIM1; k=rsa; p=MFwwDQYJKoZIhvcNAQEBBQADSwAwSAJBAMX1k2zSN0Q4h1j8bq1D7X0bVPnGkO0c9b0Yl6mOeZ8nZk5c3lX0X1cK"
    "0m3k2i1V7vXy1f8s5VwQ1v3p8q0K2d0CAwEAAQ=="
)

# The headers six large providers sign, in their order; only such as are in the message are asserted.
PROVIDERS = {
    "gmail.example.com": "to:subject:message-id:date:from:mime-version:from:to:cc:subject:date:message-id:reply-to",
    "outlook.example.com": "From:Date:Subject:Message-ID:Content-Type:MIME-Version:X-MS-Exchange-SenderADCheck",
    "yahoo.example.com": "Date:From:To:Subject:References:From:Subject:Reply-To",
    "icloud.example.com": "from:to:cc:subject:date:message-id:content-type:mime-version:x-icloud-hme",
    "proton.example.com": "Date:To:From:Cc:Subject:Message-ID:Feedback-ID:From:To:Cc:Date:Subject:Reply-To:Message-ID",
    "gmx.example.com": "X-UI-Sender-Class:MIME-Version:Message-ID:From:To:Cc:Subject:Content-Type:Date:from:to:cc",
}
GRADES = {
    "gmail.example.com": "verified", "outlook.example.com": "received", "yahoo.example.com": "received",
    "icloud.example.com": "verified", "proton.example.com": "verified", "gmx.example.com": "verified",
}  # fmt: skip


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def record(key) -> str:
    der = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(der).decode()}"


@pytest.fixture
def names(settings):
    records = {f"s1._domainkey.{domain}": record(KEY) for domain in [*PROVIDERS, "evil.example.net", "example.com"]}
    with dns_stub.start(records) as stub:
        settings.DNS = stub.address
        yield records


def copy(domain="gmail.example.com", *, date=None, extra="", to=TARGET, cc=COPY) -> bytes:
    when = (date or clock.now()).strftime("%a, %d %b %Y %H:%M:%S +0000")
    return (
        f'From: "Maria" <maria@{domain}>\r\nTo: <{to}>\r\nCc: {cc}\r\nSubject: Free the bakers\r\nDate: {when}\r\n'
        f"Message-ID: <m1@{domain}>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n{extra}\r\n"
        "I ask you to release them.\r\n"
    ).encode()


def signed(raw: bytes, domain="gmail.example.com", *, headers="", key=KEY, selector="s1", **more) -> bytes:
    names = (headers or PROVIDERS.get(domain, PROVIDERS["gmail.example.com"])).split(":")
    head = dkim.DKIM(raw).sign(
        selector.encode(), domain.encode(), pem(key), canonicalize=(b"relaxed", b"relaxed"),
        include_headers=[name.encode() for name in names], **more,
    )  # fmt: skip
    return head + raw


def grade(raw: bytes) -> str:
    checked = signatures.check(raw)
    if not checked.covers("from", "date") or not checked.fresh(clock.now()):
        return ""
    return signatures.grade(checked, copy_address=COPY)


@pytest.mark.parametrize("domain", sorted(PROVIDERS))
def test_copies_of_six_providers_get_the_grade_their_signatures_prove(names, domain):
    raw = signed(copy(domain), domain)

    told = signatures.check(raw)

    there = {"from", "to", "cc", "subject", "date", "message-id", "mime-version", "content-type"}
    assert (told.valid, told.reason, told.domain, told.bits) == (True, "", domain, 2048)
    assert set(told.signed) == {name.lower() for name in PROVIDERS[domain].split(":")} & there
    assert grade(raw) == GRADES[domain]


def test_the_hash_of_a_signature_is_that_of_its_bytes(names):
    raw = signed(copy())

    checked = signatures.check(raw)

    value = re.sub(rb"\s", b"", raw.split(b" b=")[1].split(b"From: ")[0])
    assert checked.signature_hash == hashlib.sha256(base64.b64decode(value)).hexdigest()


def test_a_signature_with_zeros_in_front_is_not_another_one(names):
    raw = signed(copy())
    value = re.sub(rb"\s", b"", raw.split(b" b=")[1].split(b"From: ")[0])
    longer = base64.b64encode(b"\0\0\0" + base64.b64decode(value))

    dressed_up = raw.replace(raw.split(b" b=")[1].split(b"From: ")[0], longer + b"\r\n")

    assert not signatures.check(dressed_up).valid


def test_refolded_headers_and_line_ends_give_the_same_signature(names):
    raw = signed(copy())
    other = b"Received: from x\r\n" + raw.replace(b"Subject: Free the", b"Subject:  Free\r\n  the").replace(
        b"\r\n", b"\n"
    )

    assert signatures.check(other).signature_hash == signatures.check(raw).signature_hash != ""


def test_a_signature_by_the_parent_domain_is_aligned(names):
    assert grade(signed(copy("mail.example.com"), "example.com")) == "verified"


@pytest.mark.parametrize(
    ("forge", "words"),
    [
        (lambda raw: raw.replace(b"release them", b"jail them"), "does not match"),
        (lambda raw: b"Subject: other\r\n" + raw, "more than one Subject"),
        (lambda raw: b"From: other@gmail.example.com\r\n" + raw, "more than one From"),
        (lambda raw: b"To: other@example.org\r\n" + raw, "more than one To"),
        (lambda raw: raw.replace(b"Cc: c-hc126", b"Cc: c-hc926"), "does not match"),
        (lambda raw: raw.replace(b"To: <chair", b"To: <other"), "does not match"),
        (lambda raw: raw.replace(b'"Maria" <', b'"Maria" <other@gmail.example.com>, <'), "exactly one mailbox"),
        (lambda raw: raw + b"appended\r\n", "does not match"),
        (lambda raw: raw.replace(b"a=rsa-sha256", b"a=rsa-sha1"), "no longer safe"),
        (
            lambda raw: raw.replace(b"d=gmail.example.com; i=@gmail.example.com", b"d=evil.example.net"),
            "another domain",
        ),
        (lambda raw: raw.replace(b"s=s1", b"s=s2"), "does not publish"),
        (lambda raw: raw.replace(b"DKIM-Signature:", b"X-Was:"), "no signature"),
        (lambda raw: raw.replace(b"DKIM-Signature: v=1", b"DKIM-Signature: v=2"), "not well formed"),
    ],
)
def test_a_forged_copy_proves_nothing(names, forge, words):
    raw = signed(copy())
    assert grade(raw) == "verified"

    told = signatures.check(forge(raw))

    assert words in told.reason
    assert (told.valid, told.temporary, grade(forge(raw))) == (False, False, "")


def test_a_valid_signature_of_an_unrelated_domain_proves_nothing(names):
    raw = signed(copy(), "evil.example.net")

    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record(KEY).encode())
    assert signatures.check(raw).reason == "It was signed by another domain than its From."


def test_a_signature_over_a_part_of_the_text_proves_nothing(names):
    raw = signed(copy(), length=True) + b"appended\r\n"

    assert dkim.verify(raw, dnsfunc=lambda name, timeout=5: record(KEY).encode())
    assert "only a part" in signatures.check(raw).reason


def test_a_second_signature_that_holds_is_enough(names):
    raw = signed(copy())
    both = signed(raw, "evil.example.net")

    assert grade(both) == "verified"


def test_a_swapped_cc_that_nobody_signed_is_not_called_verified(names):
    raw = signed(copy("yahoo.example.com", cc="friend@example.org"), "yahoo.example.com")

    assert grade(raw.replace(b"friend@example.org", COPY.encode())) == "received"


def test_a_copy_without_signed_date_or_from_proves_nothing(names):
    raw = signed(copy(), headers="from:to:cc:subject")

    assert signatures.check(raw).reason == "Its signature does not cover its Date."


@pytest.mark.parametrize("days", [-8, 2])
def test_a_copy_of_another_week_is_not_counted(names, days):
    raw = signed(copy(date=clock.now() + dt.timedelta(days=days)))

    assert signatures.check(raw).valid
    assert grade(raw) == ""


def test_keys_that_are_withdrawn_short_of_another_kind_or_purpose_prove_nothing(names):
    raw = signed(copy())
    place = "s1._domainkey.gmail.example.com"
    short = rsa.generate_private_key(65537, 1024)

    for text, words in (
        ("v=DKIM1; p=", "withdrawn"),
        (record(KEY).replace("k=rsa", "k=ed25519"), "another kind"),
        (record(KEY) + "; s=tlsrpt", "not meant for mail"),
        (record(KEY) + "; h=sha1", "not meant for SHA-256"),
        (record(short), "does not match"),
        (SHORT, "shorter than 1024"),
    ):  # fmt: skip
        names[place] = text
        assert words in signatures.check(raw).reason


def test_a_name_server_in_trouble_means_ask_again_later(names):
    raw = signed(copy())
    names["s1._domainkey.gmail.example.com"] = None

    told = signatures.check(raw)

    assert (told.valid, told.temporary) == (False, True)
    names["s1._domainkey.gmail.example.com"] = record(KEY)
    assert signatures.check(raw).valid


def test_no_key_at_all_is_not_a_matter_of_waiting(names):
    raw = signed(copy())
    del names["s1._domainkey.gmail.example.com"]

    assert (signatures.check(raw).valid, signatures.check(raw).temporary) == (False, False)


def test_a_copy_signed_with_ed25519_is_believed_and_a_changed_one_is_not(names):
    key = ed25519.Ed25519PrivateKey.generate()
    text = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    names["ed._domainkey.gmail.example.com"] = signing.record(text)
    raw = copy()
    head, _, body = raw.partition(b"\r\n\r\n")
    headers = [tuple(line.split(": ", 1)) for line in head.decode().split("\r\n")]
    value = dkim_value(
        headers, body, domain="gmail.example.com", selector="ed", key=text, at=int(clock.now().timestamp())
    )
    whole = f"DKIM-Signature: {value}\r\n".encode() + raw

    assert grade(whole) == "verified"
    assert "does not match" in signatures.check(whole.replace(b"release", b"jail")).reason
    assert "does not match" in signatures.check(whole.replace(b"Free the", b"Jail the")).reason


def test_rubbish_in_a_signature_is_a_sentence_and_no_fault(names):
    for value in ("", "v=1", "v=1; a=rsa-sha256; b=!!; bh=x; d=\xff; h=from; s=s", "=;;=", "v=1; v=1"):
        raw = b"DKIM-Signature: " + value.encode("latin-1") + b"\r\n" + copy()
        told = signatures.check(raw)
        assert (told.valid, bool(told.reason)) == (False, True)
