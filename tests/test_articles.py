"""The text as articles: every item once, its words, its ties, and links that lead somewhere."""

from __future__ import annotations

from functools import cache

import pytest

from reconvene.api import load
from reconvene.cases.shelf import cases
from reconvene.clauses.expand import expand
from reconvene.document.load import Document, load_text
from reconvene.reports.articles import Article, Articles, articles
from tests.offices import TALKS

TIED = (
    TALKS.replace(
        "days:\n",
        "  open_road:\n    by: south\n    to: [north]\n    text: The road is open to all traffic.\n    article: 2(b)\n"
        "    in_return_for: halt\ndays:\n",
    )
    + "terms:\n  all_traffic: {means: 'cars, and people on foot'}\n"
)


@cache
def case(name: str) -> tuple[Document, Articles]:
    document = load(str(cases()[name].path))
    return document, articles(document)


def every(shown: Articles) -> dict[str, Article]:
    return {each.anchor: each for chapter in shown.chapters for each in chapter.articles}


def words(article: Article) -> str:
    return "".join(piece.text for piece in article.words)


def test_an_article_has_its_number_its_words_and_its_ties() -> None:
    found = every(articles(expand(load_text(TIED))))
    road = found["open_road"]
    assert (road.number, road.heading, words(road)) == ("2(b)", "Open road", "The road is open to all traffic.")
    assert {(piece.text, piece.href) for piece in road.words if piece.href} == {("all traffic", "#all_traffic")}
    assert {fact.label: "".join(piece.text for piece in fact.pieces) for fact in road.facts} == {
        "Whose it is": "the South",
        "Towards whom": "the North",
        "In return for": "halt",
    }
    verified = next(fact for fact in found["halt"].facts if fact.label == "How it is verified")
    assert "".join(piece.text for piece in verified.pieces) == "by the South; takes 5 days"
    assert [piece.href for piece in found["halt"].named_by] == ["#open_road"]


def test_what_has_no_words_is_told_as_a_sentence() -> None:
    halt = every(articles(expand(load_text(TIED))))["halt"]
    assert words(halt) == "The North owes halt to the South."


@pytest.mark.parametrize("name", sorted(cases()))
def test_every_obligation_of_a_case_stands_once_and_every_link_leads_somewhere(name: str) -> None:
    document, shown = case(name)
    listed = [each.anchor for chapter in shown.chapters for each in chapter.articles]
    assert len(listed) == len(set(listed))
    assert set(document.process.obligations or {}) <= set(listed)
    for article in every(shown).values():
        for piece in (*article.words, *article.named_by, *(one for fact in article.facts for one in fact.pieces)):
            assert not piece.href or piece.href[1:] in listed, (article.anchor, piece)


def test_the_duties_of_a_phase_stand_together() -> None:
    _, shown = case("hanoi-road-map")
    headings = [chapter.heading for chapter in shown.chapters]
    assert headings.index("What is owed: halt") < headings.index("What is owed: roll back")


def test_the_table_has_a_row_for_each_article() -> None:
    _, shown = case("leap-day-2012")
    assert len(shown.table.rows) == len(every(shown))
