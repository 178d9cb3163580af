"""Which act of the way back an event of the record is: the stage's notice, its talks, a deposit, an invitation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from reconvene.process import events as e
from reconvene.process.ladder import (
    Begun,
    Deed,
    Extended,
    Held,
    Ladder,
    LadderAct,
    LadderStage,
    Objected,
    Performed,
    Standing,
    Turnover,
)
from reconvene.process.people import LEADERS, People
from reconvene.process.shelf import Event

if TYPE_CHECKING:
    from reconvene.process.table import AbsentOn

_NOTICES = frozenset({"notice", "private_notice", "invitation", "third_party_invitation"})
_INVITATIONS = frozenset({"invitation", "third_party_invitation"})
_STATEMENTS = frozenset({"simultaneous_statement", "public_statement", "statement"})
_TALKS = frozenset({"technical_talks", "negotiation", "consultation", "private_contact", "contact"})


def deeds_of(event: Event, ladder: Ladder, standing: Standing, people: People, absent: AbsentOn) -> Iterator[Deed]:
    """The acts of the way back that an event is, where the stage that runs knows such an act; mostly none."""
    match event:
        case e.Objection():
            receiver = absent.first(ladder.role_holders)
            for party in sorted(people.of(event.by_party)):
                if receiver is not None:
                    yield Objected(party, receiver)
        case e.PoliticalEvent(what="turnover"):
            for party in sorted(people.of(event.of) & set(ladder.parties)):
                yield Turnover(party)
        case e.NoticeSent() if standing.table == "waiting" and _tells_all(event, people):
            yield Begun(event.by_party or absent.first(hand.name for hand in ladder.starters or ()) or "")
    if standing.stage is not None:
        stage = ladder.stages[standing.stage]
        yield from _on_stage(event, stage, people, absent)
        if isinstance(event, e.DepositsMatched):
            yield from _deposited_by_all(stage, standing)
        if isinstance(event, e.StageLeft) and event.stage == stage.name and event.how == "act":
            yield from _all_of(stage, absent)
        if isinstance(event, e.Extended) and event.of in (stage.name, stage.extension) and standing.due is not None:
            yield Extended(frozenset(ladder.parties), event.until.toordinal() - standing.due)


def _on_stage(event: Event, stage: LadderStage, people: People, absent: AbsentOn) -> Iterator[Deed]:
    """The acts of a stage that an event is by what it says."""
    match event:
        case e.NoticeSent() if _tells_all(event, people):
            yield from _performed(stage, _NOTICES, event.by_party, absent)
        case e.Statement(what="invitation"):
            yield from _performed(stage, _INVITATIONS, event.by_party, absent)
        case e.Statement(what="other"):
            yield from _performed(stage, _STATEMENTS, _principal(event.by_party, people), absent)
        case e.Contact() if people.level_of(event.channel) not in LEADERS:
            yield from _performed(stage, _TALKS, None, absent)
        case e.Deposited():
            yield from _performed(stage, frozenset({"deposit"}), _principal(event.by_party, people), absent)


def _tells_all(notice: e.NoticeSent, people: People) -> bool:
    """Whether every party knows of a notice: as its reader, or because it sent it."""
    told = people.all_of(notice.to)
    return told | (people.of(notice.by_party) if notice.by_party is not None else frozenset()) >= set(people.parties)


def recorded_as(stage: LadderStage, act: LadderAct) -> tuple[str, dict[str, str]]:
    """The kind of event by which an act of a stage is put on record, and what it must say: as `deeds_of` reads it."""
    if act.act == "third_party_invitation":
        return "statement", {"what": "invitation"}
    if act.act in _NOTICES:
        return "notice_sent", {}
    if act.act in _STATEMENTS:
        return "statement", {"what": "other"}
    if act.act in _TALKS:
        return "contact", {}
    if act.act == "deposit":
        return "deposited", {}
    if act.index in stage.minutes:
        return "session_minuted", {}
    if act.index in stage.attendance or act.needs_all:
        return "session_held", {}
    return "stage_left", {"stage": stage.name, "how": "act"}


def held(came: frozenset[str], stage: LadderStage, absent: AbsentOn) -> Held:
    """A session of a stage, convened by the first of its hands that is there, and minuted by whoever may."""
    convenor = absent.first(hand.name for hand in stage.hands) or ""
    hands = (hand.name for place in stage.minutes for hand in stage.acts[place].hands)
    return Held(came, convenor, absent.first(hands))


def _principal(name: str | None, people: People) -> str | None:
    found = sorted(people.of(name)) if name is not None else []
    return found[0] if len(found) == 1 else name


def _performed(stage: LadderStage, classes: frozenset[str], by: str | None, absent: AbsentOn) -> Iterator[Deed]:
    """The acts of a stage in some classes, done by somebody, or by the first of its hands that is there."""
    for act in stage.acts:
        if act.act not in classes:
            continue
        hands = [hand.name for hand in act.hands]
        if by is None and act.own:
            for party in act.own:
                yield Performed(act.index, party)
        elif by is None:
            doer = absent.first(hands)
            if doer is not None:
                yield Performed(act.index, doer)
        elif by in hands or by in act.own:
            yield Performed(act.index, by)


def _deposited_by_all(stage: LadderStage, standing: Standing) -> Iterator[Deed]:
    """The deposits of the stage that were not seen: who deposited is nobody's to know, so they are done for all."""
    for act in stage.acts:
        if act.act == "deposit":
            yield from (Performed(act.index, party) for party in act.own if (act.index, party) not in standing.done)


def _all_of(stage: LadderStage, absent: AbsentOn) -> Iterator[Deed]:
    """Every act that the stage asks for: somebody has seen that it was left by its act."""
    for act in stage.asked:
        doers = act.own or tuple(filter(None, [absent.first(hand.name for hand in act.hands)]))
        for doer in doers:
            yield Performed(act.index, doer)
