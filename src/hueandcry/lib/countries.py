"""Countries: ISO 3166 codes, their names in many languages, and the labels other lists use for them."""

import functools
import re
import unicodedata

from babel import Locale, UnknownLocaleError

# An invented country for demos and practice appeals, on a code ISO leaves to users.
PRACTICE = {"XV": "Varland"}
PRACTICE_NAMES = {
    "en": "Varland", "ru": "Варланд", "uk": "Варланд", "be": "Варланд", "kk": "Варланд",
    "es": "Varlandia", "fr": "Varlande", "de": "Varland", "ar": "فارلاند", "tr": "Varland",
}  # fmt: skip
PRACTICE_FORMS = {
    "ru": ("Варланда", "Варланду", "Варландом", "Варланде"),
    "uk": ("Варланду", "Варландом", "Варланді"),
    "be": ("Варланда", "Варландзе"),
    "kk": ("Варландтың", "Варландта"),
}
LANGUAGES = ("en", "ru", "uk", "be", "kk", "es", "fr", "de", "it", "pt", "tr", "pl", "ar", "zh")

# Labels no name table has; the sources are Wikidata, embassies and newspapers.
EXTRA_LABELS = {
    "usa": "US", "us": "US", "u.s.": "US", "u.s.a.": "US", "america": "US",
    "uk": "GB", "great britain": "GB", "britain": "GB", "england": "GB", "scotland": "GB",
    "united kingdom of great britain and northern ireland": "GB",
    "people's republic of china": "CN", "mainland china": "CN", "prc": "CN", "china": "CN",
    "republic of china": "TW", "taiwan": "TW", "hong kong": "HK", "macau": "MO", "macao": "MO",
    "czech republic": "CZ", "czechia": "CZ", "slovak republic": "SK",
    "kingdom of the netherlands": "NL", "the netherlands": "NL", "holland": "NL",
    "kingdom of denmark": "DK", "turkey": "TR", "türkiye": "TR", "ivory coast": "CI",
    "republic of ireland": "IE", "ireland": "IE", "eire": "IE",
    "vatican": "VA", "vatican city": "VA", "vatican city state": "VA", "holy see": "VA",
    "palestine": "PS", "state of palestine": "PS", "palestinian territories": "PS",
    "palestinian national authority": "PS",
    "bosnia": "BA", "bosnia and herzegovina": "BA",
    "democratic republic of the congo": "CD", "dr congo": "CD", "drc": "CD",
    "republic of the congo": "CG", "congo-brazzaville": "CG", "congo-kinshasa": "CD",
    "myanmar": "MM", "burma": "MM", "east timor": "TL", "timor-leste": "TL",
    "the gambia": "GM", "the bahamas": "BS", "federated states of micronesia": "FM",
    "sao tome and principe": "ST", "trinidad and tobago": "TT", "saint lucia": "LC",
    "saint kitts and nevis": "KN", "antigua and barbuda": "AG",
    "saint vincent and the grenadines": "VC", "turks and caicos islands": "TC",
    "sahrawi arab democratic republic": "EH", "western sahara": "EH",
    "north korea": "KP", "democratic people's republic of korea": "KP", "dprk": "KP",
    "south korea": "KR", "republic of korea": "KR", "korea": "KR",
    "republic of macedonia": "MK", "macedonia": "MK", "fyrom": "MK",
    "swaziland": "SZ", "eswatini": "SZ", "cape verde": "CV", "cabo verde": "CV",
    "byelorussia": "BY", "belorussia": "BY", "republic of belarus": "BY",
    "kirghizia": "KG", "kirgizia": "KG", "kyrgyz republic": "KG", "moldavia": "MD",
    "russian federation": "RU", "syrian arab republic": "SY", "islamic republic of iran": "IR",
    "lao people's democratic republic": "LA", "laos": "LA", "viet nam": "VN",
    "united republic of tanzania": "TZ", "bolivarian republic of venezuela": "VE",
    "plurinational state of bolivia": "BO", "libyan arab jamahiriya": "LY",
    "российская федерация": "RU", "рф": "RU", "сша": "US", "соединенные штаты америки": "US",
    "великобритания": "GB", "англия": "GB", "объединенное королевство": "GB",
    "белоруссия": "BY", "республика беларусь": "BY", "киргизия": "KG", "киргизстан": "KG",
    "кыргызская республика": "KG", "молдавия": "MD", "туркмения": "TM", "фрг": "DE", "кнр": "CN",
    "китайская народная республика": "CN", "южная корея": "KR", "северная корея": "KP",
    "республика корея": "KR", "кндр": "KP", "чешская республика": "CZ", "бирма": "MM",
    "оаэ": "AE", "конго": "CG", "др конго": "CD", "палестина": "PS", "ватикан": "VA",
    "россия": "RU", "эеуу": "US", "ресей федерациясы": "RU", "бірлескен араб әмірліктері": "AE",
    "eeuu": "US", "ee.uu.": "US", "estados unidos de américa": "US", "états-unis d'amérique": "US",
    "vereinigte staaten von amerika": "US", "bielorrusia": "BY", "biélorussie": "BY",
    "weißrussland": "BY", "weissrussland": "BY", "belorussland": "BY", "russische föderation": "RU",
    "federación de rusia": "RU", "fédération de russie": "RU",
}  # fmt: skip

STATE_FORMS = re.compile(
    r"^(?:the )?(?:(?:islamic|democratic|federal|federative|arab|socialist|people's|co-operative|united|"
    r"plurinational|bolivarian|oriental|hashemite|eastern)\s)*"
    r"(?:republic|state|states|kingdom|principality|grand duchy|duchy|commonwealth|sultanate|emirate|"
    r"union|federation|independent state)\s(?:of\s)(?:the\s)?(.+)$"
    r"|^(?:республика|королевство|государство|князество|султанат)\s(.+)$"
    r"|^(?:la )?(?:republica|reino|estado)\s(?:de la|del|de)\s(.+)$"
    r"|^(?:la |le |l')?(?:republique|royaume)\s(?:de la|du|de l'|des|d'|de)\s?(.+)$"
    r"|^(?:die |das )?(?:republik|konigreich)\s(.+)$"
    r"|^(.+?)\s(?:республикасы|республика)$",
)
ACCENTED = re.compile("[\u00c0-\u024f]")
ALIASES_OF_LOCALES = {"zh": "zh_Hans"}


def name(code: str, language: str = "en") -> str:
    """The name of a country in a language; the code itself when nobody has a name for it."""
    if code in PRACTICE:
        return PRACTICE_NAMES.get(language.split("-")[0], PRACTICE[code])
    return _territories(language).get(code) or _territories("en").get(code, code)


def code_of(label: str) -> str | None:
    """The ISO code a label means, or None; historic and unrecognised states have none."""
    wanted = fold(label)
    if not wanted:
        return None
    found = _index().get(wanted)
    if found:
        return found
    for candidate in (wanted.removeprefix("the "), *_bare_forms(wanted)):
        if candidate in _index():
            return _index()[candidate]
    return None


def choices(language: str = "en", *, practice: bool = False) -> list[tuple[str, str]]:
    """(code, name) pairs for a form, sorted as names; the practice country only when asked for."""
    codes = [*iso_codes(), *(PRACTICE if practice else ())]
    return sorted(((c, name(c, language)) for c in codes), key=lambda pair: fold(pair[1]))


@functools.cache
def iso_codes() -> tuple[str, ...]:
    """Every present two-letter code, without the regions and test codes of the name table."""
    not_iso = {"AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"}
    return tuple(sorted(c for c in _territories("en") if len(c) == 2 and c.isalpha() and c not in not_iso))


def fold(label: str) -> str:
    """A label without case, accents on Latin letters, curly apostrophes and double blanks."""
    plain = label.strip().lower().replace("’", "'").replace("ё", "е").replace("\u00a0", " ")
    plain = ACCENTED.sub(lambda m: _bare(m[0]), plain)
    return re.sub(r"\s+", " ", plain).strip(" .,;:()")


def _bare(letter: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))


def _bare_forms(folded: str) -> list[str]:
    found = STATE_FORMS.match(folded)
    inner = next((g for g in found.groups() if g), "") if found else ""
    return [inner, inner.removeprefix("the ")] if inner else []


@functools.cache
def _territories(language: str) -> dict[str, str]:
    try:
        locale = Locale.parse(ALIASES_OF_LOCALES.get(language, language).replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        locale = Locale("en")
    return {str(code): str(label) for code, label in locale.territories.items()}


@functools.cache
def _index() -> dict[str, str]:
    found: dict[str, str] = {}
    for language in LANGUAGES:
        names = _territories(language)
        for code in iso_codes():
            if code in names:
                found.setdefault(fold(names[code]), code)
    for labels in (PRACTICE_NAMES, dict(PRACTICE.items())):
        for label in labels.values():
            found[fold(label)] = "XV"
    for forms in PRACTICE_FORMS.values():
        for label in forms:
            found[fold(label)] = "XV"
    for label, code in EXTRA_LABELS.items():
        found[fold(label)] = code
    return found
