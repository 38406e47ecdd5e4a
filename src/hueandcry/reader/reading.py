"""The reading of a report from first to last: bytes in, draft out, no database."""

from collections.abc import Sequence
from datetime import date

from hueandcry.reader.action import addressees, copies, demands, letter, targets
from hueandcry.reader.draft import Country, Draft, Span, Target
from hueandcry.reader.groups import organisations
from hueandcry.reader.opinions import asking, weighing
from hueandcry.reader.opinions.choosing import Choice
from hueandcry.reader.source import page
from hueandcry.reader.text import document, gist, unnamed
from hueandcry.reader.text.document import Document
from hueandcry.reader.what import incidents, kind, outcome
from hueandcry.reader.when import datelines, dates
from hueandcry.reader.where import places
from hueandcry.reader.who import people

NOWHERE = ("company", "media", "party", "movement")  # bodies that are no place: "in the Wall Street Journal"


def read(raw: bytes, opinions: Sequence[Choice] = ()) -> Draft:
    """Read a report as it arrived: text, HTML or mail; refuse what cannot be read."""
    view = page.view(raw)
    doc = document.prepare(view.text)
    draft = _read(doc, view.sent)
    if opinions:  # after the rules have finished, so that no engine can change what they say
        weighing.weigh(draft, doc, *asking.ask(opinions, doc))
    return draft


def read_text(text: str, opinions: Sequence[Choice] = ()) -> Draft:
    """Read pasted text."""
    return read(text.encode("utf-8", "surrogatepass"), opinions)


def _read(doc: Document, sent: date | None) -> Draft:
    text = doc.text
    draft = Draft(text, doc.language, read_until=doc.read_until)
    found_dates = dates.find(doc)
    written = datelines.find(doc, found_dates, sent)
    if written:
        draft.report_date, draft.report_date_inferred = written.iso, written.inferred
        draft.report_date_spans = [(written.start, written.end)] if written.end else []
    draft.letter, letters = letter.find(doc)
    draft.copies_to, copied = copies.find(doc, letters)
    draft.targets, zone = targets.find(doc, letters, copied)
    draft.targets = addressees.add(doc, draft.targets, draft.letter, [*letters, *copied], zone)
    draft.targets = targets.merged(draft.targets)
    draft.copies_to += copies.unlabelled(doc, draft.targets)
    addresses = [(zone.start, zone.end)] if zone else []
    draft.demands = demands.find(doc, letters, addresses)
    draft.organisations = organisations.find(doc)
    draft.people = people.find(doc, draft.letter, draft.targets, draft.organisations)
    unnamed.mark(doc, draft.people)
    draft.targets = _without_prisoners(draft)
    asked = [s for d in draft.demands for s in d.spans]
    quiet = [*asked, *addresses]
    taken = {s for p in draft.people for s, _ in p.spans["name"]}
    taken |= places.starts(doc)
    taken |= {s for o in draft.organisations if o.kind in NOWHERE for s, _ in o.spans["name"]}
    bodies = draft.letter.spans.get("body", [])
    draft.incidents = incidents.find(doc, draft.people, found_dates, written, quiet, taken, bodies)
    asks = bool(draft.targets or draft.letter.present)
    draft.outcome, draft.outcome_spans = outcome.find(doc, draft.people, draft.incidents, draft.report_date, asks)
    if draft.outcome == "campaign_closed":
        draft.targets = []  # of an older letter, quoted below: nobody is to write any more
    told = outcome.is_the_news(doc, draft.outcome_spans), outcome.followed(doc), outcome.won_back(doc)
    draft.kind = kind.of(doc, draft.targets, draft.letter, draft.demands, draft.incidents, draft.outcome, *told)
    if draft.kind != "outcome_report" and draft.outcome in outcome.ON_THE_WAY:
        draft.outcome, draft.outcome_spans = None, []
    draft.headline = gist.headline(doc)
    draft.summary = gist.summary(doc, draft.headline)
    _country(doc, draft)
    return draft


def _without_prisoners(draft: Draft) -> list[Target]:
    """An address of somebody at risk is where friends write to, and no target of protests."""
    at_risk = {s for p in draft.people if p.status == "at_risk" for s, _ in p.spans["name"]}
    return [t for t in draft.targets if not any(s in at_risk for s, _ in t.spans.get("name", []))]


def _country(doc: Document, draft: Draft) -> None:
    """The accused state, and with it the rules for its embassies."""
    mentions = places.find(doc)
    heads: list[Span] = [s for t in draft.targets for group in t.spans.values() for s in group]
    heads += draft.headline.spans if draft.headline else []
    code = places.accused(doc, mentions, heads)
    if code:
        draft.country = Country(code, [(m.start, m.end) for m in mentions if m.code == code][:12])
    for one in draft.targets:
        if one.rule:
            one.rule = _rule(doc, mentions, one.spans["rule"][0], code)
    draft.targets = [t for t in draft.targets if t.rule or not _only_embassy(t)]
    for copy in draft.copies_to:
        if copy.text == "embassy":
            copy.text = _rule(doc, mentions, copy.spans[0], code) or draft.text[slice(*copy.spans[0])]


def _rule(doc: Document, mentions: list[places.Mention], span: Span, code: str | None) -> str | None:
    """The state named beside the embassy, else the accused one; without either it stays a hole."""
    state = places.beside(doc, mentions, span) or code or places.first(doc, mentions)
    return f"embassy_of:{state} in supporter country" if state else None


def _only_embassy(one: Target) -> bool:
    return "rule" in one.spans and not (one.email or one.phone or one.fax or one.post)
