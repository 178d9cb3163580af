"""Findings as a SARIF 2.1.0 log, for code scanning and editors."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from reconvene.cases.shelf import is_case
from reconvene.checks.run import Report
from reconvene.checks.shelf import SHELF, Check
from reconvene.reports.reading import meaning
from reconvene.reports.shelf import Setting, written_as
from reconvene.text.finding import Finding, Fix, Severity, Suppression, Verdict
from reconvene.text.span import Source, Span

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_ROOT = "WORKINGFOLDER"

Json = dict[str, Any]


@written_as("sarif")
def sarif(reports: Sequence[Report], setting: Setting) -> str:
    """A SARIF 2.1.0 log with one run: rules from the shelf of checks, a result for each finding.

    What cannot be told is a result of kind `open`; what is set aside has a suppression with its reason. Columns are
    code points. Fingerprints do not change when lines move.
    """
    findings = [finding for report in reports for finding in report.findings]
    rules = _rules(findings)
    indexes = {rule["id"]: index for index, rule in enumerate(rules)}
    exit_code = max((report.exit_code for report in reports), default=0)
    run: Json = {
        "tool": {
            "driver": {
                "name": "reconvene",
                "version": setting.version,
                "semanticVersion": setting.version,
                "shortDescription": {"text": "Checks the draft of a negotiation process before anyone signs."},
                "rules": rules,
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"uri": _folder_uri(setting.folder)}},
        "artifacts": [_artifact(source, setting) for source in _sources(reports)],
        "invocations": [_invocation(exit_code, reports)],
        "results": list(_results(findings, indexes, setting)),
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=2) + "\n"


# Rules


def _rules(findings: Iterable[Finding]) -> list[Json]:
    rules = [_rule(check) for check in SHELF.values()]
    seen = set(SHELF)
    for finding in findings:
        if finding.id not in seen:
            seen.add(finding.id)
            rules.append(_reading_rule(finding))
    return rules


def _rule(check: Check) -> Json:
    return {
        "id": check.id,
        "name": check.id.title().replace("-", ""),
        "shortDescription": {"text": check.title},
        "fullDescription": {"text": check.page.split("\n## ", 1)[0].strip()},
        "help": {"text": check.page, "markdown": check.page},
        "defaultConfiguration": {"level": _LEVELS[check.severity]},
        "properties": {"tags": [check.family, check.index], "precedent": check.precedent},
    }


def _reading_rule(finding: Finding) -> Json:
    said = meaning(finding.id)
    return {
        "id": finding.id,
        "name": finding.id.title().replace("-", ""),
        "shortDescription": {"text": said.split(". ", 1)[0].rstrip(".") + "."},
        "fullDescription": {"text": said},
        "help": {"text": said},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
        "properties": {"tags": ["reading"]},
    }


# The run


def _invocation(exit_code: int, reports: Sequence[Report]) -> Json:
    days = sorted({report.now.isoformat() for report in reports})
    return {
        "executionSuccessful": exit_code != 2,
        "exitCode": exit_code,
        "exitCodeDescription": (
            "nothing fails at error level",
            "something fails at error level",
            "a file cannot be read",
        )[exit_code],
        "properties": {"asOf": days},
    }


def _sources(reports: Sequence[Report]) -> list[Source]:
    every = {source.name: source for report in reports for source in report.document.sources if source.name}
    return list(every.values())


def _artifact(source: Source, setting: Setting) -> Json:
    return {"location": _artifact_location(source.name, setting), "encoding": "UTF-8", "sourceLanguage": "yaml"}


def _folder_uri(folder: Path) -> str:
    uri = folder.resolve().as_uri()
    return uri if uri.endswith("/") else uri + "/"


def _artifact_location(name: str, setting: Setting) -> Json:
    path = setting.relative(name)
    if is_case(path):
        return {"uri": quote(path, safe=":/")}
    if Path(path).is_absolute():
        return {"uri": Path(path).as_uri()}
    return {"uri": quote(path, safe="/"), "uriBaseId": _ROOT}


# Results


def _results(findings: Sequence[Finding], indexes: dict[str, int], setting: Setting) -> Iterable[Json]:
    seen: Counter[str] = Counter()
    for finding in findings:
        print_ = _fingerprint(finding, setting)
        seen[print_] += 1
        yield _result(finding, indexes[finding.id], f"{print_}:{seen[print_]}", setting)


def _result(finding: Finding, rule: int, fingerprint: str, setting: Setting) -> Json:
    certain = finding.verdict is Verdict.FAILS
    result: Json = {
        "ruleId": finding.id,
        "ruleIndex": rule,
        "kind": "fail" if certain else "open",
        "level": _LEVELS[finding.severity] if certain else "none",
        "message": {"text": _message(finding)},
        "locations": [_location(finding.span, setting)],
        "partialFingerprints": {"reconvene/v1": fingerprint},
    }
    related = [
        {"id": number, "message": {"text": reason.message}, **_location(reason.span, setting)}
        for number, reason in enumerate(finding.because, 1)
        if reason.span is not None
    ]
    if related:
        result["relatedLocations"] = related
    if finding.fixes:
        result["fixes"] = [_fix(fix, setting) for fix in finding.fixes]
    if finding.suppressed is not None:
        result["suppressions"] = [_suppression(finding.suppressed)]
    result["properties"] = {
        key: value
        for key, value in {
            "about": finding.about,
            "package": finding.package,
            "missing": [fact.fact for fact in finding.missing],
        }.items()
        if value
    }
    return result


def _message(finding: Finding) -> str:
    package = f"If `{finding.package}` were signed: " if finding.package else ""
    because = [f"Because: {reason.message}" for reason in finding.because]
    missing = [f"Missing: {fact.ask}" for fact in finding.missing]
    help = [f"Help: {finding.help}"] if finding.help else []
    return "\n".join([package + finding.message, *because, *missing, *help])


def _location(span: Span | None, setting: Setting) -> Json:
    if span is None or not span.source.name:
        return {"physicalLocation": {"artifactLocation": {"uri": ".", "uriBaseId": _ROOT}}}
    place: Json = {"artifactLocation": _artifact_location(span.source.name, setting)}
    if span.source.text:
        place["region"] = _region(span)
    return {"physicalLocation": place}


def _region(span: Span) -> Json:
    place = span.location
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }


def _fix(fix: Fix, setting: Setting) -> Json:
    by_file: dict[str, list[Json]] = {}
    for edit in fix.edits:
        replacement = {"deletedRegion": _region(edit.span), "insertedContent": {"text": edit.replacement}}
        by_file.setdefault(edit.span.source.name, []).append(replacement)
    changes = [
        {"artifactLocation": _artifact_location(name, setting), "replacements": replacements}
        for name, replacements in by_file.items()
    ]
    return {"description": {"text": fix.title}, "artifactChanges": changes}


def _suppression(aside: Suppression) -> Json:
    return {
        "kind": "inSource",
        "status": "accepted",
        "justification": f"{aside.author}, until {aside.until}: {aside.reason}",
    }


def _fingerprint(finding: Finding, setting: Setting) -> str:
    """What makes a finding the same one after the file was edited elsewhere: no line and no column goes into it."""
    words = " ".join(finding.span.text.split()) if not finding.about else ""
    file = setting.relative(finding.span.source.name)
    parts = "\0".join((finding.id, file, finding.about, finding.package or "", words))
    return hashlib.sha256(parts.encode()).hexdigest()[:32]
