"""What the quantities of a file rest on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import latest_after
from reconvene.document.expressions import Never, Word
from reconvene.document.kinds import Estimate, Item
from reconvene.document.shape import Record, attribute, slots_of
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping

_GIVEN = ("value", "lognormal", "normal", "uniform", "triangular")
_PLACE = frozenset({"node", "key_span", "unsaid", "name", "lead"})
"""What a record holds of itself, beside its slots; and the lead of a consultation, which is a rule and no estimate."""


@dataclass(frozen=True, slots=True)
class Figure:
    """An estimate of the file: the named thing it belongs to, by which of its keys, and what it stands in."""

    owner: Item
    key: str
    estimate: Estimate
    inside: tuple[Record, ...]

    @property
    def path(self) -> str:
        """The name of the thing and the key."""
        return f"{self.owner.name}.{self.key}"

    @property
    def shown(self) -> str:
        """What it says, after a colon; nothing where it is a distribution."""
        return f": {self.estimate.value}" if self.estimate.value is not None else ""

    @property
    def is_marked(self) -> bool:
        """Whether the file itself says that nobody has verified it, or that it is assumed."""
        marked = self.owner.marks_unverified(self.key) or self.estimate.marks_unverified("value")
        return marked or self.estimate.basis == "assumed"

    @property
    def is_sourced(self) -> bool:
        """Whether it, or anything that it stands in, names a source or who says so."""
        named = any(isinstance(record, Item) and record.source for record in (*self.inside, self.estimate))
        return named or bool(self.estimate.by)

    def last_good(self, closed: frozenset[date]) -> date | None:
        """The last day on which it is fresh; None where it does not say how long it stays so, or from when."""
        dated = self.dated
        if self.estimate.good_for is None or not isinstance(dated, date):
            return None
        return latest_after(dated, self.estimate.good_for, closed)

    @property
    def dated(self) -> object:
        """Its date, or that of the thing it belongs to."""
        return self.estimate.dated or getattr(self.owner, "dated", None)


@check(
    "I02",
    Severity.INFO,
    """Security Council resolution 2397, 22 December 2017, paragraph 5, caps refined oil by reports to a committee; in
    2020, 43 states put five months' deliveries above 1.6 million barrels, where the two suppliers had reported 106,094
    to the committee: a figure is worth what its source is.""",
    unsourced=(
        "Under `{section}`, {count} given without a source.",
        "add `source:`, or list the key under `unverified:`, so that it is shown as such",
    ),
    stale=(
        "Under `{section}`, {count} past the time for which an estimate says that it is good.",
        "look it up again and write its new date, or list the key under `unverified:`",
    ),
    unknown=(
        "Whether under `{section}` {count} still fresh cannot be told: no date is written.",
        "write `dated:` beside `good_for:`",
    ),
)
def unsourced_or_stale(draft: Draft) -> Iterator[Answer]:
    """A quantity without a source, or older than its shelf life.

    A number that nobody can trace looks as solid as one that was measured, and an old one looks like a new one. It is
    no fault of a draft to hold guesses, if they are shown as guesses.

    The check looks at every estimate in figures (amounts, times, chances; a word such as `large` or `never` is a
    judgment), and tells once for each section how many name no source, and how many are past the time for which they
    are `good_for`; the list stands in the reasons. A source of the thing that a quantity belongs to is its source
    too. What is marked `unverified`, or is `assumed`, is left out.

    ## Fails

    ```yaml
    title: From where?
    parties: {north: {}, south: {}}
    flows: {coal: {of: north, dimension: revenue, before: 1000..1250 million usd a year}}
    ```

    ```yaml
    title: From when?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    sources: {survey: {title: A survey, grade: primary}}
    flows:
      coal:
        of: north
        dimension: revenue
        before: {value: 1000 million usd a year, source: survey, dated: 2020-01-01, good_for: 2 years}
    ```

    ## Passes

    ```yaml
    title: From there
    parties: {north: {}, south: {}}
    sources: {survey: {title: A survey, grade: primary}}
    flows: {coal: {of: north, dimension: revenue, before: 1000..1250 million usd a year, source: survey}}
    ```

    ## Cannot tell

    ```yaml
    title: How old?
    parties: {north: {}, south: {}}
    sources: {survey: {title: A survey, grade: primary}}
    flows:
      coal: {of: north, dimension: revenue, before: {value: 1000 usd, source: survey, good_for: 2 years}}
    ```
    """
    if draft.package is not None:
        return
    for section, figures in _sections(draft):
        told = [figure for figure in figures if not figure.is_marked]
        unsourced = [figure for figure in told if not figure.is_sourced]
        stale = [figure for figure in told if (good := figure.last_good(draft.bounds.closed)) and good < draft.now]
        undated = [figure for figure in told if figure.estimate.good_for is not None and figure.dated is None]
        for says, found in (("unsourced", unsourced), ("stale", stale), ("unknown", undated)):
            if found:
                yield _tell(draft, says, section, found)


def _tell(draft: Draft, says: str, section: str, found: list[Figure]) -> Answer:
    count = "1 quantity is" if len(found) == 1 else f"{len(found)} quantities are"
    span = draft.process.key_span_of(section)
    values = {"section": section, "count": count}
    if says == "unknown":
        missing = tuple(
            MissingFact(f"{path}.dated", f"say when {path} was estimated")
            for path in dict.fromkeys(figure.path for figure in found)
        )
        return Answer(says, span, section, missing=missing, values=values)
    reasons = tuple(Reason(f"`{figure.path}`{figure.shown}", _place(figure)) for figure in found)
    return Answer(says, span, section, reasons, _mark(found), values=values)


def _place(figure: Figure) -> Any:
    return figure.estimate.span if figure.estimate.node is not None else figure.owner.value_span(figure.key)


def _mark(found: list[Figure]) -> tuple[Fix, ...]:
    """Each of them listed under `unverified`, so that it is shown as such."""
    keys: dict[str, tuple[Item, list[str]]] = {}
    for figure in found:
        listed = keys.setdefault(figure.owner.name, (figure.owner, list(figure.owner.unverified or ())))[1]
        if figure.key not in listed:
            listed.append(figure.key)
    edits: list[Edit] = []
    for owner, listed in keys.values():
        for fix in change("", owner, "unverified", f"[{', '.join(listed)}]"):
            edits.extend(fix.edits)
    return (Fix("say that no source was read for them", tuple(edits)),) if edits else ()


def _sections(draft: Draft) -> Iterator[tuple[str, list[Figure]]]:
    """The estimates of every section of the file."""
    for section in slots_of(type(draft.process)):
        entries = getattr(draft.process, attribute(section))
        if isinstance(entries, dict):
            found = [figure for owner in entries.values() for figure in _figures_of(owner)]
            if found:
                yield section, found


def _figures_of(owner: object) -> Iterator[Figure]:
    if not isinstance(owner, Item) or not isinstance(owner.node, Mapping):
        return
    for key, value in owner.__dict__.items():
        if key not in _PLACE and not isinstance(value, str):
            yield from _inside(owner, key.rstrip("_"), value, (owner,))


def _inside(owner: Item, key: str, value: object, inside: tuple[Record, ...]) -> Iterator[Figure]:
    match value:
        case Estimate():
            if any(getattr(value, given) is not None for given in _GIVEN) and not isinstance(value.value, Word | Never):
                yield Figure(owner, key, value, inside)
        case Record():
            for inner, held in value.__dict__.items():
                if inner not in _PLACE and not isinstance(held, str):
                    yield from _inside(owner, key, held, (*inside, value))
        case dict():
            for held in value.values():
                yield from _inside(owner, key, held, inside)
        case tuple():
            if not hasattr(value, "_fields"):
                for held in value:
                    yield from _inside(owner, key, held, inside)
