"""The sentences that tell a change: for a value that came, went or changed, for a list, for a whole thing."""

from __future__ import annotations

from typing import NamedTuple


class Words(NamedTuple):
    """Templates for a value that is new, gone, or another one."""

    added: str
    removed: str
    changed: str


def _due(what: str) -> Words:
    """Words for a day, or a window, that something has: *a due date*."""
    return Words(
        f"`{{subject}}` now has {what}: {{after}}",
        f"`{{subject}}` no longer has {what}; it was {{before}}",
        f"the {what.removeprefix('a ').removeprefix('an ')} of `{{subject}}` moved from {{before}} to {{after}}",
    )


def _says(now: str, gone: str) -> Words:
    """Words for a verb phrase, and for its end."""
    return Words(
        f"`{{subject}}` now {now} {{after}}",
        f"`{{subject}}` {gone}; it was {{before}}",
        f"`{{subject}}` now {now} {{after}}, no longer {{before}}",
    )


SLOTS: dict[tuple[str, str], Words] = {
    ("Obligation", "by"): Words(
        "`{subject}` is now owed by {after}",
        "`{subject}` no longer says who owes it; it was {before}",
        "`{subject}` is now owed by {after}, no longer by {before}",
    ),
    ("Obligation", "to"): Words(
        "`{subject}` is now owed to {after}",
        "`{subject}` no longer says to whom it is owed; it was {before}",
        "`{subject}` is now owed to {after}, no longer to {before}",
    ),
    ("Obligation", "done_by"): Words(
        "`{subject}` is now carried out by {after}",
        "`{subject}` is no longer carried out by another; it was {before}",
        "`{subject}` is now carried out by {after}, no longer by {before}",
    ),
    ("Obligation", "brings"): _says("promises the result", "no longer promises a result"),
    ("Obligation", "toward"): _says("strives for", "no longer says what it strives for"),
    ("Obligation", "within"): _due("a due date"),
    ("Obligation", "no_later_than"): _due("a last date"),
    ("Obligation", "begins"): _due("a date to begin by"),
    ("Obligation", "from"): _due("a first day"),
    ("Obligation", "until"): _due("an end"),
    ("Obligation", "after"): _says("waits for", "no longer waits for anything"),
    ("Obligation", "before"): _says("holds back", "no longer holds anything back"),
    ("Obligation", "while"): _says("holds only as long as", "no longer depends on anything to hold"),
    ("Obligation", "judged_by"): _says("is judged by", "no longer says who judges it"),
    ("Obligation", "every"): _says("recurs", "no longer recurs"),
    ("Obligation", "verified"): Words(
        "`{subject}` is now verified: {after}",
        "`{subject}` is no longer verified; it was {before}",
        "the verification of `{subject}` changed from {before} to {after}",
    ),
    ("Obligation", "verified.by"): Words(
        "`{subject}` now names a verifier: {after}",
        "`{subject}` no longer names a verifier; it was {before}",
        "`{subject}` is now verified by {after}, no longer by {before}",
    ),
    ("Obligation", "verified.takes"): Words(
        "the verification of `{subject}` now has a length: {after}",
        "the verification of `{subject}` no longer has a length; it was {before}",
        "the verification of `{subject}` now takes {after} instead of {before}",
    ),
    ("Obligation", "verified.access_within"): Words(
        "inspectors of `{subject}` now get in within {after}",
        "`{subject}` no longer says how soon inspectors get in; it was {before}",
        "inspectors of `{subject}` now get in within {after} instead of {before}",
    ),
    ("Obligation", "if_missed"): Words(
        "something now follows if `{subject}` is missed: {after}",
        "nothing follows any longer if `{subject}` is missed; it was {before}",
        "what follows if `{subject}` is missed changed from {before} to {after}",
    ),
    ("Obligation", "if_missed.then"): Words(
        "if `{subject}` is missed and not put right, {after} now follows",
        "if `{subject}` is missed, nothing is said any longer to follow; it was {before}",
        "if `{subject}` is missed and not put right, {after} now follows instead of {before}",
    ),
    ("Obligation", "if_missed.cure"): Words(
        "there is now time to put a miss of `{subject}` right: {after}",
        "there is no longer time to put a miss of `{subject}` right; it was {before}",
        "the time to put a miss of `{subject}` right is now {after}, no longer {before}",
    ),
    ("Obligation", "undone_in"): Words(
        "`{subject}` is now said to be undone in {after}",
        "`{subject}` no longer says how fast it can be undone; it was {before}",
        "`{subject}` is now undone in {after}, no longer in {before}",
    ),
    ("Obligation", "lifts.*"): Words(
        "`{subject}` now also lifts `{key}`: {after}",
        "`{subject}` no longer lifts `{key}`; it was {before}",
        "`{subject}` now lifts `{key}` by another way: {after}, no longer {before}",
    ),
    ("Obligation", "addresses.*"): Words(
        "`{subject}` now also cuts into `{key}`: {after}",
        "`{subject}` no longer cuts into `{key}`; it was {before}",
        "`{subject}` now cuts into `{key}` to another depth: {after}, no longer {before}",
    ),
    ("Obligation", "in_return_for"): Words(
        "`{subject}` is now given in return for {after}",
        "`{subject}` is no longer given in return for anything; it was {before}",
        "`{subject}` is now given in return for {after}, no longer for {before}",
    ),
    ("Process", "final_date"): Words(
        "there is now a final date: {after}",
        "there is no longer a final date; it was {before}",
        "the final date moved from {before} to {after}",
    ),
    ("Process", "end_state"): Words(
        "the process now says what it ends in: {after}",
        "the process no longer says what it ends in; it was {before}",
        "what the process ends in changed from {before} to {after}",
    ),
    ("Process", "title"): Words(
        "the process is now called {after}",
        "the process no longer has a title; it was {before}",
        "the process is now called {after}, no longer {before}",
    ),
    ("Process", "return"): Words(
        "there is now a way back to the table: {after}",
        "there is no longer a way back to the table; it was {before}",
        "the way back to the table changed from {before} to {after}",
    ),
    ("Return", "use"): Words(
        "the way back now uses the clause {after}",
        "the way back no longer uses a clause; it was {before}",
        "the way back now uses the clause {after}, no longer {before}",
    ),
    ("Return", "convenor"): Words(
        "the way back now has a convenor: {after}",
        "the way back no longer has a convenor; it was {before}",
        "the way back is now convened by {after}, no longer by {before}",
    ),
    ("Return", "started_by"): Words(
        "the way back is now started by {after}",
        "the way back no longer says who starts it; it was {before}",
        "the way back is now started by {after}, no longer by {before}",
    ),
    ("Return", "binds"): Words(
        "the way back now binds the {after}",
        "the way back no longer says what it binds; it was the {before}",
        "the way back now binds the {after}, no longer the {before}",
    ),
    ("Package", "status"): _says("stands as", "no longer says how it stands"),
    ("Package", "lifts.*"): Words(
        "`{subject}` would now also lift `{key}`: {after}",
        "`{subject}` would no longer lift `{key}`; it was {before}",
        "`{subject}` would now lift `{key}` by another way: {after}, no longer {before}",
    ),
    ("Package", "final_date"): _due("a final date"),
    ("Vow", "status"): _says("stands as", "no longer says how it stands"),
    ("Day", ""): Words(
        "the day `{subject}` now has a date: {after}",
        "the day `{subject}` no longer has a date; it was {before}",
        "the day `{subject}` moved from {before} to {after}",
    ),
}
"""By record class and key; `lifts.*` stands for every name under `lifts`, an empty key for the whole."""

LISTS: dict[tuple[str, str], tuple[str, str]] = {
    ("Obligation", "to"): ("`{subject}` is now also owed to {some}", "`{subject}` is no longer owed to {some}"),
    ("Obligation", "by"): ("`{subject}` is now also owed by {some}", "`{subject}` is no longer owed by {some}"),
    ("Obligation", "forbids"): ("`{subject}` now also forbids {some}", "`{subject}` no longer forbids {some}"),
    ("Obligation", "in_return_for"): (
        "`{subject}` is now also given in return for {some}",
        "`{subject}` is no longer given in return for {some}",
    ),
    ("Obligation", "needs"): ("`{subject}` now also needs {some}", "`{subject}` no longer needs {some}"),
    ("Obligation", "verified.report"): (
        "the report on `{subject}` now also holds {some}",
        "the report on `{subject}` no longer holds {some}",
    ),
    ("Vow", "forbids"): ("`{subject}` now also forbids {some}", "`{subject}` no longer forbids {some}"),
    ("Vow", "released_by"): (
        "`{subject}` can now also be released by {some}",
        "`{subject}` can no longer be released by {some}",
    ),
    ("Return", "substitutes"): (
        "if the convenor cannot, the way back is now also convened by {some}",
        "if the convenor cannot, the way back is no longer convened by {some}",
    ),
    ("Return", "starts_on"): ("the way back now also starts on {some}", "the way back no longer starts on {some}"),
    ("", "visible_to"): ("`{subject}` may now also be seen by {some}", "`{subject}` may no longer be seen by {some}"),
    ("", "source"): (
        "`{subject}` now also rests on the source {some}",
        "`{subject}` no longer rests on the source {some}",
    ),
}
"""What a list gained and what it lost, by record class and key; an empty class stands for every class."""

ITEMS: dict[str, tuple[str, str]] = {
    "Obligation": ("{by} now owes `{name}`{to}{within}", "{by} no longer owes `{name}`{to}{within}"),
    "Initiative": ("{by} now announces `{name}`", "{by} no longer announces `{name}`"),
    "Party": ("`{name}` is now a party", "`{name}` is no longer a party"),
    "Actor": ("`{name}` now has a part in the process", "`{name}` no longer has a part in the process"),
    "Vow": ("{by} is now bound by the vow `{name}`", "{by} is no longer bound by the vow `{name}`"),
    "RedLine": ("{by} now has the red line `{name}`", "{by} no longer has the red line `{name}`"),
    "Package": ("{by} now tables the package `{name}`", "the package `{name}` of {by} is no longer on the table"),
    "Account": ("{by} now gives the account `{name}`", "the account `{name}` of {by} is gone"),
    "Consultation": ("{by} now owes the consultation `{name}`", "{by} no longer owes the consultation `{name}`"),
}
"""That a whole thing is new, or gone, by record class; every other thing is new or gone by its section's name."""
