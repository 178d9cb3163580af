"""The pages behind `explain`: one for each check, each clause, each kind of event, and each finding of reading."""

from __future__ import annotations

import inspect
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from reconvene.checks import catalogue  # noqa: F401  (importing the families fills the shelf)
from reconvene.checks.shelf import SHELF as CHECKS
from reconvene.checks.shelf import Check
from reconvene.clauses import expand
from reconvene.clauses.shelf import SHELF as CLAUSES
from reconvene.clauses.shelf import Clause
from reconvene.document.expressions import Duration, TimeUnit
from reconvene.document.load import load_text
from reconvene.document.process import Process
from reconvene.document.shape import attribute, slots_of
from reconvene.document.written import as_data, as_yaml
from reconvene.process.events import SHELF as EVENTS
from reconvene.process.shelf import Event, own_slots
from reconvene.reports.reading import READING
from reconvene.text.spelling import nearest

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Page:
    """What there is to read about one id: `kind` is check, clause, event or reading; the text is Markdown."""

    id: str
    kind: str
    title: str
    text: str
    number: str | None = None
    family: str | None = None
    severity: str | None = None
    precedent: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The page as `explain --format json` documents it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "number": self.number,
            "family": self.family,
            "severity": self.severity,
            "title": self.title,
            "text": self.text,
            "precedent": self.precedent,
        }


def pages() -> list[Page]:
    """Every page: checks in the order of the catalogue, then clauses, kinds of events, and findings of reading."""
    return [
        *(_check_page(check) for check in CHECKS.values()),
        *_clause_pages(),
        *(_event_page(kind, cls) for kind, cls in sorted(EVENTS.items())),
        *(_reading_page(id, meaning) for id, meaning in READING.items()),
    ]


def find_page(word: str) -> Page | None:
    """The page of an id, or of a check by its number, whatever the case of the letters."""
    folded = word.casefold()
    for page in pages():
        if folded in (page.id.casefold(), (page.number or page.id).casefold()):
            return page
    return None


def nearest_page(word: str) -> str | None:
    """The id that a word without a page was probably meant to be."""
    return nearest(word, [*(page.id for page in pages()), *(page.number for page in pages() if page.number)])


def family_title(family: str) -> str:
    """What a family of checks asks, in a line: the docstring of its module."""
    module = sys.modules.get(f"reconvene.checks.{family}")
    return (module.__doc__ or "").strip().split("\n", 1)[0] if module else ""


def _check_page(check: Check) -> Page:
    body = check.page.split("\n", 1)[1].strip() if "\n" in check.page else ""
    level = {"error": "an error", "warning": "a warning", "info": "a remark"}[check.severity]
    aside = (
        "## Set it aside\n\n"
        f"```yaml\nsuppress:\n  - check: {check.id}\n    author: your name\n    reason: why it does not matter here\n"
        "    until: 2030-12-31\n```\n"
    )
    text = (
        f"# {check.id}\n\n**{check.title}**\n\n"
        f"{check.index}, {level}; family `{check.family}`.\n\n{body}\n\n## Precedent\n\n{check.precedent}\n\n{aside}"
    )
    return Page(
        check.id, "check", check.title, text, check.index, check.family, str(check.severity), check.precedent or None
    )


@cache
def _clause_pages() -> tuple[Page, ...]:
    """Made once: each has an example spelled out, and together they take longer than all other pages."""
    return tuple(_clause_page(clause) for clause in CLAUSES.values())


def _clause_page(clause: Clause) -> Page:
    body = clause.page.split("\n", 1)[1].strip() if "\n" in clause.page else ""
    text = f"# {clause.name}\n\n**{clause.title}**\n\n{body}\n"
    if clause.own_parameters:
        listed = "\n".join(f"- `{key}`: {meaning}" for key, meaning in clause.own_parameters.items())
        text += f"\n## Parameters\n\n{listed}\n"
    text += f"\n## Written out\n\n{_written_out(clause)}"
    if clause.precedent:
        text += f"\n## Precedent\n\n{clause.precedent}\n"
    return Page(clause.name, "clause", clause.title, text, precedent=clause.precedent or None)


_WAY_BACK = "parties: {north: {}, south: {}}\nactors: {sweden: {kind: state}, singapore: {kind: state}}\n"


def _written_out(clause: Clause) -> str:
    """The first good use on the page, spelled out, with the day on which each stage ends at the latest."""
    [*_, example] = [text for heading, text in reversed(clause.examples) if heading == "Good"] or [
        _WAY_BACK + clause.page.split("```yaml\n", 1)[1].split("```", 1)[0]
    ]
    written = load_text(example, clause.name)
    process = expand.expand(written).process
    sections: dict[str, Any] = {}
    stages: list[tuple[str, Any]] = []
    for key in slots_of(Process):
        now, before = getattr(process, attribute(key)), getattr(written.process, attribute(key))
        if now == before or now is None:
            continue
        if isinstance(now, dict):
            added = {name: record for name, record in now.items() if name not in (before or {})}
            sections[key] = as_data(added)
            stages += [pair for record in added.values() for pair in _stages_of(record)]
        else:
            sections[key] = as_data(now)
            stages += _stages_of(now)
    text = f"The first example stands for this:\n\n```yaml\n{as_yaml(sections)}```\n"
    return text + _days(stages)


def _stages_of(record: Any) -> list[tuple[str, Any]]:
    return [(stage.name, stage.lasts) for stage in getattr(record, "stages", None) or ()]


def _days(stages: Sequence[tuple[str, Any]]) -> str:
    """A table of the day by which each stage ends at the latest, counted from the day the first begins."""
    if not stages:
        return ""
    rows = ["| stage | lasts | ends by day |", "|---|---|---|"]
    day = Decimal(0)
    for name, lasts in stages:
        counted = isinstance(lasts, Duration) and lasts.unit is TimeUnit.DAY
        day += lasts.high if counted else 0
        rows.append(f"| {name} | {lasts} | {day if counted else ''} |")
    return "\n" + "\n".join(rows) + "\n"


def _event_page(kind: str, cls: type[Event]) -> Page:
    page = inspect.cleandoc(cls.__doc__ or "")
    title, _, body = page.partition("\n")
    listed = "".join(
        f"- `{key}`{', which it must say' if found.required else ''}: {found.meaning}\n"
        for key, found in own_slots(cls).items()
    )
    says = f"## Says\n\n{listed}\n" if listed else ""
    text = f"# {kind}\n\n**{title}**\n\nAn event, version {cls.version}.\n\n{body.strip()}\n\n{says}{_EVERY_EVENT}"
    return Page(kind, "event", title, text)


_EVERY_EVENT = (
    "## Every event says\n\n"
    + "".join(f"- `{key}`: {found.meaning}\n" for key, found in Event.slots.items())
    + "\nIt stands in an event file, under `events:`; the file begins with `reconvene_events: 1`.\n"
)


def _reading_page(id: str, meaning: str) -> Page:
    title = meaning.split(". ", 1)[0].rstrip(".") + "."
    return Page(id, "reading", title, f"# {id}\n\n{meaning}\n")


def contents(every: Sequence[Page]) -> str:
    """The list of all checks, by family, and of all clauses and events, as Markdown."""
    lines = ["# What is asked", ""]
    families = dict.fromkeys(page.family for page in every if page.family)
    for family in families:
        lines += [f"## {family.replace('_', ' ').capitalize()}", "", family_title(family), ""]
        lines += [
            f"- `{page.id}` ({page.number}, {page.severity}): {page.title}" for page in every if page.family == family
        ]
        lines.append("")
    lines += ["## Clauses", ""]
    lines += [f"- `{page.id}`: {page.title}" for page in every if page.kind == "clause"]
    lines += ["", "## Events", ""]
    lines += [f"- `{page.id}`: {page.title}" for page in every if page.kind == "event"]
    return "\n".join(lines) + "\n"
