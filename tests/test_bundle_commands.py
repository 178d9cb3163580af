"""Bundles on the command line: two desks, a file, and what each is told."""

from __future__ import annotations

from pathlib import Path

from tests.command import reconvene
from tests.desk_folders import HELD, desk_of, moment


def test_a_bundle_goes_from_desk_to_desk_by_the_command_line(tmp_path: Path) -> None:
    with desk_of("north", tmp_path) as north, desk_of("south", tmp_path) as south:
        north.record(HELD, moment("02-05"))
        north.record({**HELD, "visible_to": ["north", "sweden"]}, moment("02-06"), anyway=True)
        fingerprint = north.key.public.id
    del south
    sent = reconvene("record", "export", "north", "--to", "south", "-o", "out.txt", cwd=tmp_path)
    assert (sent.code, sent.out) == (0, "")
    assert "holds 2 entries of 1 log for south" in sent.err
    assert "Left out: 1 entry of north in `north-sweden`." in sent.err
    assert "sweden" not in reconvene("verify", "out.txt", cwd=tmp_path).out
    looked = reconvene("record", "import", "south", "out.txt", "--dry-run", cwd=tmp_path)
    assert looked.code == 1 and "would bring 2 new entries" in looked.err and "never compared" in looked.err
    assert reconvene("keys", "trust", "south", "north", fingerprint, cwd=tmp_path).code == 0
    taken = reconvene("record", "import", "south", "out.txt", cwd=tmp_path)
    assert (taken.code, "north brought 2 new entries" in taken.err) == (0, True), taken.err
    wrong = reconvene("record", "import", "north", "out.txt", cwd=tmp_path)
    assert wrong.code == 2 and "cut for south" in wrong.err and "Nothing was changed." in wrong.err
    checked = reconvene("verify", "out.txt", cwd=tmp_path)
    assert checked.code == 0 and "Intact" in checked.out
    (tmp_path / "out.txt").write_text((tmp_path / "out.txt").read_text().replace("2026-02-01", "2026-02-02"))
    assert reconvene("verify", "out.txt", cwd=tmp_path).code == 2
