"""What a draft holds, section by section: each item with its place, its gist, and what the checks say of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from reconvene.document.load import Document
from reconvene.reports.draft_findings import FindingRow, row
from reconvene.reports.form_view import (
    HEAD,
    Field,
    SectionKind,
    all_fields,
    fields_of,
    head_fields,
    section_kinds,
    value_field,
)
from reconvene.text.edit import end_of
from reconvene.text.finding import Finding, shorten
from reconvene.text.span import Source, Span
from reconvene.text.yaml import Entry, Node, Scalar, read
from reconvene.text.yaml import Mapping as Tree

_GIST = ("called", "title", "says", "text", "about", "what")


@dataclass(frozen=True)
class ItemAt:
    """One item in the tree of its file: its section and name, its key, its value, and the text that it stands in.

    `key` and `node` are None for what is not written yet; `name` is empty for what has none.
    """

    section: SectionKind
    name: str
    source: Source
    key: Scalar | None
    node: Node | None

    @property
    def path(self) -> tuple[str, ...]:
        """The keys that lead to it."""
        if self.section.key == HEAD:
            return ()
        return (self.section.key, self.name) if self.section.named else (self.section.key,)

    @property
    def span(self) -> Span | None:
        """The stretch of the text that it takes, key and value."""
        if self.key is None or self.node is None:
            return None
        return self.source.span(self.key.span.start, end_of(self.node))

    @property
    def title(self) -> str:
        """What the item is called on a page."""
        return self.name or self.section.label

    @property
    def line(self) -> int:
        """The line that it begins on; 0 for what is not written yet."""
        return self.source.position(self.key.span.start)[0] if self.key is not None else 0

    @property
    def gist(self) -> str:
        """A few words of what is written in it."""
        if isinstance(self.node, Scalar):
            return shorten(self.node.text, 80)
        entries = {entry.key.text: entry.value for entry in self.node.entries} if isinstance(self.node, Tree) else {}
        words = next((entries[key] for key in _GIST if isinstance(entries.get(key), Scalar)), None)
        by = entries.get("by")
        told = [by.text] if isinstance(by, Scalar) else []
        return shorten(": ".join([*told, *([words.text] if isinstance(words, Scalar) else [])]), 90)

    def fields(self, document: Document) -> tuple[Field, ...]:
        """Its form."""
        if self.section.key == HEAD:
            return head_fields(self.node, document.names)
        cls = self.section.cls
        if cls is None or (isinstance(self.node, Scalar) and not self.node.empty):
            return (value_field(self.section.kind, self.section.meaning, self.node, document.names),)
        return fields_of(cls, self.node, document.names)

    @property
    def is_value(self) -> bool:
        """Whether it is one value, and no record with keys."""
        return self.section.cls is None or (isinstance(self.node, Scalar) and not self.node.empty)


@dataclass(frozen=True)
class ItemRow:
    """An item in a list, with how many findings there are of each kind."""

    item: ItemAt
    file: str
    errors: int
    others: int


@dataclass(frozen=True)
class SectionView:
    """A section with its items."""

    kind: SectionKind
    rows: tuple[ItemRow, ...]


def items_in(document: Document) -> dict[str, dict[str, ItemAt]]:
    """Every item that is written, by section and name; what has no name stands under the empty one."""
    kinds = section_kinds()
    found: dict[str, dict[str, ItemAt]] = {key: {} for key in kinds}
    for number, source in enumerate(document.sources):
        root = read(source).root
        if not isinstance(root, Tree):
            continue
        if number == 0:
            found[HEAD][""] = ItemAt(kinds[HEAD], "", source, None, root)
        for entry in root.entries:
            for item in _items(kinds.get(entry.key.text), entry, source):
                found[item.section.key].setdefault(item.name, item)
    return found


def _items(kind: SectionKind | None, entry: Entry, source: Source) -> Iterator[ItemAt]:
    if kind is None or kind.key == HEAD:
        return
    if not kind.named:
        yield ItemAt(kind, "", source, entry.key, entry.value)
    elif isinstance(entry.value, Tree):
        for inner in entry.value.entries:
            yield ItemAt(kind, inner.key.text, source, inner.key, inner.value)


def new_item(section: SectionKind, name: str, document: Document, beside: Mapping[str, ItemAt]) -> ItemAt:
    """An item that is not written yet; it will stand in the file in which the last one of its section does."""
    source = list(beside.values())[-1].source if beside else document.sources[0]
    return ItemAt(section, name, source, None, None)


def section_views(document: Document, findings: Sequence[Finding], files: Sequence[str]) -> tuple[SectionView, ...]:
    """Every section of the format with the items that the draft has."""
    names = {source.name: file for source, file in zip(document.sources, files, strict=True)}
    found = items_in(document)
    return tuple(
        SectionView(kind, tuple(_row(item, findings, names[item.source.name]) for item in found[key].values()))
        for key, kind in section_kinds().items()
    )


def _row(item: ItemAt, findings: Sequence[Finding], file: str) -> ItemRow:
    mine = [each for each in findings if is_of(each, item)] if item.section.key != HEAD else []
    errors = sum(each.counts_as_error for each in mine)
    return ItemRow(item, file, errors, len(mine) - errors)


def is_of(finding: Finding, item: ItemAt) -> bool:
    """Whether a finding is of an item: what it points at lies in it; what was set aside is of none."""
    span = item.span
    if finding.suppressed or span is None or finding.span.source.name != item.source.name:
        return False
    return span.start <= finding.span.start < max(span.end, span.start + 1)


# Findings by the field they mean


def by_field(item: ItemAt, fields: Iterable[Field], findings: Iterable[Finding]) -> dict[str, list[FindingRow]]:
    """What the checks say of an item by the id of the field that they point at, under the empty id of all of it.

    The item and the findings are of the same text.
    """
    places = [(each.id, _entry_at(item.node, each.path)) for each in all_fields(tuple(fields))]
    found: dict[str, list[FindingRow]] = {}
    for finding in findings:
        inside = [id for id, entry in places if entry is not None and _covers(entry, finding.span)]
        if item.is_value and is_of(finding, item):
            inside = ["value"]
        if inside or is_of(finding, item):
            found.setdefault(inside[0] if inside else "", []).append(row(finding))
    return found


def _entry_at(node: Node | None, path: Sequence[str]) -> Entry | None:
    entry = None
    for key in path:
        entry = node.entry(key) if isinstance(node, Tree) else None
        if entry is None:
            return None
        node = entry.value
    return entry


def _covers(entry: Entry, span: Span) -> bool:
    return entry.key.span.source.name == span.source.name and entry.key.span.start <= span.start < max(
        end_of(entry.value), entry.key.span.end
    )
