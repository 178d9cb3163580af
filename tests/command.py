"""The command line as a user runs it: a process of its own, with no terminal and a known environment."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parent.parent / "src"

TALKS = """\
reconvene: 1
title: Yongbyon for civil relief
as_of: 2019-03-01
zone: Asia/Seoul
parties: {dprk: {}, us: {}}
actors: {iaea: {kind: verifier}, unsc: {}, rok: {}, japan: {}}
days: {opens: 2019-04-01}
end_state: {all: [yongbyon.dismantled], verified_by: iaea}
items:
  yongbyon: {scale: [running, halted, disabled, dismantled], start: running, goal: dismantled}
obligations:
  freeze_yongbyon:
    text: Shut down and seal the facilities listed in Annex B.
    by: dprk
    to: [us, rok, japan]
    brings: yongbyon.halted
    within: 60 days of opens and no later than 2019-06-30
  suspend_coal_ban:
    by: us
    to: [dprk]
    done_by: unsc
    lifts: {coal_ban: suspend}
    after: freeze_yongbyon.verified
    within: 30 days
measures:
  coal_ban: {in: unscr_2371, paragraph: 8}
texts: {unscr_2371: {}}
"""
"""A file of twenty-seven lines in which much is wrong."""

SOUND = """\
reconvene: 1
title: A small agreement
as_of: 2020-01-01
parties: {north: {}, south: {}}
"""
"""A file that can be read and says next to nothing."""

MISSPELT = """\
reconvene: 1
titel: A small agreement
partys: {north: {}}
"""
"""A file with two misspelt keys."""


@dataclass(frozen=True)
class Outcome:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


def environment(**changed: str) -> dict[str, str]:
    """The environment of a command: nothing of the caller's that changes what it prints."""
    unwanted = {"COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "TERM", "PYTHONIOENCODING", "RECONVENE_TRACEBACK"}
    kept = {name: value for name, value in os.environ.items() if name not in unwanted}
    path = os.pathsep.join([str(SOURCE), *filter(None, [os.environ.get("PYTHONPATH")])])
    return {**kept, "PYTHONPATH": path, "PYTHONUTF8": "1", "COLUMNS": "100", **changed}


def reconvene(*words: str | Path, cwd: Path | None = None, **changed: str) -> Outcome:
    """Run the command line to its end."""
    done = subprocess.run(
        [sys.executable, "-m", "reconvene", *map(str, words)],
        cwd=cwd,
        env=environment(**changed),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    out, err = done.stdout.decode("utf-8"), done.stderr.decode("utf-8")
    assert "Traceback" not in out + err
    return Outcome(done.returncode, out, err)


def inside(*words: str | Path, cwd: Path, given: str | None = None, **changed: str) -> Outcome:
    """The same inside this process, which is quicker: for what many commands in a row come to."""
    from typer.testing import CliRunner

    from reconvene.cli.app import app

    with chdir(cwd):
        done = CliRunner().invoke(app, [*map(str, words)], input=given, env=environment(**changed))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)
