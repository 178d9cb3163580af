"""Whoever something waits for hears of it, by real mail over a real server, once; then the next in line does."""

from __future__ import annotations

import shlex
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

from reconvene import open_desk
from reconvene.live.desk import Desk
from reconvene.live.notices import Mail, Notices
from reconvene.live.settings import read_settings, write_settings
from reconvene.live.ticking import Ticked, tick
from reconvene.process.events import AlertTried
from reconvene.record.fault import RecordFault
from tests.command import reconvene
from tests.desk_folders import CLOSED, HELD, desk_of, moment

CONVENOR, SUBSTITUTE = "convenor@example.org", "substitute@example.org"


class Box:
    """A mail server's handler that keeps what it takes, and answers as it is told to."""

    def __init__(self) -> None:
        self.mail: list[tuple[str, Any]] = []
        self.refuses: set[str] = set()
        self.hangs = 0.0
        self.taken = threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _: Any) -> str:  # noqa: N802
        if address in self.refuses:
            return "550 no such person here"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.mail.extend((to, message_from_bytes(envelope.content)) for to in envelope.rcpt_tos)
        self.taken.set()
        if self.hangs:
            import asyncio

            await asyncio.sleep(self.hangs)
        return "250 taken"

    def to(self, address: str) -> list[Any]:
        return [message for to, message in self.mail if to == address]


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def serving(box: Box, port: int, **given: Any) -> Iterator[None]:
    controller = Controller(box, hostname="127.0.0.1", port=port, **given)
    controller.start()
    try:
        yield
    finally:
        controller.stop()


@pytest.fixture
def port() -> int:
    return free_port()


@pytest.fixture
def folder(tmp_path: Path, port: int) -> Path:
    """The desk of the convenor, which tells itself and its substitute by mail."""
    with desk_of("sweden", tmp_path) as desk:
        to = {"sweden": CONVENOR, "singapore": SUBSTITUTE}
        set_notices(desk, Notices(to=to, mail=mail_at(port)))
    return tmp_path / "sweden"


def mail_at(port: int, **more: Any) -> Mail:
    return Mail(server="127.0.0.1", port=port, security="none", from_="desk@example.org", seconds=2, **more)


def set_notices(desk: Desk, notices: Notices) -> None:
    write_settings(desk.folder, desk.settings.changed(notices=notices))


def tick_on(folder: Path, day: str, hour: int = 12) -> Ticked:
    with open_desk(folder) as desk:
        return tick(desk, moment(day, hour))


def fail(folder: Path) -> None:
    """A session ends without a date."""
    with open_desk(folder) as desk:
        desk.record([HELD, CLOSED], moment("02-01", 10))


def tries(folder: Path) -> list[str]:
    with open_desk(folder) as desk:
        return [each.event.outcome for each in desk.contents.said if isinstance(each.event, AlertTried)]


def test_a_session_ends_without_a_date_and_the_convenor_hears_on_the_day(folder: Path, port: int) -> None:
    box = Box()
    with serving(box, port):
        tick_on(folder, "01-31")
        assert box.mail == []
        fail(folder)
        for hour in (11, 12, 13):
            tick_on(folder, "02-01", hour)
        assert len(box.to(CONVENOR)) == 1
        assert box.to(SUBSTITUTE) == []
        tick_on(folder, "02-02")  # the convenor is silent, and the substitute hears on the next day
        assert len(box.to(SUBSTITUTE)) == 1
        tick_on(folder, "02-03")
        assert len(box.mail) == 2
    first, second = box.to(CONVENOR)[0], box.to(SUBSTITUTE)[0]
    assert first.get_payload() == second.get_payload()
    for word in ("North", "South", "summit", "clock", "notice", "2026", "talks", "Sweden", "sweden", "stall"):
        assert word not in first.get_payload() + first["Subject"]


def test_who_acknowledges_has_it_in_hand_until_the_last_day(folder: Path, port: int) -> None:
    box = Box()
    with serving(box, port):
        fail(folder)
        done = tick_on(folder, "02-01")
        with open_desk(folder) as desk:
            seen = {"kind": "alert_acknowledged", "of": done.told[0].alert.id, "happened": "2026-02-01"}
            desk.record({**seen, "visible_to": ["sweden"]}, moment("02-01", 14))
        for day in range(2, 8):
            tick_on(folder, f"02-{day:02}")
        assert box.to(SUBSTITUTE) == []
        with open_desk(folder) as desk:
            assert desk.state(moment("02-07")).table.due is not None
        tick_on(folder, "02-08")
        assert len(box.to(CONVENOR)) == 2  # once for the notice, and once for the stage that came by the limit


def test_what_is_done_waits_for_nobody(folder: Path, port: int) -> None:
    box = Box()
    fail(folder)
    with open_desk(folder) as desk:
        notice = {"kind": "notice_sent", "happened": "2026-02-01", "to": ["north", "south"], "by_party": "sweden"}
        desk.record(notice, moment("02-01", 11))
    with serving(box, port):
        done = tick_on(folder, "02-01")
    assert [told.alert.stage for told in done.told] == ["technical_contact"]


def test_a_server_that_is_down_is_tried_again_and_nothing_is_lost(folder: Path, port: int) -> None:
    fail(folder)
    done = tick_on(folder, "02-01", 11)
    assert "127.0.0.1" in done.undelivered[0].why
    assert tries(folder) == ["begun", "failed"]
    box = Box()
    with serving(box, port):
        assert tick_on(folder, "02-01", 12).undelivered == ()
        assert tick_on(folder, "02-01", 13).told == ()
    assert len(box.mail) == 1
    assert tries(folder) == ["begun", "failed", "begun", "sent"]


def test_a_server_that_refuses_an_address_says_so_and_the_next_in_line_is_told(folder: Path, port: int) -> None:
    box = Box()
    box.refuses = {CONVENOR}
    fail(folder)
    with serving(box, port):
        done = tick_on(folder, "02-01")
        assert done.undelivered[0].why == "the mail server refused the address (550): no such person here"
        told = tick_on(folder, "02-02").told
    assert [(each.alert.to, bool(each.why)) for each in told] == [("sweden", True), ("singapore", False)]
    assert len(box.to(SUBSTITUTE)) == 1


def test_a_server_that_hangs_is_left_and_a_message_that_it_took_after_all_is_one_message(
    folder: Path, port: int
) -> None:
    box = Box()
    box.hangs = 4
    fail(folder)
    with serving(box, port):
        begun = time.monotonic()
        done = tick_on(folder, "02-01", 11)
        assert time.monotonic() - begun < 4
        assert "timed out" in done.undelivered[0].why
        box.hangs = 0
        assert tick_on(folder, "02-01", 12).undelivered == ()
    names = [message["Message-ID"] for message in box.to(CONVENOR)]
    assert len(names) == 2
    assert len(set(names)) == 1


def test_who_dies_in_the_middle_is_followed_by_another_once_that_is_sure(folder: Path, port: int) -> None:
    from reconvene.live.ticking import _raise_alerts, _take

    fail(folder)
    with open_desk(folder) as desk:
        now = moment("02-01", 11)
        _raise_alerts(desk, now, now.date())
        [alert] = [each.event.id for each in desk.contents.said if each.event.kind == "alert_raised"]
        assert _take(desk, alert, now) == 1  # and here the machine stops
    box = Box()
    with serving(box, port), open_desk(folder) as desk:
        assert tick(desk, now.replace(minute=14)).told == ()
        assert len(tick(desk, now.replace(minute=16)).told) == 1
    assert len(box.mail) == 1


def test_the_password_is_in_no_setting_and_in_no_message_of_ours(folder: Path, port: int) -> None:
    box = Box()
    asked: list[bytes] = []

    def authenticate(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
        assert isinstance(data, LoginPassword)
        asked.append(data.password)
        return AuthResult(success=data.password == b"right", handled=False)

    with open_desk(folder) as desk:
        set_notices(desk, desk.settings.notices.changed(mail=mail_at(port, user="desk")))  # type: ignore[union-attr]
    fail(folder)
    server = serving(box, port, authenticator=authenticate, auth_require_tls=False)
    with server, open_desk(folder) as desk:
        none = tick(desk, moment("02-01", 11), environment={})
        assert "RECONVENE_SMTP_PASSWORD" in none.undelivered[0].why
        wrong = tick(desk, moment("02-01", 12), environment={"RECONVENE_SMTP_PASSWORD": "wrong"})
        assert "535" in wrong.undelivered[0].why
        assert tick(desk, moment("02-01", 13), environment={"RECONVENE_SMTP_PASSWORD": "right"}).undelivered == ()
    assert set(asked) == {b"wrong", b"right"}
    with open_desk(folder) as desk:
        assert "wrong" not in str([each.event.__dict__ for each in desk.contents.said])


def test_a_server_without_a_secure_line_gets_nothing_where_one_was_asked_for(folder: Path, port: int) -> None:
    box = Box()
    with open_desk(folder) as desk:
        secure = mail_at(port).changed(security="starttls")
        set_notices(desk, desk.settings.notices.changed(mail=secure))  # type: ignore[union-attr]
    fail(folder)
    with serving(box, port):
        assert "STARTTLS" in tick_on(folder, "02-01").undelivered[0].why
    assert box.mail == []


def test_without_a_server_a_letter_lies_ready_and_says_what_waits_only_if_it_is_told_to(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        set_notices(desk, Notices(to={"singapore": "letter"}, says="what_waits"))
    fail(tmp_path / "sweden")
    tick_on(tmp_path / "sweden", "02-01")
    tick_on(tmp_path / "sweden", "02-02")
    letters = tmp_path / "sweden" / "letters"
    assert sorted(path.name.rpartition("-")[0] for path in letters.glob("*.txt")) == [
        "2026-02-01-sweden",
        "2026-02-02-singapore",
    ]
    words = next(letters.glob("*singapore*.txt")).read_text()
    assert "What waits: private notice, in the stage quiet clock, no later than 2026-02-08." in " ".join(words.split())


def test_the_settings_say_where_they_are_wrong(folder: Path) -> None:
    path = folder / "desk.yaml"
    path.write_text(path.read_text().replace(SUBSTITUTE, "nowhere"))
    with pytest.raises(RecordFault, match="`nowhere` is no mail address") as fault:
        read_settings(folder)
    assert fault.value.finding.span.location.line > 1


def test_whoever_is_misspelt_in_the_settings_is_said_to_hear_nothing(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        set_notices(desk, Notices(to={"singapor": "letter"}))
    done = reconvene("tick", tmp_path / "sweden", "--as-of", "2026-02-01")
    assert done.code == 1
    assert "Nobody is told as `singapor`" in done.err
    assert "did you mean `singapore`?" in done.err


def test_the_verb_prints_the_command_that_acknowledges_an_alert_and_it_works(tmp_path: Path) -> None:
    with desk_of("sweden", tmp_path) as desk:
        set_notices(desk, Notices(to={"singapore": "letter"}))
    fail(tmp_path / "sweden")
    shown = reconvene("tick", tmp_path / "sweden", "--as-of", "2026-02-01").err
    [command] = [line.partition("reconvene ")[2] for line in shown.splitlines() if "once it is seen" in line]
    assert reconvene(*shlex.split(command), "--yes").code == 0
    assert tick_on(tmp_path / "sweden", "02-02").told == ()  # the substitute need not be told


def test_the_verb_says_what_the_clock_did_and_can_be_asked_for_data(folder: Path) -> None:
    fail(folder)
    told = reconvene("tick", str(folder), "--as-of", "2026-02-01")
    assert told.code == 1  # there is no server
    assert "2026-02-01  day 0, by a failure of the talks" in told.err + told.out
    assert "sweden could not be told that something waits" in told.err + told.out
    assert reconvene("tick", str(folder), "--as-of", "tomorrow").code == 2
