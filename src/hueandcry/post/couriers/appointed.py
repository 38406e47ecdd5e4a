"""The courier the settings name, ready to walk."""

from django.conf import settings

from hueandcry.post.couriers import smtp
from hueandcry.post.dispatch import Courier


def courier() -> Courier:
    """A new one; not to be shared between threads."""
    if settings.COURIER.provider is None:
        return smtp.from_settings()
    from hueandcry.post.couriers import hosted  # it needs the extra

    return hosted.Hosted(settings.COURIER)
