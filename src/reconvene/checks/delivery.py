"""Whether whoever promised it can make it happen."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Obligation
from reconvene.document.people import Actor, Party
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping


@check(
    "O07",
    Severity.ERROR,
    """Belfast Agreement, 10 April 1998, Decommissioning, paragraph 3: parties at the table undertook "to use any
    influence they may have" so that armed groups, who were not at the table, would give up all arms within two years.
    The date was 22 May 2000; the first act of the IRA came in October 2001 (BBC News, 4 February 2000 and 26 October
    2001).""",
    performer=(
        "`{duty}` is owed by `{debtor}` and carried out by `{other}`, whom `{debtor}` does not command.",
        "let `{other}` accept it (`accepted_role`), make it wait for a decision of `{other}`, or promise only efforts",
    ),
    authority=(
        "`{duty}` is owed by `{debtor}`, and only `{other}` can lift what it lifts.",
        "let `{other}` accept it (`accepted_role`), make it wait for a decision of `{other}`, or promise only efforts",
    ),
    unknown=(
        "Whether `{debtor}` can deliver `{duty}` cannot be told: {what}.",
        "{ask}",
    ),
)
def debtor_cannot_deliver(draft: Draft) -> Iterator[Answer]:
    """Somebody promises what somebody else must do, and does not command them.

    Whoever is sent to deliver another's promise owes nothing. The debtor will say that they tried; the performer, that
    they never agreed. What a third party decides is a choice of that party: it can be waited for, not owed.

    The check reads who carries a duty out (`done_by`) and, for a duty that lifts a measure, who decides on lifting it
    (`lifting`, else `imposed_by`, else the body that adopted the text). It passes where that is the debtor, somebody
    inside the debtor, somebody who acts for the debtor or whom the debtor `controls`; where they have accepted the
    role; where the duty waits for or needs a choice of theirs; and where only efforts are promised (`toward`).
    `influences` is no command. Law, money and licences that nobody owes are told by `missing-enabler`.

    ## Fails

    ```yaml
    title: Somebody else's arms
    parties: {movement: {influences: [army]}, south: {}}
    actors: {army: {kind: armed_group}}
    items: {arms: {scale: [held, beyond_use]}}
    obligations:
      put_arms_beyond_use: {by: movement, to: [south], done_by: army, brings: arms.beyond_use}
    ```

    ## Fails: the body decides

    ```yaml
    title: Somebody else's measure
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    measures: {coal_ban: {imposed_by: council, imposed_on: north}}
    obligations:
      lift_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
    ```

    ## Passes

    ```yaml
    title: It waits for the body's own decision
    parties: {north: {}, south: {}}
    actors: {council: {kind: organisation}}
    measures: {coal_ban: {imposed_by: council, imposed_on: north}}
    choices: {resolution: {by: council, may: [adopted, not_adopted], within: 60 days, silence: not_adopted}}
    obligations:
      lift_ban: {by: south, to: [north], done_by: council, lifts: {coal_ban: suspend}, needs: [resolution.adopted]}
    ```

    ## Cannot tell

    ```yaml
    title: Nobody asked them
    parties: {movement: {}, south: {}}
    actors: {army: {kind: armed_group, accepted_role: unknown}}
    items: {arms: {scale: [held, beyond_use]}}
    obligations:
      put_arms_beyond_use: {by: movement, to: [south], done_by: army, brings: arms.beyond_use}
    ```
    """
    for name, duty in draft.duties.items():
        debtors = draft.debtors(duty)
        if not debtors or debtors == ["nobody"] or (duty.toward is not None and duty.brings is None):
            continue
        debtor = debtors[0] if len(debtors) == 1 else "the debtors"
        values = {"duty": name, "debtor": debtor}
        if "done_by" in duty.unsaid:
            missing = (MissingFact(f"{name}.done_by", f"say who carries out {name}"),)
            values |= {"what": f"who carries it out is {duty.unsaid['done_by']}", "ask": missing[0].ask}
            yield Answer("unknown", duty.value_span("done_by"), name, missing=missing, values=values)
        elif duty.done_by is not None:
            yield from _ask_performer(draft, duty, debtors, values)
        else:
            yield from _ask_authority(draft, duty, debtors, values)


def _ask_performer(draft: Draft, duty: Obligation, debtors: list[str], values: dict[str, str]) -> Iterator[Answer]:
    other = duty.done_by.path if duty.done_by is not None else ""
    if _commands(draft, debtors, other) or _waits_for(draft, duty, other):
        return
    yield from _ask_acceptance(draft, duty, other, "performer", {**values, "other": other})


def _ask_authority(draft: Draft, duty: Obligation, debtors: list[str], values: dict[str, str]) -> Iterator[Answer]:
    asked: set[str] = set()
    for name in _measures(draft, duty):
        bodies = _authorities(draft, name)
        if any(_commands(draft, debtors, body) or _waits_for(draft, duty, body) for body in bodies):
            continue
        if not bodies:
            missing = (MissingFact(f"{name}.lifting.by", f"say who can lift {name}"),)
            told = {**values, "what": f"who can lift `{name}` is not written", "ask": missing[0].ask}
            yield Answer("unknown", duty.value_span("lifts"), values["duty"], missing=missing, values=told)
        elif bodies[0] not in asked:
            asked.add(bodies[0])
            yield from _ask_acceptance(draft, duty, bodies[0], "authority", {**values, "other": bodies[0]}, name)


def _measures(draft: Draft, duty: Obligation) -> list[str]:
    """The measures that a duty lifts, groups of them spelled out."""
    names = [member for name in duty.lifts or {} for member in (draft.process.groups or {}).get(name) or (name,)]
    return list(dict.fromkeys(name for name in names if name in (draft.process.measures or {})))


def _authorities(draft: Draft, name: str) -> list[str]:
    """Who can lift a measure, in the order written: any one of them does; nobody where the file does not say."""
    measure = (draft.process.measures or {})[name]
    if measure.lifting:
        if any("by" in way.unsaid for way in measure.lifting):
            return []
        ways = [way.by for way in measure.lifting if way.by is not None]
        if len(ways) == len(measure.lifting):
            return ways
    if measure.imposed_by is not None:
        return [measure.imposed_by]
    text = (draft.process.texts or {}).get(measure.in_ or "")
    return [text.by] if text is not None and text.by is not None else []


def _commands(draft: Draft, debtors: list[str], other: str) -> bool:
    """Whether some debtor is the other, holds them inside, is acted for by them, or controls them."""
    if other in ("debtor", "nobody"):
        return True
    heads = {other, other.split(".", 1)[0], draft.principal_of(other)}
    for debtor in debtors:
        if debtor in ("parties", "principals", "all_parties"):
            if draft.principal_of(other) is not None:
                return True
            continue
        owner = draft.principal_of(debtor) or debtor.split(".", 1)[0]
        if owner in heads or debtor in heads or _controls(draft, {owner, debtor}, other):
            return True
    return False


def _controls(draft: Draft, owners: set[str], other: str) -> bool:
    people: dict[str, Party | Actor] = {**(draft.process.parties or {}), **(draft.process.actors or {})}
    waiting, seen = list(owners), set(owners)
    while waiting:
        one = people.get(waiting.pop())
        for controlled in (one.controls or ()) if one is not None else ():
            if controlled == other:
                return True
            if controlled not in seen:
                seen.add(controlled)
                waiting.append(controlled)
    return False


def _waits_for(draft: Draft, duty: Obligation, other: str) -> bool:
    """Whether a duty waits for, or needs, a choice that the other makes."""
    for fact in (*facts_of(duty.after), *(duty.needs or ())):
        choice = (draft.process.choices or {}).get(getattr(fact, "thing", ""))
        if choice is not None and choice.by is not None and choice.by.path == other:
            return True
    return False


def _ask_acceptance(
    draft: Draft, duty: Obligation, other: str, says: str, values: dict[str, str], lifted: str = ""
) -> Iterator[Answer]:
    actor = (draft.process.actors or {}).get(other)
    name = values["duty"]
    if isinstance(actor, Actor) and actor.accepted_role is not None:
        return
    key = "done_by" if says == "performer" else "lifts"
    if isinstance(actor, Actor) and "accepted_role" in actor.unsaid:
        ask = f"say on which day {other} accepted to do it: {other}.accepted_role"
        values |= {"what": f"whether `{other}` has accepted to do it is {actor.unsaid['accepted_role']}", "ask": ask}
        missing = (MissingFact(f"{other}.accepted_role", ask),)
        yield Answer("unknown", duty.value_span(key), name, missing=missing, values=values)
        return
    because = [Reason("who owes it", duty.value_span("by"))]
    measure = (draft.process.measures or {}).get(lifted)
    if measure is not None:
        place = "lifting" if measure.lifting else "imposed_by" if measure.imposed_by else "in"
        because.append(Reason(f"`{other}` decides on lifting it", measure.value_span(place)))
    yield Answer(says, duty.value_span(key), name, tuple(because), _mend(draft, duty, other), values=values)


def _mend(draft: Draft, duty: Obligation, other: str) -> tuple[Fix, ...]:
    actor = (draft.process.actors or {}).get(other)
    if isinstance(actor, Actor) and isinstance(actor.node, Mapping):
        title = f"say that it is not known yet whether `{other}` accepts to do it"
        return add_key(title, actor, "accepted_role", "unknown")
    if draft.package is not None and duty.node is draft.package.node:
        edits = [edit for name in _measures(draft, duty) for edit in _reopen(draft, name, other)]
        return (Fix("say that it is not known yet who can lift them", tuple(edits)),) if edits else ()
    return change("say that it is not known yet who carries it out", duty, "done_by", "unknown")


def _reopen(draft: Draft, name: str, other: str) -> Iterator[Edit]:
    """The edits that make it an open question who can lift a measure which only the other can lift as written."""
    measure = (draft.process.measures or {})[name]
    if _authorities(draft, name)[:1] != [other]:
        return
    if measure.lifting:
        fixes = change("", measure.lifting[0], "by", "unknown")
    else:
        fixes = add_key("", measure, "lifting", "{by: unknown}")
    for fix in fixes:
        yield from fix.edits
