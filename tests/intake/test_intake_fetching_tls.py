"""A certificate that nobody vouches for, or for another name, ends the fetching."""

import datetime as dt
import ssl

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from hueandcry.intake import fetching
from hueandcry.lib.refusal import Refused
from intake.websites import ANSWERS, PAGE, Site


@pytest.fixture(scope="module")
def paper(tmp_path_factory):
    """A certificate for news.test that only those trust who have the file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "news.test")])
    today = dt.datetime.now(dt.UTC)
    paper = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(today - dt.timedelta(days=1))
        .not_valid_after(today + dt.timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("news.test")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("tls") / "site.pem"
    file.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + paper.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def site(settings, paper):
    settings.FETCH = settings.FETCH_LOOPBACK = True
    server = Site("127.0.0.1", 0, {**ANSWERS, "/down": (302, {"Location": "http://news.test/page"}, b"")})
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(paper)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *_: None  # the caller hangs up in the middle of the greeting
    yield server
    server.stop()


def here(host, port):
    return ["127.0.0.1"]


def test_a_site_with_a_trusted_certificate_is_read(site, paper, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))

    assert fetching.fetch(f"https://news.test:{site.server_port}/page", resolver=here).raw == PAGE


def test_a_certificate_nobody_vouches_for_ends_it(site):
    with pytest.raises(Refused, match="certificate"):
        fetching.fetch(f"https://news.test:{site.server_port}/page", resolver=here)

    assert site.asked == []


def test_a_certificate_of_another_name_ends_it(site, paper, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))

    with pytest.raises(Refused, match="certificate"):
        fetching.fetch(f"https://other.test:{site.server_port}/page", resolver=here)


def test_from_a_secure_page_nobody_is_led_to_an_insecure_one(site, paper, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", str(paper))

    with pytest.raises(Refused, match="secure address"):
        fetching.fetch(f"https://news.test:{site.server_port}/down", resolver=here)


def test_where_no_secure_talk_is_spoken_nothing_is_sent(settings):
    settings.FETCH = settings.FETCH_LOOPBACK = True
    plain = Site("127.0.0.1", 0, ANSWERS)
    try:
        with pytest.raises(Refused, match="secure connection"):
            fetching.fetch(f"https://news.test:{plain.server_port}/page", resolver=here)
    finally:
        plain.stop()
