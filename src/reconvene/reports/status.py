"""Where a process stands, in words: a note as a good desk officer writes it, and what the watch says today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.text import Text

from reconvene.reports.status_view import ActionView, OwedView, SignalView, StatusView
from reconvene.text.render import Paper, wrap

FORMAT_VERSION = 1
_MOST = 12
"""So many lines of one kind stand in a note; the JSON has them all."""
_STATES = {
    "not_begun": "not begun",
    "active": "active",
    "recess": "in an agreed recess",
    "slow": "slow",
    "stalled": "stalled",
    "suspended": "suspended",
    "broken": "broken",
    "returning": "on the way back",
    "reconvened": "reconvened, and not yet out of danger",
    "sat_incomplete": "sat with an empty chair",
    "parked": "parked",
    "collapsed": "collapsed",
    "concluded": "concluded",
}
_SEEN = {"public": "in public", "parties": "seen by the parties alone", "role_holders": "seen by nobody outside"}


def status_text(shown: StatusView, paper: Paper) -> Text:
    """The whole note."""
    lines = [
        *_heading(shown),
        *_section("The table", _table(shown)),
        *_section("To do now", _to_do(shown)),
        *_section("Signals", _signals(shown)),
        *_section("What fires when, if nothing happens", _ahead(shown)),
        *_section("Owed", _owed(shown)),
        *_section("Vows in force", _vows(shown)),
        *_section("What is left of the last session", _debrief(shown)),
        *_section("Does not fit", [f"- {line}" for line in shown.oddities]),
    ]
    return _written(lines, paper)


def watch_text(shown: StatusView, paper: Paper) -> Text:
    """Today's signals, what clears each at the least cost, and what fires next."""
    quiet = [signal for signal in shown.signals if not signal.fires]
    lines = [
        *_heading(shown),
        *_section("The table", [next(iter(_table(shown)))]),
        *_section("Signals that fire", [_signal(signal) for signal in shown.firing] or ["None."]),
        *_section("Quiet", [_quiet(signal) for signal in quiet]),
        *_section("Next", _ahead(shown)),
    ]
    return _written(lines, paper)


def as_json(shown: StatusView) -> str:
    """The view as JSON: `{"version": 1, "status": {...}}`."""
    data = {"version": FORMAT_VERSION, "status": asdict(shown)}
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _written(lines: list[str], paper: Paper) -> Text:
    text = Text()
    for line in lines:
        if not line:
            text.append("\n")
        elif line.startswith("# "):
            text.append(paper.words(line[2:]) + "\n", style="bold")
        else:
            hang = 2 if line.startswith("- ") else 0
            text.append_text(wrap(Text(paper.words(line)), paper.prose, hang)).append("\n")
    return text


def _section(title: str, lines: Any) -> list[str]:
    listed = list(lines)
    return ["", f"# {title}", *listed] if listed else []


def _heading(shown: StatusView) -> list[str]:
    known = f", as known on {shown.known}" if shown.known != shown.as_of else ""
    reader = f", for {shown.reader}" if shown.reader else ""
    return [f"# {shown.title}", f"As of {shown.as_of}{known}{reader}; {_count(shown.events, 'event')}."]


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


# The table


def _table(shown: StatusView) -> Iterator[str]:
    table = shown.table
    if table.fallen and table.day is not None and table.state in ("returning", table.fallen):
        trigger = f" ({table.trigger} trigger)" if table.trigger else ""
        yield f"{table.fallen.capitalize()}{trigger}, day {table.day}; day 0 was {table.day0}: {_reason(shown)}."
    else:
        yield f"{_STATES[table.state].capitalize()} since {table.since}: {table.why.replace('_', ' ')}."
    if table.stage is not None and table.stage_due is not None:
        days = (table.stage_due - shown.as_of).days
        yield f"Stage {table.stage} `{table.stage_name}` is due within {_count(days, 'day')}, by {table.stage_due}."
    elif table.stage is not None:
        yield f"Stage {table.stage} `{table.stage_name}` has no limit in the text."
    elif table.fallen and table.state == table.fallen and not table.way_back:
        yield "The text has no way back: nobody has to call anybody, and no clock runs."
    if table.review is not None:
        yield f"The review is on {table.review}."


def _reason(shown: StatusView) -> str:
    began = [spell for spell in shown.history if spell.state == shown.table.fallen]
    return began[-1].why if began else shown.table.why


# What is to be done


def _to_do(shown: StatusView) -> Iterator[str]:
    for action in shown.actions:
        yield f"- {_action(action, shown.as_of)}"
    if not shown.actions and shown.table.state in ("stalled", "broken", "suspended", "slow"):
        cheap = [signal for signal in shown.firing if signal.clear]
        if cheap:
            yield f"Nobody is bound to do anything. The cheapest step would be {cheap[0].clear}."


def _action(action: ActionView, today: date) -> str:
    if action.note.startswith("not asked"):
        return f"{action.by}: `{action.act}` is {action.note}."
    verb = "must" if action.required else "may"
    when = f" by {action.due}" if action.due is not None else ""
    seen = f", {_SEEN[action.seen_by]}" if action.seen_by in _SEEN else ""
    note = f"; {action.note}" if action.note else ""
    if action.act in ("private_notice", "notice", "invitation"):
        said = "notify" if action.act != "invitation" else "invite"
        today_ = f" today, {today}, and no later than {action.due}" if action.due is not None else " today"
        whom = ", ".join(action.to) or "all"
        return f"{action.by} {verb} {said} {whom}{today_}, all by the identical note in the same words{seen}{note}."
    if " " in action.act:
        return f"{action.by} {verb} {action.act}{when}{note}."
    return f"{action.by} {verb} do its part: `{action.act}`{when}{seen}{note}."


# Signals


def _signals(shown: StatusView) -> Iterator[str]:
    for signal in shown.firing:
        yield _signal(signal)
    quiet = [signal.number for signal in shown.signals if not signal.fires and signal.known]
    unknown = [signal.number for signal in shown.signals if not signal.known]
    if quiet:
        yield f"Quiet: {', '.join(quiet)}." + (f" Cannot tell: {', '.join(unknown)}." if unknown else "")


def _signal(signal: SignalView) -> str:
    clear = f" Cleared by {signal.clear}." if signal.clear else ""
    return f"- {signal.number} {_called(signal)}, since {signal.since}: {signal.value}.{clear}"


def _quiet(signal: SignalView) -> str:
    when = f"fires on {signal.fires_on}" if signal.fires_on is not None else "no day in sight"
    value = signal.value if signal.known else f"cannot tell; {signal.value}"
    return f"- {signal.number} {_called(signal)}: {value}; {when}."


def _called(signal: SignalView) -> str:
    return signal.name.replace("_", " ")


def _ahead(shown: StatusView) -> Iterator[str]:
    for each in shown.ahead[:_MOST]:
        yield f"- {each.day}: {each.what}"
    if len(shown.ahead) > _MOST:
        yield f"and {len(shown.ahead) - _MOST} more"


# What is owed, vowed and left


def _owed(shown: StatusView) -> Iterator[str]:
    for duty in shown.owed[:_MOST]:
        yield f"- {_duty(duty)}"
    if len(shown.owed) > _MOST:
        yield f"and {len(shown.owed) - _MOST} more"


def _duty(duty: OwedView) -> str:
    to = f" to {', '.join(duty.to)}" if duty.to else ""
    period = f" for the period from {duty.period}" if duty.period is not None else ""
    due = f", due {duty.due}" if duty.due is not None else ", without a date" if duty.phase == "due" else ""
    words = f": {duty.words}" if duty.phase != "due" else ""
    parts = [f"{duty.duty}, owed by {duty.by or 'nobody named'}{to}{period}{due}{words}"]
    if duty.waits:
        parts.append(f"waits for {', '.join(duty.waits)}")
    if duty.cure is not None:
        parts.append(f"time to cure until {duty.cure}" + (f", then {duty.follows}" if duty.follows else ""))
    elif duty.follows:
        parts.append(f"{duty.follows} follows")
    if duty.kept_through is not None:
        parts.append(f"kept through {duty.kept_through}")
    if duty.amounts:
        parts.append(", ".join(f"{key} {value}" for key, value in duty.amounts.items()))
    spoken = [f"{who} {word}" for who, word in duty.voices.items() if word not in ("silent", "none")]
    if spoken:
        parts.append("; ".join(spoken))
    return ". ".join(parts) + "."


def _vows(shown: StatusView) -> Iterator[str]:
    for vow in shown.vows:
        forbids = f" Forbids {', '.join(vow.forbids)}." if vow.forbids else ""
        covers = f" Released by {' or '.join(vow.released_by)}." if vow.released_by else ""
        says = f": {_short(vow.says)}" if vow.says else "."
        yield f"- {vow.by}, {vow.since}, `{vow.name}`{says}{forbids}{covers}"


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= 160 else line[:157].rstrip() + "..."


def _debrief(shown: StatusView) -> Iterator[str]:
    left = shown.debrief
    if left is None:
        return
    dated = f"next date {left.next_date}" if left.next_date is not None else "no next date"
    outcome = left.outcome.replace("_", " ") if left.outcome != "none" else "no outcome"
    yield f"- {left.session.replace('_', ' ')}, closed {left.closed}: {outcome}, {dated}."
    yield f"- Converged: {'; '.join(left.converged) or 'nothing is recorded'}."
    yield f"- Deposited: {'; '.join(left.deposited) or 'nothing is recorded'}."
    for offer in shown.offers:
        called = f" ({offer.called})" if offer.called else ""
        yield f"- Offer of {offer.by or 'nobody named'}, {offer.name}{called}: {offer.status} since {offer.since}."
    for account in left.accounts:
        yield f"- Account of {_short(account)}"
