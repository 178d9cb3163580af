"""Findings as annotations of a GitHub workflow."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reconvene.cases.shelf import short_name
from reconvene.checks.run import Report
from reconvene.reports.shelf import Setting, written_as
from reconvene.text.finding import Finding, Severity, Verdict
from reconvene.text.span import Span

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


@written_as("github")
def github(reports: Sequence[Report], setting: Setting) -> str:
    """Annotations that a GitHub workflow shows beside the lines they mean.

    One workflow command for each finding that is not set aside; what cannot be told is a notice.
    """
    return "".join(f"{line}\n" for report in reports for line in _lines(report, setting))


def _lines(report: Report, setting: Setting) -> Iterator[str]:
    for finding in report.findings:
        if finding.suppressed is None:
            yield _command(finding, setting)


def _command(finding: Finding, setting: Setting) -> str:
    certain = finding.verdict is Verdict.FAILS
    place = finding.span.location
    properties = {"file": setting.relative(place.file)}
    if finding.span.source.text:
        properties |= {
            "line": str(place.line),
            "endLine": str(place.end_line),
            "col": str(place.column),
            "endColumn": str(place.end_column),
        }
    package = f" if {finding.package} were signed" if finding.package else ""
    properties["title"] = f"{'' if certain else 'cannot tell: '}{finding.id}{package}"
    said = ",".join(f"{name}={_property(value)}" for name, value in properties.items() if value)
    return f"::{_LEVELS[finding.severity] if certain else 'notice'} {said}::{_data(_message(finding))}"


def _message(finding: Finding) -> str:
    because = [f"because: {reason.message}{_place(reason.span)}" for reason in finding.because]
    missing = [f"missing: {fact.ask}" for fact in finding.missing]
    return "\n".join([finding.message, *because, *missing, *([f"help: {finding.help}"] if finding.help else [])])


def _place(span: Span | None) -> str:
    if span is None or not span.source.name:
        return ""
    return f" ({short_name(span.source.name)}:{span.location.line})"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
