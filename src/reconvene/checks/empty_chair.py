"""What happens if a party does not come: whether the chair stays empty on the record, and what follows."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.mechanism import Return, Stage
from reconvene.process.ladder import Ladder, LadderStage
from reconvene.text.edit import append_item
from reconvene.text.finding import Edit, Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping, Sequence


@check(
    "R06",
    Severity.ERROR,
    """Vienna Document 2011, chapter III: a state that is asked about unusual military activity must answer within
    48 hours, and a meeting follows. In April 2021 and in February 2022 Russia did not answer or did not attend, and
    nothing followed. The Permanent Indus Commission, which must meet every year, last met in May 2022.""",
    no_session=(
        "No stage of the way back holds a session, so nothing happens if a party does not come.",
        "add a last stage that holds a session with whoever came, and minutes it",
    ),
    needs_all=(
        "Every session of the way back needs all parties, so one party stops it by not coming.",
        "add a last stage with `quorum: whoever_came`, in which the empty chair is minuted",
    ),
    one_can_void=(
        "{party} alone can void the stage `{stage}`, so its session is not held if {party} does not want it.",
        "let only the objection of all void it: `void_if: all_parties.objected`",
    ),
    not_minuted=(
        "The stage `{stage}` is held with whoever came, but nobody writes down who did not come.",
        "add an act of the class `minuting` to the stage",
    ),
    own_minutes=(
        "Only `{party}` may minute the stage `{stage}`, so if `{party}` stays away its empty chair is on no record.",
        "let a third party minute it",
    ),
    no_recess=(
        "If a chair stays empty in `{stage}` twice, no stage parks the process, and it ends there.",
        "let the process be parked with a review: `else: park` and `park_review: 180 days`",
    ),
    nothing_follows=(
        "The stage `{stage}` is held with whoever came, and nothing follows if a chair stays empty.",
        "say with `else:` which stage follows at its limit",
    ),
    unknown=(
        "What happens if a party does not come cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def no_empty_chair_rule(draft: Draft) -> Iterator[Answer]:
    """Nothing happens if one side does not come.

    A duty to meet is worth what follows when somebody stays away. If the session needs everybody, whoever stays away
    decides for all. A rule for the empty chair need not humiliate: the session is held on its day with whoever came,
    the minutes say who was there, and the next date is set.

    The check looks on the ladder (see `reconvene return`) for a stage whose session is held although somebody stays
    away. It must be minuted, also if that one would have minuted it; what voids it must take the objection of all; and
    something must follow at its limit, and after a second empty chair: a recess with a review.
    `use: return/standard` has such a stage.

    ## Fails

    ```yaml
    title: Only if all come
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
        - {name: meeting, led_by: convenor, lasts: 30 days, convenes: true, quorum: all}
    ```

    ```yaml
    title: Nobody takes minutes
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: meeting
          led_by: convenor
          lasts: 30 days
          convenes: true
          quorum: whoever_came
          void_if: north.objected
          acts:
            - {act: invitation, by: convenor, seen_by: parties}
    ```

    ```yaml
    title: Twice, and then?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: notice
          led_by: convenor
          lasts: 7 days
          else: meeting
        - name: meeting
          led_by: convenor
          lasts: 30 days
          convenes: true
          quorum: whoever_came
          else: notice
          acts:
            - {act: minuting, by: convenor, seen_by: parties}
    ```

    ## Passes

    ```yaml
    title: With whoever came
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
    title: Whose presence does it need?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - {name: meeting, led_by: convenor, lasts: 30 days, convenes: true, quorum: unknown}
    ```
    """
    mechanism, ladder = draft.way_back, draft.ladder
    if mechanism is None or ladder is None:
        return
    if not draft.stages:
        yield unsaid_stages(mechanism)
        return
    bearing = [stage for stage in ladder.stages if stage.bears_empty_chairs]
    for stage in bearing:
        yield from _ask_session(draft, ladder, stage, draft.stages[stage.index])
    if bearing:
        return
    sessions = [stage for stage in draft.stages if stage.convenes]
    asked = [*_unsaid(draft.stages, "convenes"), *_unsaid(sessions, "quorum")]
    if asked:
        yield from asked
        return
    fixes = _conference(draft, mechanism)
    because = tuple(Reason(f"`{stage.name}` needs {stage.quorum or 'all'}", stage.span) for stage in sessions)
    says = "needs_all" if sessions else "no_session"
    yield Answer(says, mechanism.value_span("stages"), "return", because, fixes)


def unsaid_stages(mechanism: Return) -> Answer:
    """The question what the stages of the way back are, where it does not spell them out."""
    ask = "say what happens stage by stage: return.stages, or use: return/standard"
    word = mechanism.unsaid.get("stages", "not written")
    values = {"what": "what its stages are", "word": word, "ask": ask}
    missing = (MissingFact("return.stages", ask),)
    return Answer("unknown", mechanism.value_span("stages"), "return", missing=missing, values=values)


def _unsaid(stages: tuple[Stage, ...] | list[Stage], key: str) -> Iterator[Answer]:
    asks = {"convenes": "say whether {} holds a session", "quorum": "say who must be there for {} to be held"}
    for stage in stages:
        if stage.is_unsaid(key):
            ask = asks[key].format(stage.name)
            values = {"what": f"`{key}` of `{stage.name}`", "word": stage.unsaid[key], "ask": ask}
            missing = (MissingFact(f"return.{stage.name}.{key}", ask),)
            yield Answer("unknown", stage.value_span(key), "return", missing=missing, values=values)


def _ask_session(draft: Draft, ladder: Ladder, stage: LadderStage, written: Stage) -> Iterator[Answer]:
    values = {"stage": stage.name}
    because = (Reason(f"`{stage.name}` is held although a chair is empty", written.value_span("quorum")),)
    yield from _ask_void(ladder, stage, written, because)
    if written.is_unsaid("acts") or written.is_unsaid("else"):
        yield from _unsaid_parts(written)
        return
    yield from _ask_minutes(stage, written, because)
    if written.else_ is None:
        fixes = _parked(draft, written) if ladder.parking is None else _again(draft, written)
        yield Answer("nothing_follows", stage.span, "return", because, fixes, values=values)
    elif ladder.parking is None and stage.otherwise is not None:
        yield Answer("no_recess", written.value_span("else"), "return", because, _parked(draft, written), values=values)


def _ask_void(ladder: Ladder, stage: LadderStage, written: Stage, because: tuple[Reason, ...]) -> Iterator[Answer]:
    """What voids the session: the objection of all, of some alone, or something that nobody can tell."""
    span = written.value_span("void_if")
    some = [parties for parties in stage.voided_by if len(parties) < len(ladder.parties)]
    if any(some):
        first = next(parties for parties in some if parties)
        party = " and ".join(f"`{name}`" for name in ladder.parties if name in first)
        fixes = change("void it only if all object", written, "void_if", "all_parties.objected")
        yield Answer("one_can_void", span, "return", because, fixes, values={"stage": stage.name, "party": party})
    elif some:
        fact = next((fact for fact in ladder.open_facts if fact.span == span), None)
        path = fact.fact if fact is not None else f"return.{stage.name}.void_if"
        ask = f"say who brings about what makes {stage.name} void"
        word = written.unsaid.get("void_if", "in nobody's hands")
        values = {"what": f"what voids `{stage.name}`", "word": word, "ask": ask}
        yield Answer("unknown", span, "return", because, missing=(MissingFact(path, ask),), values=values)


def _ask_minutes(stage: LadderStage, written: Stage, because: tuple[Reason, ...]) -> Iterator[Answer]:
    values = {"stage": stage.name}
    minuting = stage.written_minutes
    if not minuting:
        yield Answer("not_minuted", written.value_span("acts"), "return", because, _minutes(written), values=values)
        return
    owners = {hand.owner for act in minuting for hand in act.hands} | {party for act in minuting for party in act.own}
    theirs = all(act.by != "convenor" and not act.endless for act in minuting)  # a party as convenor is asked about
    if theirs and len(owners) == 1 and None not in owners:
        (party,) = owners
        fixes = _minutes(written)
        yield Answer("own_minutes", minuting[0].span, "return", because, fixes, values={**values, "party": str(party)})


def _again(draft: Draft, written: Stage) -> tuple[Fix, ...]:
    return add_key("start again from the first stage", written, "else", draft.stages[0].name)


def _parked(draft: Draft, written: Stage) -> tuple[Fix, ...]:
    """Let the process be parked at the limit of a stage, with a review."""
    mechanism = draft.way_back
    if mechanism is None or written.node is mechanism.node:
        return ()
    edits = change("", written, "else", "park")
    review = _review(mechanism)
    return (Fix("park the process, with a review after 180 days", (*edits[0].edits, *review)),) if edits else ()


def _review(mechanism: Return) -> tuple[Edit, ...]:
    if mechanism.park_review is not None or mechanism.is_unsaid("park_review"):
        return ()
    return tuple(edit for fix in add_key("", mechanism, "park_review", "180 days") for edit in fix.edits)


def _unsaid_parts(stage: Stage) -> Iterator[Answer]:
    for key, what in (("acts", "what is done"), ("else", "what follows")):
        if stage.is_unsaid(key):
            ask = f"say {what} in {stage.name}"
            values = {"what": f"{what} in `{stage.name}`", "word": stage.unsaid[key], "ask": ask}
            missing = (MissingFact(f"return.{stage.name}.{key}", ask),)
            yield Answer("unknown", stage.value_span(key), "return", missing=missing, values=values)


_MINUTING = "{act: minuting, by: convenor, seen_by: role_holders}"


def _minutes(stage: Stage) -> tuple[Fix, ...]:
    entry = stage.node.entry("acts") if isinstance(stage.node, Mapping) else None
    title = "let the convenor minute who came"
    if entry is not None and isinstance(entry.value, Sequence):
        return (Fix(title, (append_item(entry.value, _MINUTING),)),)
    return add_key(title, stage, "acts", f"[{_MINUTING}]")


def _conference(draft: Draft, mechanism: Return) -> tuple[Fix, ...]:
    """A last stage with an empty-chair rule, appended to the stages that are written out."""
    entry = mechanism.node.entry("stages") if isinstance(mechanism.node, Mapping) else None
    if entry is None or not isinstance(entry.value, Sequence):
        return _lone_stage(draft)
    taken = {stage.name for stage in draft.stages}
    name = next(name for name in ("session_of_whoever_came", "last_session", "very_last_session") if name not in taken)
    text = (
        f"{{name: {name}, lasts: 30 days, led_by: convenor, seen_by: role_holders, convenes: true, "
        f"quorum: whoever_came, else: park, "
        f"acts: [{{act: invitation, by: convenor, seen_by: role_holders}}, {_MINUTING}]}}"
    )
    return (Fix("add a last session with whoever came", (append_item(entry.value, text), *_review(mechanism))),)


def _lone_stage(draft: Draft) -> tuple[Fix, ...]:
    """Where single stages of a clause were changed: the last session that was, held with whoever came."""
    changed = [stage for stage in draft.stages if stage.convenes and stage.node is not draft.stages[0].node]
    return change("hold it with whoever came", changed[-1], "quorum", "whoever_came") if changed else ()
