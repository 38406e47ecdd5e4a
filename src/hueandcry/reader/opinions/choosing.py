"""Which second opinions an operator asks for: `ru`, or `en:` with the name of a model that is installed."""

import re
from dataclasses import dataclass

from hueandcry.lib.env import Misconfigured

# The name of a Python package, or the whole path of a model's folder.
MODEL = re.compile(r"[A-Za-z_]\w{0,79}|/[^\s,:]{1,400}", re.ASCII)


@dataclass(frozen=True)
class Choice:
    """A second opinion on texts in one language."""

    language: str
    model: str = ""  # spaCy alone needs one


def chosen(value: str, where: str = "HUEANDCRY_OPINIONS") -> tuple[Choice, ...]:
    """The opinions named in `value`, parted by commas; Misconfigured when one is unknown. Nothing is loaded."""
    found: dict[str, Choice] = {}
    for part in (p.strip() for p in value.split(",")):
        language, colon, model = part.partition(":")
        if not part:
            continue
        russian = language == "ru" and not colon
        if not russian and not (language == "en" and MODEL.fullmatch(model)):
            raise Misconfigured(
                f"{where} names {part!r}; it knows ru, and en:MODEL, where MODEL is an installed spaCy model "
                "such as en:en_core_web_sm, or the whole path of its folder."
            )
        if language in found:
            raise Misconfigured(f"{where} names {language} twice; one second opinion for a language is enough.")
        found[language] = Choice(language, model)
    return tuple(found.values())
