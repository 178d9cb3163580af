"""How a request becomes a visit: who asks, for which process, as it stands on which day."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import Request

from reconvene.live import clock
from reconvene.live.roles import Action
from reconvene.record.fault import fault
from reconvene.web import access
from reconvene.web.visit import Visit, asked_in

LONGEST = 1_000
"""So many letters of each choice in an address are read."""

DAMAGED = ("/integrity",)
"""The screens that can be shown of a record that cannot be read."""


def visit_of(
    request: Request,
    action: Action,
    form: Mapping[str, list[str]] | None = None,
    files: Mapping[str, tuple[str, bytes]] | None = None,
    path: str = "",
) -> Visit:
    """The visit that a request is. Raises `LoginNeeded` if nobody is, `NotAllowed` if they may not do that.

    Raises `RecordFault` for a record that cannot be read, but for the screens that say what is wrong with it.
    """
    house = access.house_of(request)
    caller = access.caller_of(request, action)
    parts = {key: value for key, value in request.path_params.items() if key != "name"}
    query = {key: value[:LONGEST] for key, value in request.query_params.items()}
    subject = house.subjects.get(request.path_params["name"], asked_in(query if form is None else {}))
    if subject.fault is not None and path not in DAMAGED:
        raise subject.fault
    address = access.address_of(request)
    visit = Visit(house, subject, caller, clock.now(), query, parts, form or {}, files or {}, address)
    if not visit.may(action.value):
        step = "take a copy of it (the button on its page), and work on that"
        raise fault("shipped-case", subject.name, "A shipped case is only read.", step)
    return visit
