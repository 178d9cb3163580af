"""The record in a browser: an event is written in a form, what would follow is shown, and then it is signed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from reconvene.live import clock, drafts
from reconvene.live.audit import Act, read_audit
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.occasions import SHORT_CUTS, groups, occasions
from reconvene.live.people_store import open_people_at
from reconvene.live.roles import Role
from reconvene.process.events import SHELF
from reconvene.web.event_form import EventForm
from tests.desk_folders import CLOSED, HELD, moment
from tests.web_desk import NAME, NOW, WebDesk, filled, served, web_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CONTACT: dict[str, Any] = {"kind": "contact", "channel": "envoys", "happened": "2026-02-01"}


def on_record(web: WebDesk) -> dict[str, str]:
    return {each.event.id: each.event.kind for each in web.desk.contents.said}


# What can be recorded


def test_every_kind_of_event_is_found_under_one_heading() -> None:
    listed = [each.kind for group in groups() for each in group.occasions]
    assert sorted(listed) == sorted(SHELF)
    assert set(SHORT_CUTS) <= set(occasions())


def test_every_kind_has_a_form_that_says_what_is_missing(web: WebDesk) -> None:
    for kind in SHELF:
        form = EventForm(kind, web.desk.document, (), str)
        assert form.read({}).wrong["f.happened"] == "This must be said."
        assert {each.name for each in form.fields({}) if each.required} == set(form.read({}).wrong), kind
    web.get("/record/new?kind=claim")
    assert "This must be said." in web.post("/record/new", 422, do="look")
    assert not on_record(web)


# Looking, then recording


def test_what_would_follow_is_shown_before_anything_is_signed(web: WebDesk) -> None:
    told = web.look("claim", duty="halt", happened="2026-01-20", text="All halted.")
    assert "voice of the debtor: silent becomes claims done (2026-01-20)" in told
    assert "to be signed by the desk of Sweden as claim_halt, for everybody" in told
    assert not on_record(web)
    told = web.confirm()
    assert "It is on record, signed by this desk." in told
    assert on_record(web) == {"claim_halt": "claim"}
    assert [each.about for each in read_audit(web.house.people, ADMINISTRATOR, act=Act.EVENT_RECORDED)] == [
        "claim_halt"
    ]


def test_another_page_opens_a_form_with_what_it_knows_already(web: WebDesk) -> None:
    web.get("/record/new?kind=notice_sent&by_party=sweden&to=north,+south&happened=2026-02-03")
    held = _filled(web)
    assert (held["f.by_party"], held["f.happened"]) == ("sweden", "2026-02-03")
    assert held["f.to"] == ["north", "south"]


def test_a_form_waits_while_another_worker_is_at_the_record(
    postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    web = web_desk(tmp_path, database=postgres)
    web.look("contact", channel="envoys", happened="2026-02-01")
    with ThreadPoolExecutor(1) as pool, open_people_at(tmp_path, postgres) as other:
        with other.in_turn(f"record in {NAME}"):
            told = pool.submit(web.confirm)
            with pytest.raises(TimeoutError):
                told.result(0.5)
            assert not on_record(web)
        assert "It is on record, signed by this desk." in told.result(30)
    assert list(on_record(web)) == ["contact_envoys"]
    web.house.close()


def test_the_same_form_sent_twice_records_one_event(web: WebDesk) -> None:
    web.look("contact", channel="envoys", happened="2026-02-01")
    page = web.last
    web.confirm()
    web.last = page
    told = web.confirm()
    assert "It is on record" in told
    assert list(on_record(web)) == ["contact_envoys"]


def test_a_form_that_was_changed_after_the_look_is_looked_at_again(web: WebDesk) -> None:
    web.look("claim", duty="halt", happened="2026-01-20")
    told = web.confirm(409, fields={"f.happened": "2026-01-21"})
    assert "This is not what you looked at" in told
    assert "claims done (2026-01-21)" in told
    assert not on_record(web)
    web.confirm()
    assert str(web.desk.find("claim_halt").event.happened) == "2026-01-21"


def test_who_looked_before_somebody_else_wrote_looks_again(web: WebDesk) -> None:
    web.look("contact", channel="envoys", happened="2026-02-01")
    web.desk.record(HELD, NOW)
    told = web.confirm(409)
    assert "somebody recorded something since" in told
    web.confirm()
    assert list(on_record(web)) == ["session_held_summit", "contact_envoys"]


def test_what_the_text_refuses_wants_a_tick_and_names_the_clause(web: WebDesk) -> None:
    told = web.look("determined", duty="halt", body="commission", finding="performed", happened="2026-02-01")
    assert "The text does not let that happen now." in told
    assert "line " in told
    web.confirm(422)
    assert not on_record(web)
    web.confirm(anyway="yes")
    assert list(on_record(web)) == ["determined_halt"]


def test_what_cannot_be_read_is_told_beside_its_field_and_nothing_is_lost(web: WebDesk) -> None:
    told = web.look("claim", 422, duty="hult", happened="2026-01-20", text="All halted.")
    assert "Did you mean `halt`?".replace("`", "") in told.replace("`", "")
    assert ">All halted.</textarea>" in web.last
    assert 'aria-invalid="true"' in web.last


def test_what_has_not_happened_yet_is_told_beside_the_day(web: WebDesk) -> None:
    told = web.look("claim", 422, duty="halt", happened="2026-03-01")
    assert "is said to happen on 2026-03-01, and today is 2026-02-05" in told
    assert 'name="looked"' not in web.last


def test_an_event_between_two_days_and_a_session_without_a_next_date(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    web.get("/record/new?kind=session_closed")
    days = {"f.happened": "2026-02-01", "f.happened.until": "2026-02-02", "f.next_date.none": "none"}
    fields = {"f.session": "summit", "f.outcome": "none", **days}
    told = web.post("/record/new", fields=fields, do="look")
    assert "The table:" in told
    web.confirm(fields={"f.next_date.none": "none"})
    said = web.desk.find("session_closed_summit").event
    assert str(said.happened) == "2026-02-01..2026-02-02"
    assert said.next_date == "none"  # type: ignore[attr-defined]


def test_an_event_for_some_alone_goes_to_their_log_and_says_so(web: WebDesk) -> None:
    told = web.look("contact", channel="envoys", happened="2026-02-01", _visible="named", _reader=["sweden", "north"])
    assert "for north, sweden alone" in told
    web.confirm()
    said = web.desk.find("contact_envoys_for_north_sweden")
    assert said.log.compartment == "north-sweden"
    assert "for north, sweden alone" in web.get("/record/contact_envoys_for_north_sweden")


def test_an_event_is_never_hidden_from_whoever_records_it(web: WebDesk) -> None:
    told = web.look("contact", 422, channel="envoys", happened="2026-02-01", _visible="named", _reader=["north"])
    assert "add `sweden` to `visible_to`".replace("`", "") in told.replace("`", "")


def test_a_circle_of_readers_that_the_settings_name_is_one_choice(web: WebDesk) -> None:
    web.desk.settings = web.desk.settings.changed(compartments={"friends": ("north", "sweden")})
    web.look("contact", channel="envoys", happened="2026-02-01", _visible="compartment:friends")
    web.confirm()
    (said,) = web.desk.contents.said
    assert said.log.compartment == "friends"
    told = web.look("contact", 422, channel="envoys", happened="2026-02-01", _visible="compartment:others")
    assert "There is no such circle of readers any more." in told


def test_an_amendment_says_what_changed_in_lines(web: WebDesk) -> None:
    told = web.look("amendment", 422, of="halt", happened="2026-02-01")
    assert "This must be said." in told
    told = web.look("amendment", 422, of="halt", happened="2026-02-01", _says="no lines at all")
    assert "Write one" in told
    web.look("amendment", of="halt", happened="2026-02-01", _says="within: 60 days of signed")
    web.confirm()
    assert on_record(web) == {"amendment_halt": "amendment"}


def test_what_others_wrote_is_shown_as_text_and_names_that_are_pages_are_reached(web: WebDesk) -> None:
    hostile = "<script>alert(1)</script> \u202e=cmd"
    web.desk.record(
        {"kind": "contact", "channel": "envoys", "happened": "2026-02-01", "id": "new", "text": hostile}, NOW
    )
    for view in ("feed", "compact", "json"):
        web.get(f"/record?view={view}")
        assert "<script>alert" not in web.last
        assert "\u202e" not in web.last
    assert "new%40sweden" in web.last or "new@sweden" in web.browser.get(f"{web.base}/record").text
    assert "<script>alert" in web.get("/record/new@sweden")


def test_whoever_only_reads_is_let_in_to_read_alone(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    reader = {**web.token(Role.READER), "Cookie": ""}
    assert web.browser.get(f"{web.base}/record.json", headers=reader).status_code == 200
    assert web.browser.get(f"{web.base}/record/new", headers=reader).status_code == 403
    assert web.browser.get(f"{web.base}/bundles", headers=reader).status_code == 403
    assert web.browser.post(f"{web.base}/record/session_held_summit/redact", headers=reader).status_code == 403


# Files


def test_files_are_kept_by_the_hash_of_what_is_in_them(web: WebDesk) -> None:
    web.look("claim", duty="halt", happened="2026-01-20")
    told = web.confirm(files={"file1": ("C:\\photos\\gate.jpg", b"a gate"), "file2": ("note.txt", b"a note")})
    assert "gate.jpg" in told
    held = {name: each for each in web.desk.contents.attached for name in each.files}
    digest = held["gate.jpg"].files["gate.jpg"]
    answer = web.browser.get(f"{web.base}/record/claim_halt/files/{digest}")
    assert answer.content == b"a gate"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "charset" not in answer.headers["content-type"]
    web.post("/record/claim_halt/attach", files={"file1": ("late.txt", b"later")})
    assert "late.txt" in web.get("/record/claim_halt")


def test_hostile_names_of_files_are_refused_and_nothing_is_recorded(web: WebDesk) -> None:
    for name in ("..", "x" * 300 + ".txt", "a:b"):
        web.look("claim", duty="halt", happened="2026-01-20")
        answer = web.confirm(409, files={"file1": (name, b"a note")})
        assert "name" in answer
        assert not on_record(web)
    web.look("claim", duty="halt", happened="2026-01-20")
    told = web.confirm(409, files={"file1": ("a.txt", b"one"), "file2": ("a.txt", b"two")})
    assert "Two files are called" in told


def test_more_than_is_taken_at_once_is_refused(web: WebDesk) -> None:
    web.look("claim", duty="halt", happened="2026-01-20")
    answer = web.browser.post(
        f"{web.base}/record/new", data={}, files={"file1": ("big.bin", b"\0" * (33 * 1024 * 1024))}
    )
    assert answer.status_code == 413


# Corrections, erasures, drafts


def test_a_correction_shows_what_it_corrects_and_the_event_stays(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED], NOW)
    web.get("/record/new?kind=correction&of=session_closed_summit")
    told = web.post(
        "/record/new", do="look", fields={**_filled(web), "s.outcome": "agreed", "f.happened": "2026-02-05"}
    )
    assert "correction_session_closed_summit" in told
    told = web.confirm()
    assert "outcome none agreed" in told
    told = web.get("/record/session_closed_summit")
    assert "Corrected since correction_session_closed_summit" in told
    assert "Outcome none" in told


def _filled(web: WebDesk) -> dict[str, Any]:
    return filled(web.last)


def test_a_correction_that_changes_nothing_is_not_looked_at(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    web.get("/record/new?kind=correction&of=session_held_summit")
    told = web.post("/record/new", 422, do="look", fields=_filled(web))
    assert "Nothing in the form is other than it was." in told


def test_an_event_that_did_not_happen_is_withdrawn(web: WebDesk) -> None:
    web.desk.record(HELD, NOW)
    web.get("/record/new?kind=correction&of=session_held_summit")
    web.post("/record/new", do="look", fields={**_filled(web), "withdrawn": "yes"})
    web.confirm()
    assert "it did not happen" in web.get("/record/correction_session_held_summit")


def test_words_are_erased_with_a_reason_and_the_entry_stays(web: WebDesk) -> None:
    web.desk.record({**HELD, "text": "It named a source."}, NOW)
    web.get("/record/session_held_summit")
    web.post("/record/session_held_summit/redact", 409, reason="it named a source")
    assert "session_held_summit" in on_record(web)
    web.get("/record/session_held_summit")
    told = web.post("/record/session_held_summit/redact", reason="it named a source", sure="yes")
    assert "Words erased" in told
    assert "it named a source" in told
    assert "session_held_summit" not in on_record(web)
    assert web.get("/record/session_held_summit", 404)


def test_a_draft_is_kept_listed_taken_up_and_gone_once_it_is_on_record(web: WebDesk) -> None:
    web.get("/record/new?kind=claim")
    told = web.post("/record/new", do="draft", fields={"f.duty": "halt", "f.text": "All halted."})
    assert "Drafts, not on record" in told
    (path,) = drafts.waiting(web.desk.folder)
    web.get(f"/record/new?draft={path.name}")
    assert _filled(web)["f.duty"] == "halt"
    web.post("/record/new", do="look", fields={**_filled(web), "f.happened": "2026-01-20"})
    web.confirm()
    assert on_record(web) == {"claim_halt": "claim"}
    assert drafts.waiting(web.desk.folder) == []


def test_a_draft_is_thrown_away_and_a_strange_file_among_them_is_no_trouble(web: WebDesk) -> None:
    path = drafts.keep_text(web.desk.folder, "strange", ".json", "{")
    web.get("/record/new?draft=strange.json", 409)
    web.get("/record/new?draft=../desk.yaml", 404)
    web.get("/record/new")
    web.post(f"/record/drafts/{path.name}")
    assert drafts.waiting(web.desk.folder) == []


# The list


def test_the_feed_tells_who_when_for_whom_and_where_in_the_chain(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED], moment("02-03"))
    web.desk.record({"kind": "claim", "duty": "halt", "happened": "2026-01-20"}, NOW, attachments={"a.txt": b"a"})
    told = web.get("/record")
    assert "A party declares that it did its duty: North Happened 2026-01-20 Recorded 2026-02-05 12:00 UTC" in told
    assert "party, as the debtor; for everybody; by the desk of Sweden" in told
    assert "Text adopted" in told
    places = {each.event.id: each for each in web.desk.contents.said}
    first, second = (place for place in (places["session_held_summit"], places["session_closed_summit"]))
    data = web.browser.get(f"{web.base}/record.json").json()["events"]
    by_id = {each["event"]["id"]: each for each in data}
    assert by_id["session_closed_summit"]["place"]["previous"] == by_id["session_held_summit"]["place"]["hash"]
    assert (first.sequence, second.sequence) == (1, 2)


def test_the_filters_stand_in_the_address_and_hold_for_every_view_and_twin(web: WebDesk) -> None:
    web.desk.record([HELD, CLOSED, {"kind": "claim", "duty": "halt", "happened": "2026-01-20"}], NOW)
    for query, wanted in (
        ("kind=claim", ["claim_halt"]),
        ("actor=north", ["claim_halt"]),
        ("voice=debtor&duty=halt", ["claim_halt"]),
        ("until=2026-01-31", ["claim_halt"]),
        ("words=session+closed", ["session_closed_summit"]),
        ("kind=claim&duty=fuel", []),
    ):
        data = web.browser.get(f"{web.base}/record.json?{query}").json()["events"]
        assert [each["event"]["id"] for each in data] == wanted, query
        for view in ("feed", "compact", "json"):
            told = web.get(f"/record?view={view}&{query}")
            assert f"{len(wanted)} of 3 events" in told
    assert "session_held_summit" in web.browser.get(f"{web.base}/record.csv").text


def test_as_of_an_earlier_day_later_events_are_told_to_be_there(web: WebDesk) -> None:
    web.desk.record([HELD, {"kind": "claim", "duty": "halt", "happened": "2026-01-20"}], NOW)
    told = web.get("/record?as_of=2026-01-25&view=compact")
    assert "1 of 1 event" in told
    assert "1 more happened after 2026-01-25" in told


def test_a_shipped_case_is_read_and_nothing_can_be_recorded_in_it(web: WebDesk) -> None:
    web.base = "/processes/case:hanoi"
    told = web.get("/record")
    assert "Nobody signed them" in told
    assert "straits_times_october" in web.get("/record/stockholm_broken_off?as_of=2020-01-01")
    assert "A shipped case is only read." in web.get("/record/new", 409)


def test_a_process_without_a_desk_says_how_its_record_begins(web: WebDesk) -> None:
    web.house.office.begin("other", (web.desk.folder.parent / "process.yaml").read_text(encoding="utf-8"))
    web.base = "/processes/other"
    assert "adopt the text, and the record begins" in web.get("/record")
    assert "Adopt the text first" in web.get("/record/new")


# In a browser


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_a_session_is_recorded_by_what_stands_on_the_page(web: WebDesk, browser: Browser, width: int) -> None:
    web.desk.record(HELD, NOW)
    with served(web) as link, browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        wrong: list[str] = []
        # A form that is to be looked at again is answered with 409, of which the browser tells.
        page.on("console", lambda said: wrong.append(said.text) if "409" not in said.text else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.goto(link)
        page.get_by_role("link", name="Talks of north and south").first.click()
        if width < 960:  # on a telephone the pages open when they are asked for
            page.get_by_text("Pages", exact=True).click()
        page.get_by_role("link", name="Record", exact=True).click()
        page.get_by_role("link", name="Record what happened").last.click()
        page.get_by_role("link", name="A session ended, with or without a result").first.click()
        page.get_by_label("Which session").fill("summit")
        page.get_by_label("What came of it").select_option("none")
        page.get_by_label("Day", exact=True).first.fill("2026-02-01")
        page.get_by_label("None: it was said that there is none").check()
        page.get_by_role("button", name="See what would follow").click()
        page.get_by_role("heading", name="What would follow").wait_for()
        assert "The table: active becomes returning (stage 0 of the way back" in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        web.desk.record(CONTACT, NOW)  # somebody else writes; what is looked at stays on the screen
        page.wait_for_timeout(100)
        page.get_by_role("button", name="Record it").click()
        page.get_by_text("This is not what you looked at").wait_for()
        page.get_by_role("button", name="Record it").click()
        page.get_by_text("It is on record, signed by this desk.").wait_for()
        assert "session_closed_summit" in on_record(web)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert wrong == []
