"""With which status of HTTP each fault is answered, so that a program can tell what to do without reading words."""

from __future__ import annotations

from reconvene.record.fault import RecordFault

TITLES = {
    401: "Log in first",
    403: "Not allowed",
    404: "Not found",
    409: "That cannot be done",
    410: "Good no more",
    413: "That is too large",
    422: "That cannot be read",
    429: "Too many requests",
    503: "What is kept here cannot be used now",
}
"""What the page of each status is called."""

_BY_STATUS = {
    401: ("not-logged-in",),
    403: ("role-forbids", "role-too-high"),
    410: ("link-spent",),
    413: ("attachment-too-large", "bundle-too-large", "too-many-events"),
    422: (
        "attachment-name",
        "bundle-cut-short",
        "bundle-damaged",
        "bundle-of-a-later-version",
        "deposit-too-long",
        "name-unfit",
        "not-a-bundle",
        "not-a-day",
        "not-an-answer",
        "not-an-event",
        "not-json",
        "password-unfit",
        "passwords-differ",
        "token-too-long",
    ),
    429: ("too-many-requests",),
    503: (
        "desk-unwritable",
        "disk-full",
        "entry-damaged",
        "guard-missing",
        "no-record-here",
        "people-damaged",
        "people-of-a-later-version",
        "people-unreadable",
        "people-unwritable",
        "process-damaged",
        "record-damaged",
        "record-of-a-later-version",
        "record-unreadable",
        "record-unwritable",
    ),
}
STATUS = {id: status for status, ids in _BY_STATUS.items() for id in ids}
"""The status of each finding that has one of its own; `no-such-…` is 404, and everything else is 409: not as it is."""


def status_of(error: RecordFault) -> int:
    """The status with which a fault is answered."""
    id = error.finding.id
    return STATUS.get(id, 404 if id.startswith("no-such-") else 409)
