"""The root causes of a report: like findings in one block, open questions by the fact they wait for, worst first."""

from __future__ import annotations

from dataclasses import dataclass

from reconvene.checks.run import Group, Report
from reconvene.checks.shelf import SHELF
from reconvene.text.finding import Finding, Severity, Verdict

MOST = 10
"""How many root causes are shown unless everything is asked for."""


@dataclass(frozen=True)
class Block:
    """Findings of one id in one package: the same fault in one place or in several."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Finding:
        """The one that is drawn in full."""
        return self.findings[0]


@dataclass(frozen=True)
class Causes:
    """What a report shows: the blocks and the open questions, and how many of each were left out."""

    blocks: tuple[Block, ...]
    questions: tuple[Group, ...]
    hidden_blocks: int = 0
    hidden_questions: int = 0

    @property
    def hidden(self) -> int:
        """How many root causes were left out."""
        return self.hidden_blocks + self.hidden_questions


def root_causes(report: Report, most: int = MOST) -> Causes:
    """The root causes of a report, at most so many: first what is certain, then what is open.

    Of a file that cannot be read twice as many are shown: each of them has to be mended before anything is checked.
    """
    blocks, questions = _blocks(report), report.groups
    limit = most if report.document.readable else 2 * most
    shown = tuple(blocks[:limit])
    asked = tuple(questions[: limit - len(shown)])
    return Causes(shown, asked, len(blocks) - len(shown), len(questions) - len(asked))


def _blocks(report: Report) -> list[Block]:
    """Certain findings by id and package, the worst first; last come remarks that ask for nothing.

    What is wrong with the file itself is gathered only where the very same thing is said of several places.
    """
    together: dict[tuple[str, str | None, str], list[Finding]] = {}
    for finding in [*report.failures, *_remarks(report)]:
        said = "" if finding.id in SHELF else finding.message
        together.setdefault((finding.id, finding.package, said), []).append(finding)
    return [Block(tuple(findings)) for findings in together.values()]


def _remarks(report: Report) -> list[Finding]:
    """What is not known and waits for no fact, such as a passage that this version keeps as prose."""
    return [
        finding
        for finding in report.findings
        if finding.verdict is Verdict.CANNOT_TELL and not finding.missing and finding.suppressed is None
    ]


@dataclass(frozen=True)
class Count:
    """How many findings of each kind a report has, and how many checks pass."""

    errors: int
    warnings: int
    notes: int
    questions: int
    aside: int
    passed: int

    def __add__(self, other: Count) -> Count:
        """The counts of two reports together."""
        return Count(
            self.errors + other.errors,
            self.warnings + other.warnings,
            self.notes + other.notes,
            self.questions + other.questions,
            self.aside + other.aside,
            self.passed + other.passed,
        )

    @property
    def words(self) -> str:
        """The counts as a sentence: `5 errors, 3 warnings; 2 questions open; 4 checks passed`."""
        found = [_plural(self.errors, "error"), _plural(self.warnings, "warning")]
        if self.notes:
            found.append(_plural(self.notes, "note"))
        parts = [", ".join(found)]
        if self.questions:
            parts.append(f"{_plural(self.questions, 'question')} open")
        if self.aside:
            parts.append(f"{self.aside} set aside")
        if self.passed:
            parts.append(f"{_plural(self.passed, 'check')} passed")
        return "; ".join(parts)


def _plural(count: int, word: str) -> str:
    return f"{count} {word}" if count == 1 else f"{count} {word}s"


def count(report: Report) -> Count:
    """The counts of one report; a question is a missing fact, however many checks wait for it."""
    by_severity = dict.fromkeys(Severity, 0)
    for finding in report.failures:
        by_severity[finding.severity] += 1
    return Count(
        errors=by_severity[Severity.ERROR],
        warnings=by_severity[Severity.WARNING],
        notes=by_severity[Severity.INFO] + len(_remarks(report)),
        questions=len(report.groups),
        aside=sum(finding.suppressed is not None for finding in report.findings),
        passed=len(report.passed),
    )
