"""Temporal networks to measure on: made by chance around a plan that keeps to them, so that all can be kept."""

from __future__ import annotations

import random

from reconvene.timing.network import Network


def document_network(events: int, seed: int = 1) -> Network:
    """A network as a document makes it: chains of steps, deadlines from one origin, and some other links."""
    generator = random.Random(seed)
    network = Network(["origin"])
    latest, earliest = [0], [0]
    chosen = [0]
    before = 0
    while len(network.names) < events:
        if generator.random() < 0.06:
            before = 0  # another chain begins
        event = network.add(f"step {len(network.names)}")
        if before and generator.random() < 1 / 12:
            low = generator.randrange(1, 60)
            high = low + generator.randrange(1, 90)
            network.takes(before, event, low, high)
            latest.append(latest[before] + high)
            earliest.append(earliest[before] + low)
        else:
            waits = [(before, generator.randrange(30))]
            if generator.random() < 0.5:
                waits.append((generator.randrange(event), 0))
            if generator.random() < 0.2:
                waits.append((0, generator.randrange(latest[before] + 1)))
            for other, days in waits:
                network.at_least(other, event, days)
            latest.append(max(latest[other] + days for other, days in waits))
            earliest.append(max(earliest[other] + days for other, days in waits))
            if generator.random() < 0.5:
                network.at_most(before, event, latest[event] - earliest[before])
            chosen.append(event)
        if generator.random() < 0.7:
            network.at_most(0, event, latest[event] + generator.randrange(60))
        before = event
    return network


def random_network(events: int, links: int, contingents: int, seed: int = 1) -> Network:
    """A network without any shape: links between any two events, as tight as the plan and the durations let them be."""
    generator = random.Random(seed)
    network = Network([f"event {number}" for number in range(events)])
    plan = sorted(generator.randrange(events) for _ in network.names)
    ends = set(generator.sample(range(1, events), contingents))
    starts = [event for event in range(events) if event not in ends]
    for end in ends:
        start = generator.choice([event for event in starts if event < end] or [0])
        days, more = plan[end] - plan[start], generator.randrange(1, 6)
        network.takes(start, end, max(0, days - more), days + more)
    for _ in range(links):
        start, end = generator.randrange(events), generator.randrange(events)
        network.at_most(start, end, plan[end] - plan[start] + generator.randrange(10, 60))
    return network
