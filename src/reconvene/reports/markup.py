"""How text becomes markup: the templates with the style they share, and what a file says made safe to stand in them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape


def render(template: str, **values: Any) -> str:
    """A template printed with these values; `style` is the style sheet that all pages share."""
    return _environment().get_template(template).render(style=_style(), **values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(str(files("reconvene.reports").joinpath("templates"))),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["visible"] = visible
    environment.filters["plain"] = plain
    environment.filters["words"] = words
    return environment


@cache
def _style() -> str:
    return files("reconvene.reports").joinpath("templates/page.css").read_text(encoding="utf-8")


_HIDDEN = re.compile(
    "([\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f])"
)
"""Control characters, marks of direction, what takes no room and what no markup may hold; the joiners that Persian
needs are not in it."""

_DATE = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])", re.ASCII)


def visible(text: str) -> Markup:
    """A text from a file, escaped, with every character spelled out that is not seen or that turns the direction."""
    if _HIDDEN.search(text) is None:
        return escape(text.replace("\t", "    "))
    parts = _HIDDEN.split(text.replace("\t", "    "))
    return Markup("").join(
        Markup('<span class="control">U+{}</span>').format(f"{ord(part):04X}") if index % 2 else escape(part)
        for index, part in enumerate(parts)
    )


def plain(text: str) -> str:
    """A text from a file for an attribute or a title, where no markup can stand."""
    return _HIDDEN.sub(lambda found: f"U+{ord(found.group()):04X}", text)


def words(text: str) -> Markup:
    """A sentence, escaped, with the names in backticks set as code, and each date in one piece."""
    flat = " ".join(text.split())
    if "`" not in flat:
        return _unbroken(visible(flat))
    parts = flat.split("`")
    if len(parts) % 2 == 0:  # a lone backtick is a letter like any other
        parts[-2:] = ["`".join(parts[-2:])]
    return Markup("").join(
        Markup("<code>{}</code>").format(visible(part)) if index % 2 else _unbroken(visible(part))
        for index, part in enumerate(parts)
    )


def _unbroken(shown: Markup) -> Markup:
    """The same with dates marked, since a browser would break a line within them."""
    if "-" not in shown:
        return shown
    return Markup(_DATE.sub(r'<span class="dated">\g<0></span>', str(shown)))  # noqa: S704  (digits in what was escaped)
