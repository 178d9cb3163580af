"""What the README shows is what the program says."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest
from typer.main import get_command

from reconvene.cli.app import app
from tests.command import reconvene

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_output_in_the_readme_is_real() -> None:
    shown = re.search(r"<!-- begin: reconvene check [^>]*-->\n```\n(.*?)\n```\n<!-- end -->", README, re.DOTALL)
    assert shown is not None
    done = reconvene("check", "water.reconvene.yaml", cwd=ROOT / "docs" / "examples")
    assert done.out.rstrip() == shown.group(1)


def test_the_file_in_the_readme_is_the_one_that_is_checked() -> None:
    example = (ROOT / "docs" / "examples" / "water.reconvene.yaml").read_text(encoding="utf-8")
    assert f"```yaml\n{example.rstrip()}\n```" in README


def test_every_command_in_the_readme_is_a_verb() -> None:
    verbs = set(getattr(get_command(app), "commands", {}))
    named = set(re.findall(r"^(?:\.venv/bin/)?reconvene ([a-z-]+)", README, re.MULTILINE))
    assert named and named <= verbs


@pytest.mark.parametrize("page", sorted((ROOT / "docs").glob("*.md")), ids=lambda page: page.stem)
def test_every_command_on_a_page_about_shipped_cases_runs(page: Path, tmp_path: Path) -> None:
    for line in re.findall(r"^reconvene (.*case:.*)$", page.read_text(encoding="utf-8"), re.MULTILINE):
        done = reconvene(*shlex.split(line, comments=True), cwd=tmp_path)
        assert done.code in (0, 1) and done.err == "", line
