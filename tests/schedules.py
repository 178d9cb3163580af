"""Schedules to draw: the road map of the shipped case with dates of our own, and small, large and awkward ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from reconvene.reports.schedule_view import (
    Bar,
    BarKind,
    ChainLink,
    Chance,
    Collision,
    Desert,
    Lane,
    LaneKind,
    Mark,
    MarkKind,
    PartyChain,
    Rhythm,
    ScheduleView,
    Standing,
    Step,
    StepKind,
    Tie,
    TieKind,
)

SIGNED = date(2019, 7, 1)
SHUT_DOWN = date(2019, 11, 29)
DECLARED = date(2020, 3, 24)
HALT_ENDS = date(2020, 7, 1)
DISABLED = date(2021, 7, 1)
BASELINE = date(2025, 3, 24)
REMOVED = date(2028, 3, 24)
ELIMINATED = date(2030, 3, 24)
END_VERIFIED = date(2032, 3, 24)
CLOSED = date(2032, 9, 24)
FINAL = date(2034, 9, 24)

ACT, STANDING, SERIES, PHASE = BarKind.ACT, BarKind.STANDING, BarKind.SERIES, BarKind.PHASE


def _days(day: date, number: int) -> date:
    return day + timedelta(days=number)


def _dprk() -> Lane:
    return Lane(
        "dprk",
        "Democratic People's Republic of Korea",
        LaneKind.PARTY,
        (
            Bar("no_nuclear_tests", "No nuclear tests", STANDING, SIGNED, FINAL),
            Bar("list_yongbyon", "List Yongbyon", ACT, SIGNED, SIGNED, _days(SIGNED, 7), _days(SIGNED, 30), True),
            Bar(
                "shut_down_plutonium",
                "Shut down plutonium production",
                ACT,
                _days(SIGNED, 8),
                SHUT_DOWN,
                _days(SIGNED, 10),
                _days(SHUT_DOWN, 30),
                critical=True,
                text="The reactors, the radiochemical laboratory and fuel fabrication are shut down and sealed.",
            ),
            Bar(
                "declare_programmes",
                "Declare all programmes",
                ACT,
                SIGNED,
                DECLARED,
                _days(DECLARED, 1096),
                BASELINE,
                critical=True,
            ),
            Bar(
                "disable_plutonium",
                "Disable the plants",
                ACT,
                HALT_ENDS,
                DISABLED,
                HALT_ENDS,
                _days(DISABLED, 60),
            ),
            Bar("close_test_site", "Close the test site", ACT, HALT_ENDS, _days(HALT_ENDS, 200)),
            Bar("accept_inspections", "Accept inspections", SERIES, SIGNED, None),
            Bar(
                "remove_warheads", "Remove the warheads", ACT, BASELINE, date(2028, 3, 24), BASELINE, date(2028, 9, 24)
            ),
            Bar("dismantle_plutonium", "Dismantle plutonium plants", ACT, BASELINE, ELIMINATED),
            Bar(
                "make_final_declaration",
                "Make the final declaration",
                ACT,
                _days(ELIMINATED, -90),
                ELIMINATED,
                _days(ELIMINATED, 365),
                END_VERIFIED,
                critical=True,
            ),
        ),
    )


def _us() -> Lane:
    return Lane(
        "us",
        "United States",
        LaneKind.PARTY,
        (
            Bar("pause_large_exercises", "Pause large exercises", STANDING, SIGNED, FINAL),
            Bar("hold_new_sanctions", "Hold new sanctions", STANDING, SIGNED, FINAL),
            Bar("list_measures", "List every measure", ACT, SIGNED, SIGNED, _days(SIGNED, 7), _days(SIGNED, 30)),
            Bar("seek_first_suspension", "Seek the first suspension", ACT, _days(SIGNED, 10), _days(SHUT_DOWN, 60)),
            Bar(
                "suspend_statutory_sanctions",
                "Suspend statutory sanctions",
                ACT,
                SHUT_DOWN,
                HALT_ENDS,
                SHUT_DOWN,
                _days(HALT_ENDS, 30),
            ),
            Bar("us_liaison_office", "Open a liaison office", ACT, SIGNED, HALT_ENDS),
            Bar("open_trade_by_thirds", "Open trade by thirds", SERIES, BASELINE, ELIMINATED),
            Bar("end_statutory_sanctions", "End statutory sanctions", ACT, END_VERIFIED, CLOSED, critical=True),
        ),
    )


def _others() -> tuple[Lane, ...]:
    return (
        Lane(
            "rok",
            "Republic of Korea",
            LaneKind.PARTY,
            (
                Bar("hear_rok", "Hear Seoul before each gate", SERIES, _days(SIGNED, -60), END_VERIFIED),
                Bar("reopen_kaesong", "Reopen Kaesong", ACT, _days(HALT_ENDS, 30), _days(DISABLED, 90)),
            ),
        ),
        Lane(
            "iaea",
            "International Atomic Energy Agency",
            LaneKind.THIRD,
            (
                Bar(
                    "report_baseline",
                    "Report on the first declaration",
                    ACT,
                    _days(DECLARED, 1096),
                    BASELINE,
                    critical=True,
                ),
                Bar("report_each_quarter", "Report each quarter", SERIES, SIGNED, FINAL),
            ),
        ),
        Lane(
            "phases",
            "Phases",
            LaneKind.PHASES,
            (
                Bar("halt", "Halt", PHASE, SIGNED, HALT_ENDS),
                Bar("roll_back", "Roll back", PHASE, HALT_ENDS, BASELINE),
                Bar("eliminate", "Eliminate", PHASE, BASELINE, END_VERIFIED),
            ),
        ),
    )


def _ties() -> tuple[Tie, ...]:
    return (
        Tie("no_nuclear_tests", "pause_large_exercises", TieKind.SAME_DAY, "Both begin on the day of signature."),
        Tie("list_yongbyon", "list_measures", TieKind.SAME_DAY),
        Tie("list_yongbyon", "shut_down_plutonium", TieKind.WAITS, "Not before the list is verified.", critical=True),
        Tie("shut_down_plutonium", "seek_first_suspension", TieKind.ANSWERS, "Each is given in return for the other."),
        Tie("shut_down_plutonium", "suspend_statutory_sanctions", TieKind.WAITS),
        Tie("declare_programmes", "report_baseline", TieKind.WAITS, critical=True),
        Tie(
            "dismantle_plutonium",
            "open_trade_by_thirds",
            TieKind.IN_STEP,
            "A third of trade for each third.",
        ),
        Tie("make_final_declaration", "end_statutory_sanctions", TieKind.WAITS, critical=True),
    )


def _marks() -> tuple[Mark, ...]:
    return (
        Mark("us_2020", "US election", MarkKind.ELECTION, date(2020, 11, 3), text="President and Congress."),
        Mark("us_2024", "US election", MarkKind.ELECTION, date(2024, 11, 5)),
        Mark("us_2028", "US election", MarkKind.ELECTION, date(2028, 11, 7)),
        Mark("us_2032", "US election", MarkKind.ELECTION, date(2032, 11, 2)),
        Mark("ulchi_2020", "August exercise", MarkKind.EXERCISE, date(2020, 8, 10), date(2020, 8, 28)),
        Mark("foundation_day", "Foundation Day", MarkKind.ANNIVERSARY, date(2019, 9, 9), every=1, rhythm=Rhythm.YEARS),
        Mark("signature", "Signature", MarkKind.SESSION, SIGNED, who="leaders", text="The text is signed."),
        Mark("first_session", "First session", MarkKind.SESSION, _days(SIGNED, 30), who="technical session"),
        Mark(
            "half_yearly",
            "Half-yearly review",
            MarkKind.REVIEW,
            date(2020, 1, 1),
            every=6,
            rhythm=Rhythm.MONTHS,
            until=FINAL,
            who="joint commission",
            article="9",
        ),
        Mark("roll_back_gate", "Gate to roll back", MarkKind.GATE, HALT_ENDS),
    )


CHAIN = (
    ChainLink("Yongbyon is listed on the day of signature.", SIGNED, owner="DPRK"),
    ChainLink("The list is compared with the images.", _days(SIGNED, 30), SIGNED, 30, "IAEA", contingent=True),
    ChainLink("All programmes are declared.", DECLARED, _days(SIGNED, 30), 237, "DPRK"),
    ChainLink("The declaration is verified; three to five years.", BASELINE, DECLARED, 1826, "IAEA", contingent=True),
    ChainLink("Weapons, material and plants are removed.", ELIMINATED, BASELINE, 1826, "DPRK"),
    ChainLink("The final declaration is verified.", END_VERIFIED, ELIMINATED, 731, "joint verifiers", contingent=True),
    ChainLink("Congress is told, and statutory sanctions end.", CLOSED, END_VERIFIED, 184, "United States"),
    ChainLink("The buffer that nobody owns.", FINAL, CLOSED, 730),
)


def steps_of(lanes: tuple[Lane, ...], final: date | None) -> Iterator[Step]:
    """Every act done and verified, every other bar begun and ended, as a computed schedule would tell them."""
    for lane in lanes:
        for bar in lane.bars:
            slack = (final - bar.end).days if final and bar.end and not bar.critical else 0 if bar.critical else None
            kind = StepKind.CLOSES if bar.kind is not ACT else StepKind.DONE
            yield Step(
                name=f"{bar.name}.{kind}",
                called=f"{bar.called}: {kind}",
                of=bar.name,
                lane=lane.name,
                kind=kind,
                earliest=bar.start,
                latest=bar.end,
                planned=bar.start,
                slack=slack,
                moves_final_after=slack,
                critical=bar.critical,
                text=bar.text,
                article="1.12" if bar.text else "",
            )
            if bar.verified_to is not None:
                yield Step(
                    name=f"{bar.name}.verified",
                    called=f"{bar.called}: verified",
                    of=bar.name,
                    lane=lane.name,
                    kind=StepKind.VERIFIED,
                    earliest=bar.verified_from,
                    latest=bar.verified_to,
                    contingent_low=bar.verified_from,
                    contingent_high=bar.verified_to,
                    slack=slack,
                    moves_final_after=slack,
                    critical=bar.critical,
                    owner="IAEA",
                )


def road_map() -> ScheduleView:
    """Three parties, a verifier, three phases and twenty-two bars over fifteen years: a date that can be kept."""
    lanes = (_dprk(), _us(), *_others())
    return ScheduleView(
        title="A road map after Hanoi",
        source_name="case:hanoi-road-map",
        as_of=date(2019, 3, 1),
        standing=Standing.KEPT,
        verdict="The final date is kept whatever verification turns out to take within its declared ranges.",
        final_date=FINAL,
        end_state="Weapons, fissile material and the plants that make it are gone, and that was verified.",
        found_by="the joint verifiers",
        reasons=(
            "The longest chain ends 730 days before the final date even if every verification takes its longest.",
            "No other chain is longer.",
        ),
        movers=(
            "A verification of the first declaration that takes more than seven years.",
            "A signature later than 1 July 2021.",
        ),
        assumptions=(
            "The text is signed on 1 July 2019.",
            "Everybody keeps a date on its last day.",
            "Verification takes no longer than the declared ranges.",
        ),
        chance=Chance(1.0, 1.0, "the declared ranges alone: nobody is late on purpose"),
        chain=CHAIN,
        chains_by_party=(
            PartyChain("dprk", "Democratic People's Republic of Korea", (CHAIN[0], CHAIN[2], CHAIN[4])),
            PartyChain("us", "United States", (CHAIN[6],)),
            PartyChain("iaea", "International Atomic Energy Agency", (CHAIN[1], CHAIN[3])),
        ),
        lanes=lanes,
        ties=_ties(),
        marks=_marks(),
        steps=tuple(steps_of(lanes, FINAL)),
        deserts=(Desert(date(2021, 9, 29), date(2025, 3, 23), "Nothing falls due for 1272 days."),),
        collisions=(
            Collision(
                "end_statutory_sanctions",
                "us_2032",
                date(2032, 9, 24),
                date(2032, 11, 2),
                "Statutory sanctions end 39 days before an election in the United States.",
            ),
        ),
    )


def without_certificate(standing: Standing = Standing.LUCK) -> ScheduleView:
    """The same road map with a date that nobody can promise."""
    verdicts = {
        Standing.KEPT: road_map().verdict,
        Standing.LUCK: "The final date is kept only if the first declaration is verified within 1600 days.",
        Standing.CONTRADICTION: "The final date cannot be kept: the longest chain ends 226 days after it.",
        Standing.CANNOT_TELL: "Nobody can tell: how long the first verification takes is not known.",
        Standing.NO_DATE: "There is no final date: it hangs on an event that may never come.",
    }
    return replace(
        road_map(),
        standing=standing,
        verdict=verdicts[standing],
        reasons=("The first declaration takes 1096 to 1826 days to verify; the plan leaves room for 1600.",),
        repairs=(
            "Move `final_date` from 24 September 2034 to 8 May 2035.",
            "Have `declare_programmes` done by 11 August 2019 instead of 24 March 2020.",
        ),
        chance=None if standing in (Standing.CANNOT_TELL, Standing.NO_DATE) else Chance(0.31, 0.78, "declared ranges"),
        final_date=None if standing is Standing.NO_DATE else FINAL,
    )


def tiny() -> ScheduleView:
    """Three bars in two lanes."""
    lanes = (
        Lane(
            "north",
            "North",
            LaneKind.PARTY,
            (Bar("close", "Close the plant", ACT, date(2029, 1, 1), date(2029, 6, 1)),),
        ),
        Lane(
            "south",
            "South",
            LaneKind.PARTY,
            (
                Bar("lift", "Lift the ban", ACT, date(2029, 6, 1), date(2029, 7, 1), critical=True),
                Bar("wait", "Hold fire", STANDING, date(2029, 1, 1), None),
            ),
        ),
    )
    return ScheduleView(
        title="A freeze",
        source_name="draft.yaml",
        as_of=date(2029, 1, 15),
        standing=Standing.KEPT,
        verdict="The final date is kept.",
        final_date=date(2029, 12, 31),
        lanes=lanes,
        ties=(Tie("close", "lift", TieKind.ANSWERS),),
        steps=tuple(steps_of(lanes, date(2029, 12, 31))),
    )


def many(bars: int, *, parties: int = 4, first: date = SIGNED, days: int = 4000, long: bool = False) -> ScheduleView:
    """So many bars spread evenly over so many days, every seventh critical, every fifth with a verification."""
    words = ("Freeze", "Report", "Withdraw", "Licence", "Suspend", "Inspect", "Return", "Publish", "Hand over")
    things = ("the plant", "shipments of oil", "heavy weapons", "prisoners", "the register", "accounts", "a list")
    lanes: list[list[Bar]] = [[] for _ in range(parties)]
    for number in range(bars):
        start = _days(first, number * 37 * max(1, days // 60) % max(1, days * 9 // 10))
        length = (number * 13 % 9 + 1) * max(1, days // 80) - 1
        called = f"{words[number % 9]} {things[number % 7]} ({number})"
        end = _days(start, length)
        verified = number % 5 == 0
        lanes[number % parties].append(
            Bar(
                f"duty_{number}",
                f"{called} in every district that the annex names, without exception and at once" if long else called,
                (ACT, ACT, SERIES, ACT, STANDING)[number % 5],
                start,
                end,
                _days(end, 1) if verified else None,
                _days(end, max(1, days // 60)) if verified else None,
                critical=number % 7 == 0,
            )
        )
    name = "The Committee of the Whole for the Observance of the Ceasefire" if long else "Party"
    shown = tuple(
        Lane(f"party_{index}", f"{name} {index + 1}", LaneKind.PARTY, tuple(found)) for index, found in enumerate(lanes)
    )
    final = _days(first, days)
    return ScheduleView(
        title="A large process" + (" with a title that goes on and on" * 8 if long else ""),
        source_name="large.yaml",
        as_of=first,
        standing=Standing.KEPT,
        verdict="The final date is kept.",
        final_date=final,
        lanes=shown,
        ties=tuple(
            Tie(f"duty_{number}", f"duty_{number + 1}", tuple(TieKind)[number % 4]) for number in range(0, bars - 1, 6)
        ),
        steps=tuple(steps_of(shown, final)),
    )


def undated() -> ScheduleView:
    """Duties of which some have no date, some no start and some no end; no final date."""
    lanes = (
        Lane(
            "north",
            "North",
            LaneKind.PARTY,
            (
                Bar("report", "Report the holdings", ACT),
                Bar("refrain", "Refrain from tests", STANDING),
                Bar("close", "Close the plant", ACT, None, date(2029, 6, 1)),
                Bar("inspect", "Let inspectors in", SERIES, date(2029, 3, 1), None),
            ),
        ),
        Lane("south", "South", LaneKind.PARTY, (Bar("lift", "Lift the ban", ACT),)),
        Lane("agency", "Agency", LaneKind.THIRD, ()),
    )
    return ScheduleView(
        title="No dates",
        source_name="undated.yaml",
        as_of=date(2029, 1, 1),
        standing=Standing.NO_DATE,
        verdict="There is no final date.",
        reasons=("Nothing in the text says when all of this is over.",),
        lanes=lanes,
        ties=(Tie("report", "lift", TieKind.ANSWERS), Tie("close", "inspect", TieKind.WAITS)),
        steps=tuple(steps_of(lanes, None)),
    )


def empty() -> ScheduleView:
    """No lanes, no steps, no dates."""
    return ScheduleView("", "empty.yaml", date(2029, 1, 1), Standing.NO_DATE, "There is no final date.")
