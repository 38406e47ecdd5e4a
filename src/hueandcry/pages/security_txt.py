"""Where to report a weakness (security.txt, RFC 9116); printed when the operator has said to whom."""

import datetime as dt

from django.conf import settings

from hueandcry.pages import languages, paper

PLACE = ".well-known/security.txt"
SOON = dt.timedelta(days=30)


def content() -> bytes:
    """The file; nothing when nobody is named."""
    if not settings.SECURITY_CONTACT:
        return b""
    lines = [
        *(f"Contact: {contact}" for contact in settings.SECURITY_CONTACT),
        f"Expires: {settings.SECURITY_EXPIRES}T00:00:00Z",
        f"Preferred-Languages: {', '.join(languages.interface())}",
        f"Canonical: {settings.PUBLIC_URL}/{PLACE}",
    ]
    return "".join(f"{line}\n" for line in lines).encode()


def put(_now: dt.datetime) -> int:
    """Print it, or take it away; how many files changed."""
    told = content()
    if told:
        return int(paper.write(PLACE, told))
    there = (paper.folder() / PLACE).is_file()
    if there:
        paper.remove(PLACE)
    return int(there)
