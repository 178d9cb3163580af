"""The interface for programs to the record: events and bundles, looked at or written, each request done once."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time
from typing import Annotated, Any

from fastapi import APIRouter, Body, Header, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import Response

from reconvene.live import audit, idempotency
from reconvene.live.audit import Act
from reconvene.live.bundles import export, take_bundle, weigh_bundle
from reconvene.live.given import events_in_json
from reconvene.live.idempotency import Answer
from reconvene.live.preview import Preview
from reconvene.live.roles import Action
from reconvene.process.events import SHELF
from reconvene.record.bundle import bundle_of
from reconvene.record.fault import RecordFault, Stale, fault, found
from reconvene.text.finding import Finding
from reconvene.web import access
from reconvene.web.answers import as_file, as_json, problem
from reconvene.web.api import REFUSALS
from reconvene.web.api_models import ExportWish, NotRecordedProblem, Problem, Received, Recorded
from reconvene.web.subject import Asked
from reconvene.web.visit import Visit
from reconvene.web.visits import visit_of

router = APIRouter(prefix="/api/processes/{name}", tags=["record"])

AGAIN = 5
"""So often it is looked again when somebody else wrote first."""
MOST = 5_000
"""So many events may be sent at once."""
LONGEST_KEY = 200

EVENT = {
    "type": "object",
    "required": ["kind", "happened"],
    "properties": {
        "kind": {"enum": sorted(SHELF), "description": "What kind of event: see `reconvene explain KIND`."},
        "happened": {
            "type": "string",
            "pattern": r"^\d{4}-\d\d-\d\d(\.\.\d{4}-\d\d-\d\d)?$",
            "description": "The day, or two days between which it happened.",
        },
        "id": {"type": "string", "description": "Its name; made from what it says if left out."},
        "visible_to": {"type": "array", "items": {"type": "string"}, "description": "Its only readers."},
    },
    "additionalProperties": True,
}
EVENTS_BODY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "oneOf": [
                    EVENT,
                    {"type": "array", "items": EVENT, "minItems": 1, "maxItems": MOST},
                    {
                        "type": "object",
                        "required": ["events"],
                        "properties": {
                            "events": {"type": "array", "items": EVENT, "minItems": 1, "maxItems": MOST},
                            "attachments": {
                                "type": "object",
                                "description": "Files put to every event: their content in base64, by their name.",
                                "additionalProperties": {"type": "string", "format": "byte"},
                            },
                        },
                    },
                ]
            }
        }
    },
}
BUNDLE_BODY = {
    "required": True,
    "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
}
TOO_LARGE: dict[int | str, dict[str, Any]] = {413: {"description": "It is larger than is taken at once."}}
WRITING: dict[int | str, dict[str, Any]] = {**REFUSALS, **TOO_LARGE}

Name = Annotated[str, Path(description="The name of the process, as the list of processes has it.")]
Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        min_length=1,
        max_length=LONGEST_KEY,
        description="A name for this request: sent again with it, the request is done once, and answered alike.",
    ),
]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match",
        max_length=LONGEST_KEY,
        description="The ETag of what was looked at: nothing is written if the record went on since.",
    ),
]
DryRun = Annotated[bool, Query(description="Only look: answer what would follow, and write nothing.")]


class Refused(Exception):
    """A request that is refused with an answer of its own; nothing was written."""

    def __init__(self, answer: Response) -> None:
        super().__init__(answer.status_code)
        self.answer = answer


# Events


@router.post(
    "/events",
    summary="Record events, or look at what they would change",
    response_class=Response,
    responses={
        200: {"model": Recorded, "description": "Looked at, or on record already: nothing was written."},
        201: {"model": Recorded, "description": "Recorded, and durable."},
        412: {"model": Problem, "description": "The record went on since what `If-Match` names."},
        **WRITING,
        422: {"model": NotRecordedProblem, "description": "What was sent cannot be read as events."},
        409: {"model": NotRecordedProblem, "description": "The text does not let it happen, or it cannot be done."},
    },
    openapi_extra={"requestBody": EVENTS_BODY},
)
async def record_events(
    request: Request,
    name: Name,
    dry_run: DryRun = False,
    anyway: Annotated[bool, Query(description="Record what was seen though the text refuses it.")] = False,
    key: Key = None,
    if_match: IfMatch = None,
) -> Response:
    """Record one event or several; what follows is in the answer."""
    body = await access.body_from(request, Action.RECORD_EVENT)
    wish = _EventsWish(body, dry_run, anyway, if_match)
    return await run_in_threadpool(_once, request, Action.RECORD_EVENT, key, body, wish.run)


@dataclass(frozen=True)
class _EventsWish:
    """What one request for recording asks for."""

    body: bytes
    dry_run: bool
    anyway: bool
    if_match: str | None

    def run(self, request: Request, visit: Visit) -> Response:
        """Look, and record what may be recorded; again if somebody else wrote first."""
        events, files = _given(request, self.body)
        # Of several workers, too, one looks and writes at a time: what they look at while others write is soon stale.
        with visit.turn():
            for _ in range(AGAIN):
                seen = visit.desk.consider(events, visit.now, name="the request")
                if not seen.recordable:
                    raise Refused(_not_recorded(request, 422, "That cannot be read", seen.findings, seen))
                _insist_on(request, visit, self.if_match)
                self._insist_on(request, seen)
                if self.dry_run or not seen.events:
                    return _with_version(visit, as_json({"version": 1, "recorded": [], "preview": seen.as_data()}))
                try:
                    entries = visit.desk.record(seen, visit.now, anyway=self.anyway, attachments=files)
                except Stale:
                    continue
                for event in seen.events:
                    audit.note(visit.house.people, visit.caller, Act.EVENT_RECORDED, visit.now, event.id)
                recorded = [
                    {"id": event.id, "log": str(entry.header.log), "sequence": entry.header.sequence,
                     "hash": entry.hash, "recorded": entry.header.recorded}
                    for event, entry in zip(seen.events, _in_order(seen, entries), strict=True)
                ]  # fmt: skip
                told = {"version": 1, "recorded": recorded, "preview": seen.as_data()}
                return _with_version(visit, as_json(told, 201))
        raise fault("stale-writer", visit.subject.name, "Others write all the time.", "send it again in some seconds")

    def _insist_on(self, request: Request, seen: Preview) -> None:
        """Refuse what the text does not let happen, unless it is only looked at or recorded anyway."""
        if seen.refused and not (self.anyway or self.dry_run):
            told = [
                found("not-under-the-text", each.event.id, each.refusal.message, each.refusal.next_step)
                for each in seen.refused
            ]
            raise Refused(_not_recorded(request, 409, "The text does not let that happen", told, seen))


def _in_order(seen: Preview, entries: list[Any]) -> list[Any]:
    """The entries in the order of the events: they were written compartment by compartment."""
    by_id = {}
    for entry in entries:
        content = entry.content
        by_id[content.event["event"]["id"]] = entry
    return [by_id[event.id] for event in seen.events]


def _given(request: Request, body: bytes) -> tuple[list[dict[str, Any]], dict[str, bytes]]:
    """The events and files of a request."""
    try:
        text = body.decode("utf-8")
        events, files = events_in_json(text), _files(json.loads(text))
    except ValueError as error:
        why = "This is no text in UTF-8." if isinstance(error, UnicodeDecodeError) else str(error)
        finding = found("not-json", "the request", why, "mend it and send it again")
        raise Refused(problem(request, 422, "That cannot be read", [finding])) from error
    if len(events) > MOST:
        said = f"There are {len(events):,} events, and {MOST:,} are taken at once."
        finding = found("too-many-events", "the request", said, "send them in parts")
        raise Refused(problem(request, 422, "That cannot be read", [finding]))
    return events, files


def _files(data: Any) -> dict[str, bytes]:
    """The files beside a list under `events`. Raises ValueError for what is none."""
    written = data.get("attachments", {}) if isinstance(data, dict) and "events" in data else {}
    try:
        return {name: base64.b64decode(content, validate=True) for name, content in written.items()}
    except (AttributeError, TypeError, ValueError) as error:
        raise ValueError("`attachments` holds the content of files in base64, by their names.") from error


def _not_recorded(
    request: Request, status: int, title: str, findings: list[Finding] | tuple[Finding, ...], seen: Preview
) -> Response:
    told = {"title": title, "status": status, "findings": [each.as_data() for each in findings], "lines": []}
    return as_json({**told, "preview": seen.as_data()}, status)


def _insist_on(request: Request, visit: Visit, if_match: str | None) -> None:
    now = _version(visit)
    if if_match is not None and if_match.strip() not in ("*", f'"{now}"', now):
        finding = found(
            "stale-writer",
            visit.subject.name,
            "Something was recorded since you looked; nothing of yours was recorded.",
            "look at what was added and at the new preview, and send it again",
        )
        raise Refused(problem(request, 412, "The record went on", [finding]))


def _version(visit: Visit) -> str:
    return visit.house.subjects.version_of(visit.subject.name, Asked())


def _with_version(visit: Visit, answer: Response) -> Response:
    answer.headers["ETag"] = f'"{_version(visit)}"'
    return answer


# Doing a request once


def _once(
    request: Request, action: Action, key: str | None, body: bytes, run: Callable[[Request, Visit], Response]
) -> Response:
    """Do what a request asks for, and answer; with a key, a repeat is answered alike and not done again."""
    visit = visit_of(request, action)
    access.check_sender(request, visit.caller)
    if key is None:
        return _answered(request, visit, run)
    people, caller = visit.house.people, visit.caller
    digest = idempotency.digest_of_request(
        request.method.encode(), request.url.path.encode(), request.url.query.encode(), body
    )
    earlier = idempotency.begin(people, caller, key, digest, visit.now)
    if earlier is not None:
        repeated = Response(earlier.body, earlier.status, media_type="application/json")
        repeated.headers["Idempotent-Replayed"] = "true"
        return repeated
    try:
        answer = _answered(request, visit, run)
    except RecordFault:
        idempotency.give_up(people, caller, key)
        raise
    if answer.status_code >= 400:
        idempotency.give_up(people, caller, key)
    else:
        idempotency.settle(people, caller, key, Answer(answer.status_code, bytes(answer.body).decode()))
    return answer


def _answered(request: Request, visit: Visit, run: Callable[[Request, Visit], Response]) -> Response:
    try:
        return run(request, visit)
    except Refused as refused:
        return refused.answer


# Bundles


@router.post(
    "/bundles/export",
    summary="Cut a bundle for a reader",
    response_class=Response,
    responses={
        200: {"content": {"application/octet-stream": {}}, "description": "The bundle."},
        400: {"model": Problem, "description": "The body is no text in UTF-8."},
        **WRITING,
        422: {"model": Problem, "description": "The day or the reader cannot be read."},
    },
)
def export_bundle(request: Request, name: Name, wish: Annotated[ExportWish, Body()]) -> Response:
    """All that the desk holds and the reader may see, signed; a checkpoint of each own log goes along."""
    visit = visit_of(request, Action.EXCHANGE_BUNDLES)
    access.check_sender(request, visit.caller)
    try:
        start = datetime.combine(date.fromisoformat(wish.since), time(), UTC) if wish.since else None
    except ValueError:
        finding = found("not-a-day", "since", f"`{wish.since}` is no day.", "write it as year-month-day")
        return problem(request, 422, "That cannot be read", [finding])
    with visit.place.lock:
        made = export(visit.desk, wish.reader, since=start)
    audit.note(visit.house.people, visit.caller, Act.BUNDLE_EXPORTED, visit.now, f"for {wish.reader}")
    return as_file(made.content, f"{visit.desk.settings.process}-for-{wish.reader}.bundle")


@router.post(
    "/bundles/import",
    summary="Take a bundle of another desk, or look at what it brings",
    response_class=Response,
    responses={
        200: {"model": Received, "description": "What it brings, and whether it was taken."},
        **WRITING,
        422: {"model": Problem, "description": "It is no bundle, or is refused as a whole; nothing was changed."},
    },
    openapi_extra={"requestBody": BUNDLE_BODY},
)
async def import_bundle(request: Request, name: Name, dry_run: DryRun = False) -> Response:
    """What follows the logs here is added; what contradicts them is set aside and told; nothing is lost."""
    body = await access.body_from(request, Action.EXCHANGE_BUNDLES)
    return await run_in_threadpool(_receive, request, body, dry_run=dry_run)


def _receive(request: Request, body: bytes, *, dry_run: bool) -> Response:
    visit = visit_of(request, Action.EXCHANGE_BUNDLES)
    access.check_sender(request, visit.caller)
    with visit.turn():
        desk = visit.desk
        try:
            bundle = bundle_of(body, "the request")
        except RecordFault as error:
            return problem(request, 422, "That cannot be read", [error.finding])
        arrival = weigh_bundle(desk, bundle, "the request")
        if arrival.refused:
            return problem(request, 422, "The bundle is refused", arrival.findings)
        from reconvene.live.sides import brought_by  # noqa: PLC0415  (with the views of the record, takes a while)

        sides = brought_by(desk.accounts(), arrival.said, desk.document.process)
        if not dry_run:
            take_bundle(desk, bundle, "the request")
    brought = arrival.intake
    if not dry_run:
        about = f"from {bundle.sender}, {brought.added} entries"
        audit.note(visit.house.people, visit.caller, Act.BUNDLE_IMPORTED, visit.now, about)
    return as_json(
        {
            "sender": bundle.sender,
            "taken": not dry_run,
            "added": brought.added,
            "known": brought.known,
            "aside": len(brought.aside),
            "logs": [{"log": str(name), "entries": len(chain)} for name, chain in brought.chains.items()],
            "events": [each.event.id for each in arrival.said],
            "findings": [finding.as_data() for finding in arrival.findings],
            "conflicts": [asdict(each) for each in sides],
        }
    )
