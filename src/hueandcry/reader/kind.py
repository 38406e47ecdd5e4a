"""What kind of text it is: an appeal, a report of an incident, a report of an outcome, or other."""

from hueandcry.reader.document import Document
from hueandcry.reader.draft import Demand, Incident, Letter, Target

DEMANDS = 2  # of the writer's own: a text that asks so much is an appeal, whoever it asks


def of(
    document: Document,
    targets: list[Target],
    letter: Letter,
    demands: list[Demand],
    incidents: list[Incident],
    outcome: str | None,
) -> str:
    if targets or letter.present or len(demands) >= DEMANDS:
        return "appeal"
    asks = [h for h in document.hits.of("kind", "appeal") if not document.is_furniture(h.start)]
    good = [h for h in document.hits.of("kind", "outcome") if not document.is_furniture(h.start)]
    ends = outcome not in (None, "fined")
    if ends and (good or not asks):
        return "outcome_report"
    if asks and asks[0].start < len(document.text):
        return "appeal"
    return "incident_report" if incidents else "other"
