"""An adjournment that sets its own next date."""

from __future__ import annotations

from reconvene.clauses.lengths import longest_days
from reconvene.clauses.shelf import Parts, clause
from reconvene.document.clause import Parameters
from reconvene.document.expressions import Duration, Moment
from reconvene.document.kinds import DURATION, PLAIN_MOMENT
from reconvene.document.reader import Reader
from reconvene.document.shape import Ref, Whole, record, slot
from reconvene.text.finding import Reason


@record
class RedatedAdjournment(Parameters):
    """A next meeting that is fixed even if nobody agrees on it."""

    after: str = slot(Ref("session"), "the session after whose close the date is counted", required=True)
    channel: str | None = slot(Ref("channel", "body"), "on which channel it meets")
    convenor: str = slot(Ref("actor", "role"), "who calls it, whether or not anybody asks", required=True)
    lasts: Duration | None = slot(DURATION, "the time to the session if no other date is agreed (45 days)")
    notice: Duration | None = slot(DURATION, "by when the convenor has sent the notice (15 days)")
    no_later_than: Moment | None = slot(PLAIN_MOMENT, "the day on which it is held in any case")
    moved_by: Duration | None = slot(DURATION, "how far all together may move it (15 days)")
    moved_times: int | None = slot(Whole(1), "how often they may (1)")

    def examine(self, reader: Reader) -> None:
        """The notice comes before the session."""
        super().examine(reader)
        lasts, notice = longest_days(self.lasts, 45), longest_days(self.notice, 15)
        if lasts is not None and notice is not None and notice >= lasts:
            reader.report(
                "clause-misused",
                self.value_span("notice" if self.notice else "lasts"),
                f"The notice may come {notice:g} days after the close, the session is held {lasts:g} days after it.",
                "let `notice` be shorter than `lasts`, by as long as people need to travel",
                Reason("the time to the session", self.value_span("lasts")),
            )


@clause(
    "adjournment/re-dated",
    RedatedAdjournment,
    """Hanoi, 28 February 2019: the summit closed with no next date, and the next meeting of the leaders came after 122
    days, proposed in public one day ahead. Geneva, 12 August 1994: the talks adjourned to a fixed date, 23 September,
    which was kept. Bilateral Consultative Commission, 29 November 2022: postponed by one side a day before; new dates
    never came, and no rule set one.""",
)
def redated_adjournment(given: RedatedAdjournment, name: str) -> Parts:
    """If no next date is agreed, it is 45 days after the close.

    Whoever has to ask for the next meeting loses face, and whoever withholds a date stops the talks. Here the date is a
    matter of counting: the convenor sends the same notice to all, holds the session on its day, and all together, but
    none alone, may move it a little.

    ## Good

    ```yaml
    title: The next date sets itself
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}, singapore: {kind: state}}
    channels: {envoys: {level: working, ends: [north, south]}}
    sessions: {round_1: {channel: envoys, dated: 2030-02-01, held: planned, next_date: round_2}}
    clauses:
      round_2:
        {use: adjournment/re-dated, after: round_1, channel: envoys, convenor: sweden, no_later_than: 2030-03-31}
    return:
      {use: return/standard, starts_on: [stall, failure], convenor: sweden, substitutes: [singapore], binds: state}
    ```

    ## Bad

    The notice is due when the session is over:

    ```yaml
    title: Late notice
    parties: {north: {}, south: {}}
    actors: {sweden: {kind: state}}
    sessions: {round_1: {dated: 2030-02-01, held: planned}}
    clauses:
      round_2: {use: adjournment/re-dated, after: round_1, convenor: sweden, lasts: 14 days, notice: 21 days}
    ```
    """
    close = f"{given.after}.closed"
    lasts = given.said("lasts", "45 days")
    return {
        "days": {f"{name}_day": {"at": f"{lasts} after {close}", "no_later_than": given.written("no_later_than")}},
        "sessions": {name: {"channel": given.written("channel"), "dated": {"at": f"{name}_day"}, "held": "planned"}},
        "obligations": {
            f"{name}_notice": {
                "by": given.written("convenor"),
                "to": ["principals"],
                "act": ["private_notice"],
                "within": f"{given.said('notice', '15 days')} of {close}",
                "brings": "principals.notified",
                "verified": {"by": "each_other"},
                "if_missed": {"then": "return"},
                "text": "The convenor sends the same notice to all on the same day; nobody has to ask for it.",
            },
            f"{name}_convened": {
                "by": given.written("convenor"),
                "to": ["principals"],
                "brings": f"{name}.held",
                "within": f"{lasts} of {close}",
                "verified": {"by": "each_other"},
                "if_missed": {"then": "return"},
                "text": "The session is held on its day with whoever comes; an empty chair is minuted.",
            },
        },
        "extensions": {
            f"{name}_moved": {
                "of": [name],
                "by": "all of principals",
                "asked_before": f"{name}_day",
                "adds": f"at most {given.said('moved_by', '15 days').removeprefix('at most ')}",
                "times": given.written("moved_times", "1"),
                "silence": "not_extended",
            }
        },
    }
