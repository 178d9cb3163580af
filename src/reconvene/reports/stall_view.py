"""The watch for a stall as frozen data: each signal with why it fires or why not, and the rule that joins them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reconvene.document.stall_rule import StallRule
from reconvene.process.stall import DEFAULT_RULE
from reconvene.process.table_state import GOING, Table
from reconvene.reports.status_view import SignalView, StatusView

FIRES, AHEAD, QUIET, UNKNOWN = "fires", "will fire", "quiet", "cannot tell"
_RANK = {FIRES: 0, AHEAD: 1, QUIET: 2, UNKNOWN: 3}


@dataclass(frozen=True, slots=True)
class WatchedView:
    """A signal as it stands: what was measured against which threshold, the day it counts from, and why.

    `day` is since when it fires, or the day on which it will if nothing happens; None if no such day is known. `clear`
    is the act that clears it at the least cost.
    """

    number: str
    name: str
    called: str
    standing: str
    value: str
    limit: str
    day: date | None
    why: str
    clear: str


@dataclass(frozen=True, slots=True)
class StallView:
    """The signals, those that fire first, then by the day on which they will; when the talks count as stalled.

    `stalls_on` is the day on which they will if nothing happens, `cleared_by` what would keep it from coming, `rule`
    the rule in words, and `fell_on` the day on which they stalled or broke, where they have not come back since.
    """

    title: str
    as_of: date
    table: str
    begun: bool
    fell_on: date | None
    stalls_on: date | None
    cleared_by: str
    rule: str
    written: bool
    signals: tuple[WatchedView, ...]

    @property
    def firing(self) -> tuple[WatchedView, ...]:
        """The signals that fire."""
        return tuple(each for each in self.signals if each.standing == FIRES)


def stall_view(shown: StatusView, rule: StallRule | str | None) -> StallView:
    """The watch of a process that stands so, by the rule that its text writes, or by that of the house."""
    begun = shown.table.state != Table.NOT_BEGUN
    signals = sorted((_watched(each, shown.as_of, begun=begun) for each in shown.signals), key=_order)
    fallen = shown.table.fallen and shown.table.state not in GOING
    return StallView(
        shown.title,
        shown.as_of,
        shown.table.state,
        begun,
        shown.table.day0 if fallen else None,
        shown.stalls_on,
        shown.stall_cleared_by,
        rule_words(rule) if rule is not None else DEFAULT_RULE,
        rule is not None,
        tuple(signals),
    )


def _order(each: WatchedView) -> tuple[int, date, int]:
    return _RANK[each.standing], each.day or date.max, int(each.number[1:])


def _watched(signal: SignalView, now: date, *, begun: bool) -> WatchedView:
    if signal.fires:
        standing, day = FIRES, signal.since
    elif not signal.known:
        standing, day = UNKNOWN, None
    else:
        standing, day = (AHEAD if signal.fires_on is not None else QUIET), signal.fires_on
    return WatchedView(
        signal.number,
        signal.name,
        spoken(signal.name),
        standing,
        signal.value,
        signal.limit,
        day,
        _why(signal, now, begun=begun),
        signal.clear,
    )


def spoken(name: str) -> str:
    """A signal as a sentence would begin with it."""
    words = name.replace("_", " ")
    return f"{words[:1].upper()}{words[1:]}"


def _why(signal: SignalView, now: date, *, begun: bool) -> str:
    counts = "it counts at once" if signal.limit == "at once" else f"the limit is {signal.limit}"
    if signal.fires:
        days = (now - signal.since).days if signal.since is not None else 0
        for_ = "today" if days == 0 else f"for {days} day{'' if days == 1 else 's'}"
        return f"Fires {for_}, because {signal.value}; {counts}."
    if not signal.known:
        return f"Cannot tell, because {signal.value}."
    if not begun:
        return f"Not fired because talks have not begun; {signal.value}."
    if signal.fires_on is not None:
        reached = "it has not happened yet" if signal.limit == "at once" else f"{signal.limit} are not reached"
        return f"Not fired because {reached}: {signal.value}. It will on {signal.fires_on}, if nothing happens."
    return f"Not fired because {signal.value}; {counts}."


def rule_words(rule: StallRule | str) -> str:
    """A rule for a stall in words."""
    if isinstance(rule, str):
        return f"`{rule}`"
    for_ = f", for {rule.for_} without a break" if rule.for_ is not None else ""
    if rule.at_least is not None:
        return f"any {rule.at_least} signal{'' if rule.at_least == 1 else 's'} at once{for_}"
    parts = [_part(part) for part in rule.all or rule.any or ()]
    return f"{' and '.join(parts) if rule.all else ', or '.join(parts)}{for_}"


def _part(rule: StallRule | str) -> str:
    """A rule inside another; one of several parts stands in brackets."""
    words = rule_words(rule)
    return words if isinstance(rule, str) or rule.at_least is not None else f"({words})"
