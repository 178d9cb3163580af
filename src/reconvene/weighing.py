"""The library for what a package is worth: pressure, accounts, and whether it beats no deal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from reconvene.advice.assess import Assessed as Assessed
from reconvene.advice.assess import assess as assess_packages
from reconvene.advice.assess import differing as differing
from reconvene.clauses.expand import expand
from reconvene.deal.accounts import Accounts as Accounts
from reconvene.deal.accounts import accounts as judge_accounts
from reconvene.deal.asking import Refusal as Refusal
from reconvene.deal.asking import Scales as Scales
from reconvene.deal.asking import Search as Search
from reconvene.deal.asking import weigh_all
from reconvene.document.disclosure import hides, text_for
from reconvene.document.load import Document, load_text
from reconvene.live import clock
from reconvene.process.events import Event
from reconvene.process.visibility import Readers
from reconvene.reports.accounts_picture import render_accounts
from reconvene.reports.written_weighing import scales_svg


def weigh(
    document: Document, lift: Sequence[str] = (), now: date | None = None, *, search: Search | None = None
) -> Scales | Refusal:
    """What lifting some measures is worth as of `now` (the document's `as_of`, else today), by count and by weight.

    `lift` names packages, groups, texts and measures, which are lifted together; without it each package is weighed
    that lifts something. `search` looks for the best and the worst set. A document that cannot be read has no weight:
    `ValueError`.
    """
    return weigh_all(_readable(document), now or document.process.as_of or clock.today(), lift, search)


def accounts(document: Document, now: date | None = None, *, events: Iterable[Event] = ()) -> Accounts:
    """Whose public account holds as of `now` (the document's `as_of`, else today), by which yardstick.

    Statements among `events` that deny each other by then are disputes. A document that cannot be read has none:
    `ValueError`.
    """
    return judge_accounts(_readable(document), now or document.process.as_of or clock.today(), events)


def assess(
    document: Document, packages: Sequence[str] = (), now: date | None = None, *, reader: str | None = None
) -> Assessed | Refusal:
    """Whether one package or two are worth signing as of `now` (the document's `as_of`, else today), and for whom.

    Without names every package that is tabled, or what is in force. With `reader`, from what that reader may see, and
    nothing else. A document that cannot be read has no assessment: `ValueError`.
    """
    seen = seen_by(_readable(document), reader) if reader is not None else _readable(document)
    if not seen.readable:
        why = f"What `{reader}` may see of this file cannot be read by itself."
        return Refusal(why, "let what is sealed be whole things, or give what hangs on it an outer bound")
    return assess_packages(seen, now or seen.process.as_of or clock.today(), packages)


def seen_by(document: Document, reader: str) -> Document:
    """The document as a reader may see it: what is for others is cut out, and what hangs on it is unknown."""
    if not hides(document):
        return document
    return expand(load_text(text_for(document, Readers(document.process, reader).may_read), document.file))


def _readable(document: Document) -> Document:
    if not document.readable:
        raise ValueError("the document has errors; see its findings")
    return document


# A notebook asks an object how it shows itself; what was weighed knows nothing of pictures.
setattr(Accounts, "_repr_svg_", render_accounts)  # noqa: B010
setattr(Scales, "_repr_svg_", scales_svg)  # noqa: B010
