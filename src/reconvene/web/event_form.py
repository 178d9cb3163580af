"""The form of an event: a field for each thing that its kind can say, and what was written in it as an event's data."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reconvene.document.load import Document
from reconvene.live.codec import data_of
from reconvene.live.questions import Question, questions, read_answer
from reconvene.live.record_view import shown
from reconvene.process.events import SHELF, Event
from reconvene.text import yaml
from reconvene.text.span import Source

MUST = "This must be said."
OWN = "f."
"""What the fields of an event's own keys begin with."""
SAYS = "s."
"""What the fields begin with of the event that a correction corrects."""
MANY = 14
"""From more names on, several are written one after another and not ticked."""
_LABELS = {
    "happened": "When did it happen?",
    "text": "In your own words, or theirs",
    "source": "Sources",
    "confidence": "How sure are you?",
    "next_date": "The day of the next session that all agreed on",
}
_CORRECTING = {"happened": "When was that found out?", "text": "Why is it corrected?"}
_HINTS = {
    "happened": "The day on which it happened. If you know only that it was on some day between two, name both.",
    "text": "What was said or agreed, or what else somebody should know.",
    "source": "The names of the sources that show it, as the process has them, with commas between.",
}

Values = Mapping[str, Sequence[str]]
Called = Callable[[str], str]


@dataclass(frozen=True)
class Field:
    """One field: its name in the form, how it is asked, what stands in it, what may, and what is wrong with it.

    `widget` is `day`, `days`, `day or none`, `choice`, `ticks`, `text` (with `options` as proposals), or `words` for
    several lines.
    """

    name: str
    label: str
    hint: str
    widget: str
    required: bool
    values: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    wrong: str = ""
    more: bool = False

    @property
    def value(self) -> str:
        """What stands in a field that takes one answer."""
        return self.values[0] if self.values else ""

    @property
    def id(self) -> str:
        """What the field is called in the page."""
        return self.name.replace(".", "-")


@dataclass(frozen=True)
class Taken:
    """What was written in a form: the event as plain data, and what is wrong by the name of the field."""

    data: dict[str, Any]
    wrong: dict[str, str]


@dataclass(frozen=True)
class EventForm:
    """The form of one kind of event, for a text with its names and a record with its own."""

    kind: str
    document: Document
    events: Sequence[Event]
    called: Called
    prefix: str = OWN
    hidden: frozenset[str] = frozenset({"visible_to"})

    @property
    def questions(self) -> tuple[Question, ...]:
        """What is asked; for whom alone it is, is asked in another way."""
        asked = questions(self.kind, self.document, self.events)
        return tuple(each for each in asked if each.key not in self.hidden)

    def fields(self, values: Values, wrong: Mapping[str, str] | None = None) -> tuple[Field, ...]:
        """The fields with what stands in them; those that need not be filled in and are seldom, last and folded."""
        return tuple(self._field(each, values, wrong or {}) for each in self.questions)

    def _field(self, asked: Question, values: Values, wrong: Mapping[str, str]) -> Field:
        name = self.prefix + asked.key
        widget = _widget(asked)
        held = tuple(values.get(name, ()))
        if widget == "days":
            held = (*(held or ("",)), *(values.get(f"{name}.until") or ("",)))[:2]
        elif widget == "day or none" and values.get(f"{name}.none"):
            held = ("none",)
        elif widget == "ticks":
            held = tuple(word.strip() for value in held for word in value.split(","))
        elif widget == "text" and asked.listed:
            held = (", ".join(held),)
        return Field(
            name,
            self._label(asked),
            "" if self._corrects(asked.key) else _hint(asked, widget),
            widget,
            asked.required,
            held,
            tuple((choice, self._option(choice, asked)) for choice in asked.choices),
            wrong.get(name, ""),
            more=not asked.required and asked.key in ("source", "confidence"),
        )

    def _label(self, asked: Question) -> str:
        if self._corrects(asked.key):
            return _CORRECTING[asked.key]
        return _LABELS.get(asked.key, asked.meaning[:1].upper() + asked.meaning[1:])

    def _corrects(self, key: str) -> bool:
        return self.kind == "correction" and key in _CORRECTING

    def _option(self, choice: str, asked: Question) -> str:
        if asked.closed:
            return choice.replace("_", " ")
        if choice not in self.document.names.of_family("actor", "role", "body"):
            return choice
        return f"{self.called(choice)} ({choice})" if "." in choice else self.called(choice)

    def read(self, form: Values) -> Taken:
        """What was written: each answer read as a file would read it."""
        data: dict[str, Any] = {"kind": self.kind}
        wrong: dict[str, str] = {}
        for asked in self.questions:
            name = self.prefix + asked.key
            words = self._words(asked, name, form)
            if not words:
                if asked.required:
                    wrong[name] = MUST
                continue
            value, fault = read_answer(self.kind, asked, words, self.document, self.events)
            if fault:
                wrong[name] = fault
            else:
                data[asked.key] = value
        return Taken(data, wrong)

    def _words(self, asked: Question, name: str, form: Values) -> str:
        held = [word.strip() for word in form.get(name, ()) if word.strip()]
        if asked.dated == "days":
            until = (form.get(f"{name}.until") or [""])[0].strip()
            return f"{held[0]}..{until}" if held and until and until != held[0] else "".join(held[:1])
        if asked.dated == "day or none" and form.get(f"{name}.none"):
            return "none"
        if asked.listed:
            words = ", ".join(held)
            return words if not words or words.startswith("[") else f"[{words}]"
        return held[0] if held else ""


def _widget(asked: Question) -> str:
    if asked.dated:
        return asked.dated
    if asked.prose:
        return "words" if asked.key in ("text", "reason", "says", "why") else "text"
    if asked.listed:
        return "ticks" if 0 < len(asked.choices) <= MANY else "text"
    if asked.choices and not asked.new_name:
        return "choice"
    return "text"


def _hint(asked: Question, widget: str) -> str:
    parts = [_HINTS.get(asked.key, "")]
    if widget == "text" and asked.listed and asked.key != "source":
        parts.append("Several with commas between.")
    if asked.new_name:
        parts.append("A new name, in small letters with `_` between the words, or one that is known.")
    if asked.examples and widget == "text":
        parts.append(f"Such as {', '.join(f'`{each}`' for each in asked.examples)}.")
    if asked.required and widget == "text":
        parts.append("Write `unknown` if nobody knows it.")
    return " ".join(filter(None, parts))


def values_of(data: Mapping[str, Any], prefix: str = OWN) -> dict[str, list[str]]:
    """What stands in the fields if an event is given as data."""
    values: dict[str, list[str]] = {}
    for key, value in data.items():
        if key == "happened":
            first, _, last = str(value).partition("..")
            values[prefix + key] = [first]
            values[f"{prefix}{key}.until"] = [last]
        elif isinstance(value, list | tuple):
            values[prefix + key] = [shown(each) for each in value]
        else:
            values[prefix + key] = [shown(value)]
    return values


# What a correction or an amendment says


def read_lines(words: str) -> tuple[dict[str, Any], str]:
    """What `KEY: VALUE` lines say as data, and what is wrong with them."""
    page = yaml.read(Source("answer", words))
    if not isinstance(page.root, yaml.Mapping) or page.findings:
        why = page.findings[0].message if page.findings else "Write one `KEY: VALUE` on each line."
        return {}, why
    return dict(data_of(page.root)), ""


def changed(before: Mapping[str, Any], taken: Taken, prefix: str = SAYS) -> tuple[dict[str, Any], dict[str, str]]:
    """What a form of an event says otherwise than the event did, and what is wrong with that."""
    says = {key: value for key, value in taken.data.items() if key != "kind" and not _same(before.get(key), value)}
    wrong = dict(taken.wrong)
    for key in before.keys() - taken.data.keys() - {"id", "version", "recorded", "by", "visible_to", "unverified"}:
        wrong.setdefault(
            prefix + key, "A correction cannot leave this out: say what it should have been, or `unknown`."
        )
    return says, wrong


def _same(one: Any, other: Any) -> bool:
    return one is not None and shown(one) == shown(other)


def readers_in(form: Values, compartments: Mapping[str, Iterable[str]]) -> tuple[list[str] | None, str]:
    """For whom alone an event is, as the form says, and what is wrong with that; None where it is for everybody."""
    chosen = (form.get("visible") or ["everybody"])[0]
    if chosen in ("", "everybody"):
        return None, ""
    if chosen.startswith("compartment:"):
        named = compartments.get(chosen.removeprefix("compartment:"))
        return (list(named), "") if named is not None else (None, "There is no such circle of readers any more.")
    ticked = sorted({each for each in form.get("reader", ()) if each})
    return ticked, "" if ticked else "Tick those who may see it."


def knows(kind: str) -> bool:
    """Whether there is such a kind of event."""
    return kind in SHELF
