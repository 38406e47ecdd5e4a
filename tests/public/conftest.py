"""The public door as its own process has it: its addresses, its middleware, nobody remembered."""

import pytest
from django.test import Client

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "hueandcry.lib.policy.security_headers",
    "django.middleware.common.CommonMiddleware",
]


@pytest.fixture
def door(settings) -> Client:
    """A visitor without a browser; errors come as pages, as they do in public."""
    settings.ROOT_URLCONF = "hueandcry.public.urls"
    settings.MIDDLEWARE = MIDDLEWARE
    settings.ALLOWED_HOSTS = ["testserver"]
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 100
    return Client(raise_request_exception=False)
