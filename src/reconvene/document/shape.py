"""How a record of the file is declared: slots, each with the kind of value it takes and what it means.

A kind reads a node into a value (reporting what is wrong, and giving None) and describes itself as JSON Schema. The
classes that use this module *are* the format: reading, schema, completion and misspelling tests all come from them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Self, TypeVar

from reconvene.text.finding import shorten
from reconvene.text.span import NOWHERE, Span
from reconvene.text.yaml import Mapping, Node, Scalar, Sequence

if TYPE_CHECKING:
    from reconvene.document.reader import Reader

Json = dict[str, Any]
Unsaid = dict[str, str]
UNSAID = ("unknown", "unstated")
_NOTHING: Unsaid = {}


class Kind(ABC):
    """What a slot takes."""

    @abstractmethod
    def read(self, node: Node, reader: Reader) -> Any:
        """The value of a node, or None after saying what is wrong with it."""

    @abstractmethod
    def schema(self, definitions: Definitions) -> Json:
        """The kind as JSON Schema (2020-12)."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A key that a record may have: what it takes, what it means, whether it must be there.

    A `reserved` slot is loaded as prose and reported as not computed in this version of the format.
    """

    kind: Kind
    meaning: str
    required: bool = False
    reserved: bool = False
    key: str = ""


def slot(kind: Kind, meaning: str, *, required: bool = False, reserved: bool = False) -> Any:
    """Declare a slot of a record; the key is the attribute's name without a closing `_`."""
    return Slot(kind, meaning, required, reserved)


class Record:
    """Something written in the file: its values as attributes, and the place of each.

    `name` is the identifier it stands under ("" where it has none). `unsaid` holds the slots in which the file says
    `unknown` or `unstated`; their attribute is None. A record never changes; `changed` makes another.
    """

    name: str = ""
    key_span: Span = NOWHERE
    node: Node | None = None
    unsaid: Unsaid = _NOTHING
    takes_more: ClassVar[bool] = False  # whether keys that are not declared may stand there, for others to read
    declared: ClassVar[dict[str, Slot]] = {}
    slots: ClassVar[dict[str, Slot]] = {}

    # Records are made by the thousand and have dozens of slots, most of them empty: an empty one is the class's None.
    def __init__(self, **values: Any) -> None:
        self.__dict__.update(values)

    def __setattr__(self, attribute: str, value: Any) -> None:
        raise AttributeError(f"a {type(self).__name__} does not change; make another with `changed`")

    def changed(self, **values: Any) -> Self:
        """A copy with other values."""
        return type(self)(**{**self.__dict__, **values})

    @property
    def span(self) -> Span:
        """The place that stands for the whole record: its name, else its first words."""
        if self.key_span is not NOWHERE or self.node is None:
            return self.key_span
        if isinstance(self.node, Mapping) and self.node.entries:
            return self.node.entries[0].key.span
        return self.node.span

    def value_span(self, key: str) -> Span:
        """The place of a slot's value, or of the record where the slot is not written."""
        entry = self.node.entry(key) if isinstance(self.node, Mapping) else None
        return self.span if entry is None else entry.value.span

    def key_span_of(self, key: str) -> Span:
        """The place of a slot's key, or of the record where the slot is not written."""
        entry = self.node.entry(key) if isinstance(self.node, Mapping) else None
        return self.span if entry is None else entry.key.span

    def gives(self, key: str) -> bool:
        """Whether the slot is written with a value: not left out, not `unknown`, not `unstated`."""
        return getattr(self, attribute(key)) is not None

    def is_unsaid(self, key: str) -> bool:
        """Whether the file says of this slot that it is `unknown` or `unstated`."""
        return key in self.unsaid


_KEYWORDS = frozenset({"from", "with", "else", "while", "in", "not", "except", "for", "class", "return"})


def attribute(key: str) -> str:
    """The attribute that holds a key: Python's own words get a closing `_`."""
    return f"{key}_" if key in _KEYWORDS else key


RecordClass = TypeVar("RecordClass", bound=type[Record])


def record(cls: RecordClass) -> RecordClass:
    """Make a class of slots a record class: each slot becomes an attribute that is None unless the file gives it."""
    declared = dict(cls.declared)
    for name, value in list(vars(cls).items()):
        if isinstance(value, Slot):
            declared[name] = replace(value, key=name.rstrip("_"))
            setattr(cls, name, "" if name == "name" else None)
    own = {name: entry for name, entry in declared.items() if name not in _COMMON}
    common = {name: entry for name, entry in declared.items() if name in _COMMON}
    cls.declared = {**own, **common}
    cls.slots = {entry.key: entry for entry in cls.declared.values()}
    return cls


def slots_of(cls: type[Record]) -> dict[str, Slot]:
    """The slots of a record class by key, in the order they are declared, common ones last."""
    return cls.slots


_COMMON = ("text", "article", "source", "unverified", "visible_to")


class Definitions:
    """The JSON Schema definitions gathered so far, one for each record class."""

    def __init__(self) -> None:
        self.by_name: dict[str, Json] = {}

    def of(self, cls: type[Record]) -> Json:
        """A reference to the definition of a record class, made on first use."""
        name = cls.__name__
        if name not in self.by_name:
            self.by_name[name] = {}
            self.by_name[name].update(self.describe(cls))
        return {"$ref": f"#/$defs/{name}"}

    def describe(self, cls: type[Record]) -> Json:
        """The definition of a record class."""
        slots = slots_of(cls)
        described: Json = {"type": "object", "additionalProperties": cls.takes_more}
        if cls.__doc__:
            described["description"] = " ".join(cls.__doc__.split())
        described["properties"] = {
            key: {"description": entry.meaning, **self._open(entry)} for key, entry in slots.items()
        }
        required = [key for key, entry in slots.items() if entry.required]
        if required:
            described["required"] = required
        return described

    def _open(self, entry: Slot) -> Json:
        if entry.reserved:
            return {}
        described = entry.kind.schema(self)
        if described.get("type") in ("string", ["string", "number"]) and "enum" not in described:
            return described
        return {"anyOf": [described, {"enum": list(UNSAID)}]}


# Kinds of single values


class Scalars(Kind):
    """A kind that reads one value; lists and mappings in its place are reported."""

    wanted = "a single value"

    def read(self, node: Node, reader: Reader) -> Any:
        """The value, or None after a report."""
        if isinstance(node, Scalar):
            return self.read_scalar(node, reader)
        reader.wrong_shape(node, self.wanted)
        return None

    @abstractmethod
    def read_scalar(self, node: Scalar, reader: Reader) -> Any:
        """The value of a scalar."""


class Text(Scalars):
    """Prose: any words, in any language."""

    wanted = "a text"

    def read_scalar(self, node: Scalar, reader: Reader) -> str:
        """The words as they stand."""
        return node.text

    def schema(self, definitions: Definitions) -> Json:
        """Any string."""
        return {"type": ["string", "number"]}


class TextByLanguage(Text):
    """Prose, or a map of it by language, which is loaded and not computed with."""

    def read(self, node: Node, reader: Reader) -> Any:
        """The words; None for a map by language, after saying that it is not computed."""
        if isinstance(node, Mapping):
            reader.not_computed(node.span, "text by language")
            return None
        return super().read(node, reader)

    def schema(self, definitions: Definitions) -> Json:
        """A string, or a map of strings."""
        return {"anyOf": [super().schema(definitions), {"type": "object", "additionalProperties": {"type": "string"}}]}


class Anything(Kind):
    """Whatever is written, kept as it stands; for slots that a later version computes with."""

    def read(self, node: Node, reader: Reader) -> str:
        """The characters of the value."""
        return node.span.text

    def schema(self, definitions: Definitions) -> Json:
        """No constraint."""
        return {}


class Label(Scalars):
    """A free word of letters, digits and `_`, defined by its use: `photos`, `larger_than_before`."""

    wanted = "one word, such as `photos`"

    def read_scalar(self, node: Scalar, reader: Reader) -> str | None:
        """The word, if it is one."""
        if not node.text.replace("_", "a").replace("-", "a").isalnum():
            reader.wrong_value(
                node.span,
                f"`{shorten(node.text)}` is not one word.",
                "write it as letters, digits and `_`, such as `larger_than_before`; prose belongs under `text`",
            )
            return None
        return node.text

    def schema(self, definitions: Definitions) -> Json:
        """A string without spaces."""
        return {"type": ["string", "number"]}


class OneOf(Scalars):
    """One of a few fixed words."""

    def __init__(self, *words: str) -> None:
        self.words = words
        self.wanted = "one of " + ", ".join(f"`{word}`" for word in words)

    def read_scalar(self, node: Scalar, reader: Reader) -> str | None:
        """The word, if it is one of them."""
        if node.text in self.words:
            return node.text
        reader.unknown_word(node, self.words)
        return None

    def schema(self, definitions: Definitions) -> Json:
        """An enumeration; an editor may type a number bare."""
        return {"enum": [*self.words, *(int(word) for word in self.words if word.isdigit())]}


class YesOrNo(Scalars):
    """`yes` or `no`."""

    wanted = "`yes` or `no`"

    def read_scalar(self, node: Scalar, reader: Reader) -> bool | None:
        """True for yes."""
        if node.text in ("yes", "true", "no", "false"):
            return node.text in ("yes", "true")
        reader.unknown_word(node, ("yes", "no"))
        return None

    def schema(self, definitions: Definitions) -> Json:
        """A truth value as editors type it."""
        return {"enum": [True, False, "yes", "no"]}


class Whole(Scalars):
    """A whole number of at least `least`."""

    def __init__(self, least: int = 0) -> None:
        self.least = least
        self.wanted = f"a whole number, {least} or more"

    def read_scalar(self, node: Scalar, reader: Reader) -> int | None:
        """The number."""
        if node.text.isascii() and node.text.isdigit() and len(node.text) <= 9 and int(node.text) >= self.least:
            return int(node.text)
        reader.wrong_value(
            node.span, f"`{shorten(node.text)}` is not {self.wanted}.", "write plain digits, such as `2`"
        )
        return None

    def schema(self, definitions: Definitions) -> Json:
        """An integer."""
        return {"type": "integer", "minimum": self.least}


class Expression(Scalars):
    """One of the little expressions, read by a function of the grammar."""

    def __init__(self, wanted: str, read: Callable[[Any], Any], *examples: str, expects: str = "any") -> None:
        self.wanted = wanted
        self.reading = read
        self.examples = examples
        self.expects = expects

    def read_scalar(self, node: Scalar, reader: Reader) -> Any:
        """The value, with the names in it noted as uses."""
        return reader.expression(node, self.reading, self.expects)

    def schema(self, definitions: Definitions) -> Json:
        """A string, with examples; an editor may type a number or a date bare."""
        return {"type": ["string", "number"], "examples": list(self.examples)}


class Ref(Scalars):
    """The name of something that the file defines elsewhere, of one of the given families."""

    def __init__(self, *families: str, also: tuple[str, ...] = ()) -> None:
        self.families = families
        self.also = also
        self.wanted = "a name"

    def read_scalar(self, node: Scalar, reader: Reader) -> str | None:
        """The name; whether it is defined is asked when the whole file has been read."""
        if node.text in self.also:
            return node.text
        return reader.name(node, self.families, self.also)

    def schema(self, definitions: Definitions) -> Json:
        """A string; the fixed words, if any, are offered."""
        described: Json = {"type": "string"}
        if self.also:
            described["examples"] = list(self.also)
        return described


# Kinds of many values


class ListOf(Kind):
    """A list; with `lone`, a single value may stand for a list of one."""

    def __init__(self, kind: Kind, *, lone: bool = False) -> None:
        self.kind = kind
        self.lone = lone

    def read(self, node: Node, reader: Reader) -> tuple[Any, ...] | None:
        """The values that could be read."""
        if isinstance(node, Sequence):
            values = [self._item(item, reader) for item in node.items]
            return tuple(value for value in values if value is not None)
        if self.lone and (isinstance(node, Scalar) or isinstance(self.kind, RecordOf | Either)):
            value = self.kind.read(node, reader)
            return None if value is None else (value,)
        reader.wrong_shape(node, "a list, such as `[a, b]`")
        return None

    def _item(self, item: Node, reader: Reader) -> Any:
        missing = reader.lacks_value(item, None)
        return None if missing else self.kind.read(item, reader)

    def schema(self, definitions: Definitions) -> Json:
        """An array, or the lone value."""
        item = self.kind.schema(definitions)
        listed: Json = {"type": "array", "items": item}
        return {"anyOf": [listed, item]} if self.lone else listed


class MapOf(Kind):
    """Values by name: new (`defines`), of families (`keys`), or free; with `or_none` the file may say `none`."""

    def __init__(self, kind: Kind, *, defines: str = "", keys: tuple[str, ...] = (), or_none: bool = False) -> None:
        self.kind = kind
        self.defines = defines
        self.keys = keys
        self.or_none = or_none

    def read(self, node: Node, reader: Reader) -> dict[str, Any] | None:
        """The values by name, in the order of the file; none at all where it says `none`."""
        if self.or_none and isinstance(node, Scalar) and node.text == "none":
            return {}
        if not isinstance(node, Mapping):
            more = "; or `none` if there is none" if self.or_none else ""
            reader.wrong_shape(node, "a mapping of names", f"write each name, a colon, and what belongs to it{more}")
            return None
        values: dict[str, Any] = {}
        for entry in node.entries:
            value = self._entry(entry.key, entry.value, node.flow, reader)
            if value is not None:
                values[entry.key.text] = value
        return values

    def _entry(self, key: Scalar, value: Node, flow: bool, reader: Reader) -> Any:
        missing = reader.lacks_value(value, key, in_braces=flow)
        if missing or (self.defines and not reader.new_name(key)):
            return None
        if self.keys:
            reader.name(key, self.keys, ())
        with reader.under(key):
            return self.kind.read(value, reader)

    def schema(self, definitions: Definitions) -> Json:
        """An object with free keys, or the word `none`."""
        named: Json = {"type": "object", "additionalProperties": self.kind.schema(definitions)}
        return {"anyOf": [named, {"enum": ["none"]}]} if self.or_none else named


class RecordOf(Kind):
    """A record; the class may be given by a function where it is declared later."""

    def __init__(self, cls: type[Record] | Callable[[], type[Record]]) -> None:
        self._cls = cls

    @property
    def cls(self) -> type[Record]:
        """The record class."""
        return self._cls if isinstance(self._cls, type) else self._cls()

    def read(self, node: Node, reader: Reader) -> Record | None:
        """The record."""
        return reader.record(self.cls, node)

    def schema(self, definitions: Definitions) -> Json:
        """A reference to the class's definition."""
        return definitions.of(self.cls)


class Either(Kind):
    """A short form in a single value, or a long form in a mapping (or a list)."""

    def __init__(self, scalar: Kind | None, mapping: Kind, sequence: Kind | None = None) -> None:
        self.scalar = scalar
        self.mapping = mapping
        self.sequence = sequence

    def read(self, node: Node, reader: Reader) -> Any:
        """The value of whichever form is there."""
        forms = {Scalar: self.scalar, Mapping: self.mapping, Sequence: self.sequence}
        form = forms[type(node)]
        if form is not None:
            return form.read(node, reader)
        names = {Scalar: "a single value", Mapping: "a mapping", Sequence: "a list"}
        reader.wrong_shape(node, " or ".join(names[shape] for shape, form in forms.items() if form is not None))
        return None

    def schema(self, definitions: Definitions) -> Json:
        """Any of the forms."""
        forms = (self.scalar, self.mapping, self.sequence)
        return {"anyOf": [form.schema(definitions) for form in forms if form is not None]}


def record_classes(root: type[Record]) -> Iterator[type[Record]]:
    """Every record class that a file may hold, the root first."""
    seen: set[type[Record]] = set()
    waiting = [root]
    while waiting:
        cls = waiting.pop(0)
        if cls in seen:
            continue
        seen.add(cls)
        yield cls
        for entry in slots_of(cls).values():
            waiting.extend(_classes_in(entry.kind))


def _classes_in(kind: Kind | None) -> list[type[Record]]:
    match kind:
        case RecordOf():
            return [kind.cls]
        case ListOf() | MapOf():
            return _classes_in(kind.kind)
        case Either():
            return [cls for form in (kind.scalar, kind.mapping, kind.sequence) for cls in _classes_in(form)]
        case _:
            return []
