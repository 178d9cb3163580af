"""The deadline certificate: on one page, by when a process is over, why that holds, and on what it rests.

It is made from what a schedule says and adds no claim. Where the final date cannot be promised there is no certificate,
and the title says so with the reason.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from textwrap import shorten

from rich.text import Text

from reconvene.reports.markup import render
from reconvene.reports.schedule_view import ChainLink, Chance, ScheduleView, Standing
from reconvene.reports.timeline_scale import said
from reconvene.text.render import Paper, sentence, wrap

TITLES = {
    Standing.KEPT: "Deadline certificate",
    Standing.LUCK: "No certificate: the final date depends on luck",
    Standing.CONTRADICTION: "No certificate: the dates contradict each other",
    Standing.CANNOT_TELL: "No certificate: a fact is missing",
    Standing.NO_DATE: "No certificate: the end is not settled",
}
_WORDS = {
    Standing.KEPT: "Kept",
    Standing.LUCK: "Luck",
    Standing.CONTRADICTION: "Contradiction",
    Standing.CANNOT_TELL: "Cannot tell",
    Standing.NO_DATE: "Not settled",
}
LIMITS = (
    "This was computed from the text alone, and holds while what is assumed holds. It is no statement about the "
    "conduct or the good faith of anybody."
)
MOST_LINKS = 12
MOST_LINES = 4
"""How much of a long chain or list one page has room for."""

MOST_LETTERS = 140
"""How long a sentence may be on a full page; the rest of it stands in the schedule."""

_SHEET = 46
_LINE = 95
"""How many lines of how many letters a sheet holds in letters of the usual size."""


@dataclass(frozen=True, slots=True)
class LinkView:
    """A link of the chain in words; `left_out` is how many links stand for it on a longer page."""

    when: str
    takes: str
    text: str
    owner: str
    contingent: bool
    left_out: int = 0


@dataclass(frozen=True, slots=True)
class ListView:
    """Some sentences under a heading, and how many more there are."""

    heading: str
    lines: tuple[str, ...]
    more: int


@dataclass(frozen=True, slots=True)
class CertificateView:
    """The certificate as it is printed: `word` is the verdict in a word, `facts` are names with what they say."""

    title: str
    word: str
    standing: Standing
    process: str
    source_name: str
    as_of: str
    verdict: str
    facts: tuple[tuple[str, str], ...]
    chain: tuple[LinkView, ...]
    lists: tuple[ListView, ...]
    limits: str = LIMITS

    @property
    def any_contingent(self) -> bool:
        """Whether a link takes as long as somebody else takes."""
        return any(link.contingent for link in self.chain)

    @property
    def dense(self) -> bool:
        """Whether it fills a sheet only in small letters."""
        told = [self.verdict, *(words for _, words in self.facts), *(link.text for link in self.chain)]
        told += [line for found in self.lists for line in (found.heading, *found.lines)]
        return sum(1 + len(words) // _LINE for words in told) > _SHEET


def certificate(shown: ScheduleView) -> CertificateView:
    """The certificate of a schedule, cut to what one page holds."""
    whole = _certificate(shown)
    if not whole.dense:
        return whole
    return replace(
        whole,
        facts=tuple((name, _brief(told)) for name, told in whole.facts),
        chain=tuple(replace(link, text=_brief(link.text)) for link in whole.chain),
        lists=tuple(_fewer(found) for found in whole.lists),
    )


def _fewer(found: ListView) -> ListView:
    kept = found.lines[: MOST_LINES - 1]
    return ListView(found.heading, tuple(map(_brief, kept)), found.more + len(found.lines) - len(kept))


def _brief(text: str) -> str:
    return shorten(text, MOST_LETTERS, placeholder=" …") if len(text) > MOST_LETTERS else text


def _certificate(shown: ScheduleView) -> CertificateView:
    kept = shown.standing is Standing.KEPT
    return CertificateView(
        title=TITLES[shown.standing],
        word=_WORDS[shown.standing],
        standing=shown.standing,
        process=shown.title or shown.source_name,
        source_name=shown.source_name,
        as_of=said(shown.as_of),
        verdict=shown.verdict,
        facts=(
            ("End state", shown.end_state or "not said"),
            ("Final date", said(shown.final_date) if shown.final_date else "none"),
            ("Found by", shown.found_by or "not said"),
            ("Probability", chance_words(shown.chance)),
        ),
        chain=_shortened(links(shown.chain)),
        lists=tuple(
            ListView(heading, lines[:MOST_LINES], max(0, len(lines) - MOST_LINES))
            for heading, lines in (
                ("Why", shown.reasons),
                ("What would mend it", () if kept else shown.repairs),
                ("What is assumed", shown.assumptions),
                ("What would move the date", shown.movers),
            )
            if lines
        ),
    )


def chance_words(chance: Chance | None) -> str:
    """A probability as a frequency and as the range it lies in, with what it rests on; no more exact than it is."""
    if chance is None:
        return "not known"
    low, high = math.floor(chance.low * 100 + 1e-9), math.ceil(chance.high * 100 - 1e-9)
    least, most = round(chance.low * 10), round(chance.high * 10)
    if chance.low >= 1:
        told = "every critical date is met, however long each step takes within its range"
    elif chance.high <= 0:
        told = "no case in which every critical date is met"
    else:
        often = f"about {least}" if least == most else f"between {least} and {most}"
        often = "fewer than 1" if most == 0 else "more than 9" if least == 10 else often
        span = f"{low} %" if low == high else f"{low} to {high} %"
        told = f"{often} in 10 ({span}) that every critical date is met"
    return f"{told}; it rests on {chance.rests_on}" if chance.rests_on else told


def links(chain: tuple[ChainLink, ...]) -> tuple[LinkView, ...]:
    """Every link of a chain, in words."""
    return tuple(
        LinkView(
            when=said(link.to_date) if link.to_date else "no date",
            takes=_takes(link),
            text=link.text,
            owner=link.owner,
            contingent=link.contingent,
        )
        for link in chain
    )


def _takes(link: ChainLink) -> str:
    if link.days is None:
        return ""
    days = f"{link.days} {'day' if link.days == 1 else 'days'}"
    return f"up to {days}" if link.contingent else days


def _shortened(chain: tuple[LinkView, ...]) -> tuple[LinkView, ...]:
    """A chain without its middle where it is longer than a page."""
    if len(chain) <= MOST_LINKS:
        return chain
    half = MOST_LINKS // 2
    out = len(chain) - 2 * half
    told = f"{out} more links, in the schedule"
    return (*chain[:half], LinkView("", "", told, "", contingent=False, left_out=out), *chain[-half:])


# As a page


def render_certificate(shown: ScheduleView) -> str:
    """The certificate as an HTML page that prints on one sheet."""
    return render("certificate.html.j2", it=certificate(shown))


# As text


def certificate_text(shown: ScheduleView, paper: Paper | None = None) -> Text:
    """The certificate as text, 80 columns wide unless the paper says otherwise."""
    paper = paper or Paper(80)
    it = certificate(shown)
    kept = it.standing is Standing.KEPT
    drawn = _line(Text(paper.words(it.title), "reconvene.good" if kept else "reconvene.error"), paper, 4)
    drawn.append_text(_line(Text(paper.words(it.process), "reconvene.message"), paper, 4))
    drawn.append_text(_line(sentence(f"({it.source_name}, as of {it.as_of})", paper, "reconvene.place"), paper, 1))
    drawn.append("\n").append_text(_line(sentence(it.verdict, paper, "reconvene.message"), paper, 0)).append("\n")
    for name, told in it.facts:
        line = Text(f"{name:<13}", "reconvene.note").append_text(sentence(told, paper))
        drawn.append_text(_line(line, paper, 13))
    if it.chain:
        drawn.append("\n").append("Chain of reasons\n", "reconvene.heading")
        drawn.append_text(Text().join(_link_lines(it.chain, paper)))
        if it.any_contingent:
            note = f"  {_approx(paper)} takes as long as it takes, up to the longest that is declared"
            drawn.append_text(_line(Text(note, "reconvene.aside"), paper, 4))
    for found in it.lists:
        drawn.append("\n").append(f"{found.heading}\n", "reconvene.heading")
        for told in found.lines:
            drawn.append_text(_line(Text("  - ").append_text(sentence(told, paper)), paper, 4))
        if found.more:
            drawn.append(f"  - and {found.more} more, in the schedule\n", "reconvene.aside")
    return drawn.append("\n").append_text(_line(sentence(it.limits, paper, "reconvene.aside"), paper, 0))


def _link_lines(chain: tuple[LinkView, ...], paper: Paper) -> Iterator[Text]:
    wide = max(len(link.takes) for link in chain)
    for link in chain:
        if link.left_out:
            yield Text(f"  {paper.ellipsis} {link.text}\n", "reconvene.aside")
            continue
        sign = _approx(paper) if link.contingent else " "
        line = Text(f"  {link.when:>11}  ", "reconvene.place").append(f"{link.takes:>{wide}} {sign} ")
        line.append_text(sentence(link.text, paper))
        if link.owner:
            line.append(f" ({paper.words(link.owner)})", "reconvene.aside")
        yield _line(line, paper, min(2 + 11 + 2 + wide + 3, paper.prose // 2))


def _approx(paper: Paper) -> str:
    return "~" if paper.ascii else "≈"


def _line(text: Text, paper: Paper, hang: int) -> Text:
    return wrap(text, paper.prose, hang).append("\n")
