"""Which appeals the public may read."""

import datetime as dt

from django.db.models import QuerySet

from hueandcry.appeals.models import Appeal
from hueandcry.pages import contents, languages

PUBLIC = (Appeal.Status.LIVE, Appeal.Status.PAUSED, Appeal.Status.STOPPED, Appeal.Status.EXPIRED)


def appeals() -> QuerySet[Appeal]:
    """Those that were issued, whatever became of them, the newest first."""
    rows = Appeal.objects.filter(status__in=PUBLIC, slug__isnull=False, live_revision__isnull=False)
    return rows.select_related("case", "live_revision").order_by("-issued_at", "-pk")


def pages(language: str, now: dt.datetime) -> list[contents.Public]:
    """What the page of each says, in the best language for a reader of `language`."""
    return [contents.public(appeal, best(appeal, language), now=now) for appeal in appeals()]


def best(appeal: Appeal, language: str) -> str:
    """The language of the appeal for a reader of `language`."""
    assert appeal.live_revision
    return languages.best(language, contents.offered(appeal.live_revision.document))
