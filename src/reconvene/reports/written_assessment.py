"""An assessment, written down: as text, data, a page."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.advice.assess import Assessed, Assessment
from reconvene.advice.breakdown import chance_words
from reconvene.reports.alike import alike
from reconvene.reports.assess_words import (
    LIMITS,
    assessed_text,
    by_answer,
    chain,
    conclusion,
    cut_words,
    deciding,
    fairness_words,
    title_of,
)
from reconvene.reports.assess_words import as_json as as_json
from reconvene.reports.beside_words import beside, regret_words, rivalry_words, stretch, windows_of
from reconvene.reports.consult_words import debts
from reconvene.reports.recognition_picture import render_recognition
from reconvene.reports.recognition_words import capability_words, half_lives, kept_words, moment_day, relief_words
from reconvene.reports.sheet import Section, Sheet, Table, render_sheet
from reconvene.reports.weigh_words import percent
from reconvene.text.render import Paper


def as_text(shown: Assessed) -> str:
    """The answer as text, 100 columns wide."""
    return assessed_text(shown, Paper()).plain


def as_page(shown: Assessed) -> str:
    """One self-contained HTML page with all of it, the conclusions first."""
    return render_sheet(view(shown))


def view(shown: Assessed) -> Sheet:
    """The page as frozen data."""
    sections = [
        section for number, each in enumerate(shown.assessments) for section in _sections(each, number, shown.as_of)
    ]
    if len(shown.assessments) == 2:
        sections.insert(0, _beside(shown))
    return Sheet(shown.title, "assessment", shown.as_of.isoformat(), tuple(sections), LIMITS)


def _beside(shown: Assessed) -> Section:
    first, second = shown.assessments
    rows = tuple(
        (one.name, str(one.answer), str(other.answer)) for one, other in zip(first.trials, second.trials, strict=True)
    )
    table = Table("The tests of both", ("Test", f"{_short(first)} (the first)", f"{_short(second)} (the second)"), rows)
    says = tuple(f"`{each.name}`: {next(conclusion(each))}" for each in shown.assessments)
    return Section(
        "beside", "Side by side", says, tables=(table,), listed=tuple(alike(map(rivalry_words, shown.rivalries)))
    )


def _short(shown: Assessment) -> str:
    return shown.called or f"`{shown.name}`"


def _sections(shown: Assessment, number: int, since: date) -> Iterator[Section]:
    id, of = f"p{number}", f" (`{shown.name}`)" if shown.name else ""
    judged = shown.judged
    made = (
        Section(id, title_of(shown), tuple(conclusion(shown)), tables=(_tests(shown),)),
        Section(f"{id}-why", f"What each answer rests on{of}", tables=(_chains(shown), _mends(shown))),
        Section(
            f"{id}-threats",
            f"Which threats remain, and for whom{of}",
            tables=(_matrix(shown), _left(shown)),
            listed=tuple(map(fairness_words, judged.coverage.fairness)),
        ),
        Section(
            f"{id}-relief",
            f"Relief against what is kept{of}",
            picture="\n".join(_curves(shown, f"{id}-curves", since)),
            tables=(_relief(shown),),
            listed=tuple(line for each in judged.recognitions for line in half_lives(each)),
        ),
        Section(f"{id}-breaks", f"If it breaks{of}", tables=(_detected(shown), _broken(shown))),
        Section(f"{id}-no-deal", f"Beside no deal{of}", listed=tuple(beside(judged.prospects))),
        Section(f"{id}-heard", f"Who must be heard{of}", listed=tuple(debts(shown.consultations))),
        Section(f"{id}-facts", f"What would decide{of}", listed=tuple(deciding(shown))),
    )
    yield from (section for section in made if not section.empty)


def _curves(shown: Assessment, id: str, since: date) -> Iterator[str]:
    for place, each in enumerate(shown.judged.recognitions):
        yield render_recognition(each, since, id=f"{id}{place}")


def _tests(shown: Assessment) -> Table:
    rows = tuple((trial.name, str(trial.answer), trial.question) for trial in shown.trials)
    return Table("The test sheet", ("Test", "Answer", "Question"), rows)


def _chains(shown: Assessment) -> Table:
    rows = tuple((f"{trial.name}: {trial.answer}", each) for trial in by_answer(shown) for each in chain(trial))
    return Table("Every link", ("Test", "Because"), rows)


def _mends(shown: Assessment) -> Table:
    rows = tuple((trial.name, each) for trial in shown.trials for each in alike(trial.mends))
    return Table("What would mend it", ("Test", "Next step"), rows)


def _detected(shown: Assessment) -> Table:
    rows = tuple(
        (f"`{each.path}`", ", ".join(f"`{name}`" for name in each.watched) or "nobody looks", chance_words(each))
        for each in shown.judged.detections
    )
    return Table("Whether a breach is seen in time", ("Route", "Watched under", "Chance"), rows)


def _broken(shown: Assessment) -> Table:
    rows = tuple((stretch(run), f"`{run[0].actor}`", regret_words(run)) for run in windows_of(shown.judged.regrets))
    return Table("The year after a break, against no deal", ("It breaks", "Who", "Is left"), rows)


def _matrix(shown: Assessment) -> Table:
    rows = shown.judged.coverage.rows
    whom = [each.whom for each in shown.judged.coverage.residuals if each.share is not None]
    told = tuple(
        (f"`{row.threat}`", cut_words(row), *(each.said for each in row.impacts if each.whom in whom)) for row in rows
    )
    return Table(
        "Each threat, and how hard it hits whom", ("Threat", "Cut into", *(f"`{each}`" for each in whom)), told
    )


def _left(shown: Assessment) -> Table:
    rows = tuple(
        (f"`{each.whom}`", percent(*each.share), ", ".join(f"`{name}`" for name in each.untouched))
        for each in shown.judged.coverage.residuals
        if each.share is not None
    )
    return Table("What remains for each", ("Whom", "Share that remains", "Untouched"), rows)


def _relief(shown: Assessment) -> Table:
    rows = tuple(
        (
            moment_day(moment),
            f"`{each.owner}`",
            relief_words(each, moment),
            capability_words(moment),
            kept_words(moment),
        )
        for each in shown.judged.recognitions
        for moment in each.moments
    )
    return Table("As the steps are done", ("When", "Who", "Has", "Keeps so much of it", "Namely"), rows)
