"""What a reader of a part of the text can tell of the part that is sealed."""

from __future__ import annotations

import re
from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import consequence, named
from reconvene.checks.shelf import Answer, check
from reconvene.document.disclosure import Unbounded, hides, unbounded
from reconvene.document.expressions import OnDate
from reconvene.document.obligation import Obligation
from reconvene.process.visibility import Readers
from reconvene.text.edit import insert_key, replace_value
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Scalar


@check(
    "I01",
    Severity.ERROR,
    """Agreed Framework, 21 October 1994: by the public text the DPRK came into full safeguards compliance when "a
    significant portion" of the reactors was complete. What that was is said to have stood in a confidential minute, and
    no public date bounded it.""",
    leak=(
        (
            "`{thing}` may be seen by {reader}, and its time hangs on {sealed}, which may not; no outer bound stands "
            "in the open."
        ),
        (
            "add an outer bound to `within`, such as `no later than 2030-12-31`, on which whoever may not see {sealed} "
            "can rely"
        ),
    ),
    unknown=(
        (
            "Whether `{thing}` has an outer bound in the open cannot be told: its time hangs on {sealed}, which "
            "{reader} may not see, and `within` is {word}."
        ),
        "say under `within` by when {thing} is done at the latest",
    ),
)
def leak(draft: Draft) -> Iterator[Answer]:
    """A part of the text that some may see hangs on one that they may not, and no bound in the open stands for it.

    Whoever reads the open part sees that it waits for something. Either its time is computed from what is sealed, and
    each answer gives a little of that away; or it is not computed, and the reader does not know by when anything is
    owed. A day in the open by which it holds in any case is true for everybody, and tells nothing.

    The check takes everything that is `visible_to` some alone, and whatever waits for it or is dated from it and may be
    seen by others. What a reader who may not see a thing is shown keeps only the outer bounds that stand in the open;
    where there is none, it is an error.

    ## Fails

    ```yaml
    title: After what nobody may know
    parties: {north: {}, south: {}}
    final_date: 2031-12-31
    items: {plant: {scale: [running, closed]}, letter: {scale: [written, handed_over]}}
    obligations:
      hand_over_letter: {by: south, to: [north], brings: letter.handed_over, visible_to: [north, south]}
      close_plant: {by: north, to: [south], brings: plant.closed, after: hand_over_letter.verified, within: 30 days}
    ```

    ## Passes

    ```yaml
    title: After what nobody may know, and by the summer in any case
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, letter: {scale: [written, handed_over]}}
    obligations:
      hand_over_letter: {by: south, to: [north], brings: letter.handed_over, visible_to: [north, south]}
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        after: hand_over_letter.verified
        within: 30 days and no later than 2030-06-30
    ```

    ## Cannot tell

    ```yaml
    title: After what nobody may know, some day
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}, letter: {scale: [written, handed_over]}}
    obligations:
      hand_over_letter: {by: south, to: [north], brings: letter.handed_over, visible_to: [north, south]}
      close_plant: {by: north, to: [south], brings: plant.closed, after: hand_over_letter.verified, within: unknown}
    ```
    """
    if draft.package is not None or not _is_limited(draft) or not hides(draft.document):
        return
    told: set[int] = set()
    for reader in _readers(draft):
        may_read = Readers(draft.process, reader).may_read
        for found in unbounded(draft.document, may_read):
            if id(found.node) not in told:
                told.add(id(found.node))
                yield _tell(draft, found, f"`{reader}`" if isinstance(reader, str) else "everybody")


def _is_limited(draft: Draft) -> bool:
    """Whether anything with a name is for some alone: a large file without that is not searched to its depths."""
    packages = (draft.process.packages or {}).values()
    sections = [value for record in (draft.process, *packages) for value in vars(record).values()]
    named = (thing for section in sections if isinstance(section, dict) for thing in section.values())
    return any(getattr(thing, "visible_to", None) is not None for thing in named)


def _readers(draft: Draft) -> Iterator[str | tuple[str, ...]]:
    """Nobody in particular, then each who is named anywhere."""
    yield ()
    yield from (draft.process.parties or {})
    yield from (draft.process.actors or {})


def _tell(draft: Draft, found: Unbounded, reader: str) -> Answer:
    sealed = named(found.sealed, "things")
    values = {"thing": found.name, "reader": reader, "sealed": sealed}
    within = found.node.entry("within")
    said = within.value.text if within is not None and isinstance(within.value, Scalar) else ""
    if said in ("unknown", "unstated"):
        missing = (MissingFact(f"{found.name}.within", f"say by when {found.name} is done at the latest"),)
        assert within is not None
        return Answer("unknown", within.value.span, found.name, missing=missing, values={**values, "word": said})
    because = tuple(
        Reason(f"`{key}` names {sealed}", entry.value.span)
        for key in found.keys
        if (entry := found.node.entry(key)) is not None
    )
    fixes = (*_bound(draft, found, said), *_seal(draft, found))
    return Answer("leak", found.key.span, found.name, because, fixes, values=values)


def _bound(draft: Draft, found: Unbounded, said: str) -> tuple[Fix, ...]:
    """The limit with the final date as its outer bound: the one day in the open on which all of it must be done."""
    final = draft.process.final_date
    if final is None or not isinstance(final.at, OnDate):
        return ()
    bound = f"no later than {final.at.day}"
    within = found.node.entry("within")
    edit = (
        insert_key(found.node, found.node.span.source, "within", bound, None)
        if within is None
        else replace_value(within.value, f"{said} and {bound}")
    )
    title = f"let it be done by the final date in any case, {final.at.day}"
    duty = draft.duties.get(found.name)
    if within is not None or duty is None or not _lacks_rule(duty):
        return (Fix(title, (edit,)),)
    then = consequence(draft)
    rule = insert_key(found.node, found.node.span.source, "if_missed", f"{{cure: 30 days, then: {then}}}", None)
    return (Fix(f"{title}; if that is missed, 30 days to put it right, then `{then}`", (edit, rule)),)


def _lacks_rule(duty: Obligation) -> bool:
    """Whether the first date of a duty would be one that nothing follows, as `deadline-without-consequence` tells."""
    silent = duty.if_missed is None and "if_missed" not in duty.unsaid and duty.kind != "negotiate"
    return silent and duty.due is None and not (duty.series_missed is not None and duty.series_missed.then)


def _seal(draft: Draft, found: Unbounded) -> tuple[Fix, ...]:
    """The same readers for what hangs on it, where nothing else in the open would hang on that in turn."""
    written = [
        duty.node.span.text for name, duty in draft.duties.items() if duty.node is not None and name != found.name
    ]
    named = re.compile(rf"(?<![\w.]){re.escape(found.name)}(?!\w)")
    if not found.readers or found.node.entry("visible_to") is not None or any(map(named.search, written)):
        return ()
    readers = f"[{', '.join(found.readers)}]"
    edit = insert_key(found.node, found.node.span.source, "visible_to", readers, None)
    return (Fix(f"let `{found.name}` be seen by those alone who may see what it hangs on", (edit,)),)
