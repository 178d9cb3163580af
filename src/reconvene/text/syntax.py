"""Why a text cannot be read as YAML, in the words of somebody who has never heard of YAML."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

import yaml

from reconvene.text.finding import Edit, Finding, Fix, Reason, problem, shorten
from reconvene.text.span import Source, Span

_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_CALLED = {
    "\x00": "a NUL byte",
    "\x85": "a line end of old mainframes",
    "\u2028": "a line separator",
    "\u2029": "a paragraph separator",
    "\ufeff": "a byte order mark",
}
_LINE_ENDS = "\x85\u2028\u2029"
_ALSO = 5
_MOST_MENDED = 1000

_IN_QUOTES = "put the whole value in quotes, or begin it with a word"
_SIGNS = {
    ">": "say `at least`, such as `at least 75%`, or put prose in quotes",
    "%": "write the number before the sign, such as `75%`, or put prose in quotes",
    "|": _IN_QUOTES,
    "@": _IN_QUOTES,
    "`": _IN_QUOTES,
    "*": _IN_QUOTES,
    "&": _IN_QUOTES,
}


def find_forbidden(source: Source) -> Finding | None:
    """The characters that no text file should hold, as one finding at the first of them; None if there are none."""
    matches = _FORBIDDEN.finditer(source.text)
    found = list(islice(matches, _MOST_MENDED))
    if not found:
        return None
    count = len(found) + sum(1 for _ in matches)
    first, *others = found
    character = first.group()
    called = _CALLED.get(character, "half a character" if "\ud800" <= character <= "\udfff" else "a control character")
    because = [Reason(f"U+{ord(m.group()):04X} stands here too", source.span(*m.span())) for m in others[:_ALSO]]
    if count > 1 + _ALSO:
        because.append(Reason(f"and in {count - 1 - _ALSO} more places"))
    edits = tuple(Edit(source.span(*m.span()), " " if m.group() in _LINE_ENDS else "") for m in found)
    return problem(
        "forbidden-character",
        source.span(*first.span()),
        f"U+{ord(character):04X}, {called}, may not stand in a process file; reading stops at this line.",
        "delete it, or write a space or a new line instead; copying from formatted documents often leaves one behind",
        *because,
        fixes=(Fix("take these characters out", edits),) if count == len(found) else (),
    )


@dataclass(frozen=True)
class _Fault:
    """A place where YAML's rules break: the text, the offset, what the parser said, and what it was reading."""

    source: Source
    offset: int
    said: str
    context: str
    opened: int | None

    @property
    def sign(self) -> str:
        return self.source.text[self.offset : self.offset + 1]

    @property
    def line(self) -> str:
        return self.source.line(self.source.position(self.offset)[0])

    @property
    def here(self) -> Span:
        return self.source.span(self.offset, self.offset + 1)

    @property
    def before(self) -> str:
        """What stands on the same line before the place."""
        return self.line[: self.source.position(self.offset)[1] - 1]

    def rest_of_line(self, start: int) -> Span:
        """From a place to the end of its line."""
        number, column = self.source.position(start)
        line = self.source.line(number)
        return self.source.span(start, start + len(line.rstrip()) - column + 1)


def explain_syntax(source: Source, error: yaml.MarkedYAMLError) -> Finding:
    """The finding that explains why YAML's parser gave up."""
    mark = error.problem_mark or error.context_mark
    opened = error.context_mark.index if error.context_mark else None
    offset = min(mark.index, len(source.text)) if mark else 0
    fault = _Fault(source, offset, (error.problem or "").strip(), (error.context or "").strip(), opened)
    for explain in _EXPLANATIONS:
        found = explain(fault)
        if found is not None:
            return found
    return problem(
        "syntax",
        fault.here,
        f"This cannot be read as YAML: {fault.said or 'the text breaks off'}.",
        "look at this line and the one above it: a missing colon, quote or bracket, or an indent that slipped",
    )


def _tab(fault: _Fault) -> Finding | None:
    indent = fault.line[: len(fault.line) - len(fault.line.lstrip())]
    if "\t" not in indent and fault.sign != "\t":
        return None
    start = fault.source.line_starts[fault.source.position(fault.offset)[0] - 1]
    place = start + indent.index("\t") if "\t" in indent else fault.offset
    return problem(
        "tab",
        fault.source.span(place, place + 1),
        "A tab stands where YAML counts spaces.",
        "replace each tab by two spaces for every level; most editors can do it for the whole file",
    )


def _sign(fault: _Fault) -> Finding | None:
    start = fault.offset
    if "block scalar" in fault.context or "anchor" in fault.context or "alias" in fault.context:
        start = fault.opened if fault.opened is not None else start
    elif "cannot start any token" not in fault.said:
        return None
    sign = fault.source.text[start : start + 1]
    if sign not in _SIGNS:
        return None
    span = fault.rest_of_line(start)
    if "{" in fault.before or "[" in fault.before:
        span = span.part(0, len(re.split(r"[,\]}]", span.text, maxsplit=1)[0].rstrip()))
    called = "a backtick" if sign == "`" else f"`{sign}`"
    return problem(
        "sign-before-value",
        span,
        f"A value cannot start with {called}, which means something else in YAML.",
        _SIGNS[sign],
    )


def _directive(fault: _Fault) -> Finding | None:
    if "directive" not in fault.context and "directive" not in fault.said:
        return None
    start = fault.opened if fault.opened is not None else fault.offset
    return problem(
        "directive",
        fault.rest_of_line(start),
        "A line that starts with `%` gives orders to YAML, and a process file has none.",
        "remove the line, or put the value in quotes",
    )


def _tag(fault: _Fault) -> Finding | None:
    if "tag" not in fault.context and "tag handle" not in fault.said:
        return None
    start = fault.opened if fault.opened is not None else fault.offset
    return problem(
        "tag",
        fault.rest_of_line(start),
        "A word that starts with `!` is a tag in YAML, and a process file has none.",
        "remove the `!`, or put the value in quotes",
    )


def _escape(fault: _Fault) -> Finding | None:
    if "escape" not in fault.said and "hexdecimal" not in fault.said:
        return None
    start = fault.source.text.rfind("\\", 0, fault.offset + 1)
    found = re.compile(r"\\[xuU][0-9A-Fa-f]{0,8}|\\.?").match(fault.source.text, max(start, 0))
    span = fault.source.span(*found.span()) if found else fault.here
    return problem(
        "escape",
        span,
        f"`{span.text}` stands for no character, and a backslash in double quotes always starts one.",
        "use single quotes, in which a backslash is only a backslash, or leave it out",
    )


def _missing_key(fault: _Fault) -> Finding | None:
    if fault.sign != ":" or fault.before.rstrip(" {,-"):
        return None
    return problem("key-not-a-name", fault.here, "A value stands here without a key.", "write the key before the colon")


def _colon(fault: _Fault) -> Finding | None:
    if "mapping values are not allowed" not in fault.said and (fault.sign != ":" or "flow" not in fault.context):
        return None
    if "flow" in fault.context:
        start = max(fault.source.text.rfind(sign, 0, fault.offset) for sign in ",{[")
        if fault.source.position(start)[0] < fault.source.position(fault.offset)[0]:
            return None  # the words on the next line were meant as a new key: the bracket above was left open
    number, _ = fault.source.position(fault.offset)
    because = []
    above = fault.source.line(number - 1) if number > 1 else ""
    if fault.before.count(":") == 0 and above.strip() and not above.rstrip().endswith(":"):
        start = fault.source.line_starts[number - 2]
        because = [Reason("the line above already gives a value", fault.source.span(start, start + len(above)))]
    return problem(
        "colon-in-value",
        fault.here,
        "A colon and a space start a new key, and no key may stand here.",
        "if the colon belongs to the words, put the value in quotes; if a key was meant, check the indent",
        *because,
    )


def _unclosed_quote(fault: _Fault) -> Finding | None:
    if "quoted scalar" not in fault.context or fault.opened is None:
        return None
    sign = fault.source.text[fault.opened : fault.opened + 1]
    return problem(
        "not-closed",
        fault.source.span(fault.opened, fault.opened + 1),
        f"The quote `{sign}` that opens here is never closed.",
        f"write the closing `{sign}` where the words end"
        + ("; an apostrophe inside single quotes is written twice" if sign == "'" else ""),
    )


def _stray_closer(fault: _Fault) -> Finding | None:
    if fault.sign not in ("}", "]", ",") or "flow" in fault.context:
        return None
    if fault.sign == ",":
        message = "The comma here separates nothing."
        help = "remove it; outside of braces and brackets each thing has a line of its own"
    else:
        thing = "brace" if fault.sign == "}" else "bracket"
        message = f"The {thing} `{fault.sign}` here has nothing that it could close."
        help = f"remove it, or open the {thing} before it"
    return problem("not-opened", fault.here, message, help)


def _after_quote(fault: _Fault) -> Finding | None:
    ended = re.search(r"(['\"])\s*$", fault.before)
    if not ended or ":" in fault.sign:
        return None
    sign = ended.group(1)
    more = "; an apostrophe inside single quotes is written twice: `''`" if sign == "'" else ""
    return problem(
        "words-after-quote",
        fault.rest_of_line(fault.offset),
        f"The quoted words end at the `{sign}` before this, and more words follow.",
        f"put the whole value in quotes, or none of it{more}",
    )


def _list_beside_key(fault: _Fault) -> Finding | None:
    if "block sequence entries are not allowed" not in fault.said:
        return None
    return problem(
        "list-beside-key",
        fault.here,
        "A list that is written with `-` cannot start beside its key.",
        "begin it on the next line, indented, or write it as `[a, b]`",
    )


def _after_end(fault: _Fault) -> Finding | None:
    if "expected <document start>" not in fault.said:
        return None
    return problem(
        "several-documents",
        fault.rest_of_line(fault.offset),
        "The process ended above, and more follows here.",
        "look for a brace that closes too early, or a line `...`; a file holds one process",
    )


def _unclosed(fault: _Fault) -> Finding | None:
    if fault.opened is None or "flow" not in fault.context:
        return None
    sign = fault.source.text[fault.opened : fault.opened + 1]
    thing, closing = ("brace", "}") if sign == "{" else ("bracket", "]")
    opened, line = fault.source.position(fault.opened)[0], fault.source.position(fault.offset)[0]
    if fault.sign in ("}", "]") and fault.sign != closing:
        what = f"is met by a `{fault.sign}`, which does not close it"
    elif line == opened:
        what = "is not closed on its line, or a comma is missing"
    else:
        what = f"is not closed before line {line}, or a comma is missing before it"
    return problem(
        "not-closed",
        fault.source.span(fault.opened, fault.opened + 1),
        f"The {thing} `{sign}` that opens here {what}.",
        f"write the closing `{closing}` where the values end, and a comma between each two of them",
        Reason("here the text stops making sense", fault.here),
    )


def _missing_colon(fault: _Fault) -> Finding | None:
    if "expected ':'" not in fault.said or fault.opened is None:
        return None
    span = fault.rest_of_line(fault.opened)
    return problem(
        "missing-colon",
        span,
        f"`{shorten(span.text)}` stands where a key would, and no colon follows it.",
        "write a colon and a value after it, or indent it if it goes on with the value above",
    )


def _indent(fault: _Fault) -> Finding | None:
    if not any(block in fault.context for block in ("block mapping", "block collection", "block sequence")):
        return None
    opened = fault.opened if fault.opened is not None else 0
    number, column = fault.source.position(opened)
    here = fault.source.position(fault.offset)[1]
    wanted = "a key" if "mapping" in fault.context else "an item that starts with `-`"
    if here == column:
        message = f"Here stands something else than {wanted}, in the block that begins on line {number}."
    else:
        message = (
            f"This stands {here - 1} spaces in; {wanted} of the block that begins on line {number} "
            f"stands {column - 1} in."
        )
    return problem(
        "indent",
        fault.rest_of_line(fault.offset),
        message,
        "give all keys of one block the same indent, and what belongs to a key a deeper one",
        Reason("the block begins here", fault.rest_of_line(opened)),
    )


_EXPLANATIONS: tuple[Callable[[_Fault], Finding | None], ...] = (
    _tab,
    _directive,
    _sign,
    _tag,
    _escape,
    _missing_key,
    _colon,
    _unclosed_quote,
    _stray_closer,
    _after_quote,
    _list_beside_key,
    _after_end,
    _unclosed,
    _missing_colon,
    _indent,
)
