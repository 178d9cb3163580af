"""Attachments: content that is named by its hash, so that whoever has the entry can tell whether it is the same."""

from __future__ import annotations

import hashlib

LARGEST = 256 * 1024 * 1024
"""The most bytes that one attachment may have: what all stores take in one piece."""


def digest_of(content: bytes) -> str:
    """The SHA-256 of the content, in hexadecimal: its name."""
    return hashlib.sha256(content).hexdigest()
