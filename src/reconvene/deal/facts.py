"""How to ask for a fact that is missing, by its name."""

from __future__ import annotations

import re

from reconvene.text.finding import MissingFact

_ASKS = (
    (r"(.+?)\.hits\.(.+)", "say how hard {0} hits {1}: none, small, medium or large"),
    (r"(.+)\.veto", "say whether nothing passes without {0}"),
    (r"(.+)\.act", "say what class of act {0} is"),
    (r"(.+)\.accepts", "say how likely it is that {0} accepts what is on the table"),
    (r"(.+)\.forbids", "say which acts {0} rules out"),
    (r"(.+)\.undone_in", "say how long it takes to undo {0}"),
    (r"(.+)\.lifts", "say what {0} lifts"),
    (r"(.+)\.grows", "say how fast {0} grows, and how much of it there is"),
    (r"no_deal\.keeps", "say how much of the pressure still bites after a year without a deal"),
    (r"no_deal\.worth\.(.+)", "say what a year without a deal is worth to {0}, or costs it"),
    (r"(.+?)\.(worth|costs)\.(.+)", "say what {0} is worth to {2}, or costs it"),
    (r"(.+)\.verified\.detects_within", "say how long a breach of {0} can stay unseen"),
    (r"(.+)\.verified\.detects", "say how likely one look is to find a breach of {0}"),
    (r"(.+)\.verified\.every", "say how often somebody looks at {0}"),
    (r"(.+)\.takes", "say how long the route {0} takes"),
    (r"(.+)\.verified", "say who verifies {0}"),
    (r"(.+)\.within", "say by when {0} is done"),
    (r"(.+)\.before", "say how much of {0} flowed before"),
    (r"(.+)\.to", "say how much {0} leaves"),
    (r"([^.]+)\.worth", "say what {0} is worth"),
    (r"in_return_for", "say of each step under `in_return_for` what answers it"),
    (r"threats", "name what threatens whom"),
    (r"paths", "name the routes to what is to be prevented"),
)


def missing(fact: str) -> MissingFact:
    """A fact with the sentence that asks for it; a name that no sentence is known for is asked for by its name."""
    for pattern, ask in _ASKS:
        found = re.fullmatch(pattern, fact)
        if found is not None:
            return MissingFact(fact, ask.format(*found.groups()))
    return MissingFact(fact, f"say {fact}")
