"""`reconvene network`: whether a bare temporal network can be kept, and if not, which links ask for too much."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

if TYPE_CHECKING:
    from reconvene.text.finding import Finding
    from reconvene.timing.bare import BareNetwork
    from reconvene.timing.conflict import Conflict, Use
    from reconvene.timing.network import Bound

FORMAT_VERSION = 1

MOST_REPAIRED = 20_000
"""In a network of more links a repair answers for its conflict alone."""


class Format(StrEnum):
    """How the answer is written."""

    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True)
class Window:
    """How early and how late an event can be, counted from the origin; None where nothing limits it."""

    event: str
    earliest: int | None
    latest: int | None


@dataclass(frozen=True)
class Repair:
    """A bound that gives way, and by how much."""

    bound: Bound
    by: int


@dataclass(frozen=True)
class Answer:
    """What is said of a network: its conflict, if there is one; otherwise how early and how late its events can be."""

    file: str
    bare: BareNetwork
    conflict: Conflict | None
    windows: tuple[Window, ...] | None
    repairs: tuple[Repair, ...]

    @property
    def consistent(self) -> bool:
        """Whether it could be kept if every duration could be chosen."""
        return self.conflict is None or not self.conflict.is_contradiction


def network(
    file: Annotated[str, typer.Argument(metavar="FILE", help="The network, as JSON; - reads standard input.")],
    format: Annotated[Format, typer.Option("--format", help="How the answer is written.")] = Format.TEXT,
) -> None:
    """Say whether a bare temporal network can be kept.

    A network is nodes, requirement links, and contingent links, whose length nobody at the table chooses. Says whether
    it is consistent and dynamically controllable, which links clash and by how much, and when each event can be. Exits
    with 0 if it is controllable, 1 if not, 2 if it cannot be read.
    """
    from reconvene.timing.bare import BareNetwork, read_bare

    source, finding = _read(file)
    bare = (finding,) if finding is not None else read_bare(source)
    if not isinstance(bare, BareNetwork):
        _refuse(file, bare, format)
        raise typer.Exit(2)
    answer = answer_for(file, bare)
    if format is Format.JSON:
        _write(as_data(answer))
    else:
        sys.stdout.write(as_text(answer))
    raise typer.Exit(0 if answer.conflict is None else 1)


def _read(file: str) -> Any:
    from reconvene.document.load import decode, read_file
    from reconvene.timing.bare import MAX_BYTES

    if file != "-":
        return read_file(file, MAX_BYTES)
    return decode(sys.stdin.buffer.read(MAX_BYTES), "<stdin>")


def _refuse(file: str, findings: Sequence[Finding], format: Format) -> None:
    """Print why a network cannot be read, as `check` would."""
    from reconvene.cli.screen import console, paper
    from reconvene.text.render import draw

    if format is Format.JSON:
        _write({"version": FORMAT_VERSION, "file": file, "findings": [finding.as_data() for finding in findings]})
        return
    screen = console()
    sheet = paper(screen)
    for finding in findings:
        screen.print(draw(finding, sheet))


def _write(data: dict[str, Any]) -> None:
    from reconvene.cli.screen import write_machine_text

    write_machine_text(json.dumps(data, ensure_ascii=False, indent=2, default=_plain) + "\n")


def _plain(number: Decimal) -> float | str:
    """A fraction as a number, or as text where a number of JSON would not hold all its digits."""
    near = float(number)
    return near if Decimal(repr(near)) == number else f"{number:f}"


def answer_for(file: str, bare: BareNetwork) -> Answer:
    """What there is to say of a network."""
    from reconvene.timing.conflict import Conflict
    from reconvene.timing.controllability import close

    closed = close(bare.network)
    if not isinstance(closed, Conflict):
        return Answer(file, bare, None, _windows(bare, closed), ())
    windows = None if closed.is_contradiction else _windows(bare, bare.network)
    return Answer(file, bare, closed, windows, tuple(_repairs(bare, closed)))


def _windows(bare: BareNetwork, closed: Any) -> tuple[Window, ...]:
    from reconvene.timing.consistency import spans

    before, latest = spans(closed, bare.origin)
    return tuple(
        Window(name, None if back is None else -back, late)
        for name, back, late in zip(closed.names, before, latest, strict=True)
    )


def _repairs(bare: BareNetwork, conflict: Conflict) -> Iterator[Repair]:
    from reconvene.timing.repair import loosening, relaxation

    for bound in conflict.bounds:
        small = len(bare.network.bounds) <= MOST_REPAIRED
        by = relaxation(bare.network, bound) if small else loosening(conflict, bound)
        if by:
            yield Repair(bound, by)


# JSON


def as_data(answer: Answer) -> dict[str, Any]:
    """The answer as data, in the shape that `docs/network.md` documents."""
    bare, conflict = answer.bare, answer.conflict
    return {
        "version": FORMAT_VERSION,
        "file": answer.file,
        "consistent": answer.consistent,
        "controllable": conflict is None,
        "conflict": None if conflict is None else [_use_data(bare, use) for use in conflict.uses],
        "short_by": None if conflict is None else bare.number(conflict.short_by),
        "origin": bare.network.names[bare.origin],
        "windows": None
        if answer.windows is None
        else [
            {
                "event": window.event,
                "earliest": _number(bare, window.earliest),
                "latest": _number(bare, window.latest),
            }
            for window in answer.windows
        ],
        "repairs": [_repair_data(bare, repair) for repair in answer.repairs],
    }


def _number(bare: BareNetwork, units: int | None) -> int | Decimal | None:
    return None if units is None else bare.number(units)


def _ends(bare: BareNetwork, use: Use) -> tuple[str, str]:
    """The nodes between which the file writes a link."""
    names = bare.network.names
    start, end = names[use.link.start], names[use.link.end]
    return (end, start) if _side(use) == "at_least" else (start, end)


def _side(use: Use) -> str:
    return str(use.link.origin.side) or use.side


def _use_data(bare: BareNetwork, use: Use) -> dict[str, Any]:
    start, end = _ends(bare, use)
    side = _side(use)
    return {
        "from": start,
        "to": end,
        "kind": "requirement" if use.side == "bound" else "contingent",
        "link": use.link.origin.place,
        "side": side,
        "bound": bare.number(_written(use)),
        "adds": bare.number(use.days),
    }


def _written(use: Use) -> int:
    """The number of the file that a use stands for."""
    if use.side == "bound":
        days = use.link.days  # type: ignore[union-attr]
        return -days if _side(use) == "at_least" else days
    return use.link.low if use.side == "shortest" else use.link.high  # type: ignore[union-attr]


def _repair_data(bare: BareNetwork, repair: Repair) -> dict[str, Any]:
    from reconvene.timing.conflict import Use

    use = Use(repair.bound, repair.bound.days)
    start, end = _ends(bare, use)
    side = _side(use)
    becomes = _written(use) + (-repair.by if side == "at_least" else repair.by)
    return {
        "from": start,
        "to": end,
        "link": repair.bound.origin.place,
        "side": side,
        "by": bare.number(repair.by),
        "becomes": bare.number(becomes),
    }


# Text


def as_text(answer: Answer) -> str:
    """The answer as a page of text."""
    network = answer.bare.network
    links = len({bound.origin.place for bound in network.bounds})
    counts = ", ".join(
        f"{count} {noun}{'' if count == 1 else 's'}"
        for count, noun in (
            (len(network.names), "event"), (links, "requirement link"), (len(network.contingents), "contingent link")
        )
    )  # fmt: skip
    lines = [f"{answer.file}: {counts}.", "", *_verdict(answer)]
    if answer.conflict is not None:
        lines += ["", *_conflict_lines(answer.bare, answer.conflict)]
    if answer.repairs:
        lines += ["", "Each of these would clear it by itself:"]
        lines += [f"  - {_repair_words(answer.bare, repair)}" for repair in answer.repairs]
    elif answer.conflict is not None:
        lines += ["", "No requirement link can give way to clear it: it lies in the contingent links."]
    if answer.windows is not None:
        lines += ["", *_window_lines(answer)]
    return _safe("\n".join(lines)) + "\n"


def _verdict(answer: Answer) -> Iterator[str]:
    if not answer.consistent:
        yield "Consistent: no. Nobody could keep all links, even if every duration could be chosen."
        yield "Dynamically controllable: no."
        return
    yield "Consistent: yes. All links could be kept if every duration could be chosen."
    if answer.conflict is None:
        yield "Dynamically controllable: yes. All links can be kept, whatever the durations turn out to be."
    else:
        yield "Dynamically controllable: no. Some durations would leave no way to keep all links."


def _conflict_lines(bare: BareNetwork, conflict: Conflict) -> Iterator[str]:
    missing = bare.number(conflict.short_by)
    yield f"The conflict, link by link ({missing} missing):"
    # Backwards round the circle, what takes time is told in the order in which it happens.
    told = [(_signed(bare, use), _use_words(bare, use)) for use in reversed(conflict.uses)]
    width = max(len(sign) for sign, _ in told)
    for sign, words in told:
        yield f"  {sign:<{width}}  {words}"
    needed = bare.number(-sum(use.days for use in conflict.uses if use.days < 0))
    given = bare.number(sum(use.days for use in conflict.uses if use.days > 0))
    yield f"  Together they need {needed} and give {given}: {missing} too little."


def _signed(bare: BareNetwork, use: Use) -> str:
    takes = use.days < 0 or (use.days == 0 and (use.backwards or _side(use) == "at_least"))
    return f"needs {bare.number(-use.days)}" if takes else f"gives {bare.number(use.days)}"


def _use_words(bare: BareNetwork, use: Use) -> str:
    start, end = _ends(bare, use)
    number = bare.number(_written(use))
    if use.side == "bound":
        return f"`{end}` comes {_when(_side(use), number, start)}"
    if use.backwards == (use.side == "shortest"):
        limit = "least" if use.side == "shortest" else "most"
        return f"`{end}` comes at {limit} {number} after `{start}`, whatever is chosen"
    limit = "late" if use.side == "longest" else "early"
    return f"`{end}` may come as {limit} as {number} after `{start}`, and nobody chooses"


def _repair_words(bare: BareNetwork, repair: Repair) -> str:
    data = _repair_data(bare, repair)
    when = _when(data["side"], data["becomes"], data["from"])
    return f"let `{data['to']}` come {when} (it gives way by {data['by']})"


def _when(side: str, number: int | Decimal, start: str) -> str:
    """When an event comes: `at least 5 after`, or `at most 5 before` where the file says at least -5 after."""
    if number < 0:
        return f"at {'most' if side == 'at_least' else 'least'} {-number} before `{start}`"
    return f"at {'least' if side == 'at_least' else 'most'} {number} after `{start}`"


def _window_lines(answer: Answer) -> Iterator[str]:
    bare = answer.bare
    safe = "latest that is safe" if answer.conflict is None else "latest"
    yield f"When each event can be, counted from `{bare.network.names[bare.origin]}`:"
    rows = [("event", "earliest", safe)]
    rows += [
        (window.event, _limit(bare, window.earliest), _limit(bare, window.latest)) for window in answer.windows or ()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(3)]
    for event, earliest, latest in rows:
        yield f"  {event:<{widths[0]}}  {earliest:>{widths[1]}}  {latest:>{widths[2]}}"


def _limit(bare: BareNetwork, units: int | None) -> str:
    return "any" if units is None else str(bare.number(units))


def _safe(words: str) -> str:
    from reconvene.cli.screen import takes_unicode
    from reconvene.text.render import printable

    ascii = not takes_unicode(sys.stdout)
    return "\n".join(printable(line, ascii=ascii) for line in words.split("\n"))
