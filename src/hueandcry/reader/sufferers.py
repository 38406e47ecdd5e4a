"""Who is at risk for no other reason than that a sentence says it was done to them, alone or in a list."""

from hueandcry.reader import coordination, signs, victims
from hueandcry.reader.document import Document
from hueandcry.reader.draft import Person, Span
from hueandcry.reader.events import Event

DONE = (
    "arrest", "detention", "disappearance", "beating", "torture", "killing", "deportation", "sentence", "fine",
    "dismissal", "hospitalisation", "release",
)  # fmt: skip
BESIDE = 70  # letters round a name in which an office of state, or a leader of armed men, may be this one's
TOLD = 40  # letters of "said the lawyer" before a name
FOLLOWED = 24  # letters of "a supporter of" before a name
OFFICES = ("official", "officials", "perpetrator", "led", "against", "bench", "judges")


def named(document: Document, event: Event) -> list[Person]:
    """Those whom nothing else had shown to be at risk, and to whom this event was done in so many words."""
    if event.type not in DONE or event.nominal:
        return []
    start, end = event.sentence
    low = min([s for p in event.victims for s, _ in p.spans["name"] if start <= s < end], default=start)
    if event.type in signs.ACTIVE and low < event.place[0] and not _passive(document, event, low):
        return []  # "NAME beat NAME"
    accompanied = any(p.status == "at_risk" for p in event.victims)
    found = [p for p in event.victims if p.status == "other" and _innocent(document, p, event.sentence, accompanied)]
    return found if event.type not in signs.ACTIVE else [p for p in found if not _leads(document, p)]


def _leads(document: Document, person: Person) -> bool:
    """ "The head of the shop NAME dismissed NAME": whoever leads something may have done it."""
    return any(document.hits.within("people", start, end, "head") for start, end in person.spans.get("role", []))


def _passive(document: Document, event: Event, place: int) -> bool:
    if document.hits.within("people", place, event.place[1] + 1, "hurt"):
        return True
    helpers = document.lexicon.words("grammar", "passive")
    many = (*document.lexicon.setting("passive_endings", ()), *document.lexicon.setting("plural_verbs", ()))
    if many and document.plain[slice(*event.place)].lower().endswith(many):
        return True
    return any(w.low in helpers for w in document.words_in(place, event.place[0]))


def _innocent(document: Document, person: Person, sentence: Span, accompanied: bool) -> bool:
    """No office beside the name, no words of his own, and no lawyer or wife who stands alone."""
    spans = person.spans["name"]
    if any(victims.speaks(document, span) for span in spans):
        return False
    for start, end in person.spans.get("role", []):
        if document.hits.within("people", start, end, "helper") and not accompanied:
            return False
    for start, end in [s for s in spans if sentence[0] <= s[0] < sentence[1]]:
        told = document.hits.within("people", max(sentence[0], start - TOLD), start, "says")
        if told and not any(c in document.plain[told[-1].end : start] for c in ",;:."):
            return False  # "..., said the lawyer NAME"
        compared = document.hits.within("people", sentence[0], start, "fate")
        if compared or document.hits.within("people", max(sentence[0], start - FOLLOWED), start, "follower"):
            return False
        near = max(sentence[0], start - BESIDE), min(sentence[1], end + BESIDE)
        if document.hits.within("people", *near, *OFFICES) or coordination.made_by(document, start):
            return False
    return True
