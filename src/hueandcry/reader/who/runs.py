"""Runs of capital words that may be names: what joins two words, and what ends a run."""

from collections.abc import Iterator

from hueandcry.reader import lexicon
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Hit, Word
from hueandcry.reader.where import places
from hueandcry.reader.who import given

LONGEST = 5  # capital words of one name
LINKS = 3  # small words between two of them: "van der", "de la"
PATRONYMIC = """
    оглы оглу огли кызы кизи кизы гызы қызы улы ұлы уулу улу угли уғли ogly oglu oğlu ogli kyzy kizi qizi gizi qızı uly
    uulu ulu ugli oghlu
"""  # the small last word in "NAME Abdulla uulu"
CLOSING = frozenset(PATRONYMIC.split())
NICKNAME = {' "': '" ', " “": "” ", " «": "» ", " (": ") ", " '": "' "}  # what opens and closes it inside a name


def walk(document: Document, first: int, stop: int) -> Iterator[list[Word]]:
    """Every run of capital words between two words of the text."""
    words, bodies, at = document.words, _covered(document), first
    while at < stop:
        if not words[at].capital or words[at].start in bodies or _elided(document, at):
            at += 1
            continue
        last = _run(document, at, bodies)
        yield words[at : min(last + 1, stop)]
        at = last + 1


def _elided(document: Document, at: int) -> bool:
    """ "L'Union", "d'Oran" in French; elsewhere "D'Angelo" begins a name."""
    return document.words[at].low.endswith("'") and document.lexicon.language == "fr"


def _run(document: Document, at: int, bodies: frozenset[int]) -> int:
    """The last word of the run of capital words that begins at `at`."""
    words = document.words
    here = at
    while here + 1 < len(words) and here - at < LONGEST + LINKS:
        one, following = words[here], words[here + 1]
        if not _joined(document, here):
            named = _nickname(document, here)
            if not named or words[named].start in bodies:
                break
            here = named
            continue
        if following.capital:
            covered = following.start in bodies and not _is_surname(document, words[at : here + 1], following)
            scripts = {w.low[0] < "Ѐ" for w in (one, following) if len(w.low) > 1}
            if covered or len(scripts) > 1 or _complete(document, words[at : here + 1], following):
                break
            here += 1
            continue
        after = _past_links(document, here + 1)
        if one.low.endswith("'s") or not after:
            break
        if words[after].capital and words[after].start in bodies:
            break
        here = after
    return here


def _joined(document: Document, here: int) -> bool:
    """Do a word and the next stand in one run: a blank, a hyphen, the point of an initial, a wrapped line between?"""
    one, following = document.words[here], document.words[here + 1]
    gap = document.plain[one.end : following.start]
    if gap == "":
        return one.low.endswith("'")  # "N'Guessan" is two words elsewhere
    initial = len(one.low) == 1 and one.capital
    if gap not in (" ", "\n", "-", " \n") and not (initial and gap in (". ", ".", " ")):
        return False
    if gap == "\n":
        line = document.layout.line_at(one.start)
        return not one.low.endswith("'s") and line.end - line.start >= 50
    return not one.low.endswith("'s")


def _past_links(document: Document, at: int) -> int | None:
    """The capital word behind "de la" or "van der"; of a patronymic in two words its own last one."""
    words, known = document.words, particles(document)
    if words[at].low in CLOSING and document.plain[words[at].end : words[at].end + 1] != "-":
        return at
    for here in range(at, min(at + LINKS, len(words) - 1)):
        if words[here].low not in known or words[here + 1].start - words[here].end != 1:
            return None
        if words[here + 1].capital:
            return here + 1
    return None


def _is_surname(document: Document, run: list[Word], following: Word) -> bool:
    """ "Gualberto Zea Portugal", "Kadidja Obsieh Liban": behind a given name and a surname a country is one more."""
    if not document.lexicon.setting("months_small", False) or len(run) != 2 or not given.is_listed(run[0].low):
        return False
    return any(m.start == following.start and m.end == following.end for m in places.find(document))


def particles(document: Document) -> frozenset[str]:
    """The small words in names, of the language and of those its names come from."""
    if "particles" not in document.notes:
        other = lexicon.load("ru" if document.lexicon.language in ("uk", "be", "kk") else "en")
        ands = document.lexicon.words("grammar", "and") | {"y", "e"}
        own = document.lexicon.words("grammar", "particles")
        document.notes["particles"] = (
            own | (other.words("grammar", "particles") - ands) | {"ould", "mint", "las", "los"}
        )
    found: frozenset[str] = document.notes["particles"]
    return found


def _nickname(document: Document, here: int) -> int | None:
    """The surname in "Crisanto "Boyet" NAME" and "Maria (Masha) NAME"."""
    if here + 2 >= len(document.words):
        return None
    one, nick, last = document.words[here : here + 3]
    closes = NICKNAME.get(document.plain[one.end : nick.start])
    if not closes or not nick.capital or not last.capital or document.plain[nick.end : last.start] != closes:
        return None
    return here + 2 if given.is_given(one.low) and not everyday.is_word(nick.low, document.lexicon.language) else None


def _complete(document: Document, run: list[Word], following: Word) -> bool:
    """ "NAME Surname Another": in Kazakh the next name, or a town in the locative, stands right behind a whole name."""
    if following.low in document.lexicon.words("grammar", "towns_in"):
        return True
    endings = tuple(document.lexicon.setting("surname_endings", ()))
    if len(run) < 2 or not endings or not run[-1].low.endswith(endings):
        return False
    return not following.low.endswith(tuple(document.lexicon.setting("patronymic_endings", ())))


def _covered(document: Document) -> frozenset[int]:
    """Places of capital words that the lexicon knows as offices, bodies, months or countries."""
    cached: frozenset[int] | None = document.notes.get("covered")
    if cached is not None:
        return cached
    taken: set[int] = set()
    for table in ("organisations", "months", "weekdays", "demonyms", "channels", "letter"):
        for hit in document.hits.of(table):
            if hit.key in ("noise", "lead", "follow"):
                continue
            if _also_name(document, table, hit):
                continue
            # "г." and "д." are a town and a house, and initials too.
            taken.update(w.start for w in document.words_in(hit.start, hit.end) if len(w.low) > 1)
    for hit in document.hits.of(
        "people", "official", "officials", "head", "title", "at_risk", "perpetrator", "organiser"
    ):
        taken.update(w.start for w in document.words_in(hit.start, hit.end))
    for mention in places.find(document):
        taken.update(w.start for w in document.words_in(mention.start, mention.end))
    covered = frozenset(taken)
    document.notes["covered"] = covered
    return covered


def _also_name(document: Document, table: str, hit: Hit) -> bool:
    """ "Julio César NAME", "Iván Carrera": where months are written small, a capital one beside a capital is a name."""
    if table == "weekdays" and _of_the_week(document, hit):
        return True
    if table not in ("months", "weekdays", "channels") or not document.lexicon.setting("months_small", False):
        return False
    one = document.plain[hit.start : hit.end]
    if not one.istitle() or " " in one or (table == "channels" and hit.key != "street"):
        return False
    before, after = document.words_in(max(0, hit.start - 24), hit.start), document.words_in(hit.end, hit.end + 24)
    follows = bool(before) and before[-1].capital and document.plain[before[-1].end : hit.start] == " "
    leads = bool(after) and after[0].capital and document.plain[hit.end : after[0].start] == " "
    return follows or (leads and table != "channels")


def _of_the_week(document: Document, hit: Hit) -> bool:
    """ "Sunday NAME", "Friday NAME" where a sentence begins: a name in West and South Africa."""
    at = document.word_index(hit.end)
    if (
        document.lexicon.language != "en"
        or at >= len(document.words)
        or not given.is_given(document.plain[hit.start : hit.end])
    ):
        return False
    after, before = document.words[at], document.words_in(max(0, hit.start - 12), hit.start)
    close = bool(before) and document.plain[before[-1].end : hit.start] == " "
    told = close and not before[-1].capital and before[-1].low not in document.lexicon.words("grammar", "and")
    language, printed = document.lexicon.language, document.plain[after.start : after.end]
    common = everyday.is_word(after.low, language) or everyday.is_city(printed)
    return after.capital and document.plain[hit.end : after.start] == " " and not told and not common
