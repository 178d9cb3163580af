"""What may happen next: asked before something is recorded as done under the text; a refusal names the clause.

Whatever was seen may be put on record, and `fold` drops nothing; this says what the text lets whom do, and when.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reconvene.document.belonging import members_of
from reconvene.document.obligation import Miss, Obligation, Shape, Verification
from reconvene.process import events as e
from reconvene.process.duty_state import MISSED, InstanceState, Phase
from reconvene.process.fold import State
from reconvene.process.ladder import Refusal, act
from reconvene.process.live_vows import live_vows
from reconvene.process.obligations import owed_by
from reconvene.process.shelf import Event
from reconvene.process.way_back import deeds_of
from reconvene.text.span import Span

_CLAIMABLE = frozenset({Phase.DUE, Phase.UNKNOWN, Phase.BLOCKED, Phase.CONTESTED, Phase.CLAIMED, Phase.CURED, *MISSED})


@dataclass(frozen=True, slots=True)
class Possible:
    """Something that may happen next: the kind of event, who may do it, about what, by when, and the clause."""

    kind: str
    by: str
    about: str
    until: date | None
    span: Span | None


def may(state: State, event: Event) -> Refusal | None:
    """Why an event may not happen now under the text; None if it may."""
    if any(event.id == other.id for other in state.recorded):
        return Refusal(f"An event named `{event.id}` is on record already.", "give it another id", event.span)
    rule = _RULES.get(type(event))
    return rule(state, event) if rule is not None else None


# Duties


def _duty(state: State, event: Any) -> Obligation | Refusal:
    duty = (state.process.obligations or {}).get(event.duty)
    if duty is None:
        return Refusal(
            f"`{event.duty}` is no duty in force.", "agree on it first; what is tabled binds nobody", event.span
        )
    return duty


def _instance(state: State, name: str, debtor: str | None) -> InstanceState:
    instances = state.duties[name].instances
    fitting = [each for each in instances if not debtor or each.debtor in ("", debtor)]
    return fitting[-1] if fitting else state.duties[name].latest


def _claim(state: State, event: e.Claim) -> Refusal | None:
    duty = _duty(state, event)
    if isinstance(duty, Refusal):
        return duty
    name = duty.name
    if duty.shape is Shape.STANDING:
        said = f"`{name}` holds over time and is never claimed done before its end."
        return Refusal(said, "let the verifier report how long it was kept", duty.value_span("kind"))
    if event.by_party is not None and not _is_one_of(event.by_party, owed_by(duty), state):
        by = f" or {duty.done_by}" if duty.done_by is not None else ""
        if duty.done_by is None or not _is_one_of(event.by_party, duty.done_by.path, state):
            said = f"`{name}` is owed by {owed_by(duty)}{by}, and not by `{event.by_party}`."
            return Refusal(said, f"let {owed_by(duty)} claim it", duty.value_span("by"))
    if not state.duties[name].instances:
        return Refusal(f"No period of `{name}` has begun.", "wait for its first", duty.value_span("every"))
    found = _instance(state, name, event.by_party)
    if found.phase is Phase.WAITING and not event.excused:
        facts = ", ".join(f"`{wait.fact}`" for wait in found.waits) or "what enables it"
        said = f"`{name}` is not enabled: it waits for {facts}."
        owed = sorted({wait.owed_by for wait in found.waits if wait.owed_by})
        step = f"{', '.join(owed)} must bring that about" if owed else "bring that about first"
        return Refusal(said, step, duty.value_span("after"))
    if found.phase not in _CLAIMABLE and found.phase is not Phase.WAITING:
        return Refusal(f"`{name}` is {found.words}; there is nothing left to claim.", "record nothing", duty.span)
    return None


def _answer(state: State, event: e.Acceptance | e.Disputed) -> Refusal | None:
    duty = _duty(state, event)
    if isinstance(duty, Refusal):
        return duty
    if duty.to and not any(_is_one_of(event.by_party, path, state) for path in duty.to):
        said = f"`{duty.name}` is owed to {', '.join(duty.to)}, and `{event.by_party}` is none of them."
        return Refusal(said, f"let {duty.to[0]} say it", duty.value_span("to"))
    return None


def _verified(state: State, event: e.Verified) -> Refusal | None:
    duty = _duty(state, event)
    if isinstance(duty, Refusal):
        return duty
    regime = duty.verified
    if regime == "none":
        said = f"The text says that nobody verifies `{duty.name}`."
        return Refusal(said, "let the beneficiary accept or dispute it", duty.value_span("verified"))
    if isinstance(regime, Verification) and regime.by and event.by_party not in (None, regime.by):
        said = f"`{duty.name}` is verified by {regime.by}, and not by `{event.by_party}`."
        return Refusal(said, f"let {regime.by} report", regime.value_span("by"))
    silent = _instance(state, duty.name, event.debtor).voices.debtor.word == "silent"
    if duty.shape is Shape.ACT and silent and event.finding == "confirms":
        said = f"Nobody has claimed `{duty.name}`, so there is nothing to confirm."
        return Refusal(said, f"let {owed_by(duty)} claim it first", duty.value_span("verified"))
    return None


def competent_bodies(state: State, duty: Obligation) -> tuple[tuple[str, ...], Span]:
    """The bodies that the text lets decide on a duty, and where it says so."""
    named: list[str] = [duty.judged_by] if duty.judged_by else []
    span = duty.value_span("judged_by") if duty.judged_by else duty.value_span("if_missed")
    miss = duty.if_missed
    targets = [miss.refer_to, miss.then] if isinstance(miss, Miss) else []
    if duty.if_contested is not None:
        targets.append(duty.if_contested.then)
    ladders = state.process.disputes or {}
    for target in targets:
        if target == "dispute" or target in ladders:
            open_ = [ladders[target]] if target in ladders else list(ladders.values())
            for ladder in open_:
                if ladder.about is None or duty.name in ladder.about or target in ladders:
                    named += [body for rung in ladder.stages or () for body in (rung.body, *(rung.any or ())) if body]
        elif target is not None and target not in ("return", "extend", "lapse", "suspend", "terminate"):
            named.append(target)
    return tuple(dict.fromkeys(named)), span


def _determined(state: State, event: e.Determined) -> Refusal | None:
    duty = _duty(state, event)
    if isinstance(duty, Refusal):
        return duty
    bodies, span = competent_bodies(state, duty)
    if event.body in bodies:
        return None
    if not bodies:
        said = f"The text names no body that decides on `{duty.name}`."
        return Refusal(said, "name one under `if_missed: {refer_to: ...}` or in a dispute ladder", span)
    said = f"`{event.body}` does not decide on `{duty.name}`; the text leaves that to {', '.join(bodies)}."
    return Refusal(said, f"bring it before {bodies[0]}", span)


def _is_one_of(name: str, listed: str, state: State) -> bool:
    heads = {
        member.split(".", 1)[0] for path in listed.split(",") for member in members_of(state.process, path.strip())
    }
    return name in heads or name.split(".", 1)[0] in heads


# Sessions and the way back


def _accepted(state: State, event: e.SessionAccepted) -> Refusal | None:
    session = state.sessions.get(event.session)
    if session is None or session.dated is None:
        return Refusal(f"`{event.session}` has no date that could be accepted.", "schedule it first", event.span)
    if session.held is not None:
        return Refusal(f"`{event.session}` was held on {session.held}.", "record nothing", event.span)
    return None


def _closed(state: State, event: e.SessionClosed) -> Refusal | None:
    session = state.sessions.get(event.session)
    if session is None or session.held is None:
        said = f"`{event.session}` is not on record as held, so it cannot end."
        return Refusal(said, "record `session_held` first", event.span)
    return None


def _notice(state: State, event: e.NoticeSent) -> Refusal | None:
    if state.ladder is None or state.standing is None or state.standing.stage is None:
        return None
    missing = sorted(set(state.ladder.parties) - state.people.all_of(event.to))
    if missing:
        stage = state.ladder.stages[state.standing.stage]
        said = f"The notice does not go to {', '.join(missing)}; on the way back all get it, in the same words."
        return Refusal(said, f"send it to {', '.join(state.ladder.parties)}", stage.span)
    return _on_the_way(state, event)


def _on_the_way(state: State, event: Event) -> Refusal | None:
    if state.ladder is None or state.standing is None:
        return None
    for deed in deeds_of(event, state.ladder, state.standing, state.people, state.sitting.absent):
        found = act(state.ladder, state.standing, deed, state.now.toordinal())
        if isinstance(found, Refusal):
            return found
    return None


def _stage(state: State, event: e.StageEntered | e.StageLeft) -> Refusal | None:
    ladder, standing = state.ladder, state.standing
    if ladder is None or standing is None or standing.stage is None:
        return Refusal("No way back is running.", "record what happened itself", event.span)
    stage = ladder.stages[standing.stage]
    if stage.name != event.stage:
        said = f"The stage that runs is `{stage.name}`, and not `{event.stage}`."
        return Refusal(said, "let its act be done or its limit come", stage.span)
    return None


# Choices, days, vows, offers


def _choice(state: State, event: e.ChoiceMade) -> Refusal | None:
    choice = (state.process.choices or {}).get(event.choice)
    if choice is None:
        return Refusal(f"The text has no choice named `{event.choice}`.", "name one that it has", event.span)
    made = state.ledger.choices.get(event.choice)
    if made is not None:
        return Refusal(f"`{event.choice}` was settled on {made.at}.", "record nothing", choice.span)
    options = (*(choice.may or ()), *(choice.outcomes or {}))
    if options and event.option not in options:
        said = f"`{event.option}` is no option of `{event.choice}`; it has {', '.join(options)}."
        return Refusal(said, "take one of these", choice.value_span("may" if choice.may else "outcomes"))
    return None


def _day(state: State, event: e.DayFixed) -> Refusal | None:
    fixed = state.ledger.days.get(event.day)
    day = (state.process.days or {}).get(event.day)
    if fixed is not None and day is not None:
        return Refusal(
            f"`{event.day}` was fixed as {fixed.dated}; a day is fixed once.", "correct it if wrong", day.span
        )
    return None


def _released(state: State, event: e.VowReleased) -> Refusal | None:
    vow = next((each for each in live_vows(state) if each.name == event.vow), None)
    if vow is None:
        return Refusal(f"`{event.vow}` is no vow in force.", "record the vow first", event.span)
    if event.cover and vow.released_by and event.cover not in vow.released_by:
        written = (state.process.vows or {}).get(event.vow)
        said = f"`{event.vow}` is released by {' or '.join(vow.released_by)}, and not by `{event.cover}`."
        span = written.value_span("released_by") if written is not None else event.span
        return Refusal(said, f"provide {vow.released_by[0]}", span)
    return None


def _offer(state: State, event: e.OfferWithdrawn | e.OfferParked) -> Refusal | None:
    found = state.ledger.offers.get(event.package)
    if found is None or isinstance(found, e.OfferWithdrawn):
        return Refusal(f"`{event.package}` is not on the table.", "table it first", event.span)
    return None


def _correction(state: State, event: e.Correction) -> Refusal | None:
    if any(event.of == other.id for other in state.recorded):
        return None
    return Refusal(f"No event is named `{event.of}`.", "name the event that is to be corrected", event.span)


_RULES: dict[type[Event], Callable[[State, Any], Refusal | None]] = {
    e.Claim: _claim,
    e.Acceptance: _answer,
    e.Disputed: _answer,
    e.Verified: _verified,
    e.Determined: _determined,
    e.SessionAccepted: _accepted,
    e.SessionClosed: _closed,
    e.NoticeSent: _notice,
    e.Objection: _on_the_way,
    e.Deposited: _on_the_way,
    e.DepositsMatched: _on_the_way,
    e.StageEntered: _stage,
    e.StageLeft: _stage,
    e.ChoiceMade: _choice,
    e.DayFixed: _day,
    e.VowReleased: _released,
    e.OfferWithdrawn: _offer,
    e.OfferParked: _offer,
    e.Correction: _correction,
}


def may_next(state: State) -> Iterator[Possible]:
    """What the text lets happen next: claims, reports, answers, decisions, acceptances, acts of the stage, choices."""
    for name, duty in state.duties.items():
        record = duty.record
        for each in duty.instances:
            by = each.debtor or owed_by(record)
            if duty.shape is not Shape.STANDING and each.phase in (Phase.DUE, Phase.BLOCKED, *MISSED):
                yield Possible("claim", by, name, each.due, record.span)
            regime = record.verified
            awaited = each.phase in (Phase.CLAIMED, Phase.CONTESTED, Phase.HOLDING)
            if awaited and isinstance(regime, Verification) and regime.by:
                yield Possible("verified", regime.by, name, None, regime.span)
            if each.phase is Phase.CLAIMED:
                for path, _ in each.voices.beneficiaries:
                    yield Possible("acceptance", path, name, None, record.value_span("to"))
            if each.phase in (Phase.CONTESTED, Phase.REFERRED):
                bodies, span = competent_bodies(state, record)
                yield from (Possible("determined", body, name, None, span) for body in bodies[:1])
    for name, (day, accepted) in state.sitting.watch.proposed.items():
        for party in sorted(state.people.ends_of(state.sessions[name].channel) - accepted):
            yield Possible("session_accepted", party, name, date.fromordinal(day), None)
    yield from _stage_acts(state)
    for name, choice in (state.process.choices or {}).items():
        if name not in state.ledger.choices and choice.by is not None:
            yield Possible("choice_made", choice.by.path, name, None, choice.span)


def _stage_acts(state: State) -> Iterator[Possible]:
    ladder, standing = state.ladder, state.standing
    if ladder is None or standing is None or standing.stage is None:
        return
    for each in ladder.stages[standing.stage].acts:
        hand = state.sitting.absent.first(hand.name for hand in each.hands)
        for by in each.own or ((hand,) if hand is not None else ()):
            if (each.index, by if each.own else "") not in standing.done:
                yield Possible("stage_act", by, each.act, state.table.due, each.span)
