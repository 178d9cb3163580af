"""An item of the file as a form: every slot of its record with its meaning, what is written in it, and what may be."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reconvene.clauses.shelf import clauses_for
from reconvene.document.clause import ClauseUse
from reconvene.document.grammar import read_who
from reconvene.document.mechanism import Return
from reconvene.document.names import Names
from reconvene.document.process import Process
from reconvene.document.shape import (
    UNSAID,
    Anything,
    Either,
    Expression,
    Kind,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    Ref,
    Scalars,
    Slot,
    Text,
    YesOrNo,
    slots_of,
)
from reconvene.text.rewrite import raw
from reconvene.text.yaml import Mapping as Tree
from reconvene.text.yaml import Node, Scalar
from reconvene.text.yaml import Sequence as Items

SHORT_PROSE = ("called", "title", "article", "version", "supersedes", "by", "unit")
"""Keys of prose that is a few words; any other prose has room for more."""
MOST_NAMES = 400
"""So many names are offered in a field."""


class Shape(StrEnum):
    """How a field is filled in."""

    CHOICE = "choice"
    LINE = "line"
    PROSE = "prose"
    LIST = "list"
    YAML = "yaml"
    GROUP = "group"


@dataclass(frozen=True)
class Field:
    """One slot as a field: its path from the item, its meaning, how it is filled in, and what is written in it now.

    `value` is empty where nothing is written. `node` is the value in the tree. A group has fields of its own, `inner`.
    `names` are the names that may stand there, `examples` what else may. `lone` says that one value may stand for a
    list of one, `long_form` that several keys in braces may stand for the value, `instead` that it is one word in the
    place of the whole group that it is in.
    """

    path: tuple[str, ...]
    meaning: str
    required: bool
    shape: Shape
    value: str = ""
    choices: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()
    inner: tuple[Field, ...] = ()
    node: Node | None = None
    lone: bool = False
    long_form: bool = False
    instead: bool = False

    @property
    def key(self) -> str:
        """The key of the slot."""
        return self.path[-1]

    @property
    def id(self) -> str:
        """What the field is called in a form that is sent."""
        return ".".join(self.path)

    @property
    def label(self) -> str:
        """The key as people read it."""
        return "Or in one word" if self.instead else self.key.replace("_", " ").capitalize()

    @property
    def filled(self) -> bool:
        """Whether anything is written in it."""
        return bool(self.value) or any(each.filled for each in self.inner)


def fields_of(
    cls: type[Record], node: Node | None, names: Names, path: tuple[str, ...] = (), leave: Collection[str] = ()
) -> tuple[Field, ...]:
    """The fields of a record of a class, filled in from its node: every slot but those to leave, in their order."""
    written = {entry.key.text: entry.value for entry in node.entries} if isinstance(node, Tree) else {}
    found = []
    for key, slot in slots_for(cls, written).items():
        if key not in leave and (not slot.reserved or key in written):
            made = _field(slot, written.get(key), names, (*path, key))
            found.append(replace(made, names=clause_names(cls), shape=Shape.LINE) if key == "use" else made)
    return tuple(found)


def slots_for(cls: type[Record], written: Mapping[str, Node]) -> dict[str, Slot]:
    """The slots of a class; of the use of a clause, those of the clause that it names as well."""
    slots = dict(slots_of(cls))
    used = written.get("use")
    if cls is ClauseUse and isinstance(used, Scalar) and used.text in clauses_for("clauses"):
        slots |= {
            key: each for key, each in slots_of(clauses_for("clauses")[used.text].parameters).items() if key != "use"
        }
    return slots


def all_fields(fields: Sequence[Field]) -> Iterator[Field]:
    """The fields that hold values, those within groups in the place of the groups."""
    for each in fields:
        if each.shape is Shape.GROUP:
            yield from all_fields(each.inner)
        else:
            yield each


def value_field(kind: Kind, meaning: str, node: Node | None, names: Names) -> Field:
    """The one field of an item that is no record, such as a day or a list; its path is empty but for itself."""
    return _field(Slot(kind, meaning, required=True), node, names, ("value",))


def _field(slot: Slot, node: Node | None, names: Names, path: tuple[str, ...]) -> Field:
    kind = slot.kind
    inner = _record_in(kind, node) if len(path) == 1 else None
    if inner is not None:
        fields = (*fields_of(inner, node, names, path), *_word_instead(kind, path))
        return Field(path, slot.meaning, slot.required, Shape.GROUP, inner=fields, node=node)
    shape, value = _shown(kind, node, path[-1])
    plain = plain_kind(kind)
    return Field(
        path,
        slot.meaning,
        slot.required,
        shape,
        value,
        _choices(plain),
        _names(plain, names)[:MOST_NAMES],
        _examples(plain),
        node=node,
        lone=isinstance(kind, ListOf) and kind.lone,
        long_form=isinstance(kind, Either),
    )


def _record_in(kind: Kind, node: Node | None) -> type[Record] | None:
    """The class of the record that a slot holds, if it is shown as a group: what can be said in one value is not."""
    if isinstance(node, Items) or (isinstance(node, Scalar) and not node.empty):
        return None
    match kind:
        case RecordOf():
            return kind.cls
        case Either(mapping=RecordOf() as inner, scalar=short) if isinstance(node, Tree) or isinstance(short, OneOf):
            return inner.cls
    return None


def _word_instead(kind: Kind, path: tuple[str, ...]) -> tuple[Field, ...]:
    """The field for the word that may stand in the place of a group, such as `none`."""
    if not isinstance(kind, Either) or not isinstance(kind.scalar, OneOf):
        return ()
    meaning = "what holds where nothing of the above can be said"
    return (Field(path, meaning, required=False, shape=Shape.CHOICE, choices=_choices(kind.scalar), instead=True),)


def _shown(kind: Kind, node: Node | None, key: str) -> tuple[Shape, str]:
    """How a slot is filled in, and what stands in it now."""
    shape = _shape(kind, key)
    if node is None or (isinstance(node, Scalar) and node.empty):
        return shape, ""
    if isinstance(node, Scalar):
        if shape is Shape.YAML:
            return Shape.YAML, raw(node)
        roomy = shape is Shape.LINE and (len(node.text) > 90 or "\n" in node.text)
        return Shape.PROSE if roomy and isinstance(plain_kind(kind), Text) else shape, node.text.strip()
    if shape is Shape.LIST and isinstance(node, Items) and _is_simple(node):
        return Shape.LIST, ", ".join(item.text for item in node.items if isinstance(item, Scalar))
    return Shape.YAML, raw(node)


def _is_simple(node: Items) -> bool:
    """Whether a list can be shown with commas between its items, and nothing that stands in it is lost."""
    singles = all(
        isinstance(item, Scalar) and item.text and not set(item.text) & set(",[]{}\n#") for item in node.items
    )
    return singles and bool(node.items) and "#" not in node.span.text


def _shape(kind: Kind, key: str) -> Shape:
    match kind:
        case ListOf():
            return Shape.LIST if isinstance(plain_kind(kind.kind), Scalars) else Shape.YAML
        case MapOf() | RecordOf() | Anything():
            return Shape.YAML
        case Either(scalar=inner):
            return Shape.YAML if inner is None else _shape(inner, key)
        case OneOf() | YesOrNo():
            return Shape.CHOICE
        case Text():
            return Shape.LINE if key in SHORT_PROSE else Shape.PROSE
    return Shape.LINE


def plain_kind(kind: Kind) -> Kind:
    """The kind of the single values of a slot, in a list or in short."""
    match kind:
        case ListOf():
            return plain_kind(kind.kind)
        case Either(scalar=Kind() as inner):
            return plain_kind(inner)
    return kind


def _choices(kind: Kind) -> tuple[str, ...]:
    match kind:
        case OneOf():
            return (*kind.words, *(word for word in UNSAID if word not in kind.words))
        case YesOrNo():
            return ("yes", "no", *UNSAID)
    return ()


def _names(kind: Kind, names: Names) -> tuple[str, ...]:
    match kind:
        case Ref():
            return (*kind.also, *names.serving(*kind.families))
        case Expression() if kind.reading is read_who:
            return ("each of parties", *names.serving("actor"))
    return ()


def _examples(kind: Kind) -> tuple[str, ...]:
    return kind.examples[:4] if isinstance(kind, Expression) else ()


def clause_names(cls: type[Record]) -> tuple[str, ...]:
    """The clauses that may be used where a record of this class stands."""
    if cls is Return:
        return tuple(clauses_for("return"))
    return tuple(clauses_for("clauses")) if cls is ClauseUse else ()


# The sections of the file


@dataclass(frozen=True)
class SectionKind:
    """A section of the file: its key, what it holds, whether that has names, and how one of it is read."""

    key: str
    meaning: str
    named: bool
    kind: Kind

    @property
    def label(self) -> str:
        """The key as people read it."""
        return self.key.replace("_", " ").capitalize()

    @property
    def cls(self) -> type[Record] | None:
        """The class of its records, if it holds such."""
        match self.kind:
            case RecordOf():
                return self.kind.cls
            case Either(mapping=RecordOf() as inner):
                return inner.cls
        return None


HEAD = "process"
"""The section that stands for what the file says of the process as a whole."""
_KEPT_BY_HAND = ("reconvene", "include")


def section_kinds() -> dict[str, SectionKind]:
    """Every section of the file by its key, in the order of the format; what has no section is in `process`."""
    found = {
        HEAD: SectionKind(HEAD, "what the file says of the process as a whole", named=False, kind=RecordOf(Process))
    }
    for key, slot in slots_of(Process).items():
        match slot.kind:
            case MapOf() as kind if kind.defines:
                found[key] = SectionKind(key, slot.meaning, named=True, kind=kind.kind)
            case RecordOf() as kind if key != "languages":
                found[key] = SectionKind(key, slot.meaning, named=False, kind=kind)
    return found


def head_fields(node: Node | None, names: Names) -> tuple[Field, ...]:
    """The fields of what the file says of the process as a whole: every key that is no section."""
    return fields_of(Process, node, names, leave={*section_kinds(), *_KEPT_BY_HAND})
