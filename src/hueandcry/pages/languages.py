"""Which languages a page is printed in, and which way they run."""

from django.conf import settings

RIGHT_TO_LEFT = {"ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"}


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
    return "rtl" if language.split("-")[0] in RIGHT_TO_LEFT else "ltr"
