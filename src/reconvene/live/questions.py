"""What is to be asked of somebody who records an event: each key with its meaning, examples, and the names that fit."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from reconvene.document.kinds import DATE
from reconvene.document.load import Document
from reconvene.document.names import resolve
from reconvene.document.reader import Reader
from reconvene.document.shape import Either, Expression, Kind, ListOf, OneOf, Ref, Slot, Text, YesOrNo
from reconvene.live.codec import data_of
from reconvene.process.event_file import known_names
from reconvene.process.events import SHELF, Event
from reconvene.process.shelf import DayOrNone, DaysKind, own_slots
from reconvene.text import yaml
from reconvene.text.span import Source

_COMMON = ("happened", "text", "source", "confidence", "visible_to")
"""What is asked of every event; `id`, `recorded` and the rest have an answer that nobody need think about."""
_REMARKS = {
    "visible_to": "the only ones who may read it, such as `north, sweden`; everybody if left out",
    "source": "the names of the sources that show it, as the process has them",
}


@dataclass(frozen=True)
class Question:
    """One key of an event: what it means, whether it must be answered, examples, and the names or words that fit.

    `new_name` says that the name may be one that the record has not seen; `prose` that the answer is taken as it
    stands; `listed` that several answers may be given; `dated` what kind of day it is: `day`, `days` between which
    something happened, or `day or none`.
    """

    key: str
    meaning: str
    required: bool
    examples: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    closed: bool = False
    new_name: bool = False
    prose: bool = False
    listed: bool = False
    dated: str = ""


@dataclass(frozen=True)
class KindView:
    """A kind of event: its name, its family, and what it is in a sentence."""

    kind: str
    family: str
    about: str


def kinds() -> list[KindView]:
    """Every kind of event, by family."""
    found = []
    for kind, cls in SHELF.items():
        module = sys.modules[cls.__module__].__doc__ or ""
        family = module.split(":", 1)[0].removeprefix("Events of ").strip()
        found.append(KindView(kind, family, (cls.__doc__ or "").strip().split("\n", 1)[0]))
    order = list(dict.fromkeys(each.family for each in found))
    return sorted(found, key=lambda each: (order.index(each.family), each.kind))


def questions(kind: str, document: Document, events: Iterable[Event] = ()) -> tuple[Question, ...]:
    """What to ask of a kind: what it must say, when it happened, then what it may say. Raises KeyError for no kind."""
    cls = SHELF[kind]
    names = known_names(document.names, events)
    own = [_question(cls, key, entry, names.of_family) for key, entry in own_slots(cls).items() if key != "says"]
    common = [_question(cls, key, cls.slots[key], names.of_family) for key in _COMMON]
    return tuple(sorted([*own, *common], key=_rank))


def _rank(question: Question) -> int:
    if question.key in _COMMON and question.key != "happened":
        return 4
    return 1 if question.required and question.key != "happened" else 2 if question.required else 3


def _question(cls: type[Event], key: str, entry: Slot, of_family: Any) -> Question:
    kind = _inner(entry.kind)
    choices: tuple[str, ...] = ()
    if isinstance(kind, OneOf):
        choices = kind.words
    elif isinstance(kind, YesOrNo):
        choices = ("yes", "no")
    elif isinstance(kind, Ref):
        choices = (*of_family(*kind.families), *kind.also)
    new = cls.introduces is not None and cls.introduces[1] == key
    return Question(
        key,
        _REMARKS.get(key, entry.meaning),
        entry.required,
        _examples(kind),
        choices,
        closed=isinstance(kind, OneOf | YesOrNo),
        new_name=new,
        prose=isinstance(kind, Text) and not isinstance(entry.kind, ListOf),
        listed=isinstance(entry.kind, ListOf),
        dated=_dated(kind),
    )


def _dated(kind: Kind) -> str:
    match kind:
        case DaysKind():
            return "days"
        case DayOrNone():
            return "day or none"
        case Expression() if kind is DATE:
            return "day"
    return ""


def _inner(kind: Kind) -> Kind:
    if isinstance(kind, ListOf):
        return _inner(kind.kind)
    return _inner(kind.scalar) if isinstance(kind, Either) and kind.scalar is not None else kind


def _examples(kind: Kind) -> tuple[str, ...]:
    match kind:
        case Expression(examples=examples):
            return examples[:3]
        case DaysKind():
            return ("2019-02-28", "2019-02-27..2019-02-28")
        case DayOrNone():
            return ("2019-02-28", "none")
    return ()


def read_answer(
    kind: str, question: Question, words: str, document: Document, events: Iterable[Event] = ()
) -> tuple[Any, str]:
    """What an answer means as plain data, and what is wrong with it with the next step; empty if nothing is.

    Words are read as a file would read them; names in a list may go without brackets: `north, south`.
    """
    if question.prose:
        return words, ""
    entry = SHELF[kind].slots[question.key]
    listed = isinstance(entry.kind, ListOf) and "," in words and not words.startswith("[")
    source = Source("answer", f"[{words}]" if listed else words)
    page = yaml.read(source)
    if page.root is None or page.findings:
        found = page.findings[0] if page.findings else None
        return None, f"{found.message} {_sentence(found.help)}" if found else "There is nothing to read in it."
    reader = Reader()
    with reader.under(yaml.Scalar(question.key, source.head)):
        entry.kind.read(page.root, reader)
    if not reader.findings and not question.new_name:
        resolve(reader.uses, known_names(document.names, events), reader)
    wrong = " ".join(f"{found.message} {_sentence(found.help)}" for found in reader.findings)
    return data_of(page.root), wrong


def _sentence(help: str) -> str:
    return f"{help[:1].upper()}{help[1:]}." if help and not help.endswith(("?", ".")) else help[:1].upper() + help[1:]
