"""A little server of pages for browser tests: under the strictest policy, with a draft that is really checked."""

from __future__ import annotations

import json
import queue
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reconvene.api import check, load
from reconvene.clauses import catalogue  # noqa: F401  (importing the clauses fills the shelf)
from reconvene.clauses.shelf import clauses_for
from reconvene.document.schema import json_schema
from reconvene.text.finding import Finding
from reconvene.text.span import Source, Span

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

STATIC = Path(__file__).parent.parent / "src" / "reconvene" / "web" / "static"
NONCE = "bm9uY2U"
TOKEN = "only-this-page"  # noqa: S105  (it opens nothing)
POLICY = (
    f"default-src 'none'; script-src 'self'; style-src 'self' 'nonce-{NONCE}'; img-src 'self' data:;"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
TYPES = {".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json"}
HEAD = f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Draft</title>
<meta name="viewport" content="width=device-width"><meta name="csp-nonce" content="{NONCE}">
<meta name="csrf-token" content="{TOKEN}"><meta name="htmx-config" content="includeIndicatorCSS:false">
<script src="/static/theme.js"></script><link rel="stylesheet" href="/page.css">
<link rel="stylesheet" href="/static/widgets.css"><script defer src="/static/vendor/htmx.min.js"></script>
<script type="module" src="/static/app.js"></script><script type="module" src="/static/vendor/editor.js"></script>"""


def at(span: Span) -> dict[str, int]:
    """The place of a span as the editor reads it."""
    place = span.location
    return {"line": place.line, "column": place.column, "end_line": place.end_line, "end_column": place.end_column}


def as_sent(finding: Finding) -> dict[str, Any]:
    """A finding in the shape that the editor reads."""
    fixes = [
        {"title": fix.title, "edits": [{**at(edit.span), "replacement": edit.replacement} for edit in fix.edits]}
        for fix in finding.fixes
    ]
    page = f"/explain/{finding.id}"
    said = {"id": finding.id, "severity": str(finding.severity), "message": finding.message, "help": finding.help}
    return {**said, **at(finding.span), "fixes": fixes, "page": page}


def findings(text: str) -> dict[str, Any]:
    """What reconvene says of a draft that was never saved."""
    report = check(load("draft.yaml", {"draft.yaml": Source("draft.yaml", text)}))
    return {"findings": [as_sent(finding) for finding in report.findings]}


@dataclass
class Site:
    """A running site: its pages by path, the events it sends, what was sent to it."""

    address: str
    pages: dict[str, Callable[[], str]]
    posted: list[tuple[str, str]] = field(default_factory=list)
    events: queue.Queue[str | None] = field(default_factory=queue.Queue)
    away: bool = False


class Handler(BaseHTTPRequestHandler):
    """Answers for a site."""

    site: Site

    def log_message(self, *_: Any) -> None:
        """Say nothing."""

    def send(self, content: str | bytes, kind: str, status: int = 200) -> None:
        data = content.encode() if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(data)))
        self.send_header("Content-Security-Policy", POLICY)
        if self.path.startswith("/static/"):
            self.send_header("Cache-Control", "max-age=3600")
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        file = STATIC / path.removeprefix("/static/")
        if self.site.away:
            self.close_connection = True
        elif path == "/events":
            self.stream()
        elif path == "/schema.json":
            parameters = {name: clause.parameters for name, clause in clauses_for("clauses").items()}
            self.send(json.dumps(json_schema("2020-12", parameters)), "application/json")
        elif path in self.site.pages:
            self.send(self.site.pages[path](), TYPES.get(Path(path).suffix, "text/html"))
        elif path.startswith("/static/") and file.is_file():
            self.send(file.read_bytes(), TYPES[file.suffix])
        else:
            self.send("", "text/plain", 404)

    def do_POST(self) -> None:
        if self.site.away:
            self.close_connection = True
            return
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        self.site.posted.append((self.path, text))
        if self.path != "/check":
            self.send(self.site.pages[self.path](), "text/html")
        elif self.headers["X-CSRF-Token"] != TOKEN:
            self.send("{}", "application/json", 403)
        else:
            self.send(json.dumps(findings(text)), "application/json")

    def stream(self) -> None:
        """Events as they come; None ends the stream."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b": here\n\n")
        while (event := self.site.events.get()) is not None:
            self.wfile.write(f"data: {event}\n\n".encode())


WATCH = """window.broken = []; document.addEventListener('securitypolicyviolation',
e => broken.push(`${e.violatedDirective} ${e.blockedURI} ${e.sample} ${e.target.outerHTML ?? ''}`.slice(0, 300)))"""


@contextmanager
def watched(context: BrowserContext) -> Iterator[Page]:
    """A page on which, at the end, nothing broke the policy and no script failed."""
    page = context.new_page()
    failures: list[str] = []
    page.on("pageerror", lambda error: failures.append(str(error)))
    page.set_default_timeout(15_000)
    yield page
    assert page.evaluate("window.broken") == [] and failures == []
    page.evaluate("localStorage.clear()")
    page.close()


@contextmanager
def site(pages: dict[str, Callable[[], str]]) -> Iterator[Site]:
    """A site with these pages, for as long as the block lasts."""

    class SiteHandler(Handler):
        pass

    with ThreadingHTTPServer(("127.0.0.1", 0), SiteHandler) as server:
        server.daemon_threads = True
        running = Site(f"http://127.0.0.1:{server.server_port}", pages)
        SiteHandler.site = running
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield running
        running.events.put(None)
        server.shutdown()
