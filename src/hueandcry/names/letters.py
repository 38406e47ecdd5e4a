"""Letters of other alphabets, and Latin letters with marks, as plain Latin letters that show how they sound."""

import unicodedata

CYRILLIC = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ё": "yo",
    "ж": "zh", "з": "z", "и": "i", "і": "i", "ї": "yi", "й": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "u", "ф": "f",
    "х": "kh", "ц": "ts", "ч": "tch", "ш": "sh", "щ": "sh", "ъ": "", "ы": "i", "ь": "", "э": "e",
    "ю": "yu", "я": "ya", "ә": "a", "ғ": "g", "қ": "k", "ң": "n", "ө": "o", "ұ": "u", "ү": "u",
    "һ": "h", "ј": "y", "ћ": "tch", "ђ": "dzh", "џ": "dzh", "љ": "l", "њ": "n", "ҳ": "h", "ӣ": "i", "ӯ": "u",
    "ҷ": "dzh",
}  # fmt: skip
LATIN = {
    "ı": "i", "ß": "ss", "ø": "o", "ł": "l", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "a",
    "š": "sh", "ş": "sh", "ș": "sh", "č": "tch", "ž": "zh", "ż": "zh", "ğ": "g", "ŭ": "u",
}  # fmt: skip
ARABIC = {
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "t", "ج": "dj", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "z", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "g", "ف": "f", "ق": "k", "ك": "k", "ک": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "u",
    "ؤ": "u", "ي": "i", "ی": "i", "ئ": "i", "ى": "a", "ء": "", "پ": "p", "چ": "tch", "ژ": "zh", "گ": "g",
}  # fmt: skip
HEBREW = {
    "א": "a", "ב": "b", "ג": "g", "ד": "d", "ה": "h", "ו": "v", "ז": "z", "ח": "kh", "ט": "t", "י": "i", "כ": "k",
    "ך": "kh", "ל": "l", "מ": "m", "ם": "m", "נ": "n", "ן": "n", "ס": "s", "ע": "a", "פ": "p", "ף": "f", "צ": "ts",
    "ץ": "ts", "ק": "k", "ר": "r", "ש": "sh", "ת": "t",
}  # fmt: skip
GREEK = {
    "α": "a", "β": "v", "γ": "g", "δ": "d", "ε": "e", "ζ": "z", "η": "i", "θ": "th", "ι": "i", "κ": "k", "λ": "l",
    "μ": "m", "ν": "n", "ξ": "ks", "ο": "o", "π": "p", "ρ": "r", "σ": "s", "ς": "s", "τ": "t", "υ": "i", "φ": "f",
    "χ": "kh", "ψ": "ps", "ω": "o",
}  # fmt: skip
GREEK_PAIRS = (("ου", "u"), ("αυ", "av"), ("ευ", "ev"), ("μπ", "b"), ("ντ", "nt"), ("γγ", "ng"), ("τζ", "tz"))
GEORGIAN_LETTERS = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"
GEORGIAN_SOUNDS = "a b g d e v z t i k l m n o p zh r s t u p k gh k sh tch ts dz ts tch kh dzh h"
ARMENIAN_LETTERS = "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"
ARMENIAN_SOUNDS = "a b g d e z e e t zh i l kh ts k h dz gh tch m y n sh o tch p dzh r s v t r ts v p k o f"
GEORGIAN = dict(zip(GEORGIAN_LETTERS, GEORGIAN_SOUNDS.split(), strict=True))
ARMENIAN = dict(zip(ARMENIAN_LETTERS, ARMENIAN_SOUNDS.split(), strict=True))
TABLE = {**ARABIC, **HEBREW, **GREEK, **GEORGIAN, **ARMENIAN, **CYRILLIC, **LATIN}
WITHOUT_VOWELS = frozenset(ARABIC) | frozenset(HEBREW)
SILENT = dict.fromkeys(map(ord, "'’‘ʼ`´ʹʻʿʾ\u0640\u200c\u200d"))


def latin(text: str) -> str:
    """The text in small Latin letters, with digraphs for sounds Latin has no letter for; the rest stays."""
    text = unicodedata.normalize("NFC", text).lower().translate(SILENT)
    if text.isascii():
        return text
    for pair, sound in GREEK_PAIRS:
        text = text.replace(pair, sound)
    text = unicodedata.normalize("NFC", text.replace("և", "եվ").replace("ու", "u"))
    return "".join(TABLE[letter] if letter in TABLE else _bare(letter) for letter in text)


def without_vowels(word: str) -> bool:
    """Whether the word is in a script that leaves short vowels out."""
    return any(letter in WITHOUT_VOWELS for letter in word)


def _bare(letter: str) -> str:
    """The letter without its marks, looked up once more: ά is α, é is e."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c))
    return TABLE.get(bare, bare)
