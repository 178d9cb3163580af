"""Templates for `new`: the shipped files, and filling in names and dates so that the result always loads."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from importlib.resources import files

from reconvene.document.acts import SHIPPED
from reconvene.document.load import load_text
from reconvene.document.names import BUILT_IN

_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_HEADLINE = re.compile(r"^# Template (\S+): (.+)\.$", re.MULTILINE)
_LEAVES = re.compile(r"^#   ([a-z-]+): ", re.MULTILINE)
_CALLED = re.compile(r"^title: (.+)$", re.MULTILINE)
_FINAL_DATE = re.compile(r"^final_date: (\S+)", re.MULTILINE)
_AS_OF = re.compile(r"^as_of: (\S+).*\n", re.MULTILINE)
_PLAIN = re.compile(r"[^\W\d_][\w .()'/-]*")
_IDS = ("first_party", "second_party", "third_party")
_LONGEST = 100
_WORDS_WITH_A_MEANING = frozenset({"unknown", "unstated", "yes", "no", "true", "false", "null", "on", "off"})


@dataclass(frozen=True)
class Answers:
    """What the questions brought: the title, who stands for each role of the template, the final date."""

    title: str
    names: Mapping[str, str] = field(default_factory=dict)
    final_date: str = ""


@dataclass(frozen=True)
class Template:
    """A process file to start from; its dates count from its `as_of`, and are moved to the day of writing."""

    text: str

    @property
    def name(self) -> str:
        """What it is called on the command line."""
        return self._headline[0]

    @property
    def about(self) -> str:
        """What it is a process of, in a few words."""
        return self._headline[1]

    @property
    def leaves(self) -> frozenset[str]:
        """The checks that its own first lines say are left to whoever starts from it."""
        return frozenset(_LEAVES.findall(self.text.split("\nreconvene:", 1)[0]))

    @cached_property
    def defaults(self) -> Answers:
        """The answers that stand in the template itself."""
        names = {id: found for id in _IDS if (found := _called(self.text, id))}
        return Answers(_first(_CALLED, self.text), names, _first(_FINAL_DATE, self.text))

    def final_date(self, today: date) -> str:
        """The final date that it proposes when it is written today."""
        return self._moved(self.defaults.final_date, today)

    def dated(self, today: date) -> str:
        """Its text with every date moved as if it had been written today."""
        return self._moved(_AS_OF.sub("", self.text), today)

    @cached_property
    def _headline(self) -> tuple[str, str]:
        found = _HEADLINE.search(self.text)
        assert found, "a template says what it is called"
        return found[1], found[2]

    def _moved(self, text: str, today: date) -> str:
        by = today - date.fromisoformat(_first(_AS_OF, self.text))
        return _DATE.sub(lambda found: _shift(date.fromisoformat(found[0]), by).isoformat(), text)


def _shift(day: date, by: timedelta) -> date:
    return date.fromordinal(max(1, min((day + by).toordinal(), date.max.toordinal())))


def _first(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found, f"a template has {pattern.pattern}"
    return found[1]


def _called(text: str, id: str) -> str:
    found = re.search(rf"^  {id}:(?:\s+|\s*{{)called: ([^,}}\n]+)", text, re.MULTILINE)
    return found[1] if found else ""


def templates() -> dict[str, Template]:
    """Every shipped template by its name, the least one first."""
    folder = files("reconvene.cases").joinpath("templates")
    found = [Template(entry.read_text(encoding="utf-8")) for entry in folder.iterdir() if entry.name.endswith(".yaml")]
    return {each.name: each for each in sorted(found, key=lambda each: (len(each.text), each.name))}


# Answers


def fault_of_name(name: str, taken: tuple[str, ...] = ()) -> str:
    """What is wrong with a name, as a sentence; empty if it can be taken."""
    if len(name) > _LONGEST:
        return f"That is {len(name)} letters long; write at most {_LONGEST}. A longer name can go under `text` later."
    hidden = next((letter for letter in name if not letter.isprintable()), "")
    if hidden:
        return f"That holds a character that cannot be seen (U+{ord(hidden):04X}). Write it again in letters."
    if not any(letter.isalnum() for letter in name):
        return "That holds no letter. Write a name, or press Enter for the one in brackets."
    if name.casefold() in {other.casefold() for other in taken}:
        return f"{name} has a part already. Write somebody else, or press Enter for the name in brackets."
    return ""


def fault_of_date(day: str, today: date) -> str:
    """What is wrong with a final date, as a sentence; empty if it can be taken."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        return f"That is no date. Write year-month-day, such as {_shift(today, timedelta(days=365)).isoformat()}."
    try:
        said = date.fromisoformat(day)
    except ValueError:
        return f"There is no day {day} in the calendar. Look at the month and the day again."
    if said <= today:
        return f"{day} has passed: today is {today.isoformat()}. Write a later day; the file can be changed afterwards."
    return ""


# Filling in


def fill(template: Template, answers: Answers | None, today: date) -> str:
    """The template as a file of its own: dated today, the answers in it, sure to load."""
    text = template.dated(today)
    if answers is None:
        return text
    text = _CALLED.sub("title: \0\0", text, count=1)
    if answers.final_date:
        text = _FINAL_DATE.sub(lambda _: f"final_date: {answers.final_date}", text, count=1)
    defaults = template.defaults.names
    ids = identifiers(template.text, {id: name for id, name in answers.names.items() if name != defaults[id]})
    for id in answers.names:
        text = text.replace(f"called: {defaults[id]}", f"called: \0{id}\0")
    for id, identifier in ids.items():
        text = re.sub(rf"\b{id}\b(?!\0)", identifier, text)
    for id, name in answers.names.items():
        text = text.replace(f"\0{id}\0", scalar(name))
    text = text.replace("\0\0", scalar(answers.title), 1)
    return text if _loads(text) else template.dated(today)


def _loads(text: str) -> bool:
    return not load_text(text).findings


def identifiers(text: str, names: Mapping[str, str]) -> dict[str, str]:
    """A name of the format for each person's name: letters, digits and `_`, used nowhere else in the template."""
    taken = {*re.findall(r"\w+", text), *BUILT_IN, *SHIPPED, *_WORDS_WITH_A_MEANING}
    found: dict[str, str] = {}
    for id, name in names.items():
        identifier = _identifier(name)
        if not identifier:
            continue
        while identifier in taken:
            identifier += "_party"
        taken.add(identifier)
        found[id] = identifier
    return found


def _identifier(name: str) -> str:
    words = re.sub(r"\W+", "_", unicodedata.normalize("NFC", name).casefold()).strip("_")
    words = re.sub(r"^[\d_]+", "", words)
    return words if re.fullmatch(r"[^\W\d_]\w*", words) else ""


def scalar(words: str) -> str:
    """Words as a YAML value that reads back as them, quoted only where it must be."""
    plain = _PLAIN.fullmatch(words) and not words.endswith(" ") and words.casefold() not in _WORDS_WITH_A_MEANING
    return words if plain else json.dumps(words, ensure_ascii=False)
