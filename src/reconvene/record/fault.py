"""What a store could not do, as an exception that carries a finding: what was not recorded must not pass unnoticed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from reconvene.text.finding import Finding, Reason, Severity, Verdict
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


class StoreFindings:
    """What was found in one store so far, each with its place in it."""

    def __init__(self, where: str) -> None:
        self.where = where
        self.listed: list[Finding] = []

    def tell(self, id: str, place: str, message: str, help: str, *because: str) -> None:
        """Something is wrong."""
        self.listed.append(found(id, self._at(place), message, help, *because))

    def wonder(self, id: str, place: str, message: str, help: str, severity: Severity = Severity.WARNING) -> None:
        """Something cannot be told."""
        made = found(id, self._at(place), message, help, severity=severity)
        self.listed.append(replace(made, verdict=Verdict.CANNOT_TELL))

    def attempt(self, part: Callable[[], object]) -> None:
        """Do a part of the work; what cannot be read is a finding, and the next part follows."""
        try:
            part()
        except RecordFault as error:
            self.listed.append(error.finding)

    def _at(self, place: str) -> str:
        return f"{self.where}: {place}"


def fault(id: str, where: str, message: str, help: str) -> RecordFault:
    """The exception for such a finding."""
    return RecordFault(found(id, where, message, help))
