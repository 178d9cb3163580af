"""Who gives first, and who is left standing."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import add
from reconvene.document.expressions import Fact, Kept, Quantifier, TimeUnit, Who, Word
from reconvene.document.kinds import Estimate, facts_of
from reconvene.document.obligation import Baseline, Initiative, Obligation, Verification
from reconvene.text.finding import MissingFact, Reason, Severity

_MONTHS = Decimal(3)


@check(
    "S07",
    Severity.WARNING,
    """After the Singapore summit of 12 June 2018 the United States announced the suspension of its exercises with
    South Korea at a press conference; it is no article of the Joint Statement, and nothing was to answer it
    (Hecker, Carlin and Serbin, CISAC, 2018 update).""",
    duty=(
        "`{duty}` gives something to {whom}, and nothing in the text answers it.",
        "name what answers it in `in_return_for`, or make one wait for the other with `after` or `in_step_with`",
    ),
    initiative=(
        "`{duty}` was announced by one side, nothing answered it, and no day is set on which it is looked at again.",
        "add `reviewed:` with a date, or say under `answered_by` what answered it",
    ),
    unknown=(
        "Whether anything answers `{duty}` cannot be told: {what}.",
        "{ask}",
    ),
)
def orphan_concession(draft: Draft) -> Iterator[Answer]:
    """Something is given, and nothing in the text comes back for it.

    What is given without an answer is soon forgotten by those who got it, and held against those who gave it. Either
    the answer stands in the text, or the step is what Osgood called an initiative: announced, limited, inviting an
    answer, with a day on which it is looked at again.

    The check takes every duty of one party that another party gains from, and looks for an answer: a duty of the other
    named in `in_return_for`, `in_step_with` or `same_day`, standing in the same tabled package, or such that one waits
    for the other: by `after` or `before`, or by way of a gate, a phase, a day, the state of a thing, or a third party
    who holds it. What all owe alike answers itself. A step that only makes another of the same debtor possible
    (`needs`, `baseline`) is told with that other. Announced initiatives must be answered, or dated for review.

    ## Fails

    ```yaml
    title: A gift
    parties: {north: {}, south: {}}
    obligations:
      stop_exercises: {by: south, to: [north], kind: forbear, forbids: [large_exercise]}
    ```

    ## Passes

    ```yaml
    title: One for the other
    parties: {north: {}, south: {}}
    obligations:
      stop_exercises: {by: south, to: [north], kind: forbear, forbids: [large_exercise], in_return_for: [stop_tests]}
      stop_tests: {by: north, to: [south], kind: forbear, forbids: [nuclear_test]}
    ```

    ```yaml
    title: Behind the gate
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed], start: running}, fund: {scale: [empty, paid], start: empty}}
    gates: {second_part: {opens: plant.closed, lets_through: [pay]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      pay: {by: south, to: [north], brings: fund.paid}
    ```

    ## Cannot tell

    ```yaml
    title: For whom?
    parties: {north: {}, south: {}}
    obligations:
      stop_exercises: {by: south, kind: forbear, forbids: [large_exercise]}
    ```
    """
    if len(draft.parties) < 2:
        return
    answered = _answered(draft)
    served = _served(draft)
    for name, duty in draft.duties.items():
        debtor = _giver(draft, duty)
        if debtor is None or name in answered or name in served or _in_exchange(draft, name, debtor):
            continue
        because = [
            Reason(f"`{step}` only makes it possible", draft.duties[step].span)
            for step, aim in served.items()
            if aim == name
        ]
        yield from _ask_answer(draft, name, duty, debtor, tuple(because))
    for name, initiative in (draft.process.initiatives or {}).items():
        yield from _ask_initiative(draft, name, initiative)


def _giver(draft: Draft, duty: Obligation) -> str | None:
    """The one principal that owes a duty; None where nobody, everybody or a third party does."""
    if not isinstance(duty.by, Who) or duty.by.quantifier is not Quantifier.PLAIN:
        return None
    return draft.principal_of(duty.by.path)


def _is_third(draft: Draft, duty: Obligation) -> bool:
    """Whether somebody owes a duty who belongs to no principal."""
    if not isinstance(duty.by, Who) or draft.is_group(duty.by.path):
        return False
    return duty.by.quantifier is Quantifier.PLAIN and draft.principal_of(duty.by.path) is None


def _answered(draft: Draft) -> set[str]:
    """The duties tied to another one, on either side of the tie."""
    tied: set[str] = set()
    reached: dict[int, set[str]] = {}
    for name, duty in draft.duties.items():
        others = {*(duty.in_return_for or ()), *(duty.same_day or ())}
        if duty.in_step_with is not None and duty.in_step_with.duty:
            others.add(duty.in_step_with.duty)
        facts = (*facts_of(duty.after), *facts_of(duty.before), *facts_of(duty.while_))
        others |= {fact.thing.split(".", 1)[0] for fact in facts if isinstance(fact, Fact | Kept)}
        for tie in draft.waiting.ties[draft.waiting.node("duty", name)]:
            if tie.to not in reached:
                reached[tie.to] = set(_behind(draft, tie.to))
            others |= reached[tie.to]
        answering = [other for other in others if other in draft.duties and _differ(draft, duty, draft.duties[other])]
        if answering or others & (draft.process.initiatives or {}).keys():
            tied.update((name, *answering))
    return tied


def _behind(draft: Draft, start: int) -> Iterator[str]:
    """The duties that a node stands for or hangs on; a gate, a day and a third party pass on what they wait for."""
    seen, found = {start}, [start]
    for index in found:
        name = draft.waiting.duties.get(index)
        if name is not None:
            yield name
            if not _is_third(draft, draft.duties[name]):
                continue
        for tie in draft.waiting.ties[index]:
            if tie.to not in seen:
                seen.add(tie.to)
                found.append(tie.to)


def _served(draft: Draft) -> dict[str, str]:
    """The duties that only make another of the same debtor possible, each with that other."""
    brought = {str(duty.brings): name for name, duty in draft.duties.items() if duty.brings is not None}
    served: dict[str, str] = {}
    for name, duty in draft.duties.items():
        regime = duty.verified if isinstance(duty.verified, Verification) else None
        steps = [need.thing if need.thing in draft.duties else brought.get(str(need)) for need in duty.needs or ()]
        if regime is not None and isinstance(regime.baseline, Baseline):
            steps.append(regime.baseline.declared_by)
        for step in steps:
            if step in draft.duties and step != name and not _differ(draft, duty, draft.duties[step]):
                served.setdefault(step, name)
    return served


def _differ(draft: Draft, one: Obligation, other: Obligation) -> bool:
    return _giver(draft, one) != _giver(draft, other)


def _in_exchange(draft: Draft, name: str, debtor: str) -> bool:
    """Whether the duty is part of a tabled package in which another principal owes something too."""
    package = draft.package
    if package is None or (name not in (package.obligations or {}) and name != f"{package.name}.lifts"):
        return False
    tabled = [*(package.obligations or {}), *([f"{package.name}.lifts"] if package.lifts else [])]
    givers = {_giver(draft, draft.duties[other]) for other in tabled if other in draft.duties}
    return bool(givers - {debtor, None})


def _ask_answer(
    draft: Draft, name: str, duty: Obligation, debtor: str, because: tuple[Reason, ...]
) -> Iterator[Answer]:
    values = {"duty": name}
    if "in_return_for" in duty.unsaid:
        ask = f"say what answers {name}"
        values |= {"what": f"what it is given for is {duty.unsaid['in_return_for']}", "ask": ask}
        missing = (MissingFact(f"{name}.in_return_for", ask),)
        yield Answer("unknown", duty.value_span("in_return_for"), name, missing=missing, values=values)
        return
    if duty.to is None and duty.worth is None:
        ask = f"say to whom {name} is owed"
        values |= {"what": "it does not say to whom it is owed", "ask": ask}
        yield Answer("unknown", duty.span, name, missing=(MissingFact(f"{name}.to", ask),), values=values)
        return
    gaining = [actor for actor in draft.parties if actor != debtor and _gains(draft, duty, actor)]
    if gaining:
        whom = " and ".join(f"`{actor}`" for actor in gaining) if len(gaining) == 1 else "the other parties"
        fix = change("say that what answers it is not known yet", duty, "in_return_for", "unknown")
        yield Answer("duty", duty.span, name, because, fix, values={**values, "whom": whom})


def _gains(draft: Draft, duty: Obligation, actor: str) -> bool:
    if any(draft.principal_of(to) == actor or to in ("parties", "principals") for to in duty.to or ()):
        return True
    return any(
        draft.principal_of(whom) == actor and not _is_nothing(worth) for whom, worth in (duty.worth or {}).items()
    )


def _is_nothing(worth: Estimate) -> bool:
    return worth.value in (Word.NONE, Word.NEVER)


def _ask_initiative(draft: Draft, name: str, initiative: Initiative) -> Iterator[Answer]:
    if initiative.answered_by or initiative.reviewed is not None:
        return
    values = {"duty": name}
    unsaid = next((key for key in ("answered_by", "reviewed") if key in initiative.unsaid), None)
    if unsaid is not None:
        ask = f"say what answered {name}, or when it is looked at again"
        values |= {"what": f"`{unsaid}` is {initiative.unsaid[unsaid]}", "ask": ask}
        missing = (MissingFact(f"{name}.{unsaid}", ask),)
        yield Answer("unknown", initiative.value_span(unsaid), name, missing=missing, values=values)
        return
    day = add(draft.now, _MONTHS, TimeUnit.MONTH)
    fix = add_key(f"look at it again on {day}, or on a day of yours", initiative, "reviewed", str(day))
    yield Answer("initiative", initiative.span, name, fixes=fix, values=values)
