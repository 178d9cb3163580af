"""Deposits in confidence: two parties, a convenor, and what each of them can see of what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene import open_desk
from reconvene.live.deposits import begin_deposits, deposit, in_common, match_deposits, open_deposits, withdraw
from reconvene.live.desk import Desk
from reconvene.live.key_care import rotate
from reconvene.live.ticking import tick
from reconvene.live.trust import trust
from reconvene.process.events import Deposited, DepositsMatched
from reconvene.record.desk_keys import begin_keys, history_of, rotate_key, state_sealing_key
from reconvene.record.entry import LogName
from reconvene.record.fault import RecordFault
from reconvene.record.key_history import read_history
from reconvene.record.keys import create_key
from reconvene.record.memory_store import MemoryStore
from reconvene.record.sealing import LARGEST, open_sealed, seal_to, sealing_key
from reconvene.reports.status import as_json
from tests.command import reconvene
from tests.desk_folders import BEGUN, CLOSED, HELD, desk_of, hand_over, light_desk, moment

NOW = moment("02-24")
"""In the stage in which parties deposit their conditions of return."""


class Three:
    """The desks of the two parties and of the convenor, after a summit that failed."""

    def __init__(self, folder: Path) -> None:
        self.north, self.south, self.sweden = (light_desk(name, folder) for name in ("north", "south", "sweden"))
        self.sweden.record([HELD, CLOSED], moment("02-01"))
        begin_deposits(self.sweden, moment("02-01"))
        self.exchange()

    def exchange(self) -> None:
        """Everybody gives everybody what each may read."""
        desks = (self.north, self.south, self.sweden)
        for giver in desks:
            for taker in desks:
                if giver is not taker:
                    hand_over(giver, taker)


@pytest.fixture
def three(tmp_path: Path) -> Three:
    return Three(tmp_path)


def told(desk: Desk) -> list[tuple[str, ...] | None]:
    return [each.event.in_common for each in desk.accounts().said if isinstance(each.event, DepositsMatched)]


def test_what_both_accept_is_told_to_all_in_the_same_words_and_nothing_else_is(three: Three) -> None:
    deposit(three.north, ["Geneva", "a third party invites", "relief first"], "sweden", NOW)
    deposit(three.south, ["a third party  invites", "Vienna"], "sweden", NOW)
    three.exchange()
    match_deposits(three.sweden, NOW)
    three.exchange()
    assert told(three.north) == told(three.south) == told(three.sweden) == [("a third party invites",)]
    for desk in (three.north, three.south, three.sweden):
        assert desk.status(NOW).table.stage_name == "cover"  # for all at once, whoever saw which deposit
        assert desk.status(NOW).oddities == ()
    for desk in (three.north, three.south):
        for words in ("Vienna", "Geneva", "relief first"):
            seen = [str(row) for name in desk.store.logs() for row in desk.store.rows(name)]
            assert words not in str(seen)
            assert not any(words.encode() in (desk.store.attachment(each) or b"") for each in desk.store.attachments())


def test_nobody_but_the_convenor_has_the_sealed_deposit_of_another(three: Three) -> None:
    deposit(three.north, ["Geneva"], "sweden", NOW)
    three.exchange()
    here = LogName("talks-of-north-and-south", "north", "north-sweden")
    assert here in three.sweden.store.logs()
    assert here not in three.south.store.logs()
    assert not any(isinstance(each.event, Deposited) for each in three.south.contents.said)
    assert open_deposits(three.sweden)["north"].accepts == ("Geneva",)


def test_a_deposit_can_be_replaced_and_withdrawn_until_it_is_compared(three: Three) -> None:
    deposit(three.north, ["Geneva"], "sweden", NOW)
    deposit(three.north, ["Vienna"], "sweden", NOW)
    deposit(three.south, ["Vienna", "Geneva"], "sweden", NOW)
    three.exchange()
    assert open_deposits(three.sweden)["north"].accepts == ("Vienna",)
    assert withdraw(three.north, "sweden", NOW) == ["deposit_north_2"]
    three.exchange()
    assert set(open_deposits(three.sweden)) == {"south"}
    with pytest.raises(RecordFault, match="Nothing came from north"):
        match_deposits(three.sweden, NOW)
    deposit(three.north, ["Geneva"], "sweden", NOW)
    three.exchange()
    match_deposits(three.sweden, NOW)
    three.exchange()
    assert told(three.south) == [("Geneva",)]
    with pytest.raises(RecordFault, match="Nothing of this desk lies with `sweden` in this round"):
        withdraw(three.north, "sweden", NOW)


def test_after_a_comparison_a_new_round_begins_and_the_old_deposits_are_done_with(three: Three) -> None:
    deposit(three.north, ["Geneva"], "sweden", NOW)
    three.exchange()
    assert match_deposits(three.sweden, NOW, close=True).in_common is None
    three.exchange()
    assert open_deposits(three.sweden) == {}
    for desk in (three.north, three.south):
        deposit(desk, ["Geneva"], "sweden", NOW)
    three.exchange()
    assert match_deposits(three.sweden, NOW).in_common == ("Geneva",)


def test_what_was_sealed_to_an_earlier_key_still_opens(three: Three) -> None:
    deposit(three.north, ["Geneva"], "sweden", NOW)
    three.exchange()
    rotate(three.sweden, NOW, "yearly")
    begin_deposits(three.sweden, NOW)
    three.exchange()
    deposit(three.south, ["Geneva"], "sweden", NOW)
    three.exchange()
    assert {name: each.accepts for name, each in open_deposits(three.sweden).items()} == {
        "north": ("Geneva",),
        "south": ("Geneva",),
    }


def test_a_copy_of_the_others_deposit_is_not_taken_for_ones_own(three: Three) -> None:
    """Who could get hold of the sealed bytes would learn what they say, if they counted as one's own deposit."""
    deposit(three.north, ["Geneva"], "sweden", NOW)
    three.exchange()
    held = [three.sweden.store.attachment(digest) or b"" for digest in three.sweden.store.attachments()]
    [copied] = [content for content in held if len(content) > LARGEST]
    event = {
        "kind": "deposited",
        "item": "a sealed deposit",
        "with": "sweden",
        "by_party": "south",
        "happened": "2026-02-24",
        "visible_to": ["south", "sweden"],
    }
    three.south.record(event, NOW, attachments={"copy.sealed": copied}, anyway=True)
    three.exchange()
    with pytest.raises(RecordFault, match="`south` cannot be opened here, or says that it is another's"):
        open_deposits(three.sweden)


def test_who_convenes_makes_no_deposit_and_without_a_key_nothing_is_sealed(tmp_path: Path) -> None:
    with light_desk("north", tmp_path) as north, light_desk("sweden", tmp_path) as sweden:
        with pytest.raises(RecordFault, match="No key of `sweden` to seal a deposit to"):
            deposit(north, ["Geneva"], "sweden", NOW)
        with pytest.raises(RecordFault, match="is none of those whose deposits"):
            deposit(sweden, ["Geneva"], "sweden", NOW)


def test_nothing_is_sealed_to_a_key_other_than_the_one_that_was_compared(three: Three) -> None:
    assert not deposit(three.north, ["Geneva"], "sweden", NOW).compared
    own = history_of(three.north.store, "sweden").spans[0].key.id
    trust(three.north, "sweden", own)
    assert deposit(three.north, ["Geneva"], "sweden", NOW).compared
    three.north.settings = three.north.settings.changed(trusts={"sweden": ("ab" * 32,)})
    sealed = len(three.north.accounts().said)
    with pytest.raises(RecordFault, match="is not the one that was compared"):
        deposit(three.north, ["Vienna"], "sweden", NOW)
    assert len(three.north.accounts().said) == sealed


# What one side deposited alone is never shown to another, not even that it did


FORMULAS = st.lists(
    st.sampled_from(["Geneva", "Vienna", "relief first", "x" * 900]), min_size=1, max_size=4, unique=True
)


def of_south(three: Three) -> tuple[object, ...]:
    """Everything that south has, and everything that the convenor would show it; but for salts and signatures."""
    three.exchange()
    tick(three.sweden, NOW)
    tick(three.south, NOW)
    three.exchange()
    for desk in (three.south, three.sweden):
        assert desk.status(NOW, reader="south").title
    logs = [(name, three.south.store.head(name).length) for name in three.south.store.logs()]
    files = sorted(three.south.store.attachments())
    seen = [(each.log, each.sequence, each.event.id) for each in three.south.contents.said]
    return (
        as_json(three.south.status(NOW)).replace(str(three.south.folder.parent), ""),
        as_json(three.sweden.status(NOW, reader="south")).replace(str(three.south.folder.parent), ""),
        logs,
        files,
        seen,
        sorted(path.name[:16] for path in (three.south.folder / "letters").glob("*")),
    )


@settings(max_examples=3, deadline=None)
@given(first=FORMULAS, again=st.none() | FORMULAS, own=st.none() | FORMULAS, close=st.booleans())
def test_the_other_side_sees_the_same_whether_or_not_one_side_deposited(
    tmp_path_factory: pytest.TempPathFactory,
    first: list[str],
    again: list[str] | None,
    own: list[str] | None,
    close: bool,
) -> None:
    seen = []
    for deposits in (True, False):
        three = Three(tmp_path_factory.mktemp("three"))
        if own is not None and not close:
            deposit(three.south, own, "sweden", NOW)
        if deposits:
            deposit(three.north, first, "sweden", NOW)
            if again is not None:
                deposit(three.north, again, "sweden", NOW)
        three.exchange()
        if close:
            match_deposits(three.sweden, NOW, close=True)
        result = of_south(three)
        # South's own sealed deposit is other bytes each time: their number is what can be compared.
        seen.append((*result[:3], len(result[3]), *result[4:]))  # type: ignore[arg-type]
    assert seen[0] == seen[1]


@given(
    deposits=st.dictionaries(
        st.sampled_from(["north", "south", "east"]), st.lists(st.text("abAB ", min_size=1, max_size=3)), min_size=1
    )
)
def test_what_is_told_is_accepted_by_all_and_does_not_depend_on_who_is_who(deposits: dict[str, list[str]]) -> None:
    shared = in_common(deposits)
    folded = [{" ".join(words.split()).casefold() for words in accepts} for accepts in deposits.values()]
    assert {words.casefold() for words in shared} == set.intersection(*folded)
    assert in_common(dict(reversed(deposits.items()))) == shared
    assert set(in_common(deposits, one=True)) <= set(shared)
    assert len(in_common(deposits, one=True)) == min(1, len(shared))


def test_of_several_one_can_be_told_that_is_best_for_whoever_it_is_worst_for() -> None:
    deposits = {"north": ["a", "b", "c"], "south": ["c", "b", "a"]}
    assert in_common(deposits) == ("a", "b", "c")
    assert in_common(deposits, one=True) == ("b",)


# Sealing


@given(content=st.binary(max_size=2000))
def test_whatever_is_sealed_is_of_one_length_and_opens_with_its_key_alone(content: bytes) -> None:
    key = create_key("sweden")
    sealed = seal_to(sealing_key(key), content)
    assert len(sealed) == len(seal_to(sealing_key(key), b""))
    assert open_sealed(key, sealed) == content
    with pytest.raises(ValueError, match="another key"):
        open_sealed(create_key("sweden"), sealed)
    with pytest.raises(ValueError, match="another key, or was changed"):
        open_sealed(key, sealed[:-1] + bytes([sealed[-1] ^ 1]))


def test_too_much_is_refused_and_not_cut() -> None:
    key = create_key("sweden")
    assert open_sealed(key, seal_to(sealing_key(key), b"x" * LARGEST)) == b"x" * LARGEST
    with pytest.raises(ValueError, match="the most is"):
        seal_to(sealing_key(key), b"x" * (LARGEST + 1))
    with pytest.raises(ValueError, match="none"):
        seal_to(b"short", b"")


def test_the_key_to_seal_to_is_stated_by_the_key_in_force_and_by_no_other() -> None:
    store, old, new, strange = MemoryStore(), *(create_key("sweden") for _ in range(3))
    begin_keys(store, old, now=BEGUN)
    assert state_sealing_key(store, old, now=BEGUN).sealing_key is not None
    assert len(state_sealing_key(store, old, now=BEGUN).sealing) == 1  # said once
    rotate_key(store, old, new, now=BEGUN)
    with pytest.raises(RecordFault, match="not signed by the key in force"):
        state_sealing_key(store, strange, now=BEGUN)
    after = state_sealing_key(store, new, now=BEGUN)
    assert after.sealing_key is not None
    assert after.sealing_key.by == new.public.id
    lines = store.key_statements("sweden")
    forged = lines[1].replace(sealing_key(old).hex(), sealing_key(strange).hex())
    assert read_history("sweden", [lines[0], forged]).faults == ((1, "it is not signed by the key in force"),)
    assert history_of(store, "sweden").faults == ()


# The command line


def test_a_party_deposits_from_a_file_and_the_convenor_compares(tmp_path: Path) -> None:
    folders = {name: tmp_path / name for name in ("north", "south", "sweden")}
    for name in folders:
        desk_of(name, tmp_path).close()
    with open_desk(folders["sweden"]) as sweden:
        sweden.record([HELD, CLOSED], moment("02-01"))
    assert reconvene("deposits", "begin", folders["sweden"]).code == 0
    share(folders)
    wrong = tmp_path / "wrong.yaml"
    wrong.write_text("reconvene_deposit: 1\naccept: [Geneva]\n", encoding="utf-8")
    refused = reconvene("deposit", folders["north"], wrong)
    assert refused.code == 2
    assert "wrong.yaml:2:1" in refused.err
    accepts = tmp_path / "accepts.yaml"
    accepts.write_text("reconvene_deposit: 1\naccepts: [Geneva, a third party invites]\n", encoding="utf-8")
    done = reconvene("deposit", folders["north"], accepts)
    assert done.code == 0
    assert "Compare over the telephone that sweden's key is" in done.err
    assert reconvene("deposit", folders["south"], accepts, "--to", "sweden").code == 0
    assert "nothing" in reconvene("deposits", "show", folders["sweden"]).err
    share(folders)
    assert "north: `deposit_north_1`" in reconvene("deposits", "show", folders["sweden"]).err
    matched = reconvene("deposits", "match", folders["sweden"], "--format", "json")
    assert json.loads(matched.out)["in_common"] == ["a third party invites", "Geneva"]
    late = reconvene("deposits", "match", folders["sweden"])
    assert late.code == 1  # nothing is wrong: somebody is still to deposit
    assert "sweden --close" in " ".join(late.err.split())


def share(folders: dict[str, Path]) -> None:
    desks = {name: open_desk(folder) for name, folder in folders.items()}
    for giver in desks.values():
        for taker in desks.values():
            if giver is not taker:
                hand_over(giver, taker)
    for desk in desks.values():
        desk.close()
