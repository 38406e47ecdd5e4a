"""A relay in the world: letters leave over TLS, after our name and password, and only if its certificate is good."""

import datetime as dt
import ipaddress
import ssl

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hueandcry.lib import clock, processes, sealing
from hueandcry.post import dispatch
from hueandcry.post.checks import relay
from hueandcry.post.couriers import smtp
from hueandcry.post.models import Delivery
from pacing import COURT, put

pytestmark = pytest.mark.django_db


class Taking:
    """Takes every letter and remembers over what kind of line it came."""

    def __init__(self) -> None:
        self.letters: list[tuple[bool, bool, bytes]] = []

    async def handle_DATA(self, server, session, envelope) -> str:
        self.letters.append((session.ssl is not None, session.authenticated, envelope.original_content))
        return "250 taken"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that signs itself, with its key."""
    private, now = ec.generate_private_key(ec.SECP256R1()), clock.now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "relay")])
    mine = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(private.public_key())
        .serial_number(1).not_valid_before(now - dt.timedelta(days=1)).not_valid_after(now + dt.timedelta(days=1))
        .add_extension(mine, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(private, hashes.SHA256())
    )  # fmt: skip
    file = tmp_path_factory.mktemp("relay") / "relay.pem"
    key = private.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(made.public_bytes(serialization.Encoding.PEM) + key)
    return file


@pytest.fixture
def peer(certificate):
    """A relay that wants STARTTLS and a password before anything else."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)

    def known(server, session, envelope, mechanism, given) -> AuthResult:
        return AuthResult(success=(given.login, given.password) == (b"desk", b"right"), handled=False)

    controller = Controller(
        Taking(), hostname="127.0.0.1", port=processes.free_port(), tls_context=context, require_starttls=True,
        auth_required=True, authenticator=known,
    )  # fmt: skip
    controller.start()
    yield controller
    controller.stop()


def test_a_letter_leaves_over_starttls_with_our_name_and_password(peer, certificate, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    sealing.make("act")
    put(COURT, due=clock.now())
    courier = smtp.Smtp("127.0.0.1", peer.port, tls="starttls", user="desk", password="right")

    done = dispatch.walk(courier, worker="w")
    courier.close()

    assert done == {"accepted": 1}
    ((encrypted, known, text),) = peer.handler.letters
    assert (encrypted, known, text) == (True, True, dispatch.write(Delivery.objects.get()).message)


def test_the_doctor_tries_tls_and_the_password_and_believes_no_strange_certificate(
    peer, certificate, monkeypatch, settings
):
    settings.RELAY, settings.RELAY_TLS = ("127.0.0.1", peer.port), "starttls"
    settings.RELAY_USER, settings.RELAY_PASSWORD = "desk", "right"
    assert "certificate" in relay.look()[0].sentence

    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert (relay.look()[0].state, relay.look()[0].sentence) == ("ok", f"127.0.0.1:{peer.port} answers with STARTTLS.")

    settings.RELAY_PASSWORD = "wrong"
    assert "refuses our name and password" in relay.look()[0].sentence
