"""How long the path of a dispute takes: its shortest full way in days, its longest, and what leaves it open-ended."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from reconvene.document.dates import in_days
from reconvene.document.decision import Choice, Dispute, Rung
from reconvene.document.expressions import Bound, Duration, Fact, Window, Within
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Contest, Miss
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.text.span import Span

ENDINGS = ("lapse", "suspend", "terminate")
"""What may follow the last stage of a path of itself, without a decision."""

_ITS_OWN = ("complainant",)


@dataclass(frozen=True, slots=True)
class Leg:
    """One part of the path: a stage, a step up, a choice, more time; its days at the least and at the most."""

    name: str
    by: str
    least: int
    most: int | None
    span: Span


@dataclass(frozen=True, slots=True)
class Unbounded:
    """What leaves the path without an end: the part of the text (`record`) and the clause that is silent (`key`)."""

    record: Record
    key: str
    text: str

    @property
    def span(self) -> Span:
        """The place of the clause, or of what lacks it."""
        return self.record.value_span(self.key)


@dataclass(frozen=True, slots=True)
class DisputePath:
    """A dispute from its opening to its decision.

    `shortest` is the shortest full way, in days: every stage runs to its limit, whoever decides takes all its time, and
    the complainant goes on at once. `longest` adds all the time that the complainant has and every extension; it is
    None if `unbounded` names a reason. `choices` are the decisions on the way, in order; `about` the duties covered.
    """

    name: str
    legs: tuple[Leg, ...]
    unbounded: tuple[Unbounded, ...]
    choices: tuple[str, ...]
    about: tuple[str, ...]
    span: Span

    @property
    def shortest(self) -> int:
        """The shortest full way in days; what has no limit counts nothing."""
        return sum(leg.least for leg in self.legs)

    @property
    def longest(self) -> int | None:
        """The longest way in days, or None if it has no end."""
        if self.unbounded:
            return None
        return sum(leg.most or 0 for leg in self.legs)


def dispute_paths(process: Process) -> list[DisputePath]:
    """The path of every dispute that a process has, in the order of the file."""
    return [_Path(process, name, dispute).walked() for name, dispute in (process.disputes or {}).items()]


def covered(process: Process, dispute: Dispute) -> tuple[str, ...]:
    """The duties that a path covers: those that it is about, else those whose breach leads to a dispute."""
    duties, groups = process.obligations or {}, process.groups or {}
    if dispute.about:
        named = [name for each in dispute.about for name in (groups.get(each) or (each,))]
        return tuple(dict.fromkeys(name for name in named if isinstance(name, str) and name in duties))
    rules = ((name, rule) for name, duty in duties.items() for rule in (duty.if_missed, duty.if_contested))
    disputed = (name for name, rule in rules if isinstance(rule, Miss | Contest) and rule.then == "dispute")
    return tuple(dict.fromkeys(disputed))


class _Path:
    """The walk over one path; what it finds is gathered on the way."""

    def __init__(self, process: Process, name: str, dispute: Dispute) -> None:
        self.process = process
        self.name = name
        self.dispute = dispute
        self.legs: list[Leg] = []
        self.open: list[Unbounded] = []
        self.choices: list[str] = []
        self.prolonged: set[str] = set()

    def walked(self) -> DisputePath:
        """The whole path."""
        for rung in self.dispute.stages or ():
            self._rung(rung)
        then = self.dispute.then
        if then in (self.process.choices or {}):
            self._choose(str(then), set())
        elif then not in ENDINGS:
            self._ends_nowhere(self.dispute, "then", "it ends without a decision")
        found = tuple(dict.fromkeys(self.open))
        about = covered(self.process, self.dispute)
        return DisputePath(self.name, tuple(self.legs), found, tuple(self.choices), about, self.dispute.span)

    def _ends_nowhere(self, record: Record, key: str, text: str) -> None:
        self.open.append(Unbounded(record, key, text))

    def _rung(self, rung: Rung) -> None:
        if rung.opened_by is not None:
            self._step(rung, rung.opened_by.path, rung.within)
        days = _days(rung.lasts)
        if rung.body == "to_be_agreed":
            self._ends_nowhere(rung, "body", f"the body of `{rung.name}` is still to be agreed")
        if days is None:
            self._ends_nowhere(rung, "lasts", f"the stage `{rung.name}` has no limit")
        self.legs.append(Leg(rung.name, rung.body or ", ".join(rung.any or ()), days or 0, days, rung.span))
        if rung.extend is not None:
            self._extension(rung.extend)

    def _step(self, record: Record, by: str, within: Window | None) -> None:
        """A step that is somebody's to take: at once at the least, on the last day at the most."""
        days = _window(within)
        if days is None:
            self._ends_nowhere(record, "within", f"there is no limit for the step to `{record.name}`")
        self.legs.append(Leg(record.name, by, 0, days, record.value_span("within")))

    def _extension(self, name: str) -> None:
        rule = (self.process.extensions or {}).get(name)
        if rule is None or name in self.prolonged:
            return
        self.prolonged.add(name)
        days, times = _days(rule.adds), rule.times
        if days is None:
            self._ends_nowhere(rule, "adds", f"the extension `{name}` has no end")
        if times is None:
            self._ends_nowhere(rule, "times", f"the extension `{name}` may be granted again and again")
        by = rule.by.path if rule.by is not None else ""
        self.legs.append(Leg(name, by, 0, days * times if days is not None and times else None, rule.span))

    def _choose(self, name: str, seen: set[str]) -> None:
        choice = (self.process.choices or {})[name]
        seen.add(name)
        self.choices.append(name)
        by = choice.by.path if choice.by is not None else ""
        days = _window(choice.within)
        if choice.silence is None:
            self._ends_nowhere(choice, "silence", f"`{name}` does not say what silence means")
        if by in _ITS_OWN:
            self._step(choice, by, choice.within)
        else:
            if days is None:
                self._ends_nowhere(choice, "within", f"`{name}` has no limit")
            self.legs.append(Leg(name, by, days or 0, days, choice.span))
            return  # somebody has decided; what is done about it is no longer the dispute
        for following in self._after(choice):
            if following not in seen:
                self._choose(following, seen)

    def _after(self, choice: Choice) -> Iterator[str]:
        """The next decision that an option of a choice opens."""
        for name, other in (self.process.choices or {}).items():
            if any(isinstance(fact, Fact) and fact.thing == choice.name for fact in facts_of(other.after)):
                yield name
                return


def _days(time: object) -> int | None:
    if not isinstance(time, Duration) or time.bound is Bound.AT_LEAST:
        return None
    return ceil(in_days(time))


def _window(window: Window | None) -> int | None:
    """The days that a window without an anchor gives; None where it has no limit in days."""
    limits = [_days(limit.time) for limit in (window.limits if window is not None else ()) if isinstance(limit, Within)]
    known = [days for days in limits if days is not None]
    return min(known) if known else None
