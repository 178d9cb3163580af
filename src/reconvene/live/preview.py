"""Looking at events before they are recorded: whether they can be, whether the text lets them happen, what follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from reconvene.live.accounts import Said, accounts_of
from reconvene.live.compartments import compartment_for
from reconvene.live.consequences import Consequence, consequences
from reconvene.live.given import Given, read_given
from reconvene.live.holdings import Holdings
from reconvene.process.events import Event
from reconvene.process.fold import fold
from reconvene.process.ladder import Refusal
from reconvene.process.may import may
from reconvene.process.visibility import Readers
from reconvene.record.entry import Head, LogName
from reconvene.record.fault import found
from reconvene.record.log import heads
from reconvene.reports.status_view import StatusView
from reconvene.text.finding import Finding

MOST_ASKED = 500
"""Of so many events that are recorded in one go the text is asked; a longer list is history that is brought in."""
_NEXT = 1 << 40
"""A place in a log that comes after all that are taken."""


@dataclass(frozen=True)
class Refused:
    """An event that the text does not let happen, and the clause against it."""

    event: Event
    refusal: Refusal


@dataclass(frozen=True)
class Preview:
    """What was looked at before writing.

    `findings` say what cannot be recorded; `refused` what the text does not let happen, though somebody may have seen
    it; `consequences` what would change between `before` and `after`. `seen` is how far every log had come: if one has
    gone on, look again. `known` are those on record already, word for word; they are not recorded twice. `unasked`
    counts the events at the end of a long list of which the text was not asked.
    """

    events: tuple[Event, ...]
    findings: tuple[Finding, ...]
    seen: Mapping[LogName, Head]
    known: tuple[Event, ...] = ()
    refused: tuple[Refused, ...] = ()
    before: StatusView | None = None
    after: StatusView | None = None
    consequences: tuple[Consequence, ...] = ()
    unasked: int = 0

    @property
    def recordable(self) -> bool:
        """Whether nothing is wrong with the events themselves."""
        return not any(finding.counts_as_error for finding in self.findings)

    def as_data(self) -> dict[str, Any]:
        """The preview as plain data, in the shape that `record --format json` documents."""
        return {
            "events": [event.id for event in self.events],
            "on_record_already": [event.id for event in self.known],
            "findings": [finding.as_data() for finding in self.findings],
            "refused": [_refused_data(each) for each in self.refused],
            "consequences": [each.as_data() for each in self.consequences],
            "unasked": self.unasked,
        }


def _refused_data(each: Refused) -> dict[str, Any]:
    said, span = each.refusal, each.refusal.span
    return {
        "event": each.event.id,
        "message": said.message,
        "next_step": said.next_step,
        "clause": span.text,
        "location": span.location._asdict(),
    }


def preview(holdings: Holdings, given: Given, now: datetime, name: str = "<events>") -> Preview:
    """What is wrong with events, what the text says to them, and what would follow if this desk recorded them now."""
    seen, today = heads(holdings.store), holdings.day(now)
    accounts, document = holdings.accounts(), holdings.document
    mine = [each.event for each in accounts.said if each.desk == holdings.actor]
    events, findings, known = read_given(given, document, mine, today, name)
    findings += tuple(wrong for event in events for wrong in _examine(holdings, event, today))
    if any(finding.counts_as_error for finding in findings):
        return Preview(tuple(events), findings, seen, known)
    added = [_would_say(holdings, event, place, now) for place, event in enumerate(events)]
    refused = tuple(_refusals(holdings, accounts.said, added[:MOST_ASKED], today))
    before = holdings.view(accounts, now)
    after = holdings.view(accounts_of([*accounts.said, *added], document.process), now)
    changes = consequences(before, after)
    unasked = max(0, len(events) - MOST_ASKED)
    return Preview(tuple(events), findings, seen, known, refused, before, after, changes, unasked)


def _would_say(holdings: Holdings, event: Event, place: int, now: datetime) -> Said:
    compartment = compartment_for(event.visible_to, holdings.settings.compartments)
    log = LogName(holdings.settings.process, holdings.actor, compartment.name)
    return Said(event, log, _NEXT + place, now.isoformat())


def _refusals(holdings: Holdings, earlier: Sequence[Said], added: Sequence[Said], today: date) -> Iterator[Refused]:
    """What the text does not let happen, each event asked upon those before it, on the day it happened."""
    document, so_far = holdings.document, list(earlier)
    for each in added:
        accounts = accounts_of(so_far, document.process)
        day = min(today, each.event.at)
        state = fold(document, accounts.events, day, known=today, reader=holdings.actor)
        taken = any(event.id == each.event.id for event in state.recorded)  # by another desk: then this is our version
        refusal = may(state, each.event.changed(id=f"{each.event.id}@{holdings.actor}") if taken else each.event)
        if refusal is not None:
            yield Refused(each.event, refusal)
        so_far.append(each)


def _examine(holdings: Holdings, event: Event, today: date) -> Iterator[Finding]:
    where = f"{holdings.folder}: {event.id}"
    if event.recorded > today:  # which is never before it happened
        ahead = event.happened.first > today
        yield found(
            "not-yet-happened" if ahead else "not-yet-recorded",
            where,
            f"`{event.id}` is said to {'happen' if ahead else 'be recorded'} on "
            f"{event.happened.first if ahead else event.recorded}, and today is {today}.",
            "record it when it has come; what is only expected is a `session_scheduled`, or belongs to the process",
        )
    if not Readers(holdings.document.process, holdings.actor).may_read(event.visible_to):
        yield found(
            "hidden-from-its-recorder",
            where,
            f"`{event.id}` is for {', '.join(event.visible_to or ())} alone, and {holdings.actor} records it.",
            f"add `{holdings.actor}` to `visible_to`",
        )
