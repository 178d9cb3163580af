"""What goes wrong in the browser is told with the status that it has, the next step, and nothing from within."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from reconvene.live import clock
from reconvene.live.callers import NotAllowed
from reconvene.live.rate_limits import TooMany
from reconvene.record.fault import RecordFault, Stale, found
from reconvene.record.sqlite_store import FILE
from reconvene.reports.pages import find_page
from reconvene.web import application
from reconvene.web.drawing import _files, content
from reconvene.web.refusals import STATUS, TITLES, status_of
from reconvene.web.shelf import Page, Screen
from reconvene.web.visit import Visit
from tests.desks import tamper
from tests.web_desk import NOW, WebDesk, reopened, web_desk, words_of

INNARDS = re.compile(r"Traceback|File \"|\.py\b|site-packages|sqlalchemy|psycopg|object at 0x|Error:", re.IGNORECASE)


@pytest.fixture(autouse=True, scope="module")
def _then() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(clock, "today", NOW.date)
        yield


@pytest.fixture
def web(tmp_path: Path) -> Iterator[WebDesk]:
    made = web_desk(tmp_path)
    yield made
    made.house.close()


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory, _then: None) -> Iterator[WebDesk]:
    """An office that these tests only look at."""
    made = web_desk(tmp_path_factory.mktemp("office"))
    yield made
    made.house.close()


def answered(web: WebDesk, error: RecordFault, **headers: str) -> httpx.Response:
    """What is answered where a screen raises a fault."""

    def ask(_: Screen, __: Visit) -> Page:
        raise error

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(application, "_ask", ask)
        address = f"{web.base}/status?known=2026-01-0{len(headers) + 1}"
        answer: httpx.Response = web.browser.get(address, headers=headers)
        return answer


# --- faults ---


@pytest.mark.parametrize(
    ("id", "status"),
    [
        ("not-logged-in", 401),
        ("role-forbids", 403),
        ("role-too-high", 403),
        ("no-such-process", 404),
        ("no-such-event", 404),
        ("stale-writer", 409),
        ("draft-changed", 409),
        ("shipped-case", 409),
        ("key-in-use", 409),
        ("form-of-another-session", 409),
        ("link-spent", 410),
        ("bundle-too-large", 413),
        ("name-unfit", 422),
        ("not-a-day", 422),
        ("key-of-another-request", 409),
        ("too-many-requests", 429),
        ("people-damaged", 503),
        ("record-unwritable", 503),
        ("disk-full", 503),
    ],
)
def test_a_fault_has_its_status(quiet: WebDesk, id: str, status: int) -> None:
    error = RecordFault(found(id, "here", "It <did> not go.", "try `this`"))
    shown = answered(quiet, error)
    assert shown.status_code == status_of(error) == status
    assert "It <did> not go." in words_of(shown.text) and "try this" in words_of(shown.text)
    assert TITLES[status] in words_of(shown.text)
    data = answered(quiet, error, Accept="application/json")
    assert data.status_code == status
    twin = quiet.browser.get(f"{quiet.base}/none-such.json")
    assert (twin.status_code, twin.json()["status"]) == (404, 404)


def test_every_kind_of_fault_is_told_with_the_headers_of_its_status(quiet: WebDesk) -> None:
    waiting = answered(quiet, TooMany(timedelta(seconds=7.2)))
    assert (waiting.status_code, waiting.headers["retry-after"]) == (429, "8")
    assert answered(quiet, NotAllowed(found("role-forbids", "x", "No.", "ask"))).status_code == 403
    assert answered(quiet, Stale(found("stale-writer", "x", "Older.", "look"), 3)).status_code == 409
    unknown = answered(quiet, RecordFault(found("not-logged-in", "x", "No.", "log in")))
    assert unknown.headers["www-authenticate"] == "Bearer"


def test_every_finding_with_a_status_of_its_own_has_a_page() -> None:
    assert set(STATUS.values()) <= set(TITLES)
    assert [id for id in STATUS if find_page(id) is None] == []


def test_a_program_gets_the_finding_as_data(quiet: WebDesk) -> None:
    answer = quiet.browser.get("/processes/none/status.json")
    told = answer.json()
    assert (answer.status_code, told["status"], told["title"]) == (404, 404, "Not found")
    [finding] = told["findings"]
    assert finding["id"] == "no-such-process" and finding["help"]
    assert quiet.browser.get("/processes/none/status").status_code == 404


# --- what is stored is ill ---


def test_people_that_cannot_be_read_close_the_house_and_say_so(web: WebDesk) -> None:
    web.get("/status")
    web.house.people.close()
    (web.house.office.folder / "people.sqlite").write_bytes(b"this is no database at all" * 500)
    for path in ("/", f"{web.base}/status", f"{web.base}/status.json", "/login/some-link"):
        answer = web.browser.get(path)
        assert answer.status_code == 503, path
        assert "damaged" in answer.text and "back-up" in answer.text
        assert not INNARDS.search(words_of(answer.text)), path
    ill = web.browser.get("/health")
    assert (ill.status_code, ill.json()["status"], ill.json()["why"]) == (503, "ill", "people-damaged")


def test_a_record_that_was_tampered_with_is_told_and_nothing_is_written(web: WebDesk) -> None:
    tamper(web.desk.folder, "UPDATE entry SET line = '{}'")
    again = reopened(web)
    for path in ("/status", "/record", "/status.json"):
        answer = again.browser.get(again.base + path)
        assert answer.status_code == 503, answer.text
        assert not INNARDS.search(words_of(answer.text))
    assert again.browser.get("/").status_code == 200, "the other processes are still there"
    (again.house.office.place(again.base.rpartition("/")[2]).folder / "desk" / FILE).unlink()
    gone = reopened(again)
    assert gone.browser.get(gone.base + "/status").status_code == 503


# --- mistakes of ours ---


def test_a_mistake_of_ours_shows_a_page_and_logs_the_rest(quiet: WebDesk, caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> Page:
        raise ZeroDivisionError("a secret of the innards")

    with pytest.MonkeyPatch.context() as patch, caplog.at_level(logging.ERROR):
        patch.setattr(application, "_ask", broken)
        page = quiet.browser.get(f"{quiet.base}/status?known=2026-01-09")
        twin = quiet.browser.get(f"{quiet.base}/status.json?known=2026-01-09")
    assert (page.status_code, twin.status_code, twin.json()["status"]) == (500, 500, 500)
    for answer in (page, twin):
        assert "secret" not in answer.text and "ZeroDivision" not in answer.text
        assert not INNARDS.search(words_of(answer.text))
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "Nothing that was on record is lost" in answer.text
    assert "ZeroDivisionError: a secret of the innards" in caplog.text
    assert quiet.browser.get(f"{quiet.base}/status").status_code == 200, "the next request is served"


# --- what is asked for is nonsense ---

NO_DAYS = ("never", "2026-02-30", "9" * 5000, "\x00", "2026-01-01\x00", "%", "\u0662\u0660\u0662\u0666-01-01")
STRANGE_DAYS = ("", "0001-01-01", "9999-12-31")


@pytest.mark.parametrize("path", ["", "/schedule", "/record", "/weigh"])
def test_a_day_that_is_none_is_refused_and_no_day_is_too_strange(quiet: WebDesk, path: str) -> None:
    for written in (*NO_DAYS, *STRANGE_DAYS):
        for key in ("as_of", "known", "text"):
            answer = quiet.browser.get(quiet.base + path, params={key: written})
            assert answer.status_code < 500, (key, written[:40])
            assert not INNARDS.search(words_of(answer.text)), (key, written[:40])
            if key != "text" and written in NO_DAYS:
                assert answer.status_code == 422 and "is no day" in answer.text, (key, written[:40])


@pytest.mark.parametrize(
    "query", ["as_of=%ff%fe", "%00=%00", "as_of=2026-01-01&as_of=never", "&&&==", "a" * 9000, "text=%80", "q=%c3%28"]
)
def test_a_query_of_any_bytes_is_answered(quiet: WebDesk, query: str) -> None:
    for path in ("/", f"{quiet.base}/record", f"{quiet.base}/status.json", "/login", "/help/claim", "/audit"):
        answer = quiet.browser.get(f"{path}?{query}")
        assert answer.status_code < 500, path
        assert not INNARDS.search(words_of(answer.text)), path


@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd",
        "..%2f..%2fpeople.sqlite",
        "%2e%2e/%2e%2e/people.sqlite",
        "....//....//app.py",
        "/etc/passwd",
        "%00",
        "app.css%00.png",
        "a" * 5000,
        "%ff%fe",
        "vendor/../app.css",
        "..%5c..%5cpeople.sqlite",
        "case:..",
        "case:../hanoi",
        "case:%00",
        "CON",
        "~root",
    ],
)
def test_no_name_leads_out_of_its_folder(quiet: WebDesk, name: str) -> None:
    for path in (f"/static/x/{name}", f"/processes/{name}", f"/processes/{name}/status.json", f"/help/{name}"):
        if name == "vendor/../app.css" and path.startswith("/static"):
            continue  # the client itself makes that a name that is there
        answer = quiet.browser.get(path)
        assert answer.status_code in (404, 422), (path, answer.status_code)
        assert "root:" not in answer.text and "SQLite" not in answer.text
    for path in ("/record/", "/record/1/files/", "/history/", "/obligations/", "/integrity/checkpoints/"):
        assert quiet.browser.get(quiet.base + path + name).status_code < 500


def test_only_files_that_are_listed_are_handed_out() -> None:
    assert {"app.css", "app.js", "icons.svg", "page.css"} <= set(_files())
    assert all(content(name) for name in _files())
    with pytest.raises(FileNotFoundError):
        content("../application.py")


@pytest.mark.parametrize("body", [b"", b"\xff\xfe", b"csrf", b"=&=", b"a=%ZZ&csrf=%00", b"x" * 100_000])
def test_a_form_of_any_bytes_is_answered(quiet: WebDesk, body: bytes) -> None:
    for kind in ("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", "none"):
        for path in ("/login", "/copy", "/new", f"{quiet.base}/record/new", f"{quiet.base}/bundles/import"):
            answer = quiet.browser.post(path, content=body, headers={"Content-Type": kind}, follow_redirects=False)
            assert 400 <= answer.status_code < 500 or answer.headers.get("location") == "/login", (kind, path)
            assert not INNARDS.search(words_of(answer.text)), (kind, path)


def test_a_form_of_too_many_fields_or_bytes_is_refused(quiet: WebDesk) -> None:
    many = {f"f{number}": "1" for number in range(2_500)}
    assert quiet.browser.post(f"{quiet.base}/record/new", data=many).status_code == 400

    def endless() -> Iterator[bytes]:
        yield b"csrf="
        for _ in range(40):
            yield b"x" * 1024 * 1024

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    answer = quiet.browser.post(f"{quiet.base}/record/new", content=endless(), headers=headers)
    assert answer.status_code == 413 and "smaller parts" in answer.text
