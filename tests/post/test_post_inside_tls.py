"""STARTTLS, then a name and a password, with real TLS: a letter leaves, and what was offered before does not count."""

import contextlib
import datetime as dt
import ipaddress
import socket
import ssl
import threading

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hueandcry.post import parcels
from hueandcry.post.couriers import smtp

QUICK = smtp.Deadlines(connect=2, command=2, data=2, dot=2)
PARCEL = parcels.Parcel(
    "b@act.example.org", "chair@court.example.org", (), b"Subject: S\r\n\r\ntext\r\n", "<m@act.example.org>"
)


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """A certificate for this machine that only those trust who have the file."""
    key, today = ec.generate_private_key(ec.SECP256R1()), dt.datetime.now(dt.UTC)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay.test")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), 7, today - dt.timedelta(1), today + dt.timedelta(30))
    made = made.add_extension(here, critical=False)
    made = made.add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
    file = tmp_path_factory.mktemp("tls") / "relay.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
    )
    return file


class Vault:
    """A mail server that takes letters inside TLS; `heard` has each piece as it came, and whether it was inside."""

    def __init__(self, paper, *, outside: list[str], inside: list[str]) -> None:
        self.offers, self.heard = {False: outside, True: inside}, []
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(paper)
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port = self.socket.getsockname()[1]
        self.thread = threading.Thread(target=self._serve, daemon=True)
        self.thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            line, _ = self.socket.accept()
            safe = False
            line.sendall(b"220 vault\r\n")
            while chunk := line.recv(65536):
                self.heard.append((safe, chunk))
                for word in [b"."] if chunk.endswith(b"\r\n.\r\n") else chunk.split(b"\r\n")[:-1]:
                    line.sendall(self._answer(word[:4].upper(), safe))
                if chunk.upper().startswith(b"STARTTLS"):
                    line, safe = self.context.wrap_socket(line, server_side=True), True
            line.close()

    def _answer(self, verb: bytes, safe: bool) -> bytes:
        if verb == b"EHLO":
            words = ["vault", *self.offers[safe]]
            return "".join(f"250{'-' if word != words[-1] else ' '}{word}\r\n" for word in words).encode()
        usual = {b"STAR": b"220 go on\r\n", b"DATA": b"354 go on\r\n", b"AUTH": b"235 welcome\r\n"}
        return usual.get(verb, b"250 ok\r\n")

    def __enter__(self) -> "Vault":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()
        self.thread.join(2)


def carried(vault: Vault, **more: str) -> str:
    courier = smtp.Smtp("127.0.0.1", vault.port, tls="starttls", deadlines=QUICK, **more)
    with contextlib.closing(courier):
        return courier.carry(PARCEL, lambda: None).result


def test_a_letter_leaves_inside_tls_with_a_name_and_a_password(paper, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))

    with Vault(paper, outside=["STARTTLS"], inside=["AUTH PLAIN", "PIPELINING"]) as vault:
        assert carried(vault, user="desk", password="secret") == "accepted"

    assert [chunk[:4].upper() for safe, chunk in vault.heard if not safe] == [b"EHLO", b"STAR"]
    inside = [chunk for safe, chunk in vault.heard if safe]
    assert [chunk[:4].upper() for chunk in inside][:4] == [b"EHLO", b"AUTH", b"MAIL", b"SUBJ"]
    assert [line[:4] for line in inside[2].split(b"\r\n")] == [b"MAIL", b"RCPT", b"DATA", b""]


def test_what_was_offered_before_tls_is_forgotten(paper, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))

    with Vault(paper, outside=["PIPELINING", "STARTTLS"], inside=["SIZE"]) as vault:
        assert carried(vault) == "accepted"

    assert all(chunk.count(b"\r\n") == 1 for _, chunk in vault.heard if chunk[:4] in (b"MAIL", b"RCPT"))


def test_a_relay_with_a_certificate_nobody_vouches_for_gets_no_letter(paper):
    with Vault(paper, outside=["STARTTLS"], inside=["PIPELINING"]) as vault:
        assert carried(vault) == "later"

    assert not any(b"MAIL" in chunk for _, chunk in vault.heard)
