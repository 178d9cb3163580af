"""Whether a deal makes a capability normal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import addressed, change, consequence, entry_edit, named, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.facts import missing as ask_for
from reconvene.deal.figures import percent_words
from reconvene.deal.recognition import Capability, Recognition, Standing, makes_normal, recognitions
from reconvene.deal.tabled import given_to
from reconvene.document.expressions import Percent
from reconvene.text.finding import Edit, Fix, Reason, Severity
from reconvene.text.span import Span

HALF = 0.5


@check(
    "K02",
    Severity.ERROR,
    """Patricia M. Kim, Foreign Policy, March 2019, after Hanoi: relief for steps on a "completely open-ended timeline"
    would amount to recognition of North Korea as a de facto nuclear power.""",
    normal=(
        "`{owner}` is given back {relief}, and keeps {kept}.",
        "tie the relief to steps that take away what stays, each with a last day; or give back less until then",
    ),
    unknown=(
        "Whether relief makes it normal that `{owner}` keeps {kept} cannot be told: {what}.",
        "{ask}",
    ),
)
def de_facto_recognition(draft: Draft) -> Iterator[Answer]:
    """Most of the pressure is given back while the capability that it was for stays.

    Nobody needs to sign that a capability is accepted. It is enough that the pressure is gone and no day is set by
    which the capability must be gone too: from then on it is the normal state of things, and nothing is left to bargain
    with.

    The check takes each side that has threats, adds up the share of the pressure on it that is given back (in the
    measured dimension of which most is), and looks for a duty that dismantles each threat by a last day. A freeze, a
    limit and a promise without a day leave it there. It is an error from half of the pressure on; `thresholds:
    {recognition: ...}` changes it. Whether what is lifted and was never measured is that much, nobody can tell.

    ## Fails

    ```yaml
    title: Trade now, the rest one day
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_by: south, imposed_on: north, bans: [coal]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: terminate}}
      freeze_arsenal: {by: north, to: [south], kind: forbear, forbids: [weapons_test], addresses: {arsenal: freeze}}
    ```

    ## Passes

    ```yaml
    title: Trade for the arsenal
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_by: south, imposed_on: north, bans: [coal]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    items: {warheads: {of: north, scale: [held, removed]}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: terminate}}
      remove_warheads:
        by: north
        to: [south]
        brings: warheads.removed
        within: no later than 2030-12-31
        addresses: {arsenal: dismantle}
    ```

    ## Cannot tell

    ```yaml
    title: Trade for the arsenal, some day that nobody wrote down
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_by: south, imposed_on: north, bans: [coal]}}
    threats: {arsenal: {of: north, hits: {south: large}}}
    items: {warheads: {of: north, scale: [held, removed]}}
    obligations:
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: terminate}}
      remove_warheads:
        by: north
        to: [south]
        brings: warheads.removed
        within: unknown
        addresses: {arsenal: dismantle}
    ```
    """
    relief = draft.tabled.relief
    if not draft.process.threats or not (relief.modes or relief.unsaid):
        return
    limit = limit_of(draft)
    for shown in recognitions(draft.tabled):
        normal = makes_normal(shown, limit)
        if normal is not False:
            yield _normal(draft, shown) if normal else _ask(draft, shown)


def limit_of(draft: Draft) -> float:
    """From which part of the pressure on, given back, a capability that stays is taken for normal."""
    wanted = draft.process.thresholds.recognition if draft.process.thresholds else None
    return float(wanted.low) / 100 if isinstance(wanted, Percent) else HALF


def _place(draft: Draft, owner: str) -> Span:
    """Where the relief stands: its only duty, the package, or the section of duties."""
    if draft.package is not None:
        return draft.package.span
    giving = [duty for _, duty in given_to(draft.tabled, owner) if duty.lifts]
    return giving[0].span if len(giving) == 1 else draft.process.key_span_of("obligations")


def _normal(draft: Draft, shown: Recognition) -> Answer:
    kept = [each for each in shown.retained if not each.missing]
    because = (
        *(Reason(f"`{name}` gives relief", duty.span) for name, duty in given_to(draft.tabled, shown.owner)),
        *(Reason(_stays(each), (draft.process.threats or {})[each.threat].span) for each in kept),
    )
    values = {"owner": shown.owner, "relief": _relief(shown), "kept": _kept(kept)}
    return Answer(
        "normal", _place(draft, shown.owner), shown.owner, because, _take_away(draft, shown.owner, kept), values=values
    )


def _stays(capability: Capability) -> str:
    if capability.standing is Standing.UNDATED:
        return f"nothing says by when `{capability.threat}` is gone"
    if not capability.by:
        return f"nothing cuts into `{capability.threat}`"
    return f"`{capability.threat}` is cut into, and nothing takes it away"


def _ask(draft: Draft, shown: Recognition) -> Answer:
    surely = [each for each in shown.retained if not each.missing]
    facts = shown.missing if not surely else tuple(f for f in shown.missing if not f.endswith(".within"))
    missing = tuple(map(ask_for, facts))
    what = "; ".join(sorted({_open(fact) for fact in facts}))
    values = {"owner": shown.owner, "kept": _kept(shown.retained), "what": what, "ask": missing[0].ask}
    return Answer("unknown", _place(draft, shown.owner), shown.owner, missing=missing, values=values)


def _open(fact: str) -> str:
    match fact.rpartition(".")[2]:
        case "lifts":
            return "what is lifted is not said"
        case "within":
            return "by when it is gone is not said"
        case _:
            return "how much of the pressure is lifted is not known"


def _take_away(draft: Draft, owner: str, kept: Iterable[Capability]) -> tuple[Fix, ...]:
    """A day still open for what goes without one, and a duty to dismantle what stays, its day still open."""
    edits: list[Edit] = []
    for each in kept:
        if each.standing is Standing.UNDATED:
            duties = [draft.duties[name] for name in each.by]
            edits += [edit for duty in duties for fix in change("", duty, "within", "unknown") for edit in fix.edits]
        else:
            name = new_name(draft, f"dismantle_{each.threat}")
            cut = addressed(draft, each.threat, "dismantle")
            text = f"{{by: {owner}, brings: unknown, within: unknown, addresses: {cut}, "
            text += f"if_missed: {{then: {consequence(draft)}}}, verified: {{by: unknown, baseline: unknown}}}}"
            edit = entry_edit(draft, "obligations", name, text)
            edits += [edit] if edit is not None else []
    return (Fix("let what stays be dismantled, the day still open", tuple(edits)),) if edits else ()


def _kept(capabilities: Sequence[Capability]) -> str:
    return named([each.threat for each in capabilities], "capabilities that threaten others")


def _relief(shown: Recognition) -> str:
    if shown.relief is None or shown.given != shown.relief:
        return f"{percent_words(shown.given)} of the pressure on it"
    return f"{percent_words(shown.given)} of the {shown.dimension} that is pressed on and measured"
