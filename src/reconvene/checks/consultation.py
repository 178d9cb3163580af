"""Who must be heard first: allies and bureaus before a gate, the public before it decides, those who could spoil it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, change, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.deal.consultations import entries
from reconvene.deal.grounds import Ground
from reconvene.deal.hearing_rules import ALLIED, Rule
from reconvene.deal.owed import Owed, Standing
from reconvene.deal.room import vetoes
from reconvene.document.expressions import Who, Word
from reconvene.document.kinds import Estimate
from reconvene.document.obligation import Obligation
from reconvene.document.people import Actor, Inner
from reconvene.document.politics import Consultation
from reconvene.text.finding import Fix, MissingFact, Reason, Severity
from reconvene.text.span import Span
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
    undeclared=(
        "`{whom}` must be heard before {gate}, and nobody has undertaken to: {why}.",
        "add a consultation of `{by}` with `{whom}` before {gate}{begin}",
    ),
    open_ground=(
        "Whether `{whom}` must be heard before {gate} cannot be told: {what} not known.",
        "{ask}",
    ),
)
def consultation_owed(draft: Draft) -> Iterator[Answer]:
    """A gate is passed before those were heard who should have been.

    An ally that learns of a decision from the news has not been consulted, and neither has one that is asked when all
    is fixed. A consultation is owed so long before its gate that an objection can still change something (`lead`).

    The check takes every consultation, the gate, session, phase, package or duty that it comes `before`, and every gate
    that `requires` it, and counts back from the day of that gate; a duty that holds `from` a day begins on it. A
    consultation that can still be held in time is no fault; a package that is already agreed is past its gate.

    Then it asks who must be heard by what the text says, whether or not anybody undertook it: an ally whom a threat
    hits that a duty cuts into, or that is left out while relief is given; an ally of whoever changes the posture of the
    alliance, such as exercises; a legislature that imposed what is lifted, or without which nothing passes (a warning).
    It is owed before the gate that the duty waits behind. `reconvene consult` shows all of it, with days.

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

    ```yaml
    title: The ally reads it in the news
    as_of: 2030-01-01
    parties: {north: {}, south: {}}
    actors: {island: {kind: ally, ally_of: south}}
    gates: {signature: {decided_by: south, dated: 2030-06-01}}
    obligations:
      no_exercises: {by: south, to: [north], kind: forbear, forbids: [large_exercise], from: 2030-06-01}
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
    for talk, owed in entries(draft.consulting):
        yield from _ask_talk(draft, talk, owed)
    yield from _ask_owed(draft)


def _ask_talk(draft: Draft, talk: Consultation, owed: Owed) -> Iterator[Answer]:
    gate = owed.decision.name
    about = f"{talk.name}.{gate}" if gate else talk.name
    values = {"gate": gate, "talk": talk.name, "day": str(owed.decision.day), "lead": owed.lead, "held": str(owed.held)}
    because = (Reason(f"`{talk.name}` is owed before `{gate}`", talk.span),)
    match owed.standing:
        case Standing.DECIDED:
            fixes = change("say that it is not known whether it was held", talk, "held", "unknown")
            yield Answer("decided", talk.span, about, because, fixes, values=values)
        case Standing.OPEN if owed.held is None:
            yield _untold(draft, talk, owed, about)
        case Standing.LATE | Standing.OVERDUE if "lead" in owed.assumed:
            yield _untold_lead(talk, gate, about)
        case Standing.LATE | Standing.OVERDUE if not owed.decision.made:
            values |= {"earliest": str(owed.ready), "latest": str(owed.end.latest if owed.end else "")}
            says = "no_time" if owed.held is None else "too_late"
            yield Answer(says, talk.span, about, because, _later(draft, owed) + _held(talk), values=values)


def _untold(draft: Draft, talk: Consultation, owed: Owed, about: str) -> Answer:
    """A question about a consultation, or about the gate that it comes before."""
    fact = owed.missing[0]
    owner, _, key = fact.fact.rpartition(".")
    found = draft.names.find(owner)
    record = talk if owner == talk.name or found is None else found[0].record
    written = getattr(record, "from_" if key == "from" else key, None) is not None
    word = record.unsaid.get(key, "counted from what has no date" if written else "not written")
    values = {"talk": talk.name, "what": f"`{key}` of `{owner}`", "word": word, "ask": fact.ask.removeprefix("say ")}
    return Answer("unknown", talk.span, about, missing=(fact,), values=values)


def _untold_lead(talk: Consultation, gate: str, about: str) -> Answer:
    ask = f"how long before {gate} {talk.name} is owed"
    missing = (MissingFact(f"{talk.name}.lead", f"say {ask}"),)
    values = {"talk": talk.name, "what": f"`lead` of `{talk.name}`", "word": "not written", "ask": ask}
    return Answer("unknown", talk.span, about, missing=missing, values=values)


def _ask_owed(draft: Draft) -> Iterator[Answer]:
    """Allies and legislatures whom the text asks to hear, and whom nobody has undertaken to: before the first gate."""
    asked = ALLIED | {Rule.LEGISLATURE, Rule.VETO}
    waiting: dict[tuple[bool, str], list[Owed]] = {}
    for owed in draft.consultations:
        wanted = owed.standing in (Standing.SKIPPED, Standing.OPEN) and any(each.rule in asked for each in owed.grounds)
        if not owed.declared and wanted:
            waiting.setdefault((owed.sure, owed.whom[0]), []).append(owed)
    for (sure, whom), listed in waiting.items():
        first = _first(listed)
        if sure:
            yield _undeclared(draft, whom, first, listed)
        elif (True, whom) not in waiting:
            missing = tuple(sorted({fact for each in first for fact in each.missing}, key=lambda fact: fact.fact))
            what = f"`{missing[0].fact}` is" if len(missing) == 1 else f"{len(missing)} facts are"
            values = {"whom": whom, "gate": _before(first), "what": what, "ask": missing[0].ask}
            yield Answer("open_ground", _span(draft, _reasons(first)[0]), whom, missing=missing, values=values)


def _first(listed: list[Owed]) -> list[Owed]:
    """What comes first of several: more than one where they are on one day, and where none of them has a day."""
    day = min(each.decision.day or date.max for each in listed)
    return sorted(
        (each for each in listed if (each.decision.day or date.max) == day), key=lambda each: each.decision.name
    )


def _before(first: list[Owed]) -> str:
    """The gate, or how many there are where none comes before the others: to name one of them would be a choice."""
    day = first[0].decision.day
    names = {name for each in first for name in (each.decision.name, *each.decision.beside)}
    if len(names) == 1:
        return f"`{min(names)}`"
    return f"{len(names)} steps " + (f"of {day}" if day is not None else "without a day")


def _undeclared(draft: Draft, whom: str, first: list[Owed], listed: list[Owed]) -> Answer:
    owed, sure = first[0], _reasons(first)
    alike = [ground for ground in sure if ground.rule is sure[0].rule]
    why = alike[0].says if len(alike) == 1 else f"{len(alike)} steps call for it"
    because = tuple(Reason(ground.says, _span(draft, ground)) for ground in (sure[1:] if len(alike) == 1 else sure))
    rules = {ground.rule for each in listed for ground in each.grounds if not ground.missing}
    severity = None if rules & ALLIED else Severity.WARNING
    values = {"whom": whom, "gate": _before(first), "by": owed.by, "why": why, "begin": _begin(owed)}
    text = f"{{by: {owed.by}, with: [{whom}], level: {owed.level}, before: unknown}}"
    name = new_name(draft, f"hear_{whom.replace('.', '_')}")
    fixes = _consult(f"add a consultation of `{owed.by}` with `{whom}`, its gate still open", draft, name, text)
    return Answer("undeclared", _span(draft, sure[0]), whom, because, fixes, severity=severity, values=values)


def _reasons(first: list[Owed]) -> list[Ground]:
    """The reasons in an order that is not that of the file; those that lack a fact only where all do."""
    grounds = dict.fromkeys(ground for each in first for ground in each.grounds)
    listed = sorted(grounds, key=lambda each: (list(Rule).index(each.rule), each.step, each.subject))
    return [ground for ground in listed if not ground.missing] or listed


def _span(draft: Draft, ground: Ground) -> Span:
    section = draft.duties if ground.step in draft.duties else draft.process.initiatives or {}
    return section[ground.step].span


def _begin(owed: Owed) -> str:
    return f", to begin by {owed.begin.latest} at the latest" if owed.begin is not None else ""


def _later(draft: Draft, owed: Owed) -> tuple[Fix, ...]:
    """A later day for the gate, where its day is written as one."""
    found = draft.names.find(owed.decision.name)
    gate, key = (found[0].record if found is not None else None), owed.decision.key
    entry = gate.node.entry(key) if gate is not None and isinstance(gate.node, Mapping) else None
    if gate is None or entry is None or isinstance(gate, Obligation):
        return ()
    return change(f"move `{gate.name}` to {owed.ready}, or to a later day of yours", gate, key, str(owed.ready))


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

    The check takes every public inside somebody that can refuse (`kind: public` with `veto: yes`), once its side owes
    anything, and looks for a consultation with it, or of its side at the level `public`, that comes no later than the
    gate before the first of what is owed.

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
    asked: set[str] = set()
    for owed in draft.consultations:
        grounds = [ground for ground in owed.grounds if ground.rule is Rule.PUBLIC]
        public = owed.whom[0]
        if grounds and not owed.declared and public not in asked:
            asked.add(public)
            yield from _ask_public(draft, public, owed)


def _ask_public(draft: Draft, public: str, owed: Owed) -> Iterator[Answer]:
    found = draft.names.find(public)
    inner = found[0].record if found is not None else None
    if not isinstance(inner, Inner):
        return
    if "veto" in inner.unsaid:
        missing = (MissingFact(f"{public}.veto", f"say whether nothing passes without {public}"),)
        values = {"public": public, "word": inner.unsaid["veto"]}
        yield Answer("unknown", inner.value_span("veto"), public, missing=missing, values=values)
        return
    text = f"{{by: {owed.by}, with: [{public}], level: public, before: unknown}}"
    name = new_name(draft, f"explain_to_{public.replace('.', '_')}")
    fixes = _consult(f"add a consultation of `{owed.by}` with `{public}`, its gate still open", draft, name, text)
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
    unknown_gain=(
        "Whether `{duty}` makes up for what `{actor}` loses cannot be told: what it is worth to `{actor}` is {word}.",
        "say under `worth` what {duty} is worth to {actor}",
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
        gains = (duty for duty in draft.duties.values() if _may_be_worth(duty, path))
        gain = min(gains, key=lambda duty: duty.name, default=None)
        if loss is not None and loss[1].value not in (None, Word.NONE) and gain is not None:
            missing = (MissingFact(f"{gain.name}.worth.{path}", f"say what {gain.name} is worth to {path}"),)
            values |= {"duty": gain.name, "word": (gain.worth or {})[path].unsaid["value"]}
            yield Answer("unknown_gain", gain.value_span("worth"), path, missing=missing, values=values)
        elif loss is not None and loss[1].value not in (None, Word.NONE):
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
        if inner is not None and inner.veto and inner.kind not in _SIGN:
            yield veto.who, inner


def _losses(draft: Draft) -> dict[str, tuple[Obligation, Estimate]]:
    """What each actor loses by some duty: a known loss if there is one, else one that is not known, else none."""
    found: dict[str, tuple[Obligation, Estimate]] = {}
    for duty in draft.duties.values():
        for actor, cost in (duty.costs or {}).items():
            if actor not in found or _rank(cost) > _rank(found[actor][1]):
                found[actor] = (duty, cost)
    return found


def _may_be_worth(duty: Obligation, actor: str) -> bool:
    """Whether the file calls it unknown what a duty is worth to somebody."""
    worth = (duty.worth or {}).get(actor)
    return worth is not None and "value" in worth.unsaid


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
