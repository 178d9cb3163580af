"""Stories of readers, walked in a real browser: each finds what they came for, by the words on the pages alone."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import reconvene as library
from reconvene import weighing
from reconvene.deal.coverage import Cover
from reconvene.deal.figures import span_words
from reconvene.live import clock
from reconvene.live.office import Place
from reconvene.reports.naming import spoken
from reconvene.reports.sequence_words import changes
from reconvene.reports.stall_view import StallView, stall_view
from reconvene.reports.timeline_style import DARK, LIGHT
from reconvene.reports.weigh_words import percent
from reconvene.text.finding import Finding
from tests.desk_folders import BEGUN, moment
from tests.test_stories import PROCESS, WAY_BACK
from tests.test_web_screens import VIEWS, View
from tests.walks import Reader, line, walking
from tests.web_desk import WebDesk, served, web_desk

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.browser
SWAP = Path(__file__).parent.parent / "docs" / "examples" / "swap.reconvene.yaml"

REACTORS = """\
reconvene: 1
title: Reactors for a freeze
as_of: 1994-10-21
parties: {north: {called: the North}, south: {called: the South}}
actors: {agency: {called: the Agency, kind: verifier}}
items:
  site: {scale: [in_use, cleared], start: in_use}
  portion: {scale: [open, significant], start: open}
  plant: {scale: [closed_to_inspectors, open_to_inspectors], start: closed_to_inspectors}
  reactors: {scale: [planned, complete], start: planned}
obligations:
  clear_site:
    by: north
    to: [south]
    brings: site.cleared
    within: no earlier than 1997-01-01 and no later than 1999-12-31
  build_portion: {by: south, to: [north], brings: portion.significant, after: site.cleared, takes: 1 year}
  open_plant:
    by: north
    to: [south]
    brings: plant.open_to_inspectors
    after: portion.significant
    within: 30 days of portion.significant
    verified: {by: agency, takes: 3..5 years}
  complete_reactors:
    by: south
    to: [north]
    brings: reactors.complete
    after: open_plant.verified
    takes: 1 year
    within: no later than 2003-12-31
"""
LONG_ONES = """\
reconvene: 1
title: The long ones only
as_of: 2026-01-05
parties: {dprk: {called: the DPRK}, us: {called: the United States}}
actors:
  japan: {called: Japan, kind: ally, ally_of: us}
  rok: {called: South Korea, kind: ally, ally_of: us}
measures: {coal_ban: {imposed_by: us, imposed_on: dprk, bans: [coal]}}
threats:
  long_range_missiles: {of: dprk, hits: {us: large, japan: none, rok: none}}
  medium_range_missiles: {of: dprk, hits: {us: none, japan: large, rok: medium}}
  short_range_missiles: {of: dprk, hits: {us: none, japan: none, rok: large}}
gates: {signature: {dated: 2026-09-01, lets_through: [offer]}}
packages:
  offer:
    called: the long-range package
    obligations:
      scrap_long: {by: dprk, to: [us], addresses: {long_range_missiles: dismantle}}
      lift_ban: {by: us, to: [dprk], lifts: {coal_ban: suspend}}
consultations:
  hear_japan: {by: us, with: [japan], level: ministerial, takes: 20..30 days, lead: 60 days, before: signature}
  quiet_word:
    {by: us, with: [rok], level: working, takes: 3..9 days, lead: 30 days, before: signature, visible_to: [us]}
"""
EVIDENCE = """\
reconvene: 1
title: Arms beyond use
as_of: 2026-01-05
parties: {north: {called: the North}, south: {called: the South}}
actors: {commission: {called: the Commission, kind: verifier}}
items: {arms: {scale: [held, beyond_use], start: held}}
obligations:
  put_arms_beyond_use:
    by: north
    to: [south]
    brings: arms.beyond_use
    within: no later than 2026-06-30
    verified: {by: commission, takes: 5..10 days, report: [category, quantity_class], accepted_by: {south: [photo]}}
"""
SLOW = (PROCESS + "final_date: 2030-03-15\n" + WAY_BACK).replace("2030", "2026")
SLOW = SLOW.replace("title: Talks of north and south", "title: Talks that die slowly")
HELD = {"kind": "session_held", "happened": "2026-02-01", "session": "round", "channel": "envoys"}
CLOSED = {"kind": "session_closed", "happened": "2026-02-01", "session": "round", "outcome": "agreed"}
YES = {"kind": "session_accepted", "happened": "2026-02-07", "session": "next", "by_party": "north"}
NO = {"kind": "session_refused", "happened": "2026-02-19", "session": "next", "by_party": "south"}
NOW = moment("02-20")


@dataclass
class Office:
    """An office whose pages a browser reaches, on the twentieth of February."""

    web: WebDesk
    browser: Browser
    address: str

    def begin(self, text: str, view: View) -> Place:
        """A process of this text, still a draft, under a title of its own for each window."""
        title = f"{text.partition('title: ')[2].partition(chr(10))[0]}, {view[0]} {view[1]}"
        return self.web.house.office.begin(title, re.sub("title: .*", f"title: {title!r}", text, count=1))

    @contextmanager
    def walk(self, place: Place, view: View) -> Iterator[Reader]:
        """Somebody who comes to a process from the list of them."""
        with walking(self.browser, self.address, self.web.browser.cookies["reconvene"], view) as reader:
            reader.follow(str(place.versions.read().process.title), exact=True)
            yield reader


@pytest.fixture(scope="module")
def office(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: NOW)
        patch.setattr(clock, "today", NOW.date)
        web = web_desk(tmp_path_factory.mktemp("walks"))
        with served(web) as link:
            yield Office(web, browser, link.partition("/login")[0])
        web.house.close()


def in_one_window(first: int) -> pytest.MarkDecorator:
    """One of the four windows; the others where there is time."""
    marked = [view if view is VIEWS[first] else pytest.param(view, marks=pytest.mark.long) for view in VIEWS]
    return pytest.mark.parametrize("view", marked, ids=lambda view: f"{view[0]}-{view[1]}")


def found(place: Place, id: str) -> Finding:
    """What the checks say of the draft under an id."""
    (finding,) = [each for each in library.check(place.versions.read()).findings if each.id == id]
    return finding


def ids(reader: Reader) -> Counter[str]:
    """The findings that the page shows, by their ids."""
    return Counter(reader.page.get_by_role("main").locator("article .id").all_inner_texts())


# A draft whose dates hold only with luck


@in_one_window(0)
def test_a_negotiator_reads_the_chain_and_mends_the_date_of_either_side(office: Office, view: View) -> None:
    place = office.begin(REACTORS, view)
    luck, hung = found(place, "not-controllable"), found(place, "deadline-hung-on-withholdable-event")
    with office.walk(place, view) as reader:
        reader.go("What can break it")
        before = ids(reader)
        told = reader.page.get_by_role("article", name=line(luck.message))
        assert "verifying open_plant takes 3..5 years, at worst to 2003-01-03" in line(told.inner_text())
        for reason in luck.because:
            assert line(reason.message) in line(told.inner_text())
        moved = [line(fix.title) for fix in luck.fixes]
        assert len(moved) == 2 and "clear_site" in moved[0] and "complete_reactors" in moved[1]  # one of each party
        for title in moved:
            assert title in line(told.inner_text())
        mends(reader, luck, 1)
        assert before - ids(reader) == Counter([luck.id]) and ids(reader) - before == Counter()
        assert "within: no later than 2004-01-04" in place.versions.text
        mends(reader, hung, 0)
        assert ids(reader)[hung.id] == 0
        assert "1999-10-21" in place.versions.text


def mends(reader: Reader, finding: Finding, fix: int) -> None:
    """Press the button of one of the ways to mend a finding."""
    told = reader.page.get_by_role("article", name=line(finding.message))
    with reader.page.expect_navigation():
        told.get_by_role("button", name="Write it into the draft").nth(fix).click()
    reader.arrives()
    reader.reads("The fault is mended, and the draft saved.")


# Talks that die slowly


@in_one_window(1)
def test_a_director_sees_when_talks_will_count_as_stalled_and_what_clears_that(office: Office, view: View) -> None:
    place = office.begin(SLOW, view)
    place.set_up(place.versions.read(), "sweden", BEGUN)
    place.desk.record([HELD, CLOSED | {"next_date": "none"}], moment("02-01"))
    with office.walk(place, view) as reader:
        assert "Slow since 2026-02-01: G1 no next date" in reader.words()
        reader.go("Stall watch")
        shown = watch(place)
        assert shown.stalls_on == date(2026, 3, 15)  # no date that binds lies ahead any more
        assert f"They will on 2026-03-15, in {(date(2026, 3, 15) - NOW.date()).days} days" in reader.words()
        assert f"at the least cost: {line(shown.cleared_by)}" in reader.words()
        assert fires(reader) == ["G1"]
        reader.asks_as_of(date(2026, 3, 15))
        assert fires(reader) == ["G1", "G7"]
        assert "day 0 was 2026-03-15" in reader.words()
        reader.asks_as_of(NOW.date())

        reader.records(
            "A session has a date",
            under="A session",
            Which_session="next",
            Its_day="2026-03-01",
            Day="2026-02-06",
            On_which_channel="envoys",
        )
        reader.go("Stall watch")
        assert fires(reader) == ["G1"]  # nobody has accepted it yet
        assert "acceptance by the North and the South of the date of next" in reader.words()
        place.desk.record(YES, NOW)
        reader.records(
            "A party accepts the date", under="A session", Which_session="next", Who_accepts="south", Day="2026-02-08"
        )
        reader.go("Stall watch")
        assert fires(reader) == []
        place.desk.record(NO, NOW)
        reader.go("Stall watch")
        assert "G2" in fires(reader)
        assert "Cleared at the least cost by a session that is held; a new date is not enough." in reader.words()


def watch(place: Place) -> StallView:
    """What the engine says of the signals today."""
    return stall_view(place.desk.status(NOW.date()), place.desk.state(NOW.date()).limits.rule)


def fires(reader: Reader) -> list[str]:
    """The numbers of the signals that the page says fire."""
    if not reader.part("What fires").count():
        return []
    return [words.split()[0] for words in reader.part("What fires").get_by_role("heading", level=3).all_inner_texts()]


# An ally's share of a package


@in_one_window(2)
def test_an_ally_reads_what_a_package_leaves_it_with_and_by_when_it_is_heard(office: Office, view: View) -> None:
    place = office.begin(LONG_ONES, view)
    draft = place.versions.read()
    assessed = weighing.assess(draft, ["offer"], reader="japan")
    consulted = weighing.consult(draft, ["offer"], reader="japan")
    assert isinstance(assessed, weighing.Assessed) and isinstance(consulted, weighing.Consulted)
    covered = assessed.assessments[0].judged.coverage
    (heard,) = [each for each in consulted.plans[0].owed if each.whom == ("japan",)]
    assert heard.begin is not None
    with office.walk(place, view) as reader:
        reader.go("What can break it")
        left = [threat for each in covered.residuals if each.ally for threat in each.untouched]
        assert ids(reader)["coverage-hole"] == len(left)

        reader.go("Packages")
        asks_for_japan(reader)
        assert "From what Japan may see, and nothing else." in reader.words()
        assert "quiet_word" not in reader.words()
        for row in covered.rows:
            cut = f"{row.depth} by {row.by[0]}" if row.by else "untouched"
            assert " ".join((spoken(row.threat), cut, *hits(row))) in reader.words()
        for residual in covered.residuals:
            assert residual.share is not None
            assert f"{called(residual.whom)} {percent(*residual.share)}" in reader.words()
        (side,) = covered.fairness
        assert f"the most and the least lie {percent(side.low, side.high)} apart" in reader.words()

        note = handed_over(reader)
        place.versions.write(place.versions.text.replace("lead: 30 days", "lead: 45 days"))
        assert handed_over(reader) == note  # what only the United States see changes no byte of it

        reader.go("Who must be heard")
        asks_for_japan(reader)
        talk = line(reader.page.get_by_role("row", name="The United States with Japan").first.inner_text())
        assert f"{heard.begin.safe}, at the very latest {heard.begin.latest}" in talk
        assert f"{heard.decision.name} on 2026-09-01" in talk and "can be held in time" in talk


def asks_for_japan(reader: Reader) -> None:
    """Ask the same of the long-range package from what Japan may see."""
    reader.page.get_by_role("checkbox", name="the long-range package").check()
    reader.page.get_by_label("From what may be seen by").select_option("Japan")
    reader.press("Show")


def called(actor: str) -> str:
    """What the text calls somebody, where a line begins."""
    return {"us": "The United States", "japan": "Japan", "rok": "South Korea"}[actor]


def hits(row: Cover) -> list[str]:
    """How hard a threat hits whom, in the order of the page."""
    said = {each.whom: each.said for each in row.impacts}
    return [said[whom] for whom in ("us", "japan", "rok")]


def handed_over(reader: Reader) -> bytes:
    """The same as data, which is what is sent."""
    link = reader.page.get_by_role("main").get_by_role("link", name="JSON").get_attribute("href")
    assert link is not None
    return reader.page.request.get(reader.page.url.partition("/processes")[0] + link).body()


# What the evidence must say


@in_one_window(3)
def test_a_verifier_agrees_on_a_witness_before_anybody_signs(office: Office, view: View) -> None:
    place = office.begin(EVIDENCE, view)
    mismatch = found(place, "evidence-mismatch")
    with office.walk(place, view) as reader:
        reader.go("What can break it")
        before = ids(reader)
        assert line(mismatch.message) in reader.words()
        reader.go("Forms")
        reader.follow("put_arms_beyond_use")
        reader.fill("Verified", Report="category, quantity_class, witness", Accepted_by="{south: [witness]}")
        reader.press("Save")
        reader.reads("The change is written into the draft.")
        assert line(mismatch.message) not in reader.words()
        reader.go("What can break it")
        assert before - ids(reader) == Counter([mismatch.id]) and ids(reader) - before == Counter()
        reader.go("Articles")
        assert "report category, quantity_class, witness; accepted by the South: witness" in reader.words()


# A safe exchange


@in_one_window(0)
def test_a_negotiator_finds_an_order_in_which_every_step_pays(office: Office, view: View) -> None:
    place = office.begin(SWAP.read_text(encoding="utf-8"), view)
    swap = weighing.sequence(place.versions.read(), chunks=2)
    assert isinstance(swap, weighing.Sequenced) and swap.least is not None
    with office.walk(place, view) as reader:
        reader.go("Exchange")
        reader.page.get_by_label("A step in at most").select_option("2 parts")
        reader.press("Show")
        least = span_words(swap.least.needed, swap.least.unit)
        assert f"is worth at least {least} to whoever is tempted" in reader.words()
        (last,) = [side.last_step for side in swap.sides if side.last_step is not None]
        assert f"Last step: at {last.duty} nothing is to come" in reader.words()
        days = reader.page.get_by_role("table", name="The worst exposure at the end of each day")
        north = swap.sides[0].exposure
        for each in changes(north.days):
            row = days.get_by_role("row", name=str(each.day))
            assert span_words(each.exposure, north.unit) in row.inner_text()
        follows_the_page(reader)
        chunked = next(each for each in swap.proposals if each.kind == "parts at once")
        part = reader.part(f"Proposal {swap.proposals.index(chunked) + 1}: {chunked.kind}")
        with reader.page.expect_navigation():
            part.get_by_role("button", name="Write it into the draft").click()
        reader.reads("The proposal is written into the draft.")
        assert "The exchange holds as it stands: every step pays for who must take it." in reader.words()
        assert place.versions.text.count("parts: [part_1, part_2]") == 2


def follows_the_page(reader: Reader) -> None:
    """The picture is light or dark as the page is, also after the button for it."""
    paper = "getComputedStyle(document.querySelector('.picture svg .paper')).fill"
    grounds = {"light": LIGHT["paper"], "dark": DARK["paper"]}
    for theme in (reader.theme, "dark" if reader.theme == "light" else "light"):
        ground = "rgb({}, {}, {})".format(*bytes.fromhex(grounds[theme].removeprefix("#")))
        assert reader.page.evaluate(paper) == ground
        reader.page.get_by_role("button", name="Dark or light").click()
