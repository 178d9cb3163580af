"""Files that no reasonable person would write: each gets findings that help, and none gets anything else."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconvene.document.load import MAX_INCLUDES, Document, load, load_text
from reconvene.text.edit import apply
from reconvene.text.finding import MAX_ALIKE, Finding
from reconvene.text.span import Source

HERE = Path(__file__).parent


def places(document: Document) -> str:
    """What was found, as `id line:column, ...`, after asking that each finding can be followed."""
    for finding in document.findings:
        assert_helps(finding)
    return ", ".join(
        f"{finding.id} {finding.span.location.line}:{finding.span.location.column}" for finding in document.findings
    )


def assert_helps(finding: Finding) -> None:
    assert finding.message.endswith((".", "!", "?")), finding.message
    assert finding.help
    assert len(finding.message) < 500
    for text in (finding.message, finding.help, *(reason.message for reason in finding.because)):
        assert text.isprintable(), text
        assert "Traceback" not in text and "Error" not in text and "<unicode string>" not in text
    span = finding.span
    assert 0 <= span.start <= span.end <= len(span.source.text)
    json.dumps(finding.as_data())


def found_in(folder: Path, content: str | bytes) -> Document:
    path = folder / "draft.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
    return load(path)


# Small texts, each with what is found in it

SMALL = {
    "an empty file": (
        "",
        "empty-file 1:1",
    ),
    "only white space": (
        " \n\t\n  \n",
        "empty-file 1:1",
    ),
    "only comments": (
        "# nothing\n# at all\n",
        "empty-file 1:1",
    ),
    "only a start of a document": (
        "---\n",
        "empty-file 1:1",
    ),
    "one word": (
        "hello\n",
        "not-a-process 1:1",
    ),
    "a list": (
        "- a\n- b\n",
        "not-a-process 1:1",
    ),
    "a JSON file": (
        '{"title": "One", "zones": "UTC"}',
        "unknown-key 1:18",
    ),
    "a tab before a key": (
        "days:\n\tsigned: 2019-01-01\n",
        "tab 2:1",
    ),
    "an alias bomb": (
        "title: &t One\nabout: *t\ntext: [*t, *t]\n",
        "anchor 1:8, alias 2:8, wrong-shape 3:7, alias 3:8, alias 3:12",
    ),
    "an anchor": (
        "title: &t One\n",
        "anchor 1:8",
    ),
    "a tag": (
        "title: !!python/object/apply:os.system [ls]\n",
        "tag 1:8, wrong-shape 1:8",
    ),
    "a merge key": (
        "obligations:\n  halt: {by: us}\n  stop:\n    <<: {by: us}\n",
        "unknown-name 2:14, merge-key 4:5",
    ),
    "several documents": (
        "title: One\n---\ntitle: Two\n",
        "several-documents 2:1",
    ),
    "words after the end": (
        "title: One\n...\nmore: 1\n",
        "several-documents 3:1",
    ),
    "a directive": (
        "%YAML 1.2\n---\ntitle: One\n",
        "directive 1:1",
    ),
    "an unknown directive": (
        "%PROCESS\ntitle: One\n",
        "directive 1:1",
    ),
    "a key twice": (
        "title: One\nzone: UTC\ntitle: Two\n",
        "duplicate-key 3:1",
    ),
    "a mapping where a list belongs": (
        "closed_days: {a: 2019-01-01}\n",
        "wrong-shape 1:14",
    ),
    "a list where a mapping belongs": (
        "obligations:\n  - by: us\n",
        "wrong-shape 2:3",
    ),
    "a word where a mapping belongs": (
        "obligations: none\n",
        "wrong-shape 1:14",
    ),
    "a list where a word belongs": (
        "title: [One, Two]\n",
        "wrong-shape 1:8",
    ),
    "a day that does not exist": (
        "days: {signed: 2019-02-30}\n",
        "wrong-value 1:16",
    ),
    "a range that runs backwards": (
        "parties: {north: {patience: 90..30 days}}\n",
        "wrong-value 1:29",
    ),
    "a name that is not there": (
        "obligations:\n  halt: {by: us}\n",
        "unknown-name 2:14",
    ),
    "a misspelt name": (
        "parties: {north: {}}\nobligations:\n  halt: {by: nroth}\n",
        "unknown-name 3:14",
    ),
    "a name of another kind": (
        "days: {signed: 2019-01-01}\nobligations:\n  halt: {by: signed}\n",
        "wrong-kind-of-name 3:14",
    ),
    "a state that the thing cannot be in": (
        "items: {plant: {scale: [running, sealed]}}\nobligations:\n  halt: {brings: plant.closed}\n",
        "unknown-state 3:24",
    ),
    "a name in two sections": (
        "days: {signed: 2019-01-01}\nitems: {signed: {scale: [a]}}\n",
        "name-used-twice 2:9",
    ),
    "a name of the format": (
        "days: {final_date: 2019-01-01}\n",
        "name-used-twice 1:8",
    ),
    "a thousands separator in braces": (
        "obligations:\n  send: {amount: {total: 500,000 barrels, bound: exact}}\n",
        "wrong-value 2:26, missing-value 2:30",
    ),
    "a comma window in braces": (
        "days: {opens: 2019-01-01}\nobligations:\n  halt: {within: 60 days of opens, at latest 2019-06-30}\n",
        "missing-value 3:36",
    ),
    "an on key": (
        "vows:\n  never:\n    by: nobody\n    on: 2019-01-01\n",
        "unknown-key 4:5",
    ),
    "a sign in a block": (
        "obligations:\n  halt:\n    withn: 1\n    within: >= 30 days\n    by: us\n",
        "unknown-key 3:5, sign-before-value 4:13",
    ),
    "a sign in braces": (
        "obligations:\n  halt: {by: nobody, within: >= 30 days, kind: act}\n",
        "sign-before-value 2:30",
    ),
    "an at sign": (
        "title: @home\n",
        "sign-before-value 1:8",
    ),
    "a backtick": (
        "title: `halt`\n",
        "sign-before-value 1:8",
    ),
    "a percent sign": (
        "title: %10\n",
        "sign-before-value 1:8",
    ),
    "a time without a zone": (
        "days: {signed: 2019-01-01 07:00}\n",
        "wrong-value 1:27",
    ),
    "a key without a value": (
        "obligations:\n  halt:\n    by:\n    kind: act\n",
        "missing-value 3:5",
    ),
    "a key without a value in braces": (
        "obligations:\n  halt: {by: , kind: act}\n",
        "missing-value 2:10",
    ),
    "an item without a value": (
        "closed_days:\n  -\n  - 2019-01-01\n",
        "missing-value 2:4",
    ),
    "an unclosed bracket": (
        "closed_days: [2019-01-01, 2019-01-02\nzone: UTC\n",
        "not-closed 1:14",
    ),
    "an unclosed brace": (
        "titel: One\ndays: {signed: 2019-01-01\nzone: UTC\n",
        "unknown-key 1:1, not-closed 2:7",
    ),
    "a wrong bracket": (
        "closed_days: [2019-01-01}\n",
        "not-closed 1:14",
    ),
    "a bracket too many": (
        "closed_days: [2019-01-01]]\n",
        "not-opened 1:26",
    ),
    "an unclosed quote": (
        "title: 'One\nzone: UTC\n",
        "not-closed 1:8",
    ),
    "words after a quote": (
        "title: 'One's own'\n",
        "words-after-quote 1:13",
    ),
    "a colon in a value": (
        "title: Talks: the second round\n",
        "colon-in-value 1:13",
    ),
    "a colon in a value in braces": (
        "vows: {never: {by: nobody, says: Never: not once}}\n",
        "colon-in-value 1:39",
    ),
    "an indent that slipped": (
        "obligations:\n    halt: {by: nobody}\n  stop: {by: nobody}\n",
        "indent 3:3",
    ),
    "an indent below a value": (
        "title: One\n  zone: UTC\n",
        "colon-in-value 2:7",
    ),
    "a line without a colon": (
        "title: One\nzone\nabout: x\n",
        "missing-colon 2:1",
    ),
    "a list beside its key": (
        "closed_days: - 2019-01-01\n",
        "list-beside-key 1:14",
    ),
    "half a character": (
        'title: "\\ud800"\n',
        "escape 1:9",
    ),
    "an unknown escape": (
        'title: "C:\\work"\n',
        "escape 1:11",
    ),
    "a key that is a list": (
        "? [a, b]\n: c\n",
        "key-not-a-name 1:3",
    ),
    "a key that is a list in braces": (
        "days: {[a]: 2019-01-01}\n",
        "key-not-a-name 1:8",
    ),
    "an empty key": (
        "days: {'': 2019-01-01}\n",
        "key-not-a-name 1:8",
    ),
    "no key at all": (
        ": 2019-01-01\n",
        "key-not-a-name 1:1",
    ),
    "a very long key": (
        "k" * 500 + ": 1\n",
        "unknown-key 1:1",
    ),
    "a very long name": (
        "days:\n  " + "k" * 101 + ": 2019-01-01\n",
        "not-a-name 2:3",
    ),
    "a name with a space": (
        "days: {signing day: 2019-01-01}\n",
        "not-a-name 1:8",
    ),
    "a word of the language as a name": (
        "days: {unknown: 2019-01-01}\n",
        "not-a-name 1:8",
    ),
    "a bare list of facts": (
        "days:\n  signed: {when: [a.b, c.d]}\n",
        "bare-list 2:18",
    ),
    "two forms in one condition": (
        "days:\n  signed: {when: {all: [final_date.reached], any: [final_date.reached]}}\n",
        "condition-form 2:18",
    ),
    "all of nothing": (
        "days:\n  signed: {when: {all: []}}\n",
        "empty-condition 2:24",
    ),
    "a bare name as a condition": (
        "days:\n  signed: {when: final_date}\n",
        "wrong-value 2:18",
    ),
    "and inside a fact": (
        "days:\n  signed: {when: final_date.reached and expiry.reached}\n",
        "wrong-value 2:37",
    ),
    "a day fixed twice": (
        "days:\n  signed: {at: 2019-01-01, when: final_date.reached}\n",
        "day-form 2:28",
    ),
    "silence that takes no option": (
        "choices:\n  next: {by: nobody, may: [go_on, stop], silence: stopp}\n",
        "unknown-word 2:51",
    ),
    "shares of more than the whole": (
        "obligations:\n  aid: {by: {shares: {nobody: 3/4, debtor: 2/4}}}\n",
        "shares-exceed-whole 2:14",
    ),
    "a zone that is none": (
        "zone: Seoul\n",
        "wrong-value 1:7",
    ),
    "another version of the format": (
        "reconvene: 2\n",
        "unknown-word 1:12",
    ),
    "a required key left out": (
        "sources:\n  report: {title: One}\n",
        "missing-key 2:3",
    ),
    "a goal off the scale": (
        "items: {plant: {scale: [running, sealed], goal: closed}}\n",
        "wrong-value 1:49",
    ),
    "an include that is no path": (
        "include: {a: b}\n",
        "wrong-shape 1:10",
    ),
}


@pytest.mark.parametrize(("text", "expected"), SMALL.values(), ids=SMALL.keys())
def test_a_small_hostile_text_is_explained(text: str, expected: str, tmp_path: Path) -> None:
    document = found_in(tmp_path, text)
    assert places(document) == expected
    assert document.readable is (expected == "")


@pytest.mark.parametrize(("text", "expected"), SMALL.values(), ids=SMALL.keys())
def test_a_text_means_the_same_with_other_line_ends(text: str, expected: str) -> None:
    for mark in ("\r\n", "\r"):
        assert places(load_text(text.replace("\n", mark), "draft.yaml")) == expected


WORDS = {
    "a thousands separator in braces": "Inside `{}` a comma ends a value, so the words after a comma became a key.",
    "a comma window in braces": "join the parts of a window with `and`",
    "a sign in a block": "say `at least`, such as `at least 75%`",
    "a time without a zone": "`07:00 UTC` or `07:00 Asia/Seoul`",
    "a day that does not exist": "February 2019 has 28 days",
    "a range that runs backwards": "write `30..90`",
    "a bare name as a condition": "write it like `final_date.verified`",
    "an on key": "write `dated`",
    "an unclosed quote": "an apostrophe inside single quotes is written twice",
    "a merge key": "a process file has no merging",
}


@pytest.mark.parametrize("name", WORDS)
def test_the_words_say_what_to_do(name: str) -> None:
    document = load_text(SMALL[name][0])
    assert any(WORDS[name] in finding.message + " " + finding.help for finding in document.findings)


# Files whose bytes are the point

FIXED = {
    "carriage-returns": "unknown-key 3:1",
    "control": "forbidden-character 2:9",
    "emoji": "not-a-name 2:15, unknown-key 2:48",
    "late-nul": "forbidden-character 2:12",
    "latin-1": "not-utf-8 2:8",
    "line-separator": "forbidden-character 2:11",
    "mark-and-crlf": "wrong-value 2:7",
    "next-line": "forbidden-character 1:11",
    "nul": "forbidden-character 1:12",
    "picture": "binary 1:1",
    "right-to-left": "unknown-word 2:50",
    "tab-indent": "tab 2:1",
    "tab-inside": "",
    "two-marks": "forbidden-character 1:1",
    "utf-16-be": "not-utf-8 1:1",
    "utf-16-be-unmarked": "not-utf-8 1:1",
    "utf-16-le": "not-utf-8 1:1",
    "utf-16-le-unmarked": "not-utf-8 1:1",
    "utf-32": "not-utf-8 1:1",
}


def test_every_fixed_file_is_expected() -> None:
    assert sorted(FIXED) == sorted(path.stem for path in (HERE / "hostile").glob("*.yaml"))


@pytest.mark.parametrize("name", FIXED)
def test_a_fixed_hostile_file_is_explained(name: str) -> None:
    assert places(load(HERE / "hostile" / f"{name}.yaml")) == FIXED[name]


def test_a_file_with_a_mark_and_windows_line_ends_loads() -> None:
    document = load(HERE / "hostile" / "mark-and-crlf.yaml")
    assert document.sources[0].marked
    assert document.sources[0].text.count("\r\n") == 2
    assert document.process.title == "Überblick"
    (finding,) = document.findings
    assert apply(document.sources[0], finding.fixes[0].edits) == "title: Überblick\r\nzone: Asia/Seoul\r\n"


def test_a_text_with_a_mark_is_read_like_a_file_with_one() -> None:
    document = load_text("\ufefftitel: One")
    assert document.sources[0].marked
    assert places(document) == "unknown-key 1:1"


def test_letters_of_every_script_make_names() -> None:
    document = load(HERE / "hostile" / "right-to-left.yaml")
    assert list(document.process.parties or {}) == ["الشمال", "דרום"]


def test_forbidden_characters_are_taken_out_by_the_fix() -> None:
    document = load(HERE / "hostile" / "line-separator.yaml")
    (finding,) = document.findings
    mended = apply(document.sources[0], finding.fixes[0].edits)
    assert mended == "title: One\nabout: two three four\nzone: UTC\n"
    assert load_text(mended).findings == ()


def test_what_stands_before_a_forbidden_character_is_still_read() -> None:
    assert places(load_text("titel: One\nabout: a\x07\nzon: UTC\n")) == "unknown-key 1:1, forbidden-character 2:9"


def test_what_a_forbidden_character_cuts_short_is_not_called_incomplete() -> None:
    text = "sources:\n  report: {title: One,\n    publisher: a\x07,\n    grade: primary}\n"
    assert places(load_text(text)) == "forbidden-character 3:17"


def test_half_a_character_in_a_text_is_a_finding() -> None:
    assert places(load_text("title: a\ud800b\n")) == "forbidden-character 1:9"


# All at once

SIX = """\
titel: One
obligations:
  halt:
    by: nroth
    within: 60 days of signd
    brings: plant.seeled
    kind: forbaer
    takes: 90..30 days
parties: {north: {}}
days: {signed: 2019-02-28}
items: {plant: {scale: [running, sealed]}}
"""


def test_six_problems_are_reported_at_once(tmp_path: Path) -> None:
    assert places(found_in(tmp_path, SIX)) == (
        "unknown-key 1:1, unknown-name 4:9, unknown-name 5:24, unknown-state 6:19, unknown-word 7:11, wrong-value 8:12"
    )


def test_problems_before_a_syntax_error_are_reported_with_it(tmp_path: Path) -> None:
    text = "titel: One\nobligations:\n  halt: {by: us, kind: forbaer}\n  stop: {by: us, within: >= 30 days}\nzon: UTC\n"
    expected = "unknown-key 1:1, unknown-word 3:24, sign-before-value 4:26"
    assert places(found_in(tmp_path, text)) == expected


def test_a_name_that_may_be_defined_below_a_syntax_error_is_not_called_unknown() -> None:
    assert places(load_text("obligations:\n  halt: {by: us}\nabout: @\nparties: {us: {}}\n")) == "sign-before-value 3:8"


# Paths


def refused(path: str | Path) -> str:
    document = load(path)
    (finding,) = document.findings
    assert_helps(finding)
    assert not document.readable
    return finding.id


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    assert refused(tmp_path) == "a-folder"


def test_a_pipe_that_nobody_writes_to_does_not_hold_us_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.yaml")
    assert refused(tmp_path / "pipe.yaml") == "not-a-file"


@pytest.mark.parametrize("device", ["/dev/zero", "/dev/null"])
def test_a_device_is_no_file(device: str) -> None:
    assert refused(device) == "not-a-file"


def test_a_file_that_is_not_there() -> None:
    assert refused("nowhere/draft.yaml") == "no-such-file"


def test_a_file_that_nobody_may_read(tmp_path: Path) -> None:
    path = tmp_path / "draft.yaml"
    path.write_text("title: One\n", encoding="utf-8")
    path.chmod(0)
    for folder in (tmp_path, *tmp_path.parents[:3]):
        if folder.stat().st_uid == os.geteuid():
            folder.chmod(folder.stat().st_mode | 0o055)  # others may enter; without workers one of them is /tmp
    user = os.geteuid()
    if user == 0:  # to root nothing is forbidden, so for a moment we are somebody else
        os.seteuid(65534)
    try:
        assert refused(path) == "no-permission"
    finally:
        os.seteuid(user)


@pytest.mark.parametrize(
    ("path", "id"),
    [("x" * 5000, "not-readable"), ("a/" * 3000 + "b", "not-readable"), ("draft\0.yaml", "not-readable")],
)
def test_a_path_that_no_file_can_have(path: str, id: str) -> None:
    assert refused(path) == id


def test_a_symbolic_link_that_leads_to_itself(tmp_path: Path) -> None:
    (tmp_path / "draft.yaml").symlink_to("draft.yaml")
    assert refused(tmp_path / "draft.yaml") == "not-readable"


# Includes


def including(folder: Path, value: str, **others: str) -> Document:
    for name, text in others.items():
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    return found_in(folder, f"title: One\ninclude: {value}\n")


def test_an_include_brings_its_sections(tmp_path: Path) -> None:
    document = including(tmp_path, "[a.yaml, b.yaml]", a="parties: {north: {}}\n", b="parties: {south: {}}\n")
    assert places(document) == ""
    assert list(document.process.parties or {}) == ["north", "south"]


def test_an_include_of_an_include_is_looked_up_beside_it(tmp_path: Path) -> None:
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "b.yaml").write_text("zone: UTC\n", encoding="utf-8")
    (tmp_path / "parts" / "a.yaml").write_text("include: b.yaml\n", encoding="utf-8")
    assert including(tmp_path, "parts/a.yaml").process.zone == "UTC"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("missing.yaml", "no-such-file 2:10"),
        ("draft.yaml", "include-twice 2:10"),
        ("[a.yaml, a.yaml]", "include-twice 2:19"),
        ("[a.yaml, ./sub/../a.yaml]", "include-twice 2:19"),
        ("../draft.yaml", "include-outside 2:10"),
        ("/etc/passwd", "include-outside 2:10"),
        ("..", "include-outside 2:10"),
        (".", "a-folder 2:10"),
        ("sub", "a-folder 2:10"),
        ("picture.yaml", "binary 2:10"),
        ("pipe.yaml", "not-a-file 2:10"),
        ("link.yaml", "include-outside 2:10"),
        ("loop.yaml", "no-such-file 2:10"),
        ('"a\\0b"', "no-such-file 2:10"),
        ("x" * 5000, "not-readable 2:10"),
        ("[[a.yaml]]", "wrong-shape 2:11"),
        ("[a.yaml, ]", ""),
        ("*a", "alias 2:10"),
    ],
    ids=lambda value: str(value)[:20],
)
def test_an_include_that_cannot_be(value: str, expected: str, tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "picture.yaml").write_bytes((HERE / "hostile" / "picture.yaml").read_bytes())
    os.mkfifo(tmp_path / "pipe.yaml")
    (tmp_path / "link.yaml").symlink_to("/etc/hostname")
    (tmp_path / "loop.yaml").symlink_to("loop.yaml")
    assert places(including(tmp_path, value, a="zone: UTC\n")) == expected


def test_files_that_include_each_other(tmp_path: Path) -> None:
    document = including(tmp_path, "a.yaml", a="include: b.yaml\n", b="include: a.yaml\n")
    assert places(document) == "include-twice 1:10"
    (finding,) = document.findings
    assert finding.span.source.name.endswith("b.yaml")
    assert [reason.message for reason in finding.because] == ["it came in here"]


def test_too_many_includes(tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(MAX_INCLUDES + 3)]
    value = "[" + ", ".join(f"{name}.yaml" for name in names) + "]"
    document = including(tmp_path, value, **{name: f"days: {{{name}: 2019-01-01}}\n" for name in names})
    assert [finding.id for finding in document.findings] == ["too-many-includes"] * 3
    assert len(document.sources) == MAX_INCLUDES + 1


def test_a_fault_in_an_included_file_is_shown_there(tmp_path: Path) -> None:
    document = including(tmp_path, "a.yaml", a="zone: UTC\nobligations: {halt: {by: nroth}}\nparties: {north: {}}\n")
    (finding,) = document.findings
    assert finding.span.location[:3] == (str(tmp_path / "a.yaml"), 2, 26)
    assert apply(finding.span.source, finding.fixes[0].edits).count("north") == 2


def test_an_included_file_that_is_not_utf_8_is_shown_in_both_places(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("about: Überblick\n".encode("latin-1"))
    (finding,) = including(tmp_path, "a.yaml").findings
    assert finding.id == "not-utf-8"
    assert finding.span.location[:3] == (str(tmp_path / "a.yaml"), 1, 8)
    assert finding.because[0].span is not None
    assert finding.because[0].span.location[:3] == (str(tmp_path / "draft.yaml"), 2, 10)


def test_a_key_in_two_files_is_shown_in_both(tmp_path: Path) -> None:
    document = including(tmp_path, "a.yaml", a="title: Two\nparties: {north: {}}\n")
    assert places(document) == "duplicate-key 1:1"
    assert document.findings[0].because[0].span is not None


def test_names_below_an_include_that_failed_are_not_called_unknown(tmp_path: Path) -> None:
    document = found_in(tmp_path, "include: missing.yaml\nobligations: {halt: {by: us}}\n")
    assert places(document) == "no-such-file 1:10"


def test_a_text_in_no_folder_can_include_nothing() -> None:
    assert places(load_text("include: a.yaml\n")) == "no-folder 1:10"


# Great files: each is read in a process of its own, whose time and memory are counted

MOST_SECONDS = 10.0  # of one processor; they take one to four on an idle one
MOST_MEGABYTES = 300

GREAT: dict[str, tuple[Callable[[], str], str]] = {
    "50 MB": (lambda: "#" * 49 + "\n" + ("title: One\n" * 4_545_454), "too-large 1:1"),
    "10,000 brackets": (lambda: "title: " + "[" * 10_000, "wrong-shape 1:8, too-deep 1:207"),
    "100,000 brackets": (lambda: "title: " + "[" * 100_000, "wrong-shape 1:8, too-deep 1:207"),
    "100,000 braces": (lambda: "title: " + "{a: " * 100_000, "too-deep"),
    "100,000 dashes": (lambda: "- " * 100_000, "too-deep"),
    "blocks 3,000 deep": (
        lambda: "".join(" " * depth + "a:\n" for depth in range(3_000)),
        "unknown-key 1:1, too-deep 201:201",
    ),
    "conditions 90 deep": (lambda: "days: {a: {when: " + "{not: " * 90 + "b.c" + "}" * 92 + "\n", "too-deep 1:246"),
    "an alias bomb of 40 steps": (
        lambda: (
            "title: &a0 x\nabout:\n" + "".join(f"- &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 40))
        ),
        "anchor",
    ),
    "400,001 values": (lambda: "closed_days: [" + "x, " * 400_001 + "]", "too-many-values"),
    "200,000 obligations": (
        lambda: "obligations:\n" + "".join(f"  o{number}: {{}}\n" for number in range(200_000)),
        "too-many-values",
    ),
    "100,000 unknown keys": (lambda: "".join(f"titl{number}: 1\n" for number in range(100_000)), "unknown-key"),
    "100,000 unknown keys in braces": (
        lambda: "obligations: {a: {" + ", ".join(f"withn{number}: 1" for number in range(100_000)) + "}}",
        "unknown-key",
    ),
    "50,000 unknown names": (
        lambda: "obligations:\n" + "".join(f"  o{n}: {{by: p{n}}}\n" for n in range(50_000)),
        "unknown-name",
    ),
    "50,000 unknown names like 50,000 others": (
        lambda: "groups:\n" + "".join(f"  name{n}: [nmae{n}]\n" for n in range(50_000)),
        "unknown-name",
    ),
    "50,000 unknown states": (
        lambda: "obligations:\n" + "".join(f"  o{n}: {{after: o{n}.verifed}}\n" for n in range(50_000)),
        "unknown-state",
    ),
    "100,000 unknown zones": (
        lambda: "days: {" + ", ".join(f"d{n}: 2019-01-01 07:00 Asia/So{n}" for n in range(90_000)) + "}",
        "wrong-value",
    ),
    "200,000 keys twice": (lambda: "title: One\n" * 200_000, "duplicate-key"),
    "a line of 1 MB": (lambda: "title: " + "words " * 170_000 + "\ntitel: One\n", "unknown-key 2:1"),
    "a scalar of 1 MB": (lambda: "title: |\n" + "  words of words\n" * 60_000 + "titel: One\n", "unknown-key 60002:1"),
    "a quoted scalar of 1 MB": (lambda: "title: '" + "''" * 500_000, "not-closed 1:8"),
    "a number of a million digits": (
        lambda: f"measures: {{ban: {{worth: {'9' * 1_000_000} usd}}}}",
        "wrong-value 1:25",
    ),
    "a key of a million letters": (lambda: "k" * 1_000_000 + ": 1\n", "colon-in-value"),
    "names of 900 letters": (
        lambda: "days: {" + ", ".join(f"{'k' * 900}{n}: 2019-01-01" for n in range(2_000)) + "}",
        "not-a-name",
    ),
    "4 million bells": (lambda: "title: " + "\a" * 4_000_000, "forbidden-character 1:8"),
    "5 million line ends": (lambda: "\r" * 4_999_999, "empty-file 1:1"),
    "2 million empty comments": (lambda: "#\n" * 2_000_000 + "titel: One\n", "unknown-key 2000001:1"),
}

READ = """
import json, resource, sys
from pathlib import Path
from reconvene.document.load import load
document = load(sys.argv[1])
used = resource.getrusage(resource.RUSAGE_SELF)
held = used.ru_maxrss / (1024 * 1024 if sys.platform == "darwin" else 1024)
status = Path("/proc/self/status")
if status.exists():  # on Linux, ru_maxrss starts at what the process that started this one held
    held = int(status.read_text().split("VmHWM:")[1].split()[0]) / 1024
print(json.dumps([
    [[f.id, f.message, f.help, len(f.because), *f.span.location[1:3]] for f in document.findings],
    used.ru_utime + used.ru_stime,
    held,
]))
"""


SLOW = {
    *("200,000 obligations", "100,000 unknown zones", "50,000 unknown states", "200,000 keys twice"),
    *("400,001 values", "50,000 unknown names"),
    *("100,000 unknown keys in braces", "50,000 unknown names like 50,000 others"),
}


@pytest.mark.parametrize("name", [pytest.param(name, marks=[pytest.mark.long] * (name in SLOW)) for name in GREAT])
def test_a_great_file_costs_little(name: str, tmp_path: Path) -> None:
    make, expected = GREAT[name]
    path = tmp_path / "draft.yaml"
    path.write_text(make(), encoding="utf-8", newline="")
    done = subprocess.run([sys.executable, "-c", READ, path], capture_output=True, text=True, check=True, timeout=120)
    findings, seconds, megabytes = json.loads(done.stdout)
    assert done.stderr == ""
    assert all(message and help and len(message) < 500 for _, message, help, *_ in findings)
    said = [f"{id} {line}:{column}" for id, _, _, _, line, column in findings]
    if ":" in expected:
        assert ", ".join(said) == expected
    else:
        assert any(place.startswith(expected) for place in said)
    assert len(findings) <= 4 * MAX_ALIKE
    assert seconds < MOST_SECONDS
    assert megabytes < MOST_MEGABYTES


def test_two_hundred_levels_are_read_and_not_one_more() -> None:
    assert places(load_text("{a: " * 199 + "b" + "}" * 199)) == "unknown-key 1:2"
    assert places(load_text("{a: " * 201 + "b" + "}" * 201)) == "unknown-key 1:2, too-deep 1:801"


def test_of_one_kind_of_problem_only_so_many_are_shown_and_the_rest_counted() -> None:
    document = load_text("".join(f"key_{number}_of_many: 1\n" for number in range(MAX_ALIKE + 25)))
    assert len(document.findings) == MAX_ALIKE
    (last,) = [finding for finding in document.findings if finding.because]
    assert last.because[0].message == "and 25 more of this kind, which are not shown"
    assert last.span.location.line == MAX_ALIKE


# Anything at all


def test_no_bytes_do_more_than_be_explained(tmp_path: Path) -> None:
    @given(st.binary(max_size=200))
    def explained(data: bytes) -> None:
        places(found_in(tmp_path, data))

    explained()


PIECES = [
    *("title", "obligations", "days", "halt", "by", "within", "us", "2019-06-30", "30 days of signed", "a.verified"),
    *(": ", ":", "\n", "\n  ", "\n    ", "- ", "{", "}", "[", "]", ", ", "'", '"', "|", ">=", "#", " #", "*a", "&a "),
    *("!t ", "? ", "<<", "%", "@", "`", "\t", "\r", "---\n", "...\n", "\\", "é", "🕊️", "\u2028", "\x00", "\ufeff", " "),
]


@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_pieces_of_a_process_do_more_than_be_explained(text: str) -> None:
    places(load_text(text, "draft.yaml"))


@given(st.integers(0, len(SIX)), st.sampled_from(PIECES), st.integers(0, 3))
def test_no_slip_of_the_hand_does_more_than_be_explained(place: int, piece: str, cut: int) -> None:
    places(load_text(SIX[:place] + piece + SIX[place + cut :], "draft.yaml"))


@given(st.text(alphabet="ab\n\r\x85\u2028é🕊", max_size=60), st.data())
def test_lines_are_counted_as_editors_count_them(text: str, draws: st.DataObject) -> None:
    source = Source("a", text)
    offset = draws.draw(st.integers(0, len(text)))
    lines = text[:offset].replace("\r\n", "\n").replace("\r", "\n").split("\n")
    if text[offset - 1 : offset + 1] != "\r\n":
        assert source.position(offset) == (len(lines), len(lines[-1]) + 1)
