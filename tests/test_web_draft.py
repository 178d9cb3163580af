"""The draft of a process as text: written, checked while it is typed, saved, mended, and kept as versions."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from reconvene.live.audit import Noted, read_audit
from reconvene.live.callers import ADMINISTRATOR
from reconvene.live.rate_limits import take
from reconvene.live.roles import Role
from reconvene.live.sessions import resume
from tests.offices import TALKS, Desk, hidden, looked_at

if TYPE_CHECKING:
    from playwright.sync_api import Browser

MISSPELT = TALKS.replace("within:", "withn:")


def findings(desk: Desk, text: str, **query: str) -> list[dict[str, Any]]:
    answer = desk.client.post(
        f"{desk.base}/draft/check", params=query, content=text.encode(), headers={"X-CSRF-Token": desk.csrf}
    )
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["findings"]
    return found


def saved_as(desk: Desk, text: str, **more: str) -> str:
    seen = hidden(desk.get("/draft"), "seen")
    return desk.send("/draft", {"text": text.replace("\n", "\r\n"), "seen": seen, **more})


def test_the_text_is_there_to_the_letter_and_saved_to_the_letter(desk: Desk) -> None:
    page = desk.get("/draft")
    assert "# the first draft of the talks" in page and "data-editor" in page
    text = TALKS.replace("of two", "of <two> & “more”\u00a0") + "\n\n# the end"
    assert saved_as(desk, text).endswith("/draft?done=saved")
    assert desk.place.versions.path.read_bytes() == text.encode()
    assert "The draft is saved." in desk.get("/draft?done=saved")
    assert last_act(desk).act == "draft edited"


def test_who_saves_second_is_told_and_loses_nothing(desk: Desk) -> None:
    seen = hidden(desk.get("/draft"), "seen")
    saved_as(desk, TALKS.replace("30 days", "40 days"))
    mine = TALKS.replace("30 days", "50 days")
    page = desk.send("/draft", {"text": mine, "seen": seen}, 409)
    assert "Somebody saved the draft since you opened it" in page
    assert "+    within: 50 days" in page and "-    within: 40 days" in page and "within: 50 days of opens" in page
    assert "40 days" in desk.place.versions.text
    desk.send("/draft", {"text": mine, "seen": seen, "over": hidden(desk.get("/draft"), "seen")})
    assert desk.place.versions.text == mine


def test_of_many_who_save_at_once_one_does(desk: Desk) -> None:
    seen, csrf = desk.place.versions.digest, desk.csrf
    texts = [TALKS.replace("30 days", f"{days} days") for days in range(40, 44)]

    def save(text: str) -> int:
        fields = {"csrf": csrf, "text": text, "seen": seen, "then": "version"}
        answer = desk.client.post(f"{desk.base}/draft", data=fields, follow_redirects=False)
        return int(answer.status_code)

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(save, texts))
    assert sorted(answers) == [303, 409, 409, 409]
    assert desk.place.versions.text == texts[answers.index(303)]
    assert len(desk.place.versions.saved) == 1


def test_a_text_is_checked_as_it_is_typed_and_nothing_is_written(desk: Desk) -> None:
    [wrong] = [each for each in findings(desk, MISSPELT) if each["id"] == "unknown-key"]
    line = MISSPELT.splitlines().index("    withn: 30 days of opens  # counted from the opening") + 1
    assert (wrong["line"], wrong["column"], wrong["end_line"], wrong["end_column"]) == (line, 5, line, 10)
    assert wrong["severity"] == "error" and wrong["page"] == "/help/unknown-key"
    assert wrong["fixes"][0]["title"] == "write `within`"
    assert wrong["fixes"][0]["edits"] == [
        {"line": line, "column": 5, "end_line": line, "end_column": 10, "replacement": "within"}
    ]
    assert desk.place.versions.text == TALKS
    assert desk.client.get(wrong["page"]).status_code == 200


def test_a_check_needs_a_session_and_its_token(desk: Desk) -> None:
    stranger = desk.as_role(Role.READER)
    assert stranger.client.post(f"{desk.base}/draft/check", content=b"x").status_code == 409
    stranger.client.cookies.clear()
    answer = stranger.client.post(f"{desk.base}/draft/check", content=b"x", follow_redirects=False)
    assert answer.status_code == 303 and answer.headers["location"].startswith("/login")


def test_who_checks_without_end_is_told_to_wait(desk: Desk) -> None:
    drafter = desk.as_role(Role.DRAFTER)
    later = desk.now + timedelta(hours=1)  # so that no try comes back while the test runs
    caller = resume(desk.house.people, drafter.client.cookies["reconvene"], desk.now)
    assert caller is not None
    for _ in range(30):
        take(desk.house.people, f"check {caller.credential}", later, capacity=30, every=timedelta(seconds=1))
    headers = {"X-CSRF-Token": drafter.csrf}
    answer = drafter.client.post(f"{desk.base}/draft/check", content=b"", headers=headers)
    assert answer.status_code == 429 and "tried too often" in answer.text


def test_the_words_of_the_editor_are_those_of_the_schema(desk: Desk) -> None:
    schema = desk.client.get("/process.schema.json").json()
    assert "obligations" in schema["properties"] and "ClauseUse" in schema["$defs"]


def test_a_fault_is_mended_by_a_button_alone(desk: Desk) -> None:
    saved_as(desk, MISSPELT)
    page = desk.get("/draft")
    button = re.search(r'name="fix" value="([0-9a-f]{20})"[^>]*>(?:<svg.*?</svg>)? *write <code>within</code>', page)
    assert button
    sent = {"text": MISSPELT, "seen": hidden(page, "seen"), "fix": button.group(1)}
    assert desk.send("/draft/fix", sent).endswith("/draft?done=mended")
    assert desk.place.versions.text == TALKS
    assert "unknown-key" not in desk.get("/draft")


def test_a_fix_goes_with_what_was_typed_and_not_saved(desk: Desk) -> None:
    typed = MISSPELT + "\n# typed, and not saved\n"
    key = next(each["fixes"][0]["key"] for each in findings(desk, typed) if each["id"] == "unknown-key")
    desk.send("/draft/fix", {"text": typed, "seen": hidden(desk.get("/draft"), "seen"), "fix": key})
    assert desk.place.versions.text == TALKS + "\n# typed, and not saved\n"


def test_all_that_can_be_mended_is_and_every_other_line_stays(desk: Desk) -> None:
    before = sum(bool(each["fixes"]) for each in findings(desk, MISSPELT))
    desk.send("/draft/fix", {"text": MISSPELT, "seen": hidden(desk.get("/draft"), "seen"), "fix": "all"})
    text = desk.place.versions.text
    assert "within: 30 days of opens  # counted from the opening\n" in text and text.startswith("# the first draft")
    assert before > 0 and not [each for each in findings(desk, text) if each["id"] == "unknown-key"]


def test_a_fix_of_what_is_mended_already_is_refused(desk: Desk) -> None:
    page = desk.send("/draft/fix", {"text": TALKS, "seen": hidden(desk.get("/draft"), "seen"), "fix": "0" * 20}, 409)
    assert "does not have that fault any more" in page and desk.place.versions.text == TALKS


def test_a_text_that_cannot_be_read_is_saved_and_can_be_mended(desk: Desk) -> None:
    broken = TALKS.replace("parties:\n", "parties: [\n")
    saved_as(desk, broken)
    page = desk.get("/draft")
    assert broken.splitlines()[4] in page and 'class="label error"' in page
    saved_as(desk, TALKS)
    assert desk.get("/findings")


def test_a_version_is_saved_with_its_words(desk: Desk) -> None:
    text = TALKS.replace("30 days", "45 days")
    assert saved_as(desk, text, then="version", note="  after the second  session ").endswith("done=version")
    [version] = desk.place.versions.saved
    assert (version.number, version.note, version.by) == (1, "after the second session", last_act(desk).who)
    assert desk.place.versions.text_of(1) == text


def last_act(desk: Desk) -> Noted:
    return read_audit(desk.house.people, ADMINISTRATOR)[0]


def test_a_reader_sees_the_draft_and_cannot_change_it(desk: Desk) -> None:
    reader = desk.as_role(Role.READER)
    page = reader.get("/draft")
    assert " readonly" in page and ">Save" not in page and 'name="fix"' not in page
    refused = reader.client.post(f"{desk.base}/draft", data={"csrf": hidden(page, "csrf"), "text": "x"})
    assert refused.status_code == 403 and desk.place.versions.text == TALKS


def test_a_shipped_case_is_shown_and_not_written(desk: Desk) -> None:
    page = desk.client.get("/processes/case:hanoi/draft").text
    assert " readonly" in page and "data-check" not in page and "Take a copy" in page
    answer = desk.client.post("/processes/case:hanoi/draft", data={"csrf": desk.csrf, "text": "x"})
    assert answer.status_code == 409


def test_every_file_of_a_draft_is_edited_and_kept_in_its_versions(office: Desk) -> None:
    desk = office.begin_from_case("leap-day-2012")
    page = desk.get("/draft?file=parties.yaml")
    text = (desk.place.folder / "parties.yaml").read_text(encoding="utf-8")
    changed = text + "\n# a remark\n"
    assert findings(desk, text, file="parties.yaml") == findings(desk, changed, file="parties.yaml")
    desk.send("/draft", {"text": changed, "file": "parties.yaml", "seen": hidden(page, "seen"), "then": "version"})
    assert (desk.place.folder / "parties.yaml").read_text(encoding="utf-8") == changed
    (desk.place.folder / "parties.yaml").write_text(text, encoding="utf-8")
    assert desk.place.versions.contents_of(1)["parties.yaml"] == changed.encode()
    desk.place.versions.restore(1)
    assert (desk.place.folder / "parties.yaml").read_text(encoding="utf-8") == changed


@pytest.mark.parametrize("file", ["../../people.sqlite3", "/etc/passwd", "versions/0001.yaml", "none.yaml"])
def test_no_other_file_is_read_or_written(desk: Desk, file: str) -> None:
    assert desk.client.get(f"{desk.base}/draft", params={"file": file}).status_code == 404
    answer = desk.client.post(f"{desk.base}/draft", data={"csrf": desk.csrf, "file": file, "text": "x"})
    assert answer.status_code == 404
    checked = desk.client.post(
        f"{desk.base}/draft/check", params={"file": file}, content=b"x", headers={"X-CSRF-Token": desk.csrf}
    )
    assert checked.status_code == 404


# --- in a browser ---


@pytest.mark.browser
def test_in_a_browser_findings_follow_what_is_typed_and_are_mended(desk: Desk, browser: Browser) -> None:
    with looked_at(desk, browser) as page:
        page.goto(f"{desk.base}/draft")
        page.get_by_role("textbox", name="Text of the draft").focus()
        page.keyboard.press("Control+Home")
        page.keyboard.insert_text("titel: Two titles\n")
        found = page.get_by_role("listitem").filter(has_text="has no key titel")
        found.get_by_role("link", name="Line 1").click()
        page.wait_for_selector(".cm-activeLine:has-text('titel')")
        page.keyboard.press("Control+Home")
        page.keyboard.press("Shift+End")
        page.keyboard.press("Delete")
        page.keyboard.insert_text("about: The first talks")
        page.wait_for_selector("[data-findings-list]:not(:has-text('titel'))")
        page.keyboard.press("Control+s")
        page.wait_for_url("**/draft?done=saved")
        assert desk.place.versions.text == "about: The first talks\n" + TALKS
        page.locator("[data-findings-list] button").first.click()
        page.wait_for_url("**/draft?done=mended")


# --- adopting ---


def adopting(desk: Desk, **fields: str) -> dict[str, str]:
    return {"seen": hidden(desk.get("/adopt"), "seen"), "sure": "yes", **fields}


def test_the_first_adoption_begins_the_record_of_whom_it_names(desk: Desk) -> None:
    page = desk.get("/adopt")
    assert "the South (south, party)" in page and "begin the record" in page
    assert "does not say whose desk this is" in desk.send("/adopt", adopting(desk), 422)
    assert not desk.place.has_desk
    assert desk.send("/adopt", adopting(desk, actor="south", called="Ministry of the South")) == desk.base
    assert desk.place.desk.actor == "south" and desk.place.desk.called == "Ministry of the South"
    [version] = desk.place.versions.saved
    assert (
        desk.place.versions.text_of(version.number) == TALKS == desk.place.desk.edition.files["process.yaml"].decode()
    )
    assert last_act(desk).act == "version adopted" and last_act(desk).about.endswith(" 1")
    page = desk.get("/draft")
    assert "This is the draft. What is in force stays" in page and "/text?text=draft" in page


def test_the_record_has_the_name_that_the_others_gave_the_process(desk: Desk) -> None:
    assert hidden(desk.get("/adopt"), "seen") and f'name="process" value="{desk.place.name}"' in desk.get("/adopt")
    assert "cannot name a process" in desk.send("/adopt", adopting(desk, actor="south", process="../x"), 422)
    other = desk.begin()
    assert other.send("/adopt", adopting(other, actor="south", process="river-talks")) == other.base
    assert other.place.desk.settings.process == "river-talks"
    taken = desk.send("/adopt", adopting(desk, actor="south", process="river-talks"), 422)
    assert "already on record under the name" in taken and 'value="river-talks"' in taken
    assert not desk.place.has_desk
    assert desk.send("/adopt", adopting(desk, actor="south")) == desk.base
    assert desk.place.desk.settings.process == desk.place.name


def test_errors_must_be_confirmed(desk: Desk) -> None:
    assert 'name="sure"' in desk.get("/adopt")
    fields = {**adopting(desk, actor="south"), "sure": ""}
    assert "The checks find errors in the text." in desk.send("/adopt", fields, 422)
    assert not desk.place.has_desk


def test_what_a_later_adoption_changes_is_told_for_each_party(desk: Desk) -> None:
    desk.send("/adopt", adopting(desk, actor="south"))
    assert "Nothing changes in meaning" in desk.get("/adopt")
    saved_as(desk, TALKS.replace("30 days", "40 days"))
    page = desk.get("/adopt")
    north, south = page.index(">the North</h3>"), page.index(">the South</h3>")
    assert "What it owes" in page[north:south] and "What it is owed" in page[south:]
    assert "40 days" not in desk.get("/schedule") and b"30 days" in desk.place.desk.edition.files["process.yaml"]
    desk.send("/adopt", adopting(desk))
    assert b"40 days" in desk.place.desk.edition.files["process.yaml"]
    assert [version.number for version in desk.place.versions.saved] == [1, 2]


def test_a_draft_that_changed_since_it_was_looked_at_is_not_adopted(desk: Desk) -> None:
    fields = adopting(desk, actor="south")
    saved_as(desk, TALKS.replace("30 days", "40 days"))
    assert "Somebody saved the draft since you looked at it" in desk.send("/adopt", fields, 422)
    assert not desk.place.has_desk


def test_a_draft_that_no_longer_knows_whose_desk_it_is_is_not_adopted(desk: Desk) -> None:
    desk.send("/adopt", adopting(desk, actor="south"))
    saved_as(desk, TALKS.replace("south", "west"))
    assert "Nobody in the process is named" in desk.send("/adopt", adopting(desk), 422)
    assert b"south" in desk.place.desk.edition.files["process.yaml"]


def test_an_unreadable_draft_beside_a_desk_is_not_adopted(desk: Desk) -> None:
    desk.send("/adopt", adopting(desk, actor="south"))
    saved_as(desk, TALKS.replace("by: north", "by: nrth"))
    assert "nrth" in desk.send("/adopt", adopting(desk), 422)
    assert desk.place.desk.edition.files["process.yaml"] == TALKS.encode()


@pytest.mark.parametrize("role", [Role.DRAFTER, Role.READER, Role.RECORDER])
def test_only_a_lead_adopts(desk: Desk, role: Role) -> None:
    other = desk.as_role(role)
    assert other.client.get(f"{desk.base}/adopt").status_code in (403, 409)
    sent = {
        "csrf": hidden(other.get("/draft"), "csrf"),
        "actor": "south",
        "seen": desk.place.versions.digest,
        "sure": "1",
    }
    assert other.client.post(f"{desk.base}/adopt", data=sent).status_code in (403, 409)
    assert not desk.place.has_desk


# --- the findings, all of them ---


def test_findings_are_filtered_by_the_address(desk: Desk) -> None:
    whole = desk.get("/findings")
    assert "At a glance" in whole and "Questions open" in whole and "Passed" in whole
    errors = desk.get("/findings?weight=error")
    assert 'class="finding error"' in errors and 'class="finding warning"' not in errors and "Passed" not in errors
    assert '<option value="error" selected>' in errors and "Show all" in errors
    assert "None of these." in desk.get("/findings?item=halt&family=nothing")
    halt = desk.get("/findings?item=halt")
    assert 0 < halt.count('class="finding ') < whole.count('class="finding ')


def test_a_finding_leads_to_its_line_and_its_page_and_is_mended_there(desk: Desk) -> None:
    desk.place.versions.write(MISSPELT)
    page = desk.get("/findings")
    assert f'href="{desk.base}/draft#L12C1">process.yaml:12</a>' in page and str(desk.place.folder) not in page
    key = re.search(r'name="fix" value="([0-9a-f]{20})"', page)
    assert key
    sent = {"seen": hidden(page, "seen"), "fix": key.group(1), "back": "findings"}
    assert desk.send("/draft/fix", sent).endswith("/findings?done=mended")
    assert desk.place.versions.text == TALKS and "is mended" in desk.get("/findings?done=mended")


def test_findings_of_what_is_in_force_have_no_buttons(desk: Desk) -> None:
    desk.send("/adopt", adopting(desk, actor="south"))
    page = desk.get("/findings")
    assert 'name="fix"' not in page and "of the text in force" in page and "/draft#L" not in page
    assert "/help/no-final-deadline" in page and "reconvene explain" not in page
    assert 'name="fix"' in desk.get("/findings?text=draft") and "/draft#L" in desk.get("/findings?text=draft")


def test_the_findings_of_a_case_lead_to_its_text(desk: Desk) -> None:
    page = desk.client.get("/processes/case:leap-day-2012/findings").text
    assert "/processes/case:leap-day-2012/draft#L" in page and 'name="fix"' not in page
