"""The command line as a user runs it: a process of its own, with no terminal and a known environment."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from pkgutil import walk_packages
from tempfile import TemporaryDirectory
from typing import IO

import reconvene as package

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
    """Run the command line to its end, in a process of its own.

    Where the system can, that process is forked from one that has read our modules already: to read them takes longer
    than what most commands do. What Python itself reads as it starts (`PYTHON…`) needs a new one.
    """
    anew = "forkserver" not in get_all_start_methods() or any(name.startswith("PYTHON") for name in changed)
    code, *written = (_started if anew else _forked)([*map(str, words)], cwd or Path.cwd(), environment(**changed))
    out, err = (stream.decode("utf-8") for stream in written)
    assert "Traceback" not in out + err
    return Outcome(code, out, err)


def _started(words: list[str], cwd: Path, variables: dict[str, str]) -> tuple[int, bytes, bytes]:
    done = subprocess.run(
        [sys.executable, "-m", "reconvene", *words],
        cwd=cwd,
        env=variables,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        timeout=60,
    )
    return done.returncode, done.stdout, done.stderr


def _forked(words: list[str], cwd: Path, variables: dict[str, str]) -> tuple[int, bytes, bytes]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        process = _prepared().Process(target=_run, args=(words, cwd, variables, folder))
        process.start()
        process.join(60)
        code = process.exitcode
        process.kill()
        assert code is not None, f"{words} did not end within a minute"
        return code, (folder / "out").read_bytes(), (folder / "err").read_bytes()


@cache
def _prepared() -> ForkServerContext:
    """What forks a process that has imported all of reconvene and done nothing."""
    context = get_context("forkserver")
    # Polars starts threads of its own, which no fork survives; the language server reads its own input.
    names = (module.name for module in walk_packages(package.__path__, "reconvene."))
    context.set_forkserver_preload(["__main__", *(name for name in names if not name.endswith("parquet"))])
    return context


def _standard(number: int, path: Path, mode: str) -> IO[str]:
    with path.open(f"{mode}b") as stream:
        os.dup2(stream.fileno(), number)
    return os.fdopen(number, mode, encoding="utf-8")


def _run(words: list[str], cwd: Path, variables: dict[str, str], folder: Path) -> None:
    from reconvene.cli import main

    os.chdir(cwd)
    os.environ.clear()
    os.environ.update(variables)
    sys.stdin, sys.stdout, sys.stderr = (
        _standard(number, path, mode)
        for number, (path, mode) in enumerate([(Path(os.devnull), "r"), (folder / "out", "w"), (folder / "err", "w")])
    )
    sys.argv = ["reconvene", *words]
    main()


def inside(*words: str | Path, cwd: Path, given: str | None = None, **changed: str) -> Outcome:
    """The same inside this process, which is quicker: for what many commands in a row come to."""
    from typer.testing import CliRunner

    from reconvene.cli.app import with_only

    asked = [*map(str, words)]
    with chdir(cwd):
        done = CliRunner().invoke(with_only(asked[:1]), asked, input=given, env=environment(**changed))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Outcome(done.exit_code, done.stdout, done.stderr)
