"""An incident that becomes another deed than the words told asks how we know of it."""

import copy

import make
from hueandcry.appeals import document, supporting

SOURCE = "Aru Seitova was taken by police in Oskel."


def changed(to, *, basis="", **before):
    doc = make.document()
    doc["incidents"][0] |= {"spans": [[12, 21]], "basis": basis, "type": "arrest", **before}
    doc = document.clean(doc)
    new = copy.deepcopy(doc)
    new["incidents"][0]["type"] = to
    supporting.carry(doc, new, source=SOURCE, by="Mira")
    new = document.clean(new)
    return new["incidents"][0]["spans"], [gap.where for gap in document.missing(new)]


def test_another_deed_without_a_ground_blocks_like_a_fact_without_words():
    assert changed("killing") == ([], ["incidents.i1"])


def test_the_same_deed_or_one_with_a_ground_stands_as_before():
    assert changed("arrest") == ([[12, 21]], [])
    assert changed("killing", basis="her sister, by telephone") == ([[12, 21]], [])


def test_words_chosen_by_hand_become_the_deed_the_writer_says():
    assert changed("killing", type="other", looked="Mira") == ([[12, 21]], [])
    assert changed("killing", type="other", looked="Mira", sure="check") == ([], ["incidents.i1"])
