"""What a written value means, however it is written: the form in which two drafts are compared and shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar

from reconvene.document.expressions import Duration, Quantity, TimeUnit, Window
from reconvene.document.kinds import CONDITION, Condition, Day, Estimate
from reconvene.document.people import Holder
from reconvene.document.reader import shorten
from reconvene.document.shape import Anything, Either, Kind, ListOf, MapOf, Record, Ref, Text, attribute, slots_of
from reconvene.text.span import Span
from reconvene.text.yaml import Mapping, Node, Scalar

Meaning = tuple[Any, ...]
Rename = Callable[[str], str]
AnyKind = TypeVar("AnyKind", bound=Kind)

NOT_MEANING = frozenset({"include", "reconvene"})
"""Keys that say how the file is kept, not what was agreed: a part moved into an included file changes nothing."""
DEFAULTS = {("Obligation", "kind"): "act"}
"""What a key means when it is left out, so that writing the default down is no change."""
ORDERED = frozenset({"scale", "parts", "substitutes", "stages", "steps", "through", "prefers", "holders"})
"""The lists whose order carries meaning; in every other list it does not."""
SHORT: dict[type[Record], str] = {Estimate: "value", Day: "at", Holder: "who"}
"""The slot that stands for a whole record when it is the only one written."""


def same(name: str) -> str:
    """A name as it stands: the renaming that renames nothing."""
    return name


@dataclass(frozen=True, eq=False)
class Part:
    """A value that the file gives: the kind it was read by, the value, its node, its place, and its key.

    `value` is None where the kind reads nothing from what is written (a slot kept as prose); the node then speaks.
    `unsaid` holds the word where the file says `unknown` or `unstated`.
    """

    key: str
    kind: Kind
    value: Any
    node: Node | None
    span: Span
    unsaid: str = ""


def parts_of(record: Record) -> dict[str, Part]:
    """Every slot of a record that the file writes, by key, in the order in which the class declares them."""
    entries = {entry.key.text: entry for entry in record.node.entries} if isinstance(record.node, Mapping) else {}
    parts: dict[str, Part] = {}
    for key, slot in slots_of(type(record)).items():
        if key in NOT_MEANING:
            continue
        value = getattr(record, attribute(key))
        entry = entries.get(key)
        if entry is None and (value is None or isinstance(record.node, Mapping)):
            continue
        if value is not None and DEFAULTS.get((type(record).__name__, key)) == value:
            continue
        node = entry.value if entry else record.node
        span = entry.key.span if entry else record.span
        parts[key] = Part(key, slot.kind, value, node, span, record.unsaid.get(key, ""))
    for key, entry in entries.items() if record.takes_more else ():
        if key not in parts:
            parts[key] = Part(key, Anything(), None, entry.value, entry.key.span)
    return parts


def items_of(part: Part) -> dict[str, Part]:
    """The values of a map by their name."""
    kind = form_of(part.kind, MapOf)
    entries = {entry.key.text: entry for entry in part.node.entries} if isinstance(part.node, Mapping) else {}
    items = {}
    for name, value in part.value.items():
        entry = entries.get(name)
        span = entry.key.span if entry else part.span
        items[name] = Part(name, kind.kind if kind else part.kind, value, entry.value if entry else None, span)
    return items


def members_of(part: Part) -> list[Part]:
    """The values of a list, each with its own place."""
    kind = form_of(part.kind, ListOf)
    inner = kind.kind if kind else CONDITION
    nodes = getattr(part.node, "items", None)
    listed = nodes if nodes is not None and len(nodes) == len(part.value) else [part.node] * len(part.value)
    return [
        Part(
            part.key, inner, value, node, value.span if isinstance(value, Record) else node.span if node else part.span
        )
        for value, node in zip(part.value, listed, strict=True)
    ]


def form_of(kind: Kind, wanted: type[AnyKind]) -> AnyKind | None:
    """The form of that class that a kind takes, itself or one of its alternatives."""
    if isinstance(kind, wanted):
        return kind
    if isinstance(kind, Either):
        for form in (kind.scalar, kind.sequence, kind.mapping):
            found = form_of(form, wanted) if form is not None else None
            if found is not None:
                return found
    return None


# Meaning


def meaning(part: Part, rename: Rename = same) -> Meaning:
    """The meaning of a value as plain nested tuples, its names renamed: equal if and only if nothing differs."""
    if part.unsaid:
        return ("unsaid", part.unsaid)
    value = part.value
    if value is None:
        return ("raw", _raw(part.node))
    if isinstance(value, Record):
        return record_meaning(value, rename)
    if isinstance(value, dict):
        named = form_of(part.kind, MapOf)
        keys = rename if named is not None and named.keys else same
        return ("map", *sorted((keys(name), meaning(item, rename)) for name, item in items_of(part).items()))
    if isinstance(value, tuple):
        members = [meaning(member, rename) for member in members_of(part)]
        if len(members) == 1:
            return members[0]
        return ("list", *members) if part.key in ORDERED else ("set", *sorted(members, key=repr))
    return _leaf(value, part.kind, rename)


def record_meaning(record: Record, rename: Rename = same) -> Meaning:
    """The meaning of a record: its slots, or the one slot that stands for it."""
    said = {key: meaning(part, rename) for key, part in parts_of(record).items()}
    short = SHORT.get(type(record))
    if short is not None and list(said) == [short]:
        return said[short]
    if isinstance(record, Condition) and len(said) == 1:
        for joined in (record.all, record.any):
            if joined is not None and len(joined) == 1:
                return next(iter(said.values()))
    return ("record", type(record).__name__, *sorted(said.items()))


def _leaf(value: Any, kind: Kind, rename: Rename) -> Meaning:
    if isinstance(value, str):
        if form_of(kind, Text):
            return ("text", " ".join(value.split()))
        named = form_of(kind, Ref)
        return ("name", rename(value)) if named is not None and value not in named.also else ("word", str(value))
    return ("value", str(_plain(value, rename)))


def _raw(node: Node | None) -> Meaning:
    if node is None:
        return ()
    if isinstance(node, Scalar):
        return ("text", node.text)
    if isinstance(node, Mapping):
        return ("map", *sorted((entry.key.text, _raw(entry.value)) for entry in node.entries))
    return ("list", *(_raw(item) for item in node.items))


_NAMES = frozenset({"path", "thing", "name", "unit", "of"})


def _plain(value: Any, rename: Rename) -> Any:
    """An expression in canonical units, names renamed, places forgotten: `2 weeks` is `14 days`."""
    if isinstance(value, tuple):
        return tuple(_plain(item, rename) for item in value)
    if not is_dataclass(value) or isinstance(value, type):
        return value
    changes: dict[str, Any] = {}
    for field in fields(value):
        old = getattr(value, field.name)
        if field.name == "offset":
            changes["offset"] = 0
        elif field.name == "spoken":
            changes["spoken"] = True
        elif type(old) is str and field.name in _NAMES:
            changes[field.name] = rename(old)
        else:
            changes[field.name] = _plain(old, rename)
    plain = replace(value, **changes)
    match plain:
        case Duration(unit=TimeUnit.WEEK):
            return replace(plain, low=plain.low * 7, high=plain.high * 7, unit=TimeUnit.DAY)
        case Duration(unit=TimeUnit.YEAR):
            return replace(plain, low=plain.low * 12, high=plain.high * 12, unit=TimeUnit.MONTH)
        case Quantity():
            low, high = plain.ends
            return replace(plain, low=Decimal(low), high=Decimal(high), scale="")
        case Window():
            return replace(plain, limits=tuple(sorted(plain.limits, key=str)))
    return plain


def leaves(found: Meaning, path: str = "") -> Iterator[tuple[str, Meaning]]:
    """Every single value of a meaning with the path to it, the order of sets left out."""
    match found:
        case ("record", _, *slots) | ("map", *slots):
            for key, inner in slots:
                yield from leaves(inner, f"{path}.{key}")
        case ("set" | "list", *members):
            for member in members:
                yield from leaves(member, f"{path}.")
        case _:
            yield path, found


def names_in(part: Part) -> set[str]:
    """Every name that a value refers to."""
    found: set[str] = set()

    def note(name: str) -> str:
        found.add(name)
        return name

    meaning(part, note)
    return found


# Words


def show(part: Part | None) -> str:
    """A value in the words of the file, on one line; empty where there is none."""
    if part is None:
        return ""
    if part.unsaid:
        return part.unsaid
    value = part.value
    if value is None:
        return shorten(part.node.span.text, 120) if part.node is not None else ""
    if isinstance(value, Record):
        return show_record(value)
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name}: {show(item)}" for name, item in items_of(part).items()) + "}"
    if isinstance(value, tuple):
        return ", ".join(show(member) for member in members_of(part)) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return shorten(str(value), 120)


def show_record(record: Record) -> str:
    """A record in the words of the file, on one line."""
    parts = parts_of(record)
    short = SHORT.get(type(record))
    if short is not None and list(parts) == [short]:
        return show(parts[short])
    shown = (f"{key}: {_bracketed(part)}" for key, part in parts.items())
    return "{" + ", ".join(shown) + "}"


def _bracketed(part: Part) -> str:
    listed = isinstance(part.value, tuple) and len(part.value) != 1
    return f"[{show(part)}]" if listed else show(part)


def is_prose(part: Part) -> bool:
    """Whether a value is words for people rather than a word of the format."""
    return isinstance(part.value, str) and form_of(part.kind, Text) is not None
