"""Whether a dispute ends."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, add_keys, change, entry_edit, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.decision import Choice, Dispute, Extension, Rung
from reconvene.document.obligation import Contest, Miss
from reconvene.document.shape import Record
from reconvene.process.dispute import Unbounded
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
    no_step=(
        "There is no limit for the step to `{stage}` of the dispute path `{ladder}`, so the path may rest for ever.",
        "add `within:` to the stage",
    ),
    endless=(
        "`{extension}` prolongs the dispute path `{ladder}` without an end.",
        "say how much it adds and how often: `adds: at most 15 days`, `times: 1`",
    ),
    no_default=(
        "The dispute path `{ladder}` leads to the choice `{then}`, which {lack}.",
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

    The check walks the whole path (as `reconvene return` does): every stage, every step that is somebody's to take,
    every extension, and each choice to which the one before it leads.

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
    if not draft.process.disputes:
        yield from _ask_for_ladder(draft)
    for path in draft.dispute_paths:
        for rung in (draft.process.disputes or {})[path.name].stages or ():
            if "body" in rung.unsaid:
                ask = f"say who takes up {rung.name} of {path.name}"
                yield _unknown(rung, path.name, "body", f"the body of `{rung.name}`", ask)
        for gap in path.unbounded:
            yield from _ask_gap(draft, path.name, gap)


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


def _ask_gap(draft: Draft, ladder: str, gap: Unbounded) -> Iterator[Answer]:
    record, key = gap.record, gap.key
    name = record.name or ladder
    if key in record.unsaid:
        what, ask = _WORDS.get(key, ("`{key}` of `{name}`", "say `{key}` of {name}"))
        words = {"key": key, "name": name, "ladder": ladder}
        yield _unknown(record, ladder, key, what.format(**words), ask.format(**words))
        return
    match record:
        case Rung() if key == "within":
            yield from _ask_step(ladder, record)
        case Rung():
            yield _ask_rung(ladder, record, key)
        case Extension():
            yield from _ask_extension(ladder, record, key)
        case Choice():
            yield from _ask_choice(draft, ladder, record, key)
        case Dispute():
            yield _ask_last(draft, record)


_WORDS = {
    "lasts": ("the limit of `{name}`", "say how long {name} of {ladder} lasts"),
    "then": ("what follows its last stage", "say what follows the last stage of {name}"),
}


def _ask_step(ladder: str, rung: Rung) -> Iterator[Answer]:
    if rung.within is None:  # a limit that is a date, or hangs on a fact, is one
        fix = add_key("give it 15 days", rung, "within", "15 days", "name")
        yield Answer("no_step", rung.span, ladder, fixes=fix, values={"ladder": ladder, "stage": rung.name})


def _ask_rung(ladder: str, rung: Rung, key: str) -> Answer:
    values = {"ladder": ladder, "stage": rung.name}
    if key == "body":
        fix = change("say that the body is not known yet", rung, "body", "unknown")
        return Answer("to_be_agreed", rung.value_span("body"), ladder, fixes=fix, values=values)
    fix = change("give it 15 days", rung, "lasts", "15 days")
    return Answer("no_limit", rung.span, ladder, fixes=fix, values=values)


def _ask_extension(ladder: str, rule: Extension, key: str) -> Iterator[Answer]:
    if key == "times" and rule.adds is None:
        return  # both are told at once
    proposed = {"adds": "at most 15 days", "times": "1"}
    asked = {name: said for name, said in proposed.items() if name == key or getattr(rule, name) is None}
    fixes = add_keys("let it add 15 days at most, once", rule, asked)
    yield Answer("endless", rule.span, ladder, fixes=fixes, values={"ladder": ladder, "extension": rule.name})


def _unknown(record: Record, ladder: str, key: str, what: str, ask: str) -> Answer:
    missing = (MissingFact(f"disputes.{ladder}.{record.name or ladder}.{key}", ask),)
    values = {"ladder": ladder, "what": what, "word": record.unsaid[key], "ask": ask}
    return Answer("unknown", record.value_span(key), ladder, missing=missing, values=values)


def _ask_last(draft: Draft, ladder: Dispute) -> Answer:
    values = {"ladder": ladder.name, "then": str(ladder.then)}
    fixes = _ruling(draft, ladder)
    if ladder.then is not None:
        return Answer("not_deciding", ladder.value_span("then"), ladder.name, fixes=fixes, values=values)
    last = ladder.stages[-1].name if ladder.stages else "nothing"
    return Answer("no_last_rung", ladder.span, ladder.name, fixes=fixes, values={**values, "stage": last})


def _ruling(draft: Draft, ladder: Dispute) -> tuple[Fix, ...]:
    ruling = new_name(draft, f"ruling_on_{ladder.name}")
    ends = change("", ladder, "then", ruling)
    choice = entry_edit(draft, "choices", ruling, _RULING)
    if not ends or choice is None:
        return ()
    return (Fix("let it end in a ruling, its body still open", (*ends[0].edits, choice)),)


def _ask_choice(draft: Draft, ladder: str, choice: Choice, key: str) -> Iterator[Answer]:
    if getattr(choice, key) is not None:  # a limit that is a date, or hangs on a fact, is one
        return
    lack = {"within": "has no limit", "silence": "does not say what silence means"}[key]
    proposed = "30 days" if key == "within" else (choice.may or ("unknown",))[-1]
    dispute = (draft.process.disputes or {})[ladder]
    because = (Reason(f"`{ladder}` leads to it", dispute.value_span("then")),)
    values = {"ladder": ladder, "then": choice.name, "lack": lack, "key": key}
    fix = add_key(f"write `{key}: {proposed}`", choice, key, proposed)
    yield Answer("no_default", choice.span, ladder, because, fix, values=values)
