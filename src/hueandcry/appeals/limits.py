"""How much a document holds, and what its fields are called when something in one is wrong."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

# Characters; a letter's paragraphs and a story are long, everything else is a line.
MOST = {
    "name": 200, "role": 300, "alias": 200, "place": 200, "victim": 200, "quantity": 120, "office": 175,
    "holder": 120, "organisation": 200, "value": 300, "basis": 300, "headline": 200, "summary": 500, "story": 12000,
    "subject": 150, "salutation": 200, "body": 12000, "closing": 200, "text": 600, "given_by": 200, "how": 200,
    "reason": 1000, "place_kept": 200, "why": 300, "looked": 150, "found_by": 100,
}  # fmt: skip
ROWS = {
    "people": 200,
    "others": 200,
    "incidents": 200,
    "withheld": 200,
    "targets": 30,
    "channels": 20,
    "copies": 20,
    "demands": 20,
    "texts": 20,
}
SPANS = 400
MOST_REMOVED = 100
NAMES: dict[str, str | Promise] = {
    "people": gettext_lazy("person"), "others": gettext_lazy("person"), "incidents": gettext_lazy("incident"),
    "withheld": gettext_lazy("incident"), "place_kept": gettext_lazy("place"), "why": gettext_lazy("reason"),
    "looked": gettext_lazy("person"), "found_by": gettext_lazy("found by"), "targets": gettext_lazy("target"),
    "channels": gettext_lazy("channel"), "copies": gettext_lazy("copy"), "demands": gettext_lazy("demand"),
    "texts": gettext_lazy("language"), "name": gettext_lazy("name"), "role": gettext_lazy("role"),
    "alias": gettext_lazy("other spelling"), "place": gettext_lazy("place"),
    "victim": gettext_lazy("who it was done to"),
    "quantity": gettext_lazy("how much"), "office": gettext_lazy("office"), "holder": gettext_lazy("holder"),
    "organisation": gettext_lazy("organisation"), "value": gettext_lazy("address or number"),
    "basis": gettext_lazy("how we know"), "headline": gettext_lazy("headline"), "summary": gettext_lazy("summary"),
    "story": gettext_lazy("story"), "subject": gettext_lazy("subject of the letter"),
    "salutation": gettext_lazy("salutation"), "body": gettext_lazy("letter"),
    "closing": gettext_lazy("closing formula"),
    "text": gettext_lazy("words"), "given_by": gettext_lazy("who gave consent"),
    "how": gettext_lazy("how consent was given"), "on": gettext_lazy("date of consent"),
    "reason": gettext_lazy("reason for acting without consent"), "act_by": gettext_lazy("act-by date"),
    "warned": gettext_lazy("countries that are warned"), "circle": gettext_lazy("circle"),
    "opens_on": gettext_lazy("day a circle opens"),
    "after_days": gettext_lazy("days without an answer"),
    "date": gettext_lazy("date"), "country": gettext_lazy("country"), "rule": gettext_lazy("rule"),
}  # fmt: skip
