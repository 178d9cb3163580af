"""The editor's light reading of a file sees the same keys in the same places as the real one."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.command import TALKS
from tests.node.language_server import NODE, environment

HERE = Path(__file__).parent
CASES = HERE.parent / "src" / "reconvene" / "cases"
FILES = [*sorted(CASES.rglob("*.yaml")), *sorted((HERE / "sketches").glob("*.yaml"))]
Step = str | int


def read(asked: list[tuple[str, list[int]]]) -> list[Any]:
    """What the editor makes of each text and of the places in it; cursors count in UTF-16 units."""
    texts = json.dumps([{"text": text, "cursors": cursors} for text, cursors in asked])
    command = [NODE, HERE / "node" / "reading.mjs"]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=False, env=environment())
    assert done.returncode == 0, done.stderr
    found: list[Any] = json.loads(done.stdout)
    return found


def shape(node: yaml.Node) -> Any:
    """The keys of a tree by PyYAML, in the form that the editor gives; of scalars, that they are there."""
    match node:
        case yaml.MappingNode():
            return [[key.value, shape(value)] for key, value in node.value]
        case yaml.SequenceNode():
            return [shape(item) for item in node.value]
        case _:
            return "" if node.value else None


def bare(tree: Any) -> Any:
    """The editor's tree without the words of its scalars."""
    match tree:
        case [[str(), _], *_] if all(isinstance(entry, list) and len(entry) == 2 for entry in tree):
            return [[key, bare(value)] for key, value in tree]
        case list():
            return [bare(item) for item in tree]
        case _:
            return None if tree is None else ""


def keys(node: yaml.Node, steps: tuple[Step, ...] = ()) -> Iterator[tuple[int, tuple[Step, ...], str]]:
    """Every key: where it ends, in characters, the steps to the mapping that holds it, and its name."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield key.end_mark.index, steps, key.value
            yield from keys(value, (*steps, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from keys(item, (*steps, number))


def sampled(text: str) -> list[tuple[int, tuple[Step, ...], str]]:
    """Some two dozen keys from all over a file."""
    composed = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert composed is not None
    found = list(keys(composed))
    return found[:: max(1, len(found) // 24)]


@pytest.fixture(scope="module")
def readings() -> dict[Path, Any]:
    texts = {path: path.read_text(encoding="utf-8") for path in FILES}
    ends = {
        path: [len(text[:end].encode("utf-16-le")) // 2 for end, _, _ in sampled(text)] for path, text in texts.items()
    }
    return dict(zip(FILES, read([(texts[path], ends[path]) for path in FILES]), strict=True))


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_key_is_seen_where_it_stands(readings: dict[Path, Any], path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    composed = yaml.compose(text, Loader=yaml.CSafeLoader)
    assert composed is not None and bare(readings[path]["tree"]) == shape(composed)
    seen = [(tuple(place["steps"]), place["text"].strip("\"'")) for place in readings[path]["places"]]
    assert seen == [(steps, name) for _, steps, name in sampled(text)]
    assert {place["mode"] for place in readings[path]["places"]} == {"key"}


def test_half_a_file_is_read_as_well() -> None:
    found = read([(TALKS[:cut], [cut]) for cut in range(13, len(TALKS), 7)])
    assert all(one["tree"][0] == ["reconvene", "1"] for one in found)
    assert all(len(one["places"]) == 1 for one in found)
