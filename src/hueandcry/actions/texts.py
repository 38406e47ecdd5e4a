"""The letters we send to supporters, one plain text file for each language, in templates/letters."""

from django.conf import settings

FOLDER = settings.PACKAGE / "templates" / "letters"
SUBJECT = "Subject: "


def read(name: str, language: str) -> tuple[str, str, str]:
    """(language, subject, body) of a letter; English where nobody has translated it yet."""
    for code in (language, language.split("-")[0], "en"):
        path = FOLDER / f"{name}.{code}.txt"
        if code.isascii() and code.replace("-", "").isalpha() and path.exists():
            first, _blank, body = path.read_text(encoding="utf-8").partition("\n")
            if not first.startswith(SUBJECT):
                raise ValueError(f"{path.name} has to begin with {SUBJECT!r}")
            return code, first.removeprefix(SUBJECT).strip(), body.strip() + "\n"
    raise LookupError(f"there is no letter {name!r}")
