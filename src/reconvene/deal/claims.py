"""What an account claims of a relief set: a share, or which measures it holds; and by which yardsticks that is true."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from reconvene.deal.figures import parts_of_one
from reconvene.deal.pressed import Pressed
from reconvene.deal.relief import Relief, measures_of, relief_of_duty, relief_of_package
from reconvene.deal.yardsticks import OF_MEASURED, Answer, Kind, Shares, agrees, sharing
from reconvene.document.belonging import principal_of
from reconvene.document.expressions import PercentOf, Word
from reconvene.document.expressions import Share as Part
from reconvene.document.load import Document
from reconvene.document.politics import Account, Claim
from reconvene.document.process import Process

WORDS = {Word.SMALL: (0.0, 1 / 3), Word.MEDIUM: (1 / 3, 2 / 3), Word.LARGE: (2 / 3, 1.0), Word.ALL: (1.0, 1.0)}
"""What a share in words is taken to mean: a third, two thirds. An assumption of ours."""
NOTHING = (0.0, 0.0)
_KINDS = {"by_count": Kind.COUNT, "by_weight": Kind.WEIGHT}


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim by one yardstick: the share that is found, and whether the claim holds."""

    yardstick: str
    kind: Kind
    share: tuple[float, float]
    answer: Answer
    rests_on: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClaimView:
    """A claim with its verdicts: whose, of what, in its own words, and who denies it.

    `claimed` is the share in 0..1, None where the claim is none of a share; `scope` the measures it says are lifted.
    """

    account: str
    name: str
    by: str
    side: str
    says: str
    relief: str
    claimed: tuple[float, float] | None
    scope: frozenset[str] | None
    admitted: tuple[str, ...]
    verdicts: tuple[Judged, ...]
    denied_by: tuple[str, ...]
    sources: tuple[str, ...]
    file: str
    line: int

    @property
    def path(self) -> str:
        """The account and the claim: `press_conference.asked_for_a_part`."""
        return f"{self.account}.{self.name}"

    def by_answer(self, answer: Answer) -> tuple[str, ...]:
        """The yardsticks with this answer."""
        return tuple(judged.yardstick for judged in self.verdicts if judged.answer is answer)

    @property
    def can_be_judged(self) -> bool:
        """Whether any yardstick can be laid on it."""
        return bool(self.verdicts)


def reliefs_of(process: Process) -> dict[str, Relief]:
    """The relief sets that claims are about, by name."""
    claims = (claim for account in (process.accounts or {}).values() for claim in (account.claims or {}).values())
    found = (relief_of_claim(process, claim) for claim in claims)
    return {relief.name: relief for relief in found if relief is not None}


def claims_of(document: Document, pressed: Pressed) -> Iterator[ClaimView]:
    """Every claim of every account, judged."""
    shares = sharing(document, pressed)
    for name, account in (document.process.accounts or {}).items():
        for key, claim in (account.claims or {}).items():
            relief = relief_of_claim(document.process, claim)
            claimed, scope = claimed_share(claim), scope_of(document.process, claim)
            verdicts = judge(document.process, claim, relief.measures, shares) if relief is not None else ()
            yield _view(document.process, name, account, key, claim, relief, (claimed, scope, verdicts))


def judge(process: Process, claim: Claim, lifted: frozenset[str], shares: Shares) -> tuple[Judged, ...]:
    """A claim by each yardstick that it admits: all, unless it says that it counts, or weighs, or out of which group.

    A claim of a share holds where the share that is found lies in it; one of a scope, where both have the same share.
    By a yardstick that nothing touches which is lifted, claimed or spared, a scope is neither true nor false.
    """
    kind, claimed = _KINDS.get(claim.counted or ""), claimed_share(claim)
    scope, named = scope_of(process, claim), _covered(process, claim)
    scopes = {each.yardstick: each.share for each in shares(scope)} if scope is not None else {}
    idle = {each.yardstick for each in shares(named | lifted) if each.share == NOTHING} if claimed is None else set()
    told = []
    for each in shares(lifted):
        alike = scopes.get(each.yardstick, scopes.get(each.yardstick.removesuffix(OF_MEASURED)))
        wanted = claimed if claimed is not None else alike
        counts_another = each.kind is Kind.COUNT and claim.out_of not in (None, each.group)
        if wanted is not None and kind in (None, each.kind) and not counts_another and each.yardstick not in idle:
            answer = agrees(wanted, each.share)
            if claimed is None and wanted[0] != wanted[1] and answer is Answer.TRUE:
                answer = Answer.CANNOT_TELL  # two shares that nobody knows need not be the same
            told.append(Judged(each.yardstick, each.kind, each.share, answer, each.rests_on))
    return tuple(told)


def claimed_share(claim: Claim) -> tuple[float, float] | None:
    """The share that a claim names, in 0..1; None if it names none."""
    value = claim.share.value if claim.share is not None else None
    match value:
        case PercentOf():
            return parts_of_one(value.percent)
        case Part():
            return value.part / value.whole, value.part / value.whole
        case Word():
            return WORDS.get(value)
        case _:
            return None


def scope_of(process: Process, claim: Claim) -> frozenset[str] | None:
    """The measures that a claim says would be lifted, less those of the tags and dimensions that it spares."""
    if not claim.covers:
        return None
    spared = set(claim.spares or ())
    measures, flows = process.measures or {}, process.flows or {}
    found = set()
    for name in _covered(process, claim):
        measure = measures[name]
        dimensions = {measure.dimension, *(flows[flow].dimension for flow in measure.limits or () if flow in flows)}
        if not spared & {*dimensions, *(measure.tags or ())}:
            found.add(name)
    return frozenset(found)


def _covered(process: Process, claim: Claim) -> frozenset[str]:
    """The measures that a claim names, spared or not."""
    return frozenset(measure for thing in claim.covers or () for measure in measures_of(process, thing))


def relief_of_claim(process: Process, claim: Claim) -> Relief | None:
    """The relief set that a claim is about: the first duty or package that lifts something, else the first measures."""
    for name in claim.about or ():
        relief = relief_of_duty(process, name)
        if relief is None and name in (process.packages or {}):
            relief = relief_of_package(process, name)
        if relief is not None and relief.modes:
            return relief
    for name in claim.about or ():
        found = measures_of(process, name)
        if found:
            return Relief(name, name, dict.fromkeys(found, "unstated"))
    return None


def _view(
    process: Process,
    name: str,
    account: Account,
    key: str,
    claim: Claim,
    relief: Relief | None,
    judged: tuple[tuple[float, float] | None, frozenset[str] | None, tuple[Judged, ...]],
) -> ClaimView:
    claimed, scope, verdicts = judged
    by = account.by.path if account.by is not None else ""
    span = claim.span
    return ClaimView(
        account=name,
        name=key,
        by=by,
        side=principal_of(process, by) or by,
        says=" ".join((claim.says or "").split()),
        relief=relief.name if relief is not None else "",
        claimed=claimed,
        scope=scope,
        admitted=tuple(str(kind) for kind in dict.fromkeys(each.kind for each in verdicts)),
        verdicts=verdicts,
        denied_by=tuple(claim.denied_by or ()),
        sources=tuple(claim.source or account.source or ()),
        file=span.source.name,
        line=span.location.line if span.source.name else 0,
    )
