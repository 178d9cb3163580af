"""What is a desk's own, its red lines and estimates, counts for it alone and is in nothing that leaves it."""

from __future__ import annotations

import base64
from pathlib import Path

from reconvene.live.backup import back_up_desk
from reconvene.live.bundles import export
from reconvene.reports.status import as_json
from tests.desk_folders import HELD, desk_of, moment

NOW = moment("02-05")
MARKER = "zzRedLineOfTheNorthzz"
PRIVATE = f"""\
vows:
  {MARKER.lower()}: {{by: north, dated: 2026-01-01, forbids: [attendance], text: {MARKER}, released_by: []}}
"""


def encodings(word: str) -> set[bytes]:
    """A word as it may hide: plain, in any case, as hexadecimal, in base64 at each of its three places."""
    plain = {each.encode(form) for each in (word, word.lower(), word.upper()) for form in ("utf-8", "utf-16-le")}
    shifted = {base64.b64encode(b"x" * shift + each)[4:-4] for each in plain for shift in range(3)}
    return plain | {each.hex().encode() for each in plain} | shifted


def test_the_private_part_is_read_here_and_is_in_no_byte_that_leaves(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north:
        (north.folder / "private.yaml").write_text(PRIVATE)
        assert MARKER.lower() in north.document.names.by_path
        assert MARKER.lower() in as_json(north.status(NOW))
        north.record(HELD, NOW)
        readers = ["everybody", *north.shared_document.names.of_family("actor", "role", "body")]
        leaving = [export(north, reader).content for reader in readers]
        leaving += [as_json(north.status(NOW, reader=reader)).encode() for reader in readers if reader != "north"]
        rows = [row for name in north.store.logs() for row in north.store.rows(name)]
        leaving += [f"{row.line}{row.body}".encode() for row in rows]
        back_up_desk(north, tmp_path / "safe", "four words that hold")
        leaving.append((tmp_path / "safe").read_bytes())
        wanted = encodings(MARKER)
        assert any(word in PRIVATE.encode() for word in wanted)
        for content in leaving:
            assert not any(word in content for word in wanted)
