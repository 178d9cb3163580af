"""Whether a share that is counted tells what it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.claims import relief_of_claim
from reconvene.deal.counting import Counted, counts, main_count
from reconvene.deal.facts import missing
from reconvene.deal.heart import FAR_APART, HEAVY
from reconvene.deal.lines import Line, lines
from reconvene.deal.pressed import Pressed
from reconvene.deal.recognition import pressed_by
from reconvene.deal.relief import Relief
from reconvene.document.expressions import Percent
from reconvene.document.obligation import Obligation
from reconvene.text.finding import Fix, Reason, Severity
from reconvene.text.span import Span


@check(
    "K01",
    Severity.WARNING,
    """Hanoi, 1 March 2019: Ri Yong Ho said that the DPRK had asked to lift five of eleven resolutions, and the
    President of the United States the day before that it wanted the sanctions lifted in their entirety. By count five
    of eleven are 45 %; of the export revenue that the eleven cut off, the civil provisions of the five hold nearly
    all.""",
    apart=(
        (
            "What {what} lifts is {count} by count (`{rule}`), and {weight} by weight ({line}): whoever gives one of "
            "the two shares alone misleads."
        ),
        "give both shares wherever one is given, such as in an account that claims both; or lift other measures",
    ),
    unknown=(
        (
            "Whether the count misleads of what {what} lifts, {count} by `{rule}`, cannot be told: by weight ({line}) "
            "it is {weight}."
        ),
        "say what flowed before, or what the measures are worth",
    ),
)
def count_weight_gap(draft: Draft) -> Iterator[Answer]:
    """Relief counts for far less, or far more, than it weighs, and nobody tells both.

    Five of eleven is accurate, and says little if the five hold nearly all of what presses. Each side then quotes the
    share that suits it, and both are right.

    The check takes what a package lifts, or what the duties in force lift, and sets its share by count beside its share
    by weight in every dimension that is measured. It counts by the widest group of texts that the file lists, else all
    texts in force. It warns, once, where the two differ by more than 20 points whatever the figures are within their
    ranges (`thresholds: {count_and_weight: ...}` changes it), or where what is lifted weighs more than one and a half
    times what it counts. An account that claims both shares of the same relief settles it.

    ## Fails

    ```yaml
    title: One of two
    parties: {north: {}, south: {}}
    flows:
      coal: {of: north, dimension: revenue, before: 90 usd a year}
      fish: {of: north, dimension: revenue, before: 10 usd a year}
    measures:
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
      fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend}, lifted_by: south}
    ```

    ## Passes

    ```yaml
    title: One of two, and 90 percent
    parties: {north: {}, south: {}}
    flows:
      coal: {of: north, dimension: revenue, before: 90 usd a year}
      fish: {of: north, dimension: revenue, before: 10 usd a year}
    measures:
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
      fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend}, lifted_by: south}
    accounts:
      press_conference:
        by: north
        claims:
          one_of_two: {about: offer, share: 50%, counted: by_count}
          most_of_it: {about: offer, share: 90%, counted: by_weight}
    ```

    ## Cannot tell

    ```yaml
    title: One of two, and who knows
    parties: {north: {}, south: {}}
    flows:
      coal: {of: north, dimension: revenue, before: unknown}
      fish: {of: north, dimension: revenue, before: 10 usd a year}
    measures:
      coal_ban: {imposed_by: south, imposed_on: north, limits: coal, to: none}
      fish_ban: {imposed_by: south, imposed_on: north, limits: fish, to: none}
    packages:
      offer: {by: north, lifts: {coal_ban: suspend}, lifted_by: south}
    ```
    """
    relief = draft.tabled.relief
    if not relief.modes:
        return
    scales = _scales(draft, relief)
    if scales is None or _is_told_by_both(draft, relief):
        return
    count = scales.count
    apart = [line for line in scales.lines if _lies_apart(draft, count.share, _weight(line)) is True]
    unsure = [line for line in scales.lines if _lies_apart(draft, count.share, _weight(line)) is None]
    name, place = _place(draft)
    what = f"`{name}`" if name else "the text in force"
    values = {"what": what, "count": f"{count.part} of {count.whole} = {_percent(count.share)}", "rule": count.rule}
    if apart:
        line = max(apart, key=lambda each: (abs(each.low - count.share), each.name))
        told = {**values, "weight": line.said, "line": line.name}
        because = (
            Reason(f"it lifts {len(relief.modes)} of {scales.pressing} provisions", place),
            *(Reason(f"{each.name}: {each.said} by weight", each.place) for each in apart),
        )
        yield Answer("apart", place, name, because, _tell_both(draft, name, count, line), values=told)
    elif unsure:
        line = unsure[0]
        told = {**values, "weight": line.said, "line": line.name}
        yield Answer("unknown", place, name, missing=tuple(map(missing, line.missing)), values=told)


@dataclass(frozen=True, slots=True)
class _Share:
    """What is lifted in one dimension, as a share, with the facts that are missing where nothing is measured."""

    name: str
    low: float
    high: float
    missing: tuple[str, ...]
    place: Span

    @property
    def said(self) -> str:
        if (self.low, self.high) == (0.0, 1.0):
            return "unknown"
        low, high = _percent(self.low), _percent(self.high)
        return low if low == high else f"{low.removesuffix('%')} to {high}"


@dataclass(frozen=True, slots=True)
class _Scales:
    """What is lifted on both scales."""

    count: Counted
    pressing: int
    lines: tuple[_Share, ...]


def _scales(draft: Draft, relief: Relief) -> _Scales | None:
    """Both scales; None where nothing that presses is lifted."""
    pressed = pressed_by(draft.tabled)
    lifted = relief.measures.intersection(pressed.pressing)
    count = main_count(counts(draft.process, draft.names, pressed, lifted))
    if not lifted or count is None or not count.part:
        return None
    shares = tuple(_shares(draft, pressed, lines(pressed, lifted, None)))
    return _Scales(count, len(pressed.pressing), shares)


def _shares(draft: Draft, pressed: Pressed, account: Iterable[Line]) -> Iterator[_Share]:
    """Every dimension in which something is lifted, and may lie apart; what nobody measured may weigh anything.

    Where all of a dimension is lifted and nothing of it is measured, there is no weight that a count could belie.
    """
    flows, measures = draft.process.flows or {}, draft.process.measures or {}
    for line in account:
        if line.tag or line.of or line.whole == (0.0, 0.0) or (line.measured is None and line.whole == (1.0, 1.0)):
            continue
        blind = line.measured is None or (line.freed.high == 0 and bool(line.unmeasured_freed))
        low, high = line.whole if blind or line.measured is None else line.measured
        inputs = [name.rsplit(".", 1)[0] for name in line.inputs]
        place = next((thing.span for name in inputs if (thing := flows.get(name) or measures.get(name))), None)
        facts = tuple(_unweighed(pressed, line)) if blind else line.inputs
        partly = not blind and (low, high) != line.whole
        yield _Share(
            f"{line.name}, of what is measured" if partly else line.name,
            low,
            high,
            facts,
            place or draft.process.key_span_of("measures"),
        )


def _unweighed(pressed: Pressed, line: Line) -> Iterator[str]:
    """The figures that nobody gives of what is lifted and of what stays."""
    for thing in pressed.unmeasured:
        if thing.name in (*line.unmeasured_freed, *line.unmeasured_kept) and thing.dimension == line.dimension:
            flows = [name for name in thing.name.split(" and ") if name in pressed.flows]
            yield from (f"{name}.before" for name in flows)
            yield from (f"{name}.worth" for name in pressed.measures if name in thing.measures and not flows)


def _weight(share: _Share) -> tuple[float, float]:
    return share.low, share.high


def _lies_apart(draft: Draft, count: float, weight: tuple[float, float]) -> bool | None:
    """Whether the two shares lie far apart wherever the weight lies in its range; None if that hangs on it."""
    thresholds = draft.process.thresholds
    wanted = thresholds.count_and_weight if thresholds is not None else None
    limit = float(wanted.high) / 100 if isinstance(wanted, Percent) else FAR_APART
    low, high = weight
    if low - count > limit or count - high > limit or low > HEAVY * count:
        return True
    most = max(high - count, count - low)
    return None if most > limit or high > HEAVY * count else False


def _is_told_by_both(draft: Draft, relief: Relief) -> bool:
    """Whether one account claims a share by count and a share by weight of the same relief."""
    for account in (draft.process.accounts or {}).values():
        about = [
            claim.counted
            for claim in (account.claims or {}).values()
            if claim.share is not None
            and (found := relief_of_claim(draft.process, claim)) is not None
            and found.measures == relief.measures
        ]
        if {"by_count", "by_weight"} <= set(about):
            return True
    return False


def _place(draft: Draft) -> tuple[str, Span]:
    """By which name the relief goes, and where it stands."""
    package = draft.package
    if package is not None and package.lifts:
        return package.name, package.value_span("lifts")
    lifting = [duty for duty in draft.tabled.duties.values() if duty.lifts]
    if package is not None:
        return package.name, lifting[0].value_span("lifts")
    return (lifting[0].name, _span(lifting[0])) if len(lifting) == 1 else ("", draft.process.key_span_of("obligations"))


def _span(duty: Obligation) -> Span:
    return duty.value_span("lifts")


def _tell_both(draft: Draft, name: str, count: Counted, line: _Share) -> tuple[Fix, ...]:
    """An account that gives both shares, its speaker still open."""
    if not name:
        return ()
    low, high = (round(100 * end) for end in (line.low, line.high))
    weight = f"{low}%" if low == high else f"{low}..{high}%"
    claims = f"counted: {{about: {name}, share: {round(100 * count.share)}%, counted: by_count}}, "
    claims += f"weighed: {{about: {name}, share: {weight}, counted: by_weight}}"
    text = f"{{by: unknown, claims: {{{claims}}}}}"
    entry = new_name(draft, f"both_shares_of_{name.replace('.', '_')}")
    return add_entry("add an account that gives both shares, its speaker still open", draft, "accounts", entry, text)


def _percent(share: float) -> str:
    return f"{100 * share:.0f}%"
