"""Signed notes and checkpoints: the published note of the reference implementation, and what a changed one is."""

from __future__ import annotations

import base64

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.record.checkpoint import Checkpoint, read_checkpoint, read_note, sign_checkpoint, sign_note
from reconvene.record.keys import VerifyingKey, create_key, key_from_secret

# The key and the note of the reference implementation (golang.org/x/mod/sumdb/note, note_test.go).
VERIFIER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
SIGNER = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)

KEY = key_from_secret("sweden", bytes(range(32)))
CHECKPOINT = Checkpoint("reconvene/hanoi/sweden/all", 12, bytes(32))


def material(line: str) -> bytes:
    return base64.b64decode(line.split("+", 4 if line.startswith("PRIVATE") else 2)[-1])[1:]


def test_the_published_note_is_signed_by_its_key_and_by_no_other() -> None:
    key = VerifyingKey("PeterNeumann", material(VERIFIER))
    assert key.note_hash.hex() == VERIFIER.split("+")[1]
    assert read_note(NOTE).signed_by(key)
    assert not read_note(NOTE).signed_by(VerifyingKey("SomebodyElse", key.raw))
    assert not read_note(NOTE.replace("cryptography", "cryptographY")).signed_by(key)


def test_the_published_key_makes_the_published_note() -> None:
    assert sign_note(TEXT, key_from_secret("PeterNeumann", material(SIGNER))).note == NOTE


def test_a_checkpoint_is_three_lines_and_a_signature() -> None:
    signed = sign_checkpoint(CHECKPOINT, KEY)
    lines = signed.note.split("\n")
    assert lines[:4] == ["reconvene/hanoi/sweden/all", "12", "A" * 43 + "=", ""]
    assert lines[4].startswith("— sweden ")
    assert read_checkpoint(signed.note) == signed


def test_a_checkpoint_may_be_signed_by_those_who_saw_it_too() -> None:
    witness = create_key("norway")
    signed = read_checkpoint(sign_checkpoint(CHECKPOINT, KEY, witness).note).signed
    assert signed.signed_by(KEY.public) and signed.signed_by(witness.public)
    assert signed.signer([create_key("sweden").public, witness.public]) == witness.public


@given(place=st.integers(0), bit=st.integers(0, 7))
@settings(deadline=None)
def test_one_flipped_bit_anywhere_in_a_checkpoint_is_seen(place: int, bit: int) -> None:
    note = bytearray(sign_checkpoint(CHECKPOINT, KEY).note.encode())
    note[place % len(note)] ^= 1 << bit
    try:
        seen = read_checkpoint(note.decode()).signed.signed_by(KEY.public)
    except ValueError:
        seen = False
    assert not seen


@pytest.mark.parametrize(
    "note",
    [
        "",
        "a\n1\n",
        NOTE,
        NOTE[:-1],
        sign_note("log\n01\n" + "A" * 43 + "=\n", KEY).note,
        sign_note("log\n-1\n" + "A" * 43 + "=\n", KEY).note,
        sign_note("log\n1\nAAAA\n", KEY).note,
        sign_note("\n1\n" + "A" * 43 + "=\n", KEY).note,
    ],
)
def test_what_is_no_checkpoint_is_refused(note: str) -> None:
    with pytest.raises(ValueError, match=r"note|checkpoint"):
        read_checkpoint(note)
