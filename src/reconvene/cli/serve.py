"""`reconvene serve`: the desk of an organisation in a browser."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def serve(
    folder: Annotated[
        Path, typer.Argument(metavar="[FOLDER]", help="The folder of the office; it is made if it is not there.")
    ] = Path("reconvene-office"),
    port: Annotated[int, typer.Option("--port", metavar="N", help="The port; any that is free if it is taken.")] = 8730,
    host: Annotated[str, typer.Option("--host", metavar="ADDRESS", help="The address to listen at.")] = "127.0.0.1",
    database: Annotated[
        str | None,
        typer.Option(
            "--database",
            metavar="URL",
            help="Keep records and people in a database: postgresql+psycopg://USER@HOST/NAME.",
        ),
    ] = None,
    open_: Annotated[bool, typer.Option("--open/--no-open", help="Open the login link in a browser.")] = True,
) -> None:
    """Open the desk of your organisation in a browser.

    Everything is in one folder. The link that is printed lets you in once, as the lead; it is good for ten minutes.
    Ends with Ctrl-C.
    """
    from reconvene.web.serving import Wishes, run

    run(Wishes(folder, host, port, database, open_))
