"""The way back: the proof that the parties come back to the table, or the story of how they do not."""

from __future__ import annotations

from markupsafe import Markup

from reconvene.reports.return_note import return_note
from reconvene.web.shelf import Page, screen
from reconvene.web.visit import Visit


@screen("/return", "The proof", "The way back")
def return_(visit: Visit) -> Page:
    """The proof and the ladder."""
    shown = visit.subject.proof
    note = return_note(shown)
    pictures = {each.id: Markup(each.picture) for each in note.sections}  # noqa: S704  (drawn by us, names escaped)
    return Page("note_page.html.j2", {"note": note, "pictures": pictures}, shown)
