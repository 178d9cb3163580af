"""Write what `reconvene explain` prints into docs/checks, docs/clauses, docs/events and docs/reading, before Sphinx."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from reconvene.reports.pages import Page, pages

DOCS = Path(__file__).parent
SHELVES = {
    "check": ("checks", "Checks", "The questions asked of a draft before anyone signs."),
    "clause": ("clauses", "Clauses", "What `use:` stands for, spelled out."),
    "event": ("events", "Events", "What the record of a process is made of."),
    "reading": ("reading", "Findings of reading", "What is said of a file that cannot be read as it stands."),
}


def file_name(page: Page) -> str:
    """A page's file: its id, with a dash where a clause's name has a slash."""
    return page.id.replace("/", "-") + ".md"


def write_shelf(kind: str, every: Sequence[Page]) -> int:
    """Write the pages of one kind and the list of them; the folder holds nothing else. Says how many there are."""
    name, title, sentence = SHELVES[kind]
    folder = DOCS / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    shelf = [page for page in every if page.kind == kind]
    for page in shelf:
        (folder / file_name(page)).write_text(page.text.rstrip() + "\n", encoding="utf-8")
    rows = "".join(f"- [{page.id}]({file_name(page)}): {page.title}\n" for page in shelf)
    names = "".join(f"{page.id} <{file_name(page)}>\n" for page in shelf)
    contents = f"# {title}\n\n{sentence}\n\n{rows}\n```{{toctree}}\n:hidden:\n\n{names}```\n"
    (folder / "index.md").write_text(contents, encoding="utf-8")
    return len(shelf)


def main() -> None:
    """Write every shelf."""
    every = pages()
    counts = {kind: write_shelf(kind, every) for kind in SHELVES}
    print("pages: " + ", ".join(f"{kind} {count}" for kind, count in counts.items()))


if __name__ == "__main__":
    main()
