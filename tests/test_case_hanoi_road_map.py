"""The shipped road map: no check finds an error, and its final date follows from its durations."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

import reconvene
from reconvene.checks import run
from reconvene.clauses.expand import expand
from reconvene.document.dates import add
from reconvene.document.expressions import (
    AnyFact,
    Duration,
    Fact,
    Kept,
    Limit,
    Moment,
    Offset,
    OnDate,
    OnDay,
    Side,
    When,
    Who,
    Within,
)
from reconvene.document.kinds import AnyCondition, Condition, Day, Estimate, facts_of
from reconvene.document.load import Document, load
from reconvene.document.obligation import Baseline, Miss, Obligation, Shape, Verification
from reconvene.document.process import Process
from reconvene.text.finding import Finding, Severity, Verdict
from reconvene.text.span import Source
from reconvene.text.yaml import Mapping
from reconvene.timing.bounds import Bounds
from tests.cases import records_of

FOLDER = Path(reconvene.__file__).parent / "cases" / "hanoi_road_map"
MAIN = FOLDER / "process.yaml"
AS_OF = date(2019, 3, 1)
FINAL = date(2034, 9, 24)

MILESTONES = {
    "signed": date(2019, 7, 1),
    "shut_down_by": date(2019, 11, 29),
    "declared_by": date(2020, 3, 24),
    "halt_ends": date(2020, 7, 1),
    "disabled_by": date(2021, 7, 1),
    "baseline_verified_by": date(2025, 3, 24),
    "roll_back_ends": date(2025, 3, 24),
    "eliminate_ends": date(2030, 3, 24),
    "end_verified_by": date(2032, 3, 24),
    "closed_by": date(2032, 9, 24),
}
"""The sum as the page beside the case shows it."""


def changed(**replacements: str) -> Document:
    """The case with words of its main file replaced: `old` by `new`, each of which must be there once."""
    text = MAIN.read_text(encoding="utf-8")
    assert text.count(replacements["old"]) == 1
    text = text.replace(replacements["old"], replacements["new"])
    return expand(load(MAIN, {str(MAIN): Source(str(MAIN), text)}))


# The final date


def day_of(process: Process, day: Day) -> date:
    """The day that follows from the durations alone; what the file writes as *no later than* is left out."""
    if day.latest:
        return max(moment_of(process, moment) for moment in day.latest)
    assert day.at is not None
    return moment_of(process, day.at)


def moment_of(process: Process, moment: Moment) -> date:
    days = process.days or {}
    match moment:
        case OnDate():
            return moment.day
        case OnDay():
            return day_of(process, days[moment.name])
        case Offset():
            base = moment_of(process, moment.moment)
            assert moment.by.low == moment.by.high
            return add(base, moment.by.high if moment.after else -moment.by.high, moment.by.unit)
        case _:
            raise AssertionError(f"{moment} is no day that durations give")


def computed_final_date(process: Process) -> date:
    """The end of the sum: signature, every phase and verification after it, and the buffer."""
    assert process.final_date is not None
    return day_of(process, process.final_date)


def test_final_date_is_the_sum_of_the_durations(process: Process) -> None:
    final = process.final_date
    assert final is not None and final.at is not None
    assert computed_final_date(process) == FINAL
    assert Bounds(process).latest(final.at, final.span).day == FINAL
    assert Bounds(process).latest_of(final).day == FINAL
    assert isinstance(final.no_later_than, OnDate) and final.no_later_than.day == FINAL


def test_milestones_are_those_of_the_sum_that_is_shown(process: Process) -> None:
    days, page = process.days or {}, (FOLDER / "README.md").read_text(encoding="utf-8")
    for name, day in MILESTONES.items():
        assert day_of(process, days[name]) == day, name
        assert Bounds(process).latest_of(days[name]).day == day, name
        assert f"| {day.day} {day:%B %Y} |" in page, name
    assert f"{FINAL.day} {FINAL:%B %Y}" in page


def test_two_more_years_of_verification_move_the_final_date_by_two_years() -> None:
    longer = changed(old="at: 5 years after declared_by", new="at: 7 years after declared_by").process
    assert computed_final_date(longer) == FINAL.replace(year=FINAL.year + 2)
    assert longer.final_date is not None and longer.final_date.at is not None
    assert Bounds(longer).latest(longer.final_date.at, longer.final_date.span).day == FINAL.replace(year=FINAL.year + 2)


def test_a_shorter_verification_moves_it_no_further_than_the_phases_reach() -> None:
    shorter = changed(old="at: 5 years after declared_by", new="at: 1 year after declared_by").process
    gained = FINAL - computed_final_date(shorter)
    assert gained == date(2025, 3, 24) - date(2024, 7, 1)


@pytest.mark.parametrize("name", [name for name in MILESTONES if name != "disabled_by"])
def test_every_length_has_a_source_or_is_called_an_assumption(process: Process, name: str) -> None:
    day = (process.days or {})[name]
    assert day.text
    assert day.source or "assumption" in day.text.lower()


def test_lengths_are_what_the_sources_say() -> None:
    assert (date(2007, 7, 14) - date(2007, 2, 13)).days == 151
    assert (date(2008, 6, 26) - date(2007, 10, 3)).days == 267
    assert (date(1995, 12, 15) - date(1995, 4, 21)).days == 238
    assert 3 * 238 == 714 and timedelta(days=714) < FINAL - MILESTONES["closed_by"] < timedelta(days=714 + 31)
    assert (date(1996, 6, 1) - date(1994, 1, 14)).days == 869
    assert date(1993, 9, 16) - date(1993, 9, 9) == timedelta(days=7)


# The checks


def findings_of(document: Document) -> list[Finding]:
    return [*document.findings, *run.run(document, AS_OF).findings]


def test_loads_clean(document: Document) -> None:
    assert [finding.message for finding in document.findings] == []


def test_no_check_finds_an_error(document: Document) -> None:
    errors = [
        f"{finding.id}: {finding.message}"
        for finding in findings_of(document)
        if finding.severity is Severity.ERROR and finding.verdict is Verdict.FAILS
    ]
    assert errors == []


def test_nothing_is_set_aside(process: Process, document: Document) -> None:
    assert not process.suppress
    assert process.thresholds is None
    assert [finding.id for finding in findings_of(document) if finding.suppressed] == []


def test_every_warning_is_discussed_on_its_page(document: Document) -> None:
    page = (FOLDER / "README.md").read_text(encoding="utf-8")
    told = {finding.id for finding in findings_of(document)}
    assert [id for id in told if f"`{id}`" not in page] == []


# What is owed


def test_there_are_three_phases_and_more_than_twenty_duties(process: Process, duties: dict[str, Obligation]) -> None:
    assert list(process.phases or {}) == ["halt", "roll_back", "eliminate"]
    assert len(duties) >= 20
    for phase in ("halt_steps", "roll_back_steps", "eliminate_steps"):
        assert set((process.groups or {})[phase]) <= set(duties)


def test_every_duty_is_whole(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        assert isinstance(duty.by, Who) and duty.to, name
        assert duty.act or duty.kind == "negotiate", name
        assert duty.text and duty.article and duty.worth and duty.undone_in, name
        assert duty.verified and isinstance(duty.verified, Verification), name
        if duty.shape in (Shape.ACT, Shape.EFFORT, Shape.SERIES):
            assert duty.within is not None, name
            assert isinstance(duty.if_missed, Miss) and duty.if_missed.cure and duty.if_missed.then, name
        else:
            assert duty.from_ is not None, name
            assert duty.if_contested is not None and duty.if_contested.then, name


def test_who_goes_first_is_written(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        if isinstance(duty.by, Who) and duty.by.path in ("us", "dprk"):
            assert duty.after or duty.same_day or duty.in_step_with or duty.in_return_for or duty.before, name


def test_what_is_done_on_the_same_day_is_so_for_both(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        for other in duty.same_day or ():
            if duties[other].same_day and duties[other].within == duty.within and len(duty.same_day or ()) == 1:
                assert name in (duties[other].same_day or ()) or duties[other].same_day, (name, other)


def test_no_verifier_is_a_party_or_an_ally(process: Process, duties: dict[str, Obligation]) -> None:
    allies = {name for name, actor in (process.actors or {}).items() if actor.ally_of}
    for name, duty in duties.items():
        assert isinstance(duty.verified, Verification)
        assert duty.verified.by in (process.actors or {}), name
        assert duty.verified.by not in {*(process.parties or {}), *allies}, name


def test_verification_takes_a_time_and_access_has_a_limit(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        regime = duty.verified
        assert isinstance(regime, Verification)
        assert regime.takes is not None and regime.takes.value is not None, name
        assert regime.access is not None, name
        assert regime.access.rule != "consent" and regime.access.within and regime.access.default == "granted", name


def test_reports_hold_what_each_beneficiary_needs(duties: dict[str, Obligation]) -> None:
    for name, duty in duties.items():
        regime = duty.verified
        assert isinstance(regime, Verification) and regime.report and not regime.withholds, name
        asked = set(duty.to or ())
        owed = {"us", "dprk"} if asked == {"parties"} else asked
        assert set(regime.accepted_by or {}) == owed, name
        for items in (regime.accepted_by or {}).values():
            assert set(items) <= set(regime.report), name


def test_every_limit_freeze_and_dismantlement_has_a_baseline_declared_before(
    process: Process, duties: dict[str, Obligation]
) -> None:
    bounds = Bounds(process)
    cutting = [
        duty for duty in duties.values() if duty.addresses and duty.kind != "declare" and duty.brings is not None
    ]
    standing = [duty for duty in duties.values() if duty.shape is Shape.STANDING and duty.addresses]
    assert len(cutting) >= 15 and len(standing) >= 6
    for duty in [*cutting, *standing]:
        regime = duty.verified
        assert isinstance(regime, Verification)
        if duty.name == "accept_wider_safeguards":
            continue
        assert isinstance(regime.baseline, Baseline) and regime.baseline.complete, duty.name
        declaring = duties[regime.baseline.declared_by or ""]
        assert declaring.kind == "declare" and declaring.by == duty.by, duty.name
        assert declaring.within is not None
        declared = bounds.latest_in(declaring.within, declaring.span).day
        if duty.within is not None:
            begun = bounds.latest_in(duty.within, duty.span).day
        else:
            assert duty.from_ is not None
            begun = bounds.earliest_of(duty.from_).day
        assert declared is not None and begun is not None and declared <= begun, duty.name


def test_every_threat_and_every_path_is_addressed(process: Process, duties: dict[str, Obligation]) -> None:
    addressed = {name for duty in duties.values() for name in duty.addresses or {}}
    assert addressed == {*(process.threats or {}), *(process.paths or {})}


def test_every_goal_is_brought_about_and_in_the_end_state(process: Process, duties: dict[str, Obligation]) -> None:
    brought = {str(duty.brings) for duty in duties.values() if duty.brings}
    assert process.end_state is not None
    for condition in process.end_state.conditions:
        assert str(condition) in brought
    for name, item in (process.items or {}).items():
        if item.goal:
            assert f"{name}.{item.goal}" in brought, name


def test_what_the_law_asks_first_is_owed(process: Process, duties: dict[str, Obligation]) -> None:
    brought = {str(duty.brings) for duty in duties.values() if duty.brings}
    certificate = duties["certify_for_suspension"]
    assert len(certificate.needs or ()) == 6
    assert {str(need) for need in certificate.needs or ()} <= brought
    act = (process.measures or {})["north_korea_sanctions_act"]
    for way in act.lifting or ():
        assert {str(need) for need in way.needs or ()} <= brought


def test_measures_are_suspended_before_they_are_terminated(duties: dict[str, Obligation], process: Process) -> None:
    modes = [(name, mode) for name, duty in duties.items() for mode in (duty.lifts or {}).values()]
    assert modes == [("suspend_statutory_sanctions", "suspend"), ("end_statutory_sanctions", "terminate")]
    for name in ("first_suspension", "second_suspension", "ending_resolution", "continue_relief"):
        choice = (process.choices or {})[name]
        assert isinstance(choice.by, Who) and choice.by.path == "unsc"
        assert choice.within is not None and choice.silence == "not_adopted"
    assert not any(duty.by == Who("unsc") for duty in duties.values())


# Time


class Worst:
    """How late things can be if everything takes as long as it may; None where only a choice of a party decides."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.bounds = Bounds(process)
        self.duties = process.obligations or {}

    def fact(self, fact: AnyFact) -> date | None:
        match fact:
            case Kept(thing=thing, lasting=Duration() as lasting):
                start = self.duties[thing].from_
                assert start is not None
                begun = self.bounds.latest_of(start).day
                assert begun is not None
                return add(begun, lasting.high, lasting.unit)
            case Fact(thing=thing, state=state) if thing in self.duties:
                return self.verified(thing) if state == "verified" else self.done(thing)
            case Fact(thing=thing) if thing in (self.process.choices or {}):
                choice = (self.process.choices or {})[thing]
                opened = self.condition(choice.after)
                assert opened is not None and choice.within is not None
                limit = choice.within.limits[0]
                assert isinstance(limit, Within)
                return add(opened, limit.time.high, limit.time.unit)
            case _:
                return None

    def condition(self, condition: AnyCondition | None) -> date | None:
        if condition is None:
            return None
        if isinstance(condition, Condition):
            found = [self.condition(part) for part in (*(condition.all or ()), *(condition.any or ()))]
            return max((day for day in found if day is not None), default=None)
        return self.fact(condition)

    def done(self, name: str) -> date:
        duty = self.duties[name]
        if duty.shape is Shape.STANDING:
            assert duty.from_ is not None
            begun = self.bounds.latest_of(duty.from_).day
            assert begun is not None
            return begun
        enabled, outer = self.condition(duty.after), self.outer(duty)
        loose = loose_times(duty)
        if enabled is None or not loose:
            return outer
        return min(outer, add(enabled, loose[0].high, loose[0].unit))

    def outer(self, duty: Obligation) -> date:
        assert duty.within is not None
        day = self.bounds.latest_in(duty.within, duty.span).day
        assert day is not None, duty.name
        return day

    def verified(self, name: str) -> date:
        duty = self.duties[name]
        regime = duty.verified
        assert isinstance(regime, Verification) and regime.takes is not None
        takes = regime.takes.value
        assert isinstance(takes, Duration)
        return add(self.done(name), takes.high, takes.unit)


def loose_times(duty: Obligation) -> list[Duration]:
    """The times of its window that are counted from being enabled."""
    limits = duty.within.limits if duty.within else ()
    return [limit.time for limit in limits if isinstance(limit, Within) and limit.of is None]


def test_every_dated_duty_has_a_bound_that_nobody_can_put_off(process: Process, duties: dict[str, Obligation]) -> None:
    bounds = Bounds(process)
    for name, duty in duties.items():
        if duty.within is not None and duty.shape is not Shape.SERIES:
            assert bounds.latest_in(duty.within, duty.span).day is not None, name


def test_every_step_fits_even_if_all_before_it_takes_longest(process: Process, duties: dict[str, Obligation]) -> None:
    worst = Worst(process)
    late: list[str] = []
    for name, duty in duties.items():
        if duty.shape in (Shape.SERIES, Shape.STANDING):
            continue
        enabled = worst.condition(duty.after)
        if enabled is None or duty.within is None:
            continue
        loose = loose_times(duty)
        needed = add(enabled, loose[0].high, loose[0].unit) if loose else enabled + timedelta(days=1)
        if needed > worst.outer(duty):
            late.append(f"{name}: enabled {enabled}, needs until {needed}, must be done by {worst.outer(duty)}")
    assert late == []


@pytest.mark.parametrize(
    ("group", "end"),
    [("halt_steps", "halt_ends"), ("roll_back_steps", "roll_back_ends"), ("eliminate_steps", "end_verified_by")],
)
def test_the_steps_of_a_phase_are_verified_before_it_closes(process: Process, group: str, end: str) -> None:
    worst = Worst(process)
    late = [name for name in (process.groups or {})[group] if worst.verified(name) > MILESTONES[end]]
    waived = {"declare_missiles"}  # it counts for the halt if it is early; six of nine are enough
    assert set(late) <= waived


def test_the_first_declaration_is_verified_before_anything_is_eliminated(process: Process) -> None:
    assert Worst(process).verified("declare_programmes") == MILESTONES["baseline_verified_by"]


def test_nothing_waits_in_a_circle(duties: dict[str, Obligation]) -> None:
    waits = {
        name: {fact.thing for fact in facts_of(duty.after) if isinstance(fact, Fact | Kept) and fact.thing in duties}
        for name, duty in duties.items()
    }
    for name, duty in duties.items():
        for fact in facts_of(duty.before):
            if isinstance(fact, Fact) and fact.thing in duties:
                waits[fact.thing].add(name)
    done: set[str] = set()
    while ready := {name for name, on in waits.items() if name not in done and on <= done}:
        done |= ready
    assert done == set(duties)


# The way back, disputes, politics


def test_the_way_back_is_in_nobodys_hands(process: Process) -> None:
    mechanism = process.return_
    assert mechanism is not None
    allies = {name for name, actor in (process.actors or {}).items() if actor.ally_of}
    hands = {mechanism.convenor, mechanism.depositary, *(mechanism.substitutes or ()), *(mechanism.guarantors or ())}
    assert mechanism.use == "return/standard" and mechanism.started_by == "clock"
    assert mechanism.substitutes and mechanism.guarantors and len(mechanism.guarantors) == 2
    assert not hands & {*allies, *(process.parties or {})}
    assert mechanism.binds == "state" and mechanism.reconfirmed_within and mechanism.standstill and mechanism.deposit


def test_a_dispute_ends_after_65_days_and_the_accused_cannot_stop_it(process: Process) -> None:
    ladder = (process.disputes or {})["main"]
    ruling = (process.choices or {})[ladder.then or ""]
    assert isinstance(ruling.by, Who) and ruling.by.path not in (process.parties or {})
    assert ruling.rule == "majority" and ruling.silence in (ruling.may or ())
    assert ruling.within is not None and isinstance(ruling.within.limits[0], Within)
    lasts = [rung.lasts.high for rung in ladder.stages or () if rung.lasts]
    assert sum(lasts) + ruling.within.limits[0].time.high == 65
    assert all(rung.rule is None and rung.extend is None for rung in ladder.stages or ())


def test_remedies_are_graded_and_alike_for_both_sides(process: Process, duties: dict[str, Obligation]) -> None:
    remedies = list((process.remedies or {}).values())
    for side in ("us", "dprk"):
        assert [one.materiality for one in remedies if one.open_to == (side,)] == ["minor", "material", "repeated"]
    assert all(one.ends_when for one in remedies)
    groups = process.groups or {}
    for side in ("us", "dprk"):
        owed = {name for name, duty in duties.items() if isinstance(duty.by, Who) and duty.by.path == side}
        assert set(groups[f"{side}_duties"]) == owed


def test_allies_parliament_and_publics_are_asked_before_every_gate(process: Process) -> None:
    consultations = process.consultations or {}
    for name, gate in (process.gates or {}).items():
        asked = [consultations[one] for one in gate.requires or ()]
        assert {"rok", "japan", "us.congress"} <= {who for one in asked for who in one.with_ or ()}, name
        assert any(one.level == "public" for one in asked), name
        assert all(one.before == name and one.lead for one in asked), name


def test_channels_share_no_cause_and_one_stands_alone(process: Process) -> None:
    causes = [cause for channel in (process.channels or {}).values() for cause in channel.closes_with or ()]
    assert len(causes) == len(set(causes)) >= 5
    liaison = (process.channels or {})["swiss_pouch"]
    assert liaison.level == "liaison" and liaison.depends_on == ("switzerland",)


def test_mandates_outlast_the_final_date(process: Process) -> None:
    bounds = Bounds(process)
    verifiers = {
        duty.verified.by for duty in (process.obligations or {}).values() if isinstance(duty.verified, Verification)
    }
    assert process.return_ is not None
    for name in {*verifiers, process.return_.convenor, *(process.return_.substitutes or ()), "dispute_panel"}:
        mandate = (process.actors or {})[name or ""].mandate
        assert mandate is not None and mandate.until and mandate.funded_until and mandate.renewed_by is None, name
        for end in (mandate.until, mandate.funded_until):
            day = bounds.latest_of(end).day
            assert day is not None and day > FINAL, name


def test_every_vow_that_could_be_crossed_has_a_cover(process: Process) -> None:
    released = {vow for cover in (process.covers or {}).values() for vow in cover.releases or ()}
    assert set(process.vows or {}) - released == {"no_more_nuclear_weapons"}


def test_terms_are_settled_or_dated_with_a_default(process: Process) -> None:
    for name, term in (process.terms or {}).items():
        assert term.means and term.includes and term.excludes and not term.readings, name
        if term.open:
            assert term.deliberate is not None and term.deliberate.else_ and term.deliberate.with_, name
    launches = (process.terms or {})["long_range_launch"]
    assert "space_launcher" in (launches.includes or ()) and not launches.open


# Sources


def test_every_figure_has_a_source_or_says_how_it_was_made(process: Process) -> None:
    bare = [
        estimate.span.location
        for estimate in records_of(process)
        if isinstance(estimate, Estimate)
        and not estimate.is_unsaid("value")
        and not estimate.source
        and not (estimate.basis in ("assumed", "derived", "judged") and estimate.method)
    ]
    assert bare == []


def test_no_figure_rests_on_what_was_not_verified(process: Process) -> None:
    figures = [estimate for estimate in records_of(process) if isinstance(estimate, Estimate)]
    assert [estimate.span.location for estimate in figures if estimate.is_unverified] == []


def test_says_that_it_is_a_construction(process: Process) -> None:
    assert process.as_of == AS_OF
    assert "construction" in (process.about or "")
    for path in FOLDER.glob("*.yaml"):
        if path.name not in ("sources.yaml", "things.yaml"):
            assert "construction" in path.read_text(encoding="utf-8"), path.name


def test_windows_open_before_they_close(process: Process, duties: dict[str, Obligation]) -> None:
    bounds = Bounds(process)
    for name, duty in duties.items():
        for limit in duty.within.limits if duty.within else ():
            if isinstance(limit, Limit) and limit.side is Side.EARLIEST:
                opens = bounds.earliest(limit.moment, duty.span).day
                closes = bounds.latest_in(duty.within, duty.span).day if duty.within else None
                assert opens is not None and closes is not None and opens < closes, name


def test_named_days_hang_on_no_fact(process: Process) -> None:
    for name, day in (process.days or {}).items():
        assert day.when is None and not isinstance(day.at, When), name
        assert isinstance(day.node, Mapping), name
