"""`reconvene tick`: let the clock of a desk act, on the day and by itself."""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from reconvene.cli.opening import Folder

if TYPE_CHECKING:
    from reconvene.live.ticking import Ticked, Told
    from reconvene.process.events import Event

FORMAT_VERSION = 1


class Format(StrEnum):
    """How what the clock did is written."""

    TEXT = "text"
    JSON = "json"


def tick(
    folder: Folder = ".",
    as_of: Annotated[
        str | None,
        typer.Option("--as-of", metavar="DAY", help="Look only as far as this day, such as 2026-02-01; today if not."),
    ] = None,
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
) -> None:
    """Let the clock act: record what the calendar has caused, and tell those for whom something waits.

    Recorded are day 0, the stages of the way back that came by a limit, choices whose time went by, and duties that
    were due and not claimed: each once, on the day it happened, whatever days were left out. Told are those whose turn
    it is, once, by mail or by a letter in the folder `letters`; if they stay silent, the next in line. Let it run every
    hour; it may run as often as anybody likes.

    Exits with 0, 1 if somebody could not be reached (the next tick tries again) or is nobody in the text, or 2 if
    the desk cannot be read.
    """
    from reconvene.cli.opening import opened
    from reconvene.cli.screen import say, write_machine_text
    from reconvene.live import clock
    from reconvene.live.ticking import tick as act

    day = _day(as_of)
    with opened(folder) as desk:
        done = act(desk, clock.now(), as_of=day)
        if format is Format.JSON:
            write_machine_text(json.dumps(_data(done), ensure_ascii=False, indent=2) + "\n")
        else:
            for line in _lines(done, folder):
                say(line)
        for name, near in done.strangers.items():
            say(f"Nobody is told as `{name}`: desk.yaml has that name under `notices:`, and the text has not.")
            say(f"Next: {f'did you mean `{near}`?' if near else 'name an actor of the text, or take the line out'}")
    raise typer.Exit(1 if done.undelivered or done.strangers else 0)


def _day(text: str | None) -> date | None:
    from reconvene.cli.screen import refuse
    from reconvene.process.shelf import day_written

    found = day_written(text) if text is not None else None
    if text is not None and found is None:
        refuse(f"`{text}` is no day.", "write a day such as 2026-02-01")
    return found


def _lines(done: Ticked, folder: str) -> Iterator[str]:
    for event in done.events:
        yield f"{event.at}  {in_words(event)}"
    for told in done.told:
        yield _told(told)
        if not told.why:
            readers = ", ".join(told.alert.visible_to or ())
            said = [f"of={told.alert.id}", f"happened={done.day}", f"visible_to=[{readers}]"]
            yield f"  once it is seen: reconvene record {shlex.join([folder, 'alert_acknowledged', *said])}"
    if not done.events and not done.told:
        yield f"{done.day}: the calendar has caused nothing new, and nobody need be told anything."


def _told(told: Told) -> str:
    alert = told.alert
    if told.why:
        return f"{alert.to} could not be told that something waits: {told.why}. The next tick tries again."
    how = "a letter lies ready to be printed, in `letters`" if told.by_letter else "mail was sent"
    until = f", by {alert.until}" if alert.until is not None else ""
    return f"{alert.to} has `{alert.act}` to do{until}: {how}."


def in_words(event: Event) -> str:
    """What the clock saw, on one line."""
    from reconvene.process import events as e

    match event:
        case e.DayZero():
            return f"day 0, by {'the rule for a stall' if event.trigger == 'stall' else 'a failure of the talks'}"
        case e.StageEntered():
            return f"stage `{event.stage}` begins"
        case e.StageLeft():
            return f"stage `{event.stage}` ends by its limit"
        case e.ChoiceLapsed():
            return f"`{event.choice}`: the time to choose went by"
        case e.NotClaimed():
            by = f" of {event.by_party}" if event.by_party else ""
            return f"`{event.duty}`{by} was due on {event.due} and is not claimed"
        case e.Correction():
            return f"`{event.of}` is withdrawn: by what is known now, it did not come about"
    return event.id


def _data(done: Ticked) -> dict[str, Any]:
    from reconvene.live.codec import encode

    return {
        "version": FORMAT_VERSION,
        "day": done.day.isoformat(),
        "events": [encode(event) for event in done.events],
        "told": [
            {
                "alert": told.alert.id,
                "to": told.alert.to,
                "act": told.alert.act,
                "until": told.alert.until.isoformat() if told.alert.until is not None else None,
                "by": "letter" if told.by_letter else "mail",
                "failed": told.why or None,
            }
            for told in done.told
        ],
        "strangers": list(done.strangers),
    }
