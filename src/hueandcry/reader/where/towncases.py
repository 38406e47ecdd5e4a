"""The dictionary form of a town of two words that stands in a case: "в Нижнем Тагиле" is "Нижний Тагил"."""

import re

VELAR = "гкхжшчщ"  # letters after which an ending is written with и
SOFT = re.compile(r"(?:нижн|верхн|средн|дальн|задн|передн|середн|сярэдн|ніжн|сін|син)$")
NEUTER = ("сел", "пол", "озер", "мор", "болот")  # stems of nouns that name a neuter place
ADJECTIVE = {  # endings of an adjective after "in", and what it stands beside
    "ru": {"ом": "m", "ем": "m", "ой": "f", "ей": "f", "ых": "p", "их": "p", "ая": "", "яя": ""},
    "uk": {"ому": "m", "ій": "f", "их": "p"},
    "be": {"ым": "m", "ім": "m", "ай": "f", "яй": "f", "ых": "p", "іх": "p", "ая": "", "яя": ""},
}
OWN = {  # the adjective's own ending: hard, after a velar, soft
    "ru": {"m": ("ый", "ий", "ий"), "f": ("ая", "ая", "яя"), "n": ("ое", "ое", "ее"), "p": ("ые", "ие", "ие")},
    "uk": {"m": ("ий", "ий", "ій"), "f": ("а", "а", "я"), "n": ("е", "е", "є"), "p": ("і", "і", "і")},
    "be": {"m": ("ы", "і", "і"), "f": ("ая", "ая", "яя"), "n": ("ае", "ае", "яе"), "p": ("ыя", "ія", "ія")},
}
NOUN = {  # endings of the noun after "in", longest first, and its own
    "ru": {"m": (("е", ""),), "f": (("е", "а"), ("и", "ь")), "n": (("е", "о"),), "p": (("ах", "ы"), ("ях", "и"))},
    "uk": {
        "m": (("озі", "іг"), ("і", ""), ("у", "")),
        "f": (("ці", "ка"), ("зі", "га"), ("і", "а")),
        "n": (("і", "о"),),
        "p": (("ах", "и"), ("ях", "і")),
    },
    "be": {
        "m": (("е", ""), ("у", "")),
        "f": (("цы", "ка"), ("зе", "да"), ("е", "а"), ("ы", "а")),
        "n": (("е", "о"),),
        "p": (("ах", "ы"), ("ях", "і")),
    },
}
LEAST = 3  # letters of a word without its ending


def leads(language: str, low: str) -> bool:
    """May the word be an adjective that a town's name begins with?"""
    return _ending(language, low) is not None


def plain(language: str, printed: str) -> str | None:
    """Both words in their own form; None when the name is not an adjective and a noun in a case."""
    parts = printed.split(" ")
    ending = _ending(language, parts[0].lower()) if len(parts) == 2 else None
    kind = ADJECTIVE[language][ending] if ending else ""
    if not ending or not kind:
        return None
    stem, noun = parts[0][: -len(ending)], parts[1]
    if kind == "m" and noun.lower().startswith(NEUTER):
        kind = "n"
    case = next((pair for pair in NOUN[language][kind] if noun.endswith(pair[0])), None)
    if case is None or len(noun) - len(case[0]) < LEAST - 1:
        return None
    body = noun[: len(noun) - len(case[0])]
    own = case[1]
    if kind == "p" and own == "ы" and body[-1] in VELAR:
        own = "і" if language == "be" else "и"
    hard, velar, soft = OWN[language][kind]
    shown = soft if SOFT.search(stem.lower()) else velar if stem[-1] in VELAR else hard
    return f"{stem}{shown} {body}{own}"


def _ending(language: str, low: str) -> str | None:
    endings = ADJECTIVE.get(language, {})
    return next((e for e in endings if low.endswith(e) and len(low) - len(e) >= LEAST), None)
