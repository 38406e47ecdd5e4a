"""A command where no desk is: it names the file it looked for, tells of a demo, and makes nothing by asking."""

import json
import os
import subprocess
import sys

import pytest

from hueandcry.lib import env

pytestmark = pytest.mark.once
READING = [["post", "list"], ["post", "show", "1"], ["ledger", "verify"], ["sweep"], ["rounds", "--once"], ["doctor"]]


def ask(folder, *commands, **settings):
    """Every command in one process of its own, started in `folder`; the exit codes, and all that was said."""
    rest = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    code = (
        "import sys, json; from hueandcry.command import main\n"
        "print(json.dumps([main.main(words) for words in json.loads(sys.argv[1])]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps(commands)], cwd=folder, env=rest | settings, capture_output=True,
        text=True, check=True,
    )  # fmt: skip
    return json.loads(done.stdout.splitlines()[-1]), " ".join((done.stdout + done.stderr).split())  # lines are wrapped


def lay_a_demo(folder, **settings):
    """What a demo leaves in its DATA."""
    data = folder / "var" / "demo" / "desk"
    data.mkdir(parents=True)
    (data / env.LEFT).write_text(json.dumps({f"HUEANDCRY_{name}": value for name, value in settings.items()}))
    return data


def test_asking_where_no_desk_is_names_the_file_and_makes_nothing(tmp_path):
    (nowhere := tmp_path / "nowhere").mkdir()

    codes, said = ask(nowhere, *READING)

    assert codes == [2, 2, 2, 2, 2, 1]
    assert said.count(f"There is no desk yet: no database at {nowhere}/var/desk/desk.sqlite3.") == 5
    assert f"there is none at {nowhere}/var/desk/desk.sqlite3: no desk yet." in said
    assert ("demo" in said, list(nowhere.iterdir())) == (False, [])


def test_where_a_demo_lies_beside_it_is_told_how_to_ask_that_one(tmp_path):
    lay_a_demo(tmp_path, MODE="demo")

    _codes, said = ask(tmp_path, ["post", "list"], ["doctor"])

    assert said.count("put this before the command: HUEANDCRY_DATA=var/demo/desk") == 2


def test_a_command_that_is_given_the_demos_folder_finds_its_keys_and_its_relay_there(tmp_path):
    data = lay_a_demo(tmp_path, KEYS=str(tmp_path / "var/demo/keys"), RELAY="127.0.0.1:9")

    [made, _relay, _asked], said = ask(
        tmp_path, ["migrate"], ["doctor", "--no-letter"], ["post", "list"], HUEANDCRY_DATA=str(data)
    )

    assert (made, "127.0.0.1:9" in said) == (0, True)
    assert (tmp_path / "var/demo/keys/belongs-to").is_file()
    assert ask(tmp_path, ["doctor"], HUEANDCRY_DATA=str(data), HUEANDCRY_RELAY="127.0.0.1:7")[1].count("127.0.0.1:7")


def test_a_live_desk_takes_nothing_from_what_a_demo_left(tmp_path):
    data = lay_a_demo(tmp_path, MODE="demo", MAIL_DOMAIN="act.demo.test", DNS="127.0.0.1:53")

    _codes, said = ask(
        tmp_path, ["doctor"], HUEANDCRY_DATA=str(data), HUEANDCRY_MODE="live",
        HUEANDCRY_PUBLIC_URL="https://act.desk.test", HUEANDCRY_DESK_URL="https://desk.desk.test",
        HUEANDCRY_DKIM_BY="relay", HUEANDCRY_SECRET_KEY="s" * 60,
    )  # fmt: skip

    assert "Set HUEANDCRY_MAIL_DOMAIN and HUEANDCRY_NEWS_DOMAIN to your own domains." in said


def test_what_a_demo_left_in_pieces_stops_the_start_with_a_sentence(tmp_path):
    (lay_a_demo(tmp_path) / env.LEFT).write_text("{")

    [code], said = ask(tmp_path, ["post", "list"], HUEANDCRY_DATA="var/demo/desk")

    assert (code, "Start the demo again" in said) == (2, True)
