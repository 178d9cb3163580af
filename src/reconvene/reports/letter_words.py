"""The sentences of the letters of the way back.

None attributes fault, names a party, or says why talks paused; each letter is without prejudice, in the form of an
ordinary notice, and the same to all (face-saving constraints FC1, FC3, FC4, FC7 and FC8). Who reads it may be somebody
for whom it must not be an answer to the other side: a cover is said in words, and whose vow it covers is not.
"""

from __future__ import annotations

from datetime import date

from reconvene.reports.letters_view import Blank, LetterKind, Sentence

SUBJECTS = {
    LetterKind.NOTICE: "Notice",
    LetterKind.INVITATION: "Invitation to a session of all parties",
    LetterKind.DECLARATION: "Invitation by a third party",
    LetterKind.STATEMENT: "Statement",
}
WITHOUT_PREJUDICE = (
    "This is without prejudice to the position of any party. Neither it nor any answer to it is an admission, "
    "a concession or a change of any stated position, and neither may be cited as one."
)
ALL_ALIKE = (
    "This letter goes at the same hour and in the same words to every party, and to everyone who holds a role on the "
    "way back."
)
PARTIES_ALIKE = "This letter goes at the same hour and in the same words to every party."
RECEIPT = "Please confirm that you have received it. To confirm receipt commits to nothing."
CONFIDENTIAL = (
    "This letter is meant for those to whom it is addressed. Whoever of them is asked about it answers, as all others "
    "do: contacts take place as the text provides, and nothing is said of any of them."
)
OPEN = "These words may be made public, as a whole."
COVERS = {
    "third_party_invitation": (
        "This invitation comes from a third party. To accept it is to answer that third party: it is no request by "
        "whoever accepts it, and no step taken before anybody else's."
    ),
    "simultaneous_statement": (
        "This is said by all at the same hour. Nobody says it first, and it holds only if all say it."
    ),
    "calendar_duty": (
        "To attend is a duty that the text lays on all alike. Whoever attends performs that duty, and does nothing "
        "else by it."
    ),
    "humanitarian_ground": "It is on humanitarian grounds alone, and decides nothing else.",
}
"""What a cover is in words, as it may stand in a letter to everybody."""


def opening(kind: LetterKind, title: str, day: date | None, due: date | None, venue: str) -> Sentence:
    """What a letter is about, with blanks for the day and the place where nobody has fixed them."""
    match kind:
        case LetterKind.NOTICE:
            said = f"This notice is given under {title}. It is a step that the text itself provides for"
            return (f"{said}, in the form of every notice under it.",)
        case LetterKind.DECLARATION:
            return (f"We invite all parties to {title} to meet again, and invite them all at once.",)
        case LetterKind.STATEMENT:
            said = f"We are ready to meet again as {title} provides"
            return (f"{said}. We say so at the same hour and in the same words as every other party to it.",)
        case LetterKind.INVITATION:
            last = f", no later than {due.isoformat()}" if due is not None else ""
            when: str | Blank = day.isoformat() if day is not None else Blank(f"the day{last}")
            place: str | Blank = venue or Blank("the place: neutral, or acceptable to all")
            said = f"A session of all parties is convened, as {title} provides, on "
            return (said, when, ". It is held at ", place, ".")


def of_the_session(quorum: str) -> str:
    """How a session that is convened goes on, whoever comes."""
    held = "It is held on its day with whoever has come, and its record says who came. "
    agenda = "The date of the next session is an item of its agenda; each party may add others."
    return held + agenda if quorum == "whoever_came" else agenda


def covers_in_words(covers: tuple[str, ...]) -> tuple[str, ...]:
    """What the acts of a stage cover, each in words that name nobody."""
    return tuple(COVERS.get(cover, f"It is done on this ground: {cover.replace('_', ' ')}.") for cover in covers)


def content_free(reference: str) -> tuple[str, str]:
    """The subject and the words of a message that may go by open mail: nothing in it says what waits, or how long."""
    said = (
        f"Something of the process {reference} waits for you. It is not in this message.",
        "Please look at it where you keep the papers of the process, and confirm that you have seen it.",
        "Everyone who gets such a message gets it in these words.",
    )
    return f"{reference}: something waits for you", "\n\n".join(said) + "\n"


def what_waits(act: str, stage: str, until: date | None) -> str:
    """The line that says what waits, for those who chose that messages may."""
    last = f", no later than {until.isoformat()}" if until is not None else ""
    return f"What waits: {act.replace('_', ' ')}, in the stage {stage.replace('_', ' ')}{last}."
