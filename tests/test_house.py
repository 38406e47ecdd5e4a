"""The house itself: small files, floors that hold, and a broken floor that is noticed.

And its tables of threats: every test and switch that docs/threats.md and docs/faults.md name is there, and no row that
is owed is forgotten.
"""

import ast
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

from hueandcry.lib import sabotage

ROOT = Path(__file__).resolve().parents[1]
LONGEST = 400
THREATS, FAULTS = ROOT / "docs" / "threats.md", ROOT / "docs" / "faults.md"
# Rows of durability, of the tally and of mail that comes in, which have to have a test, a switch and a figure.
OWED = [
    *(f"A{n:02}" for n in (*range(1, 19), *range(20, 25))), "B12", "B16", "C01", "C02",
    *(f"C{n:02}" for n in range(4, 13)), "C15",
]  # fmt: skip
CODE = re.compile(r"`([^`]+)`")
FILE, FOLDER = re.compile(r"[\w/]*\w+\.py\Z"), re.compile(r"tests/\w+\Z")
SEEN_BY = "## Each switch, and what sees it"


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


# --- the tables of threats -----------------------------------------------------------------------


def rows(document: Path) -> list[list[str]]:
    """The cells of each row of its tables, without heads, rules and the list of switches."""
    lines = [line.strip() for line in document.read_text().partition(SEEN_BY)[0].splitlines()]
    ruled = {n for n, line in enumerate(lines) if re.match(r"\|[-|]+\|\Z", line)}
    told = [line for n, line in enumerate(lines) if line.startswith("|") and not {n, n + 1} & ruled]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in told]


def named(row: list[str]) -> tuple[list[str], list[str]]:
    """(files and folders, switches) that a row names."""
    words = [word for cell in row for word in CODE.findall(cell)]
    places = [word for word in words if FILE.match(word) or FOLDER.match(word)]
    return places, [word for word in words if word in sabotage.SWITCHES]


@cache
def found(name: str) -> Path | None:
    """The file that is meant; without its folder if there is one of that name."""
    folders = ("tests", "bench", "src/hueandcry")
    places = [ROOT / name] if "/" in name else [path for folder in folders for path in (ROOT / folder).rglob(name)]
    places += [ROOT / "src" / "hueandcry" / name]
    return next((place for place in places if place.exists()), None)


def source(row: list[str]) -> str:
    """What stands in the tests that a row names."""
    places = [path for name in named(row)[0] if (path := found(name)) and "tests" in path.parts]
    files = [file for path in places for file in (path.rglob("*.py") if path.is_dir() else [path])]
    return "\n".join(file.read_text() for file in files)


@cache
def functions(path: Path) -> dict[str, str]:
    """The tests of a file with their source, decorators included."""
    lines = path.read_text().splitlines()
    return {
        node.name: "\n".join(lines[min([node.lineno, *(d.lineno for d in node.decorator_list)]) - 1 : node.end_lineno])
        for node in ast.parse("\n".join(lines)).body
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def says(text: str, switch: str) -> bool:
    return re.search(rf"(?<![\w-]){switch}(?![\w-])", text) is not None


def test_every_file_the_tables_name_is_there():
    missing = [
        file for document in (THREATS, FAULTS) for row in rows(document) for file in named(row)[0] if not found(file)
    ]

    assert missing == []


def test_every_switch_the_tables_name_is_one():
    cells = [row[3] for document in (THREATS, FAULTS) for row in rows(document) if len(row) > 3]
    words = [word for cell in cells for word in CODE.findall(cell) if not FILE.match(word)]

    assert len(words) > 100
    assert [word for word in words if word not in sabotage.SWITCHES] == []


def test_every_row_about_threats_names_a_test():
    told = rows(THREATS)

    assert len(told) > 80
    assert [row[0] for row in told if not (source(row) or "the same" in row[2])] == []


def test_no_row_that_is_owed_is_forgotten_and_each_has_a_test_a_switch_and_a_figure():
    told = {}
    for row in rows(FAULTS):
        for number in re.findall(r"\b[ABC]\d\d\b", row[0]):
            files, switches = named(row)
            told.setdefault(number, []).append(bool(files and switches and row[4]))

    assert [number for number in OWED if not any(told.get(number, []))] == []
    assert len(OWED) == 37


def test_each_switch_of_a_row_is_used_by_a_test_which_that_row_names():
    strange, text = [], ""
    for row in filter(lambda row: len(row) > 2, [*rows(THREATS), *rows(FAULTS)]):
        text = source(row) + (text if "the same" in row[2] else "")
        strange += [(row[0], switch) for switch in named(row)[1] if not says(text, switch)]

    assert strange == []


def test_each_switch_stands_in_the_list_with_a_test_that_uses_it():
    listed = THREATS.read_text().partition(SEEN_BY)[2].partition("\n## ")[0]
    seen_by = dict(re.findall(r"^\| `([\w-]+)` \| `([\w/.:]+)` \|$", listed, re.MULTILINE))
    wrong = []
    for switch, place in seen_by.items():
        file, _, function = place.partition("::")
        code = functions(path).get(function, "") if (path := found(file)) else ""
        wrong += [] if says(code, switch) else [(switch, place)]

    assert sorted(seen_by) == sorted(sabotage.SWITCHES)
    assert wrong == []
