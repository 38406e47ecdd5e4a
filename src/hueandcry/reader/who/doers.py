"""Who did it: "the manager NAME threatened her", "уволил директор NAME", "beaten by her employer, NAME"."""

from bisect import bisect_left

from hueandcry.reader.draft import Span
from hueandcry.reader.text import coordination
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit
from hueandcry.reader.who import roles
from hueandcry.reader.who.persons import Name

DEEDS = ("threat", "beating", "torture", "killing", "dismissal", "disappearance")
REACH = 90  # letters between a doer and the verb
WORDS = 5  # and words, a date or a place among them
OBJECT = 60  # letters from a verb to those it is done to
ROLE = 70  # letters of a role before a name, "by the director of the factory NAME"
LAST = 20  # letters that tell whether a verb ends a sentence
CASES = tuple("ауюыияеёіїє")  # letters in which no nominative of a man's first name ends
CYRILLIC = ("ru", "uk", "be")
MASCULINE = ("л", "в", "ў")
OBLIQUE = ("ды", "ді", "ты", "ті", "ны", "ні", "ның", "нің", "қа", "ке", "ға", "ге")  # of a Kazakh name
PASSIVE = ("лды", "лді", "лған", "лген", "лып", "ліп", "нды", "нді", "нған", "нген")  # of a Kazakh verb
LITTLE = frozenset(("l'", "les", "la", "qui", "que", "also", "then", "later", "auch", "dann", "der", "die", "y", "and"))
ADVERB = ("ly", "ment", "mente")
SINGULAR = (*MASCULINE, "ла", "ся", "лся", "лась")


def judge(document: Document, groups: list[roles.Group], spans: list[Span]) -> None:
    """Whoever owns or runs something and does harm to others is no victim of it, whatever a court does later."""
    if not document.hits.of("people", "boss"):
        return
    for group in groups:
        if _leads(document, group) and any(_did(document, name, spans) for name in group.mentions):
            group.vote("perpetrator", roles.OFFICIAL)


def _leads(document: Document, group: roles.Group) -> bool:
    """An owner, a manager or a director, and not of a union or a party."""
    if not group.role:
        return False
    start, end = group.role
    civil = document.hits.within("organisations", start, end + 1, *roles.CIVIL)
    return bool(document.hits.within("people", start, end, "boss")) and not civil


def _did(document: Document, name: Name, spans: list[Span]) -> bool:
    start, end = document.sentence_at(name.start)
    if document.hits.within("uncertain", start, name.start):
        return False  # "accused of ..." is said of those at risk
    if _agent(document, start, name):
        return True
    orders = document.hits.within("people", name.end, min(end, name.end + OBJECT // 2), "gives_orders")
    if orders and _bare(document, name.end, orders[0].start):
        return True
    # "Звільнив" is said of a prisoner and of a worker; whoever leads a firm lets nobody out of prison.
    deeds = (*DEEDS, "release") if document.language in ("uk", "be") else DEEDS
    for hit in document.hits.within("incidents", max(start, name.start - REACH), min(end, name.end + REACH), *deeds):
        if document.hits.within("people", hit.start, hit.end + 1, "hurt"):
            continue  # "lost two teeth"
        if name.end <= hit.start:
            if _subject(document, name, hit, spans) and _on_somebody(document, name, hit, spans):
                return True
        elif hit.end <= name.start and _behind(document, hit, name):
            return True
    return False


def _agent(document: Document, start: int, name: Name) -> bool:
    """ "By her employer, NAME", "vom Direktor NAME", "on the orders of the director NAME" behind something done."""
    low = max(start, name.start - ROLE)
    heads = document.hits.within("people", low, name.start, "head")
    if not heads or not _one_phrase(document, heads[-1].end, name.start):
        return False
    if document.hits.within("people", low, heads[-1].end, "orders"):
        return True
    done = document.hits.within("incidents", start, heads[-1].start, *DEEDS, "arrest", "detention")
    return bool(done) and _by(document, heads[-1])


def _by(document: Document, head: Hit) -> bool:
    agents = document.lexicon.words("grammar", "agents")
    if agents:
        return any(w.low in agents for w in document.words_in(max(0, head.start - OBJECT // 2), head.start)[-3:])
    instrumental = tuple(document.lexicon.setting("agent_endings", ()))
    return bool(instrumental) and document.plain[head.start : head.end].split()[0].lower().endswith(instrumental)


def _one_phrase(document: Document, start: int, end: int) -> bool:
    gap = document.plain[start:end]
    return len(gap) < OBJECT and gap.count(",") < 2 and not any(c in gap for c in ".;:!?()")


def _subject(document: Document, name: Name, hit: Hit, spans: list[Span]) -> bool:
    """ "NAME threatened", "NAME, who had threatened", "NAME la amenazó": nobody between, and nothing passive."""
    gap = document.plain[name.end : hit.start]
    if any(c in gap for c in ".;:!?("):
        return False
    words = document.words_in(name.end, hit.start)
    kazakh = document.language == "kk"  # there the verb stands last, behind whom it is done to
    at = bisect_left(spans, (name.end, 0))
    if not kazakh and (len(words) > WORDS or (at < len(spans) and spans[at][0] < hit.start)):
        return False
    comma = gap.count(",")
    relative = bool(words) and words[0].low in document.lexicon.words("grammar", "relatives")
    closed = comma == 1 and gap.startswith(",") and gap.rstrip().endswith(",")
    if (
        comma
        and not relative
        and not closed
        and not (comma == 1 and gap.startswith(",") and document.plain[name.start - 2 : name.start] == ", ")
    ):
        return False
    return _active(document, name, hit)


def _bare(document: Document, start: int, end: int) -> bool:
    """Nothing but "who", "has" and "her" between a name and its verb: "recibió amenazas" tells of a victim."""
    grammar = document.lexicon.words
    little = grammar("grammar", "relatives") | grammar("grammar", "auxiliaries") | grammar("grammar", "active")
    little |= grammar("grammar", "object_pronouns") | LITTLE
    return all(w.low in little or w.low.endswith(ADVERB) for w in document.words_in(start, end))


def _active(document: Document, name: Name, hit: Hit) -> bool:
    """Is the verb told of who did it, and is the name in the form of a subject?"""
    words = document.words_in(name.end, hit.start)
    verb = document.plain[hit.start : hit.end].lower()
    first = verb.split()[0]
    agents = document.lexicon.words("grammar", "agents")
    after = document.words_in(hit.end, hit.end + LAST)[:1]
    if (after and after[0].low in agents) or first == "beaten" or agents & set(verb.split()):
        return False  # "NAME, beaten by police"
    if document.language not in (*CYRILLIC, "kk") and not _bare(document, name.end, hit.start):
        return False
    language, endings = document.language, tuple(document.lexicon.setting("passive_endings", ()))
    if language == "kk":
        oblique = (*document.lexicon.setting("object_endings", ()), *OBLIQUE)
        passive = any(one.endswith(PASSIVE) for one in (verb, *(w.low for w in after)))
        return not passive and not name.tokens[-1].lower().endswith(oblique)
    if language in CYRILLIC:
        return first.endswith(SINGULAR) and not first.endswith(endings) and _agrees(name, first)
    auxiliaries = document.lexicon.words("grammar", "active")
    if language == "es" and first.endswith(("ron", "ban")):
        return False  # "NAME oyó cómo golpeaban a NAME"
    if language == "de" and first.endswith(endings):
        return any(w.low in auxiliaries for w in document.words_in(max(0, name.start - OBJECT), hit.start))
    if language == "fr":
        return not {w.low for w in words} & {"été", "est", "sont", "fut", "furent", "était", "étaient"} and bool(
            {w.low for w in words} & {"a", "avait"} or verb.startswith(("a ", "avait "))
        )
    return not coordination.is_passive(document, name.end, hit)


def _agrees(name: Name, verb: str) -> bool:
    """ "Лосев уволил", "Лосева уволила": a man's name in the nominative beside a verb of a man, or a woman's."""
    first, last = name.tokens[0].lower(), name.tokens[-1].lower()
    if verb.endswith(("ла", "лась", "лася")):
        return first.endswith(("а", "я")) and not last.endswith(("у", "ю", "ой", "ай", "ій"))
    return not first.endswith(CASES)


def done_to(document: Document, name: Name) -> bool:
    """ "Марию NAME избил охранник NAME": a name in the accusative before a man's verb and the one who did it."""
    if document.language not in CYRILLIC or not name.tokens[0].lower().endswith(("а", "я", "у", "ю")):
        return False
    end = min(document.sentence_at(name.start)[1], name.end + REACH)
    for hit in document.hits.within("incidents", name.end, end, *DEEDS, "arrest", "detention")[:1]:
        first = document.plain[hit.start : hit.end].lower().split()[0]
        gap = document.plain[name.end : hit.start]
        passive = tuple(document.lexicon.setting("passive_endings", ()))
        if not first.endswith(MASCULINE) or first.endswith(passive) or any(c in gap for c in ",.;:!?()"):
            return False
        behind = hit.end, min(end, hit.end + LAST)
        doer = document.hits.within("people", *behind, "head", "perpetrator", "official")
        return bool(doer or document.hits.within("groups", *behind, "police"))
    return False


def _on_somebody(document: Document, name: Name, hit: Hit, spans: list[Span]) -> bool:
    """Whom it is done to: a name, a pronoun or people beside the verb."""
    end = min(document.sentence_at(hit.start)[1], hit.end + OBJECT)
    if document.language == "kk":
        low, end = name.end, hit.start
    else:
        low = hit.end
    at = bisect_left(spans, (low, 0))
    if at < len(spans) and spans[at][0] < end:
        return True
    clitic = document.lexicon.words("grammar", "object_pronouns") | {"l'", "les", "her", "him", "them", "us"}
    near = document.words_in(name.end, min(end, hit.end + LAST) if document.language != "kk" else hit.start)
    within = document.words_in(hit.start, hit.end)
    pronoun = any(w.low in clitic for w in (*near, *within))
    pronoun = pronoun or bool(
        document.hits.within("events", hit.start, min(len(document.plain), hit.end + LAST), "one", "many", "both")
    )
    return pronoun or bool(document.hits.within("people", low, end, "at_risk", "bystander"))


def _behind(document: Document, hit: Hit, name: Name) -> bool:
    """ "Уволил директор NAME", "la amenazó el patrón NAME", "schlug der Chef NAME": the subject behind its verb."""
    between = hit.end, name.start
    heads = document.hits.within("people", *between, "head")
    if not heads or not _one_phrase(document, heads[-1].end, name.start):
        return False
    lead = document.plain[hit.end : heads[-1].start]
    if any(c in lead for c in ".;:!?("):
        return False
    first = document.plain[hit.start : hit.end].lower().split()[0]
    if document.language in CYRILLIC:
        passive = tuple(document.lexicon.setting("passive_endings", ()))
        man = first.endswith(MASCULINE) and not first.endswith(passive)
        return man and _agrees(name, first)
    before = [w.low for w in document.words_in(hit.end, heads[-1].start)]
    if document.language == "de":
        return before[-1:] == ["der"] and not first.endswith(tuple(document.lexicon.setting("passive_endings", ())))
    if document.language == "es":
        return before[-1:] in (["el"], ["la"], ["su"]) and before[-2:-1] != ["a"]
    return False
