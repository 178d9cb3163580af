"""An editor with the YAML language server offers what a schema allows, and marks what it forbids."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.node.language_server import SERVER, LanguageServer, language_server

pytestmark = [
    pytest.mark.node,
    pytest.mark.skipif(
        not SERVER.exists(), reason="the YAML language server is not installed: `make test` with a network installs it"
    ),
]

DIALECTS = {
    "2020-12": ("https://json-schema.org/draft/2020-12/schema", "$defs"),
    "draft-07": ("http://json-schema.org/draft-07/schema#", "definitions"),
}


def sample(dialect: str) -> dict[str, object]:
    """A schema of a few fields, with a definition that it refers to, in one of the two dialects."""
    uri, definitions = DIALECTS[dialect]
    duty = {
        "type": "object",
        "required": ["by"],
        "additionalProperties": False,
        "properties": {
            "by": {"type": "string", "description": "Who owes it."},
            "kind": {"enum": ["act", "forbear", "consult"]},
        },
    }
    return {
        "$schema": uri,
        "type": "object",
        "additionalProperties": False,
        "properties": {
            "reconvene": {"const": 1},
            "obligations": {"type": "object", "additionalProperties": {"$ref": f"#/{definitions}/duty"}},
        },
        definitions: {"duty": duty},
    }


@pytest.fixture(params=DIALECTS, scope="module")
def server(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    schema: Path = tmp_path_factory.mktemp("schema") / "process.schema.json"
    schema.write_text(json.dumps(sample(request.param)), encoding="utf-8")
    with language_server(schema) as running:
        yield running


def test_a_sound_file_is_not_marked(server: LanguageServer) -> None:
    assert server.marks("reconvene: 1\nobligations:\n  freeze: {by: dprk, kind: act}\n") == []


def test_an_unknown_key_is_marked_where_it_stands(server: LanguageServer) -> None:
    (mark,) = server.marks("reconvene: 1\nobligations:\n  freeze:\n    by: dprk\n    kindd: act\n")
    assert "kindd" in mark.message
    assert (mark.severity, mark.line, mark.column, mark.end_column) == ("error", 5, 5, 10)


def test_a_value_that_is_not_allowed_is_marked(server: LanguageServer) -> None:
    (mark,) = server.marks("reconvene: 1\nobligations:\n  freeze:\n    by: dprk\n    kind: promise\n")
    assert (mark.line, mark.column, mark.end_column) == (5, 11, 18)
    assert '"forbear"' in mark.message


def test_a_missing_field_is_marked(server: LanguageServer) -> None:
    (mark,) = server.marks("reconvene: 1\nobligations:\n  freeze:\n    kind: act\n")
    assert '"by"' in mark.message


def test_keys_are_offered_with_what_they_mean(server: LanguageServer) -> None:
    offered = server.completions("reconvene: 1\nobligations:\n  freeze:\n    kind: act\n    ", 5, 5)
    meanings = {completion.label: completion.documentation for completion in offered}
    assert "Who owes it." in meanings["by"]
    assert "kind" not in meanings


def test_values_are_offered(server: LanguageServer) -> None:
    offered = server.completions("reconvene: 1\nobligations:\n  freeze:\n    by: dprk\n    kind: ", 5, 11)
    assert {completion.label for completion in offered} == {"act", "forbear", "consult"}
