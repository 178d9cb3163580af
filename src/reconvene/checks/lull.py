"""What goes on between the meetings: whether the next one comes round by itself, and what rests until it does."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from reconvene.checks.draft import Draft
from reconvene.checks.endurance import unsaid_slot
from reconvene.checks.remedy import add_entry, change, new_name
from reconvene.checks.shelf import Answer, check
from reconvene.checks.time import calendar_desert
from reconvene.document.acts import is_case_of
from reconvene.document.dates import add, in_days
from reconvene.document.expressions import Duration, TimeUnit
from reconvene.document.mechanism import Standstill
from reconvene.document.shape import Record
from reconvene.process.proof import Result, bounded
from reconvene.text.finding import Severity


@check(
    "R10",
    Severity.WARNING,
    """The Standing Consultative Commission of SALT and the ABM Treaty (1972) was to meet at least twice a year; the
    Special Verification Commission of the INF Treaty met only on request, and held no session from 2003 to 2016
    (State Department fact sheet of 1997; armscontrollaw.com; Arms Control Association).""",
    on_demand=(
        "Meetings are dated one by one, and none comes round by itself: after the last of them, somebody must ask.",
        "give one channel, body or review at technical level a rhythm; its agenda may be *none*",
    ),
    unknown=(
        "Whether any meeting comes round by itself cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def no_standing_calendar(draft: Draft) -> Iterator[Answer]:
    """No meeting comes round by itself.

    A way back is needed less often where there is always a next meeting. A rhythm at technical level, which does not
    hang on progress and may have an empty agenda, spares everybody the asking.

    The check looks for one channel that is open, one body or one review with a rhythm. Where the calendar has a long
    gap already, `calendar-desert` says so, proposes the rhythm, and this check is silent; without any way back, only
    `no-return-mechanism` speaks.

    ## Fails

    ```yaml
    title: Meetings one by one
    as_of: 2030-01-01
    final_date: 2030-04-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    sessions:
      opening: {dated: 2030-02-01, held: planned}
      second: {dated: 2030-03-01, held: planned}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Passes

    ```yaml
    title: A monthly call
    as_of: 2030-01-01
    final_date: 2030-04-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    channels:
      technicians: {level: technical, ends: [north, south], cadence: every 30 days}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```

    ## Cannot tell

    ```yaml
    title: How often?
    as_of: 2030-01-01
    final_date: 2030-04-01
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    sessions:
      opening: {dated: 2030-02-01, held: planned}
      second: {dated: 2030-03-01, held: planned}
    channels:
      technicians: {level: technical, ends: [north, south], cadence: unknown}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
    ```
    """
    mechanism = draft.way_back
    if mechanism is None:
        return
    meeting = list(_meeting(draft))
    if any(getattr(record, key) is not None for _, record, key in meeting):
        return
    if any(not answer.missing for answer in calendar_desert(draft)):
        return
    asked = [(name, record, key) for name, record, key in meeting if record.is_unsaid(key)]
    for name, record, key in asked:
        yield unsaid_slot(record, key, name, f"the rhythm of `{name}`", f"say how often {name} meets")
    if not asked:
        name = new_name(draft, "technical_session")
        start = add(draft.now, Decimal(30), TimeUnit.DAY)
        text = f"{{every: 30 days from {start}, if_not_held: {{within: 14 days, then: return}}}}"
        fixes = add_entry("add a technical session every 30 days", draft, "reviews", name, text)
        yield Answer("on_demand", mechanism.span, "calendar", fixes=fixes)


def _meeting(draft: Draft) -> Iterator[tuple[str, Record, str]]:
    """What may meet by itself: its name, its record, and the slot of its rhythm."""
    for name, channel in (draft.process.channels or {}).items():
        if channel.open in (None, "open"):
            yield name, channel, "cadence"
    for name, body in (draft.process.bodies or {}).items():
        yield name, body, "cadence"
    for name, review in (draft.process.reviews or {}).items():
        yield name, review, "every"


_ESCALATES = (
    "weapons_test",
    "rocket_launch",
    "weapons_production",
    "weapons_deployment",
    "weapons_use",
    "nuclear_activity",
    "military_activity",
    "provocation",
    "pressure",
)
"""The classes of act that make a stall worse: a choice of ours."""


@check(
    "R11",
    Severity.WARNING,
    """Panmunjom, 30 June 2019: talks were to resume in two or three weeks. North Korea then tested short-range missiles
    several times, the United States and South Korea began exercises in August (Reuters, 7 August 2019), and the talks
    came only on 5 October, after 97 days.""",
    none=(
        "While the parties are on the way back, nothing keeps them from making matters worse.",
        "add a `standstill:` that forbids both sides the acts that would, for as long as the ladder runs",
    ),
    empty=(
        "The standstill forbids nothing.",
        "list under `forbids` the acts that rest meanwhile",
    ),
    too_short=(
        "The standstill lasts {lasts} days, and from where it begins it can take {days} days until the parties sit.",
        "let it last as long as the ladder can run",
    ),
    unknown=(
        "Whether both sides hold still on the way back cannot be told: {what} is {word}.",
        "{ask}",
    ),
)
def no_standstill(draft: Draft) -> Iterator[Answer]:
    """Nothing holds still while the parties are on the way back.

    A test, an exercise or a new measure in the middle of a return ends it. A standstill asks for little: a few acts
    on both sides, only while the ladder runs.

    A `standstill` that forbids something settles it, if it lasts until the parties sit again, whoever stays away and
    whoever's government changes: the longest path of `reconvene return` to a session, from the stage with which it
    begins. So does it where every party owes a standing duty to forbear from an act that escalates.
    `use: return/standard` has a standstill, which a file may replace.

    ## Fails

    ```yaml
    title: Back, but at daggers drawn
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ```yaml
    title: Still for two months, and away for four
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      standstill: {forbids: [missile_test, large_exercise], lasts: 60 days}
    ```

    ## Passes

    ```yaml
    title: Both hold still
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      starts_on: [stall, failure]
      started_by: clock
      convenor: sweden
      substitutes: [singapore]
      binds: state
      standstill: {forbids: [missile_test, large_exercise], lasts: 100 days}
      stages:
        - {name: notice, led_by: convenor, lasts: 7 days}
    ```

    ## Cannot tell

    ```yaml
    title: What rests?
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    return:
      use: return/standard
      starts_on: [stall, failure]
      convenor: sweden
      substitutes: [singapore]
      binds: state
      standstill: {forbids: unknown}
    ```
    """
    mechanism = draft.way_back
    if mechanism is None or _all_forbear(draft):
        return
    ask = "say which acts rest on the way back: return.standstill"
    standstill = mechanism.standstill
    acts = "[weapons_test, large_exercise, sanctions_imposition]"
    if mechanism.is_unsaid("standstill"):
        yield unsaid_slot(mechanism, "standstill", "return", "what rests meanwhile", ask)
    elif standstill is None:
        fixes = change("let tests, large exercises and new sanctions rest", mechanism, "standstill", _resting(acts))
        yield Answer("none", mechanism.span, "return", fixes=fixes)
    elif standstill.is_unsaid("forbids"):
        yield unsaid_slot(standstill, "forbids", "return.standstill", "what it forbids", ask)
    elif not standstill.forbids:
        fixes = change("let tests, large exercises and new sanctions rest", mechanism, "standstill", _resting(acts))
        yield Answer("empty", mechanism.value_span("standstill"), "return", fixes=fixes)
    else:
        yield from _ask_end(draft, standstill)


def _ask_end(draft: Draft, standstill: Standstill) -> Iterator[Answer]:
    """Whether it ends before the longest way to a session does, counted from the stage with which it begins."""
    ladder = draft.ladder
    if ladder is None or not ladder.stages or not isinstance(standstill.lasts, Duration):
        return
    longest = bounded(Result.SOME_REFUSE, ladder, draft.best_ladder).changed
    if longest.days is None:
        return
    before = ladder.stages[: standstill.from_stage or 0]
    days = longest.days - sum(stage.limit or 0 for stage in before)
    lasts = in_days(standstill.lasts)
    if lasts < days:
        fixes = change("let it last until the parties sit", standstill, "lasts", f"{days} days")
        values = {"lasts": f"{lasts:g}", "days": str(days)}
        yield Answer("too_short", standstill.value_span("lasts"), "return", fixes=fixes, values=values)


def _resting(acts: str) -> str:
    return f"{{forbids: {acts}}}"


def _all_forbear(draft: Draft) -> bool:
    """Whether every party owes a standing duty not to do something that escalates."""
    holding: set[str] = set()
    for duty in draft.duties.values():
        if duty.kind == "forbear" and any(
            is_case_of(act, wide, draft.taxonomy) for act in duty.forbids or () for wide in _ESCALATES
        ):
            holding.update(party for name in draft.debtors(duty) for party in draft.hands(name))
    return bool(draft.parties) and holding >= set(draft.parties)
