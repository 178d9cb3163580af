"""Fixes as edits of the file: a key put into a record, an entry into a section, a value replaced."""

from __future__ import annotations

from collections.abc import Sequence

from reconvene.checks.draft import Draft
from reconvene.document.shape import Record
from reconvene.text.edit import append_section, insert_key, replace_value
from reconvene.text.finding import Edit, Fix
from reconvene.text.yaml import Mapping


def add_key(title: str, record: Record, key: str, value: str, after: str | None = None) -> tuple[Fix, ...]:
    """A fix that writes `key: value` into a record; none where the record has no place in a file."""
    node = record.node
    if not isinstance(node, Mapping):
        return ()
    return (Fix(title, (insert_key(node, node.span.source, key, value, after),)),)


def add_keys(title: str, record: Record, values: dict[str, str]) -> tuple[Fix, ...]:
    """A fix that writes several keys into a record, each in place of what it says now."""
    node = record.node
    if isinstance(node, Mapping) and node.changed_in is not None:
        (first, value), *more = values.items()
        # A part of a clause is changed from outside, in braces: there all keys are one.
        return add_key(title, record, first, ", ".join([value, *(f"{key}: {said}" for key, said in more)]))
    edits = tuple(edit for key, value in values.items() for fix in change("", record, key, value) for edit in fix.edits)
    return (Fix(title, edits),) if edits else ()


def change(title: str, record: Record, key: str, value: str) -> tuple[Fix, ...]:
    """A fix that replaces the value of a key; it writes the key where it is not there."""
    node = record.node
    entry = node.entry(key) if isinstance(node, Mapping) and node.changed_in is None else None
    if entry is None:
        return add_key(title, record, key, value)
    return (Fix(title, (replace_value(entry.value, value),)),)


def add_entry(title: str, draft: Draft, section: str, name: str, value: str, *more: Edit) -> tuple[Fix, ...]:
    """A fix that writes a new thing into a section of the file, or of the package on the table if that has it."""
    edit = entry_edit(draft, section, name, value)
    return (Fix(title, (edit, *more)),) if edit is not None else ()


def entry_edit(draft: Draft, section: str, name: str, value: str) -> Edit | None:
    """The edit that writes `name: value` into a section, made if it is not there."""
    owner = draft.package.node if draft.package is not None else None
    if isinstance(owner, Mapping):
        found = owner.entry(section)
        if found is not None and isinstance(found.value, Mapping):
            return insert_key(found.value, found.value.span.source, name, value, None)
        if section == "obligations":
            return insert_key(owner, owner.span.source, section, f"{{{name}: {value}}}", None)
    if draft.root is None:
        return None
    found = draft.root.entry(section)
    if found is not None and isinstance(found.value, Mapping):
        return insert_key(found.value, found.value.span.source, name, value, None)
    return append_section(draft.root, draft.source, f"{section}:\n  {name}: {value}")


def entry_edits(draft: Draft, section: str, entries: dict[str, str]) -> tuple[Edit, ...]:
    """The edits that write several entries into a section of the file, made once if it is not there."""
    found = draft.root.entry(section) if draft.root is not None else None
    if draft.root is None or not entries:
        return ()
    if found is not None and isinstance(found.value, Mapping):
        node = found.value
        return tuple(insert_key(node, node.span.source, name, value, None) for name, value in entries.items())
    lines = "".join(f"\n  {name}: {value}" for name, value in entries.items())
    return (append_section(draft.root, draft.source, f"{section}:{lines}"),)


def add_section(title: str, draft: Draft, text: str) -> tuple[Fix, ...]:
    """A fix that writes a top-level key, with its value, at the end of the main file."""
    if draft.root is None:
        return ()
    return (Fix(title, (append_section(draft.root, draft.source, text),)),)


def new_name(draft: Draft, wanted: str) -> str:
    """The wanted name, with a number if it is taken."""
    name, count = wanted, 2
    while draft.names.find(name) is not None:
        name, count = f"{wanted}_{count}", count + 1
    return name


def named(names: Sequence[str], several: str) -> str:
    """One name; of more how many, since names in a sentence stand in no order that a file could not change."""
    return f"`{names[0]}`" if len(names) == 1 else f"{len(names)} {several}"


def addressed(draft: Draft, threat: str, depth: str) -> str:
    """What a new duty addresses so deep, in braces: a threat with every route to it, or one of those would lie open."""
    led = [path for path, route in (draft.process.paths or {}).items() if route.leads_to == threat]
    return "{" + ", ".join(f"{thing}: {depth}" for thing in (threat, *led)) + "}"


def consequence(draft: Draft) -> str:
    """What may follow a miss in this process: its dispute ladder if it has one, else the way back to the table."""
    return "dispute" if draft.process.disputes else "return"
