"""The letters of a stage of the way back: read, printed, and taken along as text or as a page; nothing is sent."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import datetime
from urllib.parse import quote

from starlette.responses import Response

from reconvene.following import letters_of, stage_names
from reconvene.record.fault import fault
from reconvene.reports import letters_page
from reconvene.reports.letter_words import content_free
from reconvene.reports.letters_view import Addressee, Blank, Draft, Letters
from reconvene.reports.sheet import Table
from reconvene.text.spelling import nearest
from reconvene.web.answers import as_file
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def letters(visit: Visit) -> Page:
    """The drafts of the stage that runs, or of one that is rehearsed."""
    found = _letters(visit)
    names = stage_names(visit.subject.state)
    values = {
        "letters": found,
        "stages": names,
        "chosen": visit.query.get("stage", ""),
        "open_message": content_free(found.reference),
    }
    return Page("letters.html.j2", values, json.loads(letters_page.as_json(found)), _table(found))


def _table(found: Letters) -> Table:
    rows = tuple(
        (str(draft.kind), draft.stage, each.called, draft.subject, str(draft.due or ""), "; ".join(draft.blanks))
        for draft in found.drafts
        for each in draft.addressees
    )
    heads = ("Letter", "Stage", "To, or said by", "Subject", "No later than", "To fill in")
    return Table(f"The letters of {found.stage or 'no stage'}", heads, rows)


def all_letters(visit: Visit) -> Response:
    """Every letter of the stage in one archive, with what only the sender reads."""
    found = _letters(visit)
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in letters_page.files(found).items():
            archive.writestr(zipfile.ZipInfo(name, _moment(found)), content)
    return as_file(held.getvalue(), f"letters-{found.stage or 'none'}.zip", "application/zip")


def _moment(found: Letters) -> tuple[int, int, int, int, int, int]:
    """The day of the letters as an archive keeps it, which knows no day before 1980."""
    day = datetime(max(1980, min(found.dated.year, 2107)), found.dated.month, min(found.dated.day, 28))
    return day.year, day.month, day.day, 0, 0, 0


def letter(visit: Visit) -> Page:
    """One letter, as it is printed."""
    found, draft, who = _asked(visit)
    values = {
        "draft": draft,
        "who": who,
        "path": f"/letters/{visit.parts['place']}/{quote(who.name)}",
        "heading": tuple(letters_page.heading(found, draft, who)),
        "is_blank": lambda part: isinstance(part, Blank),
        "stage": visit.query.get("stage", ""),
    }
    return Page("letter_page.html.j2", values, title=f"{draft.kind.value.capitalize()} to {who.called}")


def letter_text(visit: Visit) -> Response:
    """One letter as a text file."""
    found, draft, who = _asked(visit)
    return as_file(letters_page.as_text(found, draft, who).encode(), _file(draft, who, "txt"), "text/plain")


def letter_file(visit: Visit) -> Response:
    """One letter as a self-contained page, for a printer or a mail."""
    found, draft, who = _asked(visit)
    return as_file(letters_page.as_page(found, draft, who).encode(), _file(draft, who, "html"), "text/html")


def _file(draft: Draft, who: Addressee, ending: str) -> str:
    return f"{draft.kind}-{who.name}.{ending}"


def _letters(visit: Visit) -> Letters:
    """The letters of the stage in the address. Raises `RecordFault` for a stage that there is not."""
    stage, names = visit.query.get("stage") or None, stage_names(visit.subject.state)
    if stage is not None and stage not in names:
        near = nearest(stage, names)
        step = f"did you mean `{near}`?" if near else f"name one: {', '.join(names) or 'this text has none'}"
        raise fault("no-such-stage", visit.subject.name, f"No stage of the way back is named `{stage[:60]}`.", step)
    return letters_of(visit.subject.state, stage)


def _asked(visit: Visit) -> tuple[Letters, Draft, Addressee]:
    found = _letters(visit)
    place, who = visit.parts["place"], visit.parts["who"]
    drafts = found.drafts[int(place) - 1 : int(place)] if place.isdecimal() and 0 < int(place[:4]) < 1000 else ()
    named = [(draft, each) for draft in drafts for each in draft.addressees if each.name == who]
    if not named:
        step = "open the list of letters: which there are changes as acts are recorded"
        raise fault("no-such-letter", visit.subject.name, "There is no such letter on this day.", step)
    return found, *named[0]
