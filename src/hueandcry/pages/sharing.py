"""Words to pass an appeal on with: its headline, as much of its summary as fits, and its address."""

from dataclasses import dataclass
from urllib.parse import quote

from django.conf import settings

MOST = 280  # characters; what the shortest of the places takes where people share
END = (".", "!", "?", "…", "。", "؟", "।", "။")


@dataclass(frozen=True)
class Share:
    """What to say, and links that open one's own mail program or telephone with it."""

    address: str
    text: str
    mail: str
    message: str


def share(*, headline: str, summary: str, language: str, slug: str) -> Share:
    """How to pass on the page of an appeal in one of its languages."""
    address = f"{settings.PUBLIC_URL}/{language}/{slug}/"
    said = words(headline, summary, room=MOST - len(address) - 1)
    text = f"{said}\n{address}"
    return Share(
        address=address,
        text=text,
        mail=f"mailto:?subject={quote(headline, safe='')}&body={quote(text, safe='')}",
        message=f"sms:?&body={quote(text, safe='')}",  # RFC 5724, as telephones read it
    )


def words(headline: str, summary: str, *, room: int) -> str:
    """At most `room` characters: both, or the headline alone, cut behind a word where even that is too long."""
    headline, summary = " ".join(headline.split()), " ".join(summary.split())
    both = f"{headline if headline.endswith(END) else headline + '.'} {summary}"
    if summary and len(both) <= room:
        return both
    if len(headline) <= room:
        return headline
    cut = headline[: room - 1]
    whole, _blank, _rest = cut.rpartition(" ")
    return (whole or cut).rstrip(" ,;:–-") + "…"
