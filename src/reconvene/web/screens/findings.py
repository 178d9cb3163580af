"""What the checks say of the text: the worst first, then what is not known, what was set aside, and what passed."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from reconvene.live.roles import Action
from reconvene.live.versions import DRAFT, files_of
from reconvene.reports.finding_filter import WEIGHTS, Wish, all_findings, families_in, items_of, linked, narrow
from reconvene.reports.listing import Place
from reconvene.reports.page import view
from reconvene.reports.sheet import Table
from reconvene.web.drafts import draft_of, editor_link, is_draft
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

_ANCHOR = re.compile(r"#l(\d+)-(\d+)")


def findings(visit: Visit) -> Page:
    """Every finding beside the words it points at; the address says which of them are wanted."""
    report = visit.subject.report
    rows = tuple(
        (each.id, str(each.severity), str(each.verdict), each.message, str(each.span.location.line), each.help)
        for each in report.findings
    )
    table = Table("Findings", ("Finding", "Weight", "Verdict", "What", "Line", "Next step"), rows)
    data = {"findings": [each.as_data() for each in report.findings]}
    whole = view(report)
    wish = Wish(*(visit.query.get(key, "") for key in ("weight", "family", "item")))
    told = linked(narrow(whole, wish), _placed(visit))
    may_mend = is_draft(visit) and visit.may(Action.EDIT_DRAFT)
    values = {
        "report": told,
        "wish": wish,
        "shown": len(list(all_findings(told))),
        "weights": WEIGHTS,
        "families": families_in(whole),
        "items": items_of(whole),
        "is_draft": is_draft(visit),
        "may_mend": may_mend,
        "seen": draft_of(visit).seen if may_mend else "",
    }
    return Page("findings.html.j2", values, data, table, kept=not may_mend)


def _placed(visit: Visit) -> Callable[[Place], Place]:
    """A place by its file and line; it leads to the editor, but for a text in force, which is not written any more."""
    document = visit.subject.document
    files = files_of(document, Path(document.file).parent)
    edited = is_draft(visit) or visit.subject.is_case

    def place(told: Place) -> Place:
        found = _ANCHOR.fullmatch(told.href)
        if found is None:
            return replace(told, href="")
        file, line = files[int(found.group(1)) - 1], int(found.group(2))
        main = DRAFT if file == files[0] else file
        return replace(told, label=f"{file}:{line}", href=editor_link(visit, main, line) if edited else "")

    return place
