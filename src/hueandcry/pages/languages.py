"""Which languages a page is printed in, and which way they run."""

from django.conf import settings

from hueandcry.lib import locales


def interface() -> list[str]:
    """The languages the interface speaks, the first being the one to fall back to."""
    return list(settings.INTERFACE_LANGUAGES)


def interface_for(language: str) -> str:
    """The language of the interface around a text in `language`."""
    return language if language in interface() else interface()[0]


def best(wanted: str, offered: list[str]) -> str:
    """The offered language to show somebody who reads `wanted`."""
    if wanted in offered:
        return wanted
    return "en" if "en" in offered else offered[0]


def direction(language: str) -> str:
    """rtl or ltr."""
    return "rtl" if locales.right_to_left(language) else "ltr"
