"""Brute force over small temporal networks: a game of days between those who choose and those who do not.

At each day, first nature says which durations end on it; then whoever chooses may let one event after another happen on
that very day, knowing what has been said; if a new duration may end on the day on which it starts, nature says at once
whether it does. Nothing here knows of paths, cycles or bounds that are derived.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import product

from reconvene.timing.network import Network

Days = tuple[int | None, ...]
"""The day of each event that has happened."""


class Game:
    """Whether whoever chooses can win on a network: keep every bound, whatever nature does."""

    def __init__(self, network: Network) -> None:
        self.network = network = with_fixed_durations_as_bounds(network)
        self.ends = {link.end for link in network.contingents}
        steps = (-bound.days for bound in network.bounds if bound.days < 0)
        self.horizon = sum(steps) + sum(link.high for link in network.contingents)
        self.known: dict[tuple[int, Days, frozenset[int]], bool] = {}

    def is_won(self) -> bool:
        """Whether there is a strategy."""
        return self.nature(0, (None,) * len(self.network.names), frozenset())

    def nature(self, today: int, days: Days, asked: frozenset[int]) -> bool:
        """Whether whoever chooses wins, if nature must now say what ends today; `asked` of what it has said so."""
        pending = [
            place
            for place, link in enumerate(self.network.contingents)
            if place not in asked and days[link.start] is not None and days[link.end] is None
        ]
        if not pending:
            return self.chooser(today, days, asked)
        # What ends may be where another duration starts, so that nature is asked again.
        asked = asked.union(pending)
        return all(
            self.keeps(after) and self.nature(today, after, asked) for after in self.endings(today, days, pending)
        )

    def endings(self, today: int, days: Days, pending: list[int]) -> Iterator[Days]:
        """Every way in which nature can let durations end today."""
        choices = []
        for place in pending:
            link = self.network.contingents[place]
            start = days[link.start]
            assert start is not None
            choices.append([end for end in (True, False) if (
                start + link.low <= today if end else today < start + link.high)])  # fmt: skip
        for chosen in product(*choices):
            after = list(days)
            for place, ends in zip(pending, chosen, strict=True):
                if ends:
                    after[self.network.contingents[place].end] = today
            yield tuple(after)

    def chooser(self, today: int, days: Days, asked: frozenset[int]) -> bool:
        """Whether whoever chooses wins, being on turn."""
        if None not in days:
            return True
        key = (today, days, asked)
        if key not in self.known:
            self.known[key] = self.finds_a_way(today, days, asked)
        return self.known[key]

    def finds_a_way(self, today: int, days: Days, asked: frozenset[int]) -> bool:
        for event, day in enumerate(days):
            if day is None and event not in self.ends:
                after = (*days[:event], today, *days[event + 1 :])
                if self.keeps(after) and self.nature(today, after, asked):
                    return True
        return today < self.horizon and self.is_in_time(today + 1, days) and self.nature(today + 1, days, frozenset())

    def keeps(self, days: Days) -> bool:
        """Whether no bound between events that have happened is broken."""
        for bound in self.network.bounds:
            start, end = days[bound.start], days[bound.end]
            if start is not None and end is not None and end - start > bound.days:
                return False
        return True

    def is_in_time(self, today: int, days: Days) -> bool:
        """Whether no event is overdue that has not happened by this day."""
        for bound in self.network.bounds:
            start = days[bound.start]
            if start is not None and days[bound.end] is None and today - start > bound.days:
                return False
        return True


def with_fixed_durations_as_bounds(network: Network) -> Network:
    """The same network; what lasts as long as it lasts is no move of nature."""
    same = Network(list(network.names), list(network.bounds))
    for link in network.contingents:
        if link.low < link.high:
            same.contingents.append(link)
        else:
            same.at_most(link.start, link.end, link.high)
            same.at_least(link.start, link.end, link.low)
    return same


def written(*lines: str) -> Network:
    """A network in words: `A to C takes 3..10`, `X at most 5 after C`, `X at least 2 after C`, `X -5..7 after C`."""
    network = Network()
    places: dict[str, int] = {}

    def event(name: str) -> int:
        return places[name] if name in places else places.setdefault(name, network.add(name))

    for line in lines:
        words = line.split()
        if words[1] == "to":
            low, high = map(int, words[4].split(".."))
            network.takes(event(words[0]), event(words[2]), low, high, line)
        elif words[2] == "most":
            network.at_most(event(words[-1]), event(words[0]), int(words[3]), line)
        elif words[2] == "least":
            network.at_least(event(words[-1]), event(words[0]), int(words[3]), line)
        else:
            low, high = map(int, words[1].split(".."))
            network.at_least(event(words[-1]), event(words[0]), low, line)
            network.at_most(event(words[-1]), event(words[0]), high, line)
    return network


def small_network(generator: random.Random) -> Network:
    """A network of three to six events with one to three durations; about half are controllable."""
    network = Network([f"event {number}" for number in range(generator.randint(3, 6))])
    count = len(network.names)
    ends = generator.sample(range(count), generator.randint(1, min(3, count - 1)))
    for end in ends:
        start = generator.choice([event for event in range(count) if event != end])
        low = generator.randint(0, 3)
        network.takes(start, end, low, low + generator.choice([0, 1, 1, 2, 3]))
    for _ in range(generator.randint(1, 2 * count)):
        start, end = generator.randrange(count), generator.randrange(count)
        network.at_most(start, end, generator.randint(-2, 5))
    return network
