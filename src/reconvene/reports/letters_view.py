"""Letters of the way back as frozen data: the same words to all, what is blank, and what only the sender reads."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class LetterKind(StrEnum):
    """What a letter is."""

    NOTICE = "notice"
    INVITATION = "invitation"
    DECLARATION = "declaration"
    STATEMENT = "statement"


@dataclass(frozen=True, slots=True)
class Blank:
    """What nobody has fixed yet, and whoever sends the letter fills in: never guessed."""

    what: str


Sentence = tuple[str | Blank, ...]
"""Words with their blanks; a paragraph is one of these."""


@dataclass(frozen=True, slots=True)
class Addressee:
    """To whom a letter goes, or who says a statement: the name in the file, and what they are called."""

    name: str
    called: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One text for everybody it goes to.

    Nothing in `subject` and `paragraphs` depends on the addressee or names a party. `sender` is None for a statement,
    which each of `addressees` says for itself, and blank where nobody who could send it is there. `for_sender` goes to
    nobody else: who stands in for whom, which vow is covered, what must be filled in.
    """

    kind: LetterKind
    act: str
    stage: str
    sender: Addressee | Blank | None
    addressees: tuple[Addressee, ...]
    subject: str
    paragraphs: tuple[Sentence, ...]
    due: date | None
    seen_by: str
    for_sender: tuple[str, ...]

    @property
    def blanks(self) -> tuple[str, ...]:
        """What must be filled in before it is sent."""
        inside = [part.what for paragraph in self.paragraphs for part in paragraph if isinstance(part, Blank)]
        first = [self.sender.what] if isinstance(self.sender, Blank) else []
        return tuple(dict.fromkeys([*first, *inside]))


@dataclass(frozen=True, slots=True)
class Letters:
    """What a stage of the way back sends: its drafts, the day and the zone that they are dated by, and a reference.

    The reference is made of the title of the process alone. Who has a letter of the process knows it; to others it says
    nothing, so that an open message can name it.
    """

    title: str
    reference: str
    dated: date
    zone: str
    stage: str
    drafts: tuple[Draft, ...]
    why_none: str = ""
