"""A note for a desk: sections of sentences, on a terminal and as one page, in the same words on both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from markupsafe import Markup
from rich.text import Text

from reconvene.reports.markup import render
from reconvene.text.render import Paper, wrap

ITEM = "- "
"""What a line starts with that is an item of a list and not a paragraph."""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a note: its heading, its lines, and a picture that a page shows with the same in words."""

    heading: str
    lines: tuple[str, ...]
    picture: str = ""
    described: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The heading as the name of a place in a page."""
        return re.sub(r"[^a-z0-9]+", "-", self.heading.lower()).strip("-")

    @property
    def blocks(self) -> list[tuple[bool, list[str]]]:
        """The lines in groups: a paragraph alone, items of one list together; True marks a list."""
        found: list[tuple[bool, list[str]]] = []
        for line in self.lines:
            is_item = line.startswith(ITEM)
            if is_item and found and found[-1][0]:
                found[-1][1].append(line.removeprefix(ITEM))
            else:
                found.append((is_item, [line.removeprefix(ITEM)]))
        return found


@dataclass(frozen=True, slots=True)
class Note:
    """A note: its title, the line under it, and its sections; `limits` is what it does not say."""

    title: str
    kind: str
    facts: str
    sections: tuple[Section, ...]
    limits: str


def section(heading: str, lines: Iterable[str], picture: str = "", described: Iterable[str] = ()) -> Iterator[Section]:
    """A section, or none where there is nothing to say and nothing to show."""
    listed = tuple(lines)
    if listed or picture:
        yield Section(heading, listed, picture, tuple(described))


def note_text(note: Note, paper: Paper) -> Text:
    """The note for a terminal."""
    text = Text()
    text.append(paper.words(note.title) + "\n", style="bold")
    text.append_text(_line(note.facts, paper))
    for each in note.sections:
        if each.lines:
            text.append("\n").append(paper.words(each.heading) + "\n", style="bold")
            for line in each.lines:
                text.append_text(_line(line, paper))
    return text


def _line(line: str, paper: Paper) -> Text:
    return wrap(Text(paper.words(line)), paper.prose, len(ITEM) if line.startswith(ITEM) else 0).append("\n")


def note_page(note: Note) -> str:
    """The note as one self-contained HTML page, for a desk, a telephone and a printer."""
    pictures = {each.id: Markup(each.picture) for each in note.sections}  # noqa: S704  (drawn by us, names escaped)
    return render("note.html.j2", note=note, pictures=pictures)
