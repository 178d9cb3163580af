"""From the proof of a way back to what is shown of it: words for results, stories, faults of face and disputes."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.cases.shelf import short_name
from reconvene.checks.draft import Draft
from reconvene.checks.run import choose
from reconvene.document.grammar import parse, read_duration
from reconvene.process.dispute import DisputePath, dispute_paths
from reconvene.process.face import FaceFault
from reconvene.process.proof import Bound, Proved, Result, ReturnProof, Verdict, prove
from reconvene.process.stages import Ladder, LadderAct
from reconvene.process.story import told
from reconvene.process.vows import is_live
from reconvene.reports.return_view import (
    ActView,
    DisputeView,
    EventView,
    FaceView,
    MendedView,
    ResultView,
    ReturnView,
    StageView,
    Standing,
)
from reconvene.text.finding import Verdict as Found

_NAMES = {
    Result.WILLING: ("all willing", "A session is held that all attend"),
    Result.SOME_REFUSE: ("some refuse", "A session is convened and minuted with all who do not refuse"),
    Result.ALL_REFUSE: ("all refuse", "The process is parked, with a review that begins again"),
    Result.FACE: ("face", "Nobody moves first in public, breaks a live vow uncovered, or is seen too early"),
}


def return_view(draft: Draft, *, absent: int = 1, turnover: str | None = None) -> ReturnView:
    """What is shown of the way back of a draft: the ladder, the four results, the disputes."""
    proof = prove(draft.process, draft.now, absent=absent, turnover=turnover)
    results = tuple(_result(number, each, proof) for number, each in enumerate(proof.results, 1)) if proof else ()
    return ReturnView(
        title=draft.process.title or draft.source.name,
        source_name=short_name(draft.source.name),
        as_of=draft.now,
        standing=_standing(draft, proof),
        absent=absent,
        turnover=turnover or "",
        reasons=tuple(_reasons(draft)) if proof is None else (),
        stages=tuple(_stages(proof.ladder)) if proof else (),
        results=results,
        disputes=tuple(_dispute(draft, path) for path in dispute_paths(draft.process)),
        mended=_mended(draft, absent, turnover) if any(result.only_with_change for result in results) else None,
    )


_LASTING = "30 days"
"""How long a new government has to confirm the way back in the text that is proposed."""


def _mended(draft: Draft, absent: int, turnover: str | None) -> MendedView | None:
    """What ends with the government, by the check that asks, and the proof of the text that binds the state."""
    (asked,) = choose(["dies-with-the-government"])
    found = next((each for each in asked.findings(draft) if each.verdict is Found.FAILS), None)
    mechanism = draft.process.return_
    if found is None or mechanism is None:
        return None
    confirmed = mechanism.reconfirmed_within or parse(_LASTING, read_duration)
    lasting = mechanism.changed(binds="state", reconfirmed_within=confirmed)
    proof = prove(draft.process.changed(return_=lasting), draft.now, absent=absent, turnover=turnover)
    willing = next((each for each in proof.results if each.result is Result.WILLING), None) if proof else None
    return MendedView(
        found.id,
        found.message,
        " ".join(found.precedent.split()),
        ("binds: state", f"reconfirmed_within: {confirmed}"),
        proof is not None and proof.returns,
        willing.changed.days if willing is not None else None,
    )


def _standing(draft: Draft, proof: ReturnProof | None) -> Standing:
    if proof is None:
        return Standing.CANNOT_TELL if "return" in draft.process.unsaid else Standing.DOES_NOT
    if proof.returns:
        return Standing.RETURNS
    failing = any(each.verdict is Verdict.FAILS for each in proof.results)
    return Standing.DOES_NOT if failing else Standing.CANNOT_TELL


def _reasons(draft: Draft) -> Iterator[str]:
    """Why there is no way back, in three sentences: no clock, nobody who convenes, no next date."""
    process = draft.process
    if "return" in process.unsaid:
        yield f"What brings the parties back is {process.unsaid['return']}: say it under `return:`."
        return
    yield "Nothing starts by itself: the file has no `return:`, so that a stall or a failure sets no clock going."
    parties = " or ".join(f"`{party}`" for party in draft.parties) or "somebody"
    vows = sum(is_live(vow, draft.bounds, draft.now) for vow in (process.vows or {}).values())
    said = f", with {vows} vows alive" if vows > 1 else ", with a vow alive" if vows else ""
    yield f"Nobody is bound to convene: {parties} has to ask first{said}, and nothing covers the asking."
    dated = (session.dated for session in (process.sessions or {}).values() if session.dated is not None)
    days = (draft.bounds.latest_of(day).day for day in dated)
    following = [day for day in days if day is not None and day > draft.now]
    if following:
        yield f"The next session is dated {min(following)}, and nothing follows if a chair stays empty on that day."
    elif process.reviews:
        yield "No next session is set: only reviews are owed, and nothing follows if a chair stays empty there."
    else:
        yield f"No next date is set: after {draft.now} the file has no session, and none is owed on any day."


# The ladder


def _stages(ladder: Ladder) -> Iterator[StageView]:
    began: int | None = 0
    for stage in ladder.stages:
        last = began + stage.limit if began is not None and stage.limit is not None else None
        yield StageView(
            index=stage.index,
            name=stage.name,
            first_day=began,
            last_day=last,
            limit=stage.limit,
            led_by=stage.led_by,
            hands=tuple(hand.name for hand in stage.hands),
            acts=tuple(_act(act) for act in stage.acts),
            seen_by=stage.seen_by or "",
            then=ladder.stages[stage.otherwise].name if stage.otherwise is not None else "",
            convenes=stage.convenes,
            quorum=stage.quorum if stage.convenes else "",
            void_if_all_object=frozenset(ladder.parties) in stage.voided_by,
            parks=stage.parks,
        )
        began = last if stage.otherwise == stage.index + 1 else None


def _act(act: LadderAct) -> ActView:
    return ActView(act.act, act.by, act.seen_by or "", act.required, bool(act.together))


# The four results


def _result(number: int, proved: Proved, proof: ReturnProof) -> ResultView:
    name, promises = _NAMES[proved.result]
    failing = next((bound for bound in (proved.steady, proved.changed) if bound.story is not None), None)
    shown = failing is not None and proved.verdict is not Verdict.HOLDS
    return ResultView(
        number=number,
        name=name,
        promises=promises,
        verdict=str(proved.verdict),
        days=proved.steady.days,
        days_with_change=proved.changed.days,
        days_if_silent=proved.steady.silent,
        only_with_change=shown and proved.steady.story is None,
        story=tuple(_story(proof.ladder, failing)) if shown and failing is not None else (),
        face=tuple(_face(fault) for fault in proved.faults if not fault.is_open),
        missing=tuple(dict.fromkeys(fact.ask for fact in proved.missing)),
    )


def _story(ladder: Ladder, bound: Bound) -> Iterator[EventView]:
    assert bound.story is not None
    for event in told(ladder, bound.story):
        where = event.span.location
        yield EventView(event.day, event.text, event.silent, short_name(where.file), where.line, where.column)


def _face(fault: FaceFault) -> FaceView:
    where = fault.span.location
    return FaceView(fault.constraint, _words(fault), fault.proposed, short_name(where.file), where.line)


def _words(fault: FaceFault) -> str:
    stage, act = f"`{fault.stage.name}`", f"`{fault.act.act}`"
    match fault.kind:
        case "alone":
            return f"In {stage}, `{fault.party}` does {act} in public, and nobody does the same at the same time."
        case "not_together":
            return f"In {stage}, each party does {act} in public, and nothing says that they do it at once."
        case "trace":
            return f"In {stage}, {act} is seen in public before anything covers the return."
        case "other_cover":
            offered = " and ".join(f"`{cover}`" for cover in fault.covers)
            return f"In {stage}, `{fault.party}` does {act} against `{fault.vow}`, not released by {offered}."
        case _:
            return f"In {stage}, `{fault.party}` does {act} against the live vow `{fault.vow}`, without a cover."


# Disputes


def _dispute(draft: Draft, path: DisputePath) -> DisputeView:
    (asked,) = choose(["accused-can-block"])
    found = [finding for finding in asked.findings(draft) if finding.about in path.choices]
    failing = [finding for finding in found if finding.verdict is Found.FAILS]
    word = "yes" if failing else "cannot tell" if found else "no"
    why = (failing or found)[0].message if found else ""
    return DisputeView(
        path.name,
        path.shortest,
        path.longest,
        tuple(f"{each.text} (`{each.key}`)" for each in path.unbounded),
        word,
        why,
    )
