"""Where desks tell different things under one name: side by side, and from whose words the state follows."""

from __future__ import annotations

from dataclasses import asdict

from reconvene.live.sides import conflicts_in
from reconvene.reports.sheet import Table
from reconvene.web.shelf import Page
from reconvene.web.visit import Visit


def conflicts(visit: Visit) -> Page:
    """Every such event, key by key."""
    if visit.subject.desk is None:
        return Page("conflicts.html.j2", {"listed": (), "estranged": ()}, {"conflicts": []})
    with visit.place.lock:
        accounts = visit.desk.accounts()
    listed = conflicts_in(accounts)
    rows = tuple(
        (each.id, row.key, voice, said, "yes" if row.differs else "")
        for each in listed
        for row in each.rows
        for voice, said in zip(each.voices, row.said, strict=True)
    )
    table = Table("Told differently", ("Event", "Key", "Desk", "Says", "Differs"), rows)
    values = {"listed": listed, "estranged": accounts.estranged}
    return Page("conflicts.html.j2", values, {"conflicts": [asdict(each) for each in listed]}, table)
