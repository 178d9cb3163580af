"""The colours, lines and patterns of the picture of a schedule, for light paper and for dark screens.

The hues are those of Okabe and Ito, which people of every kind of colour vision can tell apart, thinned with the colour
of the paper so that dark words stand on them. Each variable has one value for each of the two grounds. Which one is
shown follows the page around the picture, and the system where the picture is a file by itself; a program that knows no
dark screens, such as a converter, reads only the light one.
"""

from __future__ import annotations

HUES = ("#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#f0e442", "#999999")
"""The palette of Okabe and Ito, grey in place of black, which is the ink."""

LIGHT = {
    "paper": "#ffffff",
    "ink": "#1b1f24",
    "soft": "#505862",
    "rule": "#8a929c",
    "faint": "#dfe3e8",
    "ground": "#ffffff",
    "odd": "#f4f6f8",
    "phase": "#e3e7ec",
    "desert": "#c2c8d0",
    "thin": "0.5",
}
DARK = {
    "paper": "#15181c",
    "ink": "#e6e9ed",
    "soft": "#a8b0ba",
    "rule": "#7a828c",
    "faint": "#2d333a",
    "ground": "#15181c",
    "odd": "#1c2025",
    "phase": "#2d333b",
    "desert": "#4d555f",
    "thin": "0.6",
}


def mixed(hue: str, ground: str, share: float) -> str:
    """A colour thinned with another: `share` is how much of the other there is."""
    first, second = ([int(colour[place : place + 2], 16) for place in (1, 3, 5)] for colour in (hue, ground))
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in zip(first, second, strict=True))


def style(id: str) -> str:
    """The style sheet of one picture: the light one, and on a screen that of the page's own colour scheme."""
    light = "".join(_scoped(id, rule) for rule in (*_STEADY, *_rules(_values(LIGHT))))
    dark = _values(DARK)
    either = {name: f"light-dark({value},{dark[name]})" for name, value in _values(LIGHT).items()}
    shown = "".join(_scoped(id, rule) for rule in _rules(either))
    return f"{light}@media screen{{#{id}:root{{color-scheme:light dark}}{shown}}}"


def _scoped(id: str, rule: str) -> str:
    """A rule that holds within one picture only: the page around it has styles of its own."""
    selectors, _, body = rule.partition("{")
    return ",".join(f"#{id} {selector}" for selector in selectors.split(",")) + "{" + body


_STEADY = (
    "text{font-family:'Noto Sans','DejaVu Sans','Segoe UI',Roboto,Helvetica,Arial,'Liberation Sans',sans-serif}",
    "text{font-size:11px}",
    ".head{font-size:17px;font-weight:600}",
    ".lane{font-size:12px;font-weight:600}",
    ".large{font-size:14px}",
    ".small,.little,.phase-name{font-size:10px}",
    ".strong{font-weight:600}",
    ".name,.small{paint-order:stroke;stroke-width:2.5px;stroke-linejoin:round}",
    ".tick,.rule,.border,.thread,.today,.final,.day,.tie,.beats,.cry{fill:none}",
    ".tick{stroke-width:0.6}",
    ".tick.major{stroke-width:1.3}",
    ".rule{stroke-width:1}",
    ".border{stroke-width:1;stroke-dasharray:1 3}",
    ".bar,.tail,.swatch{stroke-width:1}",
    ".bar.critical{stroke-width:2.6}",
    ".thread{stroke-width:1;stroke-dasharray:2 2}",
    ".beats{stroke-width:3;stroke-dasharray:1.4 4.6}",
    ".today{stroke-width:1.4}",
    ".final{stroke-width:1.4}",
    ".day{stroke-width:1.3;stroke-dasharray:7 4}",
    ".day.anniversary,.day.other{stroke-dasharray:1.5 4}",
    ".day.session,.day.review,.day.gate{stroke-dasharray:none;stroke-width:0.7}",
    ".band{stroke-width:0.7}",
    ".tie{stroke-width:1.2}",
    ".tie.answers{stroke-dasharray:6 3}",
    ".tie.same_day{stroke-dasharray:1.5 2.5}",
    ".tie.in_step{stroke-dasharray:8 2.5 1.5 2.5}",
    ".tie.critical{stroke-width:2.4}",
    ".warning{stroke-width:1.2}",
    ".cry{stroke-width:1.5}",
)


def _values(colours: dict[str, str]) -> dict[str, str]:
    """The colours of one ground by their names; a hue, thinned, by its class."""
    share = float(colours["thin"])
    hues = {f"c{index}": mixed(hue, colours["paper"], share) for index, hue in enumerate(HUES)}
    return {**{name: value for name, value in colours.items() if name != "thin"}, **hues}


def _rules(values: dict[str, str]) -> tuple[str, ...]:
    """The rules that name a colour, filled in."""
    hues = tuple(f".c{index}{{fill:{values[f'c{index}']}}}" for index in range(len(HUES)))
    named = ((selector, [f"{what}:{values[name]}" for what, name in pairs]) for selector, pairs in _COLOURED)
    return hues + tuple(f"{selector}{{{';'.join(told)}}}" for selector, told in named)


_COLOURED = (
    ("text", (("fill", "ink"),)),
    (".soft", (("fill", "soft"),)),
    (".name,.small", (("stroke", "paper"),)),
    (".paper", (("fill", "paper"),)),
    (".ground", (("fill", "ground"),)),
    (".ground.odd", (("fill", "odd"),)),
    (".phase", (("fill", "phase"), ("stroke", "rule"))),
    (".phase.odd", (("fill", "paper"),)),
    (".tick", (("stroke", "faint"),)),
    (".tick.major", (("stroke", "desert"),)),
    (".rule,.border", (("stroke", "rule"),)),
    (".bar,.tail,.swatch,.thread", (("stroke", "soft"),)),
    (".bar.critical,.hatch,.beats,.today,.final,.tie.critical", (("stroke", "ink"),)),
    (".tie,.day", (("stroke", "soft"),)),
    (".band", (("stroke", "rule"),)),
    (".weave,.dots", (("stroke", "desert"),)),
    (".sign,.solid,.end", (("fill", "ink"),)),
    (".warning", (("fill", "paper"), ("stroke", "ink"))),
    (".cry", (("stroke", "ink"),)),
)


def definitions(id: str) -> str:
    """The patterns and the ends of lines, named after the picture."""
    marker = 'markerUnits="userSpaceOnUse" orient="auto-start-reverse"'
    pattern = 'patternUnits="userSpaceOnUse"'
    return (
        "<defs>"
        f'<pattern id="{id}-hatch" width="4" height="4" {pattern} patternTransform="rotate(45)">'
        '<path class="hatch" d="M1 0V4" stroke-width="1.3" fill="none"/></pattern>'
        f'<pattern id="{id}-dots" width="7" height="7" {pattern}>'
        '<path class="dots" d="M1 1h1.4M4.5 4.5h1.4" stroke-width="1.4" fill="none"/></pattern>'
        f'<pattern id="{id}-weave" width="8" height="8" {pattern} patternTransform="rotate(-45)">'
        '<path class="weave" d="M2 0V8" stroke-width="2" fill="none"/></pattern>'
        f'<marker id="{id}-arrow" viewBox="0 0 8 8" refX="7.6" refY="4" markerWidth="8" markerHeight="8" {marker}>'
        '<path class="end" d="M0 0.6L8 4L0 7.4z"/></marker>'
        f'<marker id="{id}-dot" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="7" markerHeight="7" {marker}>'
        '<circle class="end" cx="4" cy="4" r="3"/></marker>'
        f'<marker id="{id}-stop" viewBox="0 0 8 8" refX="4" refY="4" markerWidth="9" markerHeight="9" {marker}>'
        '<path class="end" d="M3 0h2v8h-2z"/></marker>'
        "</defs>"
    )
