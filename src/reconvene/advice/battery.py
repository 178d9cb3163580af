"""The battery: the twelve tests of a package, by the checks and by what the deal is worth."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from reconvene.advice.breakdown import reversibility, verification
from reconvene.advice.trial import Answer, Asked, Reason, Trial, checked, fewest, open_trial
from reconvene.checks.draft import Draft
from reconvene.deal.coverage import Coverage
from reconvene.deal.deciding import smallest
from reconvene.deal.detecting import Detection
from reconvene.deal.facts import missing
from reconvene.deal.figures import percent_words
from reconvene.deal.no_deal import SIGNATURE, Outcome, Prospect
from reconvene.deal.recognition import Recognition, Standing
from reconvene.deal.regret import Window
from reconvene.deal.room import Room, Stance, Veto
from reconvene.deal.routes import Closure, Route
from reconvene.deal.undoing import Answered
from reconvene.process.proof import Result, prove
from reconvene.process.proof import Verdict as Proof
from reconvene.text.finding import MissingFact


@dataclass(frozen=True, slots=True)
class Judged:
    """What was computed of a package, on which the battery draws."""

    coverage: Coverage
    routes: tuple[Route, ...]
    recognitions: tuple[Recognition, ...]
    room: Room
    answered: tuple[Answered, ...]
    prospects: tuple[Prospect, ...]
    detections: tuple[Detection, ...]
    regrets: tuple[Window, ...]


def battery(draft: Draft, base: Draft, judged: Judged) -> tuple[Trial, ...]:
    """The tests of a draft with a package on it; `base` is the process without it."""
    asked = Asked(draft, base)
    trials = (
        checked("deadline", "Is there an end state with a provable final date?", asked.of("T01", "T02", "T03", "T04")),
        _coverage(asked, draft, judged.coverage),
        _routes(asked, draft, judged.routes),
        verification(asked, judged.detections),
        reversibility(judged.answered, judged.regrets),
        _exposure(asked, judged.prospects),
        _recognition(asked, draft, judged.recognitions),
        _room(asked, judged.room),
        checked("allies and citizens", "Are those told who must be, before it is decided?", asked.of("A02", "A03")),
        _failure(draft),
    )
    return (*trials, _precedent(asked), _no_deal(judged.prospects))


def _precedent(asked: Asked) -> Trial:
    told = dict.fromkeys(" ".join(finding.precedent.split()) for finding in asked.failing if finding.precedent)
    question = "Where did the same faults show before?"
    return Trial("precedent", question, Answer.TOLD, tuple(Reason(each) for each in told))


# What the deal is worth


def _coverage(asked: Asked, draft: Draft, shown: Coverage) -> Trial:
    question = "Which threats remain, and for whom?"
    if draft.process.threats is None:
        return open_trial("coverage", question, ("The file names no threat.",), ("threats",))
    hit = [each for each in shown.residuals if each.share is not None]
    told = [f"`{each.whom}` is left with {_percent(each.share)} of what threatens it." for each in hit if each.share]
    told += [
        f"Between those on the side of `{each.side}` the shares lie {_percent((each.low, each.high))} apart."
        for each in shown.fairness
    ]
    return checked("coverage", question, asked.of("A01"), also=(_beside(told),))


def _beside(told: Iterable[str]) -> Trial:
    """What is told beside the checks, which alone decide."""
    return Trial("", "", Answer.PASS, tuple(map(Reason, told)))


def _routes(asked: Asked, draft: Draft, listed: Collection[Route]) -> Trial:
    question = "Does every known route close, and would anybody see it?"
    if draft.process.paths is None:
        return open_trial("path closure", question, ("The file names no route.",), ("paths",))
    closed = [route for route in listed if route.closure is not Closure.OPEN]
    told = [f"`{route.path}` to `{route.leads_to}`: {route.closure} by {_names(route.by)}." for route in closed]
    return checked("path closure", question, asked.of("K03"), also=(_beside([*told, *_open_days(listed)]),))


def _open_days(listed: Iterable[Route]) -> Iterator[str]:
    """How long the routes take that stay open, the quickest first."""
    open_ = [route for route in listed if route.closure is Closure.OPEN]
    known = [(route.days, route.path) for route in open_ if route.days is not None]
    for (low, high), path in sorted(known, key=lambda each: each[0][0]):
        span = f"{low} days or more" if high is None else f"{low} to {high} days"
        yield f"`{path}`, which stays open, takes {span}."
    yield from (f"How long `{route.path}` takes is not known." for route in open_ if route.days is None)


def _exposure(asked: Asked, prospects: Iterable[Prospect]) -> Trial:
    question = "Does going on beat walking away at every step?"
    later = [each for each in prospects if each.moment != SIGNATURE and each.required]
    leave = [each for each in later if each.outcome is Outcome.WORSE]
    told = tuple(
        Reason(f"{each.moment.capitalize()}, going on is {each.outcome} for `{each.actor}`.") for each in leave
    )
    beside = Trial("", "", Answer.FAIL if leave else Answer.PASS, told)
    return checked("exposure", question, asked.of("S"), also=(beside,))


def _recognition(asked: Asked, draft: Draft, shown: Iterable[Recognition]) -> Trial:
    question = "Does it make a capability normal, by relief that is given while it stays?"
    if draft.process.threats is None:
        return open_trial("recognition", question, ("The file names no threat.",), ("threats",))
    found, told = asked.of("K02"), []
    for each in shown if not found else ():  # the check tells the same of whoever it finds
        kept = [c.threat for c in each.capabilities if c.standing is Standing.KEPT]
        late = [c.threat for c in each.capabilities if c.standing is Standing.UNDATED]
        if each.gives_relief and each.relief is not None:
            back = f"{_percent(each.relief)} of the {each.dimension} that is pressed on and measured"
            told.append(f"`{each.owner}` is given back {back}.")
        told += [f"`{each.owner}` keeps {_names(kept)}."] if kept else []
        told += [f"Nothing says by when {_names(late)} is gone."] if late else []
    return checked("recognition", question, found, also=(_beside(told),))


def _room(asked: Asked, shown: Room) -> Trial:
    question = "Does it cross a vow or a red line, and do those accept it who must?"
    told = [veto_words(each) for each in shown.vetoes if each.stance is Stance.ACCEPTS]
    told += [f"`{each.vow}` binds `{each.by}`; {_covered(each.covers)}." for each in shown.binds]
    return checked("political room", question, asked.of("P"), also=(_beside(told),))


def veto_words(veto: Veto) -> str:
    """How likely somebody with a veto is to accept, who is likely to; of the others a check tells."""
    return f"`{veto.who}`, without whom nothing passes, is likely to accept it: {_percent(veto.chance)} by the file."


def _covered(covers: Collection[str]) -> str:
    return f"{_names(covers)} would release it" if covers else "no cover releases it here"


_RESULTS: Mapping[Result, str] = {
    Result.WILLING: "that all come back who are willing",
    Result.SOME_REFUSE: "that those meet who do not refuse",
    Result.ALL_REFUSE: "that the process is parked and reviewed if all refuse",
    Result.FACE: "that nobody loses face",
}


def _failure(draft: Draft) -> Trial:
    question = "What happens if it stalls or fails, or a chair stays empty?"
    proof = prove(draft.process, draft.now)
    if proof is None:
        nothing = Reason("Nothing says how anybody comes back to the table.", draft.package is None)
        return Trial("failure path", question, Answer.FAIL, (nothing,), ("write a way back under `return:`",))
    found = [each.verdict for each in proof.results]
    told = tuple(
        Reason(f"Proved of the way back {_RESULTS[each.result]}: {each.verdict}.", draft.package is None)
        for each in proof.results
    )
    answer = Answer.FAIL if Proof.FAILS in found else Answer.OPEN if Proof.CANNOT_TELL in found else Answer.PASS
    facts = tuple(MissingFact(fact.fact, fact.ask) for each in proof.results for fact in each.missing)
    mends = ("see with `reconvene return` in which story it fails",) if answer is Answer.FAIL else ()
    least = fewest(tuple(MissingFact(fact.fact, fact.ask) for fact in each.missing) for each in proof.results)
    return Trial("failure path", question, answer, told, mends, tuple(dict.fromkeys(facts)), least)


def _no_deal(prospects: Iterable[Prospect]) -> Trial:
    question = "Is it better than no deal, for whom?"
    signed = [each for each in prospects if each.moment == SIGNATURE]
    found = {each.outcome for each in signed}
    unsure = found & {Outcome.OPEN, Outcome.DEPENDS, Outcome.NO_BETTER}
    answer = Answer.FAIL if Outcome.WORSE in found else Answer.OPEN if unsure or not signed else Answer.PASS
    told = tuple(Reason(f"For `{each.actor}` it is {_said(each)}.") for each in signed)
    facts = tuple(dict.fromkeys(missing(fact) for each in signed for fact in each.missing))
    least = fewest(tuple(map(missing, smallest(each, frozenset((Outcome.WORSE,))))) for each in signed)
    return Trial("no deal", question, answer, told, (), facts, least)


def _said(prospect: Prospect) -> str:
    match prospect.outcome:
        case Outcome.DEPENDS:
            return "a matter of how the stakes are weighed"
        case Outcome.OPEN:
            return "not known to be better or worse than no deal"
        case Outcome.NO_BETTER:
            return "no better than no deal, and may be worse"
        case _:
            return str(prospect.outcome)


def _percent(span: tuple[float, float] | None) -> str:
    return percent_words(span or (0.0, 1.0))


def _names(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)
