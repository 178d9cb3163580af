"""How long the way back can take: whether it has an end on every path, and whether that comes soon enough."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_keys, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.dates import in_days
from reconvene.document.expressions import Duration
from reconvene.document.mechanism import Return, Stage
from reconvene.document.shape import Record
from reconvene.process.ladder import Ladder, LadderStage
from reconvene.process.proof import Result, bounded
from reconvene.text.finding import MissingFact, Reason, Severity
from reconvene.text.span import Span

_USUAL = 150


@check(
    "R05",
    Severity.ERROR,
    """Six-Party Talks, 22 December 2006: the fifth round went into recess without a date, to "reconvene at the earliest
    possibility" (China.org.cn; PacNet 61). Contrast the JCPOA, paragraphs 36-37 (2015): every stage has its days.""",
    no_limit=(
        "The stage `{stage}` of the way back has no limit, so nobody can say when the next one begins.",
        "add `lasts:` to the stage",
    ),
    no_review=(
        "What is parked in `{stage}` is parked without a review, and so for ever.",
        "add `park_review: 180 days`, or `lasts:` to the stage",
    ),
    no_default=(
        "If `{act}` is not done in `{stage}`, the way back stands still there: nothing says what follows at the limit.",
        "say with `else:` which stage follows",
    ),
    nowhere=(
        "At the limit of `{stage}` comes `{then}`, and no stage of the way back has that name.",
        "name a stage under `else:`, or add the stage `{then}`",
    ),
    stands=(
        "Whether the way back can stand still in `{stage}` cannot be told: it hangs on what is still open.",
        "say with `else:` which stage follows, or settle what is open",
    ),
    restarts=(
        "A new stall or failure during the return begins it anew, so whoever makes one draws it out for ever.",
        "let it be recorded and go on: `triggered_again: recorded`",
    ),
    extension=(
        "`{extension}` prolongs the stage `{stage}` without an end, by consent of those who would rather not return.",
        "say how much it adds and how often: `adds: at most 15 days`, `times: 1`",
    ),
    too_slow=(
        "The way back can take {days} days to a session, and {whose} {limit} days.",
        "shorten a stage, or say under `returns_within` that it may take so long",
    ),
    unknown=(
        "How long the way back takes cannot be told: how long `{stage}` lasts is {word}.",
        "{ask}",
    ),
)
def unbounded_return(draft: Draft) -> Iterator[Answer]:
    """The way back has no end, or comes too late.

    A ladder is worth the days it takes in the worst case: the convenor away, one side refusing, a new government that
    has to confirm. A stage without a limit, a limit after which nothing follows, a new trigger that restarts it, an
    extension without an end: any one of them lets somebody stay away for ever without refusing anything.

    The check walks every path of the ladder against such an adversary (see `reconvene return`): who refuses, one
    holder of a role absent, the last day of each limit, one change of government. It speaks where a path has no end,
    and warns where the longest path to a session is longer than `returns_within`, or, where that is not written, than
    the shortest `patience` of a party, or 150 days. That a session needs all is told by `no-empty-chair-rule`, that
    somebody must ask by `someone-must-ask`, and a missing substitute by `convenor-single-point`.

    ## Fails

    ```yaml
    title: In due course
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages: {cover: {lasts: unstated}}
    ```

    ```yaml
    title: Then what?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages: {technical_contact: {else: unstated}}
    ```

    ```yaml
    title: From the start again
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    extensions: {more: {of: [more], by: all of parties}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      triggered_again: restarts
      stages: {resumption_session: {extend: more}}
    ```

    ```yaml
    title: Slower than patience
    parties: {north: {patience: 90 days}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Passes

    ```yaml
    title: 100 days, and 30 more for a new government
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: A limit to be settled
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages: {cover: {lasts: unknown}}
    ```
    """
    mechanism, ladder = draft.way_back, draft.ladder
    if mechanism is None or ladder is None or not ladder.stages:
        return
    told = [
        *_ask_limits(draft, mechanism, ladder),
        *_ask_targets(draft, ladder),
        *_ask_restart(mechanism),
        *_ask_extensions(draft, ladder),
    ]
    yield from told or [*_ask_defaults(draft, ladder), *_ask_speed(draft, mechanism, ladder)]


def _written(draft: Draft, stage: LadderStage) -> Stage | None:
    return draft.stages[stage.index] if stage.index < len(draft.stages) else None


def _ask_limits(draft: Draft, mechanism: Return, ladder: Ladder) -> Iterator[Answer]:
    for stage in ladder.stages:
        written = _written(draft, stage)
        record: Record = written if written is not None else mechanism
        values = {"stage": stage.name}
        key = "lasts" if written is not None else "park_review"
        if stage.limit is not None:
            continue
        if record.unsaid.get(key) == "unknown":
            ask = f"say how long {stage.name} lasts"
            missing = (MissingFact(f"return.{stage.name}.lasts", ask),)
            values |= {"word": "unknown", "ask": ask}
            yield Answer("unknown", record.value_span(key), "return", missing=missing, values=values)
        elif stage.parks:
            fix = change("look at it again after 180 days", mechanism, "park_review", "180 days")
            yield Answer("no_review", stage.span, "return", fixes=fix, values=values)
        else:
            fix = change("give it 14 days", record, "lasts", "14 days") if _is_own(draft, written) else ()
            yield Answer("no_limit", record.value_span("lasts"), "return", fixes=fix, values=values)


def _is_own(draft: Draft, stage: Stage | None) -> bool:
    """Whether a stage has a place of its own in the file; a stage of a clause has only that of the clause."""
    return stage is not None and draft.way_back is not None and stage.node is not draft.way_back.node


def _ask_targets(draft: Draft, ladder: Ladder) -> Iterator[Answer]:
    for stage in ladder.stages:
        written = _written(draft, stage)
        if written is None or written.else_ is None or stage.otherwise is not None:
            continue
        first = ladder.stages[0].name
        fixes = change(f"begin again with `{first}`", written, "else", first) if _is_own(draft, written) else ()
        values = {"stage": stage.name, "then": written.else_}
        yield Answer("nowhere", written.value_span("else"), "return", fixes=fixes, values=values)


def _ask_restart(mechanism: Return) -> Iterator[Answer]:
    if mechanism.triggered_again == "restarts":
        fix = change("let it go on", mechanism, "triggered_again", "recorded")
        yield Answer("restarts", mechanism.value_span("triggered_again"), "return", fixes=fix)


def _ask_extensions(draft: Draft, ladder: Ladder) -> Iterator[Answer]:
    for rule in ladder.extensions:
        record = (draft.process.extensions or {})[rule.name]
        asked = [key for key, value in (("adds", rule.adds), ("times", rule.times)) if value is None]
        if not asked or any(record.is_unsaid(key) for key in asked):
            continue
        proposed = {"adds": "at most 15 days", "times": "1"}
        first = next(stage for stage in ladder.stages if stage.extension == rule.name)
        fixes = add_keys("let it add 15 days at most, once", record, {key: proposed[key] for key in asked})
        values = {"extension": rule.name, "stage": first.name}
        yield Answer("extension", rule.span, rule.name, fixes=fixes, values=values)


def _ask_defaults(draft: Draft, ladder: Ladder) -> Iterator[Answer]:
    """The stages in which a path stands still for want of a default."""
    certain, open_ = draft.stuck
    for stage in ladder.stages:
        written = _written(draft, stage)
        if stage.index not in certain | open_ or written is None or written.unsaid.get("else") == "unknown":
            continue
        if stage.convenes and stage.quorum == "whoever_came":
            continue  # what follows an empty chair is asked by `no-empty-chair-rule`
        act = next((each.act for each in stage.asked), "what it asks for")
        values = {"stage": stage.name, "act": act}
        if stage.index in certain:
            following = ladder.stages[stage.index + 1].name if stage.index + 1 < len(ladder.stages) else None
            target = following or ladder.stages[0].name
            fixes = change("go on to the next stage", written, "else", target) if _is_own(draft, written) else ()
            because = (Reason(f"`{stage.name}` is left only when `{act}` is done", stage.span),)
            yield Answer("no_default", written.value_span("else"), "return", because, fixes, values=values)
        else:
            missing = tuple(MissingFact(fact.fact, fact.ask) for fact in ladder.open_facts)
            yield Answer("stands", written.value_span("else"), "return", missing=missing, values=values)


def _ask_speed(draft: Draft, mechanism: Return, ladder: Ladder) -> Iterator[Answer]:
    proved = bounded(Result.SOME_REFUSE, ladder, draft.best_ladder)
    days = proved.changed.days
    limit, whose, span = _accepted(draft, mechanism)
    if days is None or days <= limit:
        return
    values = {"days": str(days), "limit": f"{limit:g}", "whose": whose}
    because = tuple(
        Reason(f"`{stage.name}` takes up to {stage.limit} days", stage.span)
        for stage in ladder.stages
        if not stage.parks
    )
    fix = change("say that it may take so long", mechanism, "returns_within", f"{days} days")
    yield Answer("too_slow", span, "return", because[:6], fix, severity=Severity.WARNING, values=values)


def _accepted(draft: Draft, mechanism: Return) -> tuple[float, str, Span]:
    """The longest time to a session that is accepted, whose it is, and where that is said."""
    span = mechanism.value_span("returns_within")
    if isinstance(mechanism.returns_within, Duration):
        return in_days(mechanism.returns_within), "the text accepts", span
    patient = [
        (in_days(party.patience.value), name)
        for name, party in (draft.process.parties or {}).items()
        if party.patience is not None and isinstance(party.patience.value, Duration)
    ]
    if not patient:
        return _USUAL, "what is usual are", span
    least, name = min(patient)
    return least, f"the patience of `{name}` is", span
