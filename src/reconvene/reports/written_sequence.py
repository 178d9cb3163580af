"""An exchange, written down: as text, data, a page, a picture."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import PurePath
from typing import Any

from reconvene.advice.sequence import Proposal, Sequenced, Side
from reconvene.deal.figures import span_words
from reconvene.reports.naming import spoken
from reconvene.reports.plain_data import plain
from reconvene.reports.sequence_picture import Called, render_exposure
from reconvene.reports.sequence_words import (
    LIMITS,
    changes,
    conclusion,
    exposure_lines,
    facts_lines,
    held_lines,
    part_words,
    proposal_words,
    resolve_lines,
    sequence_text,
)
from reconvene.reports.sheet import Section, Sheet, Table, render_sheet
from reconvene.text.render import Paper

FORMAT_VERSION = 1
_HEADER = re.compile(r"^--- (.+)\n\+\+\+ (.+)\n(?=@@ )", re.MULTILINE)


def as_text(shown: Sequenced) -> str:
    """The answer as text, 100 columns wide."""
    return sequence_text(shown, Paper()).plain


def as_picture(shown: Sequenced) -> str:
    """Exposure by day as SVG."""
    return render_exposure(shown)


def as_json(shown: Sequenced) -> str:
    """An exchange as data: `{"version": 1, ...}` with the fields of `Sequenced`; an open end is null."""
    told: dict[str, Any] = {
        "version": FORMAT_VERSION,
        "title": shown.title,
        "source_name": shown.source_name,
        "as_of": shown.as_of.isoformat(),
        "package": shown.package or None,
        "chunks": shown.chunks,
        "steps": shown.steps,
        "holds": shown.holds,
        "missing": shown.missing,
        "least": asdict(shown.least) if shown.least is not None else None,
        "sides": [_side(side) for side in shown.sides],
        "proposals": [_proposal(each) for each in shown.proposals],
        "tried": shown.tried,
        "short": asdict(shown.short) if shown.short is not None else None,
        "enough": shown.enough,
    }
    return json.dumps(plain(told), ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def _side(side: Side) -> dict[str, Any]:
    return {
        "party": side.party,
        "unit": side.exposure.unit,
        "units_that_clash": side.clash,
        "limit": side.limit,
        "within_limit": side.within_limit,
        "worst": asdict(side.exposure.worst),
        "days": [asdict(each) for each in side.exposure.days],
        "every_step_pays": side.resolve.holds,
        "acts": [{**asdict(act), "pays": act.pays} for act in side.resolve.acts],
        "needed": side.resolve.needed,
        "backing": asdict(side.resolve.backing),
        "net": side.resolve.net,
        "last_step": side.last_step.duty if side.last_step is not None else None,
        "entries": [asdict(entry) for entry in side.account.entries],
    }


def _proposal(proposal: Proposal) -> dict[str, Any]:
    return {
        "kind": proposal.kind,
        "title": proposal.title,
        "patch": proposal.patch,
        "sides": [_side(side) for side in proposal.sides],
    }


def as_page(shown: Sequenced) -> str:
    """One self-contained HTML page: the answer, the picture with its table, the steps, the proposals."""
    return render_sheet(view(shown))


def view(shown: Sequenced, called: Called = spoken) -> Sheet:
    """The page as frozen data; `called` gives the names that stand in the picture."""
    sections = tuple(section for section in _sections(shown, called) if not section.empty)
    return Sheet(shown.title, "exchange", shown.as_of.isoformat(), sections, LIMITS)


def _sections(shown: Sequenced, called: Called) -> Iterator[Section]:
    yield Section("answer", "Whether the exchange holds", tuple(conclusion(shown)))
    if shown.sides:
        yield Section("days", "Exposure by day", picture=render_exposure(shown, called=called), tables=(_days(shown),))
    for side in shown.sides:
        told = tuple(f"{line[0].upper()}{line[1:]}." for line in (*exposure_lines(side), *resolve_lines(side)))
        yield Section(f"side-{side.party}", f"How `{side.party}` stands", tables=(_acts(side),), listed=told)
    for number, (id, proposal) in enumerate(proposed(shown).items(), 1):
        yield Section(
            id,
            f"Proposal {number}: {proposal.kind}",
            (proposal_words(proposal),),
            listed=tuple(held_lines(proposal.sides)),
            quoted=_patch(proposal),
        )
    if shown.missing:
        yield Section("facts", "What is not said", listed=tuple(line.strip() for line in facts_lines(shown)))


def proposed(shown: Sequenced) -> dict[str, Proposal]:
    """The proposals by the id of their section on the page."""
    return {f"proposal-{number}": proposal for number, proposal in enumerate(shown.proposals, 1)}


def _patch(proposal: Proposal) -> str:
    """The patch with the file's own name alone: where it lies is nobody's matter who is handed the page."""
    return _HEADER.sub(lambda found: f"--- {PurePath(found[1]).name}\n+++ {PurePath(found[2]).name}\n", proposal.patch)


def _days(shown: Sequenced) -> Table:
    known = [side for side in shown.sides if side.known]
    days = sorted({each.day for side in known for each in changes(side.exposure.days)})
    rows = tuple((str(day), *(_on(side, day.isoformat()) for side in shown.sides)) for day in days)
    return Table(
        "The worst exposure at the end of each day", ("Day", *(f"`{side.party}`" for side in shown.sides)), rows
    )


def _on(side: Side, day: str) -> str:
    found = [each for each in side.exposure.days if each.day.isoformat() <= day]
    if not side.known:
        return "not known"
    return span_words(found[-1].exposure, side.exposure.unit) if found else "0"


def _acts(side: Side) -> Table:
    said = {True: "pays", False: "walking away pays more", None: "cannot tell"}
    rows = tuple(
        (f"`{act.duty}`{part_words(act)}", span_words(act.gain, side.resolve.unit), said[act.pays],
         "the last for it" if act.last else "")
        for act in side.resolve.acts
    )  # fmt: skip
    heads = ("Step", "What walking away before it is worth", "Going on", "Its place")
    return Table("Every step of its own", heads, rows)
