"""What others build on: words never written down, and judges who judge their own case."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import Fact, Limit, Offset, When, Window, Within
from reconvene.document.kinds import Condition, Day, facts_of
from reconvene.document.obligation import Initiative, Obligation, Verification
from reconvene.document.package import EndState
from reconvene.document.shape import Record, attribute
from reconvene.text.finding import MissingFact, Reason, Severity

_WAITING = ("after", "before", "while")
_MOMENTS = ("from", "until", "takes_effect", "within", "begins", "no_later_than")


@check(
    "O05",
    Severity.ERROR,
    """Pyongyang, October 2008: on 11 October the United States took the DPRK off the list of state sponsors of
    terrorism, after verbal understandings that inspectors may take samples. On 12 November the DPRK said that it had
    never agreed to sampling (US Embassy Tokyo, 11 October 2008; Yonhap, 12 and 19 November 2008).""",
    oral=(
        "`{said}` was only said, and another step relies on it.",
        "write it down: an agreed minute, or a text deposited in confidence with the convenor; then `form: written`",
    ),
    oral_many=(
        "`{said}` was only said, and {count} other steps rely on it.",
        "write it down: an agreed minute, or a text deposited in confidence with the convenor; then `form: written`",
    ),
    unknown=(
        "Whether other steps rely on a mere word cannot be told: in which form `{said}` was undertaken is {word}.",
        "say in which form {said} was undertaken",
    ),
)
def unwritten_reliance(draft: Draft) -> Iterator[Answer]:
    """A step relies on something that was only said.

    A spoken understanding leaves each side its own memory of it. That harms nobody until somebody acts on it: then one
    side has given, and the other has a sentence to dispute. A minute that both accept, or a text in the hands of a
    third party, can stay as confidential as the spoken word.

    The check takes every duty and every announced step whose `form` is `oral`, and looks for what builds on it: a
    condition or a day of another duty, a gate, a choice or a phase that waits for it, or a duty given in return for it,
    in step with it or on the same day. A form that is left out is taken as written, since the file is the draft.

    ## Fails

    ```yaml
    title: A verbal understanding
    parties: {north: {}, south: {}}
    measures: {terror_list: {imposed_by: south, imposed_on: north}}
    obligations:
      allow_samples: {by: north, to: [south], kind: allow, allows: [inspection_access], form: oral}
      delist: {by: south, to: [north], lifts: {terror_list: terminate}, in_return_for: allow_samples}
    ```

    ## Passes

    ```yaml
    title: The same, in an agreed minute
    parties: {north: {}, south: {}}
    measures: {terror_list: {imposed_by: south, imposed_on: north}}
    obligations:
      allow_samples: {by: north, to: [south], kind: allow, allows: [inspection_access], form: written}
      delist: {by: south, to: [north], lifts: {terror_list: terminate}, in_return_for: allow_samples}
    ```

    ## Cannot tell

    ```yaml
    title: Nobody says in which form
    parties: {north: {}, south: {}}
    measures: {terror_list: {imposed_by: south, imposed_on: north}}
    obligations:
      allow_samples: {by: north, to: [south], kind: allow, allows: [inspection_access], form: unknown}
      delist: {by: south, to: [north], lifts: {terror_list: terminate}, in_return_for: allow_samples}
    ```
    """
    promises: dict[str, Obligation | Initiative] = {**draft.duties, **(draft.process.initiatives or {})}
    spoken = {name: made for name, made in promises.items() if made.form == "oral" or "form" in made.unsaid}
    if not spoken:
        return
    reliance: dict[str, dict[str, Reason]] = {name: {} for name in spoken}
    for on, who, reason in _reliances(draft):
        if on in reliance and on != who:
            reliance[on].setdefault(who, reason)
    for name, steps in reliance.items():
        made, reasons = spoken[name], tuple(steps.values())
        if not reasons:
            continue
        values = {"said": name}
        if made.form == "oral":
            says = "oral" if len(reasons) == 1 else "oral_many"
            values["count"] = str(len(reasons))
            fixes = change("put it in writing", made, "form", "written")
            yield Answer(says, made.value_span("form"), name, reasons, fixes, values=values)
        else:
            values["word"] = made.unsaid["form"]
            missing = (MissingFact(f"{name}.form", f"say in which form {name} was undertaken"),)
            yield Answer("unknown", made.value_span("form"), name, reasons, missing=missing, values=values)


def _reliances(draft: Draft) -> Iterator[tuple[str, str, Reason]]:
    """Every (thing that is relied on, thing that relies on it, where it says so)."""
    process = draft.process
    for name, duty in draft.duties.items():
        for key in (*_WAITING, *_MOMENTS):
            for thing in _things_in(getattr(duty, attribute(key))):
                yield thing, name, Reason(f"`{name}` has it in `{key}`", duty.value_span(key))
        for need in duty.needs or ():
            if isinstance(need, Fact):
                yield need.thing, name, Reason(f"`{name}` needs it", duty.value_span("needs"))
        exchanged = Reason(f"`{name}` is exchanged for it", duty.value_span("in_return_for"))
        for other in duty.in_return_for or ():
            yield other, name, exchanged
            yield name, other, Reason(f"`{other}` is given in return", duty.value_span("in_return_for"))
        for other in duty.same_day or ():
            yield other, name, Reason(f"`{name}` is done on the same day", duty.value_span("same_day"))
        if duty.in_step_with is not None and duty.in_step_with.duty:
            yield duty.in_step_with.duty, name, Reason(f"`{name}` keeps step with it", duty.value_span("in_step_with"))
    waiting: list[tuple[str, Record, str]] = [
        *((name, gate, "opens") for name, gate in (process.gates or {}).items()),
        *((name, choice, "after") for name, choice in (process.choices or {}).items()),
        *((name, phase, key) for name, phase in (process.phases or {}).items() for key in ("opens", "closes")),
    ]
    for name, record, key in waiting:
        for thing in _things_in(getattr(record, key)):
            yield thing, name, Reason(f"`{name}` waits for it", record.value_span(key))


def _things_in(value: object) -> set[str]:
    """The things whose facts stand in a condition, a day, a window or a moment."""
    match value:
        case Condition():
            return {thing for fact in facts_of(value) if (thing := getattr(fact, "thing", ""))}
        case Day():
            parts = [value.at, value.when, value.only_if, *(value.earliest or ()), *(value.latest or ())]
            return {thing for part in parts for thing in _things_in(part)}
        case Window():
            anchors = [limit.of for limit in value.limits if isinstance(limit, Within)]
            moments = [limit.moment for limit in value.limits if isinstance(limit, Limit)]
            return {thing for part in (*anchors, *moments) for thing in _things_in(part)}
        case Offset():
            return _things_in(value.moment)
        case When():
            return _things_in(value.fact)
    thing = getattr(value, "thing", "")
    return {thing} if thing else set()


@check(
    "O08",
    Severity.WARNING,
    """Joint Statement of the Six-Party Talks, 19 September 2005: a light-water reactor was to be discussed "at an
    appropriate time", and nobody was named who says when that is. The next day the DPRK said that the reactor comes
    first; the others, after disarmament (People's Daily Online and Dong-A Ilbo, 21 September 2005).""",
    judge=(
        "Whether the condition of `{what}` is met is judged by `{judge}` alone, who is interested in the answer.",
        "let a third party or a body of both judge it, or write a fact that anybody can find",
    ),
    verifier=(
        "`{what}` is verified by `{judge}`, on the side that owes it.",
        "name a verifier who is not on that side",
    ),
    exemption=(
        "Whether `{what}` need not be done (`{exemption}`) is decided by `{judge}`, on the side that owes it.",
        "let a third party or a body of both decide it",
    ),
    end=(
        "That the end state is reached is found by `{judge}` alone, who is a party.",
        "let a third party or a body of both find it",
    ),
    unknown=(
        "Whether an interested party judges `{what}` cannot be told: who judges is {word}.",
        "say who judges {what}",
    ),
)
def self_judging(draft: Draft) -> Iterator[Answer]:
    """An interested party alone says whether the condition is met.

    *At an appropriate time*, *while dialogue is productive*: whoever judges such words owns the obligation. A finding
    by somebody who gains nothing from it, or a fact that anybody can see, takes the word back from the interested.

    The check reads `judged_by`, who verifies, who decides an exemption, and who finds that the end state is reached.
    The interested in a duty are those who owe it and those to whom it is owed; a verifier may be one to whom it is
    owed, and several who verify each other are no sole judge. Where a duty holds `while` something is so that is not
    itself found in this process, and no judge is named, it asks.

    ## Fails

    ```yaml
    title: At an appropriate time
    parties: {north: {}, south: {}}
    channels: {dialogue: {level: working, ends: [north, south]}}
    obligations:
      moratorium:
        by: north
        to: [south]
        kind: forbear
        forbids: [nuclear_test]
        while: dialogue.open
        judged_by: north
    ```

    ## Fails: its own verifier

    ```yaml
    title: Take our word
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: north}}
    ```

    ## Passes

    ```yaml
    title: Somebody else says so
    parties: {north: {}, south: {}}
    actors: {chair: {kind: mediator}}
    channels: {dialogue: {level: working, ends: [north, south]}}
    obligations:
      moratorium:
        by: north
        to: [south]
        kind: forbear
        forbids: [nuclear_test]
        while: dialogue.open
        judged_by: chair
    ```

    ## Cannot tell

    ```yaml
    title: Nobody says who judges
    parties: {north: {}, south: {}}
    channels: {dialogue: {level: working, ends: [north, south]}}
    obligations:
      moratorium:
        by: north
        to: [south]
        kind: forbear
        forbids: [nuclear_test]
        while: dialogue.open
        judged_by: unstated
    ```
    """
    for name, duty in draft.duties.items():
        debtors = _principals(draft, [*draft.debtors(duty), "debtor"])
        interested = debtors | _principals(draft, [*(duty.to or ()), "beneficiary"])
        yield from _ask_judge(draft, name, duty, interested)
        regime = duty.verified
        if isinstance(regime, Verification) and regime.by is not None and _belongs(draft, regime.by, debtors):
            fixes = change("say that its verifier is not known yet", regime, "by", "unknown")
            values = {"what": name, "judge": regime.by}
            because = (Reason("who owes it", duty.value_span("by")),)
            yield Answer("verifier", regime.value_span("by"), name, because, fixes, values=values)
        for exemption, terms in (duty.except_ or {}).items():
            if terms.decided_by is not None and _belongs(draft, terms.decided_by, debtors):
                fixes = change("say that it is not known yet who decides", terms, "decided_by", "unknown")
                values = {"what": name, "judge": terms.decided_by, "exemption": exemption}
                because = (Reason("who owes it", duty.value_span("by")),)
                yield Answer("exemption", terms.value_span("decided_by"), name, because, fixes, values=values)
    end = draft.process.end_state
    finder = end.verified_by if isinstance(end, EndState) else None
    if isinstance(end, EndState) and finder is not None and _belongs(draft, finder, set(draft.parties)):
        fixes = change("say that it is not known yet who finds it", end, "verified_by", "unknown")
        yield Answer("end", end.value_span("verified_by"), "end_state", fixes=fixes, values={"judge": finder})


def _ask_judge(draft: Draft, name: str, duty: Obligation, interested: set[str]) -> Iterator[Answer]:
    missing = (MissingFact(f"{name}.judged_by", f"say who judges {name}"),)
    if duty.judged_by is not None:
        if _belongs(draft, duty.judged_by, interested):
            fixes = change("say that its judge is not known yet", duty, "judged_by", "unknown")
            values = {"what": name, "judge": duty.judged_by}
            side = "by" if _belongs(draft, duty.judged_by, _principals(draft, draft.debtors(duty))) else "to"
            because = (Reason(f"`{duty.judged_by}` is interested", duty.value_span(side)),)
            yield Answer("judge", duty.value_span("judged_by"), name, because, fixes, values=values)
    elif "judged_by" in duty.unsaid:
        values = {"what": name, "word": duty.unsaid["judged_by"]}
        yield Answer("unknown", duty.value_span("judged_by"), name, missing=missing, values=values)
    elif any(_needs_judge(draft, fact) for fact in facts_of(duty.while_)):
        values = {"what": name, "word": "not written"}
        yield Answer("unknown", duty.value_span("while"), name, missing=missing, values=values)


def _needs_judge(draft: Draft, fact: object) -> bool:
    """Whether a fact is about something that nobody in the process finds, keeps or decides."""
    family = draft.names.family_of(getattr(fact, "thing", ""))
    return family in ("item", "channel", "actor", "event", "issue", "term")


def _principals(draft: Draft, paths: list[str]) -> set[str]:
    """The principals behind some names, and the names themselves where they are nobody's."""
    found: set[str] = set()
    for path in paths:
        if path in ("parties", "principals", "all_parties"):
            found.update(draft.parties)
        else:
            found.add(draft.principal_of(path) or path)
    return found


def _belongs(draft: Draft, judge: str, interested: set[str]) -> bool:
    return (draft.principal_of(judge) or judge) in interested
