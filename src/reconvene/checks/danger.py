"""Whether a dispute is decided before the harm is done."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.checks.draft import Draft
from reconvene.checks.remedies import has_partial_remedy
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Contest, Miss, Obligation, Verification
from reconvene.process.dispute import DisputePath
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span
from reconvene.timing.lengths import Lengths
from reconvene.timing.ranges import time_range


@dataclass(frozen=True)
class _Danger:
    """How soon a threat is back: the fewest and the most days, what that is, and where it says so."""

    least: int
    most: int | None
    words: str
    span: Span


@check(
    "D03",
    Severity.ERROR,
    """Joint Comprehensive Plan of Action, 14 July 2015: its dispute path takes 65 days at the shortest. The time to
    enough material for one weapon was put at about a year while the accord was kept, and at a few weeks or less on 26
    April 2022 (the White House, as reported by Newsweek and Reuters): by then the path was slower than the danger.""",
    slower=(
        (
            "A breach of `{duty}` can be beyond mending before it is decided: the path `{path}` takes {days} days with "
            "what it takes to notice, and {danger} within {most} days."
        ),
        "let what answers `{duty}` rest meanwhile, list a remedy that is open at once, or shorten the path",
    ),
    may_be_slower=(
        (
            "A breach of `{duty}` may be beyond mending before it is decided: the path `{path}` takes up to {days} "
            "days with what it takes to notice, and {danger} in {least} days."
        ),
        "let what answers `{duty}` rest meanwhile, list a remedy that is open at once, or shorten the path",
    ),
    unknown=(
        "Whether a breach of `{duty}` is decided in time cannot be told: how soon `{threat}` is back is {word}.",
        "{ask}",
    ),
)
def ladder_slower_than_danger(draft: Draft) -> Iterator[Answer]:
    """The dispute is decided after the harm is done.

    A path of 65 days is no answer to what is rebuilt in 30. What matters is the sum: how long a breach stays unseen,
    and how long the path takes; it must be shorter than the time in which what was given up is back.

    The check takes each duty that cuts into a threat (`addresses`) and whose breach goes to a dispute. Against the
    shortest full path with the quickest detection it sets the longest time in which the threat may be back
    (`undone_in`, `comes_back_in` of the threat, `takes` of the path to it): if even that is shorter, it is an error. If
    the longest path can be slower than the shortest such time, it warns. It is silent where an answer does not wait for
    the path: what answers the duty rests meanwhile, or a remedy short of ending everything is open. That a path has no
    end is told by `ladder-without-last-rung`.

    ## Fails

    ```yaml
    title: Sixty-five days
    parties: {north: {}, south: {}}
    actors: {panel: {kind: court}, agency: {kind: verifier}}
    bodies: {commission: {members: all of parties}}
    threats: {bomb: {of: north, comes_back_in: 20 days}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        addresses: {bomb: freeze}
        verified: {by: agency, detects_within: 7 days}
        if_missed: {cure: 10 days, then: dispute}
    disputes:
      main: {opened_by: any of parties, stages: [{name: talks, body: commission, lasts: 15 days}], then: ruling}
    choices:
      ruling: {by: panel, may: [performed, not_performed], within: 30 days, silence: not_performed}
    ```

    ## Passes

    ```yaml
    title: Five days
    parties: {north: {}, south: {}}
    actors: {panel: {kind: court}, agency: {kind: verifier}}
    threats: {bomb: {of: north, comes_back_in: 90 days}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        addresses: {bomb: freeze}
        verified: {by: agency, detects_within: 7 days}
        if_missed: {cure: 10 days, then: dispute}
    disputes:
      main: {opened_by: any of parties, stages: [{name: opinion, body: panel, lasts: 5 days}], then: ruling}
    choices:
      ruling: {by: panel, may: [performed, not_performed], within: 30 days, silence: not_performed}
    ```

    ## Cannot tell

    ```yaml
    title: Back in how long?
    parties: {north: {}, south: {}}
    actors: {panel: {kind: court}}
    threats: {bomb: {of: north, comes_back_in: unknown}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        addresses: {bomb: freeze}
        if_missed: {cure: 10 days, then: dispute}
    disputes:
      main: {opened_by: any of parties, stages: [{name: opinion, body: panel, lasts: 5 days}], then: ruling}
    choices:
      ruling: {by: panel, may: [performed, not_performed], within: 30 days, silence: not_performed}
    ```
    """
    lengths = Lengths(draft.now.year, draft.now.year + 4)
    for path in draft.dispute_paths:
        for name in path.about:
            duty = draft.duties.get(name)
            if duty is not None and duty.addresses and not _is_answered_at_once(draft, name, duty):
                yield from _ask(draft, path, name, duty, lengths)


def _is_answered_at_once(draft: Draft, name: str, duty: Obligation) -> bool:
    rules = [rule for rule in (duty.if_missed, duty.if_contested) if isinstance(rule, Miss | Contest)]
    return any(rule.meanwhile == "suspend" for rule in rules) or has_partial_remedy(draft, {name})


def _ask(draft: Draft, path: DisputePath, name: str, duty: Obligation, lengths: Lengths) -> Iterator[Answer]:
    dangers = list(_dangers(draft, duty, lengths))
    if not dangers:
        yield from _unknown(draft, name, duty)
        return
    quickest, slowest = _noticed(duty, lengths)
    worst = min(dangers, key=lambda danger: danger.least)
    certain = [each for each in dangers if each.most is not None and path.shortest + quickest > each.most]
    because = (
        Reason(f"the path takes {path.shortest} days at the shortest", path.span),
        *(Reason(f"{danger.words} in {_span(danger)}", danger.span) for danger in dangers[:3]),
    )
    values = {"duty": name, "path": path.name, "danger": worst.words, "least": str(worst.least)}
    fixes = _meanwhile(duty)
    if certain:
        soonest = min(certain, key=lambda danger: danger.most or 0)
        values |= {"days": str(path.shortest + quickest), "danger": soonest.words, "most": str(soonest.most)}
        yield Answer("slower", duty.span, name, because, fixes, values=values)
    elif path.longest is not None and path.longest + slowest > worst.least:
        values |= {"days": str(path.longest + slowest), "most": ""}
        yield Answer("may_be_slower", duty.span, name, because, fixes, severity=Severity.WARNING, values=values)


def _span(danger: _Danger) -> str:
    if danger.most is None:
        return f"{danger.least} days or more"
    return f"{danger.least} days" if danger.least == danger.most else f"{danger.least} to {danger.most} days"


def _dangers(draft: Draft, duty: Obligation, lengths: Lengths) -> Iterator[_Danger]:
    found: list[tuple[Estimate | None, str, Span]] = [
        (duty.undone_in, f"`{duty.name}` can be undone", duty.value_span("undone_in"))
    ]
    for target in duty.addresses or {}:
        threat = (draft.process.threats or {}).get(target)
        if threat is not None:
            found.append((threat.comes_back_in, f"`{target}` can be back", threat.value_span("comes_back_in")))
        for name, route in (draft.process.paths or {}).items():
            if target in (name, route.leads_to):
                found.append((route.takes, f"`{name}` can be gone", route.value_span("takes")))
    for time, words, span in found:
        days = time_range(time, lengths) if time is not None else None
        if days is not None and str(getattr(time, "value", "")) != "never":
            yield _Danger(days[0], days[1], words, span)


def _noticed(duty: Obligation, lengths: Lengths) -> tuple[int, int]:
    """How long a breach stays unseen, at the least and at the most; nothing is counted where nothing is written."""
    regime = duty.verified if isinstance(duty.verified, Verification) else None
    days = time_range(regime.detects_within, lengths) if regime is not None and regime.detects_within else None
    return (days[0], days[1] or days[0]) if days is not None else (0, 0)


def _unknown(draft: Draft, name: str, duty: Obligation) -> Iterator[Answer]:
    """The question how soon a threat is back, asked where the file says that this is not known."""
    for target in duty.addresses or {}:
        threat = (draft.process.threats or {}).get(target)
        time = threat.comes_back_in if threat is not None else None
        unsaid = threat is not None and (threat.is_unsaid("comes_back_in") or (time is not None and time.value is None))
        if threat is not None and unsaid:
            ask = f"say how soon {target} is back: {target}.comes_back_in"
            missing = (MissingFact(f"{target}.comes_back_in", ask),)
            values = {"duty": name, "threat": target, "word": "unknown", "ask": ask}
            yield Answer("unknown", threat.value_span("comes_back_in"), name, missing=missing, values=values)


def _meanwhile(duty: Obligation) -> tuple[Fix, ...]:
    title = "let what answers it rest until it is decided"
    for rule in (duty.if_contested, duty.if_missed):
        if isinstance(rule, Miss | Contest):
            return change(title, rule, "meanwhile", "suspend")
    return add_key(title, duty, "if_contested", "{then: dispute, meanwhile: suspend}")
