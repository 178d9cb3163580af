"""What the words mean, and whether everybody reads them alike."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check, told_once
from reconvene.document.expressions import Fact
from reconvene.document.obligation import Deliberate, Obligation
from reconvene.document.words import Reading, Term
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@check(
    "O03",
    Severity.ERROR,
    """Leap Day, 29 February 2012: a moratorium on long-range missile launches. Whether a satellite launcher is one was
    never agreed; a satellite launch was announced sixteen days later (38 North, 7 March 2019; The Diplomat, 2016).""",
    split=(
        "The parties read `{term}` differently, and a duty rests on it: {points}.",
        "settle the term with examples of what is in and what is out, or leave it open on purpose with `deliberate:`",
    ),
    open=(
        "`{term}` leaves open {points}, and a duty rests on it.",
        "put each under `includes` or `excludes`, or leave it open on purpose with `deliberate:`",
    ),
    undefined=(
        "`{term}` is not defined, and a duty rests on it.",
        "say what it means, what is in and what is out",
    ),
    overdue=(
        "`{term}` was left open on purpose, to be settled by {day}; that day has passed.",
        "settle it, let what was agreed for this case hold, or agree on another day",
    ),
    endless=(
        "`{term}` is left open on purpose, and the day to settle it hangs on `{event}`, which may never come.",
        "give `settle_by:` a date",
    ),
    dated=(
        "`{term}` is left open on purpose until {day}; if nobody settles it by then, this holds: {default}.",
        "put the day on the calendar, and settle it before",
    ),
    unknown=(
        "Whether everybody means the same by `{term}` cannot be told: {what}.",
        "{ask}",
    ),
)
def undefined_or_split_term(draft: Draft) -> Iterator[Answer]:
    """A duty rests on a term that nobody defined, that leaves something open, or that the parties read differently.

    Both sides can sign a word that each reads in its own way, and both will later be right. A definition with examples
    of what is in and what is out takes a day to write before signature, and cannot be written after the quarrel.

    The check takes the `terms` that a duty uses (in `forbids`, `act`, `allows`, `limits`, `brings` or `toward`) and
    asks for one reading, nothing open, and a definition; a definition in a sealed annex (`exact_in`) is one. `unstated`
    is a value: a reading that is unstated differs from one that is stated. A class of act that no term narrows means
    what the taxonomy says.

    An ambiguity can be wise. With `deliberate`, a day and what holds if nobody settles it, the term is a dated
    obligation: the check only says so, until the day has passed. A duty's own `deliberate` does the same for the terms
    it uses. Parallel texts of one duty are compared by `parallel-texts-diverge`.

    ## Fails

    ```yaml
    title: Is a satellite a missile
    parties: {north: {}, south: {}}
    terms:
      long_range_missile_launch:
        includes: [ballistic_missile]
        open: [space_launcher]
        readings: {south: {includes: [space_launcher]}, north: {excludes: [space_launcher]}}
    obligations:
      moratorium: {by: north, to: [south], kind: forbear, forbids: [long_range_missile_launch]}
    ```

    ## Fails: a part left open

    ```yaml
    title: Where the site ends
    parties: {north: {}, south: {}}
    terms: {site_activity: {includes: [reactor_running], open: [perimeter]}}
    obligations:
      halt: {by: north, to: [south], kind: forbear, forbids: [site_activity]}
    ```

    ## Passes

    ```yaml
    title: A satellite launch is one
    parties: {north: {}, south: {}}
    terms: {long_range_missile_launch: {includes: [ballistic_missile, space_launcher], excludes: [sounding_rocket]}}
    obligations:
      moratorium: {by: north, to: [south], kind: forbear, forbids: [long_range_missile_launch]}
    ```

    ## Cannot tell

    ```yaml
    title: Nobody knows what they mean
    parties: {north: {}, south: {}}
    terms: {long_range_missile_launch: {means: unknown}}
    obligations:
      moratorium: {by: north, to: [south], kind: forbear, forbids: [long_range_missile_launch]}
    ```
    """
    terms = draft.process.terms or {}
    uses: dict[str, list[tuple[str, Obligation, str]]] = {}
    for name, duty in draft.duties.items():
        for key, used in sorted(_words(duty)):
            if used in terms:
                uses.setdefault(used, []).append((name, duty, key))
    for name, places in uses.items():
        because = tuple(Reason(f"`{duty}` uses it", record.value_span(key)) for duty, record, key in places[:4])
        yield from _ask_term(draft, name, terms[name], [duty for _, duty, _ in places], because)


def _words(duty: Obligation) -> set[tuple[str, str]]:
    """Every (key, word) of a duty that can be a term."""
    found = {(key, word) for key in ("forbids", "act", "allows") for word in getattr(duty, key) or ()}
    if duty.limits is not None:
        found.add(("limits", duty.limits))
    for key in ("brings", "toward"):
        fact = getattr(duty, key)
        if isinstance(fact, Fact):
            found |= {(key, fact.state), *((key, part) for part in fact.thing.split("."))}
    return found


def _ask_term(
    draft: Draft, name: str, term: Term, duties: list[Obligation], because: tuple[Reason, ...]
) -> Iterator[Answer]:
    values = {"term": name}
    if "deliberate" in term.unsaid:
        what = f"whether it is left open on purpose is {term.unsaid['deliberate']}"
        yield _unknown(name, term, "deliberate", what, "say by when it is settled, and what holds if not")
        return
    meant = term.deliberate
    own = [duty.deliberate for duty in duties if isinstance(duty.deliberate, Deliberate)]
    fault = _fault(term)
    if fault is None:
        if "means" in term.unsaid and term.unsaid["means"] == "unknown" and not _is_defined(term):
            yield _unknown(name, term, "means", "what it means is unknown", f"say what {name} means")
        return
    if isinstance(meant, Deliberate):
        yield from _ask_deliberate(draft, name, meant, because)
    elif own and len(own) == len(duties):
        yield from told_once(answer for each in own for answer in _ask_deliberate(draft, name, each, because))
    else:
        says, points, reasons = fault
        fixes = _leave_open(term)
        span = term.value_span("readings" if says == "split" else "open" if says == "open" else "means")
        yield Answer(says, span, name, (*reasons, *because), fixes, values={**values, "points": points})


def _unknown(name: str, record: Term | Deliberate, key: str, what: str, ask: str) -> Answer:
    path = key if isinstance(record, Term) else f"deliberate.{key}"
    missing = (MissingFact(f"{name}.{path}", f"{ask}: {name}.{path}"),)
    values = {"term": name, "what": what, "ask": missing[0].ask}
    return Answer("unknown", record.value_span(key), name, missing=missing, values=values)


def _is_defined(term: Term) -> bool:
    return bool(term.means or term.includes or term.excludes or term.exact_in)


def _fault(term: Term) -> tuple[str, str, tuple[Reason, ...]] | None:
    """What is wrong with a term: which sentence says it, on which points, and where it stands."""
    points = _points_of_difference(term)
    if points is not None:
        readings = (term.readings or {}).items()
        reasons = tuple(Reason(f"how `{who}` reads it", reading.span) for who, reading in readings)
        return "split", ", ".join(f"`{point}`" for point in points) or "one reading is unstated", reasons
    if term.open:
        return "open", ", ".join(f"`{point}`" for point in sorted(term.open)), ()
    if not _is_defined(term) and term.unsaid.get("means") != "unknown":
        return "undefined", "", ()
    return None


def _points_of_difference(term: Term) -> list[str] | None:
    """The examples that are in for one reader and not for another; None where all read it alike."""
    readings = [reading for reading in (term.readings or {}).values() if isinstance(reading, Reading)]
    if len(readings) < 2:
        return None
    stances = {(_stance(reading, "includes"), _stance(reading, "excludes")) for reading in readings}
    if len(stances) == 1:
        return None
    named = [{*(reading.includes or ()), *(reading.excludes or ())} for reading in readings]
    shared = set.intersection(*(set(reading.includes or ()) for reading in readings))
    shared |= set.intersection(*(set(reading.excludes or ()) for reading in readings))
    return sorted(set.union(*named) - shared)


def _stance(reading: Reading, key: str) -> tuple[str, ...]:
    return (reading.unsaid[key],) if key in reading.unsaid else tuple(sorted(getattr(reading, key) or ()))


def _ask_deliberate(draft: Draft, name: str, meant: Deliberate, because: tuple[Reason, ...]) -> Iterator[Answer]:
    for key, what in (("settle_by", "by when it is settled"), ("else", "what holds if nobody settles it")):
        if key in meant.unsaid:
            yield _unknown(name, meant, key, f"{what} is {meant.unsaid[key]}", f"say {what}")
            return
    if meant.settle_by is None:
        return
    span = meant.value_span("settle_by")
    reach = draft.bounds.latest(meant.settle_by, span)
    fixes = change("say that the new day is not known yet", meant, "settle_by", "unknown")
    if reach.day is None:
        values = {"term": name, "event": reach.hangs_on or "an event"}
        yield Answer("endless", span, name, (*reach.reasons, *because), fixes, values=values)
    elif reach.day < draft.now:
        yield Answer("overdue", span, name, because, fixes, values={"term": name, "day": reach.day.isoformat()})
    else:
        default = " ".join((meant.else_ or "").split())
        values = {"term": name, "day": reach.day.isoformat(), "default": default}
        yield Answer("dated", span, name, because, severity=Severity.INFO, values=values)


def _leave_open(term: Term) -> tuple[Fix, ...]:
    title = "leave it open on purpose; by when it is settled, and what holds if not, are still open"
    return add_key(title, term, "deliberate", "{settle_by: unknown, else: unknown}")
