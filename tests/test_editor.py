"""An editor with the YAML language server completes a process file and marks what is wrong, by our own schema."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.command import TALKS, reconvene
from tests.node.language_server import SERVER, LanguageServer, language_server

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(
        not SERVER.exists(), reason="the YAML language server is not installed: `make test` with a network installs it"
    ),
]

PARTY = "reconvene: 1\nparties: {dprk: {}, us: {}}\nobligations:\n  freeze:\n    by: dprk\n"


@pytest.fixture(params=["2020-12", "draft-07"], scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    schema: Path = tmp_path_factory.mktemp("schema") / "reconvene.schema.json"
    schema.write_text(reconvene("schema", "--draft", request.param).out, encoding="utf-8")
    with language_server(schema) as running:
        yield running


@pytest.mark.parametrize("text", [TALKS, Path(__file__).parent.joinpath("processes", "design.yaml").read_text("utf-8")])
def test_a_sound_file_is_not_marked(server: LanguageServer, text: str) -> None:
    assert server.marks(text) == []


def test_an_unknown_key_is_marked_where_it_stands(server: LanguageServer) -> None:
    (mark,) = server.marks(f"{PARTY}    withn: 30 days\n")
    assert "withn" in mark.message
    assert (mark.severity, mark.line, mark.column, mark.end_column) == ("error", 6, 5, 10)


def test_a_word_that_may_not_stand_there_is_marked(server: LanguageServer) -> None:
    marks = server.marks(f"{PARTY}    kind: promise\n")
    assert [(mark.line, mark.column, mark.end_column) for mark in marks] == [(6, 11, 18)]
    assert '"forbear"' in marks[0].message


def test_a_missing_key_is_marked(server: LanguageServer) -> None:
    (mark,) = server.marks("reconvene: 1\nsources:\n  press: {title: A report}\n")
    assert '"grade"' in mark.message


def test_keys_are_offered_with_what_they_mean(server: LanguageServer) -> None:
    offered = server.completions(f"{PARTY}    ", 6, 5)
    meanings = {completion.label: completion.documentation for completion in offered}
    assert "what follows if its date passes" in meanings["if_missed"]
    assert "by" not in meanings, "it is written already"


def test_sections_are_offered(server: LanguageServer) -> None:
    offered = {completion.label for completion in server.completions("reconvene: 1\n", 2, 1)}
    assert {"parties", "obligations", "return", "packages", "vows"} <= offered


def test_words_are_offered(server: LanguageServer) -> None:
    offered = server.completions(f"{PARTY}    kind: ", 6, 11)
    assert {"act", "forbear", "negotiate"} <= {completion.label.strip('"') for completion in offered}
