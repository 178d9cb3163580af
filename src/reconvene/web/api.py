"""The interface for programs: the twins of the screens are there to be read, and here is what can be written."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from reconvene.web.shelf import Screen

router = APIRouter(prefix="/api", tags=["api"])

REFUSALS: dict[int | str, dict[str, Any]] = {
    401: {"description": "Nobody is logged in, or the token is good no more."},
    403: {"description": "The role does not let them do that."},
    404: {"description": "There is no such process or page."},
    409: {"description": "The text has errors, or it cannot be done as things stand."},
}


def parameters_of(path: str, screen: Screen) -> dict[str, Any]:
    """The parameters of a screen's twins, as OpenAPI describes them."""
    named = [part[1:-1] for part in path.split("/") if part.startswith("{") and part.endswith("}")]
    listed: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in named
    ]
    listed += [
        {"name": key, "in": "query", "required": False, "schema": {"type": "string"}, "description": told}
        for key, told in (
            ("as_of", "The day to ask for, as year-month-day."),
            ("known", "What was known on this day, as year-month-day."),
            ("text", "`draft` for the draft, and not what is in force."),
        )
    ]
    return {"parameters": listed}
