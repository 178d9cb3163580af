"""What inspectors may see, what they start from, and what they may say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.decision import Step
from reconvene.document.obligation import Access, Obligation, Verification
from reconvene.document.shape import Record
from reconvene.text.edit import replace_value
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping

_TALK = ("consult", "negotiate")
_NO_VISITORS = (None, "nobody", "each_other", "national_means")


@check(
    "V02",
    Severity.ERROR,
    """Six-Party Talks, 2008: access to undeclared sites was to be "upon mutual consent" and inspectors were to take
    samples; on 12 November the DPRK said that it had agreed to neither, and the round of 8-11 December ended without a
    protocol (Yonhap, 12 November 2008; Los Angeles Times, 13 November 2008; China Daily, 12 December 2008).""",
    no_clock=(
        "Inspectors of `{duty}` need consent each time, and nothing says how long consent may take.",
        "add `within:` with the longest time from request to entry, and `default:` with what silence means",
    ),
    no_default=(
        "Inspectors of `{duty}` need consent within a fixed time, and nothing says what follows if it is not given.",
        "add `default:` to the access: `granted`, or `dispute` if somebody else is to decide",
    ),
    refused=(
        "Inspectors of `{duty}` need consent, and silence refuses it: whoever is inspected can keep them out for ever.",
        "let silence mean `granted`, or `dispute` if somebody else is to decide",
    ),
    unknown=(
        "Whether inspectors of `{duty}` get in by a date cannot be told: {what} is {word}.",
        "{ask}",
    ),
    silent=(
        "Whether inspectors of `{duty}` get in by a date cannot be told: nothing is written of their access.",
        "say how soon inspectors get in: `access_within:`, or `access:` if somebody must agree",
    ),
)
def no_timed_access(draft: Draft) -> Iterator[Answer]:
    """Inspectors get in only if the inspected agree, and no clock runs.

    Consent that may be withheld for as long as one likes is a veto on verification. A longest time from request to
    entry, and a rule for silence, keep consent and take the veto away.

    The check reads `access` and `access_within` of every verification. It fails where the rule is `consent` and no time
    bounds it. Where a time is set, and silence has no meaning or means *refused*, it warns: the time then ends in
    nothing. Where somebody is named to verify a deed and nothing at all is written of access, it asks; lifts, payments,
    declarations and what a counter counts can be seen from outside and are left out. Who verifies at all is asked by
    `unverified-weight`.

    ## Fails

    ```yaml
    title: By consent
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        verified: {by: agency, access: {rule: consent}}
    ```

    ## Fails: silence refuses

    ```yaml
    title: By consent, and no answer is a refusal
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        verified: {by: agency, access: {rule: consent, within: 14 days, default: refused}}
    ```

    ## Passes

    ```yaml
    title: By consent, with a clock
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant:
        by: north
        to: [south]
        brings: plant.closed
        verified: {by: agency, access: {rule: consent, within: 14 days, default: granted}}
    ```

    ```yaml
    title: A count needs no visit
    parties: {north: {}, south: {}}
    actors: {secretary: {kind: secretariat}}
    counters: {oil_count: {unit: barrels, resets: every 12 months from 2030-01-01, kept_by: secretary}}
    obligations:
      keep_to_cap: {by: north, to: [south], kind: limit, limits: oil_count, verified: {by: secretary}}
    ```

    ## Cannot tell

    ```yaml
    title: Access to be settled
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency, access: unknown}}
    ```
    """
    for name, regime in _regimes(draft):
        if isinstance(regime.access, Access):
            yield from _ask_access(draft, name, regime, regime.access)
        elif regime.access_within is not None:
            continue
        elif "access" in regime.unsaid or "access_within" in regime.unsaid:
            key = "access" if "access" in regime.unsaid else "access_within"
            yield _access_unknown(name, regime, key, key, "how inspectors get in")
        elif regime.by not in _NO_VISITORS and _is_seen_inside(draft, draft.duties.get(name)):
            missing = (MissingFact(f"{name}.verified.access_within", f"say how soon inspectors of {name} get in"),)
            span, values = regime.value_span("by"), {"duty": name}
            yield Answer("silent", span, name, missing=missing, severity=Severity.INFO, values=values)


def _is_seen_inside(draft: Draft, duty: Obligation | None) -> bool:
    """Whether a duty is a deed that can only be found by going there."""
    if duty is None or duty.lifts or duty.kind in (*_TALK, "pay", "declare"):
        return False
    is_counted = duty.limits in (draft.process.counters or {}) or (duty.amount is not None and duty.amount.counted_by)
    return not is_counted


def _ask_access(draft: Draft, name: str, regime: Verification, access: Access) -> Iterator[Answer]:
    if "rule" in access.unsaid:
        yield _access_unknown(name, access, "rule", "access.rule", "whether inspectors need consent")
        return
    if access.rule != "consent":
        return
    because = (Reason("the rule is consent, each time", access.value_span("rule")),)
    values = {"duty": name}
    if access.within is None and regime.access_within is None:
        if "within" in access.unsaid:
            yield _access_unknown(name, access, "within", "access.within", "how long consent may take")
        elif "access_within" in regime.unsaid:
            yield _access_unknown(name, regime, "access_within", "access_within", "how long consent may take")
        else:
            fix = add_key("say that the longest time is not known yet", access, "within", "unknown")
            yield Answer("no_clock", access.value_span("rule"), name, because, fix, values=values)
    elif "default" in access.unsaid:
        yield _access_unknown(name, access, "default", "access.default", "what silence means")
    elif access.default in (None, "refused"):
        silence = "dispute" if draft.process.disputes else "granted"
        fix = change(f"let silence mean `{silence}`", access, "default", silence)
        says = "refused" if access.default else "no_default"
        yield Answer(says, access.value_span("default"), name, because, fix, severity=Severity.WARNING, values=values)


def _access_unknown(name: str, record: Record, key: str, path: str, what: str) -> Answer:
    ask = f"say {what}: {name}.verified.{path}"
    missing = (MissingFact(f"{name}.verified.{path}", ask),)
    values = {"duty": name, "what": what, "word": record.unsaid[key], "ask": ask}
    return Answer("unknown", record.value_span(key), name, missing=missing, values=values)


def _regimes(draft: Draft) -> Iterator[tuple[str, Verification]]:
    """Every verification that is spelled out, with the name of the duty or of the step of a sequence."""
    for name, duty in draft.duties.items():
        if isinstance(duty.verified, Verification):
            yield name, duty.verified
    for name, sequence in (draft.process.sequences or {}).items():
        for step in sequence.steps or ():
            if isinstance(step, Step) and isinstance(step.verified, Verification):
                yield f"{name}.{step.name}", step.verified


@dataclass(frozen=True)
class _Report:
    """What a report holds and keeps back, and who needs to see what, wherever in the file that is written."""

    name: str
    place: Record
    path: str
    holds: str
    owed_to_somebody: bool = False

    @property
    def fact(self) -> str:
        """The path of what the report holds."""
        return f"{self.name}.{self.path}{self.holds}"

    @property
    def held(self) -> tuple[str, ...] | None:
        """The items that it holds; None where the file does not say."""
        return getattr(self.place, self.holds, None)

    @property
    def withheld(self) -> tuple[str, ...]:
        """The items that it keeps back."""
        return getattr(self.place, "withholds", None) or ()

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """The items that each beneficiary needs to see."""
        return getattr(self.place, "accepted_by", None) or {}


@check(
    "V04",
    Severity.ERROR,
    """Belfast, 21 October 2003: General de Chastelain reported the largest act of disarmament so far, and
    confidentiality kept him from saying how much; David Trimble, who had asked for "a clear, transparent report", put
    the sequence on hold the same day (The Irish Echo, October 2003; The Independent, 24 October 2003).""",
    lacks=(
        "The report on `{duty}` will not hold what `{reader}` needs to see: {lacking}.",
        "agree now on the items of the report, and on its words; or on witnesses whom `{reader}` trusts",
    ),
    keeps_back=(
        "The report on `{duty}` keeps back what `{reader}` needs to see: {lacking}.",
        "let the report hold it, or agree on witnesses whom `{reader}` trusts",
    ),
    unknown=(
        "Whether the report on `{duty}` will satisfy `{reader}` cannot be told: {what}.",
        "{ask}",
    ),
    not_asked=(
        "Whether the report on `{duty}` will satisfy anybody cannot be told: nobody said what they need to see.",
        "ask them, and write it down: `accepted_by: {{PARTY: [ITEMS]}}`",
    ),
)
def evidence_mismatch(draft: Draft) -> Iterator[Answer]:
    """The report will say less than the other side needs to hear.

    A deed that is done and verified changes nothing if the verifier may not say what convinces. What the report holds
    and what each beneficiary needs to see are agreed beforehand, item by item; the second must lie within the first.

    The check compares `accepted_by` with `report` (in a step of a sequence, with `discloses`) and with `withholds`.
    Where the items of a report are written and nobody said what would satisfy, it asks.

    ## Fails

    ```yaml
    title: The largest act so far
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    items: {arms: {scale: [held, beyond_use]}}
    obligations:
      put_arms_beyond_use:
        by: north
        to: [south]
        brings: arms.beyond_use
        verified: {by: commission, report: [kinds], withholds: [place], accepted_by: {south: [kinds, amounts]}}
    ```

    ## Fails: a step of a sequence

    ```yaml
    title: One day in October
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    sequences:
      belfast:
        steps:
          - {name: arms_act, by: north}
          - {name: report, by: commission, discloses: [kinds], withholds: [amounts], accepted_by: {south: [amounts]}}
    ```

    ## Passes

    ```yaml
    title: The form of the report, agreed beforehand
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    items: {arms: {scale: [held, beyond_use]}}
    obligations:
      put_arms_beyond_use:
        by: north
        to: [south]
        brings: arms.beyond_use
        verified: {by: commission, report: [kinds, amounts], withholds: [place], accepted_by: {south: [kinds, amounts]}}
    ```

    ## Cannot tell

    ```yaml
    title: A report whose items are open
    parties: {north: {}, south: {}}
    actors: {commission: {kind: verifier}}
    items: {arms: {scale: [held, beyond_use]}}
    obligations:
      put_arms_beyond_use:
        by: north
        to: [south]
        brings: arms.beyond_use
        verified: {by: commission, report: unknown, accepted_by: {south: [kinds, amounts]}}
    ```
    """
    for report in _reports(draft):
        if "accepted_by" in report.place.unsaid or (report.held and not report.wanted and report.owed_to_somebody):
            fact = f"{report.name}.{report.path}accepted_by"
            missing = (MissingFact(fact, f"say what each side needs to see of {report.name}"),)
            span, values = report.place.value_span(report.holds), {"duty": report.name}
            yield Answer("not_asked", span, report.name, missing=missing, severity=Severity.INFO, values=values)
        for reader, needs in report.wanted.items():
            yield from _ask_report(report, reader, needs)


def _reports(draft: Draft) -> Iterator[_Report]:
    for name, regime in _regimes(draft):
        duty = draft.duties.get(name)
        yield _Report(name, regime, "verified.", "report", duty is not None and bool(duty.to))
    for name, sequence in (draft.process.sequences or {}).items():
        for step in sequence.steps or ():
            if isinstance(step, Step):
                yield _Report(f"{name}.{step.name}", step, "", "discloses")


def _ask_report(report: _Report, reader: str, needs: tuple[str, ...]) -> Iterator[Answer]:
    values = {"duty": report.name, "reader": reader}
    if any(need in ("unknown", "unstated") for need in needs):
        fact = f"{report.name}.{report.path}accepted_by.{reader}"
        values |= {"what": "what they need to see is not known", "ask": f"say what {reader} needs to see"}
        missing = (MissingFact(fact, values["ask"]),)
        yield Answer("unknown", report.place.value_span("accepted_by"), report.name, missing=missing, values=values)
        return
    kept_back = sorted(set(needs) & set(report.withheld))
    lacking = kept_back or sorted(set(needs) - set(report.held or ()))
    if not lacking:
        return
    values["lacking"] = ", ".join(f"`{item}`" for item in lacking)
    wanted = report.place.value_span("accepted_by")
    because = [Reason(f"`{reader}` needs it", wanted)]
    if kept_back:
        span = report.place.value_span("withholds")
        because.append(Reason("it is kept back", span))
        fixes = _disclose(report, reader, needs)
        yield Answer("keeps_back", span, report.name, tuple(because), fixes, values=values)
    elif report.held is None:
        ask = f"say what the report on {report.name} holds"
        values |= {"what": "what the report holds is not written", "ask": ask}
        missing = (MissingFact(report.fact, ask),)
        yield Answer("unknown", wanted, report.name, missing=missing, values=values)
    else:
        span = report.place.value_span(report.holds)
        because.append(Reason(f"the report holds {', '.join(report.held) or 'nothing'}", span))
        fixes = _disclose(report, reader, needs)
        yield Answer("lacks", span, report.name, tuple(because), fixes, values=values)


def _disclose(report: _Report, reader: str, needs: tuple[str, ...]) -> tuple[Fix, ...]:
    """A fix that puts everything one side needs into the report, and takes it out of what is kept back."""
    title = f"let the report hold what `{reader}` needs to see"
    items = [*(report.held or ()), *(need for need in needs if need not in (report.held or ()))]
    fixes = change(title, report.place, report.holds, f"[{', '.join(items)}]")
    rest = [item for item in report.withheld if item not in needs]
    node = report.place.node
    entry = node.entry("withholds") if isinstance(node, Mapping) else None
    if not fixes or entry is None or len(rest) == len(report.withheld):
        return fixes
    edits: tuple[Edit, ...] = (*fixes[0].edits, replace_value(entry.value, f"[{', '.join(rest)}]"))
    return (Fix(title, edits),)
