"""Whether a package makes a capability normal: how much relief is given, when, against how much capability stays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from reconvene.deal.coverage import STAYS, exposed, impact_on
from reconvene.deal.lines import Line, lines
from reconvene.deal.pressed import Block, Pressed, Unmeasured, pressed_on
from reconvene.deal.relief import measures_of, pressed_actors
from reconvene.deal.tabled import Tabled, cuts
from reconvene.document.obligation import DEPTHS, Obligation
from reconvene.estimate.weight import Weight, average

GONE = (0.0, 0.0)
ANYTHING = (0.0, 1.0)
HALF = 0.5
Share = tuple[float, float]


class Standing(StrEnum):
    """What becomes of a capability under a package."""

    REMOVED = "removed by a date"
    UNDATED = "removed, without a last day"
    KEPT = "kept"


@dataclass(frozen=True, slots=True)
class Capability:
    """A threat as its owner keeps it: what cuts into it, how much stays, and the last day by which it is gone.

    `missing` names the days that the file calls unknown, and by which it may be gone.
    """

    threat: str
    standing: Standing
    by: tuple[str, ...]
    stays: Share
    gone_by: date | None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Moment:
    """How things stand once some steps are done: the relief given so far, and the threats that stay, in whole or part.

    `day` is the last day of these steps, None for those without one. `relief` is a share of the pressure that is
    measured, in the dimension of which the whole package lifts most, None where nothing is measured; `lifted` counts
    the measures lifted.
    `capability` is the share that stays of all that the owner threatens others with, None where that hits nobody.
    """

    day: date | None
    steps: tuple[str, ...]
    lifted: int
    relief: Share | None
    stay: tuple[str, ...]
    capability: Share | None


@dataclass(frozen=True, slots=True)
class HalfLife:
    """By when half of something is gone: the first day on which it may be, and the first on which it surely is.

    None where no dated step brings it so far.
    """

    may: date | None
    surely: date | None


@dataclass(frozen=True, slots=True)
class Recognition:
    """One side that keeps capabilities and is given relief: both as they move, and which facts are missing.

    `relief` is the share of the pressure that is measured, in the dimension of which most is lifted; `given` is the
    most that is lifted in any dimension, up to all where something is lifted that nobody measured.
    `inputs` are the figures of the file that the shares rest on.
    """

    owner: str
    dimension: str
    relief: Share | None
    given: Share
    lifted: int
    gives_relief: bool | None
    capabilities: tuple[Capability, ...]
    moments: tuple[Moment, ...]
    missing: tuple[str, ...]
    inputs: tuple[str, ...]

    @property
    def pressure_half_life(self) -> HalfLife:
        """By when half of the pressure that is measured is lifted."""
        return _half_life((each.day, _rest(each.relief)) for each in self.moments)

    @property
    def capability_half_life(self) -> HalfLife:
        """By when half of the capability is gone."""
        return _half_life((each.day, each.capability) for each in self.moments)

    @property
    def retained(self) -> tuple[Capability, ...]:
        """What stays, or goes without a last day."""
        return tuple(each for each in self.capabilities if each.standing is not Standing.REMOVED)


def recognitions(tabled: Tabled) -> tuple[Recognition, ...]:
    """For each owner of threats: the relief that a package gives it, against what it keeps.

    A capability is removed if a duty dismantles it by a last day; a freeze, a limit and a promise without a day leave
    it there. `gives_relief` is None where the package does not say what it lifts.
    """
    threats = (tabled.process.threats or {}).values()
    owners = dict.fromkeys(threat.of for threat in threats if threat.of)
    return tabled.once(("recognitions",), lambda: tuple(_recognition(tabled, owner) for owner in owners))


def makes_normal(shown: Recognition, limit: float) -> bool | None:
    """Whether at least a part of the pressure (0 to 1) is given back while something stays; None if nobody can tell."""
    if not shown.retained or shown.given[1] < limit:
        return False
    surely_stays = any(not each.missing for each in shown.retained)
    return True if surely_stays and shown.given[0] >= limit else None


def would_make_normal(tabled: Tabled, shown: Recognition, more: Iterable[str], limit: float) -> bool:
    """Whether a package would surely make a capability normal, if it lifted some more measures than it does."""
    lifted = lifted_on(tabled, shown.owner) | _pressing_on(tabled, shown.owner, more)
    given = _given(tabled, shown.owner, lifted)
    return makes_normal(replace(shown, given=given), limit) is True


def relief_line(tabled: Tabled, owner: str, lifted: frozenset[str]) -> Line | None:
    """The measured dimension of the pressure on somebody of which most is lifted, the first of several; its share."""
    measured = [line for line in relief_lines(tabled, owner, lifted) if line.measured is not None]
    return max(measured, key=lambda line: line.measured or GONE, default=None)


def relief_lines(tabled: Tabled, owner: str, lifted: frozenset[str]) -> tuple[Line, ...]:
    """Every dimension of the pressure on somebody, measured or not, with the share of it that is lifted."""
    return tabled.once(("relief", owner, lifted), lambda: _relief_lines(_pressed_on(tabled, owner), lifted))


def relief_inputs(tabled: Tabled, owner: str, lifted: frozenset[str]) -> tuple[str, ...]:
    """The figures that tell which share of the pressure on somebody is lifted, and in which dimension most."""
    return tuple(dict.fromkeys(key for line in relief_lines(tabled, owner, lifted) for key in line.inputs))


def pressing_by_dimension(tabled: Tabled, owner: str) -> dict[str, frozenset[str]]:
    """The measures that press on somebody, measured or not, by dimension."""
    found: dict[str, frozenset[str]] = {}
    pressed = _pressed_on(tabled, owner)
    things: tuple[Block | Unmeasured, ...] = (*pressed.blocks, *pressed.unmeasured)
    for each in things:
        found[each.dimension] = found.get(each.dimension, frozenset()) | each.measures
    return found


def lifted_on(tabled: Tabled, owner: str, names: tuple[str, ...] | None = None) -> frozenset[str]:
    """The measures that press on somebody and are lifted by some duties, by all of the package if none are named."""
    duties = tabled.duties if names is None else {name: tabled.duties[name] for name in names}
    lifted = (
        each for duty in duties.values() for thing in duty.lifts or {} for each in measures_of(tabled.process, thing)
    )
    return _pressing_on(tabled, owner, lifted)


def _pressing_on(tabled: Tabled, owner: str, names: Iterable[str]) -> frozenset[str]:
    """Those of some measures that press on somebody."""
    measures = tabled.process.measures or {}
    pressing = frozenset(_pressed_on(tabled, owner).pressing)
    return frozenset(each for each in names if each in pressing and measures[each].imposed_on in (None, owner))


def _relief_lines(pressed: Pressed, lifted: frozenset[str]) -> tuple[Line, ...]:
    found = lines(pressed, lifted & frozenset(pressed.pressing), None)
    return tuple(line for line in found if not line.of and not line.tag)


def pressed_by(tabled: Tabled) -> Pressed:
    """All that presses on those on whom the measures press that are lifted; on anybody where nobody is named."""
    on = pressed_actors(tabled.document.process, tabled.relief)
    return _pressed_on(tabled, *on)


def _pressed_on(tabled: Tabled, *owners: str) -> Pressed:
    return tabled.once(("pressed", *owners), lambda: pressed_on(tabled.process, tabled.now, owners or None))


def _recognition(tabled: Tabled, owner: str) -> Recognition:
    lifted = lifted_on(tabled, owner)
    line = relief_line(tabled, owner, lifted)
    capabilities = tuple(_capabilities(tabled, owner))
    unsaid = tabled.relief.unsaid
    given = _given(tabled, owner, lifted)
    facts = [name if name.endswith(".lifts") else f"{name}.lifts" for name in unsaid]
    if not facts and given[0] < given[1]:
        facts = list(dict.fromkeys(_unweighed(tabled, owner, lifted))) or list(line.inputs if line is not None else ())
    facts += [fact for each in capabilities for fact in each.missing]
    return Recognition(
        owner=owner,
        dimension=line.dimension if line is not None else "",
        relief=_share(line, unsaid, lifted),
        given=given,
        lifted=len(lifted),
        gives_relief=True if lifted else None if unsaid else False,
        capabilities=capabilities,
        moments=tuple(_moments(tabled, owner, line)),
        inputs=(
            *relief_inputs(tabled, owner, lifted),
            *(f"{each.threat}.hits.{whom}" for each in capabilities for whom in exposed(tabled)),
        ),
        missing=tuple(dict.fromkeys(facts)),
    )


def _given(tabled: Tabled, owner: str, lifted: frozenset[str]) -> Share:
    """How much of the pressure on somebody is given back, in the dimension of which most is.

    What is lifted and nobody measured may be nothing or all of it, whatever is known of the rest.
    """
    pressing = _pressed_on(tabled, owner).pressing
    unsaid = bool(tabled.relief.unsaid)
    if not lifted:
        return ANYTHING if unsaid and pressing else (0.0, 0.0)
    if lifted.issuperset(pressing):
        return 1.0, 1.0
    found = relief_lines(tabled, owner, lifted)
    shares = [line.measured for line in found if line.measured is not None]
    if not shares:
        return ANYTHING
    open_ = unsaid or any(line.unmeasured_freed for line in found)
    return max(low for low, _ in shares), 1.0 if open_ else max(high for _, high in shares)


def _unweighed(tabled: Tabled, owner: str, lifted: frozenset[str]) -> Iterator[str]:
    """The figures without which nobody can say what is lifted: of flows, else of bans, and levels not stated."""
    pressed = _pressed_on(tabled, owner)
    touched = [thing for thing in pressed.unmeasured if thing.measures & lifted]
    for thing in [each for each in touched if each.measures <= lifted] or touched:
        flows = [name for name in thing.name.split(" and ") if name in pressed.flows]
        yield from (f"{name}.before" for name in flows)
        yield from (f"{name}.worth" for name in pressed.measures if name in thing.measures and not flows)
    for block in pressed.blocks:
        if block.measures & lifted:
            yield from (f"{limit.measure}.to" for limit in block.limits if not limit.stated)


def _capabilities(tabled: Tabled, owner: str) -> Iterator[Capability]:
    duties = tabled.process.obligations or {}
    for name, threat in (tabled.process.threats or {}).items():
        if threat.of != owner:
            continue
        found = list(cuts(duties, name))
        ending = [each for each, depth in found if STAYS[depth] == GONE]
        days = [day for each in ending if (day := tabled.last_day(each)) is not None]
        standing = Standing.REMOVED if days else Standing.UNDATED if ending else Standing.KEPT
        stays = min((STAYS[depth] for _, depth in found), default=STAYS[""])
        by = tuple(ending or [each for each, _ in found])
        unsaid = tuple(f"{each}.within" for each in ending if duties[each].is_unsaid("within")) if not days else ()
        yield Capability(name, standing, by, stays, min(days, default=None), unsaid)


def _moments(tabled: Tabled, owner: str, whole: Line | None) -> Iterator[Moment]:
    """The steps that lift something or cut into something, those of one day together, dated ones first.

    Relief is told all along in the dimension of `whole`, that of which the whole package lifts most.
    """
    by_day: dict[date | None, list[str]] = {}
    for name, duty in tabled.duties.items():
        if duty.lifts or duty.addresses:
            by_day.setdefault(tabled.last_day(name), []).append(name)
    done: list[str] = []
    for day in sorted(by_day, key=lambda each: each or date.max):
        done += by_day[day]
        lifted = lifted_on(tabled, owner, tuple(done))
        found = relief_lines(tabled, owner, lifted)
        line = next((each for each in found if whole and (each.name, each.unit) == (whole.name, whole.unit)), None)
        duties = {name: tabled.duties[name] for name in done}
        stay = tuple(
            name
            for name, threat in (tabled.process.threats or {}).items()
            if threat.of == owner and not any(STAYS[depth] == GONE for _, depth in cuts(duties, name))
        )
        share = _share(line, tabled.relief.unsaid, lifted)
        yield Moment(day, tuple(by_day[day]), len(lifted), share, stay, _kept(tabled, owner, duties))


def _kept(tabled: Tabled, owner: str, duties: Mapping[str, Obligation]) -> Share | None:
    """The share that stays of what threatens others, each threat by how hard it hits whom it hits hardest."""
    parts = []
    for name, threat in (tabled.process.threats or {}).items():
        if threat.of == owner:
            impacts = [impact_on(tabled, name, threat, whom).weight for whom in exposed(tabled)]
            weight = Weight(max((each.low for each in impacts), default=0), max((i.high for i in impacts), default=0))
            depth = max((depth for _, depth in cuts(duties, name)), key=DEPTHS.index, default="")
            parts.append((weight, STAYS[depth]))
    return average(parts)


def _rest(share: Share | None) -> Share | None:
    return (1 - share[1], 1 - share[0]) if share is not None else None


def _half_life(rests: Iterable[tuple[date | None, Share | None]]) -> HalfLife:
    dated = [(day, rest) for day, rest in rests if day is not None and rest is not None]
    may = next((day for day, rest in dated if rest[0] <= HALF), None)
    return HalfLife(may, next((day for day, rest in dated if rest[1] <= HALF), None))


def _share(line: Line | None, unsaid: tuple[str, ...], lifted: frozenset[str]) -> Share | None:
    """The share that is lifted of what is measured; nothing is not known where what is lifted is not said."""
    return line.measured if line is not None and (lifted or not unsaid) else None
