"""Where it happened: towns after "in" or "near", or in a dateline; a case ending gives way to the town's own form."""

import itertools
import re
from dataclasses import dataclass

from hueandcry.reader.draft import Span
from hueandcry.reader.text import everyday
from hueandcry.reader.text.document import Document
from hueandcry.reader.text.words import Word
from hueandcry.reader.where import noscene, towncases, townlist, townnames

ADJECTIVE = re.compile(r"(?:с|сь|ц|ць)(?:к(?:ий|ого|ому|им|ом|ая|ой|ую|ое|ий|ої|а|е|у|ім|ій|і|ага|аму|ай|ае|ія|іх))$")
DISTRICT = ("район", "раён")
BRACKETS = re.compile(r"[(](?<=[^\W\d_][ ].)([^\W\d_a-zа-яё][^\W\d_]{3,20})[)]")
STEM = 4  # letters that forms of one town share
ENDING = 2
CASES = "еіуиыю"  # letters in which a case of a town's name may end
ENVOY = 40  # letters from an ambassador to the seat
MANY = 2000  # places of one text
LONGEST = 4
INITIALS = 5  # letters of a body's initials: "СИЗО"
ORDINALS = ("st", "nd", "rd", "th")  # words of their own behind a figure
BODY = 4  # words between a town and its court: "Mersin 5th Heavy Penal Court"
LOCATED = ("дағы", "дегі", "тағы", "тегі", "да", "де", "та", "те")
SETTLED = ("қаласы", "ауылы", "ауданы", "облысы", "кенті")
COURTS = ("қалалық", "аудандық", "ауданаралық")  # "Ақтау қалалық соты"
DESCRIBED = {  # endings of a word between "in" and a town
    "en": ("ed", "by", "ing", "ern", "al", "town"), "de": ("en", "er"),
    "ru": ("ом", "ем", "ой", "ей"), "uk": ("ому", "ій"), "be": ("ым", "ім", "ай", "яй"),
}  # fmt: skip
COMMON = ("ung", "heit", "keit", "schaft", "tion", "tät", "haft", "nis", "tum", "ismus")


@dataclass(frozen=True)
class Spot:
    """A place that the text names; `name` is its own form when another place of the text or the lexicon gives it."""

    start: int
    end: int
    name: str
    also: Span | None = None  # where the text itself prints that form
    sure: bool = True


def find(document: Document, taken: set[int]) -> list[Spot]:
    """The places a text names after words that tell where; `taken` are the beginnings of people and states."""
    found = [_spot(document, first, last) for first, last in _places(document, taken)[:MANY]]
    known = {s.start for s in found}
    others = (*_by_adjective(document, taken), *_by_body(document, taken), *_in_brackets(document, taken))
    found += [s for s in others if s.start not in known]
    return sorted(found, key=lambda s: s.start)


def _by_adjective(document: Document, taken: set[int]) -> list[Spot]:
    """ "Златоустовский городской суд": the known town whose adjective stands before a court or a district."""
    bodies = document.lexicon.words("towns", "seat")
    if not bodies:
        return []
    beginnings = tuple(word.removesuffix("*") for word in bodies)
    found: list[Spot] = []
    for at, (one, two) in enumerate(itertools.pairwise(document.words)):
        if len(found) == MANY:
            break
        if two.low.startswith(DISTRICT) and document.words[at + 2 : at + 3] and document.words[at + 2].capital:
            continue  # "Московского района Минска": a street's name, and another town's district
        if not one.capital or one.start in taken or two.start - one.end != 1:
            continue
        if not two.low.startswith(beginnings) and not _letters(document, two):
            continue
        m = ADJECTIVE.search(one.low)
        town = _seat(document, one, one.low[: m.start()]) if m else None
        if town:
            found.append(Spot(one.start, one.end, town[0], town[1]))
    return found


def _by_body(document: Document, taken: set[int]) -> list[Spot]:
    """ "The Mersin 5th Criminal Court", "Bulawayo magistrate": a listed town before a court, a prison or the police."""
    bodies = document.lexicon.words("towns", "bodies")
    found: list[Spot] = []
    for at, word in enumerate(document.words if bodies else ()):
        if len(found) == MANY:
            break
        if not word.capital or word.start in taken or not townlist.is_town(word.low):
            continue
        before = document.words[at - 1] if at else None
        if before and before.capital and before.low != "the" and document.plain[before.end : word.start] == " ":
            continue  # "NEW YORK police"
        following = document.words[at + 1 : at + 2 + BODY]
        head = next((w for w in following if w.low in bodies), None)
        if head and not any(c in document.plain[word.end : head.start] for c in ",.;:()\n"):
            between = [w for w in following if w.start < head.start]
            if all(w.capital or w.low[0].isdigit() or w.low in bodies or w.low in ORDINALS for w in between):
                found.append(Spot(word.start, word.end, document.text[word.start : word.end]))
    return found


def _in_brackets(document: Document, taken: set[int]) -> list[Spot]:
    """ "NAME (Gomel) - 15 days": a listed town alone in brackets behind what it is the town of."""
    found: list[Spot] = []
    for m in itertools.islice(BRACKETS.finditer(document.plain), MANY):
        words = document.words_in(m.start(1), m.end(1))
        if len(words) != 1 or words[0].start in taken:
            continue
        if listed(document, words[0]):
            at = document.word_index(words[0].start)
            found.append(_spot(document, at, at))
    return found


def _letters(document: Document, word: Word) -> bool:
    """ "РОВД", "РАУС": a body told by its letters."""
    return len(word.low) > 2 and document.plain[word.start : word.end].isupper()


def _seat(document: Document, word: Word, stem: str) -> tuple[str, Span | None] | None:
    """The town of an adjective: as the text prints it elsewhere, or as the lexicon knows it."""
    stems = {
        stem,
        *(stem.removesuffix(end) for end in ("ов", "ев", "ин", "ів", "аў", "еў") if len(stem) - 2 > STEM - 1),
    }
    if min(map(len, stems)) < STEM - 1:
        return None
    towns = townnames.known(document.lexicon.language)
    whole = word.low[: word.low.rindex("к") + 1]  # "Шахтинський" is also of "Шахтинськ"
    named = [t for t in towns if " " not in t and any(t.startswith(s) and len(t) - len(s) <= ENDING for s in stems)]
    named = [whole] if whole in towns else named
    if len(named) == 1:
        return "-".join(part.capitalize() for part in named[0].split("-")), None
    printed = [
        w
        for low, w in _capitals(document).items()
        if w.start != word.start
        and any(low.startswith(s) and len(low) - len(s) <= ENDING for s in (*stems, whole))
        and not ADJECTIVE.search(low)
    ]
    if not printed:
        return None
    own = min(
        printed,
        key=lambda w: (townnames.nominative(document.lexicon.language, w.low) is not None, w.low[-1] in CASES, w.start),
    )
    span = (own.start, own.end)
    name = document.text[own.start : own.end]
    return townnames.nominative(document.lexicon.language, name) or name, span


def _places(document: Document, taken: set[int]) -> list[tuple[int, int]]:
    """Runs of capital words, as indexes of words, that a locative or a noun like "town of" introduces."""
    words = document.words
    found = []
    at = 0
    while at < len(words):
        if (
            words[at].capital
            and (words[at].start not in taken or _famous(document, at))
            and introduced(document, at)
            and not _known(document, at)
        ):
            last = _run(document, at, taken)
            if (
                not _common(document, at, last)
                and not _no_scene(document, at, last)
                and not document.plain[words[at].start : words[last].end].endswith("'s")
            ):
                found.append((at, last))
            at = last
        at += 1
    return found


def _famous(document: Document, at: int) -> bool:
    """A town everybody knows, alone: it is no surname even where it was taken for one."""
    names = townnames.known(document.lexicon.language)
    words = document.words
    word = words[at]
    if not names or (at and words[at - 1].capital and document.plain[words[at - 1].end : word.start] == " "):
        return False
    following = words[at + 1] if at + 1 < len(words) else None
    if following and following.capital and document.plain[word.end : following.start] == " ":
        return False
    if document.language == "kk" and following and following.low.startswith(SETTLED):
        return True
    return word.low in names or (townnames.nominative(document.lexicon.language, word.low) or "").lower() in names


def introduced(document: Document, at: int) -> bool:
    word = document.words[at]
    if document.language == "kk":
        following = document.words[at + 1].low if at + 1 < len(document.words) else ""
        return (word.low.endswith(LOCATED) and len(word.low) > STEM) or following.startswith((*SETTLED, *COURTS))
    if at == 0:
        return False
    before = document.words[at - 1]
    gap = document.plain[before.end : word.start]
    if gap.strip(" .") or "\n\n" in gap or (gap.strip() and len(before.low) > 2):
        return False
    locative = document.lexicon.words("grammar", "locative") | document.lexicon.words("towns", "lead")
    if before.low in locative or _described(document, at, locative):
        return True
    link = document.lexicon.words("grammar", "of")
    if before.low in link and at > 1:
        noun = document.words[at - 2]
        return noun.low in document.lexicon.words("towns", "kind")
    return before.low in document.lexicon.words("towns", "kind") and document.lexicon.setting("inflects", False)


def _described(document: Document, at: int, locative: frozenset[str] | set[str]) -> bool:
    """ "In occupied Kherson", "в родном Гродно": a word that only describes a listed town stands before it."""
    if at < 2 or document.words[at - 1].capital or document.words[at - 2].low not in locative:
        return False
    one, two, word = document.words[at - 2 : at + 1]
    if (
        document.plain[one.end : two.start] != " "
        or document.plain[two.end : word.start] != " "
        or len(two.low) <= STEM
    ):
        return False
    return two.low.endswith(DESCRIBED.get(document.language or "", ())) and listed(document, word)


def _run(document: Document, at: int, taken: set[int]) -> int:
    words = document.words
    last = at
    if document.layout.line_at(words[at].start).text.isupper():
        return at  # in a headline in capitals every word looks like a name
    adjective = tuple(document.lexicon.setting("adjective_endings", ()))
    german = document.lexicon.setting("nouns_capitalised", False)
    inflects = document.lexicon.setting("inflects", False) and document.language not in ("de", "kk")
    while last + 1 < len(words) and last - at < LONGEST and words[last + 1].start not in taken:
        following = words[last + 1]
        gap = document.plain[words[last].end : following.start]
        if gap == " " and german and everyday.is_word(following.low, "de"):
            break  # "in KÖLN Kundgebung"
        if following.capital and (gap == "-" or (gap == " " and (not inflects or words[last].low.endswith(adjective)))):
            last += 1
            continue
        pair = last == at and inflects and gap == " " and following.capital
        if pair and towncases.leads(document.lexicon.language, words[at].low) and not _known(document, last + 1):
            last += 1
            continue
        inner = last + 2 < len(words) and words[last + 2].capital and words[last + 2].start not in taken
        small = following.low in document.lexicon.words("towns", "inner") and gap in (" ", "-")
        if (
            small
            and inner
            and not (inflects and gap == " ")  # "Ростов-на-Дону", and not "в Москве на Тверской"
            and not _known(document, last + 2)
            and document.plain[following.end : words[last + 2].start] in (" ", "-")
        ):
            last += 2
            continue
        if gap == " " and following.low in document.lexicon.words("towns", "tail"):
            last += 1
        break
    return last


def _known(document: Document, at: int) -> bool:
    """Months, offices and bodies stand after "in" too."""
    place = document.words[at].start
    article = document.words[at + 1 : at + 2] and document.words[at + 1].capital  # "en la vereda El Salado"
    passed = ("lead", "follow", "prison", "on") if article else ("lead", "follow", "prison")
    if any(
        hit.start == place and hit.key not in passed
        for table in ("months", "weekday", "weekdays", "relative", "day", "organisations", "incidents", "quantities")
        for hit in document.hits.within(table, place, place + 60)
    ):
        return True
    told = any(h.end > place for h in document.hits.within("incidents", place - 20, place + 40) if h.start < place)
    return told and not listed(document, document.words[at])


def listed(document: Document, word: Word) -> bool:
    """Is the word a town that a list knows, in any case?"""
    language = document.lexicon.language
    if word.low[0] < "Ѐ":
        return townlist.is_town(word.low.removesuffix("'s"))
    own = (townnames.nominative(language, word.low) or word.low).lower()
    return own in townnames.known(language) or townlist.is_listed(language, own)


def _common(document: Document, at: int, last: int) -> bool:
    """A word that is no name: "in Court", and in German any noun at all."""
    word = document.words[at]
    if last == at and (word.low in document.lexicon.words("people", "never") or _body(document, at)):
        return True
    if last > at and _letters(document, document.words[last]) and ADJECTIVE.search(word.low):
        return True  # "в Ленинском РОВД": a body, and no town
    if last == at and document.language == "fr" and _also_surname(document, word):
        return True
    if last == at and word.low in document.lexicon.words("grammar", "sentence_starters"):
        return True
    if last == at and document.plain[word.start : word.end].isupper() and len(word.low) < 4:
        return True
    adjective = tuple(document.lexicon.setting("adjective_endings", ()))
    following = document.words[at + 1] if at + 1 < len(document.words) else None
    if last == at and adjective and word.low.endswith(adjective) and following and not following.capital:
        near = document.plain[word.end : following.start] == " "
        if (
            near
            and word.low not in townnames.known(document.lexicon.language)
            and not townnames.nominative(document.lexicon.language, word.low)
        ):
            return True  # "Лидского районного": an adjective of something that is no town
    if not document.lexicon.setting("nouns_capitalised", False):
        return False
    if word.low.endswith(COMMON) or word.low in document.lexicon.words("towns", "nouns"):
        return True
    if last == at and everyday.is_word(word.low, "de") and not listed(document, word):
        return True  # "im Rathaus"
    if "with_article" not in document.notes:
        articles = document.lexicon.words("grammar", "articles")
        document.notes["with_article"] = {b.low for a, b in itertools.pairwise(document.words) if a.low in articles}
    return word.low in document.notes["with_article"]


def _no_scene(document: Document, at: int, last: int) -> bool:
    words = document.words[at : last + 1]
    start = words[0].start
    if document.hits.within("targets", max(document.layout.line_at(start).start, start - ENVOY), start, "envoy"):
        return True  # "the ambassador in London"
    return noscene.names(document, words) and not any(listed(document, word) for word in words)


def _body(document: Document, at: int) -> bool:
    """ "В СИЗО", "juez de Garantías", "Court of Cassation": a body's letters, or its everyday word."""
    word = document.words[at]
    loud = document.plain[word.start : word.end].isupper() and not document.layout.line_at(word.start).text.isupper()
    if loud and len(word.low) <= INITIALS and not listed(document, word):
        return True
    if document.words[at - 1].low not in document.lexicon.words("grammar", "of") or listed(document, word):
        return False
    return everyday.is_word(word.low, document.lexicon.language)


def _also_surname(document: Document, word: Word) -> bool:
    """ "À Lopatko une amende": elsewhere a given name stands before the word."""
    if "surnames" not in document.notes:
        pairs = itertools.pairwise(document.words)
        document.notes["surnames"] = {
            b.low[:5] for a, b in pairs if a.capital and b.capital and document.plain[a.end : b.start] == " "
        }
    return word.low[:5] in document.notes["surnames"]


def _spot(document: Document, first: int, last: int) -> Spot:
    one, two = document.words[first], document.words[last]
    printed = document.text[one.start : two.end]
    listed = townlist.of_case(document.lexicon.language, printed) if first < last else None
    if listed:
        return Spot(one.start, two.end, listed)
    pair = towncases.plain(document.lexicon.language, printed) if last == first + 1 else None
    if pair and two.capital and townnames.nominative(document.lexicon.language, one.low) is None:
        return Spot(one.start, two.end, pair)
    if first != last and not (last == first + 1 and two.low in document.lexicon.words("towns", "tail")):
        return Spot(one.start, two.end, printed)
    if not document.lexicon.setting("inflects", False) or document.lexicon.setting("nouns_capitalised", False):
        return Spot(one.start, two.end, printed)
    if first != last:
        own = document.text[one.start : one.end]
        return Spot(one.start, two.end, own if document.language == "kk" else printed)
    other = _elsewhere(document, one)
    if other:
        return Spot(one.start, one.end, document.text[other.start : other.end], (other.start, other.end))
    return Spot(
        one.start,
        one.end,
        townnames.nominative(document.lexicon.language, document.text[one.start : one.end]) or printed,
    )


def _elsewhere(document: Document, word: Word) -> Word | None:
    """The town's own form, printed in another place of the text."""
    wanted = townnames.nominative(document.lexicon.language, document.plain[word.start : word.end])
    if wanted:
        forms = {wanted.lower()}
    elif document.language == "kk" or len(word.low) <= STEM or word.low[-1] not in CASES:
        return None
    else:
        forms = {word.low[:-1], *(word.low[:-1] + own for own in ("а", "я", "ь", "о", "й", "к"))} - {word.low}
    known = _capitals(document)
    places = [known[form] for form in forms if form in known]
    return min(places, key=lambda w: w.start) if places else None


def _capitals(document: Document) -> dict[str, Word]:
    """The first place of every word with a capital."""
    if "capitals" not in document.notes:
        found: dict[str, Word] = {}
        for word in document.words:
            if word.capital:
                found.setdefault(word.low, word)
        document.notes["capitals"] = found
    known: dict[str, Word] = document.notes["capitals"]
    return known
