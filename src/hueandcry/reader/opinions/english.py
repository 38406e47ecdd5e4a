"""The second opinion on English texts: spaCy, with a model that the operator installed and named."""

import importlib
import importlib.util
import threading
from pathlib import Path
from typing import Any

from hueandcry.reader.opinions.mention import ORGANISATION, PERSON, PLACE, Engine, Mention, Missing

NAME = "spacy"
KINDS = {"PERSON": PERSON, "ORG": ORGANISATION, "GPE": PLACE, "LOC": PLACE, "FAC": PLACE}
UNUSED = ["tagger", "parser", "attribute_ruler", "lemmatizer"]


def load(model: str) -> Engine:
    """Load the installed model `model`, a package or a folder; Missing when it or spaCy is not there."""
    if importlib.util.find_spec("spacy") is None:
        raise Missing("spaCy is not installed; install hueandcry[opinions-en] and a model")
    pipeline = _folder(model) if model.startswith("/") else _package(model)
    if "ner" not in pipeline.pipe_names:
        raise Missing(f"the spaCy model {model} finds no names; install one with a part called ner")
    turn = threading.Lock()

    def look(text: str) -> list[Mention]:
        with turn:
            entities = pipeline(text).ents
        return [Mention(e.start_char, e.end_char, KINDS[e.label_]) for e in entities if e.label_ in KINDS]

    return look


def _folder(model: str) -> Any:
    if not (Path(model) / "config.cfg").is_file():
        raise Missing(f"there is no spaCy model in {model}; give the folder that holds config.cfg")
    spacy = importlib.import_module("spacy")
    return spacy.load(model, exclude=UNUSED)


def _package(model: str) -> Any:
    # Not spacy.load(name): that asks for a distribution of the same name and then looks into the current folder.
    spec = importlib.util.find_spec(model)
    if spec is None:
        raise Missing(f"the spaCy model {model} is not installed; install it yourself, nothing is ever fetched")
    if not (Path(str(spec.origin)).parent / "meta.json").is_file():
        raise Missing(f"the package {model} is no spaCy model; name one that is")
    return importlib.import_module(model).load(exclude=UNUSED)
