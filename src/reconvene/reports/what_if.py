"""What follows if one thing comes later, or if somebody does something: dates that move or are missed, vows tripped."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from rich.text import Text

from reconvene.checks.draft import Draft
from reconvene.document.dates import add
from reconvene.document.expressions import Bound, Duration, Never
from reconvene.document.grammar import ExpressionError, parse, read_duration
from reconvene.process.fold import State
from reconvene.reports.naming import actor_called
from reconvene.reports.schedule_lanes import lane_of
from reconvene.reports.vows_tripped import TrippedVow, tripped_by_act, tripped_by_slip, vow_lines
from reconvene.text.render import Paper, wrap
from reconvene.text.spelling import nearest
from reconvene.timing.schedule import Schedule
from reconvene.timing.slip import Slip, slip

EXAMPLE = "close_plant slips 90 days"
_SLIPS, _DOES = " slips ", " does "
_SHOWN = ("duty", "phase", "gate", "choice", "end", "day")
_INNER = ("enabled", "started", "open", "first part")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question cannot be answered, and the next step."""

    message: str
    next_step: str


@dataclass(frozen=True, slots=True)
class MovedDate:
    """Something that comes later: what it is called, whose it is, from which day to which."""

    name: str
    owner: str
    before: date
    after: date

    @property
    def days(self) -> int:
        """By how many days it moves."""
        return (self.after - self.before).days


@dataclass(frozen=True, slots=True)
class BrokenDate:
    """A date that is then missed: by what, what the file says, and how many days late."""

    name: str
    kind: str
    says: str
    due: date
    days: int


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The answer: `before` is the day that the slip is counted from, `room` the days left before the final date.

    For an act both days are that of the question, and nothing moves. `tripped` are the vows that it trips.
    """

    question: str
    title: str
    about: str
    before: date
    after: date
    moved: tuple[MovedDate, ...]
    broken: tuple[BrokenDate, ...]
    final_date: date | None
    room: int | None
    tripped: tuple[TrippedVow, ...] = ()

    @property
    def is_slip(self) -> bool:
        """Whether something comes later; else somebody does something."""
        return _SLIPS in self.question

    @property
    def does_harm(self) -> bool:
        """Whether a date is missed, or a vow is tripped that nothing covers."""
        return bool(self.broken) or (self.room or 0) < 0 or any(not vow.covered_by for vow in self.tripped)


def what_if(draft: Draft, question: str, state: State) -> WhatIf | Refusal:
    """Answer `NAME slips 90 days`, where NAME is a duty, a phase, a gate or a named day, or one of their states.

    The slip is counted from the last day that the text gives, or from the planned day if it gives none. All else comes
    as soon as the text lets it, and what nobody controls takes its longest. `WHO does ACT` asks for an act of a party
    or an actor on the day of the state, whose vows in force are those that count.
    """
    if _DOES in question and _SLIPS not in question:
        return _act(draft, question, state)
    read = _read(question)
    if isinstance(read, Refusal):
        return read
    name, days = read
    place = _place(draft, name)
    if place is None:
        return _unknown(draft, name)
    schedule = Schedule(draft.plan, draft.verdict)
    found = slip(schedule, place, days)
    if found is None:
        return Refusal(f"`{name}` has no day that it could slip from.", "give it a due date, or name what it waits for")
    return _answer(draft, schedule, found, question, name, state)


def _act(draft: Draft, question: str, state: State) -> WhatIf | Refusal:
    who, _, act = (part.strip() for part in question.strip().strip('"').partition(_DOES))
    actors = draft.names.of_family("actor", "role", "body")
    if who not in actors:
        near = nearest(who, actors)
        hint = f"did you mean `{near}`?" if near else "name a party or an actor of the file"
        return Refusal(f"Nobody is named `{who}`.", hint)
    if act not in draft.taxonomy:
        near = nearest(act, draft.taxonomy)
        hint = f"did you mean `{near}`?" if near else "name a class of act, such as `disarmament_step`"
        return Refusal(f"No class of act is named `{act}`.", hint)
    title, found = draft.process.title or draft.source.name, tripped_by_act(state, who, act)
    return WhatIf(question, title, who, state.now, state.now, (), (), None, None, found)


def _read(question: str) -> tuple[str, int] | Refusal:
    name, said, length = question.strip().strip('"').partition(_SLIPS)
    next_step = f"ask like this: {EXAMPLE}; or: north does disarmament_step"
    if not said or not name.strip():
        return Refusal(f"`{question}` is no question that can be answered.", next_step)
    try:
        time = parse(length.strip(), read_duration)
    except ExpressionError as error:
        return Refusal(f"`{length.strip()}` is no length of time: {str(error).rstrip('.')}.", next_step)
    if isinstance(time, Never) or time.low != time.high or time.bound is not Bound.EXACT:
        return Refusal(f"`{length.strip()}` is not one length of time.", next_step)
    return name.strip(), _days(time)


def _days(time: Duration) -> int:
    from_day = date(2001, 1, 1)  # months and years at their usual length
    return (add(from_day, time.high, time.unit) - from_day).days


def _place(draft: Draft, name: str) -> int | None:
    """The event that a name stands for: a duty is done or begins, a phase closes; or `.verified` and the like says."""
    plan = draft.plan
    whole = (
        ("duty", name, "claimed"),
        ("duty", name, "begun"),
        ("gate", name, "passed"),
        ("phase", name, "closed"),
        ("choice", name, "made"),
        ("day", name, "reached"),
    )
    head, _, state = name.rpartition(".")
    parts = tuple((family, head, state) for family in ("duty", "phase", "gate", "choice", "day")) if head else ()
    return next((place for key in (*whole, *parts) if (place := plan.place(*key)) is not None), None)


def _unknown(draft: Draft, name: str) -> Refusal:
    known = {event.name for event in draft.plan.events if event.family in ("duty", "gate", "phase", "choice", "day")}
    near = nearest(name, known)
    hint = f"did you mean `{near}`?" if near else "name a duty, a phase, a gate or a day of the file"
    return Refusal(f"Nothing with a date is named `{name}`.", hint)


def _answer(draft: Draft, schedule: Schedule, found: Slip, question: str, name: str, state: State) -> WhatIf:
    events = draft.plan.events
    moved = [
        MovedDate(str(events[each.event]).strip("`"), _owner(draft, each.event), each.before, each.after)
        for each in found.moved
        if events[each.event].family in _SHOWN and events[each.event].state not in _INNER
    ]
    broken = [
        BrokenDate(str(events[each.event]).strip("`"), events[each.event].family, each.rule.words, each.due, each.days)
        for each in found.broken
    ]
    final = schedule.plan.dates.get(schedule.plan.final) if schedule.plan.final is not None else None
    return WhatIf(
        question=question,
        title=draft.process.title or draft.source.name,
        about=name,
        before=found.before,
        after=found.after,
        moved=tuple(sorted(moved, key=lambda each: (each.after, each.name))),
        broken=tuple(sorted(broken, key=lambda each: (each.due, each.name))),
        final_date=final,
        room=found.room,
        tripped=tripped_by_slip(draft, state, found),
    )


def _owner(draft: Draft, place: int) -> str:
    event = draft.plan.events[place]
    duty = draft.duties.get(event.name) if event.family == "duty" else None
    if duty is None or event.state == "verified":
        return ""
    lane = lane_of(draft, duty)
    return "" if lane == "all_parties" else actor_called(draft.process, lane)


def what_if_text(answer: WhatIf, paper: Paper) -> Text:
    """The answer as text: what it was counted from, what is missed, what moves, and what is left before the end."""
    if not answer.is_slip:
        return _written([f"If {answer.question.strip()} on {answer.after}:", *vow_lines(answer.tripped)], paper)
    lines = [
        f"If {answer.question.strip()}: `{answer.about}` comes on {answer.after} and not by {answer.before}.",
        "Everybody else acts as soon as the text lets them, and what nobody controls takes its longest.",
        "",
        *_broken_lines(answer),
        "",
        *_moved_lines(answer),
        "",
        *vow_lines(answer.tripped),
        "",
        _final_line(answer),
    ]
    return _written(lines, paper)


def _written(lines: list[str], paper: Paper) -> Text:
    text = Text()
    for line in lines:
        indent = len(line) - len(line.lstrip())
        told = wrap(Text(paper.words(line.strip())), paper.prose - indent, 2)
        for part in told.split("\n"):
            text.append(" " * indent).append_text(part).append("\n")
    return text


def _broken_lines(answer: WhatIf) -> list[str]:
    if not answer.broken:
        return ["No other date of the text is missed by that."]
    count = len(answer.broken)
    heading = "1 date is then missed:" if count == 1 else f"{count} dates are then missed:"
    return [heading, *(f"  {each.says} ({each.due}): {_late(each.days)}" for each in answer.broken)]


def _moved_lines(answer: WhatIf) -> list[str]:
    others = [each for each in answer.moved if each.name != answer.about]
    if not others:
        return ["Nothing else moves."]
    return ["What moves with it:", *(f"  {each.before} -> {each.after}  {_named(each)}" for each in others)]


def _named(moved: MovedDate) -> str:
    return f"{moved.name} ({moved.owner})" if moved.owner else moved.name


def _late(days: int) -> str:
    return "1 day late" if days == 1 else f"{days} days late"


def _final_line(answer: WhatIf) -> str:
    if answer.final_date is None or answer.room is None:
        return "There is no final date that the end state could miss."
    if answer.room < 0:
        return f"The end state comes {_late(-answer.room)}: after the final date, {answer.final_date}."
    days = "1 day is" if answer.room == 1 else f"{answer.room} days are"
    return f"The final date, {answer.final_date}, is still kept: {days} left before it."
