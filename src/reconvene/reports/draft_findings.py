"""What the checks say of a draft while it is written: each finding by its line in one file, with its fixes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from typing import Any

from reconvene.checks.run import Report
from reconvene.reports.pages import pages
from reconvene.text.finding import Edit, Finding, Fix, Severity, Verdict

WORDS = {"error": "Error", "warning": "Warning", "info": "Note", "open": "Cannot tell"}
"""What each kind of finding is called; a colour is never alone."""


@dataclass(frozen=True)
class FixRow:
    """A fix that is offered: the key that names it, the sentence that proposes it, and what it changes."""

    key: str
    title: str
    edits: tuple[Edit, ...]

    def as_data(self) -> dict[str, Any]:
        """The fix as the editor reads it."""
        return {"key": self.key, "title": self.title, "edits": [_edit(edit) for edit in self.edits]}


@dataclass(frozen=True)
class FindingRow:
    """A finding of a draft: what kind it is, where it stands, what it says, and what can be done.

    Lines and columns count from 1, columns in code points, the ends exclusive. `page` says whether it has a page,
    `source` is the name of the text that it is in.
    """

    id: str
    kind: str
    word: str
    about: str
    package: str
    message: str
    help: str
    line: int
    column: int
    end_line: int
    end_column: int
    page: bool
    fixes: tuple[FixRow, ...]
    source: str = ""

    @property
    def severity(self) -> str:
        """How an editor marks it; what cannot be told is a remark."""
        return "info" if self.kind == "open" else self.kind

    def as_data(self, page: str) -> dict[str, Any]:
        """The finding in the shape that the editor reads; `page` is where it is explained, empty where nowhere."""
        return {
            "id": self.id,
            "severity": self.severity,
            "word": self.word,
            "about": self.about,
            "message": self.message,
            "help": self.help,
            "line": self.line,
            "column": self.column,
            "end_line": self.end_line,
            "end_column": self.end_column,
            "page": page,
            "fixes": [
                {"key": fix.key, "title": fix.title, "edits": [_edit(edit) for edit in fix.edits]} for fix in self.fixes
            ],
        }


def _edit(edit: Edit) -> dict[str, Any]:
    place = edit.span.location
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
        "replacement": edit.replacement,
    }


def rows_in(report: Report, file: str) -> tuple[FindingRow, ...]:
    """The findings whose place is in a file, the worst first, then by their line; what was set aside is left out."""
    found = [row(finding) for finding in report.findings if finding.span.source.name == file and not finding.suppressed]
    ranks = list(WORDS)
    return tuple(sorted(found, key=lambda each: (ranks.index(each.kind), each.line, each.column)))


def counts_elsewhere(report: Report, file: str) -> dict[str, int]:
    """How many findings lie in each other file of the process."""
    counted: dict[str, int] = {}
    for finding in report.findings:
        name = finding.span.source.name
        if name != file and not finding.suppressed:
            counted[name] = counted.get(name, 0) + 1
    return counted


def row(finding: Finding) -> FindingRow:
    """One finding as a row."""
    kind = kind_of(finding)
    place = finding.span.location
    return FindingRow(
        finding.id,
        kind,
        WORDS[kind],
        finding.about,
        finding.package or "",
        finding.message,
        finding.help,
        place.line,
        place.column,
        place.end_line,
        place.end_column,
        finding.id in page_ids(),
        tuple(_fixes(finding)),
        finding.span.source.name,
    )


def _fixes(finding: Finding) -> Iterable[FixRow]:
    """The fixes that stay within the file that the finding is in: an editor holds that one alone."""
    for fix in finding.fixes:
        if all(edit.span.source.name == finding.span.source.name for edit in fix.edits):
            yield FixRow(key_of(finding, fix), fix.title, fix.edits)


def key_of(finding: Finding, fix: Fix) -> str:
    """What names a fix of a finding for as long as the finding says the same, wherever it has moved to."""
    said = (finding.id, finding.about, finding.package or "", finding.span.source.name, finding.message, fix.title)
    return sha256("\0".join(said).encode()).hexdigest()[:20]


def kind_of(finding: Finding) -> str:
    """`error`, `warning`, `info`, or `open` for what a missing fact hides."""
    if finding.verdict is Verdict.CANNOT_TELL:
        return "open" if finding.missing else str(Severity.INFO)
    return str(finding.severity)


@cache
def page_ids() -> frozenset[str]:
    """The ids that have a page of help."""
    return frozenset(page.id for page in pages())
