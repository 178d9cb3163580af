"""Accounts in words: each claim with its verdicts, the pairs of claims, disputes, wordings; and all of it as data."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict

from rich.text import Text

from reconvene.deal.accounts import Accounts, Dispute, Outcome, Signable
from reconvene.deal.claims import ClaimView, Judged
from reconvene.deal.wordings import Wording
from reconvene.deal.yardsticks import Answer
from reconvene.reports.plain_data import plain
from reconvene.reports.weigh_text import hung, place_words
from reconvene.reports.weigh_words import named, pair_words, percent
from reconvene.text.render import Paper

FORMAT_VERSION = 1
_SHOWN = {Answer.TRUE: 12, Answer.FALSE: 8, Answer.CANNOT_TELL: 6}
"""So many yardsticks are named in the text; the page and the data have all."""
LIMITS = (
    "A claim that is true by a yardstick is no more than that: whether the yardstick is the fair one is for people to "
    "say. Who meant what, and who is to blame, is not computed."
)


def as_json(shown: Accounts) -> str:
    """The accounts as data: `{"version": 1, ...}` with the fields of `Accounts`; shares are between 0 and 1."""
    told = {"version": FORMAT_VERSION, **plain(asdict(shown))}
    return json.dumps(told, ensure_ascii=False, indent=2, default=str, allow_nan=False) + "\n"


def accounts_text(shown: Accounts, paper: Paper) -> Text:
    """The accounts as a person reads them: each line as wide as the paper."""
    return hung(lines(shown), paper)


def lines(shown: Accounts) -> Iterator[str]:
    """The accounts line by line, unbroken."""
    yield f"{shown.title}: the accounts, as of {shown.as_of}"
    yield ""
    yield from headline(shown)
    sections: tuple[tuple[str, Iterable[str]], ...] = (
        ("Claims that can be judged", (line for claim in judged(shown) for line in claim_lines(claim))),
        ("Claims that hold no figure, of which no yardstick can tell", map(bare_claim, unjudged(shown))),
        ("Side by side", map(pair_words, shown.pairs)),
        ("Disputed, and left so", map(dispute_words, shown.disputes)),
        ("What both could sign", (line for each in shown.signable for line in signable_lines(each))),
    )
    for heading, told in sections:
        listed = list(told)
        if listed:
            yield ""
            yield f"{heading}:"
            yield from (f"  {line}" for line in listed)
    yield ""
    yield LIMITS


def headline(shown: Accounts) -> Iterator[str]:
    """What a minister reads: whether the accounts can both be true, and what could be signed."""
    if not shown.claims:
        yield "The file holds no accounts with claims."
        return
    outcomes = {outcome: [pair for pair in shown.pairs if pair.outcome is outcome] for outcome in Outcome}
    if not shown.pairs:
        yield "No two sides claim something of the same relief, or nothing that a yardstick can be laid on."
    for outcome, pairs in outcomes.items():
        if pairs:
            one = len(pairs) == 1
            yield f"{'One pair of claims is' if one else f'{len(pairs)} pairs of claims are'} {_of(outcome)}."
    for each in shown.signable:
        if each.exact and len(each.sides) > 1:
            words = each.exact[0].words
            yield f"{_all(each.sides)} could sign \u201c{words}\u201d: each claim stays true by some yardstick."


def _of(outcome: Outcome) -> str:
    told = {
        Outcome.SAME: "true together, by one yardstick",
        Outcome.DIFFERENT: "true together, each by another yardstick",
        Outcome.CANNOT: "such that both cannot be true",
        Outcome.OPEN: "such that nobody can tell",
    }
    return told[outcome]


def _all(sides: tuple[str, ...]) -> str:
    listed = ", ".join(f"`{side}`" for side in sides)
    return f"Both {listed.replace(', ', ' and ')}" if len(sides) == 2 else f"All of {listed}"


def judged(shown: Accounts) -> list[ClaimView]:
    """The claims that some yardstick can be laid on."""
    return [claim for claim in shown.claims if claim.can_be_judged]


def unjudged(shown: Accounts) -> list[ClaimView]:
    """The others."""
    return [claim for claim in shown.claims if not claim.can_be_judged]


def claim_lines(claim: ClaimView) -> Iterator[str]:
    """A claim with its verdicts, those by which it is true first."""
    yield f"`{claim.path}` of {claim.by}{place_words(claim.file, claim.line)}: {claim.says}"
    yield f"  claims of `{claim.relief}`: {claimed_words(claim)}"
    for answer in Answer:
        found = [each for each in claim.verdicts if each.answer is answer]
        if found:
            more = len(found) - _SHOWN[answer]
            told = "; ".join(map(verdict_words, found[: _SHOWN[answer]]))
            yield f"  {answer}: {told}{f'; and {more} more' if more > 0 else ''}"


def verdict_words(judged: Judged) -> str:
    """A yardstick with the share that it finds."""
    return f"{judged.yardstick} {percent(*judged.share)}"


def claimed_words(claim: ClaimView) -> str:
    """What a claim says in figures: a share, or a number of measures."""
    if claim.claimed is not None:
        return f"a share of {percent(*claim.claimed)}"
    return f"that {len(claim.scope or ())} measures are lifted" if claim.scope is not None else "no figure"


def bare_claim(claim: ClaimView) -> str:
    """A claim without a figure: told, and neither true nor false here."""
    denied = f"; denied by {', '.join(claim.denied_by)}" if claim.denied_by else ""
    return f"`{claim.path}` of {claim.by}: {claim.says or 'no words'}{denied}"


def dispute_words(dispute: Dispute) -> str:
    """A fact that one says and another denies."""
    sources = f" ({', '.join(dispute.sources)})" if dispute.sources else ""
    answer = f" {dispute.denial}" if dispute.denial else ""
    theirs = f" ({', '.join(dispute.denial_sources)})" if dispute.denial_sources else ""
    deniers = ", ".join(f"`{name}`" for name in dispute.denied_by)
    return (
        f"`{dispute.said_by}` says: {dispute.says}{sources} {deniers} denies it.{answer}{theirs} Both cannot be true."
    )


def signable_lines(each: Signable) -> Iterator[str]:
    """The wordings for one relief, the shortest first."""
    yield f"of `{each.relief}`:"
    if each.blocked_by:
        verb = "is" if len(each.blocked_by) == 1 else "are"
        yield f"  none: {named(each.blocked_by)} {verb} true of it by no yardstick"
        return
    if not each.exact and not each.near:
        yield "  none was found over texts, tags and dimensions"
    for wording in each.exact:
        yield f"  \u201c{wording.words}\u201d"
    if each.near:
        yield "  Near it, with every claim still true of it:"
    for wording in each.near:
        yield f"  \u201c{wording.words}\u201d ({apart(wording)})"


def apart(wording: Wording) -> str:
    """By how much a wording says more or less than was asked for."""
    told = []
    if wording.wider:
        told.append(f"{len(wording.wider)} more: {named(wording.wider, 3)}")
    if wording.narrower:
        told.append(f"{len(wording.narrower)} fewer: {named(wording.narrower, 3)}")
    return "; ".join(told) or "just what is asked for"
