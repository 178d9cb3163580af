"""Every address of a process: the screens in the order of the side bar, and the forms that can be sent."""

from __future__ import annotations

from importlib import import_module

from reconvene.live.roles import Action
from reconvene.web import tallies
from reconvene.web.shelf import Deed, Screen, module_of

GROUPS = ("Process", "Draft", "Time", "Record", "The way back", "Worth", "Desk")
"""The groups of the side bar, in order."""

OF_RECORD = {
    "desk": "Only what this desk recorded.",
    "actor": "Only what this actor did.",
    "kind": "Only events of this kind.",
    "duty": "Only what is about this duty.",
    "voice": "Only this voice: `debtor`, `beneficiary`, `verifier` or `body`.",
    "words": "Only events in which all of these words stand.",
    "since": "Only what can have happened on this day or later.",
    "until": "Only what can have happened on this day or earlier.",
}
OF_PROOF = {"log": "The log of an entry that is to be proved.", "entry": "The number of that entry in its log."}

SCREENS = {
    screen.path: screen
    for screen in (
        Screen("", "Overview", "Process", "overview.overview"),
        Screen("/draft", "Text", "Draft", "draft.draft", twins=False),
        Screen("/draft/items", "Forms", "Draft", "items.items", twins=False),
        Screen("/draft/items/{section}/{item}", "An item of the draft", "", "items.item", twins=False),
        Screen("/draft/add/{section}", "Add to the draft", "", "items.add", action=Action.EDIT_DRAFT, twins=False),
        Screen("/obligations", "Obligations", "Process", "obligations.obligations", counted=tallies.overdue),
        Screen("/progress", "Planned and done", "Process", "obligations.planned_and_done"),
        Screen("/obligations/{duty}", "Obligation", "", "obligations.obligation"),
        Screen("/text", "Articles", "Draft", "articles.articles"),
        Screen("/parties", "Parties", "Process", "parties.parties"),
        Screen("/findings", "What can break it", "Draft", "findings.findings", counted=tallies.errors, of_text=True),
        Screen("/history", "History", "Draft", "history.history"),
        Screen("/history/{number}", "A version", "", "history.version"),
        Screen("/copy", "Take a copy", "", "adopt.copy", action=Action.EXPORT, twins=False),
        Screen("/adopt", "Adopt the draft", "Draft", "adopt.adopt", action=Action.ADOPT_VERSION, twins=False),
        Screen("/schedule", "Schedule", "Time", "dates.schedule", of_text=True),
        Screen("/schedule/certificate", "Certificate", "", "dates.certificate", of_text=True),
        Screen("/schedule/timeline.svg", "Timeline as a picture", "", "dates.timeline_picture", twins=False),
        Screen("/schedule/calendar.ics", "Schedule as a calendar file", "", "dates.schedule_calendar", twins=False),
        Screen("/calendar", "Calendar", "Time", "agenda.calendar"),
        Screen("/calendar/agenda.ics", "What lies ahead as a calendar file", "", "agenda.agenda_file", twins=False),
        Screen("/waiting", "Who waits for whom", "Time", "waiting.waiting", counted=tallies.circles),
        Screen("/waiting/graph.svg", "Waits as a picture", "", "waiting.waits_picture", twins=False),
        Screen("/waiting/graph.mmd", "Waits in the language of Mermaid", "", "waiting.waits_mermaid", twins=False),
        Screen("/status", "Where it stands", "Process", "standing.status"),
        Screen(
            "/record/new",
            "Record what happened",
            "Record",
            "recording.recording",
            action=Action.RECORD_EVENT,
            twins=False,
        ),
        Screen("/record", "Record", "Record", "record.record", asks=OF_RECORD),
        Screen("/record/{id}", "Event", "", "record.event"),
        Screen("/record/{id}/files/{digest}", "File", "", "record.file", twins=False),
        Screen("/conflicts", "Told differently", "Record", "conflicts.conflicts", counted=tallies.told_apart),
        Screen("/integrity", "Is it intact?", "Record", "integrity.integrity", asks=OF_PROOF),
        Screen("/integrity/checkpoints/{number}", "Checkpoint", "", "integrity.checkpoint", twins=False),
        Screen(
            "/bundles", "Send and receive", "Record", "bundles.bundles", action=Action.EXCHANGE_BUNDLES, twins=False
        ),
        Screen("/stall", "Stall watch", "The way back", "stall.stall", counted=tallies.firing),
        Screen("/ladder", "The ladder", "The way back", "ladder.ladder"),
        Screen("/return", "The proof", "The way back", "return_.return_"),
        Screen("/letters", "Letters", "The way back", "letters.letters"),
        Screen("/letters/all", "All letters", "", "letters.all_letters", action=Action.EXPORT, twins=False),
        Screen("/letters/{place}/{who}", "A letter", "", "letters.letter", twins=False),
        Screen(
            "/letters/{place}/{who}/text",
            "A letter as text",
            "",
            "letters.letter_text",
            action=Action.EXPORT,
            twins=False,
        ),
        Screen(
            "/letters/{place}/{who}/page",
            "A letter as a page",
            "",
            "letters.letter_file",
            action=Action.EXPORT,
            twins=False,
        ),
        Screen("/deposits", "Deposits", "The way back", "deposits.deposits", action=Action.DEPOSIT, twins=False),
        Screen("/weigh", "Pressure", "Worth", "worth.weigh"),
        Screen("/accounts", "Accounts", "Worth", "worth.accounts"),
        Screen("/assess", "Packages", "Worth", "worth.assess"),
        Screen("/consult", "Who must be heard", "Worth", "dealing.consult"),
        Screen(
            "/consult/calendar",
            "The last days to consult",
            "",
            "dealing.consult_calendar",
            action=Action.EXPORT,
            twins=False,
        ),
        Screen("/exchange", "Exchange", "Worth", "dealing.exchange"),
    )
}
"""Every screen of a process, by its path below the process."""

DEEDS = {
    deed.path: deed
    for deed in (
        Deed("/draft", "draft.save", Action.EDIT_DRAFT),
        Deed("/draft/fix", "draft.fix", Action.EDIT_DRAFT),
        Deed("/draft/items/{section}/{item}", "items.save_item", Action.EDIT_DRAFT),
        Deed("/draft/add/{section}", "items.add_item", Action.EDIT_DRAFT),
        Deed("/draft/rename/{section}/{item}", "items.rename", Action.EDIT_DRAFT),
        Deed("/draft/remove/{section}/{item}", "items.remove", Action.EDIT_DRAFT),
        Deed("/history/{number}/restore", "history.restore", Action.EDIT_DRAFT),
        Deed("/adopt", "adopt.do_adopt", Action.ADOPT_VERSION),
        Deed("/calendar", "agenda.subscribe", Action.MANAGE_OWN_TOKENS),
        Deed("/calendar/end", "agenda.unsubscribe", Action.MANAGE_OWN_TOKENS),
        Deed("/record/new", "recording.record_it", Action.RECORD_EVENT),
        Deed("/record/drafts/{draft}", "recording.throw_draft", Action.RECORD_EVENT),
        Deed("/record/{id}/attach", "record.attach", Action.RECORD_EVENT),
        Deed("/record/{id}/redact", "record.redact", Action.REDACT),
        Deed("/integrity", "integrity.compare", Action.READ),
        Deed("/integrity/checkpoint", "integrity.sign_checkpoint", Action.CHECKPOINT),
        Deed("/integrity/trust", "integrity.trust_key", Action.EXCHANGE_BUNDLES),
        Deed("/bundles/export", "bundles.send", Action.EXCHANGE_BUNDLES),
        Deed("/bundles/page", "bundles.page_for", Action.EXCHANGE_BUNDLES),
        Deed("/bundles/import", "bundles.receive", Action.EXCHANGE_BUNDLES),
        Deed("/bundles/take", "bundles.take", Action.EXCHANGE_BUNDLES),
        Deed("/deposits", "deposits.place", Action.DEPOSIT),
        Deed("/deposits/withdraw", "deposits.take_back", Action.DEPOSIT),
        Deed("/deposits/begin", "deposits.begin", Action.DEPOSIT),
        Deed("/deposits/match", "deposits.match", Action.DEPOSIT),
        Deed("/exchange", "dealing.write_proposal", Action.EDIT_DRAFT),
    )
}
"""Every form of a process that can be sent, by its path below the process."""


def modules() -> tuple[str, ...]:
    """The modules in which all that is shown and done, each once."""
    rows: tuple[Screen | Deed, ...] = (*SCREENS.values(), *DEEDS.values())
    return tuple(dict.fromkeys(module_of(row) for row in rows))


def load() -> None:
    """Import every screen now, so that none is loaded when it is first asked for."""
    for module in modules():
        import_module(module)
