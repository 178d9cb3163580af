"""Entries and canonical JSON: one text for one value, and nothing that a header leaves unsaid."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.record.canon import EXACT, canonical, read_canonical
from reconvene.record.entry import BODY_TAG, EMPTY, START, Entry, LogName, Writing, read_entry, sign_entry
from reconvene.record.keys import create_key
from reconvene.record.tree import leaf_hash

NOW = datetime(2019, 2, 28, 13, 30, 15, 250_900, tzinfo=UTC)
KEY = create_key("sweden")
NAME = LogName("hanoi", "sweden", "all")
SALT = bytes(32)

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-EXACT, EXACT) | TEXT,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4),
    max_leaves=12,
)


def entry(event: dict[str, Any] | None = None, **changes: Any) -> Entry:
    given = Writing(NAME, ("us", "dprk"), event or {"kind": "statement"}, NOW)._replace(**changes)
    return sign_entry(given, EMPTY, KEY, SALT)


@given(VALUES)
@settings(deadline=None)
def test_the_canonical_text_is_that_of_rfc_8785(value: Any) -> None:
    text = canonical(value)
    assert text == rfc8785.dumps(value).decode()
    assert read_canonical(text) == value


def test_keys_are_sorted_by_utf_16_as_rfc_8785_has_it() -> None:
    """The example of RFC 8785, section 3.2.3: a smiley sorts before a Hebrew letter from beyond."""
    names = ["\r", "1", "\u0080", "\u00f6", "\u20ac", "\U0001f600", "\ufb33"]
    assert list(json.loads(canonical(dict.fromkeys(reversed(names), 0)))) == names


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Decimal("400.90"), '"400.90"'),
        (2**53, '"9007199254740992"'),
        (-(2**70), '"-1180591620717411303424"'),
        (2**53 - 1, "9007199254740991"),
        (date(2019, 2, 28), '"2019-02-28"'),
        (("us", None), '["us",null]'),
    ],
)
def test_what_readers_of_json_would_round_is_written_as_text(value: Any, written: str) -> None:
    assert canonical(value) == written


@pytest.mark.parametrize("value", [0.5, float("nan"), b"bytes", {1: "one"}, {"a": {2, 3}}, object()])
def test_what_has_no_exact_form_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize(
    "text", ["1.0", "1e3", "NaN", '{"b":1,"a":2}', '{"a":1,"a":1}', "[1, 2]", '"\\u0061"', "", "["]
)
def test_a_text_in_another_form_is_not_canonical(text: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        read_canonical(text)


def test_text_that_is_not_unicode_is_refused() -> None:
    with pytest.raises(ValueError, match=r".+"):
        canonical("\ud800")


def test_the_line_of_an_entry_is_canonical_json_that_anybody_can_check() -> None:
    made = entry(redacts=0)
    said = read_canonical(made.line)
    assert said["recorded"] == "2019-02-28T13:30:15.250Z"
    assert (said["process"], said["desk"], said["compartment"]) == NAME
    assert (said["readers"], said["sequence"], said["previous"]) == (["dprk", "us"], 0, START)
    assert said["key"] == KEY.public.id
    signature = said.pop("signature")
    assert made.signed == canonical(said)
    assert KEY.public.verifies(signature, "reconvene signed entry v1", canonical(said))
    assert read_entry(made.line, made.body) == made


def test_a_moment_is_written_in_universal_time() -> None:
    seoul = timezone(timedelta(hours=9))
    assert entry(now=datetime(2019, 3, 1, 1, tzinfo=seoul)).header.recorded == "2019-02-28T16:00:00.000Z"
    with pytest.raises(ValueError, match="no time zone"):
        entry(now=datetime(2019, 3, 1))


def test_an_erased_body_cannot_be_guessed() -> None:
    """Two entries that say the same have different hashes, so that nobody can try out what was said."""
    said = Writing(NAME, (), {"kind": "vow_made"}, NOW)
    one, two = (sign_entry(said, EMPTY, KEY, bytes([salt] * 32)) for salt in (1, 2))
    assert one.header.body != two.header.body


def test_each_kind_of_text_has_hashes_of_its_own() -> None:
    made = entry()
    assert made.body is not None
    assert len({made.hash, made.header.body, leaf_hash(made.line.encode()).hex()}) == 3
    assert BODY_TAG not in made.line


@given(place=st.integers(0), bit=st.integers(0, 6))
@settings(deadline=None)
def test_one_flipped_bit_in_a_line_is_seen(place: int, bit: int) -> None:
    made = entry()
    line = bytearray(made.line.encode())
    line[place % len(line)] ^= 1 << bit
    try:
        seen = read_entry(line.decode(), None).signed_by(KEY.public)
    except ValueError:
        seen = False
    assert not seen


def test_another_body_is_not_taken_for_the_one_that_was_signed() -> None:
    made, other = entry(), entry({"kind": "vow_made"})
    with pytest.raises(ValueError, match="not the one that was signed"):
        _ = read_entry(made.line, other.body).content


def test_an_entry_of_a_later_version_is_not_read_as_if_it_were_ours() -> None:
    with pytest.raises(ValueError, match="of version 2, which this reconvene does not know"):
        read_entry(entry().line.replace('"version":"1"', '"version":"2"'), None)
