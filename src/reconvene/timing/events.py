"""The events of a process: one for each thing that happens once, and which of them makes a fact true."""

from __future__ import annotations

from collections import deque
from functools import cached_property

from reconvene.document.decision import Choice
from reconvene.document.expressions import AnyFact, AtCap, Kept, Who
from reconvene.document.names import Names
from reconvene.document.obligation import Debtors, Obligation, Shape
from reconvene.document.package import Package
from reconvene.document.people import Actor
from reconvene.document.process import Process
from reconvene.document.shape import Record
from reconvene.timing.causes import Causes
from reconvene.timing.plan import Event, Plan

_ACT = {
    "enabled": "enabled",
    "begun": "enabled",
    "claimed": "claimed",
    "performed": "claimed",
    "shown": "claimed",
    "ended": "claimed",
    "verified": "verified",
    "accepted": "verified",
    "cured": "verified",
}
"""At which event of an act each of its states comes to hold; any other state may never come."""
_STANDING = {
    "enabled": "begun",
    "begun": "begun",
    "holding": "begun",
    "claimed": "begun",
    "performed": "begun",
    "shown": "begun",
    "kept": "verified",
    "verified": "verified",
    "accepted": "verified",
    "ended": "ended",
}
"""The same for what holds over time or recurs: it is verified when it was first looked at."""
_LIFTED = frozenset({"suspended", "waived", "ceased", "terminated", "lifted", "ended"})


class Events:
    """The events of a plan as they are asked for; what was asked for and not yet defined waits in `undefined`."""

    def __init__(self, process: Process, names: Names, package: Package | None = None) -> None:
        self.process = process
        self.names = names
        self.causes = Causes(process, package)
        self.plan = Plan()
        self.undefined: deque[int] = deque()
        self.kept: dict[int, Kept] = {}
        self.counted: dict[int, tuple[str, ...]] = {}
        self.event("calendar", "calendar", "")

    def event(self, family: str, name: str, state: str, record: Record | None = None, owner: str = "") -> int:
        """The place of an event; a new one is added, and waits to be defined."""
        return self._event(Event(family, name, state, record, owner))

    def _event(self, event: Event) -> int:
        key = (event.family, event.name, event.state)
        place = self.plan.places.get(key)
        if place is None:
            place = self.plan.network.add(f"{event.name}.{event.state}" if event.state else event.name)
            self.plan.places[key] = place
            self.plan.events.append(event)
            self.undefined.append(place)
        return place

    def label(self, event: int) -> str:
        """How an event is called in a sentence."""
        return str(self.plan.events[event])

    def of_duty(self, name: str, state: str) -> int:
        """The event of a duty at which it comes into a state."""
        place = self.plan.places.get(("duty", name, state))
        if place is not None:
            return place
        duty = self.causes.duties[name]
        if state in (duty.parts or ()):
            return self.event("duty", name, state, duty, self.owner(duty))
        known = _STANDING if duty.shape in (Shape.STANDING, Shape.SERIES) else _ACT
        if state not in known:
            return self._may_never_come(name, state)
        state = known[state]
        if state == "verified" and duty.verified == "none":
            state = "claimed" if known is _ACT else "begun"
        in_hand = self.owner(duty) if state != "verified" else ""
        return self.event("duty", name, state, duty, in_hand)

    def owner(self, duty: Obligation) -> str:
        """The principal whose duty it is; empty for a third party, or for several principals together."""
        match duty.by:
            case Who():
                paths = [duty.by.path]
            case Debtors():
                paths = list(duty.by.shares or {})
            case tuple():
                paths = list(duty.by)
            case _:
                paths = []
        owners = {self.principal(path) for path in paths}
        return owners.pop() if len(owners) == 1 else ""

    def principal(self, path: str) -> str:
        """The principal that an actor is part of, acts for, or is commanded by; empty for a third party."""
        seen: set[str] = set()
        head = path.split(".", 1)[0]
        while head and head not in seen:
            seen.add(head)
            if head in (self.process.parties or {}):
                return head
            head = self._answering.get(head, "")
        return ""

    @cached_property
    def _answering(self) -> dict[str, str]:
        """Who answers for an actor, by its own word or by that of a principal."""
        found: dict[str, str] = {}
        for name, party in (self.process.parties or {}).items():
            found.update(dict.fromkeys([*(party.represents or ()), *(party.controls or ())], name))
        for name, actor in (self.process.actors or {}).items():
            if isinstance(actor, Actor) and actor.acts_for:
                found[name] = actor.acts_for.split(".", 1)[0]
        return found

    def of_fact(self, fact: AnyFact) -> int | None:
        """The event at which a fact comes to hold; None if it holds from the start."""
        if isinstance(fact, AtCap):
            return self._may_never_come(fact.thing, f"at {fact.share} of cap")
        named = self.names.find(fact.thing)
        path = named[0].path if named is not None else fact.thing
        family = named[0].family if named is not None else ""
        if isinstance(fact, Kept):
            return self._of_kept(path, fact)
        reader = getattr(self, f"_of_{family}", None)
        found: int | None = reader(path, fact.state) if reader is not None else self._of_item(path, fact.state)
        return found

    def _may_never_come(self, name: str, state: str) -> int:
        return self._event(Event("free", name, state, sure=False))

    def _of_kept(self, name: str, fact: Kept) -> int:
        duty = self.causes.duties.get(name)
        if duty is None or (fact.lasting is None and fact.through is None):
            return self.of_duty(name, "kept") if duty is not None else self._may_never_come(name, "kept")
        event = self.event("duty", name, str(fact).removeprefix(f"{fact.thing} "), duty, self.owner(duty))
        self.kept[event] = fact
        return event

    def _of_duty(self, name: str, state: str) -> int:
        return self.of_duty(name, state) if name in self.causes.duties else self._may_never_come(name, state)

    def _of_day(self, name: str, state: str) -> int:
        return self.event("day", name, state) if state == "reached" else self._may_never_come(name, state)

    def _of_phase(self, name: str, state: str) -> int:
        return self.event("phase", name, state)

    def _of_gate(self, name: str, state: str) -> int:
        return self.event("gate", name, "passed") if state != "closed" else self._may_never_come(name, state)

    def _of_choice(self, name: str, state: str) -> int:
        choice = (self.process.choices or {}).get(name)
        made = self.event("choice", name, "made", choice, self.chooser(choice))
        if state in ("made", "lapsed") or choice is None or state == "open":
            return made
        options = {*(choice.may or ()), *(choice.outcomes or {})}
        if options == {state} or choice.silence == state:
            return made
        return self._event(Event("choice", name, state, choice, self.chooser(choice), sure=False))

    def chooser(self, choice: Choice | None) -> str:
        """The principal who chooses; empty for a body or a third party."""
        return self.principal(choice.by.path) if choice is not None and choice.by is not None else ""

    def _of_session(self, name: str, state: str) -> int:
        if state not in ("held", "closed", "scheduled", "accepted"):
            return self._may_never_come(name, state)
        return self.event("session", name, "held")

    def _of_review(self, name: str, state: str) -> int:
        return self.event("review", name, "held") if state != "not_held" else self._may_never_come(name, state)

    def _of_measure(self, name: str, state: str) -> int | None:
        duties = self.causes.lifted.get(name, []) if state in _LIFTED else []
        if not duties:
            return None if state == "in_force" else self._may_never_come(name, state)
        if len(duties) == 1:
            return self.of_duty(duties[0], "verified")
        return self.event("measure", name, state)

    def _of_group(self, name: str, state: str) -> int:
        return self.event("group", name, state)

    def _of_item(self, name: str, state: str) -> int | None:
        makers = self.causes.makers(name, state)
        if makers is None:
            return None
        if not makers:
            return self._may_never_come(name, state)
        if len(makers) == 1:
            return self.of_maker(*makers[0], thing=name)
        return self.event("item", name, state)

    def of_maker(self, state: str, family: str, maker: str, thing: str) -> int:
        """The event at which a duty or the outcome of a choice has brought a thing into a state."""
        if family == "choice":
            choice = (self.process.choices or {})[maker]
            fact = f"{thing}.{state}"
            outcome = next(option for option, follow in (choice.outcomes or {}).items() if str(follow) == fact)
            return self._of_choice(maker, outcome)
        duty = self.causes.duties[maker]
        if duty.brings is None or str(duty.brings) != f"{thing}.{state}":
            return self._event(Event("duty", maker, "result", duty, sure=False))
        return self.of_duty(maker, "verified")
