"""What the tests of the shipped cases ask of a process and of a report."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.run import Report
from reconvene.document.shape import Record
from reconvene.text.finding import Verdict


def records_of(value: object) -> Iterator[Record]:
    """Every record inside a value, itself included."""
    match value:
        case Record():
            yield value
            for name in value.declared:
                yield from records_of(getattr(value, name, None))
        case dict():
            for part in value.values():
                yield from records_of(part)
        case tuple():
            for part in value:
                yield from records_of(part)


def about(report: Report, check: str, verdict: Verdict = Verdict.FAILS) -> set[str]:
    """What the findings of a check are about."""
    return {finding.about for finding in report.findings if finding.id == check and finding.verdict is verdict}
