"""Why somebody must be heard: the rules by which the content of a deal asks for it, and what they rest on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from reconvene.deal.hearing_rules import NORMS, Rule
from reconvene.deal.relief import measures_of
from reconvene.deal.steps import Step
from reconvene.document.acts import is_case_of
from reconvene.document.belonging import EVERYBODY, principal_of, taxonomy_of
from reconvene.document.expressions import Word
from reconvene.document.kinds import Estimate, facts_of
from reconvene.document.people import Actor, Inner, Party
from reconvene.document.politics import Threat, Vow
from reconvene.document.pressure import Measure
from reconvene.document.process import Process
from reconvene.process.vows import is_live, speaker_of, speaks_for
from reconvene.timing.bounds import Bounds

HEIGHT = {Word.NONE: 0, Word.NEVER: 0, Word.SMALL: 1, Word.MEDIUM: 2, Word.LARGE: 3, Word.ALL: 3}
"""How hard the words say that a threat hits."""
POSTURE = ("alliance_posture", "end_of_war_declaration")
"""The classes of act that touch what an alliance does and is for."""
_VOTED = frozenset(("council_vote", "council_vote_to_continue", "consensus", "unanimity", "majority", "two_thirds"))


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason to hear somebody: the rule, the step that gives rise to it, and the threat, measure, vow or act.

    With `missing` it is open: whether it holds hangs on that fact, and `ask` says how to give it.
    """

    rule: Rule
    step: str
    subject: str
    missing: str = ""
    ask: str = ""

    @property
    def says(self) -> str:
        """The reason in words."""
        return NORMS[self.rule].says.format(step=self.step, subject=self.subject)


@dataclass(frozen=True, slots=True)
class Call:
    """Somebody who must be heard, by whom, and why."""

    by: str
    whom: str
    ground: Ground


@dataclass(frozen=True)
class Content:
    """What consultations are derived from: the process with what is judged laid on it, and the steps that are judged.

    `others` are the further steps of the process, which may address what the judged ones leave out.
    """

    process: Process
    now: date
    steps: tuple[Step, ...]
    others: tuple[Step, ...] = field(default=())


def calls(content: Content) -> Iterator[Call]:
    """Everybody who must be heard because of what the steps say; one call for each reason."""
    yield from _hit(content)
    yield from _exposed(content)
    yield from _posture(content)
    yield from _votes(content)
    yield from _vetoes(content)
    yield from _vows(content)


def sides(process: Process, doers: tuple[str, ...]) -> tuple[str, ...]:
    """The principals behind some doers; a third party is itself."""
    found: list[str] = []
    for doer in doers:
        found += list(process.parties or {}) if doer in EVERYBODY else [principal_of(process, doer) or doer]
    return tuple(dict.fromkeys(found))


def allies_with_friends(process: Process) -> Iterator[tuple[str, str]]:
    """Every (ally, principal or other whose ally it is)."""
    for name, actor in (process.actors or {}).items():
        for friend in actor.ally_of or ():
            yield name, principal_of(process, friend) or friend


# Allies


def is_hard(process: Process, threat: Threat, whom: str) -> bool | None:
    """Whether a threat hits somebody at least as hard as counts (`thresholds: {impact: ...}`); None if not known.

    A number is no answer: how hard so much of something hits, no unit tells.
    """
    estimate = (threat.hits or {}).get(whom)
    if not isinstance(estimate, Estimate) or not isinstance(estimate.value, Word):
        return None
    wanted = process.thresholds.impact if process.thresholds is not None else None
    limit = HEIGHT[Word(wanted)] if wanted else HEIGHT[Word.MEDIUM]
    return HEIGHT[estimate.value] >= limit


def _strikes(content: Content, name: str, ally: str, friend: str) -> tuple[bool, str, str]:
    """Whether a threat is a reason to hear an ally, with the fact and the question that would tell."""
    threat = (content.process.threats or {}).get(name)
    if threat is None or (threat.of is not None and (principal_of(content.process, threat.of) or threat.of) == friend):
        return False, "", ""
    hard = is_hard(content.process, threat, ally)
    if hard is None:
        return True, f"{name}.hits.{ally}", f"say how hard {name} hits {ally}: none, small, medium or large"
    return hard, "", ""


def _hit(content: Content) -> Iterator[Call]:
    listed = list(allies_with_friends(content.process))
    for step in content.steps if listed else ():
        for threat in step.addresses:
            for ally, friend in listed:
                if step.announced and friend not in sides(content.process, step.doers):
                    continue  # what the other side does of its own is nothing that the friend decides
                counts, missing, ask = _strikes(content, threat, ally, friend)
                if counts:
                    yield Call(friend, ally, Ground(Rule.HIT, step.name, threat, missing, ask))


def _exposed(content: Content) -> Iterator[Call]:
    """Allies who stay exposed to a threat that nothing touches, while somebody else gives relief to its owner."""
    touched = {threat for step in (*content.steps, *content.others) for threat in step.addresses}
    listed = list(allies_with_friends(content.process))
    for name, threat in (content.process.threats or {}).items() if listed else ():
        relief = None if name in touched else next((s for s in content.steps if _relieves(s, threat)), None)
        if relief is None:
            continue
        for ally, friend in listed:
            counts, missing, ask = _strikes(content, name, ally, friend)
            if counts:
                yield Call(friend, ally, Ground(Rule.EXPOSED, relief.name, name, missing, ask))


def _relieves(step: Step, threat: Threat) -> bool:
    return threat.of not in step.doers and (bool(step.lifts) or (threat.of or "") in step.worth_to)


def _posture(content: Content) -> Iterator[Call]:
    listed = list(allies_with_friends(content.process))
    taxonomy = taxonomy_of(content.process) if listed else {}
    for step in content.steps if listed else ():
        act = next((act for act in (*step.stops, *step.acts) if _touches_posture(act, taxonomy)), None)
        own = sides(content.process, step.doers) if act is not None else ()
        for ally, friend in listed:
            if act is not None and friend in own:
                yield Call(friend, ally, Ground(Rule.POSTURE, step.name, act))


def _touches_posture(act: str, taxonomy: Mapping[str, tuple[str, ...]]) -> bool:
    return any(is_case_of(act, wide, taxonomy) for wide in POSTURE)


# Legislatures and bodies


def _insides(process: Process) -> Iterator[tuple[str, str, Inner]]:
    """Everybody inside somebody: (who they are inside of, their path, themselves)."""
    everybody: dict[str, Party | Actor] = {**(process.parties or {}), **(process.actors or {})}
    for owner, record in everybody.items():
        for name, inner in (record.inner or {}).items():
            yield owner, f"{owner}.{name}", inner


def _votes(content: Content) -> Iterator[Call]:
    process = content.process
    legislatures = {path for _, path, inner in _insides(process) if inner.kind == "legislature"}
    legislatures |= {name for name, actor in (process.actors or {}).items() if actor.kind == "legislature"}
    for step in content.steps:
        named = dict.fromkeys(measure for thing in step.lifts for measure in measures_of(process, thing))
        for name in named:
            for rule, whom in _voters(process, (process.measures or {})[name], legislatures):
                for side in sides(process, step.doers[:1]):
                    if side != whom:
                        yield Call(side, whom, Ground(rule, step.name, name))


def _voters(process: Process, measure: Measure, legislatures: set[str]) -> Iterator[tuple[Rule, str]]:
    """Those who vote on lifting a measure: a legislature if any way goes through it, a body if every way does."""
    ways = measure.lifting or ()
    makers = [measure.imposed_by or "", *(way.by or "" for way in ways)]
    for whom in dict.fromkeys(maker for maker in makers if maker in legislatures):
        yield Rule.LEGISLATURE, whom
    for way in ways:
        if way.rule == "law" and way.by is not None and way.by not in legislatures:
            side = principal_of(process, way.by) or way.by
            own = [path for path in sorted(legislatures) if path.split(".", 1)[0] == side]
            yield from ((Rule.LEGISLATURE, path) for path in own)
    bodies = {way.by for way in ways if way.rule in _VOTED and way.by not in legislatures}
    if len(bodies) == 1 and all(way.by in bodies and way.rule in _VOTED for way in ways):
        (body,) = bodies
        if body is not None and body not in (process.parties or {}):
            yield Rule.BODY, body


def _vetoes(content: Content) -> Iterator[Call]:
    """Legislatures and publics without whom nothing passes, once their side owes something."""
    wanted = {"legislature": Rule.VETO, "public": Rule.PUBLIC}
    found = [each for each in _insides(content.process) if each[2].kind in wanted]
    for step in content.steps if found else ():
        own = sides(content.process, step.doers) if not step.announced else ()
        for owner, path, inner in found:
            if owner not in own:
                continue
            rule = wanted[inner.kind or ""]
            if "veto" in inner.unsaid:
                ask = f"say whether nothing passes without {path}"
                yield Call(owner, path, Ground(rule, step.name, "", f"{path}.veto", ask))
            elif inner.veto:
                yield Call(owner, path, Ground(rule, step.name, ""))


# Those before whom a word was given


def _vows(content: Content) -> Iterator[Call]:
    process = content.process
    bounds = Bounds(process)
    taxonomy = taxonomy_of(process) if process.vows else {}
    for vow in (process.vows or {}).values():
        speaker = speaker_of(vow)
        if speaker is None or not vow.forbids:
            continue
        for step in content.steps:
            own = any(speaks_for(process, speaker, doer) for doer in step.doers)
            if own and is_live(vow, bounds, _decided(step, content.now)) and _crosses(step, vow, taxonomy):
                yield from _audience(process, vow, speaker, step)


def _decided(step: Step, now: date) -> date:
    """The day that counts for a step: that on which it was undertaken, or today."""
    return step.dated if step.dated is not None and step.dated <= now else now


def _crosses(step: Step, vow: Vow, taxonomy: Mapping[str, tuple[str, ...]]) -> bool:
    """Whether a step is what a vow rules out and about what it is about, and does not wait for what frees it."""
    if vow.about and step.things and not step.things & set(vow.about):
        return False
    freeing = {str(fact) for fact in facts_of(vow.unless)}
    if freeing and freeing <= step.waits_for:
        return False
    return any(is_case_of(act, rule, taxonomy) for act in step.acts for rule in vow.forbids or ())


def _audience(process: Process, vow: Vow, speaker: str, step: Step) -> Iterator[Call]:
    side = principal_of(process, speaker) or speaker
    audience = vow.audience or ()
    if "allies" in audience:
        for ally, friend in allies_with_friends(process):
            if friend == side:
                yield Call(side, ally, Ground(Rule.ALLIES_TOLD, step.name, vow.name))
    if "domestic" in audience or "supporters" in audience:
        publics = [path for owner, path, inner in _insides(process) if owner == side and inner.kind == "public"]
        for path in publics or [side]:
            yield Call(side, path, Ground(Rule.HOME_TOLD, step.name, vow.name))
