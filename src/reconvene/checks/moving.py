"""Dates moved by an edit: a due date later, an earliest date earlier, the final date further away."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.document.expressions import (
    Duration,
    Limit,
    Moment,
    Offset,
    OnDate,
    Side,
    TimeUnit,
    Window,
    Within,
)
from reconvene.document.kinds import Day
from reconvene.text.finding import Edit, Fix
from reconvene.timing.conflict import Conflict
from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR, day_of
from reconvene.timing.repair import relaxation
from reconvene.timing.rule import Rule, RuleKind

_MOVABLE = (RuleKind.DUE, RuleKind.NOT_BEFORE, RuleKind.FINAL, RuleKind.LASTS)


@dataclass(frozen=True, slots=True)
class Move:
    """A date that could give way: whose it is, by how many days, and the edit."""

    owner: str
    days: int
    fix: Fix


def moves(draft: Draft, conflict: Conflict) -> list[Move]:
    """For everybody whose date stands in a conflict, the date of theirs that has to give way least, least first."""
    best: dict[str, Move] = {}
    for bound in conflict.bounds:
        rule = bound.origin
        if not isinstance(rule, Rule) or rule.kind not in _MOVABLE or rule.record is None:
            continue
        days = relaxation(draft.plan.network, bound)
        fix = _moved(draft, rule, bound, days) if days is not None else None
        if days is not None and fix is not None and (rule.owner not in best or days < best[rule.owner].days):
            best[rule.owner] = Move(rule.owner, days, fix)
    return sorted(best.values(), key=lambda move: (move.days, move.owner == "", move.fix.title))


def _moved(draft: Draft, rule: Rule, bound: Bound, days: int) -> Fix | None:
    if rule.kind is RuleKind.FINAL:
        return _first(later_final(draft, days))
    record = rule.record
    assert record is not None
    if rule.kind is RuleKind.NOT_BEFORE:
        text = _earlier(rule, bound, days)
        title = f"let {rule.subject} begin {_days(days)} earlier"
    elif rule.kind is RuleKind.LASTS:
        text, title = f"{bound.days + days} days", f"let {rule.subject} last {_days(days)} longer"
    else:
        text = _later(rule, bound, days)
        title = f"let {rule.subject} be due {_days(days)} later"
    if text is None:
        return None
    fixes = change(f"{title}: {text}", record, rule.key, text)
    return fixes[0] if fixes else None


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _later(rule: Rule, bound: Bound, days: int) -> str | None:
    """What is written instead of a due date; the other limits of its window stay."""
    total = bound.days + days
    record = rule.record
    match rule.limit:
        case Within() if bound.start == CALENDAR:
            new: Within | Limit = Limit(Side.LATEST, OnDate(day_of(total)))
        case Within():
            root = _root(rule.limit.of) if rule.limit.of is not None else None
            new = Within(_whole_days(total), root)
        case Limit():
            new = Limit(Side.LATEST, _moment(rule.limit.moment, bound.start, total))
        case _:
            moment = getattr(record, rule.key, None)
            return str(_moment(moment, bound.start, total)) if isinstance(moment, Moment) else None
    return _in_window(rule, new)


def _earlier(rule: Rule, bound: Bound, days: int) -> str | None:
    total = -bound.days - days
    if not isinstance(rule.limit, Limit):
        moment = getattr(rule.record, rule.key, None)
        return str(_moment(moment, bound.end, total)) if isinstance(moment, Moment) else None
    return _in_window(rule, Limit(Side.EARLIEST, _moment(rule.limit.moment, bound.end, total)))


def _in_window(rule: Rule, new: Within | Limit) -> str | None:
    window = getattr(rule.record, rule.key, None)
    if not isinstance(window, Window):
        return None
    return str(Window(tuple(new if limit is rule.limit else limit for limit in window.limits)))


def _moment(moment: Moment, event: int, total: int) -> Moment:
    """So many days after what a moment is counted from in the end: a date, a named day, or a fact."""
    if event == CALENDAR:
        return OnDate(day_of(total))
    root = _root(moment)
    if total == 0:
        return root
    return Offset(_whole_days(abs(total)), after=total > 0, moment=root)


def _root(moment: Moment) -> Moment:
    while isinstance(moment, Offset):
        moment = moment.moment
    return moment


def _whole_days(count: int) -> Duration:
    return Duration(Decimal(count), Decimal(count), TimeUnit.DAY)


def put_off(draft: Draft, bounds: Iterable[tuple[Bound, int]], title: str) -> tuple[Fix, ...]:
    """A fix that moves dates later, each by so many days; none where one of them cannot be moved by an edit."""
    edits: list[Edit] = []
    seen: dict[tuple[int, str], str] = {}
    for bound, days in bounds:
        rule = bound.origin
        fix = _moved(draft, rule, bound, days) if isinstance(rule, Rule) and rule.record is not None else None
        if fix is None or seen.setdefault((id(rule.record), rule.key), fix.title) != fix.title:
            return ()
        edits.extend(edit for edit in fix.edits if edit not in edits)
    return (Fix(title, tuple(edits)),) if edits else ()


def later_final(draft: Draft, days: int) -> tuple[Fix, ...]:
    """The final date moved; where it is spelled out, whatever in it says the day."""
    plan, final = draft.plan, draft.process.final_date
    if plan.final is None or plan.final not in plan.dates or not isinstance(final, Day):
        return ()
    day = str(day_of(plan.dates[plan.final].toordinal() + days))
    title = f"move the final date by {_days(days)}, to {day}"
    if final.no_later_than is None:
        return change(title, draft.process, "final_date", day)
    edits = [
        edit
        for key in ("at", "no_later_than")
        if getattr(final, key) is not None
        for fix in change(title, final, key, day)
        for edit in fix.edits
    ]
    return (Fix(title, tuple(edits)),) if edits else ()


def _first(fixes: tuple[Fix, ...]) -> Fix | None:
    return fixes[0] if fixes else None
