"""How a desk tells people that something waits for them: by mail or by a letter to print; part of its settings."""

from __future__ import annotations

from reconvene.document.reader import Reader
from reconvene.document.shape import MapOf, OneOf, Record, RecordOf, Text, Whole, record, slot

LETTER = "letter"
"""In place of an address: a letter is laid out for somebody to print and hand over."""
ENOUGH_DAYS = 1
"""So many days an alert may stay unacknowledged before the next in line is told, where the settings do not say."""
SECONDS = 30
"""So long a mail server may take for each answer, where the settings do not say."""


@record
class Mail(Record):
    """The mail server that alerts go through. Its password is in no file of the settings."""

    server: str = slot(Text(), "its name or address", required=True)
    port: int | None = slot(Whole(1), "its port; 587, or 465 with `security: tls`, if left out")
    security: str | None = slot(OneOf("starttls", "tls", "none"), "how the line is secured; starttls if left out")
    from_: str = slot(Text(), "the address that mail comes from", required=True)
    user: str | None = slot(Text(), "the name to log in with; nobody logs in if left out")
    password_file: str | None = slot(
        Text(), "a file that holds the password alone; else it is read from RECONVENE_SMTP_PASSWORD"
    )
    seconds: int | None = slot(Whole(1), "how long the server may take for an answer (30)")


@record
class Notices(Record):
    """Whom the desk tells that something waits for them, how, and how long it waits for an answer."""

    to: dict[str, str] | None = slot(
        MapOf(Text()), "by actor, the mail address, or `letter` for a page to print; the desk itself is told too"
    )
    mail: Mail | None = slot(RecordOf(Mail), "the mail server")
    acknowledged_within: int | None = slot(Whole(1), "after so many days of silence the next in line is told (1)")
    says: str | None = slot(OneOf("nothing", "what_waits"), "what alerts say of what waits; nothing if left out")

    def examine(self, reader: Reader) -> None:
        """An address needs a server."""
        written = [name for name, address in (self.to or {}).items() if address != LETTER]
        if written and self.mail is None:
            said = f"`{written[0]}` is to be told by mail, and no mail server is named."
            reader.wrong_value(self.value_span("to"), said, f"add `mail:`, or write `{LETTER}`")
        for name in written:
            if "@" not in (self.to or {})[name]:
                said = f"`{(self.to or {})[name]}` is no mail address."
                reader.wrong_value(self.value_span("to"), said, f"write an address with `@`, or `{LETTER}`")
