"""Which threats remain, and for whom: every threat beside everybody whom it hits, and what each is left with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconvene.deal.figures import ORDINAL, figure_of
from reconvene.deal.tabled import Tabled, cuts
from reconvene.document.obligation import DEPTHS
from reconvene.document.politics import Threat
from reconvene.estimate.weight import NOTHING, ORDINALS, Weight, average

STAYS = {
    "": (1.0, 1.0),
    "freeze": (1.0, 1.0),
    "limit": (0.0, 1.0),
    "disable": (0.0, 1.0),
    "dismantle": (0.0, 0.0),
    "irreversible": (0.0, 0.0),
}
"""How much of a threat stays once it is cut into so deep. A freeze stops the growth and leaves what is there; how much
a limit leaves, or how much of what is disabled still counts, is between nothing and all."""
ANY_IMPACT = Weight(0.0, ORDINALS["large"].high)
"""How hard a threat hits somebody of whom the file does not tell: not at all, up to large."""


@dataclass(frozen=True, slots=True)
class Impact:
    """How hard a threat hits somebody: the word of the file, what it stands for, and the fact that would tell."""

    whom: str
    said: str
    weight: Weight
    missing: str = ""


@dataclass(frozen=True, slots=True)
class Cover:
    """A threat with the deepest cut into it (`depth`, empty for none), by which duties, and whom it hits."""

    threat: str
    owner: str
    depth: str
    by: tuple[str, ...]
    stays: tuple[float, float]
    impacts: tuple[Impact, ...]


@dataclass(frozen=True, slots=True)
class Residual:
    """The share (0 to 1) of what threatens somebody that remains; None where nothing hits them.

    `inputs` are the figures of the file that it rests on.
    """

    whom: str
    side: str
    ally: bool
    share: tuple[float, float] | None
    untouched: tuple[str, ...]
    missing: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Fairness:
    """How unequal a side is left: the greatest residual share less the least, as a range of 0 to 1."""

    side: str
    among: tuple[str, ...]
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Coverage:
    """The matrix of threats and those whom they hit, what remains for each, and how unequal each side is left."""

    rows: tuple[Cover, ...]
    residuals: tuple[Residual, ...]
    fairness: tuple[Fairness, ...]


def coverage(tabled: Tabled) -> Coverage:
    """Which threats the process with a package touches, how deep, and what remains for whom.

    Duties and initiatives count, in force or in the package. Nobody is a column for a threat of their own side.
    """
    rows = tuple(_rows(tabled))
    residuals = tuple(_residual(tabled, whom, rows) for whom in exposed(tabled))
    return Coverage(rows, residuals, tuple(_fairness(residuals)))


def exposed(tabled: Tabled) -> tuple[str, ...]:
    """Everybody whom the file calls hit, and every ally, in the order of the file; allies and parties first."""
    process = tabled.process
    named = [whom for threat in (process.threats or {}).values() for whom in threat.hits or {}]
    allies = [name for name, actor in (process.actors or {}).items() if actor.ally_of]
    order = [*(process.parties or {}), *(process.actors or {})]
    whole = [name for name in order if name in named or (name in allies and process.threats)]
    return tuple(dict.fromkeys([*whole, *named]))


def impact_on(tabled: Tabled, name: str, threat: Threat, whom: str) -> Impact:
    """How hard a threat hits somebody; where the file does not say it in words, anything up to large, and the fact."""
    if threat.of is not None and tabled.side_of(whom) == tabled.side_of(threat.of):
        return Impact(whom, "", NOTHING)
    estimate = (threat.hits or {}).get(whom)
    figure = figure_of(estimate, f"{name}.hits.{whom}")
    if estimate is not None and figure is not None and figure.unit in (ORDINAL, ""):
        return Impact(whom, figure.said, figure.range)
    said = "not written" if estimate is None else estimate.unsaid.get("value", str(estimate.value or "unknown"))
    return Impact(whom, said, ANY_IMPACT, f"{name}.hits.{whom}")


def _rows(tabled: Tabled) -> Iterator[Cover]:
    process = tabled.process
    columns = exposed(tabled)
    for name, threat in (process.threats or {}).items():
        found = list(cuts(process.obligations or {}, name))
        announced = (process.initiatives or {}).items()
        found += [(each, depth) for each, step in announced if (depth := (step.addresses or {}).get(name))]
        depth = max((depth for _, depth in found), key=DEPTHS.index, default="")
        impacts = tuple(impact_on(tabled, name, threat, whom) for whom in columns)
        yield Cover(name, threat.of or "", depth, tuple(each for each, _ in found), STAYS[depth], impacts)


def _residual(tabled: Tabled, whom: str, rows: Iterable[Cover]) -> Residual:
    parts, untouched, missing, inputs = [], [], [], []
    for row in rows:
        (impact,) = [impact for impact in row.impacts if impact.whom == whom]
        parts.append((impact.weight, row.stays))
        inputs.append(f"{row.threat}.hits.{whom}")
        if impact.missing:
            missing.append(impact.missing)
        if not row.by and impact.weight.high > 0:
            untouched.append(row.threat)
    actor = (tabled.process.actors or {}).get(whom)
    ally = actor is not None and bool(actor.ally_of)
    return Residual(whom, tabled.side_of(whom), ally, average(parts), tuple(untouched), tuple(missing), tuple(inputs))


def _fairness(residuals: Iterable[Residual]) -> Iterator[Fairness]:
    by_side: dict[str, list[Residual]] = {}
    for residual in residuals:
        by_side.setdefault(residual.side, []).append(residual)
    for side, each in by_side.items():
        spans = [(one.whom, one.share) for one in each if one.share is not None]
        if len(spans) < 2:
            continue
        shares = [share for _, share in spans]
        low = max(share[0] for share in shares) - min(share[1] for share in shares)
        high = max(share[1] for share in shares) - min(share[0] for share in shares)
        yield Fairness(side, tuple(whom for whom, _ in spans), max(0.0, low), high)
