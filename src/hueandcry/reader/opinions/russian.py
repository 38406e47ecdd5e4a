"""The second opinion on Russian texts: slovnet, with the model files that lie inside the natasha package."""

import importlib.util
import os
import re
import threading
from pathlib import Path
from typing import Any

from hueandcry.reader.opinions.mention import ORGANISATION, PERSON, PLACE, Engine, Mention, Missing

NAME = "slovnet"
PACKAGES = ("slovnet", "navec", "natasha")
WORDS = "emb/navec_news_v1_1B_250K_300d_100q.tar"
MODEL = "model/slovnet_ner_news_v1.tar"
KINDS = {"PER": PERSON, "ORG": ORGANISATION, "LOC": PLACE}
# The model never saw these letters: a name with one is lost to it. One letter for one, so that places stay.
NEIGHBOURS = str.maketrans("әғқңөұүһіўӘҒҚҢӨҰҮҺІЎ", "агкноуухиуАГКНОУУХИУ")
FOREIGN = re.compile("[әғқңөұүһіўїєґӘҒҚҢӨҰҮҺІЎЇЄҐ]")
WORD = re.compile(r"[^\W\d_]+")
WRAPPED = 50  # letters of a line that may have been broken for width
SHARE = 4  # one small word of so many with such a letter, and the line is not Russian


def load() -> Engine:
    """Read the model files, about a second and 200 MB; Missing when a package is not installed."""
    for package in PACKAGES:
        if importlib.util.find_spec(package) is None:
            raise Missing(f"{package} is not installed; install hueandcry[opinions-ru]")
    # The package is found and never imported: importing natasha takes in pymorphy2, which new Pythons refuse.
    spec = importlib.util.find_spec("natasha")
    data = Path(str(spec and spec.origin)).parent / "data"
    for name in (WORDS, MODEL):
        if not (data / name).is_file():
            raise Missing("this natasha holds no model files; install hueandcry[opinions-ru]")
    # Many threads for small sums cost ten times what they save, and the desk's other processes need the cores.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    import navec
    import slovnet

    model = slovnet.NER.load(str(data / MODEL))
    model.navec(navec.Navec.load(str(data / WORDS)))
    turn = threading.Lock()

    def look(text: str) -> list[Mention]:
        with turn:
            return _look(model, text)

    return look


def _look(model: Any, text: str) -> list[Mention]:
    shown = _shown(text)
    if not WORD.search(shown):
        return []  # the model fails on a text without words
    found = []
    for span in model(shown).spans:
        kind = KINDS.get(span.type)
        if kind and (kind == PERSON or not FOREIGN.search(text, span.start, span.stop)):  # Kazakh words are no places
            found.append(Mention(span.start, span.stop, kind))
    return found


def _shown(text: str) -> str:
    """The text as the model sees it, letter for letter: no foreign lines, and a mark where a short line ends.

    To the model a line's end is a blank, and a list of names one long name; but a wrapped line goes on.
    """
    lines = []
    for line in text.split("\n"):
        short = len(line) < WRAPPED and line[-1:].isalnum()
        lines.append((" " * len(line) if _foreign(line) else line) + (";" if short else " "))
    return "".join(lines)[: len(text)].translate(NEIGHBOURS)


def _foreign(line: str) -> bool:
    """Kazakh and not Russian, by its small words: a name in Kazakh letters may stand in a Russian line."""
    small = [word for word in WORD.findall(line) if word.islower()]
    odd = sum(1 for word in small if FOREIGN.search(word))
    return bool(odd) and odd * SHARE >= len(small)
