"""Copying a whole record from one store into another that is empty: every byte of it, in the same order."""

from __future__ import annotations

from functools import partial

from reconvene.record.checkpoint import read_checkpoint
from reconvene.record.entry import Head, LogName, read_entry
from reconvene.record.fault import fault
from reconvene.record.store import Batch, Row, Store

PAGE = 500
"""How many entries are copied in one go."""


def copy_store(source: Store, target: Store) -> None:
    """Copy everything. Raises `RecordFault` if something cannot be read, or what came is not what was there."""
    for desk in source.desks():
        for sequence, line in enumerate(source.key_statements(desk)):
            target.state_key(desk, sequence, line)
    for name in source.logs():
        _copy_log(source, target, name)
    target.set_aside([read_entry(row.line, row.body) for row in source.aside()])
    for note in source.notes():
        target.keep(read_checkpoint(note))
    if not is_same(source, target):
        raise fault(
            "copy-differs",
            target.where,
            "What was copied is not what was there: somebody wrote meanwhile, or the record is damaged.",
            "verify the record, see that nobody uses it, and do it again",
        )


def is_same(one: Store, other: Store) -> bool:
    """Whether two stores hold the same, byte for byte."""
    return (
        one.logs() == other.logs()
        and all(list(one.rows(name)) == list(other.rows(name)) for name in one.logs())
        and {desk: one.key_statements(desk) for desk in one.desks()}
        == {desk: other.key_statements(desk) for desk in other.desks()}
        and one.notes() == other.notes()
        and one.aside() == other.aside()
        and one.attachments() == other.attachments()
        and all(one.attachment(digest) == other.attachment(digest) for digest in one.attachments())
    )


def _copy_log(source: Store, target: Store, name: LogName) -> None:
    page: list[Row] = []
    for row in source.rows(name):
        page.append(row)
        if len(page) == PAGE:
            target.append(name, partial(_batch, page, source))
            page = []
    if page:
        target.append(name, partial(_batch, page, source))


def _batch(rows: list[Row], source: Store, _: Head) -> Batch:
    """The entries, each with its attachments; those of what was redacted are gone with it."""
    entries = [read_entry(row.line, row.body) for row in rows]
    contents = [entry.content for entry in entries]
    digests = sorted({digest for content in contents if content is not None for digest in content.attachments})
    held = [source.attachment(digest) for digest in digests]
    return Batch(entries, [content for content in held if content is not None], copied=True)
