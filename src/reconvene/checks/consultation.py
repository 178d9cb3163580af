"""Who must be heard first: allies and bureaus before a gate, the public before it decides, those who could spoil it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, change, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.room import vetoes
from reconvene.document.dates import earliest_after, latest_after
from reconvene.document.expressions import Duration, Who, Window, Word
from reconvene.document.kinds import Day, Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.people import Actor, Inner
from reconvene.document.politics import Consultation
from reconvene.document.shape import Record
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.yaml import Mapping


@check(
    "A02",
    Severity.ERROR,
    """After the Singapore summit of 12 June 2018 the suspension of exercises with South Korea was announced at a press
    conference; South Korean and American officials were surprised (Hecker, Carlin and Serbin, CISAC, 2018 update).""",
    too_late=(
        "`{gate}` is on {day}, and the consultation `{talk}` was held on {held}, less than {lead} before it.",
        "move `{gate}`, so that what was said can still be heard",
    ),
    no_time=(
        (
            "`{gate}` is on {day}, and the consultation `{talk}` owed {lead} before it has not been held: it was due "
            "by {latest}."
        ),
        "move `{gate}` to {earliest} or later, or hold the consultation and write `held:`",
    ),
    decided=(
        "`{gate}` is agreed, and the consultation `{talk}` owed before it has not been held.",
        "hold it before anything is carried out, and write `held:`",
    ),
    unknown=(
        "Whether the consultation `{talk}` comes in time cannot be told: {what} is {word}.",
        "say {ask}",
    ),
)
def consultation_owed(draft: Draft) -> Iterator[Answer]:
    """A gate is passed before those were heard who should have been.

    An ally that learns of a decision from the news has not been consulted, and neither has one that is asked when all
    is fixed. A consultation is owed so long before its gate that an objection can still change something (`lead`).

    The check takes every consultation, the gate, session, phase, package or duty that it comes `before`, and every gate
    that `requires` it, and counts back from the day of that gate; a duty that holds `from` a day begins on it. A
    consultation that can still be held in time is no fault; a package that is already agreed is past its gate.

    ## Fails

    ```yaml
    title: In two weeks
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    gates: {signature: {decided_by: south, dated: 2030-01-15}}
    consultations:
      tell_island: {by: south, with: [island], level: ministerial, lead: 30 days, before: signature}
    ```

    ## Passes

    ```yaml
    title: Heard in time
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    gates: {signature: {decided_by: south, dated: 2030-01-15}}
    consultations:
      tell_island: {by: south, with: [island], level: ministerial, lead: 30 days, before: signature, held: 2029-12-01}
    ```

    ```yaml
    title: Before the pause begins
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    obligations:
      no_exercises: {by: south, to: [north], kind: forbear, forbids: [large_exercise], from: 2030-04-01}
    consultations:
      tell_island: {by: south, with: [island], level: ministerial, lead: 30 days, before: no_exercises}
    ```

    ## Cannot tell

    ```yaml
    title: When is the gate?
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    gates: {signature: {decided_by: south, dated: unknown}}
    consultations:
      tell_island: {by: south, with: [island], level: ministerial, lead: 30 days, before: signature}
    ```
    """
    requiring: dict[str, list[str]] = {}
    for name, gate in (draft.process.gates or {}).items():
        for required in gate.requires or ():
            requiring.setdefault(required, []).append(name)
    for name, talk in (draft.process.consultations or {}).items():
        gates = [*([talk.before] if talk.before else []), *requiring.get(name, [])]
        for gate_name in dict.fromkeys(gates):
            yield from _ask_talk(draft, talk, gate_name)
        if not gates and talk.held is None:
            yield _untold(talk, "before", f"before which gate {name} is owed")


def _untold(talk: Consultation, key: str, ask: str, record: Record | None = None, about: str = "") -> Answer:
    """A question about a consultation, or about the gate that it comes before."""
    owner = record or talk
    written = getattr(owner, "from_" if key == "from" else key, None) is not None
    word = owner.unsaid.get(key, "counted from what has no date" if written else "not written")
    what = f"`{key}` of `{owner.name}`"
    missing = (MissingFact(f"{owner.name}.{key}", f"say {ask}"),)
    values = {"talk": talk.name, "what": what, "word": word, "ask": ask}
    return Answer("unknown", talk.span, about or talk.name, missing=missing, values=values)


def _ask_talk(draft: Draft, talk: Consultation, gate_name: str) -> Iterator[Answer]:
    about = f"{talk.name}.{gate_name}"
    gate = _gate(draft, gate_name)
    if gate is None:
        return
    if "held" in talk.unsaid:
        yield _untold(talk, "held", f"whether and when {talk.name} was held", about=about)
        return
    values = {"gate": gate_name, "talk": talk.name}
    because = (Reason(f"`{talk.name}` is owed before `{gate_name}`", talk.span),)
    if getattr(gate, "status", None) == "agreed":
        if talk.held is None:
            fixes = change("say that it is not known whether it was held", talk, "held", "unknown")
            yield Answer("decided", talk.span, about, because, fixes, values=values)
        return
    key, day = _day(draft, gate)
    if day is None:
        if talk.held is None:
            yield _untold(talk, key, f"when {gate_name} is", gate, about)
        return
    lead = talk.lead.value if isinstance(talk.lead, Estimate) else None
    if not isinstance(lead, Duration):
        yield _untold(talk, "lead", f"how long before {gate_name} {talk.name} is owed", about=about)
        return
    asked = talk.held or draft.now
    ready = earliest_after(asked, lead, draft.bounds.closed)
    if ready is not None and ready > day:
        says = "no_time" if talk.held is None else "too_late"
        earliest = latest_after(asked, lead, draft.bounds.closed) or ready
        latest = day - (ready - asked)
        values |= {"day": str(day), "lead": str(lead), "held": str(talk.held), "earliest": str(earliest)}
        values["latest"] = str(latest)
        fixes = _later(gate, key, earliest) + _held(talk)
        yield Answer(says, talk.span, about, because, fixes, values=values)


def _gate(draft: Draft, name: str) -> Record | None:
    """What a consultation comes before, where it is part of what is asked about."""
    process = draft.process
    sections = (process.gates, process.packages, process.phases, process.sessions, draft.duties)
    return next((section[name] for section in sections if section and name in section), None)


def _day(draft: Draft, gate: Record) -> tuple[str, date | None]:
    """The key that dates a gate, and the first day on which it can be; for a duty, its last, or when it begins."""
    if isinstance(gate, Obligation):
        if gate.due is None and gate.from_ is not None:
            return "from", draft.bounds.earliest_of(gate.from_).day
        key, value = gate.due or ("within", None)
        return key, draft.bounds.latest_in(value, gate.span).day if isinstance(value, Window) else None
    for key in ("dated", "opens", "no_later_than"):
        value = getattr(gate, key, None)
        if isinstance(value, Day):
            return key, draft.bounds.earliest_of(value).day
        if value is not None and key != "dated" and not hasattr(value, "node") and not hasattr(value, "thing"):
            return key, draft.bounds.earliest(value, gate.span).day
    return ("dated" if hasattr(gate, "dated") else "opens"), None


def _later(gate: Record, key: str, day: date) -> tuple[Fix, ...]:
    """A later day for the gate, where its day is written as one."""
    entry = gate.node.entry(key) if isinstance(gate.node, Mapping) else None
    if entry is None or isinstance(gate, Obligation):
        return ()
    return change(f"move `{gate.name}` to {day}, or to a later day of yours", gate, key, str(day))


def _held(talk: Consultation) -> tuple[Fix, ...]:
    return change("say that it is not known whether it was held", talk, "held", "unknown")


@check(
    "A03",
    Severity.WARNING,
    """Patricia M. Kim, Foreign Policy, March 2019: time is needed for discussions with allies at all levels and across
    all bureaus, "and eventually between leaders and their citizens"; these kinds of conversations take time.""",
    unprepared=(
        "Nothing passes without `{public}`, and nobody owes it an explanation before it is asked.",
        "add a consultation with `{public}` at level `public` before the first step that it must bear",
    ),
    unknown=(
        "Whether `{public}` should be prepared cannot be told: whether it can refuse is {word}.",
        "say whether nothing passes without {public}",
    ),
)
def public_not_prepared(draft: Draft) -> Iterator[Answer]:
    """A public that must consent is not told why.

    A public that is asked once, late, by those who gain from a yes, may say no to what it never heard explained. The
    explanation is work with a date like any other.

    The check takes every public inside a party that can refuse (`kind: public` with `veto: yes`), once its side owes
    anything, and looks for a consultation with it, or of its side at the level `public`.

    ## Fails

    ```yaml
    title: They will vote on it
    parties: {north: {inner: {citizens: {kind: public, veto: yes}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Passes

    ```yaml
    title: They will hear of it first
    parties: {north: {inner: {citizens: {kind: public, veto: yes}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    consultations:
      tell_citizens: {by: north, with: [north.citizens], level: public, lead: 90 days, before: close_plant}
    ```

    ## Cannot tell

    ```yaml
    title: Can they refuse?
    parties: {north: {inner: {citizens: {kind: public, veto: unknown}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```
    """
    talks = (draft.process.consultations or {}).values()
    for party, record in (draft.process.parties or {}).items():
        for name, inner in (record.inner or {}).items():
            public = f"{party}.{name}"
            told = any(_heard(draft, talk, public) for talk in talks)
            if inner.kind == "public" and not told and _owes(draft, party) is not None:
                yield from _ask_public(draft, public, inner)


def _heard(draft: Draft, talk: Consultation, public: str) -> bool:
    own = isinstance(talk.by, Who) and draft.principal_of(talk.by.path) == public.split(".", 1)[0]
    return public in (talk.with_ or ()) or (own and talk.level == "public")


def _owes(draft: Draft, party: str) -> Obligation | None:
    """A duty of the party, or of all of them."""
    for duty in draft.duties.values():
        owing = draft.debtors(duty)
        if any(draft.principal_of(debtor) == party or debtor in ("parties", "principals") for debtor in owing):
            return duty
    return None


def _ask_public(draft: Draft, public: str, inner: Inner) -> Iterator[Answer]:
    if "veto" in inner.unsaid:
        missing = (MissingFact(f"{public}.veto", f"say whether nothing passes without {public}"),)
        values = {"public": public, "word": inner.unsaid["veto"]}
        yield Answer("unknown", inner.value_span("veto"), public, missing=missing, values=values)
    elif inner.veto:
        party = public.split(".", 1)[0]
        text = f"{{by: {party}, with: [{public}], level: public, before: unknown}}"
        name = new_name(draft, f"explain_to_{public.replace('.', '_')}")
        fixes = _consult(f"add a consultation of `{party}` with `{public}`, its gate still open", draft, name, text)
        because = (Reason(f"`{public}` has a veto", inner.value_span("veto")),)
        yield Answer("unprepared", inner.span, public, because, fixes, values={"public": public})


def _consult(title: str, draft: Draft, name: str, text: str) -> tuple[Fix, ...]:
    return add_entry(title, draft, "consultations", name, text)


_SIGN = frozenset({"leader", "government"})
_COULD_SPOIL = frozenset({"spoiler", "armed_group", "military", "faction", "veto_player"})


@check(
    "P03",
    Severity.WARNING,
    """Stephen John Stedman, Spoiler Problems in Peace Processes, International Security 22:2, autumn 1997: when those
    who believe that a peace threatens them succeed in wrecking it, as in Angola in 1992 and in Rwanda in 1994, more
    people die of the failed peace than of the war before it.""",
    unmanaged=(
        "`{actor}` could spoil it and loses by it, and nothing takes `{actor}` in, makes up for the loss, or binds it.",
        "consult `{actor}`, give it something (`worth`), or bind it with a duty of its own",
    ),
    unknown=(
        "Whether `{actor}` has a reason to spoil it cannot be told: what it loses is {word}.",
        "say under `costs` what {actor} loses by what is owed",
    ),
)
def unmanaged_spoiler(draft: Draft) -> Iterator[Answer]:
    """Somebody who could wreck it loses by it, and nothing is done about that.

    Not all who can do harm want to, and of those who do some want a share, some want a better one, and some want no
    deal at all. All of them are dealt with by being taken in, compensated, or held in check; none by being left out of
    the text.

    The check takes every armed group, faction, military, veto player and spoiler, inside a party or outside, and
    everybody else at home who has a `veto` and does not sign, that loses by a duty (`costs`), and looks for a
    consultation with it, a seat in a body, something that it gains (`worth`), or a duty of its own.

    ## Fails

    ```yaml
    title: The old guard
    parties: {north: {inner: {guard: {kind: military}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, costs: {north.guard: large}}
    ```

    ## Passes

    ```yaml
    title: The old guard is given something to do
    parties: {north: {inner: {guard: {kind: military}}}, south: {}}
    items: {plant: {scale: [running, closed]}, fund: {scale: [empty, paid]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, costs: {north.guard: large}}
      retrain: {by: south, to: [north], brings: fund.paid, worth: {north.guard: medium}}
    ```

    ## Cannot tell

    ```yaml
    title: A spoiler, but why?
    parties: {north: {}, south: {}}
    actors: {militia: {kind: spoiler}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```
    """
    able: dict[str, Actor | Inner] = {
        name: actor for name, actor in (draft.process.actors or {}).items() if actor.kind in _COULD_SPOIL
    }
    inside: dict[str, Actor | Inner] = {
        f"{party}.{name}": inner
        for party, record in (draft.process.parties or {}).items()
        for name, inner in (record.inner or {}).items()
        if inner.kind in _COULD_SPOIL
    }
    inside |= {path: inner for path, inner in _could_block(draft) if path not in inside}
    losses = _losses(draft)
    managed = _taken_in(draft) if able or inside else set()
    for path, record in (able | inside).items():
        if path in managed or not draft.duties:
            continue
        values = {"actor": path}
        loss = losses.get(path)
        if loss is not None and loss[1].value not in (None, Word.NONE):
            because = (Reason(f"`{loss[0].name}` costs `{path}` {loss[1].value}", loss[0].value_span("costs")),)
            yield Answer("unmanaged", record.span, path, because, _take_in(draft, path), values=values)
        elif (loss is not None and loss[1].value is None) or (loss is None and record.kind == "spoiler"):
            word = loss[1].unsaid.get("value", "not written") if loss is not None else "not written"
            missing = (MissingFact(f"{path}.loses", f"say under `costs` what {path} loses by what is owed"),)
            yield Answer("unknown", record.span, path, missing=missing, values={**values, "word": word})


def _could_block(draft: Draft) -> Iterator[tuple[str, Inner]]:
    """Those inside a party without whom nothing passes, and who are not the ones that sign."""
    for veto in vetoes(draft.tabled):
        party, _, name = veto.who.partition(".")
        inner = ((draft.process.parties or {})[party].inner or {}).get(name) if party in draft.parties else None
        if inner is not None and inner.kind not in _SIGN:
            yield veto.who, inner


def _losses(draft: Draft) -> dict[str, tuple[Obligation, Estimate]]:
    """What each actor loses by some duty: a known loss if there is one, else one that is not known, else none."""
    found: dict[str, tuple[Obligation, Estimate]] = {}
    for duty in draft.duties.values():
        for actor, cost in (duty.costs or {}).items():
            if actor not in found or _rank(cost) > _rank(found[actor][1]):
                found[actor] = (duty, cost)
    return found


def _rank(cost: Estimate) -> int:
    if cost.value is None:
        return 1
    return 0 if cost.value is Word.NONE else 2


def _taken_in(draft: Draft) -> set[str]:
    """Everybody who is consulted, sits in a body, gains something, or owes something."""
    found = {actor for talk in (draft.process.consultations or {}).values() for actor in talk.with_ or ()}
    for body in (draft.process.bodies or {}).values():
        if isinstance(body.members, Who):
            group = (draft.process.actors or {}).get(body.members.path)
            seated = group.members or () if group is not None else ()
            found |= {body.members.path, *(str(getattr(member, "who", None) or member) for member in seated)}
    for duty in draft.duties.values():
        found.update(draft.debtors(duty))
        found.update(
            actor for actor, worth in (duty.worth or {}).items() if worth.value not in (None, Word.NONE, Word.NEVER)
        )
    return found


def _take_in(draft: Draft, path: str) -> tuple[Fix, ...]:
    principal = draft.principal_of(path)
    text = f"{{by: {principal or 'unknown'}, with: [{path}], before: unknown}}"
    name = new_name(draft, f"consult_{path.replace('.', '_')}")
    whose = f" of `{principal}`" if principal else ""
    return _consult(f"add a consultation{whose} with `{path}`, its gate still open", draft, name, text)
