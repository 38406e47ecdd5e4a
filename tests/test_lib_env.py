"""A setting that is unknown or unsafe stops the start with a sentence."""

import os
import subprocess
import sys

import pytest

from hueandcry.lib.env import Environment, Misconfigured


def start(tmp_path, environment=(), **values):
    """Load the settings in a process of its own with these HUEANDCRY_* values."""
    given = {f"HUEANDCRY_{name}": value for name, value in {"DATA": str(tmp_path / "desk"), **values}.items()}
    rest = {name: value for name, value in os.environ.items() if not name.startswith("HUEANDCRY_")}
    code = (
        "from hueandcry.lib.env import Misconfigured\n"
        "try:\n    import hueandcry.settings\nexcept Misconfigured as no:\n    print(no)"
    )
    run = subprocess.run(
        [sys.executable, "-c", code],
        env={**rest, **given, **dict(environment)},
        capture_output=True,
        text=True,
        check=True,
    )
    return run.stdout.strip()


LIVE = {
    "MODE": "live", "PUBLIC_URL": "https://act.desk.test", "DESK_URL": "https://desk.desk.test", "SECRET_KEY": "s" * 60,
    "MAIL_DOMAIN": "act.desk.test", "NEWS_DOMAIN": "news.desk.test", "DKIM_BY": "relay",
}  # fmt: skip


def test_the_default_is_a_demo_that_starts(tmp_path):
    assert start(tmp_path) == ""


def test_a_whole_live_configuration_starts(tmp_path):
    assert start(tmp_path, **LIVE) == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"RELAI": "127.0.0.1:25"}, "Unknown setting HUEANDCRY_RELAI"),
        ({"MODE": "production"}, "HUEANDCRY_MODE is 'production'"),
        ({"SABOTAGE": "keep-keys"}, "works only with HUEANDCRY_TESTING=yes"),
        ({"RELAY": "mail.desk.test:25"}, "the relay has to be on this machine"),
        ({"RELAY": "mail"}, "it has to be host:port"),
        ({**LIVE, "SECRET_KEY": "short"}, "at least 50 random characters"),
        ({**LIVE, "DKIM_BY": "us"}, "Give the DKIM key"),
        ({**LIVE, "PUBLIC_URL": "http://act.desk.test"}, "has to begin with https://"),
        ({**LIVE, "NEWS_DOMAIN": "act.desk.test"}, "protests and news never mix"),
        ({**LIVE, "RELAY": "mail.desk.test:25", "RELAY_TLS": "none"}, "in the clear"),
        ({**LIVE, "MAIL_DOMAIN": "act.example.org"}, "to your own domains"),
        ({**LIVE, "TESTING": "yes"}, "exclude each other"),
        ({"MAIL_DOMAIN": "a b@c"}, "a domain name such as act.example.org"),
        ({"ORGANISATION": "Evil\nBcc: x"}, "one line of at most 80 letters"),
        ({"NUMBER_PREFIX": "A" * 37}, "one to six capital letters"),
        ({"PUBLIC_URL": "http://["}, "HUEANDCRY_PUBLIC_URL has to be an address"),
        ({"PUBLIC_URL": "http://a:99999"}, "HUEANDCRY_PUBLIC_URL has to be an address"),
        ({"DATABASE": "postgresql://u:p@h:abc/x"}, "HUEANDCRY_DATABASE is no address"),
        ({"DATABASE": "postgresql://u@h/x?sslmodus=no"}, "takes host, sslmode and sslrootcert"),
        ({"DATABASE": "postgresql://u@h/x?sslmode"}, "HUEANDCRY_DATABASE is no address"),
        ({"DATABASE": "mysql://x"}, "has to begin with sqlite: or postgresql://"),
    ],
)
def test_an_unsafe_setting_stops_the_start_and_says_what_to_do(tmp_path, change, sentence):
    assert sentence in start(tmp_path, **change)


def test_postgresql_without_its_driver_is_told_how_to_get_it(tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys\nsys.modules['psycopg'] = None\n")

    path = os.pathsep.join([str(tmp_path), os.environ.get("PYTHONPATH", "")])
    said = start(tmp_path, environment={"PYTHONPATH": path}, DATABASE="postgresql://u@h/x")

    assert "requirements-postgres.txt" in said


def test_keys_inside_the_data_folder_stop_the_start(tmp_path):
    assert "Keep the keys apart" in start(tmp_path, KEYS=str(tmp_path / "desk" / "keys"))


def test_a_secret_comes_from_a_file(tmp_path):
    path = tmp_path / "secret"
    path.write_text("from the file\n")

    assert Environment({"HUEANDCRY_DKIM_KEY_FILE": str(path)}).secret("DKIM_KEY") == "from the file"


def test_a_secret_given_twice_or_not_readable_is_refused(tmp_path):
    both = Environment({"HUEANDCRY_K": "a", "HUEANDCRY_K_FILE": "b"})
    gone = Environment({"HUEANDCRY_K_FILE": str(tmp_path / "gone")})

    with pytest.raises(Misconfigured, match="not both"):
        both.secret("K")
    with pytest.raises(Misconfigured, match="cannot be read"):
        gone.secret("K")
