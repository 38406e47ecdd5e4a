"""Facts and their words: cut, quoted, and compared between revisions."""

import make
from hueandcry.desk import changes, draft_sheet, sources

TEXT = "Aru Seitova was arrested in Oskel."


def test_the_source_is_cut_wherever_a_fact_begins_or_ends_and_stays_whole():
    cut = sources.pieces(TEXT, {"people-0": [[0, 11]], "incidents-0": [[0, 24]]})

    assert [(p.text, p.facts) for p in cut] == [
        ("Aru Seitova", ["people-0", "incidents-0"]), (" was arrested", ["incidents-0"]), (" in Oskel.", []),
    ]  # fmt: skip
    assert "".join(piece.text for piece in cut) == TEXT


def test_words_that_only_a_long_text_rests_on_are_marked_quietly_and_holes_as_such():
    cut = sources.pieces(TEXT, {"text-body": [[0, 34]], "copies-0": [[28, 33]]}, holes=["copies-0"], wide=["text-body"])

    assert [(p.text, p.wide, p.hole) for p in cut] == [
        ("Aru Seitova was arrested in ", True, False), ("Oskel", False, True), (".", True, False),
    ]  # fmt: skip


def test_places_outside_the_source_are_left_out():
    assert sources.words(TEXT, [[0, 3], [30, 99], [-1, 4], [5, 5]]) == [sources.Words("Aru", 0)]


def test_a_long_quote_loses_its_middle():
    short = sources.shorten("word " * 100)

    assert len(short) < 170 and " … " in short


def test_changes_go_by_the_row_and_not_by_its_place():
    old = make.document()
    new = make.document()
    new["targets"] = [new["targets"][1], new["targets"][2]]
    new["people"][0]["role"] = "baker"

    told = [(c.where, c.was, c.now) for c in changes.between(old, new)]

    assert told[0] == ("Person 1 · role", "president of the bakers' union", "baker")
    assert {c[0].partition(" · ")[0] for c in told[1:]} == {"Target 1"}
    assert ("Target 1 · Channel 1 · address or number", "chair@court.example.org", "") in told
    assert changes.between(old, make.document()) == []


def test_the_language_shown_is_the_one_asked_for_or_the_reports_own():
    doc = make.document(language="ru")

    shown = [draft_sheet.shown_language(doc, asked, "en") for asked in ("en", "xx", "")]

    assert shown == ["en", "ru", "ru"]
