"""A newcomer begins with an empty folder and a browser, and finds everything by the words on the pages alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """The command as a newcomer types it; gives the link that it prints."""
    command = [sys.executable, "-m", "reconvene", "serve", str(folder), "--no-open", "--port", "0"]
    told = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=told) as running:
        assert running.stdout is not None
        lines = iter(running.stdout.readline, "")
        try:
            yield next(found[0] for line in lines if (found := re.search(r"http://\S+/login/\S+", line)))
        finally:
            running.terminate()


class Newcomer:
    """Somebody at a page, who reads what stands there, and presses what it says."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def press(self, words: str) -> None:
        """Press the button of these words, and wait for what it brings."""
        with self.page.expect_navigation():
            self.page.get_by_role("button", name=words).first.click()

    def follow(self, words: str, *, exact: bool = False) -> None:
        """Follow the first link of these words in the content of the page."""
        with self.page.expect_navigation():
            self.page.get_by_role("main").get_by_role("link", name=words, exact=exact).first.click()

    def go(self, words: str) -> None:
        """Go to a page by the bar at the side."""
        bar = self.page.get_by_role("navigation", name="Pages of the process")
        with self.page.expect_navigation():
            bar.get_by_role("link", name=words).click()

    def fill(self, group: str = "", **said: str) -> None:
        """Fill in the fields that begin with these labels, in a box of the form or in all of it."""
        form = self.page.get_by_role("group", name=group) if group else self.page.get_by_role("main")
        for label, words in said.items():
            field = form.get_by_label(re.compile(rf"^{label.replace('_', ' ')}\b")).first
            if field.evaluate("field => field.tagName") == "SELECT":
                field.select_option(words)
            else:
                field.fill(words)

    def add(self, section: str, **said: str) -> None:
        """Add something to a section of the draft, by its form."""
        self.go("Forms")
        self.follow(section)
        self.fill(**said)
        self.press("Add it")
        self.reads("The change is written into the draft.")

    def reads(self, words: str) -> None:
        """These words stand on the page."""
        self.page.get_by_role("main").get_by_text(words).first.wait_for(timeout=20_000)


def day(ahead: int) -> str:
    """A day so far from today, as the forms take it."""
    return (date.today() + timedelta(days=ahead)).isoformat()  # noqa: DTZ011  (what a newcomer's calendar says)


@pytest.mark.browser
def test_a_newcomer_drafts_adopts_records_and_sends(browser: Browser, tmp_path: Path) -> None:
    with serving(tmp_path / "office") as link, browser.new_context(accept_downloads=True) as context:
        page = context.new_page()
        page.set_default_timeout(20_000)
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
        page.goto(link)
        newcomer = Newcomer(page)
        begins(newcomer)
        drafts(newcomer)
        mends(newcomer)
        adopts(newcomer)
        records(newcomer)
        prints(newcomer, tmp_path / "certificate.pdf")
        sends(newcomer, tmp_path)
        assert wrong == []


def begins(newcomer: Newcomer) -> None:
    newcomer.reads("This office has no process yet.")
    newcomer.follow("New process")
    newcomer.page.get_by_label("Blank").check()
    newcomer.fill(What_is_the_process_called="Water of the river", The_first_party="Upland", The_second_party="Lowland")
    newcomer.press("Begin")
    newcomer.reads("A draft: nothing is on record yet.")


def drafts(newcomer: Newcomer) -> None:
    newcomer.add("Add to items", Name="sluice", Scale="closed, open", Start="closed", Goal="open")
    newcomer.add("Actors", Name="lakes", Called="Lakes Commission")
    newcomer.add(
        "Add to obligations",
        Name="pay",
        By="lowland",
        To="upland",
        Kind="pay",
        Brings="matter.settled",
        Within=f"no later than {day(300)}",
        In_return_for="first_step",
    )
    newcomer.add("Vows", Name="no_gift", By="lowland", Dated=day(-30), Says="We make no gifts.", Forbids="payment")
    newcomer.add("Return", Use="return/standard", Starts_on="stall, failure", Convenor="lakes", Binds="state")
    newcomer.go("Forms")
    newcomer.follow("first_step")
    newcomer.fill(Brings="sluice.open")
    newcomer.fill("Verified", By="lakes", Takes="5..10 days")
    newcomer.press("Save")
    newcomer.reads("The change is written into the draft.")
    newcomer.go("Forms")
    newcomer.follow("Process as a form")
    newcomer.fill(Final_date=day(600))
    newcomer.press("Save")


def mends(newcomer: Newcomer) -> None:
    """The faults are seen, and mended by their buttons and by their fields."""
    newcomer.go("What can break it")
    newcomer.reads("which the vow no_gift rules out")
    before = faults(newcomer.page)
    newcomer.press("Write it into the draft")
    newcomer.reads("The fault is mended, and the draft saved.")
    assert faults(newcomer.page) < before
    newcomer.go("Forms")
    newcomer.page.get_by_role("main").get_by_role("link", name="End state").last.click()
    newcomer.fill(All="sluice.open, matter.settled", Verified_by="lakes")
    newcomer.press("Save")
    newcomer.reads("The change is written into the draft.")


def faults(page: Page) -> int:
    """How many errors the page of the findings counts."""
    counts = page.get_by_role("list", name="Counts").inner_text()
    return int(counts.split()[0])


def adopts(newcomer: Newcomer) -> None:
    newcomer.go("Adopt the draft")
    newcomer.page.get_by_label("Your organisation is").select_option("upland")
    newcomer.page.get_by_label(re.compile("I have read th")).check()
    newcomer.press("Adopt the text and begin the record")
    newcomer.reads("The table")


def records(newcomer: Newcomer) -> None:
    """Two events, each with what follows from it shown before it is signed."""
    page = newcomer.page
    newcomer.go("Record what happened")
    newcomer.follow("A session took place")
    newcomer.fill(Which_session="opening", Day=day(0))
    newcomer.press("See what would follow")
    newcomer.reads("The table: ")
    newcomer.press("Record it")
    newcomer.reads("It is on record, signed by this desk.")
    newcomer.go("Record what happened")
    newcomer.follow("A party declares that it did its duty")
    page.get_by_label("Which duty").select_option("first_step")
    newcomer.fill(Day=day(0))
    newcomer.press("See what would follow")
    newcomer.reads("first_step")
    newcomer.press("Record it")
    newcomer.reads("It is on record, signed by this desk.")


def prints(newcomer: Newcomer, kept: Path) -> None:
    newcomer.go("Schedule")
    newcomer.follow("Certificate to print")
    newcomer.reads("Water of the river")
    kept.write_bytes(newcomer.page.pdf())
    assert kept.read_bytes().startswith(b"%PDF")


def sends(newcomer: Newcomer, folder: Path) -> None:
    """An ally gets a bundle, and a page that opens without anything else."""
    page = newcomer.page
    newcomer.go("Send and receive")
    page.get_by_label("For whom?").select_option("Lakes Commission")
    newcomer.press("See what it would hold")
    newcomer.reads("What the bundle for Lakes Commission holds")
    with page.expect_download() as sent:
        page.get_by_role("button", name="Sign it and save the file").click()
    bundle = folder / sent.value.suggested_filename
    sent.value.save_as(bundle)
    assert "opening" in bundle.read_text(encoding="utf-8")
    page.get_by_label("Who reads it?").select_option("Lakes Commission")
    with page.expect_download() as shown:
        page.get_by_role("button", name="Save the page").click()
    reading = folder / shown.value.suggested_filename
    shown.value.save_as(reading)
    page.goto(reading.as_uri())
    page.get_by_role("heading", name="Water of the river").first.wait_for()
