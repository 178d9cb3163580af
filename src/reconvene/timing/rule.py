"""A rule of the process that a bound stands for: where it is written, whose it is, and how it reads."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from reconvene.document.expressions import Duration, Limit, Window, Within
from reconvene.document.kinds import Estimate, Spread
from reconvene.document.shape import Record
from reconvene.text.finding import Reason
from reconvene.text.span import Span

_FACT = re.compile(r"\w+(\.\w+)+")


class RuleKind(StrEnum):
    """What a rule of time says; the words of each are in `Rule.words`."""

    BEGIN = "begin"
    DATE = "date"
    DUE = "due"
    NOT_BEFORE = "not-before"
    WAITS = "waits"
    FIRST = "first"
    ORDER = "order"
    TAKES = "takes"
    VERIFYING = "verifying"
    CHOOSING = "choosing"
    LASTS = "lasts"
    DAY = "day"
    SAME_DAY = "same-day"
    END = "end"
    FINAL = "final"
    CALENDAR = "calendar"


@dataclass(frozen=True, slots=True)
class Rule:
    """Why a bound holds: `record` says it under `key`; `subject` is what it is about, `other` what it counts from.

    `owner` is the principal whose date it is, or empty where nobody's. `limit` is the part of a window, or the length
    of time, that it is. `firm` tells that it holds whatever anybody does or leaves undone: a date of the calendar, a
    long-stop, nature's longest time; not the due date of a duty, which can be missed.
    """

    kind: RuleKind
    subject: str
    other: str = ""
    record: Record | None = None
    key: str = ""
    owner: str = ""
    limit: Within | Limit | Window | Duration | None = None
    firm: bool = False

    @property
    def words(self) -> str:
        """The rule in a clause."""
        if self.kind is RuleKind.DAY and _FACT.fullmatch(self.written):
            return f"{self.subject} comes with `{self.written}`"
        if self.kind is RuleKind.DAY and not self.written:
            return f"{self.subject} comes when that time has passed"
        return _WORDS[self.kind].format(subject=self.subject, other=self.other, written=self.written)

    @property
    def written(self) -> str:
        """What the file says, on one line."""
        if self.limit is not None:
            return str(self.limit)
        value = getattr(self.record, self.key, None) if self.record is not None and self.key else None
        if isinstance(value, Estimate) and value.value is None:
            return _spread(value)
        span = self.span
        return " ".join(span.text.split())[:80] if span is not None else ""

    @property
    def span(self) -> Span | None:
        """Where the file says it."""
        return self.record.value_span(self.key) if self.record is not None and self.key else None

    @property
    def reason(self) -> Reason:
        """The rule as a link of a chain, with its place."""
        return Reason(self.words, self.span)


def _spread(estimate: Estimate) -> str:
    """A distribution in words, in the same order however the file writes it."""
    for kind in ("uniform", "triangular", "normal", "lognormal"):
        spread = getattr(estimate, kind)
        if isinstance(spread, Spread):
            parts = [(key, getattr(spread, key)) for key in ("low", "mode", "median", "mean", "high", "sigma")]
            told = ", ".join(f"{key} {value}" for key, value in parts if value is not None)
            return f"{kind} with {told}" if told else kind
    return "a time that is not known"


_WORDS = {
    RuleKind.BEGIN: "{subject} is not before the process begins",
    RuleKind.DATE: "{subject} is {written}",
    RuleKind.DUE: "{subject} is due {written}",
    RuleKind.NOT_BEFORE: "{subject} is not before {other}",
    RuleKind.WAITS: "{subject} waits for {other}",
    RuleKind.FIRST: "{subject} comes no later than {other}",
    RuleKind.ORDER: "{subject} comes after {other}",
    RuleKind.TAKES: "doing {subject} takes {written}",
    RuleKind.VERIFYING: "verifying {subject} takes {written}",
    RuleKind.CHOOSING: "{subject} is decided within {written}",
    RuleKind.LASTS: "{subject} lasts {written}",
    RuleKind.DAY: "{subject} is {written}",
    RuleKind.SAME_DAY: "{subject} and {other} are done on the same day",
    RuleKind.END: "the end state needs {other}",
    RuleKind.FINAL: "the end state must be reached by the final date",
    RuleKind.CALENDAR: "how many days {subject} is depends on the calendar",
}
