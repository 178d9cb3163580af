"""The library for what a package is worth: pressure, accounts, whether it beats no deal, and who must be heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import overload

from reconvene.advice.assess import Assessed as Assessed
from reconvene.advice.assess import assess as assess_packages
from reconvene.advice.assess import differing as differing
from reconvene.advice.consult import Consulted as Consulted
from reconvene.advice.consult import consult as consult_on
from reconvene.advice.consult import differing_consultations as differing_consultations
from reconvene.advice.sequence import CHUNKS
from reconvene.advice.sequence import Sequenced as Sequenced
from reconvene.advice.sequence import differing_sides as differing_sides
from reconvene.advice.sequence import sequence as order_exchange
from reconvene.cases.shelf import name_for
from reconvene.clauses.expand import expand
from reconvene.deal.accounts import Accounts as Accounts
from reconvene.deal.accounts import accounts as judge_accounts
from reconvene.deal.asking import Refusal as Refusal
from reconvene.deal.asking import Scales as Scales
from reconvene.deal.asking import Search as Search
from reconvene.deal.asking import weigh_all
from reconvene.deal.differing import differing_claims as differing_claims
from reconvene.deal.differing import differing_weights as differing_weights
from reconvene.deal.hearing import heard_in
from reconvene.document.disclosure import text_for
from reconvene.document.load import Document, load_text
from reconvene.live import clock
from reconvene.process.events import Event
from reconvene.process.fold import fold
from reconvene.process.visibility import Readers, visible
from reconvene.reports.accounts_picture import render_accounts
from reconvene.reports.sequence_picture import render_exposure
from reconvene.reports.written_weighing import scales_svg


def weigh(
    document: Document,
    lift: Sequence[str] = (),
    now: date | None = None,
    *,
    search: Search | None = None,
    reader: str | None = None,
) -> Scales | Refusal:
    """What lifting some measures is worth as of `now` (the document's `as_of`, else today), by count and by weight.

    `lift` names packages, groups, texts and measures, which are lifted together; without it each package is weighed
    that lifts something. `search` looks for the best and the worst set. With `reader`, from what that reader may see,
    and nothing else. A document that cannot be read has no weight: `ValueError`.
    """
    seen = seen_by(document, reader)
    return seen if isinstance(seen, Refusal) else weigh_all(seen, _day(seen, now), lift, search)


@overload
def accounts(
    document: Document, now: date | None = None, *, events: Iterable[Event] = (), reader: None = None
) -> Accounts: ...


@overload
def accounts(
    document: Document, now: date | None = None, *, events: Iterable[Event] = (), reader: str
) -> Accounts | Refusal: ...


def accounts(
    document: Document, now: date | None = None, *, events: Iterable[Event] = (), reader: str | None = None
) -> Accounts | Refusal:
    """Whose public account holds as of `now` (the document's `as_of`, else today), by which yardstick.

    Statements among `events` that deny each other by then are disputes. With `reader`, from what that reader may see,
    of the file and of the events. A document that cannot be read has none: `ValueError`.
    """
    seen = seen_by(document, reader)
    if isinstance(seen, Refusal):
        return seen
    return judge_accounts(seen, _day(seen, now), visible(events, document.process, reader))


def assess(
    document: Document, packages: Sequence[str] = (), now: date | None = None, *, reader: str | None = None
) -> Assessed | Refusal:
    """Whether one package or two are worth signing as of `now` (the document's `as_of`, else today), and for whom.

    Without names every package that is tabled, or what is in force. With `reader`, from what that reader may see, and
    nothing else. A document that cannot be read has no assessment: `ValueError`.
    """
    seen = seen_by(document, reader)
    return seen if isinstance(seen, Refusal) else assess_packages(seen, _day(seen, now), packages)


def seen_by(document: Document, reader: str | None) -> Document | Refusal:
    """The document as a reader may see it: what is for others is cut out, and what hangs on it is unknown.

    It stands in no file, since its lines are not those of the sender's: where they fall would tell how much was cut.
    A document that cannot be read is seen by nobody: `ValueError`.
    """
    if reader is None:
        return _readable(document)
    seen = expand(load_text(text_for(_readable(document), Readers(document.process, reader).may_read), ""))
    if not seen.readable:
        why = f"What `{reader}` may see of this file cannot be read by itself."
        return Refusal(why, "let what is sealed be whole things, or give what hangs on it an outer bound")
    return replace(seen, process=seen.process.changed(title=seen.process.title or name_for(document.file, reader)))


def sequence(
    document: Document, package: str = "", now: date | None = None, *, chunks: int = CHUNKS, reader: str | None = None
) -> Sequenced | Refusal:
    """How exposed each party is while steps are exchanged, as of `now` (the document's `as_of`, else today).

    With whether every step pays, the least that must hold each party, and rearrangements that hold with at most
    `chunks` parts, each checked again. The exchange is that of a package, or of the duties in force. With `reader`,
    from what that reader may see, and nothing else. A document that cannot be read has none: `ValueError`.
    """
    seen = seen_by(document, reader)
    return seen if isinstance(seen, Refusal) else order_exchange(seen, _day(seen, now), package, chunks)


def _readable(document: Document) -> Document:
    if not document.readable:
        raise ValueError("the document has errors; see its findings")
    return document


def consult(
    document: Document,
    packages: Sequence[str] = (),
    now: date | None = None,
    *,
    events: Iterable[Event] = (),
    known: date | None = None,
    reader: str | None = None,
) -> Consulted | Refusal:
    """Who must be heard before what is decided, as of `now` (the document's `as_of`, else today), and by when.

    Without names for what is in force, and for every package on the table. `events` are a record: consultations held,
    decisions made, positions and dissents, as known by then. With `reader`, from what that reader may see, and nothing
    else. A document that cannot be read owes nothing: `ValueError`.
    """
    seen = seen_by(document, reader)
    if isinstance(seen, Refusal):
        return seen
    day = _day(seen, now)
    state = fold(seen, events, day, known=known, reader=reader)
    current = replace(seen, process=state.process, names=state.names)
    return consult_on(current, day, packages, heard_in(state))


def _day(document: Document, now: date | None) -> date:
    return now or document.process.as_of or clock.today()


# A notebook asks an object how it shows itself; what was weighed knows nothing of pictures.
setattr(Accounts, "_repr_svg_", render_accounts)  # noqa: B010
setattr(Scales, "_repr_svg_", scales_svg)  # noqa: B010
setattr(Sequenced, "_repr_svg_", render_exposure)  # noqa: B010
