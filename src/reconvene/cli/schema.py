"""`reconvene schema`: the JSON Schema of the process file, for editors."""

from __future__ import annotations

import json
from enum import StrEnum
from typing import Annotated

import typer


class Draft(StrEnum):
    """A version of JSON Schema."""

    NEWEST = "2020-12"
    OLDER = "draft-07"


def schema(
    draft: Annotated[
        Draft, typer.Option("--draft", help="The version of JSON Schema; older editors know only draft-07.")
    ] = Draft.NEWEST,
) -> None:
    """Print the JSON Schema of the process file.

    With it an editor completes a process file and marks its errors. Save it and
    name it on the first line of a file: # yaml-language-server: $schema=reconvene.schema.json
    """
    from reconvene.clauses import catalogue  # noqa: F401  (importing the clauses fills the shelf)
    from reconvene.clauses.shelf import clauses_for
    from reconvene.cli.screen import write_machine_text
    from reconvene.document.schema import json_schema

    parameters = {name: clause.parameters for name, clause in clauses_for("clauses").items()}
    write_machine_text(json.dumps(json_schema(draft.value, parameters), ensure_ascii=False, indent=2) + "\n")
