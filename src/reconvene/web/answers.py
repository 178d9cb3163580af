"""Answers: a page in its frame, its twins as data and as a table, and what went wrong, with what to do next."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from reconvene.live.rate_limits import TooMany
from reconvene.record.fault import RecordFault
from reconvene.reports.plain_data import plain
from reconvene.reports.sheet import Table
from reconvene.text.finding import Finding
from reconvene.web.drawing import draw, with_nonce
from reconvene.web.frame import Frame
from reconvene.web.refusals import TITLES, status_of

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""
TWINS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}
"""The twins of a page, and what kind of data each is."""


def page(frame: Frame, body: Markup, status: int = 200) -> HTMLResponse:
    """A page in its frame."""
    return HTMLResponse(with_nonce(draw("layout.html.j2", frame=frame, body=body), frame.nonce), status)


def json_text(data: Any) -> str:
    """Data as JSON: views as objects, days as year-month-day."""
    return json.dumps(plain(data), ensure_ascii=False, indent=2, default=str)


def as_json(data: Any, status: int = 200) -> Response:
    """Data as an answer to a program."""
    return Response(json_text(data) + "\n", status, media_type=TWINS["json"])


def as_file(content: bytes, name: str, kind: str = "application/octet-stream") -> Response:
    """A file to be kept, never shown in the page: whatever it is, it cannot act in ours."""
    plainly = "".join(letter if (letter.isalnum() and letter.isascii()) or letter in "._-" else "_" for letter in name)
    disposition = f"attachment; filename=\"{plainly}\"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type=kind, headers={"Content-Disposition": disposition})


def twin_text(said: Any) -> str:
    """What stands at the address of a page with `.csv` behind it for a table, and with `.json` for data."""
    return _csv_text(said) if isinstance(said, Table) else json_text(said) + "\n"


def as_csv(table: Table) -> Response:
    """A table as an answer to a program."""
    return Response(_csv_text(table), media_type=TWINS["csv"])


def _csv_text(table: Table) -> str:
    """A table; no cell of it is a formula."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(table.heads)
    writer.writerows([_cell(cell) for cell in row] for row in table.rows)
    return "\ufeff" + out.getvalue()


def _cell(words: str) -> str:
    bare = words.replace("`", "")
    return f"'{bare}" if bare.startswith(FORMULA) and not _is_number(bare) else bare


def _is_number(words: str) -> bool:
    try:
        float(words)
    except ValueError:
        return False
    return True


def to(address: str) -> RedirectResponse:
    """Go on to another page after a form was taken."""
    return RedirectResponse(address, 303)


def wants_json(request: Request) -> bool:
    """Whether a program asks, and not somebody at a browser."""
    path = request.url.path
    return path.endswith(".json") or path.startswith("/api/") or "authorization" in request.headers


def problem(
    request: Request,
    status: int,
    title: str,
    findings: Sequence[Finding] = (),
    lines: Sequence[str] = (),
    frame: Frame | None = None,
) -> Response:
    """What went wrong: as a page with the next step, or as data for a program."""
    if wants_json(request):
        told = {"title": title, "status": status, "findings": [finding.as_data() for finding in findings]}
        return JSONResponse({**told, "lines": list(lines)}, status)
    shown = frame or Frame(title, getattr(request.state, "nonce", ""))
    body = draw("said.html.j2", title=title, findings=findings, lines=lines, links=(("/", "To the list of processes"),))
    return page(shown, body, status)


def faulty(request: Request, error: RecordFault) -> Response:
    """A fault of a desk or a record, told."""
    status = status_of(error)
    findings = getattr(error, "findings", None) or [error.finding]
    return marked(problem(request, status, TITLES[status], findings), error)


def marked(answer: Response, error: RecordFault) -> Response:
    """The answer to a fault, with the headers that belong to its status."""
    if isinstance(error, TooMany):
        answer.headers["Retry-After"] = str(int(error.wait.total_seconds()))
    if answer.status_code == 401:
        answer.headers["WWW-Authenticate"] = "Bearer"
    return answer
