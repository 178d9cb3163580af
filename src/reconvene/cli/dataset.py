"""`reconvene dataset`: the record and the duties for others to compute with, as tables, a calendar and a code book."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.completion import ProcessFile
from reconvene.cli.output import AsOf
from reconvene.cli.status import KnownOn, Reader, Record

if TYPE_CHECKING:
    from reconvene.reports.dataset_view import Dataset
    from reconvene.reports.status_view import StatusView

MANIFEST = "manifest.json"


class Form(StrEnum):
    """What a dataset is written as."""

    CSV = "csv"
    PARQUET = "parquet"
    PAM = "pam"
    ICS = "ics"
    JSON = "json"


_TABLES = ("events", "obligations", "implementation", "code_book")
_LONE = (Form.PAM, Form.ICS, Form.JSON)
"""The forms that are one file beside the code book, and can be written on the screen."""


def dataset(
    file: ProcessFile,
    forms: Annotated[
        list[str] | None,
        typer.Option(
            "--as",
            metavar="FORM",
            help="csv, parquet, pam, ics or json; may be given several times. csv if left out.",
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FOLDER", help="Write into a folder: new, empty, or of an earlier run."),
    ] = None,
    events: Record = None,
    as_of: AsOf = None,
    known: KnownOn = None,
    reader: Reader = None,
    bom: Annotated[
        bool, typer.Option("--bom", help="Begin CSV files with a byte order mark, by which Excel knows UTF-8.")
    ] = False,
) -> None:
    """Write the record and the duties as tables for others to compute with, each column explained in a code book.

    csv, parquet: the tables `events` and `obligations`; pam: how far each duty was carried out by the end of each year,
    on the scale of the Peace Accords Matrix; ics: what comes on which day; json: all tables in one file. No cell of a
    CSV file begins a formula. Exits with 0, or 2 if the file or its record cannot be read.
    """
    from reconvene import following
    from reconvene.cli.drafting import follow
    from reconvene.cli.screen import confirm, refuse, write_machine_text

    chosen = _forms(forms or [Form.CSV.value])
    if output is None and (len(chosen) > 1 or chosen[0] not in _LONE):
        refuse("these are several files.", f"name a folder for them: reconvene dataset {file} -o data")
    asked = follow(file, as_of, known, events, reader)
    made = following.dataset(asked.document, asked.now, events=asked.events, known=asked.known, reader=asked.reader)
    shown = following.status(asked.document, asked.now, events=asked.events, known=asked.known, reader=asked.reader)
    files = _files(made, shown, chosen, mark=bom)
    if output is None:
        write_machine_text(next(iter(files.values())).decode("utf-8"))
        return
    _write(made, files, output)
    confirm(f"`{output}`: {', '.join(files)} and {MANIFEST}.")


def _forms(words: list[str]) -> list[Form]:
    from reconvene.cli.screen import refuse
    from reconvene.text.spelling import nearest

    known = [form.value for form in Form]
    found = [word.strip() for given in words for word in given.split(",")]
    for word in found:
        if word not in known:
            near = nearest(word, known)
            refuse(
                f"`{word}` is no form of a dataset.", f"did you mean `{near}`?" if near else f"use {', '.join(known)}"
            )
    return [Form(word) for word in dict.fromkeys(found)]


def _files(made: Dataset, shown: StatusView, forms: list[Form], *, mark: bool) -> dict[str, bytes]:
    from reconvene.reports.dataset_files import as_csv, as_json

    found: dict[str, bytes] = {}
    for form in forms:
        match form:
            case Form.CSV | Form.PAM:
                names = ("events", "obligations") if form is Form.CSV else ("implementation",)
                for name in (*names, "code_book"):
                    found[f"{name}.csv"] = as_csv(made.table(name), mark=mark)
            case Form.PARQUET:
                found.update(_parquet(made))
            case Form.JSON:
                found["dataset.json"] = as_json(made)
            case Form.ICS:
                from reconvene.reports.status_calendar import render_status_calendar

                found["status.ics"] = render_status_calendar(shown)
    return found


def _parquet(made: Dataset) -> dict[str, bytes]:
    from reconvene.cli.screen import refuse
    from reconvene.reports.parquet import CannotWrite, as_parquet

    try:
        return {f"{table.name}.parquet": as_parquet(made, table) for table in made.tables}
    except CannotWrite as error:
        refuse(str(error), error.next_step)


def _write(made: Dataset, files: dict[str, bytes], folder: Path) -> None:
    """Write the files and what they are, in place of those of an earlier run; nothing else is replaced."""
    from reconvene import __version__
    from reconvene.cli.screen import refuse
    from reconvene.reports.dataset_files import manifest

    try:
        folder.mkdir(parents=True, exist_ok=True)
        ours = _earlier(folder)
        strange = [name for name in (*files, MANIFEST) if (folder / name).exists() and name not in ours]
        if strange:
            refuse(
                f"`{folder / strange[0]}` is there already, and is not as an earlier run wrote it.",
                "name another folder for --output, or move the file away",
            )
        for name in ours - files.keys():
            (folder / name).unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        (folder / MANIFEST).write_bytes(manifest(made, files, __version__))
    except OSError as error:
        refuse(f"`{folder}` cannot be written: {error.strerror or error}.", "name another folder for --output")


def _earlier(folder: Path) -> set[str]:
    """The files in a folder that are still as an earlier run wrote them, by what it says of itself."""
    try:
        found = json.loads((folder / MANIFEST).read_bytes())
    except (OSError, ValueError):
        return set()
    if not isinstance(found, dict) or not str(found.get("made_by", "")).startswith("reconvene "):
        return set()
    names = [f"{table}.{ending}" for table in _TABLES for ending in ("csv", "parquet")]
    listed = found.get("files", {})
    kept = {
        name
        for name in (*names, "dataset.json", "status.ics")
        if (folder / name).is_file()
        and listed.get(name, {}).get("sha256") == hashlib.sha256((folder / name).read_bytes()).hexdigest()
    }
    return {*kept, MANIFEST}
