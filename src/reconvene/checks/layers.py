"""What lies under a measure that is lifted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.recognition import limit_of
from reconvene.checks.remedy import named
from reconvene.checks.shelf import Answer, check
from reconvene.deal.facts import missing as ask_for
from reconvene.deal.layering import LayerView, Stack, stacks
from reconvene.deal.pressed import Pressed
from reconvene.deal.recognition import makes_normal, pressed_by, recognitions, would_make_normal
from reconvene.deal.relief import measures_of
from reconvene.document.shape import Record
from reconvene.text.edit import insert_key
from reconvene.text.finding import Fix, Reason, Severity
from reconvene.text.yaml import Mapping

UNSTATED = "unstated"


@check(
    "K05",
    Severity.WARNING,
    """Security Council resolution 2397 of 22 December 2017, paragraph 5, caps refined oil at 500,000 barrels a year,
    where resolution 2375 of 11 September 2017 had capped it at 2,000,000: to lift the later one alone brings the
    earlier one back, and no free trade.""",
    revives=(
        "Lifting what `{where}` lifts leaves {things} under measures that lie beneath: {under}.",
        "lift those as well, or say to everybody what stays in force",
    ),
    unknown=(
        (
            "Whether lifting what `{where}` lifts frees `{thing}` cannot be told: how much `{under}`, which lies "
            "beneath, leaves is {word}."
        ),
        "say under `to:` how much {under} leaves",
    ),
)
def layer_reversion(draft: Draft) -> Iterator[Answer]:
    """A later measure is lifted, and an earlier one on the same thing comes back into its own.

    Measures are laid over each other: the tightest in force decides, and lifting it gives back no more than the next
    one down allows. Who was promised that a ban falls, and finds the older cap in its place, feels cheated.

    The check takes each duty or list that lifts something, looks at every flow and every ban that a lifted measure
    decides on, and names the measures that go on to press there once all that the same package lifts is gone. It warns
    once for each duty or list.

    ## Fails

    ```yaml
    title: The cap under the ban
    parties: {north: {}, south: {}}
    flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
    measures:
      coal_cap: {imposed_by: south, imposed_on: north, limits: coal, to: 40 usd a year}
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend}, lifted_by: south}
    ```

    ## Passes

    ```yaml
    title: The ban and the cap
    parties: {north: {}, south: {}}
    flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
    measures:
      coal_cap: {imposed_by: south, imposed_on: north, limits: coal, to: 40 usd a year}
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend, coal_cap: suspend}, lifted_by: south}
    ```

    ## Cannot tell

    ```yaml
    title: Some cap under the ban
    parties: {north: {}, south: {}}
    flows: {coal: {of: north, dimension: revenue, before: 90 usd a year}}
    measures:
      coal_cap: {imposed_by: south, imposed_on: north, limits: coal, to: unstated}
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend}, lifted_by: south}
    ```
    """
    relief = draft.tabled.relief
    if not relief.modes:
        return
    pressed = pressed_by(draft.tabled)
    lifted = relief.measures.intersection(pressed.pressing)
    under = [stack for stack in stacks(pressed, lifted) if _goes_on(stack) and _is_layered(pressed, stack)]
    for where, record, lifts in _lists(draft):
        mine = {measure for thing in lifts for measure in measures_of(draft.process, thing)}
        touched = [stack for stack in under if any(layer.binds and layer.measure in mine for layer in stack.layers)]
        certain = [stack for stack in touched if any(layer.level != UNSTATED for layer in _beneath(stack))]
        if certain:
            yield _revives(draft, where, record, certain)
        for stack in touched:
            if stack not in certain:
                yield from _ask(draft, where, record, stack)


def _lists(draft: Draft) -> Iterator[tuple[str, Record, dict[str, str]]]:
    """Where something is lifted: the duties that do so, and the list of the package."""
    package = draft.package
    for name, duty in draft.tabled.duties.items():
        if duty.lifts:
            record = package if package is not None and name == f"{package.name}.lifts" else duty
            yield (package.name if record is package and package is not None else name), record, duty.lifts


def _is_layered(pressed: Pressed, stack: Stack) -> bool:
    """Whether the measures lie over each other: on a flow they do, elsewhere only where one says what it tightens."""
    if stack.pressure is not None or any(name in pressed.flows for name in stack.name.split(" and ")):
        return True
    reviving = set(stack.reviving)
    return any(reviving & set(pressed.measures[layer.measure].tightens or ()) for layer in stack.layers if layer.lifted)


def _goes_on(stack: Stack) -> bool:
    """Whether something still presses there, or may, for another reason than before."""
    return bool(stack.reviving) and (stack.kept is None or stack.kept.high > 0)


def _beneath(stack: Stack) -> Iterator[LayerView]:
    return (layer for layer in stack.layers if layer.revives)


def _revives(draft: Draft, where: str, record: Record, certain: Iterable[Stack]) -> Answer:
    found = list(certain)
    layers = {layer.measure: layer for stack in found for layer in _beneath(stack)}
    because = tuple(
        Reason(f"`{stack.name}`: {', '.join(_said(layer) for layer in _beneath(stack))}", record.value_span("lifts"))
        for stack in found
    )
    values = {
        "where": where,
        "things": named([stack.name for stack in found], "things"),
        "under": named(list(layers), "in all"),
    }
    fixes = () if _gives_too_much(draft, layers) else _lift_too(record, layers)
    return Answer("revives", record.value_span("lifts"), where, because, fixes, values=values)


def _gives_too_much(draft: Draft, layers: Collection[str]) -> bool:
    """Whether to lift those as well would make it normal that somebody keeps what the pressure is for."""
    limit = limit_of(draft)
    return any(
        would_make_normal(draft.tabled, shown, layers, limit) and makes_normal(shown, limit) is not True
        for shown in recognitions(draft.tabled)
    )


def _said(layer: LayerView) -> str:
    since = f" since {layer.since}" if layer.since else ""
    leaves = "bans it" if layer.level == "none" else f"leaves {layer.level}"
    return f"`{layer.measure}`{since} {leaves}"


def _lift_too(record: Record, layers: Iterable[str]) -> tuple[Fix, ...]:
    """The same list with what lies beneath in it, lifted in the way of its first entry."""
    node = record.node.entry("lifts") if isinstance(record.node, Mapping) else None
    if node is None or not isinstance(node.value, Mapping) or not node.value.entries:
        return ()
    mode = node.value.entries[0].value.span.text
    edits = tuple(insert_key(node.value, node.value.span.source, name, mode, None) for name in layers)
    return (Fix("lift what lies beneath as well", edits),)


def _ask(draft: Draft, where: str, record: Record, stack: Stack) -> Iterator[Answer]:
    for layer in _beneath(stack):
        measure = (draft.process.measures or {})[layer.measure]
        word = measure.unsaid.get("to", "not written")
        missing = (ask_for(f"{layer.measure}.to"),)
        values = {"where": where, "thing": stack.name, "under": layer.measure, "word": word}
        yield Answer("unknown", record.value_span("lifts"), f"{where}.{layer.measure}", missing=missing, values=values)
