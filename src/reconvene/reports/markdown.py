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
    """Give each column the width of its longest word, and what is left over to whichever has the most lines to wrap.

    Rich knows a least width too, but narrows the widest columns first and widens them to it afterwards: the table then
    is wider than the page, and what stands on the right is cut off.
    """
    widths, wanted = [], []
    for column in table.columns:
        column.overflow = "fold"
        cells = [str(cell) for cell in (column.header, *column.cells)]
        widths.append(max((cell_len(word) for cell in cells for word in cell.split()), default=1))
        wanted.append(max((cell_len(cell) for cell in cells), default=1))
    spare = room - sum(widths) - 2 * len(widths)
    if spare < 0:
        return
    for _ in range(min(spare, sum(wanted) - sum(widths))):
        narrowest = max(range(len(widths)), key=lambda index: wanted[index] / widths[index])
        widths[narrowest] += 1
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width


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
