"""Which language a text is written in: telling letters, common words; of a mixed text the greater part."""

import functools
import re
from collections import Counter

from hueandcry.reader.text import words

ENOUGH = 20_000  # words; the rest of a long text says nothing new
PIECE = 14  # words that are judged together; a name in another script in the midst of them changes nothing
WORD, ENDING = 1.0, 0.4
# Letters of the languages written in Cyrillic. One that a language does not have speaks against it.
ALPHABETS = {
    "ru": frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    "uk": frozenset("абвгґдеєжзиіїйклмнопрстуфхцчшщьюя'’ʼ"),
    "be": frozenset("абвгдеёжзійклмнопрстуўфхцчшыьэюя'’ʼ"),
    "kk": frozenset("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя"),
}
# Letters that tell nothing, because all of them have them.
EVERYWHERE = frozenset.intersection(*ALPHABETS.values()) | {"-"}
CYRILLIC, LATIN = tuple(ALPHABETS), ("en", "es", "fr", "de")
FOREIGN = 0.7  # taken off for a letter a language does not have
# Letters and pairs that say something by themselves; the Latin ones are what the small ASCII alphabet lacks.
SIGNS = {
    "en": (),
    "uk": ("ї", "є", "ґ", "ці", "ськ", "ння", "ться"),
    "be": ("ў", "дз", "ць", "цца", "ск", "ння", "цы"),
    "kk": ("ә", "ғ", "қ", "ң", "ө", "ұ", "ү", "һ"),
    "ru": ("ъ", "щ", "ться", "ого", "ё"),
    "es": ("ñ", "¿", "¡", "ción", "ó", "á", "í", "ú", "ía"),
    "fr": ("ç", "œ", "è", "ê", "ë", "à", "ù", "î", "ô", "eau", "eux"),
    "de": ("ß", "ä", "ö", "ü", "sch", "ung"),
}
PLAIN_SIGNS = {tongue: tuple(filter(str.isascii, signs)) for tongue, signs in SIGNS.items()}  # all that ASCII can hold
SIGN = 0.5
ENDINGS = {
    "en": ("ing", "ed", "tion", "ly", "ers", "ies"),
    "es": ("ción", "ciones", "ado", "ados", "ada", "idad", "mente", "aron", "ieron", "dor", "os"),
    "fr": ("tion", "ment", "eur", "eurs", "ées", "és", "aux", "aient", "ique", "ais"),
    "de": ("ung", "ungen", "lich", "keit", "heit", "schaft", "isch", "ischen", "ten", "ern"),
    "ru": ("ого", "его", "ами", "ться", "ение", "ения", "ых", "ий", "ать", "или", "ые", "ия"),
    "uk": ("ого", "ння", "ити", "ати", "ться", "ість", "ський", "ської", "ії", "или", "ів"),
    "be": ("ага", "ння", "іць", "аць", "цца", "асць", "скі", "скай", "аў", "іі", "лі"),
    "kk": ("дың", "нің", "тың", "дің", "ған", "ген", "лар", "лер", "ды", "ді", "ында", "інде", "дан", "ға", "ып"),
}
COMMON = {
    "en": """the of and to in a is was for that on with were are by at from have has been their his this which who not
        be as it they we you your an he she her its had will would after before about against or but our all i me him
        also more than when where there what if us my no only during under over please dear should""",
    "ru": """и в на с что не по за от для был была были его её их как это мы они который которые при из к о об у я ты он
        она оно вы но же бы так то все только ещё еще уже после до или также чтобы если вам вас нас нам мне ему ей
        им более этого этом этой этот эти со во под над без между свой свою своих том тем том же является может""",
    "uk": """та і й у в на з що не за від для був була були його її їх як це ми вони який які при із до про але або
        також після щоб якщо вам вас нас ви він вона я ти так лише ще вже під над без між свої свою цього цей ця ці
        через був бути є зі ж б все всі може під час якого якій""",
    "be": """і у ў на з што не па за ад для быў была былі яго яе іх як гэта мы яны які якія пры са да аб пра але або
        таксама пасля каб калі вам вас нас вы ён яна я ты так толькі яшчэ ўжо пад над без паміж свае сваю гэтага гэты
        праз быць ёсць ж бы ўсё усе можа падчас якога якой дзе""",
    "kk": """және мен бен пен үшін бұл осы сол де да деп бір ол олар біз болды болып туралы кейін дейін жылы жылғы
        бойынша сіз сен оның оған оны олардың бар жоқ емес еді екен ғана өз өзінің сондай ақ ал бірақ немесе егер
        сіздің біздің барлық тағы қазір кім не қандай арқылы қарай қарсы бері соң кезінде арасында керек үшінші күні
        деген дейді болған болатын соны мені жоғары жаңа үлкен""",
    "es": """a el la los las de del que y en un una por con para su sus al se lo como más fue fueron ha han este esta
        sobre entre pero no es desde hasta son era está están ser sin también le les nos si o ya muy todo todos cuando
        donde quien contra ante tras durante según hay señor señora porque qué yo me mi usted ustedes ayer hoy años día
        sido había esto ese esa""",
    "fr": """le la les de des du et en un une que qui dans pour par sur avec est sont été au aux ce cette leur leurs il
        elle ils nous vous ne pas plus ont a se sa son ses ou où mais comme être était avait depuis après contre sans
        sous entre je tu on y à notre votre nos vos ces cet tout tous elles lui si aussi même très hier chez
        afin lors monsieur madame""",
    "de": """der die das und in den von zu mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er
        hat dass sie nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur
        bis mehr durch man sein wurde wurden sei ich wir ihr ihre ihren seine seinen seiner gegen unter uns kein keine
        dieser diese dieses wenn schon gestern heute worden""",
}
APOSTROPHE = re.compile(r"\b(?:[ldnjmstc]|qu)['’]", re.I)


def detect(tokens: list[words.Word], plain: str) -> str | None:
    """The code of the language most words speak for, or None when none does."""
    votes: Counter[str] = Counter()
    tokens = tokens[:ENOUGH]
    step = PIECE if len(tokens) > 2 * PIECE else max(1, len(tokens))
    for at in range(0, len(tokens), step):
        piece = tokens[at : at + step]
        scores: dict[str, float] = {}
        # A name says less about a sentence than its small words do.
        capital, letters = 0.4 if at + len(piece) > 3 else 1.0, 0
        for token in piece:
            share = capital if token.capital else 1.0
            tongues, said = _word(token.low)
            if tongues:
                letters += len(token.low)
                if tongues[0] not in scores:
                    scores.update(dict.fromkeys(tongues, 0.0))
            for tongue, score in said:
                scores[tongue] += score * share
        between = plain[piece[0].start : piece[-1].end]
        scores["es"] = scores.get("es", 0.0) + between.count("¿") + between.count("¡")
        best = max(scores, key=scores.__getitem__, default=None)
        if best and scores[best] > 0:
            votes[best] += letters
    return max(votes, key=lambda tongue: votes[tongue], default=None)


@functools.cache
def _common() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for tongue, listed in COMMON.items():
        for word in dict.fromkeys(listed.split()):
            found[word] = (*found.get(word, ()), tongue)
    return found


@functools.lru_cache(maxsize=words.REMEMBERED)
def _word(low: str) -> tuple[tuple[str, ...], tuple[tuple[str, float], ...]]:
    """The languages of its alphabet, and what one word says for and against some of them."""
    if low.isdigit():
        return (), ()
    cyrillic = "Ѐ" <= low[0] <= "ӿ"
    tongues = CYRILLIC if cyrillic else LATIN
    own = _common().get(low, ())
    telling = set(low) - EVERYWHERE if cyrillic else set()
    signs = PLAIN_SIGNS if low.isascii() else SIGNS
    scores: dict[str, float] = {}
    for tongue in tongues:
        score = WORD * (1.6 if len(own) == 1 else 1.0) if tongue in own else 0.0
        score += SIGN * sum(map(low.__contains__, signs[tongue]))
        if len(low) > 4 and low.endswith(ENDINGS[tongue]):
            score += ENDING
        if cyrillic:
            score += 0.05 - FOREIGN * len(telling - ALPHABETS[tongue])
        elif tongue == "fr" and APOSTROPHE.match(low):
            score += WORD
        scores[tongue] = score
    if not cyrillic and low.isascii() and low[0].isalpha() and not own:
        scores["en"] += 0.02
    return tongues, tuple((tongue, score) for tongue, score in scores.items() if score)
