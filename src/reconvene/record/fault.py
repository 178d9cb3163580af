"""What a store could not do, as an exception that carries a finding: what was not recorded must not pass unnoticed."""

from __future__ import annotations

from reconvene.text.finding import Finding, Reason, Severity
from reconvene.text.span import Source


class RecordFault(Exception):
    """Nothing was written, or something could not be read; `finding` says what, where, and what to do next."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.span.source.name}: {finding.message}")
        self.finding = finding


class Stale(RecordFault):
    """Somebody wrote first: the log has another `length` than the writer took it to have. Read on, and write again."""

    def __init__(self, finding: Finding, length: int) -> None:
        super().__init__(finding)
        self.length = length


def found(id: str, where: str, message: str, help: str, *because: str, severity: Severity = Severity.ERROR) -> Finding:
    """A finding about a record; `where` names the store and the place in it."""
    reasons = tuple(Reason(each) for each in because)
    return Finding(id, severity, message, Source(where, "").head, help=help, because=reasons)


def fault(id: str, where: str, message: str, help: str) -> RecordFault:
    """The exception for such a finding."""
    return RecordFault(found(id, where, message, help))
