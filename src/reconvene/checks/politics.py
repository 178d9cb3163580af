"""What people are bound by at home."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import change, entry_edit, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.checks.vows import add_cover, is_covered, is_live, quoted, speaks_for
from reconvene.deal.facts import missing as ask_for
from reconvene.deal.figures import percent_words
from reconvene.deal.room import Crossing, Stance, Veto, room, vetoes, which_act
from reconvene.document.acts import is_case_of
from reconvene.document.expressions import Fact, Who
from reconvene.document.kinds import facts_of
from reconvene.document.obligation import Obligation
from reconvene.document.people import Inner
from reconvene.document.politics import RedLine, Vow
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


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
    red_line=(
        "`{duty}` asks `{actor}` for `{act}`, which the red line `{line}` rules out.",
        "let another actor do it, leave it out, or ask `{actor}` whether the line still stands",
    ),
    vague_line=(
        (
            "Whether anything here crosses the red line `{line}` of `{actor}` cannot be told: which acts it rules out "
            "is not said."
        ),
        "say under `forbids` which acts {line} rules out",
    ),
    which_act_line=(
        "Whether `{duty}` crosses the red line `{line}` of `{actor}` cannot be told: {what}.",
        "say what class of act {duty} is",
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

    The check takes each vow that is live on the day, and each duty of the one who gave it, and matches the class of act
    on the taxonomy: a vow against `exercise` also rules out `large_exercise`. It is an error where the vow has no way
    out and the consent of its speaker is needed; a warning where a way out is named and nobody provides it, or where
    the speaker has no veto. A cover that `releases` the vow settles it. What class of act a duty is, is not guessed;
    only a vow about words is never held against a deed. A red line is a word given to fewer people: a duty that crosses
    one is told in the same way, as a warning where nobody is sure of the line.

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
    if draft.process.red_lines:
        for crossing in room(draft.tabled).crossings:
            yield _ask_red_line(draft, crossing)


def _ask_red_line(draft: Draft, crossing: Crossing) -> Answer:
    line: RedLine = (draft.process.red_lines or {})[crossing.red_line]
    values = {"line": crossing.red_line, "actor": crossing.by, "duty": crossing.duty, "act": crossing.act}
    if not crossing.duty:
        return Answer("vague_line", line.span, crossing.red_line, missing=(ask_for(crossing.missing),), values=values)
    if not crossing.act:
        duty = draft.duties[crossing.duty]
        values["what"] = which_act(duty, line.forbids or (), draft.taxonomy)
        missing = (ask_for(crossing.missing),)
        return Answer("which_act_line", duty.span, crossing.duty, missing=missing, values=values)
    sure = line.confidence != "low" and _consent_needed(draft, crossing.by)
    return Answer(
        "red_line",
        draft.duties[crossing.duty].span,
        crossing.duty,
        (Reason(f"`{crossing.red_line}` is a red line of `{crossing.by}`", line.span),),
        severity=Severity.ERROR if sure else Severity.WARNING,
        values=values,
    )


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
    what = which_act(duty, forbidden, draft.taxonomy) if not crossing else ""
    if what:
        missing = (ask_for(f"{name}.act"),)
        yield Answer("which_act", duty.span, name, because, missing=missing, values={**values, "what": what})


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


@check(
    "P02",
    Severity.WARNING,
    """Agreed Framework, 21 October 1994: on 8 November the voters gave both houses of the Congress that was to vote its
    money to the opposition (Chicago Tribune, 15 November 1994). Colombia, 2 October 2016: a referendum refused the
    peace with the FARC by 50.21 to 49.78 percent (Escola de Cultura de Pau, October 2016).""",
    refused=(
        (
            "`{who}`, without whom nothing passes, is not likely to accept {what}: {chance} by the file, and at least "
            "{least} is asked for."
        ),
        "consult `{who}` before it is tabled, and ask again; or give it what it would accept",
    ),
    unknown=(
        "Whether `{who}`, without whom nothing passes, accepts {what} cannot be told: how likely that is, is {word}.",
        "say under `accepts` how likely it is that {who} accepts what is on the table",
    ),
    unknown_veto=(
        "Whether {what} can pass without `{who}` cannot be told: whether it has a veto is {word}.",
        "say under `veto` whether nothing passes without {who}",
    ),
)
def outside_win_set(draft: Draft) -> Iterator[Answer]:
    """Somebody with a veto is not likely to accept it.

    A deal is made at two tables. What negotiators agree on must be accepted at home by everybody who can stop it, and
    what these would accept together is often narrower than what either side asks for.

    The check takes everybody inside a party, or beside it, who has a `veto`, and compares the estimate of the file that
    they accept what is on the table with a least chance: 50 %, a choice of ours; `thresholds: {acceptance: ...}`
    changes it. It warns where even the high end lies below. Where packages are tabled they are asked about, else what
    is owed. Of somebody of whom the file calls it unknown whether they have a veto, that is asked unless they are
    likely to accept.

    ## Fails

    ```yaml
    title: Not through the assembly
    parties: {north: {inner: {assembly: {kind: legislature, veto: yes, accepts: at most 30%}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    packages:
      offer:
        by: south
        obligations:
          close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Passes

    ```yaml
    title: Through the assembly
    parties: {north: {inner: {assembly: {kind: legislature, veto: yes, accepts: 60..80%}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    packages:
      offer:
        by: south
        obligations:
          close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Cannot tell

    ```yaml
    title: Nobody asked the assembly
    parties: {north: {inner: {assembly: {kind: legislature, veto: yes, accepts: unknown}}}, south: {}}
    items: {plant: {scale: [running, closed]}}
    packages:
      offer:
        by: south
        obligations:
          close_plant: {by: north, to: [south], brings: plant.closed}
    ```
    """
    tabled = draft.package is not None
    if not draft.duties or (not tabled and draft.process.packages):
        return
    what = f"`{draft.package.name}`" if draft.package is not None else "what is owed"
    for veto in vetoes(draft.tabled):
        if veto.stance is Stance.REFUSES:
            yield _refused(draft, veto, what)
        elif veto.stance is Stance.UNKNOWN:
            inner = _inner(draft, veto.who)
            if inner.is_unsaid("veto"):
                values = {"who": veto.who, "what": what, "word": inner.unsaid["veto"]}
                span = inner.value_span("veto")
                yield Answer("unknown_veto", span, veto.who, missing=(ask_for(veto.missing),), values=values)
                continue
            said = inner.accepts.unsaid.get("value", str(inner.accepts.value)) if inner.accepts is not None else None
            word = said or inner.unsaid.get("accepts", "not written")
            values = {"who": veto.who, "what": what, "word": word}
            span = inner.value_span("accepts")
            yield Answer("unknown", span, veto.who, missing=(ask_for(veto.missing),), values=values)


def _inner(draft: Draft, path: str) -> Inner:
    head, _, name = path.partition(".")
    outer = (draft.process.parties or {}).get(head) or (draft.process.actors or {})[head]
    return (outer.inner or {})[name]


def _refused(draft: Draft, veto: Veto, what: str) -> Answer:
    inner = _inner(draft, veto.who)
    low, high = veto.chance or (0.0, 0.0)
    chance = f"at most {100 * high:.0f}%" if low == 0 else percent_words((low, high))
    values = {"who": veto.who, "what": what, "chance": chance, "least": f"{100 * veto.least:.0f}%"}
    because = (Reason(f"`{veto.who}` has a veto", inner.value_span("veto")),)
    return Answer("refused", inner.value_span("accepts"), veto.who, because, _ask_again(draft, veto.who), values=values)


def _ask_again(draft: Draft, who: str) -> tuple[Fix, ...]:
    """A consultation with the one who refuses, its gate still open, and their answer open until then."""
    gate = draft.package.name if draft.package is not None else "unknown"
    text = f"{{by: {who.split('.', 1)[0]}, with: [{who}], before: {gate}}}"
    talk = entry_edit(draft, "consultations", new_name(draft, f"consult_{who.replace('.', '_')}"), text)
    answers = [edit for fix in change("", _inner(draft, who), "accepts", "unknown") for edit in fix.edits]
    edits = (*([talk] if talk is not None else []), *answers)
    return (Fix(f"add a consultation with `{who}`, whose answer is open until then", tuple(edits)),)
