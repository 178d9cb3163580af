"""What hangs on a single duty."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.shelf import Answer, check
from reconvene.checks.waiting import Tie
from reconvene.checks.weighing import weight_of
from reconvene.document.expressions import Percent
from reconvene.document.obligation import Obligation
from reconvene.document.shape import Record
from reconvene.estimate.weight import ORDINALS, Weight, share, total
from reconvene.text.edit import replace_value
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping, Node, Scalar, Sequence

_EQUAL = Weight(1.0, 1.0)
_UNSAID = Weight(ORDINALS["small"].low, ORDINALS["large"].high)
_MANY = 5
_FEWEST = 10


@check(
    "S08",
    Severity.WARNING,
    """Northern Ireland, 1998-2007: the institutions stood or fell with the putting of arms beyond use. The Assembly was
    suspended over it on 11 February 2000, and from 14 October 2002 to 8 May 2007 there was no devolved government (BBC,
    11 February 2000; theyworkforyou.com).""",
    fails=(
        "If `{duty}` is missed, {part} of {whole} cannot begin: {others} for it; the limit is {limit}.",
        "let the others go on if a body excuses `{duty}`, or give them a second way in with `any`",
    ),
    weights=(
        "How much hangs on `{duty}` cannot be told: {others} for it, and some do not say their worth.",
        "say what they are worth, in words such as small, medium, large",
    ),
)
def hostage_to_one_item(draft: Draft) -> Iterator[Answer]:
    """So much waits for one duty that its miss would stop the process.

    A process in which everything waits for one thing is hostage to whoever owes it, and to every accident that can
    befall it. The check takes each duty, supposes that it never comes, and adds up what the duties are worth that
    could then never begin: directly, or because they wait for others that do, through gates, phases, days and the
    states of things. *Any of* several ways in keeps a duty free.

    It warns where more than half of the weight hangs on one duty, a choice of ours; `thresholds: {hostage_share: ...}`
    changes it. A duty that does not say what it is worth may be anything from *small* to *large*. If none says, each
    counts as one, and the check speaks only from ten duties on: in a short exchange of equal steps, something has to
    come first. In a chain only the first link is named: whatever
    hangs on a later one hangs on it too. Duties that wait for each other in a circle are left to
    `precondition-deadlock`.

    ## Fails

    ```yaml
    title: Everything after the transfer
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [running, sealed]}}
    obligations:
      release_funds:
        by: south
        to: [north]
        kind: pay
        amount: {total: 25 million usd, bound: exact}
        worth: {north: small}
      close_plant: {by: north, to: [south], brings: plant.closed, after: release_funds.verified, worth: {south: large}}
      seal_reactor: {by: north, to: [south], brings: reactor.sealed, after: close_plant.verified, worth: {south: large}}
    ```

    ## Passes

    ```yaml
    title: Two ways in
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [running, sealed]}}
    obligations:
      release_funds:
        by: south
        to: [north]
        kind: pay
        amount: {total: 25 million usd, bound: exact}
        worth: {north: small}
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        after: {any: [release_funds.verified, release_funds.excused]}
        worth: {south: large}
      seal_reactor: {by: north, to: [south], brings: reactor.sealed, after: close_plant.verified, worth: {south: large}}
    ```

    ## Cannot tell

    ```yaml
    title: What is it worth?
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, reactor: {scale: [running, sealed]}}
    obligations:
      release_funds: {by: south, to: [north], kind: pay, amount: {total: 25 million usd, bound: exact}}
      close_plant: {by: north, to: [south], brings: plant.closed, after: release_funds.verified, worth: {south: large}}
      seal_reactor: {by: north, to: [south], brings: reactor.sealed, after: close_plant.verified}
    ```
    """
    weights = {name: weight_of(duty) for name, duty in draft.duties.items()}
    silent = [name for name, weight in weights.items() if not weight.known]
    counted = len(silent) == len(weights)
    weights |= dict.fromkeys(silent, _EQUAL if counted else _UNSAID)
    whole = total(weights.values())
    if counted and len(weights) < _FEWEST:
        return
    limit = _limit(draft)
    for name, blocked in _hostages(draft):
        low, high = _part(weights, whole, blocked)
        values = {
            "duty": name,
            "others": "another duty waits" if len(blocked) == 1 else f"{len(blocked)} others wait",
            "limit": f"{limit:.0%}",
        }
        if low > limit:
            shown = f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%} to {high:.0%}"
            values |= {"part": shown, "whole": "the duties" if counted else "the weight of all that is promised"}
            fixes = _excuse(draft, name, lambda others: _part(weights, whole, others)[0] > limit)
            yield Answer("fails", draft.duties[name].span, name, _reasons(draft, blocked), fixes, values=values)
        elif high > limit and silent:
            missing = tuple(MissingFact(f"{other}.worth", f"say what {other} is worth") for other in silent)
            yield Answer("weights", draft.duties[name].span, name, missing=missing, values=values)


def _part(weights: dict[str, Weight], whole: Weight, blocked: set[str]) -> tuple[float, float]:
    """The least and the greatest share of the whole that some duties carry."""
    part = total(weights[other] for other in blocked)
    return share([part], [Weight(whole.low - part.low, whole.high - part.high)])


def _limit(draft: Draft) -> float:
    wanted = draft.process.thresholds.hostage_share if draft.process.thresholds else None
    return float(wanted.high) / 100 if isinstance(wanted, Percent) else 0.5


def _hostages(draft: Draft) -> Iterator[tuple[str, set[str]]]:
    """Each duty that no other single duty can stop, with the duties that could not begin without it."""
    waiting = draft.waiting
    order = waiting.in_order()
    possible = set(order)
    stopped: set[int] = set()
    for index in order:
        name = waiting.duties.get(index)
        if name is None or index in stopped:
            continue
        blocked = waiting.blocked_by(index, possible)
        stopped |= blocked
        others = {waiting.duties[other] for other in blocked if other in waiting.duties}
        if others:
            yield name, others


def _reasons(draft: Draft, blocked: set[str]) -> tuple[Reason, ...]:
    duties = [duty for name, duty in draft.duties.items() if name in blocked]
    shown = tuple(Reason(f"`{duty.name}` could not begin", duty.span) for duty in duties[:_MANY])
    rest = len(duties) - len(shown)
    return (*shown, Reason(f"nor could {rest} more")) if rest else shown


def _excuse(draft: Draft, name: str, is_too_much: Callable[[set[str]], bool]) -> tuple[Fix, ...]:
    """The fix that lets whatever waits for a duty go on once a body excuses it; none where too much still waits."""
    duty = draft.duties[name]
    process = draft.process
    records: list[tuple[Record, str]] = [(other, "after") for other in draft.duties.values()]
    records += [(record, "opens") for record in (*(process.gates or {}).values(), *(process.phases or {}).values())]
    records += [(day, "when") for day in (process.days or {}).values()]
    edited = {(id(record), key): list(_open(record, key, duty)) for record, key in records}
    edits = [edit for each in edited.values() for edit in each]
    waiting = draft.waiting
    excused = {waiting.keys.get(("duty", name)), waiting.keys.get(("item", str(duty.brings)))}

    def is_excused(tie: Tie) -> bool:
        return tie.to in excused and bool(edited.get((id(tie.record), tie.key)))

    blocked = waiting.blocked_by(waiting.node("duty", name), set(waiting.in_order()), is_excused)
    if not edits or is_too_much({waiting.duties[index] for index in blocked if index in waiting.duties}):
        return ()
    return (Fix(f"let what waits for `{name}` go on if a body excuses it", tuple(edits)),)


def _open(record: Record, key: str, duty: Obligation) -> Iterator[Edit]:
    entry = record.node.entry(key) if isinstance(record.node, Mapping) else None
    if entry is None or entry.value.span.source is not entry.key.span.source:
        return
    for scalar in _scalars(entry.value):
        thing, _, state = scalar.text.partition(".")
        if scalar.text == str(duty.brings) or (thing == duty.name and state and state != "excused"):
            yield replace_value(scalar, f"{{any: [{scalar.text}, {duty.name}.excused]}}")


def _scalars(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence():
            for item in node.items:
                yield from _scalars(item)
        case Mapping():
            for entry in node.entries:
                yield from _scalars(entry.value)
