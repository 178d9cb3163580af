"""What every answer carries and every question must: headers that keep to our own files, and no foreign form."""

from __future__ import annotations

import base64
import logging
import os
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

SAFE = ("GET", "HEAD", "OPTIONS")
LARGEST = 32 * 1024 * 1024
"""The most bytes that anybody may send at once: a bundle with its attachments."""
SECRET = ("login", "invitation", "calendar")
"""The addresses that have a token behind them."""


def policy(nonce: str) -> str:
    """The Content-Security-Policy of a page: our own files alone, and no script or style from within it."""
    return "; ".join(
        (
            "default-src 'none'",
            "script-src 'self'",
            f"style-src 'self' 'nonce-{nonce}'",
            "img-src 'self' data:",
            "font-src 'self'",
            "connect-src 'self'",
            "manifest-src 'self'",
            "form-action 'self'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
        )
    )


OnMistake = Callable[[Request, Exception], Response]
"""What answers where something went wrong that nobody had thought of."""

log = logging.getLogger("reconvene.web")


class Guard:
    """Around the whole application: a nonce for each question, the headers of each answer, and who may send.

    What goes wrong inside is logged with its traceback, and answered with a page that shows none.
    """

    def __init__(self, app: ASGIApp, on_mistake: OnMistake, secure: bool = False) -> None:
        self.app = app
        self.on_mistake = on_mistake
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what comes from another site or is too large; else let it through, and put the headers on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        nonce = base64.b64encode(os.urandom(16)).decode()
        scope.setdefault("state", {})["nonce"] = nonce
        refusal = _refusal(scope)
        begun = False

        async def send_with_headers(message: Message) -> None:
            nonlocal begun
            begun = True
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.setdefault("Content-Security-Policy", policy(nonce))
                headers["X-Content-Type-Options"] = "nosniff"
                headers["Referrer-Policy"] = "same-origin"
                headers["Cross-Origin-Opener-Policy"] = "same-origin"
                headers["Cross-Origin-Resource-Policy"] = "same-origin"
                headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=()"
                headers.setdefault("Cache-Control", "no-store")
                if self.secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        if refusal is not None:
            status, words = refusal
            await PlainTextResponse(words, status)(scope, receive, send_with_headers)
            return
        try:
            await self.app(scope, _bounded(receive), send_with_headers)
        except Exception as error:
            if begun:
                raise  # half an answer is out: the connection ends, and the server's log says why
            log.exception("%s %s went wrong", scope["method"], _bare(scope["path"]))
            await self.on_mistake(Request(scope), error)(scope, receive, send_with_headers)


def _bare(path: str) -> str:
    """A path for the log, without what would let whoever reads it in."""
    first = path.split("/")[1] if "/" in path else ""
    return f"/{first}/..." if first in SECRET else path


def _refusal(scope: Scope) -> tuple[int, str] | None:
    headers = Headers(scope=scope)
    length = headers.get("content-length", "0")
    if not length.isascii() or not length.isdigit() or int(length[:20]) > LARGEST:
        return 413, f"That is more than {LARGEST // 1024 // 1024} MiB, which is the most that can be sent at once.\n"
    if scope["method"] in SAFE:
        return None
    site = headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return 403, "That was sent from another site, and is not taken. Open the page here, and send it from there.\n"
    origin = headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != headers.get("host"):
        return 403, "That was sent from another address, and is not taken. Open the page here, and send it again.\n"
    return None


class TooLarge(Exception):
    """More was sent than is taken at once."""


def _bounded(receive: Receive) -> Receive:
    """What is sent in pieces of no announced length is counted, too."""
    so_far = 0

    async def counted() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > LARGEST:
            raise TooLarge
        return message

    return counted
