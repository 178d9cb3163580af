"""Spelling out every clause that a document uses, so that what comes after knows nothing of clauses."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from reconvene.clauses import standard_return as standard_return
from reconvene.clauses.shelf import SHELF
from reconvene.document.load import Document
from reconvene.document.mechanism import Return
from reconvene.document.process import Process
from reconvene.text.finding import Edit, Finding, Fix, Reason
from reconvene.text.spelling import nearest
from reconvene.text.yaml import problem


def expand(document: Document) -> Document:
    """The document with its clauses spelled out; a clause or a stage that is not on the shelf is a finding."""
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
    found = sorted([*document.findings, *findings], key=lambda finding: finding.order)
    return replace(document, process=process.changed(**values), findings=tuple(found))


def _expand_return(mechanism: Return, process: Process, findings: list[Finding]) -> Return:
    if mechanism.use is None:
        return mechanism
    clause = SHELF.get(mechanism.use)
    if clause is None:
        findings.append(_unknown(mechanism))
        return mechanism
    spelled = clause.spell(mechanism, process)
    findings.extend(_unknown_stages(mechanism, spelled))
    return spelled


def _unknown(mechanism: Return) -> Finding:
    span = mechanism.value_span("use")
    near = nearest(mechanism.use or "", SHELF)
    listed = ", ".join(f"`{name}`" for name in SHELF)
    hint = f"did you mean `{near}`? " if near else ""
    finding = problem("unknown-clause", span, f"No clause is named `{mechanism.use}`.", f"{hint}the shelf has {listed}")
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
