"""`reconvene desk`, `record`, `keys` and `verify` as a user runs them: real processes, one folder, years of record."""

from __future__ import annotations

import json
import os
import pty
import select
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from reconvene import open_desk
from tests.command import environment, inside, reconvene
from tests.desk_folders import written

HELD = ("session_held", "session=summit", "channel=leaders", "happened=2026-02-01")
PASSPHRASE = "RECONVENE_PASSPHRASE"  # noqa: S105
CLOSED = ("session_closed", "session=summit", "outcome=none", "next_date=none", "happened=2026-02-01")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder in which `north` is the desk of north."""
    written(tmp_path)
    done = inside("desk", "new", "north", "--process", "talks.reconvene.yaml", "--as", "north", cwd=tmp_path)
    assert (done.code, done.out) == (0, "")
    assert "`north` is the desk of north" in done.err
    return tmp_path


def ids(folder: Path) -> list[str]:
    with open_desk(folder / "north", writable=False) as desk:
        return [each.event.id for each in desk.contents.said]


def flat(text: str) -> str:
    return " ".join(text.split())


def test_a_summit_fails_and_the_desk_is_told_what_follows_before_and_after(folder: Path) -> None:
    done = reconvene("record", "north", *HELD, cwd=folder)
    assert done.code == 0
    assert "Recorded `session_held_summit` in talks-of-north-and-south/north/everybody, entry 1." in done.err
    looked = reconvene("record", "north", *CLOSED, "--dry-run", cwd=folder)
    assert looked.code == 0
    assert "becomes returning" in flat(looked.out) and "sweden must do" in flat(looked.out)
    assert ids(folder) == ["session_held_summit"]
    assert reconvene("record", *CLOSED, "--yes", cwd=folder / "north").code == 0  # in the folder, it need not be named
    status = flat(reconvene("status", "north", "--as-of", "2026-02-02", "--known", "2026-12-31", cwd=folder).out)
    assert "Broken (failure trigger), day 1" in status and "sweden must notify north, south" in status
    assert "Heard from - north: 2 events" in status
    assert inside("watch", "north", cwd=folder).code == 1
    assert inside("return", "north", cwd=folder).out.startswith("Talks of north and south: returns")
    assert inside("what-if", "north", "halt slips 20 days", cwd=folder).code in (0, 1)
    assert "Talks of north and south" in inside("schedule", "north", cwd=folder).out
    assert reconvene("record", "north", *HELD, "id=session_held_summit", cwd=folder).code == 0
    assert ids(folder) == ["session_held_summit", "session_closed_summit"]


def test_a_script_gives_json_and_gets_json(folder: Path) -> None:
    given = json.dumps([{"kind": "contact", "channel": "envoys", "happened": "2026-02-01", "text": "a: {b"}])
    done = inside("record", "north", "--json", "-", "--format", "json", cwd=folder, given=given)
    answer = json.loads(done.out)
    assert (done.code, answer["version"]) == (0, 1)
    assert answer["preview"]["events"] == ["contact_envoys"]
    assert answer["recorded"][0]["log"] == "talks-of-north-and-south/north/everybody"
    assert {each["matter"] for each in answer["preview"]["consequences"]} >= {"table"}


def test_what_the_text_does_not_let_happen_is_refused_with_its_clause_and_may_be_recorded_as_seen(folder: Path) -> None:
    claim = ("claim", "duty=fuel", "happened=2026-02-01")
    done = inside("record", "north", *claim, "--yes", cwd=folder)
    assert done.code == 1
    assert "it waits for `halt.verified`" in flat(done.out)
    assert "after: halt.verified" in done.out
    assert "add --anyway" in done.err
    assert ids(folder) == []
    assert inside("record", "north", *claim, "--anyway", cwd=folder).code == 0
    assert ids(folder) == ["claim_fuel"]


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("session_helt",), "did you mean `session_held`?"),
        (("session_held", "session"), "is not KEY=VALUE"),
        (("session_held", "happened=2026-02-01"), "does not say `session`"),
        (("session_held", "sesion=a", "happened=2026-02-01"), "did you mean `session`?"),
        (("contact", "channel=leader", "happened=2026-02-01"), "did you mean `leaders`?"),
        (("contact", "channel=leaders", "happened=2099-02-01"), "today is"),
        (("--json", "nowhere.json"), "There is no file"),
        (("--file", "talks.reconvene.yaml"), "no key"),
        (("contact", "--compartment", "inner"), "names no compartment"),
        (("contact", "--json", "-"), "more than one thing"),
        (("--json", "-"), "This is no JSON"),
    ],
)
def test_what_cannot_be_read_is_told_and_nothing_is_recorded(folder: Path, words: tuple[str, ...], says: str) -> None:
    done = inside("record", "north", *words, cwd=folder)
    assert done.code == 2, done
    assert says in flat(done.err)
    assert ids(folder) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"kind": "contact"}, 3]', "Event 2 is 3"),
        ('{"events": 7}', "Event 1 is 7"),
        ('{"kind": "contact", "channel": "leaders", "channel": "envoys"}', "`channel` is said twice"),
        ('{"kind": "contact", "text": "\\ud800"}', "half of a character"),
        ('[{"kind": "contact"', "Expecting"),
    ],
)
@pytest.mark.parametrize("option", ["--json", "--file"])
def test_json_that_holds_no_events_is_told_however_it_is_given(folder: Path, text: str, says: str, option: str) -> None:
    (folder / "given.json").write_text(text)
    done = inside("record", "north", option, "given.json", "--yes", cwd=folder)
    assert (done.code, ids(folder)) == (2, [])
    assert says in flat(done.err)


def test_a_file_of_json_may_hold_a_list_and_bytes_that_are_no_text_are_refused(folder: Path) -> None:
    (folder / "given.json").write_text('[{"kind": "contact", "channel": "leaders", "happened": "2026-02-01"}]')
    assert inside("record", "north", "--file", "given.json", "--yes", cwd=folder).code == 0
    piped = subprocess.run(
        [sys.executable, "-m", "reconvene", "record", "north", "--json", "-"],
        input=b"\xff\xfe\x00", cwd=folder, env=environment(), capture_output=True, check=False,
    )  # fmt: skip
    assert piped.returncode == 2, piped.stderr
    assert b"written in UTF-16" in piped.stderr
    assert ids(folder) == ["contact_leaders"]


def test_without_a_kind_the_kinds_are_listed(folder: Path) -> None:
    done = inside("record", "north", cwd=folder)
    assert done.code == 2
    assert "  session_closed " in done.out and "\nTalking\n" in done.out
    assert "Next: reconvene record FOLDER KIND" in done.err


def test_an_event_file_is_recorded_whole_and_a_wrong_event_keeps_all_of_it_out(folder: Path) -> None:
    lines = [
        "reconvene_events: 1",
        "events:",
        "  - {id: a, kind: contact, happened: 2026-02-01, channel: envoys}",
        "  - {id: b, kind: contact, happened: 2026-02-02, channel: envois}",
    ]
    (folder / "events.yaml").write_text("\n".join(lines) + "\n")
    done = inside("record", "north", "--file", "events.yaml", cwd=folder)
    assert done.code == 2
    assert "events.yaml:4" in done.err
    assert ids(folder) == []
    (folder / "events.yaml").write_text("\n".join(lines).replace("envois", "envoys") + "\n")
    assert inside("record", "north", "--file", "events.yaml", cwd=folder).code == 0
    again = inside("record", "north", "--file", "events.yaml", cwd=folder)
    assert (again.code, ids(folder)) == (0, ["a", "b"])
    assert "`a` is on record already, word for word." in again.out


# On a terminal


class Terminal:
    """`reconvene record` on a terminal of its own: what it shows, and what is typed."""

    def __init__(self, folder: Path, *words: str) -> None:
        self.child, self.screen = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            command = [sys.executable, "-m", "reconvene", "record", *words]
            os.execve(sys.executable, command, {**environment(), "TERM": "dumb"})  # noqa: S606
        self.shown = ""
        self.seen = 0

    def wait_for(self, words: str) -> None:
        """Read until the words are shown after what was waited for last."""
        end = time.monotonic() + 40
        while words not in self.shown[self.seen :]:
            assert time.monotonic() < end, f"{words!r} was not shown in {self.shown[self.seen :]!r}"
            ready, _, _ = select.select([self.screen], [], [], 0.2)
            if ready:
                try:
                    self.shown += os.read(self.screen, 4096).decode("utf-8", "replace")
                except OSError:  # the other end is closed
                    assert words in self.shown[self.seen :], self.shown
        self.seen = self.shown.index(words, self.seen) + len(words)

    def answer(self, question: str, words: str) -> None:
        self.wait_for(question)
        os.write(self.screen, f"{words}\n".encode())

    def ends(self) -> int:
        """The exit code, once it has ended."""
        end = time.monotonic() + 40
        while time.monotonic() < end:
            child, status = os.waitpid(self.child, os.WNOHANG)
            if child:
                return os.waitstatus_to_exitcode(status)
            if select.select([self.screen], [], [], 0.1)[0]:
                try:
                    self.shown += os.read(self.screen, 4096).decode("utf-8", "replace")
                except OSError:
                    continue
        os.kill(self.child, signal.SIGKILL)
        pytest.fail(f"it did not end after {self.shown!r}")


def test_somebody_is_asked_is_helped_sees_what_follows_and_says_yes(folder: Path) -> None:
    terminal = Terminal(folder, "north")
    terminal.answer("What kind of event?", "session_closd")
    terminal.answer("did you mean `session_closed`?", "session_closed")
    terminal.answer("* session: which session", "")
    terminal.answer("This must be said", "summit")
    terminal.answer("* outcome: what came of it (agreed, ad_referendum, disputed, none)", "nun")
    terminal.answer("It may be", "none")
    terminal.answer("* happened", "2026-02-30")
    terminal.answer("is not a day", "2026-02-01")
    terminal.answer("  next_date", "?")
    terminal.answer("for example 2019-02-28, none", "none")
    for question in ("  text", "  source", "  confidence"):
        terminal.answer(question, "")
    terminal.answer("  visible_to", "north, swedn")
    terminal.answer("Did you mean `sweden`?", "north, sweden")
    terminal.wait_for("north, sweden alone")
    terminal.answer("Record it all the same, as something that was seen? [y/N]", "y")
    terminal.answer("Record it? [y/N]", "yes")
    terminal.wait_for("Recorded `session_closed_summit_for_north_sweden` in")
    assert terminal.ends() == 0
    assert ids(folder) == ["session_closed_summit_for_north_sweden"]
    assert list((folder / "north" / "drafts").iterdir()) == []


def test_a_crash_between_the_preview_and_the_write_loses_nothing(folder: Path) -> None:
    terminal = Terminal(folder, "north", *HELD)
    terminal.wait_for("Record it? [y/N]")
    os.kill(terminal.child, signal.SIGKILL)
    os.waitpid(terminal.child, 0)
    assert ids(folder) == []
    (draft,) = (folder / "north" / "drafts").iterdir()
    assert f"a draft that is not on record: reconvene record north --file north/drafts/{draft.name}" in flat(
        inside("desk", "show", "north", cwd=folder).out
    )
    assert inside("record", "north", "--file", f"north/drafts/{draft.name}", cwd=folder).code == 0
    assert ids(folder) == ["session_held_summit"]
    assert not draft.exists()


def test_who_is_overtaken_is_shown_what_would_follow_now(folder: Path) -> None:
    terminal = Terminal(folder, "north", *HELD)
    terminal.wait_for("Record it? [y/N]")
    assert inside("record", "north", "contact", "channel=envoys", "happened=2026-02-03", cwd=folder).code == 0
    os.write(terminal.screen, b"y\n")
    terminal.wait_for("recorded since you looked, by north in `everybody`; nothing of yours was recorded.")
    terminal.wait_for("This is what would follow now")
    terminal.answer("Record it? [y/N]", "y")
    terminal.wait_for("Recorded `session_held_summit`")
    assert terminal.ends() == 0
    assert ids(folder) == ["contact_envoys", "session_held_summit"]


def test_who_says_no_has_recorded_nothing_and_keeps_what_was_entered(folder: Path) -> None:
    terminal = Terminal(folder, "north", *HELD)
    terminal.answer("Record it? [y/N]", "n")
    terminal.wait_for("Nothing was recorded.")
    assert terminal.ends() == 1
    assert ids(folder) == []
    assert len(list((folder / "north" / "drafts").iterdir())) == 1


def test_many_scripts_at_once_lose_nothing(folder: Path) -> None:
    command = [sys.executable, "-m", "reconvene", "record", "north", "contact", "channel=envoys", "happened=2026-02-03"]
    running = [
        subprocess.Popen([*command, f"id=c{number}", "--yes"], cwd=folder, env=environment(), stdout=subprocess.DEVNULL,
                         stderr=subprocess.PIPE)
        for number in range(2)
    ]  # fmt: skip
    codes = {number: (each.communicate()[1], each.returncode) for number, each in enumerate(running)}
    recorded = {f"c{number}" for number, (_, code) in codes.items() if code == 0}
    assert set(ids(folder)) == recorded
    assert all(code == 0 or (code == 1 and b"recorded since you looked" in said) for said, code in codes.values())


# What else a desk's owner does


def test_files_are_attached_and_words_are_erased(folder: Path) -> None:
    (folder / "minutes.txt").write_text("We met.")
    assert inside("record", "north", *HELD, "--attach", "minutes.txt", cwd=folder).code == 0
    assert inside("record", "attach", "north", "session_held_summit", "talks.reconvene.yaml", cwd=folder).code == 0
    assert inside("record", "attach", "north", "session_hold", "minutes.txt", cwd=folder).code == 2
    unasked = inside("record", "redact", "north", "session_held_summit", "--reason", "a name", cwd=folder)
    assert (unasked.code, ids(folder)) == (2, ["session_held_summit"])
    done = inside("record", "redact", "north", "session_held_summit", "--reason", "a name", "--yes", cwd=folder)
    assert done.code == 0 and done.err.count("Erased entry") == 3
    assert ids(folder) == []
    assert inside("verify", "north", cwd=folder).code == 0


def test_a_record_is_verified_on_a_copy_and_one_flipped_bit_is_found(folder: Path) -> None:
    assert inside("record", "north", *HELD, cwd=folder).code == 0
    assert inside("desk", "checkpoint", "north", "-o", "kept", cwd=folder).code == 0
    (kept,) = (folder / "kept").iterdir()
    done = inside("verify", "north", "--checkpoint", kept, cwd=folder)
    assert done.code == 0
    assert "Intact." in done.out and "2 entries, all good; 2 under a checkpoint" in flat(done.out)
    file = folder / "north" / "record.sqlite3"
    content = file.read_bytes()
    place = content.index(b'"session":"summit"') + 13
    file.write_bytes(content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :])
    wrong = inside("verify", "north", "--format", "json", cwd=folder)
    answer = json.loads(wrong.out)
    assert (wrong.code, answer["intact"]) == (1, False)
    assert answer["findings"][0]["id"] == "body-changed"
    assert inside("status", "north", cwd=folder).code == 2
    assert inside("verify", "kept", cwd=folder).code == 2


def test_keys_are_rotated_ended_backed_up_lost_and_brought_back(folder: Path) -> None:
    secret = {PASSPHRASE: "rain over the river"}
    first = inside("keys", "show", "north", cwd=folder).out.split()[0]
    assert inside("keys", "revoke", "north", first[:12], "--reason", "stolen", cwd=folder).code == 2  # rotate first
    assert inside("keys", "rotate", "north", cwd=folder).code == 0
    assert inside("keys", "revoke", "north", first[:12], "--reason", "stolen", cwd=folder).code == 0
    assert inside("keys", "new", "north", "--reason", "lost", cwd=folder).code == 2  # it is here
    assert inside("keys", "backup", "north", "safe.json", cwd=folder, **secret).code == 0
    for path in (folder / "north" / "keys").iterdir():
        path.unlink()
    lost = inside("record", "north", *HELD, cwd=folder)
    assert lost.code == 2 and "bring it back from its back-up" in flat(lost.err)
    wrong = inside("keys", "restore", "north", "safe.json", cwd=folder, **{**secret, PASSPHRASE: "sun over the river"})
    assert wrong.code == 2 and "the passphrase is another" in flat(wrong.err)
    assert inside("keys", "restore", "north", "safe.json", cwd=folder, **secret).code == 0
    assert inside("record", "north", *HELD, cwd=folder).code == 0
    for path in (folder / "north" / "keys").iterdir():
        path.unlink()
    assert inside("keys", "new", "north", "--reason", "the safe burnt", cwd=folder).code == 0
    assert inside("record", "north", *CLOSED, "--yes", cwd=folder).code == 0
    shown = json.loads(inside("keys", "show", "north", "--format", "json", cwd=folder).out)["keys"]
    assert [(key["act"], key["vouched"], key["current"]) for key in shown] == [
        ("create", True, False), ("rotate", True, False), ("replace", False, True)
    ]  # fmt: skip
    assert shown[0]["reason"] == "stolen"


def test_keys_may_be_sealed_under_a_passphrase(tmp_path: Path) -> None:
    written(tmp_path)
    secret = {PASSPHRASE: "rain over the river"}
    new = ("desk", "new", "north", "--process", "talks.reconvene.yaml", "--as", "north", "--passphrase")
    assert inside(*new, cwd=tmp_path).code == 2  # nobody to ask
    assert inside(*new, cwd=tmp_path, **secret).code == 0
    (key,) = (tmp_path / "north" / "keys").iterdir()
    assert '"secret"' not in key.read_text()
    refused = inside("record", "north", *HELD, cwd=tmp_path)
    assert refused.code == 2 and "it is sealed" in flat(refused.err)
    assert inside("record", "north", *HELD, cwd=tmp_path, **secret).code == 0
    assert inside("status", "north", cwd=tmp_path).code == 0  # to read, no key is needed


def test_a_new_text_is_adopted(folder: Path) -> None:
    copy = folder / "north" / "process" / "talks.reconvene.yaml"
    copy.write_text(copy.read_text().replace("30 days of signed", "sixty days of signed"))
    assert "no longer what was adopted" in flat(inside("desk", "show", "north", cwd=folder).out)
    assert inside("desk", "adopt", "north", cwd=folder).code == 2
    copy.write_text(copy.read_text().replace("sixty days", "60 days"))
    assert inside("desk", "adopt", "north", cwd=folder).code == 0
    assert "go by" not in flat(inside("desk", "show", "north", cwd=folder).out)
    assert inside("check", "north", cwd=folder).code == 1
