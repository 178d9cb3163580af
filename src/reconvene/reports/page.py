"""The report as one HTML page: every finding beside the text that it points at, readable by all and on anything.

Views come first, as frozen data that can be tested; the template only prints them. The page loads nothing: its styles
are in it, it has no script, and a policy in its head forbids both to come from anywhere.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from reconvene.cases.shelf import short_name
from reconvene.checks.run import Group, Report
from reconvene.checks.shelf import SHELF
from reconvene.document.package import Package
from reconvene.reports.causes import Count, count, root_causes
from reconvene.reports.draft_findings import key_of
from reconvene.reports.listing import File, Line, Listing, Mark, Place
from reconvene.reports.markup import render
from reconvene.text.edit import apply
from reconvene.text.finding import Edit, Finding, Fix, MissingFact, Severity, Suppression, Verdict
from reconvene.text.span import Source

_WORDS = {
    "error": "Error",
    "warning": "Warning",
    "info": "Note",
    "open": "Cannot tell",
    "aside": "Set aside",
}
"""What each kind of finding is called, beside its icon; a colour is never alone."""


_ALL = 1_000_000
"""As many root causes as there are: a page has room for all."""


@dataclass(frozen=True)
class ReasonView:
    """One link of the chain of reasons, with the line that shows it."""

    message: str
    place: Place | None


class Row(NamedTuple):
    """A line of a fix: `same`, `before` (taken out) or `after` (put in)."""

    kind: str
    text: str


@dataclass(frozen=True)
class FixView:
    """A fix: the sentence that proposes it, the lines before and after, and the key that names it."""

    title: str
    rows: tuple[Row, ...]
    key: str = ""


@dataclass(frozen=True)
class FindingView:
    """A finding as the page shows it."""

    number: int
    anchor: str
    id: str
    kind: str
    word: str
    message: str
    place: Place | None
    excerpt: tuple[Line, ...]
    because: tuple[ReasonView, ...]
    precedent: str
    missing: tuple[MissingFact, ...]
    help: str
    fixes: tuple[FixView, ...]
    package: str
    aside: Suppression | None
    has_page: bool
    about: str = ""
    family: str = ""

    @property
    def unverified(self) -> bool:
        """Whether it rests on something that the file calls unverified."""
        places = [self.place, *(reason.place for reason in self.because)]
        return any(place is not None and place.unverified for place in places)


@dataclass(frozen=True)
class QuestionView:
    """A missing fact: how to ask for it, and the findings that wait for it."""

    ask: str
    fact: str
    decides: tuple[str, ...]
    waiting: tuple[FindingView, ...]


@dataclass(frozen=True)
class PackageView:
    """A tabled package: what it is called, whose it is, how many findings there are only with it."""

    name: str
    called: str
    by: str
    dated: str
    status: str
    findings: tuple[FindingView, ...]


@dataclass(frozen=True)
class PassedView:
    """A check that found nothing."""

    id: str
    title: str


@dataclass(frozen=True)
class ReportView:
    """One process as the page shows it; `glance` holds the same findings as `findings`, those of one fault together."""

    anchor: str
    title: str
    file: str
    as_of: str
    count: Count
    readable: bool
    glance: tuple[tuple[FindingView, ...], ...]
    findings: tuple[FindingView, ...]
    questions: tuple[QuestionView, ...]
    aside: tuple[FindingView, ...]
    passed: tuple[PassedView, ...]
    packages: tuple[PackageView, ...]
    files: tuple[File, ...]
    any_unverified: bool


def render_page(reports: Sequence[Report]) -> str:
    """The reports as one self-contained HTML page."""
    views = [view(report, f"p{index + 1}-" if len(reports) > 1 else "") for index, report in enumerate(reports)]
    return render("page.html.j2", reports=views)


def view(report: Report, prefix: str = "") -> ReportView:
    """One report as frozen data, in the order in which the page tells it."""
    listing = Listing(report.document, prefix)
    shown: dict[int, FindingView] = {}
    marks: list[Mark] = []
    for number, (finding, repeated) in enumerate(_ordered(report), 1):
        mark = Mark(finding.span, number, f"{prefix}f{number}", _kind(finding), _WORDS[_kind(finding)])
        marks.append(mark)
        shown[id(finding)] = _finding(finding, mark, listing, repeated=repeated)
    blocks = tuple(
        tuple(shown[id(finding)] for finding in block.findings) for block in root_causes(report, _ALL).blocks
    )
    process = report.document.process
    return ReportView(
        anchor=f"{prefix}top",
        title=process.title or short_name(report.document.file),
        file=short_name(report.document.file),
        as_of=f"{report.now.day} {report.now:%B %Y}",
        count=count(report),
        readable=report.document.readable,
        glance=blocks,
        findings=tuple(finding for block in blocks for finding in block),
        questions=tuple(_questions(report.groups, shown)),
        aside=tuple(shown[id(finding)] for finding in report.findings if finding.suppressed is not None),
        passed=tuple(PassedView(id, SHELF[id].title if id in SHELF else "") for id in report.passed),
        packages=tuple(_package(package, shown.values()) for package in (process.packages or {}).values()),
        files=listing.files(marks),
        any_unverified=bool(listing.unverified),
    )


def _ordered(report: Report) -> Iterator[tuple[Finding, bool]]:
    """Every finding once, in the order of the page, and whether one like it came just before."""
    for block in root_causes(report, _ALL).blocks:
        for finding in block.findings:
            yield finding, finding is not block.first
    told: set[int] = set()
    for group in report.groups:
        for finding in group.findings:
            if id(finding) not in told:
                told.add(id(finding))
                yield finding, False
    yield from ((finding, False) for finding in report.findings if finding.suppressed is not None)


def _kind(finding: Finding) -> str:
    if finding.suppressed is not None:
        return "aside"
    if finding.verdict is Verdict.CANNOT_TELL:
        return "open" if finding.missing else str(Severity.INFO)
    return str(finding.severity)


def _finding(finding: Finding, mark: Mark, listing: Listing, *, repeated: bool) -> FindingView:
    return FindingView(
        number=mark.number,
        anchor=mark.anchor,
        id=finding.id,
        kind=mark.kind,
        word=mark.word,
        message=finding.message,
        place=listing.place(finding.span),
        excerpt=listing.excerpt(mark),
        because=tuple(ReasonView(reason.message, listing.place(reason.span)) for reason in finding.because),
        precedent="" if repeated else finding.precedent,
        missing=finding.missing,
        help=finding.help,
        fixes=tuple(FixView(fix.title, tuple(_rows(fix)), key_of(finding, fix)) for fix in finding.fixes),
        package=finding.package or "",
        aside=finding.suppressed,
        has_page=finding.id in SHELF,
        about=finding.about,
        family=SHELF[finding.id].family if finding.id in SHELF else "",
    )


def _questions(groups: list[Group], shown: dict[int, FindingView]) -> Iterator[QuestionView]:
    """The open questions; a finding that waits for several facts is shown under the first of them."""
    told: set[int] = set()
    for group in groups:
        waiting = [finding for finding in group.findings if id(finding) not in told]
        told.update(id(finding) for finding in waiting)
        yield QuestionView(
            group.missing.ask,
            group.missing.fact,
            tuple(group.decides),
            tuple(shown[id(finding)] for finding in waiting),
        )


def _package(package: Package, shown: Iterable[FindingView]) -> PackageView:
    return PackageView(
        name=package.name,
        called=package.called or "",
        by=str(package.by or ""),
        dated=str(package.dated or ""),
        status=package.status or "",
        findings=tuple(finding for finding in shown if finding.package == package.name),
    )


# Fixes


def _rows(fix: Fix) -> Iterator[Row]:
    """The lines that a fix touches, before and after, one stretch for edits that lie close together."""
    for edits in _stretches(fix):
        source = edits[0].span.source
        first = edits[0].span.location.line
        last = max(edit.span.location.end_line for edit in edits)
        start = source.line_starts[max(0, first - 2)]
        end = source.line_starts[last + 1] if last + 1 < len(source.line_starts) else len(source.text)
        changed = apply(source, edits)
        before = _lines(source.text[start:end])
        after = _lines(changed[start : len(changed) - (len(source.text) - end)])
        yield from _difference(before, after)


def _lines(text: str) -> list[str]:
    lines = re.split(r"\r\n|\n|\r", text)
    return lines if lines[-1] else lines[:-1]


def _stretches(fix: Fix) -> Iterator[list[Edit]]:
    gathered: list[Edit] = []
    for edit in sorted(fix.edits, key=lambda edit: (edit.span.source.name, edit.span.start, edit.span.end)):
        if gathered and not _close(gathered[-1], edit):
            yield gathered
            gathered = []
        gathered.append(edit)
    if gathered:
        yield gathered


def _close(first: Edit, second: Edit) -> bool:
    same = _same(first.span.source, second.span.source)
    return same and second.span.location.line - first.span.location.end_line <= 3


def _same(first: Source, second: Source) -> bool:
    return first is second or first.name == second.name


def _difference(before: list[str], after: list[str]) -> Iterator[Row]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, low, high, low_after, high_after in matcher.get_opcodes():
        if kind == "equal":
            yield from (Row("same", line) for line in before[low:high] if line.strip())
        else:
            yield from (Row("before", line) for line in before[low:high])
            yield from (Row("after", line) for line in after[low_after:high_after])
