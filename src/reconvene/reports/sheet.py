"""A page of sections, each with sentences, a picture, tables and lists: frozen data, printed by one template."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup

from reconvene.reports.markup import render


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a caption: the heads of its columns and its rows; the first cell of a row names it."""

    caption: str
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its heading and id, what it says, an SVG of ours, tables, a list, lines kept as they are."""

    id: str
    heading: str
    says: tuple[str, ...] = ()
    picture: str = ""
    tables: tuple[Table, ...] = ()
    listed: tuple[str, ...] = ()
    quoted: str = ""

    @property
    def drawn(self) -> Markup:
        """The picture as markup: it was drawn by us, every name in it escaped."""
        return Markup(self.picture)  # noqa: S704

    @property
    def empty(self) -> bool:
        """Whether there is nothing to say."""
        return not (self.says or self.picture or self.listed or self.quoted or any(table.rows for table in self.tables))


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page: its title, what kind of page it is, the day it asks for, its sections, and what it does not prove."""

    title: str
    kind: str
    as_of: str
    sections: tuple[Section, ...]
    limits: str


def render_sheet(sheet: Sheet) -> str:
    """The page as one self-contained HTML file: no script, nothing loaded."""
    return render("sheet.html.j2", page=sheet)


def gathered(sheet: Sheet, head: str, caption: str) -> Table:
    """The tables of a sheet whose first column is called so, in one: each row begins with the part it stands in.

    Where they differ in their columns, those of the first count.
    """
    found = [(section, table) for section in sheet.sections for table in section.tables if table.heads[:1] == (head,)]
    heads = found[0][1].heads if found else (head,)
    rows = tuple((section.heading, *row) for section, table in found if table.heads == heads for row in table.rows)
    return Table(caption, ("Part", *heads), rows)
