"""The proof of a way back as one page: the verdict, the ladder drawn, the four results, and each story day by day."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.reports.ladder_picture import render_ladder
from reconvene.reports.note import Note, Section, section
from reconvene.reports.return_text import (
    HEADLINES,
    act_words,
    bound_of,
    days_of,
    dispute_lines,
    ground_of,
    hands_of,
    mended_lines,
    seen_of,
    then_of,
)
from reconvene.reports.return_view import EventView, ResultView, ReturnView, StageView


def return_note(shown: ReturnView) -> Note:
    """The note that a page shows of a proof."""
    return Note(
        f"{shown.title}: {shown.standing}",
        "the way back",
        f"As of {shown.as_of}; `{shown.source_name}`.",
        tuple(_sections(shown)),
        shown.proves,
    )


def _sections(shown: ReturnView) -> Iterator[Section]:
    ground = [ground_of(shown)] if shown.results else []
    yield from section("The verdict", [HEADLINES[shown.standing], *(f"- {each}" for each in shown.reasons), *ground])
    picture = render_ladder(shown, heading=False) if shown.stages else ""
    yield from section("The ladder", (f"- {_stage(stage)}" for stage in shown.stages), picture)
    yield from section("The four results", (f"- {_result(result)}" for result in shown.results))
    for result in shown.results:
        told = (f"- Day {event.day}: {event.text}{_silent(event)}" for event in result.story)
        yield from section(f"How result {result.number} fails", told)
    if shown.mended is not None:
        yield from section("Why, and what would mend it", (line.strip() for line in mended_lines(shown.mended)))
    for dispute in shown.disputes:
        yield from section(f"Dispute {dispute.name}", (line.strip() for line in dispute_lines(dispute)))


def _stage(stage: StageView) -> str:
    acts = "; ".join(act_words(act) for act in stage.acts)
    says = f" {acts[:1].upper()}{acts[1:]}." if acts else ""
    then = then_of(stage)
    head = f"Stage {stage.index}, {stage.name.replace('_', ' ')}: {days_of(stage)}, {hands_of(stage)}, {seen_of(stage)}"
    return f"{head}.{says} {then[:1].upper()}{then[1:]}.".replace("_", " ")


def _result(result: ResultView) -> str:
    bound = f", {bound_of(result)}" if bound_of(result) and result.verdict == "holds" else ""
    parts = [f"{result.name.capitalize()}: {result.verdict}{bound}. {result.promises}."]
    if result.only_with_change and result.days is not None:
        parts.append(f"Without a change of government it holds, within {result.days} days.")
    parts += [f"To be told: {ask}." for ask in result.missing]
    for fault in result.face:
        covers = f" What would cover it: {', '.join(fault.covers)}." if fault.covers else ""
        parts.append(f"{fault.constraint}: {fault.text} ({fault.file}:{fault.line}){covers}")
    return " ".join(parts)


def _silent(event: EventView) -> str:
    return f" The text is silent: {event.file}:{event.line}." if event.silent else ""
