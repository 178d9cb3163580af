"""`reconvene record export` and `record import`: what travels between desks, as a file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.opening import Folder

if TYPE_CHECKING:
    from reconvene.live.bundles import Arrival, Export

File = Annotated[Path, typer.Option("-o", "--output", metavar="FILE", help="The file to write.")]


def export(
    folder: Folder = ".",
    to: Annotated[
        str,
        typer.Option("--to", metavar="READER", help="The actor it is for, or `everybody`.", show_default=False),
    ] = "",
    output: File = Path(),
    since: Annotated[
        str | None,
        typer.Option("--since", metavar="DATE", help="Only what was recorded from that day on."),
    ] = None,
) -> None:
    """Write a bundle for a reader: what this desk holds and the reader may see, signed, in one file of plain text.

    What it leaves out is said here, and nowhere in the file. Whoever has the file can read it. Exits with 0, or 2 if
    the process knows no such reader or the file cannot be written.
    """
    from datetime import UTC, datetime, time

    from reconvene.cli.opening import opened
    from reconvene.cli.parsing import day
    from reconvene.cli.screen import refuse
    from reconvene.live.bundles import export as cut
    from reconvene.live.settings import write_whole

    if not to or output == Path():
        refuse("it is not said for whom, or where to.", "reconvene record export FOLDER --to READER -o FILE")
    start = day(since, "--since")
    with opened(folder) as desk:
        made = cut(desk, to, since=datetime.combine(start, time(), UTC) if start is not None else None)
        write_whole(output, made.content)
    _tell_export(made, output)


def _tell_export(made: Export, output: Path) -> None:
    from reconvene.cli.screen import say

    count = sum(made.logs.values())
    say(f"`{output}` holds {_count(count, 'entry', 'entries')} of {_count(len(made.logs), 'log')} for {made.reader}.")
    for name, length in sorted(made.left_out.items()):
        say(f"Left out: {_count(length, 'entry', 'entries')} of {name.desk} in `{name.compartment}`.")


def import_(
    words: Annotated[
        list[str], typer.Argument(metavar="[FOLDER] FILE", help="The folder of a desk (the current one), and a bundle.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what it would bring, and write nothing.")] = False,
) -> None:
    """Take a bundle of another desk into the record, once it has been looked at whole.

    What follows our copies of the logs is added. What contradicts them is set aside beside them and told; `status` says
    where desks differ. What cannot be trusted or understood is refused, all of it. Exits with 0, 1 if there is
    something to be seen to, 2 if it was refused and nothing changed.
    """
    from reconvene.cli.opening import opened, tell
    from reconvene.cli.screen import refuse
    from reconvene.live.bundles import examine_bundle, import_bundle

    if len(words) > 2:
        refuse("there are too many words.", "reconvene record import FOLDER FILE")
    folder, file = (words[0], words[1]) if len(words) == 2 else (".", words[0])
    with opened(folder) as desk:
        arrival = (examine_bundle if dry_run else import_bundle)(desk, Path(file))
    tell(arrival.findings)
    if arrival.refused:
        from reconvene.cli.screen import say

        say("Nothing was changed.")
        raise typer.Exit(2)
    _tell_import(arrival, dry_run=dry_run)
    raise typer.Exit(1 if arrival.findings else 0)


def _tell_import(arrival: Arrival, *, dry_run: bool) -> None:
    from reconvene.cli.screen import say

    brought, bundle = arrival.intake, arrival.bundle
    verb = "would bring" if dry_run else "brought"
    fresh = _count(brought.added, "new entry", "new entries")
    say(f"{bundle.sender} {verb} {fresh}; {brought.known} were here already.")
    for name, chain in brought.chains.items():
        say(f"- {name.desk} in `{name.compartment}`: {_count(len(chain), 'entry', 'entries')}")
    if brought.aside:
        say(f"Set aside, and not lost: {_count(len(brought.aside), 'entry', 'entries')}.")


def _count(number: int, one: str, many: str = "") -> str:
    return f"{number} {one if number == 1 else many or one + 's'}"
