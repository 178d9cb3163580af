"""A set of measures to be lifted: what a package lifts, or what names on the command line stand for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from reconvene.document.package import Package
from reconvene.document.process import Process


@dataclass(frozen=True, slots=True)
class Relief:
    """Measures to be lifted, and how each; `unsaid` names the duties or lists of which the file does not say which."""

    name: str
    called: str
    modes: dict[str, str]
    unsaid: tuple[str, ...] = ()

    @property
    def measures(self) -> frozenset[str]:
        """The measures that are lifted."""
        return frozenset(self.modes)


def relief_of_package(process: Process, name: str) -> Relief:
    """What a package lifts, by its duties and by its own list; several ways for one measure: the first that is said."""
    package = (process.packages or {})[name]
    modes: dict[str, str] = {}
    unsaid = [f"{name}.lifts"] if package.is_unsaid("lifts") else []
    for listed in _lists(package):
        for thing, mode in listed.items():
            for measure in measures_of(process, thing):
                modes.setdefault(measure, mode or "unstated")
    for duty, obligation in (package.obligations or {}).items():
        if obligation.is_unsaid("lifts"):
            unsaid.append(duty)
    return Relief(name, package.called or name, modes, tuple(unsaid))


def relief_of_duties(process: Process) -> Relief:
    """What the duties in force lift together, whatever else they ask."""
    modes: dict[str, str] = {}
    duties = process.obligations or {}
    for obligation in duties.values():
        for thing, mode in (obligation.lifts or {}).items():
            for measure in measures_of(process, thing):
                modes.setdefault(measure, mode or "unstated")
    unsaid = tuple(duty for duty, obligation in duties.items() if obligation.is_unsaid("lifts"))
    return Relief("obligations", "what the duties in force lift", modes, unsaid)


def relief_of_duty(process: Process, name: str) -> Relief | None:
    """What a duty lifts, in force or in a package; None if it lifts nothing that is said."""
    duties = dict(process.obligations or {})
    for package in (process.packages or {}).values():
        duties.update(package.obligations or {})
    duty = duties.get(name)
    if duty is None or not duty.lifts:
        return None
    modes = {
        measure: mode or "unstated" for thing, mode in duty.lifts.items() for measure in measures_of(process, thing)
    }
    return Relief(name, name, modes)


def relief_of_names(process: Process, names: Iterable[str]) -> Relief:
    """The measures that some names stand for: packages, duties, groups, texts, measures."""
    listed = list(names)
    modes: dict[str, str] = {}
    unsaid: list[str] = []
    for name in listed:
        if name in (process.packages or {}):
            package = relief_of_package(process, name)
            modes.update(package.modes)
            unsaid.extend(package.unsaid)
        else:
            duty = relief_of_duty(process, name)
            found = duty.modes if duty is not None else dict.fromkeys(measures_of(process, name), "unstated")
            modes.update(found)
    return Relief(" + ".join(listed), " and ".join(listed), modes, tuple(unsaid))


def pressed_actors(process: Process, relief: Relief) -> tuple[str, ...]:
    """On whom the measures press that are lifted; on anybody where nothing is lifted or nobody is named."""
    measures = process.measures or {}
    named = [measures[name].imposed_on for name in measures if name in relief.measures]
    return tuple(dict.fromkeys(name for name in named if name))


def measures_of(process: Process, name: str) -> tuple[str, ...]:
    """The measures that a name stands for: itself, all of a text, or all that a group holds; nothing else does."""
    return tuple(dict.fromkeys(_measures(process, name, frozenset())))


def _measures(process: Process, name: str, seen: frozenset[str]) -> Iterator[str]:
    measures = process.measures or {}
    if name in measures:
        yield name
    elif name in (process.texts or {}):
        yield from (measure for measure, record in measures.items() if record.in_ == name)
    elif name not in seen:
        for member in (process.groups or {}).get(name) or ():
            yield from _measures(process, member, seen | {name})


def _lists(package: Package) -> Iterator[Mapping[str, str]]:
    for obligation in (package.obligations or {}).values():
        if obligation.lifts:
            yield obligation.lifts
    if package.lifts:
        yield package.lifts
