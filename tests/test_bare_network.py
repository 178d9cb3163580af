"""Bare networks from JSON: what is read, what is refused, and what the command line says of them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reconvene.text.span import Source
from reconvene.timing.bare import BareNetwork, read_bare
from reconvene.timing.controllability import find_conflict
from tests.command import Outcome, environment, reconvene
from tests.test_dense import crowded

PAGE = (Path(__file__).parent.parent / "docs" / "network.md").read_text(encoding="utf-8")
(EXAMPLE,) = re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)
(ANSWER,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)


def read(text: str) -> BareNetwork:
    bare = read_bare(Source("network.json", text))
    assert isinstance(bare, BareNetwork), bare
    return bare


def links(*written: str, contingents: str = "") -> str:
    return f'{{"nodes": ["a", "b", "c"],\n"requirements": [{", ".join(written)}],\n"contingents": [{contingents}]}}'


def refusals(text: str) -> list[tuple[str, str, int, int]]:
    found = read_bare(Source("network.json", text))
    assert isinstance(found, tuple)
    return [(one.id, one.span.text, one.span.location.line, one.span.location.column) for one in found]


# What is read


@pytest.mark.parametrize(
    "link",
    [
        '{"from": "a", "to": "b", "at_least": 1, "at_most": 5}',
        '["a", "b", 1, 5]',
        '{"start": "a", "end": "b", "low": 1, "high": 5}',
        '{"source": "a", "target": "b", "min": 1, "max": 5, "note": "as agreed"}',
        '{"from": "a", "to": "b", "at_most": 5, "at_least": 1.0, "_id": 7}',
    ],
)
def test_a_link_may_be_written_in_several_ways(link: str) -> None:
    for text in (links(link), links(contingents=link)):
        bare = read(text)
        network, units = bare.network, bare.units
        ranges = {(bound.start, bound.end, bound.days // units) for bound in network.bounds}
        ranges |= {(some.start, some.end, some.high // units) for some in network.contingents}
        ranges |= {(some.end, some.start, -some.low // units) for some in network.contingents}
        assert ranges == {(0, 1, 5), (1, 0, -1)}


@pytest.mark.parametrize("none", ["null", "Infinity", "-Infinity", '"inf"'])
def test_no_limit_is_no_bound(none: str) -> None:
    assert [bound.days for bound in read(links(f'["a", "b", {none}, 5]')).network.bounds] == [5]
    assert read(links('{"from": "a", "to": "a"}')).network.bounds == []


def test_decimals_are_exact_and_come_back_as_they_were() -> None:
    bare = read(links('["a", "b", 0.1, 0.30]', '["a", "b", 3, 1234567890123456789012345.000000001]'))
    assert bare.units == 10**9
    assert [bare.number(bound.days) for bound in bare.network.bounds] == [
        Decimal("0.3"),
        Decimal("-0.1"),
        Decimal("1234567890123456789012345.000000001"),
        -3,
    ]


def test_nodes_may_be_numbers_or_objects_and_times_count_from_the_first_or_the_origin() -> None:
    bare = read('{"events": [1, {"name": "two"}], "links": [[1, "two", 0, 5]]}')
    assert (bare.network.names, bare.origin) == (["1", "two"], 0)
    assert read('{"nodes": ["a", "b"], "origin": "b"}').origin == 1


# What is refused


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("", ("empty-file", "", 1, 1)),
        (" \n", ("empty-file", " ", 1, 1)),
        ("[]", ("not-a-network", "[]", 1, 1)),
        ("{}", ("missing-key", "{}", 1, 1)),
        ('{"nodes": []}', ("missing-value", "[]", 1, 11)),
        ('{"nodes": "a"}', ("wrong-shape", '"a"', 1, 11)),
        ('{"nodes": ["a", null]}', ("wrong-value", "null", 1, 17)),
        ('{"nodes": ["a", "b", "a"]}', ("name-used-twice", '"a"', 1, 22)),
        ('{"nodes": ["a"], "requirments": []}', ("unknown-key", '"requirments"', 1, 18)),
        ('{"nodes": ["a"], "links": [], "requirements": []}', ("duplicate-key", '"requirements"', 1, 31)),
        ('{"nodes": ["a"],\n "nodes": ["b"]}', ("duplicate-key", '"nodes"', 2, 2)),
        ('{"nodes": ["a"], "origin": "z"}', ("unknown-name", '"z"', 1, 28)),
        ('{"nodes": ["a"], "links": 5}', ("wrong-shape", "5", 1, 27)),
        (links('["a", "x", 1, 5]'), ("unknown-name", '"x"', 2, 24)),
        (links('["a", "b", 1]'), ("wrong-shape", '["a", "b", 1]', 2, 18)),
        (links('{"from": "a", "at_most": 5}'), ("missing-key", '{"from": "a", "at_most": 5}', 2, 18)),
        (links('{"from": "a", "to": "b", "at_mots": 5}'), ("unknown-key", '"at_mots"', 2, 43)),
        (links('["a", "b", 6, 5]'), ("low-above-high", '["a", "b", 6, 5]', 2, 18)),
        (links('["a", "b", "6", 5]'), ("wrong-value", '"6"', 2, 29)),
        (links('["a", "b", true, 5]'), ("wrong-value", "true", 2, 29)),
        (links('["a", "b", NaN, 5]'), ("wrong-value", "NaN", 2, 29)),
        (links('["a", "b", 1e999999999, 5]'), ("wrong-value", "1e999999999", 2, 29)),
        (links(f'["a", "b", {"9" * 5000}, 5]'), ("wrong-value", "9" * 5000, 2, 29)),
        (links(contingents='["a", "b", -1, 5]'), ("contingent-range", '["a", "b", -1, 5]', 3, 17)),
        (links(contingents='["a", "b", 1, null]'), ("contingent-range", '["a", "b", 1, null]', 3, 17)),
        (links(contingents='["a", "a", 1, 2]'), ("contingent-range", '["a", "a", 1, 2]', 3, 17)),
        (links(contingents='["a", "b", 1, 2], ["c", "b", 1, 2]'), ("two-ends", '["c", "b", 1, 2]', 3, 35)),
        ('{"nodes": ["a",]}', ("not-json", "]", 1, 16)),
        ('{"nodes": ["a"', ("not-json", "", 1, 15)),
        ("{'nodes': []}", ("not-json", "'", 1, 2)),
        ("[" * 100_000, ("too-deep", "[" * 100_000, 1, 1)),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_place(text: str, refusal: tuple[str, str, int, int]) -> None:
    assert refusals(text) == [refusal]


def test_everything_that_is_wrong_is_told_at_once() -> None:
    text = links('["a", "x", 1, 5]', '["a", "b", 6, 5]', contingents='["a", "b", null, 5], ["c", "b", 1, 2]')
    assert [refusal[0] for refusal in refusals(text)] == [
        "unknown-name",
        "low-above-high",
        "contingent-range",
        "two-ends",
    ]


def test_a_misspelt_word_is_guessed() -> None:
    found = read_bare(Source("x", '{"nodes": ["signing", "b"], "links": [["sigining", "b", 1, 5]], "contingnets": []}'))
    assert isinstance(found, tuple)
    assert [one.help for one in found] == ["did you mean `signing`?", "did you mean `contingents`?"]


def test_a_hundred_thousand_links_are_read_quickly_and_a_mistake_in_them_is_found() -> None:
    network = crowded(500, 100_000, 10, 1)
    names = network.names
    written: dict[str, Any] = {
        "nodes": names,
        "requirements": [[names[bound.start], names[bound.end], None, bound.days] for bound in network.bounds],
    }
    assert len(read(json.dumps(written)).network.bounds) == 100_000
    written["requirements"][70_000][1] = "event 5000"
    assert [refusal[:2] for refusal in refusals(json.dumps(written))] == [("unknown-name", '"event 5000"')]


# The command line


def answer(text: str, tmp_path: Path, *words: str) -> Outcome:
    (tmp_path / "example.json").write_text(text, encoding="utf-8")
    return reconvene("network", "example.json", *words, cwd=tmp_path)


def test_the_example_of_the_page_is_answered_as_the_page_says(tmp_path: Path) -> None:
    outcome = answer(EXAMPLE, tmp_path)
    assert (outcome.code, outcome.err) == (1, "")
    assert outcome.out == ANSWER


def test_a_controllable_network_ends_with_zero_and_its_windows(tmp_path: Path) -> None:
    text = EXAMPLE.replace("102.5", "90")
    outcome = answer(text, tmp_path, "--format", "json")
    data = json.loads(outcome.out)
    assert outcome.code == 0
    assert (data["version"], data["consistent"], data["controllable"], data["conflict"]) == (1, True, True, None)
    assert {window["event"]: (window["earliest"], window["latest"]) for window in data["windows"]} == {
        "signing": (0, 0),
        "seal": (50, 60),
        "verified": (80, 150),
        "relief": (80, 150),
    }
    assert "Dynamically controllable: yes" in answer(text, tmp_path).out


def test_the_data_adds_up_and_a_repair_of_it_repairs(tmp_path: Path) -> None:
    data = json.loads(answer(EXAMPLE, tmp_path, "--format", "json").out)
    assert sum(use["adds"] for use in data["conflict"]) == -data["short_by"] == -2.5
    assert {(use["kind"], use["link"], use["side"], use["bound"]) for use in data["conflict"]} == {
        ("requirement", 0, "at_least", 50),
        ("requirement", 1, "at_least", 0),
        ("requirement", 2, "at_most", 150),
        ("contingent", 0, "longest", 102.5),
    }
    assert len(data["repairs"]) == 3
    for repair in data["repairs"]:
        network = json.loads(EXAMPLE)
        network["requirements"][repair["link"]][repair["side"]] = repair["becomes"]
        assert find_conflict(read(json.dumps(network)).network) is None


def test_a_contradiction_has_no_windows(tmp_path: Path) -> None:
    outcome = answer(links('["a", "b", 6, 7]', '["a", "b", 1, 5]'), tmp_path, "--format", "json")
    data = json.loads(outcome.out)
    assert outcome.code == 1
    assert (data["consistent"], data["controllable"], data["windows"], data["short_by"]) == (False, False, None, 1)
    text = answer(links(contingents='["a", "b", 1, 2], ["b", "a", 0, 2]'), tmp_path).out
    assert "whatever is chosen" in text and "it lies in the contingent links" in text


def test_it_reads_standard_input() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "reconvene", "network", "-"],
        input=EXAMPLE.encode(),
        env=environment(),
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stdout.decode().startswith("-: 4 events")


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("gone.json", "no-such-file"),
        ("empty.json", "empty-file"),
        (".", "a-folder"),
        ("latin.json", "not-utf-8"),
        ("broken.json", "not-json"),
        (os.devnull, "not-a-file"),
    ],
)
def test_what_cannot_be_read_ends_with_two_and_says_why(tmp_path: Path, file: str, said: str) -> None:
    (tmp_path / "empty.json").write_text("")
    (tmp_path / "latin.json").write_bytes(b'{"nodes": ["\xe9"]}')
    (tmp_path / "broken.json").write_text('{"nodes": ["a"}')
    outcome = reconvene("network", file, cwd=tmp_path)
    assert (outcome.code, outcome.err) == (2, "")
    assert f"error[{said}]" in outcome.out
    data = json.loads(reconvene("network", file, "--format", "json", cwd=tmp_path).out)
    assert [finding["id"] for finding in data["findings"]] == [said]


def test_wrong_usage_is_a_short_message() -> None:
    assert "Missing argument" in reconvene("network").err
    assert reconvene("network").code == 2
    assert reconvene("network", "--format", "xml", "x.json").code == 2


def test_names_cannot_steer_the_terminal(tmp_path: Path) -> None:
    outcome = answer(EXAMPLE.replace("signing", "sign\\u001b[31ming"), tmp_path)
    assert "\x1b" not in outcome.out and "sign\\x1b[31ming" in outcome.out
