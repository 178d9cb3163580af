"""Reading an expression word by word, and saying which words are wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cached_property, lru_cache
from typing import TypeVar, cast

from reconvene.text.finding import shorten

_WORD = re.compile(r"\S+")
_THOUSANDS = re.compile(r"(?<![\d.])\d{1,3}(?:(?:[,'’ ]\d{3})+|(?:\.\d{3}){2,})(?![\d.])", re.ASCII)
_ROUND = re.compile(r"(?<![\d.])(\d{1,3})\.000(?![\d.%])", re.ASCII)
_SUSPECT = re.compile(r"[<>=≤≥,()\[\]{}]|\d[ .,'’]\d{3}", re.ASCII)
_MAX_LENGTH = 500

Value = TypeVar("Value")


class ExpressionError(Exception):
    """What is wrong in an expression: the stretch (offsets in the text), the fact, the next step.

    Where one word out of several was wanted, `word` is what stands there and `known` gives those that could.
    """

    def __init__(
        self,
        start: int,
        end: int,
        message: str,
        help: str,
        word: str = "",
        known: Callable[[], Collection[str]] = tuple,
    ) -> None:
        super().__init__(message)
        self.start = start
        self.end = end
        self.message = message
        self.help = help
        self.word = word
        self.known = known


class Words:
    """The words of an expression and how far reading has come."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.words = text.split()
        self.at = 0

    @cached_property
    def places(self) -> list[tuple[int, int]]:
        """Where each word starts and ends in the text."""
        return [match.span() for match in _WORD.finditer(self.text)]

    @property
    def word(self) -> str:
        """The next word; empty at the end."""
        return self.words[self.at] if self.at < len(self.words) else ""

    @property
    def start(self) -> int:
        """Where the next word starts."""
        return self.places[self.at][0] if self.at < len(self.words) else len(self.text)

    def ahead(self, count: int) -> str:
        """The next words, joined by single spaces."""
        return " ".join(self.words[self.at : self.at + count])

    def take(self) -> str:
        """Read the next word."""
        word = self.word
        self.at += 1
        return word

    def take_if(self, *phrases: str) -> str:
        """Read one of the phrases if it comes next, and say which."""
        word = self.word
        for phrase in phrases:
            if phrase.startswith(word):
                count = phrase.count(" ") + 1
                if self.ahead(count) == phrase:
                    self.at += count
                    return phrase
        return ""

    def wrong(self, message: str, help: str, *, count: int = 1, back: int = 0) -> ExpressionError:
        """An error about the next words, or the last ones read."""
        first = self.at - back
        if first >= len(self.words):
            return ExpressionError(0, len(self.text), message, help)
        last = min(first + count, len(self.words)) - 1
        return ExpressionError(self.places[first][0], self.places[last][1], message, help)


def parse(text: str, read: Callable[[Words], Value]) -> Value:
    """Read the whole of a text as one expression; raise ExpressionError if anything is wrong or left over."""
    return cast("Value", _parse(text, read))


# Values are immutable, and files say the same few hundred of them over and over.
@lru_cache(maxsize=4096)
def _parse(text: str, read: Callable[[Words], object]) -> object:
    _reject_signs(text)
    words = Words(text)
    value = read(words)
    if words.word:
        raise _left_over(words)
    return value


def _reject_signs(text: str) -> None:
    """Refuse what is no word of any expression: signs, brackets, separators; nearly every text has none of them."""
    if len(text) > _MAX_LENGTH:
        raise ExpressionError(
            0, len(text), f"This value is {len(text)} letters long.", "put prose under `text`; a value is a few words"
        )
    if not _SUSPECT.search(text):
        return
    found = _THOUSANDS.search(text)
    if found:
        plain = re.sub(r"\D", "", found.group())
        raise ExpressionError(
            *found.span(),
            f"`{found.group()}` has separators in it, and a number here has none.",
            f"write `{plain}`; long numbers can be said as `500 thousand` or `2 million`",
        )
    found = _ROUND.search(text)
    if found:
        whole = found.group(1)
        raise ExpressionError(
            *found.span(),
            f"`{found.group()}` is {whole} to some readers and {whole} thousand to others.",
            f"write `{whole}`, `{whole}000` or `{whole} thousand`",
        )
    found = re.search(r"[<>=≤≥]+", text)
    if found:
        word = "at most" if found.group()[0] in "<≤" else "at least"
        raise ExpressionError(
            *found.span(),
            f"`{found.group()}` is a sign, and values are said in words.",
            f"say `{word}`, or for a date `{'no later than' if word == 'at most' else 'no earlier than'}`",
        )
    found = re.search(r"[,()\[\]{}]", text)
    if found:
        raise ExpressionError(
            *found.span(),
            f"`{found.group()}` has no place in a value.",
            "join the parts of a window with `and`; several names go into a list, and `all` and `any` are keys",
        )


def _left_over(words: Words) -> ExpressionError:
    count = len(words.words) - words.at
    if words.word in ("and", "or"):
        return words.wrong(
            f"`{words.word}` cannot join things inside a value.",
            "a value says one thing: facts are joined by `all: [...]` or `any: [...]`, and only a window by `and`",
            count=count,
        )
    return words.wrong(
        f"`{shorten(words.ahead(count))}` is left over after `{shorten(words.text[: words.start])}`.",
        "remove it; what else there is to say has a key of its own, such as `until` or `no_later_than`",
        count=count,
    )


def one_of(words: Words, wanted: str, known: list[str], examples: str) -> ExpressionError:
    """An error that something is missing, or that the next word is not what was wanted."""
    if not words.word:
        return words.wrong(
            f"{wanted} is missing after `{shorten(words.text)}`." if words.text else f"{wanted} is missing.", examples
        )
    error = words.wrong(f"`{shorten(words.word)}` is not {wanted[0].lower()}{wanted[1:]}.", examples)
    return ExpressionError(error.start, error.end, error.message, examples, words.word, lambda: known)
