"""The state of a process as a view: who has to do what now, what fires when, what is owed, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from reconvene.cases.shelf import short_name
from reconvene.process import events as e
from reconvene.process.duty_state import OPEN, DutyState, InstanceState, Phase, Voice
from reconvene.process.fold import State
from reconvene.process.ladder import LadderAct, LadderStage
from reconvene.process.live_vows import live_vows, obstacles
from reconvene.process.obligations import owed_by
from reconvene.process.stall import NEVER
from reconvene.process.table_state import GOING, Table
from reconvene.process.written import day_of
from reconvene.reports import status_view as view

_FAR = 120
"""So many days ahead are told; what lies beyond is on no desk yet."""
_OFFERS = {"offer_tabled": "stands", "offer_withdrawn": "withdrawn", "offer_parked": "parked", "agreed": "agreed"}


def status_view(state: State) -> view.StatusView:
    """Where a process stands."""
    return view.StatusView(
        title=state.process.title or state.document.file,
        source_name=short_name(state.document.file),
        as_of=state.now,
        known=state.known,
        reader=state.reader or "",
        table=_table(state),
        actions=tuple(_actions(state)),
        signals=tuple(
            view.SignalView(
                each.number, each.name, each.fires, each.since, each.fires_on, each.value, each.clear, each.known
            )
            for each in state.signals
        ),
        stalls_on=_stalls_on(state),
        owed=tuple(_owed(state)),
        vows=tuple(
            view.VowView(vow.name, vow.by, vow.since, vow.says, vow.forbids, vow.released_by)
            for vow in live_vows(state)
        ),
        offers=tuple(_offers(state)),
        debrief=_debrief(state),
        ahead=tuple(sorted(_ahead(state), key=lambda each: each.day)),
        history=tuple(_history(state)),
        oddities=tuple(f"`{each.event}`: {each.message}" for each in state.oddities),
        events=len(state.events),
    )


def _table(state: State) -> view.TableView:
    table, ladder = state.table, state.ladder
    stage = ladder.stages[table.stage] if ladder is not None and table.stage is not None else None
    fallen = str(table.fallen) if table.fallen is not None else ""
    trigger = {Table.BROKEN: "failure", Table.STALLED: "stall"}.get(table.fallen) if table.fallen is not None else None
    return view.TableView(
        state=str(table.state),
        since=table.since,
        why=table.why,
        fallen=fallen,
        trigger=trigger or "",
        day0=table.day0 if fallen else None,
        day=(state.now - table.day0).days if fallen and table.day0 is not None else None,
        stage=table.stage,
        stage_name=stage.name if stage is not None else "",
        stage_due=table.due,
        review=table.review,
        way_back=ladder is not None,
    )


# What is to be done now


def _actions(state: State) -> Iterator[view.ActionView]:
    """The acts of the stage that are not done, each with whoever is there to do it and nobody who vowed not to."""
    ladder, standing = state.ladder, state.standing
    if ladder is None or standing is None:
        return
    if standing.stage is None:
        if standing.table == "waiting":
            starters = [hand.name for hand in ladder.starters or ()]
            by = state.sitting.absent.first(starters) or "a party"
            yield view.ActionView(
                by, "start the way back", (), None, "", required=True, note=_stands_in(state, starters)
            )
        return
    stage = ladder.stages[standing.stage]
    due = state.table.due
    for act in stage.acts:
        if act.own:
            yield from _own_acts(state, stage, act, due)
        elif (act.index, "") not in standing.done:
            hands = [hand.name for hand in act.hands]
            doer = state.sitting.absent.first(hands)
            note = _stands_in(state, hands) if doer is not None else "nobody who could do it is there"
            to = (
                tuple(name for name in (*ladder.parties, *ladder.role_holders) if name != doer) if act.tells_all else ()
            )
            yield view.ActionView(doer or act.by, act.act, to, due, act.seen_by or "", required=act.required, note=note)


def _own_acts(state: State, stage: LadderStage, act: LadderAct, due: date | None) -> Iterator[view.ActionView]:
    standing = state.standing
    against = {found.party: found for found in obstacles(state, act)}
    for party in act.own:
        if standing is not None and (act.index, party) in standing.done:
            continue
        found = against.get(party)
        required = act.required and (found is None or bool(found.cover))
        note = ""
        if found is not None:
            vowed = f"`{found.vow}` forbids {party} `{found.forbids}`"
            note = f"{vowed}; done under the cover `{found.cover}`" if found.cover else f"not asked: {vowed}"
        yield view.ActionView(party, act.act, (), due, act.seen_by or "", required=required, note=note)


def _stands_in(state: State, hands: list[str]) -> str:
    absent = state.sitting.absent
    first = absent.first(hands)
    if first is None or not hands:
        return ""
    away = hands[: hands.index(first)]
    if away:
        return f"in place of {', '.join(away)}, who cannot act"
    rest = hands[1:]
    return f"if {first} cannot, {rest[0]}" if rest else ""


# What is owed


def _owed(state: State) -> Iterator[view.OwedView]:
    found = [
        (duty, instance)
        for duty in state.duties.values()
        for instance in duty.instances
        if instance.phase in OPEN or instance.phase is Phase.BREACHED
    ]
    for duty, instance in sorted(found, key=lambda each: (_RANK.get(each[1].phase, 9), each[1].due or date.max)):
        yield _owed_view(duty, instance)


_RANK = {
    Phase.BREACHED: 0,
    Phase.CONTESTED: 1,
    Phase.REFERRED: 2,
    Phase.MISSED: 2,
    Phase.CURING: 2,
    Phase.BLOCKED: 3,
    Phase.DUE: 4,
    Phase.CLAIMED: 5,
    Phase.HOLDING: 6,
    Phase.WAITING: 7,
}


def _owed_view(duty: DutyState, instance: InstanceState) -> view.OwedView:
    record, amounts = duty.record, instance.amounts
    voices = {"debtor": _voice(instance.voices.debtor)}
    voices.update({f"beneficiary {name}": _voice(voice) for name, voice in instance.voices.beneficiaries})
    voices["verifier"] = _voice(instance.voices.verifier)
    voices["competent body"] = _voice(instance.voices.body)
    told = {}
    if amounts is not None:
        named = {"promised": amounts.promised, "claimed": amounts.claimed, "verified": amounts.verified}
        told = {key: str(value) for key, value in {**named, "left": amounts.left}.items() if value is not None}
    return view.OwedView(
        duty=duty.name,
        by=instance.debtor or owed_by(record),
        to=record.to or (),
        text=record.text or str(record.brings or record.toward or ""),
        phase=str(instance.phase),
        words=instance.words,
        due=instance.due,
        period=instance.period,
        voices=voices,
        amounts=told,
        waits=tuple(f"{wait.fact} ({wait.owed_by})" if wait.owed_by else wait.fact for wait in instance.waits),
        cure=instance.cure,
        follows=instance.follows,
        kept_through=instance.kept_through,
    )


def _voice(voice: Voice) -> str:
    word = voice.word.replace("_", " ")
    amount = f" {voice.amount}" if voice.amount is not None else ""
    return f"{word}{amount} ({voice.since})" if voice.since is not None else word + amount


def _offers(state: State) -> Iterator[view.OfferView]:
    agreed = {event.instrument for event in state.ledger.agreed if isinstance(event, e.Agreed)}
    for name, event in state.ledger.offers.items():
        written = (state.process.packages or {}).get(name)
        by = written.by.path if written is not None and written.by is not None else getattr(event, "by_party", "") or ""
        status = "agreed" if name in agreed else _OFFERS[event.kind]
        yield view.OfferView(name, (written.called or "") if written is not None else "", by, status, event.at)


# What is left of the last session


def _debrief(state: State) -> view.DebriefView | None:
    closed = [session for session in state.sessions.values() if session.closed is not None]
    if not closed:
        return None
    last = max(closed, key=lambda session: session.closed or date.min)
    converged = [
        f"{_instrument(state, event)} ({event.kind.replace('_', ' ')} {event.at})" for event in state.ledger.agreed
    ]
    converged += [
        f"{duty.name} ({instance.words} {instance.since})"
        for duty in state.duties.values()
        for instance in duty.instances
        if instance.phase in (Phase.VERIFIED, Phase.PERFORMED) and instance.period is None
    ]
    return view.DebriefView(
        last.name,
        last.closed,
        last.outcome,
        last.next_date,
        tuple(dict.fromkeys(converged)),
        tuple(f"{each.item}, with {each.with_} since {each.at}" for each in state.ledger.deposits),
        tuple(
            f"{each.by_party}: {each.text}"
            for each in state.ledger.accounts
            if last.name in (each.about or ()) and each.text
        ),
    )


def _instrument(state: State, event: e.Event) -> str:
    name = str(getattr(event, "instrument", ""))
    text = (state.process.texts or {}).get(name)
    return getattr(text, "title", None) or name


# What comes


def _stalls_on(state: State) -> date | None:
    if state.table.state not in GOING:
        return None
    day = state.sitting.signals.stalls(state.now.toordinal())
    return date.fromordinal(day) if day < NEVER else None


def _ahead(state: State) -> Iterator[view.AheadView]:
    now, last = state.now, state.now + timedelta(days=_FAR)
    stalls = _stalls_on(state)
    if stalls is not None:
        yield view.AheadView(stalls, "the table counts as stalled, if nothing happens", "stall")
    for signal in state.signals:
        if signal.fires_on is not None:
            yield view.AheadView(signal.fires_on, f"{signal.number} {signal.name.replace('_', ' ')} fires", "signal")
    if state.table.due is not None and state.ladder is not None and state.table.stage is not None:
        name = state.ladder.stages[state.table.stage].name
        yield view.AheadView(state.table.due, f"stage {state.table.stage} `{name}` ends by its limit", "stage")
    for session, day in state.sitting.watch.agreed.items():
        if day >= now.toordinal():
            yield view.AheadView(date.fromordinal(day), f"session: {session.replace('_', ' ')}", "session")
    yield from _duties_ahead(state, now, last)
    for name, event in (state.process.calendar or {}).items():
        dated = day_of(event.dated)
        if dated is not None and now <= dated <= last:
            what = f"{(event.kind or 'event').replace('_', ' ')}: {name.replace('_', ' ')}"
            yield view.AheadView(dated, what, "calendar")


def _duties_ahead(state: State, now: date, last: date) -> Iterator[view.AheadView]:
    for duty in state.duties.values():
        for instance in duty.instances:
            if instance.due is not None and now <= instance.due <= last and instance.phase in OPEN:
                yield view.AheadView(instance.due, f"{duty.name} falls due", "duty")
            if instance.cure is not None and now <= instance.cure <= last:
                yield view.AheadView(instance.cure, f"the time to cure {duty.name} ends", "cure")


def _history(state: State) -> Iterator[view.SpellView]:
    ladder = state.ladder
    for spell in state.table.history:
        stage = ladder.stages[spell.stage].name if ladder is not None and spell.stage is not None else ""
        yield view.SpellView(str(spell.state), spell.since, spell.until, spell.why, spell.event, stage)
