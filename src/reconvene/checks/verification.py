"""How anybody would know."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_key, change
from reconvene.checks.shelf import Answer, check
from reconvene.checks.weighing import weight_of
from reconvene.document.acts import is_case_of
from reconvene.document.expressions import Percent
from reconvene.document.obligation import Baseline, Obligation, Verification
from reconvene.estimate.weight import Weight, share
from reconvene.text.finding import Fix, MissingFact, Reason, Severity

_IMMATERIAL = ("consult", "negotiate")


@check(
    "V01",
    Severity.ERROR,
    """Punggye-ri, 24 May 2018: the tunnels of the test site were blown up before journalists, without experts to
    inspect them; Siegfried Hecker called the result "not irreversible" (Yonhap chronology, 30 June 2019; Hecker,
    Stanford).""",
    fails=(
        (
            "Nobody verifies `{duty}`. Duties that nobody verifies carry {share} of the weight of all that "
            "is promised; at most {limit} may."
        ),
        "add `verified:` with who verifies it, how long that takes, and what the report says",
    ),
    who=(
        "Whether `{duty}` is verified cannot be told: who would do it is {word}.",
        "say who verifies {duty}",
    ),
    weight=(
        "Nobody verifies `{duty}`, and how much that matters cannot be told: it does not say what it is worth.",
        "say what {duty} is worth, in words such as small, medium, large",
    ),
)
def unverified_weight(draft: Draft) -> Iterator[Answer]:
    """Too much of what is promised could not be checked by anybody.

    What nobody can find out is kept or broken by hearsay: every doubt becomes a quarrel, and no breach can be answered
    that cannot be shown.

    The check adds up what the duties are worth (to whoever gains most from each) and asks how much of it has neither
    a verifier nor a method. The limit is 20 %, a choice of ours; `thresholds: {unverified_share: ...}` changes it.
    Words such as *small* and *large* stand for ranges, and the share is a range too: the check fails only if even its
    lowest value is over the limit. A duty without `worth` may weigh anything. Promises to talk are left out, and so
    are lifts of measures and promises of no new ones, which are public acts of law. A declaration that is the
    `baseline` of a verified duty, with a rule of when it is `complete`, is verified with that duty.

    ## Fails

    ```yaml
    title: Trust
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed}
    ```

    ## Passes

    ```yaml
    title: Trust, and a verifier
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: agency, takes: 30..90 days}}
    ```

    ```yaml
    title: A list, found complete by whoever starts from it
    parties: {north: {}, south: {}}
    actors: {agency: {kind: verifier}}
    items: {arsenal: {scale: [held, destroyed]}}
    obligations:
      declare_arsenal: {by: north, to: [south], kind: declare, declares: [missiles_by_type_and_place]}
      destroy_arsenal:
        by: north
        to: [south]
        brings: arsenal.destroyed
        verified: {by: agency, baseline: {declared_by: declare_arsenal, complete: the agency finds nothing undeclared}}
    ```

    ```yaml
    title: A law that everybody can read
    parties: {north: {}, south: {}}
    obligations:
      no_new_sanctions: {by: south, to: [north], kind: forbear, forbids: [sanctions_imposition]}
    ```

    ## Cannot tell

    ```yaml
    title: A verifier to be found
    parties: {north: {}, south: {}}
    items: {plant: {scale: [running, closed]}}
    obligations:
      close_plant: {by: north, to: [south], brings: plant.closed, verified: {by: unknown}}
    ```
    """
    material = {name: duty for name, duty in draft.duties.items() if _is_material(draft, duty)}
    verified = {name for name, duty in material.items() if _is_verified(duty)} | _completed(draft)
    verified &= material.keys()
    undecided = {name for name, duty in material.items() if name not in verified and _verifier_unsaid(duty)}
    nobody = [name for name in material if name not in verified and name not in undecided]
    weights = {name: weight_of(duty) for name, duty in material.items()}
    low, high = _share(weights, nobody, verified, undecided)
    limit = _limit(draft)
    if high <= limit:
        return
    for name in nobody:
        yield from _answer(draft, name, material[name], (low, high), limit, weights[name])
    if low <= limit:
        for name in undecided:
            duty = material[name]
            missing = (MissingFact(f"{name}.verified.by", f"say who verifies {name}"),)
            word = _verifier_unsaid(duty) or "unknown"
            values = {"duty": name, "word": word}
            yield Answer("who", duty.value_span("verified"), name, missing=missing, values=values)


def _share(
    weights: dict[str, Weight], nobody: list[str], verified: set[str], undecided: set[str]
) -> tuple[float, float]:
    """The least and the greatest share that goes unverified, whatever the undecided turn out to be."""
    if not weights:
        return 0.0, 0.0
    without = [weights[name] for name in nobody]
    checked = [weights[name] for name in verified]
    open_ = [weights[name] for name in undecided]
    low = 1.0 if without and not checked and not open_ else share(without, [*checked, *open_])[0]
    high = 0.0 if not without and not open_ else share([*without, *open_], checked)[1]
    return low, high


def _answer(
    draft: Draft, name: str, duty: Obligation, range_: tuple[float, float], limit: float, weight: Weight
) -> Iterator[Answer]:
    low, high = range_
    if low > limit:
        shown = f"{low:.0%}" if round(low, 2) == round(high, 2) else f"{low:.0%} to {high:.0%}"
        values = {"duty": name, "share": shown, "limit": f"{limit:.0%}"}
        written = duty.verified == "none"
        because = (Reason("it says `verified: none`", duty.value_span("verified")),) if written else ()
        yield Answer("fails", duty.span, name, because, _name_verifier(draft, duty), values=values)
    elif not weight.known:
        missing = (MissingFact(f"{name}.worth", f"say what {name} is worth"),)
        yield Answer("weight", duty.span, name, missing=missing, values={"duty": name})


def _name_verifier(draft: Draft, duty: Obligation) -> tuple[Fix, ...]:
    verifiers = [
        name
        for name, actor in (draft.process.actors or {}).items()
        if actor.kind == "verifier" or "verifier" in (actor.roles or ())
    ]
    if len(verifiers) == 1:
        title = f"let `{verifiers[0]}` verify it; how long it takes is still open"
        text = f"{{by: {verifiers[0]}, takes: unknown}}"
    else:
        title, text = "say that its verifier is not known yet", "{by: unknown}"
    if isinstance(duty.verified, Verification):
        return add_key(title, duty.verified, "by", verifiers[0] if len(verifiers) == 1 else "unknown")
    return change(title, duty, "verified", text)


def _limit(draft: Draft) -> float:
    wanted = draft.process.thresholds.unverified_share if draft.process.thresholds else None
    return float(wanted.high) / 100 if isinstance(wanted, Percent) else 0.2


def _is_material(draft: Draft, duty: Obligation) -> bool:
    """Whether somebody must look to know that a duty is kept: not at talks, nor at acts of law that are published."""
    forbidden = duty.forbids or ()
    of_law = bool(forbidden) and all(is_case_of(act, "sanctions_imposition", draft.taxonomy) for act in forbidden)
    return duty.kind not in _IMMATERIAL and not duty.lifts and not of_law


def _is_verified(duty: Obligation) -> bool:
    regime = duty.verified
    if not isinstance(regime, Verification):
        return False
    return (regime.by is not None and regime.by != "nobody") or (regime.by is None and bool(regime.method))


def _completed(draft: Draft) -> set[str]:
    """The declarations that the verifier of another duty starts from, and finds complete or not."""
    regimes = [duty.verified for duty in draft.duties.values() if _is_verified(duty)]
    baselines = [regime.baseline for regime in regimes if isinstance(regime.baseline, Baseline)]
    return {baseline.declared_by for baseline in baselines if baseline.declared_by and baseline.complete}


def _verifier_unsaid(duty: Obligation) -> str | None:
    if "verified" in duty.unsaid:
        return duty.unsaid["verified"]
    return duty.verified.unsaid.get("by") if isinstance(duty.verified, Verification) else None
