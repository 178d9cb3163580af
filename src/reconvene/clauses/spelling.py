"""From a clause's own words to a tree like that of a file, every part of it at the place of the clause."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping as Map
from dataclasses import replace

from reconvene.document.clause import Data
from reconvene.text.finding import Finding, Reason, problem
from reconvene.text.span import Span
from reconvene.text.spelling import nearest
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence

_WHOLE = frozenset({"after", "before", "while", "opens", "closes", "dated", "from", "until", "takes_effect", "at"})
"""Moments and conditions: a change of one replaces it, since half of the old and half of the new mean nothing."""

Report = Callable[[Finding], None]


def tree(data: Data, span: Span, use: Mapping, path: tuple[str, ...]) -> Node:
    """Words of a clause as a tree at one place; what the user wrote stays where it is."""
    match data:
        case Scalar() | Mapping() | Sequence():
            return data
        case Map():
            entries = [
                Entry(Scalar(key, span), tree(value, span, use, (*path, key)))
                for key, value in data.items()
                if value is not None
            ]
            return Mapping(span, entries, flow=True, changed_in=(use, path))
        case list():
            return Sequence(span, [tree(item, span, use, _inside(path, item)) for item in data], flow=True)
        case _:
            return Scalar(str(data), span)


def _inside(path: tuple[str, ...], item: Data) -> tuple[str, ...]:
    named = item.get("name") if isinstance(item, Map) else None
    return (*path, str(named)) if named else path


def changed(node: Node, change: Node, report: Report) -> Node:
    """A tree with what the user writes instead: keys of their own replace keys, named steps are changed by name."""
    match node, change:
        case Mapping(), Mapping():
            entries = {entry.key.text: entry for entry in node.entries}
            for entry in change.entries:
                old = entries.get(entry.key.text)
                keeps = old is not None and entry.key.text not in _WHOLE
                value = changed(old.value, entry.value, report) if old is not None and keeps else entry.value
                entries[entry.key.text] = Entry(entry.key, value)
            return replace(node, entries=list(entries.values()))
        case Sequence(), Mapping() if _named(node):
            return _changed_steps(node, change, report)
        case _:
            return change


def _named(node: Sequence) -> dict[str, Mapping]:
    found = {}
    for item in node.items:
        name = item.entry("name") if isinstance(item, Mapping) else None
        if name is not None and isinstance(name.value, Scalar) and isinstance(item, Mapping):
            found[name.value.text] = item
    return found


def _changed_steps(node: Sequence, change: Mapping, report: Report) -> Sequence:
    steps: dict[str, Node] = dict(_named(node))
    for entry in change.entries:
        name = entry.key.text
        if name in steps:
            steps[name] = changed(steps[name], entry.value, report)
        else:
            report(unknown_part("stage", entry.key, list(steps), node.span))
    return replace(node, items=list(steps.values()))


def unknown_part(what: str, key: Scalar, known: list[str], span: Span) -> Finding:
    """The finding that a clause has no stage, or no part, of that name."""
    near = nearest(key.text, known)
    listed = ", ".join(f"`{name}`" for name in known)
    return problem(
        f"unknown-{what}",
        key.span,
        f"The clause has no {what} `{key.text}`.",
        f"did you mean `{near}`?" if near else f"its {what}s are {listed}",
        Reason("the clause is used here", span),
    )
