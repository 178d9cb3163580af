"""What holds of every case that is shipped."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import reconvene
from reconvene.clauses.expand import expand
from reconvene.document.load import load
from tests.cases import records_of

CASES = sorted(path.parent for path in (Path(reconvene.__file__).parent / "cases").glob("*/process.yaml"))


@pytest.fixture(params=CASES, ids=[folder.name for folder in CASES])
def folder(request: pytest.FixtureRequest) -> Path:
    """The folder of each case in turn."""
    return Path(request.param)


def test_every_source_is_used_graded_and_has_an_address(folder: Path) -> None:
    process = expand(load(folder / "process.yaml")).process
    used = {name for item in records_of(process) for name in getattr(item, "source", None) or ()}
    events = folder / "events.yaml"
    told = set(re.findall(r"\w+", events.read_text(encoding="utf-8"))) if events.is_file() else set()
    assert process.sources and set(process.sources) - used - told == set()
    for name, source in process.sources.items():
        assert source.grade in ("primary", "secondary", "weak"), name
        assert source.url and source.url.startswith("http") and " " not in source.url, name


def test_no_line_is_too_long_to_be_read(folder: Path) -> None:
    for path in folder.rglob("*.yaml"):
        lines = path.read_text(encoding="utf-8").splitlines()
        assert [number for number, line in enumerate(lines, 1) if len(line) > 120] == [], path
