"""The house rules that no linter knows: what a module, a function, a room and a file may be."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "reconvene"
MODULES = sorted(SOURCE.rglob("*.py"))
LONGEST_FUNCTION = 60
LONGEST_MODULE = 500
EMPTY_NAMES = {"base", "common", "helper", "helpers", "manager", "managers", "misc", "util", "utils"}
DOORS = {"cli", "web"}
"""The rooms that may import late, so that a command loads only what it needs."""

LATE = {
    "timing/propagation.py",
    "deal/arrays.py",
    "live/checking.py",
    "reports/calendar_entries.py",
    "reports/calendar_file.py",
}
"""The modules that may, each for a reason that `docs/design.md` gives."""

UNFINISHED = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X|HA" + r"CK)\b")
SOMEBODYS_MACHINE = re.compile(r"(?<![\w.$}])/(root|home/\w+|Users/\w+)/")

Function = ast.FunctionDef | ast.AsyncFunctionDef


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def functions(module: ast.Module) -> Iterator[Function]:
    return (node for node in ast.walk(module) if isinstance(node, Function))


def lines_of_work(function: Function) -> int:
    """How many lines a function has, leaving out its docstring: the page of a check may be long, its work may not."""
    first = function.body[0]
    docstring = first.end_lineno - first.lineno + 1 if ast.get_docstring(function) and first.end_lineno else 0
    assert function.end_lineno is not None
    return function.end_lineno - function.lineno + 1 - docstring


def public(body: list[ast.stmt]) -> Iterator[Function | ast.ClassDef]:
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield node
            if isinstance(node, ast.ClassDef):
                yield from public(node.body)


def settings() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def rooms() -> set[str]:
    return {path.parent.name for path in SOURCE.glob("*/__init__.py")}


def our_files() -> list[Path]:
    """Every text file that is, or is about to be, in the repository."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this is not a git working tree, so which files are ours is not known")
    own_words = {"LICENSE", "uv.lock", "tests/node/package-lock.json"}
    paths = [ROOT / line for line in listed if line and line not in own_words and not line.startswith("tests/hostile/")]
    return [path for path in paths if path.is_file() and not path.is_symlink()]


def faults(look: Callable[[Path], object]) -> dict[str, object]:
    """What a look at each module finds wrong, by the name of the module; nothing of those that are well."""
    return {name(path): found for path in MODULES if (found := look(path))}


def test_a_module_says_what_it_is_and_stays_short() -> None:
    silent = faults(lambda path: not ast.get_docstring(tree(path)))
    assert silent == {}, "its first line tells whether a line of code lives here"
    long = faults(lambda path: len(path.read_text(encoding="utf-8").splitlines()) > LONGEST_MODULE)
    assert long == {}, "it holds more than one idea: split it by noun"
    assert faults(lambda path: path.stem in EMPTY_NAMES) == {}, "its name says nothing: name it after what it holds"


def test_functions_are_short() -> None:
    def long(path: Path) -> list[str]:
        return [found.name for found in functions(tree(path)) if lines_of_work(found) > LONGEST_FUNCTION]

    assert faults(long) == {}


def test_what_is_public_has_a_docstring() -> None:
    special = re.compile(r"__\w+__")

    def silent(path: Path) -> list[str]:
        found = [node for node in public(tree(path).body) if not ast.get_docstring(node) and not is_overload(node)]
        return [node.name for node in found if not special.fullmatch(node.name)]

    assert faults(silent) == {}


def is_overload(node: ast.AST) -> bool:
    """One form of a function whose docstring stands with the function itself."""
    listed = getattr(node, "decorator_list", [])
    return any(isinstance(each, ast.Name) and each.id == "overload" for each in listed)


def test_imports_stand_at_the_top() -> None:
    def late(path: Path) -> list[int]:
        inner = path.relative_to(SOURCE)
        if inner.parts[0] in DOORS or inner.as_posix() in LATE:
            return []
        inside = [node for function in functions(tree(path)) for node in ast.walk(function)]
        return [node.lineno for node in inside if isinstance(node, ast.Import | ast.ImportFrom)]

    assert faults(late) == {}


def test_every_folder_of_modules_is_a_package() -> None:
    folders = {path.parent for path in MODULES}
    assert [name(folder) for folder in sorted(folders) if not (folder / "__init__.py").exists()] == []


def test_every_room_stands_in_the_contract() -> None:
    contracts = settings()["tool"]["importlinter"]["contracts"]
    (layers,) = [contract["layers"] for contract in contracts if contract["id"] == "rooms"]
    declared = {room.strip() for layer in layers for room in layer.split("|")}
    assert rooms() - declared == set()


def test_nothing_is_left_unfinished_and_no_file_names_a_machine() -> None:
    found: list[str] = []
    for path in our_files():
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        places = (
            f"{name(path)}:{number}: {line.strip()[:100]}"
            for number, line in enumerate(lines, 1)
            if UNFINISHED.search(line) or SOMEBODYS_MACHINE.search(line)
        )
        found.extend(places)
    assert found == []


def test_the_lock_file_names_no_index_but_pypi() -> None:
    text = (ROOT / "uv.lock").read_text(encoding="utf-8")
    hosts = set(re.findall(r"(?:https?|file)://[^/\"]*", text))
    assert hosts == {"https://pypi.org", "https://files.pythonhosted.org"}


def test_the_node_lock_file_names_no_registry() -> None:
    text = (ROOT / "tests" / "node" / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in text
    assert '"integrity"' in text
