"""What there is to say of one duty: from its text, its plan, its record and the findings about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.run import Report
from reconvene.document.meaning import parts_of, show
from reconvene.document.obligation import Contest, Miss, Obligation, SeriesMissed, Verification
from reconvene.document.shape import Record, attribute
from reconvene.process.duty_state import DutyState
from reconvene.process.events import Event
from reconvene.process.fold import State
from reconvene.process.shelf import own_slots
from reconvene.reports.duties import DutyRow, latest_of
from reconvene.reports.duty_dates import duty_days
from reconvene.reports.duty_view import DutyView, Fact, FoundView, Partner, Told
from reconvene.reports.schedule_view import ScheduleView, TieKind
from reconvene.reports.scheduling import chain_links
from reconvene.reports.standing import owed_view
from reconvene.text.finding import Finding
from reconvene.timing.schedule import Schedule

_HOW = {
    TieKind.WAITS: "waits for",
    TieKind.ANSWERS: "answers",
    TieKind.SAME_DAY: "same day as",
    TieKind.IN_STEP: "in step with",
}
_TERMS = (
    ("brings", "what it brings about"),
    ("toward", "what it strives for"),
    ("shown_by", "the efforts that are owed"),
    ("forbids", "what it forbids"),
    ("allows", "what it allows"),
    ("limits", "what it limits"),
    ("amount", "how much"),
    ("after", "only after"),
    ("before", "holds back"),
    ("needs", "cannot do without"),
    ("within", "by when"),
    ("no_later_than", "missed in any case after"),
    ("begins", "begins"),
    ("every", "how often"),
    ("from", "from when"),
    ("until", "until when"),
    ("while", "as long as"),
    ("judged_by", "who judges whether that is so"),
    ("takes", "how long the doing takes"),
    ("lifts", "what it lifts"),
    ("addresses", "the threats that it cuts into"),
    ("undone_in", "how long it takes to undo it"),
    ("done_by", "who carries it out"),
    ("survives", "what goes on after its end"),
)
"""The slots of a duty that its page tells, in order, with what they are called there."""
_VERIFYING = (
    ("by", "who"),
    ("method", "by which means"),
    ("baseline", "compared with"),
    ("takes", "how long it takes"),
    ("access", "access"),
    ("access_within", "access at the latest after"),
    ("every", "how often"),
    ("detects", "chance to find a breach"),
    ("detects_within", "how long a breach can stay unseen"),
    ("report", "what the report holds"),
    ("says", "the agreed words"),
    ("withholds", "what the report keeps back"),
    ("accepted_by", "what each beneficiary needs to see"),
)
_MISSING = (
    ("cure", "time to put it right"),
    ("extend", "extension that may be asked for"),
    ("refer_to", "who takes it up"),
    ("in_a_row", "missed in a row"),
    ("in_all", "missed in all"),
    ("then", "then"),
    ("meanwhile", "what answers it, meanwhile"),
)


def duty_view(
    draft: Draft, state: State, schedule: ScheduleView, report: Report, row: DutyRow, rows: Iterable[DutyRow]
) -> DutyView:
    """One duty of a state on the day of the state; `rows` are those of all duties, `row` its own."""
    duty = state.duties[row.duty]
    planned = Schedule(draft.plan, draft.verdict)
    days = duty_days(planned, duty.name)
    place = next((at for day in ("claimed", "begun") if (at := draft.plan.place("duty", duty.name, day))), None)
    chain = planned.chain_to(place) if place is not None else ()
    span = duty.record.span
    return DutyView(
        row=row,
        as_of=state.now,
        waits=tuple(f"{wait.fact} ({wait.owed_by})" if wait.owed_by else wait.fact for wait in latest_of(duty).waits),
        terms=tuple(_facts(duty.record, _TERMS)),
        partners=tuple(_partners(schedule, duty.name, {each.duty: each for each in rows})),
        days=days,
        chain=tuple(chain_links(draft, planned, chain)),
        final_date=schedule.final_date,
        verified=tuple(_verified(duty.record)),
        missed=tuple(_missed(duty.record)),
        parts=tuple(owed_view(duty, part) for part in duty.instances),
        stream=tuple(_stream(state, duty)),
        findings=tuple(_findings(report, duty)),
        superseded=tuple(day for day, _ in duty.superseded),
        line=span.location.line,
        source=span.source.name,
    )


# What the text says


def _facts(record: Record, told: Iterable[tuple[str, str]], before: str = "") -> Iterator[Fact]:
    """The slots that a record gives, in the words of the format."""
    parts = parts_of(record)
    for key, called in told:
        if key in parts:
            yield Fact(f"{before}{called}", _plainly(show(parts[key])))


def _plainly(written: str) -> str:
    """What a slot holds on one line, without the brackets around it that only the format needs."""
    words = " ".join(written.split())
    for first, last in ("{}", "[]"):
        if words.startswith(first) and words.endswith(last) and first not in words[1:]:
            return words[1:-1].strip()
    return words


def _verified(duty: Obligation) -> Iterator[Fact]:
    if isinstance(duty.verified, Verification):
        yield from _facts(duty.verified, _VERIFYING)
    elif duty.verified == "none":
        yield Fact("who", "nobody: the text says that it is not verified")


def _missed(duty: Obligation) -> Iterator[Fact]:
    if isinstance(duty.if_missed, Miss):
        yield from _facts(duty.if_missed, _MISSING)
    elif duty.if_missed == "none":
        yield Fact("then", "nothing: the text says so")
    if isinstance(duty.if_contested, Contest):
        yield from _facts(duty.if_contested, _MISSING, "if a breach is alleged: ")
    if isinstance(duty.series_missed, SeriesMissed):
        yield from _facts(duty.series_missed, _MISSING, "if the series is missed: ")


# What it hangs together with


def _partners(schedule: ScheduleView, name: str, rows: dict[str, DutyRow]) -> Iterator[Partner]:
    for tie in schedule.ties:
        other = tie.start if tie.end == name else tie.end if tie.start == name else ""
        if other in rows:
            row = rows[other]
            yield Partner(other, _HOW[tie.kind], tie.end == name, row.by, row.words)


# What happened


def _stream(state: State, duty: DutyState) -> Iterator[Told]:
    """The events about a duty, in the order in which they happened."""
    for event in state.events:
        if duty.name in _named_in(event):
            yield told(event, corrected=event.id in state.corrected)


def _named_in(event: Event) -> set[str]:
    """The names that an event gives in slots of its own kind."""
    values = (getattr(event, attribute(key)) for key in own_slots(type(event)))
    listed = (value if isinstance(value, (tuple, list)) else (value,) for value in values)
    return {str(each) for some in listed for each in some if each is not None}


def told(event: Event, *, corrected: bool = False) -> Told:
    """An event as a page tells it."""
    kept = [key for key in own_slots(type(event)) if key not in ("duty", "by_party")]
    details = tuple(
        (key.replace("_", " "), _said(value)) for key in kept if (value := getattr(event, attribute(key))) is not None
    )
    first, last = event.happened
    return Told(
        event=event.id,
        kind=event.kind,
        happened=first,
        until=last if last != first else None,
        recorded=event.recorded,
        by=str(getattr(event, "by_party", None) or ""),
        says=" ".join((event.text or "").split()),
        details=details,
        corrected=corrected,
        sources=event.source or (),
    )


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, (tuple, list)):
        return ", ".join(str(each).replace("_", " ") for each in value)
    return str(value).replace("_", " ") if not isinstance(value, date) else value.isoformat()


# What the checks say


def _findings(report: Report, duty: DutyState) -> Iterator[FoundView]:
    for found in report.findings:
        if _is_about(found, duty):
            yield FoundView(found.id, str(found.severity), found.message, found.help, found.span.location.line)


def _is_about(found: Finding, duty: DutyState) -> bool:
    """Whether a finding names a duty, or points into its text."""
    span, node = duty.record.span, duty.record.node
    end = node.span.end if node is not None else span.end
    inside = found.span.source.name == span.source.name and span.start <= found.span.start < end
    return inside or found.about == duty.name or f"`{duty.name}`" in found.message
