"""How a page becomes markup: the templates of the web with those of the reports beside them."""

from __future__ import annotations

import re
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reconvene.reports.markup import plain, visible, words

STATIC = Path(str(files("reconvene.web").joinpath("static")))
REPORTS = Path(str(files("reconvene.reports").joinpath("templates")))
SHEETS = ("page.css", "schedule.css", "sheet.css", "note.css")
"""The style sheets of the reports, which the web shows the same parts with."""


def draw(template: str, **values: Any) -> Markup:
    """A template of the web printed with these values."""
    return Markup(environment().get_template(template).render(**values))  # noqa: S704  (printed with escaping)


@cache
def environment() -> Environment:
    """The templates, with the filters that make what a file says safe."""
    folders = [str(files("reconvene.web").joinpath("templates")), str(REPORTS)]
    made = Environment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters |= {"visible": visible, "plain": plain, "words": words}
    made.globals |= {"static": static, "icon": icon}
    return made


@cache
def static(name: str) -> str:
    """The address of a file that the server hands out; the file's hash is in it, so that it can be kept for ever."""
    return f"/static/{digest(name)}/{name}"


@cache
def digest(name: str) -> str:
    """The beginning of the hash of such a file."""
    return sha256(content(name)).hexdigest()[:12]


@cache
def content(name: str) -> bytes:
    """What is in such a file. Raises `FileNotFoundError` if there is none of that name."""
    if name not in _files():
        raise FileNotFoundError(name)
    return _files()[name].read_bytes()


@cache
def _files() -> dict[str, Path]:
    """Every file that may be handed out, by its name: what is asked for is looked up, and never made a path of."""
    own = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*") if path.is_file()}
    return own | {name: REPORTS / name for name in SHEETS}


@cache
def icon(name: str) -> Markup:
    """A small picture from our own sprite; words beside it say the same."""
    return Markup('<svg class="pict" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>').format(
        static("icons.svg"), name
    )


_STYLE = re.compile(r"<style>")


def with_nonce(markup: str, nonce: str) -> str:
    """The markup with the styles of our own pictures marked as ours: nothing else in a page can bring a style."""
    return _STYLE.sub(f'<style nonce="{nonce}">', markup)
