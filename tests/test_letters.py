"""Letters of the way back: the same words to all, nothing that blames, what is not known left blank."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.process.fold import State, fold
from reconvene.process.live_vows import live_vows
from reconvene.reports.letter_words import content_free
from reconvene.reports.letters import letters_of, reference_of, stage_names
from reconvene.reports.letters_page import as_json, as_page, as_text, files, for_sender
from reconvene.reports.letters_view import Addressee, Draft, LetterKind, Letters
from tests.command import reconvene as run
from tests.records import TALKS, WAY_BACK, day, document, record
from tests.test_fold import SWAP, days, records, renamed_events, swapped

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TEXT = (TALKS.split("obligations:")[0] + WAY_BACK).replace("Talks of north and south", "The Lakeside Agreement")
FAILED = """
id: s, kind: session_held, happened: 2030-02-01..2030-02-02, session: summit, channel: leaders
id: c, kind: session_closed, happened: 2030-02-02, session: summit, outcome: none, next_date: none
"""
AWAY = "id: x, kind: absent, happened: 2030-02-02, actor: sweden"
VOW = "id: v, kind: vow_made, happened: 2030-01-15, vow: never_first, by_party: north, forbids: [{}], released_by: [{}]"
STAGES = (
    *("quiet_clock", "technical_contact", "conditions_of_return"),
    *("cover", "resumption_session", "conference_of_all"),
)
BLAMING = ("north", "south", "never_first", "vow", "fail", "stall", "broke", "blame", "fault", "refus", "breach")


def state(text: str = FAILED, on: str = "02-02", about: str = TEXT, reader: str | None = None) -> State:
    found = document(about)
    return fold(found, record(text, found), day(on), reader=reader)


def drafts(
    text: str = FAILED, on: str = "02-02", stage: str | None = None, about: str = TEXT
) -> dict[LetterKind, Draft]:
    return {draft.kind: draft for draft in letters_of(state(text, on, about), stage).drafts}


def words(draft: Draft) -> str:
    """The words of a letter, without its heading."""
    return " ".join([draft.subject, *(str(part) for paragraph in draft.paragraphs for part in paragraph)])


def every_letter(made: Letters) -> list[tuple[Draft, Addressee, str]]:
    return [(draft, each, as_text(made, draft, each)) for draft in made.drafts for each in draft.addressees]


# The stage that runs


def test_after_a_failure_the_convenor_notifies_everybody_or_the_substitute_does() -> None:
    notice = drafts()[LetterKind.NOTICE]
    assert isinstance(notice.sender, Addressee) and notice.sender.name == "sweden"
    assert [each.name for each in notice.addressees] == ["north", "singapore", "south"]
    assert notice.due == day("02-09") and "If Sweden cannot, Singapore sends it" in " ".join(notice.for_sender)
    notice = drafts(f"{FAILED}\n{AWAY}")[LetterKind.NOTICE]
    assert isinstance(notice.sender, Addressee) and notice.sender.name == "singapore"
    assert "Sweden cannot act; Singapore acts instead." in notice.for_sender


def test_where_nobody_who_could_send_it_is_there_the_sender_is_blank() -> None:
    both = f"{FAILED}\n{AWAY}\n{AWAY.replace('id: x', 'id: y').replace('sweden', 'singapore')}"
    notice = drafts(both)[LetterKind.NOTICE]
    assert notice.blanks == ("whoever acts as convenor",)
    assert "From:      [whoever acts as convenor]" in as_text(letters_of(state(both)), notice, notice.addressees[0])


def test_what_was_sent_is_not_drafted_again() -> None:
    sent = f"{FAILED}\nid: n, kind: notice_sent, happened: 2030-02-02, to: [north, south], by_party: sweden"
    made = letters_of(state(sent))
    assert LetterKind.NOTICE not in {draft.kind for draft in made.drafts} and made.why_none


def test_without_a_stage_that_runs_nothing_is_drafted_and_the_reason_is_told() -> None:
    assert "No stage of the way back is running" in letters_of(state("")).why_none
    plain = letters_of(state("", about=TEXT.replace(WAY_BACK, "")))
    assert "no way back" in plain.why_none and "no way back" in for_sender(plain)


def test_a_session_with_a_day_is_named_and_one_without_is_left_blank() -> None:
    about = TEXT.replace("envoys: {level: working,", "envoys: {level: working, venue: Geneva,")
    parts = [f"id: l{n}, kind: stage_left, happened: 2030-02-{3 + n:02}, stage: {name}, how: act"
             for n, name in enumerate(STAGES[:4])]  # fmt: skip
    running = "\n".join([FAILED, *parts])
    invitation = drafts(running, "02-07", about=about)[LetterKind.INVITATION]
    assert invitation.due is not None
    assert invitation.blanks == (f"the day, no later than {invitation.due}", "the place: neutral, or acceptable to all")
    planned = "kind: session_scheduled, happened: 2030-02-07, session: next, channel: envoys, dated: 2030-02-15"
    dated = f"{running}\nid: d, {planned}"
    invitation = drafts(dated, "02-07", about=about)[LetterKind.INVITATION]
    assert not invitation.blanks and "on 2030-02-15" in words(invitation).replace("  ", " ")
    assert "Geneva" in words(invitation)


# The words


@pytest.mark.parametrize("stage", STAGES)
def test_no_letter_names_a_party_or_a_vow_or_says_whose_fault_it_is(stage: str) -> None:
    text = f"{FAILED}\n{VOW.format('contact', 'third_party_invitation, calendar_duty')}"
    for draft in letters_of(state(text), stage).drafts:
        said = words(draft).lower()
        for word in BLAMING:
            assert word not in said
        assert "without prejudice to the position of any party" in said


def test_a_third_party_invites_all_and_all_say_the_same() -> None:
    found = drafts(stage="cover")
    declaration, statement = found[LetterKind.DECLARATION], found[LetterKind.STATEMENT]
    assert {each.name for each in declaration.addressees} == {"north", "south"}
    assert isinstance(declaration.sender, Addressee) and "no request by whoever accepts it" in words(declaration)
    assert statement.sender is None and {each.name for each in statement.addressees} == {"north", "south"}
    assert "Nobody says it first" in words(statement)


def test_an_invitation_says_what_attending_covers() -> None:
    invitation = drafts(stage="conference_of_all")[LetterKind.INVITATION]
    assert "a duty that the text lays on all alike" in words(invitation)
    assert "held on its day with whoever has come" in words(invitation)


def test_whose_vow_is_covered_or_forbids_is_told_to_the_sender_alone() -> None:
    text = f"{FAILED}\n{VOW.format('public_statement', 'third_party_invitation')}"
    found = drafts(text, stage="cover")
    assert any("covers the vow `never_first` of north" in said for said in found[LetterKind.DECLARATION].for_sender)
    assert any("Let that come first" in said for said in found[LetterKind.STATEMENT].for_sender)
    text = f"{FAILED}\n{VOW.format('public_statement', 'humanitarian_ground')}"
    told = " ".join(drafts(text, stage="cover")[LetterKind.STATEMENT].for_sender)
    assert "what one may not say, all leave unsaid" in told


def test_an_apology_is_drafted_for_nobody() -> None:
    text = (
        TEXT + "  stages:\n    cover:\n      acts: [{act: apology, by: principals, seen_by: public, required: yes}]\n"
    )
    assert not drafts(stage="cover", about=text)


# The same words to all


@pytest.mark.parametrize("stage", STAGES)
def test_letters_differ_in_the_line_of_the_addressee_alone(stage: str) -> None:
    made = letters_of(state(), stage)
    for draft in made.drafts:
        texts = [as_text(made, draft, each).splitlines() for each in draft.addressees]
        for text in texts:
            assert [line for line, other in zip(text, texts[0], strict=True) if line != other] in (
                [], [line for line in text if line.startswith(("To:", "Said by:"))]
            )  # fmt: skip


@given(events=records(), now=days, stage=st.sampled_from((None, *STAGES)))
@settings(max_examples=15, deadline=None)
def test_swapping_the_parties_permutes_the_addressees_and_changes_nothing_else(
    events: list[object], now: date, stage: str | None
) -> None:
    about = (TALKS + WAY_BACK).replace("Talks of north and south", "The Lakeside Agreement")
    here = letters_of(fold(document(about), events, now), stage)  # type: ignore[arg-type]
    there = letters_of(
        fold(document(str(swapped(about, SWAP))), renamed_events(events, SWAP), now),  # type: ignore[arg-type]
        stage,
    )
    assert here.reference == there.reference and len(here.drafts) == len(there.drafts)
    assert {text for _, _, text in every_letter(here)} == {text for _, _, text in every_letter(there)}
    for one, other in zip(here.drafts, there.drafts, strict=True):
        assert (one.subject, one.paragraphs, one.due, one.sender) == (
            other.subject, other.paragraphs, other.due, other.sender
        )  # fmt: skip
        assert {SWAP.get(each.name, each.name) for each in one.addressees} == {each.name for each in other.addressees}


def test_a_vow_that_a_reader_may_not_see_leaves_no_trace() -> None:
    secret = f"{FAILED}\n{VOW.format('public_statement', 'third_party_invitation')}, visible_to: [north]"
    seen = state(secret, reader="sweden")
    assert not list(live_vows(seen))
    assert files(letters_of(seen, "cover")) == files(letters_of(state(FAILED, reader="sweden"), "cover"))


# Open messages and pages


def test_the_open_message_is_the_same_whatever_waits_and_says_nothing_of_it() -> None:
    made = [files(letters_of(state(), stage))["open-message.txt"] for stage in ("quiet_clock", "cover")]
    assert made[0] == made[1]
    told = made[0].decode().lower()
    for word in ("lakeside", "north", "south", "sweden", "notice", "invit", "session", "2030"):
        assert word not in told
    assert content_free(reference_of("A")) != content_free(reference_of("B"))


def test_every_letter_is_a_file_as_text_and_as_a_page() -> None:
    found = files(letters_of(state(), "cover"))
    assert set(found) == {
        "for-the-sender.txt", "open-message.txt",
        *(f"{n}-{kind}-{name}.{end}" for n, kind in ((1, "declaration"), (2, "statement"))
          for name in ("north", "south") for end in ("txt", "html")),
    }  # fmt: skip


def test_a_page_escapes_what_the_file_says() -> None:
    made = letters_of(state(about=TEXT.replace("The Lakeside Agreement", "<script>alert(1)</script>")))
    page = as_page(made, made.drafts[0], made.drafts[0].addressees[0])
    assert "<script>" not in page and "&lt;script&gt;" in page


def test_the_json_has_blanks_as_blanks() -> None:
    told = json.loads(as_json(letters_of(state(), "conference_of_all")))["letters"]
    [draft] = told["drafts"]
    assert {"blank": "the day"} in draft["paragraphs"][0] and draft["due"] is None and draft["to"]


@pytest.mark.browser
def test_each_letter_prints_on_one_sheet_and_fits_a_telephone(browser: Browser, tmp_path: Path) -> None:
    made = letters_of(state(), "conference_of_all")
    (tmp_path / "letter.html").write_text(as_page(made, made.drafts[0], made.drafts[0].addressees[0]), encoding="utf-8")
    page = browser.new_page(viewport={"width": 320, "height": 700})
    page.goto((tmp_path / "letter.html").as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("mark").count() == 2 and page.locator("h1").count() == 1
    assert len(re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))) == 1
    page.close()


# The verb


def test_the_verb_shows_each_letter_once_and_writes_all_of_them_into_a_new_folder(tmp_path: Path) -> None:
    (tmp_path / "p.yaml").write_text("reconvene: 1\n" + TEXT, encoding="utf-8")
    events = "\n".join(f"  - {{{line}}}" for line in FAILED.split("\n") if line)
    (tmp_path / "e.yaml").write_text(f"reconvene_events: 1\nevents:\n{events}\n", encoding="utf-8")
    words_ = ("letters", "p.yaml", "--events", "e.yaml", "--as-of", "2030-02-02")
    done = run(*words_, cwd=tmp_path)
    assert done.code == 0 and done.out.count("Notice under “The Lakeside Agreement”") == 1
    assert run(*words_, "-o", "out", cwd=tmp_path).code == 0
    assert (tmp_path / "out" / "1-notice-north.html").is_file()
    assert "is not empty" in run(*words_, "-o", "out", cwd=tmp_path).err


def test_nothing_to_send_is_exit_code_1_and_an_unknown_stage_2() -> None:
    assert run("letters", "case:hanoi").code == 1
    refused = run("letters", "case:hanoi-road-map", "--stage", "covr")
    assert refused.code == 2 and "did you mean `cover`" in refused.err


def test_the_names_of_stages_are_those_of_the_ladder() -> None:
    assert (
        stage_names(state()) == (*STAGES, "parked") and stage_names(state("", about=TEXT.replace(WAY_BACK, ""))) == ()
    )
