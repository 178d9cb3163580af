"""Names of duties in what a page says, as links to their pages."""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup, escape

from reconvene.reports.markup import words
from reconvene.web.visit import Visit

_TAG_OR_NAME = re.compile(r"(<[^>]*>)|(&[#\w]+;)|([A-Za-z_]\w*)")


def duty_path(duty: str) -> str:
    """Where the page of a duty is, below its process."""
    return f"/obligations/{quote(duty, safe='')}"


def linked(visit: Visit, text: str) -> Markup:
    """A sentence, escaped, in which the name of every duty leads to its page."""
    duties = visit.subject.document.process.obligations or {}

    def turn(found: re.Match[str]) -> str:
        name = found.group(3)
        if not name or name not in duties:
            return found.group()
        return f'<a href="{escape(visit.link(duty_path(name)))}">{name}</a>'

    return Markup(_TAG_OR_NAME.sub(turn, str(words(text))))  # noqa: S704  (escaped by `words`, and the link by `escape`)
