"""The HTML report: no file becomes markup, every finding and its text lead to each other, everybody can read it."""

from __future__ import annotations

import re
from dataclasses import FrozenInstanceError
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.checks.run import Report, run
from reconvene.clauses.expand import expand
from reconvene.document.load import load, load_text
from reconvene.reports.markup import visible, words
from reconvene.reports.page import render_page, view
from tests.laws import up_to

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = date(2029, 1, 1)
DRAFT = """\
reconvene: 1
title: A freeze
parties:
  north: {called: The North}
  south: {called: The South}
items:
  plant: {scale: [running, closed], start: running, goal: closed}
texts: {law: {title: The law}}
measures:
  coal_ban: {in: law, imposed_on: north, bans: coal, worth: 100 usd a year, source: unverified}
obligations:
  close_plant:
    by: north
    to: south
    brings: plant.closed
    within: no later than 2029-06-01
    verified: unknown
  lift_ban: {by: unknown, to: north, lifts: {coal_ban: suspend}}
packages:
  offer:
    {called: The offer, by: south, dated: 2028-12-01, status: tabled, obligations: {send: {by: south, text: "A & B"}}}
suppress:
  - {check: no-final-deadline, author: The chair, reason: it is being negotiated, until: 2029-02-01}
"""


def report(text: str = DRAFT) -> Report:
    return run(expand(load_text(text, "draft.yaml")), NOW)


class Reading(HTMLParser):
    """A page as its tags, its anchors, its links and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes something else"

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.words += data

    def every(self, attribute: str) -> list[str]:
        return [value for _, attributes in self.tags if (value := attributes.get(attribute)) is not None]

    def count(self, tag: str) -> int:
        return sum(found == tag for found, _ in self.tags)


def read(*reports: Report) -> Reading:
    return Reading(render_page(reports or (report(),)))


# What is on it


def test_the_head_says_what_was_checked_and_what_came_of_it() -> None:
    said = " ".join(read().words.split())
    assert "A freeze draft.yaml checked as of 1 January 2029" in said
    shown = view(report()).count
    assert f"{shown.errors} error" in said and f"{shown.passed} check" in said


def test_packages_are_named_with_their_findings() -> None:
    (package,) = view(report()).packages
    assert (package.name, package.called, package.by, package.dated) == ("offer", "The offer", "south", "2028-12-01")
    assert package.findings and all(finding.package == "offer" for finding in package.findings)


def test_open_questions_are_asked_once_with_what_they_decide() -> None:
    shown = view(report())
    assert len({question.fact for question in shown.questions}) == len(shown.questions) > 0
    assert all(question.decides for question in shown.questions)


def test_what_was_set_aside_says_by_whom_until_when_and_why() -> None:
    assert {finding.id for finding in view(report()).aside} == {"no-final-deadline"}
    assert "by The chair until 2029-02-01: it is being negotiated" in " ".join(read().words.split())


def test_every_finding_is_shown_exactly_once() -> None:
    found = report()
    shown = view(found)
    waiting = [finding for question in shown.questions for finding in question.waiting]
    numbers = [finding.number for finding in (*shown.findings, *waiting, *shown.aside)]
    assert sorted(numbers) == list(range(1, len(found.findings) + 1))


def test_a_severity_is_an_icon_and_a_word_never_a_colour_alone() -> None:
    page = render_page([report()])
    for label in re.findall(r'<span class="label [a-z]+">(.*?)<span class="count">', page, re.DOTALL):
        assert "<svg" in label and re.search(r"(Error|Warning|Note|Cannot tell|Set aside) $", label)


def test_a_fix_shows_the_lines_before_and_after() -> None:
    fixes = [fix for finding in view(report()).findings for fix in finding.fixes]
    assert fixes and all(any(row.kind == "after" for row in fix.rows) for fix in fixes)


def test_unverified_values_are_marked_wherever_they_show() -> None:
    (file,) = view(report()).files
    assert [line.number for line in file.lines if line.unverified] == [10]
    assert "unverified" in read().words


def test_it_says_what_it_does_not_prove() -> None:
    said = " ".join(read().words.split())
    assert "hygiene, not sufficiency" in said and "conduct" in said


def test_a_file_that_cannot_be_read_is_shown_with_its_problems() -> None:
    shown = view(report("parties: [\n"))
    assert not shown.readable and shown.findings and shown.findings[0].place is not None
    assert "cannot be read as it stands" in read(report("parties: [\n")).words


def test_nothing_found_is_said_too() -> None:
    assert "No check found a fault" in read(Report(load_text("title: x\n", "x.yaml"), NOW, ())).words


def test_views_are_frozen() -> None:
    shown: Any = view(report())
    with pytest.raises(FrozenInstanceError):
        shown.title = "another"


def test_the_same_report_makes_the_same_page() -> None:
    assert render_page([report()]) == render_page([report()])


# Links


def links_hold(page: Reading) -> None:
    anchors = page.every("id")
    assert len(anchors) == len(set(anchors))
    targets = page.every("href")
    assert targets and all(target.startswith("#") for target in targets)
    assert {target[1:] for target in targets} <= set(anchors)
    for name in ("aria-labelledby",):
        assert {target for targets in page.every(name) for target in targets.split()} <= set(anchors)


@pytest.mark.parametrize("text", [DRAFT, "parties: [\n", "", "title: x\n\n\n", "a: &b c\n"])
def test_every_link_leads_somewhere_on_the_page(text: str) -> None:
    links_hold(read(report(text)))
    links_hold(read(report(text), report()))


def test_every_finding_leads_to_its_line_and_back() -> None:
    shown = view(report())
    lines = {line.anchor: line for file in shown.files for line in file.lines}
    waiting = [finding for question in shown.questions for finding in question.waiting]
    for finding in (*shown.findings, *waiting, *shown.aside):
        assert finding.place is not None
        line = lines[finding.place.href.removeprefix("#")]
        assert finding.anchor in [mark.anchor for mark in line.marks]


def test_a_finding_in_an_included_file_leads_into_that_file(tmp_path: Path) -> None:
    (tmp_path / "process.yaml").write_text("title: x\ninclude: [more.yaml]\n")
    (tmp_path / "more.yaml").write_text("parties: {a: {}, b: {}}\nobligations: {act: {brings: x.y}}\n")
    shown = view(run(expand(load(tmp_path / "process.yaml")), NOW))
    assert [Path(file.name).name for file in shown.files] == ["process.yaml", "more.yaml"]
    assert any(finding.place is not None and finding.place.href.startswith("#l2-") for finding in shown.findings)


def test_the_words_of_a_finding_are_marked_in_its_excerpt() -> None:
    for finding in view(report()).findings:
        marked = "".join(piece.text for line in finding.excerpt for piece in line.pieces if piece.mark)
        assert marked.strip()


def test_the_lines_of_a_file_are_the_file() -> None:
    (file,) = view(report()).files
    assert "".join("".join(piece.text for piece in line.pieces) + "\n" for line in file.lines) == DRAFT


# What a hostile file cannot do

HOSTILE = [
    "<script>hacked = 1</script>",
    "</code></li></ol><img src=x onerror=hacked=1>",
    "\"' onmouseover='hacked=1'",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- ]]> &lt;b&gt; &#x3c;",
    "</style><style>*{display:none}</style>",
    "javascript:hacked=1",
    "`<b>` and ``",
]


def hostile(words: str) -> Report:
    quoted = "'" + words.replace("'", "''") + "'"
    fields = ("title", "about", "version")
    text = DRAFT.replace("title: A freeze\n", "".join(f"{field}: {quoted}\n" for field in fields))
    text = text.replace("The offer", "'The offer'").replace("'The offer'", quoted).replace("The chair", quoted)
    return report(text.replace("called: The North", f"called: {quoted}") + f"# {words}\nbad key {words}: x\n")


@pytest.mark.parametrize("said", HOSTILE)
def test_what_a_file_says_never_becomes_markup(said: str) -> None:
    harmless, page = read(hostile("harmless")), read(hostile(said))
    assert said in page.words
    assert {tag for tag, _ in page.tags} <= {tag for tag, _ in harmless.tags}
    for tag in ("b", "style", "svg", "article", "li", "a"):
        assert page.count(tag) == harmless.count(tag)
    assert {name for _, found in page.tags for name in found} <= {name for _, found in harmless.tags for name in found}


def test_marks_of_writing_direction_are_spelled_out() -> None:
    page = render_page([hostile("safe \u202e efas \u2066 \u200b end")])
    assert not re.search("[\u202a-\u202e\u2066-\u2069\u200b\ufeff]", page)
    assert '<span class="control">U+202E</span>' in page


def test_letters_of_every_script_stay_letters() -> None:
    assert visible("조선 · می‌خواهم · Ελλάδα · 中文") == "조선 · می‌خواهم · Ελλάδα · 中文"


def test_names_in_backticks_become_code() -> None:
    assert words("`a<b` waits for `c`") == "<code>a&lt;b</code> waits for <code>c</code>"
    assert words("a lone ` stays") == "a lone ` stays"
    assert words("by 2019-03-01, `2019-03-01`") == 'by <span class="dated">2019-03-01</span>, <code>2019-03-01</code>'


@settings(max_examples=up_to(150), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(max_size=200))
def test_any_text_at_all_makes_a_page_that_holds_together(text: str) -> None:
    links_hold(read(report(text)))


def test_the_page_loads_nothing() -> None:
    page = render_page([report()])
    reading = Reading(page)
    assert not reading.every("src") and not reading.every("srcset")
    assert reading.count("script") == reading.count("link") == 0
    assert not re.search(r"url\(|@import|https?://", page)
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


# For every reader


def test_landmarks_headings_and_language_are_there() -> None:
    for page in (read(), read(report(), report())):
        assert page.every("lang") == ["en"]
        assert [page.count(tag) for tag in ("main", "header", "footer", "h1")] == [1, 1, 1, 1]
        levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch(r"h[1-6]", tag)]
        assert all(after - before <= 1 for before, after in pairwise(levels))
        assert next(attributes for tag, attributes in page.tags if tag == "a")["class"] == "skip"
        assert all(attributes.get("scope") for tag, attributes in page.tags if tag == "th")


# In a browser


class Tab:
    """A page in the browser, with what it asked for and what the browser complained of."""

    def __init__(self, browser: Browser, file: Path, reports: list[Report], width: int, **context: Any) -> None:
        file.write_text(render_page(reports), encoding="utf-8")
        self.page: Page = browser.new_context(
            viewport={"width": width, "height": 800}, reduced_motion="reduce", **context
        ).new_page()
        self.requests: list[str] = []
        self.complaints: list[str] = []
        self.page.on("request", lambda request: self.requests.append(request.url))
        self.page.on("console", lambda message: self.complaints.append(message.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(file.as_uri())
        self.uri = file.as_uri()

    def focused(self) -> str:
        """Where the keyboard is: a link's target, or the element's id or label."""
        return str(
            self.page.evaluate(
                "() => { const e = document.activeElement;"
                " return e.getAttribute('href') || e.id || e.getAttribute('aria-label') || e.tagName; }"
            )
        )


WIDE_TEXT = DRAFT.replace("A freeze", "A freeze of " + "x" * 300)


@pytest.mark.browser
def test_the_page_never_scrolls_sideways(browser: Browser, tmp_path: Path) -> None:
    for name, reports in {"one": [report(WIDE_TEXT)], "two": [report(), hostile(HOSTILE[0])]}.items():
        tab = Tab(browser, tmp_path / f"{name}.html", reports, 1280)
        for width in (1280, 700, 360, 320):
            tab.page.set_viewport_size({"width": width, "height": 800})
            assert tab.page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.browser
def test_text_stands_left_of_findings_on_wide_screens_and_after_them_on_narrow_ones(
    browser: Browser, tmp_path: Path
) -> None:
    corners = (
        "() => ['.text', '.told'].map(s => document.querySelector(s).getBoundingClientRect()).map(r => [r.x, r.y])"
    )
    (text, told) = Tab(browser, tmp_path / "a.html", [report()], 1280).page.evaluate(corners)
    assert text[0] < told[0] and abs(text[1] - told[1]) < 2
    (text, told) = Tab(browser, tmp_path / "b.html", [report()], 360).page.evaluate(corners)
    assert text[0] == told[0] and text[1] > told[1]


@pytest.mark.browser
@pytest.mark.parametrize("said", HOSTILE)
def test_nothing_runs_and_nothing_is_fetched(browser: Browser, tmp_path: Path, said: str) -> None:
    tab = Tab(browser, tmp_path / "page.html", [hostile(said)], 1280)
    assert tab.requests == [tab.uri]
    assert tab.complaints == []
    assert tab.page.evaluate("typeof hacked") == "undefined"


@pytest.mark.browser
def test_the_keyboard_reaches_everything_in_order(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, tmp_path / "page.html", [report()], 1280)
    tab.page.keyboard.press("Tab")
    assert tab.focused() == "#top-findings"
    assert tab.page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]
    tab.page.keyboard.press("Enter")
    tab.page.wait_for_url("**#top-findings")
    assert tab.focused() == "top-findings"
    met: list[str] = []
    for _ in range(400):
        tab.page.keyboard.press("Tab")
        outline = tab.page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        if tab.focused() == "BODY" or tab.focused() in met[-1:]:
            break
        assert outline != "none", f"the focus on {tab.focused()} cannot be seen"
        met.append(tab.focused())
    findings = [place for place in met if re.fullmatch(r"#l1-\d+", place)]
    badges = [place for place in met if re.fullmatch(r"#f\d+", place)]
    assert findings and badges
    assert max(met.index(place) for place in findings) < len(met) - met[::-1].index(badges[-1])
    assert {f"#{finding.anchor}" for finding in view(report()).findings} <= set(badges)


@pytest.mark.browser
def test_a_badge_leads_to_its_finding_and_the_finding_to_its_line(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, tmp_path / "page.html", [report()], 1280)
    tab.page.locator(".text .badge").first.click()
    finding = tab.page.evaluate("location.hash")
    box = tab.page.locator(finding).bounding_box()
    assert box is not None and -1 <= box["y"] < 800
    tab.page.locator(f"{finding} .where a").first.click()
    line = tab.page.locator(tab.page.evaluate("location.hash")).bounding_box()
    assert line is not None and 0 <= line["y"] < 800


CONTRAST = """() => {
  const parse = text => text.match(/[\\d.]+/g).map(Number);
  const luminance = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = parse(getComputedStyle(e).backgroundColor);
      if (colour.length < 4 || colour[3] > 0) return colour;
    }
    return [255, 255, 255];
  };
  const faint = [];
  for (const element of document.querySelectorAll('body *')) {
    if (![...element.childNodes].some(n => n.nodeType === 3 && n.data.trim())) continue;
    const two = [luminance(parse(getComputedStyle(element).color)), luminance(behind(element))].sort((a, b) => b - a);
    const ratio = (two[0] + 0.05) / (two[1] + 0.05);
    if (ratio < 4.5) faint.push([element.tagName, element.className, ratio.toFixed(2)]);
  }
  return faint;
}"""


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(browser: Browser, tmp_path: Path, scheme: str) -> None:
    tab = Tab(browser, tmp_path / "page.html", [report(), hostile("a \u202e b")], 1280, color_scheme=scheme)
    assert tab.page.evaluate(CONTRAST) == []
    ground = tab.page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert (ground == "rgb(255, 255, 255)") == (scheme == "light")


@pytest.mark.browser
def test_targets_are_large_enough_to_hit(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, tmp_path / "page.html", [report()], 360)
    small = tab.page.evaluate(
        "() => [...document.querySelectorAll('a:not(.skip, .mark)')].map(a => a.getBoundingClientRect())"
        ".filter(r => r.height < 24 || r.width < 24).length"
    )
    assert small == 0


@pytest.mark.browser
def test_it_prints_without_what_only_a_screen_needs(browser: Browser, tmp_path: Path) -> None:
    tab = Tab(browser, tmp_path / "page.html", [report()], 1280)
    tab.page.emulate_media(media="print")
    assert not tab.page.locator("nav").first.is_visible()
    assert tab.page.locator(".text").first.is_visible()
    assert tab.page.pdf(format="A4").startswith(b"%PDF")
