"""The accounts written down: as text, data, a page, a picture."""

from __future__ import annotations

from reconvene.deal.accounts import Accounts
from reconvene.reports.accounts_picture import answer_of, render_accounts
from reconvene.reports.accounts_words import (
    LIMITS,
    accounts_text,
    apart,
    bare_claim,
    claimed_words,
    dispute_words,
    headline,
    judged,
    signable_lines,
    unjudged,
)
from reconvene.reports.accounts_words import as_json as as_json
from reconvene.reports.sheet import Section, Sheet, Table, render_sheet
from reconvene.reports.weigh_words import pair_words, percent
from reconvene.text.render import Paper


def as_text(shown: Accounts) -> str:
    """The accounts as text, 100 columns wide."""
    return accounts_text(shown, Paper()).plain


def as_picture(shown: Accounts) -> str:
    """Claims and yardsticks, as SVG."""
    return render_accounts(shown)


def as_page(shown: Accounts) -> str:
    """One self-contained HTML page with all of it."""
    return render_sheet(view(shown))


def view(shown: Accounts) -> Sheet:
    """The page as frozen data."""
    made = (
        Section("answer", "In short", tuple(headline(shown))),
        Section("verdicts", "Each claim by each yardstick", picture=render_accounts(shown), tables=_tables(shown)),
        Section("pairs", "Side by side", listed=tuple(map(pair_words, shown.pairs))),
        Section("disputed", "Disputed, and left so", listed=tuple(map(dispute_words, shown.disputes))),
        Section("sign", "What both could sign", tables=_wordings(shown), says=_blocked(shown)),
        Section(
            "bare",
            "Claims that hold no figure, of which no yardstick can tell",
            listed=tuple(map(bare_claim, unjudged(shown))),
        ),
    )
    sections = tuple(section for section in made if not section.empty)
    return Sheet(shown.title, "the accounts", shown.as_of.isoformat(), sections, LIMITS)


def _tables(shown: Accounts) -> tuple[Table, ...]:
    claims = judged(shown)
    said = tuple(
        (
            f"`{claim.path}`",
            claim.by,
            claim.says,
            claimed_words(claim),
            ", ".join(f"`{name}`" for name in claim.sources),
        )
        for claim in claims
    )
    shares = {each.yardstick: percent(*each.share) for claim in claims for each in claim.verdicts}
    rows = tuple((name, share, *(answer_of(claim, name) or "–" for claim in claims)) for name, share in shares.items())
    heads = ("Yardstick", "Share", *(claim.path for claim in claims))
    return (
        Table("What is claimed", ("Claim", "By", "Words", "In figures", "Sources"), said),
        Table("Whether each claim is true, by each yardstick", heads, rows),
    )


def _wordings(shown: Accounts) -> tuple[Table, ...]:
    return tuple(
        Table(
            f"Of `{each.relief}`, for {', '.join(each.sides)}; the shortest first",
            ("Wording", "Says"),
            tuple((wording.words, apart(wording)) for wording in (*each.exact, *each.near)),
        )
        for each in shown.signable
    )


def _blocked(shown: Accounts) -> tuple[str, ...]:
    return tuple(" ".join(signable_lines(each)) for each in shown.signable if each.blocked_by)
