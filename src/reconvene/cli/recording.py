"""One recording on the command line: what was given is looked at, shown, and written if it may be."""

from __future__ import annotations

import json
import sys
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from reconvene.live.desk import Desk
    from reconvene.live.given import Given
    from reconvene.live.preview import Preview
    from reconvene.record.entry import Entry
    from reconvene.record.fault import Stale

FORMAT_VERSION = 1
AGAIN = 5
"""So often it looks again when somebody else wrote first."""


class Format(StrEnum):
    """How what was recorded is written."""

    TEXT = "text"
    JSON = "json"


@dataclass
class Wishes:
    """What the options of `record` ask for."""

    yes: bool = False
    anyway: bool = False
    dry_run: bool = False
    format: Format = Format.TEXT
    files: dict[str, bytes] = field(default_factory=dict)


class Recording:
    """One recording: what was given is looked at, shown, and written if it may be; until then it is kept as a draft."""

    def __init__(self, desk: Desk, wishes: Wishes, name: str, origin: Path | None) -> None:
        self.desk = desk
        self.wishes = wishes
        self.name = name
        self.origin = origin
        self.draft: Path | None = None

    def run(self, given: Given) -> None:
        """Look, show, ask and write; again if somebody else wrote first."""
        from reconvene.live import clock
        from reconvene.record.fault import Stale

        if not self.wishes.dry_run:
            self._keep(given)
        for attempt in range(AGAIN):
            seen = self.desk.consider(given, clock.now(), name=self.name)
            self._insist_on_readable(seen)
            if not self._goes_on(seen):
                return
            try:
                entries = self.desk.record(seen, clock.now(), anyway=self.wishes.anyway, attachments=self.wishes.files)
            except Stale as stale:
                self._look_again(stale, attempt)
                continue
            self._done(seen, entries)
            return

    def _keep(self, given: Given) -> None:
        """Keep what was given until it is on record, unless it lies in a file already."""
        from reconvene.cli.screen import say
        from reconvene.live import drafts

        waiting = [path for path in drafts.waiting(self.desk.folder) if path != self.origin]
        if waiting:
            say(
                f"{len(waiting)} draft{'s lie' if len(waiting) > 1 else ' lies'} in {waiting[0].parent}, not on record."
            )
        if self.origin is None and isinstance(given, list):
            self.draft = drafts.keep_events(self.desk.folder, given)

    def _insist_on_readable(self, seen: Preview) -> None:
        from reconvene.cli.opening import tell

        tell(seen.findings)
        if not seen.recordable:
            self._answer(seen, [])
            self._say_kept()
            raise typer.Exit(2)

    def _goes_on(self, seen: Preview) -> bool:
        """Show what would follow, and ask; whether it is to be written."""
        from reconvene.cli.previewing import show

        if self.wishes.format is Format.TEXT:
            show(seen)
        if not seen.events:
            self._answer(seen, [])
            self._drop()
            return False
        if self.wishes.dry_run:
            self._answer(seen, [])
            raise typer.Exit(1 if seen.refused else 0)
        if (
            seen.refused
            and not self.wishes.anyway
            and not self._asks("Record it all the same, as something that was seen?")
        ):
            self._answer(seen, [])
            self._end("Nothing was recorded. What was seen may be put on record all the same: add --anyway.")
        self.wishes.anyway = self.wishes.anyway or bool(seen.refused)
        if not self.wishes.yes and not self._asks("Record it?", unasked=True):
            self._end("Nothing was recorded.")
        return True

    def _asks(self, question: str, *, unasked: bool = False) -> bool:
        """The answer of somebody at a terminal; `unasked` where nobody sits there."""
        from reconvene.cli.previewing import ask

        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            return unasked
        return ask(question)

    def _look_again(self, stale: Stale, attempt: int) -> None:
        from reconvene.cli.opening import give_up
        from reconvene.cli.screen import say

        if attempt + 1 == AGAIN:
            self._say_kept()
            give_up([stale.finding], 1)
        say(f"{stale.finding.message} This is what would follow now:")

    def _done(self, seen: Preview, entries: list[Entry]) -> None:
        from reconvene.cli.screen import say

        self._drop()
        self._answer(seen, entries)
        for event, entry in zip(seen.events, entries, strict=True):
            if self.wishes.format is Format.TEXT:
                say(f"Recorded `{event.id}` in {entry.header.log}, entry {entry.header.sequence}.")

    def _answer(self, seen: Preview, entries: list[Entry]) -> None:
        from reconvene.cli.screen import write_machine_text

        if self.wishes.format is Format.JSON:
            recorded = [
                {"log": str(each.header.log), "sequence": each.header.sequence, "hash": each.hash,
                 "recorded": each.header.recorded}
                for each in entries
            ]  # fmt: skip
            told = {"version": FORMAT_VERSION, "recorded": recorded, "preview": seen.as_data()}
            write_machine_text(json.dumps(told, ensure_ascii=False, indent=2) + "\n")

    def _end(self, words: str) -> None:
        from reconvene.cli.screen import say

        say(words)
        self._say_kept()
        raise typer.Exit(1)

    def _say_kept(self) -> None:
        from reconvene.cli.screen import say

        if self.draft is not None:
            say(f"What you entered is kept: reconvene record {self.desk.folder} --file {self.draft}")

    def _drop(self) -> None:
        from reconvene.live import drafts

        if self.draft is not None:
            drafts.drop(self.draft)
        elif self.origin is not None and self.origin.resolve().parent == (self.desk.folder / drafts.FOLDER).resolve():
            drafts.drop(self.origin)
