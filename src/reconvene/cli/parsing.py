"""Reading the values of options: days, and all without pydantic, so that a check starts a tenth of a second sooner."""

from __future__ import annotations

from datetime import date
from enum import Enum
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup


def day(word: str | None, option: str = "--as-of") -> date | None:
    """The day that an option names; None if it is left out."""
    if word is None:
        return None
    try:
        return date.fromisoformat(word)
    except ValueError:
        raise typer.BadParameter(f"`{word}` is no day; write it like 2019-03-01", param_hint=option) from None


class _Plain:
    """Reads a value that is a text, a path, a yes or no, one word of an enumeration, or a list of texts."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """The value as the verb takes it."""
        if value is None:
            return () if param.multiple or param.nargs == -1 else None
        if isinstance(value, list | tuple):
            return list(value)
        if self.annotation is Path:
            return Path(value)
        if isinstance(self.annotation, type) and issubclass(self.annotation, Enum):
            return self._choose(value, param, ctx)
        return value

    def _choose(self, value: Any, param: Any, ctx: Any) -> Enum:
        for choice in self.annotation:
            if value is choice or value == choice.value:
                return choice  # type: ignore[no-any-return]
        words = ", ".join(str(choice.value) for choice in self.annotation)
        raise typer.BadParameter(f"`{value}` is none of {words}", ctx=ctx, param=param)


def _is_plain(annotation: Any) -> bool:
    if annotation in (str, bool, Path, list[str]):
        return True
    return isinstance(annotation, type) and issubclass(annotation, Enum)


def _prepare(command: Any, ctx: Any) -> None:
    # Typer builds a pydantic adapter for every option, which costs 150 ms at each start; for the simple kinds we use,
    # its place is taken beforehand. A version of typer without that place is only slower.
    for param in command.get_params(ctx):
        descriptor = getattr(param, "type_descriptor", None)
        if (
            descriptor is not None
            and getattr(param, "_runtime_param", param) is None
            and _is_plain(descriptor.annotation)
        ):
            param._runtime_param = _Plain(descriptor.annotation)  # noqa: SLF001


class Verb(TyperCommand):
    """A verb whose options are read plainly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options and arguments."""
        _prepare(self, ctx)
        return super().parse_args(ctx, args)


class Verbs(TyperGroup):
    """The verbs together, their own options read plainly."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Read the options before the verb."""
        _prepare(self, ctx)
        return super().parse_args(ctx, args)
