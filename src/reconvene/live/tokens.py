"""Opaque random tokens, of which only a hash is kept: for sessions, links, invitations and programs."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

TOKEN_BYTES = 32
ID_BYTES = 9


def new_token(mark: str = "") -> str:
    """256 random bits as letters that fit into a link, after a mark that says what they are for."""
    return mark + base64.urlsafe_b64encode(os.urandom(TOKEN_BYTES)).rstrip(b"=").decode()


def new_id() -> str:
    """A short random name for a row; it opens nothing."""
    return base64.b32encode(os.urandom(ID_BYTES + 1)).decode().lower()


def digest_of_token(token: str) -> str:
    """What is kept of a token: its SHA-256. The token has more chance in it than anybody could try."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()


def csrf_of(token: str) -> str:
    """The secret that the forms of a session carry, made of its token: it is kept nowhere, and tells nothing of it."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"reconvene form", hashlib.sha256).hexdigest()


def same_secret(one: str, other: str) -> bool:
    """Whether two secrets are the same, in a time that does not tell how much of them is."""
    return hmac.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
