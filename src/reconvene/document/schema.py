"""The file format as JSON Schema, for editors that complete and mark a process file while it is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from reconvene.document.clause import ClauseUse
from reconvene.document.process import Process
from reconvene.document.shape import Definitions, Json, Record

Draft = Literal["2020-12", "draft-07"]

IDENTIFIER = "urn:reconvene:process:1"
_META = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft-07": "http://json-schema.org/draft-07/schema#",
}


def json_schema(draft: Draft = "2020-12", clauses: Mapping[str, type[Record]] | None = None) -> Json:
    """The schema of a process file. Older editors know only draft-07, which keeps its definitions in another place.

    `clauses` are the classes of parameters by the name of the clause, since this room does not know the shelf.

    It admits what an editor makes of plain values (numbers, dates, truth values), where the loader reads text; what
    stands inside the little expressions is left to the loader.
    """
    definitions = Definitions()
    root = definitions.describe(Process)
    if clauses:
        _describe_uses(definitions, clauses)
    schema: Json = {"$schema": _META[draft], "$id": IDENTIFIER, "title": "A negotiation process", **root}
    if draft == "2020-12":
        return {**schema, "$defs": definitions.by_name}
    moved: Json = _moved({**schema, "definitions": definitions.by_name})
    return moved


def _describe_uses(definitions: Definitions, clauses: Mapping[str, type[Record]]) -> None:
    """Say of the use of a clause which clauses there are, and what each may be given."""
    use = definitions.by_name[ClauseUse.__name__]
    named = use["properties"]["use"]
    use["properties"]["use"] = {"description": named["description"], "enum": list(clauses)}
    use["allOf"] = [
        {
            "if": {"properties": {"use": {"const": name}}, "required": ["use"]},
            "then": definitions.of(parameters),
        }
        for name, parameters in clauses.items()
    ]


def _moved(node: Any) -> Any:
    """The same schema with its references to where draft-07 keeps definitions."""
    match node:
        case dict():
            return {
                key: value.replace("#/$defs/", "#/definitions/")
                if key == "$ref" and isinstance(value, str)
                else _moved(value)
                for key, value in node.items()
            }
        case list():
            return [_moved(item) for item in node]
        case _:
            return node
