"""The draft that the pages of the group Draft are about: its files, what names it, and who may write it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reconvene.live.roles import Action
from reconvene.live.versions import DRAFT, Versions, digest_of, files_of
from reconvene.record.fault import fault
from reconvene.reports.draft_findings import FindingRow, counts_elsewhere, rows_in
from reconvene.text.span import Source
from reconvene.web.subject import Asked, Subject
from reconvene.web.visit import Visit


@dataclass(frozen=True)
class FileTab:
    """One file of a draft: what it is called, where it is edited, how many findings lie in it."""

    name: str
    href: str
    current: bool
    findings: int


@dataclass(frozen=True)
class DraftView:
    """A draft as the pages of this group show it; `seen` names it, so that two who edit find out."""

    subject: Subject
    folder: Path
    seen: str
    may_edit: bool

    @property
    def files(self) -> tuple[str, ...]:
        """The files that it is made of, by their path from its folder; the main one is the first."""
        return files_of(self.subject.document, self.folder)

    def source(self, file: str) -> Source:
        """The text of one of them. Raises `RecordFault` if it is none."""
        if file not in self.files:
            step = "choose one of " + ", ".join(f"`{each}`" for each in self.files)
            raise fault("no-such-file", str(self.folder), f"The draft has no file `{file}`.", step)
        return self.subject.document.sources[self.files.index(file)]

    def file_of(self, source: str) -> str:
        """The file of the draft that a text of this name is; the main one for what is in none."""
        names = [each.name for each in self.subject.document.sources]
        return self.files[names.index(source)] if source in names else self.files[0]

    def rows(self, file: str) -> tuple[FindingRow, ...]:
        """What the checks say of one of them."""
        return rows_in(self.subject.report, self.source(file).name)


def draft_of(visit: Visit) -> DraftView:
    """The draft of the process that is visited; of a shipped case, the case itself, which is only read."""
    if visit.subject.place is None:
        subject = visit.subject
        file = Path(subject.document.file)
        return DraftView(subject, file.parent, digest_of(subject.version), may_edit=False)
    subject = visit.house.subjects.get(visit.subject.name, Asked(draft=True))
    return DraftView(subject, visit.place.folder, subject.seen, visit.may(Action.EDIT_DRAFT))


def is_draft(visit: Visit) -> bool:
    """Whether the text that is shown is the draft, and not what is in force."""
    return visit.subject.place is not None and (visit.subject.desk is None or visit.subject.asked.draft)


@contextmanager
def writing(visit: Visit) -> Iterator[Versions]:
    """The versions of the draft, to be written by one at a time among all programs that serve the office."""
    with visit.place.lock, visit.house.people.writing(f"draft {visit.place.name}"):
        yield visit.place.versions


def tabs(visit: Visit, draft: DraftView, current: str) -> tuple[FileTab, ...]:
    """The files of a draft, to choose from."""
    here = draft.source(current)
    elsewhere = counts_elsewhere(draft.subject.report, here.name)
    names = zip(draft.files, draft.subject.document.sources, strict=True)
    return tuple(
        FileTab(
            file,
            editor_link(visit, file),
            file == current,
            len(draft.rows(file)) if file == current else elsewhere.get(source.name, 0),
        )
        for file, source in names
    )


def editor_link(visit: Visit, file: str = DRAFT, line: int = 0, column: int = 1) -> str:
    """Where a file of the draft is edited, at a line of it."""
    place = f"#L{line}C{column}" if line else ""
    return f"{visit.base}/draft" + (f"?file={quote(file)}" if file != DRAFT else "") + place
