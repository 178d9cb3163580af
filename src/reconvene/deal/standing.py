"""Lays what is undertaken beside what is owed, counts the days, and says where each consultation stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from reconvene.deal.gates import Decision, Decisions
from reconvene.deal.grounds import Ground
from reconvene.deal.hearing_rules import NORMS
from reconvene.deal.lead_times import Span, Times, count_back, times_for
from reconvene.deal.owed import Owed, Setting, Stand, Standing
from reconvene.deal.undertaken import Undertaken
from reconvene.document.dates import earliest_after, latest_after
from reconvene.document.politics import Consultation
from reconvene.text.finding import MissingFact

_RANK = ("bureau", "working", "ministerial", "leader")


class Judge:
    """Where each consultation stands on the day of a setting."""

    def __init__(self, setting: Setting, decisions: Decisions) -> None:
        self.process = setting.process
        self.now = setting.now
        self.package = setting.package
        self.heard = setting.heard
        self.decisions = decisions
        self.undertaken = Undertaken(setting, decisions)
        self.talks = self.undertaken.talks

    # What is owed by the deal

    def need(self, by: str, whom: str, decision: Decision, grounds: list[Ground]) -> Owed:
        """A consultation that the deal asks for, with the entry that undertakes it, where one does."""
        level = max((NORMS[ground.rule].level for ground in grounds), key=_rank)
        bureaus = tuple(dict.fromkeys(each for ground in grounds for each in NORMS[ground.rule].bureaus))
        bare = self._bare(by, whom, level, decision, tuple(grounds))
        found = [
            replace(
                self._stands(bare, self.talks[name], gate), declared=name, bureaus=self.talks[name].bureaus or bureaus
            )
            for name, gate in self.undertaken.meeting(by, whom, decision, grounds)
        ]
        if found:
            best = min(found, key=lambda each: (list(Standing).index(each.standing), each.declared))
            also = tuple(dict.fromkeys(each.declared for each in found if each.declared != best.declared))
            return replace(best, also=also, decision=decision, positions=self._positions(best, (whom,)))
        return self._undeclared(replace(bare, bureaus=bureaus))

    def _bare(self, by: str, whom: str, level: str, decision: Decision, grounds: tuple[Ground, ...]) -> Owed:
        times = times_for(self.process, level, None)
        begin, end = self._days(decision, times)
        return Owed(
            by=by,
            whom=(whom,),
            level=level,
            bureaus=(),
            decision=decision,
            grounds=grounds,
            declared="",
            also=(),
            takes=str(times.takes),
            lead=str(times.lead),
            assumed=(*(("level",) if level in _RANK else ()), *times.assumed),
            begin=begin,
            end=end,
            ready=self._could(self.now, times),
            held=None,
            standing=Standing.SKIPPED,
            lower=False,
            brings=(),
            positions=(),
            missing=(),
        )

    def _undeclared(self, owed: Owed) -> Owed:
        """Owed, and in no entry: skipped, decided without, or open where a fact lacks that makes it owed."""
        missing = tuple(MissingFact(g.missing, g.ask) for g in owed.grounds if g.missing)
        positions = self._positions(owed, owed.whom)
        if not owed.sure:
            return replace(owed, standing=Standing.OPEN, missing=missing, positions=positions)
        undated = owed.decision.day is None and not owed.decision.made
        asked = (MissingFact(owed.decision.missing, owed.decision.ask),) if undated and owed.decision.missing else ()
        standing = Standing.DECIDED if owed.decision.made else Standing.SKIPPED
        return replace(owed, standing=standing, missing=asked, positions=positions)

    # What the file declares beside that

    def entries(self) -> Iterator[tuple[Consultation, Owed]]:
        """Every consultation of the file before each of its gates, whoever else asks for it."""
        for name, talk in self.talks.items():
            for gate in self.undertaken.gates[name] or ("",):
                decision = self.decisions.named(gate) if gate else None
                if not gate or decision is not None:
                    yield talk, self._declared(name, talk, talk.with_ or (), decision)

    def declared(self, shown: Mapping[tuple[str, str], set[str]]) -> Iterator[Owed]:
        """Every consultation of the file, for whoever it hears beside those whom the deal asks to hear."""
        for talk, each in self.entries():
            rest = tuple(who for who in each.whom if who not in shown.get((talk.name, each.decision.name), ()))
            if rest:
                yield replace(each, whom=rest, positions=self._positions(each, rest))

    def _declared(self, name: str, talk: Consultation, whom: tuple[str, ...], decision: Decision | None) -> Owed:
        by = str(talk.by) if talk.by is not None else ""
        placed = decision or _nowhere(name)
        bare = replace(self._bare(by, "", talk.level or "", placed, ()), whom=whom, declared=name)
        made = self._stands(bare, talk, decision)
        return replace(made, bureaus=talk.bureaus or (), positions=self._positions(made, whom))

    # Days

    def _stands(self, owed: Owed, talk: Consultation, decision: Decision | None) -> Owed:
        """An entry with its own times, held or not, before its own decision."""
        own = decision if decision is not None else _nowhere(talk.name)
        level = talk.level or owed.level
        times = times_for(self.process, level, talk)
        begin, end = self._days(own, times)
        held = self.heard.held.get(talk.name) or (talk.held if isinstance(talk.held, date) else None)
        assumed = (*(() if talk.level else ("level",)), *times.assumed)
        found = replace(
            owed,
            level=level,
            decision=own,
            takes=str(times.takes),
            lead=str(times.lead),
            assumed=assumed,
            begin=begin,
            end=end,
            ready=self._could(held or self.now, times),
            held=held,
            lower=_is_lower(level, owed.level),
            brings=talk.brings or (),
        )
        if held is None and "held" in talk.unsaid:
            return _open(found, f"{talk.name}.held", f"say whether and when {talk.name} was held")
        if "lead" in talk.unsaid:
            return _open(found, f"{talk.name}.lead", f"say how long before {own.name} {talk.name} is owed")
        if own.made:
            return self._when_made(found, own, times)
        if own.day is None:
            return self._undated(found, own, times)
        return replace(found, standing=self._dated(own.day, held, times, begin))

    def _days(self, decision: Decision, times: Times) -> tuple[Span | None, Span | None]:
        day = decision.made_on if decision.made and decision.made_on is not None else decision.day
        return count_back(day, times, self.decisions.bounds.closed) if day is not None else (None, None)

    def _ready(self, held: date, times: Times) -> date:
        return earliest_after(held, times.lead, self.decisions.bounds.closed)

    def _could(self, held: date, times: Times) -> date | None:
        """From when it can be decided with the longest lead, if it is held on a day."""
        return latest_after(held, times.lead, self.decisions.bounds.closed)

    def _when_made(self, owed: Owed, decision: Decision, times: Times) -> Owed:
        if owed.held is None:
            return replace(owed, standing=Standing.DECIDED)
        day = decision.made_on or decision.day
        if day is None:
            return _open(owed, f"{decision.name}.agreed", f"record on which day {decision.name} was agreed")
        return replace(owed, standing=Standing.HELD if self._ready(owed.held, times) <= day else Standing.LATE)

    def _undated(self, owed: Owed, decision: Decision, times: Times) -> Owed:
        if owed.held is not None and self._ready(owed.held, times) <= self.now:
            return replace(owed, standing=Standing.HELD)  # whenever it is decided, that is not before today
        return _open(owed, decision.missing, decision.ask)

    def _dated(self, day: date, held: date | None, times: Times, begin: Span | None) -> Standing:
        if self._ready(held or self.now, times) > day:
            return Standing.OVERDUE if held is None else Standing.LATE
        if held is not None and held <= self.now:
            return Standing.HELD
        return Standing.UNDERWAY if held is None and begin is not None and begin.latest < self.now else Standing.AHEAD

    # What was answered

    def _positions(self, owed: Owed, whom: Iterable[str]) -> tuple[Stand, ...]:
        listed = set(whom)
        talks = [self.talks[name] for name in (owed.declared, *owed.also) if name in self.talks]
        written = [
            Stand(who, each.stands or "said", " ".join((each.says or "").split()), each.dated)
            for talk in talks
            for who, each in (talk.positions or {}).items()
            if who in listed or who.split(".", 1)[0] in listed
        ]
        topics = {owed.decision.name, self.package, owed.declared, *owed.also} - {""}
        told = [
            stand
            for about, stand in self.heard.said
            if about & topics and (stand.whom in listed or stand.whom.split(".", 1)[0] in listed)
        ]
        return tuple(dict.fromkeys([*written, *told]))


def _rank(level: str) -> int:
    return _RANK.index(level) if level in _RANK else len(_RANK)


def _is_lower(declared: str, owed: str) -> bool:
    return declared in _RANK and owed in _RANK and _rank(declared) < _rank(owed)


def _nowhere(name: str) -> Decision:
    return Decision("", "", None, "before", missing=f"{name}.before", ask=f"say before which gate {name} is owed")


def _open(owed: Owed, fact: str, ask: str) -> Owed:
    return replace(owed, standing=Standing.OPEN, missing=(*owed.missing, MissingFact(fact, ask)))
