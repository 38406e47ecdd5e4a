"""The house itself: small files, floors that hold, and a broken floor that is noticed."""

import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 400


def test_no_python_file_is_longer_than_four_hundred_lines():
    files = [path for folder in ("src", "tests", "bench") for path in (ROOT / folder).rglob("*.py")]

    long = {str(path.relative_to(ROOT)): n for path in files if (n := len(path.read_text().splitlines())) > LONGEST}

    assert len(files) > 100
    assert long == {}


def test_the_floors_hold():
    code, said = floors(ROOT)

    assert code == 0, said


def test_an_import_that_goes_upwards_is_noticed(tmp_path):
    house = copy_of_the_house(tmp_path)
    ground = house / "src" / "hueandcry" / "lib" / "clock.py"
    ground.write_text(ground.read_text() + "\nfrom hueandcry.desk import roles  # noqa\n")

    code, said = floors(house)

    assert code == 1
    assert "hueandcry.lib.clock -> hueandcry.desk.roles" in said


def test_somebody_else_speaking_smtp_is_noticed(tmp_path):
    house = copy_of_the_house(tmp_path)
    rule = house / "src" / "hueandcry" / "actions" / "tally.py"
    rule.write_text(rule.read_text() + "\nimport smtplib  # noqa\n")

    code, said = floors(house)

    assert code == 1
    assert "hueandcry.actions.tally -> smtplib" in said


def test_a_package_without_a_floor_is_noticed(tmp_path):
    house = copy_of_the_house(tmp_path)
    attic = house / "src" / "hueandcry" / "attic"
    attic.mkdir()
    (attic / "__init__.py").touch()

    code, said = floors(house)

    assert code == 1
    assert "attic" in said


def copy_of_the_house(folder: Path) -> Path:
    """The source and the contracts, to be damaged."""
    house = folder / "house"
    shutil.copytree(ROOT / "src", house / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", house)
    return house


def floors(house: Path) -> tuple[int, str]:
    """What the import linter says about a house."""
    program = "import sys; sys.path.insert(0, 'src'); from importlinter.cli import lint_imports_command as run; run()"
    command = [sys.executable, "-c", program, "--no-cache"]
    done = subprocess.run(command, cwd=house, capture_output=True, text=True)
    return done.returncode, " ".join((done.stdout + done.stderr).split())
