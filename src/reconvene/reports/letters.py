"""Drafts of what a stage of the way back sends: notices, invitations, a third party's declaration, statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date

from reconvene.document.acts import is_case_of
from reconvene.document.belonging import taxonomy_of
from reconvene.process.fold import State
from reconvene.process.ladder import LadderAct, LadderStage
from reconvene.process.live_vows import live_vows, obstacles
from reconvene.reports import letter_words as words
from reconvene.reports.letters_view import Addressee, Blank, Draft, LetterKind, Letters, Sentence
from reconvene.reports.naming import actor_called, spoken

_KINDS = (
    ("third_party_invitation", LetterKind.DECLARATION),
    ("invitation", LetterKind.INVITATION),
    ("notice", LetterKind.NOTICE),
    ("simultaneous_statement", LetterKind.STATEMENT),
)
"""The widest class of act of each kind of letter, the narrower before the wider."""
_PLAIN_STATEMENTS = ("statement", "public_statement")
"""Statements that say no more than that; an apology, say, is a statement that nobody drafts for another."""


def letters_of(state: State, stage: str | None = None) -> Letters:
    """The drafts of the stage that runs, or of the stage of a name, as a rehearsal would send them.

    What was done already is not drafted again. Where there is nothing to send, `why_none` says why.
    """
    title = state.process.title or "the process"
    found = _stage(state, stage)
    drafts = tuple(_drafts(state, found, f"“{title}”")) if found is not None else ()
    return Letters(
        title,
        reference_of(title),
        state.now,
        str(state.process.zone or ""),
        found.name if found is not None else "",
        drafts,
        "" if drafts else _why_none(state, found),
    )


def reference_of(title: str) -> str:
    """A reference that says nothing to whoever does not know the title."""
    digest = hashlib.sha256(title.encode("utf-8", "replace")).hexdigest().upper()
    return f"R-{digest[:4]}-{digest[4:8]}"


def stage_names(state: State) -> tuple[str, ...]:
    """The names of the stages of the way back."""
    return tuple(stage.name for stage in state.ladder.stages) if state.ladder is not None else ()


def _stage(state: State, name: str | None) -> LadderStage | None:
    ladder = state.ladder
    if ladder is None:
        return None
    if name is not None:
        return next((stage for stage in ladder.stages if stage.name == name), None)
    running = state.standing.stage if state.standing is not None else None
    return ladder.stages[running] if running is not None else None


def _why_none(state: State, stage: LadderStage | None) -> str:
    if state.ladder is None:
        return "The process has no way back, and so no stage that sends anything."
    if stage is None:
        return "No stage of the way back is running. Name one with --stage to rehearse it."
    return f"Nothing is to be sent in the stage `{stage.name}`, or all of it was sent."


def _is_running(state: State, stage: LadderStage) -> bool:
    return state.standing is not None and state.standing.stage == stage.index


def _drafts(state: State, stage: LadderStage, title: str) -> Iterator[Draft]:
    taxonomy = taxonomy_of(state.process)
    done = state.standing.done if state.standing is not None and _is_running(state, stage) else frozenset()
    for act in stage.acts:
        kind = next((kind for wide, kind in _KINDS if is_case_of(act.act, wide, taxonomy)), None)
        if kind is None and act.act in _PLAIN_STATEMENTS and act.own:
            kind = LetterKind.STATEMENT
        waits = [name for name in act.own or ("",) if (act.index, name) not in done]
        if kind is not None and waits:
            yield _draft(state, stage, act, kind, title)


def _draft(state: State, stage: LadderStage, act: LadderAct, kind: LetterKind, title: str) -> Draft:
    due = state.table.due if _is_running(state, stage) else None
    doer = state.sitting.absent.first(hand.name for hand in act.hands)
    return Draft(
        kind,
        act.act,
        stage.name,
        _sender(state, act, doer, kind),
        tuple(_addressees(state, act, kind, doer)),
        f"{words.SUBJECTS[kind]} under {title}",
        tuple(_paragraphs(state, stage, act, kind, title, due)),
        due,
        act.seen_by or stage.seen_by or "",
        tuple(_for_sender(state, stage, act, kind, doer)),
    )


def _sender(state: State, act: LadderAct, doer: str | None, kind: LetterKind) -> Addressee | Blank | None:
    if kind is LetterKind.STATEMENT and act.own:
        return None
    return _named(state, doer) if doer is not None else Blank(f"whoever acts as {spoken(act.by).lower()}")


def _named(state: State, name: str) -> Addressee:
    return Addressee(name, actor_called(state.process, name))


def _addressees(state: State, act: LadderAct, kind: LetterKind, doer: str | None) -> Iterator[Addressee]:
    """All parties; of what goes round among those with a role, all of these too. By what they are called."""
    ladder = state.ladder
    assert ladder is not None  # a stage belongs to one
    names = set(ladder.parties)
    if _to_holders(act, kind):
        names |= set(ladder.role_holders)
    names.discard(doer or "")
    yield from sorted((_named(state, name) for name in names), key=lambda each: (each.called, each.name))


def _to_holders(act: LadderAct, kind: LetterKind) -> bool:
    return act.tells_all and kind in (LetterKind.NOTICE, LetterKind.INVITATION)


# What it says


def _paragraphs(
    state: State, stage: LadderStage, act: LadderAct, kind: LetterKind, title: str, due: date | None
) -> Iterator[Sentence]:
    day, venue = _session(state) if _is_running(state, stage) else (None, "")
    yield words.opening(kind, title, day, due, venue)
    if kind is LetterKind.NOTICE:
        yield from _what_follows(state, stage, due)
    if kind is LetterKind.INVITATION:
        yield (words.of_the_session(stage.quorum),)
    for said in words.covers_in_words(_covers(stage, act, kind)):
        yield (said,)
    if kind is not LetterKind.STATEMENT:
        yield (words.ALL_ALIKE if _to_holders(act, kind) else words.PARTIES_ALIKE,)
    yield (words.WITHOUT_PREJUDICE,)
    yield (words.OPEN if (act.seen_by or stage.seen_by) == "public" else words.CONFIDENTIAL,)
    if kind in (LetterKind.NOTICE, LetterKind.INVITATION):
        yield (words.RECEIPT,)


def _covers(stage: LadderStage, act: LadderAct, kind: LetterKind) -> tuple[str, ...]:
    """The covers of the act; an invitation says also what attending it covers."""
    attending = [stage.acts[place] for place in stage.attendance] if kind is LetterKind.INVITATION else []
    return tuple(dict.fromkeys(cover for each in (act, *attending) for cover in each.covers))


def _what_follows(state: State, stage: LadderStage, due: date | None) -> Iterator[Sentence]:
    ladder = state.ladder
    if ladder is None or stage.otherwise is None:
        return
    following = spoken(ladder.stages[stage.otherwise].name).lower()
    when: str | Blank = due.isoformat() if due is not None else Blank("the last day of this stage")
    yield f"The next stage under the text is {following}. It begins when this one ends, at the latest on ", when, "."


def _session(state: State) -> tuple[date | None, str]:
    """The day and the place of the next session that has a day, whoever has accepted it."""
    coming = [each for each in state.sessions.values() if each.dated is not None and each.held is None]
    dated = [(each.dated, each) for each in coming if each.dated is not None and each.dated >= state.now]
    if not dated:
        return None, ""
    day, session = min(dated, key=lambda each: (each[0], each[1].name))
    channel = (state.process.channels or {}).get(session.channel)
    return day, (channel.venue or "") if channel is not None else ""


# What only the sender reads

_RECORDED = {
    LetterKind.NOTICE: "a `notice_sent` to all parties",
    LetterKind.INVITATION: "a `notice_sent` to all parties",
    LetterKind.DECLARATION: "a `statement` that says `what: invitation`",
    LetterKind.STATEMENT: "a `statement` of each party, with `what: other`",
}


def _for_sender(state: State, stage: LadderStage, act: LadderAct, kind: LetterKind, doer: str | None) -> Iterator[str]:
    if not _is_running(state, stage):
        yield "The stage does not run today: this is a rehearsal, or is written ahead."
    if kind is not LetterKind.STATEMENT:
        yield from _hands(state, act, doer)
    yield "Send all at the same hour, in these words. To change a word for one is to change it for all."
    yield from _vows(state, stage, act)
    yield f"Once it is done, record {_RECORDED[kind]}."


def _hands(state: State, act: LadderAct, doer: str | None) -> Iterator[str]:
    """Who is away, who stands in, and who would."""
    hands = [hand.name for hand in act.hands]
    place = hands.index(doer) if doer is not None else len(hands)
    called = {name: _named(state, name).called for name in hands}
    away = [called[name] for name in hands[:place]]
    if away:
        yield f"{_listed(away)} cannot act" + (f"; {called[doer]} acts instead." if doer is not None else ".")
    if doer is not None and hands[place + 1 :]:
        yield f"If {called[doer]} cannot, {called[hands[place + 1]]} sends it, inside the same limit."
    if any(hand.name == doer and hand.owner is not None for hand in act.hands):
        yield f"{called[doer or '']} belongs to a party. Let a third party send it, or all parties at the same hour."


def _vows(state: State, stage: LadderStage, act: LadderAct) -> Iterator[str]:
    """Which vows in force the act covers, and which forbid it to somebody who would have to do it."""
    vows = {vow.name: vow for vow in live_vows(state)}
    for vow in vows.values():
        given = [cover for cover in vow.released_by if cover in act.covers]
        if given:
            yield f"It covers the vow `{vow.name}` of {vow.by}: `{given[0]}` releases it."
    for found in obstacles(state, act):
        if found.cover:
            continue
        said = f"The vow `{found.vow}` forbids {found.party} `{found.forbids}`"
        earlier = [each for each in stage.acts[: act.index] if set(each.covers) & set(vows[found.vow].released_by)]
        if earlier:
            yield f"{said}, until `{earlier[0].act}` of this stage has covered it. Let that come first."
        else:
            yield f"{said}, and nothing covers it. Then ask it of nobody: what one may not say, all leave unsaid."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
