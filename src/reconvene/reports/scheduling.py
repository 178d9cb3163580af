"""The schedule of a draft as a view: what its plan, its checks and its calendar say, in words and dates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.cases.shelf import short_name
from reconvene.checks.calendar import deserts
from reconvene.checks.draft import Draft
from reconvene.checks.run import choose
from reconvene.document.kinds import Condition, Estimate
from reconvene.document.obligation import Verification
from reconvene.document.package import EndState
from reconvene.estimate.draws import generator
from reconvene.reports.naming import actor_called
from reconvene.reports.schedule_lanes import lanes, marks, steps, ties
from reconvene.reports.schedule_view import (
    ChainLink,
    Chance,
    Collision,
    Desert,
    PartyChain,
    ScheduleView,
    Standing,
)
from reconvene.text.finding import Finding, Verdict
from reconvene.timing.chance import chance
from reconvene.timing.network import Contingent
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.schedule import Schedule, Stretch

_MOST = 6
"""So many movers, repairs and reasons are told; a page has no room for more, and the table has them all."""


def schedule_view(draft: Draft) -> ScheduleView:
    """The schedule of a draft: its dates, what could be shown of the final date, and what that rests on."""
    process, schedule = draft.process, Schedule(draft.plan, draft.verdict)
    standing, verdict, reasons, repairs = _verdict(draft, schedule)
    critical = _critical(schedule)
    shown = lanes(draft, schedule, critical)
    return ScheduleView(
        title=process.title or draft.source.name,
        source_name=short_name(draft.source.name),
        as_of=draft.now,
        standing=standing,
        verdict=verdict,
        final_date=_final(draft),
        end_state=_end_state(process.end_state),
        found_by=_found_by(draft),
        reasons=reasons,
        repairs=repairs,
        movers=tuple(_movers(draft, schedule)),
        assumptions=tuple(_assumptions(schedule)),
        chance=_chance(draft),
        chain=tuple(chain_links(draft, schedule, schedule.chain)),
        chains_by_party=tuple(_party_chains(draft, schedule)),
        lanes=shown,
        ties=tuple(ties(draft, {bar.name for lane in shown for bar in lane.bars}, critical)),
        marks=tuple(marks(draft)),
        steps=tuple(steps(draft, schedule, critical)),
        deserts=tuple(_deserts(draft)),
        collisions=tuple(_collisions(draft)),
    )


def _final(draft: Draft) -> date | None:
    plan = draft.plan
    place = plan.place("day", "final_date", "reached")
    return plan.dates.get(place) if place is not None else None


def _end_state(end: EndState | None) -> str:
    if not isinstance(end, EndState) or not end.conditions:
        return ""
    join = " and " if end.all else " or "
    return join.join(_condition(part) for part in end.conditions)


def _condition(part: object) -> str:
    if not isinstance(part, Condition):
        return f"`{part}`"
    if part.at_least is not None:
        return f"at least {part.at_least} of `{part.of}` {part.state}"
    if part.not_ is not None:
        return f"not {_condition(part.not_)}"
    parts, join = (part.all, " and ") if part.all else (part.any, " or ")
    return join.join(_condition(each) for each in parts or ())


def _found_by(draft: Draft) -> str:
    end = draft.process.end_state
    finder = end.verified_by if isinstance(end, EndState) else None
    return actor_called(draft.process, finder) if finder else ""


# The verdict, from the same checks that `check` asks

_ASKED = {
    "no-final-deadline": Standing.NO_DATE,
    "timeline-contradiction": Standing.CONTRADICTION,
    "not-controllable": Standing.LUCK,
}
"""The checks that decide what can be promised, and how things stand if one of them fails."""


def _verdict(draft: Draft, schedule: Schedule) -> tuple[Standing, str, tuple[str, ...], tuple[str, ...]]:
    asked = {_ASKED[check.id]: list(check.findings(draft)) for check in choose(_ASKED)}
    for standing in (Standing.CONTRADICTION, Standing.NO_DATE, Standing.LUCK):
        failing = [finding for finding in asked[standing] if finding.verdict is Verdict.FAILS]
        if failing:
            others = [found for kind, found in asked.items() if kind is not standing]
            rest = [finding for found in others for finding in found if finding.verdict is Verdict.FAILS]
            return standing, failing[0].message, _reasons([*failing, *rest]), _repairs(failing)
    open_ = [finding for found in asked.values() for finding in found]
    if open_:
        asks = dict.fromkeys(missing.ask for finding in open_ for missing in finding.missing)
        return Standing.CANNOT_TELL, open_[0].message, _reasons(open_), tuple(asks)[:_MOST]
    return Standing.KEPT, _promise(draft, schedule), (), ()


def _reasons(findings: list[Finding]) -> tuple[str, ...]:
    first = [reason.message for reason in findings[0].because]
    return (*first[:_MOST], *(finding.message for finding in findings[1:_MOST]))


def _repairs(findings: list[Finding]) -> tuple[str, ...]:
    """What could be written instead; a fix that only says that something is not known mends no date."""
    titles = dict.fromkeys(
        fix.title
        for finding in findings
        for fix in finding.fixes
        if not any("unknown" in edit.replacement for edit in fix.edits)
    )
    return tuple(titles)[:_MOST]


def _promise(draft: Draft, schedule: Schedule) -> str:
    final, buffer, end = _final(draft), draft.verdict.buffer, draft.plan.end
    planned = schedule.planned(end) if end is not None else None
    told = f"Whatever takes its longest, the end state can be reached by {planned}" if planned else "It can be reached"
    if final is None or buffer is None:
        return f"{told}."
    extra = _bears(draft)
    used = f"; if everybody uses the last day that the text leaves, by {schedule.by_text}" if schedule.by_text else ""
    return f"{told}, {_days(buffer)} before the final date, {final}{used}{extra}."


def _bears(draft: Draft) -> str:
    verdict = draft.verdict
    if not verdict.on_the_way:
        return ""
    if verdict.together is not None and verdict.together <= 0:
        return (
            f"; it bears every one of {len(verdict.on_the_way)} duties on the way being missed and put right at the "
            f"last moment, with {_days(-verdict.together)} left"
        )
    return ""


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _movers(draft: Draft, schedule: Schedule) -> Iterator[str]:
    """What would move the final date soonest: the duties with the least room."""
    rooms = []
    for name, duty in draft.duties.items():
        place = draft.plan.place("duty", name, "claimed")
        room = schedule.room(place) if place is not None else None
        if room is not None:
            rooms.append((room, name, duty))
    for room, name, duty in sorted(rooms, key=lambda each: (each[0], each[1]))[:_MOST]:
        owner = draft.debtors(duty)
        who = f" ({', '.join(actor_called(draft.process, path) for path in owner)})" if owner else ""
        if room >= 0:
            yield f"`{name}`{who}, if it comes more than {_days(room)} later than planned"
        else:
            yield f"`{name}`{who}, which is planned {_days(-room)} too late"


def _assumptions(schedule: Schedule) -> Iterator[str]:
    yield "Everybody acts as soon as the text lets them, and what nobody controls takes the longest that is declared."
    yield "What is waited for comes: a date that passes without its deed delays all that waits for it."
    for stretch in schedule.chain:
        rule = stretch.rule
        estimate = getattr(rule.record, rule.key, None) if rule is not None and rule.record is not None else None
        if isinstance(estimate, Estimate) and estimate.basis == "assumed" and rule is not None:
            yield f"{rule.words[0].upper()}{rule.words[1:]}: an assumption of the file."
    if schedule.plan.unknown:
        yield "Where the file gives no time to verify something, none was counted."
    if any(isinstance(stretch.link, Contingent) for stretch in schedule.chain):
        yield "Months and years whose first day is not known are counted at their longest."


def _chance(draft: Draft) -> Chance | None:
    """The chance that every date is kept; not told of dates that clash, or that wait for a length nobody knows."""
    if draft.verdict.conflicts or draft.verdict.open_questions:
        return None
    found = chance(draft.plan, generator())
    if found is None:
        return None
    low, high = found.interval
    at_once = "everybody acting as soon as the text lets them"
    if not found.at_risk:
        return Chance(low, high, f"each length staying within its declared range, and {at_once}")
    spread = "each length spread as the file says, a bare range evenly, all independent of each other"
    return Chance(low, high, f"{found.draws} draws, {spread}, and {at_once}")


# Chains


def _critical(schedule: Schedule) -> set[str]:
    """The names of the duties and phases on the chain that sets the end."""
    places = {place for stretch in schedule.chain for place in (stretch.start, stretch.end)}
    return {schedule.event(place).name for place in places}


def chain_links(draft: Draft, schedule: Schedule, chain: tuple[Stretch, ...]) -> Iterator[ChainLink]:
    """The stretches of a chain in words and days, without those that say nothing to a reader."""
    for stretch in chain:
        rule = stretch.rule
        if rule is None or not _is_told(stretch, rule):
            continue
        start = schedule.planned(stretch.start) if stretch.days and stretch.start else None
        yield ChainLink(
            text=_told(rule),
            to_date=schedule.planned(stretch.end),
            from_date=start if stretch.days > 0 else None,
            days=stretch.days if start is not None and stretch.days > 0 else None,
            owner=_owner(draft, schedule, stretch),
            contingent=isinstance(stretch.link, Contingent) and stretch.link.low != stretch.link.high,
        )


def _is_told(stretch: Stretch, rule: Rule) -> bool:
    if rule.kind in (RuleKind.ORDER, RuleKind.FIRST):
        return False
    return stretch.days != 0 or rule.record is not None


def _told(rule: Rule) -> str:
    if rule.kind is RuleKind.DATE:
        return f"{rule.subject} is fixed"
    return f"{rule.words[0].upper()}{rule.words[1:]}"


def _owner(draft: Draft, schedule: Schedule, stretch: Stretch) -> str:
    event = schedule.event(stretch.end)
    duty = draft.duties.get(event.name)
    if duty is None:
        return ""
    if event.state == "verified":
        regime = duty.verified
        return actor_called(draft.process, regime.by) if isinstance(regime, Verification) and regime.by else ""
    return ", ".join(actor_called(draft.process, path) for path in draft.debtors(duty))


def _party_chains(draft: Draft, schedule: Schedule) -> Iterator[PartyChain]:
    for party in draft.parties:
        chain = schedule.chain_of(party)
        own = tuple(stretch for stretch in chain if schedule.event(stretch.end).owner == party)
        links = tuple(chain_links(draft, schedule, own))
        if links:
            yield PartyChain(party, actor_called(draft.process, party), links)


def _deserts(draft: Draft) -> Iterator[Desert]:
    for start, end in deserts(draft):
        if end < date.max:
            yield Desert(start, end, f"Nothing is scheduled for {_days((end - start).days)}.")


def _collisions(draft: Draft) -> Iterator[Collision]:
    """What is due on a bad day of the calendar, as `political-calendar-collision` finds it."""
    for check in choose(["political-calendar-collision"]):
        for finding in check.findings(draft):
            step, event = finding.fields.get("duty"), finding.fields.get("event")
            if step and event and finding.verdict is Verdict.FAILS:
                day = date.fromisoformat(finding.fields["due"])
                yield Collision(step, event, day, day, finding.message)
