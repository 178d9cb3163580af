"""The library: load a process, check it, and see both in a notebook."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from datetime import date

from reconvene.cases import shelf as cases
from reconvene.checks.run import Report as Report
from reconvene.checks.run import run
from reconvene.clauses.expand import expand
from reconvene.document.load import Document as Document
from reconvene.document.load import load as load_as_written
from reconvene.document.names import Names
from reconvene.document.process import Process
from reconvene.live import clock
from reconvene.reports import notebook
from reconvene.text.finding import Finding
from reconvene.text.span import Source


def load(path: str | os.PathLike[str], texts: Mapping[str, Source] | None = None) -> Document:
    """Read a process file, or a shipped case named `case:NAME`, with its clauses spelled out.

    What is wrong with the file is in the document's `findings`; nothing is raised for it. `texts` holds, by name, what
    is read in the place of files, such as a draft that is not saved yet.
    """
    if cases.is_case(path):
        found = cases.find(os.fspath(path))
        if isinstance(found, Finding):
            return Document(Process(), Names(), (found,), (found.span.source,))
        path = found
    return expand(load_as_written(path, texts))


def check(
    document: Document, now: date | None = None, *, select: Collection[str] = (), ignore: Collection[str] = ()
) -> Report:
    """Ask the checks of a document as of `now` (its own `as_of`, else today, if left out).

    `select` and `ignore` name checks by id (`no-final-deadline`), number (`T01`) or family (`time`, `T`).
    """
    return run(document, now or document.process.as_of or clock.today(), select, ignore)


# A notebook asks an object for its `_repr_html_`. It is given here and not in the classes, which know nothing of pages.
setattr(Document, "_repr_html_", notebook.document_html)  # noqa: B010
setattr(Report, "_repr_html_", notebook.report_html)  # noqa: B010
