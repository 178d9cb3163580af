"""What each finding about the file itself means, for `explain` and for the rules of a SARIF log.

The checks have pages of their own; these are the findings of reading, where a sentence or two is enough.
"""

from __future__ import annotations

from reconvene.reports.recording import RECORDING

READING: dict[str, str] = {
    "no-such-file": "There is nothing at the path that was named. Paths are seen from where the command runs; an "
    "included file is seen from the file that includes it.",
    "no-such-case": "No shipped case has that name. `reconvene cases` lists them.",
    "no-process-file": "The folder holds no process file. A process file is called `process.yaml` or ends in "
    "`.reconvene.yaml` or `.reconvene.yml`, so that other YAML files are left alone; name any other file itself.",
    "no-permission": "The file is there, and whoever runs the command may not read or write it.",
    "not-readable": "The operating system refused to read the file.",
    "a-folder": "A folder stands where a file was expected.",
    "not-a-file": "A pipe or a device stands where a file was expected. Save the process in a file.",
    "too-large": "The file, or all included files together, are larger than any process would be.",
    "not-utf-8": "A process file is plain text in UTF-8; a byte order mark is allowed.",
    "binary": "The file holds bytes that no text has.",
    "empty-file": "The file holds no keys at all.",
    "not-a-process": "The file is YAML, but holds a list or a single value where the keys of a process belong.",
    "not-an-event-file": "A record of events is a file of its own: it begins with `reconvene_events: 1` and lists "
    "`events:`.",
    "unknown-kind": "An event is of a kind that reconvene does not know. It is refused and not passed over: what was "
    "left out could change where the talks stand.",
    "unknown-event": "A correction names an event that is not in the record.",
    "event-id-twice": "An id names one event, so that a correction can say which one it is of.",
    "recorded-before-it-happened": "An event is written down on the day it happened or later. What is only expected is "
    "a scheduled session, or a date in the process.",
    "changed-meanwhile": "The file on the disk is not the one that was checked, so `--fix` wrote nothing to it.",
    "no-folder": "A text that was not read from a file has no folder from which it could include others.",
    "include-outside": "Included files lie in the folder of the main file or below, so that a process can be moved and "
    "sent as a whole.",
    "include-twice": "A file may be part of a process once; a second time would go round in a circle.",
    "too-many-includes": "More files are included than any process needs.",
    "syntax": "The text is not YAML from this place on. Most often a quote or a bracket is not closed, or a line is "
    "indented too far or not far enough.",
    "tab": "A tab stands where YAML wants spaces.",
    "forbidden-character": "A character stands here that YAML does not allow, such as a control character.",
    "sign-before-value": "YAML gives a meaning of its own to the sign that the value starts with. Values of a process "
    "file start with a letter or a digit; anything else is quoted.",
    "colon-in-value": "A colon and a space inside a value start a new key for YAML. Quote the value.",
    "not-opened": "A bracket or a brace is closed that was never opened.",
    "words-after-quote": "Quoted words end, and more words follow. The whole value is quoted, or none of it.",
    "escape": "Inside double quotes a backslash starts an escape, and this is none that YAML knows. In single quotes "
    "it is a letter like any other.",
    "indent": "The keys of one block have one indent, and what belongs to a key has a deeper one.",
    "missing-colon": "Words stand where a key would, and no colon follows them.",
    "list-beside-key": "A list that is written with `-` begins on the line below its key.",
    "not-closed": "A bracket, a brace or a quote is opened and never closed.",
    "several-documents": "A process file is one YAML document.",
    "directive": "A process file has no YAML directives, the lines that start with `%`.",
    "anchor": "A process file has no anchors: things are referred to by the names they stand under.",
    "alias": "A process file has no aliases: the value is written out, or referred to by name.",
    "tag": "A process file has no tags: every value is read as what its place expects.",
    "merge-key": "A process file has no merge keys (`<<`).",
    "key-not-a-name": "A key is a single word, never a list or a mapping.",
    "duplicate-key": "The same key stands twice in one place, and only one of them can hold.",
    "too-many-values": "The file holds more values than a process of many thousand duties would.",
    "too-deep": "Values are nested deeper than any process needs; most often a bracket or an indent slipped.",
    "unknown-key": "The key is none of those that may stand here. Most often it is misspelt; what has no key of its "
    "own goes under `text`.",
    "unknown-word": "The value is none of the words that may stand here.",
    "unknown-name": "The name is defined nowhere in the process.",
    "wrong-kind-of-name": "The name is defined, but as something that cannot stand here.",
    "unknown-state": "The item has no state of that name on its scale.",
    "name-used-twice": "Two things have the same name, so that a reference to it could mean either.",
    "not-a-name": "A name is letters, digits and `_`, and starts with a letter.",
    "wrong-value": "The value cannot be read as what its place expects.",
    "wrong-shape": "A list, a mapping or a single value stands where another of the three was expected.",
    "missing-value": "A key has nothing after it. Write the value, or `unknown` where it is not known.",
    "missing-key": "A key is left out that this place cannot do without.",
    "bare-list": "A list of conditions does not say whether all of them or any of them must hold.",
    "empty-condition": "All or any of an empty list of facts is no condition.",
    "day-form": "A day is fixed in one way: a date, or a time counted from something, or the earliest or latest of "
    "several.",
    "shares-exceed-whole": "The shares of one duty add up to more than the whole.",
    "condition-form": "The condition is written in a form that cannot be read.",
    "not-computed": "This version keeps the passage as prose and computes nothing from it.",
    "unknown-clause": "No clause on the shelf has that name. `reconvene explain` lists them.",
    "unknown-stage": "The clause has no stage of that name.",
    "unknown-part": "The clause spells out no part of that name. `reconvene explain` shows the parts of each clause.",
    "clause-misused": "The parameters of a clause clash, or take away what the clause is for.",
    "not-json": "The text is not JSON from this place on. Most often a comma or a quote is missing, or a comma stands "
    "before a closing bracket.",
    "not-a-network": "The file is JSON, but holds no object with the nodes and links of a network.",
    "low-above-high": "The shortest time of a link is longer than its longest, so that no time is both.",
    "contingent-range": "The length of a contingent link is chosen by nobody at the table. It lies between two times, "
    "neither below zero, and ends at another event than it starts.",
    "two-ends": "Two contingent links end at one event. Nobody could say which of them the event obeys.",
    "empty-table": "The table has no first line that names its columns.",
    "column-twice": "Two columns of a table have the same name, so that neither can be meant by it.",
    "row-of-another-shape": "A row has more or fewer cells than the table has columns. Most often a cell holds the "
    "delimiter or a line end and is not quoted.",
    "after-the-quote": "Letters follow the quote that closes a cell. A quote inside a quoted cell is written twice.",
    "unclosed-quote": "A cell begins with a quote that nothing closes; what follows cannot be told from the cell.",
    "no-such-column": "The mapping speaks of a column that the table does not have.",
    "table-without-events": "The table has not the columns of an event, and no mapping says what its own mean.",
    "column-not-taken": "Nothing is taken of a column, since no mapping says what it means. `ignore` says that this is "
    "meant.",
    "word-not-in-the-mapping": "A cell holds a word that the mapping does not list, so that nobody said what it means.",
    "two-columns-for-one": "The mapping takes two columns for the same thing that an event says.",
    "said-twice": "Two cells of a row say the same of an event, and not in the same words.",
    "mapping-without": "Every event has an id, a kind and a day on which it happened, and the mapping leaves one out.",
    "not-a-mapping": "The file does not say what the columns of a table mean.",
    "unknown-check": "A finding is set aside under a name that no check has, so nothing is set aside.",
    "expired-suppression": "A finding was set aside until a day that has passed, so it is shown again.",
    **RECORDING,
}
"""The page of each finding of reading, by its id."""


def meaning(id: str) -> str:
    """What a finding of reading means, in a sentence or two."""
    return READING.get(id, "Something in the file cannot be read as it stands.")
