"""Letters as text, as a printable page each, and as data."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from reconvene.reports.letter_words import content_free
from reconvene.reports.letters_view import Addressee, Blank, Draft, LetterKind, Letters, Sentence
from reconvene.reports.markup import render
from reconvene.text.render import printable

FORMAT_VERSION = 1
_WIDTH = 78


def as_text(letters: Letters, draft: Draft, addressee: Addressee) -> str:
    """A letter as plain text. Beside the line that names its addressee it is the same, byte for byte, for everybody."""
    head = [f"{name + ':':<11}{value}" for name, value in heading(letters, draft, addressee)]
    body = ["\n".join(_wrapped(_words(paragraph))) for paragraph in draft.paragraphs]
    return "\n\n".join(["\n".join(head), draft.subject, *body]) + "\n"


def heading(letters: Letters, draft: Draft, addressee: Addressee) -> Iterator[tuple[str, str]]:
    """The lines over a letter: its reference, day, sender and addressee; a statement has a speaker alone."""
    if draft.blanks:
        count = len(draft.blanks)
        yield "Draft", f"{count} {'blank' if count == 1 else 'blanks'} to fill in before it is sent"
    yield "Reference", letters.reference
    yield "Date", f"{letters.dated.isoformat()}{f' ({letters.zone})' if letters.zone else ''}"
    if draft.sender is None:
        yield "Said by", addressee.called
        return
    yield "From", f"[{draft.sender.what}]" if isinstance(draft.sender, Blank) else draft.sender.called
    yield "To", addressee.called


def as_page(letters: Letters, draft: Draft, addressee: Addressee) -> str:
    """A letter as one page to print; what is blank is marked."""
    lines = tuple(heading(letters, draft, addressee))
    return render("letter.html.j2", draft=draft, heading=lines, is_blank=lambda part: isinstance(part, Blank))


def for_sender(letters: Letters) -> str:
    """What whoever sends the letters must know, and nobody else reads."""
    lines = [f"For whoever sends these letters, and for nobody else. {letters.reference}: {letters.title}"]
    if letters.why_none:
        lines += ["", *_wrapped(letters.why_none)]
    for draft in letters.drafts:
        to = "said by" if draft.kind is LetterKind.STATEMENT and draft.sender is None else "to"
        due = f", no later than {draft.due.isoformat()}" if draft.due is not None else ""
        lines += ["", f"{draft.kind.value.capitalize()}, in the stage {draft.stage}{due}"]
        lines += _wrapped(f"- {to} {', '.join(each.called for each in draft.addressees)}", "  ")
        lines += [line for blank in draft.blanks for line in _wrapped(f"- Fill in {blank}.", "  ")]
        lines += [line for said in draft.for_sender for line in _wrapped(f"- {said}", "  ")]
    return "\n".join(lines) + "\n"


def as_json(letters: Letters) -> str:
    """The letters as JSON: `{"version": 1, "letters": {...}}`; a blank is `{"blank": ...}`, a day not known null."""
    subject, body = content_free(letters.reference)
    data = {
        "version": FORMAT_VERSION,
        "letters": {
            "title": letters.title,
            "reference": letters.reference,
            "dated": letters.dated.isoformat(),
            "zone": letters.zone or None,
            "stage": letters.stage or None,
            "why_none": letters.why_none or None,
            "drafts": [_draft(draft) for draft in letters.drafts],
            "content_free": {"subject": subject, "body": body},
        },
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _draft(draft: Draft) -> dict[str, Any]:
    sender = draft.sender
    return {
        "kind": str(draft.kind),
        "act": draft.act,
        "stage": draft.stage,
        "from": sender.name if isinstance(sender, Addressee) else None,
        "to": [each.name for each in draft.addressees],
        "subject": draft.subject,
        "paragraphs": [
            [part if isinstance(part, str) else {"blank": part.what} for part in paragraph]
            for paragraph in draft.paragraphs
        ],
        "blanks": list(draft.blanks),
        "due": draft.due.isoformat() if draft.due is not None else None,
        "seen_by": draft.seen_by or None,
        "for_sender": list(draft.for_sender),
    }


def files(letters: Letters) -> dict[str, bytes]:
    """The letters as files, by name: each as text and as a page, the open message, and what only the sender reads."""
    found: dict[str, str] = {"for-the-sender.txt": for_sender(letters)}
    for place, draft in enumerate(letters.drafts, 1):
        for addressee in draft.addressees:
            name = f"{place}-{draft.kind}-{re.sub(r'[^0-9A-Za-z_-]', '-', addressee.name)}"
            found[f"{name}.txt"] = as_text(letters, draft, addressee)
            found[f"{name}.html"] = as_page(letters, draft, addressee)
    if letters.drafts:
        subject, body = content_free(letters.reference)
        found["open-message.txt"] = f"Subject: {subject}\n\n{body}"
    return {name: text.encode() for name, text in found.items()}


def _words(paragraph: Sentence) -> str:
    return "".join(part if isinstance(part, str) else f"[{part.what}]" for part in paragraph)


def _wrapped(text: str, hang: str = "") -> list[str]:
    """Lines of at most so many letters; what a file says is made of letters that can be seen."""
    lines: list[str] = []
    line = ""
    for word in printable(text).split():
        if line and len(line) + 1 + len(word) > _WIDTH:
            lines.append(line)
            line = f"{hang}{word}"
        else:
            line = f"{line} {word}" if line.strip() else f"{line}{word}"
    return [*lines, line]
