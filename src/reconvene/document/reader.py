"""Reading a tree into records: every problem noted with its place, every use of a name kept to be asked about later."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from reconvene.document import expressions as e
from reconvene.document.grammar import NAME, PATH, ExpressionError, parse
from reconvene.document.shape import UNSAID, Record, Slot, attribute, slots_of
from reconvene.text.finding import Edit, Finding, Findings, Fix, Reason, Severity, Verdict, problem
from reconvene.text.finding import shorten as shorten
from reconvene.text.span import NOWHERE, Span
from reconvene.text.spelling import Guesses
from reconvene.text.yaml import Entry, Mapping, Node, Scalar, Sequence

_INNER = {
    e.When: "fact",
    e.Kept: "through",
    e.Offset: "moment",
    e.Within: "of",
    e.Limit: "moment",
    e.Cycle: "start",
}
"""The part of an expression that may hold further names."""
_LINE_END = re.compile(r"[\r\n]")
_FOREIGN_KEYS = {
    "on": "many programs read `on` as *true*; write `dated`",
    "at_latest": "write it inside `within`: `60 days of opens and no later than 2019-06-30`",
    "deadline": "write it as `within: no later than 2019-06-30`",
    "due": "write it as `within: no later than 2019-06-30`",
    "returns": "say who goes first: `after`, `in_step_with` or `same_day`; plain reciprocity is `in_return_for`",
    "status": "a process file says what was agreed; what has happened belongs to the record",
}

MAX_INSIDE = 40
"""Records may stand in one another so deep; conditions and estimates are the only ones that could go on for ever."""
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Use:
    """A name used somewhere: the thing, the families it may belong to, and, for a fact, the state it must have."""

    path: str
    span: Span
    families: tuple[str, ...]
    state: str = ""
    state_span: Span = NOWHERE
    also: tuple[str, ...] = ()


class Reader:
    """What has been found while reading one document."""

    def __init__(self) -> None:
        self.uses: list[Use] = []
        self.guesses = Guesses()
        self._found = Findings()
        self._key: Scalar | None = None
        self._inside = 0

    @property
    def findings(self) -> list[Finding]:
        """What is wrong so far."""
        return self._found.listed()

    # Reports

    def report(
        self, id: str, span: Span, message: str, help: str, *because: Reason, fixes: tuple[Fix, ...] = ()
    ) -> None:
        """Note an error of the file."""
        self._found.add(problem(id, span, message, help, *because, fixes=fixes))

    def warn(self, id: str, span: Span, message: str, help: str, *because: Reason) -> None:
        """Note what is readable and unwise."""
        self._found.add(Finding(id, Severity.WARNING, message, span, help=help, because=because))

    def is_full(self, id: str) -> bool:
        """Whether so many problems of this kind are noted that one more is only counted, as this then does."""
        if self._found.takes(id):
            return False
        self._found.count(id)
        return True

    def wrong_value(self, span: Span, message: str, help: str) -> None:
        """Note a value that cannot be read."""
        self.report("wrong-value", span, message, help)

    def wrong_shape(self, node: Node, wanted: str, help: str = "") -> None:
        """Note a list, mapping or single value that stands where another was expected."""
        found = {Scalar: "a single value", Mapping: "a mapping", Sequence: "a list"}[type(node)]
        if isinstance(node, Scalar):
            found = f"the single value `{shorten(node.text)}`"
        where = f" under `{shorten(self._key.text)}`" if self._key else ""
        span = node.span if isinstance(node, Scalar) or node.flow else first_line(node.span)
        short = wanted.partition(", such as")[0]
        if not help:
            quoted = short == "a text" and not isinstance(node, Scalar) and node.flow
            help = f"write {wanted}" + (", in quotes if it starts with a bracket or a brace" if quoted else "")
        self.report("wrong-shape", span, f"There is {found}{where}, where {short} belongs.", help)

    def unknown_word(self, node: Scalar, words: tuple[str, ...]) -> None:
        """Note a word that is none of the few that may stand there."""
        if self.is_full("unknown-word"):
            return
        near = self.guesses.nearest(node.text, words)
        listed = ", ".join(f"`{word}`" for word in words)
        help = f"did you mean `{near}`? It may be {listed}" if near else f"it may be {listed}"
        where = f" of `{shorten(self._key.text)}`" if self._key else ""
        self.report(
            "unknown-word",
            node.span,
            f"`{shorten(node.text)}` is not a value{where}.",
            help,
            fixes=spelling_fix(near, node.span),
        )

    def lacks_value(self, node: Node, key: Scalar | None, *, in_braces: bool = False) -> bool:
        """Whether nothing readable is written after a key, or in a list; said here, unless it was said before."""
        if not isinstance(node, Scalar) or not (node.empty or node.broken):
            return False
        if not node.broken:
            self._report_missing(node, key, in_braces=in_braces)
        return True

    def _report_missing(self, node: Scalar, key: Scalar | None, *, in_braces: bool) -> None:
        help = "write the value after the colon, or `unknown` if it is not known, or remove the key"
        if key is None:
            self.report(
                "missing-value", node.span, "This item of the list has no value.", "write it, or remove its mark"
            )
            return
        message = f"`{shorten(key.text)}` has no value."
        if in_braces and node.span.start <= key.span.end:  # there is not even a colon
            message += " Inside `{}` a comma ends a value, so the words after a comma became a key."
            help = (
                "write numbers without separators (`500000`, `500 thousand`) and join the parts of a window with `and`"
            )
        self.report("missing-value", key.span, message, help)

    def not_computed(self, span: Span, what: str) -> None:
        """Note something that this version of the format loads as prose."""
        self._found.add(
            Finding(
                "not-computed",
                Severity.INFO,
                f"This version keeps {what} as prose and computes nothing from it.",
                span,
                Verdict.CANNOT_TELL,
                help="nothing to do; every check reads the file as if it were not there",
            )
        )

    # Values

    @contextmanager
    def under(self, key: Scalar) -> Iterator[None]:
        """While open, problems are said to be under this key."""
        before, self._key = self._key, key
        try:
            yield
        finally:
            self._key = before

    @property
    def place(self) -> dict[str, Any]:
        """The name and the place of the key that is being read, as a record takes them."""
        return {"name": self._key.text, "key_span": self._key.span} if self._key else {}

    def new_name(self, key: Scalar) -> bool:
        """Whether a key may be the name of something."""
        if key.text in UNSAID:
            self.report(
                "not-a-name",
                key.span,
                f"`{key.text}` stands for what is not known or not said, and cannot be a name.",
                "give it another name",
            )
            return False
        if len(key.text) > LONGEST_NAME:
            self.report(
                "not-a-name",
                key.span,
                f"`{shorten(key.text)}` has {len(key.text)} letters; a name has at most {LONGEST_NAME}.",
                "shorten it; the whole words can stand under `text`",
            )
            return False
        if NAME.fullmatch(key.text):
            return True
        self.report(
            "not-a-name",
            key.span,
            f"`{shorten(key.text)}` cannot be a name.",
            "a name is letters, digits and `_`, and starts with a letter; keep other words under `text`",
        )
        return False

    def name(self, node: Scalar, families: tuple[str, ...], also: tuple[str, ...]) -> str | None:
        """A name that is used here and must be defined somewhere."""
        if not PATH.fullmatch(node.text):
            self.report(
                "not-a-name",
                node.span,
                f"`{shorten(node.text)}` is not a name.",
                "write the name of one thing in the file: letters, digits and `_`; several go in a list `[a, b]`",
            )
            return None
        self.uses.append(Use(node.text, node.span, families, also=also))
        return node.text

    def expression(self, node: Scalar, read: Callable[[Any], Any], expects: str) -> Any:
        """A little expression, its names noted as uses; None after a report."""
        try:
            value = parse(node.text, read)
        except ExpressionError as error:
            self._report_expression(node, error)
            return None
        self._note_uses(value, node, expects)
        return value

    def _report_expression(self, node: Scalar, error: ExpressionError) -> None:
        if self.is_full("wrong-value"):
            return
        near = self.guesses.nearest(error.word, error.known()) if error.word else None
        span = node.part(error.start, error.end)
        self.report(
            "wrong-value",
            span,
            (f"`{shorten(self._key.text)}`: " if self._key else "") + error.message,
            (f"did you mean `{near}`? " if near else "") + error.help,
            fixes=spelling_fix(near, span) if span.text == error.word else (),
        )

    def _note_uses(self, value: Any, node: Scalar, expects: str) -> None:
        match value:
            case e.Who():
                self._use(node, value.path, value.offset, (expects if expects != "any" else "actor",))
            case e.Fact():
                start = value.offset + len(value.thing) + 1
                state_span = node.part(start, start + len(value.state))
                span = node.part(value.offset, value.offset + len(value.thing))
                self.uses.append(Use(value.thing, span, ("any",), value.state, state_span))
                self._note_uses(value.by, node, "actor")
            case e.Kept():
                self._use(node, value.thing, value.offset, ("duty", "series"))
            case e.AtCap():
                self._use(node, value.thing, value.offset, ("any",))
            case e.OnDay():
                self._use(node, value.name, value.offset, ("day",))
            case e.Window():
                for limit in value.limits:
                    self._note_uses(limit, node, "any")
            case e.PercentOf() if value.of not in (None, "cap"):
                self._use(node, str(value.of), node.text.rfind(str(value.of)), ("any",))
        inner = _INNER.get(type(value))
        if inner:
            self._note_uses(getattr(value, inner), node, "any")

    def _use(self, node: Scalar, path: str, offset: int, families: tuple[str, ...]) -> None:
        self.uses.append(Use(path, node.part(offset, offset + len(path)), families))

    # Records

    def record(self, cls: type[Record], node: Node) -> Record | None:
        """A record of the class, or None if the node is no mapping."""
        if not isinstance(node, Mapping):
            wanted = ", ".join(f"`{name}`" for name in list(slots_of(cls))[:4])
            self.wrong_shape(node, f"a mapping with keys such as {wanted}")
            return None
        if self._inside >= MAX_INSIDE:
            self.report(
                "too-deep",
                first_line(node.span),
                f"Things stand in one another more than {MAX_INSIDE} deep here.",
                "take a part out and give it a name of its own, such as a gate, and refer to that",
            )
            return None
        self._inside += 1
        try:
            return self._record(cls, node)
        finally:
            self._inside -= 1

    def _record(self, cls: type[Record], node: Mapping) -> Record:
        key = self._key
        values: dict[str, Any] = {}
        unsaid: dict[str, str] = {}
        slots = slots_of(cls)
        for entry in node.entries:
            found = self._slot(cls, slots, entry, node)
            if found is None or (isinstance(entry.value, Scalar) and entry.value.broken):
                continue
            if isinstance(entry.value, Scalar) and entry.value.plain and entry.value.text in UNSAID:
                unsaid[found.key] = entry.value.text
                continue
            if found.reserved:
                self.not_computed(entry.key.span, f"`{found.key}`")
            self._key = entry.key  # what `under` does, written out since a file has values by the ten thousand
            try:
                values[attribute(found.key)] = found.kind.read(entry.value, self)
            finally:
                self._key = key
        self._require(cls, slots, node, key)
        named = node.entry("name") if "name" in slots else None
        values.setdefault("name", key.text if key and not named else "")
        made = cls(
            **values,
            key_span=named.value.span if named else key.span if key and "name" not in slots else NOWHERE,
            node=node,
            unsaid=unsaid,
        )
        self._examine(made)
        return made

    def _slot(self, cls: type[Record], slots: dict[str, Slot], entry: Entry, node: Mapping) -> Slot | None:
        key = entry.key
        found = slots.get(key.text)
        if (found or (node.flow and not NAME.fullmatch(key.text))) and self.lacks_value(
            entry.value, key, in_braces=node.flow
        ):
            return None
        if found is None and not self._may_stand(cls, slots, key, node):
            self._unknown_key(cls, slots, entry, node)
        return found

    def _may_stand(self, cls: type[Record], slots: dict[str, Slot], key: Scalar, node: Mapping) -> bool:
        """Whether a key without a slot is left to others to read: not if it is a misspelling of one that is missing."""
        if not cls.takes_more:
            return False
        near = self.guesses.nearest(key.text, slots)
        return near is None or node.entry(near) is not None

    def _unknown_key(self, cls: type[Record], slots: dict[str, Slot], entry: Entry, node: Mapping) -> None:
        key = entry.key
        if self.is_full("unknown-key"):
            return
        near = self.guesses.nearest(key.text, slots)
        owner = f"`{shorten(self._key.text)}`" if self._key else what_is(cls)
        fixes: tuple[Fix, ...] = ()
        if key.text in _FOREIGN_KEYS and (not near or len(key.text) < 3):
            help = _FOREIGN_KEYS[key.text]
        elif near:
            help = f"did you mean `{near}`?"
            fixes = spelling_fix(near, key.span) if node.entry(near) is None else ()
        elif node.flow and self.lacks_value(entry.value, key, in_braces=True):
            return
        else:
            help = "it may have " + ", ".join(f"`{name}`" for name in slots)
        message = f"{owner[0].upper()}{owner[1:]} has no key `{shorten(key.text)}`."
        self.report("unknown-key", key.span, message, help, fixes=fixes)

    def _require(self, cls: type[Record], slots: dict[str, Slot], node: Mapping, key: Scalar | None) -> None:
        if not node.complete:
            return
        written = {entry.key.text for entry in node.entries}
        for entry in slots.values():
            if entry.required and entry.key not in written:
                span = key.span if key else first_line(node.span)
                owner = f"`{shorten(key.text)}`" if key else f"This {what_is(cls)}"
                wanted = getattr(entry.kind, "wanted", "")
                help = f"add `{entry.key}:` with {wanted}" if wanted else f"add `{entry.key}:`"
                self.report("missing-key", span, f"{owner} does not say `{entry.key}`: {entry.meaning}.", help)

    def _examine(self, made: Record) -> None:
        examine = getattr(made, "examine", None)
        if examine is not None:
            examine(self)


def spelling_fix(near: str | None, *spans: Span) -> tuple[Fix, ...]:
    """The fix that writes the word that was meant, or nothing if none is near."""
    return (Fix(f"write `{near}`", tuple(Edit(span, near) for span in spans)),) if near and spans else ()


def what_is(cls: type[Record]) -> str:
    """What people call a record of a class: `series missed` for SeriesMissed."""
    if cls.__name__ == "Process":
        return "the process"
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", cls.__name__).lower()


def first_line(span: Span) -> Span:
    """The part of a stretch that stands on its first line."""
    end = _LINE_END.search(span.text)
    return span.part(0, end.start()) if end else span
