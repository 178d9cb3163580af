"""A finding drawn for a terminal: the line it stands on, carets under the words it means, and what to do next.

What comes out is rich text with named styles, so that colour, width and their absence are rich's affair. Nothing that
a file holds reaches the terminal as anything but letters: control and direction characters are spelled out.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.text import Text

from reconvene.text.finding import Finding, Reason, Verdict
from reconvene.text.span import Span

STYLES = {
    "reconvene.error": "bold red",
    "reconvene.warning": "bold yellow",
    "reconvene.info": "bold cyan",
    "reconvene.open": "bold magenta",
    "reconvene.aside": "dim",
    "reconvene.message": "bold",
    "reconvene.place": "cyan",
    "reconvene.gutter": "blue",
    "reconvene.note": "bold blue",
    "reconvene.name": "italic",
    "reconvene.heading": "bold underline",
    "reconvene.good": "green",
}
"""The styles that drawings use, by name: the theme of a console that shows them."""

BRIEF = 12
"""So many reasons of one finding are shown where room is short."""
WIDEST_PROSE = 100
"""Sentences are wrapped at this width even where the terminal is wider: longer lines are hard to read."""

_TAB = 4
_JOINERS = "\u200c\u200d"
_FANCY = ("…...", "–-", "—--", "−-", "‘'", "’'", '“"', '”"', "·-", "→->", "\xa0 ")
_PLAIN = str.maketrans({form[0]: form[1:] for form in _FANCY})


@dataclass(frozen=True)
class Paper:
    """What is drawn on: its width in cells, whether it takes only ASCII, and how files are called on it."""

    width: int = 100
    ascii: bool = False
    name: Callable[[str], str] = str

    @property
    def prose(self) -> int:
        """The width at which sentences are wrapped."""
        return max(20, min(self.width, WIDEST_PROSE))

    @property
    def ellipsis(self) -> str:
        """The mark that something was left out."""
        return "..." if self.ascii else "…"

    def words(self, text: str) -> str:
        """The text as it may be printed here, on one line."""
        return printable(" ".join(text.split()), ascii=self.ascii)

    def place(self, span: Span) -> str:
        """Where a span begins, as `file:line`; the bare file where there is no text to point into."""
        name = self.words(self.name(span.source.name))
        return f"{name}:{span.location.line}" if span.source.text else name


def printable(text: str, *, ascii: bool = False) -> str:
    r"""The text with everything that could steer a terminal spelled out, such as `\x1b` for an escape character.

    Control characters, marks of writing direction and private code points are spelled out; with `ascii`, whatever lies
    beyond ASCII is too, save punctuation that has a plain form.
    """
    if ascii:
        text = text.translate(_PLAIN)
    if text.isprintable() and (not ascii or text.isascii()):
        return text
    return "".join(_letter(letter, ascii) for letter in text)


def _letter(letter: str, ascii: bool) -> str:
    if (letter.isprintable() or letter in _JOINERS) and (not ascii or letter.isascii()):
        return letter
    if not ascii and unicodedata.category(letter) in ("Zs", "Cn"):
        return letter
    code = ord(letter)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


# Sentences


def wrap(text: Text, width: int, hang: int) -> Text:
    """The text broken at spaces to fit the width, every line after the first indented by `hang` cells."""
    breaks: list[int] = []
    used = offset = 0
    for word in _pieces(text.plain):
        cells = cell_len(word.rstrip(" "))
        if used and used + cells > width:
            breaks.append(offset)
            used = hang
        used += cell_len(word)
        offset += len(word)
    lines = text.divide(breaks)
    for line in lines[:-1]:
        line.rstrip()
    return Text("\n" + " " * hang).join(lines)


def _pieces(plain: str) -> Iterator[str]:
    """The words of a sentence, each with the spaces after it."""
    start = 0
    for index in range(1, len(plain)):
        if plain[index - 1] == " " and plain[index] != " ":
            yield plain[start:index]
            start = index
    if plain:
        yield plain[start:]


def sentence(text: str, paper: Paper, style: str = "") -> Text:
    """A sentence on one line, its names in backticks set off."""
    drawn = Text(paper.words(text), style=style)
    drawn.highlight_regex(r"`[^`]+`", "reconvene.name")
    return drawn


# Source lines


@dataclass(frozen=True)
class _Excerpt:
    """A line as it is shown, and where the carets begin and how many there are, in cells."""

    line: str
    start: int
    width: int


def _excerpt(line: str, start: int, end: int, paper: Paper, room: int) -> _Excerpt:
    """The part of a line around the words from `start` to `end` that fits into `room` cells."""
    # Far more than fits is dropped first: a hostile file may have one line of five megabytes.
    skip = max(0, start - 2 * room)
    part = line[skip : start + 4 * room]
    start, end = start - skip, min(end - skip, len(part))
    shown = _letters(part, paper)
    cells = [cell_len(letter) for letter in shown]
    first, last = 0, len(shown)
    if sum(cells) > room or skip or len(part) < len(line) - skip:
        first, last = _window(cells, start, end, room - 2 * len(paper.ellipsis))
    before = paper.ellipsis if first or skip else ""
    after = paper.ellipsis if last < len(shown) or skip + len(part) < len(line) else ""
    end = min(end, last)
    lead = before + "".join(shown[first:start])
    meant = "".join(shown[start:end])
    column = cell_len(lead)
    width = cell_len(lead + meant) - column
    if width == 0 and start < end:  # a lone combining mark sits on the letter before it
        column, width = max(0, column - 1), 1
    return _Excerpt(lead + meant + "".join(shown[end:last]) + after, column, max(1, width))


def _letters(line: str, paper: Paper) -> list[str]:
    """Each character of a line as it is shown; a tab becomes the spaces up to the next stop."""
    shown = []
    column = 0
    for letter in line:
        drawn = " " * (_TAB - column % _TAB) if letter == "\t" else printable(letter, ascii=paper.ascii)
        shown.append(drawn)
        column += cell_len(drawn)
    return shown


def _window(cells: list[int], start: int, end: int, room: int) -> tuple[int, int]:
    """Which letters to show where not all fit: the marked ones first, then what stands around them."""
    first, last, left = start, start, room
    while last < end and cells[last] <= left:
        left -= cells[last]
        last += 1
    lead = left // 2
    while first > 0 and cells[first - 1] <= lead:
        first -= 1
        lead -= cells[first]
        left -= cells[first]
    while last < len(cells) and cells[last] <= left:
        left -= cells[last]
        last += 1
    while first > 0 and cells[first - 1] <= left:
        first -= 1
        left -= cells[first]
    return first, last


def _trimmed(span: Span) -> Span:
    """The span without the white space at its end, which block values of YAML carry along."""
    end = span.end
    while end > span.start and span.source.text[end - 1].isspace():
        end -= 1
    return Span(span.source, span.start, end)


def source_lines(span: Span, paper: Paper, style: str, margin: int) -> Text:
    """The line of a span with carets under its words; of a span over several lines, the first and the last."""
    span = _trimmed(span)
    place = span.location
    room = max(20, paper.width - margin - 3)
    drawn = Text()
    for number in dict.fromkeys((place.line, place.end_line)):
        line = span.source.line(number)
        start = place.column - 1 if number == place.line else len(line) - len(line.lstrip())
        end = place.end_column - 1 if number == place.end_line else len(line.rstrip())
        cut = _excerpt(line, start, max(start, end), paper, room)
        if number != place.line and number > place.line + 1:
            drawn.append(f"{paper.ellipsis:>{margin}}\n", "reconvene.gutter")
        drawn.append(f"{number:>{margin}} | ", "reconvene.gutter").append(cut.line.rstrip()).append("\n")
        drawn.append(" " * margin + " | ", "reconvene.gutter")
        drawn.append(" " * cut.start).append("^" * cut.width, style).append("\n")
    return drawn


# Findings


def label(finding: Finding) -> tuple[str, str]:
    """What a finding is called and the style it is drawn in: its severity, `cannot tell`, or `set aside`."""
    if finding.suppressed is not None:
        return "set aside", "reconvene.aside"
    if finding.verdict is Verdict.CANNOT_TELL:
        return "cannot tell", "reconvene.open"
    return str(finding.severity), f"reconvene.{finding.severity}"


def margin_of(*spans: Span) -> int:
    """The width of the column in which the line numbers of these spans stand."""
    return max([2, *(len(str(span.location.end_line)) for span in spans)])


def headline(finding: Finding, paper: Paper, *, placed: bool = False) -> Text:
    """The first line of a finding: what it is, its id, the package it belongs to, its message; if `placed`, where."""
    called, style = label(finding)
    drawn = Text(f"{called}[{paper.words(finding.id)}]", style=style)
    if finding.package is not None:
        drawn.append(" ").append_text(sentence(f"if `{finding.package}` were signed", paper))
    drawn.append(": ").append_text(sentence(finding.message, paper, "reconvene.message"))
    if placed and finding.span.source.name:
        drawn.append(f" ({paper.place(finding.span)})", "reconvene.place")
    return wrap(drawn, paper.prose, 4)


def pointer(span: Span, paper: Paper, style: str, margin: int) -> Text:
    """Where a finding stands, and the line itself."""
    if not span.source.name and not span.source.text:
        return Text()
    name = paper.words(paper.name(span.source.name))
    place = span.location
    where = f"{name}:{place.line}:{place.column}" if span.source.text else name
    drawn = Text(" " * (margin - 1) + "--> ", "reconvene.gutter").append(where, "reconvene.place").append("\n")
    return drawn.append_text(source_lines(span, paper, style, margin)) if span.source.text.strip() else drawn


def note(name: str, words: str, paper: Paper, margin: int) -> Text:
    """One line under a finding: `= help: …`, wrapped with a hanging indent."""
    lead = " " * (margin + 1) + "= "
    drawn = Text(lead, "reconvene.gutter").append(f"{name}: ", "reconvene.note").append_text(sentence(words, paper))
    return wrap(drawn, paper.prose, len(lead) + 2).append("\n")


def reason_note(reason: Reason, paper: Paper, margin: int) -> Text:
    """One link of the chain of reasons, with its place."""
    where = f" ({paper.place(reason.span)})" if reason.span is not None and reason.span.source.name else ""
    return note("because", reason.message.rstrip() + where, paper, margin)


def draw(finding: Finding, paper: Paper, *, brief: bool = False, precedent: bool = True) -> Text:
    """A finding drawn in full: headline, place, line, reasons, precedent, what is missing, the next step, the fixes.

    `brief` keeps of the precedent what fits on one line, of the reasons the first `BRIEF`, and of several fixes the
    first; without `precedent` there is none, as where another finding of the same check has told it.
    """
    margin = margin_of(_trimmed(finding.span))
    drawn = headline(finding, paper).append("\n")
    drawn.append_text(pointer(finding.span, paper, label(finding)[1], margin))
    shown = finding.because[: BRIEF if brief else None]
    for reason in shown:
        drawn.append_text(reason_note(reason, paper, margin))
    if len(shown) < len(finding.because):
        more = len(finding.because) - len(shown)
        said = f"{more} more reason{'' if more == 1 else 's'} (see all with --all)"
        drawn.append_text(note("because", said, paper, margin))
    if precedent and finding.precedent:
        line = note("precedent", finding.precedent, paper, margin)
        drawn.append_text(_first_line(line, paper) if brief else line)
    for fact in finding.missing:
        asked = "" if fact.ask == finding.help else f"{fact.ask}: "
        drawn.append_text(note("missing", f"{asked}`{fact.fact}`", paper, margin))
    if finding.help:
        drawn.append_text(note("help", finding.help, paper, margin))
    for number, fix in enumerate(finding.fixes[: 1 if brief else None]):
        drawn.append_text(note("or" if number else "fix", fix.title, paper, margin))
    if finding.suppressed is not None:
        aside = finding.suppressed
        drawn.append_text(note("set aside", f"by {aside.author} until {aside.until}: {aside.reason}", paper, margin))
    return drawn


def draw_line(finding: Finding, paper: Paper) -> Text:
    """A finding with its line and the next step alone."""
    margin = margin_of(_trimmed(finding.span))
    drawn = headline(finding, paper).append("\n")
    drawn.append_text(pointer(finding.span, paper, label(finding)[1], margin))
    return drawn.append_text(note("help", finding.help, paper, margin)) if finding.help else drawn


def draw_words(finding: Finding, paper: Paper) -> Text:
    """A finding without its line: the message with its place, and the next step."""
    drawn = headline(finding, paper, placed=True).append("\n")
    return drawn.append_text(note("help", finding.help, paper, margin_of(finding.span))) if finding.help else drawn


def _first_line(text: Text, paper: Paper) -> Text:
    lines = text.split("\n")
    first = lines[0].copy()
    if len(lines) > 1:
        first.append(f" {paper.ellipsis}")
        while first.cell_len > paper.prose and " " in first.plain.strip():
            first = first[: first.plain.removesuffix(f" {paper.ellipsis}").rindex(" ")].append(f" {paper.ellipsis}")
    return first.append("\n")


def also_notes(findings: Sequence[Finding], first: Finding, paper: Paper, margin: int, *, joined: bool) -> Text:
    """Further places of a finding that was drawn before: each with its item, or its own words if it has none."""
    said = [paper.place(finding.span) + _said_there(finding, first) for finding in findings]
    lines = [", ".join(said)] if joined and said else said
    return Text().join(note("also at", line, paper, margin) for line in lines)


def _said_there(finding: Finding, first: Finding) -> str:
    if finding.about:
        return f" `{finding.about}`"
    return f": {finding.message}" if finding.message != first.message else ""
