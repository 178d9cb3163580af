"""What people are bound by at home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.shelf import Answer, check
from reconvene.checks.vows import add_cover, is_covered, is_live, quoted, speaks_for
from reconvene.document.acts import TALK, is_case_of
from reconvene.document.expressions import Fact, Who
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Obligation
from reconvene.document.politics import Vow
from reconvene.text.finding import MissingFact, Reason, Severity


@check(
    "P01",
    Severity.ERROR,
    """Kim Jong Un's New Year address of 1 January 2019 said that the DPRK might be compelled to find "a new way" if
    the United States persisted in sanctions. Patricia M. Kim, Foreign Policy, March 2019: after Hanoi he was
    constrained by his own words.""",
    crossed=(
        (
            "`{duty}` asks `{actor}` for `{act}`, which the vow `{vow}` rules out, and nothing would let `{actor}` "
            "do it with honour."
        ),
        "name a way out under `covers:` that releases `{vow}`, let another actor do it, or leave it out",
    ),
    way_out_unused=(
        (
            "`{duty}` asks `{actor}` for `{act}`, which the vow `{vow}` rules out; a way out is known ({ways}), "
            "and nobody provides it."
        ),
        "write under `covers:` who provides it, with `releases: [{vow}]`",
    ),
    order=(
        "Whether `{duty}` crosses the vow `{vow}` hangs on what comes first, it or `{other}`, and that is left open.",
        "{ask}; or make them wait for each other with `same_day` or `in_step_with`",
    ),
    which_act=(
        "Whether `{duty}` crosses the vow `{vow}` cannot be told: {what}.",
        "say what class of act {duty} is",
    ),
)
def vow_conflict(draft: Draft) -> Iterator[Answer]:
    """A duty asks for what its debtor has publicly vowed not to do.

    Leaders are punished at home for going back on their word, more than for the thing itself. A vow need not stop a
    deal, but it needs a cover: a new fact, an invitation by a third party, an act at the same moment by the other side.

    The check takes each vow that is live on the day, and each duty of the one who gave it, and matches the class of
    act on the taxonomy: a vow against `exercise` also rules out `large_exercise`. It is an error where the vow has no
    way out and the consent of its speaker is needed; a warning where a way out is named and nobody provides it, or
    where the speaker has no veto. A cover that `releases` the vow settles it. What class of act a duty is, is not
    guessed; only a vow about words is never held against a deed.

    ## Fails

    ```yaml
    title: Not first
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    vows:
      not_first: {by: north.leader, dated: 2030-01-01, audience: domestic, forbids: [facility_dismantlement]}
    items: {plant: {scale: [running, dismantled]}}
    obligations:
      dismantle_plant: {by: north, to: [south], act: facility_dismantlement, brings: plant.dismantled}
    ```

    ## Passes

    ```yaml
    title: Invited
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    actors: {sweden: {kind: state}}
    vows:
      not_first: {by: north.leader, dated: 2030-01-01, audience: domestic, forbids: [facility_dismantlement]}
    covers:
      invitation: {kind: third_party_invitation, by: sweden, releases: [not_first]}
    items: {plant: {scale: [running, dismantled]}}
    obligations:
      dismantle_plant: {by: north, to: [south], act: facility_dismantlement, brings: plant.dismantled}
    ```

    ## Cannot tell

    ```yaml
    title: What is it?
    parties: {north: {inner: {leader: {kind: leader}}}, south: {}}
    vows:
      not_first: {by: north.leader, dated: 2030-01-01, audience: domestic, forbids: [facility_dismantlement]}
    items: {plant: {scale: [running, dismantled]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.dismantled}
    ```
    """
    for vow in (draft.process.vows or {}).values():
        if not is_live(draft, vow) or not vow.forbids or not isinstance(vow.by, Who):
            continue
        if is_covered(draft, vow):
            continue
        for name, duty in draft.duties.items():
            if _does(draft, duty, vow.by.path) and _touches(duty, vow) and not _awaits(draft, duty, vow):
                yield from _ask_vow(draft, name, duty, vow)


def _does(draft: Draft, duty: Obligation, speaker: str) -> bool:
    """Whether the duty is the speaker's own, or that of the principal whose part the speaker is."""
    doers = [*draft.debtors(duty), *([duty.done_by.path] if isinstance(duty.done_by, Who) else [])]
    return any(speaks_for(draft, speaker, doer) for doer in doers)


def _touches(duty: Obligation, vow: Vow) -> bool:
    """Whether the duty is about what the vow is about; a vow that names nothing is about everything."""
    if not vow.about:
        return True
    things = {*(duty.lifts or {}), *(duty.addresses or {}), duty.limits, duty.name}
    things.update(getattr(fact, "thing", None) for fact in (duty.brings, duty.toward) if fact is not None)
    return bool(things & set(vow.about))


def _awaits(draft: Draft, duty: Obligation, vow: Vow) -> bool:
    """Whether the duty waits for, or comes together with, the very facts under which the vow does not forbid it."""
    together = [*(duty.same_day or ()), *([duty.in_step_with.duty] if duty.in_step_with else [])]
    held = {str(fact) for fact in facts_of(duty.after)} | _brought_by(draft, together)
    held |= _brought_by(draft, [fact.thing for fact in facts_of(duty.after) if isinstance(fact, Fact)])
    return _is_freed(vow, held)


def _is_freed(vow: Vow, held: set[str]) -> bool:
    freeing = {str(fact) for fact in facts_of(vow.unless)}
    return bool(freeing) and freeing <= held


def _brought_by(draft: Draft, names: Iterable[str | None]) -> set[str]:
    """What these duties bring about."""
    duties = [draft.duties[name] for name in names if name in draft.duties]
    return {str(duty.brings) for duty in duties if duty.brings is not None}


def _ask_vow(draft: Draft, name: str, duty: Obligation, vow: Vow) -> Iterator[Answer]:
    acts = draft.acts_of(duty)
    forbidden = list(vow.forbids or ())
    values = {"duty": name, "vow": vow.name}
    because = (Reason(quoted(vow), vow.span),)
    crossing = [act for act in acts if any(is_case_of(act, rule, draft.taxonomy) for rule in forbidden)]
    answering = next((other for other in duty.in_return_for or () if _is_freed(vow, _brought_by(draft, [other]))), None)
    if crossing and answering is not None:
        ask = f"say which comes first: {name} or {answering}"
        missing = (MissingFact(f"{name}.after", ask),)
        span = duty.value_span("in_return_for")
        yield Answer("order", span, name, because, missing=missing, values={**values, "other": answering, "ask": ask})
        return
    if crossing:
        yield _crossed(draft, duty, vow, crossing[0], because)
        return
    wider = [rule for rule in forbidden if any(is_case_of(rule, act, draft.taxonomy) for act in acts)]
    if wider or (not acts and not _is_deed_beside_words(draft, duty, forbidden)):
        what = f"it may or may not be `{wider[0]}`" if wider else "it does not say what class of act it is"
        missing = (MissingFact(f"{name}.act", f"say what class of act {name} is"),)
        yield Answer("which_act", duty.span, name, because, missing=missing, values={**values, "what": what})


def _is_deed_beside_words(draft: Draft, duty: Obligation, forbidden: list[str]) -> bool:
    """Whether the vow is only about talking and the duty is only about doing."""
    only_words = all(any(is_case_of(rule, talk, draft.taxonomy) for talk in TALK) for rule in forbidden)
    does = duty.brings is not None or duty.amount is not None or bool(duty.lifts) or bool(duty.forbids)
    return only_words and does and duty.kind not in ("consult", "negotiate")


def _crossed(draft: Draft, duty: Obligation, vow: Vow, act: str, because: tuple[Reason, ...]) -> Answer:
    assert isinstance(vow.by, Who)
    ways = vow.released_by or ()
    values = {
        "duty": duty.name,
        "vow": vow.name,
        "actor": vow.by.path,
        "act": act,
        "ways": ", ".join(f"`{way}`" for way in ways),
    }
    needed = _consent_needed(draft, vow.by.path)
    return Answer(
        "way_out_unused" if ways else "crossed",
        duty.value_span("act") if duty.act else duty.value_span("lifts") if duty.lifts else duty.span,
        duty.name,
        because,
        add_cover(draft, vow),
        severity=Severity.ERROR if needed and not ways else Severity.WARNING,
        values=values,
    )


def _consent_needed(draft: Draft, speaker: str) -> bool:
    """Whether nothing passes against the speaker: a party itself, its leader or government, or a veto player in it."""
    parties = draft.process.parties or {}
    head, _, inside = speaker.partition(".")
    if head not in parties:
        return False
    inner = (parties[head].inner or {}).get(inside) if inside else None
    return inner is None or bool(inner.veto) or inner.kind in ("leader", "government")
