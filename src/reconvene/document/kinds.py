"""The kinds of value that many nouns share: moments, windows, amounts, conditions, estimates, names."""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import Any

from reconvene.document import grammar
from reconvene.document.expressions import Amount, AnyFact, Duration, Moment, Never, Quantity, Share, TimeUnit
from reconvene.document.reader import Reader
from reconvene.document.shape import (
    UNSAID,
    Either,
    Expression,
    Kind,
    Label,
    ListOf,
    MapOf,
    OneOf,
    Record,
    RecordOf,
    Ref,
    Text,
    TextByLanguage,
    Whole,
    record,
    slot,
)
from reconvene.text.yaml import Mapping, Node, Scalar, Sequence

PROSE = Text()
TEXT = TextByLanguage()
LABELS = ListOf(Label(), lone=True)
ZONE = Expression("a time zone, such as `Asia/Seoul`", grammar.read_zone, "Asia/Seoul", "Europe/London", "UTC")
DATE = Expression("a date, such as `2019-02-28`", grammar.read_date, "2019-02-28")
DURATION = Expression(
    "a length of time, such as `30..90 days`", grammar.read_duration, "30 days", "30..90 days", "never"
)
WINDOW = Expression(
    "a window, such as `60 days of signed and no later than 2019-06-30`",
    grammar.read_window,
    "60 days of signed",
    "30 days",
    "no later than 2019-06-30",
    "60 days of signed and no later than 2019-06-30",
    "soon",
)
CYCLE = Expression("a rhythm, such as `every 30 days from 2018-01-01`", grammar.read_cycle, "every 30 days", "30 days")
PERCENT = Expression("a percentage, such as `75%`", grammar.read_percent, "10%", "60..90%")
SHARE = Expression("a share, such as `1/4`", grammar.read_share, "1/4")
FACT = Expression(
    "a fact, such as `shut_down.verified`", grammar.read_fact, "shut_down.verified", "shut_down.accepted by us"
)
WHO = Expression(
    "an actor, such as `us` or `each of parties`", grammar.read_who, "us", "dprk.leader", "each of parties"
)
PLAIN_MOMENT = Expression(
    "a moment, such as `2019-06-30` or `90 days after signed`",
    grammar.read_moment,
    "2019-06-30",
    "90 days after signed",
    "end of 2019",
    "07:00 Europe/London",
)
SOON = Expression(
    "a range after a moment, such as `14..90 days after signed`", grammar.read_moment, "14..90 days after signed"
)
PLAIN_AMOUNT = Expression(
    "an amount, such as `500000 barrels a year`",
    grammar.read_amount,
    "500000 barrels a year",
    "400.9 million usd a year",
    "75% of cap",
    "none",
    "small",
    "medium",
    "large",
)

ACTORS = ListOf(Ref("actor"), lone=True)
ACTS = ListOf(Ref("act", "term"), lone=True)
DUTIES = ListOf(Ref("duty"), lone=True)
SOURCES = ListOf(Ref("source", also=("unverified",)), lone=True)


@record
class Item(Record):
    """What everything in the file may carry."""

    text: str | None = slot(TEXT, "the words themselves, as agreed or said; prose")
    article: str | None = slot(PROSE, "where it stands in the text, such as `1(a)`")
    source: tuple[str, ...] | None = slot(SOURCES, "the sources that show it, or `unverified`")
    unverified: tuple[str, ...] | None = slot(
        LABELS, "which of these keys are not verified, so that they print as such"
    )
    visible_to: tuple[str, ...] | None = slot(ACTORS, "the only readers who may see it; everybody if left out")

    @property
    def is_unverified(self) -> bool:
        """Whether the file says of the whole item that no source was read for it."""
        return "unverified" in (self.source or ())

    def marks_unverified(self, key: str) -> bool:
        """Whether the file says of this slot, or of the whole item, that it is not verified."""
        return self.is_unverified or key in (self.unverified or ())

    def examine(self, reader: Reader) -> None:
        """Every key called unverified must be one of this item's own."""
        if not isinstance(self.node, Mapping):
            return
        written = {entry.key.text for entry in self.node.entries}
        for key in self.unverified or ():
            if key not in written:
                reader.wrong_value(
                    self.value_span("unverified"),
                    f"`{key}` is called unverified and is not written here.",
                    "name a key that is",
                )


# Conditions


class ConditionKind(Either):
    """A fact, or a tree of them."""

    def __init__(self) -> None:
        super().__init__(FACT, RecordOf(lambda: Condition))

    def read(self, node: Node, reader: Reader) -> Any:
        """The condition, or None after a report."""
        if isinstance(node, Sequence):
            reader.report(
                "bare-list",
                node.span,
                "A bare list does not say whether all of it is needed or any.",
                "write `{all: [...]}` or `{any: [...]}`",
            )
            return None
        return super().read(node, reader)


CONDITION = ConditionKind()


@record
class Condition(Record):
    """Facts joined: `all`, `any`, `not`, or a count of a group."""

    all: tuple[Any, ...] | None = slot(ListOf(CONDITION), "every one of these must hold")
    any: tuple[Any, ...] | None = slot(ListOf(CONDITION), "one of these must hold")
    not_: Any = slot(CONDITION, "this must not hold")
    at_least: int | None = slot(Whole(1), "how many of the group must be in the state")
    of: str | None = slot(Ref("group", "phase"), "the group that is counted")
    state: str | None = slot(Label(), "the state that each counted thing must be in")
    always: tuple[str, ...] | None = slot(ListOf(Ref("any")), "what must be in that state, whatever the count")

    def examine(self, reader: Reader) -> None:
        """One form only, and never of nothing."""
        node = self.node
        if not isinstance(node, Mapping) or not node.complete:
            return
        written = [entry.key.text for entry in node.entries if entry.key.text in _FORMS]
        if len(written) != 1:
            listed = " and ".join(f"`{key}`" for key in written) or "none of them"
            reader.report(
                "condition-form",
                node.span if node.flow else self.span,
                f"A condition is one of `all`, `any`, `not` and `at_least`; here there is {listed}.",
                "put one inside the other, such as `all: [a.verified, {any: [b.signed, c.waived]}]`",
            )
        for key, truth in (("all", "always true"), ("any", "never true")):
            entry = node.entry(key)
            if entry and isinstance(entry.value, Sequence) and not entry.value.items and entry.value.complete:
                reader.report(
                    "empty-condition",
                    entry.value.span,
                    f"`{key}` of nothing is {truth}.",
                    "list the facts, or remove it",
                )


_FORMS = ("all", "any", "not", "at_least")
AnyCondition = AnyFact | Condition


def facts_of(condition: AnyCondition | None) -> list[AnyFact]:
    """Every fact in a condition, from left to right; a fact under `not` counts too."""
    if condition is None:
        return []
    if not isinstance(condition, Condition):
        return [condition]
    parts = [*(condition.all or ()), *(condition.any or ()), *([condition.not_] if condition.not_ else [])]
    return [fact for part in parts for fact in facts_of(part)]


# Days


@record
class Day(Item):
    """A named day, fixed once by what happens: a date, a fact, the earlier or the later of several."""

    at: Moment | None = slot(PLAIN_MOMENT, "the date, or the moment it is counted from")
    when: AnyCondition | None = slot(CONDITION, "the fact whose coming true makes it this day")
    earliest: tuple[Moment, ...] | None = slot(
        ListOf(PLAIN_MOMENT), "the first of these moments; one that never comes is ignored"
    )
    latest: tuple[Moment, ...] | None = slot(
        ListOf(PLAIN_MOMENT), "the last of these moments; one that never comes is waited for"
    )
    no_earlier_than: Moment | None = slot(PLAIN_MOMENT, "not before this")
    no_later_than: Moment | None = slot(PLAIN_MOMENT, "in any case by this")
    only_if: AnyCondition | None = slot(CONDITION, "a fact without which the day is void")
    same_day: tuple[str, ...] | None = slot(ListOf(Ref("any")), "what must happen on that day too")
    tolerance: Duration | None = slot(DURATION, "how far apart the same-day acts may be")

    def examine(self, reader: Reader) -> None:
        """A day is fixed in one way only."""
        Item.examine(self, reader)
        node = self.node
        written = (
            [entry.key for entry in node.entries if entry.key.text in _FIXED_BY] if isinstance(node, Mapping) else []
        )
        if len(written) > 1:
            listed = " and ".join(f"`{key.text}`" for key in written)
            reader.report(
                "day-form",
                written[1].span,
                f"A day is fixed in one way; here it is fixed by {listed}.",
                "keep one; the first or the last of several moments is `earliest: [...]` or `latest: [...]`",
            )


_FIXED_BY = ("at", "when", "earliest", "latest")


class MomentKind(Either):
    """A moment in one value, or a day spelled out; both are read as a `Day`."""

    def __init__(self) -> None:
        super().__init__(PLAIN_MOMENT, RecordOf(Day))

    def read(self, node: Node, reader: Reader) -> Day | None:
        """The day."""
        if isinstance(node, Scalar):
            moment = PLAIN_MOMENT.read(node, reader)
            return None if moment is None else Day(at=moment, node=node, **reader.place)
        value: Day | None = super().read(node, reader)
        return value


MOMENT = MomentKind()


# Estimates


def _amount_or_time(words: Any) -> Amount | Duration | Never | Share:
    start = words.at
    if "/" in words.word:
        return grammar.read_share(words)
    try:
        duration = grammar.read_duration(words)
    except grammar.ExpressionError:
        words.at = start
        return grammar.read_amount(words)
    return duration


ANY_AMOUNT = Expression(
    "an amount or a length of time, such as `20..60 warheads` or `3..5 years`",
    _amount_or_time,
    "20..60 warheads",
    "3..5 years",
    "medium",
)


@record
class Spread(Record):
    """The parameters of a distribution."""

    median: Any = slot(ANY_AMOUNT, "the value that half the cases stay below")
    mean: Any = slot(ANY_AMOUNT, "the average")
    low: Any = slot(ANY_AMOUNT, "the lowest value")
    high: Any = slot(ANY_AMOUNT, "the highest value")
    mode: Any = slot(ANY_AMOUNT, "the likeliest value")
    sigma: str | None = slot(PROSE, "the spread of the logarithm, or the standard deviation")

    def examine(self, reader: Reader) -> None:
        """Its values are of one kind and in their order, and sigma is a number of 0 or more."""
        written = [(key, getattr(self, key)) for key in ("low", "mode", "high")]
        for (key, value), (other, more) in pairwise((key, value) for key, value in written if value is not None):
            span, said = self.value_span(other), f"`{other}` is `{more}`, and `{key}` is `{value}`"
            if _counted_in(value) != _counted_in(more):
                reader.wrong_value(span, f"{said}: the two have no unit in common.", "give both in the same unit")
            elif _is_more(value, more):
                reader.wrong_value(span, f"{said}, which is more.", f"let `{key}` be no more than `{other}`")
        if self.sigma is not None and not _is_spread(self.sigma):
            found, ask = f"`{self.sigma}` is no spread.", "write a number of 0 or more, such as `0.4`"
            reader.wrong_value(self.value_span("sigma"), found, ask)


def _counted_in(value: object) -> tuple[object, ...]:
    """What must be alike where two values are compared: the kind, and of a quantity the unit and the time."""
    return (type(value), *((value.unit, value.per) if isinstance(value, Quantity) else ()))


def _is_more(value: object, other: object) -> bool:
    size, limit = _size_of(value), _size_of(other)
    return size is not None and limit is not None and size > limit


def _size_of(value: object) -> float | None:
    """The middle of a quantity in single units, or of a length of time in days, near enough to tell which is more.

    None where it cannot be told: of words, of what never ends, and of working days, which are as long as the closed
    days between them make them.
    """
    match value:
        case Quantity():
            return float(sum(value.ends)) / 2
        case Duration() if value.unit in _IN_DAYS:
            return float(value.low + value.high) / 2 * _IN_DAYS[value.unit]
        case _:
            return None


_IN_DAYS = {TimeUnit.HOUR: 1 / 24, TimeUnit.DAY: 1.0, TimeUnit.WEEK: 7.0, TimeUnit.MONTH: 30.0, TimeUnit.YEAR: 365.0}


def _is_spread(words: str) -> bool:
    try:
        return 0 <= float(words.split(maxsplit=1)[0]) < inf
    except (ValueError, IndexError):
        return False


@record
class Estimate(Item):
    """A quantity that nobody knows exactly: its value, who says so, when, and what it rests on."""

    value: Any = slot(ANY_AMOUNT, "the point, the range, or small, medium, large")
    lognormal: Spread | None = slot(RecordOf(Spread), "a log-normal distribution: `median`, `sigma`")
    normal: Spread | None = slot(RecordOf(Spread), "a normal distribution: `mean`, `sigma`")
    uniform: Spread | None = slot(RecordOf(Spread), "a uniform distribution: `low`, `high`")
    triangular: Spread | None = slot(RecordOf(Spread), "a triangular distribution: `low`, `mode`, `high`")
    by: str | None = slot(PROSE, "who estimates")
    dated: Any = slot(DATE, "when it was estimated")
    basis: str | None = slot(OneOf("measured", "reported", "judged", "derived", "assumed"), "what it rests on")
    good_for: Duration | None = slot(DURATION, "how long it stays fresh")
    method: str | None = slot(PROSE, "how it was made")
    others: tuple[Any, ...] | None = slot(ListOf(RecordOf(lambda: Estimate)), "what others estimate of the same thing")


class EstimateKind(Either):
    """A value alone, or an estimate with its source; both are read as an `Estimate`."""

    def __init__(self, scalar: Kind) -> None:
        super().__init__(scalar, RecordOf(Estimate))

    def read(self, node: Node, reader: Reader) -> Estimate | None:
        """The estimate."""
        if isinstance(node, Scalar):
            if node.plain and node.text in UNSAID:
                return Estimate(node=node, unsaid={"value": node.text}, **reader.place)
            value = self.scalar.read(node, reader)  # type: ignore[union-attr]
            return None if value is None else Estimate(value=value, node=node, **reader.place)
        found: Estimate | None = super().read(node, reader)
        return found


AMOUNT = EstimateKind(PLAIN_AMOUNT)
ESTIMATE = EstimateKind(ANY_AMOUNT)
TIME = EstimateKind(DURATION)
CHANCE = EstimateKind(PERCENT)
BY_ACTOR = MapOf(AMOUNT, keys=("actor",))
"""Amounts by actor: `{dprk: large, rok: small}`."""
