"""Changing one item of a draft by a form: only changed slots are written, and only if the file can still be read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from reconvene.document.load import Document
from reconvene.document.meaning import SHORT
from reconvene.live.versions import Versions, files_of
from reconvene.reports.draft_findings import FindingRow
from reconvene.reports.draft_items import ItemAt, by_field, items_in
from reconvene.reports.form_view import Field, Shape, all_fields
from reconvene.text.edit import apply, encode
from reconvene.text.finding import Edit, Finding
from reconvene.text.rewrite import Written, one_line, put, written_list, written_mapping, written_text, written_yaml
from reconvene.text.span import Source
from reconvene.text.yaml import Sequence as Items


@dataclass(frozen=True)
class Outcome:
    """What came of a form: the files as they would be, and what is wrong, by field and otherwise.

    Where anything is wrong `contents` is empty, and nothing may be written; `forced` is what it would have been.
    """

    contents: Mapping[str, bytes] = field(default_factory=dict)
    by_field: Mapping[str, Sequence[str]] = field(default_factory=dict)
    wrong: Sequence[Finding] = ()
    forced: Mapping[str, bytes] = field(default_factory=dict)

    @property
    def fine(self) -> bool:
        """Whether it can be written as it is."""
        return not self.by_field and not self.wrong


def change_item(versions: Versions, document: Document, item: ItemAt, said: Mapping[str, str]) -> Outcome:
    """The draft with an item as a form says it, `said` by the ids of the fields; a field that is not in it stays.

    A new item is put at the end of its section. Nothing is written.
    """
    fields = item.fields(document)
    values, refused = _values(fields, said)
    if refused:
        return Outcome(by_field=refused)
    if item.node is None:
        text = put(item.source, item.path, _new(item, fields, values))
    else:
        text = _changed(item, fields, values)
    return _outcome(versions, document, {item.source.name: replace(item.source, text=text)}, item)


def remove_item(versions: Versions, document: Document, item: ItemAt) -> Outcome:
    """The draft without an item; a section that is left empty goes too."""
    text = put(item.source, item.path, None)
    return _outcome(versions, document, {item.source.name: replace(item.source, text=text)}, None)


def rename_item(versions: Versions, document: Document, item: ItemAt, name: str) -> Outcome:
    """The draft with another name for an item, wherever it is used."""
    assert item.key is not None
    written = versions.read_as_written()
    edits: dict[tuple[str, int], Edit] = {_place(each): each for each in [Edit(item.key.span, name)]}
    for use in written.uses:
        found = written.names.find(use.path)
        if found is None or found[0].path.split(".", 1)[0] != item.name or found[0].section != item.section.key:
            continue
        start = use.span.text.find(use.path)
        skipped = len(item.section.key) + 1 if use.path.startswith(f"{item.section.key}.{item.name}") else 0
        if start >= 0:
            edit = Edit(use.span.part(start + skipped, start + skipped + len(item.name)), name)
            edits.setdefault(_place(edit), edit)
    texts = {}
    for source in written.sources:
        own = [edit for edit in edits.values() if edit.span.source.name == source.name]
        if own:
            texts[source.name] = replace(source, text=apply(source, [_in(source, edit) for edit in own]))
    return _outcome(versions, document, texts, None)


def _place(edit: Edit) -> tuple[str, int]:
    return edit.span.source.name, edit.span.start


def _in(source: Source, edit: Edit) -> Edit:
    return Edit(source.span(edit.span.start, edit.span.end), edit.replacement)


# What was said


def _values(
    fields: Sequence[Field], said: Mapping[str, str]
) -> tuple[dict[tuple[str, ...], Written | None], dict[str, list[str]]]:
    """What each changed field is to be, None for nothing, by its path; and which cannot be written, by its id."""
    values: dict[tuple[str, ...], Written | None] = {}
    refused: dict[str, list[str]] = {}
    for each in all_fields(fields):
        words = said.get(each.id)
        if words is None or _same(words, each.value):
            continue
        try:
            values[each.path] = _written(each, words.replace("\r\n", "\n").strip("\n"))
        except ValueError as error:
            refused[each.id] = [f"This cannot be read: {error}"]
    for path, value in values.items():
        if len(path) > 1 and value is not None and (word := values.get(path[:1])) is not None:
            refused[path[0]] = [f"Either `{word.line}` holds, or what is said beside it: leave out one of the two."]
    return values, refused


def _same(said: str, value: str) -> bool:
    lines = (words.replace("\r\n", "\n").strip() for words in (said, value))
    return next(lines) == next(lines)


def _written(each: Field, words: str) -> Written | None:
    bare = words.strip()
    if not bare:
        return None
    match each.shape:
        case Shape.YAML:
            return written_yaml(words)
        case Shape.PROSE:
            return written_text(bare)
        case Shape.LIST:
            return _written_list(each, bare)
        case Shape.LINE if bare[0] in "{[" and each.long_form:
            return written_yaml(bare)
    return Written(one_line(bare))


def _written_list(each: Field, words: str) -> Written:
    if words[0] in "[{":
        return written_yaml(words)
    items = [item.strip() for item in words.split(",") if item.strip()]
    if each.lone and len(items) == 1 and not isinstance(each.node, Items):
        return Written(one_line(items[0]))
    return written_list(items, block=isinstance(each.node, Items) and not each.node.flow)


# Written into the text


def _changed(item: ItemAt, fields: Sequence[Field], values: Mapping[tuple[str, ...], Written | None]) -> str:
    source = item.source
    if item.is_value:
        for value in values.values():
            source = replace(source, text=put(source, item.path, value, keep=len(item.path)))
        return source.text
    for path, value in values.items():
        order = _order(fields, path)
        text = put(source, (*item.path, *path), value, order=order, keep=len(item.path))
        source = replace(source, text=text)
    return source.text


def _order(fields: Sequence[Field], path: tuple[str, ...]) -> tuple[str, ...]:
    """The keys that may stand beside the last one of a path, in the order of the format."""
    if len(path) == 1:
        return tuple(each.key for each in fields)
    [group] = [each for each in fields if each.key == path[0]]
    inner = (each for each in group.inner if len(each.path) > 1)
    return _order(tuple(replace(each, path=each.path[1:]) for each in inner), path[1:])


def _new(item: ItemAt, fields: Sequence[Field], values: Mapping[tuple[str, ...], Written | None]) -> Written:
    if item.is_value:
        return next((value for value in values.values() if value is not None), Written("{}"))
    parts = {}
    for each in fields:
        inner = {path[-1]: value for path, value in values.items() if path[:-1] == each.path and value is not None}
        if each.shape is Shape.GROUP and inner:
            parts[each.key] = written_mapping(inner)
        elif each.path in values and (value := values[each.path]) is not None:
            parts[each.key] = value
    short = SHORT.get(item.section.cls) if item.section.cls else None
    if short is not None and list(parts) == [short]:
        return parts[short]
    return _in_lines(parts) if parts else Written("{}")


def _in_lines(parts: dict[str, Written]) -> Written:
    """An item of its own, with a line for each key."""
    told = written_mapping(parts)
    if told.block:
        return told
    return Written(told.line, "\n".join(f"{key}: {value.line}" for key, value in parts.items()))


# What comes of it


def _outcome(versions: Versions, before: Document, texts: Mapping[str, Source], item: ItemAt | None) -> Outcome:
    """Whether the draft can be read as well as before with these texts, and if not, what is wrong and where."""
    after = versions.read_texts(texts)
    names = dict(zip((source.name for source in before.sources), files_of(before, versions.folder), strict=True))
    contents = {names[name]: encode(source, source.text) for name, source in texts.items()}
    known = Counter(map(_identity, before.findings))
    new = [each for each in after.findings if each.counts_as_error and not _take(known, each)]
    if not new:
        return Outcome(contents)
    placed = _placed(after, item, new) if item is not None else {}
    told = {id: [_sentence(each) for each in rows] for id, rows in placed.items() if id}
    said = {each.message for id, rows in placed.items() if id for each in rows}
    return Outcome({}, told, [each for each in new if each.message not in said], contents)


def _identity(finding: Finding) -> tuple[str, str]:
    return finding.id, finding.message


def _take(known: Counter[tuple[str, str]], finding: Finding) -> bool:
    """Whether the finding was there before; each counts once."""
    if known[_identity(finding)] <= 0:
        return False
    known[_identity(finding)] -= 1
    return True


def _placed(after: Document, item: ItemAt, new: Sequence[Finding]) -> dict[str, list[FindingRow]]:
    found = items_in(after)[item.section.key].get(item.name)
    return by_field(found, found.fields(after), new) if found is not None else {}


def _sentence(finding: FindingRow) -> str:
    help = finding.help if finding.help.endswith(("?", ".")) or not finding.help else f"{finding.help}."
    return f"{finding.message} {help[:1].upper()}{help[1:]}".strip()
