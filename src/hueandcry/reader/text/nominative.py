"""The plain form of a body's name: "Верховного суда" is called "Верховный суд"."""

import functools
import re

from hueandcry.reader import lexicon

ENDINGS = {
    "ru": r"(?:ого|его|ому|ему|ым|им|ом|ем|ую|юю|ой|ей|ою|ею|ая|яя|ое|ее|ый|ий)$",
    "uk": r"(?:ого|ього|ому|ьому|им|ім|ою|ьою|ої|ьої|ій|у|ю|а|я|е|є|ий)$",
    "be": r"(?:ага|яга|ога|аму|яму|ому|ым|ім|ую|юю|ай|яй|ой|ою|ею|ае|яе|ое|ая|яя|ы|і)$",
}
ADJECTIVE = {language: re.compile(pattern) for language, pattern in ENDINGS.items()}
SHOWN = {  # the endings of an adjective beside a word of each gender, and after г, к, х
    "ru": {"m": ("ый", "ий"), "f": ("ая", "ая"), "n": ("ое", "ое")},
    "uk": {"m": ("ий", "ий"), "f": ("а", "а"), "n": ("е", "е")},
    "be": {"m": ("ы", "і"), "f": ("ая", "ая"), "n": ("ае", "ае")},
}
STRESSED = re.compile(
    r"(?:городск|гарадск|гарадзк|областн|краев|окружн|миров|полев|портов|трудов|правов|заводск|морск)$"
)
SOFT = re.compile(r"(?:внутренн|верхн|нижн|средн|последн|внутрішн|верхн|середн|ўнутран|сярэдн)$")
GENDERS = {"m": "heads_masculine", "f": "heads_feminine", "n": "heads_neuter"}
CASES = frozenset(  # what may follow the stem of a noun in the singular
    ("", "а", "у", "ом", "ам", "ем", "ём", "е", "і", "ы", "и", "ў", "я", "ю", "ові", "еві", "єм", "ою", "ею", "ой",
     "ей", "ай", "яй", "аю", "яю", "ї", "ию", "єю", "о", "ь", "ью", "юю", "цы", "зе")
)  # fmt: skip
KAZAKH = re.compile(r"(?<=[а-яәғқңөұүһ](?:ы|і))(?:ның|нің|на|не|нда|нде|нан|нен|н|мен)$")  # after the ending of "whose"
LEAST = 3  # letters of an adjective that are left without its ending


def of(name: str, known: lexicon.Lexicon) -> str | None:
    """The name with its head and the adjectives before it in the nominative, when the text prints another case."""
    language = known.language
    if language == "kk":
        plain = KAZAKH.sub("", name)
        return plain if plain != name else None
    if language not in ADJECTIVE:
        return None
    words = name.split(" ")
    for at, word in enumerate(words[:5]):
        noun = _noun(word.lower().replace("’", "'"), language)
        if not noun:
            continue
        gender, plain = noun
        if plain == word.lower():
            return None  # nominative, or an accusative that looks like one
        before = [_adjective(one, language, gender) for one in words[:at]]
        if None in before:
            return None
        shown = [*(one for one in before if one), _cased(plain, word), *words[at + 1 :]]
        return " ".join(shown)
    return None


@functools.lru_cache(maxsize=4096)
def _noun(low: str, language: str) -> tuple[str, str] | None:
    """Gender and nominative of a head word in any case of the singular."""
    best: tuple[str, str] | None = None
    known = lexicon.load(language)
    for gender, setting in GENDERS.items():
        for plain in known.setting(setting, ()):
            stem = plain[:-1] if gender != "m" else plain.rstrip("ьй")
            fits = low == plain or (low.startswith(stem) and low[len(stem) :] in CASES)
            if fits and (best is None or len(plain) > len(best[1])):
                best = gender, plain
    return best


def _adjective(word: str, language: str, gender: str) -> str | None:
    low = word.lower()
    m = ADJECTIVE[language].search(low)
    if not m or m.start() < LEAST:
        return None
    stem = low[: m.start()]
    hard, guttural = SHOWN[language][gender]
    ending = guttural if stem[-1] in "гкхжшщч" and (language != "be" or stem[-1] in "гкх") else hard
    if gender == "m" and language == "ru" and STRESSED.search(stem):
        ending = "ой"
    elif SOFT.search(stem) and language in ("ru", "uk"):
        ending = {"ru": {"m": "ий", "f": "яя", "n": "ее"}, "uk": {"m": "ій", "f": "я", "n": "є"}}[language][gender]
    return _cased(stem + ending, word)


def _cased(plain: str, printed: str) -> str:
    if printed.isupper() and len(printed) > 1:
        return plain.upper()
    return plain[0].upper() + plain[1:] if printed[0].isupper() else plain
