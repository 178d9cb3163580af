"""Whether the way back lasts: beyond a government, with what was agreed, and in practice."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check
from reconvene.document.acts import is_case_of
from reconvene.document.dates import add, in_days
from reconvene.document.expressions import Cycle, TimeUnit
from reconvene.document.mechanism import Return
from reconvene.document.shape import Record
from reconvene.process.ladder import LadderStage
from reconvene.text.finding import MissingFact, Reason, Severity
from reconvene.text.span import Span


def unsaid_slot(record: Record, key: str, about: str, what: str, ask: str) -> Answer:
    """The question for a slot that the file calls `unknown` or `unstated`."""
    values = {"what": what, "word": record.unsaid[key], "ask": ask}
    missing = (MissingFact(f"{about}.{key}", ask),)
    return Answer("unknown", record.value_span(key), about, missing=missing, values=values)


@check(
    "R08",
    Severity.ERROR,
    """The protocol of 5 April 2016 between Colombia and the ELN gave its delegation 15 days to return and halted
    operations for 72 hours if the talks broke; guarantors signed it. In January 2019 a new government refused it: it
    had never sat at the table.""",
    whom=(
        "The way back does not say whom it binds, so a new government can say that it never sat at the table.",
        "write `binds: state`, or say which office it binds",
    ),
    government=(
        "The way back binds the government of the day, and nothing asks its successor to confirm it.",
        "let it bind the state, or give a new government a fixed time to confirm with `reconfirmed_within`",
    ),
    unknown=(
        "Whether the way back outlives a government cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def dies_with_the_government(draft: Draft) -> Iterator[Answer]:
    """The way back dies with the government that signed it.

    Talks most often break when a government changes, and the successor owes its predecessor nothing. A way back that
    binds the *state* or an *office* passes to whoever holds it. One that binds only a *government* needs a step in
    which the next one confirms it, within a fixed time.

    That it binds the state is only as good as the law that makes it so: the check reads the text, not the law.

    ## Fails

    ```yaml
    title: Our word
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: government
    ```

    ```yaml
    title: Whose word?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return: {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [singapore]}
    ```

    ## Passes

    ```yaml
    title: The word of the state
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ```yaml
    title: Each government confirms
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: government
      reconfirmed_within: 30 days
    ```

    ## Cannot tell

    ```yaml
    title: Not settled yet
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: unknown
    ```
    """
    mechanism = draft.way_back
    if mechanism is None or draft.ladder is None or draft.ladder.outlives:
        return
    fixes = change("let it bind the state", mechanism, "binds", "state")
    if mechanism.is_unsaid("binds"):
        yield unsaid_slot(mechanism, "binds", "return", "whom it binds", "say whom the way back binds: return.binds")
    elif mechanism.binds is None:
        yield Answer("whom", mechanism.span, "return", fixes=fixes)
    elif mechanism.is_unsaid("reconfirmed_within"):
        ask = "say how soon a new government confirms the way back: return.reconfirmed_within"
        yield unsaid_slot(mechanism, "reconfirmed_within", "return", "how soon a new government confirms it", ask)
    else:
        span = mechanism.value_span("binds")
        because = (Reason("it binds the government, not the state or an office", span),)
        yield Answer("government", span, "return", because, fixes)


@check(
    "R12",
    Severity.WARNING,
    """Colombia and the ELN, 2019: only after the talks had broken was it proposed to deposit what had been achieved
    with the guarantors and the Security Council.""",
    lost=(
        "If the way back ends without a session, nothing says what becomes of what was already agreed.",
        "say under `deposit` what is kept, and with whom under `depositary`",
    ),
    one_keeper=(
        "If `{keeper}` is away when the ladder ends, nobody receives what was agreed, and nothing is parked.",
        "name who else receives it, in order, under `substitutes` of {whose}",
    ),
    unknown=(
        "What becomes of partial agreements cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def no_salvage_rule(draft: Draft) -> Iterator[Answer]:
    """What was agreed so far is lost when talks break.

    Partial agreements, agreed texts and offers have cost somebody something. If nobody knows whether they still stand,
    the next round starts from nothing, or with a quarrel about it. A deposit settles it: agreed items are kept by a
    third party; offers are parked, not withdrawn.

    The check passes where `deposit` lists something, or where a written-out stage has a third party deposit it. Where
    the ladder ends in a stage that parks the process, somebody must be there to receive the deposit on the day on which
    it begins: one keeper without a substitute is not enough (see `reconvene return`).
    `use: return/standard` deposits what was agreed.

    ## Fails

    ```yaml
    title: From the beginning again
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ## Passes

    ```yaml
    title: Kept in Stockholm
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      depositary: sweden
      deposit: [agreed_items, parked_offers]
      binds: state
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ## Cannot tell

    ```yaml
    title: Kept?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      deposit: unknown
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    yield from _ask_keeper(draft, mechanism)
    if mechanism.deposit:
        return
    if mechanism.is_unsaid("deposit"):
        ask = "say what is deposited when the way back ends: return.deposit"
        yield unsaid_slot(mechanism, "deposit", "return", "what is deposited", ask)
    elif not _is_deposited(draft, mechanism):
        fixes = change("deposit what was agreed", mechanism, "deposit", "[agreed_items]")
        yield Answer("lost", mechanism.span, "return", fixes=fixes)


def _ask_keeper(draft: Draft, mechanism: Return) -> Iterator[Answer]:
    """Whether one absence is enough for what is parked to be received by nobody."""
    ladder, best = draft.ladder, draft.best_ladder
    parking = ladder.parking if ladder is not None else None
    if ladder is None or parking is None:
        return
    stage = ladder.stages[parking]
    kept = [act for act in stage.acts if act.required and not act.own]
    open_ = best is not None and best.parking == parking and any(act.endless for act in best.stages[parking].acts)
    alone = [act for act in kept if len(act.hands) == 1 and not act.endless]
    if not alone or open_ or alone[0].hands[0].name == mechanism.convenor:
        return  # that one convenor is not enough is asked by `convenor-single-point`
    keeper = alone[0].hands[0].name
    record, whose = _place_of_substitutes(draft, mechanism, stage, keeper)
    title = "say that the substitutes are not known yet"
    fixes = change(title, record, "substitutes", "unknown") if record is not None else ()
    because = (Reason(f"`{keeper}` alone receives it", alone[0].span),)
    yield Answer("one_keeper", stage.span, keeper, because, fixes, values={"keeper": keeper, "whose": whose})


def _place_of_substitutes(
    draft: Draft, mechanism: Return, stage: LadderStage, keeper: str
) -> tuple[Record | None, str]:
    """Where those who take over in the parking stage are named, and how that place is called."""
    written = draft.stages[stage.index] if stage.index < len(draft.stages) else None
    if written is not None:
        own = written.node is not mechanism.node
        return (written, f"the stage `{stage.name}`") if own else (mechanism, "the way back")
    return (draft.process.actors or {}).get(keeper), f"`{keeper}`"


def _is_deposited(draft: Draft, mechanism: Return) -> bool:
    """Whether a written-out stage has a third party deposit something."""
    if mechanism.use is not None or draft.ladder is None:
        return False  # the clause's own stage deposits what `deposit` lists
    return any(
        is_case_of(act.act, "deposit", draft.taxonomy)
        and act.required
        and not act.own
        and not any(hand.owner for hand in act.hands)
        for stage in draft.ladder.stages[: len(draft.stages)]
        for act in stage.acts
    )


_A_YEAR = 366.0


@check(
    "R13",
    Severity.INFO,
    """Havana, 16 November to 10 December 2014: the talks between Colombia and the FARC were suspended over the capture
    of General Alzate and resumed after 24 days; the parties then agreed to set up a permanent system for such crises.
    """,
    never=(
        "The way back was never used or rehearsed, and no rehearsal is planned.",
        "plan one: `rehearsed: every 12 months`",
    ),
    long_ago=(
        "The way back was last used or rehearsed on {day}, and no rehearsal is planned within a year of that.",
        "rehearse it every year: `rehearsed: every 12 months`",
    ),
    seldom=(
        "The way back is rehearsed only every {rhythm}; those who know how will have left by then.",
        "rehearse it every year: `rehearsed: every 12 months`",
    ),
    unknown=(
        "Whether the way back is in practice cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def never_exercised(draft: Draft) -> Iterator[Answer]:
    """The way back is not in practice.

    What is used is normal, and what is normal costs no face. A way back that nobody has walked for a year is found out
    of order on the day it is needed: the hotline is dead, the convenor has forgotten, the addresses have changed.

    A use or a rehearsal within the last twelve months settles it, or a rhythm of rehearsals of a year or less; twelve
    months are a choice of ours. `use: return/standard` plans one every 12 months.

    ## Fails

    ```yaml
    title: On paper
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      last_used: 2025-05-01
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ```yaml
    title: Once in a while
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      rehearsed: every 5 years
    ```

    ## Passes

    ```yaml
    title: Tried last summer
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      last_used: 2029-07-01
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ## Cannot tell

    ```yaml
    title: Was it ever used?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      last_used: unknown
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    rhythm, used = mechanism.rehearsed, mechanism.last_used
    fresh = isinstance(used, date) and add(used, Decimal(12), TimeUnit.MONTH) >= draft.now
    if fresh or (isinstance(rhythm, Cycle) and in_days(rhythm.time) <= _A_YEAR * 1.02):
        return
    for key, what in (("rehearsed", "how often it is rehearsed"), ("last_used", "when it was last used")):
        if mechanism.is_unsaid(key):
            yield unsaid_slot(mechanism, key, "return", what, f"say {what}: return.{key}")
            return
    fixes = change("rehearse it every 12 months", mechanism, "rehearsed", "every 12 months")
    if isinstance(rhythm, Cycle):
        span: Span = mechanism.value_span("rehearsed")
        yield Answer("seldom", span, "return", fixes=fixes, values={"rhythm": str(rhythm.time)})
    elif isinstance(used, date):
        span = mechanism.value_span("last_used")
        yield Answer("long_ago", span, "return", fixes=fixes, values={"day": used.isoformat()})
    else:
        yield Answer("never", mechanism.span, "return", fixes=fixes)
