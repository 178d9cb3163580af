"""An assessment in words: the conclusion first, then the test sheet, the matrix, no deal, and what would decide."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from reconvene.advice.assess import Assessed, Assessment, Conclusion, Deciding
from reconvene.advice.trial import Answer, Reason, Trial
from reconvene.deal.coverage import Cover, Fairness
from reconvene.deal.no_deal import Matter, Outcome, Prospect, Stake
from reconvene.deal.recognition import Moment, Recognition
from reconvene.deal.rivalry import Rivalry
from reconvene.reports.plain_data import plain
from reconvene.reports.weigh_text import hung
from reconvene.reports.weigh_words import named, percent
from reconvene.text.render import Paper

FORMAT_VERSION = 1
MOST_FACTS = 12
LIMITS = (
    "The tests read the text and the figures of the file, not conduct. Small, medium and large stand for ranges that "
    "are assumed. No stake is weighed against another unless the file says what each is worth to whom. How much each "
    "side is exposed from day to day is not computed. A package that passes has no fault that was looked for; whether "
    "to sign it is another matter."
)
_AGAINST = {
    Outcome.BETTER: "better under the first",
    Outcome.NO_WORSE: "no worse under the first, and may be better",
    Outcome.SAME: "the same under both",
    Outcome.NO_BETTER: "no better under the first, and may be worse",
    Outcome.WORSE: "better under the second",
    Outcome.DEPENDS: "a matter of how the stakes are weighed",
    Outcome.OPEN: "cannot tell",
}


def as_json(shown: Assessed) -> str:
    """An assessment as data: `{"version": 1, ...}` with the fields of `Assessed`; an open end is null."""
    told: dict[str, Any] = {"version": FORMAT_VERSION, **plain(asdict(shown))}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def assessed_text(shown: Assessed, paper: Paper) -> Text:
    """An assessment as a person reads it: each line as wide as the paper."""
    return hung(lines(shown), paper)


def lines(shown: Assessed) -> Iterator[str]:
    """An assessment line by line, unbroken."""
    yield f"{shown.title}, as of {shown.as_of}"
    for each in shown.assessments:
        yield ""
        yield from _assessment(each)
    if shown.rivalries:
        yield ""
        first, second = shown.assessments
        yield f"`{first.name}` (the first) beside `{second.name}` (the second):"
        yield from (f"  {line}" for line in side_by_side(first, second))
        yield from (f"  {rivalry_words(each)}" for each in shown.rivalries)
    yield ""
    yield LIMITS


def _assessment(shown: Assessment) -> Iterator[str]:
    yield title_of(shown)
    yield from (f"  {sentence}" for sentence in conclusion(shown))
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("The tests", (line for trial in shown.trials for line in _trial(trial))),
        ("Which threats remain, and for whom", matrix(shown)),
        ("Relief against what is kept", (line for each in shown.judged.recognitions for line in moments(each))),
        ("Beside no deal", map(prospect_words, shown.judged.prospects)),
        ("What would decide", deciding(shown)),
    )
    for heading, told in parts:
        listed = list(told)
        if listed:
            yield ""
            yield f"  {heading}:"
            yield from (f"    {line}" for line in listed)


def title_of(shown: Assessment) -> str:
    """What a package is headed with."""
    if not shown.name:
        return "What is in force"
    return f"`{shown.name}`" if shown.called == shown.name else f"`{shown.name}` ({shown.called})"


def conclusion(shown: Assessment) -> Iterator[str]:
    """What a minister reads: the conclusion, whether it is a bad deal, and what is to be mended."""
    open_ = [trial.name for trial in shown.trials if trial.answer is Answer.OPEN]
    match shown.conclusion:
        case Conclusion.WORSE:
            yield f"Worse than no deal for {named(shown.worse_for, len(shown.worse_for))}."
        case Conclusion.OPEN:
            first = shown.deciding[0].fact.fact if shown.deciding else ""
            rest = len(shown.deciding) - 1
            more = f" and {rest} more facts" if rest > 1 else " and one more fact" if rest == 1 else ""
            yield f"Cannot tell without `{first}`{more}." if first else "Cannot tell."
        case Conclusion.FIXED:
            yield f"Acceptable if fixed: {', '.join(shown.to_fix)}."
        case Conclusion.ACCEPTABLE:
            yield "Acceptable as is, by every test."
    failing = [name for name in shown.bad if name not in shown.worse_for]
    if failing:
        yield f"As it stands it is a bad deal: it fails {_and(failing)}."
    if shown.to_fix and shown.conclusion is not Conclusion.FIXED:
        yield f"To be fixed in any case: {', '.join(shown.to_fix)}."
    if open_ and shown.conclusion is not Conclusion.FIXED:
        yield f"Open: {', '.join(open_)}."


def _trial(trial: Trial) -> Iterator[str]:
    yield f"{trial.answer}: {trial.name}. {trial.question}"
    yield from (f"  {reason_words(reason)}" for reason in trial.chain)
    yield from (f"  to mend it: {each}" for each in trial.mends)


def reason_words(reason: Reason) -> str:
    """A link of a chain; what does not come with the package says so."""
    return reason.says if reason.alone else f"{reason.says} (so it is without the package)"


def matrix(shown: Assessment) -> Iterator[str]:
    """The threats with the cut into each and whom they hit, then what remains for each and how unequal that is."""
    for row in shown.judged.coverage.rows:
        hit = ", ".join(f"`{each.whom}` {each.said}" for each in row.impacts if each.weight.high > 0)
        yield f"`{row.threat}`: {cut_words(row)}; hits {hit or 'nobody'}"
    for each in shown.judged.coverage.residuals:
        if each.share is not None:
            rest = f"; untouched: {named(each.untouched)}" if each.untouched else ""
            yield f"`{each.whom}` is left with {percent(*each.share)}{rest}"
    yield from map(fairness_words, shown.judged.coverage.fairness)


def cut_words(row: Cover) -> str:
    """How deep a threat is cut into, and by what."""
    return f"{row.depth} by {named(row.by)}" if row.by else "untouched"


def fairness_words(shown: Fairness) -> str:
    """How unequal a side is left."""
    return f"on the side of `{shown.side}`, the most and the least lie {percent(shown.low, shown.high)} apart"


def moments(shown: Recognition) -> Iterator[str]:
    """Relief and capability as the steps are done."""
    for each in shown.moments:
        yield f"{moment_day(each)}: `{shown.owner}` has {relief_words(shown, each)}, and keeps {kept_words(each)}"


def moment_day(moment: Moment) -> str:
    """By when the steps of a moment are done."""
    return f"by {moment.day}" if moment.day is not None else "without a last day"


def relief_words(shown: Recognition, moment: Moment) -> str:
    """How much relief is given by a moment."""
    if moment.relief is None:
        return "relief that is not measured" if moment.lifted else "relief of which the file does not say"
    return f"{percent(*moment.relief)} of the {shown.dimension}" if moment.lifted else "no relief"


def kept_words(moment: Moment) -> str:
    """What stays at a moment."""
    return named(moment.stay, len(moment.stay)) if moment.stay else "nothing of it"


def prospect_words(shown: Prospect) -> str:
    """How going on compares with no deal for an actor, with the stakes."""
    known = [stake for stake in shown.stakes if stake.matter is not Matter.DECLARED or stake.duties]
    told = "; ".join(map(stake_words, known))
    return f"`{shown.actor}` {shown.moment}: {shown.outcome}{f' ({told})' if told else ''}"


def stake_words(stake: Stake) -> str:
    """Whether a stake is better or worse with the package."""
    low, high = stake.gain
    if low > 0:
        said = "better"
    elif high < 0:
        said = "worse"
    elif low == 0:
        said = "no worse, perhaps better" if high else "the same"
    else:
        said = "cannot tell" if high > 0 else "no better, perhaps worse"
    return f"{stake.matter}: {said}"


def rivalry_words(shown: Rivalry) -> str:
    """How two packages compare for an actor."""
    told = "; ".join(map(stake_words, shown.stakes))
    return f"For `{shown.actor}`: {_AGAINST[shown.outcome]}{f' (with the first, {told})' if told else ''}"


def side_by_side(first: Assessment, second: Assessment) -> Iterator[str]:
    """The tests on which two packages differ."""
    for one, other in zip(first.trials, second.trials, strict=True):
        if one.answer is not other.answer:
            yield f"{one.name}: {one.answer}, and {other.answer}"


def deciding(shown: Assessment, most: int = MOST_FACTS) -> Iterator[str]:
    """The fewest facts that can decide each open test, then every fact, those that touch the most tests first."""
    yield from (smallest_words(trial) for trial in shown.trials if trial.answer is Answer.OPEN and trial.smallest)
    yield from map(deciding_words, shown.deciding[:most])
    if len(shown.deciding) > most:
        yield f"and {len(shown.deciding) - most} more, which `--format json` lists"


def smallest_words(trial: Trial) -> str:
    """The fewest facts that can decide an open test, and how many must be known before it passes."""
    fewest = [fact.fact for fact in trial.smallest]
    alone = " alone" if len(fewest) == 1 else ""
    whole = f"; all {len(trial.facts)} facts must be known before it passes" if len(trial.facts) > len(fewest) else ""
    return f"{trial.name} can be decided by {named(fewest, len(fewest))}{alone}{whole}"


def deciding_words(each: Deciding) -> str:
    """A fact, how to ask for it, and what it decides."""
    return f"`{each.fact.fact}`: {each.fact.ask} (decides {', '.join(each.decides)})"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
