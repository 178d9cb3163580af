"""How every duty stands, as a table: a row for each debtor and period, with four voices side by side and no verdict."""

from __future__ import annotations

from collections.abc import Iterator

from reconvene.process.amounts import Range
from reconvene.process.duty_state import Amounts, DutyState, InstanceState, Phase, Voice, Voices
from reconvene.process.fold import State
from reconvene.process.obligations import owed_by
from reconvene.reports.dataset_view import Code, Column, ColumnKind, DataTable, Value

_TEXT, _TEXTS, _DAY, _WHOLE, _NUMBER = (
    ColumnKind.TEXT,
    ColumnKind.TEXTS,
    ColumnKind.DAY,
    ColumnKind.WHOLE,
    ColumnKind.NUMBER,
)
_FILE, _RECORD = "the process file", "the record"
_PLAN = "computed: the plan of the process file, with what has happened"
_STATE = "computed: the state of the duty on the day of the table"
_ZONE = "in the zone of the process"

PHASES = {
    Phase.WAITING: "what enables it has not come",
    Phase.BLOCKED: "its date has passed, and what enables it has not come",
    Phase.DUE: "it is owed, and its date has not passed or it has none",
    Phase.CLAIMED: "the debtor says that it performed; nobody has confirmed it",
    Phase.CONTESTED: "somebody denies the performance, and nobody has decided",
    Phase.MISSED: "its date has passed without a claim that stands; nobody has decided",
    Phase.CURING: "the same, and the time to put it right is running",
    Phase.REFERRED: "the same, and the time to put it right has passed",
    Phase.CURED: "the debtor says that it put a miss right",
    Phase.VERIFIED: "performance is confirmed as the text asks",
    Phase.EXCUSED: "it need not be performed: decided, or said and accepted",
    Phase.PERFORMED: "the competent body decided that it was performed",
    Phase.BREACHED: "the competent body decided that it was breached",
    Phase.HOLDING: "it stands, and nobody has said that it was broken",
    Phase.ENDED: "it stood until its end",
}
"""What each phase says; none says who is right but those that a competent body decided."""
DEBTOR = {
    "silent": "it has said nothing",
    "claims_done": "it says that it performed",
    "claims_partial": "it says that it performed a part",
    "claims_excused": "it says that it need not perform",
}
VERIFIER = {
    "none": "the text names none",
    "silent": "it has not reported",
    "pending": "there is a claim, and it has not reported",
    "confirms": "it confirms",
    "cannot_conclude": "it cannot conclude",
    "contradicts": "it contradicts",
}
BODY = {
    "none": "nothing was brought to it",
    "seized": "a dispute was brought to it",
    "determined_performed": "performed",
    "determined_excused": "excused",
    "determined_breach_minor": "a minor breach",
    "determined_breach_material": "a material breach",
}
_AMOUNTS = {
    "promised": "what the text promises",
    "claimed": "what the debtor says that it did, summed",
    "verified": "what the verifier confirmed, summed",
    "accepted": "what beneficiaries accepted, summed",
    "left": "what is promised and not yet confirmed",
}


def _codes(meanings: dict[str, str] | dict[Phase, str]) -> tuple[Code, ...]:
    return tuple(Code(str(word), meaning) for word, meaning in meanings.items())


def _amount_columns() -> Iterator[Column]:
    for name, meaning in _AMOUNTS.items():
        unit, source = "that of `unit`", _FILE if name == "promised" else _RECORD
        yield Column(f"{name}_low", _NUMBER, f"{meaning}: at least", source, unit)
        yield Column(f"{name}_high", _NUMBER, f"{meaning}: at most; empty where nothing bounds it", source, unit)


COLUMNS = (
    Column("obligation", _TEXT, "the duty, by its name in the process file", _FILE),
    Column("debtor", _TEXT, "who owes it, or this part of it", _FILE),
    Column("to", _TEXTS, "to whom it is owed", _FILE),
    Column("period", _DAY, "the first day of the period, for a duty that recurs", _PLAN, _ZONE),
    Column("shape", _TEXT, "whether it is done once, stands, recurs or is an effort", _FILE),
    Column("article", _TEXT, "where it stands in the agreed text", _FILE),
    Column("text", _TEXT, "its words, or what it brings about", _FILE),
    Column("phase", _TEXT, "where it is on its clock; no word here says who is right", _STATE, codes=_codes(PHASES)),
    Column("since", _DAY, "the day since which it is in this phase", _STATE, _ZONE),
    Column("enabled", _DAY, "the day since which it is owed", _PLAN, _ZONE),
    Column("due", _DAY, "the last day on which it is on time", _PLAN, _ZONE),
    Column("due_known", _DAY, "the day since which that date could be known", _PLAN, _ZONE),
    Column("cure_until", _DAY, "the last day to put a miss right", _PLAN, _ZONE),
    Column("late", _WHOLE, "how late the claim came", _STATE, "days"),
    Column("kept_through", _DAY, "the last day that a confirming report on a standing duty covers", _RECORD, _ZONE),
    Column("debtor_says", _TEXT, "the last word of the debtor", _RECORD, codes=_codes(DEBTOR)),
    Column("debtor_since", _DAY, "the day of that word", _RECORD, _ZONE),
    Column(
        "beneficiaries_say",
        _TEXTS,
        "the last word of each beneficiary: its name, a colon, and `silent`, `accepts` or `disputes`",
        _RECORD,
    ),
    Column("verifier_says", _TEXT, "the last word of the verifier", _RECORD, codes=_codes(VERIFIER)),
    Column("verifier_since", _DAY, "the day of that word", _RECORD, _ZONE),
    Column("body_says", _TEXT, "the last word of the competent body", _RECORD, codes=_codes(BODY)),
    Column("body_since", _DAY, "the day of that word", _RECORD, _ZONE),
    Column("unit", _TEXT, "the unit of the amounts", _FILE),
    *_amount_columns(),
    Column("waits_for", _TEXTS, "the facts that have not come and that it waits for", _PLAN),
    Column("missing_items", _TEXTS, "the items of a report that those who must be content still miss", _STATE),
    Column("missing_efforts", _TEXTS, "the efforts that were promised and not yet shown", _STATE),
    Column("follows", _TEXT, "what follows of a miss or a dispute by the text", _FILE),
)


def obligations_table(state: State) -> DataTable:
    """Every duty on the day of the state, by debtor and period."""
    rows = tuple(_row(duty, instance) for duty in state.duties.values() for instance in duty.instances)
    return DataTable("obligations", "a duty, or one debtor's part of it, or a period of it", COLUMNS, rows)


def debtor_of(duty: DutyState, instance: InstanceState) -> str:
    """Who owes this part of a duty, as the text names them."""
    return instance.debtor or owed_by(duty.record)


def _row(duty: DutyState, instance: InstanceState) -> tuple[Value, ...]:
    record, voices = duty.record, instance.voices
    return (
        duty.name,
        debtor_of(duty, instance) or None,
        record.to or None,
        instance.period,
        str(duty.shape),
        record.article,
        record.text or str(record.brings or record.toward or "") or None,
        str(instance.phase),
        instance.since,
        instance.enabled,
        instance.due,
        instance.known,
        instance.cure,
        instance.late if instance.claimed_on is not None and instance.due is not None else None,
        instance.kept_through,
        *_said(voices.debtor),
        tuple(f"{name}: {voice.word}" for name, voice in voices.beneficiaries) or None,
        *_said(voices.verifier),
        *_said(voices.body),
        *_amounts(instance.amounts, voices),
        tuple(wait.fact for wait in instance.waits) or None,
        instance.missing_items or None,
        instance.missing_efforts or None,
        instance.follows or None,
    )


def _said(voice: Voice) -> tuple[Value, Value]:
    return voice.word, voice.since


def _amounts(amounts: Amounts | None, voices: Voices) -> Iterator[Value]:
    """The amounts of those who spoke: the sum of no words at all is no nought."""
    spoke = {
        "claimed": voices.debtor.word.startswith("claims"),
        "verified": voices.verifier.word in ("confirms", "cannot_conclude", "contradicts"),
        "accepted": any(voice.word == "accepts" for _, voice in voices.beneficiaries),
    }
    yield amounts.promised.unit if amounts is not None else None
    for name in _AMOUNTS:
        found: Range | None = getattr(amounts, name) if amounts is not None and spoke.get(name, True) else None
        yield found.low if found is not None else None
        yield found.high if found is not None else None
