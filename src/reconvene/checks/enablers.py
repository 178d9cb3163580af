"""What a duty cannot be done without."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, consequence, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import AnyFact, Fact
from reconvene.document.obligation import Obligation
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@check(
    "O06",
    Severity.ERROR,
    """US law, 22 U.S.C. 9251 (section 401 of the North Korea Sanctions and Policy Enhancement Act of 2016): sanctions
    may be suspended only if the President certifies progress on matters such as counterfeiting, money laundering
    and prison camps. No exchange of a nuclear site for sanctions supplies that.""",
    not_owed=(
        "`{duty}` cannot be done without `{need}`, and nobody owes or decides that.",
        "add a duty that `brings: {need}`, or a decision with that outcome, with its own date",
    ),
    for_lifting=(
        "`{duty}` lifts `{measure}`, for which the law first asks `{need}`; nobody owes or decides that.",
        "add a duty that `brings: {need}`, or leave `{measure}` out",
    ),
    unknown=(
        "What `{duty}` cannot be done without is {word}.",
        "say what law, money, licence or third act {duty} needs",
    ),
)
def missing_enabler(draft: Draft) -> Iterator[Answer]:
    """A duty needs law, money, a licence or somebody else's act, and nobody owes it.

    A promise that depends on a vote of money, on a bank that will take a transfer, on a certification that the law
    asks for, is only as good as the promise of that. The check reads `needs` of each duty, and what the `lifting` of a
    measure needs for each duty that lifts it, and looks for a duty that brings it about, a decision that can have it
    as outcome, or an item that is there already.

    ## Fails

    ```yaml
    title: Money that nobody votes
    parties: {north: {}, south: {}}
    items: {funds: {scale: [frozen, released], start: frozen}}
    obligations:
      deliver_oil:
        by: south
        to: [north]
        kind: pay
        amount: {total: 50000 tons, bound: exact}
        needs: [funds.released]
    ```

    ## Passes

    ```yaml
    title: Money that somebody votes
    parties: {north: {}, south: {}}
    items: {funds: {scale: [frozen, released], start: frozen}}
    obligations:
      release_funds: {by: south, to: [north], brings: funds.released}
      deliver_oil:
        by: south
        to: [north]
        kind: pay
        amount: {total: 50000 tons, bound: exact}
        needs: [funds.released]
    ```

    ## Cannot tell

    ```yaml
    title: Nobody looked
    parties: {north: {}, south: {}}
    obligations:
      deliver_oil: {by: south, to: [north], kind: pay, amount: {total: 50000 tons, bound: exact}, needs: unknown}
    ```
    """
    supplied = _supplied(draft)
    for name, duty in draft.duties.items():
        if "needs" in duty.unsaid:
            ask = f"say what law, money, licence or third act {name} needs"
            values = {"duty": name, "word": duty.unsaid["needs"]}
            yield Answer(
                "unknown", duty.value_span("needs"), name, missing=(MissingFact(f"{name}.needs", ask),), values=values
            )
        for need in duty.needs or ():
            if not _is_supplied(draft, need, supplied):
                values = {"duty": name, "need": str(need)}
                fixes = _enabler(draft, duty, need)
                yield Answer("not_owed", duty.value_span("needs"), name, fixes=fixes, values=values)
        yield from _ask_lifting(draft, name, duty, supplied)


def _ask_lifting(draft: Draft, name: str, duty: Obligation, supplied: set[str]) -> Iterator[Answer]:
    for measure_name in duty.lifts or {}:
        measure = (draft.process.measures or {}).get(measure_name)
        ways = measure.lifting or () if measure is not None else ()
        lacking = [[need for need in way.needs or () if not _is_supplied(draft, need, supplied)] for way in ways]
        unsaid = next((way for way in ways if "needs" in way.unsaid), None)
        if not ways or any(not needs and way is not unsaid for way, needs in zip(ways, lacking, strict=True)):
            continue
        if unsaid is not None:
            fact = MissingFact(
                f"{measure_name}.lifting.needs", f"say what the law asks before {measure_name} is lifted"
            )
            values = {"duty": name, "word": unsaid.unsaid["needs"]}
            yield Answer("unknown", duty.value_span("lifts"), name, missing=(fact,), values=values)
            continue
        way, needs = min(zip(ways, lacking, strict=True), key=lambda pair: len(pair[1]))
        for need in needs:
            because = (Reason(f"lifting `{measure_name}` needs `{need}`", way.value_span("needs")),)
            values = {"duty": name, "measure": measure_name, "need": str(need)}
            fixes = _enabler(draft, duty, need)
            yield Answer("for_lifting", duty.value_span("lifts"), name, because, fixes, values=values)


def _supplied(draft: Draft) -> set[str]:
    """Every fact that a duty promises or strives for, or that a decision can have as its outcome."""
    facts = {str(fact) for duty in draft.duties.values() for fact in (duty.brings, duty.toward) if fact is not None}
    for choice_name, choice in (draft.process.choices or {}).items():
        facts.update(str(follow) for follow in (choice.outcomes or {}).values())
        facts.update(f"{choice_name}.{option}" for option in (*(choice.may or ()), *(choice.outcomes or {})))
    for duty_name in draft.duties:
        facts.update(f"{duty_name}.{state}" for state in ("verified", "claimed", "performed", "accepted"))
    return facts


def _is_supplied(draft: Draft, need: AnyFact, supplied: set[str]) -> bool:
    if str(need) in supplied or not isinstance(need, Fact):
        return True
    if f"{need.thing}.{need.state}" in supplied:
        return True
    item = (draft.process.items or {}).get(need.thing)
    if item is None:
        return draft.names.family_of(need.thing) not in (None, "item")
    scale = item.scale or ()
    if item.start in scale and need.state in scale:
        return scale.index(item.start) >= scale.index(need.state)
    return False


def _enabler(draft: Draft, duty: Obligation, need: AnyFact) -> tuple[Fix, ...]:
    debtor = draft.debtors(duty)
    named = len(debtor) == 1 and not draft.is_group(debtor[0]) and draft.names.find(debtor[0]) is not None
    by = debtor[0] if named else "unknown"
    name = new_name(draft, "bring_about_" + str(need).replace(".", "_").replace(" ", "_"))
    text = f"{{by: {by}, brings: {need}, within: 60 days, if_missed: {{cure: 30 days, then: {consequence(draft)}}}, "
    text += "verified: {by: unknown}}"
    return add_entry(f"add a duty of `{by}` that brings `{need}`", draft, "obligations", name, text)
