"""A picture as pixels: an SVG made into a PNG, for what takes no SVG. It needs the extra `report`."""

from __future__ import annotations

try:
    import resvg_py
except ImportError:  # the extra is not installed; whoever asks for a picture is told
    resvg_py = None  # type: ignore[assignment]

SCALE = 2.0
"""Twice as many pixels as points, so that small letters stay sharp in print."""

_LETTER = '<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">{}</svg>'


class CannotDraw(Exception):
    """No picture can be made on this machine: the message says why, `next_step` what to do."""

    def __init__(self, message: str, next_step: str) -> None:
        super().__init__(message)
        self.next_step = next_step


def png(svg: str, *, scale: float = SCALE) -> bytes:
    """The picture as a PNG, in its light colours on white, `scale` pixels for each of its units."""
    if resvg_py is None:
        raise CannotDraw(
            "a PNG needs a package that is not installed; the SVG does not.", 'pip install "reconvene[report]"'
        )
    if _draw(_LETTER.format('<text x="2" y="15">a</text>')) == _draw(_LETTER.format("")):
        raise CannotDraw(
            "a PNG would be drawn without letters, since this machine has no fonts; the SVG needs none.",
            "install a font, such as the package fonts-dejavu-core",
        )
    return _draw(svg, scale)


def _draw(svg: str, scale: float = 1.0) -> bytes:
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, background="#ffffff", zoom=scale))
