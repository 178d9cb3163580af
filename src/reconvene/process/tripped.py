"""What a slip or an act does to the vows in force: which it trips, whose condition then fails, what covers them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.document.acts import is_case_of
from reconvene.document.belonging import taxonomy_of
from reconvene.document.expressions import Fact
from reconvene.document.kinds import facts_of
from reconvene.document.politics import Vow
from reconvene.document.process import Process
from reconvene.process.fold import State
from reconvene.process.live_vows import LiveVow, live_vows
from reconvene.process.vows import speaks_for

Came = Callable[[str, str], date | None]
"""The day on which something comes into a state, by its name and the state; None if no day is known."""


@dataclass(frozen=True, slots=True)
class Deed:
    """Something that somebody does: by whom, of which classes of act, what it is about, and on which days.

    `before` is its day as the text has it and `after` its day now; a deed that is only asked about has no day before.
    """

    name: str
    by: tuple[str, ...]
    acts: tuple[str, ...]
    after: date
    before: date | None = None
    things: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Tripped:
    """A vow that is tripped, or whose condition fails.

    `deed` and `act` are what it forbids, on the day `on`; both are empty where no deed trips it and only its condition
    comes too late. `condition` is the fact under which the vow does not forbid, and `comes` the day on which that comes
    now, None if none is known. `ways` would release the vow; `covered_by` are the covers of the file that do.
    """

    vow: LiveVow
    deed: str
    act: str
    on: date
    condition: str
    comes: date | None
    ways: tuple[str, ...]
    covered_by: tuple[str, ...]


def tripped(state: State, deeds: Sequence[Deed], before: Came, after: Came) -> Iterator[Tripped]:
    """The vows in force that deeds trip by their days after, and did not by their days before; then the conditions.

    A vow forbids a deed of its speaker, or of the same principal, that is a case of what it forbids and about what it
    is about, from the day on which it was given to its last day, unless the facts have come under which it does not.
    """
    for vow in live_vows(state):
        written = (state.process.vows or {}).get(vow.name) or Vow()
        found = [_tripped_by(state.process, vow, written, deed, before, after) for deed in deeds]
        hit = [each for each in found if each is not None]
        yield from hit
        if not hit:
            yield from _too_late(state.process, vow, written, before, after)


def _tripped_by(process: Process, vow: LiveVow, written: Vow, deed: Deed, before: Came, after: Came) -> Tripped | None:
    act = _forbidden(process, vow, written, deed)
    if act is None or not _binds(vow, written, deed.after, after):
        return None
    if deed.before is not None and _binds(vow, written, deed.before, before):
        return None  # it was against the vow already, which the check `vow-conflict` tells
    return _told(process, vow, written, deed.name, act, deed.after, after)


def _forbidden(process: Process, vow: LiveVow, written: Vow, deed: Deed) -> str | None:
    """The class of act of a deed that a vow rules out."""
    if not any(speaks_for(process, vow.by, doer) for doer in deed.by):
        return None
    if written.about and deed.things and not deed.things & set(written.about):
        return None
    taxonomy = taxonomy_of(process)
    return next((act for act in deed.acts if any(is_case_of(act, rule, taxonomy) for rule in vow.forbids)), None)


def _binds(vow: LiveVow, written: Vow, day: date, came: Came) -> bool:
    if day < vow.since or (vow.until is not None and day > vow.until):
        return False
    days = [came(fact.thing, fact.state) for fact in _conditions(written)]
    return not days or any(each is None or each > day for each in days)


def _conditions(written: Vow) -> list[Fact]:
    return [fact for fact in facts_of(written.unless) if isinstance(fact, Fact)]


def _too_late(process: Process, vow: LiveVow, written: Vow, before: Came, after: Came) -> Iterator[Tripped]:
    """A vow that waits for a fact until its last day, when the fact now comes later than that day."""
    if vow.until is None:
        return
    for fact in _conditions(written):
        was, comes = before(fact.thing, fact.state), after(fact.thing, fact.state)
        if was is not None and was <= vow.until and (comes is None or comes > vow.until):
            yield _told(process, vow, written, "", "", vow.until, after)
            return


def _told(process: Process, vow: LiveVow, written: Vow, deed: str, act: str, on: date, came: Came) -> Tripped:
    waited = [(fact, came(fact.thing, fact.state)) for fact in _conditions(written)]
    late = [(fact, day) for fact, day in waited if day is None or day > on]
    condition, comes = (str(late[0][0]), late[0][1]) if late else ("", None)
    covers = tuple(name for name, cover in (process.covers or {}).items() if vow.name in (cover.releases or ()))
    return Tripped(vow, deed, act, on, condition, comes, vow.released_by, covers)
