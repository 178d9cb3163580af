"""What there was at the start, without which nobody can say what is left."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.acts import is_case_of
from reconvene.document.obligation import Baseline, Obligation, Verification
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span

_WITHOUT_STOCK = ("declare", "consult", "negotiate", "pay")
_MADE = "weapons_production"


@check(
    "V06",
    Severity.ERROR,
    """Six-Party Talks, Second-Phase Actions of 3 October 2007: the complete and correct declaration was due on 31
    December 2007. It came on 26 June 2008, 178 days late, without the enrichment programme, and US officials would not
    call it complete (BBC News, 26 June 2008; CNN, 2 July 2008).""",
    none=(
        "`{duty}` {does}, and names no agreed inventory to start from.",
        "add `baseline:` to its `verified`, with the duty that declares it and what makes a declaration complete",
    ),
    empty=(
        "The baseline of `{duty}` says neither who declares it nor what was counted.",
        "add `declared_by:` with the duty to declare it, or `counted:` with the agreed count",
    ),
    incomplete=(
        "The baseline of `{duty}` is to be declared, and nothing says what makes the declaration complete.",
        "add `complete:` with what must be in it, and who may look for what is not",
    ),
    unknown=(
        "Whether `{duty}` has an agreed inventory to start from cannot be told: {what} is {word}.",
        "say what {duty} starts from: {fact}",
    ),
)
def no_baseline(draft: Draft) -> Iterator[Answer]:
    """A limit, a freeze or a dismantlement, and nobody agreed what there was at the start.

    Whoever counts what is left must know what there was. Without a declared start, every later count opens the quarrel
    anew, and what was never declared is never missed.

    The check reads the duties of kind `limit`, and those that cut into a threat or a path (`addresses`), and looks for
    `baseline` in their `verified`. A promise not to do something that is seen when it happens, such as a test, needs
    none; a promise not to produce does. A limit on a counter that somebody keeps, or with `counted_by`, has its count.
    A baseline that is still to be declared needs a rule of completeness; without one the check warns. An estimate of a
    threat's `stock` is no baseline: the parties did not agree on it.

    ## Fails

    ```yaml
    title: All of it, whatever it is
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {arsenal: {scale: [held, destroyed]}}
    threats: {missiles: {of: north, hits: {south: large}}}
    obligations:
      destroy_arsenal:
        by: north
        to: [south]
        brings: arsenal.destroyed
        addresses: {missiles: dismantle}
        verified: {by: agency, takes: 30..90 days}
    ```

    ## Fails: nothing makes it complete

    ```yaml
    title: A list, and no rule for it
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {arsenal: {scale: [held, destroyed]}}
    threats: {missiles: {of: north, hits: {south: large}}}
    obligations:
      declare_arsenal: {by: north, to: [south], kind: declare, declares: [missiles_by_type_and_place]}
      destroy_arsenal:
        by: north
        to: [south]
        brings: arsenal.destroyed
        addresses: {missiles: dismantle}
        verified: {by: agency, takes: 30..90 days, baseline: {declared_by: declare_arsenal}}
    ```

    ## Passes

    ```yaml
    title: A list first
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {arsenal: {scale: [held, destroyed]}}
    threats: {missiles: {of: north, hits: {south: large}}}
    obligations:
      declare_arsenal: {by: north, to: [south], kind: declare, declares: [missiles_by_type_and_place]}
      destroy_arsenal:
        by: north
        to: [south]
        brings: arsenal.destroyed
        addresses: {missiles: dismantle}
        verified:
          by: agency
          takes: 30..90 days
          baseline: {declared_by: declare_arsenal, complete: the agency finds nothing undeclared in six months}
    ```

    ## Cannot tell

    ```yaml
    title: A start that nobody has agreed on yet
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    obligations:
      cap_warheads:
        by: north
        to: [south]
        kind: limit
        amount: {total: 40 warheads, bound: ceiling}
        verified: {by: agency, baseline: unknown}
    ```
    """
    declared: dict[tuple[str, ...], list[str]] = {}
    for name, duty in draft.duties.items():
        if duty.kind == "declare" and draft.debtors(duty):
            declared.setdefault(tuple(draft.debtors(duty)), []).append(name)
    for name, duty in draft.duties.items():
        reason = _needs_start(draft, duty)
        if reason is not None:
            yield from _ask_start(name, duty, *reason, _declaration(declared.get(tuple(draft.debtors(duty)), [])))


def _needs_start(draft: Draft, duty: Obligation) -> tuple[str, Reason] | None:
    """What a duty does that needs a start to be counted from, and where it says so; None if it does nothing such."""
    kind = duty.kind or "act"
    if kind == "limit":
        if _is_counted(draft, duty):
            return None
        return "sets a limit", Reason("it is a limit", duty.value_span("kind"))
    if kind in _WITHOUT_STOCK or duty.lifts or not duty.addresses:
        return None
    if kind == "forbear" and not any(is_case_of(act, _MADE, draft.taxonomy) for act in duty.forbids or ()):
        return None
    depths = ", ".join(sorted({f"`{depth}`" for depth in duty.addresses.values() if depth}))
    return "cuts into a threat", Reason(f"how deep it cuts: {depths}", duty.value_span("addresses"))


def _is_counted(draft: Draft, duty: Obligation) -> bool:
    """Whether somebody keeps the count that a limit is compared with."""
    if duty.amount is not None and duty.amount.counted_by:
        return True
    counter = (draft.process.counters or {}).get(duty.limits or "")
    return counter is not None and counter.kept_by is not None


def _declaration(declared: list[str]) -> tuple[str, str]:
    """The baseline that a fix may write, and its title: the one declaration of the same side, if there is one."""
    if len(declared) != 1:
        return "unknown", "say that the baseline is not known yet"
    title = f"let `{declared[0]}` be its baseline; what makes it complete is still open"
    return f"{{declared_by: {declared[0]}, complete: unknown}}", title


def _ask_start(name: str, duty: Obligation, does: str, because: Reason, start: tuple[str, str]) -> Iterator[Answer]:
    baseline, title = start
    regime = duty.verified
    if not isinstance(regime, Verification):
        if "verified" in duty.unsaid:
            yield _unknown(name, duty.value_span("verified"), "verified.baseline", "its verification", duty.unsaid)
            return
        text = f"{{by: nobody, baseline: {baseline}}}" if regime == "none" else f"{{baseline: {baseline}}}"
        fixes = change(title, duty, "verified", text)
        yield _none(name, duty, does, because, fixes)
    elif "baseline" in regime.unsaid:
        unsaid = {"verified": regime.unsaid["baseline"]}
        yield _unknown(name, regime.value_span("baseline"), "verified.baseline", "its baseline", unsaid)
    elif regime.baseline is None:
        fixes = add_key(title, regime, "baseline", baseline)
        yield _none(name, duty, does, because, fixes)
    elif isinstance(regime.baseline, Baseline):
        yield from _ask_baseline(name, regime.baseline, because)


def _none(name: str, duty: Obligation, does: str, because: Reason, fixes: tuple[Fix, ...]) -> Answer:
    return Answer("none", duty.span, name, (because,), fixes, values={"duty": name, "does": does})


def _unknown(name: str, span: Span, path: str, what: str, unsaid: dict[str, str], key: str = "verified") -> Answer:
    fact = f"{name}.{path}"
    values = {"duty": name, "what": what, "word": unsaid[key], "fact": fact}
    return Answer("unknown", span, name, missing=(MissingFact(fact, f"say what {name} starts from"),), values=values)


def _ask_baseline(name: str, baseline: Baseline, because: Reason) -> Iterator[Answer]:
    path = "verified.baseline"
    if baseline.declared_by is None and baseline.counted is None:
        key = "declared_by" if "declared_by" in baseline.unsaid else "counted"
        if key in baseline.unsaid:
            what = "who declares it" if key == "declared_by" else "the count"
            yield _unknown(name, baseline.value_span(key), f"{path}.{key}", what, baseline.unsaid, key)
        else:
            fixes = add_key("say that the declaring duty is not known yet", baseline, "declared_by", "unknown")
            yield Answer("empty", baseline.span, name, (because,), fixes, values={"duty": name})
    elif baseline.counted is None and baseline.complete is None:
        span = baseline.value_span("complete" if "complete" in baseline.unsaid else "declared_by")
        if "complete" in baseline.unsaid:
            yield _unknown(name, span, f"{path}.complete", "what makes it complete", baseline.unsaid, "complete")
        else:
            fixes = add_key("say that the rule of completeness is not known yet", baseline, "complete", "unknown")
            values = {"duty": name}
            yield Answer("incomplete", span, name, (because,), fixes, severity=Severity.WARNING, values=values)
