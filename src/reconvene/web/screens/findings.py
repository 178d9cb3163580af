"""What the checks say of the text: the worst first, then what is not known."""

from __future__ import annotations

from reconvene.reports.causes import count
from reconvene.reports.page import view
from reconvene.reports.sheet import Table
from reconvene.web.shelf import Page, screen
from reconvene.web.visit import Visit


def errors_in(visit: Visit) -> int | None:
    """How many errors the side bar tells."""
    return count(visit.subject.report).errors


@screen("/findings", "What can break it", "Draft", counted=errors_in)
def findings(visit: Visit) -> Page:
    """Every finding beside the words it points at."""
    report = visit.subject.report
    rows = tuple(
        (each.id, str(each.severity), str(each.verdict), each.message, str(each.span.location.line), each.help)
        for each in report.findings
    )
    table = Table("Findings", ("Finding", "Weight", "Verdict", "What", "Line", "Next step"), rows)
    data = {"findings": [each.as_data() for each in report.findings]}
    return Page("findings.html.j2", {"report": view(report)}, data, table)
