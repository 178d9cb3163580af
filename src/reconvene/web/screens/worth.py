"""What a package is worth: pressure by count and by weight, whose account holds, and whether it beats no deal."""

from __future__ import annotations

import json

from reconvene import weighing
from reconvene.reports import accounts_words, assess_words, weigh_page, weigh_text, written_accounts, written_assessment
from reconvene.reports.sheet import Sheet
from reconvene.web.shelf import Page, screen
from reconvene.web.visit import Visit


@screen("/weigh", "Pressure", "Worth", twins=True)
def weigh(visit: Visit) -> Page:
    """What each package lifts, by count and by weight."""
    shown = weighing.weigh(visit.subject.document, (), visit.subject.now)
    if isinstance(shown, weighing.Refusal):
        return _refused(shown)
    return _sheet(weigh_page.view(shown), weigh_text.as_json(shown))


@screen("/accounts", "Accounts", "Worth")
def accounts(visit: Visit) -> Page:
    """Whose public account holds, by which yardstick."""
    shown = weighing.accounts(visit.subject.document, visit.subject.now, events=visit.subject.events)
    return _sheet(written_accounts.view(shown), accounts_words.as_json(shown))


@screen("/assess", "Packages", "Worth")
def assess(visit: Visit) -> Page:
    """The twelve tests of each package."""
    shown = weighing.assess(visit.subject.document, (), visit.subject.now)
    if isinstance(shown, weighing.Refusal):
        return _refused(shown)
    return _sheet(written_assessment.view(shown), assess_words.as_json(shown))


def _sheet(page: Sheet, text: str) -> Page:
    return Page("sheet_page.html.j2", {"page": page}, json.loads(text))


def _refused(refusal: weighing.Refusal) -> Page:
    return Page("refused.html.j2", {"refusal": refusal})
