"""Whether anybody loses face on the way back: who moves first in public, and who goes back on a vow."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.empty_chair import unsaid_stages
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check, told_once
from reconvene.checks.vows import add_cover, is_covered, is_live, quoted
from reconvene.document.acts import is_case_of
from reconvene.document.mechanism import Stage, StageAct
from reconvene.document.politics import Vow
from reconvene.document.shape import Record
from reconvene.process.face import FaceFault
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@check(
    "R04",
    Severity.ERROR,
    """Havana, 10 December 2014: the talks between Colombia and the FARC resumed after 24 days on a statement that Cuba
    and Norway read out, so that neither side had to speak first.""",
    alone=(
        "In the stage `{stage}`, `{party}` does `{act}` in public, and nobody else does the same at the same time.",
        "let all parties do it together, let a third party do it, or keep it among the parties",
    ),
    not_together=(
        "In the stage `{stage}`, each party does `{act}` in public, and nothing says that they do it at once.",
        "write `together: true`, so that all do it or nobody does",
    ),
    too_early=(
        "In the stage `{stage}`, `{act}` is seen in public before anything covers the return.",
        "keep it among the parties and role-holders until a stage provides a cover or holds a session",
    ),
    unknown=(
        "Whether a party must move first in public cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def public_first_mover(draft: Draft) -> Iterator[Answer]:
    """One party must act in public before the other.

    Whoever moves first in public is seen to have given in. A way back lets all do the same thing at once or lets
    nobody do it; or it gives the public act to a third party.

    The check takes each act of each stage that a path leads to and the public sees, required or offered. It passes what
    a third party does, what all parties do with `together: true`, and attendance at a session to which all were
    convened, which is a calendar duty and nobody's move. It warns of an act of anybody that the public sees before the
    first stage that provides a cover, or that holds a session. Who *starts* the way back is asked by
    `someone-must-ask`.

    ## Fails

    ```yaml
    title: North speaks first
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: words
          led_by: convenor
          lasts: 7 days
          seen_by: public
          acts:
            - {act: public_statement, by: north, seen_by: public}
    ```

    ```yaml
    title: Both speak, but when?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: words
          led_by: convenor
          lasts: 7 days
          acts:
            - {act: public_statement, by: each of principals, seen_by: public}
    ```

    ## Passes

    ```yaml
    title: All at once, or nobody
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: words
          led_by: convenor
          lasts: 7 days
          acts:
            - {act: third_party_invitation, by: sweden, seen_by: public}
            - {act: public_statement, by: principals, seen_by: public, together: true}
    ```

    ## Cannot tell

    ```yaml
    title: Who sees it?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: words
          led_by: convenor
          lasts: 7 days
          acts:
            - {act: statement, by: north, seen_by: unknown}
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    if not draft.stages:
        yield unsaid_stages(mechanism)
    told = [fault for fault in draft.face_faults if fault.constraint == "FC1"]
    yield from told_once(_moved_first(draft, fault) for fault in told)
    moved = {(fault.stage.index, fault.act.index) for fault in told}
    early = (fault for fault in draft.face_faults if fault.constraint == "FC8")
    others = (fault for fault in early if (fault.stage.index, fault.act.index) not in moved)
    yield from told_once(_seen_early(draft, fault) for fault in others)


def _written(draft: Draft, fault: FaceFault) -> tuple[Stage, StageAct]:
    stage = draft.stages[fault.stage.index]
    return stage, (stage.acts or ())[fault.act.index]


def _moved_first(draft: Draft, fault: FaceFault) -> Answer:
    stage, act = _written(draft, fault)
    if fault.is_open:
        return _open(fault, stage, act)
    _, teller = _seen_by(stage, act)
    values = {"stage": stage.name, "act": fault.act.act, "party": fault.party}
    because = (Reason("the public sees it", teller.value_span("seen_by")),)
    return Answer(fault.kind, act.span, "return", because, _in_private(stage, act, fault.kind), values=values)


def _seen_early(draft: Draft, fault: FaceFault) -> Answer:
    stage, act = _written(draft, fault)
    values = {"stage": stage.name, "act": fault.act.act}
    because = (Reason("the public sees it", _seen_by(stage, act)[1].value_span("seen_by")),)
    fixes = _in_private(stage, act, "alone")
    return Answer("too_early", act.span, "return", because, fixes, severity=Severity.WARNING, values=values)


def _open(fault: FaceFault, stage: Stage, act: StageAct) -> Answer:
    """What nobody can tell as long as the file does not say who sees an act, or whether all do it at once."""
    _, record = _seen_by(stage, act)
    key, asked = ("together", "whether all do {} at once") if fault.kind == "together" else ("seen_by", "who sees {}")
    teller = act if key == "together" else record
    what = asked.format(f"`{act.act}` in `{stage.name}`")
    values = {"what": what, "word": teller.unsaid.get(key, "not written"), "ask": fault.ask}
    missing = (MissingFact(fault.fact, fault.ask),)
    return Answer("unknown", teller.value_span(key), "return", missing=missing, values=values)


def _seen_by(stage: Stage, act: StageAct) -> tuple[str | None, Record]:
    """Who sees an act, and the record that says so; the stage tells where the act is silent."""
    if act.seen_by is not None or act.is_unsaid("seen_by"):
        return act.seen_by, act
    return stage.seen_by, stage if stage.seen_by is not None or stage.is_unsaid("seen_by") else act


def _in_private(stage: Stage, act: StageAct, says: str) -> tuple[Fix, ...]:
    if act.node is stage.node:
        return ()  # a clause's own act has no place in the file
    private = change("keep it among the parties and role-holders", act, "seen_by", "role_holders")
    return private if says == "alone" else (*change("let all do it at once", act, "together", "true"), *private)


@check(
    "R03",
    Severity.ERROR,
    """Ri Yong Ho in Hanoi, 1 March 2019: "our proposals will never change, even if the United States proposes
    negotiations again" (interpreter, CGTN). The next talks at working level came after 219 days, on 5 October 2019
    (Reuters).""",
    crossed=(
        (
            "The stage `{stage}` asks `{actor}` for `{act}`, which the vow `{vow}` rules out, and nothing earlier on "
            "the way back gives `{actor}` a cover."
        ),
        "let a third party invite first, let another act, keep it from that audience, or name a cover",
    ),
    other_cover=(
        (
            "The stage `{stage}` asks `{actor}` for `{act}`, which the vow `{vow}` rules out; the way back offers a "
            "cover ({covers}), but not one that the vow names ({ways})."
        ),
        "provide one of those that the vow names, or a cover under `covers:` that releases `{vow}`",
    ),
    which_cover=(
        (
            "Whether the stage `{stage}` crosses the vow `{vow}` cannot be told: `{act}` comes under a cover "
            "({covers}), and whether that releases the vow is {word}."
        ),
        "{ask}",
    ),
    which_act=(
        (
            "Whether the stage `{stage}` crosses the vow `{vow}` cannot be told: `{act}` may or may not be "
            "`{forbidden}`."
        ),
        "{ask}",
    ),
    unknown=(
        "Whether the way back crosses a vow cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def face_violation(draft: Draft) -> Iterator[Answer]:
    """A stage of the way back asks for what its actor has publicly vowed not to do.

    A ladder that asks a leader to break a public word will not be climbed. The same act can be done with honour if a
    cover came first: an invitation by a third party, a statement of both sides at once, a duty of the calendar.

    The check takes each live vow, and each act that a stage asks for or offers, of the principal whose vow it is. The
    audience of the vow must see the act: what the public sees everybody sees, what only parties or role-holders see
    the other side sees. An act covers what comes in later stages (`covers:`) on the paths on which it is done: what is
    only offered, or hangs on one person who may be absent, can be left undone (see `reconvene return`). An act may be
    its own cover, as a convened attendance is a calendar duty, and so may a registered cover that `releases` the vow.
    It is an error where no cover is there, a warning where the act is only offered, or where there is a cover and it is
    not one that the vow names under `released_by`. Vows that are only `about` certain things are left aside: what
    duties and packages do to a vow is asked by `vow-conflict`.

    ## Fails

    ```yaml
    title: Ask nicely
    as_of: 2030-06-01
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    vows:
      not_first: {by: north.leader, dated: 2030-01-01, audience: domestic, forbids: public_request_to_return}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - name: request
          led_by: convenor
          lasts: 7 days
          acts:
            - {act: public_request_to_return, by: principals, seen_by: public, together: true}
    ```

    ## Passes

    ```yaml
    title: Invited first
    as_of: 2030-06-01
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    vows:
      not_first:
        by: north.leader
        dated: 2030-01-01
        audience: domestic
        forbids: attendance
        released_by: [third_party_invitation]
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: What would release the vow?
    as_of: 2030-06-01
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    vows:
      not_first: {by: north.leader, dated: 2030-01-01, audience: domestic, forbids: attendance}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    if not draft.stages and any(_binds(draft, vow) for vow in (draft.process.vows or {}).values()):
        yield unsaid_stages(mechanism)
    for name in draft.process.vows or {}:
        faults = (fault for fault in draft.face_faults if fault.constraint == "FC2" and fault.vow == name)
        yield from told_once(_crossed(draft, fault) for fault in faults)


def _binds(draft: Draft, vow: Vow) -> bool:
    """Whether a vow can stand in the way of coming back."""
    return bool(vow.forbids) and not vow.about and is_live(draft, vow) and not is_covered(draft, vow)


def _crossed(draft: Draft, fault: FaceFault) -> Answer:
    stage, act = _written(draft, fault)
    if fault.kind == "unseen":
        return _open(fault, stage, act)
    vow = (draft.process.vows or {})[fault.vow]
    because = (
        Reason(quoted(vow), vow.span),
        Reason(f"`{stage.name}` asks for `{fault.act.act}`", act.span),
        *_uncovered(draft, fault),
    )
    values = {
        "stage": stage.name,
        "vow": vow.name,
        "actor": fault.party,
        "act": fault.act.act,
        "forbidden": fault.forbidden,
        "covers": ", ".join(f"`{cover}`" for cover in fault.covers),
        "ways": ", ".join(f"`{way}`" for way in vow.released_by or ()),
        "ask": fault.ask,
        "word": vow.unsaid.get("released_by", "not written"),
    }
    if fault.is_open:
        span = act.value_span("act") if fault.kind == "which_act" else act.span
        missing = (MissingFact(fault.fact, fault.ask),)
        return Answer(fault.kind, span, vow.name, because, missing=missing, values=values)
    lighter = bool(fault.covers) or act.required is False
    severity = Severity.WARNING if lighter else Severity.ERROR
    return Answer(fault.kind, act.span, vow.name, because, add_cover(draft, vow), severity=severity, values=values)


def _uncovered(draft: Draft, fault: FaceFault) -> Iterator[Reason]:
    """The acts of earlier stages that would cover it, and that a path can leave undone."""
    ways = (draft.process.vows or {})[fault.vow].released_by or ()
    for stage in draft.stages[: fault.stage.index]:
        for act in stage.acts or ():
            if any(is_case_of(cover, way, draft.taxonomy) for cover in act.covers or () for way in ways):
                yield Reason(f"`{act.act}` would cover it, and can be left undone in `{stage.name}`", act.span)
