"""A document and a report as a notebook shows them: one piece of HTML that needs nothing beside itself."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from reconvene.cases.shelf import short_name
from reconvene.checks.run import Group, Report
from reconvene.document.load import Document
from reconvene.reports.causes import Block, Causes, count, root_causes
from reconvene.text.finding import Finding, Severity, Verdict
from reconvene.text.render import label, printable
from reconvene.text.span import Span

_WIDEST = 120
"""How much of a line is shown around the words that are meant, in characters."""

_COUNTED = (
    ("parties", "party", "parties"),
    ("obligations", "obligation", "obligations"),
    ("measures", "measure", "measures"),
    ("vows", "vow", "vows"),
    ("packages", "tabled package", "tabled packages"),
)

# Colours come from the page around it, mixed with a little of their own, so that it reads on light and on dark.
_STYLE = """
.reconvene{--bad:#c62828;--warn:#a15c00;--info:#00699b;--open:#7b3fb5;--aside:#777;font:inherit;color:inherit;
max-width:64rem;line-height:1.45}
@media (prefers-color-scheme:dark){.reconvene{--bad:#ff8a80;--warn:#ffc266;--info:#7fd1ff;--open:#d3a9ff;--aside:#aaa}}
body[data-jp-theme-light="true"] .reconvene{--bad:#c62828;--warn:#a15c00;--info:#00699b;--open:#7b3fb5;--aside:#777}
body[data-jp-theme-light="false"] .reconvene,body.vscode-dark .reconvene{--bad:#ff8a80;--warn:#ffc266;--info:#7fd1ff;
--open:#d3a9ff;--aside:#aaa}
.reconvene table{border-collapse:collapse;width:100%;margin:.4em 0}
.reconvene td,.reconvene th{text-align:left;vertical-align:top;padding:.35em .6em;border-top:1px solid #8884;
background:transparent;color:inherit;white-space:normal}
.reconvene pre{margin:.3em 0;padding:.2em .4em;background:#8881;color:inherit;white-space:pre-wrap;
overflow-wrap:anywhere}
.reconvene mark{background:transparent;color:inherit;font-weight:bold;text-decoration:underline 2px;
text-underline-offset:3px}
.reconvene .error{color:var(--bad)}.reconvene .warning{color:var(--warn)}.reconvene .info{color:var(--info)}
.reconvene .open{color:var(--open)}.reconvene .aside{color:var(--aside)}
.reconvene .kind{font-weight:bold;white-space:nowrap}.reconvene ul{margin:.2em 0;padding-left:1.2em}
"""


def report_html(report: Report) -> str:
    """A report as a table of its root causes, each with its line, the words it means marked."""
    causes = root_causes(report)
    rows = [*(_block_row(block) for block in causes.blocks), *(_question_row(group) for group in causes.questions)]
    table = f"<table><tbody>{''.join(rows)}</tbody></table>" if rows else ""
    return _page(f"{_heading(report)}{table}{_left_out(causes)}<p><b>{_words(count(report).words)}</b></p>")


def document_html(document: Document) -> str:
    """A document as its title, what it holds, and what is wrong with the file."""
    rows = "".join(_row(finding) for finding in document.findings[:20])
    table = f"<table><tbody>{rows}</tbody></table>" if rows else ""
    more = len(document.findings) - 20
    left = f"<p>and {more} more</p>" if more > 0 else ""
    return _page(f"{_title(document)}{_contents(document)}{table}{left}")


def _page(body: str) -> str:
    return f'<div class="reconvene"><style>{_STYLE}</style>{body}</div>'


def _heading(report: Report) -> str:
    if not report.document.readable:
        return _title(report.document)
    asked = f"{len(report.asked)} check{'' if len(report.asked) == 1 else 's'} asked"
    return f"{_title(report.document)}<p>As of {report.now.isoformat()}; {asked}.</p>"


def _title(document: Document) -> str:
    name = _words(short_name(document.file))
    if not document.readable:
        return f"<p><b>{name}</b> cannot be checked until this is put right.</p>"
    title = document.process.title
    return f"<p><b>{_words(title)}</b> <code>{name}</code></p>" if title else f"<p><b>{name}</b></p>"


def _contents(document: Document) -> str:
    counted = []
    for section, one, several in _COUNTED:
        number = len(getattr(document.process, section) or {})
        if number:
            counted.append(f"{number} {one if number == 1 else several}")
    return f"<p>{', '.join(counted)}</p>" if document.readable and counted else ""


# Rows


def _block_row(block: Block) -> str:
    places = [f"<li>{_place(finding.span)}{_about(finding, block.first)}</li>" for finding in block.findings[1:6]]
    more = len(block.findings) - 6
    if more > 0:
        places.append(f"<li>and {more} more</li>")
    return _row(block.first, f"also at<ul>{''.join(places)}</ul>" if places else "")


def _row(finding: Finding, also: str = "") -> str:
    called, _ = label(finding)
    style = _style(finding)
    package = f"<br>if {_code(finding.package)} were signed" if finding.package else ""
    reasons = "".join(f"<li>{_words(reason.message)} {_place(reason.span)}</li>" for reason in finding.because)
    missing = "".join(f"<li>missing: {_words(fact.ask)}</li>" for fact in finding.missing)
    listed = f"<ul>{reasons}{missing}</ul>" if reasons or missing else ""
    help = f"<div><b>help:</b> {_words(finding.help)}</div>" if finding.help else ""
    return (
        f'<tr><td class="kind {style}">{called}<br><code>{_words(finding.id)}</code>{package}</td>'
        f"<td>{_words(finding.message)} {_place(finding.span)}{_line(finding.span)}{listed}{help}{also}</td></tr>"
    )


def _question_row(group: Group) -> str:
    decides = ", ".join(_code(id) for id in group.decides or sorted({finding.id for finding in group.findings}))
    place = _place(group.findings[0].span)
    return (
        '<tr><td class="kind open">cannot tell</td>'
        f"<td>{_words(group.missing.ask)} {place}<div><b>decides:</b> {decides}</div></td></tr>"
    )


def _style(finding: Finding) -> str:
    if finding.suppressed is not None:
        return "aside"
    if finding.verdict is Verdict.CANNOT_TELL:
        return "open"
    return {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "info"}[finding.severity]


def _left_out(causes: Causes) -> str:
    return f"<p>and {causes.hidden} more</p>" if causes.hidden else ""


def _about(finding: Finding, first: Finding) -> str:
    if finding.about:
        return f" {_code(finding.about)}"
    return f" {_words(finding.message)}" if finding.message != first.message else ""


# Words


def _words(text: str | None) -> str:
    """Text made safe for a page: escaped, its control characters spelled out, its names in backticks set off."""
    parts = escape(printable(" ".join((text or "").split()))).split("`")
    if len(parts) % 2 == 0:
        return "`".join(parts)
    return "".join(f"<code>{part}</code>" if odd else part for part, odd in _alternating(parts))


def _alternating(parts: list[str]) -> Iterator[tuple[str, bool]]:
    for place, part in enumerate(parts):
        yield part, place % 2 == 1


def _code(text: str) -> str:
    return f"<code>{escape(printable(text))}</code>"


def _place(span: Span | None) -> str:
    if span is None or not span.source.name:
        return ""
    name = escape(printable(short_name(span.source.name)))
    return f"<small>{name}:{span.location.line}</small>" if span.source.text else f"<small>{name}</small>"


def _line(span: Span) -> str:
    """The first line of a span with its words marked, cut where it is long."""
    if not span.source.text.strip():
        return ""
    place = span.location
    line = span.source.line(place.line)
    start = place.column - 1
    end = place.end_column - 1 if place.end_line == place.line else len(line)
    first, last = max(0, start - _WIDEST // 3), min(len(line), start + _WIDEST)
    end = min(end, last)
    before = ("…" if first else "") + line[first:start]
    after = line[end:last] + ("…" if last < len(line) else "")
    meant = _letters(line[start:end]) or "&#8203;"
    return f"<pre>{place.line} | {_letters(before)}<mark>{meant}</mark>{_letters(after)}</pre>"


def _letters(text: str) -> str:
    return escape(printable(text.replace("\t", "    ")))
