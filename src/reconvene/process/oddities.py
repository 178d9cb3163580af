"""What of a record does not fit the text or itself: kept all the same, and marked with both facts that clash."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reconvene.document.belonging import members_of
from reconvene.document.obligation import Obligation, Verification
from reconvene.process import events as e
from reconvene.process.obligations import owed_by
from reconvene.process.shelf import Event
from reconvene.text.span import Span

if TYPE_CHECKING:
    from reconvene.process.fold import State


@dataclass(frozen=True, slots=True)
class Oddity:
    """An event that does not fit, and why; `span` is the place in the text that it clashes with, if any."""

    event: str
    message: str
    span: Span | None = None


def oddities(state: State) -> Iterator[Oddity]:
    """Everything that does not fit, in the order of the record."""
    twice = {id for id, count in Counter(event.id for event in state.recorded).items() if count > 1}
    for event in state.events:
        if event.id in twice:
            yield Oddity(event.id, f"two events are named `{event.id}`; both stand")
        if event.id in state.sitting.odd:
            yield Oddity(event.id, state.sitting.odd[event.id])
        yield from _of_duty(event, state)
    yield from _of_order(state)


def _of_duty(event: Event, state: State) -> Iterator[Oddity]:
    name = getattr(event, "duty", None)
    if name is None:
        return
    duty = (state.process.obligations or {}).get(name)
    if duty is None:
        yield Oddity(event.id, f"`{name}` is no duty in force: it is tabled, or gone from the text")
        return
    match event:
        case e.Claim(by_party=str(by)) if not _is_debtor(by, duty, state):
            yield Oddity(event.id, f"`{by}` claims `{name}`, which {owed_by(duty)} owes", duty.value_span("by"))
        case e.Acceptance() | e.Disputed() if not _is_owed(event.by_party, duty, state):
            said = f"`{event.by_party}` speaks for a beneficiary of `{name}`, which is owed to "
            yield Oddity(event.id, said + ", ".join(duty.to or ()), duty.value_span("to"))
        case e.Verified():
            yield from _of_report(event, duty)


def _of_report(event: e.Verified, duty: Obligation) -> Iterator[Oddity]:
    regime = duty.verified
    if regime == "none":
        yield Oddity(event.id, f"`{duty.name}` is reported on, and its text says that nobody verifies it", duty.span)
    elif isinstance(regime, Verification) and regime.by and event.by_party not in (None, regime.by):
        said = f"`{event.by_party}` reports on `{duty.name}`, which `{regime.by}` verifies"
        yield Oddity(event.id, said, regime.value_span("by"))


def _is_debtor(name: str, duty: Obligation, state: State) -> bool:
    owing = [path.strip() for path in owed_by(duty).split(",") if path.strip()]
    behind = {member for path in owing for member in members_of(state.process, path)}
    doing = {duty.done_by.path} if duty.done_by is not None else set()
    return not owing or name in behind | doing or name.split(".", 1)[0] in {path.split(".", 1)[0] for path in behind}


def _is_owed(name: str, duty: Obligation, state: State) -> bool:
    behind = {member for path in duty.to or () for member in members_of(state.process, path)}
    return not behind or name.split(".", 1)[0] in {path.split(".", 1)[0] for path in behind}


def _of_order(state: State) -> Iterator[Oddity]:
    """What was verified before anybody claimed it, and what was said of a session that nobody recorded."""
    for name, duty in state.duties.items():
        for entries in state.ledger.duties.get(name, {}).values():
            confirms = [report for report in entries.reports if report.finding == "confirms"]
            early = confirms and not entries.claims
            if early and duty.shape.value == "act":
                yield Oddity(confirms[0].id, f"`{name}` is confirmed, and nobody has claimed it")
    for session in state.sessions.values():
        if session.closed is not None and session.held is None:
            closing = next(
                (
                    each.id
                    for each in state.events
                    if isinstance(each, e.SessionClosed) and each.session == session.name
                ),
                session.name,
            )
            yield Oddity(closing, f"`{session.name}` is closed, and nobody recorded that it was held")
