"""What somebody asks to be weighed: packages or names, and what could be lifted best and worst; or why not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from reconvene.deal.accounts import Pair, pairs_of
from reconvene.deal.choosing import Choice, TooMany, of_size, under
from reconvene.deal.claims import reliefs_of
from reconvene.deal.pressed import Pressed, pressed_on
from reconvene.deal.relief import Relief, pressed_actors, relief_of_duties, relief_of_names, relief_of_package
from reconvene.deal.weighing import Weighing, players_of, weigh
from reconvene.document.load import Document
from reconvene.text.spelling import nearest


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a question cannot be answered, and the next step."""

    message: str
    next_step: str


@dataclass(frozen=True, slots=True)
class Search:
    """What is looked for: sets of so many (`size`), or under a ceiling on the share (0 to 1), by text or provision."""

    dimension: str = ""
    size: int | None = None
    ceiling: float | None = None
    provisions: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What was found: the heaviest set, and the lightest of a size or the largest under a ceiling; `players` in all."""

    search: Search
    unit: str
    players: int
    best: Choice | None
    other: Choice | None
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Scales:
    """All that was weighed for one question, and the claims of different sides about just that, in pairs.

    `silent` names the packages that do not say what they lift.
    """

    title: str
    source_name: str
    as_of: date
    weighings: tuple[Weighing, ...]
    silent: tuple[str, ...]
    pairs: tuple[Pair, ...] = ()
    found: Found | None = None


def weigh_all(
    document: Document, now: date, lift: Sequence[str] = (), search: Search | None = None
) -> Scales | Refusal:
    """Weigh what `lift` names together; without names what the duties in force lift, and each package.

    Where nothing is lifted, what presses is weighed.
    """
    process = document.process
    if not process.measures:
        return Refusal("The file has no measures, so nothing presses.", "describe them under `measures:`")
    silent: tuple[str, ...] = ()
    if lift:
        reliefs = [relief_of_names(process, lift)]
        wrong = [name for name in lift if not relief_of_names(process, (name,)).modes]
        if wrong:
            return _refuse(document, wrong[0])
    else:
        packages = [relief_of_duties(process), *(relief_of_package(process, name) for name in process.packages or {})]
        silent = tuple(relief.name for relief in packages if relief.unsaid and not relief.modes)
        reliefs = [relief for relief in packages if relief.modes] or [Relief("", "", {})]
    found = _search(document, now, reliefs[0], search) if search is not None else None
    if isinstance(found, Refusal):
        return found
    weighings = tuple(weigh(document, relief, now) for relief in reliefs)
    pairs = tuple(_pairs(document, now, reliefs))
    return Scales(process.title or document.file, document.file, now, weighings, silent, pairs, found)


def _pairs(document: Document, now: date, reliefs: Sequence[Relief]) -> Iterator[Pair]:
    """The pairs of claims about the measures that are weighed."""
    about = reliefs_of(document.process)
    weighed = {relief.measures for relief in reliefs}
    if any(relief.measures in weighed for relief in about.values()):
        yield from (pair for pair in pairs_of(document, now) if about[pair.relief].measures in weighed)


def _refuse(document: Document, name: str) -> Refusal:
    process = document.process
    known = [*(process.packages or {}), *(process.groups or {}), *(process.texts or {}), *(process.measures or {})]
    if name in known or document.names.find(name) is not None:
        return Refusal(f"`{name}` lifts nothing that the file says.", "name a package, a text, a group or a measure")
    near = nearest(name, known)
    hint = f"did you mean `{near}`?" if near else "name a package, a text, a group or a measure of the file"
    return Refusal(f"Nothing that could be lifted is named `{name}`.", hint)


def _search(document: Document, now: date, relief: Relief, search: Search) -> Found | Refusal:
    pressed = pressed_on(document.process, now, pressed_actors(document.process, relief) or None)
    measured = list(dict.fromkeys(block.dimension for block in pressed.blocks))
    dimension = search.dimension or (measured[0] if measured else "")
    blocks = [block for block in pressed.blocks if block.dimension == dimension]
    if not measured:
        why = "Nothing that presses on that day is measured, so no set can be looked for."
        return Refusal(why, "say under `flows:` what flowed `before`, or ask for another day")
    if not blocks:
        listed = ", ".join(f"`{name}`" for name in measured)
        return Refusal(f"Nothing of the dimension `{dimension}` is measured.", f"name one that is: {listed}")
    unit = blocks[0].unit
    blocks = [block for block in blocks if block.unit == unit]
    players = players_of(pressed, provisions=search.provisions)
    if search.size is not None and not 0 < search.size <= len(players):
        return Refusal(f"There are {len(players)} to choose from, and not {search.size}.", "ask for fewer, at least 1")
    return _found(pressed, Search(dimension, search.size, search.ceiling, search.provisions), unit)


def _found(pressed: Pressed, search: Search, unit: str) -> Found:
    blocks = [block for block in pressed.blocks if (block.dimension, block.unit) == (search.dimension, unit)]
    players = players_of(pressed, provisions=search.provisions)
    if search.size is not None:
        chosen = of_size(blocks, players, search.size)
    else:
        chosen = under(blocks, players, search.ceiling if search.ceiling is not None else 1.0)
    if isinstance(chosen, TooMany):
        why = f"{chosen.players} matter here, and every combination of at most {chosen.most} can be looked at"
        return Found(search, unit, len(players), None, None, why)
    return Found(search, unit, len(players), *chosen)
