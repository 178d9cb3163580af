"""The page about the record says what is so."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "record.md").read_text(encoding="utf-8")
SOURCE = ROOT / "src" / "reconvene" / "record"


def test_the_example_runs() -> None:
    (example,) = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
    done = subprocess.run([sys.executable, "-c", example], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "reconvene/hanoi/sweden/all\n", "")


def test_every_finding_on_the_page_is_one() -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCE.glob("*.py"))
    table = PAGE.partition("| finding | means |")[2].partition("\n\n")[0]
    named = re.findall(r"`([a-z-]+)`", table)
    assert len(named) > 10
    assert [name for name in named if f'"{name}"' not in code] == []
