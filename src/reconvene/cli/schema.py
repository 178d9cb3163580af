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
    from reconvene.cli.screen import write_machine_text
    from reconvene.document.schema import json_schema

    write_machine_text(json.dumps(json_schema(draft.value), ensure_ascii=False, indent=2) + "\n")
