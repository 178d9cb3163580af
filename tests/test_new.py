"""Starting a file: every template is sound, every answer makes a file that loads, and nothing is lost on the way."""

from __future__ import annotations

import os
import pty
import select
import signal
import sys
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reconvene.checks.run import run
from reconvene.checks.shelf import SHELF
from reconvene.clauses.expand import expand
from reconvene.document.load import load_text
from reconvene.document.template import Answers, Template, fault_of_date, fault_of_name, fill, templates
from tests.command import Outcome, reconvene
from tests.laws import up_to

TODAY = date(2027, 3, 4)
TEMPLATES = templates()

# The templates


def named(template: Template) -> str:
    return template.name


each = pytest.mark.parametrize("template", TEMPLATES.values(), ids=named)


@each
def test_a_template_loads_clean(template: Template) -> None:
    assert load_text(template.text).findings == ()
    assert load_text(fill(template, None, TODAY)).findings == ()


@each
def test_a_template_leaves_what_it_says_it_leaves(template: Template) -> None:
    report = run(expand(load_text(fill(template, None, TODAY), "process.yaml")), TODAY)
    assert {finding.id for finding in report.findings} == template.leaves
    assert template.leaves and template.leaves <= set(SHELF)


@each
def test_an_editor_finds_the_schema_named_on_the_first_line(template: Template) -> None:
    first, second = template.text.splitlines()[:2]
    assert first == "# yaml-language-server: $schema=reconvene.schema.json"
    assert "reconvene schema > reconvene.schema.json" in second


@each
def test_a_template_is_dated_from_the_day_it_is_written(template: Template) -> None:
    years = {int(day[:4]) for day in template.dated(TODAY).split() if day[:2] == "20" and day[4:5] == "-"}
    assert min(years) >= TODAY.year
    assert "as_of" not in template.dated(TODAY)


def test_there_is_one_to_begin_with_and_one_for_every_taste() -> None:
    assert next(iter(TEMPLATES)) == "blank"
    assert {"freeze-for-relief", "ceasefire", "consultation"} < set(TEMPLATES)


# Answers


def answered(template: Template, *names: str, title: str = "Talks", final_date: str = "2031-01-01") -> str:
    ids = list(template.defaults.names)
    return fill(template, Answers(title, dict(zip(ids, names, strict=False)), final_date), TODAY)


@each
def test_names_and_date_go_where_they_belong(template: Template) -> None:
    process = load_text(answered(template, "North Korea", "United States")).process
    assert process.title == "Talks"
    assert {name: party.called for name, party in (process.parties or {}).items()} == {
        "north_korea": "North Korea",
        "united_states": "United States",
    }
    assert process.final_date is not None and str(process.final_date.at) == "2031-01-01"


def test_a_title_may_be_a_word_of_the_template() -> None:
    loaded = load_text(answered(templates()["ceasefire"], "North", "South", title="first_party"))
    assert loaded.process.title == "first_party"


@each
@settings(max_examples=up_to(60), deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_whatever_is_answered_the_file_loads_and_says_it(template: Template, data: st.DataObject) -> None:
    taken: list[str] = []
    for _ in template.defaults.names:
        names = (
            st.text(min_size=1, max_size=30).map(str.strip).filter(lambda name: not fault_of_name(name, tuple(taken)))
        )
        taken.append(data.draw(names))
    title = data.draw(st.text(min_size=1).map(str.strip).filter(lambda words: not fault_of_name(words)))
    loaded = load_text(answered(template, *taken, title=title))
    assert loaded.findings == ()
    assert loaded.process.title == title
    assert [party.called for party in (loaded.process.parties or {}).values()] == taken[:2]


@pytest.mark.parametrize(
    "name",
    [
        *["unknown", "no", "null", "2030", "~", "parties", "dispute", "return", "first_party", "site", "us"],
        *["5 Eyes", "朝鮮", "İstanbul", "🙂 7", "O'Neill & Co: #1", "{a: b}", "- x", '"a"', "\\", "'", "*x", "a.b"],
    ],
)
@each
def test_awkward_names_are_taken_as_they_are(template: Template, name: str) -> None:
    loaded = load_text(answered(template, name, "Another"))
    assert loaded.findings == ()
    assert [party.called for party in (loaded.process.parties or {}).values()] == [name, "Another"]


@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("x" * 101, "101 letters long"),
        ("a\x1b[31mb", "cannot be seen (U+001B)"),
        ("\u202eabc", "cannot be seen (U+202E)"),
        ("--", "no letter"),
        ("the NORTH", "has a part already"),
    ],
)
def test_a_name_that_cannot_be_taken_is_explained(name: str, fault: str) -> None:
    assert fault in fault_of_name(name, ("The North",))


@pytest.mark.parametrize(
    ("day", "fault"),
    [
        ("soon", "That is no date"),
        ("2031-2-3", "That is no date"),
        ("2031-02-30", "There is no day 2031-02-30"),
        ("2027-03-04", "has passed: today is 2027-03-04"),
        ("2031-02-03", ""),
    ],
)
def test_a_date_that_cannot_be_taken_is_explained(day: str, fault: str) -> None:
    assert (fault_of_date(day, TODAY) == "") == (fault == "")
    assert fault in fault_of_date(day, TODAY)


# The command without a terminal


def new(*arguments: str, folder: Path) -> Outcome:
    return reconvene("new", *arguments, cwd=folder)


def test_without_a_terminal_it_writes_the_template_and_says_the_next_command(tmp_path: Path) -> None:
    said = new("talks.yaml", "--template", "ceasefire", folder=tmp_path)
    assert said.code == 0
    assert "Next: reconvene check talks.yaml" in said.err
    assert load_text((tmp_path / "talks.yaml").read_text()).findings == ()


def test_a_dash_writes_to_standard_output(tmp_path: Path) -> None:
    said = new("-", "-t", "blank", folder=tmp_path)
    assert load_text(said.out).process.title == "A process of two parties"
    assert list(tmp_path.iterdir()) == []


def test_it_lists_the_templates(tmp_path: Path) -> None:
    said = new("--list", folder=tmp_path)
    assert [line.split()[0] for line in said.out.splitlines()] == list(TEMPLATES)
    assert list(tmp_path.iterdir()) == []


def test_no_file_is_overwritten_unasked(tmp_path: Path) -> None:
    (tmp_path / "process.yaml").write_text("mine\n")
    said = new(folder=tmp_path)
    assert said.code == 2 and "is there already" in said.err and "--force" in said.err
    assert (tmp_path / "process.yaml").read_text() == "mine\n"
    assert new("--force", folder=tmp_path).code == 0
    assert (tmp_path / "process.yaml").read_text() != "mine\n"


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["-t", "cesefire"], "did you mean `ceasefire`?"),
        (["nowhere/talks.yaml"], "There is no folder `nowhere`."),
        (["."], "is a folder"),
    ],
)
def test_a_refusal_says_what_to_do(tmp_path: Path, arguments: list[str], said: str) -> None:
    answer = new(*arguments, folder=tmp_path)
    assert answer.code == 2 and said in answer.err and "Next: " in answer.err
    assert list(tmp_path.iterdir()) == []


def test_a_newcomer_gets_from_nothing_to_a_useful_screen_in_two_commands(tmp_path: Path) -> None:
    assert new("talks.yaml", folder=tmp_path).code == 0
    said = reconvene("check", "talks.yaml", cwd=tmp_path)
    assert said.code == 1
    assert all(id in said.out for id in TEMPLATES["freeze-for-relief"].leaves)
    assert len(said.out.splitlines()) < 60


# The command on a terminal


class Terminal:
    """`reconvene new` on a terminal of its own: what it shows, and what is typed."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.child, self.screen = pty.fork()
        if self.child == 0:
            os.chdir(folder)
            # Whoever runs the tests in the background may have told them, and so us, to ignore Ctrl-C.
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            command = [sys.executable, "-m", "reconvene", "new", *arguments]
            os.execve(  # noqa: S606
                sys.executable, command, {**os.environ, "TERM": "dumb", "PYTHONIOENCODING": "utf-8"}
            )
        self.shown = ""

    def wait_for(self, words: str) -> None:
        """Read until the words have been shown after what was typed last."""
        end = time.monotonic() + 20
        since = len(self.shown)
        while words not in self.shown[since:]:
            assert time.monotonic() < end, f"{words!r} was not shown in {self.shown[since:]!r}"
            self._read(0.2)

    def answer(self, question: str, words: str) -> None:
        self.wait_for(question)
        self.wait_for_prompt()
        os.write(self.screen, f"{words}\n".encode())

    def wait_for_prompt(self) -> None:
        end = time.monotonic() + 20
        while not self.shown.rstrip().endswith("]"):
            assert time.monotonic() < end
            self._read(0.2)

    def ends_with(self) -> int:
        """The exit code, once it has ended."""
        end = time.monotonic() + 20
        while True:
            self._read(0.2)
            child, status = os.waitpid(self.child, os.WNOHANG)
            if child:
                self._read(0.2)
                return os.waitstatus_to_exitcode(status)
            if time.monotonic() > end:
                os.kill(self.child, signal.SIGKILL)
                os.waitpid(self.child, 0)
                pytest.fail(f"it did not end after {self.shown!r}")

    def _read(self, seconds: float) -> bool:
        ready, _, _ = select.select([self.screen], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self.screen, 4096)
        except OSError:  # the other end is closed
            return False
        self.shown += data.decode("utf-8", "replace")
        return bool(data)


def test_a_session_asks_explains_and_writes(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "talks.yaml")
    terminal.answer("Which template?", "truce")
    terminal.answer("No template is named `truce`", "3")
    terminal.answer("What is the process called?", "Talks: the second round")
    terminal.answer("Who is the first party?", "République du Nord")
    terminal.answer("Who is the second party?", "république du nord")
    terminal.answer("has a part already", "")
    terminal.answer("Which third party", "Sverige")
    terminal.answer("By when", "2031-02-30")
    terminal.answer("There is no day 2031-02-30", "2099-12-31")
    terminal.wait_for("Next: reconvene check talks.yaml")
    assert terminal.ends_with() == 0
    loaded = load_text((tmp_path / "talks.yaml").read_text(encoding="utf-8"))
    assert loaded.findings == ()
    assert loaded.process.title == "Talks: the second round"
    assert list(loaded.process.parties or {}) == ["république_du_nord", "second_party"]
    assert "sverige" in (loaded.process.actors or {})
    assert loaded.process.final_date is not None and str(loaded.process.final_date.at) == "2099-12-31"


def test_an_answer_in_another_encoding_is_asked_again(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, "--template", "blank")
    terminal.wait_for("called?")
    os.write(terminal.screen, b"Genf \xe0\n")
    terminal.answer("not in the encoding", "Genf")
    for question in ("first party?", "second party?", "By when"):
        terminal.answer(question, "")
    assert terminal.ends_with() == 0
    assert load_text((tmp_path / "process.yaml").read_text()).process.title == "Genf"


def test_enter_takes_every_answer_in_brackets(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    for question in ("Which template?", "called?", "first party?", "second party?", "third party", "By when"):
        terminal.answer(question, "")
    terminal.wait_for("Next: reconvene check process.yaml")
    assert terminal.ends_with() == 0
    assert load_text((tmp_path / "process.yaml").read_text()).findings == ()


@pytest.mark.parametrize("questions", [0, 3])
@pytest.mark.parametrize("end", ["\x03", "\x04"], ids=["Ctrl-C", "Ctrl-D"])
def test_leaving_writes_no_file(tmp_path: Path, questions: int, end: str) -> None:
    terminal = Terminal(tmp_path, "--template", "blank")
    for question in ("called?", "first party?", "second party?")[:questions]:
        terminal.answer(question, "")
    terminal.wait_for_prompt()
    time.sleep(0.3)  # nobody is so quick as to press a key before the prompt begins to listen
    os.write(terminal.screen, end.encode())
    assert terminal.ends_with() == 130
    assert "Nothing was written." in terminal.shown and "Traceback" not in terminal.shown
    assert list(tmp_path.iterdir()) == []


def test_a_session_that_is_ended_from_outside_writes_no_file(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.wait_for("Which template?")
    os.kill(terminal.child, signal.SIGTERM)
    assert terminal.ends_with() != 0
    assert list(tmp_path.iterdir()) == []
