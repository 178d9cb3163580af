"""The shelf of events: what every event says, and how a class becomes a kind of event."""

from __future__ import annotations

import re
from datetime import date
from typing import Any, ClassVar, NamedTuple, TypeVar

from reconvene.document.kinds import DATE, PROSE, Item
from reconvene.document.reader import Reader
from reconvene.document.shape import Definitions, Json, Label, OneOf, Scalars, record, slot
from reconvene.text.finding import shorten
from reconvene.text.yaml import Scalar

VERSION = "1"
"""The version that every kind has so far; a kind whose meaning changes gets the next one."""
CONFIDENCE = ("low", "medium", "high")


class Days(NamedTuple):
    """When something happened: on a day (`first` is `last`), or on some day between the two."""

    first: date
    last: date

    def __str__(self) -> str:
        return str(self.first) if self.first == self.last else f"{self.first}..{self.last}"


def on(day: date) -> Days:
    """A single day."""
    return Days(day, day)


def day_written(text: str) -> date | None:
    """The day that a text is, or None."""
    try:
        return date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) else None
    except ValueError:
        return None


class DaysKind(Scalars):
    """A day, or two days with something that happened between them."""

    wanted = "a day, such as `2019-02-28`, or `2019-02-27..2019-02-28`"

    def read_scalar(self, node: Scalar, reader: Reader) -> Days | None:
        """The days, in their order."""
        first, dots, last = node.text.partition("..")
        start, end = day_written(first.strip()), day_written(last.strip() if dots else first.strip())
        if start is None or end is None:
            reader.wrong_value(node.span, f"`{shorten(node.text)}` is not a day.", f"write {self.wanted}")
            return None
        if end < start:
            reader.wrong_value(
                node.span, f"It cannot have happened between {start} and {end}: {end} is earlier.", "turn the two round"
            )
            return None
        return Days(start, end)

    def schema(self, definitions: Definitions) -> Json:
        """A string."""
        return {"type": "string", "examples": ["2019-02-28", "2019-02-27..2019-02-28"]}


class DayOrNone(Scalars):
    """A day, or the word `none` where it was said that there is none."""

    wanted = "a day, such as `2019-02-28`, or `none`"

    def read_scalar(self, node: Scalar, reader: Reader) -> Any:
        """The day, or `none`."""
        if node.text == "none":
            return node.text
        day = day_written(node.text)
        if day is None:
            reader.wrong_value(node.span, f"`{shorten(node.text)}` is not a day.", f"write {self.wanted}")
        return day

    def schema(self, definitions: Definitions) -> Json:
        """A string."""
        return {"type": "string", "examples": ["2019-02-28", "none"]}


@record
class Event(Item):
    """What every event says: its id, what kind it is, when it happened, when and by whom it was recorded."""

    id: str = slot(Label(), "its name in the record, unlike that of any other event", required=True)
    kind: str = slot(Label(), "what kind of event it is", required=True)
    version: str = slot(OneOf(VERSION), "the version of the kind; the first if left out")
    happened: Days = slot(DaysKind(), "the day on which it happened, or between which days", required=True)
    recorded: date = slot(DATE, "the day on which it was written down; the day it happened if left out")
    by: str | None = slot(PROSE, "who wrote it down")
    confidence: str | None = slot(OneOf(*CONFIDENCE), "how sure the recorder is")

    rank: ClassVar[int] = 5
    """Where it comes among events of one day: what makes others possible first."""

    introduces: ClassVar[tuple[str, str] | None] = None
    """The family and the slot of a name that may be new: such an event brings it into the record."""

    @property
    def at(self) -> date:
        """The day from which it counts: the last on which it can have happened."""
        return self.happened.last

    @property
    def order(self) -> tuple[date, int, date, str]:
        """Where it comes in the record: by the day it happened, its rank, the day it was recorded, and its id."""
        return (self.happened.last, self.rank, self.recorded, self.id)

    def about(self, key: str) -> tuple[str, ...]:
        """The names in a slot that takes one or several."""
        value = getattr(self, key)
        return value if isinstance(value, tuple) else () if value is None else (value,)


EventClass = TypeVar("EventClass", bound=type[Event])
SHELF: dict[str, type[Event]] = {}
"""Every kind of event by its name."""


def event(cls: EventClass) -> EventClass:
    """Put a class on the shelf: its name in small letters with `_` is its kind, its docstring its page."""
    made = record(cls)
    made.kind = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", cls.__name__).lower()
    made.version = VERSION
    SHELF[made.kind] = made
    return made


def own_slots(cls: type[Event]) -> dict[str, Any]:
    """The slots of a kind that not every event has."""
    return {key: found for key, found in cls.slots.items() if key not in Event.slots}
