"""Whether a breach is seen, and answered, before it matters."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from math import inf

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.decision import Choice, Dispute
from reconvene.document.expressions import Cycle, Duration, Never, Within
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Contest, Miss, Obligation, Shape, Verification
from reconvene.document.shape import Record
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range


@check(
    "V03",
    Severity.ERROR,
    """Talks with Iran before the accord of 14 July 2015: 9,000 machines would have needed six to seven months for the
    material of one weapon, three with enriched feed. A former head of safeguards put finding a hidden breach at two to
    three months, before anybody had reported or answered it (Washington Institute, PolicyWatch 2394; The Tower on
    Olli Heinonen, in the last days of the talks in Lausanne).""",
    late=(
        "A breach of `{duty}` is answered after up to {total} ({parts}), and {danger} takes {time} at most.",
        "look more often, let what answers it rest at once (`meanwhile: suspend`), or shorten the cure and the ladder",
    ),
    unseen=(
        "A breach of `{duty}` is seen after up to {total}, and {danger} takes {time} at most.",
        "look more often, or watch without a break",
    ),
    depends=(
        (
            "Whether a breach of `{duty}` is answered in time cannot be told: that takes up to {total} ({parts}), and "
            "{danger} takes {time}."
        ),
        "say more closely how fast it is; or shorten what is in your hands",
    ),
    unknown=(
        "Whether a breach of `{duty}` is answered in time cannot be told: {what} not known.",
        "{ask}",
    ),
)
def late_detection(draft: Draft) -> Iterator[Answer]:
    """A breach is seen, or answered, only after it matters.

    An inspection that finds the empty hall is no safeguard. What counts is whether there is time between the alarm and
    the harm: the inspectors of the atom ask that detection take no longer than it takes to turn material into a weapon.
    Deciding takes time too. A breach that is seen on the first day and argued about for two months has two months.

    The check reads each duty that stands for a time or recurs, is verified, and cuts into a threat or a path. To the
    longest time that a breach can stay unseen (`detects_within`, else the time between two looks, `every`) it adds the
    cure, the dispute ladder and the decision to which `if_contested` sends it (for what recurs, else `if_missed`), and
    the time in which a measure that was lifted in return can be put back, where the file gives one. With `meanwhile:
    suspend` what answers the duty rests at once, and only detection counts. A range counts at its upper end, a
    distribution at the end of its central 90 %.

    Against that stands the shortest time that the file knows: how fast the duty can be undone (`undone_in`), a threat
    that it addresses come back (`comes_back_in`), a path be walked (`takes`). It fails only where even the longest of
    that range is too short; between the ends nobody can tell. A day is the least that is counted. What can never be
    undone is in no such danger. A single deed is not asked: once it is done, the duty that keeps it so is. Whether the
    dispute ladder alone is slower than the danger is no question of detection: where nobody knows how long a breach
    stays unseen, it is not asked here.

    ## Fails

    ```yaml
    title: Quarterly visits
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    threats: {warheads: {of: north}}
    obligations:
      keep_plant_shut:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        verified: {by: agency, every: 90 days}
        if_contested: {then: terminate}
        undone_in: 30..60 days
    ```

    ## Fails: seen at once, and argued about

    ```yaml
    title: Two months in court
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}, panel: {kind: court}}
    threats: {warheads: {of: north, comes_back_in: 60 days}}
    obligations:
      keep_plant_shut:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        verified: {by: agency, detects_within: 7 days}
        if_contested: {then: dispute, cure: 14 days}
    disputes:
      main: {opened_by: any of parties, stages: [{name: hearing, body: panel, lasts: 30 days}], then: finding}
    choices: {finding: {by: panel, may: [broken, nothing_found], within: 15 days, silence: nothing_found}}
    ```

    ## Passes

    ```yaml
    title: What answers it rests meanwhile
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}, panel: {kind: court}}
    threats: {warheads: {of: north, comes_back_in: 60 days}}
    obligations:
      keep_plant_shut:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        verified: {by: agency, detects_within: 7 days}
        if_contested: {then: dispute, cure: 14 days, meanwhile: suspend}
    disputes:
      main: {opened_by: any of parties, stages: [{name: hearing, body: panel, lasts: 30 days}], then: finding}
    choices: {finding: {by: panel, may: [broken, nothing_found], within: 15 days, silence: nothing_found}}
    ```

    ## Cannot tell

    ```yaml
    title: How fast could it be undone?
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    threats: {warheads: {of: north}}
    obligations:
      keep_plant_shut:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        verified: {by: agency, every: 90 days}
        if_contested: {then: terminate}
        undone_in: unknown
    ```

    ```yaml
    title: In a month or in a year
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    threats: {warheads: {of: north}}
    obligations:
      keep_plant_shut:
        by: north
        to: [south]
        kind: forbear
        forbids: [plutonium_reprocessing]
        addresses: {warheads: freeze}
        verified: {by: agency, every: 90 days}
        if_contested: {then: terminate}
        undone_in: 1..12 months
    ```
    """
    year = (draft.process.as_of or draft.now).year
    lengths = Lengths(year, year + 4)
    for name, duty in draft.duties.items():
        regime = duty.verified
        stands = duty.shape in (Shape.STANDING, Shape.SERIES)
        if stands and duty.addresses and isinstance(regime, Verification) and regime.by != "nobody":
            yield from _ask(draft, name, _Case(draft, duty, regime, lengths))


@dataclass(frozen=True, slots=True)
class _Danger:
    """How fast what was halted can be back, in days: between `low` and `high`."""

    low: float
    high: float
    words: str
    reason: Reason
    missing: MissingFact


@dataclass
class _Sum:
    """Days that add up to an answer, each with what it is for, and the facts that are missing from the sum."""

    days: int = 0
    parts: list[str] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    missing: list[MissingFact] = field(default_factory=list)

    def add(self, days: int, what: str, reason: Reason) -> None:
        """Count a part that takes time."""
        if days:
            self.days += days
            self.parts.append(f"{days} {what}")
            self.reasons.append(reason)


class _Case:
    """One duty that is watched: how long until a breach is seen, and then answered, and what may happen before."""

    def __init__(self, draft: Draft, duty: Obligation, regime: Verification, lengths: Lengths) -> None:
        self.draft, self.duty, self.regime, self.lengths = draft, duty, regime, lengths
        self.rule: Contest | Miss | None = duty.if_contested
        if self.rule is None and duty.shape is Shape.SERIES and isinstance(duty.if_missed, Miss):
            self.rule = duty.if_missed
        self.rests = self.rule is not None and self.rule.meanwhile == "suspend"
        self.seen, self.answered = _Sum(), _Sum()
        self._see()
        if not self.rests:
            self._decide()
            self._respond()
        self.dangers = list(self._dangers())

    @property
    def parts(self) -> str:
        """What the time until an answer is made of."""
        return ", ".join([*self.seen.parts, *self.answered.parts])

    @property
    def days(self) -> int:
        """The longest time until an answer, as far as it is known."""
        return self.seen.days + self.answered.days

    def _see(self) -> None:
        path = f"{self.duty.name}.verified.detects_within"
        found = self._longest(self.regime.detects_within)
        key = "detects_within"
        unsaid = "detects_within" in self.regime.unsaid or self.regime.detects_within is not None
        if found is None and isinstance(self.regime.every, Cycle) and not unsaid:
            found, key = self.lengths.range(self.regime.every.time)[1], "every"
        if found is None:
            ask = f"say how long a breach of {self.duty.name} can stay unseen"
            self.seen.missing.append(MissingFact(path, ask))
            return
        span = self.regime.value_span(key)
        self.seen.add(found, "until it is seen", Reason(f"a breach can stay unseen for {_days(found)}", span))

    def _decide(self) -> None:
        if self.rule is None:
            ask = f"say what follows if a breach of {self.duty.name} is alleged"
            self.answered.missing.append(MissingFact(f"{self.duty.name}.if_contested", ask))
            return
        if isinstance(self.rule.cure, Duration):
            longest = self.lengths.range(self.rule.cure)[1]
            self.answered.add(
                longest, "to cure", Reason(f"the cure takes {_days(longest)}", self.rule.value_span("cure"))
            )
        named = [self.rule.then, *([self.rule.refer_to] if isinstance(self.rule, Miss) else [])]
        choice = (self.draft.process.choices or {}).get(self.rule.then or "")
        ladder = self._ladder([name for name in named if name])
        if ladder is not None:
            self._climb(ladder)
            choice = (self.draft.process.choices or {}).get(ladder.then or "")
        elif self.rule.then == "dispute":
            ask = "write the dispute ladder, with the time that each stage lasts"
            self.answered.missing.append(MissingFact("disputes", ask))
        if choice is not None:
            self._wait_for(choice)

    def _ladder(self, named: list[str]) -> Dispute | None:
        ladders = self.draft.process.disputes or {}
        for name in named:
            if name in ladders:
                return ladders[name]
        covering = [ladder for ladder in ladders.values() if ladder.about is None or self._is_about(ladder)]
        return covering[0] if covering and "dispute" in named else None

    def _is_about(self, ladder: Dispute) -> bool:
        groups = self.draft.process.groups or {}
        return any(name == self.duty.name or self.duty.name in (groups.get(name) or ()) for name in ladder.about or ())

    def _climb(self, ladder: Dispute) -> None:
        longest = 0
        for rung in ladder.stages or ():
            if isinstance(rung.lasts, Duration):
                longest += self.lengths.range(rung.lasts)[1]
            else:
                ask = f"say how long {rung.name} of {ladder.name} lasts"
                self.answered.missing.append(MissingFact(f"{ladder.name}.{rung.name}.lasts", ask))
        reason = Reason(f"the stages of `{ladder.name}` last {_days(longest)}", ladder.key_span)
        self.answered.add(longest, "on the dispute ladder", reason)

    def _wait_for(self, choice: Choice) -> None:
        times = [limit.time for limit in (choice.within.limits if choice.within else ()) if isinstance(limit, Within)]
        if times:
            longest = self.lengths.range(times[0])[1]
            reason = Reason(f"`{choice.name}` is decided within {_days(longest)}", choice.value_span("within"))
            self.answered.add(longest, "to decide", reason)

    def _respond(self) -> None:
        """The quickest measure that was lifted in return and can be put back."""
        name, duties = self.duty.name, self.draft.duties
        answering = [duties[other] for other in self.duty.in_return_for or () if other in duties]
        answering += [other for other in duties.values() if name in (other.in_return_for or ())]
        measures = self.draft.process.measures or {}
        backs = [measures[one].putting_back for duty in answering for one in duty.lifts or {} if one in measures]
        times = [(days, back) for back in backs if back is not None and (days := self._longest(back.takes)) is not None]
        if times:
            days, back = min(times, key=lambda time: time[0])
            reason = Reason(f"a measure is back after {_days(days)}", back.value_span("takes"))
            self.answered.add(days, "to put a measure back", reason)

    def _longest(self, time: Estimate | None) -> int | None:
        found = time_range(time, self.lengths) if isinstance(time, Estimate) else None
        return found[1] if found is not None else None

    def _dangers(self) -> Iterator[_Danger]:
        process, duty = self.draft.process, self.duty
        yield from self._danger(duty, "undone_in", "undoing it", f"how fast {duty.name} can be undone")
        for name in duty.addresses or {}:
            threat, path = (process.threats or {}).get(name), (process.paths or {}).get(name)
            if threat is not None:
                ask = f"how fast {name} could be back"
                yield from self._danger(threat, "comes_back_in", "the return of a threat that it addresses", ask)
            if path is not None:
                yield from self._danger(path, "takes", "a path that it addresses", f"how long {name} takes")

    def _danger(self, record: Record, key: str, words: str, ask: str) -> Iterator[_Danger]:
        time = getattr(record, key)
        found = time_range(time, self.lengths) if isinstance(time, Estimate) else None
        if found is not None:
            low, most = (inf, inf) if isinstance(time.value, Never) else found
            low, high = max(1, low), inf if most is None else max(1, most)
            missing = MissingFact(f"{record.name}.{key}", f"say more closely {ask}")
            reason = Reason(f"{words} takes {_days_between(low, high)}", time.span)
            yield _Danger(low, high, words, reason, missing)


def _ask(draft: Draft, name: str, case: _Case) -> Iterator[Answer]:
    dangers = [danger for danger in case.dangers if danger.low < inf]
    missing = [*case.seen.missing, *case.answered.missing]
    if case.dangers and not dangers:
        return
    if not dangers:
        ask = f"say how fast {name} can be undone, or the threat come back"
        missing.append(MissingFact(f"{name}.undone_in", ask))
    worst = min(dangers, key=lambda danger: danger.high, default=None)
    span = case.regime.value_span("detects_within" if case.regime.detects_within is not None else "every")
    values = {"duty": name, "total": _days(case.days), "parts": case.parts}
    reasons = (*case.seen.reasons, *case.answered.reasons)
    if worst is not None and case.days > worst.high and not case.seen.missing:
        values |= {"danger": worst.words, "time": _days_between(worst.high, worst.high)}
        says = "late" if case.answered.days else "unseen"
        yield Answer(says, span, name, (*reasons, worst.reason), _fixes(case, worst), values=values)
    elif missing:
        values |= {"what": _what(case, known=worst is not None), "ask": "; ".join(fact.ask for fact in missing[:3])}
        yield Answer("unknown", span, name, reasons, missing=tuple(missing), values=values)
    elif worst is not None:
        near = [danger for danger in dangers if case.days > danger.low]
        if near:
            first = min(near, key=lambda danger: (danger.low, danger.high))
            values |= {"danger": first.words, "time": _days_between(first.low, first.high)}
            missing = [danger.missing for danger in near]
            yield Answer("depends", span, name, (*reasons, first.reason), missing=tuple(missing), values=values)


def _what(case: _Case, *, known: bool) -> str:
    told = [
        *(["how long it can stay unseen"] if case.seen.missing else []),
        *(["how long it takes to decide on it"] if case.answered.missing else []),
        *([] if known else ["how fast the harm is done"]),
    ]
    return f"{' and '.join(told)} {'is' if len(told) == 1 else 'are'}"


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _days_between(low: float, high: float) -> str:
    if low == inf:
        return "for ever"
    if high == inf:
        return f"at least {_days(int(low))}"
    return _days(int(high)) if low == high else f"{int(low)} to {_days(int(high))}"


def _fixes(case: _Case, danger: _Danger) -> tuple[Fix, ...]:
    """What answers it may rest at once; or it is seen early enough; or both."""
    rest: tuple[Fix, ...] = ()
    if case.answered.days and case.rule is not None:
        rest = change("let what answers it rest as soon as a breach is alleged", case.rule, "meanwhile", "suspend")
    early = int(danger.high)
    if case.seen.days <= early:
        left = early - case.answered.days
        return (*rest, *(_see_within(case, left) if left >= 1 else ()))
    seen = _see_within(case, early)
    if not rest:
        return seen
    return (Fix(f"{rest[0].title}, and {seen[0].title}", (*rest[0].edits, *seen[0].edits)),) if seen else rest


def _see_within(case: _Case, days: int) -> tuple[Fix, ...]:
    title = f"see a breach within {_days(days)}, a figure to be replaced by yours"
    return change(title, case.regime, "detects_within", _days(days))
