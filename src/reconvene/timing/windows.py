"""Between which days each event of a plan can come."""

from __future__ import annotations

from datetime import date
from functools import cached_property

from reconvene.timing.conflict import Conflict
from reconvene.timing.consistency import distances_from, spans
from reconvene.timing.controllability import close
from reconvene.timing.network import Network
from reconvene.timing.plan import CALENDAR, Plan, day_of


class Windows:
    """The first and the last days of the events of a plan; none of a plan that contradicts itself.

    The first day is that with everything as quick as it can be. The last is the last on which no date is lost for
    certain; `safe` is the last from which every date can still be kept whatever nature takes.
    """

    def __init__(self, plan: Plan) -> None:
        self.plan = plan

    def first(self, event: int) -> date | None:
        """The first day on which an event can come; None where nothing bounds it from below."""
        days = self._both[0][event]
        return day_of(-days) if days is not None else None

    def last(self, event: int) -> date | None:
        """The last day on which an event can come; None where nothing bounds it from above."""
        days = self._both[1][event]
        return day_of(days) if days is not None else None

    def safe(self, event: int) -> date | None:
        """The last day on which an event can safely come; None where nothing bounds it, or no strategy is safe."""
        days = self._safe[event]
        return day_of(days) if days is not None else None

    @cached_property
    def _nothing(self) -> list[int | None]:
        return [None] * len(self.plan.events)

    @cached_property
    def _both(self) -> tuple[list[int | None], list[int | None]]:
        try:
            return spans(self.plan.network, CALENDAR)
        except ValueError:
            return self._nothing, self._nothing

    @cached_property
    def _safe(self) -> list[int | None]:
        closed: Network | Conflict = close(self.plan.network)
        return self._nothing if isinstance(closed, Conflict) else distances_from(closed, CALENDAR)
