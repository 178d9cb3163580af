"""What a desk holds, at a glance: whose it is, which text it goes by, its keys, its logs, what lies about."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from rich.text import Text

from reconvene.live import drafts
from reconvene.live.adoption import FOLDER, OVERLAY
from reconvene.live.desk import Desk
from reconvene.live.founding import is_laid_out
from reconvene.live.key_care import KeyView, keys_of
from reconvene.live.sealed import has_private
from reconvene.text.render import Paper, wrap

FORMAT_VERSION = 1


@dataclass(frozen=True)
class LogView:
    """A log that is held: whose, of which compartment, who may read it, how many entries, and when the last came."""

    desk: str
    compartment: str
    readers: tuple[str, ...]
    entries: int
    erased: int
    last: str


@dataclass(frozen=True)
class TextView:
    """The version of the text that a desk goes by, and since when (UTC)."""

    desk: str
    version: str
    since: str


@dataclass(frozen=True)
class Overview:
    """Everything at a glance. `edited` says that the copy of the text in the folder is no longer what was adopted."""

    folder: str
    actor: str
    called: str
    convenor: bool
    process: str
    title: str
    store: str
    files: tuple[str, ...]
    texts: tuple[TextView, ...]
    edited: bool
    private: bool
    keys: tuple[KeyView, ...]
    logs: tuple[LogView, ...]
    events: int
    attachments: int
    drafts: tuple[str, ...]


def overview(desk: Desk) -> Overview:
    """What the desk holds."""
    contents, settings = desk.contents, desk.settings
    latest = {each.desk: each for each in sorted(contents.adopted, key=lambda each: (each.recorded, each.sequence))}
    return Overview(
        folder=str(desk.folder),
        actor=desk.actor,
        called=desk.called,
        convenor=bool(settings.convenor),
        process=settings.process,
        title=desk.document.process.title or settings.process,
        store=settings.store,
        files=tuple(desk.edition.files),
        texts=tuple(TextView(name, each.version, each.recorded) for name, each in sorted(latest.items())),
        edited=not is_laid_out(desk),
        private=has_private(desk.folder, desk.cipher),
        keys=tuple(keys_of(desk)),
        logs=tuple(_logs(desk)),
        events=len(contents.said),
        attachments=len(desk.store.attachments()),
        drafts=tuple(str(path) for path in drafts.waiting(desk.folder)),
    )


def _logs(desk: Desk) -> Iterator[LogView]:
    contents = desk.contents
    times = [(each.log, each.recorded) for each in contents.said]
    times += [(each.log, each.recorded) for each in contents.adopted]
    times += [(each.log, each.recorded) for each in contents.attached]
    for name in desk.store.logs():
        if name.process == desk.settings.process:
            head = desk.store.head(name)
            last = max((recorded for log, recorded in times if log == name), default="")
            erased = sum(1 for each in contents.erased if each.log == name)
            yield LogView(name.desk, name.compartment, head.readers or (), head.length, erased, last)


def as_json(shown: Overview) -> str:
    """The overview as JSON: `{"version": 1, "desk": {...}}`."""
    return json.dumps({"version": FORMAT_VERSION, "desk": asdict(shown)}, ensure_ascii=False, indent=2) + "\n"


def overview_text(shown: Overview, paper: Paper) -> Text:
    """The overview as people read it."""
    convenes = ", which convenes," if shown.convenor else ""
    lines = [
        f"# {shown.called}",
        f"The desk of `{shown.actor}`{convenes} for {shown.title} (`{shown.process}` in every log).",
        *_section("The text", _text(shown)),
        *_section("Keys", (_key(key) for key in shown.keys)),
        *_section("Logs", (_log(log) for log in shown.logs)),
        *_section("Lying about", _lying(shown)),
    ]
    drawn = Text()
    for line in lines:
        if line.startswith("# "):
            drawn.append(paper.words(line[2:]) + "\n", style="bold")
        else:
            hang = 2 if line.startswith("- ") else 0
            drawn.append_text(wrap(Text(paper.words(line)), paper.prose, hang)).append("\n")
    return drawn


def _section(title: str, lines: Iterator[str]) -> list[str]:
    listed = list(lines)
    return ["", f"# {title}", *(f"- {line}" for line in listed)] if listed else []


def _text(shown: Overview) -> Iterator[str]:
    for text in shown.texts:
        whose = "" if text.desk == shown.actor else f" by {text.desk}"
        yield f"version {text.version[:16]}, adopted{whose} on {text.since[:10]}"
    versions = {text.version for text in shown.texts}
    if len(versions) > 1:
        yield "the desks go by different versions: compare them, and adopt the one that was agreed"
    if shown.edited:
        yield (
            f"the copy under `{FOLDER}` is no longer what was adopted, and counts for nothing until you adopt it: "
            "reconvene desk adopt"
        )
    if shown.private:
        yield f"`{OVERLAY}` is read with it at this desk alone"


def _key(key: KeyView) -> str:
    words = [f"{key.id[:16]} since {key.since[:10]}"]
    words += ["in force"] if key.current else []
    words += [f"ended on {key.revoked[:10]}" + (f" ({key.reason})" if key.reason else "")] if key.revoked else []
    words += [] if key.vouched else ["nobody vouches for it: others must compare its fingerprint"]
    words += ["its private half is not here"] if key.current and not key.held else []
    return ", ".join(words)


def _log(log: LogView) -> str:
    readers = ", ".join(log.readers) or "nobody"
    erased = f", {log.erased} erased" if log.erased else ""
    last = f", the last on {log.last[:10]}" if log.last else ""
    entries = f"{log.entries} entr{'y' if log.entries == 1 else 'ies'}"
    return f"{log.desk} in `{log.compartment}` for {readers}: {entries}{erased}{last}"


def _lying(shown: Overview) -> Iterator[str]:
    for path in shown.drafts:
        yield f"a draft that is not on record: reconvene record {shown.folder} --file {path}"
