"""Where the talks stand: the note for a desk, with the table over time."""

from __future__ import annotations

from markupsafe import Markup

from reconvene.reports.status import status_note
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def status(visit: Visit) -> Page:
    """The note of where the talks stand."""
    note = status_note(visit.subject.status)
    pictures = {each.id: Markup(each.picture) for each in note.sections}  # noqa: S704  (drawn by us, names escaped)
    return Page("note_page.html.j2", {"note": note, "pictures": pictures}, visit.subject.status)
