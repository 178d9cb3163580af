"""How far each duty was carried out by the end of each year, on the scale of the Peace Accords Matrix (PAM).

The scale has four points: 0 not initiated, 1 minimum, 2 intermediate, 3 full implementation (Joshi, Quinn and Regan,
*Annualized implementation data on comprehensive intrastate peace accords, 1989-2012*, Journal of Peace Research 52 (4),
2015; Cortright and Stone, *A barometer of peace implementation in Colombia*, Kroc Institute, 11 October 2017). PAM's
coders judge from published reports; here the states of duties are read on that scale by fixed rules, which are ours. A
series made here is *PAM-like*: it is not of PAM, and was seen by none of its coders.

Silence is never a nought. A code is given only on the word of somebody other than the debtor; where there is none, the
code is empty, `reason` says why, and `lowest` and `highest` say what it may be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from reconvene.process.amounts import Range
from reconvene.process.duty_state import MISSED, DutyState, InstanceState, Phase
from reconvene.process.events import Event
from reconvene.process.fold import State, fold
from reconvene.reports.dataset_obligations import debtor_of
from reconvene.reports.dataset_view import Code, Column, ColumnKind, DataTable, Value

NOT_INITIATED, MINIMUM, INTERMEDIATE, FULL = range(4)

REASONS = {
    "not_yet_owed": "what enables the duty had not come, or no period of it had ended",
    "before_the_file": "the process file describes a later day, and does not say what was owed before it",
    "silent": "it was owed, and nobody had said anything of it",
    "missed_unsaid": "its date passed without a claim that stands, and nobody said what was done: that is no nought",
    "unconfirmed": "the debtor says that it performed, and nobody else has said anything",
    "contested": "somebody denies the performance, and nobody has decided",
    "partly_reported": "a part is confirmed or denied; of the rest nobody has said anything that counts",
    "breach_determined": "the competent body found a breach, and no amount tells how much was done",
    "unreported": "a standing duty, and no report covers any day of the year",
    "excused": "it need not be performed",
    "ended": "a standing duty whose end had come before the year",
}
"""Why a code is empty."""

_NOT_YET = ("not_yet_owed",)
_EARLY = ("before_the_file",)

_RULES = "computed, by the rules of this code book, from the state on the day of `as_of`"
_SCALE = (
    Code("0", "not initiated: confirmed to be nothing; or a beneficiary disputes it, and nobody claims anything"),
    Code("1", "minimum: something is confirmed, and it is certainly less than half of what is promised"),
    Code("2", "intermediate: at least half of what is promised is confirmed, and certainly not all"),
    Code("3", "full: confirmed as the text asks; of a standing duty, a report covers a day of the year"),
)
_ENDS = tuple(Code(str(code), name) for code, name in enumerate(("not initiated", "minimum", "intermediate", "full")))
_BASES = (
    Code("competent_body", "a determination"),
    Code("verifier", "a report of the verifier"),
    Code("beneficiaries", "the word of the beneficiaries"),
)

COLUMNS = (
    Column("obligation", ColumnKind.TEXT, "the duty, by its name in the process file", "the process file"),
    Column("debtor", ColumnKind.TEXT, "who owes it, or this part of it", "the process file"),
    Column("year", ColumnKind.WHOLE, "the calendar year", "the calendar", "years of the common era"),
    Column(
        "as_of",
        ColumnKind.DAY,
        "the last day of the year, or the day of the table if that comes first",
        "the calendar",
        "in the zone of the process",
    ),
    Column("code", ColumnKind.WHOLE, "how far it was carried out; empty: cannot tell", _RULES, "PAM-like", _SCALE),
    Column("lowest", ColumnKind.WHOLE, "the least that the code may be", _RULES, "PAM-like", _ENDS),
    Column("highest", ColumnKind.WHOLE, "the most that the code may be", _RULES, "PAM-like", _ENDS),
    Column("basis", ColumnKind.TEXT, "on whose word the code rests", "the record", codes=_BASES),
    Column(
        "reason",
        ColumnKind.TEXTS,
        "why the code is empty",
        _RULES,
        codes=tuple(Code(word, meaning) for word, meaning in REASONS.items()),
    ),
    Column(
        "claimed_code",
        ColumnKind.WHOLE,
        "the code if the debtor's word were taken, whatever others say",
        "the record",
        "PAM-like",
        _ENDS,
    ),
    Column("phases", ColumnKind.TEXTS, "the phases from which the code is read", "computed: the state of the duty"),
)


@dataclass(frozen=True, slots=True)
class Coded:
    """How far something was carried out: a code, or the ends between which it lies and the reason why it is open."""

    code: int | None = None
    lowest: int | None = None
    highest: int | None = None
    basis: str = ""
    reasons: tuple[str, ...] = ()


def implementation_table(state: State, events: Iterable[Event]) -> DataTable:
    """A row for each duty, debtor and year, from the year in which anything was owed or said to that of the state."""
    listed = tuple(events)
    rows: list[tuple[Value, ...]] = []
    for year in _years(state):
        last = min(date(year, 12, 31), state.now)
        there = (
            fold(state.document, listed, last, known=state.known, reader=state.reader) if last < state.now else state
        )
        early = state.process.as_of is not None and last < state.process.as_of
        rows += [row for duty in there.duties.values() for row in _rows(duty, year, last, early=early)]
    rows.sort(key=lambda row: (str(row[0]), str(row[1]), str(row[2])))
    return DataTable("implementation", "a duty of one debtor at the end of a year", COLUMNS, tuple(rows))


def _years(state: State) -> range:
    days = [
        day
        for duty in state.duties.values()
        for each in duty.instances
        for day in (each.enabled, each.since, each.voices.debtor.since, each.voices.verifier.since)
        if day is not None and day <= state.now
    ]
    return range(min(days, default=state.now).year, state.now.year + 1)


def _rows(duty: DutyState, year: int, last: date, *, early: bool) -> Iterator[tuple[Value, ...]]:
    by_debtor: dict[str, list[InstanceState]] = {}
    for each in duty.instances:
        listed = by_debtor.setdefault(debtor_of(duty, each), [])
        if each.period is None or (each.due is not None and each.due.year == year):
            listed.append(each)
    for debtor, instances in by_debtor.items():
        found = coded(instances, year)
        yield (
            duty.name,
            debtor or None,
            year,
            last,
            found.code,
            found.lowest,
            found.highest,
            found.basis or None,
            (_EARLY if early and found.reasons == _NOT_YET else found.reasons) or None,
            _together([_claimed(each) for each in instances]),
            tuple(dict.fromkeys(str(each.phase) for each in instances)) or None,
        )


def coded(instances: Iterable[InstanceState], year: int) -> Coded:
    """The code of a duty in a year: of its one part, or of all periods that ended in the year taken together.

    Several periods have a code together only if each has one: what they share, else their mean, rounded down, and then
    neither nought nor full.
    """
    each = [code_of(instance, year) for instance in instances]
    inside = [found for found in each if not _is_outside(found)]
    if not inside:
        return Coded(reasons=tuple(dict.fromkeys(reason for found in each for reason in found.reasons)) or _NOT_YET)
    reasons = tuple(dict.fromkeys(reason for found in inside for reason in found.reasons))
    bases = {found.basis for found in inside if found.basis}
    code = _together([found.code for found in inside])
    return Coded(
        code,
        _together([found.lowest for found in inside]),
        _together([found.highest for found in inside]),
        "" if code is None else next((each.word for each in reversed(_BASES) if each.word in bases), ""),
        reasons,
    )


def _is_outside(found: Coded) -> bool:
    return found.lowest is None and found.code is None


def _together(codes: list[int | None]) -> int | None:
    known = [code for code in codes if code is not None]
    if not known or len(known) < len(codes):
        return None
    if len(set(known)) == 1:
        return known[0]
    return min(INTERMEDIATE, max(MINIMUM, sum(known) // len(known)))


def code_of(instance: InstanceState, year: int) -> Coded:
    """The code of one part of a duty at the end of a year."""
    return _settled(instance, year) or _by_amount(instance) or _by_word(instance)


def _settled(instance: InstanceState, year: int) -> Coded | None:
    """The code of what is not owed, stands over time, or is confirmed as a whole."""
    match instance.phase:
        case Phase.WAITING | Phase.BLOCKED:
            return Coded(reasons=_NOT_YET)
        case Phase.EXCUSED:
            return Coded(reasons=("excused",))
        case Phase.HOLDING | Phase.ENDED:
            return _standing(instance, year)
        case Phase.VERIFIED | Phase.PERFORMED:
            return Coded(FULL, FULL, FULL, _basis(instance))
        case _:
            return None


def _by_word(instance: InstanceState) -> Coded:
    """The code of what is not settled and has no amounts that tell."""
    voices, basis = instance.voices, _basis(instance)
    match instance.phase:
        case Phase.BREACHED:
            return Coded(None, NOT_INITIATED, INTERMEDIATE, "", ("breach_determined",))
        case Phase.CONTESTED:
            return _contested(instance)
        case Phase.CURED if basis:
            return Coded(FULL, FULL, FULL, basis)
        case Phase.CLAIMED | Phase.CURED:
            return _open("partly_reported" if voices.verifier.word == "confirms" else "unconfirmed")
        case _ if voices.verifier.word == "contradicts":
            return Coded(None, NOT_INITIATED, INTERMEDIATE, "", ("partly_reported",))
        case phase:
            return _open("missed_unsaid" if phase in MISSED else "silent")


def _open(reason: str) -> Coded:
    return Coded(None, NOT_INITIATED, FULL, "", (reason,))


def _contested(instance: InstanceState) -> Coded:
    """Nought only where a beneficiary says that an act was not performed, and neither debtor nor verifier speaks."""
    voices, standing = instance.voices, instance.due is None
    if voices.debtor.word == "silent" and voices.verifier.word in ("none", "silent") and not standing:
        return Coded(NOT_INITIATED, NOT_INITIATED, NOT_INITIATED, "beneficiaries")
    return _open("contested")


def _standing(instance: InstanceState, year: int) -> Coded:
    covered = instance.kept_through
    if covered is not None and covered.year >= year:
        return Coded(FULL, FULL, FULL, "verifier")
    if instance.phase is Phase.ENDED and instance.since is not None and instance.since.year < year:
        return Coded(reasons=("ended",))
    return _open("unreported")


def _basis(instance: InstanceState) -> str:
    """Whose word it is that performance rests on, the debtor's own left out."""
    voices = instance.voices
    if voices.body.word == "determined_performed":
        return "competent_body"
    if voices.verifier.word == "confirms":
        return "verifier"
    said = [voice.word for _, voice in voices.beneficiaries]
    return "beneficiaries" if said and set(said) == {"accepts"} else ""


def _by_amount(instance: InstanceState) -> Coded | None:
    """The code of a part that is confirmed, where amounts tell; the amounts may be ranges, and then so is the code."""
    amounts = instance.amounts
    if amounts is None:
        return None
    if amounts.verified is not None and instance.voices.verifier.word == "confirms":
        confirmed, whose = amounts.verified, "verifier"
    elif amounts.accepted is not None and any(voice.word == "accepts" for _, voice in instance.voices.beneficiaries):
        confirmed, whose = amounts.accepted, "beneficiaries"
    else:
        return None
    low, high = _point(confirmed.low, amounts.promised), _point(confirmed.high, amounts.promised)
    if low is None or high is None:
        return None
    if low == high:
        return Coded(low, low, FULL, whose)
    return Coded(None, low, FULL, "", ("partly_reported",))


def _point(amount: Decimal | None, promised: Range) -> int | None:
    """Where an amount lies on the scale; None where it lies on several points, whatever was promised."""
    if amount is None:
        return None
    if amount == 0:
        return NOT_INITIATED
    if promised.high is None:
        return FULL if amount >= promised.low else None
    if amount >= promised.high:
        return FULL
    if amount >= promised.low:
        return None
    if 2 * amount >= promised.high:
        return INTERMEDIATE
    return MINIMUM if 2 * amount < promised.low else None


def _claimed(instance: InstanceState) -> int | None:
    """The code by the debtor's word alone."""
    word, amounts = instance.voices.debtor.word, instance.amounts
    if word == "claims_done":
        return FULL
    if word == "claims_partial" and amounts is not None and amounts.claimed is not None:
        low, high = (_point(end, amounts.promised) for end in (amounts.claimed.low, amounts.claimed.high))
        return low if low == high else None
    return None
