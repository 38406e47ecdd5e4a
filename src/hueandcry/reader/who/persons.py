"""Names of people as they are printed: runs of capital words that are no office, body or place."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

from hueandcry.reader import lexicon
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word
from hueandcry.reader.who import given, runs, surnames

HEAD_LINES = 4  # lines of a report in which a place may stand before the news
MENTIONS = 4_000  # of people in one text; a report of twenty pages has five hundred
SAINTS = frozenset(("san", "santa", "santo", "saint", "sainte", "sankt", "são", "st", "санкт", "сан", "санта"))
LATIN = ("es", "fr", "de")  # languages whose bodies stand in texts of another one under their own names


@dataclass(frozen=True)
class Name:
    """One mention: its place, its words, and how sure the form alone makes us."""

    start: int
    end: int
    tokens: tuple[str, ...]
    titled: bool = False
    strong: bool = False  # looks like a name by its form: an initial, a patronymic, a surname ending
    locative: bool = False
    given: bool = False  # one of its words is a given name we know
    common: bool = False  # a single everyday word or a city: nobody, unless somebody of that name is told in full


def find(document: Document) -> list[Name]:
    """All runs of capital words that may be a person, single words too, in order."""
    if "names" not in document.notes:
        document.notes["names"] = _find(document)
    found: list[Name] = document.notes["names"]
    return found


def _find(document: Document) -> list[Name]:
    names = itertools.islice(_names(document, 0, len(document.words)), MENTIONS)
    found = [name for name in names if not document.is_furniture(name.start)]
    full = {token for name in found if len(name.tokens) > 1 for token in name.tokens}
    return [
        replace(name, locative=True) if _heads_report(document, name) and name.tokens[0] not in full else name
        for name in found
    ]


def _heads_report(document: Document, name: Name) -> bool:
    """ "Port NAME: teacher arrested", "NAME – Journalist beaten": one unknown word before the news says where."""
    if len(name.tokens) > 1 or name.titled or name.given or document.layout.index_at(name.start) >= HEAD_LINES:
        return False
    line = document.layout.line_at(name.start)
    if len(document.words_in(line.body, name.start)) > 1:
        return False
    after = document.plain[name.end : name.end + 3]
    return after.lstrip()[:1] == ":" or (after[:1] == " " and after[1:2] in ("–", "—", "-") and after[2:3] == " ")


def name_in(document: Document, start: int, end: int) -> tuple[int, int] | None:
    """A full name inside a part of a target, e.g. after "Head of the Court"."""
    best: tuple[int, int] | None = None
    for name in _names(document, document.word_index(start), document.word_index(end)):
        office = document.hits.within("organisations", name.start, name.end)
        if not office and (len(name.tokens) >= 2 or name.titled):
            alone = name.start <= start + 1 and name.end >= end - 1
            opens_part = name.start <= start + 1 and document.plain[name.end : name.end + 4] in (" at ", " of ", " in ")
            if name.strong or name.titled or alone or opens_part or name.end >= end - 1:
                best = (name.start, min(name.end, end))
    return best


def _names(document: Document, first: int, stop: int) -> Iterator[Name]:
    """The runs of capital words between two words that may be a person."""
    known: dict[tuple[int, int], Name | None] = document.notes.setdefault("trimmed", {})
    for run in runs.walk(document, first, stop):
        place = run[0].start, run[-1].end
        if place not in known:  # targets look at the same words again and again
            known[place] = _trimmed(document, run)
        if name := known[place]:
            yield name


def _towns(document: Document) -> frozenset[str]:
    """ "памочнік пракурора Мінска NAME": towns in the genitive, which no name has for its first word."""
    if "towns" not in document.notes:
        known = document.lexicon.words("towns", "names") if document.lexicon.setting("inflects", False) else ()
        forms = {n + "а" for n in known} | {n[:-1] + e for n in known if n[-1] in "ьаяыіоь" for e in "аяыі"}
        forms |= document.lexicon.words("grammar", "towns_in")
        document.notes["towns"] = frozenset(f for f in forms if len(f) > 4)
    found: frozenset[str] = document.notes["towns"]
    return found


def _trimmed(document: Document, run: list[Word]) -> Name | None:
    """The run without words at its edges that are no part of a name, when what is left may be one."""
    run = _without_edges(document, run)
    if not run or sum(w.capital for w in run) > runs.LONGEST:
        return None
    tokens = _tokens(document, run)
    while len(tokens) > 2 and tokens[-1].isupper() and len(tokens[-1]) < 4 and not tokens[0].isupper():
        run, tokens = run[:-1], tokens[:-1]  # "Stefan Roman OAM"
    known = any(_is_given(document, t) for t in tokens) and not everyday.is_city(tokens[0])
    titled = _titled(document, run[0].start)
    saint = len(tokens) > 1 and tokens[0].lower() in SAINTS and tokens[0] != tokens[1]
    common = saint or (not known and _is_common(document, run, tokens))
    known = known or (len(tokens) > 1 and not common and given.is_listed(tokens[0]))
    # "So" and "An" are names beside a given name.
    if not known and any(w.capital and _starts(document, w) for w in run):
        return None
    never, endings = _nouns(document, run[0].low.isascii()), tuple(document.lexicon.setting("noun_endings", ()))
    if any(_noun(_base(w.low), never, endings) for w in run) or _of_many(document, run):
        return None
    first, last = run[0], run[-1]
    if _odd_capitals(document, run, tokens) or _quoted(document, run) or (len(run) == 1 and _adjective(document, last)):
        return None
    if common and len(run) > 1 and not (titled and len(run) == 2):
        return None
    strong = any(surnames.is_surname(t) for t in tokens if len(t) > 3)
    strong = strong or (len(tokens) > 1 and any(len(t) == 1 for t in tokens))
    end = last.start + len(tokens[-1])
    return Name(first.start, end, tokens, titled, strong, _located(document, first), known, common)


def _tokens(document: Document, run: list[Word]) -> tuple[str, ...]:
    """The words as they are printed: "N'" and "Guessan" are one, a genitive loses its ending."""
    tokens: list[str] = []
    for word in run:
        printed = document.plain[word.start : word.end]
        if tokens and tokens[-1].endswith("'") and len(tokens[-1]) < 3:
            tokens[-1] += printed
        else:
            tokens.append(printed)
    tokens[-1] = tokens[-1].removesuffix("'s").removesuffix("'")
    return tuple(tokens)


def _starts(document: Document, word: Word) -> bool:
    """A word that opens sentences, and no initial: "A." and "А." are letters of a name."""
    initial = len(word.low) == 1 and document.plain[word.end : word.end + 1] == "."
    return not initial and word.low in document.lexicon.words("grammar", "sentence_starters")


def _without_edges(document: Document, run: list[Word]) -> list[Word]:
    """ "Yesterday NAME", "Hauptstadt NAME", "прокурора Мінска NAME": the name alone."""
    if len(run) > 2 and run[0].low in _towns(document):
        run = run[1:]
    never = _nouns(document, run[0].low.isascii())
    endings = tuple(document.lexicon.setting("noun_endings", ()))
    nouns = bool(endings)  # where every noun has a capital, one beside a name is no part of it
    named = run

    def foreign(word: Word) -> bool:
        starts = _starts(document, word) or _noun(word.low, never, endings)
        return starts or (len(run) > 1 and _is_word(document, word))

    while run and (nouns or len(run[0].low) == 1 or opens(document, run[0])) and foreign(run[0]):
        run = run[1:]
    if len(run) > 3 and not run[1].capital and not given.is_given(run[0].low) and given.is_given(run[2].low):
        run = run[2:]  # "Encarcelamiento de NAME Surname"
    run = run[_lead(document, run) :]
    while nouns and run and not given.is_given(named[0].low) and foreign(run[-1]):
        run = run[:-1]
    return run


def _lead(document: Document, run: list[Word]) -> int:
    """How many words before a given name belong to no name: "U.S. Attorney NAME", "Худжанде NAME", "Гейнца NAME"."""
    tokens = [document.plain[w.start : w.end] for w in run]
    at = next((i for i, t in enumerate(tokens[:-1]) if given.is_listed(t) or (i and given.is_given(t))), 0)
    if not at or all(len(t) == 1 for t in tokens[:at]) or len(tokens) - at < 2:
        return 0
    if all(len(t) == 1 or _is_word(document, w) or everyday.is_city(t) for t, w in zip(tokens, run[:at], strict=False)):
        return at
    inflected = tokens[0][-1] in "ауыюяеі" and document.lexicon.setting("inflects", False) and tokens[0] > "Ѐ"
    fathers = surnames.is_patronymic(tokens[-1]) or tokens[-1].lower() in runs.CLOSING
    return at if inflected and at == 1 and len(tokens) == 3 and not fathers else 0


def _is_word(document: Document, word: Word) -> bool:
    """Is it an everyday word, or one that the same text also writes small, and no given name?"""
    if given.is_given(_base(document.plain[word.start : word.end])) or len(word.low) < 3:
        return False
    return everyday.is_word(_base(word.low), document.lexicon.language) or _base(word.low) in document.small()


def _is_given(document: Document, token: str) -> bool:
    """A given name that is not first of all a word: "Hope" and "Peace" are names only beside an unknown word."""
    if len(token) < 3 or not given.is_given(token) or everyday.is_first_a_word(token):
        return False
    return given.is_listed(token) or not everyday.is_word(token.lower(), document.lexicon.language)


def _is_common(document: Document, run: list[Word], tokens: tuple[str, ...]) -> bool:
    """Everyday words alone, a city, or a first or last word that no name has: "Syrian Observatory", "Aiki Lab"."""
    language = document.lexicon.language
    if everyday.is_city(" ".join(tokens)) or tokens[0].lower().startswith(("saint-", "sankt-", "санкт-")):
        return True
    if any(len(t) == 1 for t in tokens) or (surnames.is_surname(tokens[-1]) and len(tokens) > 2):
        return False  # an initial or a patronymic
    little = runs.particles(document)
    words = [everyday.is_word(t.lower(), language) or everyday.is_city(t) or t.lower() in little for t in tokens]
    if all(words) or any(_is_word(document, w) for w in (run[0], run[-1])):
        return True
    if not run[0].low.isascii() or len(run) == 1:
        return False
    edges = [_base(w.low) for w in (run[0], run[-1]) if not given.is_given(w.low)]
    return len(edges) == 2 and any(all(everyday.is_word(w, other) for w in edges) for other in LATIN)


def _odd_capitals(document: Document, run: list[Word], tokens: tuple[str, ...]) -> bool:
    """Initials alone, headings, acronyms beside a word: capitals that make no name."""
    shout = [t.isupper() for t in tokens]
    if max(len(t) for t in tokens) < 3 or (len(tokens) == 1 and (shout[0] or len(tokens[0]) < 3)):
        return True  # "U.S", "D.C"
    if any(up and len(t) > 3 for up, t in zip(shout, tokens, strict=True)) and not all(shout):
        # "DIALLO Mamadou" is a surname in capitals, "UNESCO Paris" is none.
        small = [t for up, t in zip(shout, tokens, strict=True) if not up]
        return shout.count(True) > 1 or not (shout[0] or shout[-1]) or not any(_is_given(document, t) for t in small)
    if all(shout) and not any(given.is_given(t) for t in tokens):
        return True  # a heading of two words
    return len(tokens) > 1 and shout[-1] and len(tokens[-1]) > 2 and _shouted(document, run[0].start)


def _quoted(document: Document, run: list[Word]) -> bool:
    """In quotation marks of its own stands the name of a paper or a union."""
    before = document.plain[max(0, run[0].start - 1) : run[0].start]
    return before in tuple("«“\"'") and document.plain[run[-1].end : run[-1].end + 1] in tuple("»”\"'")


def _nouns(document: Document, ascii_only: bool) -> frozenset[str]:
    """Capital words that are no names: of the text's language, and in another script the English ones."""
    if "never" not in document.notes:
        own = document.lexicon.words("people", "never")
        foreign = own | lexicon.load("en").words("people", "never")  # "Human Rights Watch" in a Russian text
        document.notes["never"] = own, foreign if document.lexicon.setting("inflects", False) else own
    found: frozenset[str] = document.notes["never"][ascii_only]
    return found


def _noun(low: str, never: frozenset[str], endings: tuple[str, ...]) -> bool:
    """ "Untersuchungshaft", "Rathausplatz": long words told by their end."""
    return low in never or (len(low) > 6 and bool(endings) and low.endswith(endings))


def _shouted(document: Document, place: int) -> bool:
    """A line of capitals is a heading; whom it names the text names again."""
    line = document.layout.line_at(place)
    letters = [c for c in line.text if c.isalpha()]
    return len(line.text.split()) > 4 and sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _of_many(document: Document, run: list[Word]) -> bool:
    """ "Norrholm Teachers' Circle", "Norrholm Teachers": a body or a crowd and no person; nor is a verb."""
    many = document.lexicon.words("groups", "any")
    if len(run) > 1 and any(w.low in many for w in run):
        return True
    last = run[-1]
    if len(run) == 1 and opens(document, last) and document.hits.within("incidents", last.start, last.end):
        return True  # "Задержаны двое": the verb opens the sentence
    after = document.plain[last.end : last.end + 3]
    return len(run) > 1 and last.low.endswith("s") and after[:2] == "' " and after[2:].isupper()


def _adjective(document: Document, word: Word) -> bool:
    """ "Лидского районного суда": a capital adjective before a body is the body's, not a surname."""
    endings = tuple(document.lexicon.setting("adjective_endings", ()))
    if not endings or not word.low.endswith(endings):
        return False
    following = document.words_in(word.end, word.end + 60)[:3]
    return any(
        document.hits.within("organisations", w.start, w.end + 30)
        or document.hits.within("people", w.start, w.end, "territory")
        for w in following
        if not w.capital
    )


def _base(low: str) -> str:
    return low.removesuffix("'s")


def opens(document: Document, word: Word) -> bool:
    """Does a word open a sentence or a line, so that its capital proves nothing?"""
    before = document.plain[max(0, word.start - 3) : word.start].rstrip(" \n\"'“«‘(")
    return not before or before[-1] in ".!?:…" or word.start <= document.layout.line_at(word.start).body + 2


def _titled(document: Document, start: int) -> bool:
    """Does "Mr" or "Judge" stand right before?"""
    return any(hit.end >= start - 2 for hit in document.hits.within("people", max(0, start - 24), start, "title"))


def _located(document: Document, first: Word) -> bool:
    before = document.words_in(max(0, first.start - 16), first.start)
    if not before or document.plain[before[-1].end : first.start].strip(" "):
        return False
    locative = document.lexicon.words("grammar", "locative")
    articles = document.lexicon.words("grammar", "articles")
    if before[-1].low in articles and len(before) > 1:
        return before[-2].low in locative
    return before[-1].low in locative
