"""Who may lift a measure, by which vote and after what, and who could put it back, and how fast."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from reconvene.deal.pressed import Pressed, presses
from reconvene.document.pressure import Measure, Procedure
from reconvene.document.process import Process

VOTES = {
    "council_vote": "nine votes of fifteen and no veto",
    "council_vote_to_continue": "nine votes of fifteen and no veto to go on; without such a vote it comes by itself",
    "consensus": "consensus",
    "unanimity": "unanimity",
    "majority": "a majority",
    "two_thirds": "two thirds",
    "notice": "notice",
    "certification": "certification",
    "law": "a law",
    "alone": "its own decision",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A way to lift or to put back: by whom, by which rule, who can block it, what the law asks first, how long."""

    by: str
    rule: str
    says: str
    vetoes: tuple[str, ...]
    needs: tuple[str, ...]
    takes: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Path:
    """Measures that are lifted alike: who imposed them, the ways to lift them, and how they come back."""

    imposed_by: str
    measures: tuple[str, ...]
    modes: tuple[str, ...]
    ways: tuple[Way, ...]
    back: Way | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A law of somebody else that stays when all this is lifted, and in which dimensions it touches what was lifted."""

    measure: str
    text: str
    imposed_by: str
    dimension: str
    touches: bool
    procedural: bool
    ways: tuple[Way, ...]
    says: str


def paths(process: Process, pressed: Pressed, modes: dict[str, str]) -> tuple[Path, ...]:
    """The ways to lift what is lifted, measures with the same ways together."""
    found: dict[tuple[str, tuple[Way, ...], Way | None], list[str]] = {}
    for name in pressed.measures:
        if name in modes:
            measure = pressed.measures[name]
            back = _way(process, measure.putting_back) if measure.putting_back is not None else None
            found.setdefault((measure.imposed_by or "", _ways(process, measure), back), []).append(name)
    return tuple(
        Path(by, tuple(names), tuple(dict.fromkeys(modes[name] for name in names)), ways, back)
        for (by, ways, back), names in found.items()
    )


def standing(process: Process, pressed: Pressed, lifted: Collection[str]) -> tuple[Standing, ...]:
    """The measures of others that stay in force beside what is lifted, clauses of procedure included."""
    makers = {pressed.measures[name].imposed_by for name in lifted if name in pressed.measures}
    freed = _dimensions(pressed, lifted)
    return tuple(
        Standing(
            measure=name,
            text=measure.in_ or "",
            imposed_by=measure.imposed_by or "",
            dimension=measure.dimension or "",
            touches=bool(_dimensions(pressed, (name,)) & freed),
            procedural=not presses(measure),
            ways=_ways(process, measure),
            says=" ".join((measure.text or "").split()),
        )
        for name, measure in pressed.measures.items()
        if lifted and name not in lifted and measure.imposed_by not in makers
    )


def _dimensions(pressed: Pressed, names: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for name in names:
        measure = pressed.measures.get(name)
        if measure is None:
            continue
        found.update({measure.dimension} if measure.dimension else ())
        for flow in measure.limits or ():
            dimension = pressed.flows[flow].dimension if flow in pressed.flows else None
            found.update({dimension} if dimension else ())
    return found


def _ways(process: Process, measure: Measure) -> tuple[Way, ...]:
    return tuple(_way(process, procedure) for procedure in measure.lifting or ())


def _way(process: Process, procedure: Procedure) -> Way:
    rule = procedure.rule or ""
    return Way(
        by=procedure.by or "",
        rule=rule,
        says=VOTES.get(rule, rule or "a rule that the file does not say"),
        vetoes=_vetoes(process, procedure),
        needs=tuple(str(fact) for fact in procedure.needs or ()),
        takes=str(procedure.takes.value) if procedure.takes is not None and procedure.takes.value is not None else "",
        sources=tuple(procedure.source or ()),
    )


def _vetoes(process: Process, procedure: Procedure) -> tuple[str, ...]:
    """Who can block a decision, where a decision of the same body by the same rule says so."""
    choices = [*(process.choices or {}).values()]
    for package in (process.packages or {}).values():
        choices.extend((package.choices or {}).values())
    for choice in choices:
        if procedure.by and str(choice.by) == procedure.by and choice.rule == procedure.rule and choice.veto:
            return tuple(choice.veto)
    return ()
