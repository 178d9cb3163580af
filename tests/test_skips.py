"""Where nothing may be skipped, a skip is a failure that says why it would have been skipped."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
SKIPS = {
    "by a mark": "@pytest.mark.skip(reason='no printer')\ndef test(): ...",
    "by a condition": "@pytest.mark.skipif(True, reason='no printer')\ndef test(): ...",
    "by a call": "def test():\n    pytest.skip('no printer')",
    "in a fixture": "@pytest.fixture\ndef printer(): pytest.skip('no printer')\n\ndef test(printer): ...",
    "as a module": "pytest.skip('no printer', allow_module_level=True)",
    "without the module": "pytest.importorskip('no_printer', reason='no printer')",
}


def outcome(folder: Path, text: str, *, no_skip: bool) -> tuple[int, str]:
    shutil.copy(CONFTEST, folder)
    (folder / "test_it.py").write_text(f"import pytest\n\n{text}\n", encoding="utf-8")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "RECONVENE_"))}
    environment["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = "1"
    if no_skip:
        environment["RECONVENE_NO_SKIP"] = "1"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", f"--rootdir={folder}", str(folder)]
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


@pytest.mark.parametrize("text", SKIPS.values(), ids=SKIPS)
def test_a_skip_fails_where_none_is_allowed(tmp_path: Path, text: str) -> None:
    code, said = outcome(tmp_path, text, no_skip=True)
    assert code != 0
    assert "skips are not allowed here: no printer" in said


def test_a_skip_is_a_skip_elsewhere(tmp_path: Path) -> None:
    code, said = outcome(tmp_path, SKIPS["by a call"], no_skip=False)
    assert code == 0
    assert "1 skipped" in said


def test_an_expected_failure_is_no_skip(tmp_path: Path) -> None:
    code, said = outcome(tmp_path, "@pytest.mark.xfail(strict=True)\ndef test():\n    assert False", no_skip=True)
    assert code == 0
    assert "1 xfailed" in said
