"""The sheet of the pictures of worth: its width, its words, and the frame with what it shows in sentences."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import escape

from reconvene.reports.lettering import cut
from reconvene.reports.markup import plain
from reconvene.reports.timeline_style import definitions, style

WIDTH = 960.0
SIZE = 11.0
"""The size of plain words, as the style of all pictures has it."""


def worded(x: float, y: float, text: str, room: float, kind: str = "", size: float = SIZE) -> str:
    """Words at a place, cut to the room that there is."""
    shown = cut(plain(text), room, size)
    return f'<text class="{kind}" x="{x:g}" y="{y:g}">{escape(shown)}</text>' if shown else ""


def framed(id: str, height: float, title: str, described: str, parts: Sequence[str], width: float = WIDTH) -> str:
    """A whole picture with its title and what it shows in sentences, for those who do not see it."""
    spoken = f'role="img" aria-labelledby="{id}-title {id}-desc" lang="en"'
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" class="timeline" id="{id}" {size} {spoken}>',
            f'<title id="{id}-title">{escape(plain(title))}</title>',
            f'<desc id="{id}-desc">{escape(plain(described))}</desc>',
            f"<style>{style(id)}</style>",
            definitions(id),
            f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
            *parts,
            "</svg>",
            "",
        ]
    )
