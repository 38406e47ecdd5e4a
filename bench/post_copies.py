"""What a copy that comes in costs before its signature is looked at, beside the standard library's modern parser."""

import time
from collections.abc import Callable
from email import message_from_bytes, policy
from unittest import mock

COPY_ADDRESS = "c-hc126-ru-abcdefghij234567@act.example.org"
TEXT = b"We ask you to release them now, as the law of your country and the treaties it has signed demand.\r\n" * 20
HTML = b'<div dir=3D"ltr">' + TEXT.replace(b"\r\n", b"<br>\r\n") + b"</div>"
LONG = b"\r\n         ".join([b"A" * 64] * 5)
# The head is one of a large provider's, with its names, sizes and folds; the addresses are nobody's.
RAW = (
    b"Received: by mail-lf1-f54.mailer.example with SMTP id 2adb3069b0e04-52e9a550c0dso123456e87.2\r\n"
    b"        for <" + COPY_ADDRESS.encode() + b">; Tue, 10 Mar 2026 01:59:58 -0700 (PDT)\r\n"
    b"DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n"
    b"        d=example.net; s=20230601; t=1712000000; x=1712604800; darn=act.example.org;\r\n"
    b"        h=to:cc:subject:message-id:date:from:mime-version:from:to:cc:subject\r\n"
    b"         :date:message-id:reply-to;\r\n"
    b"        bh=g3zLYH4xKxcPrHOD18z9YfpQcnk/GaJedfustWU5uGs=;\r\n        b=" + LONG + b"\r\n"
    b"X-Mailer-DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\r\n        d=mailer.example; b=" + LONG + b"\r\n"
    b"X-Gm-Message-State: AOJu0Yx3" + b"x" * 200 + b"\r\n"
    b"X-Received: by 2002:a05:6512:3b8b:b0:52e:9ac6:a6e9 with SMTP id g11mr1;\r\n"
    b" Tue, 10 Mar 2026 01:59:58 -0700 (PDT)\r\n"
    b"MIME-Version: 1.0\r\n"
    b"From: =?UTF-8?B?0JzQsNGA0LjRjyDQn9GA0LjQvNC10YA=?= <maria@example.net>\r\n"
    b"Date: Tue, 10 Mar 2026 09:59:47 +0100\r\n"
    b"Message-ID: <CAK1234567890abcdef@mail.example.net>\r\n"
    b"Subject: =?UTF-8?B?0J7RgdCy0L7QsdC+0LTQuNGC0LUg0JDRgNGDINCh0LXQudGC0L7QstGD?=\r\n"
    b'To: "The Chair of the Supreme Court" <chair@court.example.org>, office@court.example.org\r\n'
    b"Cc: " + COPY_ADDRESS.encode() + b"\r\n"
    b'Content-Type: multipart/alternative; boundary="000000000000abcdef"\r\n\r\n'
    b'--000000000000abcdef\r\nContent-Type: text/plain; charset="UTF-8"\r\n\r\n' + TEXT +
    b'\r\n--000000000000abcdef\r\nContent-Type: text/html; charset="UTF-8"\r\n\r\n' + HTML +
    b"\r\n--000000000000abcdef--\r\n"
)  # fmt: skip
WANTED = ("From", "To", "Cc", "Date", "Message-ID")


def ours() -> None:
    """A first look at the whole message, its address, and what the judge of copies reads of its head."""
    from hueandcry.post import envelopes, heads, prescan

    assert not prescan.why_not(RAW)
    meant = envelopes.read(COPY_ADDRESS)
    head = heads.read(RAW)
    assert meant and meant.kind == "copy"
    assert heads.single_address(heads.values(head, "from")) == "maria@example.net"
    assert heads.addresses(heads.values(head, "to"))[0] == "chair@court.example.org"
    assert COPY_ADDRESS in heads.addresses(heads.values(head, "cc"))
    assert heads.date(heads.first(head, "date")).startswith("2026-03-10T09:59:47")
    assert heads.first(head, "message-id")


def modern() -> None:
    """The same headers by `email.policy.default`."""
    message = message_from_bytes(RAW, policy=policy.default)
    assert all(str(message[name]) for name in WANTED)


def old() -> None:
    """The same headers by `email.policy.compat32`, unread."""
    message = message_from_bytes(RAW)
    assert all(str(message[name]) for name in WANTED)


def verified() -> Callable[[], None]:
    """The strict check of a genuine signature, RSA-2048, with the signer's key at hand."""
    import post_senders

    from hueandcry.post import signing, verifying

    body = b"\r\n".join([TEXT] * 2)
    headers = [("From", "Maria <maria@example.net>"), ("Date", "Tue, 10 Mar 2026 09:59:47 +0100"),
               ("To", "chair@court.example.org"), ("Cc", COPY_ADDRESS), ("Subject", "Release them")]  # fmt: skip
    lines = [(name, signing.relaxed_header(name, text)) for name, text in headers]
    seal = signing.signature(
        lines, signing.relaxed_body(body), domain="example.net", selector="s", key=post_senders.PEM, at=1
    )
    head = "".join(f"{name}: {text}\r\n" for name, text in headers)
    raw, record = seal + head.encode() + b"\r\n" + body, signing.record(post_senders.PEM).encode()

    def check() -> None:
        with mock.patch.object(verifying, "look_up", lambda name, server: record):
            assert verifying.check(raw, name_server=None)["valid"]

    return check


def a_second(job: Callable[[], None], seconds: float) -> float:
    """How often a second of one core's processor time."""
    job()
    began, count = time.process_time(), 0
    while time.process_time() - began < seconds:
        for _ in range(20):
            job()
        count += 20
    return count / (time.process_time() - began)
