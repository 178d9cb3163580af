"""What a package is worth as one reader may see it, and what changes when one figure does."""

from __future__ import annotations

from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

import reconvene as library
from reconvene.deal.accounts import Accounts
from reconvene.deal.asking import Refusal, Scales
from reconvene.document.load import Document, load_text
from reconvene.process.event_file import events_in
from reconvene.reports import written_accounts, written_weighing
from reconvene.weighing import assess
from tests.command import reconvene
from tests.desk_folders import desk_of

TRADE = """\
title: Trade
as_of: 2030-01-01
parties: {north: {inner: {minister: {kind: ministry}}}, south: {}}
actors: {island: {kind: ally, ally_of: south}}
texts: {first: {dated: 2020-01-01}, second: {dated: 2025-01-01}}
groups: {the_two: [first, second]}
flows:
  coal: {of: north, dimension: revenue, before: 90..100 usd a year, source: customs}
measures:
  coal_ban: {in: first, imposed_by: south, imposed_on: north, limits: coal, to: none, tags: [civil]}
  embargo: {in: second, imposed_by: south, imposed_on: north, bans: [arms], dimension: arms, tags: [military]}
sources: {customs: {title: Customs, grade: primary}}
packages:
  offer: {by: north, lifts: {coal_ban: suspend}}
accounts:
  theirs:
    by: south
    claims:
      nearly_all: {about: [offer], says: Nearly all of it., share: at least 85%}
  ours:
    by: north.minister
    claims:
      half: {about: [offer], says: One of two., share: 50%, counted: by_count}
"""
SEALED = {
    "flows:\n": "  fish: {of: north, dimension: revenue, before: AMOUNT usd a year, visible_to: [south]}\n",
    "measures:\n": "  fish_ban: {in: second, imposed_by: south, limits: fish, visible_to: [south], text: WORDS}\n",
    "packages:\n": "  other: {by: south, called: WORDS, lifts: {fish_ban: suspend}, visible_to: [south]}\n",
    "accounts:\n": "  inside:\n    {by: south, visible_to: [south], claims: {a: {about: [offer], share: AMOUNT%}}}\n",
}
STATEMENTS = """\
reconvene_events: 1
events:
  - {id: said, kind: statement, happened: 2029-12-01, by_party: north, what: account, says: We asked for a part.}
  - {id: no, kind: statement, happened: 2029-12-02, by_party: south, what: account, denies: said, says: WORDS,
     visible_to: [south]}
"""


def read(text: str = TRADE) -> Document:
    document = load_text(text, "/sent/trade.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return document


def sealed(amount: int, words: str) -> str:
    text = TRADE
    for head, line in SEALED.items():
        text = text.replace(head, head + line.replace("AMOUNT", str(amount)).replace("WORDS", words))
    return text


def every_form(document: Document, events: str = "") -> dict[str, str]:
    """All that the island is told of a file: in words, as data, as pages, as pictures."""
    scales = library.weigh(document, reader="island")
    log = events_in(events, document).events if events else ()
    accounts = library.accounts(document, events=log, reader="island")
    assert isinstance(scales, Scales) and isinstance(accounts, Accounts)
    return {
        "weigh as text": written_weighing.as_text(scales),
        "weigh as data": written_weighing.as_json(scales),
        "weigh as a page": written_weighing.as_page(scales),
        "weigh as a picture": written_weighing.as_picture(scales),
        "accounts as text": written_accounts.as_text(accounts),
        "accounts as data": written_accounts.as_json(accounts),
        "accounts as a page": written_accounts.as_page(accounts),
        "accounts as a picture": written_accounts.as_picture(accounts),
    }


@settings(max_examples=10, deadline=None)
@given(st.integers(1, 99), st.sampled_from(("a", "at home", "far longer words than before")))
def test_what_a_reader_may_not_see_changes_no_byte_of_what_they_get(amount: int, words: str) -> None:
    shown = every_form(read(sealed(amount, words)), STATEMENTS.replace("WORDS", words))
    assert shown == every_form(read(), STATEMENTS.partition("  - {id: no")[0])
    assert not [form for form, told in shown.items() if "sender" in told]


def test_a_reader_who_may_see_it_gets_all_of_it() -> None:
    document = read(sealed(40, "words"))
    shown, full = library.weigh(document, reader="south"), library.weigh(document)
    assert isinstance(shown, Scales) and isinstance(full, Scales)
    assert [each.relief.name for each in shown.weighings] == ["other", "offer"]
    assert [each.lines for each in shown.weighings] == [each.lines for each in full.weighings]


def test_the_sender_alone_is_warned_where_a_reader_would_be_told_otherwise(tmp_path: Path) -> None:
    file = tmp_path / "trade.yaml"
    file.write_text(sealed(40, "words"), encoding="utf-8")
    for verb in ("weigh", "accounts"):
        told = reconvene(verb, str(file), "--for", "island")
        assert told.code == 0 and "fish" not in told.out and "otherwise" not in told.out
        assert "Note for you alone: of `" in told.err and "than what `island` may see" in told.err
    assert reconvene("weigh", str(file), "--for", "south").err == ""
    assert reconvene("weigh", str(file), "--for", "nobody_here").code == 2


def test_what_cannot_stand_without_the_sealed_part_is_refused_and_not_guessed_at(tmp_path: Path) -> None:
    text = TRADE.replace("{first: {dated", "{first: {visible_to: [south], dated")
    for ask in (library.weigh, library.accounts, assess):
        shown = ask(read(text), reader="island")
        assert isinstance(shown, Refusal) and "`island`" in shown.message and "outer bound" in shown.next_step
    file = tmp_path / "trade.yaml"
    file.write_text(text, encoding="utf-8")
    told = reconvene("accounts", str(file), "--for", "island")
    assert told.code == 2 and told.out == "" and "cannot be read by itself" in told.err


def test_a_desk_keeps_its_private_part_to_itself(tmp_path: Path) -> None:
    desk = desk_of("south", tmp_path, f"reconvene: 1\n{TRADE.replace('2030-01-01', '2026-01-05')}")
    private = "packages:\n  inside: {by: south, lifts: {embargo: suspend}}\n"
    (desk.folder / "private.yaml").write_text(private, encoding="utf-8")
    desk.close()
    own, others = reconvene("weigh", str(desk.folder)), reconvene("weigh", str(desk.folder), "--for", "island")
    assert "`inside`" in own.out
    assert others.code == 0 and "`offer`" in others.out and "inside" not in others.out
    assert "Note for you alone: of `inside`" in others.err
    data = reconvene("weigh", str(desk.folder), "--for", "island", "--format", "json").out
    assert str(tmp_path) not in data and "inside" not in data
