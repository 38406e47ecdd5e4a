"""What several tests of taking in reports share."""

import pytest

from intake.websites import ANSWERS, Site


@pytest.fixture
def site(settings):
    """A web server on this machine, which the desk may reach only because the test says so."""
    settings.FETCH = settings.FETCH_LOOPBACK = True
    server = Site("127.0.0.1", 0, ANSWERS)
    server.at = f"http://127.0.0.1:{server.server_port}"
    yield server
    server.stop()
