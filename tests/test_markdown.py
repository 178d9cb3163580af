"""A page on a terminal: nothing of it is cut off."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from reconvene.clauses import catalogue  # noqa: F401  (importing the clauses fills the shelf)
from reconvene.clauses.shelf import SHELF, Clause
from reconvene.reports.markdown import draw_page

TABLES = [clause for clause in SHELF.values() if "\n|" in clause.page]


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z]{3,}", text))


@pytest.mark.parametrize("width", [80, 100])
@pytest.mark.parametrize("clause", TABLES, ids=lambda clause: clause.name)
def test_no_word_of_a_table_is_cut_off(clause: Clause, width: int) -> None:
    table = "\n".join(line for line in clause.page.splitlines() if line.startswith("|"))
    drawn = draw_page(table, Console(width=width, file=io.StringIO()))
    assert max(map(len, drawn.splitlines())) <= width
    assert words(table) <= words(drawn)
