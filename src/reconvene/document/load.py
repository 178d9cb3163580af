"""Loading: from a path or a text to a document, with every problem of the file at once."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as Map
from collections.abc import Sequence as Sequences
from dataclasses import dataclass
from pathlib import Path

from reconvene.document.clause import clause_of
from reconvene.document.names import Names, collect, resolve
from reconvene.document.process import Process
from reconvene.document.reader import Reader, Use
from reconvene.document.shape import MapOf, slots_of
from reconvene.text import yaml
from reconvene.text.finding import Finding, Reason, Severity, problem, shorten
from reconvene.text.span import Source, Span
from reconvene.text.yaml import Mapping, Scalar, Sequence

MAX_BYTES = 5_000_000
MAX_INCLUDED_BYTES = 20_000_000
MAX_INCLUDES = 50
_MARK = "\ufeff"


@dataclass(frozen=True)
class Document:
    """A process as written: its records, its names, what loading found, and the texts it was read from."""

    process: Process
    names: Names
    findings: tuple[Finding, ...]
    sources: tuple[Source, ...]
    deferred: tuple[Use, ...] = ()
    """The uses of names that only the clauses of the document will define, once they are spelled out."""
    complete: bool = True
    """Whether every file that belongs to it was found, so that an unknown name is a fault."""
    uses: tuple[Use, ...] = ()
    """Every use of a name, as it is written."""

    @property
    def file(self) -> str:
        """The main file."""
        return self.sources[0].name

    @property
    def readable(self) -> bool:
        """Whether the file can be worked with: loading found no error."""
        return not any(finding.severity is Severity.ERROR for finding in self.findings)


def load(
    path: str | os.PathLike[str], texts: Map[str, Source] | None = None, *, beside: Sequences[str] = ()
) -> Document:
    """Read a process file and all that it includes. What is wrong is in `findings`; nothing is raised for it.

    `texts` holds, by name, what is read in the place of files: a draft that is not written yet. `beside` names files
    that are read as if they were included, wherever they lie: parts that somebody keeps to himself.
    """
    name = os.fspath(path)
    source, finding = _read(Path(name), name, texts=texts)
    if finding is not None:
        return _unreadable(source, [finding])
    more = [_read(Path(each), each, texts=texts) for each in beside]
    wrong = [finding for _, finding in more if finding is not None]
    if wrong:
        return _unreadable(source, wrong)
    return _load(source, Path(name).parent, texts, [part for part, _ in more])


def load_text(text: str, name: str = "<text>", folder: str | os.PathLike[str] | None = None) -> Document:
    """Read a process from a text; `include` works only where a folder is given."""
    marked = text.startswith(_MARK)
    return _load(Source(name, text.removeprefix(_MARK), marked), Path(folder) if folder is not None else None)


def read_file(name: str, most: int = MAX_BYTES) -> tuple[Source, Finding | None]:
    """The text of any file of at most so many bytes, or the finding that says why there is none."""
    return _read(Path(name), name, most=most)


def decode(data: bytes, name: str) -> tuple[Source, Finding | None]:
    """The text that some bytes are, or the finding that says why they are none."""
    return _decode(data, name, None)


def _unreadable(source: Source, findings: list[Finding]) -> Document:
    return Document(Process(), Names(), tuple(findings), (source,))


def _load(
    source: Source, folder: Path | None, texts: Map[str, Source] | None = None, beside: Iterable[Source] = ()
) -> Document:
    gathering = _Gathering(folder, texts)
    root = gathering.gather(source, beside)
    findings = gathering.findings
    if root is None:
        return _unreadable(source, findings)
    reader = Reader()
    process = reader.record(Process, root)
    assert isinstance(process, Process)  # a mapping always makes a record
    names = collect(process, reader)
    deferred = [use for use in reader.uses if clause_of(use.path, process.clauses) and not names.find(use.path)]
    if gathering.complete:
        later = {id(use) for use in deferred}
        resolve([use for use in reader.uses if id(use) not in later], names, reader)
    found = sorted([*findings, *reader.findings], key=lambda finding: finding.order)
    return Document(
        process, names, tuple(found), tuple(gathering.sources), tuple(deferred), gathering.complete, tuple(reader.uses)
    )


# Files


def _read(
    path: Path, name: str, span: Span | None = None, texts: Map[str, Source] | None = None, most: int = MAX_BYTES
) -> tuple[Source, Finding | None]:
    """The text of a file, or the finding that says why there is none."""
    if texts and name in texts:
        return texts[name], None
    try:
        data, refusal = _bytes(path, name, most)
    except FileNotFoundError:
        data, refusal = (
            b"",
            ("no-such-file", f"There is no file `{_shown(name)}`.", "check the path, or start one: reconvene new"),
        )
    except PermissionError:
        data, refusal = (
            b"",
            ("no-permission", f"`{_shown(name)}` may not be read by you.", "ask its owner, or change its mode"),
        )
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        data, refusal = (
            b"",
            ("not-readable", f"`{_shown(name)}` cannot be read: {reason}.", "check the path and the disk"),
        )
    if refusal is not None:
        source = Source(name, "")
        return source, problem(refusal[0], span or source.head, refusal[1], refusal[2])
    return _decode(data, name, span)


def _shown(name: str) -> str:
    return shorten(name.replace("\0", "\\0"), 200)


_Refusal = tuple[str, str, str]


def _bytes(path: Path, name: str, most: int) -> tuple[bytes, _Refusal | None]:
    # Opened without blocking, so that a FIFO nobody writes to cannot hold us up.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        status = os.fstat(handle)
        if stat.S_ISDIR(status.st_mode):
            return b"", ("a-folder", f"`{_shown(name)}` is a folder.", "name a file in it")
        if not stat.S_ISREG(status.st_mode):
            return b"", (
                "not-a-file",
                f"`{_shown(name)}` is a pipe or a device, not a file.",
                "save the process in a file",
            )
        if status.st_size > most:
            return b"", (
                "too-large",
                f"`{_shown(name)}` has {status.st_size / 1e6:.1f} MB; the limit is {most / 1e6:.0f} MB.",
                "a process of a thousand obligations has half a megabyte: is this the right file?",
            )
        with os.fdopen(os.dup(handle), "rb") as file:
            return file.read(most + 1)[:most], None
    finally:
        os.close(handle)


def _decode(data: bytes, name: str, span: Span | None) -> tuple[Source, Finding | None]:
    """The text that the bytes are in UTF-8; a fault inside it is pointed at, with what is before it still readable."""
    body = data.removeprefix(codecs.BOM_UTF8)
    wide = _wide_encoding(data)
    nothing = Source(name, "")
    if wide:
        return nothing, problem(
            "not-utf-8",
            span or nothing.head,
            f"`{_shown(name)}` is written in {wide}.",
            "save it as UTF-8 in your editor",
        )
    try:
        return Source(name, body.decode("utf-8"), marked=len(body) < len(data)), None
    except UnicodeDecodeError as error:
        if b"\0" in data[:1000]:
            message = f"`{_shown(name)}` is not a text file."
            return nothing, problem("binary", span or nothing.head, message, "a process file is plain text in UTF-8")
        source = Source(name, body.decode("utf-8", "replace"))
        place = len(body[: error.start].decode("utf-8"))
        because = [Reason("it is included here", span)] if span else []
        return source, problem(
            "not-utf-8",
            source.span(place, place + 1),
            f"`{_shown(name)}` is not UTF-8: the byte 0x{body[error.start]:02X} stands for no character.",
            "save it as UTF-8 in your editor; it is probably in an older encoding, such as Latin-1 or Windows-1252",
            *because,
        )


def _wide_encoding(data: bytes) -> str:
    """UTF-16 or UTF-32, if the bytes look like one: mostly ASCII in UTF-16, they are NUL every other time."""
    if data.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return "UTF-32"
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "UTF-16"
    head = data[:200]
    for start in (0, 1):
        if len(head) >= 4 and not any(head[start::2]) and all(head[1 - start :: 2]):
            return "UTF-16"
    return ""


# Includes


class _Gathering:
    """The main file and the files it includes, merged into one tree."""

    def __init__(self, folder: Path | None, texts: Map[str, Source] | None = None) -> None:
        self.folder = folder
        self.texts = texts
        self.findings: list[Finding] = []
        self.sources: list[Source] = []
        self.complete = True
        self.bytes = 0
        self.values = 0
        self.seen: dict[Path, Span] = {}

    def gather(self, source: Source, beside: Iterable[Source] = ()) -> Mapping | None:
        """The merged tree, or None where the main file holds no mapping."""
        if self.folder is not None:
            self.seen[Path(source.name).resolve()] = source.head
        root = self._page(source)
        if root is None:
            return None
        waiting = [*self._included(root, self.folder), *((part, Path(part.name).parent) for part in beside)]
        while waiting:
            part, folder = waiting.pop(0)
            tree = self._page(part)
            if tree is None:
                self.complete = False
                continue
            waiting.extend(self._included(tree, folder))
            self._merge(root, tree)
        return root

    def _page(self, source: Source) -> Mapping | None:
        self.sources.append(source)
        if not source.text.strip():
            self.findings.append(_nothing_in(source))
            return None
        page = yaml.read(source, yaml.MAX_NODES - self.values)
        self.values += page.nodes
        self.findings.extend(page.findings)
        self.complete = self.complete and page.complete
        if page.root is None or (isinstance(page.root, Scalar) and page.root.empty):
            if page.complete and not page.findings:
                self.findings.append(_nothing_in(source))
            return None
        if not isinstance(page.root, Mapping):
            what = "a list" if isinstance(page.root, Sequence) else "a single value"
            self.findings.append(
                problem(
                    "not-a-process",
                    page.root.span if isinstance(page.root, Scalar) else source.head,
                    f"The file holds {what}; a process file is made of keys, each with what belongs to it.",
                    "start from a template: reconvene new",
                )
            )
            return None
        return page.root

    def _included(self, root: Mapping, folder: Path | None) -> Iterator[tuple[Source, Path]]:
        """The files that a tree includes, each with the folder it stands in."""
        entry = root.entry("include")
        if entry is None:
            return
        items = entry.value.items if isinstance(entry.value, Sequence) else [entry.value]
        for item in items:
            if isinstance(item, Scalar) and item.text and not item.broken:
                found = self._include(item, folder)
                if found is None:
                    self.complete = False
                else:
                    yield found, Path(found.name).parent

    def _include(self, item: Scalar, folder: Path | None) -> Source | None:
        refusal = self._refuse_include(item, folder)
        if refusal is not None or folder is None or self.folder is None:
            self.findings.extend([refusal] if refusal else [])
            return None
        path = folder / item.text
        self.seen[path.resolve()] = item.span
        part, finding = _read(path, str(path), item.span, self.texts)
        if finding is not None:
            self.findings.append(finding)
            return None
        self.bytes += len(part.text)
        if self.bytes > MAX_INCLUDED_BYTES:
            self.findings.append(
                problem(
                    "too-large",
                    item.span,
                    f"The included files hold more than {MAX_INCLUDED_BYTES // 1_000_000} MB together.",
                    "include only what belongs to this process",
                )
            )
            return None
        return part

    def _refuse_include(self, item: Scalar, folder: Path | None) -> Finding | None:
        if folder is None or self.folder is None:
            return problem(
                "no-folder", item.span, "A text that is in no folder can include nothing.", "save it as a file first"
            )
        try:
            resolved = (folder / item.text).resolve()
            inside = resolved.is_relative_to(self.folder.resolve())
        except (OSError, ValueError, RuntimeError):
            return problem(
                "no-such-file", item.span, f"`{_shown(item.text)}` is not a path.", "name a file beside this one"
            )
        if not inside:
            return problem(
                "include-outside",
                item.span,
                f"`{_shown(item.text)}` lies outside the folder of the main file.",
                "copy it into that folder; a process can then be moved and sent as a whole",
            )
        if resolved in self.seen:
            return problem(
                "include-twice",
                item.span,
                f"`{_shown(item.text)}` is already part of this process; to include it again leads in a circle.",
                "remove one of the two",
                Reason("it came in here", self.seen[resolved]),
            )
        if len(self.seen) > MAX_INCLUDES:
            return problem(
                "too-many-includes",
                item.span,
                f"The process includes more than {MAX_INCLUDES} files.",
                "join some of them",
            )
        return None

    def _merge(self, root: Mapping, part: Mapping) -> None:
        """Put the entries of an included file into the tree of the main one."""
        known = {entry.key.text: entry for entry in root.entries}
        for entry in part.entries:
            key = entry.key.text
            if key in ("include", "reconvene"):
                continue
            mine = known.setdefault(key, entry)
            if mine is entry:
                root.entries.append(entry)
            elif isinstance(mine.value, Mapping) and isinstance(entry.value, Mapping) and _is_section(key):
                self._merge_section(mine.value, entry.value)
            elif isinstance(mine.value, Sequence) and isinstance(entry.value, Sequence):
                mine.value.items.extend(entry.value.items)
            else:
                self._report_twice(entry.key, mine.key)

    def _merge_section(self, into: Mapping, other: Mapping) -> None:
        known = {entry.key.text: entry.key for entry in into.entries}
        for entry in other.entries:
            if entry.key.text in known:
                self._report_twice(entry.key, known[entry.key.text])
            else:
                into.entries.append(entry)

    def _report_twice(self, key: Scalar, first: Scalar) -> None:
        self.findings.append(
            problem(
                "duplicate-key",
                key.span,
                f"`{shorten(key.text)}` stands in two files, and only one can hold.",
                "keep one of the two",
                Reason(f"`{shorten(key.text)}` first stands here", first.span),
            )
        )


def _nothing_in(source: Source) -> Finding:
    message = f"`{_shown(source.name)}` holds nothing."
    return problem("empty-file", source.head, message, "start from a template: reconvene new")


def _is_section(key: str) -> bool:
    entry = slots_of(Process).get(key)
    return entry is not None and isinstance(entry.kind, MapOf)
