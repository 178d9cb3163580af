"""Whether the way back still reaches the parties when the channels between them are cut."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reconvene.checks.draft import Draft
from reconvene.checks.remedy import add_entry, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.document.calendar import Channel
from reconvene.document.mechanism import Return
from reconvene.text.finding import Fix, MissingFact, Reason, Severity


@dataclass(frozen=True)
class _Link:
    """A way of talking: between whom, what cuts it, and the channel that it is, if the file has it as one."""

    ends: frozenset[str]
    cut_by: frozenset[str]
    channel: Channel | None = None


@check(
    "R09",
    Severity.WARNING,
    """9 June 2020, 12:00: North Korea cut the line through the joint liaison office, the military lines and the line
    between the two leaders' offices together, after a protest over leaflets (KCNA, as reported by Yonhap).""",
    cut=(
        "When `{cause}` comes, every channel by which the way back could reach the parties is cut at once.",
        "add a channel that does not depend on it, such as a third party's pouch or an unrelated technical line",
    ),
    without=(
        "Without `{cause}`, no channel is left by which the way back could reach the parties.",
        "add a channel that does not depend on it, such as a third party's pouch or an unrelated technical line",
    ),
    unknown=(
        "Whether the way back survives `{cause}` cannot be told: what else shuts `{channel}` is {word}.",
        "say what shuts {channel}: {channel}.{key}",
    ),
)
def common_cause_failure(draft: Draft) -> Iterator[Answer]:
    """The way back runs on the channels whose failure it must repair.

    A hotline, a liaison office and a military line are three channels, and one channel if the same quarrel cuts them
    all. The check takes every cause that shuts a channel (`closes_with`) and everything that a channel dies with
    (`depends_on`, and what that depends on in turn), takes all the channels away that share it, and asks whether those
    whom the way back calls can still reach each other, directly or through somebody.

    A third party that convenes reaches every party by itself, unless the file says by which channel it does. Channels
    that are closed or suspended carry nothing. A channel for which no cause is written is not cut by any; write
    `closes_with: unknown` where nobody knows.

    ## Fails

    ```yaml
    title: All through one office
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    channels:
      office: {level: liaison, ends: [north, south], closes_with: leaflets}
      hotline: {level: hotline, ends: [north, south], depends_on: office}
      line_to_north: {level: technical, ends: [sweden, north], depends_on: office}
      line_to_south: {level: technical, ends: [sweden, south]}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      binds: state
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ## Passes

    ```yaml
    title: A line of its own
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    channels:
      office: {level: liaison, ends: [north, south], closes_with: leaflets}
      hotline: {level: hotline, ends: [north, south], depends_on: office}
      line_to_north: {level: technical, ends: [sweden, north], closes_with: flood}
      line_to_south: {level: technical, ends: [sweden, south]}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: Does the pouch still travel?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}}
    channels:
      office: {level: liaison, ends: [north, south], closes_with: leaflets}
      line_to_north: {level: technical, ends: [sweden, north], closes_with: unknown}
      line_to_south: {level: technical, ends: [sweden, south]}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      binds: state
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```
    """
    mechanism = draft.way_back
    called = draft.hands("principals")
    if mechanism is None or len(called) < 2:
        return
    links = [*_channels(draft), *_convening(draft, mechanism)]
    if not _is_joined(draft, called, links):
        return  # nothing joins them that could be cut; that there is nobody to convene is another check's to say
    hits: dict[str, set[str]] = {}
    for link in links:
        for cause in link.cut_by if link.channel else ():
            hits.setdefault(cause, set()).add(link.channel.name if link.channel else "")
    failing = {}
    for cause, hit in hits.items():
        left = [link for link in links if not _is_cut(link, cause)]
        if not _is_joined(draft, called, left):
            failing[cause] = hit | {cause}
        elif not _is_joined(draft, called, [link for link in left if _unsaid(link) is None]):
            yield from _ask(cause, left)
    names = set(draft.process.channels or {})
    for cause, hit in failing.items():
        if not (cause in names and _is_told_by_another(cause, failing, names)):
            yield _cut(
                draft, called, cause, [link for link in links if link.channel and link.channel.name in hit - {cause}]
            )


def _is_told_by_another(channel: str, failing: dict[str, set[str]], names: set[str]) -> bool:
    """Whether what the loss of a channel cuts is told of a cause that cuts as much, or of one that cuts more."""
    own = failing[channel]
    return any(own <= hit if cause not in names else own < hit for cause, hit in failing.items() if cause != channel)


def _is_cut(link: _Link, cause: str) -> bool:
    """Whether a cause cuts a link: by what is written, or since the link is it, or ends at it."""
    is_it = link.channel is not None and link.channel.name == cause
    return is_it or cause in link.cut_by or any(end == cause or end.startswith(f"{cause}.") for end in link.ends)


def _channels(draft: Draft) -> Iterator[_Link]:
    channels = draft.process.channels or {}
    for name, channel in channels.items():
        if channel.open in (None, "open"):
            yield _Link(frozenset(channel.ends or ()), frozenset(_causes(channels, name)), channel)


def _causes(channels: dict[str, Channel], name: str) -> set[str]:
    """What cuts a channel: its own causes, and what it depends on, in turn; a circle is walked once."""
    found: set[str] = set()
    seen: set[str] = set()
    waiting = [name]
    while waiting:
        channel = channels.get(waiting.pop())
        if channel is None or channel.name in seen:
            continue
        seen.add(channel.name)
        found.update(channel.closes_with or ())
        found.update(channel.depends_on or ())
        waiting.extend(channel.depends_on or ())
    return found


def _convening(draft: Draft, mechanism: Return) -> Iterator[_Link]:
    """The reach of third parties that convene, where no channel of theirs to a party is written."""
    written = [channel.ends or () for channel in (draft.process.channels or {}).values()]
    for hand in dict.fromkeys([mechanism.convenor, *(mechanism.substitutes or ())]):
        if hand is None or draft.principal_of(hand) is not None:
            continue
        for party in draft.hands("principals"):
            if not any(
                hand in ends and any(draft.principal_of(end) == draft.principal_of(party) for end in ends)
                for ends in written
            ):
                yield _Link(frozenset((hand, party)), frozenset())


def _is_joined(draft: Draft, called: Collection[str], links: list[_Link]) -> bool:
    """Whether everybody called can reach everybody else over these links, if need be through others."""
    groups: dict[str, set[str]] = {}
    for link in links:
        joined = {draft.principal_of(end) or end for end in link.ends}
        for end in list(joined):
            joined |= groups.get(end, set())
        for end in joined:
            groups[end] = joined
    nodes = [draft.principal_of(name) or name for name in called]
    return set(nodes) <= groups.get(nodes[0], {nodes[0]})


def _cut(draft: Draft, called: list[str], cause: str, hit: list[_Link]) -> Answer:
    because = tuple(
        Reason(f"`{link.channel.name}` is cut by `{cause}`", link.channel.span) for link in hit if link.channel
    )
    first = min((link.channel for link in hit if link.channel), key=lambda channel: channel.span.start)
    says = "without" if draft.names.find(cause) is not None else "cut"
    return Answer(says, first.span, cause, because, _pouch(draft, called), values={"cause": cause})


def _pouch(draft: Draft, called: list[str]) -> tuple[Fix, ...]:
    text = f"{{level: technical, ends: [{', '.join(called)}], closes_with: unknown}}"
    name = new_name(draft, "independent_line")
    return add_entry("add a line of its own, what shuts it still open", draft, "channels", name, text)


def _unsaid(link: _Link) -> str | None:
    """The slot that leaves open what else cuts a channel."""
    if link.channel is None:
        return None
    return next((key for key in ("closes_with", "depends_on") if link.channel.is_unsaid(key)), None)


def _ask(cause: str, left: list[_Link]) -> Iterator[Answer]:
    for link in left:
        key = _unsaid(link)
        if link.channel is not None and key is not None:
            name = link.channel.name
            missing = (MissingFact(f"{name}.{key}", f"say what shuts {name}: {name}.{key}"),)
            values = {"cause": cause, "channel": name, "word": link.channel.unsaid[key], "key": key}
            yield Answer("unknown", link.channel.value_span(key), name, missing=missing, values=values)
