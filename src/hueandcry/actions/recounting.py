"""Once in a quarter of an hour the public numbers are counted again, row by row; a number in doubt is not shown.

A wrong number is never set right by itself: it stays away from the pages until the rows agree again, and the desk is
told by the log and by `hueandcry doctor`.
"""

import datetime as dt
import json
import logging
from pathlib import Path

from django.conf import settings

from hueandcry.actions import by_section, tally
from hueandcry.appeals.models import Appeal
from hueandcry.lib import sabotage

log = logging.getLogger(__name__)


def walk(now: dt.datetime) -> int:
    """Count every public appeal again and note those whose numbers do not agree; how many those are."""
    if sabotage.on("never-recount"):
        return 0
    wrong = {}
    for appeal in Appeal.objects.filter(number__isnull=False).order_by("pk"):
        if faults := tally.recount(appeal) + by_section.faults(appeal):
            wrong[str(appeal.pk)] = len(faults)
            log.error("appeal %s: %s numbers do not agree with the rows and are not shown", appeal.pk, len(faults))
    path = _file()
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps({"last": now.isoformat(), "wrong": wrong}))
    draft.rename(path)
    return len(wrong)


def agrees(appeal: Appeal) -> bool:
    """Whether the last recount found this appeal's numbers right; so before the first one."""
    try:
        return str(appeal.pk) not in json.loads(_file().read_text())["wrong"]
    except FileNotFoundError:
        return True
    except (OSError, ValueError, KeyError, TypeError):
        return False  # somebody wrote over it: rather no number until the next walk


def _file() -> Path:
    return Path(settings.DATA) / "recount.json"
