"""Who calls the parties back, and whether anybody else could."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.document.mechanism import Return, Stage
from reconvene.document.people import Actor, Role
from reconvene.document.shape import Record
from reconvene.process.ladder import LadderStage
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span


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
    one_hand=(
        "The session of `{stage}` hangs on `{who}` alone: if it is away, nobody {does}.",
        "name who else may do it, in order, under `substitutes` of the stage `{stage}`",
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

    Who sends the notice, and who minutes an empty chair, is as needed as whoever convenes: the check looks on the
    ladder (see `reconvene return`) whether every session that is held although somebody stays away hangs on one hand.

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
    if convenor is not None and (_substitutes(draft, mechanism) or _is_refilled(draft, convenor)):
        yield from _ask_sessions(draft)
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


def _ask_sessions(draft: Draft) -> Iterator[Answer]:
    """Whether one absence is enough for no session to be held and minuted, whoever comes."""
    ladder = draft.ladder
    bearing = [stage for stage in ladder.stages if stage.bears_empty_chairs] if ladder is not None else []
    lone = [(stage, list(_lone_hands(draft.stages[stage.index], stage))) for stage in bearing]
    if not all(found for _, found in lone):
        return
    for stage, found in lone:
        written = draft.stages[stage.index]
        for who, does, span in dict.fromkeys(found):
            values = {"stage": stage.name, "who": who, "does": does}
            if written.is_unsaid("substitutes"):
                ask = f"name who takes over in {stage.name}: return.{stage.name}.substitutes"
                values |= {"what": f"who takes over from `{who}`", "word": written.unsaid["substitutes"], "ask": ask}
                missing = (MissingFact(f"return.{stage.name}.substitutes", ask),)
                yield Answer("unknown", written.value_span("substitutes"), who, missing=missing, values=values)
            else:
                own = draft.way_back is not None and written.node is not draft.way_back.node
                title = "write that the substitutes are not known yet"
                fixes = change(title, written, "substitutes", "unknown") if own else ()
                because = (Reason(f"`{who}` alone {does}", span),)
                yield Answer("one_hand", span, who, because, fixes, values=values)


def _lone_hands(written: Stage, stage: LadderStage) -> Iterator[tuple[str, str, Span]]:
    """The third parties each of whom alone keeps a session from being held: its name, what it does, and where."""
    notices = [stage.acts[place] for place in stage.notices]
    parts = [
        ("convenes it", stage.hands, stage.endless, written.value_span("led_by")),
        *(("sends the notice", act.hands, act.endless, act.span) for act in notices if not act.own),
    ]
    if minutes := stage.written_minutes:
        hands = tuple(hand for act in minutes for hand in act.hands)
        parts.append(("minutes who came", hands, any(act.endless for act in minutes), minutes[0].span))
    for does, hands, endless, span in parts:
        names = {hand.name for hand in hands if hand.owner is None}
        if len(names) == 1 and not endless:
            yield names.pop(), does, span


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
    if mechanism.convenor is None and len(others) < 2:
        return ()  # one hand would be left, and the way back would hang on it
    title = f"let another than `{who}` convene"
    substitutes = change(title, mechanism, "substitutes", f"[{', '.join(others)}]" if others else "unknown")
    if key != "convenor":
        return substitutes
    convenor = change(title, mechanism, "convenor", "unknown")
    also = substitutes if who in (mechanism.substitutes or ()) else ()
    return (Fix(f"{title}, still open who", tuple(edit for fix in (*convenor, *also) for edit in fix.edits)),)
