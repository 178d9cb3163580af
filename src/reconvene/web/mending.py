"""Mending a draft by the fixes of its findings: each kept only if it clears its finding and breaks nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from reconvene.api import Report, check
from reconvene.checks.repair import Repair, mend
from reconvene.document.load import Document
from reconvene.live.versions import Versions, files_of
from reconvene.reports.draft_findings import key_of
from reconvene.text.edit import apply, encode
from reconvene.text.finding import Edit, Finding
from reconvene.text.span import Source


@dataclass(frozen=True)
class Mended:
    """What came of it: the files that changed, and what was done or why it was not, in sentences."""

    contents: Mapping[str, bytes]
    told: tuple[str, ...]
    refused: tuple[str, ...]


def mend_draft(versions: Versions, text: str, file: str, key: str, now: date | None = None) -> Mended:
    """Apply the fix of this key, or all of them with the key `all`, to the draft with this text in a file of it.

    It is asked as of `now`, else the day of the text, as what was shown was. Nothing is written. A fix that would not
    clear its finding, or bring a new error, is not applied; `refused` says so.
    """
    document = versions.read(text, file)
    report = check(document, now)
    wanted = None if key == "all" else _first(report, key)
    if key != "all" and wanted is None:
        return Mended({}, (), ("The text does not have that fault any more, or not in these words.",))

    def recheck(texts: Mapping[str, Source]) -> Report:
        return check(versions.read_texts(texts), now)

    repair = mend(report, recheck) if wanted is None else mend(wanted[0], recheck, lambda each: each is wanted[1])
    told = tuple(f"{_place(change.finding)}: {change.fix.title}." for change in repair.changes)
    refused = tuple(
        f"{_place(each.finding)}: {each.fix.title} – not done, since {each.why}" for each in repair.refusals
    )
    return Mended(_changed(repair, versions, text, file), told, refused)


def _first(report: Report, key: str) -> tuple[Report, Finding] | None:
    """The report with the fix of this key as the first of its finding, and that finding."""
    for finding in report.findings:
        for fix in finding.fixes:
            if key_of(finding, fix) == key:
                chosen = replace(finding, fixes=(fix,))
                others = tuple(chosen if each is finding else each for each in report.findings)
                return replace(report, findings=others), chosen
    return None


def _changed(repair: Repair, versions: Versions, text: str, file: str) -> dict[str, bytes]:
    contents = {file: text.replace("\r\n", "\n").encode()}
    document = repair.report.document
    for name, source in zip(files_of(document, versions.folder), document.sources, strict=True):
        now = repair.texts[source.name]
        if name == file or now.text != versions.text_at(name):
            contents[name] = encode(now, now.text)
    return contents


def edited(document: Document, folder: Path, edits: Iterable[Edit]) -> dict[str, bytes]:
    """The files of a draft in that folder that the edits change, with the edits made in them."""
    by_source: dict[str, list[Edit]] = {}
    for edit in edits:
        by_source.setdefault(edit.span.source.name, []).append(edit)
    named = zip(files_of(document, folder), document.sources, strict=True)
    return {
        name: encode(source, apply(source, by_source[source.name]))
        for name, source in named
        if source.name in by_source
    }


def _place(finding: Finding) -> str:
    return f"Line {finding.span.location.line}" + (f", `{finding.about}`" if finding.about else "")
