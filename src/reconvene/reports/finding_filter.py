"""Some of the findings of a report: those of a weight, of a family of checks, of an item."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from reconvene.reports.listing import Place
from reconvene.reports.page import FindingView, ReportView

WEIGHTS = {
    "error": "Errors",
    "warning": "Warnings",
    "info": "Notes",
    "open": "Cannot tell",
    "aside": "Set aside",
}


@dataclass(frozen=True)
class Wish:
    """Which findings are wanted; an empty word wants all."""

    weight: str = ""
    family: str = ""
    item: str = ""

    def takes(self, finding: FindingView) -> bool:
        """Whether a finding is wanted."""
        return (
            self.weight in ("", finding.kind)
            and self.family in ("", finding.family or "reading")
            and self.item in ("", finding.about)
        )


def narrow(report: ReportView, wish: Wish) -> ReportView:
    """The report with the findings that are wanted alone; its counts stay those of the whole."""
    blocks = (tuple(each for each in block if wish.takes(each)) for block in report.glance)
    questions = (
        replace(each, waiting=tuple(one for one in each.waiting if wish.takes(one))) for each in report.questions
    )
    return replace(
        report,
        glance=tuple(block for block in blocks if block),
        findings=tuple(each for each in report.findings if wish.takes(each)),
        questions=tuple(each for each in questions if each.waiting),
        aside=tuple(each for each in report.aside if wish.takes(each)),
        passed=report.passed if wish == Wish() else (),
    )


def all_findings(report: ReportView) -> Iterator[FindingView]:
    """Every finding that the report shows, once."""
    yield from report.findings
    for question in report.questions:
        yield from question.waiting
    yield from report.aside


def families_in(report: ReportView) -> list[str]:
    """The families of checks that found something, by name; `reading` is what is wrong with the file itself."""
    return sorted({each.family or "reading" for each in all_findings(report)})


def items_of(report: ReportView) -> list[str]:
    """The items that something was found of, by name."""
    return sorted({each.about for each in all_findings(report) if each.about})


def linked(report: ReportView, placed: Callable[[Place], Place]) -> ReportView:
    """The report with every place as it is called where the text can be seen, and leading there."""

    def moved(place: Place | None) -> Place | None:
        return None if place is None else placed(place)

    def turned(each: FindingView) -> FindingView:
        reasons = tuple(replace(reason, place=moved(reason.place)) for reason in each.because)
        return replace(each, place=moved(each.place), because=reasons)

    def turn_all(some: Iterable[FindingView]) -> tuple[FindingView, ...]:
        return tuple(turned(each) for each in some)

    return replace(
        report,
        findings=turn_all(report.findings),
        questions=tuple(replace(each, waiting=turn_all(each.waiting)) for each in report.questions),
        aside=turn_all(report.aside),
    )
