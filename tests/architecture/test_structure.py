"""The house as it was drawn: small files and functions, no room that nobody enters, lower floors that name no upper one."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ["core", "project", "activity", "accounts", "cooperatives", "participants", "coaching", "reporting", "demo"]
PACKAGES = {floor: ROOT / "osuuskunta" / floor if index < 4 else ROOT / floor for index, floor in enumerate(FLOORS)}


def tracked(*suffixes: str) -> list[Path]:
    """Return the files of the repository (kept and new ones, not what git ignores) with one of `suffixes`."""
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    return [ROOT / name for name in listed if name.endswith(suffixes) and (ROOT / name).is_file()]


CODE = [file for file in tracked(".py") if "migrations" not in file.parts]
PRODUCT = [file for file in CODE if file.relative_to(ROOT).parts[0] in {"osuuskunta", *FLOORS}]
TEMPLATES = [file for file in tracked(".html", ".txt") if file.is_relative_to(ROOT / "templates")]


def named(files: list[Path]) -> list[object]:
    return [pytest.param(file, id=str(file.relative_to(ROOT))) for file in files]


@pytest.mark.parametrize("file", named(CODE))
def test_a_file_is_one_idea(file):
    assert len(file.read_text("utf-8").splitlines()) <= 400


def length(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Return a function's lines without its docstring."""
    lines = (function.end_lineno or 0) - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= (first.end_lineno or 0) - first.lineno + 1
    return lines


@pytest.mark.parametrize("file", named(PRODUCT))
def test_a_function_fits_on_a_screen(file):
    functions = [
        node
        for node in ast.walk(ast.parse(file.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert [f"{node.name}: {length(node)}" for node in functions if length(node) > 40] == []


def words_of(file: Path) -> set[str]:
    """Return every name and every whole word of every string that is no docstring."""
    tree = ast.parse(file.read_text("utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    words: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docstrings:
            # A dotted or slashed path names a module or a template; prose for people does not.
            words |= {
                part
                for path in re.findall(r"(?<![\w-])[\w./]*[./][\w./]+", node.value)
                for part in re.split(r"[./]", path)
            }
        elif isinstance(node, ast.ImportFrom):
            words |= set((node.module or "").split("."))
        elif isinstance(node, ast.Import):
            words |= {part for alias in node.names for part in alias.name.split(".")}
    return words


# The one list of packages that the translator's tool and the schema's stamp walk over: the house as a whole.
WHOLE_HOUSE = {"osuuskunta/core/catalogues/sources.py", "osuuskunta/core/embedded/surroundings.py"}


@pytest.mark.parametrize("floor", FLOORS[:-1])
def test_a_lower_floor_names_no_upper_one(floor):
    upper = set(FLOORS[FLOORS.index(floor) + 1 :])
    found = {
        f"{file.relative_to(ROOT)}: {word}"
        for file in PRODUCT
        if file.is_relative_to(PACKAGES[floor]) and str(file.relative_to(ROOT)) not in WHOLE_HOUSE
        for word in words_of(file) & upper
    }
    assert found == set()


def looked_up_as(name: str) -> str:
    """Return what code or a template must contain for the template `name` to be reached.

    A component is called by its tag, a mail by the beginning that its subject and message share.
    """
    if name.startswith("components/"):
        return Path(name).stem
    return re.sub(r"(_subject|_message)\.txt$", "", name)


def test_no_template_is_unused():
    """A template is reached from code, from another template, or by the name that Django or a library looks for."""
    by_library = re.compile(r"^(\d{3}(_csrf)?\.html|account/|mfa/|usersessions/|osuuskunta/|django/)")
    everything = "\n".join(file.read_text("utf-8") for file in [*PRODUCT, *TEMPLATES])
    names = {str(file.relative_to(ROOT / "templates")) for file in TEMPLATES}
    assert {name for name in names if not by_library.match(name) and looked_up_as(name) not in everything} == set()


@pytest.mark.parametrize("file", named(TEMPLATES))
def test_a_template_holds_nothing_inline(file):
    """The content security policy knows only our own files."""
    text = file.read_text("utf-8")
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son\w+=|javascript:|data:image", text) == []


@pytest.mark.parametrize("file", named(tracked(".scss", ".css")))
def test_a_style_sheet_holds_no_data_address(file):
    assert "url(data:" not in file.read_text("utf-8")


@pytest.mark.parametrize("file", named(PRODUCT))
def test_library_code_neither_prints_nor_postpones(file):
    text = file.read_text("utf-8")
    speaks = "embedded" in file.parts or "commands" in file.parts or file.name == "assets.py"
    if not speaks:
        assert re.findall(r"^\s*print\(", text, re.MULTILINE) == []
    assert re.findall("TO" + "DO|FIX" + "ME|XX" + "X", text) == []
