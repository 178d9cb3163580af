"""The library: load, check, and what a notebook shows."""

from __future__ import annotations

from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest

import reconvene
from reconvene.cases.shelf import cases, find, is_shipped, short_name
from reconvene.live import clock
from reconvene.text.finding import Finding
from tests.command import MISSPELT, SOUND, TALKS

VOID = {"br", "meta", "hr", "img", "input", "link"}


class Page(HTMLParser):
    """HTML taken apart: its text, its tags, its attributes; unbalanced tags are noted."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: dict[str, list[str]] = {}
        self.unbalanced: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.unbalanced.append(tag)

    def handle_data(self, data: str) -> None:
        self.words.setdefault(self.open[-1] if self.open else "", []).append(data)

    @property
    def text(self) -> str:
        return "".join(word for tag, words in self.words.items() if tag != "style" for word in words)


def shown(thing: object) -> Page:
    page = Page(thing._repr_html_())  # type: ignore[attr-defined]
    assert page.open == []
    assert page.unbalanced == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags), "it needs nothing beside itself"
    assert not any(name.startswith("on") or name in {"href", "src"} for name, _ in page.attributes)
    return page


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.yaml"
    path.write_text(TALKS, encoding="utf-8")
    return path


def test_the_top_package_has_what_its_name_list_says() -> None:
    assert reconvene.__all__ == sorted(reconvene.__all__)
    for name in reconvene.__all__:
        assert getattr(reconvene, name).__doc__
    with pytest.raises(AttributeError, match="module `reconvene` has no attribute `chekc`"):
        reconvene.chekc  # noqa: B018


def test_load_and_check_take_a_path_of_any_kind(talks: Path) -> None:
    for path in (talks, str(talks)):
        report = reconvene.check(reconvene.load(path))
        assert report.exit_code == 1


def test_the_day_is_the_argument_else_the_files_own_else_today(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "sound.yaml"
    path.write_text(SOUND, encoding="utf-8")
    dated = reconvene.load(path)
    path.write_text(SOUND.replace("as_of: 2020-01-01\n", ""), encoding="utf-8")
    undated = reconvene.load(path)
    monkeypatch.setattr(clock, "today", lambda: date(2024, 2, 29))

    assert reconvene.check(dated, date(2018, 6, 12)).now == date(2018, 6, 12)
    assert reconvene.check(dated).now == date(2020, 1, 1)
    assert reconvene.check(undated).now == date(2024, 2, 29)


def test_checks_can_be_chosen(talks: Path) -> None:
    report = reconvene.check(reconvene.load(talks), select=["time"], ignore=["T10"])

    assert report.asked == ("no-final-deadline", "deadline-without-consequence")


def test_a_text_stands_in_for_a_file_that_is_not_saved_yet(talks: Path) -> None:
    (source,) = reconvene.load(talks).sources
    changed = type(source)(source.name, SOUND)

    assert reconvene.load(talks, {source.name: changed}).process.title == "A small agreement"


# Cases


def test_every_shipped_case_says_what_it_is_and_loads() -> None:
    assert "hanoi" in cases()
    for name, case in cases().items():
        assert case.title
        assert case.as_of
        assert case.readme.startswith("# ")
        document = reconvene.load(f"case:{name}")
        assert document.readable
        assert document.process.title == case.title
        assert str(document.process.as_of) == case.as_of


def test_a_case_is_found_by_its_name_and_called_by_it() -> None:
    found = find("case:hanoi")

    assert isinstance(found, Path)
    assert found == find("case:hanoi/process.yaml")
    assert found.is_file()
    assert short_name(str(found)) == "case:hanoi/process.yaml"
    assert is_shipped(found)


def test_other_files_keep_their_names(talks: Path) -> None:
    for name in (str(talks), "talks.yaml", "", "<text>", "case:nowhere"):
        assert short_name(name) == name
        assert not is_shipped(name)


def test_an_unknown_case_is_a_finding() -> None:
    document = reconvene.load("case:hanio")

    (finding,) = document.findings
    assert isinstance(find("case:hanio"), Finding)
    assert finding.id == "no-such-case"
    assert finding.help == "did you mean `case:hanoi`?"
    assert reconvene.check(document).exit_code == 2


# Notebooks


def test_a_report_shows_its_findings_with_their_lines(talks: Path) -> None:
    page = shown(reconvene.check(reconvene.load(talks)))

    assert "Yongbyon for civil relief" in page.text
    assert "As of 2019-03-01; " in page.text
    assert "no-final-deadline" in page.words["code"]
    assert "within" in page.words["mark"]
    assert "errors" in page.text


def test_a_report_of_a_case_shows_packages_and_open_questions() -> None:
    page = shown(reconvene.check(reconvene.load("case:hanoi")))

    assert "us_proposal" in page.words["code"]
    assert "case:hanoi/process.yaml:" in page.text


def test_a_document_shows_what_it_holds(talks: Path) -> None:
    page = shown(reconvene.load(talks))

    assert "2 parties, 2 obligations, 1 measure" in page.text


@pytest.mark.parametrize("text", ["", MISSPELT, "- a list\n", "title: [\n", None])
def test_a_file_that_cannot_be_read_is_shown_too(tmp_path: Path, text: str | None) -> None:
    path = tmp_path / "file.yaml"
    if text is not None:
        path.write_text(text, encoding="utf-8")
    document = reconvene.load(path)

    for thing in (document, reconvene.check(document)):
        page = shown(thing)
        assert "cannot be checked until this is put right" in page.text
        assert document.findings[0].id in page.words["code"]


def test_nothing_in_a_file_becomes_a_tag(tmp_path: Path) -> None:
    path = tmp_path / "evil.yaml"
    path.write_text("title: \"<script>alert(1)</script>\"\n'<img src=x>': '`<b>`'\n\"a\\eb\": 1\n", encoding="utf-8")

    document = reconvene.load(path)

    shown(document)
    page = shown(reconvene.check(document))
    assert "<img src=x>" in page.text
    path.write_text('title: "<script>alert(1)</script>"\n', encoding="utf-8")
    assert "<script>alert(1)</script>" in shown(reconvene.check(reconvene.load(path))).text


def test_what_a_notebook_shows_is_small() -> None:
    assert len(reconvene.check(reconvene.load("case:hanoi"))._repr_html_()) < 40_000  # type: ignore[attr-defined]


def test_colours_are_given_for_light_and_for_dark(talks: Path) -> None:
    html = reconvene.load(talks)._repr_html_()  # type: ignore[attr-defined]

    assert "prefers-color-scheme:dark" in html
    assert 'data-jp-theme-light="false"' in html
