"""The shipped case of Hanoi: it loads clean, every figure has a source, and what was not verified says so."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

import reconvene
from reconvene.document.expressions import OnDate, Quantity
from reconvene.document.kinds import Estimate, Item
from reconvene.document.load import Document, load
from reconvene.document.pressure import Measure
from reconvene.document.process import Process
from reconvene.text.yaml import Mapping
from tests.cases import records_of

FOLDER = Path(reconvene.__file__).parent / "cases" / "hanoi"
AS_OF = date(2019, 3, 1)

UNVERIFIED_PARAGRAPHS: dict[int, set[str]] = {
    1695: {"2", "3", "4", "6"},
    1718: {"8(f)", "15"},
    1874: {"11", "13", "14", "18", "19", "20"},
    2094: {"16", "18", "23", "25", "26"},
    2270: {"6", "13", "20", "21", "22", "29", "30", "33", "34", "35", "36", "39", "51"},
    2321: {"9", "14", "16", "17", "18", "22", "28", "29", "31", "33"},
    2356: {"3"},
    2371: {"10", "11", "12"},
    2375: {"9", "10", "11", "13", "14", "15"},
    2397: {"7", "28"},
}
"""Numbers that were not read in a source that quotes them; of 2087 none was."""

CIVIL_EXPORTS = {
    "coal",
    "iron_and_iron_ore",
    "lead_and_lead_ore",
    "seafood",
    "textiles",
    "copper_nickel_silver_zinc",
    "statues",
    "food_machinery_stone_wood_vessels",
}


@pytest.fixture(scope="module")
def hanoi() -> Document:
    return load(FOLDER / "process.yaml")


@pytest.fixture(scope="module")
def process(hanoi: Document) -> Process:
    return hanoi.process


@pytest.fixture(scope="module")
def council_measures(process: Process) -> dict[str, Measure]:
    return {name: one for name, one in (process.measures or {}).items() if (one.in_ or "").startswith("unscr_")}


def numbers_in(paragraph: str) -> set[str]:
    """The paragraphs that a value names: `9-11` and `9-13, 15` are several."""
    found: set[str] = set()
    for part in paragraph.split(", "):
        span = re.fullmatch(r"(\d+)-(\d+)", part)
        found |= {str(number) for number in range(int(span[1]), int(span[2]) + 1)} if span else {part}
    return found


def test_loads_clean(hanoi: Document) -> None:
    assert [finding.message for finding in hanoi.findings] == []


def test_is_as_of_the_day_after_both_accounts(process: Process) -> None:
    assert process.as_of == AS_OF
    assert set(process.accounts or {}) >= {"trump_press_conference", "ri_press_conference"}


def test_has_no_end_and_no_way_back(process: Process) -> None:
    assert process.final_date is None
    assert process.end_state is None
    assert process.return_ is None
    assert not process.unsaid
    for package in (process.packages or {}).values():
        assert package.return_ is None and package.final_date is None and package.end_state is None


def test_counts_exactly_eleven_resolutions(process: Process) -> None:
    resolutions = {name for name in process.texts or {} if name.startswith("unscr_")}
    groups = process.groups or {}
    assert len(resolutions) == 11
    assert set(groups["the_eleven"]) == resolutions


def test_six_of_2016_and_2017_and_five_of_them_asked_about(process: Process) -> None:
    groups, texts = process.groups or {}, process.texts or {}
    six = {name for name, text in texts.items() if name.startswith("unscr_") and text.dated.year in (2016, 2017)}
    assert len(six) == 6
    assert set(groups["adopted_in_2016_and_2017"]) == six
    assert len(groups["the_five"]) == 5
    assert six - set(groups["the_five"]) == {"unscr_2356"}


def test_every_resolution_has_its_provisions(process: Process, council_measures: dict[str, Measure]) -> None:
    resolutions = {name for name in process.texts or {} if name.startswith("unscr_")}
    assert {measure.in_ for measure in council_measures.values()} == resolutions


def test_civil_provisions_asked_for_are_those_of_the_five(
    process: Process, council_measures: dict[str, Measure]
) -> None:
    groups = process.groups or {}
    civil = {
        name for name, one in council_measures.items() if one.in_ in groups["the_five"] and "civil" in (one.tags or ())
    }
    dual = {
        name for name, one in council_measures.items() if one.in_ in groups["the_five"] and "dual" in (one.tags or ())
    }
    assert set(groups["civil_provisions_of_the_five"]) == civil
    assert set(groups["dual_use_provisions_of_the_five"]) == dual


def test_every_provision_says_what_it_presses_on(council_measures: dict[str, Measure]) -> None:
    for name, measure in council_measures.items():
        assert len(set(measure.tags or ()) & {"civil", "dual", "military", "procedural"}) == 1, name
        if "procedural" not in (measure.tags or ()):
            assert measure.limits or measure.bans, name
            assert [way.rule for way in measure.lifting or ()] == ["council_vote"], name


def test_layers_lie_over_earlier_measures(process: Process) -> None:
    measures = process.measures or {}
    for name, measure in measures.items():
        for under in measure.tightens or ():
            assert first_day(measures[under]) < first_day(measure), (name, under)


def first_day(measure: Measure) -> date:
    assert measure.since is not None and isinstance(measure.since.at, OnDate)
    return measure.since.at.day


@pytest.mark.parametrize("section", ["measures", "flows", "threats", "vows", "accounts"])
def test_everything_has_a_source_or_says_that_it_has_none(process: Process, section: str) -> None:
    things: dict[str, Item] = getattr(process, section)
    assert things
    assert [name for name, thing in things.items() if not thing.source] == []


def test_every_estimate_has_a_source_or_an_unknown_value(process: Process) -> None:
    bare = [
        estimate.span.location
        for estimate in records_of(process)
        if isinstance(estimate, Estimate)
        and isinstance(estimate.node, Mapping)
        and not estimate.source
        and not estimate.is_unsaid("value")
    ]
    assert bare == []


def test_derived_and_judged_values_say_how(process: Process) -> None:
    silent = [
        estimate.span.location
        for estimate in records_of(process)
        if isinstance(estimate, Estimate)
        and estimate.basis in ("derived", "judged")
        and not (estimate.method or estimate.by)
    ]
    assert silent == []


def test_sources_have_a_grade_and_an_address(process: Process) -> None:
    for name, source in (process.sources or {}).items():
        assert source.grade in ("primary", "secondary", "weak"), name
        assert source.url and source.url.startswith("http") and " " not in source.url, name


@pytest.mark.parametrize("resolution", sorted(UNVERIFIED_PARAGRAPHS))
def test_paragraphs_that_were_not_read_are_marked(council_measures: dict[str, Measure], resolution: int) -> None:
    wanted = UNVERIFIED_PARAGRAPHS[resolution]
    found: set[str] = set()
    for name, measure in council_measures.items():
        if measure.in_ == f"unscr_{resolution}" and measure.paragraph:
            named = numbers_in(measure.paragraph)
            assert measure.marks_unverified("paragraph") == bool(named & wanted), name
            if measure.marks_unverified("paragraph"):
                assert named <= wanted, name
                found |= named
    assert found == wanted


def test_all_of_2087_is_unverified(council_measures: dict[str, Measure]) -> None:
    of_2087 = [measure for measure in council_measures.values() if measure.in_ == "unscr_2087"]
    assert of_2087 and all(measure.is_unverified for measure in of_2087)
    assert all(measure.is_unsaid("paragraph") for measure in of_2087)


def test_other_unverified_facts_are_marked(process: Process) -> None:
    measures, calendar = process.measures or {}, process.calendar or {}
    assert measures["termination_report_duty"].marks_unverified("paragraph")
    assert all(way.is_unverified for way in measures["forced_labour_presumption"].lifting or (Measure(),))
    labour = (process.flows or {})["overseas_labour"].before
    assert labour is not None and [other.is_unverified for other in labour.others or ()] == [True]
    reach = (process.threats or {})["short_range_missiles"].reach
    assert reach is not None and any(other.is_unverified for other in reach.others or ())
    for name in (
        "day_of_the_sun",
        "war_anniversary",
        "armistice_anniversary",
        "party_foundation_day",
        "general_assembly",
    ):
        assert calendar[name].is_unverified, name


def test_nothing_later_is_known(process: Process) -> None:
    for name, session in (process.sessions or {}).items():
        assert session.held in ("held", "cancelled"), name
        day = session.dated.at if session.dated else None
        assert day is None or (isinstance(day, OnDate) and day.day <= AS_OF), name
        assert session.next_date in (None, "none"), name
    for section in ("obligations", "initiatives", "vows", "accounts", "packages", "texts"):
        for name, thing in getattr(process, section).items():
            assert thing.dated is None or thing.dated <= AS_OF, name
    for name, event in (process.calendar or {}).items():
        day = event.dated.at if event.dated else None
        assert day is None or (isinstance(day, OnDate) and AS_OF < day.day <= date(2019, 12, 31)), name


def test_hanoi_ended_without_outcome_or_date(process: Process) -> None:
    summit = (process.sessions or {})["hanoi_summit"]
    assert (summit.outcome, summit.next_date) == ("none", "none")


def test_export_flows_add_up_to_the_cross_check(process: Process) -> None:
    low = high = Decimal(0)
    for name, flow in (process.flows or {}).items():
        if flow.direction == "export" and flow.before is not None and name != "all_goods_exports":
            assert name in CIVIL_EXPORTS and flow.part_of == "all_goods_exports"
            assert isinstance(flow.before.value, Quantity) and str(flow.before.value).endswith("million usd a year")
            low, high = low + flow.before.value.low, high + flow.before.value.high
    assert (low, high) == (Decimal(2919), Decimal(3209))
    middle = 1200 + 251 + 113 + 295 + 760 + 100 + 30 + 250
    assert middle == 2999 and low <= middle <= high
    whole = (process.flows or {})["all_goods_exports"].before
    assert whole is not None and isinstance(whole.value, Quantity)
    assert (whole.value.low, whole.value.high) == (Decimal(2700), Decimal(3000))
    assert low > whole.value.low and low <= whole.value.high <= high


def test_flows_without_an_estimate_say_unknown(process: Process) -> None:
    unknown = {name for name, flow in (process.flows or {}).items() if flow.is_unsaid("before")}
    assert unknown == {"gold_titanium_vanadium_rare_earths", "joint_ventures", "condensates_and_natural_gas_liquids"}


def test_every_flow_is_limited_by_a_measure(process: Process) -> None:
    limited = {flow for measure in (process.measures or {}).values() for flow in measure.limits or ()}
    assert set(process.flows or {}) == limited | {"all_goods_exports"}


def test_joint_statement_is_as_vague_as_it_was(process: Process) -> None:
    duties = process.obligations or {}
    assert duties["work_toward_denuclearization"].toward is not None
    assert duties["work_toward_denuclearization"].shown_by is None
    assert all(duty.verified is None and duty.if_missed is None for duty in duties.values())


def test_exercise_suspension_is_an_initiative(process: Process) -> None:
    suspension = (process.initiatives or {})["exercise_suspension"]
    assert suspension.form == "oral" and suspension.answered_by is None
    assert not any("exercise" in act for duty in (process.obligations or {}).values() for act in duty.act or ())


def test_yongbyon_is_no_test_site(process: Process) -> None:
    items = process.items or {}
    assert {"yongbyon_plutonium", "yongbyon_uranium", "punggye_ri"} <= set(items)
    assert "test" not in (items["yongbyon_plutonium"].called or "")
