"""Whether a dispute ends."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change, entry_edit, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.decision import Choice, Dispute, Rung
from reconvene.document.obligation import Contest, Miss
from reconvene.document.shape import Record
from reconvene.process.dispute import ENDINGS
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@check(
    "D01",
    Severity.ERROR,
    """Declaration of Principles (Oslo), 13 September 1993, article XV: disputes "may be resolved by a mechanism of
    conciliation to be agreed upon by the parties", and arbitration needs the agreement of both. Contrast the JCPOA,
    paragraphs 36-37: silence of the Council for 30 days brings the old measures back.""",
    no_ladder=(
        "`{duty}` sends a miss to a dispute, and the process has no path for disputes.",
        "add a `disputes:` section with stages, their limits, and a last rung that decides",
    ),
    no_last_rung=(
        "The dispute path `{ladder}` ends after `{stage}` without a decision.",
        "add `then:` with a choice that has a limit and says what silence means",
    ),
    not_deciding=(
        "The dispute path `{ladder}` ends in `{then}`, which decides nothing by a date.",
        "let it end in a choice that has a limit and says what silence means",
    ),
    no_default=(
        "The dispute path `{ladder}` ends in the choice `{then}`, which {lack}.",
        "add `{key}:` to `{then}`",
    ),
    no_limit=(
        "The stage `{stage}` of the dispute path `{ladder}` has no limit, so the path may never end.",
        "add `lasts:` to the stage",
    ),
    to_be_agreed=(
        "The stage `{stage}` of the dispute path `{ladder}` is left to a body that is still to be agreed.",
        "name the body now, or let a third party name it",
    ),
    unknown=(
        "Whether the dispute path `{ladder}` ends cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def ladder_without_last_rung(draft: Draft) -> Iterator[Answer]:
    """A dispute can go on for ever.

    A path that ends in *the parties shall consult* ends nowhere. Every stage needs a limit and a body, and the last one
    must decide: a body with a rule, a limit, and what silence means; or a plain consequence such as *suspend*.

    ## Fails

    ```yaml
    title: To be agreed
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties}}
    disputes:
      main:
        opened_by: any of parties
        stages:
          - {name: talks, body: commission, lasts: 15 days}
          - {name: conciliation, body: to_be_agreed, lasts: 30 days}
    ```

    ## Passes

    ```yaml
    title: A last word
    parties: {north: {}, south: {}}
    actors: {panel: {kind: court}}
    bodies: {commission: {members: all of parties}}
    disputes:
      main:
        opened_by: any of parties
        stages:
          - {name: talks, body: commission, lasts: 15 days}
        then: ruling
    choices:
      ruling: {by: panel, may: [performed, not_performed], within: 30 days, silence: not_performed}
    ```

    ## Cannot tell

    ```yaml
    title: And then?
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties}}
    disputes:
      main:
        opened_by: any of parties
        stages:
          - {name: talks, body: commission, lasts: 15 days}
        then: unknown
    ```
    """
    ladders = draft.process.disputes or {}
    if not ladders:
        yield from _ask_for_ladder(draft)
    for name, ladder in ladders.items():
        for rung in ladder.stages or ():
            yield from _ask_rung(name, rung)
        yield from _ask_last(draft, name, ladder)


def _ask_for_ladder(draft: Draft) -> Iterator[Answer]:
    for name, duty in draft.duties.items():
        for rule in (duty.if_missed, duty.if_contested):
            if isinstance(rule, Miss | Contest) and rule.then == "dispute":
                yield Answer(
                    "no_ladder", rule.value_span("then"), name, fixes=_whole_ladder(draft), values={"duty": name}
                )


def _whole_ladder(draft: Draft) -> tuple[Fix, ...]:
    ruling = new_name(draft, "ruling")
    # How long a path may take depends on what it must be quicker than, so its lengths stay open too.
    ladder = "{opened_by: any of parties, stages: [{name: consultations, body: unknown, lasts: unknown}], "
    edits = (
        entry_edit(draft, "disputes", new_name(draft, "main"), f"{ladder}then: {ruling}}}"),
        entry_edit(draft, "choices", ruling, _RULING),
    )
    written = tuple(edit for edit in edits if edit is not None)
    return (Fix("add a path of one stage and a ruling, its bodies and days still open", written),) if written else ()


_RULING = "{by: unknown, may: [performed, not_performed], within: unknown, silence: not_performed}"


def _ask_rung(ladder: str, rung: Rung) -> Iterator[Answer]:
    values = {"ladder": ladder, "stage": rung.name}
    if rung.body == "to_be_agreed":
        fix = change("say that the body is not known yet", rung, "body", "unknown")
        yield Answer("to_be_agreed", rung.value_span("body"), ladder, fixes=fix, values=values)
    elif "body" in rung.unsaid:
        yield _unknown(rung, ladder, "body", f"the body of `{rung.name}`", f"say who takes up {rung.name} of {ladder}")
    if "lasts" in rung.unsaid:
        yield _unknown(
            rung, ladder, "lasts", f"the limit of `{rung.name}`", f"say how long {rung.name} of {ladder} lasts"
        )
    elif rung.lasts is None:
        fix = add_key("give it 15 days", rung, "lasts", "15 days", "name")
        yield Answer("no_limit", rung.span, ladder, fixes=fix, values=values)


def _unknown(record: Record, ladder: str, key: str, what: str, ask: str) -> Answer:
    missing = (MissingFact(f"disputes.{ladder}.{record.name or ladder}.{key}", ask),)
    values = {"ladder": ladder, "what": what, "word": record.unsaid[key], "ask": ask}
    return Answer("unknown", record.value_span(key), ladder, missing=missing, values=values)


def _ask_last(draft: Draft, name: str, ladder: Dispute) -> Iterator[Answer]:
    if "then" in ladder.unsaid:
        yield _unknown(
            ladder, name, "then", "what follows its last stage", f"say what follows the last stage of {name}"
        )
        return
    then = ladder.then
    values = {"ladder": name, "then": str(then)}
    if then is None:
        last = ladder.stages[-1].name if ladder.stages else "nothing"
        yield Answer("no_last_rung", ladder.span, name, fixes=_ruling(draft, ladder), values={**values, "stage": last})
    elif isinstance(choice := (draft.process.choices or {}).get(then), Choice):
        yield from _ask_choice(name, ladder, choice)
    elif then not in ENDINGS:
        span = ladder.value_span("then")
        yield Answer("not_deciding", span, name, fixes=_ruling(draft, ladder), values=values)


def _ruling(draft: Draft, ladder: Dispute) -> tuple[Fix, ...]:
    ruling = new_name(draft, f"ruling_on_{ladder.name}")
    ends = change("", ladder, "then", ruling)
    choice = entry_edit(draft, "choices", ruling, _RULING)
    if not ends or choice is None:
        return ()
    return (Fix("let it end in a ruling, its body still open", (*ends[0].edits, choice)),)


def _ask_choice(name: str, ladder: Dispute, choice: Choice) -> Iterator[Answer]:
    lacks = (
        ("within", choice.within, "has no limit", "30 days"),
        ("silence", choice.silence, "does not say what silence means", (choice.may or ("unknown",))[-1]),
    )
    for key, value, lack, proposed in lacks:
        if key in choice.unsaid:
            yield _unknown(choice, name, key, f"`{key}` of `{choice.name}`", f"say `{key}` of {choice.name}")
        elif value is None:
            because = (Reason(f"`{name}` ends in it", ladder.value_span("then")),)
            values = {"ladder": name, "then": choice.name, "lack": lack, "key": key}
            fix = add_key(f"write `{key}: {proposed}`", choice, key, proposed)
            yield Answer("no_default", choice.span, name, because, fix, values=values)
