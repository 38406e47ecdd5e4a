"""Invented people for bench/names.py: names put together from sounds, written down in many ways."""

import random
import tomllib
from collections.abc import Callable
from dataclasses import dataclass

from hueandcry.names import short_forms

Sounds = tuple[str, ...]
SURNAMES, GIVEN = 30_000, 400  # of one culture; the first of them are borne by many, the last by few
# How a sound is written in Russian, English, German and French manner.
WRITTEN = {
    "zh": ("ж", "zh", "sch", "j"), "sh": ("ш", "sh", "sch", "ch"), "ch": ("ч", "ch", "tsch", "tch"),
    "kh": ("х", "kh", "ch", "kh"), "ts": ("ц", "ts", "z", "ts"), "y": ("й", "y", "j", "ï"), "v": ("в", "v", "w", "v"),
    "u": ("у", "u", "u", "ou"), "dzh": ("дж", "j", "dsch", "dj"), "a": ("а", "a", "a", "a"),
    "ye": ("е", "ye", "je", "ie"), "ya": ("я", "ya", "ja", "ia"),
}  # fmt: skip
PLAIN = dict(zip("bgdzklmnoprstfei", "бгдзклмнопрстфеи", strict=True))
CULTURES: dict[str, tuple[str, str, tuple[str, ...], tuple[str, ...]]] = {
    # onsets, vowels, endings of a surname, endings of a given name
    "kazakh": ("b d zh k kh m n r s t sh", "a e i u", ("b a e v", "o v", "b e k o v"), ("b e k", "zh a n", "")),
    "russian": ("b v g d zh k l m n p r s t ts ch sh", "a e i o u", ("o v", "i n", "s k i y"), ("a n", "i y", "")),
    "ukrainian": ("b v g d k l m n p r s t ch sh", "a e i o u", ("e n k o", "u k", "ch u k"), ("o", "i y", "")),
    "arabic": ("b d f kh k l m n r s sh t z", "a i u", ("i", "a n", ""), ("a d", "i m", "")),
    "georgian": ("b g d v z t k l m n r s sh kh", "a e i o u", ("a d ze", "sh v i l i", "i a"), ("i", "a", "")),
    "western": ("b d f g k l m n p r s t v", "a e i o", ("e r", "s o n", "a n o", "i n i"), ("o", "a", "e l")),
}  # fmt: skip
KINDS = ("another manner", "another case", "an initial", "another order", "a patronymic", "a short form", "a slip")


@dataclass(frozen=True)
class Person:
    """Somebody invented, as the index knows them, and what is needed to write them differently."""

    given: Sounds
    surname: Sounds
    spelling: str
    forms: tuple[str, ...] = ()  # other forms of the first name, where the list knows some


class World:
    """An endless row of people with the same seed, in the same order."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311  # repeatable on purpose
        self.surnames = {name: [self._surname(name) for _ in range(SURNAMES)] for name in CULTURES}
        self.given = {name: [self._word(name, 3) for _ in range(GIVEN)] for name in CULTURES}
        self.known = [row for group in _rows() for row in group if len(row) > 1]

    def person(self) -> Person:
        """The next one; one in five has a first name of which the list knows other forms."""
        culture = self.random.choice(list(CULTURES))
        surname = self.surnames[culture][self._rank(SURNAMES)]
        if self.random.random() < 0.2:
            forms = self.random.choice(self.known)
            name = f"{forms[0]} {self._write(surname, 0)}"
            return Person((), surname, name, tuple(forms))
        given = self.given[culture][self._rank(GIVEN)]
        manner = self.random.randrange(4)
        return Person(given, surname, f"{self._write(given, manner)} {self._write(surname, manner)}")

    def again(self, person: Person, kind: str) -> str:
        """The same person, told of in another way."""
        manner = self.random.randrange(4)
        surname = self._write(person.surname, manner)
        given = self._write(person.given, manner) if person.given else person.forms[0]
        ways: dict[str, Callable[[], str]] = {
            "another manner": lambda: f"{given} {surname}",
            "another case": lambda: f"{given} {self._write(person.surname, 0)}{self.random.choice(['а', 'у', 'ом'])}",
            "an initial": lambda: f"{given[0]}. {surname}",
            "another order": lambda: f"{surname} {given}",
            "a patronymic": lambda: f"{given} {self._write(self._word('russian', 2), 0)}ович {surname}",
            "a short form": lambda: f"{self.random.choice(person.forms or (given,))} {surname}",
            "a slip": lambda: f"{given} {self._slip(surname)}",
        }
        return ways[kind]()

    def _rank(self, most: int) -> int:
        """A place on the list: half of the people share its first tenth."""
        return int(most * self.random.random() ** 3.3)

    def _surname(self, culture: str) -> Sounds:
        return self._word(culture, self.random.choice((4, 4, 6)), ending=2)

    def _word(self, culture: str, length: int, ending: int = 3) -> Sounds:
        onsets, vowels = CULTURES[culture][0].split(), CULTURES[culture][1].split()
        body = [self.random.choice(vowels if n % 2 else onsets) for n in range(length)]
        return (*body, *self.random.choice(CULTURES[culture][ending]).split())

    def _write(self, sounds: Sounds, manner: int) -> str:
        def letter(sound: str) -> str:
            if sound in WRITTEN:
                return WRITTEN[sound][manner]
            return "".join(PLAIN.get(one, one) for one in sound) if manner == 0 else sound

        return "".join(map(letter, sounds)).capitalize()

    def _slip(self, word: str) -> str:
        """One letter doubled, left out or changed for its neighbour, not among the first three."""
        at = self.random.randrange(3, max(4, len(word) - 1))
        before, letter, after = word[:at], word[at : at + 1], word[at + 1 :]
        doubled, left_out, swapped = (
            before + 2 * letter + after,
            before + after,
            before + after[:1] + letter + after[1:],
        )
        return self.random.choice([doubled, left_out, swapped])


def _rows() -> list[list[list[str]]]:
    told = tomllib.loads(short_forms.DATA.read_text(encoding="utf-8"))
    return [[row.split() for row in group] for group in told.values()]
