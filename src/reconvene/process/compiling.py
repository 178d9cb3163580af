"""From the `return:` section, spelled out, to the ladder: hands found, lengths counted in days, targets resolved."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from math import ceil

from reconvene.document.acts import is_case_of
from reconvene.document.belonging import EVERYBODY, principal_of, taxonomy_of
from reconvene.document.dates import in_days
from reconvene.document.expressions import Duration, Fact, Quantifier, Who
from reconvene.document.kinds import AnyCondition, Condition
from reconvene.document.mechanism import Return, Stage, StageAct
from reconvene.document.people import Actor, Role
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.process.stages import ExtensionRule, Hand, Ladder, LadderAct, LadderStage, OpenFact

_MEETINGS = ("attendance", "technical_talks", "negotiation", "consultation")
"""Classes of act that take everybody: one side does not meet alone."""

_NOTICES = ("invitation", "notice")
_PARK = "park"
"""What `else:` says where the process is to be parked without a stage of its own for it."""


def compile_ladder(process: Process, *, generous: bool = False) -> Ladder | None:
    """The machine of the way back that a process spells out, or None where it has none.

    What the file calls `unknown` is read as silence, or, if `generous`, in the way that is best for the return. What
    holds of both readings holds whatever the answer is; `open_facts` lists what was left open.
    """
    mechanism = process.return_
    return _Compiler(process, mechanism, generous).ladder() if isinstance(mechanism, Return) else None


@dataclass
class _Compiler:
    """One reading of one way back; `open` gathers what the file leaves open on the way."""

    process: Process
    mechanism: Return
    generous: bool
    open: list[OpenFact] = field(default_factory=list)

    def ladder(self) -> Ladder:
        """The whole machine."""
        self.taxonomy = taxonomy_of(self.process)
        self.parties = self._parties()
        written = self.mechanism.stages if isinstance(self.mechanism.stages, tuple) else ()
        if not written:
            self._asks(self.mechanism, "stages", "return", "say what happens stage by stage", unwritten=True)
        stages = [self._stage(index, stage) for index, stage in enumerate(written)]
        stages = self._with_targets(stages, written)
        starters, endless = self._starters()
        guarantors, _ = self._hands("guarantors", None)
        return Ladder(
            mechanism=self.mechanism,
            parties=self.parties,
            stages=tuple(stages),
            starts_on=self.mechanism.starts_on or (),
            started_by=self.mechanism.started_by or "",
            starters=starters,
            binds=self.mechanism.binds,
            outlives=self._outlives(),
            reconfirmation=self._days(self.mechanism.reconfirmed_within) or 0,
            depositaries=self._hands("depositary", None)[0],
            guarantors=guarantors,
            restarts=self.mechanism.triggered_again == "restarts",
            extensions=tuple(self._extensions(stages)),
            open_facts=tuple(dict.fromkeys(self.open)),
            starters_endless=endless,
        )

    # What is open

    def _asks(self, record: Record, key: str, about: str, ask: str, *, unwritten: bool = False) -> bool:
        """Whether a slot is left open, as `unknown`; it is then noted as a question. `unstated` is silence."""
        if record.unsaid.get(key) == "unknown" or (unwritten and not record.is_unsaid(key)):
            self.open.append(OpenFact(f"{about}.{key}", f"{ask}: {about}.{key}", record.value_span(key)))
            return True
        return False

    # Who

    def _parties(self) -> tuple[str, ...]:
        called = self.mechanism.parties or ()
        if called and not EVERYBODY & set(called):
            return tuple(dict.fromkeys(called))
        return tuple(self.process.parties or {})

    def _hand(self, name: str) -> Hand:
        return Hand(name, principal_of(self.process, name))

    def _role(self, path: str) -> tuple[list[str], bool]:
        """The names that a word such as `convenor` stands for, in order, and whether they never run out."""
        mechanism = self.mechanism
        if path == "role_holders":
            words = ("convenor", "guarantors", "depositary", "secretariats")
            return [name for word in words for name in self._role(word)[0]], False
        if path not in ("convenor", "guarantors", "depositary", "secretariats"):
            named: tuple[str, ...] = (path,)
        else:
            held = getattr(mechanism, path)
            named = (held,) if isinstance(held, str) else tuple(held or ())
            if self._asks(mechanism, path, "return", f"say who the {path} is") and self.generous:
                return list(named), True
        found: list[str] = []
        endless = False
        for name in named:
            role = (self.process.roles or {}).get(name)
            if isinstance(role, Role):
                found.extend(holder.who for holder in (role.holders or ())[-1:] if holder.who not in (None, "nobody"))
                endless = endless or role.next is not None
            else:
                found.append(name)
        return found, endless

    def _hands(self, path: str, stage: Stage | None) -> tuple[tuple[Hand, ...], bool]:
        """Who can do what a role does, the leader first and then the substitutes, and if they never run out."""
        names, endless = self._role(path)
        own = [name for actor in names for name in self._substitutes_of(actor)]
        written = stage.substitutes if stage is not None else None
        if stage is not None and self._asks(stage, "substitutes", f"return.{stage.name}", "name who takes over"):
            endless = endless or self.generous
        if written is None and path == "convenor":
            written = self.mechanism.substitutes
            asked = self._asks(self.mechanism, "substitutes", "return", "name who convenes if the convenor cannot")
            endless = endless or (asked and self.generous)
        for actor in names:
            found = (self.process.actors or {}).get(actor)
            ask = f"name who takes over from {actor}"
            if isinstance(found, Actor) and self._asks(found, "substitutes", actor, ask):
                endless = endless or self.generous
        ordered = dict.fromkeys([*names, *(written or ()), *own]) or dict.fromkeys([path] if endless else [])
        return tuple(self._hand(name) for name in ordered), endless

    def _substitutes_of(self, name: str) -> tuple[str, ...]:
        actor = (self.process.actors or {}).get(name.split(".", 1)[0])
        return (actor.substitutes or ()) if isinstance(actor, Actor) else ()

    def _starters(self) -> tuple[tuple[Hand, ...] | None, bool]:
        starter = self.mechanism.started_by
        if starter == "clock":
            return None, False
        if starter is None:
            open_ = self._asks(self.mechanism, "started_by", "return", "say what starts the way back", unwritten=True)
            return (None, False) if open_ and self.generous else ((), False)
        if starter == "request":
            return (), False
        return self._hands(starter, None)

    def _outlives(self) -> bool:
        mechanism = self.mechanism
        if mechanism.binds in ("state", "office") or mechanism.reconfirmed_within is not None:
            return True
        asked = self._asks(mechanism, "binds", "return", "say whom the way back binds")
        asked = (
            self._asks(mechanism, "reconfirmed_within", "return", "say how soon a new government confirms it") or asked
        )
        return asked and self.generous

    # Stages

    def _stage(self, index: int, stage: Stage) -> LadderStage:
        lead = stage.led_by.path if stage.led_by is not None else ""
        about = f"return.{stage.name}"
        hands, endless = self._hands(lead, stage) if lead else ((), False)
        if self._asks(stage, "led_by", about, f"say who leads {stage.name}"):
            endless = self.generous
        acts = tuple(self._act(place, each, stage) for place, each in enumerate(stage.acts or ()))
        convenes = bool(stage.convenes)
        if self._asks(stage, "convenes", about, f"say whether {stage.name} holds a session"):
            convenes = self.generous
        quorum = stage.quorum or "all"
        if self._asks(stage, "quorum", about, f"say who must be there for {stage.name} to be held") and self.generous:
            quorum = "whoever_came"
        minutes = self._of_class(acts, "minuting")
        if self._asks(stage, "acts", about, f"say what is done in {stage.name}") and self.generous:
            acts, minutes = self._minuted(stage, hands)
        if not acts and not convenes and lead:
            acts = (self._implied(stage, hands, endless),)
        return LadderStage(
            index=index,
            name=stage.name,
            limit=self._limit(stage),
            led_by=lead,
            hands=hands,
            acts=acts,
            otherwise=None,
            convenes=convenes,
            quorum=quorum,
            voided_by=tuple(self._voided(stage)),
            parks=False,
            seen_by=stage.seen_by,
            extension=stage.extend,
            span=stage.span,
            endless=endless,
            notices=tuple(act.index for act in acts if act.required and self._is(act.act, *_NOTICES)),
            minutes=minutes,
            attendance=tuple(act.index for act in acts if self._is(act.act, "attendance")),
        )

    def _is(self, act: str, *classes: str) -> bool:
        return any(is_case_of(act, each, self.taxonomy) for each in classes)

    def _of_class(self, acts: tuple[LadderAct, ...], wanted: str) -> tuple[int, ...]:
        return tuple(act.index for act in acts if act.required and self._is(act.act, wanted))

    def _implied(self, stage: Stage, hands: tuple[Hand, ...], endless: bool) -> LadderAct:
        """What the leader of a stage does where the stage does not say what that is."""
        lead = stage.led_by.path if stage.led_by is not None else ""
        return LadderAct(
            0, stage.name, lead, hands, (), False, stage.seen_by, True, False, (), True, stage.span, endless
        )

    def _minuted(self, stage: Stage, hands: tuple[Hand, ...]) -> tuple[tuple[LadderAct, ...], tuple[int, ...]]:
        act = replace(self._implied(stage, hands, True), act="minuting")
        return (act,), (0,)

    def _act(self, index: int, act: StageAct, stage: Stage) -> LadderAct:
        path = act.by.path if act.by is not None else (stage.led_by.path if stage.led_by is not None else "")
        hands, endless = self._hands(path, stage) if path not in EVERYBODY else ((), False)
        own = self._own(act.by, path, hands)
        name = act.act or ""
        return LadderAct(
            index=index,
            act=name,
            by=path,
            hands=() if own else hands or tuple(self._hand(party) for party in self.parties if path in EVERYBODY),
            own=own,
            needs_all=self._is(name, *_MEETINGS) or self._is_body_of_all(path),
            seen_by=act.seen_by if act.seen_by is not None or act.is_unsaid("seen_by") else stage.seen_by,
            required=act.required is not False,
            together=None if act.unsaid.get("together") == "unknown" else bool(act.together),
            covers=act.covers or (),
            tells_all=self._tells_all(act),
            span=act.span,
            endless=endless,
            receivers=self._receivers(stage) if own and self._is(name, "deposit") else (),
        )

    def _receivers(self, stage: Stage) -> tuple[Hand, ...]:
        return self._hands(stage.led_by.path, stage)[0] if stage.led_by is not None else ()

    def _own(self, by: Who | None, path: str, hands: tuple[Hand, ...]) -> tuple[str, ...]:
        """The principals whose own act it is; none where any of several may do it, or where it is a third party's."""
        if by is not None and by.quantifier is Quantifier.ANY:
            return ()
        if path in EVERYBODY:
            return self.parties
        first = hands[0] if hands else None
        return (first.owner,) if first is not None and first.owner is not None and path == first.name else ()

    def _is_body_of_all(self, path: str) -> bool:
        body = (self.process.bodies or {}).get(path)
        return body is not None and isinstance(body.members, Who) and body.members.path in EVERYBODY

    def _tells_all(self, act: StageAct) -> bool:
        if not isinstance(act.to, Who):
            return True
        told = act.to.path
        return told in EVERYBODY or (len(self.parties) == 1 and told in self.parties)

    def _limit(self, stage: Stage) -> int | None:
        about = f"return.{stage.name}"
        if self._asks(stage, "lasts", about, f"say how long {stage.name} lasts") and self.generous:
            return 0
        return self._days(stage.lasts)

    @staticmethod
    def _days(time: object) -> int | None:
        """A length in whole days at its longest; None for none, and for one without an end."""
        if not isinstance(time, Duration) or time.bound == "at least":
            return None
        return ceil(in_days(time))

    # What voids a stage

    def _voided(self, stage: Stage) -> list[frozenset[str]]:
        if stage.is_unsaid("void_if"):
            asked = self._asks(stage, "void_if", f"return.{stage.name}", f"say what makes {stage.name} void")
            return [frozenset()] if asked and not self.generous else []
        return self._alternatives(stage, stage.void_if) if stage.void_if is not None else []

    def _alternatives(self, stage: Stage, condition: AnyCondition) -> list[frozenset[str]]:
        """The sets of parties that make a condition true by objecting together."""
        match condition:
            case Condition(all=tuple() as parts):
                joined = [frozenset[str]()]
                for part in parts:
                    joined = [one | other for one in joined for other in self._alternatives(stage, part)]
                return joined
            case Condition(any=tuple() as parts):
                return [found for part in parts for found in self._alternatives(stage, part)]
            case Fact(state="objected"):
                if condition.thing in EVERYBODY:
                    return [frozenset(self.parties)]
                party = principal_of(self.process, condition.thing)
                if party in self.parties and party is not None:
                    return [frozenset((party,))]
        # Nobody on the ladder brings such a fact about or keeps it from coming.
        ask = f"say who brings about what makes {stage.name} void"
        self.open.append(OpenFact(f"return.{stage.name}.void_if", ask, stage.value_span("void_if")))
        return [] if self.generous else [frozenset()]

    # What follows

    def _with_targets(self, stages: list[LadderStage], written: tuple[Stage, ...]) -> list[LadderStage]:
        places = {stage.name: stage.index for stage in stages}
        wants_park = any(stage.else_ == _PARK and stage.else_ not in places for stage in written)
        park = self._park(len(stages)) if wants_park else None
        found = []
        for stage, source in zip(stages, written, strict=True):
            otherwise = places.get(source.else_ or "")
            if otherwise is None and source.else_ == _PARK and park is not None:
                otherwise = park.index
            about = f"return.{stage.name}"
            if self._asks(source, "else", about, f"say what follows at the limit of {stage.name}") and self.generous:
                otherwise = min(stage.index + 1, len(stages) - 1)
            found.append(replace(stage, otherwise=otherwise))
        found = [self._parked(stage, last=stage.index == len(found) - 1) for stage in found]
        return [*found, park] if park is not None else found

    def _parked(self, stage: LadderStage, *, last: bool) -> LadderStage:
        """A stage without a session that leads back, or that ends the ladder with the depositary, is a parking one."""
        leads_back = stage.otherwise is not None and stage.otherwise <= stage.index
        keeps = stage.name in (_PARK, "parked") or stage.led_by == "depositary"
        if stage.convenes or not (leads_back or (last and keeps)):
            return stage
        limit = stage.limit if stage.limit is not None else self._days(self.mechanism.park_review)
        return replace(stage, parks=True, limit=limit)

    def _park(self, index: int) -> LadderStage | None:
        """The stage that `else: park` stands for: what is to be deposited is, and a review follows."""
        mechanism = self.mechanism
        limit = self._days(mechanism.park_review)
        if self._asks(mechanism, "park_review", "return", "say when what is parked is reviewed") and self.generous:
            limit = 0
        keeper = "depositary" if mechanism.depositary or not mechanism.convenor else "convenor"
        hands, endless = self._hands(keeper, None)
        span = mechanism.value_span("park_review")
        act = LadderAct(0, "deposit", keeper, hands, (), False, None, True, False, (), True, span, endless)
        return LadderStage(
            index, "park", limit, keeper, hands, (act,), 0, False, "all", (), True, None, None, span, endless
        )

    # More time

    def _extensions(self, stages: list[LadderStage]) -> list[ExtensionRule]:
        found = []
        for name in dict.fromkeys(stage.extension for stage in stages if stage.extension):
            extension = (self.process.extensions or {}).get(name)
            if extension is None:
                continue
            by = extension.by
            path = by.path if by is not None else "parties"
            asked = self.parties if path in EVERYBODY else (principal_of(self.process, path) or path,)
            found.append(
                ExtensionRule(
                    name=name,
                    consenting=asked,
                    all_of=by is None or by.quantifier is not Quantifier.ANY,
                    adds=self._days(extension.adds),
                    times=extension.times,
                    silence_extends=extension.silence == "extended",
                    span=extension.span,
                )
            )
        return found
