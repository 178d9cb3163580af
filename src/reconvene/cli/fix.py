"""`check --fix`: mended texts written back, byte for byte the same outside the edits."""

from __future__ import annotations

import os
import stat
import tempfile
from collections.abc import Collection, Mapping
from datetime import date
from pathlib import Path

from reconvene.api import Document, Report, check, load
from reconvene.cases.shelf import is_case, is_shipped, short_name
from reconvene.checks.repair import Repair, mend
from reconvene.checks.run import choose
from reconvene.checks.shelf import SHELF
from reconvene.cli.screen import say
from reconvene.cli.targets import unreadable
from reconvene.text.edit import encode
from reconvene.text.finding import Finding, problem
from reconvene.text.span import Source


def fix(document: Document, now: date | None, select: Collection[str], ignore: Collection[str]) -> Report:
    """Mend what the chosen checks found in a file and write it, and return what is left to report.

    What was changed is said on standard error, one line for each change.
    """
    report = check(document, now)
    if is_case(document.file) or is_shipped(document.file):
        case = short_name(document.file).split("/", 1)[0]
        say(f"`{case}` is shipped with reconvene and is not changed. To work on a copy: {_copy_command(case)}")
        return check(document, now, select=select, ignore=ignore)
    if not any(source.text for source in document.sources):
        return report
    chosen = {each.id for each in choose(select, ignore)}

    def wanted(finding: Finding) -> bool:
        return finding.id in chosen if finding.id in SHELF else not select

    def recheck(texts: Mapping[str, Source]) -> Report:
        return check(load(document.file, texts), now)

    repair = mend(report, recheck, wanted)
    refusal = _write(repair, document)
    if refusal is not None:
        return unreadable(refusal)
    _tell(repair)
    return check(load(document.file), now, select=select, ignore=ignore)


def _copy_command(case: str) -> str:
    name = case.removeprefix("case:")
    return f"reconvene cases {name} --copy {name}"


def _tell(repair: Repair) -> None:
    for change in repair.changes:
        place = _place(change.finding)
        say(f"fixed {place}: {change.fix.title} [{change.finding.id}]")
    for refusal in repair.refusals:
        say(f"not fixed {_place(refusal.finding)}: {refusal.fix.title} [{refusal.finding.id}]; {refusal.why}")
    if not repair.changes and not repair.refusals:
        say(f"{short_name(repair.report.document.file)}: nothing to fix")


def _place(finding: Finding) -> str:
    about = f" {finding.about}" if finding.about else ""
    return f"{short_name(finding.span.source.name)}:{finding.span.location.line}{about}"


# Writing


def _write(repair: Repair, document: Document) -> Finding | None:
    """Write every text that changed; nothing at all if one of the files cannot be written or is another by now."""
    changed = [source for source in document.sources if repair.texts[source.name].text != source.text]
    for source in changed:
        refusal = _refuse(source)
        if refusal is not None:
            return refusal
    for source in changed:
        try:
            replace_bytes(Path(source.name), encode(source, repair.texts[source.name].text))
        except OSError as error:
            return _not_written(source, error.strerror or str(error))
    return None


def _refuse(source: Source) -> Finding | None:
    path = Path(source.name)
    try:
        now = path.read_bytes()
        mode = path.stat().st_mode
    except OSError as error:
        return _not_written(source, error.strerror or str(error))
    if now != encode(source, source.text):
        return problem(
            "changed-meanwhile",
            Source(source.name, "").head,
            f"`{source.name}` was changed on the disk while it was checked; nothing was written.",
            "save your work, then run it again",
        )
    if not mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH) or not os.access(path, os.W_OK):
        return _not_written(source, "it is read-only")
    return None


def _not_written(source: Source, reason: str) -> Finding:
    return problem(
        "no-permission",
        Source(source.name, "").head,
        f"`{source.name}` cannot be written: {reason}.",
        "ask its owner, or change its mode; nothing was lost",
    )


def replace_bytes(path: Path, data: bytes) -> None:
    """Put new bytes into a file in one step: whoever reads it meanwhile sees the old ones or the new ones.

    The mode of the file stays, and a link stays a link: what it leads to is replaced.
    """
    target = path.resolve()
    mode = stat.S_IMODE(target.stat().st_mode)
    handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(mode)
        Path(temporary).replace(target)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
