"""What the columns of somebody's table mean as events: a small file of its own, read with every problem at once."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from reconvene.document.kinds import PROSE, ZONE
from reconvene.document.load import read_file
from reconvene.document.reader import Reader
from reconvene.document.shape import (
    Definitions,
    Either,
    Json,
    Kind,
    Label,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    Scalars,
    record,
    slot,
)
from reconvene.process.events import SHELF
from reconvene.text import yaml
from reconvene.text.finding import Finding, Severity, problem, shorten
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping, Node, Scalar

FIRST, LAST = "happened_first", "happened_last"
IGNORED = "ignore"
"""What a column is mapped to if nothing of it is to be taken."""
LEFT_OUT = "leave_out"
"""What a value is mapped to if its row is to be left out."""
DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t"}


@cache
def fields() -> tuple[str, ...]:
    """Everything that an event of some kind may say, and the two days between which it happened."""
    own = dict.fromkeys(key for cls in SHELF.values() for key in cls.slots)
    return (*own, FIRST, LAST)


class FieldKind(Scalars):
    """What an event may say, or `ignore`."""

    wanted = "what an event says, such as `happened`, or `ignore`"

    def read_scalar(self, node: Scalar, reader: Reader) -> str | None:
        """The field."""
        if node.text == IGNORED or node.text in fields():
            return node.text
        near = reader.guesses.nearest(node.text, (*fields(), IGNORED))
        help = f"did you mean `{near}`?" if near else "reconvene explain lists the kinds of events and what each says"
        reader.report("unknown-word", node.span, f"No event says `{shorten(node.text)}`.", help)
        return None

    def schema(self, definitions: Definitions) -> Json:
        """An enumeration."""
        return {"enum": [*fields(), IGNORED]}


class KindOfEvent(Scalars):
    """A kind of event."""

    wanted = "a kind of event, such as `session_held`"

    def read_scalar(self, node: Scalar, reader: Reader) -> str | None:
        """The kind."""
        if node.text in SHELF:
            return node.text
        near = reader.guesses.nearest(node.text, SHELF)
        help = f"did you mean `{near}`?" if near else "reconvene explain lists the kinds of events"
        reader.report("unknown-kind", node.span, f"No kind of event is named `{shorten(node.text)}`.", help)
        return None

    def schema(self, definitions: Definitions) -> Json:
        """An enumeration."""
        return {"enum": list(SHELF)}


class Meant(Kind):
    """A value as it stands, to be read where an event needs it; or several, by what an event says."""

    def read(self, node: Node, reader: Reader) -> Node:
        """The value with its place."""
        return node

    def schema(self, definitions: Definitions) -> Json:
        """No constraint."""
        return {}


@record
class ColumnUse(Record):
    """What one column means."""

    to: str = slot(FieldKind(), "what an event says by it, or `ignore`", required=True)
    values: dict[str, Node] | None = slot(
        MapOf(Meant()), "what each of its words means; `leave_out` leaves the row out, a mapping says several things"
    )
    kinds: tuple[str, ...] | None = slot(
        ListOf(KindOfEvent(), lone=True), "the kinds of event that it is about; of other rows nothing is taken from it"
    )
    format: tuple[str, ...] | None = slot(
        ListOf(PROSE, lone=True), "how its days are written, such as `%d/%m/%Y`; as 2019-02-28 if left out"
    )
    zone: Any = slot(ZONE, "the zone of its times, where they do not say one")

    def examine(self, reader: Reader) -> None:
        """A form must be able to say a day."""
        for form in self.format or ():
            if not _says_a_day(form):
                reader.wrong_value(
                    self.value_span("format"),
                    f"`{shorten(form)}` is no form of a day.",
                    "write day, month and year as `%d`, `%m` and `%Y`, such as `%d/%m/%Y` for 28/02/2019",
                )


def _says_a_day(form: str) -> bool:
    try:
        return datetime.strptime(_EXAMPLE.strftime(form), form).date() == _EXAMPLE.date()  # noqa: DTZ007
    except ValueError:
        return False


_EXAMPLE = datetime(2019, 2, 28)


class UseKind(Either):
    """What a column means: one word, or a mapping."""

    def __init__(self) -> None:
        super().__init__(FieldKind(), RecordOf(ColumnUse))

    def read(self, node: Node, reader: Reader) -> ColumnUse | None:
        """The long form of either."""
        found = super().read(node, reader)
        return ColumnUse(to=found, node=node) if isinstance(found, str) else found


@record
class TableMapping(Record):
    """What the columns of a table mean."""

    reconvene_mapping: str = slot(OneOf("1"), "the version of the format", required=True)
    about: str | None = slot(PROSE, "whose table it is")
    delimiter: str | None = slot(OneOf(*DELIMITERS), "what stands between cells; found out if left out")
    zone: Any = slot(ZONE, "the zone of times that do not say one")
    list_separator: str | None = slot(PROSE, "what stands between the values of a list in a cell; `;` if left out")
    id_prefix: str | None = slot(Label(), "what ids begin with, where no column gives them; the row's number follows")
    columns: dict[str, ColumnUse] | None = slot(
        MapOf(UseKind()), "what each column means, by its heading", required=True
    )
    always: dict[str, Node] | None = slot(MapOf(Meant()), "what every event says, unless a column says it")

    def examine(self, reader: Reader) -> None:
        """Two columns cannot both be one thing, and what is always said must be what an event says."""
        first: dict[str, str] = {}
        for name, use in (self.columns or {}).items():
            if use.to in (None, IGNORED):
                continue
            other = first.setdefault(use.to, name)
            if other != name and isinstance(use.node, Mapping | Scalar):
                reader.report(
                    "two-columns-for-one",
                    use.node.span,
                    f"`{shorten(other)}` and `{shorten(name)}` are both meant as `{use.to}`.",
                    "ignore one of them",
                )
        entry = self.node.entry("always") if isinstance(self.node, Mapping) else None
        if entry is not None and isinstance(entry.value, Mapping):
            for each in entry.value.entries:
                FieldKind().read_scalar(each.key, reader)


@dataclass(frozen=True)
class ReadMapping:
    """A mapping, and what is wrong with its file."""

    mapping: TableMapping
    findings: tuple[Finding, ...]
    source: Source

    @property
    def readable(self) -> bool:
        """Whether reading found no error."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def read_mapping(path: str | os.PathLike[str]) -> ReadMapping:
    """The mapping of a file. What is wrong is in `findings`; nothing is raised for it."""
    source, finding = read_file(os.fspath(path))
    return ReadMapping(TableMapping(), (finding,), source) if finding is not None else mapping_in(source)


def mapping_in(source: Source) -> ReadMapping:
    """The mapping that a text is."""
    page = yaml.read(source)
    if not isinstance(page.root, Mapping):
        said = problem(
            "not-a-mapping",
            source.head,
            "The file says nothing of what columns mean.",
            "start it with `reconvene_mapping: 1` and `columns:`",
        )
        return ReadMapping(TableMapping(), (*page.findings, said), source)
    reader = Reader()
    made = reader.record(TableMapping, page.root)
    assert isinstance(made, TableMapping)  # a mapping always makes a record
    found = sorted([*page.findings, *reader.findings], key=lambda finding: finding.order)
    return ReadMapping(made, tuple(found), source)


def says(mapping: TableMapping) -> set[str]:
    """What the mapping can say of an event at all."""
    uses = (mapping.columns or {}).values()
    meant = [node for use in uses for node in (use.values or {}).values()]
    inside = {entry.key.text for node in meant if isinstance(node, Mapping) for entry in node.entries}
    found = {use.to for use in uses} | inside | set(mapping.always or {})
    if mapping.id_prefix is not None:
        found.add("id")
    return found | ({"happened"} if found & {FIRST, LAST} else set())


def says_kind(use: ColumnUse) -> bool:
    """Whether a column says of which kind an event is."""
    meant = (use.values or {}).values()
    return use.to == "kind" or any(isinstance(node, Mapping) and node.entry("kind") is not None for node in meant)


def own_mapping(heading: tuple[str, ...]) -> TableMapping:
    """The mapping of a table that `dataset` wrote: each column is what it is called, what is computed is ignored."""
    known = {name: name for name in heading if name in fields()}
    return TableMapping(columns={name: ColumnUse(to=to) for name, to in {**known, "corrected_by": IGNORED}.items()})
