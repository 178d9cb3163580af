"""Items of a draft changed by forms: only what was changed is written, and the rest stays to the byte."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from reconvene.api import load
from reconvene.cases.shelf import cases
from reconvene.document.load import Document
from reconvene.live import item_edits
from reconvene.live.item_edits import change_item, remove_item, rename_item
from reconvene.live.versions import Versions
from reconvene.reports.draft_items import ItemAt, items_in, new_item
from reconvene.reports.form_view import Field, Shape, all_fields, section_kinds
from reconvene.text import yaml
from reconvene.text.rewrite import Written, one_line, put, written_text, written_yaml
from reconvene.text.span import Source
from reconvene.text.syntax import find_forbidden
from tests.offices import TALKS

QUIET = settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))


@pytest.fixture
def versions(tmp_path: Path) -> Versions:
    (tmp_path / "process.yaml").write_text(TALKS, encoding="utf-8")
    return Versions(tmp_path)


def change(versions: Versions, section: str, name: str, **said: str) -> str:
    """The main file after a form of an item was sent, which could be written."""
    document = versions.read()
    kind = section_kinds()[section]
    held = items_in(document)[section]
    item = held.get(name) or new_item(kind, name, document, held)
    outcome = change_item(versions, document, item, {key.replace("__", "."): words for key, words in said.items()})
    assert outcome.fine, outcome
    versions.write_files(outcome.contents)
    return versions.text


# One slot


def test_a_slot_is_changed_and_the_comment_behind_it_stays(versions: Versions) -> None:
    text = change(versions, "obligations", "halt", within="40 days of opens")
    assert text == TALKS.replace("30 days of opens  # counted", "40 days of opens  # counted")


def test_a_slot_inside_another_is_changed(versions: Versions) -> None:
    assert change(versions, "obligations", "halt", verified__takes="7 days") == TALKS.replace("5 days", "7 days")


def test_a_new_slot_comes_where_the_format_has_it(versions: Versions) -> None:
    text = change(versions, "obligations", "halt", kind="act", text="The North halts: everything, at once")
    lines = text.splitlines()
    assert lines.index("    kind: act") == lines.index("    to: [south]") + 1
    assert "    text: 'The North halts: everything, at once'" in lines
    assert [line for line in lines if "kind:" not in line and "text:" not in line] == TALKS.splitlines()


def test_a_slot_is_taken_out_with_its_line_alone(versions: Versions) -> None:
    text = change(versions, "obligations", "halt", within="")
    assert text == TALKS.replace("    within: 30 days of opens  # counted from the opening\n", "")


def test_what_is_left_empty_within_an_item_goes(versions: Versions) -> None:
    text = change(versions, "obligations", "halt", verified__by="", verified__takes="")
    assert text == TALKS.replace("    verified: {by: south, takes: 5 days}\n", "")


def test_who_verifies_is_asked_in_fields_though_nothing_is_said_of_it_yet(versions: Versions) -> None:
    without = TALKS.replace("    verified: {by: south, takes: 5 days}\n", "")
    versions.write(without, versions.digest)
    text = change(versions, "obligations", "halt", verified__by="south", verified__takes="5 days")
    assert "    verified:\n      by: south\n      takes: 5 days\n" in text
    text = change(versions, "obligations", "halt", if_missed__cure="15 days", if_missed__then="dispute")
    assert "    if_missed:\n      cure: 15 days\n      then: dispute\n" in text


def test_one_word_may_stand_for_a_group_and_not_beside_it(versions: Versions) -> None:
    document = versions.read_as_written()
    halt = items_in(document)["obligations"]["halt"]
    both = change_item(versions, document, halt, {"if_missed": "none", "if_missed.cure": "15 days"})
    assert set(both.by_field) == {"if_missed"} and not both.contents
    assert "    if_missed: none\n" in change(versions, "obligations", "halt", if_missed="none")
    assert "    verified: none\n" in change(versions, "obligations", "halt", verified="none")


def test_a_list_is_typed_with_commas(versions: Versions) -> None:
    assert "    to: [south, north]\n" in change(versions, "obligations", "halt", to="south, north")


def test_a_text_of_many_words_gets_lines_of_its_own(versions: Versions) -> None:
    long = " ".join(["The North halts everything that it has begun, wherever it may be."] * 4)
    text = change(versions, "obligations", "halt", text=long)
    assert "    text: >-\n      The North halts" in text and max(map(len, text.splitlines())) < 110
    record = (versions.read().process.obligations or {})["halt"]
    assert record.text == long


def test_behind_a_comment_a_long_text_stays_on_its_line(versions: Versions) -> None:
    long = "A title " * 20
    text = change(versions, "process", "", title=long)
    assert f"title: {long.strip()}   # a working title\n" in text


def test_what_the_process_says_of_itself_is_a_form_too(versions: Versions) -> None:
    text = change(versions, "process", "", about="Talks to end the fighting", final_date="2021-01-01")
    assert "about: Talks to end the fighting\n" in text and "final_date: 2021-01-01\n" in text
    assert set(TALKS.splitlines()) <= set(text.splitlines())


def test_a_value_in_short_is_changed_and_spelled_out(versions: Versions) -> None:
    assert change(versions, "days", "opens", value="2020-03-01") == TALKS.replace("2020-02-01", "2020-03-01")
    text = change(versions, "days", "opens", value="{earliest: [2020-03-01, halt.verified]}")
    assert text.endswith("  opens: {earliest: [2020-03-01, halt.verified]}\n")


# New items, and items that go


def test_an_item_is_added_to_its_section(versions: Versions) -> None:
    text = change(versions, "obligations", "open_road", by="south", to="north", within="10 days of opens")
    added = "  open_road:\n    by: south\n    to: north\n    within: 10 days of opens\n"
    assert text == TALKS.replace("\ndays:\n", f"\n{added}days:\n")


def test_a_section_is_begun_with_its_first_item(versions: Versions) -> None:
    text = change(versions, "vows", "never_again", by="north", says="Never again")
    assert text.startswith(TALKS) and "vows:\n  never_again:\n    by: north\n    says: Never again\n" in text


def test_a_section_without_names_is_begun(versions: Versions) -> None:
    text = change(versions, "return", "", use="return/standard", convenor="south")
    assert text.startswith(TALKS) and "return:" in text and "convenor: south" in text


def test_an_item_goes_with_its_lines_alone(versions: Versions) -> None:
    versions.write(TALKS + "vows:\n  never: {by: north, says: Never}  # they said\n")
    document = versions.read()
    outcome = remove_item(versions, document, items_in(document)["vows"]["never"])
    assert outcome.fine and outcome.contents["process.yaml"].decode().startswith(TALKS)


def test_what_names_an_item_that_goes_is_told(versions: Versions) -> None:
    document = versions.read()
    outcome = remove_item(versions, document, items_in(document)["days"]["opens"])
    assert not outcome.fine and not outcome.contents and outcome.forced
    assert any("`opens`" in each.message for each in outcome.wrong)


def test_an_item_gets_another_name_wherever_it_is_used(versions: Versions) -> None:
    document = versions.read()
    outcome = rename_item(versions, document, items_in(document)["parties"]["north"], "highlands")
    assert outcome.fine
    assert outcome.contents["process.yaml"].decode() == TALKS.replace("north:", "highlands:").replace(
        "by: north", "by: highlands"
    )


@pytest.mark.parametrize("case", ["leap-day-2012", "jcpoa-2015"])
def test_names_of_the_cases_can_be_changed_and_changed_back(case: str) -> None:
    versions = Versions(cases()[case].folder)
    document = loaded(case)
    before = {file: (versions.folder / file).read_bytes() for file in versions.files}
    for section in ("parties", "obligations", "texts"):
        item = next(iter(items_in(document)[section].values()))
        outcome = rename_item(versions, document, item, "quite_another_name")
        assert outcome.fine, outcome.wrong
        assert outcome.contents
        for file, content in outcome.contents.items():
            back = content.decode().replace("quite_another_name", item.name)
            assert back.encode() == before[file]


# What cannot be read


def test_what_cannot_be_read_is_told_beside_its_field(versions: Versions) -> None:
    document = versions.read()
    item = items_in(document)["obligations"]["halt"]
    outcome = change_item(versions, document, item, {"within": "30 dys", "by": "nobdy_known", "verified.takes": "x"})
    assert set(outcome.by_field) == {"within", "by", "verified.takes"} and not outcome.contents
    assert "did you mean `days`?" in outcome.by_field["within"][0].lower()


def test_keys_that_cannot_be_read_are_told(versions: Versions) -> None:
    document = versions.read()
    item = items_in(document)["parties"]["north"]
    outcome = change_item(versions, document, item, {"inner": "leader: [", "patience": "{value: 5 years, by: us"})
    assert set(outcome.by_field) == {"inner", "patience"}


def test_an_error_that_was_there_before_stops_nobody(versions: Versions) -> None:
    versions.write(TALKS.replace("to: [south]", "to: [south, west]"))
    text = change(versions, "obligations", "halt", within="40 days of opens")
    assert "40 days" in text and "west" in text


# Over all that is shipped


@cache
def loaded(case: str) -> Document:
    return load(str(cases()[case].path))


@cache
def items_of(case: str) -> dict[str, dict[str, ItemAt]]:
    return items_in(loaded(case))


@cache
def said_in(source: Source) -> dict[tuple[str, ...], str]:
    return dict(leaves(yaml.read(source).root))


@cache
def every_item() -> list[tuple[str, str, str]]:
    return [(case, key, name) for case in cases() for key, held in items_of(case).items() for name in held]


@pytest.mark.parametrize("case", sorted(cases()))
def test_a_form_that_is_sent_as_it_came_changes_nothing(case: str) -> None:
    document, asked = loaded(case), 0
    for held in items_of(case).values():
        for item in held.values():
            fields = item.fields(document)
            said = {each.id: each.value.replace("\n", "\r\n") for each in all_fields(fields)}
            assert item_edits._values(fields, said) == ({}, {})
            asked += len(said)
    assert asked > 1_000


def comments(text: str) -> list[str]:
    return [
        line[line.index("#") :] for line in text.splitlines() if "#" in line and '"' not in line and "'" not in line
    ]


def leaves(node: yaml.Node | None, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    match node:
        case yaml.Mapping():
            for entry in node.entries:
                yield from leaves(entry.value, (*path, entry.key.text))
        case yaml.Sequence():
            for number, item in enumerate(node.items):
                yield from leaves(item, (*path, str(number)))
        case yaml.Scalar():
            yield path, node.text


@QUIET
@given(st.data())
def test_only_the_slot_that_was_changed_is_written(data: st.DataObject) -> None:
    case, section, name = data.draw(st.sampled_from(every_item()))
    document = loaded(case)
    item = items_of(case)[section][name]
    each = data.draw(st.sampled_from(list(all_fields(item.fields(document)))))
    value = data.draw(st.sampled_from(values_for(each)))
    path = item.path if item.is_value else (*item.path, *each.path)
    text = put(item.source, path, value, keep=len(item.path))
    page = yaml.read(Source(item.source.name, text))
    assert not page.findings
    before = said_in(item.source)
    after = dict(leaves(page.root))
    own = len(path)
    assert {key: words for key, words in before.items() if key[:own] != path} == {
        key: words for key, words in after.items() if key[:own] != path
    }
    assert after.get(path, "gone") != "gone" or any(key[:own] == path for key in after)
    if each.shape is not Shape.YAML and "#" not in (each.value or ""):
        assert comments(text) == comments(item.source.text)


def values_for(each: Field) -> list[Written]:
    return [
        written_text("a word"),
        written_text("words: with signs, [and] {more} # and a hash"),
        written_text(" ".join(["many words of a long sentence"] * 6)),
        written_text("two\n\nparagraphs of it"),
        written_yaml("first: 1\nsecond:\n  - a\n  - b"),
        written_yaml("- a\n- {b: c}"),
    ]


@QUIET
@given(st.text(min_size=1, max_size=300).map(str.strip).filter(bool))
def test_any_words_are_read_again_as_they_were_written(words: str) -> None:
    assume(find_forbidden(Source("", words)) is None and "\r" not in words)
    try:
        value = written_text(words)
    except ValueError:
        return
    for text in ("k: {a: b}\n", "k: 1  # why\n", "k: |-\n  old\n  words\nl: 2\n", "{k: 1}\n", "k:\n  - 1\n# end\n"):
        made = put(Source("t", text), ("k",), value)
        root = yaml.read(Source("t", made)).root
        assert isinstance(root, yaml.Mapping)
        entry = root.entry("k")
        assert entry is not None and isinstance(entry.value, yaml.Scalar) and entry.value.text == words, made


def test_words_on_one_line_are_quoted_only_if_they_must_be() -> None:
    assert [one_line(words) for words in ("plain words", "a: b", "it's", "- x", "1, 2", "line\nbreak")] == [
        "plain words",
        "'a: b'",
        "it's",
        "'- x'",
        "'1, 2'",
        '"line\\nbreak"',
    ]


def test_lines_keep_their_ends() -> None:
    source = Source("t", "a: 1\r\nb:\r\n  c: 2\r\n")
    made = put(source, ("b", "d"), written_yaml("- x\n- y"))
    assert made == "a: 1\r\nb:\r\n  c: 2\r\n  d:\r\n    - x\r\n    - y\r\n"
    assert replace(source, text=made).line(4) == "  d:"
