"""The versions of a draft: listed, compared in words, and made the draft again; and a copy of a shipped case."""

from __future__ import annotations

import pytest

from reconvene.live.roles import Role
from tests.offices import TALKS, Desk, hidden

FORTY = TALKS.replace("30 days", "40 days")


def save(desk: Desk, text: str, note: str) -> None:
    desk.send("/draft", {"text": text, "seen": desk.place.versions.digest, "then": "version", "note": note})


def test_without_a_version_the_page_says_what_one_is(desk: Desk) -> None:
    assert "No version was saved yet." in desk.get("/history")
    assert desk.client.get("/processes/case:hanoi/history").status_code == 200


def test_versions_are_listed_newest_first_with_the_one_in_force(desk: Desk) -> None:
    save(desk, TALKS, "as we began")
    desk.send("/adopt", {"seen": desk.place.versions.digest, "actor": "south", "sure": "yes"})
    save(desk, FORTY, "after <the> talks")
    page = desk.get("/history")
    told = [page.rindex(words) for words in ("Version 2", "after &lt;the&gt; talks", "Version 1", "in force</span>")]
    assert told == sorted(told)
    assert [each["number"] for each in desk.client.get(f"{desk.base}/history.json").json()["versions"]] == [2, 1]
    assert "2,20" in desk.client.get(f"{desk.base}/history.csv").text


def test_a_version_is_compared_in_words_for_each_party_and_line_by_line(desk: Desk) -> None:
    save(desk, TALKS, "one")
    save(desk, FORTY, "two")
    page = desk.get("/history/2")
    assert "What changed since version 1" in page and "the North</h3>" in page and "the South</h3>" in page
    assert "40 days of opens" in page and "+    within: 40 days of opens  # counted" in page
    told = desk.client.get(f"{desk.base}/history/2.json").json()
    assert told["before"] == "1" and [change["kind"] for change in told["changes"]] == ["changed"]
    assert "There is nothing before it" in desk.get("/history/1")
    assert "Nothing changed in meaning" in desk.get("/history/2?against=draft")


def test_the_draft_is_compared_with_what_is_in_force(desk: Desk) -> None:
    desk.send("/adopt", {"seen": desk.place.versions.digest, "actor": "south", "sure": "yes"})
    desk.place.versions.write(FORTY)
    page = desk.get("/history/draft")
    assert "What changed since the text in force" in page and "40 days" in page


def test_what_cannot_be_read_is_compared_line_by_line(desk: Desk) -> None:
    save(desk, TALKS, "one")
    save(desk, TALKS.replace("by: north", "by: nrth"), "two")
    page = desk.get("/history/2")
    assert "has errors that stop it from being read" in page and "+    by: nrth" in page


def test_a_version_is_made_the_draft_again_and_nothing_is_lost(desk: Desk) -> None:
    save(desk, TALKS, "one")
    desk.place.versions.write(FORTY)
    seen = hidden(desk.get("/history/1"), "seen")
    assert desk.send("/history/1/restore", {"seen": seen}).endswith("/draft?done=restored")
    assert desk.place.versions.text == TALKS
    assert [desk.place.versions.text_of(each.number) for each in desk.place.versions.saved] == [TALKS, FORTY]


def test_a_draft_that_went_on_is_not_written_over(desk: Desk) -> None:
    save(desk, TALKS, "one")
    seen = hidden(desk.get("/history/1"), "seen")
    desk.place.versions.write(FORTY)
    assert "Somebody saved the draft" in desk.send("/history/1/restore", {"seen": seen}, 409)
    assert desk.place.versions.text == FORTY


@pytest.mark.parametrize("number", ["3", "0", "x", "-1", "99999999999", "²"])
def test_there_is_no_such_version(desk: Desk, number: str) -> None:
    save(desk, TALKS, "one")
    assert "There is no version" in desk.get(f"/history/{number}", 404)
    assert "There is no version" in desk.get(f"/history/1?against={number}", 404)


def test_a_reader_looks_and_restores_nothing(desk: Desk) -> None:
    save(desk, TALKS, "one")
    reader = desk.as_role(Role.READER)
    assert "Make it the draft again" not in reader.get("/history/1")
    sent = {"csrf": hidden(reader.get("/draft"), "csrf"), "seen": desk.place.versions.digest}
    assert reader.client.post(f"{desk.base}/history/1/restore", data=sent).status_code in (403, 409)


def test_a_copy_of_a_shipped_case_is_taken(desk: Desk) -> None:
    page = desk.client.get("/processes/case:leap-day-2012/copy").text
    answer = desk.client.post("/copy", data={"csrf": desk.csrf, "case": hidden(page, "case")}, follow_redirects=False)
    assert answer.status_code == 303
    assert desk.client.get(answer.headers["location"] + "/draft/items").status_code == 200
    assert "Only a process that comes with reconvene" in desk.get("/copy")
