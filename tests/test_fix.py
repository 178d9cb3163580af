"""`check --fix`: what is mended, what is left alone, and every byte outside the edits."""

from __future__ import annotations

import codecs
import os
import stat
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

import reconvene
from reconvene import Report, api
from reconvene.checks.draft import Draft
from reconvene.checks.repair import Repair, Texts, mend
from reconvene.checks.shelf import SHELF, Answer, Check, Sentence
from reconvene.cli.fix import fix, replace_bytes
from reconvene.text.finding import Edit, Fix, Severity
from tests.command import MISSPELT, TALKS
from tests.command import reconvene as command

DAY = date(2019, 3, 1)
ROOT_CAN_WRITE_ANYTHING = hasattr(os, "geteuid") and os.geteuid() == 0


def save(path: Path, text: str) -> Path:
    path.write_bytes(text.encode("utf-8"))
    return path


def ids(report: Report) -> set[str]:
    return {finding.id for finding in report.findings if finding.counts_as_error}


# On the command line


def test_fix_writes_what_check_proposes_and_says_so(tmp_path: Path) -> None:
    path = save(tmp_path / "talks.yaml", TALKS)

    outcome = command("check", "talks.yaml", "--fix", cwd=tmp_path)

    told = outcome.err.splitlines()
    assert told
    assert all(line.startswith(("fixed talks.yaml:", "not fixed talks.yaml:")) for line in told)
    assert "final_date: " in path.read_text(encoding="utf-8")
    after = reconvene.check(reconvene.load(path), DAY)
    before = reconvene.check(reconvene.load(save(tmp_path / "before.yaml", TALKS)), DAY)
    assert ids(after) < ids(before)
    assert outcome.code == after.exit_code


def test_every_line_that_no_edit_touches_stays(tmp_path: Path) -> None:
    text = TALKS.replace("days:", "# keep   this \ndays:").replace("by: us\n", "by:   us   # as is\n")
    text = text.replace("unsc: {}", "unsc: {accepted_role: unknown}")  # else a fix asks for it in that line
    path = save(tmp_path / "talks.yaml", text)

    command("check", "talks.yaml", "--fix", cwd=tmp_path)

    kept = iter(path.read_text(encoding="utf-8").splitlines())
    assert all(line in kept for line in text.splitlines()), "every line is still there, in its order"


def test_a_second_time_there_is_nothing_to_fix(tmp_path: Path) -> None:
    path = save(tmp_path / "talks.yaml", TALKS)
    command("check", "talks.yaml", "--fix", cwd=tmp_path)
    first = path.read_bytes()

    again = command("check", "talks.yaml", "--fix", cwd=tmp_path)

    assert path.read_bytes() == first
    assert "fixed talks.yaml" not in again.err.replace("not fixed talks.yaml", "")


def test_byte_order_mark_and_line_ends_are_kept(tmp_path: Path) -> None:
    text = TALKS.replace("\n", "\r\n")
    path = tmp_path / "talks.yaml"
    path.write_bytes(codecs.BOM_UTF8 + text.encode("utf-8"))

    outcome = command("check", "talks.yaml", "--fix", cwd=tmp_path)

    data = path.read_bytes()
    assert "fixed" in outcome.err
    assert data.startswith(codecs.BOM_UTF8)
    assert not data[3:].startswith(codecs.BOM_UTF8)
    assert data.count(b"\n") == data.count(b"\r\n") > text.count("\r\n")


def test_only_what_is_selected_is_mended(tmp_path: Path) -> None:
    path = save(tmp_path / "talks.yaml", TALKS)

    outcome = command("check", "talks.yaml", "--fix", "--select", "calendar-desert", cwd=tmp_path)

    assert [line.rsplit("[", 1)[1] for line in outcome.err.splitlines()] == ["calendar-desert]"]
    assert "final_date: " not in path.read_text(encoding="utf-8")


def test_misspelt_keys_are_mended(tmp_path: Path) -> None:
    path = save(tmp_path / "misspelt.yaml", MISSPELT)

    command("check", "misspelt.yaml", "--fix", cwd=tmp_path)

    assert "title: A small agreement\nparties: {north: {}" in path.read_text(encoding="utf-8")


def test_what_stands_in_an_included_file_is_mended_there(tmp_path: Path) -> None:
    main, part = TALKS.split("obligations:\n")
    owed, rest = part.split("measures:\n")
    save(tmp_path / "main.yaml", f"{main}include: part.yaml\nmeasures:\n{rest}")
    included = save(tmp_path / "part.yaml", f"obligations:\n{owed}")

    command("check", "main.yaml", "--fix", "--select", "deadline-without-consequence", cwd=tmp_path)

    assert "if_missed: " in included.read_text(encoding="utf-8")
    assert "if_missed: " not in (tmp_path / "main.yaml").read_text(encoding="utf-8")


def test_a_shipped_case_is_never_written() -> None:
    main_file = Path(command("cases", "hanoi", "--path").out.strip())
    before = main_file.read_bytes()

    for name in ("case:hanoi", str(main_file)):
        outcome = command("check", name, "--fix")
        assert "reconvene cases hanoi --copy hanoi" in outcome.err
        assert outcome.code == 1
    assert main_file.read_bytes() == before


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    path = save(tmp_path / "broken.yaml", "title: [\n")

    assert command("check", "broken.yaml", "--fix", cwd=tmp_path).code == 2
    assert command("check", "gone.yaml", "--fix", cwd=tmp_path).code == 2
    assert path.read_text(encoding="utf-8") == "title: [\n"
    assert [file.name for file in tmp_path.iterdir()] == ["broken.yaml"]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no modes")
def test_the_mode_of_the_file_is_kept_and_a_read_only_file_is_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "talks.yaml", TALKS)
    path.chmod(0o640)
    command("check", "talks.yaml", "--fix", cwd=tmp_path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640

    save(path, TALKS)
    path.chmod(0o440)
    outcome = command("check", "talks.yaml", "--fix", cwd=tmp_path)

    assert outcome.code == 2
    assert "error[no-permission]" in outcome.out
    assert "read-only" in outcome.out
    assert path.read_text(encoding="utf-8") == TALKS


@pytest.mark.skipif(os.name == "nt", reason="links need a right on Windows")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    target = save(tmp_path / "real" / "talks.yaml", TALKS)
    link = tmp_path / "talks.yaml"
    link.symlink_to(target)

    command("check", "talks.yaml", "--fix", cwd=tmp_path)

    assert link.is_symlink()
    assert target.read_text(encoding="utf-8") != TALKS


# Inside


def test_a_file_that_changed_meanwhile_is_not_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = save(tmp_path / "talks.yaml", TALKS)
    document = reconvene.load(path)
    save(path, TALKS + "# somebody was here\n")

    report = fix(document, DAY, [], [])

    assert [finding.id for finding in report.findings] == ["changed-meanwhile"]
    assert report.exit_code == 2
    assert path.read_text(encoding="utf-8") == TALKS + "# somebody was here\n"
    assert capsys.readouterr().err == ""


def test_bytes_are_replaced_in_one_step_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path / "file.yaml", "old")

    def fail(*_: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(os, "fsync", fail)
        with pytest.raises(OSError, match="full"):
            replace_bytes(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]

    replace_bytes(path, b"new")
    assert path.read_bytes() == b"new"


def private_check(name: str, replacement: str) -> Check:
    """A check that objects to the word `draft` in a title, and whose fix puts something in its place."""

    def ask(draft: Draft) -> Iterator[Answer]:
        title = draft.process.title or ""
        if "draft" in title:
            span = draft.process.value_span("title")
            start = span.text.index("draft")
            edit = Edit(span.part(start, start + 5), replacement)
            yield Answer("said", span, "title", fixes=(Fix(f"write {replacement!r}", (edit,)),))

    words = {"said": Sentence("It is a draft.", "mend it")}
    return Check(name, "X99", "private", Severity.ERROR, "Draft", "Draft", words, "none", ask)


def mended(text: str, path: Path, wanted: str = "a-draft") -> Repair:
    document = reconvene.load(save(path, text))

    def recheck(texts: Texts) -> Report:
        return api.check(api.load(path, texts), DAY)

    return mend(api.check(document, DAY), recheck, lambda finding: finding.id == wanted)


def test_a_fix_that_mends_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHELF, "a-draft", private_check("a-draft", "text"))

    repair = mended("title: a draft\n", tmp_path / "file.yaml")

    assert repair.texts[str(tmp_path / "file.yaml")].text == "title: a text\n"
    assert [change.finding.id for change in repair.changes] == ["a-draft"]


@pytest.mark.parametrize(
    ("replacement", "why"),
    [
        ("draft!", "the finding would still be there"),
        ("text: x", "could not be read any more"),
        ("text\nobligations: {vague: {}}", "it would bring a new error"),
    ],
)
def test_a_fix_that_does_harm_is_refused_and_nothing_is_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, replacement: str, why: str
) -> None:
    monkeypatch.setitem(SHELF, "a-draft", private_check("a-draft", replacement))

    repair = mended("title: a draft\n", tmp_path / "file.yaml")

    assert repair.texts[str(tmp_path / "file.yaml")].text == "title: a draft\n"
    assert repair.changes == []
    (refusal,) = repair.refusals
    assert why in refusal.why


def test_what_a_harmful_fix_stood_beside_is_mended_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SHELF, "a-draft", private_check("a-draft", "text: x"))
    path = tmp_path / "talks.yaml"
    text = TALKS.replace("civil relief", "a draft")
    document = reconvene.load(save(path, text))

    repair = mend(api.check(document, DAY), lambda texts: api.check(api.load(path, texts), DAY))

    assert [refusal.finding.id for refusal in repair.refusals] == ["a-draft"]
    assert "final_date: " in repair.texts[str(path)].text
    assert "title: Yongbyon for a draft\n" in repair.texts[str(path)].text


def test_what_is_set_aside_is_not_mended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(SHELF, "a-draft", private_check("a-draft", "text"))
    text = "title: a draft\nsuppress: [{check: a-draft, author: me, reason: it is one, until: 2030-01-01}]\n"

    repair = mended(text, tmp_path / "file.yaml")

    assert repair.changes == []
