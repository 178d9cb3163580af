"""What takes long: the laws over hundreds of processes, thousands of spoilt files, hundreds of kills."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.api import check, load
from reconvene.cases.shelf import cases
from reconvene.document.load import Document
from tests import test_checks, test_schedule
from tests.command import TALKS, environment, reconvene
from tests.processes import processes

pytestmark = pytest.mark.long

LAWS: dict[Callable[..., None], tuple[Any, ...]] = {
    test_checks.test_renaming_permutes_the_findings_and_changes_nothing_else: (processes(),),
    test_checks.test_swapping_the_parties_permutes_the_findings_and_changes_nothing_else: (processes(),),
    test_checks.test_the_order_of_the_file_changes_nothing: (processes(), st.integers(0, 10**6)),
    test_checks.test_without_a_return_section_there_is_always_no_way_back: (processes(),),
    test_checks.test_every_proposed_fix_clears_its_finding_and_brings_no_new_error: (
        processes(),
        st.randoms(use_true_random=False),
    ),
    test_schedule.test_every_process_that_can_be_read_has_a_schedule: (processes(),),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__.removeprefix("test_"))
def test_a_law_holds_over_hundreds_of_processes(law: Callable[..., None]) -> None:
    inner: Callable[..., None] = law.hypothesis.inner_test  # type: ignore[attr-defined]  # hypothesis sets it
    many = settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
    drawn: Any = given(*LAWS[law])
    many(drawn(inner))()


def spoil(data: bytes, chance: random.Random) -> bytes:
    """The bytes with a few of them changed, dropped, doubled or swapped for what YAML or the format reads specially."""
    special = [
        b"\t",
        b"\0",
        b"{",
        b"[",
        b"}",
        b"&a ",
        b"*a",
        b"!!x ",
        b"- ",
        b": ",
        b"\xff",
        b"\r",
        b"'",
        b'"',
        b"|",
        b">",
    ]
    spoilt = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(spoilt) + 1)
        match chance.randrange(4):
            case 0:
                spoilt[at:at] = chance.choice(special)
            case 1:
                del spoilt[at : at + chance.randint(1, 40)]
            case 2:
                spoilt[at:at] = spoilt[at : at + chance.randint(1, 200)]
            case _:
                spoilt[at : at + 1] = bytes([chance.randrange(256)])
    return bytes(spoilt)


def test_no_spoilt_file_raises_and_every_finding_says_what_to_do(tmp_path: Path) -> None:
    chance = random.Random(20190301)
    healthy = [TALKS.encode(), *(path.read_bytes() for case in cases().values() for path in case.folder.glob("*.yaml"))]
    healthy = [data for data in healthy if len(data) < 60_000]
    path = tmp_path / "spoilt.yaml"
    for _ in range(3000):
        path.write_bytes(spoil(chance.choice(healthy), chance))
        report = check(load(path), date(2019, 3, 1))
        assert report.exit_code in (0, 1, 2)
        for finding in report.findings:
            assert finding.message and finding.help
            assert finding.span.location.line >= 1


def mend(path: Path) -> subprocess.Popen[bytes]:
    """A program of its own that mends the unmended file at `path`."""
    path.write_text(TALKS, encoding="utf-8")
    command = [sys.executable, "-m", "reconvene", "check", "--fix", "-q", str(path)]
    nowhere = subprocess.DEVNULL
    return subprocess.Popen(command, env=environment(), stdout=nowhere, stderr=nowhere, stdin=nowhere)


def test_a_kill_at_any_moment_leaves_the_old_file_or_the_new(tmp_path: Path) -> None:
    path = tmp_path / "talks.yaml"
    assert mend(path).wait() in (0, 1)
    mended = path.read_bytes()
    assert mended != TALKS.encode()
    chance = random.Random(7)
    kept = 0
    for _ in range(10):
        began = time.monotonic()
        mend(path).wait()
        whole = time.monotonic() - began  # a machine under load takes several times as long as at rest
        for _ in range(20):
            process = mend(path)
            try:
                process.wait(whole * chance.uniform(0.1, 1.2))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
            found = path.read_bytes()
            assert found in (TALKS.encode(), mended)
            kept += found == TALKS.encode()
    assert 0 < kept < 200, "the kills fell on both sides of the writing"


@pytest.mark.parametrize("name", sorted(cases()))
@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
def test_every_case_in_every_format(name: str, format: str) -> None:
    for more in ((), ("--all",)):
        done = reconvene("check", f"case:{name}", "--format", format, *more)
        assert done.code in (0, 1)
        assert done.err == ""


def test_loading_is_the_same_every_time() -> None:
    def seen(document: Document) -> list[str]:
        return [finding.message for finding in check(document, date(2019, 3, 1)).findings]

    first = seen(load("case:hanoi"))
    for _ in range(5):
        assert seen(load("case:hanoi")) == first
