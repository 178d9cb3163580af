"""Asking every check of a document, as it stands and with each tabled package, and gathering what they find."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from reconvene.checks import catalogue  # noqa: F401  (importing the families fills the shelf)
from reconvene.checks.draft import Draft
from reconvene.checks.shelf import SHELF, Check
from reconvene.document.load import Document
from reconvene.document.package import Suppressed
from reconvene.document.tabling import table
from reconvene.text.finding import Finding, Fix, MissingFact, Reason, Severity, Suppression, Verdict
from reconvene.text.spelling import nearest

FORMAT_VERSION = 1


@dataclass(frozen=True)
class Group:
    """A missing fact and the checks that it would decide."""

    missing: MissingFact
    findings: tuple[Finding, ...]

    @property
    def decides(self) -> list[str]:
        """The ids of the checks, each once, in the order of the catalogue."""
        ids = {finding.id for finding in self.findings}
        return [id for id in SHELF if id in ids]

    @property
    def order(self) -> tuple[int, int, str]:
        """Worst first: by severity, then by how much it decides."""
        worst = min(finding.severity.rank for finding in self.findings)
        return worst, -len(self.findings), self.missing.fact


@dataclass(frozen=True)
class Report:
    """What was found in one document on one day: `findings` in the order of the file, `passed` the ids that hold."""

    document: Document
    now: date
    findings: tuple[Finding, ...]
    passed: tuple[str, ...] = ()
    asked: tuple[str, ...] = field(default=())

    @property
    def failures(self) -> list[Finding]:
        """The findings that are certain and not set aside, worst first."""
        certain = [f for f in self.findings if f.verdict is Verdict.FAILS and f.suppressed is None]
        return sorted(certain, key=lambda f: (f.severity.rank, *f.order))

    @property
    def groups(self) -> list[Group]:
        """The questions that a missing fact leaves open, gathered by that fact, worst first."""
        by_fact: dict[MissingFact, list[Finding]] = {}
        for finding in self.findings:
            for fact in finding.missing if finding.suppressed is None else ():
                by_fact.setdefault(fact, []).append(finding)
        groups = [Group(fact, tuple(findings)) for fact, findings in by_fact.items()]
        return sorted(groups, key=lambda group: group.order)

    @property
    def exit_code(self) -> int:
        """2 if the file cannot be read, 1 if something fails at error level, else 0."""
        if not self.document.readable:
            return 2
        return 1 if any(finding.counts_as_error for finding in self.findings) else 0

    def as_data(self) -> dict[str, Any]:
        """One run in the shape that `check --format json` documents."""
        return {
            "file": self.document.file,
            "process": self.document.process.title if self.document.readable else None,
            "as_of": self.now.isoformat(),
            "findings": [finding.as_data() for finding in self.findings],
            "groups": [
                {"missing": group.missing.fact, "ask": group.missing.ask, "decides": group.decides}
                for group in self.groups
            ],
        }


def choose(select: Collection[str] = (), ignore: Collection[str] = ()) -> list[Check]:
    """The checks that the words name: ids, numbers such as `T07`, families, or the letter of a family."""
    return [check for check in SHELF.values() if (not select or _named(check, select)) and not _named(check, ignore)]


def unknown_words(words: Iterable[str]) -> list[tuple[str, str | None]]:
    """The words that name no check, each with the nearest word that does."""
    known = {word for check in SHELF.values() for word in _words_for(check)}
    return [(word, nearest(word, known)) for word in words if word.casefold() not in {k.casefold() for k in known}]


def _words_for(check: Check) -> tuple[str, ...]:
    return check.id, check.index, check.family, check.index[0]


def _named(check: Check, words: Collection[str]) -> bool:
    folded = {word.casefold() for word in words}
    return any(word.casefold() in folded for word in _words_for(check))


def run(document: Document, now: date, select: Collection[str] = (), ignore: Collection[str] = ()) -> Report:
    """Ask the chosen checks of a document as of a day.

    A document that cannot be read is asked nothing. Each tabled package is laid on the process in turn; what it adds
    to the findings is reported under its name.
    """
    if not document.readable:
        return Report(document, now, document.findings)
    checks = choose(select, ignore)
    found = list(_ask_all(document, checks, now))
    found = [_set_aside(finding, document.process.suppress or (), now) for finding in found]
    failed = {finding.id for finding in found}
    every = [*document.findings, *found, *_review_suppressions(document, now)]
    return Report(
        document,
        now,
        tuple(sorted(every, key=lambda finding: finding.order)),
        passed=tuple(check.id for check in checks if check.id not in failed),
        asked=tuple(check.id for check in checks),
    )


def _ask_all(document: Document, checks: list[Check], now: date) -> Iterator[Finding]:
    process = document.process
    base = Draft(document, process, now)
    known: set[tuple[object, ...]] = set()
    failing: set[tuple[object, ...]] = set()
    for check in checks:
        for finding in check.findings(base):
            known.add((*_place(finding), finding.says))
            if finding.verdict is Verdict.FAILS:
                failing.add(_place(finding))
            yield finding
    for package in (process.packages or {}).values():
        draft = Draft(document, table(process, package), now, package)
        for check in checks:
            for finding in check.findings(draft):
                place = _place(finding)
                open_question = finding.verdict is Verdict.CANNOT_TELL and place in failing
                if (*place, finding.says) not in known and not open_question:
                    yield finding.with_package(package.name)


def _place(finding: Finding) -> tuple[object, ...]:
    return finding.id, finding.span.source.name, finding.span.start, finding.about


# Suppression


def _set_aside(finding: Finding, suppressed: tuple[Suppressed, ...], now: date) -> Finding:
    for entry in suppressed:
        if _covers(entry, finding) and entry.until is not None and entry.until >= now:
            said = Suppression(entry.author or "", entry.reason or "", entry.until.isoformat())
            return replace(finding, suppressed=said)
    return finding


def _covers(entry: Suppressed, finding: Finding) -> bool:
    check = SHELF.get(finding.id)
    named = entry.check == finding.id or (check is not None and entry.check == check.index)
    return named and (
        entry.about is None or finding.about == entry.about or finding.about.startswith(f"{entry.about}.")
    )


def _review_suppressions(document: Document, now: date) -> Iterator[Finding]:
    """What is wrong with the suppressions themselves: one that has expired, or that names no check."""
    known = {word for check in SHELF.values() for word in (check.id, check.index)}
    for entry in document.process.suppress or ():
        if entry.check and entry.check not in known:
            near = nearest(entry.check, known)
            yield Finding(
                "unknown-check",
                Severity.WARNING,
                f"`{entry.check}` is set aside, and no check has that name.",
                entry.value_span("check"),
                help=f"did you mean `{near}`?" if near else "list the checks with: reconvene explain",
            )
        elif entry.until is not None and entry.until < now:
            yield Finding(
                "expired-suppression",
                Severity.WARNING,
                f"`{entry.check}` was set aside until {entry.until}, and that day has passed.",
                entry.value_span("until"),
                help="mend the fault, or give the reason again with a new date; until then the finding is shown",
                because=(Reason(f"the reason given was: {entry.reason}", entry.value_span("reason")),),
            )


def repairs(report: Report) -> list[Fix]:
    """The first fix of every finding that is shown, in the order of the file."""
    return [finding.fixes[0] for finding in report.findings if finding.fixes and finding.suppressed is None]
