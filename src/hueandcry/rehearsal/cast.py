"""The people of a rehearsal: invented, from many countries, the same for the same seed."""

import random
from dataclasses import dataclass

# Given names and family names of several scripts; none is meant to be anybody.
NAMES = (
    ("Ana", "Oliveira"), ("Birgit", "Kästner"), ("Chidi", "Okonjo"), ("Dārta", "Liepiņa"), ("Étienne", "Lefèvre"),
    ("Fatoumata", "Traoré"), ("Gülşen", "Aydoğan"), ("Håkon", "Sørlie"), ("Iñaki", "Urrutia"), ("Jadwiga", "Wójcik"),
    ("Айгүл", "Сейітқызы"), ("Борис", "Ладожский"), ("Вольга", "Зарэцкая"), ("Гнат", "Ївженко"), 
    ("Наталля", "О'Брайен"),
    ("Ελένη", "Παπαδάκη"), ("Νίκος", "Ζαφειρίου"), ("თამარ", "ლომიძე"), ("Անի", "Սարգսյան"), ("نور", "الحسيني"),
    ("دلارام", "کریمی"), ("אורי", "שרעבי"), ("आशा", "वर्मा"), ("சுதா", "ராமன்"), ("ณัฐ", "แสงทอง"),
    ("明華", "林"), ("陽子", "田中"), ("민지", "박"), ("Nguyễn", "Thị Hoa"), ("Siôn", "ap Rhys"),
)  # fmt: skip
# ISO 3166 and how many of a hundred come from there; the tail is small on purpose, below ten people.
COUNTRIES = (
    ("DE", 18), ("GB", 14), ("FR", 10), ("RU", 9), ("PL", 8), ("US", 8), ("ES", 6), ("SE", 5), ("AT", 4), ("UA", 4),
    ("BR", 3), ("IT", 3), ("IN", 2), ("JP", 2), ("KR", 1), ("NZ", 1), ("ZA", 1), ("GE", 1),
)  # fmt: skip
WORDS = (
    "",
    "",
    "",
    "I teach at a school where pupils ask me what became of them.\nI would like to have an answer.",
    "As a nurse I ask you above all to let doctors see them.",
    "Моя бабушка просила приписать: правда важнее удобства.\n\nС надеждой.",
    ".\nA line with a single dot is no end of a letter.",
    "Ich bin Drucker und seit 31 Jahren in der Gewerkschaft – „ein Schaden für einen ist ein Schaden für alle“.",
    "From the choir: 🕊 we will go on singing. {name} {own_words}",
)


@dataclass(frozen=True)
class Supporter:
    """Somebody who takes part; the address is in a domain that belongs to nobody."""

    number: int
    name: str
    email: str
    country: str
    language: str
    words: str
    wants_news: bool
    presses_twice: bool
    telephones: bool


def supporters(count: int, *, seed: int, languages: tuple[str, ...]) -> list[Supporter]:
    """`count` people; the first of them cover every country of the list if there are enough."""
    dice = random.Random(f"supporters {seed}")  # noqa: S311  # a cast, not a secret
    return [_one(number, dice, languages) for number in range(count)]


def _one(number: int, dice: random.Random, languages: tuple[str, ...]) -> Supporter:
    given, family = dice.choice(NAMES)
    country = dice.choices([c for c, _ in COUNTRIES], weights=[w for _, w in COUNTRIES])[0]
    russian = "ru" in languages and country in ("RU", "UA", "GE")
    return Supporter(
        number=number,
        name=f"{given} {family}",
        email=f"supporter{number}@{'people' if number % 3 else 'mail.people'}.example.net",
        country=country,
        language="ru" if russian else languages[0],
        words=dice.choice(WORDS),
        wants_news=dice.random() < 0.7 or number == 0,
        presses_twice=dice.random() < 0.05 or number == 1,
        telephones=dice.random() < 0.15 or number == 2,
    )
