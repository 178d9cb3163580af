"""What a record is held against, and what goes from desk to desk: in the browser and for programs."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from reconvene.live.bundles import export
from reconvene.live.roles import Role
from reconvene.live.sealing import seal_desk
from reconvene.record.sqlite_store import FILE
from tests.desk_folders import CLOSED, HELD, TEXT, desk_of, hand_over
from tests.desks import tamper
from tests.test_web_record import CONTACT, on_record
from tests.web_desk import NAME, NOW, WebDesk, hidden, reopened

SECRET = "a road through the hills"  # noqa: S105
API = f"/api/processes/{NAME}"


# Integrity


def test_an_intact_record_is_said_to_be_so_with_its_logs_and_keys(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED], NOW)
    told = web.get("/integrity")
    assert "Intact, with 1 open question." in told
    assert f"{NAME}/sweden/everybody 3" in told
    assert web.desk.key.public.id in told
    assert web.browser.get(f"{web.base}/integrity.json").json()["intact"] is True


def test_a_checkpoint_is_signed_downloaded_and_agrees_until_the_record_is_another(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    web.get("/integrity")
    assert "The checkpoints are signed and kept." in web.post("/integrity/checkpoint")
    note = web.browser.get(f"{web.base}/integrity/checkpoints/0").text
    web.desk.record(CLOSED, NOW)
    web.get("/integrity")
    told = web.post("/integrity", note=note.replace("\n", "\r\n"))
    assert f"It agrees: the log {NAME}/sweden/everybody here begins with the very 2 entries" in told
    told = web.post("/integrity", files={"file": ("a.checkpoint", note.encode())})
    assert "It agrees" in told
    told = web.post("/integrity", note=note.replace("\n2\n", "\n1\n"))
    assert "It does not agree with the record here, or cannot be held against it" in told
    for hostile in ("", "nothing of the kind", "x" * 100_000, "a\n\0\n\n— b c\n", "\n\n"):
        assert "That is no checkpoint" in web.post("/integrity", note=hostile)
    assert web.get("/integrity/checkpoints/99", 404)


def test_an_event_is_proved_to_be_in_the_record(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED, CONTACT], NOW)
    told = web.get(f"/integrity?log={NAME}/sweden/everybody&entry=2")
    assert "It is in the record: its hash and the 2 hashes below lead to the root" in told
    web.desk.sign_checkpoints()
    assert "which sweden signed in a checkpoint" in web.get(f"/integrity?log={NAME}/sweden/everybody&entry=2")
    assert web.get(f"/integrity?log={NAME}/sweden/everybody&entry=4", 404)
    assert web.get("/integrity?log=nowhere&entry=0", 404)


def test_a_damaged_record_says_so_on_every_page_and_the_way_on(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED], NOW)
    web.get("/record")
    folder = web.desk.folder
    tamper(folder, "UPDATE entry SET body = replace(body, 'summit', 'valley')")
    web = reopened(web)
    told = web.get("/integrity")
    assert "Not intact:" in told
    assert "Write nothing to it; work on a copy." in told
    assert "Next:" in web.get("/record/new?kind=claim", 503)
    assert "talks" in web.browser.get("/").text
    answer = web.browser.post(f"{API}/events", json=CONTACT, headers=web.token())
    assert answer.status_code == 503
    (folder / FILE).write_bytes(b"this is no database at all" * 100)
    web = reopened(web)
    assert "Not intact:" in web.get("/integrity")
    assert "Next:" in web.get("/record", 503)
    assert web.browser.get("/").status_code == 200


def test_a_sealed_desk_is_read_with_its_passphrase_alone_and_keeps_no_draft_open(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    folder = web.desk.folder
    web.house.office.close()
    seal_desk(folder, SECRET)
    web = reopened(web)
    assert "sealed under a passphrase" in web.get("/record", 409)
    assert "sealed under a passphrase" in web.get("/integrity", 409)
    web.house.office.place(NAME).passphrase = SECRET
    assert "1 of 1 event" in web.get("/record")
    assert "Intact" in web.get("/integrity")
    told = web.get("/record/new?kind=claim")
    assert "Keep as a draft" not in told
    web.post("/record/new", 409, do="draft", fields={"f.duty": "halt"})
    assert not (folder / "drafts").exists()


def test_a_fingerprint_that_was_compared_is_kept(web: WebDesk, tmp_path: Path) -> None:
    north = desk_of("north", tmp_path)
    north.record(CONTACT, NOW)
    content = export(north, "sweden").content
    web.get("/bundles")
    assert "was never compared" in web.post("/bundles/import", files={"bundle": ("n.bundle", content)})
    web.get("/integrity")
    assert "is no whole fingerprint" in web.post("/integrity/trust", 409, desk="north", fingerprint="abc")
    web.get("/integrity")
    assert "The fingerprint is kept." in web.post("/integrity/trust", desk="north", fingerprint=north.key.public.id)
    web.get("/bundles")
    assert "was never compared" not in web.post("/bundles/import", files={"bundle": ("n.bundle", content)})


# Bundles


def test_a_bundle_is_cut_for_a_reader_and_what_it_leaves_out_is_told_here_alone(web: WebDesk) -> None:
    web.desk.record([HELD, {**CONTACT, "visible_to": ["sweden", "north"]}], NOW)
    web.get("/bundles")
    told = web.post("/bundles/export", reader="south", do="look")
    assert (
        "What it leaves out This is told here alone, and nowhere in the file. 1 entry of Sweden in north-sweden" in told
    )
    assert web.desk.store.notes() == []
    answer = web.browser.post(f"{web.base}/bundles/export", data={**hidden(web.last), "reader": "south", "do": "save"})
    assert answer.content.startswith(b"bundle ")
    assert b"envoys" not in answer.content
    assert f'filename="{NAME}-for-south-2026-02-05.bundle"' in answer.headers["content-disposition"]


def test_a_page_for_a_reader_is_one_file_and_shows_only_what_is_theirs(web: WebDesk) -> None:
    private = {**CONTACT, "id": "in_private", "text": "Between two alone.", "visible_to": ["sweden", "north"]}
    web.desk.record([HELD, private], NOW)
    web.get("/bundles")
    for page in ("status", "schedule"):
        for reader in ("south", "everybody"):
            values = {**hidden(web.last), "reader": reader, "page": page}
            answer = web.browser.post(f"{web.base}/bundles/page", data=values)
            assert answer.status_code == 200
            assert "<script" not in answer.text
            assert "in_private" not in answer.text
            assert "Talks of north and south" in answer.text


def test_a_bundle_is_looked_at_before_it_is_taken(web: WebDesk, tmp_path: Path) -> None:
    north = desk_of("north", tmp_path)
    hand_over(web.desk, north)
    north.record({"kind": "claim", "duty": "halt", "happened": "2026-01-20"}, NOW)
    content = export(north, "sweden").content
    web.get("/bundles")
    told = web.post("/bundles/import", files={"bundle": ("north.bundle", content)})
    assert "A bundle of North" in told
    assert "claim_halt, by North" in told
    assert "claim_halt" not in on_record(web)
    told = web.post("/bundles/take", do="take")
    assert "The bundle was taken." in told
    assert on_record(web)["claim_halt"] == "claim"
    assert list((web.desk.folder / "incoming").glob("*")) == []


def test_what_would_be_told_differently_is_shown_before_and_after(web: WebDesk, tmp_path: Path) -> None:
    web.desk.record([HELD, CLOSED], NOW)
    north = desk_of("north", tmp_path)
    north.record([HELD, {**CLOSED, "outcome": "agreed"}], NOW)
    web.get("/bundles")
    told = web.post("/bundles/import", files={"bundle": ("north.bundle", export(north, "sweden").content)})
    assert "What would then be told differently session_closed_summit, session closed" in told
    assert "outcome (they differ) agreed none" in told
    assert "No two desks tell different things" in web.get("/conflicts")
    web.get("/bundles")
    web.post("/bundles/import", files={"bundle": ("north.bundle", export(north, "sweden").content)})
    web.post("/bundles/take", do="take")
    assert "outcome (they differ) agreed none" in web.get("/conflicts")
    assert web.browser.get(f"{web.base}/conflicts.json").json()["conflicts"][0]["id"] == "session_closed_summit"
    assert "Desks tell this differently." in web.get("/record")
    assert "2 desks recorded an event of this name" in web.get("/record/session_closed_summit")
    assert "As the desk of North recorded it" in web.get("/record/session_closed_summit@north")


def hostile_bundles(web: WebDesk, folder: Path) -> list[bytes]:
    good = export(web.desk, "north").content
    other = desk_of("north", folder, TEXT.replace("title: Talks of north and south", "title: Others"))
    return [
        b"",
        b"PK\x03\x04" + b"\0" * 1000,
        b"\x1f\x8b" + b"\0" * 1000,
        b"bundle ",
        b"bundle {}\nend {}\n",
        b"bundle " + b"[" * 100_000 + b"\nend {}\n",
        good[: len(good) // 2],
        good.replace(b"sweden", b"norway"),
        good,  # cut for north, and not for this desk
        export(other, "sweden").content,
        b"\xff\xfe" * 5000,
    ]


def test_hostile_and_wrong_bundles_are_refused_and_nothing_changes(web: WebDesk, tmp_path: Path) -> None:
    web.desk.record(HELD, NOW)
    before = dict(on_record(web))
    headers = web.token()
    for content in hostile_bundles(web, tmp_path):
        web.get("/bundles")
        told = web.post("/bundles/import", 422, files={"bundle": ("x" * 500 + ".bundle", content)})
        assert "Next:" in told
        answer = web.browser.post(f"{API}/bundles/import", content=content, headers=headers)
        assert answer.status_code == 422
        assert answer.json()["findings"]
    assert on_record(web) == before
    web.get("/bundles")
    web.post("/bundles/take", 409, do="take", digest="../../desk.yaml")


# For programs


def test_programs_record_events_with_a_token_and_see_what_follows(web: WebDesk) -> None:
    headers = web.token()
    looked = web.browser.post(f"{API}/events?dry_run=true", json=CONTACT, headers=headers)
    assert looked.status_code == 200
    assert looked.json()["recorded"] == []
    assert not on_record(web)
    files = {"note.txt": "YSBub3Rl"}
    sent = {"events": [CONTACT, {**HELD, "visible_to": ["sweden", "north"]}], "attachments": files}
    answer = web.browser.post(f"{API}/events", json=sent, headers={**headers, "If-Match": looked.headers["etag"]})
    assert answer.status_code == 201
    assert [each["id"] for each in answer.json()["recorded"]] == list(on_record(web))
    assert web.desk.store.attachments()
    stale = web.browser.post(f"{API}/events", json=CLOSED, headers={**headers, "If-Match": looked.headers["etag"]})
    assert stale.status_code == 412


def test_a_repeat_with_the_same_key_is_answered_alike_and_done_once(web: WebDesk) -> None:
    headers = {**web.token(), "Idempotency-Key": "first"}
    one, two = (web.browser.post(f"{API}/events", json=CONTACT, headers=headers) for _ in range(2))
    assert (one.status_code, one.json()) == (two.status_code, two.json())
    assert two.headers["idempotent-replayed"] == "true"
    assert len(on_record(web)) == 1
    other = web.browser.post(f"{API}/events", json=HELD, headers=headers)
    assert other.status_code == 409
    assert other.json()["findings"][0]["id"] == "key-of-another-request"
    headers["Idempotency-Key"] = "second"
    assert web.browser.post(f"{API}/events", content=b"{", headers=headers).status_code == 422
    assert web.browser.post(f"{API}/events", json=HELD, headers=headers).status_code == 201


def test_what_the_text_refuses_is_refused_with_its_clause_unless_it_is_recorded_anyway(web: WebDesk) -> None:
    event = {"kind": "claim", "duty": "fuel", "happened": "2026-01-20"}
    headers = web.token()
    answer = web.browser.post(f"{API}/events", json=event, headers=headers)
    assert answer.status_code == 409
    assert answer.json()["preview"]["refused"][0]["clause"] == "halt.verified"
    assert web.browser.post(f"{API}/events?anyway=true", json=event, headers=headers).status_code == 201


NO_EVENTS = (
    b"",
    b"{",
    b"[1, 2]",
    b'"contact"',
    b"[]",
    b"{}",
    b'{"events": {}}',
    b'{"kind": "contact", "kind": "claim"}',
    b'{"kind": "nothing_such", "happened": "2026-02-01"}',
    b'{"kind": ["contact"], "happened": {}}',
    b'{"kind": "contact", "channel": "\\ud800", "happened": "2026-02-01"}',
    b"\xff\xfe",
    b"[" * 50_000,
    b'{"kind": "statement", "text": ' + b"[" * 900 + b"]" * 900 + b"}",
    b'{"events": [], "attachments": 5}',
    b'{"events": [{"kind": "contact"}], "attachments": {"a": "no base64!"}}',
    b'{"kind": "contact", "channel": "envoys", "happened": 5e400}',
    b"[" + b",".join([b"{}"] * 5_001) + b"]",
)


def test_what_is_no_event_is_told_and_nothing_is_recorded(web: WebDesk) -> None:
    headers = web.token()
    for body in NO_EVENTS:
        answer = web.browser.post(f"{API}/events", content=body, headers=headers)
        assert answer.status_code == 422, (body[:60], answer.text[:500])
        assert answer.json()["findings"][0]["help"], body[:60]
    assert not on_record(web)


def test_who_may_not_record_is_told_so(web: WebDesk) -> None:
    reader = web.token(Role.READER)
    assert web.browser.post(f"{API}/events", json=CONTACT, headers=reader).status_code == 403
    assert web.browser.post(f"{API}/bundles/export", json={"reader": "south"}, headers=reader).status_code == 403
    assert web.browser.get("/api/processes", headers=reader).status_code == 200
    bad = {"Authorization": "Bearer reconvene_nothing"}
    assert web.browser.post(f"{API}/events", json=CONTACT, headers=bad).status_code == 401
    by_cookie = web.browser.post(f"{API}/events", json=CONTACT)
    assert by_cookie.status_code == 409
    assert not on_record(web)


def test_the_processes_are_listed_and_summed_up(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED], NOW)
    headers = web.token(Role.READER)
    listed = web.browser.get("/api/processes", headers=headers).json()["processes"]
    assert {"name": NAME, "title": "Talks of north and south", "shipped": False, "on_record": True} in listed
    answer = web.browser.get(API, headers=headers)
    assert answer.json()["events"] == 2
    assert answer.json()["version"] in answer.headers["etag"]
    assert web.browser.get("/api/processes/nothing", headers=headers).status_code == 404


def test_bundles_go_both_ways_for_programs(web: WebDesk, tmp_path: Path) -> None:
    web.desk.record(HELD, NOW)
    headers = web.token()
    answer = web.browser.post(f"{API}/bundles/export", json={"reader": "north"}, headers=headers)
    assert answer.content.startswith(b"bundle ")
    assert web.browser.post(f"{API}/bundles/export", json={"reader": "nobody"}, headers=headers).status_code == 404
    bad = web.browser.post(f"{API}/bundles/export", json={"reader": "north", "since": "2026-02-31"}, headers=headers)
    assert bad.status_code == 422
    north = desk_of("north", tmp_path)
    north.record(CONTACT, NOW)
    content = export(north, "sweden").content
    looked = web.browser.post(f"{API}/bundles/import?dry_run=true", content=content, headers=headers).json()
    assert (looked["taken"], looked["events"]) == (False, ["contact_envoys"])
    taken = web.browser.post(f"{API}/bundles/import", content=content, headers=headers).json()
    assert (taken["taken"], taken["added"]) == (True, looked["added"])
    assert "contact_envoys" in on_record(web)


def test_many_write_at_once_and_no_event_is_lost_or_doubled(web: WebDesk) -> None:
    headers = web.token()

    def write(number: int) -> int:
        event = {**CONTACT, "id": f"contact_{number // 2}"}  # each is sent twice
        sent = {**headers, "Idempotency-Key": f"{number // 2}"}
        status: int = web.browser.post(f"{API}/events", json=event, headers=sent).status_code
        return status

    with ThreadPoolExecutor(4) as executor:
        statuses = list(executor.map(write, range(12)))
    assert set(statuses) <= {201, 409}  # the second of a pair may come while the first is being answered
    assert sorted(on_record(web)) == sorted(f"contact_{number}" for number in range(6))


def test_the_description_names_every_status_of_the_record(web: WebDesk) -> None:
    told = json.loads(web.browser.get("/api/openapi.json").text)
    record = told["paths"]["/api/processes/{name}/events"]["post"]
    assert set(record["responses"]) >= {"200", "201", "401", "403", "404", "409", "412", "413", "422"}
    assert record["requestBody"]["content"]["application/json"]["schema"]["oneOf"]
    names = [each["name"] for each in told["paths"]["/processes/{name}/record.json"]["get"]["parameters"]]
    assert {"kind", "duty", "voice", "since"} <= set(names)
