"""A full round, as a story: three desks, forty events, a conflict, a deposit match, a lost key, a replaced convenor.

Everything travels as files in one folder. At the end three desks know different things, and agree on all that everybody
may see.
"""

from __future__ import annotations

import shutil
from datetime import date, datetime, timedelta
from pathlib import Path

from reconvene import create_desk, load, open_desk
from reconvene.live.adoption import hides_parts
from reconvene.live.bundles import Arrival, export, import_bundle
from reconvene.live.checking import check_record
from reconvene.live.deposits import begin_deposits, deposit, match_deposits
from reconvene.live.desk import Desk
from reconvene.live.founding import adopt
from reconvene.live.key_care import replace_lost
from reconvene.live.trust import trust
from reconvene.process.events import DepositsMatched
from reconvene.reports.status import as_json
from tests.desk_folders import TEXT, moment, written

BEGUN = datetime.fromisoformat("2026-01-05T09:00:00+00:00")
AMENDED = TEXT.replace("convenor: sweden", "convenor: singapore").replace("[singapore]", "[commission]")
END = moment("05-01")


class Courier:
    """Carries bundles between desks, as files in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.carried = 0

    def carry(self, sender: Desk, to: Desk) -> Arrival:
        self.carried += 1
        path = self.folder / f"{self.carried:03}-from-{sender.actor}-to-{to.actor}.txt"
        path.write_bytes(export(sender, to.actor).content)
        return import_bundle(to, path)

    def all_to_all(self, *desks: Desk) -> None:
        for sender in desks:
            for to in desks:
                if to is not sender:
                    arrival = self.carry(sender, to)
                    assert not arrival.refused, [finding.message for finding in arrival.findings]


def tell(desk: Desk, day: str, kind: str, **said: object) -> None:
    """Record what happened that day, that day."""
    happened = date.fromisoformat(f"2026-{day}")
    desk.record({"kind": kind, "happened": str(happened), **said}, moment(day), anyway=True)


def meet(first: Desk, second: Desk, day: str, name: str) -> None:
    """The envoys meet, a little is said, and they part with a date: one desk tells the beginning, one the end."""
    following = date.fromisoformat(f"2026-{day}") + timedelta(days=7)
    tell(first, day, "session_held", session=name, channel="envoys")
    tell(first, day, "contact", channel="envoys", id=f"contact_{name}")
    tell(second, day, "session_closed", session=name, outcome="ad_referendum", next_date=str(following))


def shown_to_everybody(desk: Desk) -> str:
    return as_json(desk.status(END, reader="agency")).replace(str(desk.folder), "DESK")


def test_three_desks_go_through_a_whole_round_by_file(tmp_path: Path) -> None:  # noqa: PLR0915  (one story)
    mail = tmp_path / "mail"
    mail.mkdir()
    courier = Courier(mail)
    text = load(written(tmp_path, TEXT))
    assert not hides_parts(text)

    # Two parties and a convenor set up their desks, and compare fingerprints over the telephone.
    north, south, sweden = (create_desk(tmp_path / name, text, name, BEGUN) for name in ("north", "south", "sweden"))
    for desk in (north, south, sweden):
        for other in (north, south, sweden):
            trust(desk, other.actor, other.key.public.id)
    assert (sweden.settings.convenor, north.settings.convenor) == (True, False)

    # Eight weeks of working meetings; each side tells its half, and the files go round.
    for week, day in enumerate(("01-12", "01-19", "01-26", "02-02", "02-09", "02-16", "02-23", "03-02")):
        meet(north, south, day, f"week_{week + 1}")
        courier.all_to_all(north, south, sweden)
    assert [len(desk.contents.said) for desk in (north, south, sweden)] == [24, 24, 24]

    # North says that it has halted its plant; the agency's finding reaches sweden, which records it. South tells sweden
    # alone what it would still accept.
    tell(north, "03-03", "claim", duty="halt")
    tell(sweden, "03-04", "verified", duty="halt", finding="confirms", by_party="agency")
    tell(south, "03-05", "statement", by_party="south", what="other", text="MARKER", visible_to=["south", "convenor"])
    courier.all_to_all(north, south, sweden)
    assert [len(desk.contents.said) for desk in (north, south, sweden)] == [26, 27, 27]

    # The summit ends with nothing, and the two sides tell its end differently. Both stand, at every desk.
    tell(north, "03-10", "session_held", session="summit", channel="leaders")
    tell(north, "03-10", "session_closed", session="summit", outcome="none", next_date="none")
    tell(south, "03-10", "session_held", session="summit", channel="leaders")
    tell(south, "03-10", "session_closed", session="summit", outcome="none", next_date="2026-03-24")
    courier.all_to_all(north, south, sweden)
    for desk in (north, south, sweden):
        (conflict,) = desk.status(moment("03-11")).conflicts
        assert conflict.event == "session_closed_summit"
        assert conflict.accounts == {"north": "next_date: none", "south": "next_date: 2026-03-24"}

    # North's machine is stolen. Its record comes back from the others; its key does not, and a new one is made, which
    # nobody takes before they have compared it.
    shutil.rmtree(tmp_path / "north" / "keys")
    north.close()
    north = open_desk(tmp_path / "north")
    key = replace_lost(north, moment("03-15"), "the machine was stolen")
    refused = courier.carry(north, south)
    assert refused.refused
    assert [finding.id for finding in refused.findings] == ["key-untrusted"]
    for desk in (south, sweden):
        trust(desk, "north", key.public.id)
    tell(north, "03-16", "channel_closed", channel="leaders")
    courier.all_to_all(north, south, sweden)

    # Both deposit in confidence with sweden what they would come back for. Sweden opens both and tells all, in the same
    # words, what both accept; what one alone accepts goes no further.
    begin_deposits(sweden, moment("03-17"))
    courier.all_to_all(north, south, sweden)
    deposit(north, ["Geneva", "a third party invites"], "sweden", moment("03-18"))
    deposit(south, ["a third party invites", "Vienna"], "sweden", moment("03-18"))
    courier.all_to_all(north, south, sweden)
    match_deposits(sweden, moment("03-19"))
    courier.all_to_all(north, south, sweden)
    for desk in (north, south, sweden):
        (matched,) = [each.event for each in desk.contents.said if isinstance(each.event, DepositsMatched)]
        assert matched.in_common == ("a third party invites",)
    assert all(b"Vienna" not in path.read_bytes() for path in mail.glob("*-to-north.txt"))
    assert all(b"Geneva" not in path.read_bytes() for path in mail.glob("*-to-south.txt"))

    # Sweden can convene no longer. The parties agree that Singapore does; each desk goes by the amended text, and
    # sweden hands over what a convenor may read.
    amended = load(written(tmp_path / "amended", AMENDED))
    tell(sweden, "03-20", "role_changed", role="convenor", holder="singapore")
    for desk in (north, south, sweden):
        adopt(desk, amended, moment("03-20"))
    assert sweden.settings.convenor is False
    singapore = create_desk(tmp_path / "singapore", amended, "singapore", moment("03-20"))
    for desk in (north, south, sweden):
        trust(singapore, desk.actor, desk.key.public.id)
        trust(desk, "singapore", singapore.key.public.id)
    trust(singapore, "north", key.public.id)
    courier.carry(sweden, singapore)
    assert singapore.settings.convenor is True
    assert "MARKER" in {each.event.text for each in singapore.contents.said}

    # Life goes on under the new convenor.
    for number, day in enumerate(("04-06", "04-13")):
        meet(south, singapore, day, f"again_{number + 1}")
        courier.all_to_all(north, south, singapore)
    tell(singapore, "04-20", "contact", channel="envoys", id="contact_of_the_convenor")
    courier.all_to_all(north, south, singapore)

    # Some forty events are on record: south and the convenor know of one that north does not,
    # each party of its own deposit. On the rest all agree.
    desks = (north, south, singapore)
    assert [len(desk.contents.said) for desk in desks] == [39 + 2, 40 + 2, 40 + 1]
    assert len({shown_to_everybody(desk) for desk in desks}) == 1
    (conflict,) = north.status(END).conflicts
    assert conflict.event == "session_closed_summit"
    assert all(b"MARKER" not in path.read_bytes() for path in mail.glob("*-to-north.txt"))
    for desk in desks:
        found = check_record(desk.folder)
        assert found.intact, [finding.message for finding in found.findings]
