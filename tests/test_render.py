"""A finding on the terminal: the line, the carets, the reasons, and nothing that could steer the terminal."""

from __future__ import annotations

from io import StringIO
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text
from rich.theme import Theme

from reconvene.text.finding import Edit, Finding, Fix, MissingFact, Reason, Severity, Suppression, Verdict
from reconvene.text.render import STYLES, Paper, draw, draw_line, draw_words, printable, wrap
from reconvene.text.span import NOWHERE, Source, Span

WIDE = Paper(100)

ROAD_MAP = Source(
    "road-map.yaml",
    """\
title: A road map
final_date: none yet
obligations:
  freeze:
    by: north
    text: Work toward freezing.

  pay: {by: south}
""",
)


def at(source: Source, words: str) -> Span:
    start = source.text.index(words)
    return source.span(start, start + len(words))


def fault(span: Span, message: str = "Something is wrong.", **more: object) -> Finding:
    return Finding("some-fault", Severity.ERROR, message, span, **more)  # type: ignore[arg-type]


def carets(text: Text) -> list[tuple[str, str]]:
    """Each source line with the line of carets below it."""
    lines = text.plain.splitlines()
    return [(above, below) for above, below in pairwise(lines) if below.strip(" |").strip("^") == ""]


def test_a_finding_is_drawn_like_a_compiler_would() -> None:
    finding = Finding(
        "no-final-deadline",
        Severity.ERROR,
        "The end state has no date.",
        at(ROAD_MAP, "none yet"),
        help="write a date",
        because=(
            Reason("`freeze` waits for it", at(ROAD_MAP, "freeze")),
            Reason("nothing else says when"),
        ),
        precedent="Singapore, 2018.",
        fixes=(Fix("write 2030-12-31", (Edit(at(ROAD_MAP, "none yet"), "2030-12-31"),)), Fix("leave it unknown", ())),
        package="north_offer",
    )

    assert draw(finding, WIDE).plain == (
        "error[no-final-deadline] if `north_offer` were signed: The end state has no date.\n"
        " --> road-map.yaml:2:13\n"
        " 2 | final_date: none yet\n"
        "   |             ^^^^^^^^\n"
        "   = because: `freeze` waits for it (road-map.yaml:4)\n"
        "   = because: nothing else says when\n"
        "   = precedent: Singapore, 2018.\n"
        "   = help: write a date\n"
        "   = fix: write 2030-12-31\n"
        "   = or: leave it unknown\n"
    )


def test_what_cannot_be_told_names_the_missing_fact() -> None:
    missing = (MissingFact("freeze.verified.by", "say who verifies freeze"),)
    finding = fault(at(ROAD_MAP, "freeze"), "Who knows?", verdict=Verdict.CANNOT_TELL, missing=missing)

    assert draw(finding, WIDE).plain == (
        "cannot tell[some-fault]: Who knows?\n"
        " --> road-map.yaml:4:3\n"
        " 4 |   freeze:\n"
        "   |   ^^^^^^\n"
        "   = missing: say who verifies freeze: `freeze.verified.by`\n"
    )


def test_what_is_set_aside_says_by_whom_and_why() -> None:
    finding = fault(at(ROAD_MAP, "freeze"), suppressed=Suppression("A. Clerk", "known since 2018", "2030-01-01"))

    drawn = draw(finding, WIDE).plain

    assert drawn.startswith("set aside[some-fault]: Something is wrong.\n")
    assert drawn.endswith("= set aside: by A. Clerk until 2030-01-01: known since 2018\n")


def test_a_span_over_several_lines_shows_the_first_and_the_last() -> None:
    span = at(ROAD_MAP, "freeze:\n    by: north\n    text: Work toward freezing.\n\n")

    assert draw_line(fault(span), WIDE).plain == (
        "error[some-fault]: Something is wrong.\n"
        " --> road-map.yaml:4:3\n"
        " 4 |   freeze:\n"
        "   |   ^^^^^^^\n"
        " …\n"
        " 6 |     text: Work toward freezing.\n"
        "   |     ^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"
    )


def test_without_its_line_a_finding_keeps_its_place_and_its_next_step() -> None:
    assert draw_words(fault(at(ROAD_MAP, "freeze"), help="mend it"), WIDE).plain == (
        "error[some-fault]: Something is wrong. (road-map.yaml:4)\n   = help: mend it\n"
    )


def test_a_finding_in_no_file_has_no_place() -> None:
    assert draw(fault(NOWHERE), WIDE).plain == "error[some-fault]: Something is wrong.\n"


def test_a_file_without_text_is_only_named() -> None:
    finding = fault(Source("gone.yaml", "").head)

    assert draw(finding, WIDE).plain == "error[some-fault]: Something is wrong.\n --> gone.yaml\n"


@pytest.mark.parametrize(
    ("line", "words", "column", "width"),
    [
        ("text: plain words", "words", 12, 5),
        ("\ttext: after a tab", "after", 10, 5),
        ("ab\tcd: a tab between", "cd", 4, 2),
        ("名前: 平壌", "平壌", 6, 4),
        ("text: 🚀 rocket", "rocket", 9, 6),
        ("text: e\u0301cole", "cole", 7, 4),
        ("text: cafe\u0301s", "\u0301", 9, 1),
        ("text: family 👩\u200d👩\u200d👧 here", "here", 16, 4),
    ],
)
def test_carets_stand_under_the_words_however_wide_the_letters(line: str, words: str, column: int, width: int) -> None:
    source = Source("wide.yaml", line)

    ((above, below),) = carets(draw_line(fault(at(source, words)), WIDE))

    assert below == " " * 3 + "| " + " " * column + "^" * width
    assert "\t" not in above


def test_an_empty_span_gets_one_caret() -> None:
    source = Source("file.yaml", "title:\n")

    ((_, below),) = carets(draw_line(fault(source.span(6, 6)), WIDE))

    assert below == "   |       ^"


@pytest.mark.parametrize("width", [40, 80, 200])
def test_a_long_line_is_cut_around_the_words(width: int) -> None:
    source = Source("long.yaml", "a" * 300 + " needle " + "b" * 300)

    ((above, below),) = carets(draw_line(fault(at(source, "needle")), Paper(width)))

    assert cell_len(above) <= width
    assert above[below.index("^") :].startswith("needle")
    assert above.count("…") == 2


def test_words_longer_than_the_screen_are_cut_with_their_carets() -> None:
    source = Source("long.yaml", "text: " + "w" * 500)

    ((above, below),) = carets(draw_line(fault(at(source, "w" * 500)), Paper(60)))

    assert cell_len(above) <= 60
    assert above.endswith("w…")
    assert below.count("^") == above.count("w")


def test_a_line_of_megabytes_is_drawn_at_once() -> None:
    source = Source("huge.yaml", "x" * 5_000_000)

    ((above, _),) = carets(draw_line(fault(source.span(2_500_000, 2_500_005)), WIDE))

    assert cell_len(above) <= 100


def test_nothing_in_a_file_can_steer_the_terminal() -> None:
    source = Source("evil\x1b[2J.yaml", "text: \x1b[31mred\x07 \u202eback\u2066 \x9b2J end")
    finding = fault(
        at(source, "end"),
        "It says \x1b]0;owned\x07 here.",
        help="do\rnot",
        because=(Reason("a \x1b reason", at(source, "red")),),
    )

    drawn = draw(finding, WIDE).plain

    assert all(letter == "\n" or letter.isprintable() for letter in drawn)
    assert "\\x1b[31mred\\x07 \\u202eback" in drawn
    ((above, below),) = carets(draw_line(finding, WIDE))
    assert above[below.index("^") :] == "end"


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60), st.sampled_from([30, 40, 80]))
def test_any_text_is_drawn_within_the_width_and_safely(text: str, start: int, end: int, width: int) -> None:
    source = Source("any.yaml", text)

    drawn = draw_line(fault(source.span(min(start, end), max(start, end))), Paper(width)).plain

    assert "\x1b" not in drawn
    assert "\r" not in drawn
    for line in drawn.split("\n"):
        if " | " in line:
            assert cell_len(line.rstrip()) <= width + 1


@given(st.text())
def test_what_is_printable_stays_what_it_is_and_the_rest_is_spelled_out(text: str) -> None:
    assert all(letter not in printable(text) for letter in "\x00\x07\x1b\x7f\x9b\u202e\u2066")
    assert printable(text, ascii=True).isascii()
    if text.isprintable():
        assert printable(text) == text


def test_a_terminal_of_ascii_gets_ascii() -> None:
    source = Source("длинный.yaml", "text: “Пхеньян” " + "x" * 200)

    drawn = draw(fault(at(source, "Пхеньян"), "It’s “here” …"), Paper(80, ascii=True)).plain

    assert drawn.isascii()
    assert 'It\'s "here" ...' in drawn
    ((above, below),) = carets(draw_line(fault(at(source, "Пхеньян")), Paper(80, ascii=True)))
    assert above[below.index("^") :].startswith("\\u041f\\u0445")
    assert above.endswith("...")


@pytest.mark.parametrize("width", [40, 80, 200])
def test_sentences_wrap_with_a_hanging_indent(width: int) -> None:
    finding = fault(at(ROAD_MAP, "freeze"), "one two three " * 30, help="four five six " * 30)

    lines = draw(finding, Paper(width)).plain.splitlines()

    assert all(cell_len(line) <= min(width, 100) for line in lines)
    assert lines[1].startswith("    ")
    assert lines[-1].startswith("       ")


def test_a_word_longer_than_the_line_is_left_whole() -> None:
    assert wrap(Text("see https://example.org/a/very/long/address here"), 20, 2).plain == (
        "see\n  https://example.org/a/very/long/address\n  here"
    )


def test_styles_have_names_and_the_console_gives_them_colour() -> None:
    finding = fault(at(ROAD_MAP, "freeze"), "`freeze` is wrong.")

    def shown(**options: object) -> str:
        out = StringIO()
        console = Console(file=out, theme=Theme(STYLES), soft_wrap=True, **options)  # type: ignore[arg-type]
        console.print(draw(finding, WIDE), end="")
        return out.getvalue()

    assert "\x1b[1;31merror[some-fault]" in shown(force_terminal=True, color_system="standard", _environ={})
    assert shown(_environ={}) == draw(finding, WIDE).plain
