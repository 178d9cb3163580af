"""What each kind of event does to the table, its channels and sessions, and to what the signals look at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from reconvene.document.stall_rule import SIGNALS
from reconvene.process import events as e
from reconvene.process.ladder import Refusal, act, settle
from reconvene.process.people import LEADERS, WORKING
from reconvene.process.shelf import Event
from reconvene.process.table_state import AFTER, GOING, Channel, Session, Table
from reconvene.process.way_back import held

if TYPE_CHECKING:
    from reconvene.process.table import Sitting

LAST_EMPTY = 2
"""After so many sessions with an empty chair, one upon the other, the process is parked."""

_BY_CONTACT = frozenset({"silence", "level_drop"})
_BY_DATE = frozenset({"no_next_date", "no_deadline"})
_BY_SESSION = frozenset(SIGNALS) - {"no_deadline", "duties_missed", "no_text_movement", "mediator"}
"""The signals that each of these may clear or put off."""


# Sessions


def _session(table: Sitting, name: str, channel: str | None = None) -> Session:
    found = table.sessions.get(name)
    if found is None:
        written = (table.people.process.sessions or {}).get(name)
        known = channel or (written.channel if written is not None else None) or ""
        found = table.sessions[name] = Session(name, known, table.people.level_of(known))
    elif channel and not found.channel:
        found.channel, found.level = channel, table.people.level_of(channel)
    return found


def _asked(table: Sitting, session: Session) -> frozenset[str]:
    """The principals whom a session is between, as its channel says."""
    return table.people.ends_of(session.channel)


def _counts(table: Sitting, parties: frozenset[str]) -> bool:
    """Whether a session between these is one of the table, and not of one party with others."""
    return len(parties) >= min(2, len(table.people.parties))


def _date(table: Sitting, session: Session, dated: date, accepted: frozenset[str]) -> None:
    """Note the date of a session: agreed once all have accepted it, else proposed."""
    asked = _asked(table, session)
    session.dated, session.accepted, session.status = dated, accepted, "scheduled"
    watch = table.watch
    watch.agreed.pop(session.name, None)
    watch.proposed.pop(session.name, None)
    if not _counts(table, asked):
        return
    if asked <= accepted:
        session.status = "accepted"
        watch.agreed[session.name] = dated.toordinal()
        _on_channel(table, session.channel, "scheduled", None, dated)
    else:
        watch.proposed[session.name] = (dated.toordinal(), accepted)


def _scheduled(table: Sitting, event: e.SessionScheduled, day: int) -> None:
    session = _session(table, event.session, event.channel)
    _date(table, session, event.dated, table.people.all_of(event.accepted_by))
    table.touch_for_date(day, _BY_DATE, table.watch.agreed.get(session.name, day))


def _accepted(table: Sitting, event: e.SessionAccepted, day: int) -> None:
    session = _session(table, event.session)
    if session.dated is None:
        table.odd[event.id] = f"`{event.session}` has no date that could be accepted"
        return
    if session.held is None:
        _date(table, session, session.dated, session.accepted | table.people.of(event.by_party))
    table.touch(day)


def _held(table: Sitting, event: e.SessionHeld, day: int) -> None:
    session = _session(table, event.session, event.channel)
    people = table.people
    absent = people.all_of(event.absent)
    channel = (people.process.channels or {}).get(session.channel)
    ends = _asked(table, session) if channel is not None and channel.ends else frozenset()
    if event.attendance:
        came = people.all_of(event.attendance)
        absent |= ends - came
    else:
        came = (ends or frozenset(people.parties)) - absent
    session.level = event.level or session.level
    session.held, session.status, session.came, session.absent = event.at, "held", came, absent
    # A date ahead that is used up early leaves days without a deadline; one that has come does not.
    early = table.watch.agreed.pop(session.name, day) > day
    table.watch.proposed.pop(session.name, None)
    for name in [name for name in table.watch.agreed if name.startswith(AFTER)]:
        # The next session on a channel is the one that was agreed on, on its day or before.
        if table.sessions[name.removeprefix(AFTER)].channel == session.channel:
            early |= table.watch.agreed.pop(name) > day
    _spoke(table, session.channel, session.level, day)
    _on_channel(table, session.channel, "convened", event.at)
    if _counts(table, came | absent):
        table.watch.begun = min(table.watch.begun, day)
        if not absent:
            session.minuted = True
            table.empty = 0
            table.sit(event, day)
        else:
            table.odd.setdefault(event.id, "a chair stayed empty, and no minutes of that are recorded")
    if session.level in LEADERS or absent or early:
        table.touch(day)
    else:
        table.touch_lightly(day, _BY_SESSION)


def _minuted(table: Sitting, event: e.SessionMinuted, day: int) -> None:
    session = _session(table, event.session)
    session.minuted = True
    session.absent |= table.people.all_of(event.empty_chairs)
    table.watch.accounts.pop(session.name, None)
    for other, why in list(table.odd.items()):
        if why.startswith("a chair stayed empty"):
            table.odd.pop(other)
    if session.absent and session.held is not None:
        _sit_incomplete(table, session, event, day)
    table.touch(day)


def _sit_incomplete(table: Sitting, session: Session, event: Event, day: int) -> None:
    """A session with an empty chair, minuted: the next is due within thirty days; after two the process is parked."""
    standing, ladder = table.standing, table.ladder
    if standing is not None and ladder is not None and standing.stage is not None:
        stage = ladder.stages[standing.stage]
        found = act(ladder, standing, held(session.came, stage, table.absent), day)
        if isinstance(found, Refusal):
            table.odd[event.id] = found.message
        else:
            table.standing = found
            table.show(day, "a session with an empty chair, minuted", event.id)
        return
    table.empty += 1
    if table.empty >= LAST_EMPTY:
        table.enter(Table.PARKED, day, "two sessions with an empty chair, one upon the other", event.id)
    else:
        table.enter(Table.SAT_INCOMPLETE, day, "a session with an empty chair, minuted", event.id)


def _refused(table: Sitting, event: e.SessionRefused, day: int) -> None:
    session = _session(table, event.session)
    session.status, session.refused_by = "refused", event.by_party
    table.watch.agreed.pop(session.name, None)
    table.watch.proposed.pop(session.name, None)
    if _counts(table, _asked(table, session)) and table.watch.refused is None:
        table.watch.refused = (day, session.name, event.by_party)
    _on_channel(table, session.channel, "refused", None, None, event.by_party)
    table.touch(day)


def _postponed(table: Sitting, event: e.SessionPostponed, day: int) -> None:
    session = _session(table, event.session)
    if isinstance(event.until, date):
        accepted = _asked(table, session) if event.accepted_by is None else table.people.all_of(event.accepted_by)
        _date(table, session, event.until, accepted)
    else:
        table.watch.agreed.pop(session.name, None)
        if _counts(table, _asked(table, session)):
            table.watch.open_end = table.watch.open_end or day
        _on_channel(table, session.channel, "postponed", None)
    session.status = "postponed" if session.status != "accepted" else session.status
    table.touch(day)


def _closed(table: Sitting, event: e.SessionClosed, day: int) -> None:
    session = _session(table, event.session)
    session.closed, session.outcome = event.at, event.outcome
    session.status = "closed"
    asked = session.came | session.absent or _asked(table, session)
    dated = event.next_date if isinstance(event.next_date, date) else None
    session.next_date = dated
    _on_channel(table, session.channel, "adjourned" if dated is not None else "adjourned_sine_die", None, dated)
    if not _counts(table, asked):
        return
    _count_movement(table, day)
    if dated is not None:
        table.watch.agreed[f"{AFTER}{session.name}"] = dated.toordinal()
        if not table.watch.stuck_since:
            table.touch_for_date(day, _BY_DATE, dated.toordinal())
            return
    elif event.next_date == "none":
        table.watch.open_end = day
        table.touch(day)
        if event.outcome == "none" and table.people.is_top(session.level):
            table.fall(
                Table.BROKEN, day, "a session at the highest level ended with neither outcome nor date", event.id
            )
    table.touch(day)


def _count_movement(table: Sitting, day: int) -> None:
    watch = table.watch
    if watch.brackets is not None:
        watch.without_movement += 1
        if watch.without_movement >= table.limits.text_sessions and not watch.stuck_since:
            watch.stuck_since = day


def _walked_out(table: Sitting, event: e.WalkedOut, day: int) -> None:
    if table.people.of(event.by_party):
        table.touch(day)
        table.fall(Table.BROKEN, day, f"{table.people.called(event.by_party)} walked out", event.id)
    elif table.people.is_mediator(event.by_party):
        table.watch.mediators.setdefault(event.by_party, day)
    table.touch(day)


def _suspended(table: Sitting, event: e.Suspended, day: int) -> None:
    table.touch(day)
    if table.state in GOING:
        until = f" until {event.until_fact}" if event.until_fact is not None else ""
        table.enter(Table.SUSPENDED, day, f"{table.people.called(event.by_party)} stays away{until}", event.id)


def _concluded(table: Sitting, event: e.Concluded, day: int) -> None:
    table.standing = table.fallen = None
    table.enter(Table.CONCLUDED, day, "the end state is reached and verified", event.id)


# Channels and contacts


def _channel(table: Sitting, name: str, level: str = "") -> Channel:
    found = table.channels.get(name)
    if found is None:
        found = table.channels[name] = Channel(name, level or table.people.level_of(name))
    return found


def _on_channel(
    table: Sitting, name: str, state: str, last: date | None, ahead: date | None = None, by: str = ""
) -> None:
    if name:
        channel = _channel(table, name)
        channel.state, channel.next_date, channel.by = state, ahead, by
        channel.last = last or channel.last


def _spoke(table: Sitting, name: str, level: str, day: int) -> None:
    watch = table.watch
    watch.contact = day
    if name:
        _channel(table, name, level).last = date.fromordinal(day)
    if level in LEADERS:
        watch.leaders = day
    elif level in WORKING:
        watch.working = day
    table.reopen(day)


def _contact(table: Sitting, event: e.Contact, day: int) -> None:
    level = table.people.level_of(event.channel)
    _spoke(table, event.channel, level, day)
    table.do(event, day)
    if table.watch.leaders_shut:
        table.touch(day)
    elif level in LEADERS:
        working = table.watch.working
        # The working level is out of reach only from that day: nothing need be looked at before.
        table.touch_lightly(day, _BY_CONTACT, working + table.limits.level_drop + 1 if working else None)
    else:
        table.touch_lightly(day, _BY_CONTACT)


def _opened(table: Sitting, event: e.ChannelOpened, day: int) -> None:
    channel = _channel(table, event.channel, event.level or "")
    channel.state, channel.by = "none", ""
    if table.people.level_of(event.channel) in LEADERS:
        table.watch.leaders_shut = 0
    table.reopen(day)
    table.touch(day)


def _shut(table: Sitting, event: e.ChannelClosed, day: int) -> None:
    _on_channel(table, event.channel, "closed", None, None, event.by_party or "")
    if table.people.level_of(event.channel) in LEADERS:
        table.watch.leaders_shut = day
    table.touch(day)
    table.collapse(day, event)


# What makes talks harder, and what is said of them


def _statement(table: Sitting, event: e.Statement, day: int) -> None:
    if event.what == "account":
        for party in table.people.of(event.by_party):
            for name in event.about or ():
                if name in table.sessions:
                    table.watch.accounts.setdefault(name, {}).setdefault(party, day)
                    table.touch(day)
    table.do(event, day)


def _vow_made(table: Sitting, event: e.VowMade, day: int) -> None:
    _harden(table, event.vow, event.by_party, day)


def _withdrawn(table: Sitting, event: e.OfferWithdrawn, day: int) -> None:
    _harden(table, event.package, None, day)


def _harden(table: Sitting, what: str, by: str | None, day: int) -> None:
    if table.watch.held and table.watch.hardened is None and (by is None or table.people.of(by)):
        table.watch.hardened = (day, what)
        table.touch(day)


def _vow_released(table: Sitting, event: e.VowReleased, day: int) -> None:
    if table.watch.hardened is not None and table.watch.hardened[1] == event.vow:
        table.watch.hardened = None
        table.touch(day)


def _text(table: Sitting, event: e.TextChanged, day: int) -> None:
    watch = table.watch
    if event.brackets != watch.brackets:
        watch.brackets, watch.without_movement, watch.stuck_since = event.brackets, 0, 0
    table.touch(day)


def _counter(table: Sitting, event: Any, day: int) -> None:
    if table.watch.counter is None:
        what = getattr(event, "act", None) or getattr(event, "measure", None) or event.kind
        table.watch.counter = (day, str(what))
    table.touch(day)


# People


def _names(event: e.Absent | e.Returned) -> list[str]:
    return [name for name in (event.role, event.actor) if name is not None]


def _is_negotiator(table: Sitting, name: str) -> bool:
    if name == "chief_negotiator":
        return True
    head, _, inner = name.partition(".")
    party = (table.people.process.parties or {}).get(head)
    found = (party.inner or {}).get(inner) if party is not None else None
    return found is not None and (found.kind == "negotiator" or "negotiator" in inner or "representative" in inner)


def _role_changed(table: Sitting, event: e.RoleChanged, day: int) -> None:
    table.absent.names.discard(event.role)
    if table.people.is_mediator(event.role):
        if event.holder == "nobody":
            table.watch.mediators.setdefault(event.role, day)
        else:
            table.watch.mediators.pop(event.role, None)
    elif _is_negotiator(table, event.role):
        table.watch.people.setdefault(event.role, day)
    table.touch(day)


def _absent(table: Sitting, event: e.Absent, day: int) -> None:
    for name in _names(event):
        table.absent.names.add(name)
        if table.people.is_mediator(name):
            table.watch.mediators.setdefault(name, day)
        elif _is_negotiator(table, name):
            table.watch.people.setdefault(name, day)
    table.touch(day)


def _returned(table: Sitting, event: e.Returned, day: int) -> None:
    for name in _names(event):
        table.absent.names.discard(name)
        table.watch.mediators.pop(name, None)
        table.watch.people.pop(name, None)
    table.touch(day)


def _political(table: Sitting, event: e.PoliticalEvent, day: int) -> None:
    if event.what == "turnover":
        for party in table.people.of(event.of):
            table.watch.people.setdefault(party, day)
    table.do(event, day)
    table.touch(day)


# The way back


def _do(table: Sitting, event: Event, day: int) -> None:
    table.do(event, day)


def _stage_entered(table: Sitting, event: e.StageEntered, day: int) -> None:
    standing, ladder = table.standing, table.ladder
    # A limit that passes with the day brings its stage on that day, after everything else that happened on it.
    stages = [each.stage for each in (standing, settle(ladder, standing, day))] if ladder and standing else []
    named = [ladder.stages[stage].name for stage in stages if ladder is not None and stage is not None]
    if event.stage not in named:
        now = named[0] if named else "none"
        table.odd[event.id] = f"`{event.stage}` was seen to begin, and by the clock the stage is `{now}`"


HANDLERS: dict[type[Event], Callable[[Any, Any, int], None]] = {
    e.SessionScheduled: _scheduled,
    e.SessionAccepted: _accepted,
    e.SessionHeld: _held,
    e.SessionMinuted: _minuted,
    e.SessionRefused: _refused,
    e.SessionPostponed: _postponed,
    e.SessionClosed: _closed,
    e.WalkedOut: _walked_out,
    e.Suspended: _suspended,
    e.Concluded: _concluded,
    e.Contact: _contact,
    e.ChannelOpened: _opened,
    e.ChannelClosed: _shut,
    e.Statement: _statement,
    e.VowMade: _vow_made,
    e.VowReleased: _vow_released,
    e.OfferWithdrawn: _withdrawn,
    e.TextChanged: _text,
    e.Provocation: _counter,
    e.StandstillBreached: _counter,
    e.MeasureImposed: _counter,
    e.MeasureReimposed: _counter,
    e.RoleChanged: _role_changed,
    e.Absent: _absent,
    e.Returned: _returned,
    e.PoliticalEvent: _political,
    e.NoticeSent: _do,
    e.Objection: _do,
    e.Deposited: _do,
    e.DepositsMatched: _do,
    e.StageLeft: _do,
    e.Extended: _do,
    e.StageEntered: _stage_entered,
}
