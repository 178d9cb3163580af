"""What a package is worth: pressure by count and by weight, whose account holds, and whether it beats no deal."""

from __future__ import annotations

import json
from dataclasses import replace

from reconvene import weighing
from reconvene.document.load import Document
from reconvene.reports import accounts_words, assess_words, weigh_page, weigh_text, written_accounts, written_assessment
from reconvene.reports.sheet import gathered
from reconvene.web.asking import (
    SOUGHT,
    Asking,
    asked,
    lifts_to_choose,
    packages_to_choose,
    readers_to_choose,
    refused,
    sought,
    warnings,
    worth_page,
)
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit
from reconvene.weighing import Assessed, Refusal, Scales, Search

_FIRST = 6
"""So many of the facts that would decide stand at the top; all of them stand below."""


def weigh(visit: Visit) -> Page:
    """What each package lifts, or what is chosen, by count and by weight."""
    asking = asked(visit, *SOUGHT)
    flows = (visit.subject.document.process.flows or {}).values()
    form = {
        "packages": packages_to_choose(visit, asking),
        "lifts": lifts_to_choose(visit, asking),
        "readers": readers_to_choose(visit),
        "searching": {key: asking.more.get(key, "") for key in SOUGHT},
        "dimensions": list(dict.fromkeys(flow.dimension for flow in flows if flow.dimension)),
    }
    seen = visit.subject.seen_by(asking.reader or None)
    if isinstance(seen, Refusal):
        return refused(visit, asking, seen, **form)
    search = sought(asking)
    shown = search if isinstance(search, Refusal) else _weighed(visit, asking, seen, search)
    if isinstance(shown, Refusal):
        return refused(visit, asking, shown, **form)
    full = _weighed(visit, asking, visit.subject.document) if asking.reader else None
    differing = weighing.differing_weights(shown, full) if isinstance(full, Scales) else ()
    sheet = weigh_page.view(shown)
    table = gathered(sheet, "Dimension", "The share by dimension")
    data = json.loads(weigh_text.as_json(shown))
    return worth_page(
        visit, asking, sheet, data, table, seen, **form, warned=warnings(visit, asking, differing, "weighs")
    )


def _weighed(visit: Visit, asking: Asking, document: Document, search: Search | None = None) -> Scales | Refusal:
    """The packages that are chosen, each by itself, and the measures that are, together; without a choice, all."""
    now = visit.subject.now
    if asking.lifts and not asking.packages:
        return weighing.weigh(document, asking.lifts, now, search=search)
    shown = weighing.weigh(document, (), now, search=search)
    if isinstance(shown, Refusal) or not asking.packages:
        return shown
    kept = tuple(each for each in shown.weighings if each.relief.name in asking.packages)
    silent = tuple(name for name in shown.silent if name in asking.packages)
    together = weighing.weigh(document, asking.lifts, now) if asking.lifts else None
    if isinstance(together, Refusal):
        return together
    more = together.weighings if together is not None else ()
    return replace(shown, weighings=(*kept, *more), silent=silent)


def accounts(visit: Visit) -> Page:
    """Whose public account holds, by which yardstick."""
    asking = asked(visit)
    form = {"readers": readers_to_choose(visit)}
    subject, reader = visit.subject, asking.reader or None
    seen = subject.seen_by(reader)
    if isinstance(seen, Refusal):
        return refused(visit, asking, seen, **form)
    shown = weighing.accounts(seen, subject.now, events=subject.events_for(reader))
    whole = weighing.accounts(subject.document, subject.now, events=subject.events) if reader else shown
    differing = weighing.differing_claims(shown, whole)
    sheet = written_accounts.view(shown)
    table = gathered(sheet, "Yardstick", "Whether each claim is true, by each yardstick")
    warned = warnings(visit, asking, differing, "judges") if reader else ()
    data = json.loads(accounts_words.as_json(shown))
    return worth_page(visit, asking, sheet, data, table, seen, **form, warned=warned)


def assess(visit: Visit) -> Page:
    """The twelve tests of each package, or of the one or two that are chosen."""
    asking = asked(visit)
    form = {"packages": packages_to_choose(visit, asking), "readers": readers_to_choose(visit), "most": 2}
    now = visit.subject.now
    seen = visit.subject.seen_by(asking.reader or None)
    if isinstance(seen, Refusal):
        return refused(visit, asking, seen, **form)
    shown = weighing.assess(seen, asking.packages, now)
    if isinstance(shown, Refusal):
        return refused(visit, asking, shown, **form)
    full = weighing.assess(visit.subject.document, asking.packages, now) if asking.reader else None
    differing = weighing.differing(shown, full) if isinstance(full, Assessed) else ()
    sheet = written_assessment.view(shown)
    return worth_page(
        visit,
        asking,
        sheet,
        json.loads(assess_words.as_json(shown)),
        gathered(sheet, "Test", "The test sheet"),
        seen,
        **form,
        warned=warnings(visit, asking, differing),
        deciding=_deciding(shown),
    )


def _deciding(shown: Assessed) -> list[tuple[str, list[str], int]]:
    """Of each package that cannot be told, the first of the facts that would decide, ranked, and how many there are."""
    return [
        (
            each.called or each.name,
            [assess_words.deciding_words(fact) for fact in each.deciding[:_FIRST]],
            len(each.deciding),
        )
        for each in shown.assessments
        if each.deciding
    ]
