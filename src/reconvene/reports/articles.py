"""The text as articles for people to read: chapters, one article for each item, names and defined terms as links."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from reconvene.document.load import Document
from reconvene.document.meaning import SHORT, Part, is_prose, items_of, members_of, names_in, parts_of, show
from reconvene.document.obligation import Obligation
from reconvene.document.shape import Record, attribute
from reconvene.reports.naming import actor_called, spoken
from reconvene.reports.sheet import Table

CHAPTERS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("who", "Who takes part", ("parties", "actors", "roles", "bodies")),
    ("days", "Days and phases", ("days", "phases")),
    ("owed", "What is owed", ("obligations",)),
    ("alone", "Steps that one side takes alone", ("initiatives",)),
    ("decided", "What is decided, and how", ("choices", "gates", "extensions", "delegations", "sequences")),
    ("disputes", "Disputes and remedies", ("disputes", "remedies")),
    ("return", "The way back to the table", ("return",)),
    ("meetings", "Meetings", ("channels", "sessions", "reviews", "consultations", "calendar")),
    ("table", "What is on the table", ("packages", "issues")),
    ("pressure", "What presses, and what moves", ("measures", "flows", "counters", "items", "threats", "paths")),
    ("public", "Words in public", ("vows", "red_lines", "covers", "accounts")),
    ("terms", "What words mean", ("terms", "acts", "groups", "units")),
    ("texts", "Other texts", ("texts", "statements", "annexes")),
    ("sources", "Sources", ("sources",)),
)
"""The chapters, in their order: the anchor of each, its heading, and the sections that it is made of."""

_LABELS = {
    "by": "Whose it is",
    "to": "Towards whom",
    "within": "By when",
    "after": "Only after",
    "before": "Before",
    "brings": "Brings",
    "verified": "How it is verified",
    "in_return_for": "In return for",
    "in_step_with": "In step with",
    "if_missed": "If it is missed",
    "if_contested": "If it is contested",
    "from": "From",
    "until": "Until",
    "source": "Sources",
    "visible_to": "Only for",
}
_HEAD = {"as_of": "As of", "version": "Draft", "final_date": "Final date", "end_state": "It ends in"}
_LEFT_OUT = ("text", "called", "title", "article", "unverified", "about")
_QUIET = ("source", "unverified", "article")
"""Keys that are not told of what stands within something else."""
_TIES = ("in_return_for", "in_step_with", "after", "before", "same_day")
_WORD = re.compile(r"[A-Za-z]\w*(?:\.\w+)*")
_MOST_BACK = 12


@dataclass(frozen=True)
class Piece:
    """Some words, and where they lead: an anchor of the page, or nowhere."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """One thing that an article says besides its words."""

    label: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Article:
    """An item as an article: its anchor, its number in the text, its heading, its words, and what else it says.

    `named_by` are the articles that name it in return, in step, or as what comes first.
    """

    anchor: str
    number: str
    heading: str
    words: tuple[Piece, ...]
    facts: tuple[Fact, ...]
    named_by: tuple[Piece, ...]
    unverified: bool


@dataclass(frozen=True)
class Chapter:
    """Articles under a heading."""

    anchor: str
    heading: str
    articles: tuple[Article, ...]


@dataclass(frozen=True)
class Articles:
    """The whole text."""

    title: str
    about: str
    facts: tuple[Fact, ...]
    chapters: tuple[Chapter, ...]

    @property
    def table(self) -> Table:
        """The articles as a table: chapter, number, name, heading, words."""
        rows = tuple(
            (chapter.heading, each.number, each.anchor, each.heading, "".join(piece.text for piece in each.words))
            for chapter in self.chapters
            for each in chapter.articles
        )
        return Table("Articles", ("Chapter", "Article", "Name", "Heading", "Words"), rows)


@dataclass
class _Writing:
    """What is needed to write any article: the document, what every name is called, and who names whom."""

    document: Document
    terms: Mapping[str, str]
    anchors: Collection[str]
    back: dict[str, dict[str, None]] = field(default_factory=dict)

    def piece(self, word: str) -> Piece:
        """A word of the file: what it names is a link under what it is called."""
        found = self.document.names.find(word)
        if found is None or "." in found[0].path:
            return Piece(word)
        named, rest = found
        if named.path not in self.anchors:
            return Piece(word.replace("_", " "))
        actor = named.family == "actor"
        called = actor_called(self.document.process, named.path) if actor else named.path.replace("_", " ")
        return Piece(f"{called}: {rest.replace('_', ' ')}" if rest else called, f"#{named.path}")

    def words_of(self, shown: str) -> tuple[Piece, ...]:
        """A value in the words of the file, its names as links."""
        return tuple(_joined(self._split(shown, _WORD, self.piece)))

    def tell(self, part: Part) -> tuple[Piece, ...]:
        """A value with its keys as words: what the file has in braces and brackets is told one after the other."""
        return tuple(_joined(self._told(part)))

    def _told(self, part: Part) -> Iterator[Piece]:
        value = part.value
        if part.unsaid or not isinstance(value, Record | dict | tuple):
            shown = part.unsaid or show(part)
            yield from self.prose(shown) if is_prose(part) and not part.unsaid else self.words_of(shown)
            return
        if isinstance(value, Record):
            own = {key: each for key, each in parts_of(value).items() if key not in _QUIET}
            bare = SHORT.get(type(value))
            listed = [("" if key == bare else f"{key.replace('_', ' ')} ", each) for key, each in own.items()]
        elif isinstance(value, dict):
            listed = [(f"{self._key(name)}: ", each) for name, each in items_of(part).items()]
        else:
            listed = [("", each) for each in members_of(part)]
        for number, (words, each) in enumerate(listed):
            yield Piece((", " if isinstance(value, tuple) else "; ") * (number > 0) + words)
            yield from self._told(each)

    def _key(self, name: str) -> str:
        """A key as people say it: an actor by what it is called."""
        found = self.document.names.find(name)
        is_actor = found is not None and found[0].family == "actor"
        return actor_called(self.document.process, name) if is_actor else name.replace("_", " ")

    def prose(self, text: str) -> tuple[Piece, ...]:
        """Words for people; the terms that the text defines lead to what they mean."""
        if not self.terms:
            return (Piece(text),)
        pattern = re.compile(r"\b(" + "|".join(map(re.escape, self.terms)) + r")\b", re.IGNORECASE)
        return tuple(_joined(self._split(text, pattern, lambda word: Piece(word, f"#{self.terms[word.casefold()]}"))))

    @staticmethod
    def _split(text: str, pattern: re.Pattern[str], made: object) -> Iterator[Piece]:
        assert callable(made)
        reached = 0
        for found in pattern.finditer(text):
            yield Piece(text[reached : found.start()])
            yield made(found.group())
            reached = found.end()
        yield Piece(text[reached:])


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces with plain words that stand together as one."""
    waiting = ""
    for piece in pieces:
        if piece.href:
            if waiting:
                yield Piece(waiting)
                waiting = ""
            yield piece
        else:
            waiting += piece.text
    if waiting:
        yield Piece(waiting)


def articles(document: Document) -> Articles:
    """A readable document as articles, its clauses spelled out."""
    process = document.process
    terms = {name.replace("_", " ").casefold(): name for name in process.terms or {} if len(name) > 3}
    sections = [getattr(process, attribute(key)) for _, _, keys in CHAPTERS for key in keys]
    anchors = {name for held in sections if isinstance(held, dict) for name in held}
    writing = _Writing(document, terms, anchors)
    for name, duty in (process.obligations or {}).items():
        for key in _TIES:
            part = parts_of(duty).get(key)
            for named in names_in(part) if part is not None else ():
                writing.back.setdefault(named.split(".", 1)[0], {})[name] = None
    chapters = (_chapter(writing, anchor, heading, sections) for anchor, heading, sections in CHAPTERS)
    parts = parts_of(process)
    facts = [Fact(label, writing.tell(parts[key])) for key, label in _HEAD.items() if key in parts]
    return Articles(
        process.title or "A process",
        process.about or "",
        tuple(facts),
        tuple(each for listed in chapters for each in listed if each.articles),
    )


def _chapter(writing: _Writing, anchor: str, heading: str, sections: tuple[str, ...]) -> list[Chapter]:
    process = writing.document.process
    if sections == ("obligations",):
        return _duties(writing, anchor, heading)
    found: list[Article] = []
    for key in sections:
        held = getattr(process, attribute(key))
        if isinstance(held, Record):
            found.append(_article(writing, key, held, heading))
        for name, record in (held or {}).items() if isinstance(held, dict) else ():
            found.append(_article(writing, name, record, ""))
    return [Chapter(anchor if anchor != "return" else "way-back", heading, tuple(found))]


def _duties(writing: _Writing, anchor: str, heading: str) -> list[Chapter]:
    """The obligations, those of each phase together where the text has phases, then all others."""
    process = writing.document.process
    duties, told = process.obligations or {}, set()
    chapters = []
    for name, phase in (process.phases or {}).items():
        groups = process.groups or {}
        steps = [one for step in phase.steps or () for one in groups.get(step, (step,))]
        own = [step for step in dict.fromkeys(steps) if step in duties and step not in told]
        told.update(own)
        listed = tuple(_article(writing, step, duties[step], "") for step in own)
        chapters.append(Chapter(f"{anchor}-{name}", f"{heading}: {spoken(name).lower()}", listed))
    rest = tuple(_article(writing, name, duty, "") for name, duty in duties.items() if name not in told)
    return [*chapters, Chapter(anchor, f"{heading}, at any time" if told else heading, rest)]


def _article(writing: _Writing, name: str, record: object, heading: str) -> Article:
    if not isinstance(record, Record):
        listed = ", ".join(map(str, record)) if isinstance(record, tuple) else str(record)
        return Article(name, "", spoken(name), writing.words_of(listed), (), (), unverified=False)
    parts = parts_of(record)
    called = _said(record, "called", "title")
    words = _said(record, "text", "about")
    left_out = _LEFT_OUT if _said(record, "about") or "about" not in parts else _LEFT_OUT[:-1]
    own = _sentence(writing, record) if not words and isinstance(record, Obligation) else ()
    facts = (_fact(writing, key, part) for key, part in parts.items() if key not in left_out)
    return Article(
        name,
        _said(record, "article"),
        _begun(heading or called or spoken(name)),
        writing.prose(words) if words else own,
        tuple(each for each in facts if each.pieces),
        tuple(writing.piece(each) for each in list(writing.back.get(name, {}))[:_MOST_BACK]),
        bool(getattr(record, "is_unverified", False)),
    )


def _said(record: Record, *keys: str) -> str:
    """The first of these keys that holds words."""
    return next((value for key in keys if isinstance(value := getattr(record, key, None), str) and value), "")


def _fact(writing: _Writing, key: str, part: Part) -> Fact:
    return Fact(_LABELS.get(key, key.replace("_", " ").capitalize()), writing.tell(part))


def _sentence(writing: _Writing, duty: Obligation) -> tuple[Piece, ...]:
    """What is owed in a sentence, where the text itself has no words for it."""
    parts = parts_of(duty)
    what = next(
        (parts[key] for key in ("brings", "toward", "act", "forbids", "limits", "question") if key in parts), None
    )
    verb = {"forbear": "refrains from", "limit": "keeps to a limit on", "allow": "allows", "pay": "pays"}.get(
        duty.kind or "act", "owes"
    )
    by = show(parts["by"]) if "by" in parts else "somebody who is not named"
    to = f" to {show(parts['to'])}" if "to" in parts else ""
    told = writing.words_of(f"{by} {verb} {show(what) if what is not None else spoken(duty.name).lower()}{to}.")
    return (replace(told[0], text=_begun(told[0].text)), *told[1:])


def _begun(words: str) -> str:
    """Words as they begin a line."""
    return f"{words[:1].upper()}{words[1:]}"
