"""Whether anybody loses face on the way back: who moves first in public, and who goes back on a vow."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.convening import unsaid_stages
from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change
from reconvene.checks.shelf import Answer, check, told_once
from reconvene.checks.vows import EVERYBODY, add_cover, is_covered, is_live, quoted, speaker_of, speaks_for
from reconvene.document.acts import is_case_of
from reconvene.document.mechanism import Stage, StageAct
from reconvene.document.politics import AUDIENCES, Vow
from reconvene.document.shape import Record
from reconvene.text.finding import Fix, MissingFact, Reason, Severity

_IN_THE_ROOM = frozenset(("adversary", "private"))
"""The audiences that see what only the parties, or the parties and role-holders, see."""


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
    unknown=(
        "Whether a party must move first in public cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def public_first_mover(draft: Draft) -> Iterator[Answer]:
    """One party must act in public before the other.

    Whoever moves first in public is seen to have given in. A way back lets all do the same thing at once or lets
    nobody do it; or it gives the public act to a third party.

    The check takes each act of each stage that the public sees, required or offered. It passes what a third party
    does, what all parties do with `together: true`, and attendance at a session to which all were convened, which is a
    calendar duty and nobody's move. Who *starts* the way back is asked by `someone-must-ask`.

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
    for stage in draft.stages:
        yield from told_once(answer for act in stage.acts or () for answer in _ask_act(draft, stage, act))


def _ask_act(draft: Draft, stage: Stage, act: StageAct) -> Iterator[Answer]:
    if act.by is None or act.act is None:
        return
    doers = _principals(draft, act)
    called = set(draft.hands("principals"))
    if not doers or len(called) < 2 or is_case_of(act.act, "convened_attendance", draft.taxonomy):
        return
    if act.together:
        if doers >= called:
            return
        same = [other for other in stage.acts or () if other.act == act.act and other.together]
        if set().union(*(_principals(draft, other) for other in same)) >= called:
            return
    seen_by, teller = _seen_by(stage, act)
    if seen_by in ("parties", "role_holders"):
        return
    if seen_by is None:
        yield _open(stage, act, teller, "seen_by", "who sees {}")
    elif doers >= called and act.is_unsaid("together"):
        yield _open(stage, act, act, "together", "whether all do {} at once")
    else:
        values = {"stage": stage.name, "act": act.act, "party": act.by.path}
        because = (Reason("the public sees it", teller.value_span("seen_by")),)
        says = "not_together" if doers >= called else "alone"
        fixes = _in_private(stage, act, says)
        yield Answer(says, act.span, "return", because, fixes, values=values)


def _open(stage: Stage, act: StageAct, teller: Record, key: str, asked: str) -> Answer:
    what = asked.format(f"`{act.act}` in `{stage.name}`")
    ask = f"say {asked.format(str(act.act))} in {stage.name}"
    values = {"what": what, "word": teller.unsaid.get(key, "not written"), "ask": ask}
    missing = (MissingFact(f"return.{stage.name}.{act.act}.{key}", ask),)
    return Answer("unknown", teller.value_span(key), "return", missing=missing, values=values)


def _principals(draft: Draft, act: StageAct) -> set[str]:
    """The principals whose act it is, or who are behind those who do it."""
    if act.by is None:
        return set()
    found = {draft.principal_of(name) for name in draft.hands(act.by.path)}
    return {name for name in found if name is not None}


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
    the other side sees. A required act in an earlier stage covers what comes after it (`covers:`), an act may be its
    own cover, as a convened attendance is a calendar duty, and so may a registered cover that `releases` the vow.
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
    binding = [vow for vow in (draft.process.vows or {}).values() if _binds(draft, vow)]
    if binding and not draft.stages:
        yield unsaid_stages(mechanism)
    for vow in binding:
        covers: list[str] = []
        for stage in draft.stages:
            asked = (_ask_vow(draft, vow, stage, act, [*covers, *(act.covers or ())]) for act in stage.acts or ())
            yield from told_once(answer for answers in asked for answer in answers)
            covers.extend(way for act in stage.acts or () if act.required is not False for way in act.covers or ())


def _binds(draft: Draft, vow: Vow) -> bool:
    """Whether a vow can stand in the way of coming back."""
    return bool(vow.forbids) and not vow.about and is_live(draft, vow) and not is_covered(draft, vow)


def _ask_vow(draft: Draft, vow: Vow, stage: Stage, act: StageAct, covers: list[str]) -> Iterator[Answer]:
    speaker = speaker_of(vow)
    if speaker is None or act.act is None or act.by is None:
        return
    if not any(speaks_for(draft, speaker, doer) for doer in draft.hands(act.by.path) if doer not in EVERYBODY):
        return
    forbidden = list(vow.forbids or ())
    crossing = any(is_case_of(act.act, rule, draft.taxonomy) for rule in forbidden)
    narrower = [rule for rule in forbidden if is_case_of(rule, act.act, draft.taxonomy)]
    if not crossing and not narrower:
        return
    seen_by, teller = _seen_by(stage, act)
    if seen_by is None:
        yield _open(stage, act, teller, "seen_by", "who sees {}")
        return
    if not _is_seen(vow, seen_by):
        return
    ways = vow.released_by or ()
    if any(is_case_of(cover, way, draft.taxonomy) for cover in covers for way in ways):
        return
    values = {"stage": stage.name, "vow": vow.name, "actor": speaker, "act": act.act}
    because = (Reason(quoted(vow), vow.span), Reason(f"`{stage.name}` asks for `{act.act}`", act.span))
    if not crossing:
        ask = f"say what class of act {act.act} in {stage.name} is"
        missing = (MissingFact(f"return.{stage.name}.{act.act}.act", ask),)
        values |= {"forbidden": narrower[0], "ask": ask}
        yield Answer("which_act", act.value_span("act"), vow.name, because, missing=missing, values=values)
        return
    yield _crossed(draft, vow, act, covers, because, values)


def _is_seen(vow: Vow, seen_by: str) -> bool:
    """Whether the audience before which a vow was given sees what these see; a vow is public unless it says so."""
    audience = set(vow.audience or AUDIENCES[:-1])
    return bool(audience & (set(AUDIENCES) if seen_by == "public" else _IN_THE_ROOM))


def _crossed(
    draft: Draft, vow: Vow, act: StageAct, covers: list[str], because: tuple[Reason, ...], values: dict[str, str]
) -> Answer:
    offered = ", ".join(f"`{cover}`" for cover in dict.fromkeys(covers))
    ways = ", ".join(f"`{way}`" for way in vow.released_by or ())
    values = {**values, "covers": offered, "ways": ways}
    if covers and not ways:
        ask = f"say what would release the vow: {vow.name}.released_by"
        missing = (MissingFact(f"{vow.name}.released_by", ask),)
        values |= {"ask": ask, "word": vow.unsaid.get("released_by", "not written")}
        return Answer("which_cover", act.span, vow.name, because, missing=missing, values=values)
    lighter = bool(covers) or act.required is False
    severity = Severity.WARNING if lighter else Severity.ERROR
    says = "other_cover" if covers else "crossed"
    return Answer(says, act.span, vow.name, because, add_cover(draft, vow), severity=severity, values=values)
