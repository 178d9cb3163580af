"""Whom to hear before what is decided, for each package on the table, and what to begin first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.deal.asking import Refusal
from reconvene.deal.consultations import consultations
from reconvene.deal.owed import NOTHING_HEARD, Heard, Owed, Plan, Standing
from reconvene.deal.tabled import Tabled
from reconvene.document.load import Document
from reconvene.text.spelling import nearest

_GONE = ("withdrawn", "refused")
_TO_BEGIN = (Standing.SKIPPED, Standing.UNDERWAY, Standing.AHEAD)


@dataclass(frozen=True, slots=True)
class Consulted:
    """The plans that were asked for: what is in force (without a name), and each package."""

    title: str
    source_name: str
    as_of: date
    plans: tuple[Plan, ...]


def consult(
    document: Document, now: date, packages: Sequence[str] = (), heard: Heard = NOTHING_HEARD
) -> Consulted | Refusal:
    """The consultations owed, as of `now`; without names what is in force, and every package that is on the table."""
    known = document.process.packages or {}
    for name in packages:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean `{near}`?" if near else "name one that stands under `packages:`"
            return Refusal(f"No package is named `{name}`.", hint)
    names = list(dict.fromkeys(packages))
    if not names:
        names = ["", *(name for name, package in known.items() if package.status not in _GONE)]
    plans = [consultations(Tabled(document, name, now), heard) for name in names]
    kept = [plan for plan in plans if plan.owed or plan.name or len(plans) == 1]
    return Consulted(document.process.title or document.file, document.file, now, tuple(kept))


def pressing(plan: Plan) -> tuple[Owed, ...]:
    """What must still begin, by the last day on which it safely can; what has no day comes last."""
    waiting = [each for each in plan.owed if each.standing in _TO_BEGIN and each.sure]
    return tuple(sorted(waiting, key=lambda each: each.begin.safe if each.begin is not None else date.max))


def differing_consultations(shown: Consulted, full: Consulted) -> tuple[str, ...]:
    """The packages of which the full text owes or places other consultations than what one reader is shown.

    What is in force has an empty name.
    """
    seen = {plan.name: _ends(plan) for plan in shown.plans}
    return tuple(plan.name for plan in full.plans if seen.get(plan.name) != _ends(plan))


def _ends(plan: Plan) -> tuple[object, ...]:
    owed = ((each.by, each.whom, each.level, each.decision.name, each.standing, each.sure) for each in plan.owed)
    return (*owed, *plan.missing)
