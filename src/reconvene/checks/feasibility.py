"""Whether the dates can all be kept: at all, and whatever takes its time."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.moving import Move, later_final, moves
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span
from reconvene.timing.conflict import Conflict
from reconvene.timing.network import Bound
from reconvene.timing.plan import CALENDAR
from reconvene.timing.rule import Rule, RuleKind
from reconvene.timing.story import Story, tell

_WAITS = (RuleKind.WAITS, RuleKind.ORDER, RuleKind.FIRST, RuleKind.TAKES, RuleKind.VERIFYING, RuleKind.SAME_DAY)
"""A conflict of nothing else is a circle of waits, which `precondition-deadlock` tells."""


@check(
    "T03",
    Severity.ERROR,
    """Six-Party Talks, Initial Actions of 13 February 2007: steps due after 30 and after 60 days hung on money in a
    bank in Macao, for whose transfer no bank could be found; it moved in June, and Yongbyon was shut down on 14 July,
    91 days late (text: china.org.cn, 14 February 2007; notice of the shut-down: The New York Times, 15 July 2007).""",
    dated=(
        (
            "The dates cannot all hold: {chain}. `{event}` is due by {due} and cannot be before {reached}: {short} "
            "missing."
        ),
        "{help}",
    ),
    floating=(
        (
            "The times cannot all hold: {chain}. `{event}` is due {allowed} after {start}, and that takes {needed}: "
            "{short} missing."
        ),
        "{help}",
    ),
    unknown=(
        "Whether the dates of `{duty}` can hold cannot be told: its {what} is {word}.",
        "say {ask}",
    ),
)
def timeline_contradiction(draft: Draft) -> Iterator[Answer]:
    """The dates cannot all hold, whoever does what when.

    Each date was agreed in a room of its own. Together they ask that something be done before it can begin: the last
    step is due in June, and the step that it waits for may not start before July. Somebody will break a word, and
    both sides will say it was the other.

    The check counts every date, window, wait, phase and length of time together, with everybody willing and everything
    as quick as the file says it can be. What cannot hold even then is told as the shortest chain of dates that clash,
    with what would mend it: for each side whose date stands in the chain, the least that it would have to give way.
    A circle in which each waits for the other without any date is told by `precondition-deadlock`; dates that hold
    only with luck by `not-controllable`.

    ## Fails

    ```yaml
    title: Due before it can be
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-06-01 and no later than 2030-12-31
        verified: {by: agency, takes: 30..90 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-06-15
    ```

    ## Fails: counted from an event

    ```yaml
    title: Sixty days for what takes ninety
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    days: {signed: {when: treaty.signed}}
    texts: {treaty: {title: The treaty}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        after: treaty.signed
        takes: 90..120 days
        within: 60 days of signed
    ```

    ## Passes

    ```yaml
    title: Time enough
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-06-01 and no later than 2030-12-31
        verified: {by: agency, takes: 30..90 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2031-06-15
    ```

    ## Cannot tell

    ```yaml
    title: By when?
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        {by: north, to: [south], brings: plant.closed, within: no earlier than 2030-06-01 and no later than 2030-12-31}
      lift_ban: {by: south, to: [north], lifts: {trade_ban: suspend}, after: close_plant.verified, within: unknown}
    ```
    """
    for conflict in draft.verdict.contradictions:
        if all(_only_waits(bound) for bound in conflict.bounds):
            continue
        yield _clash(draft, conflict)
    for name, duty in draft.duties.items():
        if "within" in duty.unsaid and duty.after is not None and duty.no_later_than is None:
            ask = f"by when {name} is due"
            missing = (MissingFact(f"{name}.within", f"say {ask}"),)
            values = {"duty": name, "what": "due date", "word": duty.unsaid["within"], "ask": ask}
            yield Answer("unknown", duty.value_span("within"), name, missing=missing, values=values)


def _only_waits(bound: Bound) -> bool:
    """Whether a bound has no date and no length in it, so that a clash of such bounds is a circle of waits."""
    rule = bound.origin
    if not isinstance(rule, Rule) or CALENDAR in (bound.start, bound.end):
        return False
    return rule.kind in _WAITS or (rule.kind is RuleKind.DAY and bound.days == 0)


def _clash(draft: Draft, conflict: Conflict) -> Answer:
    story = tell(draft.plan, conflict)
    found = moves(draft, conflict)
    values = {**_told(story), "help": _advice(found), "short": _short(story.short_by)}
    says = "dated" if story.due.day is not None else "floating"
    return Answer(says, _place(draft, story), story.due.event.name, story.reasons, _fixes(found), values=values)


def _told(story: Story) -> dict[str, str]:
    values = {"chain": story.chain, "event": story.due.event.name, "start": str(story.start)}
    if story.due.day is not None:
        return {**values, "due": str(story.due.day), "reached": str(story.reached)}
    needed = story.links[-1].days if story.links else 0
    return {**values, "allowed": _days(story.due.days), "needed": _days(needed)}


def _days(count: int) -> str:
    return "1 day" if count == 1 else f"{count} days"


def _short(count: int) -> str:
    return "1 day is" if count == 1 else f"{count} days are"


def _advice(found: list[Move]) -> str:
    """The next step: whose date could give way, by how much."""
    owners = [move.owner for move in found if move.owner]
    if not found:
        return "none of these is a date that could be moved: shorten what takes its time, or take out one of the waits"
    if len(owners) > 1:
        return f"move one of the dates: {'; or '.join(move.fix.title for move in found)}"
    return (
        f"{found[0].fix.title}; no other side's date stands in the chain"
        if len(found) == 1
        else "; or ".join(move.fix.title for move in found)
    )


def _fixes(found: list[Move]) -> tuple[Fix, ...]:
    return tuple(move.fix for move in found)


def _place(draft: Draft, story: Story) -> Span:
    rule = story.due.rule
    span = rule.span if rule is not None else None
    return span if span is not None else draft.source.head


@check(
    "T04",
    Severity.ERROR,
    """Agreed Framework, 21 October 1994: a target date of 2003 for the reactors, whose key parts could be delivered
    only after full compliance with safeguards; the agency put the time to verify that at three to four years, others
    at up to five. The date could be kept only with luck, from the day of signature (IAEA press release 2002/01; Nuclear
     Engineering International, "Another KEDO delay").""",
    luck=(
        "`{event}` is due by {due}, and that holds only with luck: {chain}. If it takes that long, {short} missing.",
        "{help}",
    ),
    floating=(
        (
            "`{event}` is due {allowed} after {start}, and that holds only with luck: {chain}. If it takes that long, "
            "{short} missing."
        ),
        "{help}",
    ),
    unbounded=(
        "Other dates need `{event}` to be through by {due}, and nothing limits how long that takes: {what}.",
        "say how long it takes at most, or let no date wait for it",
    ),
    branch=(
        (
            "If `{duty}` {how}, that adds up to {extra}, and the end state comes {days} after the final date, "
            "{final}, even if all else is done at once."
        ),
        "move the final date, shorten the cure or the ladder, or begin `{duty}` earlier",
    ),
    together=(
        (
            "Whether the final date, {final}, bears several misses cannot be told: each alone fits, and all of them "
            "together would be {days} too late. `{duty}` adds most: if it {how}, up to {extra}."
        ),
        "say how many misses the final date is to bear, and let the buffer before it be as long as they are",
    ),
    ladder=(
        "Whether the final date, {final}, bears it if `{duty}` {how} cannot be told: nothing limits how long.",
        "{ask}",
    ),
    open=(
        "Whether every date can be kept cannot be told: {what} must be over by {due}, and its length is not known.",
        "{ask}",
    ),
    choice=(
        "Whether every date can be kept cannot be told: {words} with one of several, and none alone is early enough.",
        "say which of them it waits for, or give the date that hangs on it more room",
    ),
)
def not_controllable(draft: Draft) -> Iterator[Answer]:
    """The dates hold only if what nobody controls goes well.

    Verification, legislation and delivery take as long as they take. A plan that works if inspectors need three years
    and breaks if they need five is a bet, and whoever signs it should know. The parties can do much: begin early,
    leave room, let one thing not wait for another. What they cannot do is choose the other's luck.

    The check asks whether, whatever happens, there is always a next step that keeps every date: the temporal network
    must be *dynamically controllable*. All parties act together here, as well as they can; only what has a range that
    nobody chooses (`takes`, `verified: {takes: ...}`, a decision of a body or a third party within its time) is left
    to chance, and always at its worst. The finding names the lengths that clash and the days that are missing.

    It also asks what the final date bears: if a duty is missed and cured at the last moment, or goes through its
    dispute ladder, does the end state still come in time, everything else being done at once? If one such branch is
    too long, that is told; if each alone fits and all together do not, nobody can tell, and the longest is named. A
    length that is not known is asked for if a date hangs on it. What could never hold is told by
    `timeline-contradiction`.

    ## Fails

    ```yaml
    title: If the inspectors are quick
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: 30..180 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-06-30
    ```

    ## Fails: without an end

    ```yaml
    title: As long as it takes
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency, takes: at least 30 days}}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-06-30
    ```

    ## Fails: no room for a dispute

    ```yaml
    title: A final date without a buffer
    as_of: 2030-01-01
    final_date: 2030-12-31
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}, panel: {kind: court}}
    items: {plant: {scale: [running, closed], start: running}}
    end_state: {all: [plant.closed], verified_by: agency}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-09-01 and no later than 2030-10-01
        verified: {by: agency, takes: 30..60 days}
        if_missed: {cure: 60 days, then: dispute}
    disputes:
      main:
        opened_by: any of parties
        stages: [{name: hearing, body: panel, lasts: 45 days}]
        then: finding
    choices: {finding: {by: panel, may: [done, not_done], within: 15 days, silence: not_done}}
    ```

    ## Passes

    ```yaml
    title: Whatever it takes
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: 30..180 days}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: 30 days of close_plant.verified and no later than 2030-12-31
    ```

    ## Cannot tell

    ```yaml
    title: How long does it take?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    measures: {trade_ban: {imposed_by: south, imposed_on: north}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        within: no earlier than 2030-03-01
        verified: {by: agency, takes: unknown}
      lift_ban:
        by: south
        to: [north]
        lifts: {trade_ban: suspend}
        after: close_plant.verified
        within: no later than 2030-06-30
    ```
    """
    verdict = draft.verdict
    for conflict in verdict.gambles:
        answer = _clash(draft, conflict)
        yield Answer(
            "luck" if answer.says == "dated" else "floating",
            answer.span,
            answer.about,
            answer.because,
            answer.fixes,
            values=answer.values,
        )
    if verdict.conflicts:
        return
    yield from _ask_endless(draft)
    yield from _ask_unknown(draft)
    yield from _ask_choice(draft)
    yield from _ask_branches(draft)


def _ask_endless(draft: Draft) -> Iterator[Answer]:
    for endless, last in draft.verdict.unbounded:
        record, key = endless.rule.record, endless.rule.key
        event = draft.plan.events[endless.end]
        values = {"event": event.name, "due": str(last), "what": endless.rule.words}
        fixes = change("say that the time it takes is not known", record, key, "unknown") if record else ()
        because = (endless.rule.reason,)
        yield Answer("unbounded", endless.rule.span or draft.source.head, event.name, because, fixes, values=values)


def _ask_unknown(draft: Draft) -> Iterator[Answer]:
    for unknown, last in draft.verdict.open_questions:
        assert unknown.missing is not None
        duty, state = draft.plan.events[unknown.start].name, draft.plan.events[unknown.end].state
        what = f"verifying `{duty}`" if state == "verified" else f"doing `{duty}`"
        values = {"what": what, "due": str(last), "ask": unknown.missing.ask}
        yield Answer("open", unknown.span, duty, missing=(unknown.missing,), values=values)


def _ask_choice(draft: Draft) -> Iterator[Answer]:
    network, alternative = draft.verdict.chosen
    if network is not None or alternative is None:
        return
    event = draft.plan.events[alternative.event]
    missing = (MissingFact(f"{event.name}", f"say which of them comes first: {alternative.words}"),)
    span = alternative.span or (event.record.span if event.record is not None else draft.source.head)
    yield Answer("choice", span, event.name, missing=missing, values={"words": alternative.words})


def _ask_branches(draft: Draft) -> Iterator[Answer]:
    """What the final date bears; only where it can be kept if all goes by the text."""
    verdict, plan = draft.verdict, draft.plan
    if plan.final is None or plan.final not in plan.dates or verdict.buffer is None or verdict.buffer < 0:
        return
    final = str(plan.dates[plan.final])
    for late in verdict.late:
        branch = late.branch
        values = {"duty": branch.duty, "how": branch.words, "extra": _days(branch.extra or 0)}
        values |= {"days": _days(late.days), "final": final}
        because = (Reason(f"the final date is {final}", draft.process.value_span("final_date")),)
        fixes = later_final(draft, late.days)
        yield Answer("branch", branch.span or draft.source.head, branch.duty, because, fixes, values=values)
    if not verdict.late:
        yield from _ask_together(draft, final)


def _ask_together(draft: Draft, final: str) -> Iterator[Answer]:
    """Whether several misses fit before the final date; a ladder without a limit is asked for its length."""
    verdict = draft.verdict
    for branch in verdict.on_the_way:
        if branch.extra is None and branch.missing is not None:
            values = {"duty": branch.duty, "how": branch.words, "final": final, "ask": branch.missing.ask}
            span = branch.span or draft.source.head
            yield Answer("ladder", span, branch.duty, missing=(branch.missing,), values=values)
    if (verdict.together or 0) > 0:
        longest = max(verdict.on_the_way, key=lambda branch: branch.extra or 0)
        values = {"duty": longest.duty, "how": longest.words, "extra": _days(longest.extra or 0)}
        values |= {"days": _days(verdict.together or 0), "final": final}
        missing = (MissingFact(f"{longest.duty}.if_missed", "say how many misses the final date is to bear"),)
        yield Answer("together", longest.span or draft.source.head, longest.duty, missing=missing, values=values)
