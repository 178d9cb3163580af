"""What an event would change: where the talks stand before and after it, in sentences that can be counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from reconvene.reports.status_view import OwedView, StatusView, TableView


class Matter(StrEnum):
    """What a consequence is about."""

    TABLE = "table"
    WAY_BACK = "way-back"
    SIGNAL = "signal"
    DUTY = "duty"
    VOW = "vow"
    OFFER = "offer"
    AHEAD = "ahead"
    FIT = "fit"


@dataclass(frozen=True)
class Consequence:
    """One thing that changes: what it is about, its name, what is so before and after; empty where nothing is."""

    matter: Matter
    about: str
    before: str
    after: str
    words: str

    def as_data(self) -> dict[str, str]:
        """The consequence as plain data."""
        return {**asdict(self), "matter": str(self.matter)}


def consequences(before: StatusView, after: StatusView) -> tuple[Consequence, ...]:
    """Everything that the second view says and the first does not, and the other way round."""
    return (
        *_table(before.table, after.table),
        *_to_do(before, after),
        *_signals(before, after),
        *_duties(before, after),
        *_named(Matter.VOW, "vow", _vows(before), _vows(after)),
        *_named(Matter.OFFER, "offer", _offers(before), _offers(after)),
        *_ahead(before, after),
        *_fits(before, after),
    )


def _table(before: TableView, after: TableView) -> Iterator[Consequence]:
    old, new = before.state.replace("_", " "), after.state.replace("_", " ")
    if before.state != after.state:
        yield Consequence(Matter.TABLE, "table", old, new, f"The table: {old} becomes {new} ({_plain(after.why)}).")
    if (before.stage_name, before.stage_due) == (after.stage_name, after.stage_due):
        return
    was, will = _stage(before), _stage(after)
    words = f"The way back: {was or 'not running'} becomes {will or 'not running'}."
    yield Consequence(Matter.WAY_BACK, after.stage_name or before.stage_name, was, will, words)


def _stage(table: TableView) -> str:
    if table.stage is None:
        return ""
    due = f", due by {table.stage_due}" if table.stage_due is not None else ""
    return f"stage {table.stage} `{table.stage_name}`{due}"


def _to_do(before: StatusView, after: StatusView) -> Iterator[Consequence]:
    old = {(each.by, each.act): each for each in before.actions}
    new = {(each.by, each.act): each for each in after.actions}
    for by, act in (key for key in new if key not in old):
        due = f" by {new[by, act].due}" if new[by, act].due is not None else ""
        verb = "must" if new[by, act].required else "may"
        words = f"{by} {verb} do `{act}`{due}."
        yield Consequence(Matter.WAY_BACK, f"{by} {act}", "", f"{verb}{due}", words)
    for by, act in old:
        if (by, act) not in new:
            yield Consequence(Matter.WAY_BACK, f"{by} {act}", "to do", "", f"{by} no longer has `{act}` to do.")


def _signals(before: StatusView, after: StatusView) -> Iterator[Consequence]:
    old = {each.number: each for each in before.signals}
    for signal in after.signals:
        was = old.get(signal.number)
        name = f"{signal.number} {_plain(signal.name)}"
        if was is not None and was.fires == signal.fires:
            continue
        if signal.fires:
            words = f"Signal {name} starts: {signal.value}."
            yield Consequence(Matter.SIGNAL, signal.number, "quiet", "fires", words)
        elif was is not None:
            yield Consequence(Matter.SIGNAL, signal.number, "fires", "quiet", f"Signal {name} clears.")


def _duties(before: StatusView, after: StatusView) -> Iterator[Consequence]:
    old, new = _owed(before.owed), _owed(after.owed)
    for key in dict.fromkeys([*old, *new]):
        was, will = old.get(key), new.get(key)
        name = " ".join(filter(None, key))
        if was is None or will is None:
            words = f"`{name}` is {will.words} now." if will else f"`{name}` is no longer owed (it was {_words(was)})."
            yield Consequence(Matter.DUTY, name, _words(was), _words(will), words)
            continue
        if was.words != will.words:
            words = f"`{name}`: {was.words} becomes {will.words}."
            yield Consequence(Matter.DUTY, name, was.words, will.words, words)
        for voice in dict.fromkeys([*was.voices, *will.voices]):
            said, says = was.voices.get(voice, ""), will.voices.get(voice, "")
            if said != says:
                words = f"`{name}`, voice of the {voice}: {said or 'none'} becomes {says or 'none'}."
                yield Consequence(Matter.DUTY, f"{name} {voice}", said, says, words)
        if was.due != will.due:
            words = f"`{name}` falls due on {will.due or 'no day'} (before: {was.due or 'no day'})."
            yield Consequence(Matter.DUTY, f"{name} due", str(was.due or ""), str(will.due or ""), words)


def _owed(listed: Iterable[OwedView]) -> dict[tuple[str, str, str], OwedView]:
    return {(each.duty, each.by, str(each.period or "")): each for each in listed}


def _words(owed: OwedView | None) -> str:
    return owed.words if owed is not None else ""


def _vows(shown: StatusView) -> dict[str, str]:
    return {vow.name: f"binds {vow.by}: forbids {', '.join(vow.forbids) or 'nothing named'}" for vow in shown.vows}


def _offers(shown: StatusView) -> dict[str, str]:
    return {offer.name: offer.status for offer in shown.offers}


def _named(matter: Matter, what: str, old: dict[str, str], new: dict[str, str]) -> Iterator[Consequence]:
    for name in dict.fromkeys([*old, *new]):
        was, will = old.get(name, ""), new.get(name, "")
        if was != will:
            words = f"The {what} `{name}`: {was or 'none'} becomes {will or 'no longer in force'}."
            yield Consequence(matter, name, was, will, words)


def _ahead(before: StatusView, after: StatusView) -> Iterator[Consequence]:
    """What comes, but for what other lines tell already: when duties fall due, and when the stage ends."""
    told = ("duty", "stage")
    old = {each.what: each.day for each in before.ahead if each.kind not in told}
    new = {each.what: each.day for each in after.ahead if each.kind not in told}
    for what in dict.fromkeys([*old, *new]):
        was, will = old.get(what), new.get(what)
        if was != will:
            words = f"{what[:1].upper()}{what[1:]}: "
            words += f"on {will}" if will else "no longer ahead"
            words += f" (before: {was})." if was else "."
            yield Consequence(Matter.AHEAD, what, str(was or ""), str(will or ""), words)


def _fits(before: StatusView, after: StatusView) -> Iterator[Consequence]:
    for line in after.oddities:
        if line not in before.oddities:
            yield Consequence(Matter.FIT, "record", "", line, f"Does not fit: {line}.")
    for line in before.oddities:
        if line not in after.oddities:
            yield Consequence(Matter.FIT, "record", line, "", f"Fits now, and did not before: {line}.")


def _plain(words: str) -> str:
    return words.replace("_", " ")


def as_data(found: Iterable[Consequence]) -> list[dict[str, Any]]:
    """Consequences as plain data, as `record --format json` documents them."""
    return [each.as_data() for each in found]
