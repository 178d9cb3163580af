"""How an alert reaches somebody: a message that says nothing of what waits, by mail or as a letter to print."""

from __future__ import annotations

import os
import re
import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import format_datetime
from pathlib import Path

from reconvene.live.desk import Desk
from reconvene.live.notices import LETTER, SECONDS, Mail
from reconvene.live.settings import write_whole
from reconvene.process.events import AlertRaised
from reconvene.record.fault import RecordFault
from reconvene.reports.letter_words import content_free, what_waits
from reconvene.reports.letters import reference_of
from reconvene.reports.letters_page import as_page, as_text
from reconvene.reports.letters_view import Addressee, Draft, LetterKind, Letters
from reconvene.reports.naming import actor_called

PASSWORD = "RECONVENE_SMTP_PASSWORD"  # noqa: S105  (the name of a variable)
LETTERS = "letters"
"""Where in its folder a desk lays the letters that somebody prints and hands over."""
_PORTS = {"tls": 465}
_SUBMISSION = 587


class NotDelivered(Exception):
    """An alert did not get through, as far as can be seen; why, in words without any secret."""


@dataclass(frozen=True)
class Message:
    """What goes to somebody: whom, at which address (or by letter), the subject and the words, and a name of its own.

    The name (`Message-ID`) belongs to the alert, so that what is sent twice is one message to a mail program.
    """

    to: Addressee
    address: str
    subject: str
    body: str
    name: str


def message_for(desk: Desk, alert: AlertRaised) -> Message:
    """The message of an alert: the same words to everybody, and nothing of what waits unless the settings say so."""
    notices = desk.settings.notices
    process = desk.shared_document.process
    address = ((notices.to if notices is not None else None) or {}).get(alert.to, LETTER)
    subject, body = content_free(reference_of(process.title or "the process"))
    if notices is not None and notices.says == "what_waits":
        body += "\n" + what_waits(alert.act, alert.stage, alert.until) + "\n"
    return Message(Addressee(alert.to, actor_called(process, alert.to)), address, subject, body, alert.message)


def deliver(desk: Desk, message: Message, now: datetime, environment: Mapping[str, str] = os.environ) -> None:
    """Bring a message to whom it is for. Raises `NotDelivered` with the reason if it cannot be seen to have arrived."""
    notices = desk.settings.notices
    if message.address == LETTER:
        _lay_out(desk, message, desk.day(now))
    elif notices is None or notices.mail is None:
        raise NotDelivered("no mail server is named in the settings of the desk")
    else:
        _send(notices.mail, message, now, _password(desk.folder, notices.mail, environment))


# By mail


def _send(mail: Mail, message: Message, now: datetime, password: str) -> None:
    try:
        letter = _mail(mail, message, now)
        with _connected(mail) as server:
            if mail.user is not None:
                server.login(mail.user, password)
            server.send_message(letter)
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise NotDelivered(f"the mail server refused the address ({code}): {_shown(said)}") from error
    except smtplib.SMTPResponseException as error:
        raise NotDelivered(f"the mail server said {error.smtp_code}: {_shown(error.smtp_error)}") from error
    except (smtplib.SMTPException, OSError, ValueError, MessageError) as error:
        raise NotDelivered(f"`{mail.server}`: {_shown(str(error) or type(error).__name__)}") from error


class _Server(smtplib.SMTP):
    """A server to which nothing is said any more once it has taken a message: how it parts is no matter."""

    def __exit__(self, *_: object) -> None:
        self.close()


class _SecureServer(smtplib.SMTP_SSL):
    def __exit__(self, *_: object) -> None:
        self.close()


def _connected(mail: Mail) -> smtplib.SMTP:
    security = mail.security or "starttls"
    port, seconds = mail.port or _PORTS.get(security, _SUBMISSION), mail.seconds or SECONDS
    if security == "tls":
        return _SecureServer(mail.server, port, timeout=seconds, context=ssl.create_default_context())
    server = _Server(mail.server, port, timeout=seconds)
    if security == "starttls":
        try:
            server.starttls(context=ssl.create_default_context())
        except BaseException:
            server.close()
            raise
    return server


def _mail(mail: Mail, message: Message, now: datetime) -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"], letter["Subject"] = mail.from_, message.address, message.subject
    letter["Date"] = format_datetime(now.astimezone(UTC))
    letter["Message-ID"] = f"<{message.name}@reconvene.invalid>"
    letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: nobody's absence notice answers it
    letter.set_content(message.body)
    return letter


def _password(folder: Path, mail: Mail, environment: Mapping[str, str]) -> str:
    if mail.user is None:
        return ""
    if mail.password_file is None:
        if PASSWORD not in environment:
            raise NotDelivered(f"there is no password: neither `password_file` nor {PASSWORD} is set")
        return environment[PASSWORD]
    try:
        return (folder / mail.password_file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise NotDelivered("the file of the password cannot be read") from error


def _shown(said: bytes | str) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return " ".join(text.split())[:200]


# By letter


def _lay_out(desk: Desk, message: Message, day: date) -> None:
    called = desk.called if desk.settings.called else actor_called(desk.shared_document.process, desk.actor)
    title = desk.shared_document.process.title or "the process"
    paragraphs = tuple((words,) for words in message.body.strip().split("\n\n"))
    sender = Addressee(desk.actor, called)
    subject = message.subject.partition(": ")[2].capitalize()
    draft = Draft(LetterKind.NOTICE, "", "", sender, (message.to,), subject, paragraphs, None, "", ())
    letters = Letters(title, reference_of(title), day, "", "", (draft,), "")
    name = f"{day}-{re.sub(r'[^0-9A-Za-z_-]', '-', message.to.name)}-{message.name[:8]}"
    try:
        write_whole(desk.folder / LETTERS / f"{name}.txt", as_text(letters, draft, message.to).encode())
        write_whole(desk.folder / LETTERS / f"{name}.html", as_page(letters, draft, message.to).encode())
    except RecordFault as error:
        raise NotDelivered(error.finding.message) from error
