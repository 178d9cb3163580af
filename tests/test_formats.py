"""The machine formats: JSON, SARIF and GitHub annotations, and the pages of what they name."""

from __future__ import annotations

import ast
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

import reconvene
from reconvene import Report
from reconvene.checks.shelf import SHELF
from reconvene.reports import formats  # noqa: F401  (importing the formats fills the shelf)
from reconvene.reports.pages import find_page, pages
from reconvene.reports.reading import READING
from reconvene.reports.shelf import SHELF as FORMATS
from reconvene.reports.shelf import Setting
from tests.command import MISSPELT, TALKS

HERE = Path(__file__).parent
DAY = date(2019, 3, 1)

SUPPRESS = """\
suppress:
  - check: calendar-desert
    author: A. Clerk
    reason: "dates follow: 100%"
    until: 2030-01-01
"""


@pytest.fixture(scope="module")
def sarif_schema() -> Draft7Validator:
    schema = json.loads((HERE / "schemas" / "sarif-schema-2.1.0.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema, format_checker=Draft7Validator.FORMAT_CHECKER)


def reports(folder: Path, **files: str) -> list[Report]:
    made = []
    for name, text in files.items():
        path = folder / f"{name}.yaml"
        path.write_text(text, encoding="utf-8")
        made.append(reconvene.check(reconvene.load(path), DAY))
    return made


def written(format: str, made: list[Report], folder: Path) -> str:
    return FORMATS[format].write(made, Setting(folder, "0.1.0"))


def sarif(made: list[Report], folder: Path) -> dict[str, Any]:
    (run,) = json.loads(written("sarif", made, folder))["runs"]
    assert isinstance(run, dict)
    return run


# JSON


def test_json_has_one_run_for_each_file(tmp_path: Path) -> None:
    data = json.loads(written("json", reports(tmp_path, talks=TALKS, misspelt=MISSPELT), tmp_path))

    assert data["version"] == 1
    talks, misspelt = data["runs"]
    assert set(talks) >= {"file", "process", "findings", "groups"}
    assert talks["process"] == "Yongbyon for civil relief"
    assert misspelt["process"] is None
    assert [finding["id"] for finding in misspelt["findings"]] == ["unknown-key", "unknown-key"]


def test_a_finding_in_json_has_the_documented_shape(tmp_path: Path) -> None:
    (run,) = json.loads(written("json", reports(tmp_path, talks=TALKS), tmp_path))["runs"]

    finding = next(finding for finding in run["findings"] if finding["id"] == "deadline-without-consequence")
    assert set(finding) >= {
        "id",
        "severity",
        "verdict",
        "message",
        "location",
        "because",
        "missing",
        "precedent",
        "fixes",
        "suppressed",
    }
    assert (finding["severity"], finding["verdict"]) == ("error", "fails")
    place = finding["location"]
    assert set(place) == {"file", "line", "column", "end_line", "end_column"}
    line = TALKS.splitlines()[place["line"] - 1]
    assert line[place["column"] - 1 : place["end_column"] - 1] == "within"
    assert all(set(edit) == {"location", "replacement"} for fix in finding["fixes"] for edit in fix["edits"])


def test_a_missing_fact_names_what_it_decides() -> None:
    (run,) = json.loads(written("json", [reconvene.check(reconvene.load("case:hanoi"))], HERE))["runs"]

    for group in run["groups"]:
        assert set(group) == {"missing", "ask", "decides"}
        assert set(group["decides"]) <= set(SHELF)
    open_questions = {fact for finding in run["findings"] for fact in finding["missing"]}
    assert {group["missing"] for group in run["groups"]} == open_questions


# SARIF


@pytest.mark.parametrize("text", [TALKS, TALKS + SUPPRESS, MISSPELT, "", "a: [", "- list\n"])
def test_sarif_is_valid(tmp_path: Path, sarif_schema: Draft7Validator, text: str) -> None:
    log = json.loads(written("sarif", reports(tmp_path, file=text), tmp_path))

    assert [error.message for error in sarif_schema.iter_errors(log)] == []


def test_sarif_of_a_case_is_valid(sarif_schema: Draft7Validator, tmp_path: Path) -> None:
    made = [
        reconvene.check(reconvene.load(name)) for name in ("case:hanoi", "case:nowhere", str(tmp_path / "gone.yaml"))
    ]
    log = json.loads(written("sarif", made, tmp_path))

    assert [error.message for error in sarif_schema.iter_errors(log)] == []


def test_every_result_has_its_rule_with_words(tmp_path: Path) -> None:
    run = sarif(reports(tmp_path, talks=TALKS, misspelt=MISSPELT), tmp_path)

    rules = run["tool"]["driver"]["rules"]
    assert {rule["id"] for rule in rules} >= set(SHELF) | {"unknown-key"}
    for result in run["results"]:
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
    for rule in rules:
        assert rule["fullDescription"]["text"]
        assert rule["help"]["text"]


def test_sarif_places_are_relative_and_in_code_points(tmp_path: Path) -> None:
    text = "reconvene: 1\ntitle: {北: 京}\n"
    run = sarif(reports(tmp_path, wide=text), tmp_path)

    assert run["columnKind"] == "unicodeCodePoints"
    place = run["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"] == {"uri": "wide.yaml", "uriBaseId": "WORKINGFOLDER"}
    assert run["originalUriBaseIds"]["WORKINGFOLDER"]["uri"].startswith("file:///")
    assert run["artifacts"][0]["location"] == place["artifactLocation"]
    assert run["invocations"][0]["exitCode"] == 2


def test_sarif_carries_reasons_fixes_suppressions_and_questions(tmp_path: Path) -> None:
    run = sarif(reports(tmp_path, talks=TALKS.replace("by: us\n", "by: unknown\n") + SUPPRESS), tmp_path)

    by_id = {result["ruleId"]: result for result in run["results"]}
    aside = by_id["calendar-desert"]["suppressions"][0]
    assert aside["justification"] == "A. Clerk, until 2030-01-01: dates follow: 100%"
    late = by_id["deadline-without-consequence"]
    assert late["relatedLocations"][0]["message"]["text"]
    replacement = late["fixes"][0]["artifactChanges"][0]["replacements"][0]
    assert "if_missed" in replacement["insertedContent"]["text"]
    opened = [result for result in run["results"] if result["kind"] == "open"]
    assert opened
    assert {result["level"] for result in opened} == {"none"}
    assert all(result["properties"]["missing"] for result in opened)


def test_fingerprints_do_not_change_when_lines_move(tmp_path: Path) -> None:
    def prints(text: str) -> list[str]:
        run = sarif(reports(tmp_path, talks=text), tmp_path)
        return sorted(result["partialFingerprints"]["reconvene/v1"] for result in run["results"])

    moved = TALKS.replace("title:", "# one\n# two\n\ntitle:").replace("obligations:", "\nobligations: # owed")

    assert prints(moved) == prints(TALKS)
    assert len(set(prints(TALKS))) == len(prints(TALKS))


# GitHub


def test_an_annotation_has_its_place_and_escapes_what_would_end_it(tmp_path: Path) -> None:
    (tmp_path / "a, b").mkdir()
    made = reports(tmp_path / "a, b", talks="reconvene: 1\ntitle: x\n100%: y\n")

    (line,) = written("github", made, tmp_path).splitlines()

    assert line.startswith("::error file=a%2C b/talks.yaml,line=3,endLine=3,col=1,endColumn=5,title=")
    message = line.split("::", 2)[2]
    assert "`100%25`" in message
    assert "%0Ahelp: " in message


def test_annotations_follow_severity_and_leave_out_what_is_set_aside(tmp_path: Path) -> None:
    made = reports(tmp_path, talks=TALKS.replace("by: us\n", "by: unknown\n"))
    lines = written("github", made, tmp_path).splitlines()

    assert any(line.startswith("::error ") for line in lines)
    assert any(line.startswith("::warning ") and "title=calendar-desert::" in line for line in lines)
    assert any(line.startswith("::notice ") and "title=cannot tell%3A " in line for line in lines)
    aside = written("github", reports(tmp_path, talks=TALKS + SUPPRESS), tmp_path)
    assert "calendar-desert" not in aside
    assert all(re.match(r"::(error|warning|notice) file=talks\.yaml,line=\d+,", line) for line in lines)


# Pages


def test_every_check_and_clause_has_a_page_that_is_found_by_id_and_number() -> None:
    for check in SHELF.values():
        page = find_page(check.id)
        assert page is not None
        assert page == find_page(check.index.lower())
        assert check.precedent in page.text
        assert page.text.startswith(f"# {check.id}\n")
    assert len({page.id for page in pages()}) == len(pages())


def test_every_finding_of_reading_has_a_page() -> None:
    source = HERE.parent / "src" / "reconvene"
    said = {id for path in source.rglob("*.py") for id in _ids_in(path)}

    assert sorted(said - set(READING) - set(SHELF)) == [], "write a sentence for each in reports/reading.py"


def _ids_in(path: Path) -> set[str]:
    """The ids that a module gives to findings: the first words of the calls that make one."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            if called in {"problem", "report", "Finding", "fault", "found"} and isinstance(node.args[0].value, str):
                found.add(node.args[0].value)
    return found
