"""One visit to a process: who asks, for what, and with which choices in the address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from urllib.parse import quote, urlencode

from reconvene.live.callers import Caller
from reconvene.live.desk import Desk
from reconvene.live.office import Place
from reconvene.live.roles import Action
from reconvene.record.fault import fault
from reconvene.reports.naming import actor_called
from reconvene.web.house import House
from reconvene.web.subject import Asked, Subject

KEPT = ("as_of", "known", "text")
"""What of an address goes along with every link of a process."""


@dataclass(frozen=True)
class Visit:
    """Somebody looks at a process, or sends a form of it.

    `query` holds the choices in the address, `form` what was sent, `files` the files that were sent, by field.
    `origin` is where the server is reached, such as `https://desk.example`.
    """

    house: House
    subject: Subject
    caller: Caller
    now: datetime
    query: Mapping[str, str]
    parts: Mapping[str, str]
    form: Mapping[str, list[str]]
    files: Mapping[str, tuple[str, bytes]]
    origin: str = ""

    @property
    def csrf(self) -> str:
        """What every form of the session carries."""
        return self.caller.csrf

    @property
    def base(self) -> str:
        """The address of the process."""
        return f"/processes/{quote(self.subject.name, safe=':')}"

    def link(self, path: str = "", **query: str | None) -> str:
        """The address of a screen below the process; the day that was asked for goes along."""
        kept = {key: self.query[key] for key in KEPT if self.query.get(key)}
        asked = {key: value for key, value in {**kept, **query}.items() if value}
        return f"{self.base}{path}" + (f"?{urlencode(asked)}" if asked else "")

    def may(self, action: str) -> bool:
        """Whether whoever asks may do something; a shipped case is only read."""
        wanted = Action(action)
        return self.caller.can(wanted) and (not self.subject.is_case or wanted in (Action.READ, Action.EXPORT))

    @property
    def place(self) -> Place:
        """The folder of the process. Raises `RecordFault` for a shipped case, which has none."""
        if self.subject.place is None:
            step = "take a copy of it (the button on its page), and work on that"
            raise fault("shipped-case", self.subject.name, "A shipped case is only read.", step)
        return self.subject.place

    @property
    def desk(self) -> Desk:
        """The desk of the process. Raises `RecordFault` as long as none was set up."""
        if self.subject.desk is None:
            step = "adopt the draft (Draft, Adopt): that sets up the record"
            raise fault("no-desk-yet", self.subject.name, "Nothing is kept on record of this process yet.", step)
        return self.subject.desk

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Nobody else at this desk looks and records until the end: no thread of this server, and no other worker."""
        with self.place.lock, self.house.people.in_turn(f"record in {self.subject.name}"):
            yield

    def value(self, name: str, default: str = "") -> str:
        """One field of the form."""
        return (self.form.get(name) or [default])[0].strip()

    def called(self, actor: str) -> str:
        """What somebody is called."""
        return actor_called(self.subject.document.process, actor)


def asked_in(query: Mapping[str, str]) -> Asked:
    """The day and the text that an address asks for. Raises `RecordFault` for what is no day."""
    return Asked(_day(query, "as_of"), _day(query, "known"), query.get("text") == "draft")


def _day(query: Mapping[str, str], key: str) -> date | None:
    written = query.get(key, "").strip()
    if not written:
        return None
    try:
        return date.fromisoformat(written)
    except ValueError as error:
        said = f"`{written[:80]}` is no day."
        raise fault("not-a-day", key, said, "write a day as year-month-day, such as 2019-03-01") from error


def without_day(visit: Visit) -> Visit:
    """The same visit as of today: what a form that writes is about."""
    return replace(visit, query={key: value for key, value in visit.query.items() if key not in KEPT})
