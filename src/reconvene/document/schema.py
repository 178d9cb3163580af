"""The file format as JSON Schema, for editors that complete and mark a process file while it is written."""

from __future__ import annotations

from typing import Any, Literal

from reconvene.document.process import Process
from reconvene.document.shape import Definitions, Json

Draft = Literal["2020-12", "draft-07"]

IDENTIFIER = "urn:reconvene:process:1"
_META = {
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
    "draft-07": "http://json-schema.org/draft-07/schema#",
}


def json_schema(draft: Draft = "2020-12") -> Json:
    """The schema of a process file. Older editors know only draft-07, which keeps its definitions in another place.

    It admits what an editor makes of plain values (numbers, dates, truth values), where the loader reads text; what
    stands inside the little expressions is left to the loader.
    """
    definitions = Definitions()
    root = definitions.describe(Process)
    schema: Json = {"$schema": _META[draft], "$id": IDENTIFIER, "title": "A negotiation process", **root}
    if draft == "2020-12":
        return {**schema, "$defs": definitions.by_name}
    moved: Json = _moved({**schema, "definitions": definitions.by_name})
    return moved


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
