"""What a page about worth asks for: packages, what is lifted, for whom; and what only the sender is told."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from reconvene.document.load import Document
from reconvene.record.fault import fault
from reconvene.reports.naming import with_called_names
from reconvene.reports.sheet import Sheet, Table
from reconvene.text.spelling import nearest
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit
from reconvene.weighing import Refusal, Search

_LONGEST, _ALL = 3, 100
_SHARE = re.compile(r"\d{1,3}(\.\d+)?", re.ASCII)
PACKAGE, LIFT = "package.", "lift."
"""What the fields of the form begin with: one for each name, so that the address tells every choice."""


@dataclass(frozen=True)
class Choice:
    """A thing that can be chosen: the field of the form, what it is called, and whether it is chosen."""

    field: str
    called: str
    chosen: bool


@dataclass(frozen=True)
class Asking:
    """What the address asks for; `seen` is the text that counts: that of the reader, if one is named."""

    reader: str
    packages: tuple[str, ...]
    lifts: tuple[str, ...]
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def query(self) -> dict[str, str]:
        """The same as the choices of an address, which go along to the twins."""
        chosen = {f"{PACKAGE}{name}": "1" for name in self.packages} | {f"{LIFT}{name}": "1" for name in self.lifts}
        return {**chosen, **({"for": self.reader} if self.reader else {}), **self.more}


def asked(visit: Visit, *more: str) -> Asking:
    """What an address asks for. Raises `RecordFault` for a name that the text does not have."""
    process = visit.subject.document.process
    reader = visit.query.get("for", "")
    known = [*(process.parties or {}), *(process.actors or {})]
    _insist("reader", [reader.split(".", 1)[0]] if reader else [], known)
    packages, lifts = _named(visit.query, PACKAGE), _named(visit.query, LIFT)
    _insist("package", packages, process.packages or {})
    _insist("thing to lift", lifts, [name for _, names in liftable(visit.subject.document) for name in names])
    rest = {key: visit.query[key] for key in more if visit.query.get(key)}
    return Asking(reader, packages, lifts, rest)


def _named(query: Mapping[str, str], begins: str) -> tuple[str, ...]:
    return tuple(key.removeprefix(begins) for key, value in query.items() if key.startswith(begins) and value)


def _insist(noun: str, names: Iterable[str], known: Iterable[str]) -> None:
    listed = list(known)
    for name in names:
        if name not in listed:
            near = nearest(name, listed)
            step = f"did you mean `{near}`?" if near else "choose one on the page"
            raise fault("no-such-choice", noun, f"No {noun} of this text is named `{name[:60]}`.", step)


def liftable(document: Document) -> Iterator[tuple[str, list[str]]]:
    """What can be lifted beside packages, by kind: groups, texts and measures."""
    process = document.process
    for heading, listed in (("Groups", process.groups), ("Texts", process.texts), ("Measures", process.measures)):
        if listed:
            yield heading, list(listed)


SOUGHT = ("size", "ceiling", "dimension", "provisions")
"""What of an address looks for the best and the worst that could be lifted."""


def sought(asking: Asking) -> Search | Refusal | None:
    """What is looked for: sets of a size, or under a ceiling in percent; why not, for what is no number; or nothing."""
    size, ceiling, dimension, provisions = (asking.more.get(key, "").strip() for key in SOUGHT)
    if not size and not ceiling:
        return None
    if size and ceiling:
        return Refusal(
            "A size and a ceiling are two questions.", "ask one at a time: leave one of the two fields empty"
        )
    if size and not (size.isdecimal() and len(size) <= _LONGEST):
        return Refusal(f"`{size[:20]}` is no number of texts.", "write it like 5")
    share = ceiling.removesuffix("%").strip()
    if ceiling and not (_SHARE.fullmatch(share) and float(share) <= _ALL):
        return Refusal(f"`{ceiling[:20]}` is no share.", "write it like 30, in percent")
    return Search(dimension, int(size) if size else None, float(share) / _ALL if share else None, bool(provisions))


def packages_to_choose(visit: Visit, asking: Asking) -> list[Choice]:
    """The packages of the text as boxes of the form."""
    listed = visit.subject.document.process.packages or {}
    return [Choice(f"{PACKAGE}{name}", each.called or name, name in asking.packages) for name, each in listed.items()]


def lifts_to_choose(visit: Visit, asking: Asking) -> list[tuple[str, list[Choice]]]:
    """Groups, texts and measures as boxes of the form."""
    return [
        (heading, [Choice(f"{LIFT}{name}", name.replace("_", " "), name in asking.lifts) for name in names])
        for heading, names in liftable(visit.subject.document)
    ]


def readers_to_choose(visit: Visit) -> list[tuple[str, str]]:
    """Everybody whom a page can be for, with what they are called."""
    process = visit.subject.document.process
    names = [*(process.parties or {}), *(process.actors or {})]
    return sorted(((name, visit.called(name)) for name in names), key=lambda each: each[1].casefold())


def warnings(visit: Visit, asking: Asking, differing: Sequence[str], verb: str = "concludes") -> tuple[str, ...]:
    """What the sender is told, and the reader is not: of what the full text says otherwise."""
    who, parties = visit.called(asking.reader), visit.subject.document.process.parties or {}
    called = {"": "all that presses", **{party: visit.called(party) for party in parties}}
    names = [called.get(name, f"`{name}`") for name in differing]
    return tuple(f"Of {name}, the full text {verb} otherwise than what {who} may see." for name in names)


_NOTHING: Mapping[str, Any] = {
    "above": None,
    "packages": (),
    "lifts": (),
    "readers": (),
    "warned": (),
    "deciding": (),
    "most": 0,
    "written": False,
    "writable": (),
    "in_force": False,
    "draft_seen": "",
    "searching": None,
    "dimensions": (),
}
"""What a page of worth holds where it says nothing else."""


def worth_page(
    visit: Visit, asking: Asking, sheet: Sheet, data: Any, table: Table, seen: Document, **values: Any
) -> Page:
    """The page of a sheet with its form; names are those that the reader knows."""
    shown = with_called_names(sheet, seen.process)
    return Page("worth.html.j2", {**_NOTHING, **values, "page": shown, "asking": asking}, data, table)


def refused(visit: Visit, asking: Asking, refusal: Refusal, **values: Any) -> Page:
    """The page of a question that cannot be answered: the form stays, with why and what to do."""
    told = {**_NOTHING, **values, "page": None, "asking": asking, "refusal": refusal}
    return Page("worth.html.j2", told, {"refused": refusal.message, "next": refusal.next_step})
