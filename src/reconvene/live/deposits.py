"""Deposits in confidence: what a party could accept, sealed to the convenor, who tells what all accept, or nothing."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reconvene.document.kinds import PROSE
from reconvene.document.load import read_file
from reconvene.document.reader import Reader
from reconvene.document.shape import ListOf, OneOf, Record, record, slot
from reconvene.live.accounts import Said
from reconvene.live.causing import held
from reconvene.live.desk import Desk
from reconvene.process import events as e
from reconvene.process.calendar_events import OF_THE_WAY
from reconvene.process.shelf import Event, on
from reconvene.record.canon import canonical
from reconvene.record.desk_keys import history_of, state_sealing_key
from reconvene.record.fault import RecordFault, fault, found
from reconvene.record.key_history import KeyHistory, SealingSpan
from reconvene.record.log import heads
from reconvene.record.sealing import LARGEST, open_sealed, seal_to
from reconvene.text import yaml
from reconvene.text.finding import problem

VERSION = "1"
MOST = 40
"""So many things may one deposit accept; who accepts everything only wants to know what others do."""


@record
class Acceptable(Record):
    """What a party could accept: conditions of return, formulas, places, each in words that all can find again."""

    reconvene_deposit: str = slot(OneOf(VERSION), "the version of the file", required=True)
    accepts: tuple[str, ...] = slot(
        ListOf(PROSE, lone=True), "what the party could accept, the best first", required=True
    )


@dataclass(frozen=True)
class Placed:
    """A deposit that was made: its id, and the fingerprint of the key behind the one that it is sealed to.

    `compared` says whether the desk's settings hold that fingerprint as one that was compared with the convenor.
    """

    id: str
    fingerprint: str
    compared: bool


@dataclass(frozen=True)
class Deposit:
    """A deposit that the convenor holds: whose, in which round, under which id, and since when."""

    by: str
    id: str
    round: int
    recorded: str
    accepts: tuple[str, ...]


class DepositsMissing(RecordFault):
    """Somebody has deposited nothing yet; nothing was recorded, and nobody was told."""


def begin_deposits(desk: Desk, now: datetime) -> SealingSpan:
    """State the key that deposits are sealed to, if it is not stated; the other desks need this desk's next bundle."""
    stated = state_sealing_key(desk.store, desk.key, now=now).sealing_key
    assert stated is not None  # it was stated this moment, or before
    return stated


# A party's desk


def read_acceptable(path: Path) -> Acceptable:
    """What a file says that a party could accept. Raises `RecordFault` with the place if it cannot be read."""
    source, finding = read_file(str(path))
    if finding is not None:
        raise RecordFault(finding)
    page = yaml.read(source)
    reader = Reader()
    if not isinstance(page.root, yaml.Mapping):
        step = "write `reconvene_deposit: 1`, and a list under `accepts:`"
        raise RecordFault(
            page.findings[0] if page.findings else problem("no-deposit", source.head, "It is empty.", step)
        )
    made = reader.record(Acceptable, page.root)
    if wrong := [*page.findings, *reader.findings]:
        raise RecordFault(wrong[0])
    assert isinstance(made, Acceptable)  # a mapping makes one
    if len(made.accepts) > MOST:
        said = f"It accepts {len(made.accepts)} things, and the most is {MOST}."
        raise RecordFault(
            problem("too-many", made.value_span("accepts"), said, "keep those that you would come back for")
        )
    return made


def deposit(desk: Desk, acceptable: Iterable[str], convenor: str, now: datetime) -> Placed:
    """Seal what this party could accept to the convenor, in place of what it deposited before in this round.

    Only the convenor's copy of the record ever holds it, beside this desk's own, and only the convenor can open it.
    Raises `RecordFault` if this is no party, no key of the convenor to seal to is known here, or it is not the one
    that was compared.
    """
    seen = heads(desk.store)
    _insist_on_party(desk)
    history = history_of(desk.store, convenor)
    to = history.sealing_key
    if to is None:
        raise fault(
            "no-sealing-key",
            str(desk.folder),
            f"No key of `{convenor}` to seal a deposit to is on record here.",
            f"let {convenor} run `reconvene deposits begin` once, and import its next bundle",
        )
    compared = _is_compared(desk, history, to)
    number = _round(desk)
    earlier = deposits_of(desk, convenor)
    id = f"deposit_{desk.actor}_{len(_all_own(desk)) + 1}"
    words = [_spaced(each) for each in acceptable]
    said = {"accepts": words, "by": desk.actor, "process": desk.settings.process, "round": number, "to": convenor}
    content = canonical(said).encode()
    if len(content) > LARGEST:
        step = "say it in fewer words; a longer paper can be deposited with the depositary"
        raise fault(
            "deposit-too-long", str(desk.folder), f"It has {len(content):,} bytes; {LARGEST:,} are the most.", step
        )
    readers = tuple(sorted((convenor, desk.actor)))
    today = desk.day(now)
    event = e.Deposited(
        id=id,
        happened=on(today),
        recorded=today,
        visible_to=readers,
        item="a sealed deposit",
        with_=convenor,
        by_party=desk.actor,
    )
    gone = [_withdrawal(each.event, desk, now) for each in earlier]
    files = {f"{id}.sealed": seal_to(to.raw, content)}
    compartment = desk.compartment(readers)
    desk.write(compartment, [held(event)], now, attachments=files, seen=seen)
    if gone:
        desk.write(compartment, [held(each) for each in gone], now)
    return Placed(id, to.by, compared)


def _is_compared(desk: Desk, history: KeyHistory, to: SealingSpan) -> bool:
    """Whether the key to seal to is the convenor's, as its fingerprint was compared. Raises `RecordFault` if it is not.

    A key of the convenor that was compared vouches for the others, as it does when a bundle comes in.
    """
    trusted = (desk.settings.trusts or {}).get(history.desk)
    if trusted is None:
        return False
    strangers = history.unvouched(trusted)
    if strangers:
        raise fault(
            "key-untrusted",
            str(desk.folder),
            f"The key of `{history.desk}` to seal to rests on {strangers[-1].key.id}, which is not the one that was "
            "compared. Whoever put it there could read what is sealed to it; nothing was sealed.",
            f"let {history.desk} read out its fingerprint, and keep it: reconvene keys trust {desk.folder} "
            f"{history.desk} FINGERPRINT",
        )
    return to.by in {span.key.id for span in history.spans}


def withdraw(desk: Desk, convenor: str, now: datetime) -> list[str]:
    """Take back what this party deposited in this round; gives the ids. Raises `RecordFault` if there is nothing."""
    earlier = deposits_of(desk, convenor)
    if not earlier:
        raise fault(
            "nothing-deposited",
            str(desk.folder),
            f"Nothing of this desk lies with `{convenor}` in this round.",
            "what was compared already is done with; a new round begins after it",
        )
    compartment = desk.compartment(tuple(sorted((convenor, desk.actor))))
    desk.write(compartment, [held(_withdrawal(each.event, desk, now)) for each in earlier], now)
    return [each.event.id for each in earlier]


def _insist_on_party(desk: Desk) -> None:
    parties = _parties(desk)
    if desk.actor not in parties:
        raise fault(
            "not-a-party",
            str(desk.folder),
            f"`{desk.actor}` is none of those whose deposits are compared: {', '.join(parties) or 'nobody'}.",
            "a convenor takes deposits and makes none",
        )


def _parties(desk: Desk) -> tuple[str, ...]:
    return tuple(desk.shared_document.process.parties or {})


def _withdrawal(event: Event, desk: Desk, now: datetime) -> Event:
    today = desk.day(now)
    said = {"id": f"{event.id}_withdrawn", "happened": on(today), "recorded": today, "visible_to": event.visible_to}
    return e.Correction(**said, of=event.id, withdrawn=True)


def _round(desk: Desk) -> int:
    """Which round of deposits it is: one more than were compared."""
    return 1 + sum(isinstance(each.event, e.DepositsMatched) for each in desk.accounts().said)


def _all_own(desk: Desk) -> list[Said]:
    said = desk.accounts().said
    return [each for each in said if each.desk == desk.actor and isinstance(each.event, e.Deposited)]


def deposits_of(desk: Desk, convenor: str) -> list[Said]:
    """What this desk deposited since the last comparison and did not take back."""
    said = desk.accounts().said
    gone = {each.event.of for each in said if each.desk == desk.actor and isinstance(each.event, e.Correction)}
    matched = max((each.recorded for each in said if isinstance(each.event, e.DepositsMatched)), default="")
    mine = [each for each in _all_own(desk) if isinstance(each.event, e.Deposited) and each.event.with_ == convenor]
    return [each for each in mine if each.event.id not in gone and each.recorded > matched]


# The convenor's desk


def open_deposits(desk: Desk) -> dict[str, Deposit]:
    """The last deposit of each party in this round that was not taken back, opened.

    Raises `RecordFault` if one cannot be opened: it was sealed to a key that is not here, or was changed.
    """
    said = desk.accounts().said
    gone = {
        (each.desk, each.event.of) for each in said if isinstance(each.event, e.Correction) and each.event.withdrawn
    }
    files = {(each.desk, each.of): each.files for each in desk.contents.attached}
    number = _round(desk)
    found: dict[str, Deposit] = {}
    for each in sorted(said, key=lambda each: (each.recorded, each.log, each.sequence)):
        event = each.event
        mine = isinstance(event, e.Deposited) and event.with_ == desk.actor and event.by_party == each.desk
        if not mine or each.desk not in _parties(desk) or (each.desk, event.id) in gone:
            continue
        digests = (*each.attachments, *files.get((each.desk, event.id), {}).values())
        opened = _open(desk, each, digests[0] if digests else None)
        if opened is not None and opened.round == number:
            found[each.desk] = opened
    return found


def _open(desk: Desk, said: Said, digest: str | None) -> Deposit | None:
    """A deposit opened; None for one that is no sealed one. It must say itself by whom and to whom it is."""
    if digest is None:
        return None
    sealed = desk.store.attachment(digest)
    where = f"{desk.store.where}: {said.log}/{said.sequence}"
    if sealed is None:
        raise fault(
            "deposit-missing", where, f"What `{said.desk}` sealed has not come here.", "import its bundle again"
        )
    for span in reversed(history_of(desk.store, desk.actor).spans):
        if not desk.keys.path(span.key.id).is_file():
            continue
        try:
            content = json.loads(open_sealed(desk.keys.load(span.key.id, desk.passphrase), sealed))
        except ValueError:
            continue
        expected = {"by": said.desk, "process": desk.settings.process, "to": desk.actor}
        if {key: content.get(key) for key in expected} != expected:
            break
        return Deposit(said.desk, said.event.id, content["round"], said.recorded, tuple(content["accepts"]))
    raise fault(
        "deposit-unreadable",
        where,
        f"The deposit of `{said.desk}` cannot be opened here, or says that it is another's.",
        "bring back the key that it was sealed to (`reconvene keys restore`), or ask for it anew",
    )


def in_common(deposits: Mapping[str, Iterable[str]], *, one: bool = False) -> tuple[str, ...]:
    """What all accept, in an order that depends on nobody; with `one`, only that which is best for the least content.

    Words are the same whatever their case and spaces. Where parties write them differently, small letters stand for
    all.
    """
    ranks: list[dict[str, int]] = []
    spellings: dict[str, set[str]] = {}
    for accepts in deposits.values():
        rank: dict[str, int] = {}
        for place, words in enumerate(accepts):
            rank.setdefault(_folded(words), place)
            spellings.setdefault(_folded(words), set()).add(_spaced(words))
        ranks.append(rank)
    shared = set.intersection(*map(set, ranks)) if ranks else set()
    ordered = sorted(shared, key=lambda each: (max(rank[each] for rank in ranks), each)) if one else sorted(shared)
    told = ordered[:1] if one else ordered
    return tuple(next(iter(spellings[each])) if len(spellings[each]) == 1 else each for each in told)


def _spaced(words: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", words).split())


def _folded(words: str) -> str:
    return _spaced(words).casefold()


def match_deposits(desk: Desk, now: datetime, *, close: bool = False, one: bool = False) -> e.DepositsMatched:
    """Compare what was deposited, and record for all, in the same words, what all accept, or that there is nothing.

    Nothing is what all are told too if somebody deposited nothing; with `close`, that is not waited for any longer.
    Raises `DepositsMissing` if a party has deposited nothing and it is not closed, and `Stale` if somebody wrote first.
    """
    seen = heads(desk.store)
    deposits = open_deposits(desk)
    missing = [party for party in _parties(desk) if party not in deposits]
    if missing and not close:
        raise DepositsMissing(
            found(
                "deposits-missing",
                str(desk.folder),
                f"Nothing came from {', '.join(missing)}. That is for you alone to know.",
                f"wait until the last day of the stage; then: reconvene deposits match {desk.folder} --close",
            )
        )
    shared = in_common({by: each.accepts for by, each in deposits.items()}, one=one) if not missing else ()
    today = desk.day(now)
    event = e.DepositsMatched(
        id=f"deposits_matched_{_round(desk)}",
        happened=on(today),
        recorded=today,
        visible_to=OF_THE_WAY,
        in_common=shared or None,
    )
    desk.write(desk.compartment(OF_THE_WAY), [held(event)], now, seen=seen)
    return event
