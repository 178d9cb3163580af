"""An assessment in words: the conclusion first, then the test sheet, the matrix, no deal, and what would decide."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import Any

from rich.text import Text

from reconvene.advice.assess import Assessed, Assessment, Conclusion, Deciding
from reconvene.advice.trial import Answer, Trial
from reconvene.deal.coverage import Cover, Fairness, Impact
from reconvene.reports.alike import alike
from reconvene.reports.beside_words import beside, broken, rivalry_words
from reconvene.reports.consult_words import debts
from reconvene.reports.plain_data import plain
from reconvene.reports.recognition_words import recognised
from reconvene.reports.weigh_text import hung
from reconvene.reports.weigh_words import named, percent
from reconvene.text.render import Paper

FORMAT_VERSION = 1
_WORD = re.compile(r"(?<![`.\w])[a-z][\w.]*\w(?![`\w])")
LIMITS = (
    "The tests read the text and the figures of the file, not conduct. Small, medium and large stand for ranges that "
    "are assumed. No stake is weighed against another unless the file says what each is worth to whom. How much each "
    "side is exposed from day to day is told by `reconvene sequence`. A package that passes has no fault that was "
    "looked for; whether to sign it is another matter."
)
_ORDER = (Answer.FAIL, Answer.OPEN, Answer.PASS, Answer.TOLD)


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
        yield from (f"  {line}" for line in alike(map(rivalry_words, shown.rivalries)))
    yield ""
    yield LIMITS


def _assessment(shown: Assessment) -> Iterator[str]:
    yield title_of(shown)
    yield from (f"  {sentence}" for sentence in conclusion(shown))
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("The tests", answers(shown)),
        ("Why", (line for trial in by_answer(shown) for line in _trial(trial))),
        ("Which threats remain, and for whom", matrix(shown)),
        ("Relief against what is kept", (line for each in shown.judged.recognitions for line in recognised(each))),
        ("If it breaks", broken(shown.judged.regrets)),
        ("Beside no deal", beside(shown.judged.prospects)),
        ("Who must be heard", debts(shown.consultations)),
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
    """What a minister reads: whether it is a bad deal, what can be concluded, and what is to be mended."""
    failing = [name for name in shown.bad if name not in shown.worse_for]
    if shown.worse_for:
        yield f"Worse than no deal for {named(shown.worse_for, len(shown.worse_for))}."
    if failing:
        yield f"As it stands it is a bad deal: it fails {_and(failing)}."
    match shown.conclusion:
        case Conclusion.OPEN:
            first = shown.deciding[0].fact.fact if shown.deciding else ""
            rest = len(shown.deciding) - 1
            more = f" and {rest} more facts" if rest > 1 else " and one more fact" if rest == 1 else ""
            start = "Beyond that, cannot tell" if shown.bad else "Cannot tell"
            yield f"{start} without `{first}`{more}." if first else f"{start}."
        case Conclusion.FIXED:
            yield f"Acceptable if fixed: {', '.join(shown.to_fix)}."
        case Conclusion.ACCEPTABLE:
            yield "Acceptable as is, by every test."
    others = [name for name in shown.to_fix if name not in failing]
    if others and shown.conclusion is not Conclusion.FIXED:
        yield f"To be fixed {'besides' if failing else 'in any case'}: {', '.join(others)}."


def answers(shown: Assessment) -> Iterator[str]:
    """The test sheet, one line for each answer."""
    for answer in _ORDER:
        listed = [trial.name for trial in shown.trials if trial.answer is answer]
        if listed and answer is not Answer.TOLD:
            yield f"{answer}: {', '.join(listed)}"


def by_answer(shown: Assessment) -> list[Trial]:
    """The tests that have something to tell: those that fail first, then those that are open."""
    return sorted((trial for trial in shown.trials if trial.chain), key=lambda trial: _ORDER.index(trial.answer))


def _trial(trial: Trial) -> Iterator[str]:
    yield f"{trial.answer}: {trial.name}. {trial.question}"
    yield from (f"  {each}" for each in chain(trial))
    yield from (f"  to mend it: {each}" for each in alike(trial.mends))


def chain(trial: Trial) -> Iterator[str]:
    """The links of a test, alike ones as one: those that come with the package, then those that hold without it."""
    yield from alike(reason.says for reason in trial.chain if reason.alone)
    yield from (f"{each} (So it is without the package.)" for each in alike(r.says for r in trial.chain if not r.alone))


def matrix(shown: Assessment) -> Iterator[str]:
    """The threats with the cut into each and whom they hit."""
    for row in shown.judged.coverage.rows:
        yield f"`{row.threat}`: {cut_words(row)}; hits {hit_words(row)}"


def hit_words(row: Cover) -> str:
    """Whom a threat hits how hard, the hardest first; whom it does not hit is left out."""
    by_word: dict[str, list[Impact]] = {}
    for each in sorted(row.impacts, key=lambda impact: (bool(impact.missing), -impact.weight.high)):
        if each.weight.high > 0:
            by_word.setdefault(each.said, []).append(each)
    told = (f"{', '.join(f'`{each.whom}`' for each in found)} {word}" for word, found in by_word.items())
    return "; ".join(told) or "nobody"


def cut_words(row: Cover) -> str:
    """How deep a threat is cut into, and by what."""
    return f"{row.depth} by {named(row.by)}" if row.by else "untouched"


def fairness_words(shown: Fairness) -> str:
    """How unequal a side is left."""
    return f"on the side of `{shown.side}`, the most and the least lie {percent(shown.low, shown.high)} apart"


def side_by_side(first: Assessment, second: Assessment) -> Iterator[str]:
    """The tests on which two packages differ."""
    for one, other in zip(first.trials, second.trials, strict=True):
        if one.answer is not other.answer:
            yield f"{one.name}: {one.answer}, and {other.answer}"


def deciding(shown: Assessment) -> Iterator[str]:
    """The fewest facts that can decide each open test, how to ask for them, and what else is missing."""
    open_ = [trial for trial in shown.trials if trial.answer is Answer.OPEN and trial.smallest]
    yield from map(smallest_words, open_)
    first = {fact for trial in open_ for fact in trial.smallest}
    yield from alike(deciding_words(each) for each in shown.deciding if each.fact in first)
    rest = [each.fact.fact for each in shown.deciding if each.fact not in first]
    if rest:
        yield f"also missing: {named(rest, len(rest))}"


def smallest_words(trial: Trial) -> str:
    """The fewest facts that can decide an open test, and how many must be known before it passes."""
    fewest = [fact.fact for fact in trial.smallest]
    alone = " alone" if len(fewest) == 1 else ""
    whole = f"; all {len(trial.facts)} facts must be known before it passes" if len(trial.facts) > len(fewest) else ""
    return f"{trial.name} can be decided by {named(fewest)}{alone}{whole}"


def deciding_words(each: Deciding) -> str:
    """How to ask for a fact, its names in backticks, and what it decides."""
    parts = each.fact.fact.split(".")
    names = {parts[0], *(parts[2:] if len(parts) > 2 and parts[1] in ("worth", "costs", "hits") else ())}
    ask = _WORD.sub(
        lambda found: f"`{found[0]}`" if found[0] in names or {*found[0]} & {*"_."} else found[0], each.fact.ask
    )
    return f"{ask} (decides {', '.join(each.decides)})"


def _and(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
