"""A second opinion makes the desk surer of a name or shows one more; it changes nothing that the rules said."""

import importlib.util
import json
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hueandcry.command import main as command
from hueandcry.intake import receiving
from hueandcry.lib.env import Misconfigured
from hueandcry.reader import reading
from hueandcry.reader.draft import Draft
from hueandcry.reader.opinions import asking, choosing, english, russian, weighing
from hueandcry.reader.opinions.choosing import Choice
from hueandcry.reader.opinions.mention import ORGANISATION, PERSON, PLACE, Mention
from hueandcry.reader.text import document

RU = choosing.chosen("ru")
MISSING = [name for name in russian.PACKAGES if importlib.util.find_spec(name) is None]
needs_slovnet = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)} (extra opinions-ru)")
no_spacy = importlib.util.find_spec("spacy") is None
needs_spacy = pytest.mark.skipif(no_spacy, reason="spaCy is not installed (extra opinions-en)")

REPORT = (
    "В Кермене 3 мая 2024 года полиция задержала Дину Олжасову, швею фабрики.\n\n"
    "Начальник городской полиции Ермек Талов сказал, что Олжасова нарушила порядок. "
    "Об этом сообщает Союз швей Кермена. Рядом стояла Берик Нуртазин.\n"
)
CORPUS = Path(__file__).parents[1] / "reports" / "tuning"


def without_opinion(draft):
    """What a draft says when everything an engine may add is taken away, as JSON."""
    data = draft.to_json()
    for group in ("people", "organisations"):
        data[group] = [one for one in data[group] if "rules" in one["engines"]]
        for one in data[group]:
            one.pop("engines")
            one.pop("confidence", None)
    for incident in data["incidents"]:
        incident.pop("place_engines")
    return json.dumps(data, sort_keys=True)


def weighed(text, *words, engine="slovnet"):
    """The draft of a text after an engine took `words`, pairs of words and kind, for what they are not or are."""
    doc = document.prepare(text)
    draft = reading.read_text(text)
    found = [Mention(text.index(w), text.index(w) + len(w), kind) for w, kind in words]
    weighing.weigh(draft, doc, engine, found)
    return draft


def test_without_an_opinion_every_value_is_by_the_rules():
    draft = reading.read_text(REPORT)

    assert draft.people and draft.organisations
    assert {tuple(p.engines) for p in [*draft.people, *draft.organisations]} == {("rules",)}
    assert {tuple(i.place_engines) for i in draft.incidents} == {("rules",)}


def test_agreement_is_written_down_and_raises_confidence():
    text = "Об этом пишет Вера Лис."
    before = reading.read_text(text).people[0]
    after = weighed(text, ("Вера Лис", PERSON)).people[0]

    assert after.engines == ["rules", "slovnet"]
    assert before.confidence < after.confidence <= weighing.SUREST


def test_agreement_on_a_body_and_on_a_place_is_written_down():
    draft = weighed(REPORT, ("Союз швей", ORGANISATION), ("Кермене", PLACE))

    assert [b.engines for b in draft.organisations if b.name.startswith("Союз")] == [["rules", "slovnet"]]
    assert [i.place_engines for i in draft.incidents if i.place] == [["rules", "slovnet"]]


def test_a_person_only_the_engine_saw_is_one_to_look_at_and_nothing_more():
    text = "Вместе пришли и Ёлка Ыкова, и другие."
    draft = Draft(text, "ru")  # as if the rules had found nobody
    weighing.weigh(draft, document.prepare(text), "slovnet", [Mention(16, 26, PERSON)])
    added = [p for p in draft.people if "rules" not in p.engines]

    assert [(p.name, p.status, p.role, p.engines) for p in added] == [("Ёлка Ыкова", "other", None, ["slovnet"])]
    assert added[0].confidence < 0.6  # the screen says "check this"
    assert [text[slice(*s)] for s in added[0].spans["name"]] == ["Ёлка Ыкова"]


def test_two_forms_of_one_added_name_are_one_person():
    text = "стояли ёлка и Фирдавс Ашуров, а потом Фирдавса Ашурова не стало, ушёл Фирдавс Ашуров."
    empty = Draft(text, "ru")
    spans = [(14, 28), (38, 54), (70, 84)]
    weighing.weigh(empty, document.prepare(text), "slovnet", [Mention(*s, PERSON) for s in spans])

    assert [(p.name, p.aliases, p.spans["name"]) for p in empty.people] == [
        ("Фирдавс Ашуров", ["Фирдавса Ашурова"], spans)
    ]


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        ("Союз швей Кермена", PERSON),  # a body of the rules
        ("Ермек Талов", ORGANISATION),  # a person of the rules
        ("полиция задержала", PERSON),  # no name: small letters
        ("Рядом", PERSON),  # one word may be anything
        ("швею фабрики", ORGANISATION),
    ],
)
def test_words_the_rules_have_judged_and_words_that_are_no_name_are_not_added(words, kind):
    draft = weighed(REPORT, (words, kind))

    assert all("rules" in one.engines for one in [*draft.people, *draft.organisations])


def test_an_official_stays_an_official_whatever_the_engine_says():
    draft = weighed(REPORT, ("Ермек Талов", PERSON), ("Ермек Талов", PLACE))

    assert {p.name: p.status for p in draft.people}["Ермек Талов"] == "official"


@given(
    st.lists(
        st.builds(
            Mention,
            st.integers(-5, len(REPORT) + 5),
            st.integers(-5, len(REPORT) + 5),
            st.sampled_from((PERSON, ORGANISATION, PLACE)),
        ),
        max_size=30,
    )
)
def test_nothing_an_engine_says_removes_or_changes_a_value_of_the_rules(found):
    plain = reading.read_text(REPORT)
    draft = reading.read_text(REPORT)
    weighing.weigh(draft, document.prepare(REPORT), "slovnet", found)

    assert without_opinion(draft) == without_opinion(plain)
    for before, after in zip(plain.people, draft.people, strict=False):
        assert after.confidence >= before.confidence
    for added in draft.people[len(plain.people) :]:
        assert (added.status, added.role, added.engines) == ("other", None, ["slovnet"])
        assert all(0 <= start < end <= len(REPORT) for start, end in added.spans["name"])


def test_a_draft_keeps_its_engines_through_json_and_an_old_one_is_by_the_rules():
    draft = weighed(REPORT, ("Ермек Талов", PERSON), ("Кермене", PLACE))
    data = json.loads(json.dumps(draft.to_json()))
    again = Draft.from_json(data)

    assert again == draft
    for one in [*data["people"], *data["organisations"]]:
        del one["engines"]
    for incident in data["incidents"]:
        del incident["place_engines"]
    old = Draft.from_json(data)
    assert [p.engines for p in old.people] == [["rules"]] * len(draft.people)
    assert [i.place_engines for i in old.incidents] == [["rules"]] * len(draft.incidents)


@pytest.mark.parametrize(
    ("value", "wanted"),
    [
        ("", ()),
        ("ru", (Choice("ru"),)),
        (" ru , en:en_core_web_sm", (Choice("ru"), Choice("en", "en_core_web_sm"))),
        ("en:/srv/models/en", (Choice("en", "/srv/models/en"),)),
    ],
)
def test_an_operator_names_the_opinions(value, wanted):
    assert choosing.chosen(value) == wanted


@pytest.mark.parametrize("value", ["yes", "fr", "ru:big", "en", "en:", "en:a b", "en:../model", "en:a.b", "ru,ru"])
def test_an_unknown_opinion_is_refused_with_a_sentence(value):
    with pytest.raises(Misconfigured, match=r"^HUEANDCRY_OPINIONS names .*\.$"):
        choosing.chosen(value)


def test_an_unknown_opinion_stops_the_start():
    run = subprocess.run(
        [sys.executable, "-c", "import hueandcry.settings"],
        env={**os.environ, "HUEANDCRY_OPINIONS": "martian"},
        capture_output=True,
        text=True,
    )

    assert run.returncode and "HUEANDCRY_OPINIONS names 'martian'" in run.stderr


def test_a_named_but_missing_model_gives_one_sentence_and_the_rules_read_on(caplog):
    wanted = choosing.chosen("en:no_such_model_here")
    text = "Police arrested Ada Orn, a seamstress, in Oskel on 3 May 2024."
    drafts = [reading.read_text(text, wanted) for _ in range(3)]

    assert [d.to_json() for d in drafts] == [reading.read_text(text).to_json()] * 3
    assert len(caplog.records) == 1
    said = caplog.records[0].getMessage()
    assert "is not installed" in said and "The rules read alone." in said and "Ada" not in said


def test_an_engine_that_fails_is_told_once_without_the_text(caplog, monkeypatch):
    def broken(text):
        raise ValueError(text)

    choice = Choice("ru", "broken")
    monkeypatch.setitem(asking._engines, choice, broken)
    drafts = [reading.read_text(REPORT, (choice,)) for _ in range(2)]

    assert [d.to_json() for d in drafts] == [reading.read_text(REPORT).to_json()] * 2
    assert [r.getMessage() for r in caplog.records] == [
        "The second opinion of slovnet on Russian texts failed on a text (ValueError). The rules read alone."
    ]


def test_an_engine_is_given_the_beginning_of_a_long_text_whole_words_only(monkeypatch):
    seen = []
    choice = Choice("ru", "short")
    monkeypatch.setitem(asking._engines, choice, lambda text: seen.append(text) or [])
    reading.read_text(REPORT * 300, (choice,))

    assert asking.LONGEST - 100 < len(seen[0]) <= asking.LONGEST
    assert not (REPORT * 300)[len(seen[0])].isalpha()


def test_reading_without_opinions_loads_none_of_their_packages():
    program = (
        "import sys; from hueandcry.command import main; from hueandcry.reader import reading; "
        "reading.read_text(sys.argv[1]); "
        "sys.exit(', '.join({'numpy', 'slovnet', 'navec', 'natasha', 'spacy', 'thinc'} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", program, REPORT], capture_output=True, text=True)

    assert (run.returncode, run.stderr) == (0, "")


@needs_slovnet
def test_slovnet_is_loaded_without_natasha_and_fetches_nothing():
    program = (
        "import os, sys; sys.addaudithook(lambda e, _: e in ('socket.connect', 'socket.getaddrinfo') and os._exit(9)); "
        "from hueandcry.reader import reading; from hueandcry.reader.opinions import choosing; "
        "draft = reading.read_text(sys.argv[1], choosing.chosen('ru')); "
        "assert any('slovnet' in p.engines for p in draft.people); "
        "sys.exit(', '.join({'natasha', 'pymorphy2', 'yargy', 'pkg_resources'} & set(sys.modules)) or 0)"
    )
    run = subprocess.run([sys.executable, "-c", program, REPORT], capture_output=True, text=True)

    assert (run.returncode, run.stderr) == (0, "")


@needs_slovnet
@pytest.mark.parametrize("path", sorted(CORPUS.glob("ru*.txt")), ids=lambda p: p.stem)
def test_slovnet_changes_nothing_the_rules_said_of_our_russian_texts(path):
    raw = path.read_bytes()
    plain, draft = reading.read(raw), reading.read(raw, RU)

    assert without_opinion(draft) == without_opinion(plain)
    assert any("slovnet" in p.engines for p in draft.people)
    assert {p.status for p in draft.people if "rules" not in p.engines} <= {"other"}
    for one in [*draft.people, *draft.organisations]:
        start, end = one.spans["name"][0]
        assert " ".join(draft.text[start:end].split()) in (one.name, *one.aliases)


@needs_slovnet
def test_slovnet_is_silent_on_texts_in_other_languages():
    text = "Police arrested Ada Orn, a seamstress, in Oskel on 3 May 2024."

    assert reading.read_text(text, RU).to_json() == reading.read_text(text).to_json()


@needs_slovnet
def test_a_kazakh_letter_in_a_name_is_no_false_place_and_the_name_is_found():
    text = "Профсоюзный лидер Есенбек Үктешбаев объявил голодовку на площади Жаңаөзен. Суд в Алматы молчит.\n"
    found = {text[m.start : m.end]: m.kind for m in asking._engine(RU[0])(text)}

    assert found == {"Есенбек Үктешбаев": PERSON, "Алматы": PLACE}


@needs_slovnet
def test_a_kazakh_line_in_a_russian_text_is_not_shown_to_slovnet():
    kazakh = "Ақтау қаласында мұнайшылар бейбіт шеруге шықты, Қайрат Нұрланұлы ұсталды."
    text = f"Вчера в Актау задержали Ивана Петрова.\n{kazakh}\nСоюз горняков протестует.\n"
    found = asking._engine(RU[0])(text)

    assert {text[m.start : m.end] for m in found} >= {"Ивана Петрова", "Актау"}
    start = text.index(kazakh)
    assert not [m for m in found if start <= m.start < start + len(kazakh)]


@needs_slovnet
def test_names_on_lines_of_their_own_are_names_of_their_own():
    text = "Задержаны:\nИван Петров\nАнна Сидорова\nПётр Кузнецов\n"

    people = {text[m.start : m.end] for m in asking._engine(RU[0])(text) if m.kind == PERSON}
    assert people == {"Иван Петров", "Анна Сидорова", "Пётр Кузнецов"}


@needs_slovnet
@given(st.text(st.sampled_from("Иван Пётр\n.,;«»—-()1| қә🙂\u0301\u00a0aZ"), max_size=80))
def test_slovnet_takes_any_text_and_stays_inside_it(text):
    engine = asking._engine(RU[0])

    assert all(0 <= m.start < m.end <= len(text) for m in engine(text))


@needs_slovnet
def test_many_readers_at_once_get_what_one_gets(monkeypatch):
    monkeypatch.delitem(asking._engines, RU[0], raising=False)
    wanted = reading.read_text(REPORT).to_json()
    drafts, threads = [], []
    for _ in range(4):
        threads.append(threading.Thread(target=lambda: drafts.append(reading.read_text(REPORT, RU).to_json())))
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(drafts) == 4 and all(d == drafts[0] for d in drafts)
    assert drafts[0] != wanted


@needs_slovnet
def test_the_command_asks_for_an_opinion_by_flag_or_setting(tmp_path, capsys, monkeypatch):
    monkeypatch.delenv("HUEANDCRY_OPINIONS", raising=False)
    (tmp_path / "report.txt").write_text(REPORT, encoding="utf-8")

    def engines(*flags):
        assert command.main(["read", str(tmp_path / "report.txt"), "--json", *flags]) == 0
        return {e for p in json.loads(capsys.readouterr().out)["people"] for e in p["engines"]}

    assert engines() == {"rules"}
    assert "slovnet" in engines("--opinions", "ru")
    monkeypatch.setenv("HUEANDCRY_OPINIONS", "ru")
    assert "slovnet" in engines()
    assert engines("--opinions", "") == {"rules"}
    assert command.main(["read", str(tmp_path / "report.txt"), "--opinions", "ru"]) == 0
    assert "(rules and slovnet)" in capsys.readouterr().out


@needs_slovnet
@pytest.mark.django_db
def test_a_report_at_the_desk_is_read_with_the_opinions_of_the_settings(settings):
    settings.OPINIONS = ()
    alone = receiving.receive(REPORT.encode(), how="paste")
    settings.OPINIONS = RU
    both = receiving.receive(REPORT.encode(), how="paste")

    assert {e for p in alone.reading["people"] for e in p["engines"]} == {"rules"}
    assert "slovnet" in {e for p in both.reading["people"] for e in p["engines"]}


@pytest.mark.skipif(not no_spacy, reason="spaCy is installed")
def test_spacy_that_is_not_there_is_told_with_what_to_do():
    with pytest.raises(english.Missing, match=r"spaCy is not installed; install hueandcry\[opinions-en\]"):
        english.load("en_core_web_sm")


@needs_spacy
@pytest.mark.filterwarnings("ignore")
def test_spacy_reads_with_a_model_the_operator_has_and_names(tmp_path):
    spacy = importlib.import_module("spacy")
    model = spacy.blank("en")
    ruler = model.add_pipe("entity_ruler", name="ner")
    ruler.add_patterns([{"label": "PERSON", "pattern": "Ada Orn"}, {"label": "DATE", "pattern": "3 May 2024"}])
    model.to_disk(tmp_path / "model")
    text = "Police arrested Ada Orn, a seamstress, in Oskel on 3 May 2024."
    draft = reading.read_text(text, choosing.chosen(f"en:{tmp_path / 'model'}"))

    assert [(p.name, p.status, p.engines) for p in draft.people] == [("Ada Orn", "at_risk", ["rules", "spacy"])]
    assert without_opinion(draft) == without_opinion(reading.read_text(text))


@needs_spacy
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize(
    ("model", "sentence"),
    [("no_such_model_here", "is not installed"), ("json", "is no spaCy model"), ("/no/such", "no spaCy model in")],
)
def test_a_model_that_is_none_is_told_in_one_sentence(model, sentence):
    with pytest.raises(english.Missing, match=sentence):
        english.load(model)
