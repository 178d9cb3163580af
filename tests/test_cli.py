"""The command line, run as a user runs it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from rich.cells import cell_len

from reconvene.checks import catalogue  # noqa: F401  (importing the families fills the shelf)
from reconvene.checks.shelf import SHELF
from reconvene.cli import app as cli_app
from reconvene.cli.check import Format
from reconvene.reports import formats  # noqa: F401  (importing the formats fills the shelf)
from reconvene.reports.shelf import SHELF as FORMATS
from tests.command import MISSPELT, SOUND, TALKS, environment, reconvene


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "talks.yaml").write_text(TALKS, encoding="utf-8")
    (tmp_path / "sound.yaml").write_text(SOUND, encoding="utf-8")
    (tmp_path / "misspelt.yaml").write_text(MISSPELT, encoding="utf-8")
    (tmp_path / "empty.yaml").write_text("", encoding="utf-8")
    return tmp_path


# Wrong usage


def test_without_arguments_it_says_how_to_start() -> None:
    outcome = reconvene()

    assert (outcome.code, outcome.out) == (2, "")
    assert "reconvene check FILE" in outcome.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["chekc"], "Did you mean 'check'?"),
        (["check"], "Missing argument"),
        (["check", "--colour", "x.yaml"], "No such option: --colour"),
        (["check", "--format", "xml", "x.yaml"], "xml"),
        (["check", "--as-of", "2019-02-30", "x.yaml"], "`2019-02-30` is no day; write it like 2019-03-01"),
        (["check", "--select", "no-final-dedline", "x.yaml"], "did you mean `no-final-deadline`?"),
        (["check", "--ignore", "T99999", "x.yaml"], "reconvene explain lists them all"),
        (["check", "--fix", "--watch", "x.yaml"], "do not go together"),
        (["explain", "no-final-dedline"], "did you mean `no-final-deadline`? reconvene explain no-final-deadline"),
        (["explain", "zzzzzzzzzz"], "reconvene explain lists everything"),
        (["cases", "hanio"], "did you mean `reconvene cases hanoi`?"),
        (["cases", "--path"], "need the name of a case"),
        (["schema", "--draft", "draft-01"], "draft-01"),
    ],
)
def test_wrong_usage_is_a_short_message_with_the_next_step(words: list[str], said: str) -> None:
    outcome = reconvene(*words)

    assert (outcome.code, outcome.out) == (2, "")
    assert said in outcome.err
    assert len(outcome.err.splitlines()) <= 5


def test_output_never_overwrites_what_is_checked(folder: Path) -> None:
    outcome = reconvene("check", "talks.yaml", "--output", "talks.yaml", cwd=folder)

    assert outcome.code == 2
    assert (folder / "talks.yaml").read_text(encoding="utf-8") == TALKS


# Check


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("talks.yaml", 1),
        ("misspelt.yaml", 2),
        ("empty.yaml", 2),
        ("gone.yaml", 2),
        ("case:hanio", 2),
        ("case:hanoi", 1),
    ],
)
@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
def test_the_exit_code_is_the_same_in_every_format(folder: Path, file: str, code: int, format: str) -> None:
    outcome = reconvene("check", file, "--format", format, cwd=folder)

    assert outcome.code == code
    assert outcome.out
    assert outcome.err == ""


def test_the_worst_of_several_files_decides_the_exit_code(folder: Path) -> None:
    outcome = reconvene("check", "talks.yaml", "misspelt.yaml", cwd=folder)

    assert outcome.code == 2
    assert "2 files: " in outcome.out.splitlines()[-1]


def test_only_what_fails_at_error_level_makes_it_fail(folder: Path) -> None:
    assert reconvene("check", "talks.yaml", "--select", "calendar-desert", cwd=folder).code == 0


def test_a_file_of_twenty_lines_gives_one_screen(folder: Path) -> None:
    outcome = reconvene("check", "talks.yaml", cwd=folder)

    lines = outcome.out.splitlines()
    assert lines[0] == f"Yongbyon for civil relief (talks.yaml, as of 2019-03-01; {len(SHELF)} checks asked)"
    assert lines[2].startswith("error[")
    assert lines[3].startswith((" -->", "    "))
    assert any(line.strip(" |^") == "" and "^^^" in line for line in lines)
    assert lines[-1].startswith("next: reconvene check --fix talks.yaml")
    assert len(lines) <= 53


def test_what_is_wrong_in_one_way_in_several_places_is_one_block(folder: Path) -> None:
    lines = reconvene("check", "talks.yaml", "--select", "deadline-without-consequence", cwd=folder).out.splitlines()

    assert sum(line.startswith("error[deadline-without-consequence]") for line in lines) == 1
    assert "   = also at: talks.yaml:24 `suspend_coal_ban`" in lines


def test_all_shows_everything_singly(folder: Path) -> None:
    words = ("check", "talks.yaml", "--select", "deadline-without-consequence", "--all")

    assert reconvene(*words, cwd=folder).out.count("error[deadline-without-consequence]") == 2


def test_at_most_ten_root_causes_are_shown_and_the_rest_counted() -> None:
    out = reconvene("check", "case:hanoi").out

    starts = [line for line in out.splitlines() if line.startswith(("error[", "warning[", "cannot tell:"))]
    assert len(starts) == 10
    assert starts == sorted(starts, key=lambda line: ("error", "warning", "cannot tell").index(line.split("[")[0][:11]))
    assert "with --all (the worst 10 are shown)" in " ".join(out.split())
    assert "if `us_proposal` were signed" in out
    assert "case:hanoi/process.yaml:" in out


def test_select_and_ignore_take_ids_numbers_and_families(folder: Path) -> None:
    def asked(*words: str) -> set[str]:
        out = reconvene("check", "talks.yaml", "--format", "json", *words, cwd=folder).out
        return {finding["id"] for finding in json.loads(out)["runs"][0]["findings"]}

    everything = asked()
    assert asked("--select", "T01") == {"no-final-deadline"}
    assert asked("--select", "time") == asked("--select", "t") == asked("--select", "T01,T07", "--select", "T10")
    assert asked("--ignore", "T01") == everything - {"no-final-deadline"}
    assert asked("--select", "time", "--ignore", "no-final-deadline") == asked("--select", "T07,T10")


def test_a_check_is_asked_as_of_a_day(folder: Path) -> None:
    assert "as of 2019-03-01" in reconvene("check", "sound.yaml", "--as-of", "2019-03-01", cwd=folder).out
    assert "as of 2020-01-01" in reconvene("check", "sound.yaml", cwd=folder).out


def test_quiet_prints_nothing(folder: Path) -> None:
    outcome = reconvene("check", "talks.yaml", "--quiet", cwd=folder)

    assert (outcome.code, outcome.out, outcome.err) == (1, "", "")


@pytest.mark.parametrize("format", ["text", "json", "sarif", "github"])
def test_output_holds_what_the_screen_would(folder: Path, format: str) -> None:
    shown = reconvene("check", "talks.yaml", "--format", format, cwd=folder)
    written = reconvene("check", "talks.yaml", "--format", format, "--output", "out.txt", cwd=folder)

    assert (written.code, written.out, written.err) == (1, "", "")
    assert (folder / "out.txt").read_text(encoding="utf-8") == shown.out


def test_an_output_that_cannot_be_written_is_said(folder: Path) -> None:
    outcome = reconvene("check", "talks.yaml", "--output", "gone/out.txt", cwd=folder)

    assert outcome.code == 2
    assert "cannot be written" in outcome.err


def test_a_folder_that_may_not_be_read_is_said_with_the_next_step(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def closed(**_: object) -> None:
        raise PermissionError(13, "Permission denied", "north/desk.yaml")  # root, who runs some tests, may read all

    monkeypatch.delenv("RECONVENE_TRACEBACK", raising=False)
    monkeypatch.setattr(cli_app, "with_only", lambda _: closed)
    with pytest.raises(SystemExit) as end:
        cli_app.run()
    assert end.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("Error: `north/desk.yaml` cannot be read or written: Permission denied.")
    assert "Next: mend the permissions" in said


def test_a_folder_stands_for_the_process_files_in_it(folder: Path) -> None:
    for path in (
        "talks/process.yaml",
        "talks/deep/one.reconvene.yaml",
        "talks/two.reconvene.yml",
        "talks/.git/process.yaml",
    ):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(SOUND, encoding="utf-8")
    (folder / "talks" / "docker.yaml").write_text("a: 1", encoding="utf-8")

    runs = json.loads(reconvene("check", "talks", "talks/process.yaml", "--format", "json", cwd=folder).out)["runs"]

    files = [Path(run["file"]).as_posix() for run in runs]
    assert files == ["talks/process.yaml", "talks/two.reconvene.yml", "talks/deep/one.reconvene.yaml"]


def test_a_folder_without_process_files_is_a_finding(folder: Path) -> None:
    (folder / "nothing").mkdir()

    outcome = reconvene("check", "nothing", cwd=folder)

    assert outcome.code == 2
    assert "error[no-process-file]" in outcome.out


def test_every_misspelt_key_is_shown_with_its_caret(folder: Path) -> None:
    out = reconvene("check", "misspelt.yaml", cwd=folder).out

    assert out.startswith("misspelt.yaml cannot be checked until this is put right\n")
    assert " --> misspelt.yaml:2:1\n 2 | titel: A small agreement\n   | ^^^^^\n" in out
    assert " --> misspelt.yaml:3:1\n 3 | partys: {north: {}}\n   | ^^^^^^\n" in out
    assert "did you mean `title`?" in out


# Terminals and pipes


@pytest.mark.parametrize("width", [40, 80, 200])
@pytest.mark.parametrize("file", ["talks.yaml", "misspelt.yaml", "case:hanoi"])
def test_nothing_is_wider_than_the_terminal(folder: Path, width: int, file: str) -> None:
    out = reconvene("check", file, cwd=folder, COLUMNS=str(width)).out

    long = [line for line in out.splitlines() if cell_len(line) > width]
    assert [line for line in long if max(map(len, line.split())) < width - 12] == []


def test_colour_is_for_terminals_and_for_those_who_ask(folder: Path) -> None:
    words = ("check", "talks.yaml")

    assert "\x1b[" not in reconvene(*words, cwd=folder).out
    assert "\x1b[1;31merror" in reconvene(*words, cwd=folder, FORCE_COLOR="1", TERM="xterm").out
    assert "31m" not in reconvene(*words, cwd=folder, FORCE_COLOR="1", TERM="xterm", NO_COLOR="1").out
    assert "31m" not in reconvene(*words, cwd=folder, FORCE_COLOR="1", TERM="dumb").out


@pytest.mark.parametrize(
    "words", [["check", "talks.yaml"], ["explain", "T01"], ["explain"], ["cases", "hanoi"], ["cases"]]
)
def test_a_terminal_of_ascii_gets_ascii(folder: Path, words: list[str]) -> None:
    outcome = reconvene(*words, cwd=folder, PYTHONUTF8="0", PYTHONIOENCODING="ascii")

    assert outcome.code in {0, 1}
    assert outcome.out.isascii()


def test_machine_formats_are_utf_8_whatever_the_terminal_takes(tmp_path: Path) -> None:
    (tmp_path / "平壌.yaml").write_text("reconvene: 1\ntitle: 平壌\nparties: {北: {}}\n", encoding="utf-8")

    out = reconvene("check", "平壌.yaml", "--format", "json", cwd=tmp_path, PYTHONIOENCODING="ascii").out

    assert json.loads(out)["runs"][0]["file"] == "平壌.yaml"


@pytest.mark.skipif(os.name == "nt", reason="a pipe closes differently on Windows")
@pytest.mark.parametrize("words", ["check case:hanoi --all", "explain --all", "check case:hanoi --format json"])
def test_a_reader_that_hangs_up_is_no_trouble(words: str) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "reconvene", *words.split()],
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert running.stdout is not None
    assert running.stderr is not None
    with running.stdout as out, running.stderr as err:
        assert out.readline()
        out.close()
        assert err.read() == b""
    assert running.wait(10) in {0, 1, 141}


# Other verbs


def test_the_version_is_answered_without_the_library() -> None:
    code = (
        "import sys; sys.argv = ['reconvene', '--version']\n"
        "from reconvene.cli import main; main()\n"
        "print(sorted({'typer', 'yaml', 'rich', 'reconvene.document.load'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)

    version, loaded = done.stdout.splitlines()
    assert version.startswith("reconvene 0.")
    assert loaded == "[]"
    assert reconvene("-V").out == f"{version}\n"


def test_completion_does_not_load_the_library() -> None:
    code = (
        "import sys, reconvene.cli.app; print(sorted({'yaml', 'rich', 'reconvene.document.load'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], env=environment(), capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("reconvene che", "check"),
        ("reconvene check case:ha", "case:hanoi"),
        ("reconvene check --select no-f", "no-final-deadline"),
        ("reconvene check --format sa", "sarif"),
        ("reconvene cases ha", "hanoi"),
        ("reconvene explain return/", "return/standard"),
    ],
)
def test_the_shell_completes(typed: str, offered: str) -> None:
    words = typed.split(" ")
    outcome = reconvene(
        _RECONVENE_COMPLETE="complete_bash",
        COMP_WORDS=typed,
        COMP_CWORD=str(len(words) - 1),
        _TYPER_COMPLETE_ARGS=typed,
    )

    assert offered in outcome.out.split()


def test_help_names_every_verb_that_is_built() -> None:
    out = reconvene("--help").out

    for verb in (
        "check",
        "explain",
        "new",
        "demo",
        "diff",
        "cases",
        "schema",
        "network",
        "desk",
        "record",
        "keys",
        "verify",
    ):
        assert f"\n  {verb}" in out
        assert reconvene(verb, "--help").code == 0


@pytest.mark.parametrize("id", ["vow-conflict", "T01", "return/standard", "unknown-key", "NO-FINAL-DEADLINE"])
def test_an_id_of_any_kind_has_a_page(id: str) -> None:
    outcome = reconvene("explain", id)

    assert (outcome.code, outcome.err) == (0, "")
    assert len(outcome.out.splitlines()) >= 3


def test_without_an_id_explain_lists_what_there_is() -> None:
    listed = reconvene("explain", "--format", "markdown").out

    assert all(f"`{id}` ({check.index}, {check.severity})" in listed for id, check in SHELF.items())
    assert "`return/standard`" in listed


def test_a_page_is_written_as_markdown_and_as_data() -> None:
    page = reconvene("explain", "no-final-deadline", "--format", "markdown").out
    data = json.loads(reconvene("explain", "T01", "--format", "json").out)

    assert page.startswith("# no-final-deadline\n")
    assert "## Precedent" in page
    assert data["version"] == 1
    assert data["pages"][0]["text"] == page
    assert data["pages"][0]["number"] == "T01"


def test_all_pages_are_written_at_once() -> None:
    out = reconvene("explain", "--all", "--format", "markdown").out

    assert all(f"# {id}\n" in out for id in SHELF)


def test_the_schema_is_printed_in_two_versions() -> None:
    newest = json.loads(reconvene("schema").out)
    older = json.loads(reconvene("schema", "--draft", "draft-07").out)

    assert newest["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert older["$schema"] == "http://json-schema.org/draft-07/schema#"


def test_cases_are_listed_shown_located_and_copied(tmp_path: Path) -> None:
    assert "case:hanoi" in reconvene("cases").out
    assert json.loads(reconvene("cases", "--format", "json").out)["cases"][0]["as_of"]
    assert "Hanoi" in reconvene("cases", "hanoi").out
    main_file = Path(reconvene("cases", "hanoi", "--path").out.strip())
    assert main_file.name == "process.yaml"

    copied = reconvene("cases", "hanoi", "--copy", "mine", cwd=tmp_path)

    assert copied.code == 0
    assert (tmp_path / "mine" / "process.yaml").read_bytes() == main_file.read_bytes()
    assert reconvene("check", "mine", cwd=tmp_path).code == reconvene("check", "case:hanoi").code
    again = reconvene("cases", "hanoi", "--copy", "mine", cwd=tmp_path)
    assert again.code == 2
    assert "not empty" in again.err


def test_every_format_of_check_stands_on_the_shelf() -> None:
    assert {format.value for format in Format} == {"text", *FORMATS}


def test_a_fault_of_our_own_is_told_without_a_traceback(folder: Path) -> None:
    code = (
        "import sys, reconvene.api as api; sys.argv = ['reconvene', 'check', 'talks.yaml']\n"
        "def broken(*words, **more): raise ValueError('out of order')\n"
        "api.check = broken\n"
        "from reconvene.cli import main; main()"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment(), capture_output=True, text=True, check=False
    )

    assert done.returncode == 70
    assert "ValueError: out of order" in done.stderr
    assert "Traceback" not in done.stderr


# Watching


def wait_for(there: Callable[[], bool]) -> None:
    for _ in range(200):
        if there():
            return
        time.sleep(0.05)
    pytest.fail("waited ten seconds in vain")


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_watch_looks_again_when_an_included_file_changes(folder: Path) -> None:
    (folder / "main.yaml").write_text(SOUND + "include: part.yaml\n", encoding="utf-8")
    part = folder / "part.yaml"
    part.write_text("actors: {agency: {}}\n", encoding="utf-8")
    out, err = folder / "out.txt", folder / "err.txt"
    with out.open("wb") as screen, err.open("wb") as chatter:
        running = subprocess.Popen(
            [sys.executable, "-m", "reconvene", "check", "main.yaml", "--watch"],
            cwd=folder,
            env=environment(),
            stdout=screen,
            stderr=chatter,
        )
        try:
            wait_for(lambda: "watching 2 files" in err.read_text(encoding="utf-8"))
            time.sleep(0.3)
            part.write_text("actor: {agency: {}}\n", encoding="utf-8")
            wait_for(lambda: "did you mean `actors`?" in out.read_text(encoding="utf-8"))
            wait_for(lambda: err.read_text(encoding="utf-8").count("watching") == 2)
            running.send_signal(signal.SIGINT)
            assert running.wait(10) == 2
        finally:
            running.kill()
    assert "part.yaml" in err.read_text(encoding="utf-8")
    assert "Traceback" not in err.read_text(encoding="utf-8")
