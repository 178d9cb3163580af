"""`reconvene people`: the people of a desk, for whoever runs its machine and has no browser at hand."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from reconvene.cli.opening import Folder
from reconvene.cli.parsing import Verb, Verbs
from reconvene.live.roles import Role

if TYPE_CHECKING:
    from reconvene.live.people_store import PeopleStore

FORMAT_VERSION = 1
NEW_PASSWORD = "RECONVENE_NEW_PASSWORD"  # noqa: S105  (the name of a variable, no password)
"""The environment variable from which a password is taken where nobody can be asked."""
Desk = Annotated[str, typer.Argument(metavar="FOLDER", help="The folder of a desk, or of an office.")]
Name = Annotated[str, typer.Argument(metavar="NAME", help="The name by which the person logs in.")]


class Format(StrEnum):
    """How a list is written."""

    TEXT = "text"
    JSON = "json"


people = typer.Typer(
    name="people",
    cls=Verbs,
    rich_markup_mode=None,
    no_args_is_help=True,
    help="The people of a desk: see them, invite somebody, change a role, let somebody in no more.",
)


@contextmanager
def people_of(folder: str) -> Iterator[PeopleStore]:
    """The people of the desk or the office in a folder, for as long as they are needed."""
    from reconvene.cli.opening import faults, passphrase_of
    from reconvene.live.office import is_office
    from reconvene.live.people_store import open_people, open_people_at
    from reconvene.live.sealed import cipher_of, is_sealed
    from reconvene.live.settings import HERE, is_desk, read_settings
    from reconvene.record.fault import fault

    place = Path(folder)
    with faults():
        if is_office(place) and not is_desk(place):
            with open_people_at(place, HERE) as store:
                yield store
            return
        if not is_desk(place):
            said = f"`{folder}` is neither a desk nor an office."
            raise fault(
                "not-a-desk", folder, said, "name the folder that `reconvene serve` was given, or that of a desk"
            )
        settings = read_settings(place)
        cipher = cipher_of(place, passphrase_of(place) if is_sealed(place) else None)
        with open_people(place, settings, cipher) as store:
            yield store


@people.command("list", cls=Verb)
def list_(
    folder: Folder = ".",
    format: Annotated[Format, typer.Option("--format", help="How they are written.")] = Format.TEXT,
) -> None:
    """List the people of a desk and the invitations that are good. Exits with 0, or 2 if the folder is no desk."""
    import json
    from dataclasses import asdict

    from reconvene.cli.screen import confirm, write_machine_text
    from reconvene.live import clock
    from reconvene.live.callers import ADMINISTRATOR
    from reconvene.live.invitations import list_invitations
    from reconvene.live.people import list_people

    with people_of(folder) as store:
        everybody = list_people(store, ADMINISTRATOR)
        invited = list_invitations(store, ADMINISTRATOR, clock.now())
    if format is Format.JSON:
        told = {"version": FORMAT_VERSION, "people": [asdict(each) for each in everybody]}
        told |= {"invitations": [{**asdict(each), "token": None} for each in invited]}
        write_machine_text(json.dumps(told, ensure_ascii=False, indent=2, default=_written) + "\n")
        return
    for person in everybody:
        more = "  (let in no more)" if person.disabled else "" if person.has_password else "  (no password)"
        confirm(f"{person.name}  {person.role}  {person.shown}{more}")
    for each in invited:
        confirm(f"{each.name}  {each.role}  invited by {each.made_by}, until {each.expires:%Y-%m-%d %H:%M} UTC")
    if not everybody and not invited:
        confirm(f"Nobody yet. Next: reconvene people invite {folder} NAME --role lead")


@people.command("invite", cls=Verb)
def invite(
    folder: Desk,
    name: Name,
    role: Annotated[Role, typer.Option("--role", help="What they are to be.")] = Role.READER,
    again: Annotated[
        bool, typer.Option("--again", help="A new password for somebody of the desk, who keeps their role.")
    ] = False,
    address: Annotated[
        str,
        typer.Option("--address", metavar="URL", help="Where the desk is reached, such as https://desk.example.org."),
    ] = "",
) -> None:
    """Invite somebody: prints a link that works once and for seven days. Hand it to nobody else.

    Exits with 0, or 2 if somebody has the name.
    """
    from reconvene.cli.screen import confirm, say
    from reconvene.live import clock
    from reconvene.live.callers import ADMINISTRATOR
    from reconvene.live.invitations import PATH, renew
    from reconvene.live.invitations import invite as make_invitation

    with people_of(folder) as store:
        now = clock.now()
        if again:
            made = renew(store, ADMINISTRATOR, name, now)
        else:
            made = make_invitation(store, ADMINISTRATOR, name, role, now)
    confirm(f"{address.rstrip('/')}{PATH}{made.token}")
    say(f"{made.name} is invited as {made.role}, until {made.expires:%Y-%m-%d %H:%M} UTC. The link works once.")


@people.command("role", cls=Verb)
def role(
    folder: Desk,
    name: Name,
    role: Annotated[Role, typer.Argument(metavar="ROLE", help="lead, drafter, recorder or reader.")],
) -> None:
    """Give somebody another role, which counts at once. Exits with 0, or 2 if they are the last lead."""
    from reconvene.cli.screen import confirm
    from reconvene.live import clock
    from reconvene.live.callers import ADMINISTRATOR
    from reconvene.live.people import change_role

    with people_of(folder) as store:
        person = change_role(store, ADMINISTRATOR, name, role, clock.now())
    confirm(f"{person.name} is {person.role} from now on.")


@people.command("disable", cls=Verb)
def disable(
    folder: Desk,
    name: Name,
    undo: Annotated[bool, typer.Option("--undo", help="Let them in again.")] = False,
) -> None:
    """Let somebody in no more: their sessions and tokens end now, and what they did stays.

    Exits with 0, or 2 if they are the last lead.
    """
    from reconvene.cli.screen import confirm
    from reconvene.live import clock
    from reconvene.live.callers import ADMINISTRATOR
    from reconvene.live.people import disable as shut_out
    from reconvene.live.people import enable

    with people_of(folder) as store:
        person = (enable if undo else shut_out)(store, ADMINISTRATOR, name, clock.now())
    confirm(f"{person.name} is let in {'again' if undo else 'no more'}.")


@people.command("password", cls=Verb)
def password(folder: Desk, name: Name) -> None:
    """Give somebody another password, asked for twice, or from RECONVENE_NEW_PASSWORD. Their sessions and tokens end.

    Better let them take one by themselves: reconvene people invite FOLDER NAME --again. Exits with 0, or 2.
    """
    from reconvene.cli.screen import confirm
    from reconvene.live import clock
    from reconvene.live.people import set_password

    with people_of(folder) as store:
        set_password(store, name, _new_password(), clock.now())
    confirm(f"{name} has another password; whoever was logged in as {name} is logged out.")


@people.command("audit", cls=Verb)
def audit(
    folder: Folder = ".",
    format: Annotated[Format, typer.Option("--format", help="How it is written.")] = Format.TEXT,
) -> None:
    """List who did what at the desk, newest first: the last hundred acts, or as JSON all. Exits with 0, or 2."""
    import json
    from dataclasses import asdict

    from reconvene.cli.screen import confirm, write_machine_text
    from reconvene.live.audit import PAGE, read_audit
    from reconvene.live.callers import ADMINISTRATOR

    with people_of(folder) as store:
        listed = read_audit(store, ADMINISTRATOR, limit=None if format is Format.JSON else PAGE)
    if format is Format.JSON:
        told = {"version": FORMAT_VERSION, "audit": [asdict(each) for each in listed]}
        write_machine_text(json.dumps(told, ensure_ascii=False, indent=2, default=_written) + "\n")
        return
    for each in listed:
        whence = f"  from {each.origin}" if each.origin else ""
        confirm(f"{each.at:%Y-%m-%d %H:%M} UTC  {each.who}  {each.act}  {each.about}{whence}".rstrip())


def _written(moment: datetime) -> str:
    return moment.isoformat()


def _new_password() -> str:
    from reconvene.cli.opening import ask_secretly
    from reconvene.cli.screen import refuse, say

    given = os.environ.get(NEW_PASSWORD)
    if given:
        return given
    if not sys.stdin.isatty():
        refuse("a password is needed, and there is nobody to ask.", f"set the variable {NEW_PASSWORD}")
    while True:
        first = ask_secretly("A new password")
        if first and first == ask_secretly("Once more"):
            return first
        say("The two are not the same." if first else "It is empty.")
