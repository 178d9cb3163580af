"""When talks count as stalled: the signals by name, and the rule that joins them, in the words of the file."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Duration
from reconvene.document.kinds import DURATION
from reconvene.document.reader import Reader
from reconvene.document.shape import Either, ListOf, OneOf, Record, RecordOf, Whole, record, slot
from reconvene.text.yaml import Mapping

SIGNALS = {
    "no_next_date": "G1",
    "date_passed": "G2",
    "silence": "G3",
    "level_drop": "G4",
    "no_text_movement": "G5",
    "hardening": "G6",
    "no_deadline": "G7",
    "duties_missed": "G8",
    "counter_signal": "G9",
    "people": "G10",
    "mediator": "G11",
    "accounts_diverge": "G12",
}
"""Every signal by its name in the file, with its number in the model."""


@record
class StallRule(Record):
    """Signals joined: all of several, any of them, or so many of all for so long."""

    all: tuple[Any, ...] | None = slot(
        ListOf(Either(OneOf(*SIGNALS), RecordOf(lambda: StallRule))), "each of these must fire"
    )
    any: tuple[Any, ...] | None = slot(
        ListOf(Either(OneOf(*SIGNALS), RecordOf(lambda: StallRule))), "one of these must fire"
    )
    at_least: int | None = slot(Whole(1), "so many signals must fire, whichever they are")
    for_: Duration | None = slot(DURATION, "for so long without a break")

    def examine(self, reader: Reader) -> None:
        """One form only."""
        if not isinstance(self.node, Mapping) or not self.node.complete:
            return
        written = [entry.key.text for entry in self.node.entries if entry.key.text in ("all", "any", "at_least")]
        if len(written) != 1:
            listed = " and ".join(f"`{key}`" for key in written) or "none of them"
            reader.report(
                "condition-form",
                self.span,
                f"A rule for a stall is one of `all`, `any` and `at_least`; here there is {listed}.",
                "put one inside the other, such as `any: [date_passed, {all: [no_next_date, no_deadline]}]`",
            )
