"""Who waits for whom as a picture: an SVG of ours, in which what waits stands to the right of what it waits for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from markupsafe import escape

from reconvene.reports.lettering import broken, cut
from reconvene.reports.markup import plain
from reconvene.reports.timeline_style import LIGHT
from reconvene.reports.waits import WaitNode, WaitsView
from reconvene.reports.waits_layout import BOX, HEIGHT, PlacedNode, PlacedWait, lay_out

_HEAD = 30.0
_KINDS = {"duty": "", "gate": "gate", "phase": "phase", "choice": "choice", "stage": "stage"}


def render_waits(view: WaitsView, id: str = "waits", link: Callable[[str], str] | None = None) -> str:
    """The picture as one SVG; empty where nothing waits. `link` gives the address that the box of a name leads to."""
    layout = lay_out(view)
    if not layout.nodes:
        return ""
    width, height = max(layout.width, 560.0), layout.height + _HEAD
    size = f'width="{width:g}" height="{height:g}" viewBox="0 0 {width:g} {height:g}"'
    spoken = f'role="{"group" if link else "img"}" aria-labelledby="{id}-title {id}-desc" lang="en"'
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" class="waits" id="{id}" {size} {spoken}>',
        f'<title id="{id}-title">Who waits for whom</title>',
        f'<desc id="{id}-desc">{_text(describe(view))}</desc>',
        f"<style>{_style(id)}</style>",
        _arrow(id),
        *_legend(id),
        f'<g transform="translate(0 {_HEAD:g})">',
        *(_line(placed, id) for placed in layout.waits),
        *(_box(placed, link) for placed in layout.nodes),
        "</g></svg>",
    ]
    return "\n".join(parts) + "\n"


def _arrow(id: str) -> str:
    size = 'viewBox="0 0 8 8" refX="7.6" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse"'
    head = '<path class="end" d="M0 .6L8 4L0 7.4z"/>'
    return f'<defs><marker id="{id}-arrow" {size} orient="auto">{head}</marker></defs>'


def describe(view: WaitsView) -> str:
    """What the picture says, in words."""
    told = f"{len(view.nodes) - len(view.alone)} that wait or are waited for, {len(view.waits)} waits"
    circles = f", {len(view.circles)} circles in which nobody can begin" if view.circles else ", and no circle"
    return f"{told}{circles}. What waits stands to the right of what it waits for. The table says the same in words."


def _line(placed: PlacedWait, id: str) -> str:
    wait, points = placed.wait, placed.points
    drawn = f"M{points[0][0]:.1f} {points[0][1]:.1f}"
    for (x, y), (to_x, to_y) in pairwise(points):
        pull = (to_x - x) / 2
        drawn += f"C{x + pull:.1f} {y:.1f} {to_x - pull:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}"
    kinds = "line" + " several" * wait.one_of_several + " circle" * wait.in_circle
    told = f"{wait.waiter} waits for {wait.awaited}" + ", or for another" * wait.one_of_several
    title = f"<title>{_text(told.replace('_', ' '))}</title>"
    return f'<path class="{kinds}" d="{drawn}" marker-end="url(#{id}-arrow)">{title}</path>'


def _box(placed: PlacedNode, link: Callable[[str], str] | None) -> str:
    node, x, y = placed.node, placed.x, placed.y
    kinds = "box" + " settled" * node.settled + " endless" * node.endless
    sign = "✓ " if node.settled else "⚠ " if node.endless else ""
    lines = broken(f"{sign}{node.called}", BOX - 16, 11, 2)
    who = ", ".join(node.by) or _KINDS[node.kind]
    rows = [f'<text x="{x + 8:g}" y="{y + 15 + 12 * row:g}">{_text(line)}</text>' for row, line in enumerate(lines)]
    if len(lines) == 1 and who:
        rows.append(f'<text class="soft" x="{x + 8:g}" y="{y + 30:g}">{_text(cut(who, BOX - 16, 10))}</text>')
    drawn = f'<path class="{kinds}" d="{_outline(node, x, y)}"/>{"".join(rows)}'
    told = spoken_of(node)
    address = link(node.name) if link is not None else ""
    if address:
        return f'<a href="{_text(address)}"><title>{_text(told)}</title>{drawn}</a>'
    return f"<g><title>{_text(told)}</title>{drawn}</g>"


def spoken_of(node: WaitNode) -> str:
    """What is said of a box to whoever does not see it."""
    told = [node.called, f"owed by {', '.join(node.by)}" if node.by else _KINDS[node.kind], node.words]
    told += ["can never begin"] * node.endless
    return ", ".join(word for word in told if word)


def _outline(node: WaitNode, x: float, y: float) -> str:
    """A rectangle for a duty, round ends for a phase or stage, pointed ones for a gate or a choice."""
    right, bottom, middle = x + BOX, y + HEIGHT, y + HEIGHT / 2
    if node.kind in ("gate", "choice"):
        return (
            f"M{x + 8:g} {y:g}H{right - 8:g}L{right:g} {middle:g}L{right - 8:g} {bottom:g}H{x + 8:g}L{x:g} {middle:g}z"
        )
    bend = 16 if node.kind in ("phase", "stage") else 3
    return (
        f"M{x + bend:g} {y:g}H{right - bend:g}Q{right:g} {y:g} {right:g} {y + bend:g}V{bottom - bend:g}"
        f"Q{right:g} {bottom:g} {right - bend:g} {bottom:g}H{x + bend:g}Q{x:g} {bottom:g} {x:g} {bottom - bend:g}"
        f"V{y + bend:g}Q{x:g} {y:g} {x + bend:g} {y:g}z"
    )


def _legend(id: str) -> Iterator[str]:
    x = 12.0
    for kinds, words in (("line", "comes before"), ("line several", "one of several"), ("line circle", "in a circle")):
        yield f'<path class="{kinds}" d="M{x:g} 14H{x + 30:g}" marker-end="url(#{id}-arrow)"/>'
        yield f'<text x="{x + 38:g}" y="18">{words}</text>'
        x += 50 + 7 * len(words)
    yield f'<text x="{x:g}" y="18">✓ settled</text><text x="{x + 70:g}" y="18">⚠ can never begin</text>'


def _style(id: str) -> str:
    """The colours are those of the page around it, light or dark; where there is none, those of paper."""
    ink, soft, paper = (f"var(--{name},{LIGHT[name]})" for name in ("ink", "soft", "paper"))
    error = "var(--error,#a4161a)"
    rules = (
        f"text{{font:11px 'Noto Sans','DejaVu Sans',sans-serif;fill:{ink}}}",
        f".soft{{font-size:10px;fill:{soft}}}",
        f".box{{fill:{paper};stroke:{soft};stroke-width:1.2}}",
        f".box.settled{{stroke:{ink};stroke-width:3}}",
        f".box.endless{{stroke:{error};stroke-width:2.4;stroke-dasharray:6 3}}",
        f".line{{fill:none;stroke:{soft};stroke-width:1.2}}",
        ".line.several{stroke-dasharray:5 4}",
        f".line.circle{{stroke:{error};stroke-width:2.6}}",
        f".end{{fill:{ink}}}",
        f"a:hover .box{{fill:var(--sheet,{LIGHT['odd']})}}",
    )
    return "".join(f"#{id} {rule}" for rule in rules)


def _text(text: str) -> str:
    return str(escape(plain(text)))
