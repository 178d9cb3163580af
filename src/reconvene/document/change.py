"""One change between two drafts, and the sentence that tells it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from reconvene.document.change_words import ITEMS, LISTS, SLOTS, Words
from reconvene.document.expressions import (
    Duration,
    Limit,
    Never,
    OnDate,
    Side,
    TimeUnit,
    Window,
    Within,
    show_number,
)
from reconvene.document.kinds import Day, Estimate
from reconvene.document.meaning import Part, Rename, is_prose, meaning, members_of, show, show_record
from reconvene.document.obligation import Obligation
from reconvene.document.shape import Record, slots_of
from reconvene.text.span import Span

Places = tuple[Span | None, Span | None]


@dataclass(frozen=True)
class Change:
    """Something that a draft changed in meaning.

    `kind` is added, removed, changed, renamed or moved. `subject` is the name of what changed ("" for the process
    itself) and `was` its name before; `path` the key inside it ("" for the whole). `before` and `after` are in the
    words of the file, empty where there is nothing. `concerns` names the actors it touches, parties first; `owed_by`
    and `owed_to` those who owe it and to whom, before or after. `places` are where it stood and where it stands.
    """

    kind: str
    section: str
    subject: str
    was: str
    path: str
    before: str
    after: str
    concerns: tuple[str, ...]
    owed_by: tuple[str, ...]
    owed_to: tuple[str, ...]
    sentence: str
    places: Places

    def as_data(self) -> dict[str, Any]:
        """The change as plain data, in the shape that `diff --format json` documents (version 1)."""
        before, after = (place.location._asdict() if place is not None else None for place in self.places)
        return {
            "kind": self.kind,
            "section": self.section,
            "subject": self.subject,
            "was": self.was,
            "path": self.path,
            "before": self.before or None,
            "after": self.after or None,
            "concerns": list(self.concerns),
            "owed_by": list(self.owed_by),
            "owed_to": list(self.owed_to),
            "sentence": self.sentence,
            "places": {"before": before, "after": after},
        }


# Sentences


def slot_sentence(record: Record | None, subject: str, path: str, before: Part | None, after: Part | None) -> str:
    """What happened to one value of something, as a sentence."""
    cls = type(record).__name__ if record is not None else ""
    words = _words_for(cls, path) or _plain_words(record, path)
    values = {
        "subject": subject,
        "path": path,
        "key": path.rsplit(".", 1)[-1],
        "before": quoted(before),
        "after": quoted(after),
    }
    template = words.added if before is None else words.removed if after is None else words.changed
    sentence = template.format(**values)
    if before is not None and after is not None:
        sentence += _shift(before.value, after.value)
    if path == "undone_in" and after is not None and isinstance(_bare(after.value), Never):
        sentence += ": it cannot be undone"
    return _capital(sentence) + "."


def list_sentence(record: Record | None, subject: str, path: str, before: Part, after: Part, rename: Rename) -> str:
    """What a list gained and lost, or that its order changed, as a sentence."""
    old = {meaning(member, rename): member for member in members_of(before)}
    new = {meaning(member): member for member in members_of(after)}
    gained = _series([member for key, member in new.items() if key not in old])
    lost = _series([member for key, member in old.items() if key not in new])
    cls = type(record).__name__ if record is not None else ""
    more, less = LISTS.get((cls, path)) or LISTS.get(("", path)) or _plain_list(subject, path)
    if not gained and not lost:
        return _capital(f"the order of `{path}`{_of(subject)} is now {quoted(after)}, no longer {quoted(before)}") + "."
    told = [
        template.format(subject=subject, path=path, some=some)
        for template, some in ((more, gained), (less, lost))
        if some
    ]
    return _capital("; ".join(told)) + "."


def item_sentence(record: Any, noun: str, name: str, *, added: bool, package: str | None) -> str:
    """That something is new in the file, or gone from it, with the gist of it."""
    words = ITEMS.get(type(record).__name__)
    within = f" in the package `{package}`" if package else ""
    gist = _gist(record)
    if words is None:
        told = f"the {noun} `{name}`{within} is new" if added else f"the {noun} `{name}`{within} is gone"
        return _capital(told + (f": {gist}" if gist else "")) + "."
    values = {"name": name, "by": _debtor(record), "within": within, "to": _beneficiaries(record)}
    told = (words[0] if added else words[1]).format(**values)
    return _capital(told + (f": {gist}" if gist else "")) + "."


def quoted(part: Part | None) -> str:
    """A value as it stands in a sentence: prose in quotation marks, all else in backticks."""
    shown = show(part)
    return f"“{shown}”" if part is not None and is_prose(part) else f"`{shown}`"


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _of(subject: str) -> str:
    return f" of `{subject}`" if subject else ""


def _words_for(cls: str, path: str) -> Words | None:
    head, _, key = path.rpartition(".")
    return SLOTS.get((cls, path)) or (SLOTS.get((cls, f"{head}.*")) if key else None)


def _plain_words(record: Record | None, path: str) -> Words:
    """Words for a slot that has none of its own: its key and what it means."""
    slot = slots_of(type(record)).get(path) if record is not None else None
    meaning = (
        f" ({slot.meaning.split(';')[0].split(', such as')[0].replace(' (if left out)', '')})"
        if slot is not None
        else ""
    )
    if not path:
        return Words(
            "`{subject}` now says {after}",
            "`{subject}` no longer says {before}",
            "`{subject}` changed from {before} to {after}",
        )
    owner, of = ("`{subject}`", " of `{subject}`") if getattr(record, "name", "") else ("the process", "")
    if type(record).__name__ == "Return":
        owner, of = "the way back", " of the way back"
    return Words(
        f"{owner} now says `{{path}}`{meaning}: {{after}}",
        f"{owner} no longer says `{{path}}`{meaning}; it was {{before}}",
        f"`{{path}}`{of}{meaning} changed from {{before}} to {{after}}",
    )


def _plain_list(subject: str, path: str) -> tuple[str, str]:
    if not path:
        return "`{subject}` now also has {some}", "`{subject}` no longer has {some}"
    return f"`{{path}}`{_of(subject)} now also has {{some}}", f"`{{path}}`{_of(subject)} no longer has {{some}}"


def _series(parts: list[Part]) -> str:
    shown = [quoted(part) for part in parts]
    return shown[0] if len(shown) == 1 else ", ".join(shown[:-1]) + f" and {shown[-1]}" if shown else ""


def _debtor(record: Record) -> str:
    by = getattr(record, "by", None)
    if isinstance(by, tuple):
        return " and ".join(f"`{name}`" for name in by)
    shares = getattr(by, "shares", None)
    if shares:
        return " and ".join(f"`{name}`" for name in shares)
    return f"`{by}`" if by is not None else "somebody unnamed"


def _beneficiaries(record: Record) -> str:
    to = getattr(record, "to", None)
    return " to " + " and ".join(f"`{name}`" for name in to) if isinstance(to, tuple) and to else ""


def _gist(record: Any) -> str:
    """What something is, in a few words: what a duty does and when it is due, what others say of themselves."""
    if isinstance(record, Obligation):
        done = [
            f"{verb} {_plain_show(record, key)}"
            for key, verb in _DOING.items()
            if getattr(record, key) is not None and key != "text"
        ]
        what = done[0] if done else _quote(record.text)
        return ", ".join(part for part in (what, _due(record)) if part)
    for key in ("says", "called", "title", "question", "text"):
        words = getattr(record, key, None)
        if isinstance(words, str):
            return _quote(words)
    return f"`{show_record(record)}`" if isinstance(record, Day) else ""


def _due(duty: Obligation) -> str:
    if duty.due is None:
        return ""
    words = str(duty.due[1])
    return f"due within {words}" if words[:1].isdigit() and duty.due[0] != "no_later_than" else f"due {words}"


_DOING = {"brings": "to bring about", "forbids": "not to do", "lifts": "to lift", "toward": "to work toward"}


def _plain_show(record: Record, key: str) -> str:
    value = getattr(record, key)
    if isinstance(value, tuple | dict):
        return " and ".join(f"`{name}`" for name in value)
    return f"`{value}`"


def _quote(words: str | None) -> str:
    if not words:
        return ""
    line = " ".join(words.split()).rstrip(".")
    return f"“{line if len(line) <= 100 else line[:99] + '…'}”"


# How far something moved


def _shift(before: Any, after: Any) -> str:
    """How far a date moved or a time grew, in brackets; empty where the two cannot be compared in days."""
    before, after = _bare(before), _bare(after)
    match before, after:
        case OnDate(clock=None), OnDate(clock=None):
            return _moved(Decimal((after.day - before.day).days), "day", "later", "earlier")
        case Duration(), Duration():
            return _longer(before, after, "longer", "shorter")
        case Window(), Window():
            return _shift_window(before, after)
    return ""


def _bare(value: Any) -> Any:
    """The value inside a record that holds nothing but it."""
    if isinstance(value, Estimate):
        return value.value
    if isinstance(value, Day):
        return value.at if value.at is not None and not value.no_later_than and not value.only_if else None
    return value


def _shift_window(before: Window, after: Window) -> str:
    """How far the one limit moved in which two windows differ."""
    old = [limit for limit in before.limits if str(limit) not in {str(other) for other in after.limits}]
    new = [limit for limit in after.limits if str(limit) not in {str(other) for other in before.limits}]
    if len(old) != 1 or len(new) != 1:
        return ""
    match old[0], new[0]:
        case Within() as first, Within() as second if str(first.of) == str(second.of):
            return _longer(first.time, second.time, "later", "earlier")
        case Limit(side=side) as first, Limit() as second if side is second.side and side is Side.LATEST:
            return _shift(first.moment, second.moment)
    return ""


_LENGTHS = {
    TimeUnit.DAY: ("day", 1),
    TimeUnit.WEEK: ("day", 7),
    TimeUnit.MONTH: ("month", 1),
    TimeUnit.YEAR: ("month", 12),
}


def _longer(before: Duration, after: Duration, more: str, less: str) -> str:
    old, new = _LENGTHS.get(before.unit), _LENGTHS.get(after.unit)
    if old is None or new is None or old[0] != new[0] or before.bound is not after.bound:
        return ""
    return _moved(after.high * new[1] - before.high * old[1], old[0], more, less)


def _moved(count: Decimal, unit: str, more: str, less: str) -> str:
    if not count:
        return ""
    size = abs(count)
    plural = "" if size == 1 else "s"
    return f" ({show_number(size)} {unit}{plural} {more if count > 0 else less})"
