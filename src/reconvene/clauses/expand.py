"""Spelling out every clause that a document uses, so that what comes after knows nothing of clauses."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any, cast

from reconvene.clauses import catalogue as catalogue
from reconvene.clauses.shelf import SHELF, Parts, Spell, SpellReturn, clauses_for
from reconvene.clauses.spelling import changed, tree, unknown_part
from reconvene.document.clause import ClauseUse, Data, clause_of
from reconvene.document.load import Document
from reconvene.document.mechanism import Return
from reconvene.document.names import collect, resolve
from reconvene.document.process import Process
from reconvene.document.reader import Reader, Use
from reconvene.document.shape import MapOf, Record, attribute, slots_of
from reconvene.text.finding import Edit, Finding, Fix, Reason, Severity, problem
from reconvene.text.span import Span
from reconvene.text.spelling import nearest
from reconvene.text.yaml import Entry, Mapping, Node, Scalar


def expand(document: Document) -> Document:
    """The document with its clauses spelled out; a clause or a stage that is not on the shelf is a finding."""
    document = _expand_clauses(document) if document.process.clauses else document
    process = document.process
    findings: list[Finding] = []
    values: dict[str, Any] = {}
    if process.return_ is not None:
        values["return_"] = _expand_return(process.return_, process, findings)
    packages = {}
    for name, package in (process.packages or {}).items():
        if package.return_ is not None:
            packages[name] = package.changed(return_=_expand_return(package.return_, process, findings))
    if packages:
        values["packages"] = {**(process.packages or {}), **packages}
    if not values:
        return document
    return replace(document, process=process.changed(**values), findings=_sorted(document, findings))


def _sorted(document: Document, findings: list[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted([*document.findings, *findings], key=lambda finding: finding.order))


@dataclass
class _Spelling:
    """What came of spelling the clauses of one document."""

    document: Document
    findings: list[Finding] = field(default_factory=list)
    sections: dict[str, dict[str, Any]] = field(default_factory=dict)
    made: dict[str, Record] = field(default_factory=dict)
    uses: list[Use] = field(default_factory=list)
    broken: set[str] = field(default_factory=set)

    def spell(self, name: str, use: ClauseUse) -> None:
        """Spell one clause, or say why it cannot be."""
        found = clauses_for("clauses").get(use.use or "")
        if found is None or not isinstance(use.node, Mapping):
            self.broken.add(name)
            if use.use is not None:
                self.findings.append(_unknown(use, "clauses"))
            return
        reader = Reader()
        with reader.under(Scalar(name, use.key_span)):
            parameters = reader.record(found.parameters, use.node)
        self.findings += reader.findings
        if parameters is None or any(finding.severity is Severity.ERROR for finding in reader.findings):
            self.broken.add(name)
            return
        self.uses += reader.uses
        parts = cast("Spell", found.spell)(parameters, name)
        self._read_parts(name, use.node, use.key_span_of("use"), parts)

    def _read_parts(self, name: str, use: Mapping, span: Span, parts: Parts) -> None:
        known = {part for records in parts.values() for part in records}
        changes = _changes(use)
        for key in [entry.key for part, entry in changes.items() if part not in known]:
            self.findings.append(unknown_part("part", key, sorted(known), span))
        seen = {(written.path, written.span) for written in self.uses}
        reader = Reader()
        for section, records in parts.items():
            for part, data in records.items():
                if self._collides(part, span):
                    continue
                node = tree(_with_common(data, use, part == name), span, use, ("parts", part))
                if part in changes:
                    node = changed(node, changes[part].value, self.findings.append)
                self._add(section, part, node, span, reader)
        self.findings += reader.findings
        self.uses += [written for written in reader.uses if (written.path, written.span) not in seen]

    def _add(self, section: str, part: str, node: Node, span: Span, reader: Reader) -> None:
        kind = slots_of(Process)[section].kind
        assert isinstance(kind, MapOf), "the parts of a clause stand in the sections that define names"
        key = Scalar(part, span)
        with reader.under(key):
            value = kind.kind.read(node, reader)
        if value is not None:
            self.sections.setdefault(section, {})[part] = value
            self.made[part] = value if isinstance(value, Record) else Record(name=part, key_span=span, node=node)

    def _collides(self, part: str, span: Span) -> bool:
        first = self.document.names.by_path.get(part)
        record = first.record if first else self.made.get(part)
        if record is None:
            return False
        self.findings.append(
            problem(
                "name-used-twice",
                span,
                f"The clause spells out a part named `{part}`, and something else has that name.",
                "rename one of the two: a clause's parts are named after the name that it is used under",
                Reason(f"`{part}` is first defined here", record.span),
            )
        )
        return True


def _changes(use: Mapping) -> dict[str, Entry]:
    """What is written under `parts`, by the name of the part."""
    entry = use.entry("parts")
    written = entry.value.entries if entry is not None and isinstance(entry.value, Mapping) else []
    return {inner.key.text: inner for inner in written}


def _with_common(data: Data, use: Mapping, main: bool) -> Data:
    """A part with what the clause says for all of its parts: who may see them, where they stand."""
    if not isinstance(data, dict):
        return data
    keys = ("text", "article", "source", "visible_to") if main else ("article", "source", "visible_to")
    common = {key: entry.value for key in keys if (entry := use.entry(key)) is not None}
    return {**data, **common}


def _expand_clauses(document: Document) -> Document:
    spelling = _Spelling(document)
    process = document.process
    for name, use in (process.clauses or {}).items():
        spelling.spell(name, use)
    values = {
        attribute(section): {**(getattr(process, attribute(section)) or {}), **records}
        for section, records in spelling.sections.items()
    }
    process = process.changed(**values)
    names = collect(process, Reader())
    for part, record in spelling.made.items():
        known = names.by_path.get(part)
        if known is not None and known.record.span is not record.span:
            names.by_path[part] = replace(known, record=record)
    reader = Reader()
    if document.complete:
        waiting = [*document.deferred, *spelling.uses]
        resolve([use for use in waiting if clause_of(use.path, spelling.broken) is None], names, reader)
    found = _sorted(document, [*spelling.findings, *reader.findings])
    return replace(document, process=process, names=names, findings=found, deferred=())


def _expand_return(mechanism: Return, process: Process, findings: list[Finding]) -> Return:
    if mechanism.use is None:
        return mechanism
    clause = clauses_for("return").get(mechanism.use)
    if clause is None:
        findings.append(_unknown(mechanism, "return"))
        return mechanism
    spelled = cast("SpellReturn", clause.spell)(mechanism, process)
    findings.extend(_unknown_stages(mechanism, spelled))
    return spelled


def _unknown(used: Return | ClauseUse, section: str) -> Finding:
    span = used.value_span("use")
    shelf = clauses_for(section)
    near = nearest(used.use or "", shelf)
    listed = ", ".join(f"`{name}`" for name in shelf)
    hint = f"did you mean `{near}`? " if near else ""
    message = f"No clause is named `{used.use}`."
    if used.use in SHELF:
        right = "return" if section == "clauses" else "clauses"
        message = f"The clause `{used.use}` is not used under `{section}` but under `{right}`."
    finding = problem("unknown-clause", span, message, f"{hint}under `{section}` stand {listed}")
    fixes = (Fix(f"write `{near}`", (Edit(span, near),)),) if near else ()
    return replace(finding, fixes=fixes)


def _unknown_stages(mechanism: Return, spelled: Return) -> list[Finding]:
    known = [stage.name for stage in spelled.stages or ()]
    changes = mechanism.stages if isinstance(mechanism.stages, dict) else {}
    found = []
    for name, change in changes.items():
        if name not in known:
            near = nearest(name, known)
            listed = ", ".join(f"`{stage}`" for stage in known)
            found.append(
                problem(
                    "unknown-stage",
                    change.span,
                    f"`{mechanism.use}` has no stage `{name}`.",
                    f"did you mean `{near}`?" if near else f"its stages are {listed}",
                    Reason("the clause is used here", mechanism.value_span("use")),
                )
            )
    return found
