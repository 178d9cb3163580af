"""What is wrong, as data: one shape for the terminal, JSON, SARIF, the pages and the notebook."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from reconvene.text.span import Span


class Severity(StrEnum):
    """How much a finding matters: an error can by itself defeat the process."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"

    @property
    def rank(self) -> int:
        """0 for the worst, 2 for the least."""
        return list(Severity).index(self)


class Verdict(StrEnum):
    """Whether the fault is there (`fails`) or a missing fact hides the answer (`cannot-tell`)."""

    FAILS = "fails"
    CANNOT_TELL = "cannot-tell"


@dataclass(frozen=True)
class Reason:
    """One link of the chain that makes a finding true, with the place that shows it."""

    message: str
    span: Span | None = None


@dataclass(frozen=True)
class Edit:
    """Put `replacement` where `span` stands; an empty span inserts."""

    span: Span
    replacement: str


@dataclass(frozen=True)
class Fix:
    """A change of the file that mends a finding, with the sentence that proposes it."""

    title: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True)
class MissingFact:
    """A fact that would decide a question: its name (`freeze_yongbyon.verified.by`) and how to ask for it."""

    fact: str
    ask: str


@dataclass(frozen=True)
class Suppression:
    """Who set a finding aside in the file, why, and until which date (ISO)."""

    author: str
    reason: str
    until: str


@dataclass(frozen=True)
class Finding:
    """One problem, where it stands, why it is one, and the next step.

    `about` names the item of the process that the finding is about, `says` which of the check's sentences it is,
    `package` the tabled package under which it appears (None for the process as it stands), and `fields` the values
    the message was made from.
    """

    id: str
    severity: Severity
    message: str
    span: Span
    verdict: Verdict = Verdict.FAILS
    help: str = ""
    because: tuple[Reason, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    precedent: str = ""
    fixes: tuple[Fix, ...] = ()
    about: str = ""
    says: str = ""
    package: str | None = None
    suppressed: Suppression | None = None
    fields: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """Where the finding comes in a list: by file, place, then id."""
        return (self.span.source.name, self.span.start, self.severity.rank, self.id, self.message)

    @property
    def counts_as_error(self) -> bool:
        """Whether it makes a check fail: an error that is certain and not set aside."""
        return self.severity is Severity.ERROR and self.verdict is Verdict.FAILS and self.suppressed is None

    def with_package(self, package: str | None) -> Finding:
        """The same finding, said of a tabled package."""
        return replace(self, package=package)

    def as_data(self) -> dict[str, Any]:
        """The finding as plain data, in the shape that `--format json` documents (version 1)."""
        return {
            "id": self.id,
            "severity": str(self.severity),
            "verdict": str(self.verdict),
            "message": self.message,
            "help": self.help,
            "location": self.span.location._asdict(),
            "about": self.about,
            "package": self.package,
            "because": [
                {"message": reason.message, "location": reason.span.location._asdict() if reason.span else None}
                for reason in self.because
            ],
            "missing": [fact.fact for fact in self.missing],
            "precedent": self.precedent,
            "fixes": [
                {
                    "title": fix.title,
                    "edits": [
                        {"location": edit.span.location._asdict(), "replacement": edit.replacement}
                        for edit in fix.edits
                    ],
                }
                for fix in self.fixes
            ],
            "suppressed": (
                {
                    "author": self.suppressed.author,
                    "reason": self.suppressed.reason,
                    "until": self.suppressed.until,
                }
                if self.suppressed
                else None
            ),
        }


def problem(id: str, span: Span, message: str, help: str, *because: Reason, fixes: tuple[Fix, ...] = ()) -> Finding:
    """A finding about the text itself, always an error."""
    return Finding(id, Severity.ERROR, message, span, help=help, because=because, fixes=fixes)


def shorten(text: str, length: int = 60) -> str:
    """A text short enough for a message, on one line."""
    line = " ".join(text[: 10 * length].split())
    return line if len(line) <= length else line[: length - 1] + "…"


MAX_ALIKE = 1000
"""Of one kind of problem no more are kept: a text made of nothing else must not fill the memory."""


class Findings:
    """What was found while reading: of each kind at most `MAX_ALIKE`, the rest counted."""

    def __init__(self) -> None:
        self._found: list[Finding] = []
        self._last: dict[str, int] = {}
        self._count: Counter[str] = Counter()

    def takes(self, id: str) -> bool:
        """Whether one more of this kind would be kept."""
        return self._count[id] < MAX_ALIKE

    def add(self, finding: Finding) -> None:
        """Keep a finding, or count it."""
        if self.takes(finding.id):
            self._last[finding.id] = len(self._found)
            self._found.append(finding)
        self.count(finding.id)

    def count(self, id: str) -> None:
        """Count a problem of a kind of which no more are kept."""
        self._count[id] += 1

    def listed(self) -> list[Finding]:
        """All that were kept; the last of a kind says how many more there are."""
        found = list(self._found)
        for id, count in self._count.items():
            if count > MAX_ALIKE:
                place = self._last[id]
                more = Reason(f"and {count - MAX_ALIKE} more of this kind, which are not shown")
                found[place] = replace(found[place], because=(*found[place].because, more))
        return found
