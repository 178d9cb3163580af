"""The signals of a coming stall as they are told: what was measured, the day each fires, what clears it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from reconvene.document.stall_rule import SIGNALS
from reconvene.process.stall import NEVER, Limits, Signal
from reconvene.process.table_state import AFTER

if TYPE_CHECKING:
    from reconvene.process.table import Sitting


def signals_on(sitting: Sitting, now: date) -> Iterator[Signal]:
    """Every signal on a day: whether it fires, since when, or when it will if nothing happens."""
    today = now.toordinal()
    for name, number in SIGNALS.items():
        value, clear, known = _TOLD[name](sitting, today)
        spans = sitting.signals.stretches(name, today) if sitting.watch.begun <= today else []
        here = next((span for span in spans if span[0] <= today < span[1]), None)
        ahead = next((span[0] for span in spans if span[0] > today), NEVER)
        yield Signal(
            number,
            name,
            here is not None,
            _date(here[0]) if here is not None else None,
            _date(ahead) if here is None else None,
            value,
            _limit(name, sitting.limits),
            clear,
            known,
        )


Told = tuple[str, str, bool]
"""What was measured, what clears the signal, and whether there was anything to measure by."""


def _limit(name: str, limits: Limits) -> str:
    """The threshold of a signal; what is an event has none, and counts at once."""
    match name:
        case "date_passed" | "silence" | "level_drop" | "no_deadline" | "accounts_diverge":
            return _count(getattr(limits, name), "day")
        case "no_text_movement":
            return _count(limits.text_sessions, "session")
        case "duties_missed":
            return f"{limits.duties_missed:.0%}"
        case _:
            return "at once"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def _date(number: int) -> date | None:
    return date.fromordinal(number) if 0 < number < NEVER else None


def _ago(day: int, today: int) -> str:
    days = today - day
    return "today" if days == 0 else f"{_count(days, 'day')} ago"


def _accept(sitting: Sitting, today: int) -> str:
    """What would give the talks a next date: the acceptances that lack, or a date to be proposed."""
    ahead = {name: found for name, found in sitting.watch.proposed.items() if found[0] >= today}
    for name, (_, accepted) in sorted(ahead.items(), key=lambda found: found[1][0]):
        lacking = sitting.people.ends_of(sitting.sessions[name].channel) - accepted
        by = sitting.people.all_called(sorted(lacking))
        return f"acceptance by {by} of the date of {session_called(name)} ({_date(ahead[name][0])})"
    who = sitting.people.all_called(sitting.people.parties)
    return f"a date for the next session that {who} accept; a third party may propose it"


def session_called(name: str) -> str:
    """A session as a sentence would name it; one that only a session before it has set is the one after that."""
    spoken = name.replace("_", " ")
    return f"the session {spoken}" if name.startswith(AFTER) else spoken


def _no_next_date(sitting: Sitting, today: int) -> Told:
    if not sitting.watch.open_end:
        ahead = sorted(day for day in sitting.watch.agreed.values() if day >= today)
        return (f"next date {_date(ahead[0])}, accepted by all" if ahead else "no session closed yet"), "", True
    value = f"the last session closed {_ago(sitting.watch.open_end, today)} without a date"
    if any(day >= today for day, _ in sitting.watch.proposed.values()):
        value += "; one is scheduled, and not accepted by all"
    return value, _accept(sitting, today), True


def _date_passed(sitting: Sitting, today: int) -> Told:
    watch = sitting.watch
    held = "a session that is held; a new date is not enough"
    if watch.refused is not None:
        day, name, by = watch.refused
        return f"{sitting.people.called(by)} refused {session_called(name)} {_ago(day, today)}", held, True
    by_day = sorted(watch.agreed.items(), key=lambda found: found[1])
    passed = [(day, name) for name, day in by_day if watch.held < day < today]
    if passed:
        return f"the date of {session_called(passed[0][1])}, {_date(passed[0][0])}, went by", held, True
    ahead = [(day, name) for name, day in by_day if day >= today]
    return (
        (f"{session_called(ahead[0][1])} on {_date(ahead[0][0])}" if ahead else "no date ahead"),
        "a session held by its date",
        True,
    )


def _silence(sitting: Sitting, today: int) -> Told:
    watch = sitting.watch
    if not watch.contact:
        return "no contact is recorded", "a contact on any channel", False
    value = f"last contact {_ago(watch.contact, today)}"
    return value, "a contact on any open channel, a technical one too", True


def _level_drop(sitting: Sitting, today: int) -> Told:
    watch = sitting.watch
    if not watch.working:
        return "no contact at working level is recorded", "a contact at working level", False
    return f"last contact at working level {_ago(watch.working, today)}", "a contact at working level", True


def _no_text_movement(sitting: Sitting, today: int) -> Told:
    watch = sitting.watch
    if watch.brackets is None:
        return "no draft text is recorded", "", False
    value = f"{watch.brackets} passages in brackets, unchanged over {watch.without_movement} sessions"
    return value, "one passage settled, or one proposed anew", True


def _hardening(sitting: Sitting, today: int) -> Told:
    found = sitting.watch.hardened
    if found is None:
        return "no new vow, no offer taken back since the last session", "", True
    return f"`{found[1]}`, {_ago(found[0], today)}", f"a cover that releases `{found[1]}`, or a session", True


def _no_deadline(sitting: Sitting, today: int) -> Told:
    days = [each.day for each in sitting.signals.bindings if each.day > today and each.holds(today)]
    days += [day for day in sitting.watch.agreed.values() if day > today]
    value = f"the next binding date is {_date(min(days))}" if days else "no binding date lies ahead"
    return value, "any date that binds: a session, a review, a first step", True


def _duties_missed(sitting: Sitting, today: int) -> Told:
    due = [each for each in sitting.signals.bindings if each.duty and each.holds(today)]
    if not due:
        return "no duty has a date", "", False
    bad = [each.what for each in due if any(first <= today < end for first, end in each.bad)]
    value = f"{len(bad)} of {len(due)} duties with a date missed or contested"
    return value, f"`{bad[0]}` put right" if bad else "", True


def _counter_signal(sitting: Sitting, today: int) -> Told:
    found = sitting.watch.counter
    if found is None:
        return "none since the last session", "", True
    value = f"{found[1].replace('_', ' ')}, {_ago(found[0], today)}"
    return value, "a session that is held; until then no answer in kind", True


def _people(sitting: Sitting, today: int) -> Told:
    if not sitting.watch.people:
        return "no negotiator has changed since the last session", "", True
    name, day = min(sitting.watch.people.items(), key=lambda found: found[1])
    value = f"{sitting.people.called(name)}, {_ago(day, today)}"
    return value, "word of who speaks with a mandate, and a meeting of the two", True


def _mediator(sitting: Sitting, today: int) -> Told:
    if not sitting.watch.mediators:
        return "no mediator has withdrawn", "", True
    name, day = min(sitting.watch.mediators.items(), key=lambda found: found[1])
    called = sitting.people.called(name)
    return f"{called}, {_ago(day, today)}", f"a substitute for {called} whom all accept", True


def _accounts(sitting: Sitting, today: int) -> Told:
    clash = {name: told for name, told in sitting.watch.accounts.items() if len(told) > 1}
    if not clash:
        return "no session has two accounts", "", True
    name, told = min(clash.items(), key=lambda found: max(found[1].values()))
    who = sitting.people.all_called(sorted(told))
    value = f"{who} tell {session_called(name)} differently since {_date(max(told.values()))}"
    return value, f"a record of {session_called(name)} that all could sign", True


_TOLD: dict[str, Callable[[Sitting, int], Told]] = {
    "no_next_date": _no_next_date,
    "date_passed": _date_passed,
    "silence": _silence,
    "level_drop": _level_drop,
    "no_text_movement": _no_text_movement,
    "hardening": _hardening,
    "no_deadline": _no_deadline,
    "duties_missed": _duties_missed,
    "counter_signal": _counter_signal,
    "people": _people,
    "mediator": _mediator,
    "accounts_diverge": _accounts,
}
