"""Edits of a text: they do what they say, and leave every other byte as it was."""

from __future__ import annotations

import codecs
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reconvene.text import yaml
from reconvene.text.edit import append_item, append_section, apply, encode, insert_key, remove_entry, replace_value
from reconvene.text.finding import Edit
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping, Node, Scalar, Sequence


def parsed(text: str) -> tuple[Source, Mapping]:
    source = Source("draft.yaml", text)
    page = yaml.read(source)
    assert page.findings == []
    assert isinstance(page.root, Mapping)
    return source, page.root


def at(root: Mapping, *path: str | int) -> Any:
    node: Any = root
    for step in path:
        node = node.items[step] if isinstance(step, int) else node.entry(step).value
    return node


def data(node: Node | None) -> Any:
    match node:
        case Mapping():
            return {entry.key.text: data(entry.value) for entry in node.entries}
        case Sequence():
            return [data(item) for item in node.items]
        case Scalar():
            return node.text
        case None:
            return None


def inserted(text: str, *path: str | int, key: str = "key", value: str = "v", after: str | None = None) -> str:
    source, root = parsed(text)
    return apply(source, [insert_key(at(root, *path), source, key, value, after)])


# Applying


def test_edits_are_made_where_they_stand_and_in_order() -> None:
    source = Source("a", "one two three")
    edits = [Edit(source.span(8, 13), "3"), Edit(source.span(0, 3), "1"), Edit(source.span(4, 4), "and ")]
    assert apply(source, edits) == "1 and two 3"


def test_inserts_at_one_place_keep_their_order() -> None:
    source = Source("a", "xz")
    assert (
        apply(source, [Edit(source.span(1, 1), "1"), Edit(source.span(1, 1), "2"), Edit(source.span(1, 2), "Z")])
        == "x12Z"
    )


def test_edits_that_overlap_are_refused() -> None:
    source = Source("a", "one two")
    with pytest.raises(ValueError, match="overlap"):
        apply(source, [Edit(source.span(0, 4), ""), Edit(source.span(3, 5), "")])


def test_an_edit_of_another_text_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be made in 'a'"):
        apply(Source("a", "one"), [Edit(Source("b", "one").span(0, 1), "")])


def test_bytes_go_back_with_their_mark() -> None:
    assert encode(Source("a", "x", marked=True), "é\r\n") == codecs.BOM_UTF8 + "é\r\n".encode()
    assert encode(Source("a", "x"), "é\r\n") == "é\r\n".encode()


# A key into a mapping


@pytest.mark.parametrize(
    ("text", "path", "expected"),
    [
        ("a: 1\n", (), "a: 1\nkey: v\n"),
        ("a: 1", (), "a: 1\nkey: v"),
        ("a: 1 # why\nb: 2 # how\n", (), "a: 1 # why\nb: 2 # how\nkey: v\n"),
        ("a:\n  b: 1 # why\n\n# next\nc: 2\n", ("a",), "a:\n  b: 1 # why\n  key: v\n\n# next\nc: 2\n"),
        ("a:\r\n  b: 1\r\nc: 2\r\n", ("a",), "a:\r\n  b: 1\r\n  key: v\r\nc: 2\r\n"),
        ("a:\r  b: 1\rc: 2", ("a",), "a:\r  b: 1\r  key: v\rc: 2"),
        ("a:\n  b: |\n    words\n    more\n\nc: 2\n", ("a",), "a:\n  b: |\n    words\n    more\n  key: v\n\nc: 2\n"),
        ("a:\n  b: |+\n    words\n\nc: 2\n", ("a",), "a:\n  b: |+\n    words\n\n  key: v\nc: 2\n"),
        ("a:\n  b: one\n    two\nc: 2\n", ("a",), "a:\n  b: one\n    two\n  key: v\nc: 2\n"),
        ("a:\n- b: 1\n  c: 2\n- d: 3\n", ("a", 0), "a:\n- b: 1\n  c: 2\n  key: v\n- d: 3\n"),
        ("a:\n  - b: 1\n", ("a", 0), "a:\n  - b: 1\n    key: v\n"),
        ("a:\n  b:\n    - {c: 1} # last\nd: 2\n", ("a",), "a:\n  b:\n    - {c: 1} # last\n  key: v\nd: 2\n"),
        ("a: {}\n", ("a",), "a: {key: v}\n"),
        ("a: { } # none\n", ("a",), "a: {key: v } # none\n"),
        ("a: {b: 1}\n", ("a",), "a: {b: 1, key: v}\n"),
        ("a: {b: 1,}\n", ("a",), "a: {b: 1, key: v,}\n"),
        ("a: {b: 1, # one\n  c: 2 # two\n}\n", ("a",), "a: {b: 1, # one\n  c: 2, key: v # two\n}\n"),
        ("a: [b: 1]\n", ("a", 0), "a: [{b: 1, key: v}]\n"),
        ('{"a": 1}', (), '{"a": 1, key: v}'),
    ],
)
def test_a_key_is_inserted_in_the_style_of_its_mapping(text: str, path: tuple[str | int, ...], expected: str) -> None:
    assert inserted(text, *path) == expected
    assert at(parsed(expected)[1], *path).entry("key") is not None


def test_a_key_goes_after_the_one_that_is_named() -> None:
    assert inserted("a: 1 # one\nb: 2\n", after="a") == "a: 1 # one\nkey: v\nb: 2\n"
    assert inserted("a: {b: 1, c: 2}\n", "a", after="b") == "a: {b: 1, key: v, c: 2}\n"
    assert inserted("a: 1\nb: 2\n", after="missing") == "a: 1\nb: 2\nkey: v\n"


def test_a_value_of_several_lines_is_indented_with_its_key() -> None:
    text = inserted("a:\r\n  b: 1\r\n", "a", value="\n  by: us\n  within: 30 days")
    assert text == "a:\r\n  b: 1\r\n  key:\r\n    by: us\r\n    within: 30 days\r\n"
    assert data(parsed(text)[1]) == {"a": {"b": "1", "key": {"by": "us", "within": "30 days"}}}


def test_what_another_file_added_to_a_mapping_is_not_counted() -> None:
    source, root = parsed("days:\n  signed: 2019-01-01\n")
    _, other = parsed("days:\n  closed:\n    at: 2020-01-01\n")
    days = at(root, "days")
    days.entries.extend(at(other, "days").entries)
    assert apply(source, [insert_key(days, source, "key", "v", None)]) == "days:\n  signed: 2019-01-01\n  key: v\n"
    assert apply(source, [insert_key(root, source, "key", "v", None)]) == "days:\n  signed: 2019-01-01\nkey: v\n"


# Removing and replacing


@pytest.mark.parametrize(
    ("text", "path", "key", "expected"),
    [
        ("a: 1\nb: 2 # two\nc: 3\n", (), "b", "a: 1\nc: 3\n"),
        ("a: 1\nb: 2", (), "b", "a: 1\n"),
        ("a:\n  b: 1\n  c:\n    d: 1\n    e: 2\nf: 3\n", ("a",), "c", "a:\n  b: 1\nf: 3\n"),
        ("a:\n- b: 1\n  c: 2\n", ("a", 0), "b", "a:\n- c: 2\n"),
        ("a:\n  b: 1\nc: 2\n", ("a",), "b", "a: {}\nc: 2\n"),
        ("a: 1\n", (), "a", "{}\n"),
        ("a: {b: 1, c: 2}\n", ("a",), "b", "a: {c: 2}\n"),
        ("a: {b: 1, c: 2}\n", ("a",), "c", "a: {b: 1}\n"),
        ("a: {b: 1,}\n", ("a",), "b", "a: {}\n"),
    ],
)
def test_a_key_is_removed_with_its_lines(text: str, path: tuple[str | int, ...], key: str, expected: str) -> None:
    source, root = parsed(text)
    assert apply(source, [remove_entry(at(root, *path), key)]) == expected


def test_a_key_that_is_not_there_cannot_be_removed() -> None:
    with pytest.raises(ValueError, match="no key 'b'"):
        remove_entry(parsed("a: 1")[1], "b")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1 # one\nz: 1\n", "a: new # one\nz: 1\n"),
        ("a: 'quoted'\nz: 1\n", "a: new\nz: 1\n"),
        ("a: |\n  words\n  more\n\nz: 1\n", "a: new\n\nz: 1\n"),
        ("a: {b: 1, c: 2} # two\nz: 1\n", "a: new # two\nz: 1\n"),
        ("a:\n  b: 1\n  c: 2 # two\nz: 1\n", "a: new # two\nz: 1\n"),
        ("a:\n- b\n- c\nz: 1\n", "a: new\nz: 1\n"),
        ("a: # why:\n- b\n- c\nz: 1\n", "a: # why:\n  new\nz: 1\n"),
        ("a:\nz: 1\n", "a: new\nz: 1\n"),
        ("a: \nz: 1\n", "a: new \nz: 1\n"),
    ],
)
def test_a_value_is_replaced(text: str, expected: str) -> None:
    source, root = parsed(text)
    assert apply(source, [replace_value(at(root, "a"), "new")]) == expected
    assert data(parsed(expected)[1]) == {"a": "new", "z": "1"}


def test_a_missing_value_is_filled_in() -> None:
    source, root = parsed("a: {b, c: }\n")
    edits = [replace_value(at(root, "a", "b"), "1"), replace_value(at(root, "a", "c"), "2")]
    assert apply(source, edits) == "a: {b: 1, c: 2}\n"


# Sections


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: 1\n", "a: 1\n\ndays:\n  x: 1\n"),
        ("a: 1", "a: 1\n\ndays:\n  x: 1\n"),
        ("a: 1\r\n", "a: 1\r\n\r\ndays:\r\n  x: 1\r\n"),
        ("a: 1\n# the end\n", "a: 1\n# the end\n\ndays:\n  x: 1\n"),
        ("a: 1\n...\n", "a: 1\n\ndays:\n  x: 1\n...\n"),
        ("a: |+\n  words\n\n", "a: |+\n  words\n\ndays:\n  x: 1\n"),
        ("  a: 1\n", "  a: 1\n\n  days:\n    x: 1\n"),
        ("{a: 1}\n", "{a: 1, days: {x: 1}}\n"),
    ],
)
def test_a_section_is_written_at_the_end(text: str, expected: str) -> None:
    source, root = parsed(text)
    assert apply(source, [append_section(root, source, "days:\n  x: 1\n")]) == expected
    assert data(parsed(expected)[1]) == {**data(root), "days": {"x": "1"}}


def test_a_key_on_one_line_is_written_at_the_end() -> None:
    source, root = parsed("a: 1\n")
    assert apply(source, [append_section(root, source, "final_date: 2030-12-31")]) == "a: 1\nfinal_date: 2030-12-31\n"


def test_a_section_in_braces_keeps_its_words() -> None:
    source, root = parsed("{a: 1}")
    section = "b:\n  text: |\n    it's, so\n  list: [x, 'y z']\n  more: {c: 1}\n  odd: '# no'\n"
    text = apply(source, [append_section(root, source, section)])
    assert data(parsed(text)[1]) == {
        "a": "1",
        "b": {"text": "it's, so", "list": ["x", "y z"], "more": {"c": "1"}, "odd": "# no"},
    }


# Whatever the document


names = st.from_regex(r"[a-z][a-z_]{0,5}", fullmatch=True).filter(lambda name: name != "key")
words = st.sampled_from(["1", "us", "30 days of signed", "'in: quotes'", '"tab \\t"', "a#b", "폐쇄", "https://x.y/z"])
comments = st.sampled_from(["", "", " # why: because", "  # {a: 1}", " #"])


@st.composite
def flow_values(draw: st.DrawFn, depth: int = 1) -> str:
    kind = draw(st.sampled_from(["word", "list", "map"] if depth else ["word"]))
    if kind == "list":
        return "[" + ", ".join(draw(st.lists(flow_values(depth - 1), max_size=3))) + "]"
    if kind == "map":
        keys = draw(st.lists(names, max_size=3, unique=True))
        gap = draw(st.sampled_from([", ", ",", ",\n          ", ", # so\n          "]))
        return "{" + gap.join(f"{key}: {draw(flow_values(depth - 1))}" for key in keys) + "}"
    return draw(words)


@st.composite
def block_lines(draw: st.DrawFn, depth: int = 2) -> list[str]:
    lines: list[str] = []
    for key in draw(st.lists(names, min_size=1, max_size=4, unique=True)):
        lines += draw(st.sampled_from([[], [], [""], ["# note: here"]]))
        kind = draw(st.sampled_from(["flow", "flow", "text", "map", "list"] if depth else ["flow"]))
        comment = draw(comments)
        if kind == "flow":
            lines.append(f"{key}: {draw(flow_values())}{comment}")
        elif kind == "text":
            head = draw(st.sampled_from(["|", ">", "|-", "|+", ">-"]))
            body = draw(st.lists(st.sampled_from(["  words", "", "    deeper"]), max_size=3))
            lines += [f"{key}: {head}", "  start", *body, "  end", *draw(st.sampled_from([[], [""], ["", ""]]))]
        elif kind == "map":
            lines += [f"{key}:{comment}", *("  " + line for line in draw(block_lines(depth - 1)))]
        else:
            first, *rest = [line for line in draw(block_lines(depth - 1)) if line and not line.startswith("#")]
            lines += [f"{key}:{comment}", f"- {first}", *("  " + line for line in rest)]
    return lines


@st.composite
def documents(draw: st.DrawFn) -> Source:
    mark = draw(st.sampled_from(["\n", "\r\n"]))
    lines = draw(block_lines())
    text = mark.join(line.rstrip() if not line.strip() else line for line in "\n".join(lines).split("\n"))
    # Without a last line end a block of text has none either, and gets one from any line that follows.
    ends_in_text = lines[-1] in ("", "  end") or lines[-1].lstrip() == "end"
    ending = draw(st.sampled_from([mark, mark if ends_in_text else "", mark + mark, f"{mark}# the end{mark}"]))
    return Source("draft.yaml", text + ending, marked=draw(st.booleans()))


def mappings(node: Node | None) -> list[Mapping]:
    match node:
        case Mapping():
            return [node, *(found for entry in node.entries for found in mappings(entry.value))]
        case Sequence():
            return [found for item in node.items for found in mappings(item)]
        case _:
            return []


def with_key(node: Node, chosen: Mapping, after: str | None) -> Any:
    """What the tree should say once `key: v` stands in the chosen mapping."""
    match node:
        case Mapping():
            made = [(entry.key.text, with_key(entry.value, chosen, after)) for entry in node.entries]
            if node is chosen:
                place = next((i for i, (key, _) in enumerate(made, 1) if key == after), len(made))
                made.insert(place, ("key", "v"))
            return made
        case Sequence():
            return [with_key(item, chosen, after) for item in node.items]
        case Scalar():
            return node.text


def in_order(node: Node | None) -> Any:
    return with_key(node, Mapping(Source("", "").head), None) if node is not None else None


@given(documents(), st.data())
def test_inserting_a_key_changes_nothing_else(source: Source, draws: st.DataObject) -> None:
    root = yaml.read(source).root
    chosen = draws.draw(st.sampled_from(mappings(root)))
    after = draws.draw(st.sampled_from([None, *(entry.key.text for entry in chosen.entries)]))
    edit = insert_key(chosen, source, "key", "v", after)
    text = apply(source, [edit])
    start, end = edit.span.start, edit.span.end
    assert text == source.text[:start] + edit.replacement + source.text[end:]
    assert edit.replacement.count(source.text[start:end]) or start == end
    again = yaml.read(Source("draft.yaml", text))
    assert again.findings == []
    assert root is not None
    assert in_order(again.root) == with_key(root, chosen, after)
    line_ends = {"\r\n" in source.text, "\n" in source.text.replace("\r\n", "")}
    assert len(line_ends) == 1 or "\n" not in source.text.replace("\r\n", "") or "\r\n" not in text
    assert encode(source, text).startswith(codecs.BOM_UTF8) is source.marked


@given(documents())
def test_appending_a_section_changes_nothing_else(source: Source) -> None:
    root = yaml.read(source).root
    assert isinstance(root, Mapping)
    text = apply(source, [append_section(root, source, "key:\n  x: 1")])
    assert text.startswith(source.text)
    again = yaml.read(Source("draft.yaml", text))
    assert again.findings == []
    assert in_order(again.root) == [*in_order(root), ("key", [("x", "1")])]


@given(documents(), st.data())
def test_removing_an_inserted_key_gives_the_tree_back(source: Source, draws: st.DataObject) -> None:
    root = yaml.read(source).root
    number = draws.draw(st.integers(0, len(mappings(root)) - 1))
    chosen = mappings(root)[number]
    changed = Source("draft.yaml", apply(source, [insert_key(chosen, source, "key", "v", None)]))
    other = mappings(yaml.read(changed).root)[number]
    text = apply(changed, [remove_entry(other, "key")])
    assert in_order(yaml.read(Source("draft.yaml", text)).root) == in_order(root)


@given(documents(), st.data())
def test_replacing_a_value_changes_only_that_value(source: Source, draws: st.DataObject) -> None:
    root = yaml.read(source).root
    chosen = draws.draw(st.sampled_from([found for found in mappings(root) if found.entries]))
    entry = draws.draw(st.sampled_from(chosen.entries))
    text = apply(source, [replace_value(entry.value, "new")])
    entry.value = Scalar("new", entry.value.span)
    assert in_order(yaml.read(Source("draft.yaml", text)).root) == in_order(root)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: [x, y]\n", "a: [x, y, z]\n"),
        ("a: []\n", "a: [z]\n"),
        ("a:\n  - x\n  - y  # last\nb: 1\n", "a:\n  - x\n  - y  # last\n  - z\nb: 1\n"),
        ("a:\n- {k: x}\n", "a:\n- {k: x}\n- z\n"),
        ("a:\n  -\n    k: x\n    l: y\nb: 1\n", "a:\n  -\n    k: x\n    l: y\n  - z\nb: 1\n"),
    ],
)
def test_an_item_is_written_at_the_end_of_a_list(text: str, expected: str) -> None:
    source = Source("a.yaml", text)
    root = yaml.read(source).root
    assert isinstance(root, Mapping)
    entry = root.entry("a")
    assert entry is not None and isinstance(entry.value, Sequence)
    assert apply(source, [append_item(entry.value, "z")]) == expected
