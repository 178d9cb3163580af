"""Whether a package is worth signing: the battery, the conclusion in four words, the facts that would decide."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from reconvene.advice.battery import Judged, battery
from reconvene.advice.trial import Answer, Trial
from reconvene.checks.draft import Draft
from reconvene.deal.asking import Refusal
from reconvene.deal.consultations import consultations
from reconvene.deal.coverage import coverage
from reconvene.deal.detecting import detections
from reconvene.deal.no_deal import SIGNATURE, Outcome, prospects
from reconvene.deal.owed import Plan
from reconvene.deal.recognition import recognitions
from reconvene.deal.regret import regrets
from reconvene.deal.rivalry import Rivalry, compare
from reconvene.deal.room import room
from reconvene.deal.routes import routes
from reconvene.deal.tabled import Tabled
from reconvene.deal.undoing import answered
from reconvene.document.load import Document
from reconvene.text.finding import MissingFact
from reconvene.text.spelling import nearest

BAD = ("deadline", "coverage", "recognition")
"""The tests of which one failed makes a deal a bad one, after Patricia M. Kim, Foreign Policy, March 2019."""


class Conclusion(StrEnum):
    """What can be said of a package; there is no score."""

    ACCEPTABLE = "acceptable as is"
    FIXED = "acceptable if fixed"
    WORSE = "worse than no deal"
    OPEN = "cannot tell"


@dataclass(frozen=True, slots=True)
class Deciding:
    """A fact that is missing, how to ask for it, and the open tests that it could decide."""

    fact: MissingFact
    decides: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Assessment:
    """One package: what was computed, the test sheet, the conclusion, and the facts that would decide, most first.

    `worse_for` are the parties and allies that are surely better off with no deal, `to_fix` the tests that fail,
    `bad` why it is a bad deal: tests that fail, and those for whom it is worse. `consultations` says who must be heard.
    """

    name: str
    called: str
    judged: Judged
    trials: tuple[Trial, ...]
    conclusion: Conclusion
    worse_for: tuple[str, ...]
    to_fix: tuple[str, ...]
    bad: tuple[str, ...]
    deciding: tuple[Deciding, ...]
    consultations: Plan

    def trial(self, name: str) -> Trial:
        """The test of a name."""
        return next(trial for trial in self.trials if trial.name == name)


@dataclass(frozen=True, slots=True)
class Assessed:
    """The packages that were asked for, each against no deal; of two, the first against the second for each actor."""

    title: str
    source_name: str
    as_of: date
    assessments: tuple[Assessment, ...]
    rivalries: tuple[Rivalry, ...]


def assess(document: Document, now: date, packages: Sequence[str] = ()) -> Assessed | Refusal:
    """Assess one package or two, as of `now`; without names every one that is tabled, or what is in force."""
    known = document.process.packages or {}
    for name in packages:
        if name not in known:
            near = nearest(name, known)
            hint = f"did you mean `{near}`?" if near else "name one that stands under `packages:`"
            return Refusal(f"No package is named `{name}`.", hint)
    if len(packages) > 2:
        return Refusal("More than two packages cannot be laid side by side.", "name one package, or two")
    names = list(dict.fromkeys(packages)) or list(known) or [""]
    tabled = [Tabled(document, name, now) for name in names]
    found = tuple(_assess(each) for each in tabled)
    rivalries = compare(tabled[0], tabled[1]) if len(found) == 2 else ()
    return Assessed(document.process.title or document.file, document.file, now, found, rivalries)


def _assess(tabled: Tabled) -> Assessment:
    found = routes(tabled)
    judged = Judged(
        coverage=coverage(tabled),
        routes=found,
        recognitions=recognitions(tabled),
        room=room(tabled),
        answered=answered(tabled),
        prospects=prospects(tabled),
        detections=detections(tabled, found),
        regrets=regrets(tabled),
    )
    process = tabled.document.process
    package = (process.packages or {}).get(tabled.name)
    draft = Draft(tabled.document, tabled.process, tabled.now, package)
    base = Draft(tabled.document, process, tabled.now)
    trials = battery(draft, base, judged)
    worse = tuple(each.actor for each in judged.prospects if each.moment == SIGNATURE and each.outcome is Outcome.WORSE)
    failed = tuple(trial.name for trial in trials if trial.answer is Answer.FAIL)
    open_ = [trial for trial in trials if trial.answer is Answer.OPEN]
    return Assessment(
        name=tabled.name,
        called=tabled.called,
        judged=judged,
        trials=trials,
        conclusion=_conclusion(worse, open_, failed),
        worse_for=worse,
        to_fix=failed,
        bad=(*(name for name in failed if name in BAD), *worse),
        deciding=tuple(_deciding(open_)),
        consultations=consultations(tabled),
    )


def _conclusion(worse: Sequence[str], open_: Sequence[Trial], failed: Sequence[str]) -> Conclusion:
    if worse:
        return Conclusion.WORSE
    if open_:
        return Conclusion.OPEN
    return Conclusion.FIXED if failed else Conclusion.ACCEPTABLE


def _deciding(open_: Iterable[Trial]) -> Iterator[Deciding]:
    """The facts of the open tests: those that touch the most tests first, then those of a test that lacks few."""
    tests: dict[MissingFact, list[Trial]] = {}
    for trial in open_:
        for fact in trial.facts:
            tests.setdefault(fact, []).append(trial)
    ranked = sorted(tests.items(), key=lambda each: (-len(each[1]), min(len(t.facts) for t in each[1]), each[0].fact))
    for fact, trials in ranked:
        yield Deciding(fact, tuple(trial.name for trial in trials))


def differing(shown: Assessed, full: Assessed) -> tuple[str, ...]:
    """The packages of the full text of which it concludes otherwise than what one reader is shown, or that are not."""
    seen = {each.name: _ends(each) for each in shown.assessments}
    return tuple(each.name for each in full.assessments if seen.get(each.name) != _ends(each))


def _ends(assessment: Assessment) -> tuple[object, ...]:
    answers = tuple(trial.answer for trial in assessment.trials)
    return assessment.conclusion, assessment.worse_for, assessment.bad, answers
