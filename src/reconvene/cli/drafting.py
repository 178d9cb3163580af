"""A file or a case as a draft that a verb works on; one that cannot be read ends the verb with its findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NoReturn

import typer

from reconvene.cli.parsing import day

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconvene.api import Document
    from reconvene.process.events import Event
    from reconvene.process.fold import State
    from reconvene.text.finding import Finding
    from reconvene.text.span import Source
    from reconvene.weighing import Refusal


def read(file: str) -> Document:
    """The document of one file; a folder stands for the one process file in it. Exit code 2 if it cannot be read.

    A desk stands for the text that it goes by, as its record amended it by today.
    """
    from reconvene import api
    from reconvene.cli.screen import refuse
    from reconvene.cli.targets import expand, unreadable
    from reconvene.live.settings import is_desk
    from reconvene.text.finding import Finding

    if is_desk(file):
        return _desk_text(file)
    targets = expand([file])
    if len(targets) > 1:
        refuse(f"`{file}` holds {len(targets)} process files.", f"name one of them, such as {targets[0]}")
    target = targets[0]
    if isinstance(target, Finding):
        _show(unreadable(target))
    document = api.load(str(target))
    if not document.readable:
        _show(api.check(document))
    return document


def read_for(file: str, reader: str | None) -> tuple[Document, Document]:
    """The document of one file in full, and as a reader may see it, the same without one.

    Exit code 2 if either cannot be read, or nobody has the reader's name. What is private to a desk is seen by itself
    alone.
    """
    from reconvene.cli.screen import refuse
    from reconvene.live.settings import is_desk
    from reconvene.weighing import Refusal, seen_by

    full = read(file)
    check_reader(full, reader)
    if reader is None:
        return full, full
    seen = _desk_text_for(file, reader) if is_desk(file) else seen_by(full, reader)
    if isinstance(seen, Refusal):
        refuse(seen.message, seen.next_step)
    return full, seen


IN_FORCE = "what is in force"
"""What no name stands for where packages are named."""


def warn_sender(differing: Sequence[str], reader: str, nameless: str = "all that presses") -> None:
    """Tell the sender, and not the reader, of what the full text concludes otherwise; `nameless` has no name there."""
    from reconvene.cli.screen import say

    for name in differing:
        what = f"`{name}`" if name else nameless
        say(f"Note for you alone: of {what}, the full text concludes otherwise than what `{reader}` may see.")


def _desk_text(folder: str) -> Document:
    from reconvene.cli.opening import opened
    from reconvene.live import clock

    with opened(folder, writes=False) as desk:
        return _as_amended(desk.state(clock.now()))


def _desk_text_for(folder: str, reader: str) -> Document | Refusal:
    from reconvene.cli.opening import opened
    from reconvene.live import clock
    from reconvene.process.fold import fold
    from reconvene.weighing import Refusal, seen_by

    with opened(folder, writes=False) as desk:
        seen = seen_by(desk.document if reader == desk.actor else desk.shared_document, reader)
        if isinstance(seen, Refusal):
            return seen
        return _as_amended(fold(seen, desk.accounts(reader).events, desk.day(clock.now()), reader=reader))


def _as_amended(state: State) -> Document:
    from dataclasses import replace

    return replace(state.document, process=state.process.changed(as_of=state.now), names=state.names)


def record_of(document: Document, file: str, events: str | None) -> Sequence[Event]:
    """The events of a record, of the desk that `file` is, or of the record beside the process file.

    Exit code 2 with its findings if it has errors.
    """
    from reconvene import following
    from reconvene.cli.opening import opened
    from reconvene.live.settings import is_desk

    if is_desk(file):
        refuse_second_record(file, events)
        with opened(file, writes=False) as desk:
            return desk.accounts().events
    log = following.events_of(document, events)
    if log is not None and not log.readable:
        show_findings(log.findings, log.source)
    return log.events if log is not None else ()


@dataclass(frozen=True)
class Followed:
    """A process and what happened, as options name them: the day to ask for, the day of what is known, the reader."""

    document: Document
    events: tuple[Event, ...]
    now: date | None
    known: date | None
    reader: str | None


def follow(file: str, as_of: str | None, known: str | None, events: str | None, reader: str | None) -> Followed:
    """A process and its record. Exit code 2 if either cannot be read, or nobody has the reader's name."""
    from reconvene.live.settings import is_desk

    if is_desk(file):
        return _follow_desk(file, as_of, known, events, reader)
    document = read(file)
    listed = tuple(record_of(document, file, events))
    check_reader(document, reader)
    return Followed(document, listed, day(as_of), day(known, "--known"), reader)


def _follow_desk(folder: str, as_of: str | None, known: str | None, events: str | None, reader: str | None) -> Followed:
    from reconvene.cli.opening import opened
    from reconvene.live import clock

    refuse_second_record(folder, events)
    with opened(folder, writes=False) as desk:
        check_reader(desk.document, reader)
        document = desk.document if reader in (None, desk.actor) else desk.shared_document
        listed = tuple(desk.accounts(reader).events)
        now = day(as_of) or desk.day(clock.now())
        return Followed(document, listed, now, day(known, "--known"), reader or desk.actor)


def refuse_second_record(folder: str, events: str | None) -> None:
    """End with exit code 2 if a desk is to be followed by another record than its own."""
    from reconvene.cli.screen import refuse

    if events is not None:
        refuse("a desk has its own record, and --events names another.", f"reconvene record {folder} --file {events}")


def check_reader(document: Document, reader: str | None) -> None:
    """End with exit code 2 if nobody in the process has the reader's name, the whole of it.

    Who is called `us.presdent` by mistake must not read what is for `us`.
    """
    from reconvene.cli.screen import refuse
    from reconvene.document.names import HANDS
    from reconvene.text.spelling import nearest

    known = document.names.by_path.get(reader or "")
    is_somebody = known is not None and known.family in ("actor", "role", "body")
    if reader is not None and not is_somebody and reader not in HANDS:
        near = nearest(reader, document.names.of_family("actor", "role", "body"))
        step = f"did you mean `{near}`?" if near else "name a party or an actor of the process"
        refuse(f"nobody is named `{reader}`.", step)


def show_findings(findings: Sequence[Finding], source: Source) -> NoReturn:
    """End with exit code 2 and the findings of a file that belongs to a process."""
    from reconvene import api
    from reconvene.document.load import Document as Loaded
    from reconvene.document.names import Names
    from reconvene.document.process import Process

    _show(api.check(Loaded(Process(), Names(), tuple(findings), (source,))))


def _show(report: object) -> NoReturn:
    import sys

    from reconvene.checks.run import Report
    from reconvene.cli.screen import console, paper
    from reconvene.reports.terminal import report_text

    assert isinstance(report, Report)
    screen = console(sys.stderr)
    screen.print(report_text([report], paper(screen)), end="")
    raise typer.Exit(2)
