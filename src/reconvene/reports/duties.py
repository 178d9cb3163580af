"""Every duty of a process in a row each: who owes what to whom by when, how it stands, and who says what of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.deal.tabled import owners
from reconvene.document.obligation import Obligation, Verification
from reconvene.document.process import Process
from reconvene.process.duty_state import MISSED, OPEN, DutyState, InstanceState, Phase, Voices
from reconvene.process.fold import State
from reconvene.reports.schedule_view import ScheduleView, Step, StepKind
from reconvene.reports.sheet import Table
from reconvene.reports.standing import voice_words

NO_CHAPTER = "without an article"
"""The chapter of a duty that neither an article nor a phase places."""
LATE = frozenset({Phase.DUE, Phase.BLOCKED, Phase.WAITING, Phase.UNKNOWN, *MISSED})
"""The phases in which a date that went by is a date that nobody claims to have met."""
_CHAPTER = re.compile(r"[^.:(,;\s]+")


@dataclass(frozen=True, slots=True)
class DutyRow:
    """One duty: `phase` is that of the part furthest from being done, `parts` counts its debtors' parts and periods.

    `due` is the day that the record gives, else the last day of the text; None where neither gives one. `slack` is in
    days, None where nothing bounds it. The four voices are in words.
    """

    duty: str
    chapter: str
    article: str
    text: str
    by: tuple[str, ...]
    to: tuple[str, ...]
    shape: str
    phase: str
    words: str
    due: date | None
    verifier: str
    debtor_says: str
    beneficiaries_say: str
    verifier_says: str
    body_says: str
    slack: int | None
    overdue: bool
    critical: bool
    parts: int


@dataclass(frozen=True, slots=True)
class Choice:
    """Which duties to show: everything left empty chooses nothing out."""

    party: str = ""
    status: str = ""
    verifier: str = ""
    chapter: str = ""
    overdue: bool = False

    def takes(self, row: DutyRow) -> bool:
        """Whether a duty is among those to show."""
        return (
            (not self.party or self.party in row.by)
            and (not self.status or self.status == row.phase)
            and (not self.verifier or self.verifier == row.verifier)
            and (not self.chapter or self.chapter == row.chapter)
            and (not self.overdue or row.overdue)
        )


def duty_rows(state: State, schedule: ScheduleView) -> tuple[DutyRow, ...]:
    """A row for each duty, in the order of the file, chapter by chapter."""
    steps = steps_of(schedule)
    rows = [_row(state, duty, steps.get(duty.name)) for duty in state.duties.values()]
    chapters = {chapter: place for place, chapter in enumerate(dict.fromkeys(row.chapter for row in rows))}
    return tuple(sorted(rows, key=lambda row: chapters[row.chapter]))


def steps_of(schedule: ScheduleView) -> dict[str, Step]:
    """The step at which each duty is done, or begins if it stands."""
    return {step.of: step for step in schedule.steps if step.kind in (StepKind.DONE, StepKind.OPENS) and step.lane}


def _row(state: State, duty: DutyState, step: Step | None) -> DutyRow:
    record, latest = duty.record, latest_of(duty)
    voices = latest.voices
    return DutyRow(
        duty=duty.name,
        chapter=chapter_of(state.process, duty.name, record),
        article=record.article or "",
        text=" ".join((record.text or str(record.brings or record.toward or "")).split()),
        by=owners(record),
        to=record.to or (),
        shape=str(duty.shape),
        phase=str(latest.phase),
        words=latest.words,
        due=latest.due or (step.latest if step is not None and latest.period is None else None),
        verifier=verifier_of(record),
        debtor_says=voice_words(voices.debtor),
        beneficiaries_say="; ".join(f"{name}: {voice_words(voice)}" for name, voice in voices.beneficiaries),
        verifier_says=voice_words(voices.verifier),
        body_says=voice_words(voices.body),
        slack=step.slack if step is not None else None,
        overdue=any(is_overdue(each, state.now) for each in duty.instances),
        critical=step is not None and step.critical,
        parts=len(duty.instances),
    )


def latest_of(duty: DutyState) -> InstanceState:
    """The part of a duty that matters now; of a series of which no period has begun, one that waits."""
    return duty.latest if duty.instances else InstanceState("", None, Phase.WAITING, Voices())


def chapter_of(process: Process, name: str, duty: Obligation) -> str:
    """The chapter that a duty stands in: how its article begins, else the phase that it belongs to."""
    begins = _CHAPTER.match((duty.article or "").strip())
    if begins:
        return begins.group()
    phases = (phase for phase, record in (process.phases or {}).items() if name in (record.steps or ()))
    return next(phases, NO_CHAPTER)


def verifier_of(duty: Obligation) -> str:
    """Who verifies a duty; `none` where the text says nobody, empty where it says nothing."""
    if isinstance(duty.verified, Verification):
        return duty.verified.by or ""
    return "none" if duty.verified == "none" else ""


def is_overdue(part: InstanceState, now: date) -> bool:
    """Whether the date of a part went by, and nobody claims that it was met."""
    return part.phase in MISSED or (part.phase in LATE and part.due is not None and part.due < now)


def counted(rows: Iterable[DutyRow]) -> tuple[tuple[str, str, int], ...]:
    """How many duties are in which phase: the phase, its words and the number, the most first."""
    listed = list(rows)
    words = {row.phase: row.words for row in listed}
    return tuple((phase, words[phase], number) for phase, number in Counter(row.phase for row in listed).most_common())


def overdue_in(state: State) -> int:
    """How many duties are overdue."""
    return sum(any(is_overdue(part, state.now) for part in duty.instances) for duty in state.duties.values())


def is_settled(duty: DutyState) -> bool:
    """Whether nothing of a duty is open any more."""
    return bool(duty.instances) and not any(part.phase in OPEN for part in duty.instances)


HEADS = (
    "Duty",
    "Chapter",
    "Article",
    "Owed by",
    "Owed to",
    "Due",
    "Stands",
    "Overdue",
    "Verifier",
    "The debtor says",
    "The beneficiaries say",
    "The verifier says",
    "The competent body says",
    "Slack in days",
    "Text",
)


def duty_table(rows: Iterable[DutyRow]) -> Table:
    """The same as a table of words."""
    return Table("Obligations", HEADS, tuple(tuple(_cells(row)) for row in rows))


def _cells(row: DutyRow) -> Iterator[str]:
    yield from (row.duty, row.chapter, row.article, ", ".join(row.by), ", ".join(row.to))
    yield from (str(row.due or ""), row.words, "yes" if row.overdue else "no", row.verifier)
    yield from (row.debtor_says, row.beneficiaries_say, row.verifier_says, row.body_says)
    yield from ("" if row.slack is None else str(row.slack), row.text)
