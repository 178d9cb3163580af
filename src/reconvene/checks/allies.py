"""What a package leaves uncovered, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, addressed, consequence, entry_edits, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.coverage import Residual, coverage
from reconvene.deal.facts import missing as ask_for
from reconvene.deal.figures import percent_words
from reconvene.deal.grounds import allies_with_friends, is_hard
from reconvene.deal.hearing_rules import ALLIED, NORMS, Rule
from reconvene.deal.tabled import given_to
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.politics import Threat
from reconvene.document.shape import Record
from reconvene.text.finding import Fix, Reason, Severity


@check(
    "A01",
    Severity.ERROR,
    """Patricia M. Kim, Foreign Policy, March 2019: a bad deal would take away only the missiles that reach the United
    States and leave its allies exposed. From Pyongyang to Seoul are 195 km, to Tokyo 1,286 km, to Seattle 8,268 km
    (great circle).""",
    uncovered=(
        "`{ally}` stays exposed to `{threat}`: relief is given, and nothing in it touches that threat.",
        "add a duty that addresses `{threat}`, or say to `{ally}` why not, and when",
    ),
    impact=(
        "Whether `{ally}` stays exposed to `{threat}` cannot be told: how hard it is hit is {word}.",
        "say how hard {threat} hits {ally}: none, small, medium or large",
    ),
    relief=(
        "Whether `{threat}` is left out of a deal cannot be told: what relief is given is {word}.",
        "say what {package} lifts",
    ),
)
def coverage_hole(draft: Draft) -> Iterator[Answer]:
    """An ally is left exposed to a threat that the deal does not touch.

    Relief is given once. A threat that is left out then may never be bargained about again, and an ally that it hits
    has reason to ask what the alliance is for. The check takes every threat, every ally that it hits at least
    `medium` hard (`thresholds: {impact: ...}` changes it), and asks whether any duty or initiative addresses it, at
    any depth from `freeze` on, once anybody else gives relief to whoever poses it. A file without threats says
    `threats: none`.

    ## Fails

    ```yaml
    title: Only the long ones
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    measures: {coal_ban: {imposed_on: north, bans: [coal]}}
    threats:
      short_missiles: {of: north, hits: {island: large}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
    ```

    ## Passes

    ```yaml
    title: The short ones too
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    measures: {coal_ban: {imposed_on: north, bans: [coal]}}
    threats:
      short_missiles: {of: north, hits: {island: large}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
      stop_short:
        by: north
        to: [south]
        kind: forbear
        forbids: [short_range_launch]
        addresses: {short_missiles: freeze}
    ```

    ## Cannot tell

    ```yaml
    title: Does it reach the island?
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    measures: {coal_ban: {imposed_on: north, bans: [coal]}}
    threats:
      short_missiles: {of: north, hits: {island: unknown}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}}
    ```
    """
    if not draft.process.threats:
        return
    shown = coverage(draft.tabled)
    for row in shown.rows:
        if row.by:
            continue
        relief = next((duty for _, duty in given_to(draft.tabled, row.owner)), None)
        if relief is None:
            yield from _ask_relief(draft, row.threat)
            continue
        for residual in shown.residuals:
            if residual.ally:
                yield from _ask_ally(draft, row.threat, residual, relief)


def _ask_relief(draft: Draft, threat: str) -> Iterator[Answer]:
    """Relief of which the file does not say what it is may be for this threat too."""
    for unsaid in draft.tabled.relief.unsaid:
        giver = unsaid.removesuffix(".lifts")
        record: Record | None = draft.duties.get(giver, draft.package)
        if record is not None:
            values = {"threat": threat, "word": record.unsaid.get("lifts", "unknown"), "package": giver}
            missing = (ask_for(f"{giver}.lifts"),)
            yield Answer("relief", record.value_span("lifts"), threat, missing=missing, values=values)


def _ask_ally(draft: Draft, name: str, residual: Residual, relief: Obligation) -> Iterator[Answer]:
    threat, ally = (draft.process.threats or {})[name], residual.whom
    if threat.of in (residual.side, ally):
        return
    impact = (threat.hits or {}).get(ally)
    hard = is_hard(draft.process, threat, ally)
    values = {"ally": ally, "threat": name}
    if impact is None or hard is None:
        word = impact.unsaid.get("value", f"said as `{impact.value}`") if impact is not None else "not written"
        missing = (ask_for(f"{name}.hits.{ally}"),)
        yield Answer("impact", threat.span, f"{name}.{ally}", missing=missing, values={**values, "word": word})
    elif hard:
        because = (
            Reason(f"`{name}` hits `{ally}`: {impact.value}{_doubt(threat, impact)}", threat.value_span("hits")),
            Reason(f"`{relief.name}` gives relief", relief.span),
            *_left_with(draft, residual),
        )
        yield Answer("uncovered", threat.span, f"{name}.{ally}", because, _address(draft, name, threat), values=values)


def _left_with(draft: Draft, residual: Residual) -> Iterator[Reason]:
    """How much of all that threatens the ally is left."""
    if residual.share is not None:
        share = percent_words(residual.share)
        span = (draft.process.actors or {})[residual.whom].span
        yield Reason(f"`{residual.whom}` is left with {share} of what threatens it", span)


def _doubt(threat: Threat, impact: Estimate) -> str:
    return " (not verified)" if threat.marks_unverified("hits") or impact.is_unverified else ""


def _address(draft: Draft, name: str, threat: Threat) -> tuple[Fix, ...]:
    duty = new_name(draft, f"freeze_{name}")
    text = f"{{by: {threat.of or 'unknown'}, kind: forbear, forbids: [weapons_test], "
    text += f"addresses: {addressed(draft, name, 'freeze')}, "
    text += f"if_contested: {{then: {consequence(draft)}}}, verified: {{by: unknown}}}}"
    heard = _unheard(draft, name, threat)
    title = f"add a duty that at least freezes `{name}`" + (", and hear whom it hits" if heard else "")
    hearings = {new_name(draft, f"hear_{ally}"): _hearing(ally, friend) for ally, friend in heard.items()}
    return add_entry(title, draft, "obligations", duty, text, *entry_edits(draft, "consultations", hearings))


def _unheard(draft: Draft, name: str, threat: Threat) -> dict[str, str]:
    """The allies whom a threat hits, each with whose ally it is, who must be heard once a duty is against it."""
    owed = {
        each.whom[0]
        for each in draft.consultations
        if not each.declared and any(ground.rule in ALLIED and not ground.missing for ground in each.grounds)
    }
    owner = draft.principal_of(threat.of) if threat.of is not None else None
    return {
        ally: friend
        for ally, friend in allies_with_friends(draft.process)
        if friend != owner and ally not in owed and is_hard(draft.process, threat, ally)
    }


def _hearing(ally: str, friend: str) -> str:
    return f"{{by: {friend}, with: [{ally}], level: {NORMS[Rule.HIT].level}, before: unknown}}"
