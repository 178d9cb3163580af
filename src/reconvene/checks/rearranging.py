"""Ways to rearrange an exchange: one waits for the other, both on one day, a keeper between them, or part by part.

Each is a change of some duties, as values to compute with and as edits of the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import entry_edit, new_name
from reconvene.deal.exposure import Exchange, exchange_of
from reconvene.document.expressions import Bound, Duration, Fact, Percent, TimeUnit
from reconvene.document.kinds import AnyCondition, Condition
from reconvene.document.obligation import Escrow, InStep, Obligation
from reconvene.text.edit import insert_key, remove_entry, replace_value
from reconvene.text.finding import Edit, Fix
from reconvene.text.yaml import Mapping as Tree
from reconvene.timing.compiler import compile_plan
from reconvene.timing.windows import Windows

_KEEPERS = ("depositary", "guarantor", "mediator", "convenor")
"""Whom a fix proposes as keeper, if the file has one, in this order."""
_ONE_DAY = Duration(Decimal(1), Decimal(1), TimeUnit.DAY)

Slots = Mapping[str, tuple[Any, str]]
"""By slot, its new value and how it is written; a slot written as nothing is taken out."""


@dataclass(frozen=True)
class Rearrangement:
    """A change of some duties: what it is called, and by duty the slots that it sets. `keeper` holds what is kept."""

    kind: str
    title: str
    changes: dict[str, dict[str, tuple[Any, str]]]
    keeper: str = ""

    def joined(self, other: Rearrangement) -> Rearrangement | None:
        """Both changes as one; None where they set the same slot."""
        changes = {name: dict(slots) for name, slots in self.changes.items()}
        for name, slots in other.changes.items():
            if changes.get(name, {}).keys() & slots.keys():
                return None
            changes.setdefault(name, {}).update(slots)
        title = f"{self.title}, and {other.title}"
        return Rearrangement(f"{self.kind} and {other.kind}", title, changes, self.keeper or other.keeper)

    def applied(self, duties: Mapping[str, Obligation]) -> dict[str, Obligation]:
        """The duties as they would then be."""
        return {
            name: duty.changed(**{slot: value for slot, (value, _) in self.changes.get(name, {}).items()})
            for name, duty in duties.items()
        }

    def exchange(self, draft: Draft) -> Exchange | None:
        """The exchange as it would then be."""
        process = draft.process.changed(obligations=self.applied(draft.duties))
        plan = compile_plan(process, draft.names, draft.now, draft.package)
        duties = {name: (process.obligations or {})[name] for name in draft.exchanged}
        return exchange_of(process, draft.now, duties, lambda: plan, lambda: Windows(plan))

    def fix(self, draft: Draft) -> Fix | None:
        """The same as edits of the file; None where a duty has no place in it that could be changed."""
        edits: list[Edit] = []
        for name, slots in self.changes.items():
            made = _edits(draft.duties[name], slots)
            if made is None:
                return None
            edits += made
        if self.keeper and draft.names.find(self.keeper) is None:
            actor = entry_edit(draft, "actors", self.keeper, "{kind: depositary}")
            if actor is None:
                return None
            edits.append(actor)
        return Fix(self.title, tuple(edits))


def _edits(duty: Obligation, slots: Slots) -> list[Edit] | None:
    node = duty.node
    if not isinstance(node, Tree) or node.changed_in is not None or node.span.source is None:
        return None
    added = [(slot, text) for slot, (_, text) in slots.items() if text and node.entry(slot) is None]
    edits: list[Edit] = []
    for slot, (_, text) in slots.items():
        entry = node.entry(slot)
        if entry is None:
            continue
        if text:
            edits.append(replace_value(entry.value, text))
        elif added and (node.flow or entry.key.span.source.position(entry.key.span.start)):
            new, words = added.pop(0)
            source = entry.key.span.source
            edits.append(Edit(source.span(entry.key.span.start, entry.value.span.end), f"{new}: {words}"))
        else:
            edits.append(remove_entry(node, slot))
    edits += [insert_key(node, node.span.source, slot, text, None) for slot, text in added]
    return edits


# The four ways


def one_waits(draft: Draft, first: str, second: str) -> Iterator[Rearrangement]:
    """The second waits until the first is seen to be done; the first waits for the second no longer."""
    changes = _freed(draft, first, second)
    if changes is None or "after" in draft.duties[second].unsaid:
        return
    fact = Fact(first, _seen(draft.duties[first]))
    held = draft.duties[second].after
    if held is None:
        changes.setdefault(second, {})["after"] = (fact, str(fact))
    else:
        whole = _leaves(held)
        if whole is None:
            return
        changes.setdefault(second, {})["after"] = _all_of([*whole, fact])
    yield Rearrangement("order", f"let `{second}` wait until `{first}` is {fact.state}", changes)


def both_at_once(draft: Draft, one: str, other: str) -> Iterator[Rearrangement]:
    """Both are done on the same day, and neither waits for the other."""
    changes = _freed(draft, one, other)
    back = _freed(draft, other, one)
    if changes is None or back is None or draft.duties[one].same_day:
        return
    for name, slots in back.items():
        changes.setdefault(name, {}).update(slots)
    changes.setdefault(one, {})["same_day"] = ((other,), f"[{other}]")
    if draft.duties[one].tolerance is not None:
        changes[one]["tolerance"] = (_ONE_DAY, str(_ONE_DAY))
    yield Rearrangement("simultaneity", f"do `{one}` and `{other}` on the same day", changes)


def kept_between(draft: Draft, kept: str, other: str) -> Iterator[Rearrangement]:
    """A keeper holds the one until the other is seen to be done; the other waits until it lies there."""
    duty = draft.duties[kept]
    changes = _freed(draft, kept, other)
    if changes is None or duty.escrow is not None or duty.parts or "after" in draft.duties[other].unsaid:
        return
    fact, laid = Fact(other, _seen(draft.duties[other])), Fact(kept, "performed")
    held = draft.duties[other].after
    if held is not None:
        leaves = _leaves(held)
        if leaves is None:
            return
        rest = [each for each in leaves if not _is_of(each, duty)]
        changes.setdefault(other, {})["after"] = _all_of([*rest, laid])
    else:
        changes.setdefault(other, {})["after"] = (laid, str(laid))
    keeper = keeper_of(draft, kept, other)
    escrow = Escrow(keeper=keeper, released_upon=fact)
    changes.setdefault(kept, {})["escrow"] = (escrow, f"{{keeper: {keeper}, released_upon: {fact}}}")
    title = f"let `{keeper}` keep what `{kept}` gives until `{other}` is {fact.state}"
    yield Rearrangement("escrow", title, changes, keeper)


def by_turns(draft: Draft, first: str, second: str, count: int) -> Iterator[Rearrangement]:
    """Both are done in so many equal parts, by turns, the first beginning; each part waits for the one before it."""
    changes = _parted(draft, first, second, count)
    if changes is None:
        return
    ahead = Decimal(-(-100 // count))
    lead = Percent(ahead, ahead, Bound.EXACT)
    changes[first]["in_step_with"] = (InStep(duty=second, lead=lead), f"{{duty: {second}, lead: {lead}}}")
    changes[second]["in_step_with"] = (InStep(duty=first), f"{{duty: {first}}}")
    title = f"do `{first}` and `{second}` in {count} equal parts each, by turns"
    yield Rearrangement("parts", title, changes)


def parts_at_once(draft: Draft, one: str, other: str, count: int) -> Iterator[Rearrangement]:
    """Both are done in so many equal parts, part by part on the same day."""
    changes = _parted(draft, one, other, count)
    if changes is None or draft.duties[one].same_day:
        return
    changes[one]["in_step_with"] = (InStep(duty=other, lead=(lead := _share(count))), _step(other, lead))
    changes[other]["in_step_with"] = (InStep(duty=one, lead=lead), _step(one, lead))
    changes[one]["same_day"] = ((other,), f"[{other}]")
    title = f"do `{one}` and `{other}` in {count} equal parts each, each part on the same day as its answer"
    yield Rearrangement("parts at once", title, changes)


def _share(count: int) -> Percent:
    ahead = Decimal(-(-100 // count))
    return Percent(ahead, ahead, Bound.EXACT)


def _step(duty: str, lead: Percent) -> str:
    return f"{{duty: {duty}, lead: {lead}}}"


def _parted(draft: Draft, one: str, other: str, count: int) -> dict[str, dict[str, tuple[Any, str]]] | None:
    """Both duties in parts, neither waiting for the whole of the other; None where they are in parts already."""
    changes = _freed(draft, one, other)
    back = _freed(draft, other, one)
    duties = (draft.duties[one], draft.duties[other])
    if changes is None or back is None or any(duty.parts or duty.in_step_with or duty.escrow for duty in duties):
        return None
    names = tuple(f"part_{number + 1}" for number in range(count))
    for name, slots in back.items():
        changes.setdefault(name, {}).update(slots)
    for name in (one, other):
        changes.setdefault(name, {})["parts"] = (names, f"[{', '.join(names)}]")
    return changes


def keeper_of(draft: Draft, *duties: str) -> str:
    """A third party that could keep something between two sides; a name for one to be found if the file has none."""
    sides = {side for name in duties for side in (*draft.debtors(draft.duties[name]), *(draft.duties[name].to or ()))}
    principals = {draft.principal_of(side) for side in sides}
    for kind in _KEEPERS:
        for name, actor in (draft.process.actors or {}).items():
            fits = actor.kind == kind or kind in (actor.roles or ())
            if fits and name not in sides and draft.principal_of(name) not in principals - {None}:
                return name
    return new_name(draft, "keeper")


def _seen(duty: Obligation) -> str:
    return "performed" if duty.verified is None or duty.verified == "none" else "verified"


def _freed(draft: Draft, name: str, other: str) -> dict[str, dict[str, tuple[Any, str]]] | None:
    """The change that lets a duty wait for another no longer; None where that is not written plainly."""
    duty = draft.duties[name]
    if duty.after is None:
        return {}
    leaves = _leaves(duty.after)
    if leaves is None:
        return None if _mentions(duty.after, draft.duties[other]) else {}
    rest = [each for each in leaves if not _is_of(each, draft.duties[other])]
    if len(rest) == len(leaves):
        return {}
    return {name: {"after": _all_of(rest)}}


def _leaves(condition: AnyCondition) -> list[Fact] | None:
    """The facts that must all hold; None where the condition is anything else."""
    if isinstance(condition, Fact):
        return [condition]
    if isinstance(condition, Condition) and condition.all and all(isinstance(each, Fact) for each in condition.all):
        return list(condition.all)
    return None


def _mentions(condition: AnyCondition, duty: Obligation) -> bool:
    return duty.name in str(getattr(getattr(condition, "node", None), "span", condition))


def _is_of(fact: Fact, duty: Obligation) -> bool:
    return fact.thing == duty.name or (duty.brings is not None and str(fact) == str(duty.brings))


def _all_of(facts: list[Fact]) -> tuple[Any, str]:
    if not facts:
        return None, ""
    if len(facts) == 1:
        return facts[0], str(facts[0])
    return Condition(all=tuple(facts)), f"{{all: [{', '.join(map(str, facts))}]}}"
