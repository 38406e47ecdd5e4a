"""Everyday words and well-known cities: a capital on one of them makes no name of a person."""

import functools
from pathlib import Path

from hueandcry.reader import lexicon

FILE = Path(__file__).with_name("everyday_words.txt")
HEAD = 3  # letters that the words of one line of the file share
SHORTEST = 4  # letters a word must keep when its ending is left out
COMPOUND = 6  # letters of a German word that may be the end of a longer one: "Sicherheitsdienst"
CITY_ENDING = 3  # letters that a case may change at the end of a city's name
LATIN = "en"  # bodies and programmes have English names everywhere
ENDINGS = {  # longest first; none that most often ends a surname
    "en": """
        ing ed es s
    """,
    "es": """
        os as es o a e s
    """,
    "fr": """
        es s e x
    """,
    "de": """
        en em er es e n s
    """,
    "ru": """
        ами ями ыми ими ого его ому ему ах ях ам ям ом ем ой ей ою ею ую юю ая яя ое ее ые ие ый ий ых их ым
        им а я у ю ы и е о ь й
    """,
    "uk": """
        ами ями ими ого ього ому ьому ові еві ою ею єю ах ях ам ям ом ем єм ій их їх им ої ую юю ая яя а я у
        ю и і ї е є о ь й
    """,
    "be": """
        амі ямі ымі імі ога ага яга аму яму ому ах ях ам ям ом ем ой ай яй ую юю ая яя ае яе ыя ія ых іх ым
        ім а я у ю ы і е о ь й
    """,
    "kk": """
        ларының лерінің лардың лердің ларын лерін ларға лерге ының інің дары дері лары лері тары тері лар
        лер дар дер тар тер ның нің дың дің тың тің ына іне ында інде ға ге қа ке да де та те ны ні ды ді ты
        ті ын ін сы сі ы і
    """,
}


def is_word(low: str, language: str) -> bool:
    """Is the small-letter form an everyday word of the language, or of English when its letters are Latin?"""
    low = low.removesuffix("'s").replace("ё", "е")
    if "-" in low:
        return all(is_word(part, language) for part in low.split("-") if part)
    return _listed_in(low, language) or (low.isascii() and language != LATIN and _listed_in(low, LATIN))


def is_first_a_word(name: str) -> bool:
    """Is the given name a word first, as "Hope" and "Peace" are: a name only beside an unknown word?"""
    return name.lower() in _first()


def is_city(name: str) -> bool:
    """Is the whole name that of a well-known city, in the nominative or in a case of it?"""
    low = name.lower().replace("ё", "е")
    if low in _cities():
        return True
    if low[0] < "а" or low[0] > "ӿ":
        return False
    stems = _city_stems()
    return any(low[:cut] in stems for cut in range(len(low), max(SHORTEST, len(low) - CITY_ENDING) - 1, -1))


def stem(low: str, language: str) -> str:
    """The word without the ending of its case or number."""
    for ending in _endings(language):
        if low.endswith(ending) and len(low) - len(ending) >= SHORTEST:
            return low[: -len(ending)]
    return low


@functools.cache
def _endings(language: str) -> tuple[str, ...]:
    return tuple(ENDINGS.get(language, "").split())


@functools.lru_cache(maxsize=20_000)
def _listed_in(low: str, language: str) -> bool:
    known = _words(language)
    if low in known or stem(low, language) in known:
        return True
    if language != "de":
        return False
    short = stem(low, language)
    return any(short[at:] in known for at in range(SHORTEST, len(short) - COMPOUND + 1))


@functools.cache
def _words(language: str) -> frozenset[str]:
    """The stems of one language; of one without a list those of the lexicon's own phrases."""
    listed = section(language)
    if not listed:
        phrases = lexicon.load(language).phrases()
        words = {w.strip("*") for p in phrases if p.table not in ("towns", "letter") for w in p.words if len(w) > HEAD}
        listed = [stem(w, language) for w in words if not w.isascii()]
    return frozenset(listed)


@functools.cache
def _first() -> frozenset[str]:
    return frozenset(section("first"))


@functools.cache
def _cities() -> frozenset[str]:
    return frozenset(word.replace("_", " ") for word in section("cities"))


@functools.cache
def _city_stems() -> frozenset[str]:
    """Cyrillic cities without the last vowel, with those of the lexicons."""
    own = [w for tongue in ("ru", "uk", "be", "kk") for w in lexicon.load(tongue).words("towns", "names")]
    every = (w for w in (*_cities(), *own) if w[0] >= "а")
    return frozenset(s for w in every if len(s := w.rstrip("аеиоуыэюяьйіїє")) >= SHORTEST)


def section(name: str, file: Path = FILE) -> list[str]:
    """The words of one part of a list: `hea d ds rt` stands for head, heads, heart."""
    text = file.read_text(encoding="utf-8")
    begin = text.find(f"\n[{name}]\n")
    if begin < 0:
        return []
    end = text.find("\n[", begin + 1)
    found: list[str] = []
    for line in text[begin + len(name) + 4 : end if end > 0 else None].split("\n"):
        head, *tails = line.split(" ")
        found += [head + tail.removeprefix("-") for tail in tails]
    return found
