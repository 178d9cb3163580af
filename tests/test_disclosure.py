"""Sealed values: each reader computes from what they may see, and nothing else moves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
import yaml

from reconvene.clauses.expand import expand
from reconvene.document.disclosure import hides, text_for
from reconvene.document.load import Document, load_text
from reconvene.live.bundles import export, import_bundle
from reconvene.process.duty_state import Phase
from reconvene.process.fold import fold
from reconvene.process.visibility import Readers
from reconvene.reports.status import as_json
from tests.desk_folders import HELD, TEXT, desk_of, moment

NOW = moment("03-01")


def sealed(on: str, within: str, *, more: str = "") -> str:
    """Talks in which a day is for north and sweden alone, and a duty of south hangs on it."""
    days = f"days: {{signed: 2026-01-10, secret: {{at: {on}, visible_to: [north, sweden], text: MARKER {on}}}}}{more}"
    text = TEXT.replace("days: {signed: 2026-01-10}", days)
    return text.replace("    after: halt.verified\n    within: 20 days", f"    within: {within}")


def document(text: str) -> Document:
    made = expand(load_text(text, "talks.yaml"))
    assert made.readable, [finding.message for finding in made.findings]
    return made


def seen_by(reader: str, text: str) -> str:
    whole = document(text)
    return text_for(whole, Readers(whole.process, reader).may_read)


def test_a_public_duty_that_hangs_on_a_sealed_day_keeps_its_public_outer_bound() -> None:
    text = sealed("2026-02-20", "20 days of secret and no later than 2026-06-30")
    assert "within: no later than 2026-06-30" in seen_by("south", text)
    assert "MARKER" not in seen_by("south", text) and "secret" not in seen_by("south", text)
    assert "20 days of secret and no later than 2026-06-30" in seen_by("sweden", text)


def test_without_an_outer_bound_it_cannot_be_told() -> None:
    cut = seen_by("south", sealed("2026-02-20", "20 days of secret"))
    assert document(cut).process.obligations["fuel"].is_unsaid("within")  # type: ignore[index]


@pytest.mark.parametrize(
    ("within", "due"), [("20 days", None), ("no later than 2026-06-30", date(2026, 6, 30))], ids=["alone", "bounded"]
)
def test_a_duty_that_waits_for_what_is_sealed_is_neither_owed_nor_missed_but_cannot_be_told(
    within: str, due: date | None
) -> None:
    duty = "secret: {by: north, to: [sweden], within: 10 days of signed, visible_to: [north, sweden]}"
    text = TEXT.replace("obligations:\n", f"obligations:\n  {duty}\n")
    text = text.replace(
        "    after: halt.verified\n    within: 20 days", f"    after: secret.performed\n    within: {within}"
    )
    for now in (date(2026, 3, 1), date(2026, 12, 1)):
        state = fold(document(seen_by("south", text)), [], now, reader="south")
        fuel = state.duties["fuel"].latest
        assert (fuel.phase, fuel.due) == (Phase.UNKNOWN, due)
        assert "cannot tell" in fuel.words


@pytest.mark.parametrize("within", ["20 days of secret", "20 days of secret and no later than 2026-06-30"])
def test_another_sealed_value_changes_no_byte_of_the_text_that_others_see(within: str) -> None:
    more = "\n# a note on the secret day\nvows: {quietly: {by: north, dated: 2026-01-01, visible_to: [north]}}"
    texts = [sealed("2026-02-20", within), sealed("2026-04-01", within), sealed("2026-04-01", within, more=more)]
    assert all(hides(document(text)) for text in texts)
    plain = [seen_by("south", text) for text in texts]
    assert len(set(plain)) == 1


@pytest.mark.parametrize("content", ["inner: {envoy: {kind: negotiator, visible_to: [south]}}", ""])
def test_a_party_of_which_all_else_is_sealed_is_a_party_still(content: str) -> None:
    seen = seen_by("north", f"parties: {{north: {{}}, south: {{{content}}}}}\nobligations: {{halt: {{by: south}}}}\n")
    assert yaml.safe_load(seen)["parties"] == {"north": {}, "south": {}}
    assert [finding.message for finding in document(seen).findings] == []


def test_a_desk_that_hides_a_value_shows_and_sends_the_same_whatever_it_is(tmp_path: Path) -> None:
    within = "20 days of secret and no later than 2026-06-30"
    shown: list[object] = []
    for on in ("2026-02-20", "2026-04-01"):
        with desk_of("north", tmp_path / on, sealed(on, within)) as north, desk_of("south", tmp_path / on) as south:
            assert [name.compartment for name in north.store.logs()] == ["north"]
            north.record(HELD, moment("02-05"))
            status = north.status(NOW, reader="south")
            due = {owed.duty: owed.due for owed in status.owed}
            assert due["fuel"] == date(2026, 6, 30)
            shown.append(as_json(status))
            made = export(north, "south")
            assert b"MARKER" not in made.content and on.encode() not in made.content
            shown[-1] = (shown[-1], made.content.split(b"\ntext ")[1].split(b"\n")[0])
            path = tmp_path / on / "bundle"
            path.write_bytes(made.content)
            told = [finding.id for finding in import_bundle(south, path).findings]
            assert told == ["key-never-compared", "other-text"]
    assert shown[0] == shown[1]
