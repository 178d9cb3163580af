"""Whether a record is intact, for people: what is wrong, how far each log is good, and what that does not show."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.text import Text

from reconvene.live.bundles import understand
from reconvene.live.contents import read_contents
from reconvene.live.sealed import cipher_of, keys_in
from reconvene.live.settings import FILE, HERE, Settings, is_desk, read_settings
from reconvene.record.address import open_store
from reconvene.record.bundle import read_bundle
from reconvene.record.checkpoint import read_checkpoint
from reconvene.record.entry import LogName
from reconvene.record.fault import RecordFault, fault
from reconvene.record.intake import weigh
from reconvene.record.memory_store import MemoryStore
from reconvene.record.sqlite_store import FILE as RECORD
from reconvene.record.store import Store
from reconvene.record.verification import Grounds, Verification, Verified
from reconvene.record.verification import verify as verify_store
from reconvene.text.finding import Finding
from reconvene.text.render import Paper, draw, wrap

MANY = 20_000
"""From so many entries on, all the processors share the work."""
UNTRUSTED = "key-untrusted"
"""The finding that a desk's first key is another than the one that was compared with it."""


@dataclass(frozen=True)
class Checked:
    """What was verified: where, all that is wrong, each log as far as it is good; whether trusted keys were named."""

    where: str
    findings: tuple[Finding, ...]
    logs: dict[LogName, Verified]
    trusting: bool

    @property
    def intact(self) -> bool:
        """Whether nothing is wrong for certain."""
        return not any(finding.counts_as_error for finding in self.findings)

    @property
    def damage(self) -> tuple[Finding, ...]:
        """What was changed or is missing; a key that is not trusted is a question of who wrote, and no damage."""
        return tuple(each for each in self.findings if each.counts_as_error and each.id != UNTRUSTED)

    def as_data(self) -> dict[str, Any]:
        """As plain data, in the shape that `verify --format json` documents."""
        return {
            "intact": self.intact,
            "where": self.where,
            "logs": [
                {"log": str(name), "entries": each.length, "good": each.good, "covered": each.covered}
                for name, each in sorted(self.logs.items())
            ],
            "findings": [finding.as_data() for finding in self.findings],
        }


def check_record(
    path: Path, kept: Sequence[str] = (), *, passphrase: str | None = None, alone: bool = False
) -> Checked:
    """Verify the record of a desk, of a copy of its folder, of a file `record.sqlite3`, or a bundle; nothing changes.

    `kept` are the notes of checkpoints that were kept elsewhere; the passphrase opens a folder that is sealed. A long
    record is shared out among all the processors, unless it is to be done `alone`, as within a server. Raises
    `RecordFault` where there is no record to read.
    """
    if path.is_file() and path.name != RECORD:
        return check_bundle(path)
    folder = path.parent if path.name == RECORD else path
    settings = read_settings(folder) if is_desk(folder) else None
    where = str(folder) if settings is None or settings.store == HERE else settings.store
    cipher = cipher_of(folder, passphrase)
    if settings is None and cipher is None and not (folder / RECORD).is_file():
        raise fault(
            "no-record-here",
            str(path),
            f"`{path}` holds neither `{FILE}` nor `{RECORD}`." if path.exists() else f"There is no `{path}`.",
            "name the folder of a desk, or a copy of it",
        )
    keys = held if (held := keys_in(folder, cipher)).folder.is_dir() else None
    trusted = dict(settings.trusts or {}) if settings is not None else {}
    with closing(open_store(where, writable=False, cipher=cipher)) as store:
        found = _verified(store, Grounds(trusted, tuple(kept), keys), alone=alone)
        unread = tuple(_unread(store, settings)) if settings is not None and found.intact else ()
        return Checked(where, (*found.findings, *unread), dict(found.logs), bool(trusted))


def check_bundle(path: Path) -> Checked:
    """Verify a bundle by itself, as a desk that holds nothing yet would. Raises `RecordFault` if it is no bundle."""
    bundle = read_bundle(path)
    intake = weigh(MemoryStore(), bundle, str(path), {}, understand)
    sizes = {read_checkpoint(note).checkpoint for note in bundle.notes} if not intake.refused else set()
    logs = {
        name: Verified(
            chain[-1].header.sequence + 1,
            chain[-1].header.sequence + 1,
            max((each.size for each in sizes if each.origin == name.origin and each.size <= len(chain)), default=0),
        )
        for name, chain in intake.chains.items()
    }
    return Checked(str(path), intake.findings, {} if intake.refused else logs, trusting=False)


def _verified(store: Store, grounds: Grounds, *, alone: bool) -> Verification:
    try:
        many = not alone and sum(store.head(name).length for name in store.logs()) >= MANY
    except RecordFault:
        many = False  # verifying tells what is wrong
    if not many:
        return verify_store(store, grounds)
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415  (long records alone need it)

    with ProcessPoolExecutor(os.cpu_count()) as executor:
        return verify_store(store, grounds, executor=executor)


def _unread(store: Store, settings: Settings) -> Iterator[Finding]:
    """What is rightly signed and still cannot be understood, such as events of a later version."""
    try:
        yield from read_contents(store, settings.process).findings
    except RecordFault as error:
        yield error.finding


def checked_text(found: Checked, paper: Paper) -> Text:
    """The answer as people read it."""
    drawn = Text()

    def line(words: str, hang: int = 0, style: str = "") -> None:
        drawn.append_text(wrap(Text(paper.words(words), style=style), paper.prose, hang)).append("\n")

    for finding in found.findings:
        drawn.append_text(draw(finding, paper)).append("\n")
    for name, each in sorted(found.logs.items()):
        bad = {fault.span.source.name for fault in found.findings if _is_in(name, fault)}
        line(f"- {name.desk} in `{name.compartment}`: {_log(each, len(bad))}", 2)
    if found.logs:
        line("")
    first, *rest = verdict(found, hints=True)
    line(first, 0, "bold")
    for words in rest:
        line(words)
    return drawn


def verdict(found: Checked, *, hints: bool = False) -> tuple[str, ...]:
    """The answer in sentences: the first says whether the record is intact, the rest what that shows.

    With `hints` they name the commands that help.
    """
    wrong = sum(1 for finding in found.findings if finding.counts_as_error)
    open_ = len(found.findings) - wrong
    if wrong:
        step = "Write nothing to it; work on a copy." if found.damage else "Nothing is damaged: see whose the keys are."
        return (f"Not intact: {wrong} thing{'' if wrong == 1 else 's'} wrong. {step}",)
    by_whom = " (--checkpoint)" if hints else ""
    first = f"Intact{f', with {open_} open question' + ('' if open_ == 1 else 's') if open_ else ''}."
    second = (
        "Every entry is as it was signed, in its place, and nothing is missing between the first and the last. That "
        f"nobody was told another story is shown only by a checkpoint that somebody else kept{by_whom}."
    )
    if found.trusting:
        return first, second
    how = " (reconvene keys show)" if hints else ""
    return first, second, f"Whose the keys are is not known here: compare their fingerprints with the desks{how}."


def _is_in(name: LogName, finding: Finding) -> bool:
    return finding.counts_as_error and f": {name}/" in finding.span.source.name


def _log(each: Verified, wrong: int) -> str:
    count = f"{each.length} entr{'y' if each.length == 1 else 'ies'}"
    good = f"{wrong} wrong" if wrong else "all good" if each.good == each.length else f"the first {each.good} good"
    return f"{count}, {good}; {each.covered or 'none'} under a checkpoint that is kept here"
