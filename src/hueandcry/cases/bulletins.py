"""Reports of the desk's own: one person writes, another approves the very words, then the public reads them.

A document is {"on", "country", "references": [{"url", "title"}], "texts": {language: {"title", "lead", "body",
"checked"}}}; `on` is the day it tells of, as YYYY-MM-DD.
"""

import datetime as dt
import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hueandcry.cases import disclosure
from hueandcry.cases.models import Bulletin, Case
from hueandcry.ledger import writing
from hueandcry.lib import countries, moves, plain
from hueandcry.lib.refusal import Refused
from hueandcry.people.models import User

MOST = {"title": 200, "lead": 500, "body": 15_000}
REFERENCES, ADDRESS, LANGUAGES = 30, 500, 20
WHY = 300  # characters
TRIES = 5  # times two who publish at once may meet at one address
LANGUAGE = re.compile(r"[a-z]{2,3}(?:-[a-z0-9]{2,8})?\Z")
State = Bulletin.Status


@transaction.atomic
def begin(given: Mapping[str, Any], *, case: Case | None, by: User, now: dt.datetime) -> Bulletin:
    """Write a first draft."""
    _may_write(by)
    doc = clean(given)
    bulletin = Bulletin.objects.create(document=doc, digest=digest(doc), case=case, created_at=now)
    bulletin.editors.add(by)
    writing.record("bulletin drafted", subject=subject(bulletin), by=by, digest=bulletin.digest)
    return bulletin


@transaction.atomic
def edit(bulletin: Bulletin, given: Mapping[str, Any], *, case: Case | None, by: User, seen: str) -> None:
    """Replace the words of a draft; `seen` is the digest of those the editor had on the screen."""
    _may_write(by)
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if row.status != State.DRAFT:
        raise Refused(_("It is not a draft any more. Take it back before you change it."))
    if row.digest != seen:
        raise Refused(_("Somebody else has changed this since you opened it. Your words are still here: compare."))
    doc = clean(given)
    if digest(doc) == row.digest and case == row.case:
        return
    Bulletin.objects.filter(pk=row.pk).update(document=doc, digest=digest(doc), case=case)
    row.editors.add(by)
    bulletin.refresh_from_db()
    writing.record("bulletin edited", subject=subject(row), by=by, digest=bulletin.digest)


@transaction.atomic
def ask(bulletin: Bulletin, *, by: User) -> None:
    """Ask for approval, unless something is missing."""
    _may_write(by)
    _complete(bulletin)
    moves.move(bulletin, to=State.REVIEW)
    writing.record("bulletin review asked", subject=subject(bulletin), by=by, digest=bulletin.digest)


@transaction.atomic
def send_back(bulletin: Bulletin, *, by: User, why: str) -> None:
    """Make it a draft again, from review; `why` is for the writer."""
    _may_approve(by)
    why = _reason(why, _("Tell the writer what to change, in at most %(most)d characters."))
    if bulletin.status != State.REVIEW:
        raise Refused(_("It is not in review."))
    moves.move(bulletin, to=State.DRAFT)
    writing.record("bulletin returned", subject=subject(bulletin), by=by, why=why)


def publish(bulletin: Bulletin, *, by: User, digest_seen: str, now: dt.datetime) -> None:
    """Approve the very words the approver read, and make them public."""
    _may_approve(by)
    for attempt in range(TRIES):
        try:
            with transaction.atomic():
                _publish(bulletin, by, digest_seen, now)
            break
        except IntegrityError:
            if attempt == TRIES - 1:
                raise
            bulletin.refresh_from_db()


@transaction.atomic
def correct(bulletin: Bulletin, *, by: User) -> None:
    """Begin a correction; the words that are public stay until somebody approves the new ones."""
    _may_write(by)
    if bulletin.status != State.PUBLIC:
        raise Refused(_("Only what is public can be corrected."))
    moves.move(bulletin, to=State.DRAFT)
    bulletin.editors.set([by])
    writing.record("bulletin correction begun", subject=subject(bulletin), by=by)


@transaction.atomic
def withdraw(bulletin: Bulletin, *, by: User, reason: str, now: dt.datetime) -> None:
    """Take it from the public; what was public leaves its title, the day and the reason."""
    _may_approve(by)
    reason = _reason(reason, _("Say why it is withdrawn, in at most %(most)d characters; the public reads it."))
    moves.move(bulletin, to=State.WITHDRAWN, withdrawn_why=reason, changed_at=now)
    writing.record("bulletin withdrawn", subject=subject(bulletin), by=by, reason=reason)


def missing(bulletin: Bulletin) -> list[str]:
    """A sentence for each thing that blocks approval."""
    doc, found = bulletin.document, []
    if not offered(doc):
        found.append(_("No language has a title and a text that somebody who speaks it has checked."))
    if not doc["on"]:
        found.append(_("Which day does it tell of? Give the date."))
    for code, name in _named(bulletin):
        told = {"name": name, "language": code}
        found.append(_("%(name)s is not to be named in public, but the words in %(language)s do it.") % told)
    return found


def offered(document: Mapping[str, Any] | None) -> list[str]:
    """The languages the public may read; sorted."""
    if document is None:
        return []
    return sorted(
        code for code, text in document["texts"].items() if text["checked"] and text["title"] and text["body"]
    )


def clean(given: Mapping[str, Any]) -> dict[str, Any]:
    """The document with known fields of known lengths; Refused names what is wrong."""
    texts = {code: _text(text) for code, text in sorted(given["texts"].items()) if LANGUAGE.match(code)}
    if len(texts) > LANGUAGES:
        raise Refused(_("At most %(most)d languages.") % {"most": LANGUAGES})
    country = plain.line(given.get("country")).upper()
    if country and country not in countries.iso_codes() and country not in countries.PRACTICE:
        raise Refused(_("Choose a country from the list."))
    on = plain.line(given.get("on"))
    try:
        on = dt.date.fromisoformat(on).isoformat() if on else ""
    except ValueError:
        raise Refused(_("Write the date as 2026-03-09.")) from None
    references = [_reference(row) for row in given.get("references") or ()]
    if len(references) > REFERENCES:
        raise Refused(_("At most %(most)d references.") % {"most": REFERENCES})
    return {"on": on, "country": country, "references": references, "texts": texts}


def blank() -> dict[str, Any]:
    """A document that says nothing yet."""
    return {"on": "", "country": "", "references": [], "texts": {}}


def digest(document: Mapping[str, Any]) -> str:
    """SHA-256 of the document as canonical JSON, 64 hexadecimal digits."""
    told = json.dumps(document, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(told.encode()).hexdigest()


def subject(bulletin: Bulletin) -> str:
    """How the ledger names it."""
    return f"bulletin {bulletin.pk}"


def _publish(bulletin: Bulletin, by: User, digest_seen: str, now: dt.datetime) -> None:
    row = Bulletin.objects.select_for_update().get(pk=bulletin.pk)
    if row.editors.filter(pk=by.pk).exists():
        raise Refused(_("You wrote some of it. Somebody who did not has to approve it."))
    if digest_seen != row.digest or digest(row.document) != row.digest:
        raise Refused(_("The text has changed since you read it. Read it again before you approve it."))
    _complete(row)
    slug = row.slug or _slug(now.date())
    since = row.published_at or now
    moves.move(row, to=State.PUBLIC, live=row.document, slug=slug, approved_by=by, published_at=since, changed_at=now)
    bulletin.refresh_from_db()
    writing.record("bulletin published", subject=subject(row), by=by, digest=row.digest, slug=slug)


def _slug(day: dt.date) -> str:
    """The next free address of a day; of two who take one at once the database refuses the second."""
    taken = set(Bulletin.objects.filter(slug__startswith=day.isoformat()).values_list("slug", flat=True))
    names = (day.isoformat() + (f"-{n}" if n > 1 else "") for n in range(1, len(taken) + 2))
    return next(name for name in names if name not in taken)


def _named(bulletin: Bulletin) -> list[tuple[str, str]]:
    """(language, name) wherever a text names somebody of its case who is not to be named in public."""
    if bulletin.case is None:
        return []
    people = [{"name": p.name, "aliases": p.aliases, "public": p.public} for p in bulletin.case.people.all()]
    texts = {
        code: {
            **dict.fromkeys(disclosure.TEXTS, ""), "demands": [],
            "headline": text["title"], "summary": text["lead"], "story": text["body"],
        }
        for code, text in bulletin.document["texts"].items()
    }  # fmt: skip
    found = disclosure.named_in_public({"people": people, "texts": texts})
    return list(dict.fromkeys((where.split(".")[1], name) for where, name in found))


def _text(given: Mapping[str, Any]) -> dict[str, Any]:
    text: dict[str, Any] = {
        "title": plain.line(given.get("title")), "lead": plain.line(given.get("lead")),
        "body": plain.block(given.get("body")), "checked": given.get("checked") is True,
    }  # fmt: skip
    for field, most in MOST.items():
        if len(text[field]) > most:
            told = {"most": most, "has": len(text[field])}
            raise Refused(_("A text is too long: at most %(most)d characters, and it has %(has)d.") % told)
    return text


def _reference(given: Mapping[str, Any]) -> dict[str, str]:
    url, title = plain.text(given.get("url")).strip(), plain.line(given.get("title"))[:200]
    try:
        parts = urlsplit(url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and "@" not in parts.netloc
    except ValueError:
        good = False
    if not good or len(url) > ADDRESS or any(sign.isspace() or sign in "<>\"'" for sign in url):
        raise Refused(_("“%(url)s” is not the address of a page. It begins with https://") % {"url": url[:80]})
    return {"url": url, "title": title}


def _complete(bulletin: Bulletin) -> None:
    if found := missing(bulletin):
        raise Refused(_("This is missing before anyone can approve it:") + " " + " ".join(found))


def _reason(typed: str, sentence: str) -> str:
    reason = plain.line(typed)
    if not reason or len(reason) > WHY:
        raise Refused(sentence % {"most": WHY})
    return reason


def _may_write(by: User) -> None:
    if not by.may_write():
        raise Refused(_("Your role cannot write reports."))


def _may_approve(by: User) -> None:
    if not by.may_approve():
        raise Refused(_("Your role cannot approve reports."))
