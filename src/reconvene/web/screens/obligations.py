"""What is owed: every duty in a row, what was to be done against what was done, and each duty on a page of its own."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from markupsafe import Markup

from reconvene import planning
from reconvene.record.fault import fault
from reconvene.reports.duties import Choice, DutyRow, counted, duty_table
from reconvene.reports.duty_telling import duty_view
from reconvene.reports.duty_view import DutyView
from reconvene.reports.progress import Progress, progress, progress_table, yearly_table
from reconvene.reports.progress_picture import render_progress
from reconvene.reports.sheet import Table
from reconvene.text.spelling import nearest
from reconvene.web.linking import duty_path, linked
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

LONGEST = 36_500
"""So many days later something may be asked to come: a century."""
ACTS = (
    ("claim", "Say that it was done", "check"),
    ("acceptance", "Say that you are content", "handshake"),
    ("verified", "Record what the verifier found", "search"),
    ("disputed", "Say that it was not done", "message-square"),
    ("cured", "Say that a miss was put right", "rotate-ccw"),
    ("extended", "Record that its date was moved", "calendar"),
    ("determined", "Record what the competent body decided", "scale"),
)
"""The kinds of event that somebody may want to record of a duty, with words and a sign."""


def choice_of(visit: Visit) -> Choice:
    """Which duties an address asks for."""
    asked = visit.query
    return Choice(
        asked.get("party", ""),
        asked.get("status", ""),
        asked.get("verifier", ""),
        asked.get("chapter", ""),
        bool(asked.get("overdue")),
    )


def obligations(visit: Visit) -> Page:
    """Every duty in a row: who owes what by when, how it stands, and what the four voices say of it."""
    rows, choice = visit.subject.duties, choice_of(visit)
    shown = tuple(row for row in rows if choice.takes(row))
    drawn = progress(visit.subject.state, visit.subject.schedule)
    values = {
        "rows": shown,
        "chapters": [(chapter, list(held)) for chapter, held in groupby(shown, lambda row: row.chapter)],
        "all": rows,
        "choice": choice,
        "asked": _asked(choice),
        "options": _options(visit, rows),
        "counts": counted(rows),
        "late": sum(row.overdue for row in rows),
        "picture": _picture(drawn),
        "duty_path": duty_path,
    }
    data = {"as_of": visit.subject.now, "obligations": shown, "of": len(rows)}
    return Page("obligations.html.j2", values, data, duty_table(shown))


def _asked(choice: Choice) -> dict[str, str]:
    """A choice as it stands in an address."""
    told = {"party": choice.party, "status": choice.status, "verifier": choice.verifier, "chapter": choice.chapter}
    return {**told, "overdue": "1" if choice.overdue else ""}


def _options(visit: Visit, rows: tuple[DutyRow, ...]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen from: whatever some duty has."""
    parties = dict.fromkeys(name for row in rows for name in row.by)
    verifiers = dict.fromkeys(row.verifier for row in rows if row.verifier)
    return {
        "party": [(name, visit.called(name)) for name in parties],
        "status": [(phase, words) for phase, words, _ in counted(rows)],
        "verifier": [(name, "nobody" if name == "none" else visit.called(name)) for name in verifiers],
        "chapter": [(chapter, chapter) for chapter in dict.fromkeys(row.chapter for row in rows)],
    }


def _picture(drawn: Progress) -> Markup:
    return Markup(render_progress(drawn))  # noqa: S704  (drawn by us, every word escaped)


def planned_and_done(visit: Visit) -> Page:
    """What was to be done by when, against what was done: the curves, and the codes of each year."""
    subject = visit.subject
    drawn = progress(subject.state, subject.schedule)
    table = progress_table(drawn)
    values = {"shown": drawn, "picture": _picture(drawn), "curve": table, "years": _years(visit)}
    return Page("progress.html.j2", values, drawn, table)


def _years(visit: Visit) -> Table:
    return yearly_table(visit.subject.state, visit.subject.events)


def obligation(visit: Visit) -> Page:
    """Everything that there is to say of one duty."""
    view = view_of(visit, visit.parts["duty"])
    later = visit.query.get("later", "").strip()
    values = {
        "it": view,
        "row": view.row,
        "here": duty_path(view.row.duty),
        "duty_path": duty_path,
        "linked": partial(linked, visit),
        "later": later,
        "supposed": _supposed(visit, view.row.duty, later),
        "acts": _acts(visit, view.row.duty),
    }
    return Page(
        "obligation.html.j2", values, view, _stream_table(view), title=view.row.duty.replace("_", " ").capitalize()
    )


def view_of(visit: Visit, name: str) -> DutyView:
    """The view of a duty. Raises `RecordFault` where there is none of that name."""
    subject = visit.subject
    row = next((row for row in subject.duties if row.duty == name), None)
    if row is None:
        near = nearest(name, [row.duty for row in subject.duties])
        step = f"did you mean `{near}`?" if near else "look for it among the obligations"
        raise fault("no-such-duty", subject.name, f"No obligation is named `{name[:80]}` on this day.", step)
    return duty_view(subject.draft, subject.state, subject.schedule, subject.report, row, subject.duties)


def _supposed(visit: Visit, duty: str, later: str) -> planning.WhatIf | planning.Refusal | None:
    """What follows if a duty comes so many days later; None where nobody asked."""
    if not later:
        return None
    if not (later.isascii() and later.isdigit() and 0 < int(later) <= LONGEST):
        step = f"write a number of days from 1 to {LONGEST}"
        return planning.Refusal(f"`{later[:20]}` is no number of days that can be counted with.", step)
    subject = visit.subject
    question = f"{duty} slips {int(later)} days"
    return planning.what_if(subject.document, question, subject.now, events=subject.events)


def _acts(visit: Visit, duty: str) -> list[tuple[str, str, str]]:
    """What whoever looks may record of a duty: where, in which words, with which sign."""
    if visit.subject.desk is None or not visit.may("record an event"):
        return []
    return [
        (visit.link("/record/new", kind=kind, duty=duty, as_of="", known="", text=""), words, sign)
        for kind, words, sign in ACTS
    ]


def _stream_table(view: DutyView) -> Table:
    rows = tuple(
        (str(told.happened), str(told.recorded), told.kind, told.by, told.says, told.event) for told in view.stream
    )
    heads = ("Happened", "Recorded", "Kind", "Who", "What it says", "Event")
    return Table(f"Events about {view.row.duty}", heads, rows)
