"""The demo: one command, a report on the screen, a page beside it, and where to go next."""

from __future__ import annotations

import re
from pathlib import Path

from tests.command import Outcome, reconvene


def demo(*arguments: str, folder: Path) -> Outcome:
    return reconvene("demo", *arguments, cwd=folder)


def test_it_shows_the_report_and_writes_it_as_a_page(tmp_path: Path) -> None:
    said = demo(folder=tmp_path)
    page = tmp_path / "hanoi-report.html"
    assert said.code == 0
    assert "no-return-mechanism" in said.out
    assert f"  {page.resolve()}\n  {page.resolve().as_uri()}\n" in said.out
    assert said.out.rstrip().splitlines()[-1].startswith("Next: reconvene new")
    assert "The United States and the DPRK after Hanoi" in page.read_text(encoding="utf-8")


def test_the_page_goes_where_it_was_asked_for(tmp_path: Path) -> None:
    assert demo("--output", "there.html", folder=tmp_path).code == 0
    assert [path.name for path in tmp_path.iterdir()] == ["there.html"]


def test_a_page_that_cannot_be_written_there_goes_elsewhere(tmp_path: Path) -> None:
    said = demo("--output", "nowhere/there.html", folder=tmp_path)
    assert said.code == 0 and "cannot be written" in said.err
    found = re.search(r"^  (/.+)$", said.out, re.MULTILINE)
    assert found is not None
    written = Path(found[1])
    assert written.is_file()
    written.unlink()
    written.parent.rmdir()


def test_what_the_case_calls_unverified_is_marked_on_its_page(tmp_path: Path) -> None:
    assert demo(folder=tmp_path).code == 0
    page = (tmp_path / "hanoi-report.html").read_text(encoding="utf-8")
    files = Path(__file__).parent.parent / "src" / "reconvene" / "cases" / "hanoi"
    marks = sum(path.read_text(encoding="utf-8").count("unverified") for path in files.glob("*.yaml"))
    assert (marks > 0) == ('class="unverified"' in page)
