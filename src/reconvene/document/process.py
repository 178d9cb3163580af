"""The process as a whole: every section of the file, and the names that they define."""

from __future__ import annotations

from typing import Any

from reconvene.document.calendar import CalendarEvent, Channel, Phase, Review, Session
from reconvene.document.clause import CLAUSE, ClauseUse
from reconvene.document.decision import Choice, Delegation, Dispute, Extension, Gate, Remedy, Sequence
from reconvene.document.kinds import DATE, MOMENT, PROSE, ZONE, Day, Item
from reconvene.document.mechanism import Return
from reconvene.document.obligation import Initiative, Obligation
from reconvene.document.package import EndState, Package, Suppressed, Thresholds
from reconvene.document.people import Actor, Body, Party, Role
from reconvene.document.politics import (
    Account,
    Consultation,
    Cover,
    Issue,
    NoDeal,
    Path,
    RedLine,
    Threat,
    Vow,
)
from reconvene.document.pressure import Counter, Flow, Measure, Thing, Unit
from reconvene.document.shape import Kind, ListOf, MapOf, OneOf, RecordOf, Ref, Text, record, slot
from reconvene.document.words import ActClass, Annex, IncorporatedText, Languages, Source, Statement, Term


def _section(kind: Kind | type, family: str, meaning: str, *, or_none: bool = False) -> Any:
    shape = kind if isinstance(kind, Kind) else RecordOf(kind)
    return slot(MapOf(shape, defines=family, or_none=or_none), meaning)


@record
class Process(Item):
    """A process: what was agreed between whom, by when, how it is known, and how everybody gets back to the table."""

    reconvene: str | None = slot(OneOf("1"), "the version of the file format")
    title: str | None = slot(PROSE, "what the process is called")
    about: str | None = slot(PROSE, "what it is about, in a few sentences")
    version: str | None = slot(Text(), "which draft this is")
    supersedes: str | None = slot(Text(), "the draft it replaces")
    as_of: Any = slot(DATE, "the day that the file describes; checks ask as of this day unless told otherwise")
    zone: str | None = slot(ZONE, "the time zone in which days are counted")
    closed_days: tuple[Any, ...] | None = slot(ListOf(DATE), "days that are no working days")
    include: tuple[str, ...] | None = slot(ListOf(Text(), lone=True), "other files that belong to this one")
    languages: Languages | None = slot(RecordOf(Languages), "the languages of the text")
    final_date: Day | None = slot(MOMENT, "the day on which the end state must be reached")
    end_state: EndState | None = slot(RecordOf(EndState), "what the process ends in")

    parties: dict[str, Party] | None = _section(Party, "actor", "the principals: those whose consent the process needs")
    actors: dict[str, Actor] | None = _section(Actor, "actor", "everybody else: allies, third parties, groups")
    roles: dict[str, Role] | None = _section(Role, "role", "functions with powers, and who holds them")
    bodies: dict[str, Body] | None = _section(Body, "body", "standing bodies of the process")
    days: dict[str, Day] | None = _section(MOMENT, "day", "named days")
    phases: dict[str, Phase] | None = _section(Phase, "phase", "the stretches of the road map")
    items: dict[str, Thing] | None = _section(Thing, "item", "things in the world, with their states in order")
    units: dict[str, Unit] | None = _section(Unit, "unit", "units of amounts")
    groups: dict[str, Any] | None = _section(ListOf(Ref("any")), "group", "named lists of things")
    obligations: dict[str, Obligation] | None = _section(Obligation, "duty", "what is owed")
    initiatives: dict[str, Initiative] | None = _section(Initiative, "initiative", "steps announced by one side alone")
    choices: dict[str, Choice] | None = _section(Choice, "choice", "powers and decisions")
    gates: dict[str, Gate] | None = _section(Gate, "gate", "points that are passed only when facts hold")
    disputes: dict[str, Dispute] | None = _section(Dispute, "dispute", "the paths of a dispute")
    extensions: dict[str, Extension] | None = _section(Extension, "extension", "how more time is given")
    delegations: dict[str, Delegation] | None = _section(Delegation, "delegation", "questions given to groups")
    sequences: dict[str, Sequence] | None = _section(Sequence, "sequence", "steps of one day in their order")
    remedies: dict[str, Remedy] | None = _section(Remedy, "remedy", "what answers a breach")
    flows: dict[str, Flow] | None = _section(Flow, "flow", "goods, money and people that move")
    measures: dict[str, Measure] | None = _section(Measure, "measure", "provisions that press or limit")
    counters: dict[str, Counter] | None = _section(Counter, "counter", "counts that somebody keeps")
    threats: dict[str, Threat] | None = _section(
        Threat, "threat", "capabilities that hit somebody; `none` if there is none", or_none=True
    )
    paths: dict[str, Path] | None = _section(
        Path, "path", "routes to a forbidden end; `none` if there is none", or_none=True
    )
    channels: dict[str, Channel] | None = _section(Channel, "channel", "ways of talking")
    sessions: dict[str, Session] | None = _section(Session, "session", "meetings, held or planned")
    reviews: dict[str, Review] | None = _section(
        Review, "review", "sessions owed by date that look at how things stand"
    )
    calendar: dict[str, CalendarEvent] | None = _section(
        CalendarEvent, "event", "dated events that nobody here controls"
    )
    vows: dict[str, Vow] | None = _section(Vow, "vow", "public words that bind")
    red_lines: dict[str, RedLine] | None = _section(RedLine, "red_line", "points that will not be passed")
    covers: dict[str, Cover] | None = _section(Cover, "cover", "ways out of a vow that this process has")
    acts: dict[str, ActClass] | None = _section(ActClass, "act", "classes of act added to the taxonomy")
    issues: dict[str, Issue] | None = _section(Issue, "issue", "matters with options")
    packages: dict[str, Package] | None = _section(Package, "package", "what is tabled and not in force")
    no_deal: NoDeal | None = slot(RecordOf(NoDeal), "what becomes of things without a deal, to compare a package with")
    accounts: dict[str, Account] | None = _section(Account, "account", "what was publicly said of the same events")
    consultations: dict[str, Consultation] | None = _section(Consultation, "consultation", "talk owed before a gate")
    terms: dict[str, Term] | None = _section(Term, "term", "defined terms")
    statements: dict[str, Statement] | None = _section(Statement, "statement", "texts issued by one side")
    texts: dict[str, IncorporatedText] | None = _section(IncorporatedText, "text", "other texts this one builds on")
    annexes: dict[str, Annex] | None = _section(Annex, "annex", "parts that only some may read")
    sources: dict[str, Source] | None = _section(Source, "source", "where things were read")

    clauses: dict[str, ClauseUse] | None = _section(
        ClauseUse, CLAUSE, "clauses of the shelf, each spelled out in plain steps under its own name"
    )
    return_: Return | None = slot(RecordOf(Return), "the way back to the table")
    thresholds: Thresholds | None = slot(RecordOf(Thresholds), "the figures that checks compare with")
    suppress: tuple[Suppressed, ...] | None = slot(ListOf(RecordOf(Suppressed)), "findings set aside, with a reason")
