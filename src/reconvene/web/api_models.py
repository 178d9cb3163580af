"""The shapes of what the interface for programs answers, as OpenAPI describes them."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field


class Problem(BaseModel):
    """What went wrong, with what to do next in each finding."""

    title: str
    status: int
    findings: list[dict[str, Any]] = Field(description="As `check --format json` documents findings.")
    lines: list[str]


class ProcessLine(BaseModel):
    """A process in the list."""

    name: str
    title: str
    shipped: bool = Field(description="Whether it comes with reconvene and is only read.")
    on_record: bool = Field(description="Whether it has a desk, and so a record.")


class Processes(BaseModel):
    """The processes of the office, and the shipped cases."""

    processes: list[ProcessLine]


class Summary(BaseModel):
    """How a process stands today."""

    name: str
    title: str
    shipped: bool
    on_record: bool
    as_of: str
    version: str = Field(description="Names the text and the record: what changes with either. The ETag of the answer.")
    table: str = Field(description="The state of the table, such as `active`, `stalled` or `broken`.")
    why: str
    events: int
    errors: int = Field(description="Of the checks of the text.")
    warnings: int
    conflicts: int = Field(description="Events that desks tell differently.")
    next: list[dict[str, Any]] = Field(description="The next dates: `day`, `what` and `unless`.")


class RecordedEntry(BaseModel):
    """Where an event stands in the record now."""

    id: str
    log: str
    sequence: int
    hash: str
    recorded: str = Field(description="The moment, in UTC.")


class PreviewData(BaseModel):
    """What was looked at, and what follows: as `record --format json` documents it."""

    events: list[str | None] = Field(description="The ids of the events; null where one cannot be read.")
    on_record_already: list[str]
    findings: list[dict[str, Any]]
    refused: list[dict[str, Any]] = Field(description="What the text does not let happen, with the clause.")
    consequences: list[dict[str, Any]]
    unasked: int


class Recorded(BaseModel):
    """What was recorded; nothing if it was there already, or was only looked at."""

    version: int = 1
    recorded: list[RecordedEntry]
    preview: PreviewData


class NotRecordedProblem(Problem):
    """Why nothing was recorded, with the preview, if the events could be looked at."""

    preview: PreviewData | None = None


class ExportWish(BaseModel):
    """For whom a bundle is, and from which day on."""

    reader: str = Field(description="An actor, role or body of the process, or `everybody`.", max_length=200)
    since: str | None = Field(
        None, description="Only what was recorded from this day on (UTC).", pattern=r"^\d{4}-\d\d-\d\d$"
    )


class LogCount(BaseModel):
    """How many entries of a log."""

    log: str
    entries: int


class Received(BaseModel):
    """What a bundle brings, or brought."""

    sender: str
    taken: bool
    added: int
    known: int
    aside: int
    logs: list[LogCount]
    events: list[str]
    findings: list[dict[str, Any]]
    conflicts: list[dict[str, Any]] = Field(description="What is, or would be, told differently because of it.")
