"""What would be recorded, before it is: whether it can be read, whether the text lets it happen, and what follows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from reconvene.live.consequences import Consequence
from reconvene.process.events import Event
from reconvene.process.ladder import Refusal
from reconvene.record.entry import Head, LogName
from reconvene.reports.status_view import StatusView
from reconvene.text.finding import Finding, Severity

Heads = Mapping[LogName, Head]


@dataclass(frozen=True)
class Refused:
    """An event that the text does not let happen, and the clause against it."""

    event: Event
    refusal: Refusal


@dataclass(frozen=True)
class Preview:
    """What was looked at before writing.

    `findings` say what cannot be recorded; `refused` what the text does not let happen, though somebody may have seen
    it; `consequences` what would change. `seen` is how far every log had come: if one has gone on, look again.
    `unasked` counts the events at the end of a long list of which the text was not asked.
    """

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    refused: tuple[Refused, ...] = ()
    before: StatusView | None = None
    after: StatusView | None = None
    consequences: tuple[Consequence, ...] = ()
    seen: Heads | None = None
    known: tuple[Event, ...] = ()
    unasked: int = 0

    @property
    def recordable(self) -> bool:
        """Whether nothing is wrong with the events themselves."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)

    def as_data(self) -> dict[str, Any]:
        """The preview as plain data, in the shape that `record --format json` documents."""
        return {
            "findings": [finding.as_data() for finding in self.findings],
            "refused": [
                {
                    "event": each.event.id,
                    "message": each.refusal.message,
                    "next_step": each.refusal.next_step,
                    "location": each.refusal.span.location._asdict() if each.refusal.span is not None else None,
                }
                for each in self.refused
            ],
            "consequences": [each.as_data() for each in self.consequences],
            "on_record_already": [event.id for event in self.known],
            "unasked": self.unasked,
        }
