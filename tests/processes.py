"""Processes to test with: made at random from parts, written as YAML, renamed, reordered."""

from __future__ import annotations

import random
import re
from typing import Any

from hypothesis import strategies as st

Tree = dict[str, Any]

PARTIES = ("north", "south")
IMPOSERS = (*PARTIES, "neighbour")
NAMES = (
    *PARTIES,
    "island",
    "agency",
    "neighbour",
    "envoy",
    "office",
    "red_phone",
    "pouch",
    "radio",
    "plant",
    "reactor",
    "coal_ban",
    "oil_ban",
    "missiles",
    "rockets",
    "not_first",
    "never_again",
    "close_plant",
    "stop_tests",
    "lift_ban",
    "talk_later",
    "send_aid",
    "offer",
    "main",
    "finding",
    "commission",
    "pause",
    "signature",
    "tell_island",
    "citizens",
    "signed",
    "monthly",
    "long_launch",
    "ready",
    "second_part",
    "second_phase",
    "vote",
    "drill",
    "by_reactor",
    "by_hand",
    "coal",
    "oil",
    "both_told",
    "never_relief",
)


NEIGHBOURS: tuple[Tree, ...] = (
    {"kind": "state", "roles": "convenor"},
    {"kind": "state", "roles": "convenor", "substitutes": ["agency"]},
    {"kind": "state", "roles": "convenor", "ally_of": "south"},
    {"kind": "state", "roles": "convenor", "acceptance": {"north": "refuses", "south": "unknown"}},
)
"""Third parties that may convene, and what may speak against them."""


def write(tree: Any, indent: int = 0) -> str:
    """A tree as YAML: mappings in blocks, lists in brackets, everything else as it stands."""
    pad = "  " * indent
    lines = []
    for key, value in tree.items():
        if isinstance(value, dict) and value:
            lines.append(f"{pad}{key}:\n{write(value, indent + 1)}")
        else:
            lines.append(f"{pad}{key}: {_inline(value)}\n")
    return "".join(lines)


def _inline(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_inline(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key}: {_inline(item)}" for key, item in value.items()) + "}"
    return str(value)


def rename(text: str, names: dict[str, str]) -> str:
    """A text in which every name is replaced at once, as a whole word."""
    pattern = re.compile(r"(?<!\w)(" + "|".join(sorted(map(re.escape, names), key=len, reverse=True)) + r")(?!\w)")
    return pattern.sub(lambda match: names[match.group()], text)


def reorder(tree: Any, shuffle: random.Random) -> Any:
    """The same tree with the entries of every mapping in another order."""
    if isinstance(tree, dict):
        items = [(key, reorder(value, shuffle)) for key, value in tree.items()]
        shuffle.shuffle(items)
        return dict(items)
    return tree


SPREADS: tuple[Tree, ...] = (
    {"lognormal": {"median": "5 days", "sigma": "0.5"}},
    {"normal": {"mean": "6 days", "sigma": "2 days"}},
    {"triangular": {"low": "1 days", "mode": "3 days", "high": "9 days"}},
    {"lognormal": {"median": "4 days", "sigma": "unknown"}},
)
"""How long something takes, as a distribution."""


@st.composite
def limits(draw: st.DrawFn) -> Tree:
    """What stands for a time or for good, against what threat, and how a breach would be found and answered."""
    limit: Tree = {
        "kind": draw(st.sampled_from(["forbear", "limit"])),
        "forbids": ["missile_test"],
        "addresses": {draw(st.sampled_from(["missiles", "rockets"])): draw(st.sampled_from(["freeze", "limit"]))},
    }
    extras: list[Tree] = [
        {"limits": "plant"},
        {"until": draw(st.sampled_from(["2031-05-01", "2032-01-01", "unknown", "2 years after signed"]))},
        {"undone_in": draw(st.sampled_from(["5 days", "20..60 days", "never", "unknown", "at least 1 year"]))},
        {"verified": {"by": "agency", "takes": "5 days", "access_within": "7 days"}
         | draw(st.sampled_from([{"every": "30 days"}, {"detects_within": "2 days"}, {"detects_within": "unknown"}]))},
        {"if_contested": {"then": draw(st.sampled_from(["dispute", "terminate", "finding"])), "cure": "10 days"}
         | draw(st.sampled_from([{}, {"meanwhile": "suspend"}, {"meanwhile": "keep"}]))},
    ]  # fmt: skip
    for extra in draw(st.lists(st.sampled_from(extras), min_size=3, max_size=6)):
        limit = limit | extra
    return limit


@st.composite
def terms(draw: st.DrawFn) -> Tree:
    """A term with some of what a term can have, read alike, apart, or by nobody."""
    settled = draw(st.sampled_from(["2029-12-31", "2030-06-30", "unknown", "90 days after plant.closed"]))
    parts: list[Tree] = [
        {"means": draw(st.sampled_from(["what flies far", "unknown", "unstated"]))},
        {"includes": ["missile"]},
        {"open": ["satellite", "glider"]},
        {"readings": {"north": {"excludes": ["satellite"]}, "south": {"includes": ["satellite"]}}},
        {"readings": {"north": {"includes": ["missile"]}, "south": {"includes": "unstated"}}},
        {"deliberate": {"settle_by": settled, "else": "it includes the satellite"}},
    ]
    term: Tree = {"text": "Any launch that goes far."}
    for part in draw(st.lists(st.sampled_from(parts), max_size=4)):
        term |= part
    return term


@st.composite
def inspections(draw: st.DrawFn) -> Tree:
    """How a duty is verified: by whom, with what access, from what start, and what the report must hold for whom."""
    regime: Tree = {"by": draw(st.sampled_from(["agency", *PARTIES, "national_means"]))}
    parts: list[Tree] = [
        {"takes": draw(st.sampled_from(["30..90 days", "0 days", "unknown"]))},
        {"takes": draw(st.sampled_from(SPREADS))},
        {"every": "30 days"},
        {"detects_within": draw(st.sampled_from(["7 days", "20..90 days", "unknown"]))},
        {"access": draw(st.sampled_from([{"rule": "consent"}, {"rule": "consent", "within": "9 days"}, "unknown"]))},
        {"access_within": "7 days"},
        {"report": draw(st.sampled_from([["photos"], ["photos", "seals"], "unknown"]))},
        {"withholds": ["seals"]},
        {"accepted_by": {draw(st.sampled_from(PARTIES)): ["photos", "seals"]}},
        {"baseline": draw(st.sampled_from(["unknown", "plant.running", {"counted": "40 tons"}]))},
    ]
    for part in draw(st.lists(st.sampled_from(parts), max_size=5)):
        regime |= part
    return {"verified": regime}


@st.composite
def duties(draw: st.DrawFn, name: str) -> Tree:
    """One duty, with some of its slots, some of them unknown."""
    other = {"north": "south", "south": "north"}
    by = draw(st.sampled_from([*PARTIES, "parties", "each of parties", "unknown", "nobody"]))
    duty: Tree = {"by": by} if draw(st.booleans()) else {"by": draw(st.sampled_from(PARTIES))}
    if duty["by"] in other and draw(st.booleans()):
        duty["to"] = [other[duty["by"]]]
    parts: list[Tree] = [
        {"brings": draw(st.sampled_from(["plant.closed", "reactor.sealed", "unknown"]))},
        {"toward": "plant.closed"},
        {"kind": "forbear", "forbids": ["nuclear_test"]},
        {"kind": "forbear", "forbids": ["long_launch"]},
        {"lifts": {draw(st.sampled_from(["coal_ban", "oil_ban"])): "suspend"}},
        {"kind": "negotiate", "question": "the rest"},
        {"needs": ["reactor.sealed"], "brings": "plant.closed"},
        {"lifts": {"coal_ban": "terminate"}},
        {},
    ]
    parts += [draw(limits())] * 3
    duty |= draw(st.sampled_from(parts))
    extras: list[Tree] = [
        {"within": "60 days of signed"},
        {"within": "30 days", "if_missed": {"cure": "10 days", "then": "dispute"}},
        {"within": "no later than 2030-06-30", "if_missed": {"then": "terminate"}},
        {"verified": {"by": draw(st.sampled_from(["agency", "unknown"]))}},
        {"worth": {draw(st.sampled_from(PARTIES)): draw(st.sampled_from(["small", "large", "none"]))}},
        {"act": ["facility_dismantlement"]},
        {"else": "nothing changes"},
        {"addresses": {"missiles": "freeze"}},
        {"if_contested": {"then": draw(st.sampled_from(["terminate", "suspend", "finding"]))}},
        {"costs": {"island": draw(st.sampled_from(["small", "none"]))}},
        {"costs": {draw(st.sampled_from(PARTIES)): draw(st.sampled_from(["small", "large", "unknown"]))}},
        {"undone_in": draw(st.sampled_from(["never", "10 days", "unknown"]))},
        {"takes": "unknown"},
        {"addresses": {"rockets": draw(st.sampled_from(["limit", "dismantle"]))}},
        draw(inspections()),
        {"done_by": draw(st.sampled_from([*PARTIES, "neighbour", "unknown"]))},
        {"form": draw(st.sampled_from(["oral", "written", "unknown"]))},
        {"while": "plant.running", "judged_by": draw(st.sampled_from([*PARTIES, "agency", "unstated"]))},
        {
            "addresses": {
                draw(st.sampled_from(["by_reactor", "by_hand"])): draw(st.sampled_from(["freeze", "dismantle"]))
            }
        },
        {"visible_to": list(PARTIES)},
    ]
    for extra in draw(st.lists(st.sampled_from(extras), max_size=4)):
        duty |= extra
    return duty


def links(chosen: list[str]) -> list[Tree]:
    """The ways in which the first duty can build on the last."""
    first, last = chosen[0], chosen[-1]
    if first == last:
        return [{}]
    return [{}, {"in_return_for": last}, {"after": f"{last}.verified"}, {"after": f"{last}.performed"}]


@st.composite
def ties(draw: st.DrawFn, name: str, among: list[str]) -> Tree:
    """What one duty waits for, and what it is given for: others of the same process, itself, or nobody knows."""
    others = [other for other in among if other != name] or [name]
    one, two = draw(st.sampled_from(others)), draw(st.sampled_from(others))
    waits: list[Tree] = [
        {},
        {"after": f"{one}.verified"},
        {"after": {"any": [f"{one}.verified", "plant.closed"]}},
        {"after": {"all": [f"{one}.performed", "reactor.sealed"]}},
        {"after": "unknown"},
        {"before": f"{one}.performed"},
        {"from": "ready"},
        {"within": "no earlier than ready"},
    ]
    exchanges: list[Tree] = [
        {},
        {"in_return_for": [two]},
        {"in_return_for": [two], "order_readings": {"north": {"first": name}, "south": {"first": two}}},
        {
            "in_return_for": [two],
            "deliberate": {"settle_by": draw(st.sampled_from(["2029-06-01", "2030-06-01"])), "else": "neither moves"},
            "order_readings": {"north": {"first": name}, "south": {"first": two}},
        },
    ]
    return draw(st.sampled_from(waits)) | draw(st.sampled_from(exchanges)) if draw(st.booleans()) else {}


@st.composite
def turnstiles(draw: st.DrawFn, among: list[str]) -> Tree:
    """A day, a gate and a phase that wait for duties and keep others waiting; each may be missing."""
    one, two = draw(st.sampled_from(among)), draw(st.sampled_from(among))
    days: list[Tree] = [
        {},
        {"when": f"{one}.verified"},
        {"at": f"30 days after {one}.performed"},
        {"latest": [f"{one}.verified", "signed"]},
        {"latest": [f"{one}.verified", "signed"], "no_later_than": "2030-12-31"},
    ]
    gates: list[Tree] = [{}, {"second_part": {"opens": f"{one}.verified", "lets_through": [two]}}]
    phases: list[Tree] = [{}, {"second_phase": {"opens": f"{two}.verified", "steps": [one]}}]
    return {
        "days": {"ready": draw(st.sampled_from(days)) or "2030-03-01"},
        "gates": draw(st.sampled_from(gates)),
        "phases": draw(st.sampled_from(phases)),
    }


@st.composite
def ways_back(draw: st.DrawFn) -> Tree:
    """A way back written out stage by stage, with some of the faults that one can have."""
    hands = ["neighbour", "island", "envoy", "north", "unknown"]
    stage: Tree = {"name": "meeting", "led_by": draw(st.sampled_from(["convenor", "north"])), "lasts": "30 days"}
    parts: list[Tree] = [
        {"convenes": "true", "quorum": draw(st.sampled_from(["all", "any", "whoever_came", "unknown"]))},
        {"convenes": "true", "quorum": "whoever_came", "void_if": "south.objected", "else": "notice"},
        {"acts": [{"act": "minuting", "by": "convenor", "seen_by": "parties"}]},
        {"acts": [draw(stage_acts()), draw(stage_acts())]},
        {"seen_by": draw(st.sampled_from(["public", "parties", "unknown"]))},
    ]
    for part in draw(st.lists(st.sampled_from(parts), max_size=4)):
        stage |= part
    notice: Tree = {"name": "notice", "led_by": "convenor", "lasts": "7 days"}
    if draw(st.booleans()):
        notice["acts"] = [draw(stage_acts())]
    way: Tree = {"starts_on": ["stall", "failure"], "started_by": "clock", "stages": [notice, stage]}
    extras: list[Tree] = [
        {"convenor": draw(st.sampled_from(hands))},
        {"substitutes": draw(st.sampled_from([["envoy"], ["island", "neighbour"], ["south"], "unknown"]))},
        {"binds": draw(st.sampled_from(["state", "government", "unknown"]))},
        {"reconfirmed_within": "30 days"},
        {"deposit": "agreed_items"},
        {"standstill": {"forbids": ["weapons_test"]}},
        {"last_used": draw(st.sampled_from(["2029-06-01", "2020-01-01", "unknown"]))},
        {"rehearsed": draw(st.sampled_from(["every 6 months", "every 5 years"]))},
    ]
    for extra in draw(st.lists(st.sampled_from(extras), max_size=6)):
        way |= extra
    return way


@st.composite
def channels(draw: st.DrawFn) -> Tree:
    """Ways of talking that share causes, depend on each other, or are cut already."""
    tree: Tree = {"office": {"level": "liaison", "ends": list(PARTIES), "closes_with": "leaflets"}}
    more: list[Tree] = [
        {"red_phone": {"level": "hotline", "ends": ["north.leader", "south.leader"], "depends_on": "office"}},
        {"pouch": {"ends": ["neighbour", "north"], "closes_with": draw(st.sampled_from(["leaflets", "unknown"]))}},
        {"radio": {"ends": list(PARTIES), "open": "closed"}},
    ]
    for channel in draw(st.lists(st.sampled_from(more), max_size=3)):
        tree |= channel
    return tree


@st.composite
def vows(draw: st.DrawFn) -> Tree:
    """A vow against some kind of talking, before some audience, with some way out or none."""
    vow: Tree = {
        "by": f"{draw(st.sampled_from(PARTIES))}.leader",
        "forbids": [draw(st.sampled_from(["attendance", "contact", "public_request_to_return", "statement"]))],
    }
    extras: list[Tree] = [
        {"audience": draw(st.sampled_from(["domestic", "[adversary, domestic]"]))},
        {"released_by": draw(st.sampled_from(["third_party_invitation", "humanitarian_ground", "unknown"]))},
        {"until": "2029-01-01"},
    ]
    for extra in draw(st.lists(st.sampled_from(extras), max_size=2)):
        vow |= extra
    return vow


@st.composite
def stage_acts(draw: st.DrawFn) -> Tree:
    """An act of a stage: by one party, by all, or by a third party; seen by some or by everybody."""
    act: Tree = {
        "act": draw(st.sampled_from(["public_statement", "contact", "public_request_to_return", "invitation"])),
        "by": draw(st.sampled_from([*PARTIES, "principals", "convenor"])),
    }
    extras: list[Tree] = [
        {"seen_by": draw(st.sampled_from(["public", "parties", "unknown"]))},
        {"together": draw(st.sampled_from(["true", "false", "unknown"]))},
        {"covers": "third_party_invitation"},
        {"required": "false"},
    ]
    for extra in draw(st.lists(st.sampled_from(extras), max_size=3)):
        act |= extra
    return act


@st.composite
def pressures(draw: st.DrawFn) -> Tree:
    """The two bans as they press on flows, one of them a cap that lies beneath; or nothing that is measured."""
    if draw(st.booleans()):
        return {}
    return {
        "coal_ban": {"imposed_by": "south", "imposed_on": "north", "limits": ["coal"], "to": "none"},
        "oil_ban": {
            "imposed_by": "south",
            "imposed_on": "north",
            "limits": [draw(st.sampled_from(["coal", "oil"]))],
            "to": draw(st.sampled_from(["5 usd", "none", "unstated"])),
        },
    }


@st.composite
def routes(draw: st.DrawFn) -> Tree | str:
    """One route or two to what is to be prevented, or none."""
    one: Tree = {"of": draw(st.sampled_from(PARTIES)), "leads_to": "missiles", "through": ["reactor"]}
    two: Tree = {"of": draw(st.sampled_from(PARTIES)), "leads_to": "rockets", "known": "suspected"}
    some: list[Tree | str] = [
        {"by_reactor": one, "by_hand": two},
        {"by_reactor": one, "by_hand": two | {"known": "known"}},
    ]
    return draw(st.sampled_from(some))


@st.composite
def processes(draw: st.DrawFn) -> Tree:
    """A whole process of two parties, with a chance of every kind of fault that a check looks for."""
    tree: Tree = {
        "title": "A process",
        "as_of": "2030-01-01",
        "parties": {
            "north": {"inner": {"leader": {"kind": "leader"}}},
            "south": {
                "inner": {
                    "leader": {"kind": "leader"},
                    "citizens": {
                        "kind": "public",
                        "veto": draw(st.sampled_from(["yes", "no", "unknown"])),
                        "accepts": draw(st.sampled_from(["at most 30%", "60..80%", "unknown"])),
                    },
                }
            },
        },
        "actors": {
            "island": {"kind": draw(st.sampled_from(["ally", "spoiler"])), "ally_of": draw(st.sampled_from(PARTIES))},
            "agency": {"kind": "verifier", **draw(st.sampled_from([{}, {"mandate": {"until": "2030-05-31"}}]))},
            "neighbour": draw(st.sampled_from(NEIGHBOURS)),
            "envoy": {"kind": "person", "acceptance": {"north": draw(st.sampled_from(["refuses", "accepts"]))}},
        },
        "days": {"signed": "2030-02-01", "ready": "2030-03-01"},
        "terms": {"long_launch": draw(terms())},
        "items": {
            "plant": {"scale": ["running", "closed"], "start": "running", "goal": "closed"},
            "reactor": {"scale": ["running", "sealed"], "start": "running"},
        },
        "choices": {
            "finding": {
                "by": draw(st.sampled_from(["commission", *PARTIES, "agency", "unknown"])),
                "rule": draw(st.sampled_from(["consensus", "majority"])),
                "within": "30 days",
                "may": ["broken", "nothing_found"],
            }
            | draw(st.sampled_from([{"silence": "broken"}, {"silence": "nothing_found"}, {"silence": "unknown"}, {}]))
            | draw(st.sampled_from([{}, {"outcomes": {"broken": "reactor.sealed"}}])),
        },
        "bodies": {"commission": {"members": "all of parties"}},
        "measures": {
            "coal_ban": {"bans": ["coal"]}
            | draw(st.sampled_from([{}, {"putting_back": {"rule": "alone"}}]))
            | draw(st.sampled_from([{}, *({"imposed_by": by} for by in IMPOSERS)])),
            "oil_ban": {"bans": ["oil"], "lifting": {"needs": ["reactor.sealed"]}},
        }
        | draw(pressures()),
        "flows": {
            "coal": {"of": "north", "dimension": "revenue", "before": draw(st.sampled_from(["90 usd", "unknown"]))},
            "oil": {"of": "north", "dimension": "revenue", "before": "10..20 usd"},
        },
        "paths": draw(routes()),
        "threats": {
            "missiles": {
                "of": draw(st.sampled_from(PARTIES)),
                "hits": {"island": draw(st.sampled_from(["large", "small", "unknown"]))},
                **draw(st.sampled_from([{}, {"comes_back_in": "3 months"}, {"comes_back_in": "unknown"}])),
            },
            "rockets": {"of": draw(st.sampled_from(PARTIES)), "hits": {"island": "medium"}},
        },
    }
    chosen = draw(
        st.lists(st.sampled_from(["close_plant", "stop_tests", "lift_ban", "talk_later", "send_aid"]), unique=True)
    )
    if chosen:
        tree["obligations"] = {name: draw(duties(name)) | draw(ties(name, chosen)) for name in chosen}
        tree["obligations"][chosen[0]] |= draw(st.sampled_from(links(chosen)))
    optional: list[Tree] = [
        {"final_date": draw(st.sampled_from(["2031-06-01", "unknown", "5 years after signed"]))},
        {"end_state": {"all": ["plant.closed"], "verified_by": "agency"}},
        {"return": {"use": "return/standard", "starts_on": ["stall"], "convenor": "neighbour"}},
        {"return": draw(ways_back())},
        {"return": {"starts_on": ["stall", "failure"], "started_by": draw(st.sampled_from([*PARTIES, "request"]))}},
        {"vows": {"not_first": {"by": f"{draw(st.sampled_from(PARTIES))}.leader", "forbids": ["concession"]}}},
        {"disputes": {"main": {"stages": [{"name": "talks", "body": "agency"}], "then": "finding"}}},
        {"disputes": {"main": {"stages": [{"name": "talks", "body": "agency", "lasts": "9 days"}],
                               "then": "terminate"}}},
        {"remedies": {"pause": {"open_to": draw(st.sampled_from(PARTIES)), "allows": "rest"}}},
        {"remedies": {"pause": {"for": "[]", "materiality": "minor", "allows": "unknown"}}},
        {"consultations": {"tell_island": {"by": "south", "with": ["island"], "before": "signature"}
                           | draw(st.sampled_from([{}, {"lead": "30 days"},
                                                   {"held": "2029-12-20", "lead": "9 weeks"}]))},
         "gates": {"signature": {"dated": draw(st.sampled_from(["2030-01-10", "2030-03-01", "unknown"]))}}},
        {"channels": draw(channels())},
        {"vows": {"not_first": draw(vows())}},
        {"vows": {"not_first": draw(vows()), "never_again": draw(vows())}},
        {"end_state": {"all": ["plant.closed"], "verified_by": draw(st.sampled_from(PARTIES))}},
        {"reviews": {"monthly": {"every": "30 days"}}},
        {"calendar": {"vote": {"kind": "election", "of": draw(st.sampled_from(PARTIES)),
                               "dated": draw(st.sampled_from(["2030-03-20", "2030-06-15", "unknown"]))}}},
        {"calendar": {"drill": {"kind": draw(st.sampled_from(["exercise", "transition", "recess"])),
                                "of": "south", "matters_to": "north",
                                "dated": "2030-06-20", "until": "2030-07-10"}}},
        {"thresholds": {"thin_slack": draw(st.sampled_from(["95%", "40%"]))}},
        {"packages": {"offer": {"by": "north", "lifts": {"coal_ban": "waive"}, "lifted_by": "south"}}},
        {"no_deal": {"keeps": draw(st.sampled_from(["50..90%", "unknown"])),
                     "worth": {draw(st.sampled_from(PARTIES)): "small"}}},
        {"red_lines": {"never_relief": {"by": f"{draw(st.sampled_from(PARTIES))}.leader"}
                       | draw(st.sampled_from([{"forbids": ["sanctions_relief"]}, {}]))}},
        {"accounts": {"both_told": {"by": "north.leader", "claims": {
            "one": {"about": "coal_ban", "share": "50%", "counted": "by_count"},
            "two": {"about": "coal_ban", "share": "90%", "counted": "by_weight"}}}}},
    ]  # fmt: skip
    for extra in draw(st.lists(st.sampled_from(optional), max_size=6)):
        tree |= extra
    for section, entries in draw(turnstiles(chosen)).items() if chosen else ():
        if entries:
            tree[section] = tree.get(section, {}) | entries
    return tree
