"""The strict YAML subset, read with positions: a text becomes a tree of scalars, mappings and sequences.

The events come from libyaml (PyYAML's C parser); the tree is ours. Every plain scalar is text, so `NO` is Norway.
Anchors, aliases, tags, merge keys, several documents and duplicate keys are findings, not features.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from reconvene.text.finding import Finding, Findings, Reason, shorten
from reconvene.text.finding import problem as problem
from reconvene.text.span import Source, Span
from reconvene.text.syntax import explain_syntax, find_forbidden

MAX_DEPTH = 200
MAX_NODES = 400_000


@dataclass(slots=True)
class Scalar:
    """A single value, always text; `plain` if it stands without quotes or block marks.

    `broken` means that a finding already says why it cannot be read, so that nothing more need be said of it.
    """

    text: str
    span: Span
    plain: bool = True
    broken: bool = False

    @property
    def empty(self) -> bool:
        """Whether nothing was written at all."""
        return self.plain and not self.text

    @property
    def literal(self) -> bool:
        """Whether offsets in `text` are offsets in the file, so that a part can be pointed at."""
        return self.span.text == self.text

    def part(self, start: int, end: int) -> Span:
        """The place of a part of the value, or the whole value where quotes or folds move its letters."""
        if self.literal:
            return self.span.part(start, end)
        if self.span.text[1:-1] == self.text:
            return self.span.part(start + 1, end + 1)
        return self.span


@dataclass(slots=True)
class Entry:
    """A key and its value."""

    key: Scalar
    value: Node


@dataclass(slots=True)
class Mapping:
    """Keys and values in their order; `flow` if written in braces, `complete` unless a syntax error cut it short.

    What stands in no file because something else stands for it says in `changed_in` where a change of it is written: in
    that mapping, under those keys.
    """

    span: Span
    entries: list[Entry] = field(default_factory=list)
    flow: bool = False
    complete: bool = True
    changed_in: tuple[Mapping, tuple[str, ...]] | None = None

    def entry(self, key: str) -> Entry | None:
        """The entry of that key, or None."""
        return next((entry for entry in self.entries if entry.key.text == key), None)


@dataclass(slots=True)
class Sequence:
    """Items in their order; `flow` if written in brackets."""

    span: Span
    items: list[Node] = field(default_factory=list)
    flow: bool = False
    complete: bool = True


Node = Scalar | Mapping | Sequence


@dataclass(slots=True)
class Page:
    """A text read as YAML: its tree (None if there is none), what was wrong, and whether it was read to its end."""

    source: Source
    root: Node | None
    findings: list[Finding]
    complete: bool
    nodes: int = 0


class _Stop(Exception):
    """Raised inside the builder when a limit is passed and nothing more should be read."""


class _Builder:
    """Builds the tree from events with a stack of its own, so that depth costs no recursion."""

    def __init__(self, source: Source, limit: int) -> None:
        self.source = source
        self.limit = limit
        self.findings = Findings()
        self.root: Node | None = None
        self.last: Scalar | None = None
        self.stack: list[Mapping | Sequence] = []
        self.keys: list[Scalar | None] = []
        self.seen: list[dict[str, Scalar]] = []
        self.nodes = 0
        self.documents = 0
        self.end = len(source.text)

    def report(self, id: str, span: Span, message: str, help: str, *because: Reason) -> None:
        self.findings.add(problem(id, span, message, help, *because))

    def build(self) -> bool:
        """Read every event; true if the text was read to its end."""
        forbidden = find_forbidden(self.source)
        if forbidden is not None:
            self.findings.add(forbidden)
            self.end = self._line_start(forbidden.span.start)
        try:
            for event in self._events():
                self._take(event)
        except yaml.MarkedYAMLError as error:
            self._doubt_last()
            if forbidden is None:  # else the text was cut short, and what it misses at its end is no fault of the file
                self.findings.add(explain_syntax(self.source, error))
        except _Stop:
            pass
        else:
            return forbidden is None
        for container in self.stack:
            container.complete = False
        self._settle_pending_keys()
        return False

    def _doubt_last(self) -> None:
        """Where a bracket was left open, the words of the next line were read as part of the last value."""
        last = self.last
        if last is not None and last.plain and len(last.span.text.splitlines()) > 1:
            last.broken = True

    def _line_start(self, offset: int) -> int:
        return self.source.line_starts[self.source.position(offset)[0] - 1]

    def _events(self) -> Iterator[Any]:
        return yaml.parse(self.source.text[: self.end], Loader=yaml.CLoader)

    def _span(self, event: Any) -> Span:
        return Span(self.source, event.start_mark.index, event.end_mark.index)

    # A file has values by the hundred thousand, and this is called for each.
    def _take(self, event: Any) -> None:
        match event:
            case yaml.ScalarEvent():
                span = self._span(event)
                if event.anchor is not None or event.tag is not None:
                    self._reject_marks(event, span)
                self.last = Scalar(event.value, span, not event.style)
                self._add(self.last)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                span = self._span(event)
                if event.anchor is not None or event.tag is not None:
                    self._reject_marks(event, span)
                self._open(event, span, Mapping if isinstance(event, yaml.MappingStartEvent) else Sequence)
            case yaml.CollectionEndEvent():
                self._close(event)
            case yaml.AliasEvent():
                self._reject_alias(self._span(event))
            case yaml.DocumentStartEvent():
                self._start_document(event)

    def _reject_alias(self, span: Span) -> None:
        self.report(
            "alias",
            span,
            f"`{shorten(span.text)}` is an alias, and a process file has none.",
            "write the value out, or give the shared part a name and refer to that name",
        )
        self._add(Scalar(span.text, span, broken=True))

    def _start_document(self, event: Any) -> None:
        self.documents += 1
        span = self._span(event)
        if event.tags or event.version:
            first = self.source.span(
                span.start, span.start + len(self.source.line(self.source.position(span.start)[0]))
            )
            self.report(
                "directive", first, "A process file has no YAML directives.", "remove the line that starts with `%`"
            )
        if self.documents > 1:
            self.report(
                "several-documents",
                span,
                "A second document starts here; a process file is one document.",
                "remove the `---`, or move what follows into a file of its own and `include:` it",
            )
            raise _Stop

    def _reject_marks(self, event: Any, span: Span) -> None:
        if event.anchor is not None:
            self.report(
                "anchor",
                span.part(0, len(event.anchor) + 1),
                f"`&{shorten(event.anchor)}` is an anchor, and a process file has none.",
                "remove it; things are referred to by the names they stand under",
            )
        if event.tag is not None:
            start = span.text.find("!")
            tag = span.text[start:].split()[0] if start >= 0 else event.tag
            self.report(
                "tag",
                span.part(max(start, 0), max(start, 0) + len(tag)),
                f"`{shorten(tag)}` is a tag, and a process file has none.",
                "remove it; every value is read as what its place expects",
            )

    def _count(self, span: Span) -> None:
        self.nodes += 1
        if self.nodes > self.limit:
            self.report(
                "too-many-values",
                span,
                f"The process holds more than {MAX_NODES} values; reading stops here.",
                "split the process, or move shared parts into files that are checked by themselves",
            )
            raise _Stop

    def _open(self, event: Any, span: Span, shape: type[Mapping] | type[Sequence]) -> None:
        if len(self.stack) >= MAX_DEPTH:
            self.report(
                "too-deep",
                span,
                f"The values are nested more than {MAX_DEPTH} deep; reading stops here.",
                "a process needs a depth of about ten: look for a run of opening brackets or a slipped indent",
            )
            raise _Stop
        container = shape(span, flow=bool(event.flow_style))
        self._add(container)
        self.stack.append(container)
        self.keys.append(None)
        self.seen.append({})

    def _close(self, event: Any) -> None:
        container = self.stack.pop()
        self.keys.pop()
        self.seen.pop()
        if container.flow:
            end = event.end_mark.index
        elif isinstance(container, Mapping) and container.entries:
            end = container.entries[-1].value.span.end
        elif isinstance(container, Sequence) and container.items:
            end = container.items[-1].span.end
        else:
            end = container.span.end
        if self.end < len(self.source.text) and event.end_mark.index >= self.end:
            container.complete = False
        container.span = self.source.span(container.span.start, max(end, container.span.start))

    def _add(self, node: Node) -> None:
        self._count(node.span)
        if not self.stack:
            self.root = node if self.root is None else self.root
            return
        parent = self.stack[-1]
        if isinstance(parent, Sequence):
            parent.items.append(node)
            return
        key = self.keys[-1]
        if key is None:
            self.keys[-1] = self._as_key(node)
            return
        self.keys[-1] = None
        self._add_entry(parent, key, node)

    def _as_key(self, node: Node) -> Scalar:
        """The node as a key; a broken one if it cannot be one."""
        if not isinstance(node, Scalar):
            self.report(
                "key-not-a-name",
                node.span,
                "A key must be a name, and this one is a list or a mapping.",
                "quote the text if it was meant as a value, or name the key",
            )
        elif node.plain and node.text == "<<":
            self.report(
                "merge-key",
                node.span,
                "`<<` merges mappings in some YAML; a process file has no merging.",
                "write the shared values out, or put them into a clause or an included file",
            )
        elif not node.text and not node.broken:
            self.report(
                "key-not-a-name", node.span, "A value stands here without a key.", "write the key before the colon"
            )
        else:
            return node
        return Scalar("", node.span, broken=True)

    def _add_entry(self, parent: Mapping, key: Scalar, value: Node) -> None:
        if key.broken:
            return
        first = self.seen[-1].setdefault(key.text, key)
        if first is not key:
            self.report(
                "duplicate-key",
                key.span,
                f"`{shorten(key.text)}` is written twice here, and only one can hold.",
                "keep one of the two, or give the second its own name",
                Reason(f"`{shorten(key.text)}` first stands here", first.span),
            )
            return
        parent.entries.append(Entry(key, value))

    def _settle_pending_keys(self) -> None:
        """Give a key that a syntax error left without its value a broken one, so that the key itself is still read."""
        for container, key in zip(self.stack, self.keys, strict=True):
            if isinstance(container, Mapping) and key is not None and not key.broken:
                end = len(key.span.text)
                container.entries.append(Entry(key, Scalar("", key.span.part(end, end), broken=True)))


def read(source: Source, limit: int = MAX_NODES) -> Page:
    """The tree of a text, with every problem up to its first syntax error; of at most `limit` values."""
    builder = _Builder(source, limit)
    complete = builder.build()
    return Page(source, builder.root, builder.findings.listed(), complete, builder.nodes)
