"""A page of Markdown as markup: what `explain` shows on a terminal; no HTML that stands in it gets through."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from markdown_it import MarkdownIt


def as_markup(text: str) -> str:
    """The text as HTML; its first heading is left out, since the page has it as its title."""
    first, _, rest = text.lstrip().partition("\n")
    return str(_reader().render(rest if first.startswith("# ") else text))


@cache
def _reader() -> MarkdownIt:
    from markdown_it import MarkdownIt  # noqa: PLC0415  (the pages of help alone need it)

    return MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table").disable("image")
