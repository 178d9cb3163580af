"""The Merkle tree of a log (RFC 9162, section 2.1): its root, proofs that an entry is in it and that it only grew."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence

EMPTY_ROOT = hashlib.sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two halves."""
    return hashlib.sha256(b"\x01" + left + right).digest()


class Frontier:
    """A tree that grows leaf by leaf and gives its root at any size, keeping only the roots of its whole parts."""

    def __init__(self) -> None:
        self.size = 0
        self._parts: list[bytes] = []

    def add(self, leaf: bytes) -> None:
        """Add the hash of one more leaf."""
        size = self.size
        while size & 1:
            leaf = node_hash(self._parts.pop(), leaf)
            size >>= 1
        self._parts.append(leaf)
        self.size += 1

    @property
    def root(self) -> bytes:
        """The root of what was added so far."""
        if not self._parts:
            return EMPTY_ROOT
        found = self._parts[-1]
        for part in reversed(self._parts[:-1]):
            found = node_hash(part, found)
        return found


def root_of(leaves: Iterable[bytes]) -> bytes:
    """The root of a tree of these leaf hashes."""
    frontier = Frontier()
    for leaf in leaves:
        frontier.add(leaf)
    return frontier.root


def _half(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << ((size - 1).bit_length() - 1)


def prove_inclusion(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The hashes that lead from leaf `index` to the root (PATH), the nearest first.

    Raises IndexError if there is no such leaf.
    """
    if not 0 <= index < len(leaves):
        raise IndexError(f"there is no entry {index} among {len(leaves)}")
    start, end, path = 0, len(leaves), []
    while end - start > 1:
        middle = start + _half(end - start)
        if index < middle:
            path.append(root_of(leaves[middle:end]))
            end = middle
        else:
            path.append(root_of(leaves[start:middle]))
            start = middle
    return path[::-1]


def prove_consistency(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The hashes that show that the tree of the first `old` leaves grew into this one (PROOF).

    Empty for `old` 0 or all; raises IndexError if there were never so many.
    """
    if not 0 <= old <= len(leaves):
        raise IndexError(f"there are {len(leaves)} entries, not {old}")
    return _subproof(leaves, old, whole=True) if 0 < old < len(leaves) else []


def _subproof(leaves: Sequence[bytes], old: int, *, whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [root_of(leaves)]
    middle = _half(len(leaves))
    if old <= middle:
        return [*_subproof(leaves[:middle], old, whole=whole), root_of(leaves[middle:])]
    return [*_subproof(leaves[middle:], old - middle, whole=False), root_of(leaves[:middle])]


def verify_inclusion(leaf: bytes, index: int, size: int, proof: Sequence[bytes], root: bytes) -> bool:
    """Whether the proof shows that the leaf with this hash stands at `index` in the tree (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    first, last, found = index, size - 1, leaf
    for part in proof:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node_hash(part, found)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found = node_hash(found, part)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def verify_consistency(old: int, new: int, proof: Sequence[bytes], old_root: bytes, new_root: bytes) -> bool:
    """Whether the proof shows that the first `old` leaves are the same in both trees (section 2.1.4.2)."""
    if old in (0, new):
        return not proof and (old_root == new_root if old == new else old_root == EMPTY_ROOT)
    if not 0 < old < new or not proof:
        return False
    parts = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    first, last = old - 1, new - 1
    while first & 1:
        first, last = first >> 1, last >> 1
    found_old = found_new = parts[0]
    for part in parts[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            found_old, found_new = node_hash(part, found_old), node_hash(part, found_new)
            while not first & 1 and first:
                first, last = first >> 1, last >> 1
        else:
            found_new = node_hash(found_new, part)
        first, last = first >> 1, last >> 1
    return last == 0 and found_old == old_root and found_new == new_root
