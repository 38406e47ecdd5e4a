"""The whole main job in a throw-away folder: it agrees with itself, and it notices when a promise is broken."""

import pytest

import staging

pytestmark = pytest.mark.slow


def test_the_shipped_report_is_rehearsed_and_everything_agrees():
    code, found, said = staging.rehearse(staging.VARLAND, "--supporters", "20", "--copies", "6")

    assert (code, found.get("disagreements")) == (0, []), said
    assert found["agrees"] is True
    assert (found["acknowledged"], found["confirmed"], found["copies_verified"]) == (20, 20, 6)
    court, ministry, governor, embassy = found["targets"]
    assert (court["accepted"], ministry["accepted"], governor["accepted"]) == (20, 20, 0)
    assert embassy["rule"] == "embassy_of:XV"
    assert 0 < embassy["accepted"] <= 20
    assert found["letters_accepted"] == sum(target["accepted"] for target in found["targets"])
    assert sum(target["bounced"] for target in found["targets"]) == found["bounced"] == 1
    assert found["tally"]["confirmed"] == 20
    assert found["tally"]["wrote"] == 6 + found["copies_received"]
    assert found["declared"] > 0
    assert found["news_sent"] > 0


@pytest.mark.skipif(not staging.SHARED.exists(), reason="the folder with real reports is not here")
def test_a_real_report_is_rehearsed_and_everything_agrees():
    report, table = staging.SHARED / "reports" / "seed-000.txt", staging.SHARED / "data" / "missions.csv"

    code, found, said = staging.rehearse(report, "--supporters", "20", "--copies", "6", "--missions", str(table))

    assert (code, found.get("disagreements")) == (0, []), said
    assert [target["rule"] for target in found["targets"]] == ["", "", "", "embassy_of:KZ"]
    assert (found["acknowledged"], found["confirmed"], found["copies_verified"]) == (20, 20, 6)


def test_a_letter_that_vanishes_is_noticed():
    code, found, _ = staging.rehearse(staging.VARLAND, "--supporters", "12", "--copies", "0", sabotage="sink-drops-one")

    assert (code, found["agrees"]) == (1, False)
    assert any(sentence.startswith("letters taken for") for sentence in found["disagreements"])


@pytest.mark.long
def test_a_copy_that_counts_twice_is_noticed():
    code, found, _ = staging.rehearse(
        staging.VARLAND, "--supporters", "4", "--copies", "4", sabotage="copy-counted-twice"
    )

    assert (code, found["agrees"]) == (1, False)
    assert any(sentence.startswith("copies verified for") for sentence in found["disagreements"])


def test_a_report_that_names_nobody_to_write_to_is_refused(tmp_path):
    report = tmp_path / "news.txt"
    report.write_text("Oskel, 3 April 2026\n\nAru Seitova was released from prison this morning. Her family met her.\n")

    code, found, said = staging.rehearse(report)

    assert (code, found) == (2, {})
    assert said.startswith("hueandcry: news.txt names nobody to write to")
    assert len(said.strip().splitlines()) == 1


@pytest.mark.parametrize("arguments", [("--supporters", "-1"), ("--copies", "many"), ("--kills", "1.5")])
def test_a_size_that_is_no_number_is_refused(arguments):
    code, found, said = staging.rehearse(staging.VARLAND, *arguments)

    assert (code, found) == (2, {})
    assert "has to be a number" in said
