"""Two people at the desk, who bring a report to a public appeal and record its outcome by the desk's own forms."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from typing import Any

from hueandcry.rehearsal.browser import Form, Page, Unexpected, Value, Visitor

BASIS = "rehearsal: nobody has looked this up"
REASON = "This is a rehearsal: nothing reaches anybody."
LETTER = "I have read what was reported to me and I am alarmed.\n\nI ask you to look into it and to answer."
DAYS = 30  # until the act-by date
ROWS = {"people": "name", "incidents": "type", "targets": "office", "copies": "value", "demands": "text"}


def sign_in(root: str, username: str, password: str) -> Visitor:
    """A browser in which `username` works at the desk."""
    visitor = Visitor(root)
    page = visitor.get("/sign-in/")
    page = visitor.submit(page, page.form("sign-in") if page.has_form("sign-in") else page.forms[-1],
                          {"username": username, "password": password})  # fmt: skip
    if page.status != 200 or "/sign-in" in page.url:
        raise Unexpected(f"{username} could not sign in at the desk (status {page.status}).")
    return visitor


def hand_in(writer: Visitor, name: str, raw: bytes) -> int:
    """Upload a report and open a case from it; the number of the draft in the desk's addresses."""
    page = writer.get("/reports/new/")
    form = next((form for form in page.forms if form.has("file") or form.has("text")), None)
    if not form:
        raise Unexpected("The desk has no form for a new report.")
    given: dict[str, Value | list[str]] = {"file": (name, raw)} if form.has("file") else {"text": raw.decode()}
    page = writer.submit(page, form, given)
    if not re.search(r"/reports/\d+/$", page.url):
        raise Unexpected(f"The desk did not take the report: {words_of(page)}")
    page = writer.submit(page, page.form("/open/"), {})
    return number_in(page, r"/appeals/(\d+)/draft/")


def complete(writer: Visitor, pk: int, missing: Iterable[tuple[str, str]], *, today: dt.date) -> None:
    """Fill in what blocks approval, by the draft form; `missing` are places in the document and sentences."""
    languages: dict[str, list[str]] = {}
    for where, _ in missing:
        language = where.split(".")[1] if where.startswith("texts.") else ""
        languages.setdefault(language, []).append(where)
    for language in sorted(languages):
        page = writer.get(f"/appeals/{pk}/draft/" + (f"?language={language}" if language else ""))
        for where in languages[language]:
            page = _make_room(writer, page, where)
        values: dict[str, Value | list[str]] = {}
        for where in languages[language]:
            values |= _answer(_draft(page), where, today=today)
        page = writer.submit(page, _draft(page), values, button="save")
        if page.status != 200:
            raise Unexpected(f"The desk did not save the draft: {words_of(page)}")


def translate(writer: Visitor, pk: int, language: str, words: Mapping[str, Any]) -> None:
    """Type the appeal's words in another language, as a translator would beside the original."""
    page = writer.get(f"/appeals/{pk}/draft/?language={language}")
    values: dict[str, Value | list[str]] = {"text-checked": "on"}
    values |= {f"text-{name}": str(text).strip() for name, text in words.items() if name != "demands"}
    for at, demand in enumerate(words.get("demands", [])):
        if not _draft(page).has(f"demands-{at}-key"):
            page = writer.submit(page, _draft(page), values | {"do": "add:demands"})
        values |= {f"demands-{at}-text": demand, f"demands-{at}-basis": "translated from the report"}
    page = writer.submit(page, _draft(page), values, button="save")
    if page.status != 200:
        raise Unexpected(f"The desk did not save the words in {language}: {words_of(page)}")


def ask(writer: Visitor, pk: int) -> None:
    """Ask somebody else to approve."""
    page = writer.get(f"/appeals/{pk}/draft/")
    page = writer.submit(page, _draft(page), {}, button="ask")
    if page.has_form("/ask/") or page.status != 200:
        raise Unexpected(f"Approval could not be asked for: {words_of(page)}")


def approve(approver: Visitor, pk: int) -> None:
    """Approve what the screen shows."""
    page = approver.get(f"/appeals/{pk}/draft/")
    page = approver.submit(page, page.form("/approve/"), {})
    if page.has_form("/approve/"):
        raise Unexpected(f"The appeal was not approved: {words_of(page)}")


def issue(visitor: Visitor, pk: int) -> None:
    """Make the appeal public."""
    page = visitor.get(f"/appeals/{pk}/draft/")
    page = visitor.submit(page, page.form("/issue/"), {})
    if "/draft/" in page.url:
        raise Unexpected(f"The appeal was not issued: {words_of(page)}")


def record_outcome(writer: Visitor, pk: int, *, code: str, on: dt.date, text: str) -> None:
    """Record what came of it; this stops the appeal and tells everyone who asked to hear."""
    page = writer.get(f"/appeals/{pk}/outcome/")
    values = {"code": code, "on": on.isoformat(), "text": text, "evidence": "rehearsal"}
    page = writer.submit(page, page.form("/outcome/"), values, button="look")
    page = writer.submit(page, page.form("/outcome/"), {}, button="record")
    if page.status != 200 or page.url.rstrip("/").endswith("/outcome"):
        raise Unexpected(f"The outcome was not recorded: {words_of(page)}")


def number_in(page: Page, pattern: str) -> int:
    """The number in the page's address, or in one of its links."""
    for address in (page.url, *(address for address, _ in page.links)):
        if found := re.search(pattern, address):
            return int(found[1])
    raise Unexpected(f"Not where it was expected: {words_of(page)}")


def words_of(page: Page) -> str:
    """What the desk said, in one line."""
    found = re.findall(
        r"<(?:li|p|div)[^>]*(?:message|error|alert|refus|missing)[^>]*>(.*?)</(?:li|p|div)>", page.text, re.S
    )
    plain = " ".join(re.sub(r"<[^>]+>", " ", " ".join(found) or page.text[:4000]).split())
    return f"status {page.status}, {plain[:300]}"


def _draft(page: Page) -> Form:
    for form in page.forms:
        if form.has("whole") or form.has("based_on"):
            return form
    raise Unexpected(f"There is no draft to write in: {words_of(page)}")


def _make_room(writer: Visitor, page: Page, where: str) -> Page:
    """Press `add` where the document lacks a row altogether."""
    parts = where.split(".")
    if where in ("people", "targets"):
        step = f"add:{where}"
    elif parts[0] == "targets" and parts[-1] == "channels":
        step = f"add:targets:{_row(_draft(page), 'targets', parts[1])}:channels"
    else:
        return page
    return writer.submit(page, _draft(page), {"do": step})


def _answer(form: Form, where: str, *, today: dt.date) -> Mapping[str, Any]:
    """What to type for one thing that is missing."""
    parts = where.split(".")
    match parts:
        case ["consent"]:
            return {"consent-reason": REASON}
        case ["country"]:
            return {"country": "XV"}
        case ["act_by"]:
            return {"act_by": (today + dt.timedelta(days=DAYS)).isoformat()}
        case ["people"]:
            at = _last(form, "people")
            return {f"people-{at}-name": "the people named in the report", f"people-{at}-basis": BASIS}
        case ["people" | "incidents" | "targets" as group, key]:
            at = _row(form, group, key)
            name = f"{group}-{at}-{ROWS[group]}"
            return {
                f"{group}-{at}-basis": BASIS,
                **({} if form.value(name) else {name: "the office named in the report"}),
            }
        case ["targets", key, "channels"]:
            at = _row(form, "targets", key)
            last = _last(form, f"targets-{at}-channels")
            prefix = f"targets-{at}-channels-{last}"
            return {f"{prefix}-kind": "email", f"{prefix}-value": f"office{at}@example.org", f"{prefix}-basis": BASIS}
        case ["targets", key, "channels", place]:
            return {f"targets-{_row(form, 'targets', key)}-channels-{place}-basis": BASIS}
        case ["copies", place]:
            return {f"copies-{place}-basis": BASIS}
        case ["texts", _, "demands", key]:
            return {f"demands-{_row(form, 'demands', key)}-basis": BASIS}
        case ["texts", *_]:
            return _text(form)
    raise Unexpected(f"The rehearsal does not know how to fill in {where}.")


def _text(form: Form) -> Mapping[str, str]:
    headline = form.value("text-headline") or "Solidarity is needed"
    filled = {"headline": headline, "subject": headline[:150], "body": LETTER}
    return {"text-checked": "on"} | {f"text-{n}": v for n, v in filled.items() if not form.value(f"text-{n}")}


def _row(form: Form, group: str, key: str) -> int:
    at = 0
    while form.has(f"{group}-{at}-key"):
        if form.value(f"{group}-{at}-key") == key:
            return at
        at += 1
    raise Unexpected(f"The draft form shows no row {key} of {group}.")


def _last(form: Form, group: str) -> int:
    at = 0
    while form.has(f"{group}-{at}-key"):
        at += 1
    return at - 1
