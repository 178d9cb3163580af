"""What answers a breach: who can stop the answer, how large it is, and whether both sides have one."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, change, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.decision import Choice, Remedy
from reconvene.document.expressions import Who
from reconvene.document.obligation import Contest, Miss, Obligation
from reconvene.document.shape import Record
from reconvene.text.finding import Fix, MissingFact, Reason, Severity

_EVERYBODY = ("parties", "principals", "all_parties")
_BLOCKING = ("consensus", "unanimity")
_ENDING = frozenset({"terminate", "termination", "withdraw", "withdrawal", "end_the_agreement", "walk_out"})
"""What a remedy is called that ends everything; any other word is something smaller."""


@check(
    "D02",
    Severity.WARNING,
    """Joint Comprehensive Plan of Action, 14 July 2015, paragraphs 36-37: the accused sits in the Joint Commission, and
    only consensus prolongs its 15 days; but at the end the Security Council has 30 days to vote on *continuing* the
    relief, so that silence restores the measures and nobody gains by blocking.""",
    nothing_follows=(
        "By not agreeing, {actor} can stop `{choice}`: silence takes `{silence}`, and nothing follows from that.",
        "let silence take an option from which something follows, or let somebody else decide",
    ),
    no_default=(
        "By not agreeing, {actor} can stop `{choice}`, and nothing is said of what silence means.",
        "add `silence:` with an option from which something follows, or let somebody else decide",
    ),
    silence=(
        "Whether {actor} gains by blocking `{choice}` cannot be told: what follows from `{silence}` is not written.",
        "say under `outcomes` of `{choice}` what follows from `{silence}`",
    ),
    rule=(
        "Whether {actor} can stop `{choice}` cannot be told: {what} is {word}.",
        "say {ask}",
    ),
)
def accused_can_block(draft: Draft) -> Iterator[Answer]:
    """The one who is accused can stop the decision.

    Where all must agree, so must the one whose conduct is in question. That need not do harm: if silence has a
    consequence that the accused would rather avoid, blocking gains nothing. It does harm where silence leaves things as
    they are.

    The check takes every decision that a dispute path leads to, one after the other, and every one that a miss or a
    contested breach leads to, and asks whether a
    principal who owes one of those duties must agree (a rule of consensus or unanimity in a body where it sits, a
    veto, or a decision of its own), and what follows from silence under `outcomes`. A stage with a limit does no harm:
    the path goes on. That the last choice of a dispute path does not say what silence means is told by
    `ladder-without-last-rung`.

    ## Fails

    ```yaml
    title: The commission of all
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties}}
    items: {plant: {scale: [running, closed]}, relief: {scale: [flowing, stopped]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, if_missed: {cure: 30 days, then: finding}}
    choices:
      finding:
        by: commission
        rule: consensus
        within: 30 days
        outcomes: {broken: relief.stopped}
        may: [broken, nothing_found]
        silence: nothing_found
    ```

    ## Passes

    ```yaml
    title: Silence restores
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties}}
    items: {plant: {scale: [running, closed]}, relief: {scale: [flowing, stopped]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, if_missed: {cure: 30 days, then: finding}}
    choices:
      finding:
        by: commission
        rule: consensus
        within: 30 days
        outcomes: {broken: relief.stopped}
        may: [broken, nothing_found]
        silence: broken
    ```

    ## Cannot tell

    ```yaml
    title: Kept or broken, and then?
    parties: {north: {}, south: {}}
    bodies: {commission: {members: all of parties}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, if_missed: {cure: 30 days, then: finding}}
    choices:
      finding: {by: commission, rule: consensus, within: 30 days, may: [kept, broken], silence: kept}
    ```
    """
    for name, (accused, ladder) in _decided(draft).items():
        choice = (draft.process.choices or {})[name]
        blocking = [actor for actor in draft.parties if actor in accused and _may_block(draft, choice, actor)]
        if blocking:
            yield from _ask_block(draft, choice, blocking, told_elsewhere=ladder)


def _decided(draft: Draft) -> dict[str, tuple[set[str], bool]]:
    """The choices that a breach leads to: the principals who owe what is decided on, and if by way of a dispute."""
    found: dict[str, tuple[set[str], bool]] = {}

    def note(choice: str | None, accused: set[str], ladder: bool) -> None:
        if choice in (draft.process.choices or {}) and choice is not None:
            known, before = found.get(choice, (set(), False))
            found[choice] = (known | accused, before or ladder)

    for duty in draft.duties.values():
        for rule in (duty.if_missed, duty.if_contested):
            if isinstance(rule, Miss | Contest):
                note(rule.then, _owing(draft, duty), False)
    for path in draft.dispute_paths:
        accused = {actor for name in path.about for actor in _owing(draft, draft.duties[name])}
        for choice in path.choices:
            note(choice, accused or set(draft.parties), True)
    return found


def _owing(draft: Draft, duty: Obligation) -> set[str]:
    """The principals that owe a duty."""
    return {party for debtor in draft.debtors(duty) for party in _principals(draft, debtor)}


def _principals(draft: Draft, path: str) -> set[str]:
    """The principals behind a name: all of them, those who sit in a body or a group, or the one it belongs to."""
    if path in _EVERYBODY:
        return set(draft.parties)
    body = (draft.process.bodies or {}).get(path)
    if body is not None:
        return _principals(draft, body.members.path) if isinstance(body.members, Who) else set()
    actor = (draft.process.actors or {}).get(path)
    members = [str(getattr(member, "who", None) or member) for member in actor.members or ()] if actor else []
    inside = {party for member in members for party in draft.parties if member.split(".", 1)[0] == party}
    own = draft.principal_of(path)
    return inside | ({own} if own is not None else set())


def _may_block(draft: Draft, choice: Choice, actor: str) -> bool:
    """Whether the actor must agree to the decision, or whether that is not known."""
    if actor in (choice.veto or ()):
        return True
    if choice.by is None:
        return "by" in choice.unsaid
    if choice.by.path in ("debtor", "respondent"):
        return True
    sitting = _principals(draft, choice.by.path)
    return actor in sitting and (sitting == {actor} or _rule(draft, choice) in (*_BLOCKING, None))


def _rule(draft: Draft, choice: Choice) -> str | None:
    """How the decision is taken, in a word; None where nothing says so."""
    if choice.rule is not None:
        return choice.rule
    body = (draft.process.bodies or {}).get(choice.by.path) if choice.by is not None else None
    said = body.rule.casefold() if body is not None and body.rule else ""
    return next((rule for rule in _BLOCKING if rule[:6] in said), said or None)


def _ask_block(draft: Draft, choice: Choice, blocking: list[str], *, told_elsewhere: bool) -> Iterator[Answer]:
    values = {"choice": choice.name, "actor": f"`{blocking[0]}`" if len(blocking) == 1 else "any party"}
    alone = choice.by is not None and len(_principals(draft, choice.by.path)) == 1
    follows = choice.outcomes or {}
    if choice.silence in follows:
        return
    if choice.by is None or (not alone and not choice.veto and _rule(draft, choice) is None):
        key = "by" if choice.by is None else "rule"
        ask = f"who decides {choice.name}" if key == "by" else f"by which rule {choice.name} is decided"
        missing = (MissingFact(f"{choice.name}.{key}", f"say {ask}"),)
        words = {"what": "who decides" if key == "by" else "its rule", "word": choice.unsaid.get(key, "not written")}
        yield Answer(
            "rule", choice.value_span(key), choice.name, missing=missing, values={**values, **words, "ask": ask}
        )
    elif "silence" in choice.unsaid or "outcomes" in choice.unsaid or (choice.silence and not follows):
        silence = choice.silence or "silence"
        missing = (MissingFact(f"{choice.name}.outcomes", f"say what follows from {silence} in {choice.name}"),)
        span = choice.value_span("silence")
        yield Answer("silence", span, choice.name, missing=missing, values={**values, "silence": silence})
    elif choice.silence is not None or not told_elsewhere:
        says = "nothing_follows" if choice.silence is not None else "no_default"
        span = choice.value_span("silence") if choice.silence is not None else choice.span
        fixes = _inverse(choice)
        values["silence"] = choice.silence or ""
        because = (Reason(f"it is decided by `{choice.by}`", choice.value_span("by")),) if choice.by is not None else ()
        yield Answer(says, span, choice.name, because, fixes, values=values)


def _inverse(choice: Choice) -> tuple[Fix, ...]:
    """Ways to take the gain from blocking: silence with a consequence, or somebody else who decides."""
    turned = [
        fix
        for option in choice.outcomes or {}
        for fix in change(f"let silence take `{option}`", choice, "silence", option)
    ]
    return (*turned, *change("leave open who decides instead", choice, "by", "unknown"))


@check(
    "D05",
    Severity.WARNING,
    """Security Council resolution 2231, 20 July 2015, paragraphs 11-12: if the Council does not vote to continue
    within 30 days, all provisions of six earlier resolutions apply again at once; it offers no smaller answer to a
    smaller breach.""",
    contest=(
        "If `{duty}` is said to be broken, the only answer is to end everything.",
        "let it suspend first, or list graded answers under `remedies:` with the way back from each",
    ),
    ladder=(
        "The dispute path `{duty}` ends by ending everything, and no smaller answer to a breach is written.",
        "let it suspend, or list graded answers under `remedies:` with the way back from each",
    ),
    unknown=(
        "Whether a breach of `{duty}` has an answer short of ending everything cannot be told: {what} is {word}.",
        "say {ask}",
    ),
)
def all_or_nothing_remedy(draft: Draft) -> Iterator[Answer]:
    """The only answer to a breach is the end.

    An answer that nobody dares to give is none: small breaches go unanswered, until one is large enough to end it all.
    A graded list says what may be done for a minor, a material, a repeated breach, and when it is taken back.

    The check looks where a breach leads, whether alleged (`if_contested`) or at the end of a dispute path, and whether
    a remedy that covers the duty allows anything short of ending it. A missed date whose only consequence is the end
    is told by `hard-cliff`; that only one side has graded answers, by `remedy-asymmetry`.

    ## Fails

    ```yaml
    title: Out
    parties: {north: {}, south: {}}
    obligations:
      no_tests: {by: north, to: [south], kind: forbear, forbids: [nuclear_test], if_contested: {then: terminate}}
    ```

    ## Passes

    ```yaml
    title: Step by step
    parties: {north: {}, south: {}}
    obligations:
      no_tests: {by: north, to: [south], kind: forbear, forbids: [nuclear_test], if_contested: {then: terminate}}
    remedies:
      small: {for: no_tests, materiality: minor, open_to: [south], allows: [withhold_one_delivery]}
      big: {for: no_tests, materiality: repeated, open_to: [south], allows: [terminate]}
    ```

    ## Cannot tell

    ```yaml
    title: Some answer
    parties: {north: {}, south: {}}
    obligations:
      no_tests: {by: north, to: [south], kind: forbear, forbids: [nuclear_test], if_contested: {then: terminate}}
    remedies:
      small: {for: no_tests, materiality: minor, open_to: [south], allows: unknown}
    ```
    """
    for name, duty in draft.duties.items():
        if isinstance(duty.if_contested, Contest) and duty.if_contested.then == "terminate":
            yield from _ask_graded(draft, "contest", name, duty.if_contested, {name})
    for path in draft.dispute_paths:
        dispute = (draft.process.disputes or {})[path.name]
        if dispute.then == "terminate":
            yield from _ask_graded(draft, "ladder", path.name, dispute, set(path.about))


def _ask_graded(draft: Draft, says: str, name: str, rule: Record, covered: set[str]) -> Iterator[Answer]:
    remedies = [remedy for remedy in (draft.process.remedies or {}).values() if _covers(draft, remedy, covered)]
    if any(_is_partial(remedy) for remedy in remedies):
        return
    unsaid = next((remedy for remedy in remedies if remedy.allows is None), None)
    span = rule.value_span("then")
    if unsaid is not None:
        ask = f"what {unsaid.name} allows"
        missing = (MissingFact(f"{unsaid.name}.allows", f"say {ask}"),)
        word = unsaid.unsaid.get("allows", "not written")
        values = {"duty": name, "what": f"what `{unsaid.name}` allows", "word": word, "ask": ask}
        yield Answer("unknown", span, name, missing=missing, values=values)
        return
    scope = f"for: [{name}], " if says == "contest" and draft.names.find(name) is not None else ""
    text = f"{{{scope}materiality: minor, open_to: [{', '.join(draft.parties)}], allows: unknown}}"
    graded = new_name(draft, f"answer_to_{name}")
    fixes = (
        *change("let it suspend instead", rule, "then", "suspend"),
        *add_entry("add a smaller answer, what it allows still open", draft, "remedies", graded, text),
    )
    yield Answer(says, span, name, fixes=fixes, values={"duty": name})


def _covers(draft: Draft, remedy: Remedy, duties: set[str]) -> bool:
    """Whether a remedy answers a breach of any of these duties; one that names none answers every breach."""
    if not remedy.for_ or not duties:
        return True
    groups = draft.process.groups or {}
    return any(name in duties or duties & set(groups.get(name) or ()) for name in remedy.for_)


def has_partial_remedy(draft: Draft, duties: set[str]) -> bool:
    """Whether a breach of these duties can be answered at once by something short of ending everything."""
    remedies = (draft.process.remedies or {}).values()
    return any(_is_partial(remedy) and _covers(draft, remedy, duties) for remedy in remedies)


def _is_partial(remedy: Remedy) -> bool:
    return any(allowed not in _ENDING for allowed in remedy.allows or ())


@check(
    "D04",
    Severity.WARNING,
    """Joint Comprehensive Plan of Action, 14 July 2015, paragraph 37: silence of the Security Council brings
    back the measures against Iran; Iran's own answer is "grounds to cease performing its commitments".""",
    one_sided=(
        "{having} can answer a breach in part, and `{actor}`, to whom something is owed too, can only walk out.",
        "list under `remedies:` what `{actor}` may do short of walking out, and the way back from it",
    ),
    unknown=(
        "Whether `{actor}` can answer a breach short of walking out cannot be told: what `{remedy}` allows is {word}.",
        "say what {remedy} allows",
    ),
)
def remedy_asymmetry(draft: Draft) -> Iterator[Answer]:
    """One side has graded answers to a breach, the other can only walk out.

    Who can answer in part answers early, and stays. Who can only leave either swallows the breach or leaves. What
    looks like an advantage of the first is a danger to both.

    The check gathers what each principal to whom something is owed may do about a breach, short of ending it all: a
    remedy that is open to it, a duty of its own that rests meanwhile (`meanwhile: suspend`), a consequence of
    `suspend`, a path for disputes that ends in a decision, a lifted measure that it can put back (`putting_back`). It
    speaks where one principal has such an answer and another has none. Where nobody has, see `all-or-nothing-remedy`.

    ## Fails

    ```yaml
    title: Snapback for one
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_on: north, bans: [coal], putting_back: {by: south, rule: alone, takes: 5 days}}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: [close_plant]}
    ```

    ## Passes

    ```yaml
    title: An answer for each
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_on: north, bans: [coal], putting_back: {by: south, rule: alone, takes: 5 days}}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: [close_plant]}
    remedies:
      pause: {for: lift_coal_ban, materiality: minor, open_to: [north], allows: [pause_the_closure]}
    ```

    ## Cannot tell

    ```yaml
    title: An answer, but which?
    parties: {north: {}, south: {}}
    measures: {coal_ban: {imposed_on: north, bans: [coal], putting_back: {by: south, rule: alone, takes: 5 days}}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
      lift_coal_ban: {by: south, to: [north], lifts: {coal_ban: suspend}, in_return_for: [close_plant]}
    remedies:
      pause: {for: lift_coal_ban, materiality: minor, open_to: [north], allows: unknown}
    ```
    """
    answers: dict[str, list[Reason]] = {}
    for actor, reason in _answers(draft):
        answers.setdefault(actor, []).append(reason)
    owed = {actor for duty in draft.duties.values() for actor in _owed(draft, duty)}
    for actor in draft.parties:
        having = [other for other in draft.parties if other in answers and other != actor]
        if actor in owed and actor not in answers and having:
            yield _one_sided(draft, actor, having, tuple(answers[having[0]]))


def _one_sided(draft: Draft, actor: str, having: list[str], because: tuple[Reason, ...]) -> Answer:
    party = (draft.process.parties or {})[actor]
    values = {"actor": actor}
    for name, remedy in (draft.process.remedies or {}).items():
        if remedy.allows is None and actor in (remedy.open_to or draft.parties):
            missing = (MissingFact(f"{name}.allows", f"say what {name} allows"),)
            values |= {"remedy": name, "word": remedy.unsaid.get("allows", "not written")}
            return Answer("unknown", remedy.value_span("allows"), actor, because, missing=missing, values=values)
    values["having"] = f"`{having[0]}`" if len(having) == 1 else "The other parties"
    text = f"{{materiality: minor, open_to: [{actor}], allows: unknown}}"
    graded = new_name(draft, f"answer_of_{actor}")
    fixes = add_entry(f"add an answer of `{actor}`, what it allows still open", draft, "remedies", graded, text)
    return Answer("one_sided", party.span, actor, because[:3], fixes, values=values)


def _owed(draft: Draft, duty: Obligation) -> set[str]:
    """The principals to whom a duty is owed: those named, else all others; never who owes it alone."""
    owing = _owing(draft, duty)
    named = {party for to in duty.to or () for party in _principals(draft, to)}
    owed = named or set(draft.parties)
    return owed - owing if len(owing) < len(draft.parties) else owed


def _answers(draft: Draft) -> Iterator[tuple[str, Reason]]:
    """Every principal with something that it may do about a breach short of ending it all, and what that is."""
    for name, remedy in (draft.process.remedies or {}).items():
        if _is_partial(remedy):
            for actor in remedy.open_to or draft.parties:
                for party in _principals(draft, actor):
                    yield party, Reason(f"`{party}` may use `{name}`", remedy.span)
    ladders = _deciding(draft)
    for name, duty in draft.duties.items():
        for key, rule in (("if_missed", duty.if_missed), ("if_contested", duty.if_contested)):
            if isinstance(rule, Miss | Contest) and (
                rule.meanwhile == "suspend" or rule.then == "suspend" or (rule.then == "dispute" and ladders)
            ):
                for party in _owed(draft, duty):
                    yield party, Reason(f"a breach of `{name}` can be answered in part", duty.value_span(key))
        for lifted in duty.lifts or {}:
            measure = (draft.process.measures or {}).get(lifted)
            if measure is not None and measure.putting_back is not None:
                for party in _owing(draft, duty):
                    yield party, Reason(f"`{party}` can put `{lifted}` back", measure.value_span("putting_back"))


def _deciding(draft: Draft) -> bool:
    """Whether a dispute path ends in anything but the end, for whoever opens it."""
    ends = [dispute.then for dispute in (draft.process.disputes or {}).values()]
    return any(end not in (None, "terminate", "lapse") for end in ends)
