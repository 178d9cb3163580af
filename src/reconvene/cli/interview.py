"""The questions that `record` asks on a terminal: the kind, then what the kind says, each answer read at once."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, NoReturn

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

    from reconvene.live.desk import Desk
    from reconvene.live.questions import Question

MOST = 12
"""So many names are shown that would fit."""


def interview(desk: Desk, words: Sequence[str]) -> dict[str, Any]:
    """An event from the words of the command line, and from answers where somebody sits at a terminal."""
    asks = sys.stdin.isatty() and sys.stdout.isatty()
    kind = _kind(words, asks=asks)
    data = _written(kind, words[1:] if words else [], desk)
    if not asks or (len(words) > 1 and not _missing(kind, data, desk)):
        return data
    try:
        return _Interview(desk, kind, data).hold()
    except (KeyboardInterrupt, EOFError):
        typer.echo("")
        from reconvene.cli.screen import say
        from reconvene.live import drafts

        if len(data) > 1:
            say(f"Nothing was recorded. What you entered is kept: {drafts.keep_events(desk.folder, [data])}")
        else:
            say("Nothing was recorded.")
        raise typer.Exit(130) from None


def _missing(kind: str, data: dict[str, Any], desk: Desk) -> bool:
    from reconvene.live.questions import questions

    return any(each.required and each.key not in data for each in questions(kind, desk.document))


# The kind


def _kind(words: Sequence[str], *, asks: bool) -> str:
    from reconvene.process.events import SHELF

    if words and words[0] in SHELF:
        return words[0]
    if words and not asks:
        _no_such_kind(words[0])
    if words:
        from reconvene.cli.screen import say

        say(_near(words[0]))
    _list_kinds()
    if not asks:
        from reconvene.cli.screen import refuse

        refuse("no kind of event is named.", "reconvene record FOLDER KIND, with one of the kinds above")
    return _asked_kind()


def _no_such_kind(word: str) -> NoReturn:
    from reconvene.cli.screen import refuse
    from reconvene.process.events import SHELF
    from reconvene.text.spelling import nearest

    near = nearest(word, SHELF)
    step = f"did you mean `{near}`?" if near else "`reconvene record FOLDER` without a kind lists them"
    refuse(f"no kind of event is named `{word}`.", step)


def _near(word: str) -> str:
    from reconvene.process.events import SHELF
    from reconvene.text.spelling import nearest

    near = nearest(word, SHELF)
    return f"No kind of event is named `{word}`" + (f"; did you mean `{near}`?" if near else ".")


def _list_kinds() -> None:
    from reconvene.live.questions import kinds
    from reconvene.text.finding import shorten

    family = ""
    for each in kinds():
        if each.family != family:
            family = each.family
            typer.echo(f"\n{family.capitalize()}")
        typer.echo(f"  {each.kind:<22} {shorten(each.about, 76)}")
    typer.echo("")


def _asked_kind() -> str:
    from reconvene.process.events import SHELF

    while True:
        said = _input("What kind of event?").replace(" ", "_")
        if said in SHELF:
            return said
        if said:
            typer.echo(f"  {_near(said)}")


# What is written on the command line


def _written(kind: str, words: Sequence[str], desk: Desk) -> dict[str, Any]:
    """The keys and values among the words, as plain data; a value is read as a file would read it."""
    from reconvene.cli.screen import refuse
    from reconvene.live.questions import Question, questions, read_answer
    from reconvene.process.events import SHELF

    asked = {each.key: each for each in questions(kind, desk.document)}
    data: dict[str, Any] = {"kind": kind}
    for word in words:
        key, equals, value = word.partition("=")
        if not equals:
            refuse(f"`{word}` is not KEY=VALUE.", f"write it like happened=2019-02-28; see reconvene explain {kind}")
        if key in data:
            refuse(f"`{key}` is given twice.", "give it once; several values go in a list: to=[north,south]")
        slot = SHELF[kind].slots.get(key)
        prose = asked[key].prose if key in asked else key in ("by", "article", "id")
        question = Question(key, "", required=False, prose=prose, new_name=True)
        data[key], fault = (
            (value, "")
            if prose
            else _as_data(value)
            if slot is None
            else read_answer(kind, question, value, desk.document)
        )
        if fault and data[key] is None:
            refuse(f"`{word}`: {fault}", f"see reconvene explain {kind}")
    return data


def _as_data(value: str) -> tuple[Any, str]:
    from reconvene.live.codec import data_of
    from reconvene.text import yaml
    from reconvene.text.span import Source

    page = yaml.read(Source("answer", value))
    if page.root is None or page.findings:
        return None, page.findings[0].message if page.findings else "there is nothing to read in it."
    return data_of(page.root), ""


# The questions


class _Interview:
    """One round of questions; Enter passes over what need not be said."""

    def __init__(self, desk: Desk, kind: str, data: dict[str, Any]) -> None:
        self.desk = desk
        self.kind = kind
        self.data = data
        self.events = [each.event for each in desk.contents.said]

    def hold(self) -> dict[str, Any]:
        """Every question in turn, what must be said first."""
        from reconvene.live.questions import questions
        from reconvene.process.events import SHELF

        page = (SHELF[self.kind].__doc__ or "").strip().split("\n", 1)[0]
        typer.echo(f"\n{self.kind}: {page}\nEnter passes over what is not marked *. ? explains. Ctrl-C leaves.\n")
        for question in questions(self.kind, self.desk.document, self.events):
            if question.key not in self.data:
                self._ask(question)
        if SHELF[self.kind].takes_more:
            self._ask_changes()
        return self.data

    def _ask(self, question: Question) -> None:
        from reconvene.live.questions import read_answer

        default = str(self.desk.day(_now())) if question.key == "happened" else ""
        mark = "*" if question.required else " "
        hint = _hint(question)
        while True:
            said = _input(f"{mark} {question.key}: {question.meaning}{hint}", default)
            if said == "?":
                self._explain(question)
                continue
            if not said:
                if not question.required:
                    return
                typer.echo("  This must be said; `unknown` if nobody knows it.")
                continue
            value, fault = read_answer(self.kind, question, said, self.desk.document, self.events)
            if not fault:
                self.data[question.key] = value
                return
            typer.echo(f"  {fault}")

    def _explain(self, question: Question) -> None:
        if question.choices:
            typer.echo(f"  {'one of' if question.closed else 'such as'}: {', '.join(question.choices)}")
        if question.examples:
            typer.echo(f"  for example {', '.join(question.examples)}")
        if not question.choices and not question.examples:
            typer.echo(f"  {'a new name, or one on record' if question.new_name else 'in your own words'}")
        typer.echo(f"  The whole page: reconvene explain {self.kind}")

    def _ask_changes(self) -> None:
        typer.echo("  What should it say? One KEY=VALUE after another; Enter ends.")
        while said := _input("  KEY=VALUE"):
            key, equals, value = said.partition("=")
            data, fault = _as_data(value) if equals else (None, "Write it like outcome=agreed.")
            if fault:
                typer.echo(f"  {fault}")
                continue
            self.data.setdefault("says", {})[key.strip()] = data


def _hint(question: Question) -> str:
    if question.closed or 0 < len(question.choices) <= MOST:
        return f" ({', '.join(question.choices)})"
    if question.choices:
        return f" ({', '.join(question.choices[:MOST])}, ...)"
    return f" (such as {question.examples[0]})" if question.examples else ""


def _now() -> Any:
    from reconvene.live import clock

    return clock.now()


def _input(question: str, default: str = "") -> str:
    while True:
        try:
            return input(f"{question}{f' [{default}]' if default else ''} > ").strip() or default
        except UnicodeDecodeError:
            typer.echo("  That is not in the encoding of this terminal. Write it again, in other letters if need be.")
