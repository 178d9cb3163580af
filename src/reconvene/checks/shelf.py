"""The shelf of checks: what a check is, how one is put there, and how its answers become findings.

A check is one decorated function. Its name is its id, its module its family, its docstring its page, and the Fails,
Passes and Cannot tell examples on that page run as its tests. The words of its findings stand beside it, whole.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from textwrap import dedent

from reconvene.checks.draft import Draft
from reconvene.text.finding import Finding, Fix, MissingFact, Reason, Severity, Verdict
from reconvene.text.span import Span


@dataclass(frozen=True)
class Answer:
    """What a check found at one place: which of its sentences applies, the values in it, and why."""

    says: str
    span: Span
    about: str = ""
    because: tuple[Reason, ...] = ()
    fixes: tuple[Fix, ...] = ()
    missing: tuple[MissingFact, ...] = ()
    severity: Severity | None = None
    values: dict[str, str] = field(default_factory=dict)


def told_once(answers: Iterable[Answer]) -> Iterator[Answer]:
    """Of answers that say the same, the first: its reasons and fixes are those of all, so that one fix mends all."""
    found: dict[object, Answer] = {}
    for answer in answers:
        key = (answer.says, answer.about, answer.severity, tuple(answer.values.items()))
        first = found.get(key)
        if first is None:
            found[key] = answer
            continue
        pairs = zip(first.fixes, answer.fixes, strict=False)
        fixes = (Fix(one.title, tuple(dict.fromkeys((*one.edits, *other.edits)))) for one, other in pairs)
        because = dict.fromkeys((*first.because, *answer.because))
        found[key] = replace(first, because=tuple(because), fixes=tuple(fixes))
    yield from found.values()


Ask = Callable[[Draft], Iterator[Answer]]


@dataclass(frozen=True)
class Sentence:
    """One thing that a check can say, with the next step; both are templates over the answer's values."""

    message: str
    help: str


@dataclass(frozen=True)
class Check:
    """A question with its words: `index` points into the catalogue, `family` is the module it lives in."""

    id: str
    index: str
    family: str
    severity: Severity
    title: str
    page: str
    sentences: dict[str, Sentence]
    precedent: str
    ask: Ask

    def findings(self, draft: Draft) -> Iterator[Finding]:
        """What the check finds in a draft; nothing means that it passes."""
        for answer in self.ask(draft):
            sentence = self.sentences[answer.says]
            yield Finding(
                id=self.id,
                severity=answer.severity or self.severity,
                message=sentence.message.format(**answer.values),
                span=answer.span,
                verdict=Verdict.CANNOT_TELL if answer.missing else Verdict.FAILS,
                help=sentence.help.format(**answer.values),
                because=answer.because,
                missing=answer.missing,
                precedent=self.precedent,
                fixes=answer.fixes,
                about=answer.about,
                says=answer.says,
                fields=answer.values,
            )

    @property
    def examples(self) -> list[tuple[str, str]]:
        """The examples on the page, each with its heading: `Fails`, `Passes` or `Cannot tell`."""
        found = re.findall(
            r"^## (Fails|Passes|Cannot tell)[^\n]*\n(.*?)(?=^## |\Z)", self.page, re.MULTILINE | re.DOTALL
        )
        return [
            (heading, example)
            for heading, body in found
            for example in re.findall(r"```yaml\n(.*?)```", body, re.DOTALL)
        ]


SHELF: dict[str, Check] = {}
"""Every check by its id, in the order of the catalogue."""


def check(index: str, severity: Severity, precedent: str, **sentences: tuple[str, str]) -> Callable[[Ask], Ask]:
    """Put a function on the shelf. Each keyword is a sentence it can say: (message, next step)."""

    def put(ask: Ask) -> Ask:
        name = ask.__name__.replace("_", "-")
        page = dedent("    " + (ask.__doc__ or "")).strip()
        SHELF[name] = Check(
            id=name,
            index=index,
            family=ask.__module__.rsplit(".", 1)[-1],
            severity=severity,
            title=page.split("\n", 1)[0],
            page=page,
            sentences={key: Sentence(*words) for key, words in sentences.items()},
            precedent=" ".join(precedent.split()),
            ask=ask,
        )
        return ask

    return put
