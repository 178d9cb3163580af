"""Who calls the parties back, and what happens if one of them does not come."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.acts import is_case_of
from reconvene.document.expressions import Fact
from reconvene.document.kinds import facts_of
from reconvene.document.mechanism import Return, Stage
from reconvene.document.people import Actor, Role
from reconvene.document.shape import Record
from reconvene.text.edit import append_item
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span
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
        "`{party}` alone can void the stage `{stage}`, so its session is not held if `{party}` does not want it.",
        "let only the objection of all void it: `void_if: all_parties.objected`",
    ),
    not_minuted=(
        "The stage `{stage}` is held with whoever came, but nobody writes down who did not come.",
        "add an act of the class `minuting` to the stage",
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

    The check looks among the stages of the way back for a session that is held with whoever came, is minuted, has
    something that follows, and cannot be voided by one party alone. `use: return/standard` has one.

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
    mechanism = draft.way_back
    if mechanism is None:
        return
    if not draft.stages:
        yield unsaid_stages(mechanism)
        return
    sessions = [stage for stage in draft.stages if stage.convenes]
    open_to_some = [stage for stage in sessions if stage.quorum == "whoever_came"]
    if open_to_some:
        for stage in open_to_some:
            yield from _ask_session(draft, stage)
        return
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


def _ask_session(draft: Draft, stage: Stage) -> Iterator[Answer]:
    values = {"stage": stage.name}
    because = (Reason(f"`{stage.name}` is held with whoever came", stage.value_span("quorum")),)
    for fact in facts_of(stage.void_if):
        if isinstance(fact, Fact) and draft.principal_of(fact.thing) is not None and len(draft.parties) > 1:
            fixes = change("void it only if all object", stage, "void_if", "all_parties.objected")
            named = {**values, "party": fact.thing}
            yield Answer("one_can_void", stage.value_span("void_if"), "return", because, fixes, values=named)
            break
    acts = [act for act in stage.acts or () if act.act and is_case_of(act.act, "minuting", draft.taxonomy)]
    if stage.is_unsaid("acts") or stage.is_unsaid("else"):
        yield from _unsaid_parts(stage)
        return
    if not any(act.required is not False for act in acts):
        yield Answer("not_minuted", stage.value_span("acts"), "return", because, _minutes(stage), values=values)
    if stage.else_ is None:
        fixes = add_key("start again from the first stage", stage, "else", draft.stages[0].name)
        yield Answer("nothing_follows", stage.span, "return", because, fixes, values=values)


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
        f"quorum: whoever_came, else: {draft.stages[0].name}, "
        f"acts: [{{act: invitation, by: convenor, seen_by: role_holders}}, {_MINUTING}]}}"
    )
    return (Fix("add a last session with whoever came", (append_item(entry.value, text),)),)


def _lone_stage(draft: Draft) -> tuple[Fix, ...]:
    """Where single stages of a clause were changed: the last session that was, held with whoever came."""
    changed = [stage for stage in draft.stages if stage.convenes and stage.node is not draft.stages[0].node]
    return change("hold it with whoever came", changed[-1], "quorum", "whoever_came") if changed else ()


@check(
    "R07",
    Severity.ERROR,
    """Sri Lanka: Norway facilitated the talks with the Tamil Tigers. It went home on 14 November 2003, when president
    and prime minister quarrelled over who spoke for the state, and the talks waited (Irish Times; Al Jazeera); on 13
    April 2009 the government declared that Norway could no longer serve as facilitator (Reuters).""",
    nobody=(
        "Nobody is named to convene the parties.",
        "name a third party under `convenor`, and at least one more under `substitutes`",
    ),
    no_substitute=(
        "If `{who}` cannot or may not convene, nobody does: no substitute is named.",
        "name who takes over, in order, under `substitutes`",
    ),
    party=(
        "`{who}`, who is to convene, belongs to one of the parties.",
        "name a third party that every side accepts",
    ),
    ally=(
        "`{who}`, who is to convene, is an ally of `{party}`.",
        "name a third party that every side accepts",
    ),
    refused=(
        "`{who}`, who is to convene, is refused by `{party}`.",
        "name a third party that every side accepts",
    ),
    one_person=(
        "Only persons are named to convene; when `{who}` leaves, falls ill or falls from favour, so does the way back.",
        "name an institution or an office beside the person",
    ),
    unknown=(
        "Whether the parties can be convened cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def convenor_single_point(draft: Draft) -> Iterator[Answer]:
    """The way back hangs on one convenor, or on one whom a party need not accept.

    Everything that brings the parties back passes through the hands of whoever convenes. One convenor can be refused,
    can be busy, can lose office; then a ladder with perfect stages stands still. It takes at least one substitute, in
    order, and none of them may be a party's own, a party's ally, or somebody whom a party has refused. Persons come and
    go; an institution stays.

    It is an error where a fault leaves the convenor out, or nobody at all; a warning where another substitute remains.
    Who *starts* the way back is asked by `someone-must-ask`.

    ## Fails

    ```yaml
    title: One friend of one side
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    return: {use: return/standard, starts_on: [stall, failure], convenor: island, binds: state}
    ```

    ```yaml
    title: Two envoys, one of them refused
    parties: {north: {}, south: {}}
    actors:
      first_envoy: {kind: person}
      second_envoy: {kind: person, acceptance: {north: refuses, south: accepts}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: first_envoy
      substitutes: [second_envoy]
      binds: state
    ```

    ## Passes

    ```yaml
    title: Two hosts
    parties: {north: {}, south: {}}
    actors:
      sweden: {kind: state, acceptance: {north: accepts, south: accepts}}
      singapore: {kind: state}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: Somebody will
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: unknown
      binds: state
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    convenor = mechanism.convenor
    if convenor is None:
        yield from _ask_convenor(mechanism)
    else:
        yield from _ask_substitutes(draft, mechanism, convenor)
    hands = [*([convenor] if convenor else []), *_substitutes(draft, mechanism)]
    sound = [who for who in hands if not _faults(draft, who)]
    for who in dict.fromkeys(hands):
        yield from _ask_hand(draft, mechanism, who, lone=who == convenor or not sound)
    persons = [who for who in hands if _is_person(draft, who)]
    if len(hands) > 1 and persons == hands and convenor is not None:
        fixes = change("say that the substitutes are not known yet", mechanism, "substitutes", "unknown")
        because = tuple(Reason(f"`{who}` is a person", _place(draft, who)) for who in hands)
        span = mechanism.value_span("convenor")
        yield Answer("one_person", span, "return", because, fixes, values={"who": convenor})


def _ask_convenor(mechanism: Return) -> Iterator[Answer]:
    if mechanism.is_unsaid("convenor"):
        yield _open(mechanism, "convenor", "who convenes", "name who convenes: return.convenor")
    else:
        fixes = add_key("write that the convenor is not known yet", mechanism, "convenor", "unknown")
        yield Answer("nobody", mechanism.span, "return", fixes=fixes)


def _ask_substitutes(draft: Draft, mechanism: Return, convenor: str) -> Iterator[Answer]:
    if _substitutes(draft, mechanism) or _is_refilled(draft, convenor):
        return
    if mechanism.is_unsaid("substitutes"):
        ask = "name who convenes if the convenor cannot: return.substitutes"
        yield _open(mechanism, "substitutes", "who takes over from the convenor", ask)
    else:
        fixes = change("write that the substitutes are not known yet", mechanism, "substitutes", "unknown")
        because = (Reason(f"`{convenor}` alone convenes", mechanism.value_span("convenor")),)
        span = mechanism.value_span("convenor")
        yield Answer("no_substitute", span, "return", because, fixes, values={"who": convenor})


def _open(record: Record, key: str, what: str, ask: str) -> Answer:
    values = {"what": what, "word": record.unsaid.get(key, "unknown"), "ask": ask}
    missing = (MissingFact(f"return.{key}", ask),)
    return Answer("unknown", record.value_span(key), "return", missing=missing, values=values)


def _substitutes(draft: Draft, mechanism: Return) -> list[str]:
    """Who takes over from the convenor: as the mechanism says, as the convenor says, as each of its stages says.

    A convenor named once more among its own substitutes is none.
    """
    actor = _actor(draft, mechanism.convenor or "")
    for named in (mechanism.substitutes, actor.substitutes if actor is not None else None):
        if named:
            return [name for name in named if name != mechanism.convenor]
    led = [stage for stage in draft.stages if stage.led_by is not None and stage.led_by.path == "convenor"]
    if led and all(stage.substitutes for stage in led):
        named_there = dict.fromkeys(name for stage in led for name in stage.substitutes or ())
        return [name for name in named_there if name != mechanism.convenor]
    return []


def _is_refilled(draft: Draft, who: str) -> bool:
    """Whether the convenor is a role for which it is written how the next holder is found."""
    role = (draft.process.roles or {}).get(who)
    return isinstance(role, Role) and role.next is not None


def _actor(draft: Draft, who: str) -> Actor | None:
    actor = (draft.process.actors or {}).get(who.split(".", 1)[0])
    return actor if isinstance(actor, Actor) else None


def _is_person(draft: Draft, who: str) -> bool:
    actor = _actor(draft, who)
    return actor is not None and actor.kind == "person"


def _place(draft: Draft, who: str) -> Span | None:
    found = draft.names.find(who)
    return found[0].record.span if found else None


def faults_of_convenor(draft: Draft, who: str) -> bool:
    """Whether a party need not accept somebody as convenor: its opponent's own, its opponent's ally, or refused."""
    return bool(_faults(draft, who))


def _faults(draft: Draft, who: str) -> list[tuple[str, str, Span | None]]:
    """What speaks against somebody as convenor: the sentence, the party it has to do with, and the place."""
    if draft.principal_of(who) is not None or who in ("principals", "parties", "all_parties"):
        return [("party", who, _place(draft, who))]
    actor = _actor(draft, who)
    if actor is None:
        return []
    friends = {draft.principal_of(name) or name for name in actor.ally_of or ()} & set(draft.parties)
    of_some = friends if len(friends) < len(draft.parties) else set()
    refusing = [party for party, answer in (actor.acceptance or {}).items() if answer == "refuses"]
    return [
        *(("ally", party, actor.value_span("ally_of")) for party in draft.parties if party in of_some),
        *(("refused", party, actor.value_span("acceptance")) for party in refusing),
    ]


def _ask_hand(draft: Draft, mechanism: Return, who: str, *, lone: bool) -> Iterator[Answer]:
    key = "convenor" if mechanism.convenor == who else "substitutes"
    words = {"party": f"`{who}` is one of them", "ally": "its alliance is here", "refused": "the refusal is here"}
    for says, party, place in _faults(draft, who):
        because = (Reason(words[says], place),)
        severity = Severity.ERROR if lone else Severity.WARNING
        values = {"who": who, "party": party}
        span = mechanism.value_span(key)
        fixes = _without(mechanism, key, who)
        yield Answer(says, span, who, because, fixes, severity=severity, values=values)
    actor = _actor(draft, who)
    for party, answer in ((actor.acceptance or {}) if actor is not None else {}).items():
        if answer == "unknown":
            ask = f"say whether {party} accepts {who} as convenor"
            values = {"what": f"whether `{party}` accepts `{who}`", "word": "unknown", "ask": ask}
            missing = (MissingFact(f"{who}.acceptance.{party}", ask),)
            yield Answer("unknown", mechanism.value_span(key), who, missing=missing, values=values)


def _without(mechanism: Return, key: str, who: str) -> tuple[Fix, ...]:
    others = [name for name in mechanism.substitutes or () if name not in (who, mechanism.convenor)]
    title = f"let another than `{who}` convene"
    substitutes = change(title, mechanism, "substitutes", f"[{', '.join(others)}]" if others else "unknown")
    if key != "convenor":
        return substitutes
    convenor = change(title, mechanism, "convenor", "unknown")
    also = substitutes if who in (mechanism.substitutes or ()) else ()
    return (Fix(f"{title}, still open who", tuple(edit for fix in (*convenor, *also) for edit in fix.edits)),)
