"""Whether there is a way back, and whether it starts without anyone asking."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.convening import faults_of_convenor
from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_section, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.mechanism import TRIGGERS, Return, Stage
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span


@check(
    "R01",
    Severity.ERROR,
    """Hanoi, 28 February 2019: no next date was set; 122 days passed to the next meeting of the leaders and 219 to the
    next working-level talks. The Six-Party Talks, which also had no way back, ended on 11 December 2008, and 959
    days passed to the next US-DPRK talks (Yonhap; The Japan Times, 4 August 2011; Reuters, 6 October 2019).""",
    none=(
        "Nothing in the process brings the parties back to the table if talks stall or fail.",
        "add a `return:` section; `use: return/standard` spells out a ladder that starts by itself",
    ),
    half=(
        "The way back starts on {covered} only; after a {missing} nothing happens.",
        "write `starts_on: [stall, failure]`",
    ),
    omits=(
        "The way back does not call `{party}`, whose consent the process needs.",
        "add `{party}` to its `parties`",
    ),
    unknown=(
        "Whether there is a way back cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def no_return_mechanism(draft: Draft) -> Iterator[Answer]:
    """No way back to the table.

    Talks stall and fail; that is normal. What matters is that a normal, face-saving way back was agreed before it was
    needed. It must cover both a *stall* (nothing happens) and a *failure* (somebody walks out), and call everybody
    whose consent the process needs.

    The check looks for a `return` section, both triggers under `starts_on`, and every party under `parties`, if that is
    written. Whether the way back holds is asked by the checks of its parts, such as `no-empty-chair-rule`.

    ## Fails

    ```yaml
    title: Talks
    parties: {north: {}, south: {}}
    ```

    ## Passes

    ```yaml
    title: Talks that come back
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state, roles: convenor}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: Talks, and perhaps a side letter
    parties: {north: {}, south: {}}
    return: unknown
    ```
    """
    process = draft.process
    mechanism = process.return_
    if "return" in process.unsaid:
        ask = "say what brings the parties back: return"
        yield _unknown(process.value_span("return"), "return", "the whole of it", process.unsaid["return"], ask)
    elif not isinstance(mechanism, Return):
        span = process.value_span("title") if process.title else draft.source.head
        yield Answer("none", span, "return", fixes=_standard(draft))
    else:
        yield from _ask_triggers(mechanism)
        yield from _ask_parties(draft, mechanism)


def _unknown(span: Span, fact: str, what: str, word: str, ask: str) -> Answer:
    values = {"what": what, "word": word, "ask": ask}
    return Answer("unknown", span, "return", missing=(MissingFact(fact, ask),), values=values)


def _standard(draft: Draft) -> tuple[Fix, ...]:
    convenor = _one_convenor(draft)
    text = (
        "return:\n  use: return/standard\n  starts_on: [stall, failure]\n"
        f"  convenor: {convenor or 'unknown'}\n  substitutes: unknown\n  binds: state"
    )
    who = f"convened by `{convenor}`" if convenor else "its convenor still open"
    return add_section(f"add the standard ladder, {who}", draft, text)


def _one_convenor(draft: Draft) -> str | None:
    willing = [
        name
        for name, actor in (draft.process.actors or {}).items()
        if (actor.kind == "convenor" or "convenor" in (actor.roles or ())) and not faults_of_convenor(draft, name)
    ]
    return willing[0] if len(willing) == 1 else None


def _ask_triggers(mechanism: Return) -> Iterator[Answer]:
    if "starts_on" in mechanism.unsaid:
        span = mechanism.value_span("starts_on")
        ask = "say what starts the way back: return.starts_on"
        yield _unknown(span, "return.starts_on", "what starts it", mechanism.unsaid["starts_on"], ask)
        return
    covered = mechanism.starts_on or ()
    missing = [trigger for trigger in TRIGGERS if trigger not in covered]
    if missing:
        values = {"covered": " and ".join(covered) or "nothing", "missing": " or a ".join(missing)}
        fix = change("start it on both", mechanism, "starts_on", "[stall, failure]")
        yield Answer("half", mechanism.value_span("starts_on"), "return", fixes=fix, values=values)


def _ask_parties(draft: Draft, mechanism: Return) -> Iterator[Answer]:
    if "parties" in mechanism.unsaid:
        span = mechanism.value_span("parties")
        ask = "say whom the way back calls: return.parties"
        yield _unknown(span, "return.parties", "whom it calls", mechanism.unsaid["parties"], ask)
        return
    called = set(mechanism.parties or draft.parties)
    if called & {"parties", "principals", "all_parties"}:
        return
    for party in draft.parties:
        if party not in called:
            everybody = ", ".join(draft.parties)
            fix = change("call all parties", mechanism, "parties", f"[{everybody}]")
            yield Answer("omits", mechanism.value_span("parties"), party, fixes=fix, values={"party": party})


@check(
    "R02",
    Severity.ERROR,
    """INF Treaty, article XIII: the Special Verification Commission meets "if either Party so requests". It held no
    session between 2003 and 2016, and the treaty ended in 2019 (armscontrollaw.com, quoting article XIII; Arms
    Control Association).""",
    request=(
        "The way back starts only if a party asks for it, and asking is losing face.",
        "write `started_by: clock`, and let the convenor tell all at once",
    ),
    principal=(
        "The way back is started by `{who}`, who is a party to the quarrel.",
        "write `started_by: clock`, or let a third party start it",
    ),
    first_stage=(
        "The first stage, `{stage}`, is in the hands of the parties: one of them must move first.",
        "let the convenor lead it: `led_by: convenor`",
    ),
    unknown=(
        "What starts the way back is {word}.",
        "say what starts the way back: return.started_by",
    ),
)
def someone_must_ask(draft: Draft) -> Iterator[Answer]:
    """A party must ask before the way back begins.

    After a breakdown, whoever asks first has lost. A clock, or a third party that certifies the breakdown and tells
    all at the same hour, spares everybody the asking.

    The check reads `started_by`, and who leads the first stage: neither may be a party, somebody in one, or somebody
    who acts for one.

    ## Fails

    ```yaml
    title: On request
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state, roles: convenor}}
    return: {use: return/standard, starts_on: [stall, failure], started_by: request, convenor: sweden}
    ```

    ## Passes

    ```yaml
    title: By the clock
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state, roles: convenor}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: Stages, but what starts them?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state, roles: convenor}}
    return:
      starts_on: [stall, failure]
      convenor: sweden
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```
    """
    mechanism = draft.process.return_
    if not isinstance(mechanism, Return):
        return
    starter = mechanism.started_by
    fix = change("let the clock start it", mechanism, "started_by", "clock")
    if starter is None:
        word = mechanism.unsaid.get("started_by", "not written")
        missing = (MissingFact("return.started_by", "say what starts the way back: return.started_by"),)
        yield Answer("unknown", mechanism.value_span("started_by"), "return", missing=missing, values={"word": word})
    elif starter == "request":
        yield Answer("request", mechanism.value_span("started_by"), "return", fixes=fix)
    else:
        who = mechanism.convenor if starter == "convenor" else starter
        if who is not None and _is_interested(draft, who):
            because = (Reason(f"`{who}` is a party", _place(draft, who)),)
            yield Answer("principal", mechanism.value_span("started_by"), "return", because, fix, values={"who": who})
    yield from _ask_first_stage(draft, mechanism)


def _is_interested(draft: Draft, who: str) -> bool:
    return who in ("principals", "parties", "all_parties") or draft.principal_of(who) is not None


def _place(draft: Draft, who: str) -> Span | None:
    found = draft.names.find(who)
    return found[0].record.span if found else None


def _ask_first_stage(draft: Draft, mechanism: Return) -> Iterator[Answer]:
    stages = mechanism.stages if isinstance(mechanism.stages, tuple) else ()
    first = stages[0] if stages else None
    if isinstance(first, Stage) and first.led_by is not None and _is_interested(draft, first.led_by.path):
        fix = change("let the convenor lead it", first, "led_by", "convenor")
        yield Answer("first_stage", first.value_span("led_by"), "return", fixes=fix, values={"stage": first.name})
