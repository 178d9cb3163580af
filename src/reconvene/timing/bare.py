"""A bare network from JSON: nodes, requirement links and contingent links, as `docs/network.md` describes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from reconvene.text.finding import Finding, Findings, Reason, problem, shorten
from reconvene.text.json_places import Path, find_places
from reconvene.text.span import Source
from reconvene.text.spelling import Guesses
from reconvene.timing.network import Bound, Contingent, Network

MAX_BYTES = 100_000_000
"""A hundred thousand links take seven million."""

MOST_DIGITS = 30
"""No number has more digits, before or after its point."""

_KEYS = {
    "nodes": ("nodes", "events", "timepoints"),
    "requirements": ("requirements", "requirement_links", "links"),
    "contingents": ("contingents", "contingent_links", "contingent"),
    "origin": ("origin",),
}
_LINK_KEYS = {
    "from": ("from", "start", "source"),
    "to": ("to", "end", "target"),
    "at_least": ("at_least", "low", "min", "lower"),
    "at_most": ("at_most", "high", "max", "upper"),
}
_CANONICAL = frozenset(_LINK_KEYS)
_NODE_KEYS = {"name": ("name", "id")}
_PASSED_OVER = frozenset({"version", "title", "description", "comment", "note", "label", "labels", "expected"})
_ENDLESS = frozenset({"inf", "+inf", "infinity", "+infinity", "-inf", "-infinity", "unbounded"})

_EXACT = Context(prec=10 * MOST_DIGITS)

Number = int | Decimal


@dataclass(frozen=True, slots=True)
class Written:
    """The origin of a bound or a duration: which link of the file it is, and of a requirement which side of it."""

    place: int
    side: str = ""


@dataclass(frozen=True, slots=True)
class BareNetwork:
    """A network as read: its numbers are whole, `units` of them to the one of the file; times count from `origin`."""

    network: Network
    origin: int
    units: int

    def number(self, units: int) -> int | Decimal:
        """A number of the network as it would stand in the file."""
        if units % self.units == 0:
            return units // self.units
        # Digits are moved, not divided, so that none is lost.
        return Decimal(units).scaleb(-self.places, _EXACT).normalize(_EXACT)

    @property
    def places(self) -> int:
        """How many digits of a number stand after the point."""
        return len(str(self.units)) - 1


class _NotANumber:
    """What JSON would take for a number, and is none that can be counted with."""

    def __init__(self, text: str) -> None:
        self.text = text


class _Object(dict[str, Any]):
    """An object in which a key is given more than once."""

    doubled: str = ""


def read_bare(source: Source) -> BareNetwork | tuple[Finding, ...]:
    """The network that a text holds, or all that is wrong with the text, with the places."""
    data = _data(source)
    if isinstance(data, Finding):
        return (data,)
    reading = _Reading()
    found = reading.network(data)
    if found is not None and not reading.problems:
        return found
    return reading.findings(source)


def _data(source: Source) -> Any:
    if not source.text.strip():
        return problem(
            "empty-file", source.head, "The file is empty.", 'begin it with {"nodes": ["a", "b"], "requirements": []}'
        )
    try:
        return json.loads(
            source.text, parse_float=_decimal, parse_int=_whole, parse_constant=_NotANumber, object_pairs_hook=_object
        )
    except json.JSONDecodeError as error:
        said = error.msg[0].lower() + error.msg[1:]
        here = source.span(error.pos, error.pos + 1)
        if error.pos >= len(source.text.rstrip()):
            message = f"The file ends too early to be JSON: {said}."
            return problem("not-json", here, message, "close every bracket, brace and quote")
        message = f"The file is not JSON from here on: {said}."
        return problem("not-json", here, message, "JSON has double quotes, no comments, and no comma before a bracket")
    except RecursionError:
        message = "Values are nested deeper than a network needs: it has lists of links, and no lists in those."
        return problem("too-deep", source.head, message, "look for a bracket too many")


def _whole(text: str) -> int | _NotANumber:
    return int(text) if len(text) <= MOST_DIGITS else _NotANumber(text)


def _decimal(text: str) -> Number | _NotANumber:
    number = Decimal(text)
    if not number.is_finite() or number.adjusted() >= MOST_DIGITS or _places(number) > MOST_DIGITS:
        return _NotANumber(text)
    return number


def _places(number: Decimal) -> int:
    """How many digits stand after the point."""
    exponent = number.as_tuple().exponent
    return -exponent if isinstance(exponent, int) and exponent < 0 else 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    seen: set[str] = set()
    doubled = _Object(made)
    doubled.doubled = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
    return doubled


@dataclass(frozen=True, slots=True)
class _Problem:
    """Something wrong with the value at a path, or with its key; `other` is the path of what it clashes with."""

    path: Path
    id: str
    message: str
    help: str
    at_key: bool = False
    other: Path | None = None


@dataclass(slots=True)
class _Row:
    """A link as read."""

    start: int
    end: int
    low: Number | None
    high: Number | None
    place: int


class _Reading:
    """Reads a network out of JSON data, keeping all that is wrong with it."""

    def __init__(self) -> None:
        self.problems: list[_Problem] = []
        self.guesses = Guesses()
        self.names: list[str] = []
        self.places: dict[str, int] = {}

    def say(
        self, path: Path, id: str, message: str, help: str, *, at_key: bool = False, other: Path | None = None
    ) -> None:
        self.problems.append(_Problem(path, id, message, help, at_key, other))

    def findings(self, source: Source) -> tuple[Finding, ...]:
        """What is wrong, each with its place, in the order of the file."""
        wanted = {path for one in self.problems for path in (one.path, one.other) if path is not None}
        places = find_places(source, wanted)
        found = Findings()
        for one in self.problems:
            place = places.get(one.path)
            span = source.head if place is None else (place.key if one.at_key and place.key else place.value)
            other = places.get(one.other) if one.other is not None else None
            because = [] if other is None else [Reason("the other one stands here", other.value)]
            found.add(problem(one.id, span, one.message, one.help, *because))
        return tuple(sorted(found.listed(), key=lambda finding: finding.order))

    def network(self, data: Any) -> BareNetwork | None:
        """The network, if it could be read at all."""
        if not isinstance(data, dict):
            message = (
                f"A network is an object with `nodes`, `requirements` and `contingents`, and this is {_kind(data)}."
            )
            self.say((), "not-a-network", message, 'begin it with {"nodes": [...]')
            return None
        parts = self.parts((), data, _KEYS, _PASSED_OVER)
        if "nodes" not in parts:
            self.say((), "missing-key", "The network has no `nodes`.", "list the names of all its events under `nodes`")
            return None
        self.nodes(*parts["nodes"])
        requirements = self.links("requirement", parts.get("requirements"))
        contingents = self.links("contingent", parts.get("contingents"))
        self.one_end_each(contingents, parts.get("contingents"))
        origin = self.origin(parts.get("origin"))
        return None if self.problems else _scaled(self.names, requirements, contingents, origin)

    def parts(
        self, path: Path, data: Mapping[str, Any], known: Mapping[str, tuple[str, ...]], ignored: frozenset[str]
    ) -> dict[str, tuple[Path, Any]]:
        """The values of an object by the name that the key has here, with their paths."""
        called = {spelling: key for key, spellings in known.items() for spelling in spellings}
        found: dict[str, tuple[Path, Any]] = {}
        if isinstance(data, _Object):
            here = (*path, data.doubled)
            message = f"`{shorten(data.doubled)}` is given twice, and only one of them can hold."
            self.say(here, "duplicate-key", message, "take one out", at_key=True)
        for key, value in data.items():
            here = (*path, key)
            name = called.get(key)
            if name is None:
                if key not in ignored and not key.startswith("_"):
                    self.unknown_key(here, key, called)
            elif name in found:
                other = found[name][0]
                message = f"`{key}` and `{other[-1]}` are the same thing, and only one of them can hold."
                self.say(here, "duplicate-key", message, "take one out", at_key=True, other=other)
            else:
                found[name] = (here, value)
        return found

    def unknown_key(self, path: Path, key: str, known: Mapping[str, str]) -> None:
        near = self.guesses.nearest(key, known.keys())
        listed = ", ".join(f"`{name}`" for name in dict.fromkeys(known.values()))
        help = f"did you mean `{near}`?" if near else f"known here: {listed}; keys that begin with `_` are passed over"
        self.say(path, "unknown-key", f"`{shorten(key)}` is no key that may stand here.", help, at_key=True)

    def nodes(self, path: Path, data: Any) -> None:
        """The names of the events, each once."""
        if not isinstance(data, list):
            self.say(path, "wrong-shape", f"`nodes` is a list of names, and this is {_kind(data)}.", 'write ["a", "b"]')
            return
        for place, item in enumerate(data):
            here: Path = (*path, place)
            value = item
            if isinstance(item, dict):
                parts = self.parts(here, item, _NODE_KEYS, _PASSED_OVER)
                here, value = parts.get("name", (here, item))
            name = _name(value)
            if name is None:
                message = f"A node is a name, and this is {_kind(value)}."
                self.say(here, "wrong-value", message, "write a name in double quotes")
            elif name in self.places:
                message = f"The node `{shorten(name)}` is named twice."
                other = (*path, self.places[name])
                self.say(here, "name-used-twice", message, "take one out, or give it another name", other=other)
            else:
                self.places[name] = place
                self.names.append(name)
        if not data:
            self.say(path, "missing-value", "`nodes` is empty.", "list the names of all events of the network")
        # Links count events, and from here on no name is missing.
        self.places = {name: place for place, name in enumerate(self.names)}

    def origin(self, given: tuple[Path, Any] | None) -> int:
        """The event from which times are counted: the first, if none is named."""
        if given is None:
            return 0
        path, data = given
        return self.event(path, data) or 0

    def event(self, path: Path, data: Any) -> int | None:
        """The event of a name."""
        place = self.places.get(data) if type(data) is str else None
        if place is not None:
            return place
        name = _name(data)
        if name in self.places:
            return self.places[name]
        if name is None:
            message = f"A node is called by its name, and this is {_kind(data)}."
            self.say(path, "wrong-value", message, "write a name that stands under `nodes`")
        else:
            near = self.guesses.nearest(name, self.places.keys())
            help = f"did you mean `{near}`?" if near else "list it under `nodes`, or correct its spelling"
            self.say(path, "unknown-name", f"There is no node `{shorten(name)}`.", help)
        return None

    def links(self, kind: str, given: tuple[Path, Any] | None) -> list[_Row]:
        """The links of one kind that can be read."""
        if given is None or given[1] is None:
            return []
        path, data = given
        if not isinstance(data, list):
            message = f"`{path[-1]}` is a list of links, and this is {_kind(data)}."
            self.say(path, "wrong-shape", message, 'write [{"from": "a", "to": "b", "at_most": 5}]')
            return []
        rows: list[_Row] = []
        for place, item in enumerate(data):
            row = self.link(kind, (*path, place), item, place)
            if row is not None:
                rows.append(row)
        return rows

    def link(self, kind: str, path: Path, data: Any, place: int) -> _Row | None:
        """A link, if it can be read."""
        count = len(self.problems)
        paths: dict[str, Path] = {}
        if type(data) is dict and data.keys() <= _CANONICAL:
            values = data
        elif isinstance(data, dict):
            parts = self.parts(path, data, _LINK_KEYS, _PASSED_OVER)
            values = {key: value for key, (_, value) in parts.items()}
            paths = {key: here for key, (here, _) in parts.items()}
        elif isinstance(data, list) and len(data) == 4:
            values = dict(zip(_LINK_KEYS, data, strict=True))
            paths = {key: (*path, number) for number, key in enumerate(_LINK_KEYS)}
        else:
            found = f"a list of {len(data)}" if isinstance(data, list) else _kind(data)
            message = f"A link is an object, or a list of four values, and this is {found}."
            self.say(path, "wrong-shape", message, 'write {"from": "a", "to": "b", "at_least": 1, "at_most": 5}')
            return None
        ends: list[int] = []
        for key in ("from", "to"):
            if key not in values:
                self.say(path, "missing-key", f"The link does not say `{key}` which node it leads.", f"add `{key}`")
            else:
                event = self.event(paths.get(key, (*path, key)), values[key])
                ends += [] if event is None else [event]
        low = self.number(paths.get("at_least", (*path, "at_least")), values.get("at_least"))
        high = self.number(paths.get("at_most", (*path, "at_most")), values.get("at_most"))
        if len(self.problems) > count:
            return None
        row = _Row(ends[0], ends[1], low, high, place)
        self.range(kind, path, row)
        return row

    def number(self, path: Path, data: Any) -> Number | None:
        """A number; None where there is no limit, or where it cannot be read."""
        if data is None or type(data) is int or isinstance(data, Decimal):
            return data
        if isinstance(data, str) and data.strip().lower() in _ENDLESS:
            return None
        if isinstance(data, _NotANumber):
            if data.text.lower().removeprefix("-") == "infinity":
                return None
            message = f"`{shorten(data.text, 30)}` is no number that can be counted with."
            self.say(path, "wrong-value", message, f"write at most {MOST_DIGITS} digits, or null for no limit")
        else:
            message = f"A time is a number, and this is {_kind(data)}."
            self.say(path, "wrong-value", message, "write a number without quotes, or null for no limit")
        return None

    def range(self, kind: str, path: Path, row: _Row) -> None:
        """Say what is wrong with the range of a link."""
        low, high = row.low, row.high
        if low is not None and high is not None and low > high:
            message = f"The link lasts at least {low} and at most {high}: no time is both."
            self.say(path, "low-above-high", message, "swap the two, or correct one of them")
        if kind == "requirement":
            return
        if low is None or high is None:
            said = "no longest time" if low is not None else "no shortest time" if high is not None else "no range"
            message = f"A contingent link has a range, and this one has {said}: nothing can be promised about it."
            self.say(path, "contingent-range", message, "give `at_least` and `at_most`")
        elif low < 0:
            message = f"A contingent link ends after it starts, and this one may last {low}."
            self.say(path, "contingent-range", message, "let it last at least 0, or start it at its other end")
        if row.start == row.end:
            message = f"The contingent link leads from `{shorten(self.names[row.start])}` to itself."
            self.say(path, "contingent-range", message, "name the event at which it ends")

    def one_end_each(self, rows: list[_Row], given: tuple[Path, Any] | None) -> None:
        """Say where two contingent links end at one event: whichever ends first would decide, and that is no link."""
        first: dict[int, _Row] = {}
        for row in rows:
            other = first.setdefault(row.end, row)
            if other is not row and given is not None:
                message = f"Two contingent links end at `{shorten(self.names[row.end])}`."
                help = "let each end at an event of its own, and join them with requirement links"
                self.say((*given[0], row.place), "two-ends", message, help, other=(*given[0], other.place))


def _name(data: Any) -> str | None:
    if isinstance(data, str):
        return data
    return str(data) if type(data) is int or isinstance(data, Decimal) else None


def _kind(data: Any) -> str:
    if data is None:
        return "nothing (null)"
    if isinstance(data, bool):
        return f"`{str(data).lower()}`"
    if isinstance(data, dict):
        return "an object"
    if isinstance(data, list):
        return "a list"
    return f"the text `{shorten(data, 30)}`" if isinstance(data, str) else f"the number {getattr(data, 'text', data)}"


def _whole_units(number: Number, units: int) -> int:
    """A number in units; exact for any number of digits, unlike a product of Decimals."""
    top, bottom = number.as_integer_ratio()
    return top * units // bottom


def _scaled(names: list[str], requirements: list[_Row], contingents: list[_Row], origin: int) -> BareNetwork:
    """The network in units so small that every number is whole."""
    numbers = (number for row in (*requirements, *contingents) for number in (row.low, row.high))
    places = max((_places(number) for number in numbers if isinstance(number, Decimal)), default=0)
    units = 10**places
    network = Network(names)
    for row in requirements:
        if row.high is not None:
            network.bounds.append(
                Bound(row.start, row.end, _whole_units(row.high, units), Written(row.place, "at_most"))
            )
        if row.low is not None:
            network.bounds.append(
                Bound(row.end, row.start, -_whole_units(row.low, units), Written(row.place, "at_least"))
            )
    for row in contingents:
        assert row.low is not None and row.high is not None  # a link without a range is told as a problem
        low, high = _whole_units(row.low, units), _whole_units(row.high, units)
        network.contingents.append(Contingent(row.start, row.end, low, high, Written(row.place)))
    return BareNetwork(network, origin, units)
