"""The names that a file defines, what each may be used as, and the states that each can be in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from reconvene.document.acts import SHIPPED
from reconvene.document.clause import CLAUSE
from reconvene.document.decision import Choice, Sequence, Step
from reconvene.document.obligation import Obligation
from reconvene.document.package import Package
from reconvene.document.people import Actor, Party
from reconvene.document.politics import COVERS
from reconvene.document.pressure import Thing
from reconvene.document.process import Process
from reconvene.document.reader import Reader, Use, shorten, spelling_fix
from reconvene.document.shape import MapOf, Record, attribute, slots_of
from reconvene.text.finding import Reason
from reconvene.text.span import Span
from reconvene.text.yaml import Entry, Mapping

HANDS = ("principals", "parties", "all_parties", "convenor", "guarantors", "depositary", "secretariats", "role_holders")
"""Words for those who act in a mechanism; they need no definition."""
STANDING_ROLES = ("debtor", "beneficiary", "complainant", "respondent", "nobody")
"""Words for whoever is in that position."""
BUILT_IN = {
    **dict.fromkeys((*HANDS, *STANDING_ROLES), "actor"),
    "final_date": "day",
    "end_state": "item",
    "expiry": "day",
}

_ALSO = 5
"""So many further places of an unknown name are shown."""

_SERVES = {
    "actor": {"actor", "role", "body"},
    "body": {"body", "actor", "role"},
    "duty": {"duty", "initiative", "step"},
    "series": {"duty"},
    "act": {"act", "term"},
    "cover": {"cover", "act"},
    "text": {"text", "statement"},
    "statement": {"statement", "text"},
    "item": {"item", "flow", "counter"},
    "day": {"day"},
    "group": {"group", "actor", "phase"},
    "measure": {"measure"},
}
"""What each use accepts besides its own family."""

_DUTY = (
    "enabled", "due", "claimed", "performed", "verified", "accepted", "disputed", "contested", "missed", "blocked",
    "late", "cured", "excused", "closed", "ended", "broken", "holding", "kept", "shown", "determined", "superseded",
)  # fmt: skip
_MEASURE = ("in_force", "suspended", "waived", "ceased", "terminated", "lifted", "lapsed", "ended", "reinstated")
_TEXT = ("signed", "adopted", "published", "ratified", "in_force", "given", "agreed", "ended", "expired", "reinstated")
_STATES: dict[str, tuple[str, ...]] = {
    "duty": _DUTY,
    "initiative": ("announced", "answered", "ended", "reviewed"),
    "day": ("reached", "void"),
    "phase": ("opened", "closed"),
    "gate": ("opened", "closed", "passed"),
    "measure": _MEASURE,
    "group": (*_MEASURE, *_DUTY),
    "actor": ("notified", "invited", "informed", "accepted", "objected", "present", "absent", "founded", "confirmed"),
    "role": ("filled", "vacant", "disputed", "notified"),
    "body": ("met", "convened", "seized", "decided", "notified"),
    "choice": ("made", "lapsed", "open"),
    "dispute": ("opened", "decided", "closed", "referred"),
    "extension": ("asked", "granted", "refused", "agreed"),
    "delegation": ("reported", "adopted", "lapsed"),
    "sequence": ("begun", "held_up", "completed"),
    "step": ("shown", "claimed", "verified", "accepted", "withheld"),
    "remedy": ("used", "ended"),
    "counter": ("published", "reached", "reset"),
    "channel": ("open", "opened", "closed", "suspended", "concluded", "scheduled", "convened", "adjourned"),
    "session": ("scheduled", "accepted", "held", "refused", "postponed", "closed"),
    "review": ("scheduled", "held", "not_held"),
    "event": ("begun", "ended", "passed"),
    "vow": ("live", "released", "fulfilled", "overtaken"),
    "package": ("tabled", "agreed", "withdrawn", "parked", "refused"),
    "account": ("given", "withdrawn"),
    "consultation": ("held", "owed"),
    "term": ("settled", "open"),
    "statement": _TEXT,
    "text": _TEXT,
    "annex": (*_TEXT, "opened"),
    "issue": ("settled", "open"),
    "threat": ("active", "removed"),
    "path": ("open", "closed"),
    "flow": ("open", "stopped"),
    "cover": ("provided", "used"),
}


SECTIONS = frozenset(
    key for key, entry in slots_of(Process).items() if isinstance(entry.kind, MapOf) and entry.kind.defines
)
"""The sections that define names; a path may start with one, as in `disputes.main`."""


@dataclass(frozen=True, slots=True)
class Named:
    """Something that has a name: the path it is referred to by, its family, its section, the record itself."""

    path: str
    family: str
    section: str
    record: Record


@dataclass(frozen=True)
class Names:
    """Every name of a document; built-in words and shipped classes of act are known without being in it."""

    by_path: dict[str, Named] = field(default_factory=dict)

    def find(self, path: str) -> tuple[Named, str] | None:
        """What a path names, with the part of the path that is left over (a state, a part, or nothing)."""
        head, _, rest = path.partition(".")
        if rest and head in SECTIONS:
            inner = rest.split(".", 1)[0]
            named = self.by_path.get(inner)
            if named and named.section == head:
                return named, rest[len(inner) + 1 :]
        parts = path.split(".")
        for length in range(len(parts), 0, -1):
            named = self.by_path.get(".".join(parts[:length]))
            if named:
                return named, ".".join(parts[length:])
        return None

    def of_family(self, *families: str) -> list[str]:
        """The paths of everything in these families."""
        return [named.path for named in self.by_path.values() if named.family in families]

    def serving(self, *families: str) -> list[str]:
        """The paths of everything that may stand where these families are wanted."""
        return [named.path for named in self.by_path.values() if _accepts(families, named.family)]

    def family_of(self, path: str) -> str | None:
        """The family of a path, built-in words included; None if it names nothing."""
        if path in BUILT_IN:
            return BUILT_IN[path]
        found = self.find(path)
        return found[0].family if found else None


def states_of(named: Named) -> tuple[str, ...]:
    """The states that something can be in, its own words included."""
    record = named.record
    general = _STATES.get(named.family, ())
    match record:
        case Thing():
            return record.scale or ()
        case Choice():
            return (*(record.may or ()), *(record.outcomes or {}), *general)
        case Obligation():
            return (*general, *(record.parts or ()))
        case _:
            return general


def collect(process: Process, reader: Reader) -> Names:
    """Every name that the process defines; a name given twice is reported with both places."""
    names = Names()
    for named in _defined(process):
        first = names.by_path.get(named.path)
        if first is None and named.path not in BUILT_IN:
            names.by_path[named.path] = named
            continue
        if named.family == "step" and first is not None:
            continue
        because = [Reason(f"`{named.path}` is first defined here", first.record.span)] if first else []
        what = f"already stands under `{first.section}`" if first else "is a word of the format"
        reader.report(
            "name-used-twice",
            named.record.span,
            f"`{named.path}` {what}; a name means one thing in the whole file.",
            "rename one of the two, and what refers to it",
            *because,
        )
    return names


def _defined(process: Process) -> Iterator[Named]:
    yield from _defined_in(process, "")
    for package in (process.packages or {}).values():
        yield from _defined_in(package, "packages")


def _defined_in(owner: Process | Package, section: str) -> Iterator[Named]:
    for key, entry in slots_of(type(owner)).items():
        if not isinstance(entry.kind, MapOf) or entry.kind.defines in ("", CLAUSE):
            continue
        values = getattr(owner, attribute(key)) or {}
        written = _entries(owner, key)
        for name, record in values.items():
            if isinstance(record, Record):
                yield Named(name, entry.kind.defines, section or key, record)
                yield from _defined_inside(name, record, section or key)
            else:
                inner = written.get(name)
                made = Record(name=name, key_span=inner.key.span, node=inner.value) if inner else Record(name=name)
                yield Named(name, entry.kind.defines, section or key, made)


def _entries(owner: Record, key: str) -> dict[str, Entry]:
    """What is written under a key, by name."""
    entry = owner.node.entry(key) if isinstance(owner.node, Mapping) else None
    return (
        {inner.key.text: inner for inner in entry.value.entries} if entry and isinstance(entry.value, Mapping) else {}
    )


def _defined_inside(name: str, record: Record, section: str) -> Iterator[Named]:
    match record:
        case Party() | Actor():
            for inner_name, inner in (record.inner or {}).items():
                yield Named(f"{name}.{inner_name}", "actor", section, inner)
        case Sequence():
            for step in record.steps or ():
                if isinstance(step, Step):
                    yield Named(f"{name}.{step.name}", "step", section, step)
                    yield Named(step.name, "step", section, step)


def resolve(uses: Iterable[Use], names: Names, reader: Reader) -> None:
    """Report every use of a name that means nothing, the wrong kind of thing, or a state that the thing cannot be in.

    A name that means nothing is reported once, where it is first used, with the other places.
    """
    unknown: dict[str, list[Use]] = {}
    for use in uses:
        if use.path in SHIPPED and not use.state and {"act", "cover"} & set(use.families):
            continue
        if use.path in COVERS and "cover" in use.families:
            continue
        if use.path in BUILT_IN:
            if not use.state and not _accepts(use.families, BUILT_IN[use.path]):
                _report_family(use, BUILT_IN[use.path], None, reader)
            continue
        found = names.find(use.path)
        if found is None:
            unknown.setdefault(_thing(use), []).append(use)
            continue
        named, rest = found
        if not use.state and not _accepts(use.families, named.family) and not (rest and "fact" in use.families):
            _report_family(use, named.family, named, reader)
        elif use.state or rest:
            _resolve_state(use, named, rest, reader)
    candidates: dict[tuple[str, ...], list[str]] = {}
    for path, alike in unknown.items():
        _report_unknown(path, alike, _candidates(alike[0], names, candidates), reader)


def _thing(use: Use) -> str:
    """The part of a path that names the thing: all of it, but for the state at the end of a fact."""
    return use.path.rpartition(".")[0] or use.path if "fact" in use.families else use.path


def _accepts(families: tuple[str, ...], family: str) -> bool:
    return "any" in families or any(family in _SERVES.get(wanted, {wanted}) for wanted in families)


def _resolve_state(use: Use, named: Named, rest: str, reader: Reader) -> None:
    known = states_of(named)
    if rest and use.state and rest not in ("latest", "every") and rest not in known:
        _report_part(use, named, rest, (*known, "latest", "every"), reader)
    state = use.state or rest
    if state in known:
        return
    if not use.state and "fact" not in use.families:
        _report_part(use, named, rest, (*_parts_of(named.record), *known), reader)
        return
    span = use.state_span if use.state else use.span.part(len(use.path) - len(rest), len(use.path))
    if reader.is_full("unknown-state"):
        return
    near = reader.guesses.nearest(state, known)
    hint = f"did you mean `{near}`? " if near else ""
    listed = ", ".join(f"`{word}`" for word in known)
    reader.report(
        "unknown-state",
        span,
        f"`{named.path}` cannot be `{shorten(state)}`.",
        f"{hint}it can be {listed}" if listed else f"{hint}a thing of this kind has no states",
        Reason(f"`{named.path}` is defined here", named.record.span),
        fixes=spelling_fix(near, *_exact(span, state)),
    )


def _parts_of(record: Record) -> list[str]:
    """The names of what is inside something: the people in an actor, the steps of a sequence."""
    match record:
        case Party() | Actor():
            return list(record.inner or {})
        case Sequence():
            return [step.name for step in record.steps or ()]
        case _:
            return []


def _report_part(use: Use, named: Named, rest: str, known: tuple[str, ...], reader: Reader) -> None:
    if reader.is_full("unknown-state"):
        return
    near = reader.guesses.nearest(rest, known)
    hint = f"did you mean `{near}`? " if near else ""
    whole = len(use.span.text) == len(use.path)
    span = use.span.part(len(use.path) - len(rest), len(use.path)) if whole else use.span
    if named.family == "actor":
        help = "those inside an actor are named under `inner`"
    else:
        help = "parts are named under `parts`; a series has `latest` and `every`"
    reader.report(
        "unknown-state",
        span,
        f"`{named.path}` has no part `{shorten(rest)}`.",
        hint + help,
        Reason(f"`{named.path}` is defined here", named.record.span),
        fixes=spelling_fix(near, *_exact(span, rest)),
    )


def _exact(span: Span, words: str) -> list[Span]:
    """The stretch, if it holds these words and nothing else, so that an edit may replace it."""
    return [span] if span.text == words else []


def _candidates(use: Use, names: Names, known: dict[tuple[str, ...], list[str]]) -> list[str]:
    """Every name that could stand where this one is used."""
    wanted = (*use.families, "|", *use.also)
    if wanted not in known:
        accepted = [path for path, named in names.by_path.items() if _accepts(use.families, named.family)]
        builtin = [word for word, family in BUILT_IN.items() if _accepts(use.families, family)]
        shipped = list(SHIPPED) if _accepts(use.families, "act") and "any" not in use.families else []
        covers = list(COVERS) if "cover" in use.families else []
        known[wanted] = [*accepted, *builtin, *shipped, *covers, *use.also]
    return known[wanted]


def _report_unknown(path: str, uses: list[Use], candidates: list[str], reader: Reader) -> None:
    if reader.is_full("unknown-name"):
        return
    use = uses[0]
    near = reader.guesses.nearest(path, candidates)
    what = _wanted(use.families[0])
    if near:
        help = f"did you mean `{near}`?"
    elif use.families[0] == "act":
        help = f"add it to `acts:` with what it is a case of: `{shorten(path, 40)}: {{is_a: ...}}`"
    elif use.families[0] == "any":
        help = "define it in the section for its kind, such as `items:`, `obligations:` or `texts:`"
    else:
        help = f"define it under `{_SECTION.get(use.families[0], 'items')}:`"
    places = [part for one in uses for part in _exact(one.span.part(0, len(path)), path)]
    others = [Reason("also used here", other.span.part(0, len(path))) for other in uses[1 : 1 + _ALSO]]
    if len(uses) > 1 + _ALSO:
        others.append(Reason(f"and {len(uses) - 1 - _ALSO} more"))
    reader.report(
        "unknown-name",
        use.span.part(0, len(path)) if places else use.span,
        f"No {what} is named `{shorten(path)}`.",
        help,
        *others,
        fixes=spelling_fix(near, *places),
    )


def _report_family(use: Use, family: str, named: Named | None, reader: Reader) -> None:
    wanted = " or ".join(_article(_wanted(word)) for word in use.families)
    because = [Reason(f"`{use.path}` is defined here", named.record.span)] if named else []
    reader.report(
        "wrong-kind-of-name",
        use.span,
        f"`{shorten(use.path)}` is {_article(_wanted(family))}, and {wanted} is wanted here.",
        f"name {wanted}",
        *because,
    )


def _wanted(family: str) -> str:
    return _WANTED.get(family, family.replace("_", " "))


def _article(word: str) -> str:
    return f"an {word}" if word[0] in "aeiou" else f"a {word}"


_WANTED = {
    "any": "thing",
    "actor": "actor",
    "duty": "obligation",
    "series": "obligation",
    "act": "class of act",
    "item": "item",
    "event": "calendar event",
    "fact": "fact",
}
_SECTION = {
    "actor": "parties:` or `actors",
    "role": "roles",
    "body": "bodies",
    "day": "days",
    "duty": "obligations",
    "series": "obligations",
    "measure": "measures",
    "flow": "flows",
    "counter": "counters",
    "source": "sources",
    "text": "texts",
    "statement": "statements",
    "channel": "channels",
    "session": "sessions",
    "threat": "threats",
    "path": "paths",
    "choice": "choices",
    "gate": "gates",
    "dispute": "disputes",
    "extension": "extensions",
    "phase": "phases",
    "group": "groups",
    "vow": "vows",
    "cover": "covers",
    "issue": "issues",
    "package": "packages",
    "consultation": "consultations",
    "annex": "annexes",
    "unit": "units",
    "review": "reviews",
    "account": "accounts",
}
