"""The Merkle tree of a log: the published vectors of Certificate Transparency, and what holds of every proof."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reconvene.record.tree import (
    EMPTY_ROOT,
    Frontier,
    leaf_hash,
    prove_consistency,
    prove_inclusion,
    root_of,
    verify_consistency,
    verify_inclusion,
)

# The reference tree of Certificate Transparency (RFC 6962, kept by RFC 9162): eight leaves, the root after each, and
# proofs (github.com/transparency-dev/merkle, testonly).
LEAVES = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
A = "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7"
B = "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e"
C = "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"
D = "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"
E = "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0"
F = "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a"
INCLUSION = [
    (0, 1, []),
    (0, 2, [A]),
    (1, 2, [ROOTS[1]]),
    (2, 3, [ROOTS[2]]),
    (1, 5, [ROOTS[1], B, D]),
    (0, 8, [A, B, C]),
    (5, 8, [D, E, ROOTS[4]]),
]
CONSISTENCY = [(1, 1, []), (1, 8, [A, B, C]), (2, 5, [B, D]), (6, 8, [F, E, ROOTS[4]])]

SIZES = st.integers(1, 130)


def published(size: int) -> list[bytes]:
    return [leaf_hash(bytes.fromhex(each)) for each in LEAVES[:size]]


def leaves(size: int) -> list[bytes]:
    return [leaf_hash(b"leaf %d" % number) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_the_published_ones(size: int) -> None:
    assert root_of(published(size)).hex() == ROOTS[size]


@pytest.mark.parametrize(("index", "size", "proof"), INCLUSION)
def test_the_proofs_of_inclusion_are_the_published_ones(index: int, size: int, proof: list[str]) -> None:
    made = prove_inclusion(published(size), index)
    assert [each.hex() for each in made] == proof
    assert verify_inclusion(published(size)[index], index, size, made, bytes.fromhex(ROOTS[size]))


@pytest.mark.parametrize(("old", "new", "proof"), CONSISTENCY)
def test_the_proofs_of_consistency_are_the_published_ones(old: int, new: int, proof: list[str]) -> None:
    made = prove_consistency(published(new), old)
    assert [each.hex() for each in made] == proof
    assert verify_consistency(old, new, made, bytes.fromhex(ROOTS[old]), bytes.fromhex(ROOTS[new]))


def test_the_root_is_that_of_the_definition() -> None:
    def defined(given: list[bytes]) -> bytes:
        if len(given) < 2:
            return given[0] if given else EMPTY_ROOT
        half = 1
        while half * 2 < len(given):
            half *= 2
        return hashlib.sha256(b"\x01" + defined(given[:half]) + defined(given[half:])).digest()

    frontier = Frontier()
    for size in range(70):
        assert frontier.root == defined(leaves(size))
        frontier.add(leaves(size + 1)[size])


@given(data=st.data(), size=SIZES)
@settings(deadline=None)
def test_an_entry_is_proved_to_be_in_the_log_and_nothing_else_is(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    every, root = leaves(size), root_of(leaves(size))
    proof = prove_inclusion(every, index)
    assert verify_inclusion(every[index], index, size, proof, root)
    other = data.draw(st.integers(0, size + 2).filter(lambda found: found != index))
    assert not verify_inclusion(every[index], other, size, proof, root)
    assert not verify_inclusion(leaf_hash(b"another"), index, size, proof, root)
    assert not verify_inclusion(every[index], index, size, [*proof, root], root)
    if proof:
        assert not verify_inclusion(every[index], index, size, proof[:-1], root)


@given(data=st.data(), size=SIZES)
@settings(deadline=None)
def test_a_log_is_proved_to_have_grown_and_a_rewritten_one_is_not(data: st.DataObject, size: int) -> None:
    old = data.draw(st.integers(0, size))
    every = leaves(size)
    proof = prove_consistency(every, old)
    assert verify_consistency(old, size, proof, root_of(every[:old]), root_of(every))
    if old > 0:
        place = data.draw(st.integers(0, old - 1))
        forged = [*every[:place], leaf_hash(b"forged"), *every[place + 1 :]]
        made = prove_consistency(forged, old)
        assert not verify_consistency(old, size, made, root_of(every[:old]), root_of(forged))
        assert not verify_consistency(old, size, proof, root_of(every[:old]), root_of(forged))


@pytest.mark.parametrize("proof", [[], [b"x" * 32], [b"x" * 32] * 9])
def test_a_log_never_shrinks_and_never_was_longer_than_it_is(proof: list[bytes]) -> None:
    assert not verify_consistency(5, 3, proof, root_of(leaves(5)), root_of(leaves(3)))
    with pytest.raises(IndexError):
        prove_consistency(leaves(3), 5)
    with pytest.raises(IndexError):
        prove_inclusion(leaves(3), 3)
