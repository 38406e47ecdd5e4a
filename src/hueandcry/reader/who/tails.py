"""How far a name goes on after its head: "of the X Y", small adjectives, genitives."""

import re

from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word
from hueandcry.reader.who import given, surnames

ADJECTIVES_BEFORE = frozenset(("ru", "uk", "be"))  # languages of adjectives and cases
GENITIVE = {
    "ru": re.compile(r"...(?:ов|ев|[шжщчтрнлс]ей|[ыи]х|щиков|ников|тий|ний|ций)$"),
    "uk": re.compile(r"...(?:ів|їв|[шжщчтрнл]ей|их|іх|ників|нь)$"),
    "be": re.compile(r"...(?:аў|яў|оў|ёў|ых|іх|нняў|ньняў)$"),
}
WITH = re.compile(r"..(?:ыми|ими|ами|ями|амі|ямі|ымі|імі)$")
OF_WHICH = re.compile(
    r"..(?:[сц]кого|[сц]кой|[сц]ких|[сц]ького|[сц]ької|[сц]ьких|[сц]кага|[сц]кай|[сц]кіх|ного|ной|ных|ної|нага|най)$"
)
AID = frozenset(("помощи", "поддержки", "содействия", "допомоги", "підтримки", "сприяння", "дапамогі", "падтрымкі"))
VERDICTS = frozenset(("tode", "haft"))  # "vom Gericht zum Tode verurteilt"
ACCUSATIVE = frozenset(("die", "das", "den", "dem"))  # "ordnete das Gericht die Entlassung an"
TWICE = ACCUSATIVE | {"the", "der"}  # an article after "and": another body begins
SAINTS = frozenset(("fray", "monseñor", "mons", "padre", "sor"))  # "Centro de Derechos Humanos Fray ..."
ASKS = frozenset(("appelle", "appellent", "rappelle", "rappellent", "interpelle", "interpellent"))
LITTLE = 3  # letters of a word that ends no name
ARTICLES = 2  # articles that may follow an "and"
BESIDE = frozenset(("при", "пры", "та", "и", "і", "й"))  # what follows is another body, or another word
LONGEST_NAME = 8  # words that may follow the head


def step(document: Document, at: int, so_far: int, named: bool) -> int:
    """How many words the name goes on after word `at`, `so_far` words behind its head; 0 when it has ended."""
    if at + 1 >= len(document.words) or not joined(document, at, at + 1):
        return 0
    if _another(document, at + 1):
        return 0
    further = _step(document, at) or _lower_step(document, at, so_far)
    return further or (_genitive_step(document, at, so_far) if named else 0)


def joined(document: Document, one: int, two: int) -> bool:
    end, start = document.words[one].end, document.words[two].start
    gap = document.plain[end:start]
    if "\n" in gap and not gap.replace("\n", "", 1).strip(" "):  # a wrapped line goes on, a short line has ended
        line = document.layout.line_at(end - 1)
        return line.end - line.start >= 50
    return gap in (" ", "' ", "-", " & ") or (not gap and document.plain[end - 1 : end] == "'")


def _step(document: Document, at: int) -> int:
    """How many words further the name goes: a capital word, or little words and a capital word."""
    words, glue = document.words, document.lexicon.words("organisations_glue", "any")
    endings = tuple(document.lexicon.setting("glue_endings", ()))
    for length in (1, 2, 3):
        here = at + length
        if here >= len(words) or not joined(document, here - 1, here):
            return 0
        word = words[here]
        if word.low in VERDICTS:
            return 0
        if word.capital:
            if _name_ahead(document, here) or _nominative_after(document, at, here):
                return 0
            return length if _continues(document, word) else 0
        if word.low in ("при", "пры") or (length == 1 and word.low in ACCUSATIVE and _capitals(document)):
            return 0
        if length > 1 and word.low in TWICE and words[here - 1].low in ("and", "und"):
            return 0  # "the Miners' Union and the Bakers' Union" are two
        if word.low not in glue | _articles(document) and not (endings and word.low.endswith(endings)):
            return 0
    return 0


def _another(document: Document, here: int) -> bool:
    """ "X y la Asociación Y", "суд X и Генеральная прокуратура": behind the "and" stands a body of its own."""
    words, known = document.words, document.lexicon
    if words[here].low not in known.words("grammar", "and"):
        return False
    first = here + 1
    while first < len(words) and first - here <= ARTICLES and words[first].low in known.words("grammar", "articles"):
        first += 1
    if first >= len(words) or not words[first].capital:
        return False
    if first == here + 1 and known.language not in ADJECTIVES_BEFORE:
        return False
    reach = words[min(first + (1 if known.language in ADJECTIVES_BEFORE else 0), len(words) - 1)].end
    start = words[first].start
    heads = document.hits.within("organisations", start, reach) or document.hits.within("body_heads", start, reach)
    return any(hit.key != "noise" for hit in heads)


def _articles(document: Document) -> frozenset[str]:
    """A German article begins something new: "nahm der Geheimdienst die Anwältin NAME mit"."""
    return frozenset() if _capitals(document) else document.lexicon.words("grammar", "articles")


def _capitals(document: Document) -> bool:
    """Is every noun written with a capital?"""
    return bool(document.lexicon.setting("nouns_capitalised", False))


def _lower_step(document: Document, at: int, so_far: int) -> int:
    """ "Fédération nationale de l'énergie": adjectives, and "de" with its noun, in languages that write them small."""
    endings = tuple(document.lexicon.setting("name_adjectives", ()))
    words = document.words
    if not endings or so_far > LONGEST_NAME or (so_far == 0 and not words[at].capital):
        return 0
    links = document.lexicon.words("grammar", "of") | document.lexicon.words("organisations_glue", "any")
    little = links | document.lexicon.words("grammar", "articles")
    if words[at + 1].low.endswith(endings) and words[at + 1].low not in little | ASKS:
        return 1
    here = at + 1
    joint = words[here].low in document.lexicon.words("grammar", "and")
    here += joint
    first = here
    while here < len(words) and words[here].low in little and joined(document, here - 1, here):
        here += 1
    if here >= len(words) or not joined(document, here - 1, here):
        return 0
    linked = here > first and words[first].low in links
    if joint and not linked:  # "des dockers et manutentionnaires du port"
        linked = here == first and here + 1 < len(words) and words[here + 1].low in links
    start, end = words[here].start, words[here].end
    foreign = document.hits.within("incidents", start, end) or document.hits.within("people", start, end, "says")
    return here - at if linked and not foreign else 0


def _genitive_step(document: Document, at: int, so_far: int) -> int:
    """ "Союз сельских учителей", "Комиссия по защите защитников": genitives that are written small."""
    endings = GENITIVE.get(document.lexicon.language)
    if endings is None or so_far > LONGEST_NAME:
        return 0
    words, glue = document.words, document.lexicon.words("organisations_glue", "any")
    if words[at].capital and so_far and OF_WHICH.search(words[at].low) and not words[at + 1].capital:
        return 1  # "Химкинского леса": an adjective needs its noun
    if words[at].low in AID and words[at + 1].low.endswith("м"):
        return 1  # "центр помощи беженцам"
    for length in (1, 2, 3):
        here = at + length
        if here >= len(words) or not joined(document, here - 1, here) or words[here].capital:
            return 0
        low = words[here].low
        if document.hits.within("incidents", words[here].start, words[here].end):
            return 0
        if endings.search(low) or (length > 1 and WITH.search(low)) or (low in glue and len(low) > LITTLE):
            return length
        if low not in glue or low in BESIDE:
            return 0
    return 0


def _name_ahead(document: Document, at: int) -> bool:
    """Two capital words of which the second looks like a surname are a person, not a body."""
    if at + 1 >= len(document.words):
        return False
    one, two = document.words[at], document.words[at + 1]
    return (
        document.lexicon.setting("heads_first", False)
        and two.capital
        and document.plain[one.end : two.start] == " "
        and (surnames.is_surname(two.low) or (one.low[0] >= "Ѐ" and given.is_given(one.low)))
        and not document.hits.within("organisations", one.start, two.end)
    )


def _nominative_after(document: Document, at: int, here: int) -> bool:
    """ "После суда Метлицкая сказала": what follows a small head in the nominative is somebody else."""
    if document.lexicon.language not in ADJECTIVES_BEFORE or here != at + 1 or document.words[at].capital:
        return False
    low = document.words[here].low
    return low.endswith(("ая", "ый", "ий", "ская", "ська", "ский", "ський")) or given.is_given(low)


def _continues(document: Document, word: Word) -> bool:
    if word.low in SAINTS and document.lexicon.language == "es":
        return True
    if document.hits.within("people", word.start, word.end, "title"):
        return False
    if document.hits.within("channels", word.start, word.end):
        return False
    if document.lexicon.setting("months_small", False):
        return True  # "Universidad de Santo Domingo"
    return not (
        document.hits.within("weekdays", word.start, word.end) or document.hits.within("months", word.start, word.end)
    )
