"""Consultations, written down: as text, data, a page, a calendar file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reconvene.advice.consult import Consulted
from reconvene.deal.owed import Owed, Plan
from reconvene.reports.calendar_entries import Entry, calendar_of, whole_days
from reconvene.reports.consult_words import (
    LIMITS,
    consulted_text,
    days_of,
    gate_words,
    grouped,
    headline,
    is_ahead,
    level_words,
    pair_words,
    position_words,
    reasons,
    rule_words,
    rules_used,
    span_words,
    standing_words,
    times_words,
    title_of,
)
from reconvene.reports.consult_words import as_json as as_json
from reconvene.reports.sheet import Section, Sheet, Table, render_sheet
from reconvene.text.render import Paper

if TYPE_CHECKING:
    from icalendar import Event


def as_text(shown: Consulted) -> str:
    """The consultations as text, 100 columns wide."""
    return consulted_text(shown, Paper()).plain


def as_page(shown: Consulted) -> str:
    """One self-contained HTML page, what is skipped first."""
    return render_sheet(view(shown))


def view(shown: Consulted) -> Sheet:
    """The page as frozen data."""
    sections = [section for number, plan in enumerate(shown.plans) for section in _sections(plan, number)]
    rules = tuple(map(rule_words, rules_used(shown)))
    if rules:
        sections.append(Section("rules", "By which rules", listed=rules))
    return Sheet(shown.title, "who must be heard", shown.as_of.isoformat(), tuple(sections), LIMITS)


def _sections(plan: Plan, number: int) -> Iterator[Section]:
    tables = tuple(_table(heading, listed) for heading, listed in grouped(plan))
    yield Section(f"p{number}", title_of(plan), tuple(headline(plan)), tables=tables)
    of = f" (`{plan.name}`)" if plan.name else ""
    why = tuple((pair_words(each), gate_words(each.decision), line) for each in plan.owed for line in reasons(each))
    said = tuple((pair_words(each), position_words(stand)) for each in plan.owed for stand in each.positions)
    lacking = tuple(
        dict.fromkeys(f"`{fact.fact}`: {fact.ask}" for each in plan.owed if each.missing for fact in each.missing)
    )
    made = (
        Section(
            f"p{number}-why", f"Why each is owed{of}", tables=(Table("Reasons", ("Who", "Before", "Because"), why),)
        ),
        Section(
            f"p{number}-said",
            f"Positions and dissents{of}",
            tables=(Table("What was answered", ("Who", "Answer"), said),),
        ),
        Section(f"p{number}-facts", f"What would tell{of}", listed=lacking),
    )
    yield from (section for section in made if not section.empty)


def _table(heading: str, listed: tuple[Owed, ...]) -> Table:
    heads = ("Who with whom", "How", "Before", "Begin by", "Over by", "Where it stands", "Times")
    return Table(heading, heads, tuple(map(_row, listed)))


def _row(owed: Owed) -> tuple[str, ...]:
    ahead = is_ahead(owed)
    return (
        pair_words(owed),
        level_words(owed),
        gate_words(owed.decision),
        span_words(owed.begin) if owed.begin is not None and ahead else "",
        span_words(owed.end) if owed.end is not None and ahead else "",
        standing_words(owed),
        times_words(owed) if ahead else "",
    )


def as_calendar(shown: Consulted) -> bytes:
    """The last days to begin each consultation and to have it over, for calendar programs (iCalendar).

    They are counted with every time at its longest. What was held or decided, or has no day, is left out.
    """
    return calendar_of(shown.title, f"Who must be heard, as of {shown.as_of}", "consultations", _events(shown))


def _events(shown: Consulted) -> Iterator[Event]:
    for plan in shown.plans:
        for each in plan.owed:
            begin, end = days_of(each)
            told = (
                standing_words(each),
                times_words(each),
                *reasons(each),
                f"Before {gate_words(each.decision)}.",
            )
            whom = f"{each.by} {' '.join(each.whom)} {plan.name} {each.decision.name} {each.declared}"
            for word, day in (("begin", begin), ("over", end)):
                if day is not None:
                    summary = f"{'Last day to begin' if word == 'begin' else 'To be over'}: {pair_words(each)}"
                    words = tuple(line.replace("`", "") for line in (summary, *told))
                    categories = ("consultation", each.level)
                    entry = Entry(f"consultation {word} {whom}", words[0], day, None, words[1:], categories)
                    yield whole_days(shown.title, shown.as_of, entry)
