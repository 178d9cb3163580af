"""Where a process stands, in words: a note as a good desk officer writes it, and what the watch says today."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import date
from typing import Any

from rich.text import Text

from reconvene.reports.note import Note, note_text, section
from reconvene.reports.status_view import ActionView, OfferView, OwedView, SignalView, StatusView
from reconvene.reports.table_picture import picture_lines, render_table
from reconvene.text.render import Paper

FORMAT_VERSION = 1
LIMITS = "It tells what the file and its record say, and neither who is to blame nor what anybody will do."
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


def status_note(shown: StatusView, *, pictured: bool = True) -> Note:
    """The whole note, with the table over time as a picture if it is for a page."""
    drawn = pictured and bool(shown.history)
    picture, described = (render_table(shown, heading=False), picture_lines(shown)) if drawn else ("", ())
    parts = [
        section("The table", _table(shown), picture, described),
        section("To do now", _to_do(shown)),
        section("Signals", _signals(shown)),
        section("What fires when, if nothing happens", _ahead(shown)),
        section("Owed", _owed(shown)),
        section("Vows in force", _vows(shown)),
        section("What is left of the last session", _debrief(shown)),
        section("Told differently", _conflicts(shown)),
        section("Does not fit", (f"- {line}" for line in shown.oddities)),
        section("Heard from", _heard(shown)),
    ]
    return Note(
        shown.title, "where the talks stand", _facts(shown), tuple(each for part in parts for each in part), LIMITS
    )


def status_text(shown: StatusView, paper: Paper) -> Text:
    """The whole note for a terminal."""
    return note_text(status_note(shown, pictured=False), paper)


def watch_text(shown: StatusView, paper: Paper) -> Text:
    """Today's signals, what clears each at the least cost, and what fires next."""
    quiet = [signal for signal in shown.signals if not signal.fires]
    parts = [
        section("The table", [next(iter(_table(shown)))]),
        section("Signals that fire", [_signal(signal) for signal in shown.firing] or ["None."]),
        section("Quiet", (_quiet(signal) for signal in quiet)),
        section("Next", _ahead(shown)),
    ]
    note = Note(shown.title, "the watch", _facts(shown), tuple(each for part in parts for each in part), LIMITS)
    return note_text(note, paper)


def as_json(shown: StatusView) -> str:
    """The view as JSON: `{"version": 1, "status": {...}}`."""
    data = {"version": FORMAT_VERSION, "status": asdict(shown)}
    return json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n"


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)


def _facts(shown: StatusView) -> str:
    known = f", as known on {shown.known}" if shown.known != shown.as_of else ""
    reader = f", for {_who(shown, shown.reader)}" if shown.reader else ""
    return f"As of {shown.as_of}{known}{reader}; {_told_by(shown)}."


def _told_by(shown: StatusView) -> str:
    """What the note rests on: a file without a record says nothing of what came after it."""
    if not shown.recorded:
        told = (
            f"{_count(shown.events, 'event')}, told by the process file alone" if shown.events else "no event is told"
        )
        return f"{told}; nothing is recorded, so that silence here need not be silence at the table"
    own = shown.events - shown.recorded
    also = f", {own} of them told by the process file alone" if own else ""
    return f"{_count(shown.events, 'event')}{also}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _who(shown: StatusView, path: str) -> str:
    return shown.called.get(path) or path.replace("_", " ")


def _all(shown: StatusView, paths: Sequence[str]) -> str:
    names = [_who(shown, path) for path in paths]
    return " and ".join([", ".join(names[:-1]), names[-1]] if len(names) > 1 else names)


# The desks


def _conflicts(shown: StatusView) -> Iterator[str]:
    """The events of which desks say different things: all of it stands, and the note says what the rest rests on."""
    for conflict in shown.conflicts:
        told = "; ".join(f"{desk} says {words}" for desk, words in conflict.accounts.items())
        counts = (
            f"the word of {conflict.speaker} counts here, as its own act" if conflict.speaker else "both count here"
        )
        yield f"- `{conflict.event}`: {told}. Both stand; {counts}."


def _heard(shown: StatusView) -> Iterator[str]:
    for each in shown.heard:
        yield f"- {each.desk}: {_count(each.events, 'event')}, the last recorded on {each.last[:10]}."


# The table


def _table(shown: StatusView) -> Iterator[str]:
    table = shown.table
    if table.fallen and table.day is not None and table.state in ("returning", table.fallen):
        trigger = f" ({table.trigger} trigger)" if table.trigger else ""
        yield f"{table.fallen.capitalize()}{trigger}, day {table.day}; day 0 was {table.day0}: {_reason(shown)}."
    else:
        yield f"{_STATES[table.state].capitalize()} since {table.since}: {shown.why}."
    if table.stage is not None and table.stage_due is not None:
        days = (table.stage_due - shown.as_of).days
        yield f"Stage {table.stage} `{table.stage_name}` is due within {_count(days, 'day')}, by {table.stage_due}."
    elif table.stage is not None:
        yield f"Stage {table.stage} `{table.stage_name}` has no limit in the text."
    elif table.fallen and table.state == table.fallen and not table.way_back:
        yield "The text has no way back: nobody has to call anybody, and no clock runs."
    if table.review is not None:
        yield f"The review is on {table.review}."
    if table.fallen and table.state in ("returning", "sat_incomplete", "parked", table.fallen):
        yield "Only a session that is held ends this; a date for one does not."
    elif shown.stalls_on is not None:
        act = f", unless this comes first: {shown.stall_cleared_by}" if shown.stall_cleared_by else ""
        day = "today" if shown.stalls_on == shown.as_of else f"on {shown.stalls_on}"
        yield f"It will count as stalled {day}{act}."


def _reason(shown: StatusView) -> str:
    began = [spell for spell in shown.history if spell.state == shown.table.fallen]
    return began[-1].why if began else shown.table.why


# What is to be done


def _to_do(shown: StatusView) -> Iterator[str]:
    for action in shown.actions:
        yield f"- {_action(action, shown)}"
    if not shown.actions and shown.table.state in ("stalled", "broken", "suspended", "slow"):
        cheap = [signal for signal in shown.firing if signal.clear]
        step = f" The cheapest step would be {cheap[0].clear}." if cheap else ""
        yield f"Nobody is bound to do anything.{step}"


def _action(action: ActionView, shown: StatusView) -> str:
    by, act = _who(shown, action.by), action.act.replace("_", " ")
    if action.note.startswith("not asked"):
        return f"{by}: `{action.act}` is {action.note}."
    verb = "must" if action.required else "may"
    when = f" by {action.due}" if action.due is not None else ""
    seen = f", {_SEEN[action.seen_by]}" if action.seen_by in _SEEN else ""
    note = f"; {action.note}" if action.note else ""
    if action.act in ("private_notice", "notice", "invitation"):
        said = "notify" if action.act != "invitation" else "invite"
        limit = f" and no later than {action.due}," if action.due is not None else ""
        whom = _all(shown, action.to) or "all"
        how = f"all by the identical note in the same words{seen}{note}"
        return f"{by} {verb} {said} {whom} today, {shown.as_of},{limit} {how}."
    if " " in action.act:
        return f"{by} {verb} {act}{when}{note}."
    return f"{by} {verb} do its part: {act}{when}{seen}{note}."


# Signals


def _signals(shown: StatusView) -> Iterator[str]:
    for signal in shown.firing:
        yield _signal(signal)
    quiet = [signal for signal in shown.signals if not signal.fires and signal.known]
    if quiet:
        yield f"Quiet: {', '.join(f'{signal.number} {signal.called}' for signal in quiet)}."
    unknown = [signal for signal in shown.signals if not signal.fires and not signal.known]
    if unknown:
        why = "; ".join(f"{signal.number} {signal.called}, since {signal.value}" for signal in unknown)
        yield f"Cannot tell: {why}."


def _signal(signal: SignalView) -> str:
    clear = f" Cleared by {signal.clear}." if signal.clear else ""
    return f"- {signal.number} {signal.called}, since {signal.since}: {signal.value}{_limit(signal)}.{clear}"


def _quiet(signal: SignalView) -> str:
    value = signal.value if signal.known else f"cannot tell, since {signal.value}"
    if signal.fires_on is None:
        return f"- {signal.number} {signal.called}: {value}{_limit(signal)}."
    clear = f", unless this comes first: {signal.clear}" if signal.clear else ""
    return f"- {signal.number} {signal.called}: {value}{_limit(signal)}. Fires on {signal.fires_on}{clear}."


def _limit(signal: SignalView) -> str:
    return f" (it counts {signal.limit})" if signal.limit == "at once" else f" (the limit is {signal.limit})"


def _ahead(shown: StatusView) -> Iterator[str]:
    for each in shown.ahead[:_MOST]:
        unless = f"; cleared before by {each.unless}" if each.unless else ""
        yield f"- {each.day}: {each.what}{unless}"
    if len(shown.ahead) > _MOST:
        yield _more(len(shown.ahead))


def _more(count: int) -> str:
    return f"and {count - _MOST} more, all of them in the JSON"


# What is owed, vowed and left


def _owed(shown: StatusView) -> Iterator[str]:
    for duty in shown.owed[:_MOST]:
        yield f"- {_duty(duty, shown)}"
    if len(shown.owed) > _MOST:
        yield _more(len(shown.owed))


def _duty(duty: OwedView, shown: StatusView) -> str:
    to = f" to {_all(shown, duty.to)}" if duty.to else ""
    period = f" for the period from {duty.period}" if duty.period is not None else ""
    due = f", due {duty.due}" if duty.due is not None else ", without a date" if duty.phase == "due" else ""
    words = f": {duty.words}" if duty.phase != "due" else ""
    by = _who(shown, duty.by) if duty.by else "nobody named"
    parts = [f"{duty.duty.replace('_', ' ')}, owed by {by}{to}{period}{due}{words}"]
    if duty.waits:
        parts.append(f"Waits for {', '.join(duty.waits)}")
    if duty.cure is not None:
        parts.append(f"Time to cure until {duty.cure}" + (f", then {duty.follows}" if duty.follows else ""))
    elif duty.follows:
        parts.append(f"{duty.follows} follows")
    if duty.kept_through is not None:
        parts.append(f"Kept through {duty.kept_through}")
    if duty.amounts:
        parts.append(", ".join(f"{key} {value}" for key, value in duty.amounts.items()))
    spoken = [f"{who} {word}" for who, word in duty.voices.items() if word not in ("silent", "none")]
    if spoken:
        parts.append("; ".join(spoken))
    return ". ".join(parts) + "."


def _vows(shown: StatusView) -> Iterator[str]:
    for vow in shown.vows:
        until = f" until {vow.until}" if vow.until is not None else ""
        says = f": \u201c{' '.join(vow.says.split())}\u201d" if vow.says else "."
        forbids = f" Forbids {_acts(vow.forbids, 'and')}." if vow.forbids else " What it forbids is not said."
        covers = f" Released by {_acts(vow.released_by, 'or')}." if vow.released_by else " No cover is written for it."
        yield f"- {_who(shown, vow.by)}, since {vow.since}{until}, `{vow.name}`{says}{forbids}{covers}"


def _acts(names: Sequence[str], word: str) -> str:
    spoken = [name.replace("_", " ") for name in names]
    return f" {word} ".join([", ".join(spoken[:-1]), spoken[-1]] if len(spoken) > 1 else spoken)


def _debrief(shown: StatusView) -> Iterator[str]:
    left = shown.debrief
    if left is None:
        return
    dated = f"next date {left.next_date}" if left.next_date is not None else "no next date"
    outcome = left.outcome.replace("_", " ") if left.outcome != "none" else "no outcome"
    yield f"- {left.session.replace('_', ' ')}, closed {left.closed}: {outcome}, {dated}."
    yield f"- Converged: {'; '.join(left.converged) or 'nothing is recorded'}."
    if left.before:
        yield f"- Reached before: {'; '.join(left.before)}."
    yield f"- Deposited: {'; '.join(left.deposited) or 'nothing is recorded'}."
    for offer in shown.offers:
        yield f"- {_offer(offer, shown)}"
    for account in left.accounts:
        yield f"- Account of {account}"


def _offer(offer: OfferView, shown: StatusView) -> str:
    called = f"{offer.called} (`{offer.name}`)" if offer.called else f"`{offer.name}`"
    until = f", until {offer.until}" if offer.status == "stands" and offer.until is not None else ""
    by = _who(shown, offer.by) if offer.by else "nobody named"
    return f"Offer of {by}, {called}: {offer.status} since {offer.since}{until}."
