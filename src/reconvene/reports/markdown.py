"""A page of Markdown for a terminal: rich draws it, tables keep their words whole where they can."""

from __future__ import annotations

from typing import ClassVar

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.markdown import Markdown, MarkdownElement, TableElement
from rich.table import Table
from rich.text import Text
from rich.theme import Theme

from reconvene.text.render import WIDEST_PROSE, printable

_THEME = Theme({"markdown.code": "italic", "markdown.h1": "bold underline", "markdown.h2": "bold"})


class _WholeWords(TableElement):
    """A table whose columns are as wide as their longest word; what still does not fit is folded, never cut off."""

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        for part in super().__rich_console__(console, options):
            if isinstance(part, Table):
                _widen(part, options.max_width)
            yield part


def _widen(table: Table, room: int) -> None:
    longest = []
    for column in table.columns:
        column.overflow = "fold"
        cells = [column.header, *column.cells]
        longest.append(max((cell_len(word) for cell in cells for word in str(cell).split()), default=1))
    if sum(longest) + 2 * len(longest) <= room:
        for column, width in zip(table.columns, longest, strict=True):
            column.min_width = width


class _Page(Markdown):
    elements: ClassVar[dict[str, type[MarkdownElement]]] = {**Markdown.elements, "table_open": _WholeWords}


def draw_page(text: str, console: Console) -> str:
    """A page of Markdown as a console shows it; its first heading stands at the left."""
    lines = [printable(line) for line in text.splitlines()]
    with console.use_theme(_THEME), console.capture() as captured:
        if lines and lines[0].startswith("# "):
            console.print(Text(lines.pop(0).removeprefix("# "), style="reconvene.heading"))
        page = _Page("\n".join(lines), code_theme="ansi_light")
        console.print(page, width=min(console.width, WIDEST_PROSE), soft_wrap=False)
    if console.is_terminal:
        return captured.get()
    # Rich fills every line up to the width with spaces; nobody who pipes the page wants them.
    return "".join(f"{line.rstrip()}\n" for line in captured.get().splitlines())
