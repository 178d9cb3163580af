"""Where the talks stand, in words: the stories of a failed summit, of a slow death, of a succession; the verbs."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from reconvene import load, return_proof, status
from reconvene.process.event_file import events_in
from reconvene.process.fold import fold
from reconvene.reports.return_text import return_text
from reconvene.reports.standing import status_view
from reconvene.reports.status import as_json, status_text, watch_text
from reconvene.reports.status_view import StatusView
from reconvene.reports.table_picture import picture_lines, render_table
from reconvene.text.render import Paper
from tests.command import reconvene as run
from tests.records import TALKS, WAY_BACK, day, document, record

PLAIN = TALKS.split("obligations:")[0]
FAILED = """
id: s, kind: session_held, happened: 2030-02-01..2030-02-02, session: summit, channel: leaders
id: c, kind: session_closed, happened: 2030-02-02, session: summit, outcome: none, next_date: none
"""
AWAY = "id: x, kind: absent, happened: 2030-01-20, actor: sweden"
VOW = "id: v, kind: vow_made, happened: 2030-01-15, vow: never_first, by_party: north, forbids: [{}], released_by: [{}]"


def shown(on: str, text: str, about: str = PLAIN + WAY_BACK) -> StatusView:
    found = document(about)
    return status_view(fold(found, record(text, found), day(on)))


def words(view: StatusView) -> str:
    return " ".join(status_text(view, Paper()).plain.split())


# Story 3: the talks end with nothing


def test_after_a_session_without_outcome_and_date_the_note_says_who_must_notify_whom_today() -> None:
    told = words(shown("02-02", FAILED))
    assert "Broken (failure trigger), day 0" in told
    assert "Stage 0 `quiet_clock` is due within 7 days, by 2030-02-09" in told
    assert "sweden must notify north, south and singapore today, 2030-02-02" in told
    assert "all by the identical note in the same words" in told
    assert "if sweden cannot, singapore" in told


def test_if_the_convenor_is_away_the_substitute_is_named() -> None:
    told = words(shown("02-02", f"{FAILED}\n{AWAY}"))
    assert "singapore must notify north, south and sweden today" in told
    assert "in place of sweden, who cannot act" in told


def test_no_suggested_act_violates_a_live_vow_and_a_cover_lets_it_through() -> None:
    stage = f"{FAILED}\n" + "\n".join(
        f"id: l{n}, kind: stage_left, happened: 2030-02-{3 + n:02}, stage: {name}, how: act"
        for n, name in enumerate(("quiet_clock", "technical_contact", "conditions_of_return", "cover"))
    )
    free = shown("02-07", stage)
    assert free.table.stage_name == "resumption_session"
    assert {action.by for action in free.actions if action.act == "convened_attendance"} == {"north", "south"}
    vowed = shown("02-07", f"{stage}\n{VOW.format('attendance', 'humanitarian_ground')}")
    north = next(each for each in vowed.actions if (each.by, each.act) == ("north", "convened_attendance"))
    assert not north.required
    assert north.note == "not asked: `never_first` forbids north `attendance`"
    assert "north: `convened_attendance` is not asked" in words(vowed)
    covered = shown("02-07", f"{stage}\n{VOW.format('attendance', 'calendar_duty')}")
    north = next(each for each in covered.actions if (each.by, each.act) == ("north", "convened_attendance"))
    assert north.required
    assert "under the cover `calendar_duty`" in north.note


# Story 4: slow death


SLOW = """
id: s, kind: session_held, happened: 2030-02-01, session: round, channel: envoys
id: c, kind: session_closed, happened: 2030-02-01, session: round, outcome: agreed, next_date: none
"""
DEADLINE = "final_date: 2030-03-15\n"


def test_the_watch_reports_signals_the_day_of_the_stall_and_the_cheapest_step() -> None:
    view = shown("02-05", SLOW, PLAIN + DEADLINE)
    assert [signal.number for signal in view.firing] == ["G1"]
    assert view.stalls_on == day("03-15")
    later = shown("03-15", SLOW, PLAIN + DEADLINE)
    assert {"G1", "G7"} <= {signal.number for signal in later.firing}
    assert later.table.state == "stalled"
    told = " ".join(watch_text(view, Paper()).plain.split())
    assert "2030-03-15: the table counts as stalled, if nothing happens" in told
    assert "Cleared by a date for the next session that north and south accept" in told


def test_a_scheduled_session_clears_nothing_until_all_accepted_it_and_a_refused_one_fires() -> None:
    dated = "id: d, kind: session_scheduled, happened: 2030-02-06, session: next, channel: envoys, dated: 2030-03-01"
    proposed = shown("02-07", f"{SLOW}\n{dated}", PLAIN + DEADLINE)
    (signal,) = [each for each in proposed.firing if each.number == "G1"]
    assert "acceptance by north and south of the date of next (2030-03-01)" in signal.clear
    one = "id: a, kind: session_accepted, happened: 2030-02-06, session: next, by_party: north"
    assert "G1" in {each.number for each in shown("02-07", f"{SLOW}\n{dated}\n{one}", PLAIN + DEADLINE).firing}
    both = f"{one}\nid: b, kind: session_accepted, happened: 2030-02-07, session: next, by_party: south"
    accepted = f"{SLOW}\n{dated}\n{both}"
    assert not shown("02-07", accepted, PLAIN + DEADLINE).firing
    refused = f"{accepted}\nid: r, kind: session_refused, happened: 2030-02-08, session: next, by_party: south"
    assert "G2" in {each.number for each in shown("02-08", refused, PLAIN + DEADLINE).firing}


# Story 5: succession


def test_a_change_of_government_ends_what_binds_the_government_and_costs_days_where_the_state_is_bound() -> None:
    turn = "id: t, kind: political_event, happened: 2030-02-03, what: turnover, of: north"
    bound = shown("02-04", f"{FAILED}\n{turn}")
    assert bound.table.stage_due == day("03-11")  # thirty days to confirm, added to the seven
    state = fold(
        document(PLAIN + WAY_BACK.replace("binds: state", "binds: government")),
        record(f"{FAILED}\n{turn}", document()),
        day("02-04"),
    )
    assert state.standing is not None
    assert state.standing.lapsed == {"north"}


# The note


OFFERS = """\
packages: {plan: {by: north, called: the big plan}, other: {by: south}}
texts: {minutes: {title: The minutes}}
"""


def test_the_debrief_says_what_converged_what_is_deposited_and_which_offers_stand() -> None:
    view = shown(
        "02-05",
        f"""
        id: o, kind: offer_tabled, happened: 2030-02-01, package: plan, by_party: north
        id: p, kind: offer_tabled, happened: 2030-02-01, package: other, by_party: south
        id: w, kind: offer_parked, happened: 2030-02-02, package: other
        id: g, kind: agreed, happened: 2030-02-02, instrument: minutes
        id: k, kind: deposited, happened: 2030-02-03, item: formula of return, with: sweden, by_party: north
        {FAILED}
        """,
        PLAIN + WAY_BACK + OFFERS,
    )
    told = words(view)
    assert "summit, closed 2030-02-02: no outcome, no next date" in told
    assert "Converged: The minutes (agreed 2030-02-02)" in told
    assert "formula of return, with sweden since 2030-02-03" in told
    assert "the big plan (`plan`): stands" in told
    assert "`other`: parked" in told


def test_an_offer_and_a_vow_with_a_last_day_are_over_after_it() -> None:
    said = """
    id: o, kind: offer_tabled, happened: 2030-02-01, package: plan, by_party: north, until: 2030-02-20
    id: v, kind: vow_made, happened: 2030-02-01, vow: patience, by_party: south, until: 2030-02-20
    """
    before = shown("02-20", f"{FAILED}\n{said}", PLAIN + OFFERS)
    assert "`plan`): stands since 2030-02-01, until 2030-02-20" in words(before)
    assert "2030-02-20: the offer the big plan lapses" in words(before)
    assert "2030-02-20: the vow `patience` of south ends" in words(before)
    after = shown("02-21", f"{FAILED}\n{said}", PLAIN + OFFERS)
    assert "`plan`): lapsed since 2030-02-21" in words(after)
    assert after.vows == ()


def test_a_file_without_a_record_says_that_it_rests_on_the_file_alone() -> None:
    told = words(shown("06-30", "", PLAIN + OFFERS))
    assert "nothing is recorded, so that silence here need not be silence at the table" in told
    assert "silence here" not in words(shown("06-30", FAILED))


def test_no_note_says_breach_of_a_missed_date() -> None:
    view = shown("06-30", FAILED, TALKS + WAY_BACK)
    told = words(view)
    assert "missed, uncured, undetermined" in told
    assert "breach" not in told


def test_the_json_is_versioned_and_holds_the_four_voices() -> None:
    data = json.loads(as_json(shown("03-01", FAILED, TALKS + WAY_BACK)))
    assert data["version"] == 1
    halt = next(each for each in data["status"]["owed"] if each["duty"] == "halt")
    assert set(halt["voices"]) == {"debtor", "beneficiary south", "verifier", "competent body"}
    assert data["status"]["table"]["day0"] == "2030-02-02"


def test_the_picture_is_svg_with_a_bar_for_each_stretch_and_the_same_in_words() -> None:
    view = shown("06-30", FAILED)
    drawn = render_table(view)
    lines = list(picture_lines(view))
    assert drawn.count('<rect class="bar ') == len(lines)
    assert lines[-1].startswith("2030-05-13 to the day of the picture: parked")
    assert " ".join(lines) in drawn
    assert drawn == render_table(shown("06-30", FAILED))


# The verbs


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "process.yaml").write_text(PLAIN + WAY_BACK, encoding="utf-8")
    body = "\n".join(f"  - {{{line}}}" for line in FAILED.strip().splitlines())
    (tmp_path / "events.yaml").write_text(f"reconvene_events: 1\nevents:\n{body}\n", encoding="utf-8")
    (tmp_path / "others.yaml").write_text(
        "reconvene_events: 1\nevents:\n  - {id: a, kind: nonsense}\n", encoding="utf-8"
    )
    return tmp_path


def test_status_reads_the_record_beside_the_file_or_the_one_that_is_named(files: Path) -> None:
    beside = run("status", str(files / "process.yaml"), "--as-of", "2030-02-02")
    assert beside.code == 0
    assert "day 0" in beside.out
    earlier = run("status", str(files / "process.yaml"), "--as-of", "2030-02-02", "--known", "2030-01-01")
    assert "as known on 2030-01-01" in earlier.out
    assert "Not begun" in earlier.out
    wrong = run("status", str(files / "process.yaml"), "--events", str(files / "others.yaml"))
    assert wrong.code == 2
    assert "No kind of event is named `nonsense`" in wrong.err


def test_watch_exits_with_one_when_a_signal_fires(files: Path) -> None:
    fires = run("watch", str(files / "process.yaml"), "--as-of", "2030-02-02")
    assert fires.code == 1
    assert "G1 no next date" in fires.out
    quiet = run("watch", str(files / "process.yaml"), "--as-of", "2030-01-02")
    assert quiet.code == 0


def test_a_reader_who_is_nobody_is_refused_with_a_guess(files: Path) -> None:
    found = run("status", str(files / "process.yaml"), "--reader", "nort")
    assert found.code == 2
    assert "did you mean `north`?" in found.err


def test_status_as_json_and_as_a_picture(files: Path) -> None:
    data = run("status", str(files / "process.yaml"), "--as-of", "2030-02-02", "--format", "json")
    assert json.loads(data.out)["status"]["table"]["state"] == "returning"
    out = files / "table.svg"
    assert run("status", str(files / "process.yaml"), "--format", "svg", "-o", str(out)).code == 0
    assert out.read_text(encoding="utf-8").startswith("<svg")


@pytest.mark.parametrize("title", ["title: Talks\n", ""], ids=["titled", "untitled"])
def test_a_named_reader_is_not_told_in_which_folder_the_file_lies(tmp_path: Path, title: str) -> None:
    folder = tmp_path / "sender"
    folder.mkdir()
    (folder / "talks.yaml").write_text(
        f"reconvene: 1\n{title}parties: {{north: {{}}, south: {{}}}}\n", encoding="utf-8"
    )
    for words in (("--format", "json"), ("--format", "html", "-o", str(tmp_path / "page.html")), ()):
        done = run("status", str(folder / "talks.yaml"), "--reader", "north", *words)
        assert done.code == 0, done.err
        assert "sender" not in done.out
    assert "sender" not in (tmp_path / "page.html").read_text(encoding="utf-8")
    own = run("status", str(folder / "talks.yaml"), "--format", "json")
    assert json.loads(own.out)["status"]["source_name"] == str(folder / "talks.yaml")


def test_the_library_knows_the_same(files: Path) -> None:
    view = status(load(files / "process.yaml"), date(2030, 2, 2))
    assert view.table.stage_name == "quiet_clock"
    broken = events_in("nothing", document())
    assert not broken.readable


# The case


@pytest.mark.parametrize(
    ("on", "state", "says"),
    [
        ("2019-03-01", "broken", "day 1"),
        ("2019-03-14", "broken", "day 14"),
        ("2019-06-30", "reconvened", "a session was held"),
        ("2019-10-05", "broken", "day 0"),
    ],
)
def test_the_case_of_hanoi_reads_like_a_desk_note(on: str, state: str, says: str) -> None:
    view = status(load("case:hanoi"), date.fromisoformat(on))
    told = words(view)
    assert view.table.state == state
    assert says in told
    assert "new_way" in told
    assert "dprk_proposal" in told
    assert not re.search(r"\bbreach\b", told)


# What may be wrong with a record, and days at the edge


def told_with(folder: Path, record: str, *words: str) -> tuple[int, str]:
    (folder / "record.yaml").write_text(record, encoding="utf-8")
    found = run("status", str(folder / "process.yaml"), "--events", str(folder / "record.yaml"), *words)
    assert "Traceback" not in found.err
    return found.code, " ".join((found.out + found.err).split())


def test_an_empty_record_is_a_finding_and_one_without_events_is_silence(files: Path) -> None:
    code, told = told_with(files, "")
    assert code == 2 and "The file holds no record of events." in told
    code, told = told_with(files, "reconvene_events: 1\nevents: []\n")
    assert code == 0 and "nothing is recorded" in told


def test_everything_that_is_wrong_with_a_record_is_told_at_once(files: Path) -> None:
    code, told = told_with(
        files,
        "reconvene_events: 1\nevents:\n"
        "  - {id: a, kind: sesion_held, happened: 2030-02-01, session: x}\n"
        "  - {id: b, kind: session_held, happened: 2030-02-31, session: x}\n"
        "  - {id: c, kind: session_held, happened: 2031-02-01, recorded: 2030-01-01, session: x}\n",
    )
    assert code == 2
    assert "did you mean `session_held`?" in told
    assert "`2030-02-31` is not a day." in told
    assert "`c` was recorded on 2030-01-01, and happened only on 2031-02-01." in told


def test_what_lies_ahead_is_told_of_and_does_not_count(files: Path) -> None:
    ahead = "reconvene_events: 1\nevents:\n  - {id: a, kind: session_held, happened: 2999-02-01, session: x}\n"
    code, told = told_with(files, ahead, "--as-of", "2030-02-02")
    assert code == 0 and "Not begun" in told
    assert "1 event lies ahead of 2030-02-02, and it does not count yet; the first is `a` of 2999-02-01." in told


def test_an_event_before_the_day_of_the_file_counts() -> None:
    view = shown("02-02", "id: a, kind: session_held, happened: 1999-02-01, session: x, channel: leaders")
    assert view.table.since == date(1999, 2, 1)
    assert "Slow since 1999-02-01: G3 silence" in words(view)  # what fires now, and not what fired then


@pytest.mark.parametrize(
    "on", [date.min, pytest.param(date.max - timedelta(days=60), marks=pytest.mark.long), date.max], ids=str
)
def test_the_first_and_the_last_day_there_is_are_days_like_any_other(on: date) -> None:
    for found in (document(PLAIN + WAY_BACK), load("case:hanoi")):
        view = status_view(fold(found, record(FAILED, document()), on))
        assert status_text(view, Paper()).plain.startswith(view.title)
        assert watch_text(view, Paper()).plain and render_table(view).endswith("</svg>\n")


# The words as they are read, whole


NOTES = Path(__file__).parent / "notes"
"""To write them anew after a change of words: python -m tests.test_status"""


def written_notes() -> dict[str, str]:
    """Each note that is kept as a text, by the name of its file."""
    hanoi, road_map, jcpoa = (load(f"case:{name}") for name in ("hanoi", "hanoi-road-map", "jcpoa-2015"))
    failed = document(PLAIN + WAY_BACK)
    found = {
        f"hanoi-{on}": status_text(status(hanoi, date.fromisoformat(on)), Paper(80))
        for on in ("2019-03-01", "2019-03-14", "2019-06-30", "2019-10-05", "2019-10-06")
    }
    found["hanoi-watch"] = watch_text(status(hanoi, date(2019, 3, 1)), Paper(80))
    found["road-map"] = status_text(status(road_map), Paper(80))
    found["jcpoa-2018-06-01"] = status_text(status(jcpoa, date(2018, 6, 1)), Paper(80))
    day0 = fold(failed, record(FAILED, failed), day("02-02"))
    found["failed-day-0"] = status_text(status_view(day0), Paper(80))
    for name, case in (("hanoi", hanoi), ("road-map", road_map), ("jcpoa", jcpoa)):
        found[f"return-{name}"] = return_text(return_proof(case), Paper(80))
    return {f"{name}.txt": text.plain for name, text in found.items()}


def test_the_notes_read_as_they_are_kept() -> None:
    written = written_notes()
    assert {path.name for path in NOTES.iterdir()} == set(written)
    for name, text in written.items():
        assert text == (NOTES / name).read_text(encoding="utf-8"), name


if __name__ == "__main__":
    NOTES.mkdir(exist_ok=True)
    for name, text in written_notes().items():
        (NOTES / name).write_text(text, encoding="utf-8")
