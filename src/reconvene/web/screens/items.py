"""The draft as forms: every section of the format with its items, and for each item a form with all that it may say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import quote

from starlette.responses import Response

from reconvene.document.grammar import NAME
from reconvene.live import audit
from reconvene.live.audit import Act
from reconvene.live.item_edits import Outcome, change_item, remove_item, rename_item
from reconvene.record.fault import RecordFault, fault, found
from reconvene.reports.draft_findings import FindingRow
from reconvene.reports.draft_items import ItemAt, by_field, is_of, items_in, new_item, section_views
from reconvene.reports.form_view import Field, SectionKind, all_fields, section_kinds
from reconvene.text.finding import Finding
from reconvene.text.spelling import nearest
from reconvene.text.yaml import read
from reconvene.web.answers import to
from reconvene.web.drafts import DraftView, draft_of, editor_link, writing
from reconvene.web.screens.draft import DONE
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit

NAMELESS = "-"
"""What stands in an address for the name of what has none."""
SHOWN_IN_GROUP = 4
SHOWN_AT_FIRST = 7
"""So many fields of a new item are shown; the others are behind a line that opens."""
USUAL = {
    "process": ("title", "about", "as_of", "final_date"),
    "obligations": ("by", "to", "text", "kind", "brings", "within", "verified", "in_return_for", "if_missed"),
    "end_state": ("all", "verified_by"),
    "return": ("use", "starts_on", "convenor", "substitutes", "binds", "reconfirmed_within", "rehearsed"),
}
"""Of a section with many keys, those that are always shown."""


def items(visit: Visit) -> Page:
    """Every section of the format, with what the draft has in it."""
    draft = draft_of(visit)
    views = section_views(draft.subject.document, draft.subject.report.findings, draft.files)
    values = {
        "draft": draft,
        "sections": [each for each in views if each.rows],
        "empty": [each for each in views if not each.rows],
        "link": lambda item: item_link(visit, item),
        "done": DONE.get(visit.query.get("done", ""), ""),
        "whole": is_whole(draft),
    }
    return Page("items.html.j2", values, kept=False, title="The draft as forms")


def item_link(visit: Visit, item: ItemAt) -> str:
    """Where an item is shown as a form."""
    return visit.link(f"/draft/items/{_address(item)}")


def _address(item: ItemAt) -> str:
    return f"{item.section.key}/{quote(item.name or NAMELESS, safe='')}"


def is_whole(draft: DraftView) -> bool:
    """Whether every file of a draft can be taken apart into its keys, so that a form can write into it."""
    return draft.subject.readable or all(
        (page := read(source)).complete and page.root is not None for source in draft.subject.document.sources
    )


# One item


@dataclass(frozen=True)
class Form:
    """A form as it is shown: the item, its fields, what was typed, and what is wrong with it."""

    item: ItemAt
    name: str
    said: Mapping[str, str]
    outcome: Outcome
    removing: bool = False

    @property
    def is_new(self) -> bool:
        """Whether the item is not written yet."""
        return self.item.node is None


NOTHING_WRONG = Outcome()


def item(visit: Visit) -> Page:
    """The form of an item, filled in as the draft has it."""
    draft = draft_of(visit)
    shown = _item(visit, draft)
    return _page(visit, draft, Form(shown, shown.name, {}, NOTHING_WRONG))


def add(visit: Visit) -> Page:
    """An empty form of a section."""
    draft = draft_of(visit)
    shown = _new_item(visit, draft, "")
    return _page(visit, draft, Form(shown, visit.query.get("name", ""), {}, NOTHING_WRONG))


def _section(visit: Visit) -> SectionKind:
    kinds = section_kinds()
    wanted = visit.parts["section"]
    if wanted not in kinds:
        near = nearest(wanted, kinds)
        step = f"did you mean `{near}`?" if near else "choose one from the list of the sections"
        raise fault("no-such-section", visit.subject.name, f"The format has no section `{wanted}`.", step)
    return kinds[wanted]


def _item(visit: Visit, draft: DraftView) -> ItemAt:
    section = _section(visit)
    wanted = "" if visit.parts["item"] == NAMELESS else visit.parts["item"]
    held = items_in(draft.subject.document)[section.key]
    if wanted in held:
        return held[wanted]
    if not section.named:
        return new_item(section, "", draft.subject.document, held)
    near = nearest(wanted, held)
    step = f"did you mean `{near}`?" if near else f"choose one from the list of `{section.key}`, or add it"
    raise fault("no-such-item", visit.subject.name, f"The draft has no `{wanted}` among its {section.key}.", step)


def _new_item(visit: Visit, draft: DraftView, name: str) -> ItemAt:
    section = _section(visit)
    return new_item(section, name, draft.subject.document, items_in(draft.subject.document)[section.key])


def _page(visit: Visit, draft: DraftView, form: Form, wrong: Sequence[Finding] = ()) -> Page:
    shown = form.item
    document = draft.subject.document
    fields = shown.fields(document)
    mine = [each for each in draft.subject.report.findings if not each.suppressed and _near(each, shown)]
    told: dict[str, list[FindingRow]] = by_field(shown, fields, mine) if shown.node is not None else {}
    lists = {each.names: f"names-{number}" for number, each in enumerate(all_fields(fields)) if each.names}
    values = {
        "draft": draft,
        "form": form,
        "fields": fields,
        "opened": _opened(fields, form, told),
        "told": told,
        "lists": lists,
        "wrong": (*wrong, *form.outcome.wrong),
        "seen": draft.seen,
        "link": item_link(visit, shown),
        "name_in_address": quote(shown.name or NAMELESS, safe=""),
        "text_link": editor_link(visit, draft.file_of(shown.source.name), shown.line),
        "line_link": lambda row: editor_link(visit, draft.file_of(shown.source.name), row.line, row.column),
        "done": DONE.get(visit.query.get("done", ""), ""),
        "whole": is_whole(draft),
    }
    title = f"New in {shown.section.key.replace('_', ' ')}" if form.is_new and shown.section.named else shown.title
    status = 422 if wrong or not form.outcome.fine else 200
    return Page("item.html.j2", values, kept=False, status=status, title=title)


def _near(finding: Finding, shown: ItemAt) -> bool:
    return is_of(finding, shown) or (shown.key is None and finding.span.source.name == shown.source.name)


def _opened(fields: Sequence[Field], form: Form, told: Mapping[str, Sequence[FindingRow]]) -> set[str]:
    """The ids of the fields that are shown at once: what is filled in, must be, was typed, or has something wrong."""
    opened = set()
    first = tuple(each.key for each in fields[:SHOWN_AT_FIRST]) if form.is_new else ()
    usual = USUAL.get(form.item.section.key, first)
    for each in fields:
        inner = {one.id for one in each.inner if _stands_out(one, form, told)}
        if inner or _stands_out(each, form, told) or each.key in usual:
            opened.add(each.id)
        opened |= inner if each.filled else inner | {one.id for one in each.inner[:SHOWN_IN_GROUP]}
    return opened


def _stands_out(each: Field, form: Form, told: Mapping[str, Sequence[FindingRow]]) -> bool:
    marked = each.id in told or each.id in form.outcome.by_field or bool(form.said.get(each.id, "").strip())
    return marked or each.filled or (each.required and len(each.path) == 1)


# What the forms do


def _said(visit: Visit) -> dict[str, str]:
    return {key.removeprefix("f."): values[0] for key, values in visit.form.items() if key.startswith("f.")}


def _drafted(visit: Visit) -> DraftView:
    """The draft, as long as it is the one that the form was made from. Raises `RecordFault` otherwise."""
    draft = draft_of(visit)
    if not is_whole(draft):
        step = "mend it as text first"
        raise fault(
            "not-a-process", visit.place.versions.path.name, "The text cannot be taken apart into its keys.", step
        )
    return draft


def _write(visit: Visit, outcome: Mapping[str, bytes], about: str) -> Finding | None:
    try:
        with writing(visit) as versions:
            versions.write_files(outcome, visit.value("seen"))
    except RecordFault as error:
        return error.finding
    told = f"{visit.place.name}: {about}"
    audit.note(visit.house.people, visit.caller, Act.DRAFT_EDITED, visit.now, told)
    return None


def save_item(visit: Visit) -> Response | Page:
    """Write what was changed in the form into the file, and nothing else."""
    with visit.place.lock:
        draft = _drafted(visit)
        shown = _item(visit, draft)
        return _saved(visit, draft, shown)


def _saved(visit: Visit, draft: DraftView, shown: ItemAt) -> Response | Page:
    said = _said(visit)
    if visit.value("seen") != draft.seen:
        return _page(visit, draft, Form(shown, visit.value("name"), {}, NOTHING_WRONG), [_stale(visit, draft, shown)])
    outcome = change_item(visit.place.versions, draft.subject.document, shown, said)
    if not outcome.fine:
        return _page(visit, draft, Form(shown, shown.name, said, outcome))
    wrong = _write(visit, outcome.contents, ".".join(shown.path) or "process")
    if wrong is not None:
        return _page(visit, draft, Form(shown, shown.name, said, NOTHING_WRONG), [wrong])
    return to(visit.link(f"/draft/items/{_address(shown)}", done="item"))


def _stale(visit: Visit, draft: DraftView, shown: ItemAt) -> Finding:
    """Two wrote at once: the form shows what stands there now, and the words above it what was typed and differs."""
    now = {each.id: each.value for each in all_fields(shown.fields(draft.subject.document))}
    typed = [
        f"You had typed under `{id}`: {words}" for id, words in _said(visit).items() if words.strip() != now.get(id)
    ]
    return found(
        "draft-changed",
        visit.place.versions.path.name,
        "Somebody saved the draft since you opened this form; nothing of yours was written.",
        "the form shows what stands there now; type again what you want to change",
        *(words for words in typed if not words.endswith(": ")),
    )


def add_item(visit: Visit) -> Response | Page:
    """Write a new item at the end of its section, which is begun if it is not there."""
    with visit.place.lock:
        draft = _drafted(visit)
        name = visit.value("name")
        wrong = _name_fault(visit, draft, name)
        shown = _new_item(visit, draft, "" if wrong else name)
        if wrong is not None:
            return _page(visit, draft, Form(shown, name, _said(visit), NOTHING_WRONG), [wrong])
        return _saved(visit, draft, shown)


def _name_fault(visit: Visit, draft: DraftView, name: str) -> Finding | None:
    """What speaks against a name for a new item, or for one that is to be renamed."""
    where = visit.place.versions.path.name
    if not NAME.fullmatch(name) or len(name) > 100:
        step = "write letters, digits and `_`, beginning with a letter, such as `close_the_border`"
        return found("not-a-name", where, f"`{name}` cannot be a name." if name else "It has no name yet.", step)
    held = draft.subject.document.names.find(name)
    if name in items_in(draft.subject.document)[visit.parts["section"]] or (held is not None and not held[1]):
        return found("name-taken", where, f"`{name}` names something in the draft already.", "take another name")
    return None


def rename(visit: Visit) -> Response | Page:
    """Give an item another name, in every place that names it."""
    with visit.place.lock:
        draft = _drafted(visit)
        shown, name = _item(visit, draft), visit.value("new_name")
        wrong = _name_fault(visit, draft, name)
        if wrong is not None or shown.key is None:
            return _page(visit, draft, Form(shown, shown.name, {}, NOTHING_WRONG), [wrong] if wrong else [])
        outcome = rename_item(visit.place.versions, draft.subject.document, shown, name)
        refused = None if not outcome.fine else _write(visit, outcome.contents, f"{shown.name} renamed {name}")
        if not outcome.fine or refused is not None:
            return _page(visit, draft, Form(shown, shown.name, {}, outcome), [refused] if refused else [])
    return to(visit.link(f"/draft/items/{_address(replace(shown, name=name))}", done="renamed"))


def remove(visit: Visit) -> Response | Page:
    """Take an item out of the draft; what else names it is told first, and the second time it goes all the same."""
    with visit.place.lock:
        draft = _drafted(visit)
        shown = _item(visit, draft)
        outcome = remove_item(visit.place.versions, draft.subject.document, shown)
        if not outcome.fine and not visit.value("sure"):
            return _page(visit, draft, Form(shown, shown.name, {}, outcome, removing=True))
        refused = _write(visit, outcome.contents or outcome.forced, f"{'.'.join(shown.path)} taken out")
        if refused is not None:
            return _page(visit, draft, Form(shown, shown.name, {}, NOTHING_WRONG), [refused])
    return to(visit.link("/draft/items", done="removed"))
