"""What a package leaves uncovered, and for whom."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, consequence, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import Word
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.politics import Threat
from reconvene.text.finding import Fix, MissingFact, Reason, Severity

_HEIGHT = {Word.NONE: 0, Word.NEVER: 0, Word.SMALL: 1, Word.MEDIUM: 2, Word.LARGE: 3, Word.ALL: 3}


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
    any depth from `freeze` on, once anybody else gives relief.

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
    allies = [name for name, actor in (draft.process.actors or {}).items() if actor.ally_of]
    touched = _touched(draft)
    for name, threat in (draft.process.threats or {}).items():
        if name in touched:
            continue
        relief = _relief(draft, threat)
        if relief is None:
            yield from _ask_relief(draft, name)
            continue
        for ally in allies:
            yield from _ask_ally(draft, (name, threat), ally, relief)


def _touched(draft: Draft) -> set[str]:
    """The threats that a duty or an initiative addresses."""
    duties = {threat for duty in draft.duties.values() for threat in duty.addresses or {}}
    initiatives = (draft.process.initiatives or {}).values()
    return duties | {threat for initiative in initiatives for threat in initiative.addresses or {}}


def _relief(draft: Draft, threat: Threat) -> Obligation | None:
    """A duty that gives relief to whoever poses the threat: one that lifts measures, or is worth something to it."""
    owner = threat.of
    for duty in draft.duties.values():
        if owner is not None and owner in draft.debtors(duty):
            continue
        worth = (duty.worth or {}).get(owner or "")
        if duty.lifts or (worth is not None and worth.value not in (None, Word.NONE, Word.NEVER)):
            return duty
    return None


def _ask_relief(draft: Draft, threat: str) -> Iterator[Answer]:
    package = draft.package
    if package is not None and "lifts" in package.unsaid:
        missing = (MissingFact(f"{package.name}.lifts", f"say what {package.name} lifts"),)
        values = {"threat": threat, "word": package.unsaid["lifts"], "package": package.name}
        yield Answer("relief", package.value_span("lifts"), threat, missing=missing, values=values)


def _ask_ally(draft: Draft, named: tuple[str, Threat], ally: str, relief: Obligation) -> Iterator[Answer]:
    name, threat = named
    if threat.of in ((draft.process.actors or {})[ally].ally_of or ()):
        return
    impact = (threat.hits or {}).get(ally)
    values = {"ally": ally, "threat": name}
    if impact is None or impact.value is None:
        word = impact.unsaid.get("value", "not written") if impact is not None else "not written"
        ask = f"say how hard {name} hits {ally}: none, small, medium or large"
        missing = (MissingFact(f"{name}.hits.{ally}", ask),)
        yield Answer("impact", threat.span, f"{name}.{ally}", missing=missing, values={**values, "word": word})
    elif _is_hard(draft, impact):
        because = (
            Reason(f"`{name}` hits `{ally}`: {impact.value}{_doubt(threat, impact)}", threat.value_span("hits")),
            Reason(f"`{relief.name}` gives relief", relief.span),
        )
        yield Answer("uncovered", threat.span, f"{name}.{ally}", because, _address(draft, name, threat), values=values)


def _doubt(threat: Threat, impact: Estimate) -> str:
    return " (not verified)" if threat.marks_unverified("hits") or impact.is_unverified else ""


def _is_hard(draft: Draft, impact: Estimate) -> bool:
    wanted = draft.process.thresholds.impact if draft.process.thresholds else None
    limit = _HEIGHT[Word(wanted)] if wanted else _HEIGHT[Word.MEDIUM]
    return not isinstance(impact.value, Word) or _HEIGHT[impact.value] >= limit


def _address(draft: Draft, name: str, threat: Threat) -> tuple[Fix, ...]:
    duty = new_name(draft, f"freeze_{name}")
    text = f"{{by: {threat.of or 'unknown'}, kind: forbear, forbids: [weapons_test], addresses: {{{name}: freeze}}, "
    text += f"if_contested: {{then: {consequence(draft)}}}, verified: {{by: unknown}}}}"
    return add_entry(f"add a duty that at least freezes `{name}`", draft, "obligations", duty, text)
