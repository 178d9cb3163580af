"""The published schema: valid in both dialects, and of one mind with the loader about what a file may hold."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, Draft202012Validator
from jsonschema.protocols import Validator

from reconvene.clauses import catalogue  # noqa: F401  (importing the clauses fills the shelf)
from reconvene.clauses.shelf import clauses_for
from reconvene.document.process import Process
from reconvene.document.schema import Draft, json_schema
from reconvene.document.shape import record_classes, slots_of

HERE = Path(__file__).parent
FILES = [*sorted((HERE / "sketches").glob("*.yaml")), HERE / "processes" / "design.yaml"]
DIALECTS: dict[Draft, type[Validator]] = {"2020-12": Draft202012Validator, "draft-07": Draft7Validator}
both = pytest.mark.parametrize("draft", DIALECTS)


def as_json(value: Any) -> Any:
    """What YAML made of a file, as an editor hands it to the schema: dates are words."""
    match value:
        case dict():
            return {str(key): as_json(item) for key, item in value.items()}
        case list():
            return [as_json(item) for item in value]
        case date() | datetime():
            return value.isoformat()
        case _:
            return value


def complaints(draft: Draft, data: Any) -> list[str]:
    return [error.message for error in DIALECTS[draft](json_schema(draft)).iter_errors(data)]


@both
def test_the_schema_is_valid_in_its_dialect(draft: Draft) -> None:
    schema = json_schema(draft)
    DIALECTS[draft].check_schema(schema)
    assert schema["$id"] == "urn:reconvene:process:1"
    assert schema["title"] == "A negotiation process"
    assert ("definitions" in schema) is (draft == "draft-07")
    assert ("$defs" in schema) is (draft == "2020-12")


@both
def test_every_record_is_defined_and_every_slot_is_described(draft: Draft) -> None:
    schema = json_schema(draft)
    definitions = schema["$defs" if draft == "2020-12" else "definitions"]
    for cls in record_classes(Process):
        described = schema if cls is Process else definitions.get(cls.__name__)
        if described is None:
            assert cls.__name__ == "Equivalents", "only what is reserved for later is left open"
            continue
        assert list(described["properties"]) == list(slots_of(cls))
        for key, slot in slots_of(cls).items():
            assert described["properties"][key]["description"] == slot.meaning


@both
def test_every_reference_leads_somewhere(draft: Draft) -> None:
    schema = json_schema(draft)
    place = "$defs" if draft == "2020-12" else "definitions"

    def references(node: Any) -> list[str]:
        if isinstance(node, dict):
            own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
            return own + [found for value in node.values() for found in references(value)]
        return [found for item in node for found in references(item)] if isinstance(node, list) else []

    assert set(references(schema)) == {f"#/{place}/{name}" for name in schema[place]}


@both
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_what_the_loader_takes_the_schema_takes(draft: Draft, path: Path) -> None:
    assert complaints(draft, as_json(yaml.safe_load(path.read_text(encoding="utf-8")))) == []


@both
def test_what_an_editor_makes_of_plain_values_is_taken(draft: Draft) -> None:
    data = {
        "reconvene": 1,
        "version": 2,
        "final_date": "2030-12-31",
        "measures": {"cap": {"paragraph": 26, "worth": "unknown"}},
        "parties": {"north": {"inner": {"leader": {"veto": True, "accepts": "unknown"}}}},
        "obligations": {"halt": {"article": 1, "verified": "none", "to": "south", "by": "unknown"}},
        "phases": {"halt": {"closes": {"at_least": 18, "of": "steps", "state": "verified"}}},
    }
    assert complaints(draft, data) == []


@both
@pytest.mark.parametrize(
    ("data", "word"),
    [
        ({"titel": "x"}, "'titel' was unexpected"),
        ({"reconvene": 2}, "2 is not one of"),
        ({"obligations": {"halt": {"withn": "30 days"}}}, "withn"),
        ({"obligations": {"halt": {"kind": "forbaer"}}}, "forbaer"),
        ({"obligations": ["halt"]}, "['halt']"),
        ({"sources": {"a": {"title": "x"}}}, "'grade' is a required property"),
        ({"parties": {"north": {"kind": ["state"]}}}, "['state']"),
    ],
)
def test_what_the_loader_refuses_the_schema_refuses(draft: Draft, data: Any, word: str) -> None:
    found = list(DIALECTS[draft](json_schema(draft)).iter_errors(data))
    inner = [context.message for error in found for context in error.context or ()]
    deeper = [c.message for error in found for context in error.context or () for c in context.context or ()]
    assert any(word in message for message in [*(error.message for error in found), *inner, *deeper])


def test_examples_are_offered_for_the_little_expressions() -> None:
    properties = json_schema()["$defs"]["Obligation"]["properties"]
    assert "60 days of signed and no later than 2019-06-30" in properties["within"]["examples"]
    assert properties["kind"]["anyOf"][0]["enum"][:2] == ["act", "forbear"]


@both
def test_the_parameters_of_each_clause_are_described(draft: Draft) -> None:
    parameters = {name: clause.parameters for name, clause in clauses_for("clauses").items()}
    schema = json_schema(draft, parameters)
    DIALECTS[draft].check_schema(schema)
    validator = DIALECTS[draft](schema)
    for name, clause in clauses_for("clauses").items():
        for _, text in clause.examples:
            assert [error.message for error in validator.iter_errors(as_json(yaml.safe_load(text)))] == [], name
    assert not validator.is_valid({"clauses": {"ladder": {"use": "dispute/jcpao"}}})
    assert not validator.is_valid({"clauses": {"ladder": {"use": "dispute/jcpoa", "comission": "c"}}})
