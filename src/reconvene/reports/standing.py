"""The state of a process as a view: who has to do what now, what fires when, what is owed, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.cases.shelf import name_for
from reconvene.process.duty_state import OPEN, DutyState, InstanceState, Phase, Voice
from reconvene.process.fold import State
from reconvene.process.ladder import LadderAct, LadderStage
from reconvene.process.live_vows import live_vows, obstacles
from reconvene.process.obligations import owed_by
from reconvene.process.table_state import Table
from reconvene.process.written import MARK
from reconvene.reports import status_view as view
from reconvene.reports.ahead import ahead, keeps_from_stalling, stalls_on
from reconvene.reports.debrief import debrief, offers_of


def status_view(state: State) -> view.StatusView:
    """Where a process stands."""
    stall = stalls_on(state)
    return view.StatusView(
        title=state.process.title or name_for(state.document.file, state.reader),
        source_name=name_for(state.document.file, state.reader),
        as_of=state.now,
        known=state.known,
        reader=state.reader or "",
        table=_table(state),
        actions=tuple(_actions(state)),
        signals=tuple(
            view.SignalView(
                each.number,
                each.name,
                each.fires,
                each.since,
                each.fires_on,
                each.value,
                each.limit,
                each.clear,
                each.known,
            )
            for each in state.signals
        ),
        stalls_on=stall,
        owed=tuple(_owed(state)),
        vows=tuple(
            view.VowView(vow.name, vow.by, vow.since, vow.says, vow.forbids, vow.released_by, vow.until)
            for vow in live_vows(state)
        ),
        offers=tuple(offers_of(state)),
        debrief=debrief(state),
        ahead=tuple(ahead(state)),
        history=tuple(_history(state)),
        oddities=tuple(f"`{each.event}`: {each.message}" for each in state.oddities),
        events=len(state.events),
        recorded=sum(not event.id.startswith(MARK) for event in state.events),
        stall_cleared_by=keeps_from_stalling(state, stall),
        called=_called(state),
    )


def _called(state: State) -> dict[str, str]:
    """What every party, actor and organ of a party is called."""
    paths = [path for path, named in state.names.by_path.items() if named.family in ("actor", "role", "body")]
    return {path: state.people.called(path) for path in (*paths, "parties")}


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
            vowed = f"`{found.vow}` forbids {state.people.called(party)} `{found.forbids}`"
            note = f"{vowed}; done under the cover `{found.cover}`" if found.cover else f"not asked: {vowed}"
        yield view.ActionView(party, act.act, (), due, act.seen_by or "", required=required, note=note)


def _stands_in(state: State, hands: list[str]) -> str:
    absent = state.sitting.absent
    first = absent.first(hands)
    if first is None or not hands:
        return ""
    away = hands[: hands.index(first)]
    called = state.people.called
    if away:
        return f"in place of {state.people.all_called(away)}, who cannot act"
    rest = hands[1:]
    return f"if {called(first)} cannot, {called(rest[0])}" if rest else ""


# What is owed


def _owed(state: State) -> Iterator[view.OwedView]:
    found = [
        (duty, instance)
        for duty in state.duties.values()
        for instance in duty.instances
        if instance.phase in OPEN or instance.phase is Phase.BREACHED
    ]
    for duty, instance in sorted(found, key=lambda each: (_RANK.get(each[1].phase, 9), each[1].due or date.max)):
        yield owed_view(duty, instance)


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
    Phase.UNKNOWN: 6,
    Phase.WAITING: 7,
}


def owed_view(duty: DutyState, instance: InstanceState) -> view.OwedView:
    """One debtor's part of a duty in one period, with what each of the four voices says of it."""
    record, amounts = duty.record, instance.amounts
    voices = {"debtor": voice_words(instance.voices.debtor)}
    voices.update({f"beneficiary {name}": voice_words(voice) for name, voice in instance.voices.beneficiaries})
    voices["verifier"] = voice_words(instance.voices.verifier)
    voices["competent body"] = voice_words(instance.voices.body)
    told = {}
    if amounts is not None:
        # A sum of no words is no amount: nobody said that it was nothing.
        claimed = amounts.claimed if instance.voices.debtor.since is not None else None
        verified = amounts.verified if instance.voices.verifier.since is not None else None
        named = {"promised": amounts.promised, "claimed": claimed, "verified": verified}
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


def voice_words(voice: Voice) -> str:
    """What a voice says, with how much and since when: `claims done (2019-03-01)`."""
    word = voice.word.replace("_", " ")
    amount = f" {voice.amount}" if voice.amount is not None else ""
    return f"{word}{amount} ({voice.since})" if voice.since is not None else word + amount


def _history(state: State) -> Iterator[view.SpellView]:
    ladder = state.ladder
    for spell in state.table.history:
        stage = ladder.stages[spell.stage].name if ladder is not None and spell.stage is not None else ""
        yield view.SpellView(str(spell.state), spell.since, spell.until, spell.why, spell.event, stage)
