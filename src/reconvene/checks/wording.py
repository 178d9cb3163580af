"""What the texts say, and whether they say the same."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.obligation import Wording
from reconvene.document.shape import attribute
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping

_COMPARED = (
    "by",
    "to",
    "brings",
    "forbids",
    "amount",
    "within",
    "from",
    "until",
    "after",
    "while",
    "judged_by",
    "verified",
)


@check(
    "O04",
    Severity.ERROR,
    """Leap Day, 29 February 2012: two statements side by side, one by each side, and no agreed text. A satellite
    launch was announced sixteen days later, on 16 March (38 North, 7 March 2019; The Diplomat, 2016).""",
    differs=(
        "The parallel texts of `{duty}` differ in `{key}`: `{first}` says {said}, `{second}` says {other}.",
        "agree on one wording, or let a third party declare what both have undertaken",
    ),
    unknown=(
        "Whether the parallel texts of `{duty}` agree cannot be told: {which}.",
        "say what each text says of {duty}",
    ),
)
def parallel_texts_diverge(draft: Draft) -> Iterator[Answer]:
    """One undertaking, several texts, and they do not say the same.

    Parallel statements let each side keep its own words. They also let each side keep its own obligation. The debtor's
    own text is the undertaking; the other's is an account of it. Where they differ in who, what, when or how long, the
    quarrel is written down already.

    The check compares the slots that the texts of a duty give. `unstated` is a value: one text that sets a condition
    and one that is silent do differ. A key that a text leaves out counts as unstated there.

    ## Fails

    ```yaml
    title: Two statements
    parties: {north: {}, south: {}}
    statements:
      north_text: {by: north, dated: 2030-02-28}
      south_text: {by: south, dated: 2030-02-28}
    obligations:
      moratorium:
        by: north
        kind: forbear
        forbids: [nuclear_test]
        form: parallel
        texts:
          north_text: {forbids: [nuclear_test]}
          south_text: {forbids: [nuclear_test, long_range_launch]}
    ```

    ## Passes

    ```yaml
    title: Two statements that agree
    parties: {north: {}, south: {}}
    statements:
      north_text: {by: north, dated: 2030-02-28}
      south_text: {by: south, dated: 2030-02-28}
    obligations:
      moratorium:
        by: north
        kind: forbear
        forbids: [nuclear_test]
        form: parallel
        texts:
          north_text: {forbids: [nuclear_test]}
          south_text: {forbids: [nuclear_test]}
    ```

    ## Cannot tell

    ```yaml
    title: Two statements nobody compared
    parties: {north: {}, south: {}}
    obligations:
      moratorium: {by: north, kind: forbear, forbids: [nuclear_test], form: parallel}
    ```
    """
    for name, duty in draft.duties.items():
        texts = list((duty.texts or {}).items())
        if duty.form == "parallel" and len(texts) < 2:
            missing = (MissingFact(f"{name}.texts", f"say what each text says of {name}"),)
            which = "the texts are not written here" if not texts else "only one text is written here"
            span = duty.value_span("form")
            yield Answer("unknown", span, name, missing=missing, values={"duty": name, "which": which})
        for (first, mine), (second, theirs) in pairwise(texts):
            yield from _compare(name, (first, mine), (second, theirs))


def _compare(duty: str, one: tuple[str, Wording], two: tuple[str, Wording]) -> Iterator[Answer]:
    (first, mine), (second, theirs) = one, two
    for key in _COMPARED:
        said, other = _said(mine, key), _said(theirs, key)
        if {said, other} <= {None, "unstated"}:
            continue
        if "unknown" in (said, other):
            at = mine if said == "unknown" else theirs
            which = f"what `{first if at is mine else second}` says of `{key}` is unknown"
            missing = (MissingFact(f"{duty}.texts.{at.name}.{key}", f"say what {at.name} says of {key} in {duty}"),)
            yield Answer("unknown", at.value_span(key), duty, missing=missing, values={"duty": duty, "which": which})
        elif said != other:
            yield _divergence(duty, key, one, two)


def _divergence(duty: str, key: str, one: tuple[str, Wording], two: tuple[str, Wording]) -> Answer:
    (first, mine), (second, theirs) = one, two
    said, other = _said(mine, key) or "nothing", _said(theirs, key) or "nothing"
    # The place to point at is a text that does say something.
    place = theirs if key in _keys(theirs) else mine
    source, target = (mine, theirs) if key in _keys(mine) else (theirs, mine)
    fixes: tuple[Fix, ...] = ()
    if isinstance(source.node, Mapping):
        entry = source.node.entry(key)
        words = entry.value.span.text if entry else ""
        fixes = change(f"let `{target.name}` say what `{source.name}` says", target, key, words)
    because = tuple(
        Reason(f"`{text}` says {_said(wording, key) or 'nothing'}", wording.value_span(key))
        for text, wording in (one, two)
    )
    values = {
        "duty": duty,
        "key": key,
        "first": first,
        "second": second,
        "said": f"`{said}`" if said != "nothing" else "nothing",
        "other": f"`{other}`" if other != "nothing" else "nothing",
    }
    return Answer("differs", place.value_span(key), duty, because, fixes, values=values)


def _keys(wording: Wording) -> set[str]:
    return {entry.key.text for entry in wording.node.entries} if isinstance(wording.node, Mapping) else set()


def _said(wording: Wording, key: str) -> str | None:
    """What a text says in a slot, in words that can be compared: order in lists does not matter."""
    if key in wording.unsaid:
        return wording.unsaid[key]
    value = getattr(wording, attribute(key))
    if value is None:
        return None
    if isinstance(value, tuple):
        return ", ".join(sorted(str(part) for part in value))
    entry = wording.node.entry(key) if isinstance(wording.node, Mapping) else None
    return " ".join(entry.value.span.text.split()) if entry else str(value)
