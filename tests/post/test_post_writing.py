"""What leaves is exactly what was meant: one letter, one sender, no header that nobody wrote."""

import base64
import datetime as dt
import hashlib
from email import message_from_bytes, policy

import dkim
import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ed25519, rsa
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from hueandcry.lib import sealing
from hueandcry.lib.refusal import Refused
from hueandcry.post import envelopes, outbox, placeholders, signing, stencils, stops, writing
from hueandcry.post.models import DeadAddress, Delivery, Letter
from mailing import dkim_value

AT = dt.datetime(2026, 3, 10, 9, 0, tzinfo=dt.UTC)
TOKEN = "abcdefghij234567abcdefghij"
BODY = "Dear {name},\n\n{own_words}\n\nWe ask you to release them.\n"
VALUES = {"name": "Мария", "own_words": "Освободите их.\n.\nFrom me", "country": "Латвия"}
rsa_key = rsa.generate_private_key(65537, 2048)


def pem(key) -> str:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def letter(kind="protest", subject="Release Aru Seitova", body=BODY) -> Letter:
    return Letter(kind=kind, language="ru", subject=subject, body=body)


def compose(kind="protest", subject="Release Aru Seitova", body=BODY, **fields):
    written = writing.Written(**{"to": "chair@court.example.org", "values": VALUES, **fields})
    return writing.compose(letter(kind, subject, body), written, token=TOKEN, message_id="<m@act.example.org>", at=AT)


def head(parcel) -> list[str]:
    return message_from_bytes(parcel.message).keys()


BASIC = ["Subject", "Date", "Message-ID", "MIME-Version", "Content-Type", "Content-Transfer-Encoding"]


def test_a_protest_looks_like_personal_mail_from_us_in_her_name():
    parcel = compose(
        from_name="Мария Пример", to_name="Суд: приёмная", cc=("office@court.example.org",),
        reply_to="maria@example.net",
    )  # fmt: skip

    read = message_from_bytes(parcel.message, policy=policy.default)
    assert head(parcel) == ["From", "To", "Cc", "Reply-To", *BASIC]
    assert read["From"].addresses[0].display_name == "Мария Пример via Hue & Cry"
    assert read["From"].addresses[0].addr_spec == f"p-{TOKEN}@act.example.org"
    assert (read["To"].addresses[0].display_name, read["To"].addresses[0].username) == ("Суд: приёмная", "chair")
    assert (
        read.get_content() == "Dear Мария,\r\n\r\nОсвободите их.\r\n.\r\nFrom me\r\n\r\nWe ask you to release them.\r\n"
    )
    assert envelopes.read(parcel.mail_from) == envelopes.Parsed("bounce", token=TOKEN)
    assert (parcel.to, parcel.cc) == ("chair@court.example.org", ("office@court.example.org",))
    assert max(len(line) for line in parcel.message.split(b"\r\n")) <= 78


def test_without_reply_to_her_own_address_is_nowhere_in_the_letter():
    assert b"maria@example.net" in compose(reply_to="maria@example.net").message

    parcel = compose(from_name="Maria")

    assert head(parcel) == ["From", "To", *BASIC]


def test_a_confirmation_says_that_a_program_wrote_it_and_news_how_to_end_it():
    confirmation, news = compose("confirmation"), compose("news", unsubscribe="https://act.example.org/stop/x/")

    assert head(confirmation) == ["From", "To", *BASIC, "Auto-Submitted"]
    assert message_from_bytes(confirmation.message)["Auto-Submitted"] == "auto-generated"
    assert head(news) == ["From", "To", *BASIC, "Precedence", "List-Unsubscribe", "List-Unsubscribe-Post"]
    assert message_from_bytes(news.message)["List-Unsubscribe"] == "<https://act.example.org/stop/x/>"
    assert news.mail_from.endswith("@news.example.org")
    assert f"p-{TOKEN}@news.example.org" in message_from_bytes(news.message)["From"]


HOSTILE = [
    "=?UTF-8?Q?Bob=0ABcc:_v@example.org?=",
    "=?utf-8?B?Qm9iCkJjYzogdkBleGFtcGxlLm9yZw==?=",
    "=?UTF-8?Q?=0A?=",
    "Bob\r\nBcc: v@example.org",
    "Bob\nBcc: v@example.org",
    "Bob\rBcc: v@example.org",
    "Bob\u2028Bcc: v@example.org",
    "Bob\u2029Bcc: v@example.org",
    "Bob\x85Bcc: v@example.org",
    "Bob\x0bBcc",
    "Bob\x00",
    "Bob\x1b[31m",
    "Bob\x7f",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_name_or_subject_is_refused(text):
    with pytest.raises(Refused):
        compose(from_name=text)
    with pytest.raises(Refused):
        compose(to_name=text)
    with pytest.raises(Refused):
        compose(subject="For {name}", values={**VALUES, "name": text})


@pytest.mark.parametrize("text", HOSTILE)
def test_even_unchecked_hostile_words_are_found_when_the_letter_is_read_again(text, monkeypatch):
    monkeypatch.setattr(writing, "single_line", lambda text, limit=0: text)

    try:
        parcel = compose(subject="For {name}", values={**VALUES, "name": text})
    except (Refused, UnicodeError):
        return
    read = message_from_bytes(parcel.message)
    assert read.keys() == ["From", "To", *BASIC]
    assert parcel.message.split(b"\r\n\r\n")[0].count(b"\r\nSubject: ") == 1


@pytest.mark.parametrize(
    "name", ["Lem, Oda", "a:b;", "<x@y.example>", 'quo"te', "back\\slash", "x@y.example", "Ö: <z>"]
)
def test_a_name_with_signs_of_an_address_stays_a_name(name):
    parcel = compose(from_name=name, to_name=name)

    read = message_from_bytes(parcel.message, policy=policy.default)
    assert [address.addr_spec for address in read["From"].addresses] == [f"p-{TOKEN}@act.example.org"]
    assert [address.addr_spec for address in read["To"].addresses] == ["chair@court.example.org"]
    assert read["To"].addresses[0].display_name == name


@examples(max_examples=200, deadline=None)
@given(name=st.text(max_size=60), subject=st.text(max_size=120), words=st.text(max_size=400))
def test_whatever_is_typed_gives_the_meant_letter_or_a_refusal(name, subject, words):
    try:
        parcel = writing.compose(
            letter(subject="{subject}"),
            writing.Written(
                to="chair@court.example.org", from_name=name,
                values={"subject": subject, "name": name, "own_words": words},
            ),
            token=TOKEN, message_id="<m@act.example.org>", at=AT,
        )  # fmt: skip
    except Refused:
        return
    read = message_from_bytes(parcel.message)
    assert read.keys() == ["From", "To", *BASIC]
    assert all(len(line) <= 998 for line in parcel.message.split(b"\r\n"))
    assert read.get_payload(decode=True).decode().count("We ask you to release them.") >= 1


def test_outside_a_live_desk_no_letter_can_reach_anybody(settings):
    parcel = compose(to="chair@court.kz", cc=("maria@gmail.com",), reply_to="maria@gmail.com")

    assert settings.LIVE is False
    assert (parcel.to, parcel.cc) == ("chair.at.court.kz@example.org", ("maria.at.gmail.com@example.org",))
    assert b"court.kz>" not in parcel.message
    assert b"@gmail.com" not in parcel.message


def test_our_signature_holds_and_covers_what_could_be_forged(settings):
    settings.DKIM_KEY = pem(rsa_key)
    parcel = compose(from_name="Мария", cc=("office@court.example.org",))
    text = signing.record(settings.DKIM_KEY).encode()

    assert head(parcel)[0] == "DKIM-Signature"
    assert verified(parcel.message, text)
    assert not verified(parcel.message.replace(b"Release Aru", b"Jail Aru"), text)
    assert not verified(parcel.message + b"more\r\n", text)
    for name in (b"Subject", b"To", b"Cc", b"Reply-To", b"From"):
        assert not verified(parcel.message.replace(b"From: ", name + b": other@example.net\r\nFrom: ", 1), text)
    assert b"d=act.example.org" in parcel.message
    assert b"d=news.example.org" in compose("news").message


def verified(raw: bytes, record: bytes) -> bool:
    try:
        return dkim.verify(raw, dnsfunc=lambda name, timeout=5: record)
    except dkim.DKIMException:
        return False


@examples(max_examples=40, deadline=None)
@given(words=st.text(alphabet=" \t\nab.=ö", max_size=200))
def test_the_signature_holds_for_any_blank_space(words):
    body = stencils.finished(words).replace("\n", "\r\n").encode()
    headers = [("From", " a@act.example.org"), ("Subject", "a  b\r\n c")]
    value = dkim_value(headers, body, domain="act.example.org", selector="s", key=pem(rsa_key), at=1)
    raw = f"DKIM-Signature: {value}\r\n".encode() + b"From:  a@act.example.org\r\nSubject: a  b\r\n c\r\n\r\n" + body

    assert verified(raw, signing.record(pem(rsa_key)).encode())


def test_an_ed25519_signature_is_over_the_hash_as_its_standard_says():
    key = ed25519.Ed25519PrivateKey.generate()
    headers, body = [("From", "a@act.example.org"), ("Date", "x")], b"text\r\n"
    value = dkim_value(headers, body, domain="act.example.org", selector="s", key=pem(key), at=1)

    bare, _, made = value.rpartition("b=")
    given_head = b"from:a@act.example.org\r\ndate:x\r\n" + signing.relaxed_header("dkim-signature", bare + "b=")[:-2]
    key.public_key().verify(base64.b64decode(made.replace("\r\n ", "")), hashlib.sha256(given_head).digest())
    with pytest.raises(InvalidSignature):
        key.public_key().verify(base64.b64decode(made.replace("\r\n ", "")), hashlib.sha256(b"x").digest())
    assert "a=ed25519-sha256" in value


# --- placeholders --------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["{x.__class__}", "{x[0]}", "{x!r}", "{ name }", "{Name}", "{", "}", "{}", "{1}"])
def test_a_brace_that_is_no_placeholder_is_refused(text):
    with pytest.raises(Refused):
        placeholders.names(text)


def test_what_is_filled_in_is_not_read_again():
    filled = placeholders.fill("{name}: {own_words} {{7*7}}", {"name": "{own_words}", "own_words": "{name} {x.y}"})

    assert filled == "{own_words}: {name} {x.y} {7*7}"


def test_an_unknown_placeholder_is_refused():
    with pytest.raises(Refused, match="country"):
        placeholders.fill("{name} {country}", {"name": "x"})


@given(st.text())
def test_any_value_is_filled_in_as_it_is(value):
    assert placeholders.fill("{{{name}}}", {"name": value}) == "{" + value + "}"


# --- envelopes -----------------------------------------------------------------------------------

tokens_ = st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=26)
capitals = st.sampled_from([str.lower, str.upper, str.title, str.swapcase])


@examples(max_examples=60, deadline=None)
@given(tokens_, capitals, st.booleans())
def test_every_address_we_give_out_is_read_back_whatever_its_capitals(token, change, news):
    addresses = {
        envelopes.from_address(token, news=news): envelopes.Parsed("reply", token=token),
        envelopes.return_path(token, news=news): envelopes.Parsed("bounce", token=token),
        envelopes.copy_address("hc-12-26", "ru", token): envelopes.Parsed(
            "copy", token=token, slug="hc1226", language="ru"
        ),
        envelopes.copy_address("hc-12-26", "pt-BR"): envelopes.Parsed("copy", slug="hc1226", language="ptbr"),
    }
    for address, meaning in addresses.items():
        assert len(address.partition("@")[0]) <= 64
        assert envelopes.read(f"<{change(address)}>") == meaning


@examples(max_examples=100, deadline=None)
@given(tokens_, st.text(alphabet="abcdefghijklmnopqrstuvwxyz234567", min_size=16, max_size=16))
def test_a_return_path_with_a_guessed_signature_is_nobodys(token, signature):
    true = envelopes.return_path(token)
    forged = f"b-{token}-{signature}@act.example.org"

    assert (envelopes.read(forged) is None) == (forged != true)


@given(st.text(max_size=80))
def test_reading_any_text_as_an_address_is_safe(text):
    assert envelopes.read(text + "@act.example.org") is None or envelopes.takes(text + "@act.example.org")
    assert envelopes.read("p-abcdefghij234567@" + text) is None or text.strip(" <>\n\r\t").lower() in (
        "act.example.org", "news.example.org",
    )  # fmt: skip


def test_only_what_is_meant_for_us_is_let_in():
    for address in ("postmaster@act.example.org", "Abuse@News.example.org", f"p-{TOKEN}@act.example.org"):
        assert envelopes.takes(address)
    for address in ("someone@act.example.org", "postmaster@example.org", f"p-{TOKEN}@example.org", "", "@", "p-@x"):
        assert not envelopes.takes(address)


def test_an_appeal_without_letters_has_no_copy_address():
    with pytest.raises(ValueError, match="no copy address"):
        envelopes.copy_address("--", "en")


# --- outbox and stops ----------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_same_words_are_kept_once_and_a_delivery_holds_nothing_readable():
    sealing.make("act")
    first = outbox.letter("protest", language="ru", subject="S", body=BODY, now=AT)
    again = outbox.letter("protest", language="ru", subject="S", body=BODY, now=AT)
    delivery = outbox.put(
        first, to="Chair@Court.example.org", from_name="Мария", cc=["o@court.example.org"], values=VALUES,
        key_name="act", rank=1, due_at=AT, erase_by=AT,
    )  # fmt: skip

    row = Delivery.objects.values().get()
    assert first.pk == again.pk
    assert (delivery.status, delivery.to_key) == ("queued", stops.key("chair@court.example.org"))
    for plain in ("Chair", "Мария", "Освободите"):
        assert plain in str(outbox.opened(delivery))
        assert plain not in str({**row, "sealed": bytes(row["sealed"]).decode("utf-8", "replace")})
    sealing.destroy("act")
    with pytest.raises(sealing.KeyGone):
        outbox.opened(delivery)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"to": "nobody"},
        {"cc": ["a@example.org\r\nRCPT TO:<v@example.org>"]},
        {"reply_to": "a@b@c"},
        {"from_name": "A\nB"},
        {"to_name": "=?utf-8?Q?A?="},
        {"values": {"name": "x"}},
    ],
)
def test_what_could_not_be_written_is_refused_before_it_is_queued(wrong):
    sealing.make("act")
    words = outbox.letter("protest", language="ru", subject="S", body=BODY, now=AT)

    with pytest.raises(Refused):
        outbox.put(
            words, **{"to": "a@example.org", "values": VALUES, **wrong},
            key_name="act", rank=1, due_at=AT, erase_by=AT,
        )  # fmt: skip

    assert not Delivery.objects.exists()


@pytest.mark.django_db
def test_two_spellings_of_a_stopped_mailbox_are_stopped():
    stops.stop("Maria.Example+x@gmail.com", DeadAddress.Why.STOPPED, AT)
    stops.stop("mariaexample@gmail.com", DeadAddress.Why.STOPPED, AT)

    assert stops.is_dead("mariaexample@googlemail.com")
    assert not stops.is_dead("maria@example.com")
    assert DeadAddress.objects.count() == 1


@pytest.mark.django_db
def test_an_official_cannot_stop_letters_by_the_token_he_sees():
    sealing.make("act")
    rows = {}
    for kind in ("protest", "news"):
        words = outbox.letter(kind, language="ru", subject="S", body=BODY, now=AT)
        rows[kind] = outbox.put(
            words, to=f"{kind}@example.org", values=VALUES, key_name="act", rank=1, due_at=AT, erase_by=AT
        )

    stopped = [stops.stop_receiver_of(rows[kind].token, DeadAddress.Why.STOPPED, AT) for kind in ("protest", "news")]

    assert stopped == [False, True]
    assert (stops.is_dead("protest@example.org"), stops.is_dead("news@example.org")) == (False, True)
