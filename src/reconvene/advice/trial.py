"""A test of a package: pass, fail or cannot tell, with its chain, what would mend it, and what would decide it."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from enum import StrEnum

from reconvene.checks.draft import Draft
from reconvene.checks.run import choose
from reconvene.deal.facts import missing
from reconvene.text.finding import Finding, MissingFact, Severity, Verdict


class Answer(StrEnum):
    """What a test found; what is told for information is no test."""

    PASS = "pass"  # noqa: S105  (no password)
    FAIL = "fail"
    OPEN = "cannot tell"
    TOLD = "for information"


@dataclass(frozen=True, slots=True)
class Reason:
    """One link of a chain; `alone` if it comes with the package, and does not hold without it."""

    says: str
    alone: bool = True


@dataclass(frozen=True, slots=True)
class Trial:
    """A test: its question, its answer, the chain that leads there, what would mend it, and the facts it lacks.

    Of a test that is open, every fact must be known before it passes. `smallest` are the fewest that can decide it: if
    they turn out ill, it fails, whatever the others are.
    """

    name: str
    question: str
    answer: Answer
    chain: tuple[Reason, ...]
    mends: tuple[str, ...] = ()
    facts: tuple[MissingFact, ...] = ()
    smallest: tuple[MissingFact, ...] = ()


class Asked:
    """The checks asked of a draft, with what they find in the process as it stands."""

    def __init__(self, draft: Draft, base: Draft) -> None:
        self._draft = draft
        self._base = base
        self.failing: list[Finding] = []

    def of(self, *words: str) -> list[tuple[Finding, bool]]:
        """What the named checks find, and whether it comes with the package; remarks are left out."""
        found: list[tuple[Finding, bool]] = []
        for check in choose(words):
            before = check.findings(self._base) if self._draft.package is not None else ()
            known = {(each.about, each.says) for each in before}
            told = [each for each in check.findings(self._draft) if each.severity is not Severity.INFO]
            found += [(each, (each.about, each.says) not in known) for each in told]
        self.failing += [finding for finding, _ in found if finding.verdict is Verdict.FAILS]
        return found


def checked(name: str, question: str, found: Iterable[tuple[Finding, bool]], *, also: Collection[Trial] = ()) -> Trial:
    """A test that fails if a check does, and is open if one cannot tell; with the links of others beside them."""
    listed = list(found)
    fails = any(finding.verdict is Verdict.FAILS for finding, _ in listed) or any(t.answer is Answer.FAIL for t in also)
    facts = [fact for finding, _ in listed for fact in finding.missing] + [fact for t in also for fact in t.facts]
    open_ = any(finding.verdict is Verdict.CANNOT_TELL for finding, _ in listed)
    open_ = open_ or any(trial.answer is Answer.OPEN for trial in also)
    return Trial(
        name=name,
        question=question,
        answer=Answer.FAIL if fails else Answer.OPEN if open_ else Answer.PASS,
        chain=(*(Reason(f.message, alone) for f, alone in listed), *(reason for t in also for reason in t.chain)),
        mends=tuple(dict.fromkeys(f.help for f, _ in listed if f.verdict is Verdict.FAILS)),
        facts=tuple(dict.fromkeys(facts)),
        smallest=fewest([*(finding.missing for finding, _ in listed), *(trial.smallest for trial in also)]),
    )


def fewest(groups: Iterable[tuple[MissingFact, ...]]) -> tuple[MissingFact, ...]:
    """The smallest of some groups of facts, the first of several; none where none lacks anything."""
    return min((group for group in groups if group), key=len, default=())


def open_trial(name: str, question: str, told: Iterable[str], facts: Iterable[str]) -> Trial:
    """A test of which the file does not say the first thing, with the facts that it lacks."""
    lacking = tuple(map(missing, facts))
    return Trial(name, question, Answer.OPEN, tuple(map(Reason, told)), (), lacking, lacking[:1])
