"""What can be taken away from the reference ladder, and which of its four results that must break."""

from __future__ import annotations

from dataclasses import dataclass

from tests.ladders import Change, stage_of
from tests.processes import Tree


def stage(index: int, **values: object) -> Change:
    """Change keys of a stage; None takes one away, and a closing `_` is left out."""

    def change(tree: Tree) -> None:
        _put(stage_of(tree, index), values)

    return change


def mechanism(**values: object) -> Change:
    """Change keys of the mechanism."""

    def change(tree: Tree) -> None:
        _put(tree["return"], values)

    return change


def section(**values: object) -> Change:
    """Add a section to the file."""

    def change(tree: Tree) -> None:
        tree.update(values)

    return change


def act(index: int, place: int, **values: object) -> Change:
    """Change keys of an act of a stage."""

    def change(tree: Tree) -> None:
        _put(stage_of(tree, index)["acts"][place], values)

    return change


def _put(entry: Tree, values: dict[str, object]) -> None:
    for key, value in values.items():
        if value is None:
            entry.pop(key.rstrip("_"), None)
        else:
            entry[key.rstrip("_")] = value


def without_stages(*names: str) -> Change:
    def change(tree: Tree) -> None:
        tree["return"]["stages"] = [each for each in tree["return"]["stages"] if each["name"] not in names]

    return change


def without_act(index: int, place: int) -> Change:
    def change(tree: Tree) -> None:
        del stage_of(tree, index)["acts"][place]

    return change


def with_act(index: int, **values: object) -> Change:
    def change(tree: Tree) -> None:
        stage_of(tree, index)["acts"].insert(0, dict(values))

    return change


@dataclass(frozen=True)
class Mutant:
    """A change of the reference ladder, the results it must break, and what its story must say."""

    name: str
    changes: tuple[Change, ...]
    breaks: tuple[int, ...]
    says: tuple[str, ...] = ()


SILENT = "does not say of `{}` {} (`{}`)"


def _no_default(index: int, name: str, breaks: tuple[int, ...]) -> Mutant:
    says = (SILENT.format(name, "what follows at its limit", "else"),) if breaks else ()
    return Mutant(f"no default at stage {index}", (stage(index, else_=None),), breaks, says)


def _no_limit(index: int, name: str, breaks: tuple[int, ...]) -> Mutant:
    says = (SILENT.format(name, "how long it lasts", "lasts"),)
    return Mutant(f"no limit at stage {index}", (stage(index, lasts=None),), breaks, says)


EXTENSION = {"more": {"of": ["more"], "by": "all of parties"}}
STATEMENT = {"act": "public_statement", "by": "north", "seen_by": "public"}
VOW = {"word": {"by": "north", "dated": "2029-01-01", "forbids": "deposit"}}

MUTANTS = (
    Mutant("no substitute for the convenor", (mechanism(substitutes=None),), (1, 2), ("`sweden` is absent",)),
    _no_default(1, "technical_contact", (2, 3)),
    _no_default(2, "conditions_of_return", (2, 3)),
    _no_default(4, "resumption_session", (2, 3)),
    _no_default(5, "conference_of_all", (3,)),
    _no_limit(0, "quiet_clock", (1, 2, 3)),
    _no_limit(1, "technical_contact", (1, 2, 3)),
    _no_limit(2, "conditions_of_return", (1, 2, 3)),
    _no_limit(3, "cover", (1, 2, 3)),
    _no_limit(4, "resumption_session", (1, 2, 3)),
    _no_limit(5, "conference_of_all", (2, 3)),
    Mutant("started by request", (mechanism(started_by="request"),), (1, 2, 3), ("the way back never starts",)),
    Mutant(
        "a trigger during the return restarts it",
        (mechanism(triggered_again="restarts"),),
        (1, 2, 3),
        ("A new trigger comes, and restarts the ladder.",),
    ),
    Mutant(
        "bound to the government",
        (mechanism(binds="government", reconfirmed_within=None),),
        (1, 2),
        ("nothing binds the new one",),
    ),
    _no_default(0, "quiet_clock", ()),
    _no_default(3, "cover", ()),
    Mutant("no empty-chair rule", (stage(5, quorum="all"),), (2,), ("the session of `conference_of_all` needs all",)),
    Mutant("nobody minutes", (without_act(5, 2),), (2,), ("no act of `conference_of_all` minutes who came",)),
    Mutant("no last stage", (without_stages("parked"),), (3,), ()),
    Mutant(
        "parked without review",
        (stage(6, lasts=None), mechanism(park_review=None)),
        (3,),
        (SILENT.format("parked", "when it is reviewed", "lasts"),),
    ),
    Mutant(
        "a ladder that only parks",
        (without_stages("resumption_session", "conference_of_all"), stage(3, else_="parked")),
        (1, 2),
        ("The review comes", "begins again, without an end"),
    ),
    Mutant(
        "endless extension by consent",
        (section(extensions=EXTENSION), stage(4, extend="more")),
        (3,),
        ("`resumption_session` is prolonged without an end: `north` and `south` consent",),
    ),
    Mutant("a principal asked to move first in public", (with_act(3, **STATEMENT),), (4,)),
    Mutant("a live vow without cover", (section(vows=VOW),), (4,)),
    Mutant("guarantors told in public at stage 0", (act(0, 0, seen_by="public"),), (4,)),
    Mutant("only one depositary", (stage(6, substitutes=[]),), (3,), ("`archive` is absent",)),
)
