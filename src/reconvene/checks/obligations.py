"""Who owes what: debtors, tests, promises to agree."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.expressions import Quantifier, Who
from reconvene.document.obligation import Obligation
from reconvene.document.shape import attribute
from reconvene.text.finding import MissingFact, Reason, Severity


@check(
    "O01",
    Severity.ERROR,
    """Package of Measures for the Implementation of the Minsk Agreements, 12 February 2015, point 10: "withdrawal of
    all foreign armed formations" names nobody who withdraws them (annex I of Security Council resolution 2202
    (2015)).""",
    nobody=(
        "Nobody owes `{duty}`: it names no debtor.",
        "add `by:` with the one actor who answers for it",
    ),
    group=(
        "`{duty}` is owed by `{group}` together, so no single member can be held to it.",
        "say `each of {group}` if each owes it, `any of` if one does it for all, or give each a share",
    ),
    several=(
        "`{duty}` is owed by {count} at once, and nothing says who owes which part.",
        "give each a share, such as `by: {{shares: {{us: 1/2, rok: 1/2}}}}`, or write a duty for each",
    ),
    unknown=(
        "Who owes `{duty}` is {word}.",
        "say who owes {duty}",
    ),
)
def nobody_owes_it(draft: Draft) -> Iterator[Answer]:
    """No single debtor.

    What the parties owe together, nobody owes. One name for each duty, or a share for each name, makes it clear who
    answers for a miss. *Each of* a group, *any of* it and *all of* it are clear too; the bare group is not.

    ## Fails

    ```yaml
    title: The parties shall withdraw
    parties: {north: {}, south: {}}
    items: {troops: {scale: [present, withdrawn]}}
    obligations:
      withdraw: {by: parties, brings: troops.withdrawn}
    ```

    ## Passes

    ```yaml
    title: Each withdraws its own
    parties: {north: {}, south: {}}
    items: {troops: {scale: [present, withdrawn]}}
    obligations:
      withdraw: {by: each of parties, brings: troops.withdrawn}
    ```

    ## Cannot tell

    ```yaml
    title: Somebody withdraws
    parties: {north: {}, south: {}}
    items: {troops: {scale: [present, withdrawn]}}
    obligations:
      withdraw: {by: unknown, brings: troops.withdrawn}
    ```
    """
    for name, duty in draft.duties.items():
        values = {"duty": name}
        match duty.by:
            case None if "by" in duty.unsaid:
                missing = (MissingFact(f"{name}.by", f"say who owes {name}"),)
                values["word"] = duty.unsaid["by"]
                yield Answer("unknown", duty.value_span("by"), name, missing=missing, values=values)
            case None:
                fix = add_key("say that its debtor is not known yet", duty, "by", "unknown")
                yield Answer("nobody", duty.span, name, fixes=fix, values=values)
            case Who(path="nobody"):
                fix = change("say that its debtor is not known yet", duty, "by", "unknown")
                yield Answer("nobody", duty.value_span("by"), name, fixes=fix, values=values)
            case Who(quantifier=Quantifier.PLAIN, path=path) if draft.is_group(path):
                fix = change(f"let each of `{path}` owe it", duty, "by", f"each of {path}")
                yield Answer("group", duty.value_span("by"), name, fixes=fix, values={**values, "group": path})
            case tuple() as several if len(several) != 1:
                shares = ", ".join(f"{actor}: 1/{len(several)}" for actor in several)
                fix = change("share it equally", duty, "by", f"{{shares: {{{shares}}}}}") if several else ()
                count = " and ".join(f"`{actor}`" for actor in several) or "nobody"
                yield Answer("several", duty.value_span("by"), name, fixes=fix, values={**values, "count": count})


_PREDICATES = {
    "act": ("brings", "toward", "lifts", "amount", "begins", "forbids", "shown_by"),
    "forbear": ("forbids",),
    "limit": ("amount", "limits"),
    "declare": ("declares", "brings", "amount"),
    "allow": ("allows", "brings"),
    "pay": ("amount", "brings"),
    "consult": ("question", "brings"),
    "negotiate": ("question", "brings"),
}
_WANTED = {
    "act": ("brings", "the fact that holds when it is done, such as `brings: plant.closed`"),
    "forbear": ("forbids", "the acts that it forbids"),
    "limit": ("amount", "how much is allowed at most"),
    "declare": ("declares", "what the declaration lists"),
    "allow": ("allows", "what it allows"),
    "pay": ("amount", "how much is paid"),
    "consult": ("question", "what is consulted on"),
    "negotiate": ("question", "what is negotiated"),
}


@check(
    "O02",
    Severity.ERROR,
    """Joint Statement of Singapore, 12 June 2018, point 3: the DPRK "commits to work toward complete denuclearization
    of the Korean Peninsula". No list of steps, no measure, no date; in Hanoi the two sides still had no agreed
    definition (State Department official, 1 March 2019, as reported by The Atlantic, 2 March 2019).""",
    no_test=(
        "Nobody could tell when `{duty}` is done: it does not say what must then be so.",
        "add `{key}:` with {what}",
    ),
    no_effort=(
        "`{duty}` only works toward `{result}`, and nothing says which efforts are owed.",
        "list under `shown_by` what can be seen to be done, or promise the result with `brings`",
    ),
    unknown=(
        "What must be so when `{duty}` is done is {word}.",
        "say what {duty} brings about",
    ),
)
def not_testable(draft: Draft) -> Iterator[Answer]:
    """Whether a duty was performed could not be decided from anything that can be seen.

    *Work toward*, *endeavour*, *as appropriate*: both sides can sign such words, and both can later say that they kept
    them. A duty needs a result that somebody can find (`brings: plant.closed`), an amount, a list of forbidden acts,
    or, if only an effort is promised, the efforts.

    The check looks for the slot that each kind of duty is tested by: a result, an amount or a lift for an act, the
    forbidden acts for a forbearance, the level for a limit, the list for a declaration.

    ## Fails

    ```yaml
    title: Working toward
    parties: {north: {}, south: {}}
    items: {peninsula: {scale: [armed, denuclearized]}}
    obligations:
      denuclearize: {by: north, to: [south], toward: peninsula.denuclearized}
    ```

    ## Passes

    ```yaml
    title: A result that can be seen
    parties: {north: {}, south: {}}
    items: {reactor: {scale: [running, sealed]}}
    obligations:
      seal_reactor: {by: north, to: [south], brings: reactor.sealed}
    ```

    ## Cannot tell

    ```yaml
    title: A result that is not written yet
    parties: {north: {}, south: {}}
    obligations:
      seal_reactor: {by: north, to: [south], brings: unknown}
    ```
    """
    for name, duty in draft.duties.items():
        yield from _ask_test(name, duty)


def _ask_test(name: str, duty: Obligation) -> Iterator[Answer]:
    kind = duty.kind or "act"
    keys = _PREDICATES[kind]
    written = [key for key in keys if getattr(duty, attribute(key)) is not None]
    if duty.toward is not None and not duty.shown_by and "brings" not in written:
        if "shown_by" in duty.unsaid:
            yield _untold(name, duty, "shown_by")
            return
        fix = add_key("owe at least a report to all", duty, "shown_by", "[report_to_all_parties]", "toward")
        values = {"duty": name, "result": str(duty.toward)}
        yield Answer("no_effort", duty.key_span_of("toward"), name, fixes=fix, values=values)
    elif not written:
        unsaid = [key for key in keys if key in duty.unsaid]
        if unsaid:
            yield _untold(name, duty, unsaid[0])
            return
        key, what = _WANTED[kind]
        fix = add_key("say that the result is not known yet", duty, key, "unknown")
        because = (Reason(f'it says: "{_short(duty.text)}"', duty.value_span("text")),) if duty.text else ()
        yield Answer("no_test", duty.span, name, because, fix, values={"duty": name, "key": key, "what": what})


def _untold(name: str, duty: Obligation, key: str) -> Answer:
    missing = (MissingFact(f"{name}.{key}", f"say what {name} brings about"),)
    values = {"duty": name, "word": duty.unsaid[key]}
    return Answer("unknown", duty.value_span(key), name, missing=missing, values=values)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"


@check(
    "O09",
    Severity.ERROR,
    """Declaration of Principles on Interim Self-Government Arrangements (Oslo), 13 September 1993, articles V and XV:
    the permanent status was left to negotiations, and the path for disputes over them to "a mechanism of
    conciliation to be agreed upon by the parties".""",
    negotiate=(
        "`{duty}` promises to negotiate, and nothing is said of what holds if the negotiation brings nothing.",
        "add `else:` with what holds then, which should favour nobody",
    ),
    delegate=(
        "`{duty}` leaves a question to `{group}`, and nothing is said of what holds if no answer is adopted.",
        "add `else:` with what holds until an answer is adopted",
    ),
    unknown=(
        "What holds if `{duty}` brings nothing is {word}.",
        "say what holds if {duty} brings nothing",
    ),
)
def agree_to_agree(draft: Draft) -> Iterator[Answer]:
    """What is promised is a later agreement, and nothing holds until it comes.

    A duty to negotiate is kept by sitting down. Whoever gains from delay then needs only to go on sitting. A default
    that favours nobody, an arbiter, or an interim rule with an end takes that gain away.

    The check reads duties of kind `negotiate` and the questions given to groups under `delegations`.

    ## Fails

    ```yaml
    title: To be negotiated
    parties: {north: {}, south: {}}
    obligations:
      final_status: {by: each of parties, kind: negotiate, question: the final status}
    ```

    ## Passes

    ```yaml
    title: To be negotiated, and if not
    parties: {north: {}, south: {}}
    obligations:
      final_status:
        by: each of parties
        kind: negotiate
        question: the final status
        else: the interim rules go on for two years
    ```

    ## Cannot tell

    ```yaml
    title: To be negotiated, and nobody knows what if not
    parties: {north: {}, south: {}}
    obligations:
      final_status: {by: each of parties, kind: negotiate, question: the final status, else: unknown}
    ```
    """
    today = "what is in force today goes on unchanged"
    for name, duty in draft.duties.items():
        if duty.kind == "negotiate":
            if "else" in duty.unsaid:
                fact = MissingFact(f"{name}.else", f"say what holds if {name} brings nothing")
                values = {"duty": name, "word": duty.unsaid["else"]}
                yield Answer("unknown", duty.value_span("else"), name, missing=(fact,), values=values)
            elif duty.else_ is None:
                fix = add_key("let what is in force go on", duty, "else", today)
                yield Answer("negotiate", duty.span, name, fixes=fix, values={"duty": name})
    for name, given in (draft.process.delegations or {}).items():
        if "else" in given.unsaid:
            fact = MissingFact(f"{name}.else", f"say what holds if {name} brings nothing")
            values = {"duty": name, "word": given.unsaid["else"]}
            yield Answer("unknown", given.value_span("else"), name, missing=(fact,), values=values)
        elif given.else_ is None:
            fix = add_key("let what is in force go on", given, "else", today)
            values = {"duty": name, "group": given.to or "a group"}
            yield Answer("delegate", given.span, name, fixes=fix, values=values)
