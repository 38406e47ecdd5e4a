"""A name server on loopback that knows the keys of invented providers."""

import pytest

import mailing
from hueandcry.post import dns_stub


@pytest.fixture
def name_server(settings):
    """Answers for the six providers; tests may change its records."""
    with dns_stub.start(mailing.records()) as stub:
        settings.DNS = stub.address
        yield stub
