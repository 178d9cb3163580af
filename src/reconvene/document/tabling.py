"""A tabled package laid on the process: what would be agreed if it were signed as it stands."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Who
from reconvene.document.obligation import Obligation
from reconvene.document.package import Package
from reconvene.document.process import Process

_SECTIONS = ("obligations", "gates", "choices", "disputes", "sessions", "days")
_SINGLE = ("final_date", "end_state", "return_")


def table(process: Process, package: Package) -> Process:
    """The process with the package in it; what the package says of the final date or the way back replaces the rest."""
    values: dict[str, Any] = {}
    for section in _SECTIONS:
        tabled = getattr(package, section)
        if tabled:
            values[section] = {**(getattr(process, section) or {}), **tabled}
    for section in _SINGLE:
        if getattr(package, section) is not None:
            values[section] = getattr(package, section)
    if package.lifts:
        values["obligations"] = {
            **(values.get("obligations") or process.obligations or {}),
            f"{package.name}.lifts": lifting_duty(package),
        }
    return process.changed(**values)


def lifting_duty(package: Package) -> Obligation:
    """The lifts of a package as one duty of whoever would have to lift."""
    return Obligation(
        name=f"{package.name}.lifts",
        key_span=package.key_span_of("lifts"),
        node=package.node,
        by=Who(package.lifted_by) if package.lifted_by else None,
        lifts=package.lifts,
        unsaid={} if package.lifted_by else {"by": "unknown"},
    )
