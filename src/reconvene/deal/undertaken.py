"""What a file undertakes: which of its consultations reaches whom, about what, before which gates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from reconvene.deal.gates import Decision, Decisions, requiring
from reconvene.deal.grounds import Call, Ground, sides
from reconvene.deal.owed import Owed, Setting
from reconvene.deal.steps import Step
from reconvene.document.belonging import members_of
from reconvene.document.expressions import Who
from reconvene.document.politics import Consultation
from reconvene.document.process import Process


class Undertaken:
    """The consultations that a file declares (`talks`), and the gates before which each is owed (`gates`)."""

    def __init__(self, setting: Setting, decisions: Decisions) -> None:
        self.process = setting.process
        self.package = setting.package
        self.decisions = decisions
        self.talks = setting.process.consultations or {}
        required = requiring(setting.process.gates or {})
        self.gates = {
            name: tuple(dict.fromkeys([*([talk.before] if talk.before else []), *required.get(name, ())]))
            for name, talk in self.talks.items()
        }
        self._owners = {name: _owners(setting.process, talk) for name, talk in self.talks.items()}
        self._topics = {name: self._expanded(talk.about) for name, talk in self.talks.items()}

    def meeting(
        self, by: str, whom: str, decision: Decision, grounds: Iterable[Ground]
    ) -> list[tuple[str, Decision | None]]:
        """The entries that undertake it, each with its gate: before this very decision, else before an earlier one."""
        topics = {decision.name, self.package, *(g.step for g in grounds), *(g.subject for g in grounds)} - {""}
        exact: list[tuple[str, Decision | None]] = []
        earlier: list[tuple[str, Decision | None]] = []
        for name, talk in self.talks.items():
            if by not in self._owners[name] or not self._hears(talk, whom):
                continue
            if talk.about and not topics & self._topics[name]:
                continue
            gates = self.gates[name]
            if decision.name in gates:
                exact.append((name, decision))
            elif not gates:
                earlier.append((name, None))
            else:
                before = [found for gate in gates if (found := self.decisions.named(gate)) is not None]
                earlier += [(name, gate) for gate in before if _no_later(gate, decision)]
        return exact or earlier

    def heard_before(self, call: Call) -> bool:
        """Whether an entry says that somebody is heard before the very step that is a reason to."""
        step = call.ground.step
        talks = [self.talks[name] for name, gates in self.gates.items() if step in gates]
        return any(call.by in self._owners[talk.name] and self._hears(talk, call.whom) for talk in talks)

    def _hears(self, talk: Consultation, whom: str) -> bool:
        """Whether it reaches somebody: named, or somebody inside of them, or their side at the level `public`."""
        heard = set(talk.with_ or ())
        if whom in heard:
            return True
        if "." in whom:  # a public or a legislature: who speaks to the whole side at that level speaks to them
            return talk.level == "public" and (whom.split(".", 1)[0] in heard or self._speaks_at_home(talk, whom))
        inside = {path for path in heard if path.split(".", 1)[0] == whom}
        return any(self._kind(path) not in ("public", "legislature") for path in inside)

    def _speaks_at_home(self, talk: Consultation, whom: str) -> bool:
        return self._kind(whom) == "public" and whom.split(".", 1)[0] in self._owners[talk.name]

    def _kind(self, path: str) -> str | None:
        owner, _, name = path.partition(".")
        record = (self.process.parties or {}).get(owner) or (self.process.actors or {}).get(owner)
        inner = (record.inner or {}).get(name) if record is not None else None
        return inner.kind if inner is not None else None

    def _expanded(self, about: Iterable[str] | None) -> frozenset[str]:
        """The topics of a consultation, groups and phases as their members."""
        found: set[str] = set()
        waiting = list(about or ())
        while waiting:
            name = waiting.pop()
            if name not in found:
                found.add(name)
                phase = (self.process.phases or {}).get(name)
                waiting += (phase.steps if phase is not None else (self.process.groups or {}).get(name)) or ()
        return frozenset(found)

    def before(self, name: str, decision: Decision) -> str:
        """The gate of an entry that a decision is, or its first."""
        gates = self.gates.get(name, ())
        return decision.name if decision.name in gates else (gates or ("",))[0]

    def concerns(self, owed: Owed, steps: Iterable[Step]) -> bool:
        """Whether an entry has to do with the package: it comes before it or is about it or about one of its steps."""
        names = {self.package, *(step.name for step in steps)}
        package = (self.process.packages or {}).get(self.package)
        names |= set(package.gates or ()) if package is not None else set()
        names |= {gate for gate, each in (self.process.gates or {}).items() if names & set(each.lets_through or ())}
        return owed.decision.name in names or bool(names & self._topics.get(owed.declared, frozenset()))


def _owners(process: Process, talk: Consultation) -> frozenset[str]:
    """The principals who owe a consultation."""
    if not isinstance(talk.by, Who):
        return frozenset()
    return frozenset(sides(process, members_of(process, talk.by.path)))


def _no_later(gate: Decision, decision: Decision) -> bool:
    """Whether what comes before one decision surely comes before the other."""
    day = gate.made_on or gate.day
    return day is not None and day <= (decision.made_on or decision.day or date.max)
