"""How long those who are relied on may act."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import latest_after
from reconvene.document.expressions import Duration, Window
from reconvene.document.kinds import Day
from reconvene.document.mechanism import Return
from reconvene.document.obligation import Obligation, Verification
from reconvene.document.package import EndState
from reconvene.document.people import Actor, Role, Tenure
from reconvene.text.finding import MissingFact, Reason, Severity
from reconvene.text.span import Span


@dataclass(frozen=True)
class _Need:
    """Something that needs an actor, until a day; None where no day bounds it."""

    what: str
    span: Span
    until: date | None


@check(
    "V05",
    Severity.WARNING,
    """The Panel of Experts on the DPRK sanctions was prolonged from year to year: on 21 March 2018 until 24 April 2019.
    On 28 March 2024 one veto stopped the next renewal; the panel ended on 30 April 2024, the sanctions did not
    (UN press release SC/13256, 21 March 2018; EIR News, 29 March 2024).""",
    ends=(
        "The {term} of `{actor}` ends on {end}, and `{actor}` is needed until {needed}.",
        "let the mandate reach to the end, or name who takes over: `{key}:`",
    ),
    vacant=(
        "Nobody holds the role `{actor}` after {end}, and it is needed until {needed}.",
        "name the next holder, or how one is found: `next:`",
    ),
    open_end=(
        "Whether the {term} of `{actor}` outlasts what needs it cannot be told: {what}.",
        "{ask}",
    ),
)
def mandate_lapses_first(draft: Draft) -> Iterator[Answer]:
    """A verifier or a convenor may stop acting before the last duty that needs them.

    Mandates and money end on dates of their own, often by the vote of somebody who has a veto. If they end first, what
    is owed goes on and nobody can say whether it is kept.

    The check takes everybody who verifies a duty, finds that the end state is reached, convenes, guarantees or keeps
    documents, and compares the end of their mandate, of their money and of their existence (or of the last tenure, for
    a role) with the last day on which something needs them: the end of a standing duty, the due date of another with
    the time that verifying takes, else the final date. Substitutes, or a rule for the next holder, take the finding
    away. For an actor without `mandate`, no end is known and none is assumed.

    ## Fails

    ```yaml
    title: A mandate from year to year
    final_date: 2035-01-01
    parties: {north: {}, south: {}}
    actors: {panel: {kind: verifier, mandate: {until: 2031-04-30, renewed_by: council}}, council: {}}
    obligations:
      keep_closed:
        by: north
        to: [south]
        kind: forbear
        forbids: [reactor_operation]
        until: final_date
        verified: {by: panel, every: 30 days}
    ```

    ## Passes

    ```yaml
    title: A successor is named
    final_date: 2035-01-01
    parties: {north: {}, south: {}}
    actors:
      panel: {kind: verifier, mandate: {until: 2031-04-30, renewed_by: council}, substitutes: [agency]}
      agency: {kind: verifier}
      council: {}
    obligations:
      keep_closed:
        by: north
        to: [south]
        kind: forbear
        forbids: [reactor_operation]
        until: final_date
        verified: {by: panel, every: 30 days}
    ```

    ## Cannot tell

    ```yaml
    title: A mandate without a known end
    final_date: 2035-01-01
    parties: {north: {}, south: {}}
    actors: {panel: {kind: verifier, mandate: {until: unknown}}}
    obligations:
      keep_closed:
        by: north
        to: [south]
        kind: forbear
        forbids: [reactor_operation]
        until: final_date
        verified: {by: panel, every: 30 days}
    ```
    """
    for path, needs in _needs(draft).items():
        actor = (draft.process.actors or {}).get(path)
        role = (draft.process.roles or {}).get(path)
        if isinstance(actor, Actor) and not actor.substitutes:
            yield from _ask_actor(draft, path, actor, needs)
        elif isinstance(role, Role) and role.next is None:
            yield from _ask_role(draft, path, role, needs)


def _needs(draft: Draft) -> dict[str, list[_Need]]:
    """Everybody that something in the process needs, each with what needs them and until when."""
    final = draft.process.final_date
    end = draft.bounds.latest_of(final).day if final is not None else None
    found: dict[str, list[_Need]] = {}
    for name, duty in draft.duties.items():
        regime = duty.verified
        if isinstance(regime, Verification) and regime.by is not None:
            span = regime.value_span("by")
            found.setdefault(regime.by, []).append(_Need(f"verifies `{name}`", span, _last_day(draft, duty, end)))
    state, back = draft.process.end_state, draft.process.return_
    if isinstance(state, EndState) and state.verified_by is not None:
        need = _Need("finds that the end is reached", state.value_span("verified_by"), end)
        found.setdefault(state.verified_by, []).append(need)
    if isinstance(back, Return):
        if back.convenor is not None and not back.substitutes:
            found.setdefault(back.convenor, []).append(_Need("convenes", back.value_span("convenor"), end))
        if back.depositary is not None:
            need = _Need("keeps what was agreed", back.value_span("depositary"), end)
            found.setdefault(back.depositary, []).append(need)
    return found


def _last_day(draft: Draft, duty: Obligation, final: date | None) -> date | None:
    """The last day on which a duty can need its verifier; the final date where nothing else bounds it."""
    bounds = draft.bounds
    if duty.until is not None:
        return bounds.latest_of(duty.until).day or final
    due = None
    if isinstance(duty.within, Window):
        due = bounds.latest_in(duty.within, duty.value_span("within")).day
    if due is None and duty.no_later_than is not None:
        due = bounds.latest(duty.no_later_than, duty.value_span("no_later_than")).day
    takes = duty.verified.takes.value if isinstance(duty.verified, Verification) and duty.verified.takes else None
    if due is not None and isinstance(takes, Duration):
        return latest_after(due, takes, bounds.closed) or final
    return due or final


def _ask_actor(draft: Draft, path: str, actor: Actor, needs: list[_Need]) -> Iterator[Answer]:
    for term, key, tenure in (("mandate", "mandate", actor.mandate), ("existence", "exists", actor.exists)):
        if isinstance(tenure, Tenure):
            yield from _ask_end(draft, path, actor, (term, f"{key}.until"), tenure, tenure.until, needs)
            if tenure.funded_until is not None or "funded_until" in tenure.unsaid:
                ends = tenure.funded_until
                yield from _ask_end(draft, path, actor, ("money", f"{key}.funded_until"), tenure, ends, needs)


def _ask_end(
    draft: Draft, path: str, actor: Actor, term: tuple[str, str], tenure: Tenure, until: Day | None, needs: list[_Need]
) -> Iterator[Answer]:
    word, slot = term
    key = slot.rpartition(".")[2]
    values = {"term": word, "actor": path, "key": "substitutes"}
    if until is None and key not in tenure.unsaid:
        return
    end = draft.bounds.latest_of(until).day if until is not None else None
    last = max((need.until for need in needs if need.until is not None), default=None)
    span = tenure.value_span(key)
    if end is None:
        ask = f"say when the {word} of {path} ends"
        what = "when it ends is not known"
        yield _question(span, path, f"{path}.{slot}", ask, {**values, "what": what})
    elif last is not None and end < last:
        if "substitutes" in actor.unsaid:
            ask, what = f"say who takes over from {path}", "who takes over is not known"
            yield _question(span, path, f"{path}.substitutes", ask, {**values, "what": what})
            return
        fixes = add_key("say that who takes over is not known yet", actor, "substitutes", "unknown")
        values |= {"end": end.isoformat(), "needed": last.isoformat()}
        yield Answer("ends", span, path, _because(needs, last, tenure), fixes, values=values)
    elif any(need.until is None for need in needs):
        what = "until when it is needed has no date"
        ask = "say by when the end must be reached: final_date"
        yield _question(span, path, "final_date", ask, {**values, "what": what})


def _ask_role(draft: Draft, path: str, role: Role, needs: list[_Need]) -> Iterator[Answer]:
    values = {"term": "tenure", "actor": path, "key": "next"}
    last = max((need.until for need in needs if need.until is not None), default=None)
    held = [holder for holder in role.holders or () if holder.who != "nobody"]
    if any(holder.until is None and "until" not in holder.unsaid for holder in held) or last is None:
        return
    ends = [draft.bounds.latest_of(holder.until).day if holder.until is not None else None for holder in held]
    if any(end is None for end in ends) or "next" in role.unsaid:
        what = "when the last tenure ends, or who follows, is not known"
        yield _question(role.span, path, f"{path}.next", f"say who holds {path} next", {**values, "what": what})
        return
    end = max((day for day in ends if day is not None), default=None)
    if end is not None and end < last:
        fixes = add_key("say that it is not known yet who follows", role, "next", "unknown")
        values |= {"end": end.isoformat(), "needed": last.isoformat()}
        yield Answer("vacant", role.span, path, _because(needs, last, None), fixes, values=values)


def _because(needs: list[_Need], last: date, tenure: Tenure | None) -> tuple[Reason, ...]:
    reasons = [Reason(f"it {need.what}, until {last}", need.span) for need in needs if need.until == last]
    if tenure is not None and tenure.renewed_by is not None:
        reasons.append(Reason(f"only `{tenure.renewed_by}` can prolong it", tenure.value_span("renewed_by")))
    return tuple(reasons[:4])


def _question(span: Span, about: str, fact: str, ask: str, values: dict[str, str]) -> Answer:
    missing = (MissingFact(fact, ask),)
    return Answer("open_end", span, about, missing=missing, values={**values, "ask": ask})
