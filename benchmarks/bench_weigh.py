"""How long it takes to share out layered pressure, beside a plain reading of the definition where that ends.

python -m benchmarks.bench_weigh
"""

from __future__ import annotations

import random
import time
from datetime import date
from itertools import permutations
from math import factorial

import numpy as np

from reconvene.deal.attribution import attribute
from reconvene.deal.counting import instruments
from reconvene.deal.drawing import Drawn
from reconvene.deal.pressed import Pressed, pressed_on
from reconvene.deal.pressure import pressure
from reconvene.document.load import load_text

PROVISIONS, RESOLUTIONS, DRAWS = 40, 11, 10_000
LIMIT = 5.0
"""What is promised, in seconds."""


def layered(provisions: int, resolutions: int, seed: int = 7) -> Pressed:
    """So many provisions in so many resolutions over a third as many flows; flows are ranges, some levels unstated."""
    rng = random.Random(seed)
    flows = max(1, provisions // 3)
    told = ["title: Layers", f"texts: {{{', '.join(f'r{n}: {{}}' for n in range(resolutions))}}}", "flows:"]
    for n in range(flows):
        low = rng.randint(50, 900)
        told.append(f"  f{n}: {{dimension: revenue, before: {low}..{low + rng.randint(1, 300)} million usd a year}}")
    told.append("measures:")
    for n in range(provisions):
        low = rng.randint(0, 600)
        to = rng.choice(["none", "unstated", f"{low}..{low + 100} million usd a year", f"{low} million usd a year"])
        told.append(f"  m{n}: {{in: r{n % resolutions}, limits: f{rng.randrange(flows)}, to: {to}}}")
    document = load_text("\n".join(told) + "\n", "bench.yaml")
    assert document.readable, [finding.message for finding in document.findings]
    return pressed_on(document.process, date(2030, 1, 1))


def shared(pressed: Pressed, draws: int) -> tuple[float, dict[str, float]]:
    """The time of sharing out by resolution and by provision, drawing included, and the means by resolution."""
    started = time.process_time()
    drawn = Drawn(draws)
    parts = attribute(pressed.blocks, instruments(pressed), drawn)
    attribute(pressed.blocks, {name: frozenset((name,)) for name in pressed.measures}, drawn)
    return time.process_time() - started, {part.player: part.mean for part in parts}


def plain(pressed: Pressed, draws: int) -> tuple[float, dict[str, float]]:
    """The same by resolution alone, as the definition reads: over every order, what each adds to those before it."""
    started = time.process_time()
    drawn = Drawn(draws)
    players = instruments(pressed)
    totals = dict.fromkeys(players, 0.0)
    for order in permutations(players):
        present: frozenset[str] = frozenset()
        reached = np.zeros(draws)
        for player in order:
            present |= players[player]
            more = sum((pressure(block, present, drawn) for block in pressed.blocks), np.zeros(draws))
            totals[player] += float((more - reached).mean())
            reached = more
    orders = factorial(len(players))
    return time.process_time() - started, {player: value / orders for player, value in totals.items()}


def main() -> None:
    """Print the time that is promised, and both ways beside each other as resolutions grow."""
    taken, _ = shared(layered(PROVISIONS, RESOLUTIONS), DRAWS)
    verdict = "" if taken <= LIMIT else "   TOO SLOW"
    print("Layered pressure shared out (Shapley)")
    asked = f"{PROVISIONS} provisions in {RESOLUTIONS} resolutions, {DRAWS} draws"
    print(f"  {asked}: {taken:.3f} s   promised {LIMIT} s{verdict}")
    print("Beside every order, as the definition reads (12 provisions, 200 draws)")
    for resolutions in (2, 3, 4, 5, 6, 7):
        pressed = layered(12, resolutions)
        quick, ours = shared(pressed, 200)
        slow, theirs = plain(pressed, 200)
        apart = max(abs(ours[name] - theirs[name]) for name in theirs) / max(theirs.values())
        print(
            f"  {resolutions} resolutions: {quick:8.4f} s, by the definition {slow:8.4f} s: {slow / quick:7.1f} times; "
            f"the values differ by {apart:.0e} of the greatest"
        )


if __name__ == "__main__":
    main()
