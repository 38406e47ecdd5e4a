"""What came of a case, written down once and told to everyone who acted."""

import datetime as dt
from collections.abc import Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from hueandcry.cases import opening
from hueandcry.cases.models import Case, Outcome
from hueandcry.ledger import writing
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

TEXT = 4000  # characters
EARLIEST = 1900  # year; an older date is a typing error


@transaction.atomic
def record(
    case: Case,
    *,
    code: str,
    on: dt.date,
    text: str,
    language: str = "en",
    translations: Mapping[str, str] | None = None,
    evidence: str = "",
    by: User,
    now: dt.datetime,
) -> Outcome:
    """Record what came of the case: `text` is one paragraph for the public, in `language`, with its translations.

    `evidence` is for the desk. It stops no appeal: whoever records it decides that next.
    """
    text, evidence = text.strip(), evidence.strip()
    others = {code: words.strip() for code, words in (translations or {}).items() if words.strip()}
    if not by.may_write():
        raise Refused(_("Your role cannot record an outcome."))
    if code not in Outcome.Code.values:
        raise Refused(_("Choose what came of the case from the list."))
    if not text:
        raise Refused(_("Say in one paragraph what happened: everyone who acted will read it."))
    if any(len(words) > TEXT for words in (text, evidence, *others.values())):
        raise Refused(_("That is too long: at most %(most)d characters.") % {"most": TEXT})
    if on > now.date():
        raise Refused(_("The outcome cannot lie in the future."))
    if on.year < EARLIEST:
        raise Refused(_("Check the year of the outcome."))
    outcome = Outcome.objects.create(
        case=case, code=code, on=on, text=text, language=language, translations=others, evidence=evidence,
        recorded_at=now, recorded_by=by.get_username(),
    )  # fmt: skip
    writing.record("outcome recorded", subject=opening.subject(case), by=by, code=code, on=on.isoformat())
    return outcome
