"""Which consultation is owed to whom before which decision: by what a deal says, and by what the file declares.

What is owed is counted back from the decision. A consultation counts only if it is over so long before it that an
objection can still change something; one that is held after it was decided does not count.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache

from reconvene.deal.gates import Decision, Decisions, first_of
from reconvene.deal.grounds import Call, Content, Ground, calls
from reconvene.deal.owed import NOTHING_HEARD, Heard, Owed, Plan, Setting
from reconvene.deal.standing import Judge
from reconvene.deal.steps import Step, announced, steps_of
from reconvene.deal.tabled import Tabled
from reconvene.document.politics import Consultation
from reconvene.text.finding import MissingFact


def plan_of(setting: Setting, called: str = "") -> Plan:
    """Every consultation that is owed, with its days and where it stands."""
    process, now = setting.process, setting.now
    steps, others = _steps(setting)
    decisions = Decisions(process, setting.package, now, setting.last, setting.heard.made)
    judge = Judge(setting, decisions)
    needs = _needs(Content(process, now, steps, others), decisions, judge)
    owed: list[Owed] = []
    shown: dict[tuple[str, str], set[str]] = {}
    for (by, whom, _), (decision, grounds) in needs.items():
        made = judge.need(by, whom, decision, grounds)
        owed.append(made)
        for name in (made.declared, *made.also):
            shown.setdefault((name, judge.undertaken.before(name, decision)), set()).add(whom)
    owed += [each for each in judge.declared(shown) if setting.whole or judge.undertaken.concerns(each, steps)]
    order = sorted(owed, key=lambda each: each.decision.day or date.max)
    return Plan(setting.package, called or setting.package, tuple(order), _untold(setting, steps))


def entries(setting: Setting) -> list[tuple[Consultation, Owed]]:
    """Every consultation of the file before each of its gates, with its days and where it stands."""
    decisions = Decisions(setting.process, setting.package, setting.now, setting.last, setting.heard.made)
    return list(Judge(setting, decisions).entries())


def _steps(setting: Setting) -> tuple[tuple[Step, ...], tuple[Step, ...]]:
    """The steps that are judged, and the others, which stand beside them."""
    process = setting.process
    duties = list(process.obligations or {})
    package = (process.packages or {}).get(setting.package)
    if package is None or setting.whole:
        return (*steps_of(process, duties), *announced(process)), ()
    own = {name: None for name in duties if _brought(package.obligations, setting.package, name)}
    rest = (name for name in duties if name not in own)
    return tuple(steps_of(process, own)), (*steps_of(process, rest), *announced(process))


def _brought(obligations: Mapping[str, object] | None, package: str, name: str) -> bool:
    return name in (obligations or {}) or name == f"{package}.lifts"


def _untold(setting: Setting, steps: Iterable[Step]) -> tuple[MissingFact, ...]:
    """What a deal does not say of what it lifts: who must vote on that cannot be told."""
    obligations = setting.process.obligations or {}
    unsaid = [step.name for step in steps if step.name in obligations and obligations[step.name].is_unsaid("lifts")]
    package = (setting.process.packages or {}).get(setting.package)
    unsaid += [setting.package] if package is not None and package.is_unsaid("lifts") else []
    return tuple(MissingFact(f"{name}.lifts", f"say what {name} lifts") for name in unsaid)


_Needs = dict[tuple[str, str, str], tuple[Decision, list[Ground]]]


def _needs(content: Content, decisions: Decisions, judge: Judge) -> _Needs:
    """Who must be heard before what, with every reason.

    Where steps wait for no gate, somebody is heard once, before the first of them that is a reason to; a step that the
    file itself says somebody is heard before is such a decision of its own.
    """
    steps = {step.name: step for step in content.steps}
    of_step = cache(lambda name: decisions.of_step(steps[name]))
    found: _Needs = {}
    alone: dict[tuple[str, str], list[tuple[Decision, Call]]] = {}
    for call in calls(content):
        decision = of_step(call.ground.step)
        if decision is None:
            continue
        itself = judge.undertaken.heard_before(call)
        decision = decisions.named(call.ground.step) or decision if itself else decision
        if decision.kind == "duty" and not itself:
            alone.setdefault((call.by, call.whom), []).append((decision, call))
            continue
        key = str(decision.made_on) if decision.kind == "step" else decision.name
        found.setdefault((call.by, call.whom, key), (decision, []))[1].append(call.ground)
    for (by, whom), listed in alone.items():
        first = first_of([decision for decision, _ in listed])
        found[by, whom, first.name] = (first, [call.ground for _, call in listed])
    return found


def consultations(tabled: Tabled, heard: Heard = NOTHING_HEARD) -> Plan:
    """The consultations that a package asks for, and those declared for it; without a package, all that stand."""
    setting = Setting(tabled.process, tabled.name, tabled.now, tabled.last_day_of, heard, whole=not tabled.name)
    return plan_of(setting, tabled.called)
