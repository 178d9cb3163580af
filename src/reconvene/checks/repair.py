"""Mending a draft: its fixes applied, each kept only if it clears its finding and breaks nothing else.

Texts in, texts out: reading and writing files, and asking the checks again, are left to whoever calls.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconvene.checks.run import Report
from reconvene.text.edit import apply
from reconvene.text.finding import Edit, Finding, Fix
from reconvene.text.span import Source

MAX_ROUNDS = 50

Texts = Mapping[str, Source]
"""The text of each file, by its name."""

Recheck = Callable[[Texts], Report]
"""Asks every check again of the process as it reads in these texts."""

Wanted = Callable[[Finding], bool]
"""Whether a finding should be mended."""


@dataclass(frozen=True)
class Change:
    """A fix that was applied, and the finding that it mends."""

    finding: Finding
    fix: Fix


@dataclass(frozen=True)
class Refusal:
    """A fix that was not applied, and why."""

    finding: Finding
    fix: Fix
    why: str


@dataclass
class Repair:
    """What came of mending: the texts, what was changed in them, what was not, and the last report."""

    texts: dict[str, Source]
    report: Report
    changes: list[Change] = field(default_factory=list)
    refusals: list[Refusal] = field(default_factory=list)


def mend(report: Report, recheck: Recheck, wanted: Wanted = lambda finding: True) -> Repair:
    """Apply the first fix of every wanted finding, ask again, and go on until there is nothing left to mend.

    Many fixes are tried at once; where together they do harm, halves are tried, down to the single fix that does.
    """
    repair = Repair({source.name: source for source in report.document.sources}, report)
    tried: set[tuple[object, ...]] = set()
    for _ in range(MAX_ROUNDS):
        waiting = [
            Change(finding, finding.fixes[0])
            for finding in repair.report.findings
            if finding.fixes and finding.suppressed is None and wanted(finding) and _attempt(finding) not in tried
        ]
        if not waiting:
            break
        batch = _apart(waiting)
        tried.update(_attempt(change.finding) for change in batch)
        _try(batch, repair, recheck)
    return repair


def _attempt(finding: Finding) -> tuple[object, ...]:
    # With its words and its fix: a check that says something new of the same item has come a step further.
    return (*_identity(finding), finding.message, finding.fixes[0].title if finding.fixes else "")


def _identity(finding: Finding) -> tuple[object, ...]:
    # Without its place: an edit further up moves every finding below it.
    return finding.id, finding.about, finding.package, finding.span.source.name


def _try(batch: Sequence[Change], repair: Repair, recheck: Recheck) -> None:
    """Apply a batch if it does no harm; otherwise its halves, each on the text as it then stands."""
    texts = _applied(batch, repair)
    after = recheck(texts)
    why = _harm(batch, repair.report, after)
    if why is None:
        repair.texts, repair.report = texts, after
        repair.changes.extend(batch)
    elif len(batch) == 1:
        repair.refusals.append(Refusal(batch[0].finding, batch[0].fix, why))
    else:
        for half in (batch[: len(batch) // 2], batch[len(batch) // 2 :]):
            again = _renewed(half, repair.report)
            if again:
                _try(again, repair, recheck)


def _renewed(batch: Sequence[Change], report: Report) -> list[Change]:
    """The same changes as the newest report proposes them: an earlier half may have moved or mended them."""
    waiting = Counter(_attempt(change.finding) for change in batch)
    renewed = []
    for finding in report.findings:
        if finding.fixes and finding.suppressed is None and waiting[_attempt(finding)] > 0:
            waiting[_attempt(finding)] -= 1
            renewed.append(Change(finding, finding.fixes[0]))
    return renewed


def _applied(batch: Sequence[Change], repair: Repair) -> dict[str, Source]:
    edits: dict[Source, list[Edit]] = {}
    for change in batch:
        for edit in change.fix.edits:
            edits.setdefault(edit.span.source, []).append(edit)
    texts = dict(repair.texts)
    for source, changed in edits.items():
        texts[source.name] = replace(source, text=apply(source, changed))
    return texts


def _apart(changes: Sequence[Change]) -> list[Change]:
    """Those changes, from the first on, whose edits do not touch each other; the rest wait for the next round."""
    taken: list[tuple[str, int, int]] = []
    chosen = []
    for change in changes:
        places = [(edit.span.source.name, edit.span.start, edit.span.end) for edit in change.fix.edits]
        if not any(_touch(place, other) for place in places for other in taken):
            taken.extend(places)
            chosen.append(change)
    return chosen


def _touch(one: tuple[str, int, int], other: tuple[str, int, int]) -> bool:
    return one[0] == other[0] and one[1] <= other[2] and other[1] <= one[2]


def _harm(batch: Sequence[Change], before: Report, after: Report) -> str | None:
    """What speaks against a batch: a finding that stays, or an error that was not there; None if nothing does."""
    if before.document.readable and not after.document.readable:
        return f"the file could not be read any more: {_first_error(after).message}"
    if not before.document.readable and after.document.readable:
        return None  # what the checks find now was hidden before, not caused
    here, there = (Counter(map(_attempt, _shown(report))) for report in (before, after))
    if any(there[_attempt(change.finding)] >= here[_attempt(change.finding)] for change in batch):
        return "the finding would still be there"
    old, new = (Counter(_identity(f) for f in report.findings if f.counts_as_error) for report in (before, after))
    for finding in after.findings:
        if finding.counts_as_error and new[_identity(finding)] > old[_identity(finding)]:
            return f"it would bring a new error, `{finding.id}`: {finding.message}"
    return None


def _shown(report: Report) -> list[Finding]:
    return [finding for finding in report.findings if finding.suppressed is None]


def _first_error(report: Report) -> Finding:
    return next(finding for finding in report.findings if finding.counts_as_error)
