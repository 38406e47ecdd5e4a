"""Who is at risk for no other reason than that a sentence says it was done to them, alone or in a list."""

from bisect import bisect_right

from hueandcry.reader.draft import Person, Span
from hueandcry.reader.text import coordination
from hueandcry.reader.text.document import Document
from hueandcry.reader.what import victims
from hueandcry.reader.what.events import Event
from hueandcry.reader.what.victims import Mention
from hueandcry.reader.who import signs

DONE = (
    "arrest", "detention", "disappearance", "beating", "torture", "killing", "deportation", "sentence", "fine",
    "dismissal", "hospitalisation", "release",
)  # fmt: skip
BESIDE = 70  # letters round a name in which an office of state, or a leader of armed men, may be this one's
TOLD = 40  # letters of "said the lawyer" before a name
FOLLOWED = 24  # letters of "a supporter of" before a name
OPENING = 60  # letters in which a sentence names its subject
BACK = 3  # sentences back to the one that named whom "he" means
ARTICLE = 5  # letters of "The" before the role that opens a sentence
MANY = 7  # people one sentence can introduce
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


def told_before(document: Document, event: Event, named: list[Mention]) -> list[Person]:
    """ "NAME is a farmer. On 5 May he was arrested": whom the sentence before names, and nothing else shows at risk."""
    if event.type not in DONE or event.nominal or victims.between(named, event.sentence[0], event.place[0]):
        return []
    which = _meant(document, event)
    told = _last_naming(document, event.sentence[0], named) if which else None
    if told is None:
        return []
    before = victims.between(named, *told)
    people = list({id(p): p for _, p in before}.values())
    wanted = 1 < len(people) < MANY if which == "many" else len(people) == 1
    opened = before[0][0][0]
    if not wanted or opened - told[0] > OPENING:
        return []
    if which == "one" and not _begins(document, told[0], opened):
        return []  # "The complaint was taken by NAME": no subject, so "he" may be another
    clear = all(" " in p.name and p.status == "other" for p in people)
    return people if clear and all(_innocent(document, p, told, False) for p in people) else []


def _last_naming(document: Document, place: int, named: list[Mention]) -> Span | None:
    """The sentence before that named somebody last, when it is a whole one and not far."""
    sentences = document.layout.sentences
    at = bisect_right(sentences, place, key=lambda s: s[0]) - 1
    for start, end in reversed(sentences[max(0, at - BACK) : max(0, at)]):
        if victims.between(named, start, end):
            whole = document.plain[start:end].rstrip().endswith(".") and end - start > OPENING // 3
            return (start, end) if whole else None
    return None


def _begins(document: Document, start: int, name: int) -> bool:
    """Does a sentence begin with a name, or with the role or title before it?"""
    first = document.hits.within("people", start, name, *coordination.OFFICES)[:1]
    role = bool(first) and first[0].start - start < ARTICLE and coordination.role_only(document, start, name)
    return name - start < ARTICLE or role


def _meant(document: Document, event: Event) -> str | None:
    """ "one" or "many" when it was plainly done to a he or they, and to no crowd that stands nearer."""
    hit = victims.pronoun_at(document, event)
    if hit is None:
        silent = document.lexicon.setting("inflects", False) or document.language == "es"
        alone = silent and not victims.crowd(document, event) and _passive(document, event, event.sentence[0])
        return ("many" if victims.plural(document, event) else "one") if alone else None
    low, high = (hit.end, event.place[0]) if hit.end <= event.place[0] else (event.place[1], hit.start)
    if high - low > BESIDE or any(c in document.plain[low:high] for c in ".,;:!?()"):
        return None
    german = document.lexicon.setting("nouns_capitalised", False)  # "dem" is an article too, and "who" has its comma
    if (not german and coordination.opens_clause(document, low, high)) or document.hits.within(
        "groups", low, high, "any"
    ):
        return None
    return "many" if hit.key == "both" else hit.key.removeprefix("clitic_")


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
