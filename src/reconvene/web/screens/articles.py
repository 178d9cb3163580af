"""The text as articles: to read, to print, and to point at."""

from __future__ import annotations

from reconvene.reports.articles import articles as written
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def articles(visit: Visit) -> Page:
    """The whole text, with an anchor at every article."""
    shown = written(visit.subject.document)
    is_draft = visit.subject.desk is None or visit.subject.asked.draft
    values = {"text": shown, "is_draft": is_draft, "version": visit.subject.version[:12]}
    return Page("articles.html.j2", values, shown, shown.table)
