"""`reconvene serve` and `reconvene doctor`: the desk of an organisation in a browser, and whether it is well."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FOLDER = Path("reconvene-office")

Office = Annotated[
    Path, typer.Argument(metavar="FOLDER", help="The folder of the office; it is made if it is not there.")
]
Database = Annotated[
    str | None,
    typer.Option(
        "--database", metavar="URL", help="Records and people in a database: postgresql+psycopg://USER@HOST/NAME."
    ),
]


def serve(
    folder: Office = FOLDER,
    port: Annotated[int, typer.Option("--port", metavar="N", help="The port; any that is free if it is taken.")] = 8730,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    database: Database = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the login link in a browser.")] = True,
    restore: Annotated[
        Path | None,
        typer.Option("--restore", metavar="FILE", help="First set the office up from its back-up, in a new folder."),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Only start it, ask whether it is well, and end; for a machine alone.")
    ] = False,
) -> None:
    """Open the desk of your organisation in a browser.

    Everything is in one folder. The link that is printed lets you in once, as the lead; it is good for ten minutes.
    Ctrl-C ends it. The passphrase of desks that are sealed is taken from RECONVENE_PASSPHRASE. Exits with 0, or with 2
    if the folder, the back-up or the database cannot be used.
    """
    import os

    from reconvene.cli.opening import PASSPHRASE, faults
    from reconvene.cli.screen import refuse
    from reconvene.web.serving import Wishes, run

    with faults():
        if restore is not None:
            if database is not None:
                step = f"reconvene serve {folder} --restore {restore}"
                refuse("a back-up is restored into a folder, and --database names a database.", step)
            _restore(restore, folder)
        passphrase = os.environ.get(PASSPHRASE)
        run(Wishes(folder, host, port, database, open_, check, passphrase, rests=restore is not None))


def _restore(source: Path, folder: Path) -> None:
    from reconvene.cli.opening import old_passphrase
    from reconvene.live.office_copy import restore_office

    restore_office(source, folder, old_passphrase("The passphrase of the back-up"))


def doctor(folder: Office = FOLDER, database: Database = None) -> None:
    """Say how the desk in a browser is: its folder, its people, every draft and record, and what is installed.

    Exits with 0, 1 if something is ill, 2 if the folder is no office.
    """
    import os

    from reconvene.cli.opening import PASSPHRASE, faults
    from reconvene.cli.screen import refuse
    from reconvene.live.health import Health, examine_office
    from reconvene.live.office import is_office
    from reconvene.web.serving import house_at

    if not is_office(folder):
        refuse(f"`{folder}` is no office.", "name the folder that `reconvene serve` was given")
    with faults():
        house = house_at(folder, database, os.environ.get(PASSPHRASE))
        looked = examine_office(house.office, house.people)
        house.close()
    for each in looked:
        typer.echo(f"{each.health:<5} {each.what}: {each.found.replace('`', '')}")
        if each.next_step:
            typer.echo(f"      next: {each.next_step}")
    raise typer.Exit(1 if any(each.health is Health.ILL for each in looked) else 0)
