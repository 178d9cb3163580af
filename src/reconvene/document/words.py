"""The texts and what they mean: sources, statements, incorporated texts, annexes, languages, defined terms, acts."""

from __future__ import annotations

from typing import Any

from reconvene.document.expressions import Moment, Window
from reconvene.document.kinds import (
    ACTORS,
    DATE,
    LABELS,
    PLAIN_MOMENT,
    PROSE,
    WINDOW,
    Item,
)
from reconvene.document.obligation import Deliberate
from reconvene.document.reader import Reader
from reconvene.document.shape import Label, ListOf, MapOf, OneOf, RecordOf, Ref, record, slot


@record
class Source(Item):
    """Where something was read, and how good a witness it is."""

    title: str | None = slot(PROSE, "what it is")
    publisher: str | None = slot(PROSE, "who published it")
    url: str | None = slot(PROSE, "where it can be read")
    dated: Any = slot(DATE, "its date")
    read: Any = slot(DATE, "when it was read")
    grade: str | None = slot(
        OneOf("primary", "secondary", "weak"),
        "primary: the act itself or its author; secondary: a report; weak: a copy, a blog, a transcript",
        required=True,
    )
    says: str | None = slot(PROSE, "the words that matter")


@record
class Statement(Item):
    """A text that one side issued in its own name."""

    by: str | None = slot(Ref("actor"), "whose it is")
    dated: Any = slot(DATE, "when")
    language: str | None = slot(Label(), "in which language")


@record
class IncorporatedText(Item):
    """Another text that this one builds on: as it stood on a day, or as amended from time to time."""

    title: str | None = slot(PROSE, "what it is called")
    by: str | None = slot(Ref("actor", "body"), "who adopted it")
    dated: Any = slot(DATE, "when it was adopted")
    as_of: Any = slot(PROSE, "the day whose wording holds, or `moving`")
    hash: str | None = slot(PROSE, "the seal of its wording")
    uses: tuple[str, ...] | None = slot(ListOf(PROSE), "the provisions that are used")
    about: str | None = slot(PROSE, "what it does, in a sentence")
    prevails: tuple[str, ...] | None = slot(ListOf(Ref("text"), lone=True), "the texts it prevails over")


@record
class Annex(Item):
    """A part of the text that only some may read."""

    existence: str | None = slot(OneOf("public", "hidden"), "whether others may know that it exists")
    seal: str | None = slot(PROSE, "the hash that proves later what it said")
    defines: tuple[str, ...] | None = slot(ListOf(Ref("any", "fact")), "the facts and terms that it fixes")

    def examine(self, reader: Reader) -> None:
        """That nobody may know of it is kept as said; nothing is hidden because of it in this version."""
        Item.examine(self, reader)
        if self.existence == "hidden":
            reader.not_computed(self.value_span("existence"), "`existence: hidden`")


@record
class Languages(Item):
    """The languages of the text: which are authentic, which prevails, what a difference means."""

    authentic: tuple[str, ...] | None = slot(LABELS, "the languages of equal force")
    working: tuple[str, ...] | None = slot(LABELS, "the languages of translations")
    prevails: str | None = slot(Label(), "the one that prevails, or `none`")
    on_difference: str | None = slot(Label(), "what a difference is treated as, such as `terms`")


@record
class Reading(Item):
    """How one party reads a term; an account, not the term."""

    includes: tuple[str, ...] | None = slot(LABELS, "what is in")
    excludes: tuple[str, ...] | None = slot(LABELS, "what is out")
    dated: Any = slot(DATE, "when it said so")


@record
class Term(Item):
    """A defined term: what is in, what is out, what is left open, and who reads it how."""

    means: str | None = slot(PROSE, "the definition, in words")
    includes: tuple[str, ...] | None = slot(LABELS, "what is in")
    excludes: tuple[str, ...] | None = slot(LABELS, "what is out")
    open: Any = slot(LABELS, "what is left open")
    readings: dict[str, Reading] | None = slot(MapOf(RecordOf(Reading), keys=("actor",)), "who reads it how")
    deliberate: Deliberate | None = slot(
        RecordOf(Deliberate), "by when the open part is settled, and what holds if not"
    )
    public: Window | None = slot(WINDOW, "the outer bound that everybody may know")
    exact_in: str | None = slot(Ref("annex"), "the sealed text that fixes it")
    since: Moment | None = slot(PLAIN_MOMENT, "from when this version holds")


@record
class ActClass(Item):
    """A class of act: what wider classes it belongs to, who does it, before whom, towards whom."""

    is_a: tuple[str, ...] | None = slot(ListOf(Ref("act"), lone=True), "the wider classes it belongs to")
    actor: tuple[str, ...] | None = slot(ACTORS, "who does it, if only some can")
    audience: str | None = slot(OneOf("public", "private", "either"), "whether it is seen")
    direction: str | None = slot(OneOf("toward", "away", "neither"), "whether it moves toward the other side")
