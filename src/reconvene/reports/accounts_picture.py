"""Claims and yardsticks as a picture: a row for each yardstick, a column for each claim, the verdict in words."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.deal.accounts import Accounts
from reconvene.deal.claims import ClaimView
from reconvene.deal.yardsticks import Answer
from reconvene.reports.accounts_words import claimed_words, headline, judged
from reconvene.reports.lettering import broken
from reconvene.reports.picture_sheet import SIZE, framed, worded
from reconvene.reports.weigh_words import percent

_EDGE, _GUTTER, _COLUMN, _ROW, _HEAD = 16.0, 330.0, 128.0, 24.0, 150.0
_LEAST = 720.0


def yardsticks(claims: list[ClaimView]) -> list[tuple[str, str]]:
    """The yardsticks by which some claim is true, or by which nobody can tell, each with the share it finds."""
    found: dict[str, str] = {}
    telling = set()
    for claim in claims:
        for each in claim.verdicts:
            found.setdefault(each.yardstick, percent(*each.share))
            if each.answer is Answer.TRUE and (claim.claimed is not None or each.share[1] > 0):
                telling.add(each.yardstick)
    return [(name, share) for name, share in found.items() if name in telling]


def answer_of(claim: ClaimView, yardstick: str) -> str:
    """The verdict of a claim by a yardstick; nothing where the claim does not admit it."""
    return next((str(each.answer) for each in claim.verdicts if each.yardstick == yardstick), "")


def render_accounts(shown: Accounts, *, id: str = "accounts") -> str:
    """The picture as one SVG."""
    claims = judged(shown)
    rows = yardsticks(claims)
    width = max(_LEAST, _GUTTER + len(claims) * _COLUMN + _EDGE)
    height = _HEAD + max(1, len(rows)) * _ROW + 46
    parts = [
        _words(_EDGE, 26, "Whose account holds, by which yardstick", width - 2 * _EDGE, "head", 17),
        *_heads(claims),
        *(part for row, each in enumerate(rows) for part in _row(claims, each, row, id)),
    ]
    if not rows:
        parts.append(_words(_EDGE, _HEAD + 16, "No claim is one that a yardstick can be laid on.", width))
    parts += [_words(_EDGE, height - 16, sentence, width - 2 * _EDGE) for sentence in list(headline(shown))[-1:]]
    title = f"{shown.title}: whose account holds, by which yardstick"
    return framed(id, height, title, describe(shown), parts, width)


def describe(shown: Accounts) -> str:
    """What the picture shows, in sentences, for those who do not see it."""
    claims = judged(shown)
    told = []
    for claim in claims:
        true = [name for name, _ in yardsticks(claims) if answer_of(claim, name) == Answer.TRUE]
        told.append(f"{claim.path} of {claim.by} is true by {', '.join(true) or 'none'}.")
    return " ".join(told)


def _heads(claims: list[ClaimView]) -> Iterator[str]:
    yield _words(_EDGE, _HEAD - 12, "Yardstick, and the share that it finds", _GUTTER - 2 * _EDGE, "small soft", 10)
    for column, claim in enumerate(claims):
        x = _GUTTER + column * _COLUMN
        for line, words in enumerate(broken(claim.by.replace(".", " ").replace("_", " "), _COLUMN - 8, 12, 2)):
            yield _words(x, 46 + 14 * line, words, _COLUMN - 8, "lane", 12)
        for line, words in enumerate(broken(claim.name.replace("_", " "), _COLUMN - 8, 11, 3)):
            yield _words(x, 76 + 14 * line, words, _COLUMN - 8)
        for line, words in enumerate(broken(claimed_words(claim), _COLUMN - 8, 10, 2)):
            yield _words(x, 118 + 13 * line, words, _COLUMN - 8, "small soft", 10)


def _row(claims: list[ClaimView], each: tuple[str, str], row: int, id: str) -> Iterator[str]:
    name, share = each
    y = _HEAD + row * _ROW
    yield f'<path class="tick" d="M{_EDGE:g} {y:g}H{_GUTTER + len(claims) * _COLUMN:g}"/>'
    yield _words(_EDGE, y + 16, name.replace("_", " "), _GUTTER - _EDGE - 96)
    yield _words(_GUTTER - 90, y + 16, share, 84, "strong")
    for column, claim in enumerate(claims):
        answer = answer_of(claim, name)
        x = _GUTTER + column * _COLUMN
        box = f'x="{x:g}" y="{y + 3:g}" width="{_COLUMN - 12:g}" height="{_ROW - 6:g}" rx="3"'
        if answer == Answer.TRUE:
            yield f'<rect class="bar c2" {box}/>'
        elif answer == Answer.CANNOT_TELL:
            fill = f'fill="url(#{id}-dots)" stroke-dasharray="1.5 3"'
            yield f'<rect class="swatch" {fill} {box}/>'
        kind = {Answer.TRUE: "strong", Answer.FALSE: "soft"}.get(Answer(answer), "name") if answer else "soft"
        yield _words(x + 8, y + 16, answer or "does not apply", _COLUMN - 22, kind)


def _words(x: float, y: float, text: str, room: float, kind: str = "", size: float = SIZE) -> str:
    return worded(x, y, text.replace("`", ""), room, kind, size)
