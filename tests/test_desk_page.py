"""The page about desks is true: its commands run in their order, and so does its Python."""

from __future__ import annotations

import re
import shlex
from contextlib import chdir
from pathlib import Path

from tests.command import inside

PAGE = (Path(__file__).parent.parent / "docs" / "desk.md").read_text(encoding="utf-8")


def test_the_commands_and_the_program_of_the_page_run(tmp_path: Path) -> None:
    assert inside("new", "talks.reconvene.yaml", cwd=tmp_path).code == 0
    ((commands),) = re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL)
    for line in commands.splitlines():
        done = inside(*shlex.split(line)[1:], cwd=tmp_path, RECONVENE_PASSPHRASE="rain over the river")  # noqa: S106
        assert done.code == (1 if " watch " in line else 0), (line, done)
    ((program),) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    with chdir(tmp_path):
        exec(compile(program, "desk.md", "exec"), {})  # noqa: S102  (the page's own words)
    assert "summit" in inside("status", "north", cwd=tmp_path).out


def test_every_verb_of_the_page_has_help(tmp_path: Path) -> None:
    named = set(re.findall(r"`(?:reconvene )?((?:keys|desk|record) [a-z]+|verify)\b", PAGE))
    assert {"keys rotate", "desk adopt", "record redact", "verify"} <= named
    for verb in sorted(named):
        assert inside(*verb.split(), "--help", cwd=tmp_path).code == 0, verb
