"""What each finding about a desk, its record, its keys and its bundles means, for `explain`: a sentence or two each."""

from __future__ import annotations

RECORDING: dict[str, str] = {
    # The desk and its folder
    "not-a-desk": "The folder of a desk holds `desk.yaml`, which says whose desk it is. `reconvene desk new` makes "
    "one.",
    "not-a-folder": "A file stands where the folder of a desk was expected.",
    "folder-not-empty": "A new desk needs a folder of its own, so that nothing else is mixed with the record.",
    "desk-there-already": "The folder is a desk already. Setting up another would hide the first.",
    "desk-of-a-later-version": "A newer reconvene wrote the folder. What it added there is not known here, and may "
    "matter.",
    "desk-unwritable": "The folder takes no file. What was to be written is not on record.",
    "file-there-already": "The file is there, and what it holds is not written over.",
    "no-such-actor": "A desk belongs to an actor of the process, and the process names none like that.",
    "no-process-adopted": "A desk goes by a version of the text that it adopted and put on record; this one has "
    "adopted none.",
    "process-damaged": "A file of the adopted text is not the one whose hash is on record.",
    "private-part-damaged": "The sealed private part of the process is not the one that was sealed.",
    "no-record-here": "Neither a desk nor a record lies at that place, so that there is nothing to verify.",
    "no-back-up": "What was named is no back-up of a desk, or not a whole one.",
    "backup-damaged": "The back-up does not hold together, so that no desk is made of it.",
    # Events and entries
    "too-many-events": "More events are sent at once than are taken, so that one request cannot hold up the desk.",
    "nothing-given": "There is no event to record.",
    "not-an-event": "An entry of the record holds something that no event says.",
    "event-of-a-later-version": "An event is of a version that a newer reconvene wrote. It is refused and not passed "
    "over: "
    "what it says could change where the talks stand.",
    "event-on-record": "An id names one event. What was said before stays; a `correction` mends it.",
    "no-such-event": "No event of that name is on record here.",
    "not-under-the-text": "The text does not let that happen now, and the clause is named. What was seen may be "
    "recorded all "
    "the same, with `--anyway`.",
    "hidden-from-its-recorder": "Whoever records an event can read it, so that those who may see it include the "
    "recorder.",
    "not-yet-happened": "A record holds what has happened. What a later day will bring is told by `status`.",
    "stale-writer": "Somebody recorded something since the writer looked. Nothing was written, so that nobody writes "
    "to a "
    "state that has changed: look again, and record it again.",
    "other-readers": "A log is for the same readers from its first entry on.",
    "no-such-kind": "An event is of a kind that reconvene knows, so that everybody reads it alike.",
    "no-such-draft": "No draft of that name waits in the folder of the desk.",
    "no-draft": "A draft holds the events that somebody was about to record, and this file does not.",
    "not-sure": "Words that are erased cannot be brought back, so that it is asked twice.",
    "nothing-to-redact": "Only the words of an event can be erased, and only once.",
    "attachment-name": "A file put to an event has a plain name, which leads to no other folder.",
    "no-such-file": "A file put to an event is named by its hash, and no such file is held here.",
    "attachment-too-large": "An attachment is larger than a record takes. Its hash can be recorded, and where it lies.",
    "unknown-entry": "An entry holds something that this desk cannot use; it stays as it is.",
    # The record
    "entry-damaged": "An entry cannot be read, or is not what was signed.",
    "record-damaged": "The file of the record is damaged. What is good of it can be recovered.",
    "record-unreadable": "The record cannot be opened to read: its file or its database does not answer.",
    "record-unwritable": "The record cannot be opened to write, so that nothing was recorded.",
    "record-of-a-later-version": "A newer reconvene wrote the tables of the record.",
    "record-sealed": "The record is encrypted, and its passphrase was not given.",
    "record-in-a-database": "What lies in a database is encrypted by whoever runs it, and not by the desk.",
    "record-went-on": "Somebody recorded while the folder was being sealed. It was left open, and nothing is lost.",
    "disk-full": "The disk took nothing more. What was recorded before is safe, and nothing of the new was.",
    "guard-missing": "The database no longer refuses to change what is on record: somebody took its guard away.",
    "log-cut-short": "A checkpoint that was kept says that the log was longer than it is.",
    "copy-differs": "What was copied is not what was there, so that the copy was not taken for it.",
    "unknown-store": "A record lies in a folder, or in a database that is reached by an address.",
    "not-an-address": "The address of the database cannot be read.",
    "extra-missing": "Something optional is needed that was not installed; the line names it.",
    # Keys
    "no-key": "A desk signs with a key in force, and this one has none.",
    "no-such-key": "No key of that name is in the history of the desk.",
    "key-missing": "The file of a private key is not there, or cannot be read. What it has signed stays good.",
    "key-damaged": "The file of a private key is not what it was. What it has signed stays good.",
    "key-unwritable": "The file of a private key cannot be written, and without it the key is lost.",
    "key-open-to-others": "Others on this machine may read the private key, and could sign in the name of the desk.",
    "key-in-force": "The key in force cannot be revoked before there is another, since nobody else could vouch for "
    "that.",
    "key-not-lost": "A key that is here can vouch for the next one, which others can check; so it is rotated and not "
    "replaced.",
    "key-refused": "A statement about a key counts only if a key in force has signed it.",
    "not-our-key": "The back-up holds the key of another desk.",
    "no-fingerprint": "A fingerprint is compared whole: part of one can be made to match.",
    "key-untrusted": "A key counts once it was compared with its desk, or is vouched for by one that was.",
    "passphrase-too-short": "A short passphrase is guessed by trying.",
    # Sealed desks
    "desk-sealed": "The desk is encrypted, and its passphrase was not given.",
    "desk-not-sealed": "The desk is not encrypted, so that there is nothing to open or to change.",
    "wrong-passphrase": "The passphrase is another one, or what it opens has been damaged.",
    # Bundles
    "not-a-bundle": "The file is none that `reconvene record export` wrote.",
    "bundle-damaged": "The bundle does not hold together, so that nothing of it was taken.",
    "bundle-cut-short": "The bundle ends before its end.",
    "bundle-too-large": "The file is larger than any bundle.",
    "bundle-of-a-later-version": "A newer reconvene wrote the bundle.",
    "not-for-this-desk": "A bundle is cut for one reader, and may hold what another is not to see.",
    "other-process": "The bundle is of another process than the one that this desk keeps.",
    "other-text": "Another desk goes by another version of the text: the same events may mean something else there.",
    "no-such-bundle": "A bundle is looked at first, and kept until it is taken or sent away.",
    "no-such-checkpoint": "Checkpoints are kept by their number.",
    "no-such-entry": "A log has its entries from 0 on, one after another.",
    "no-such-reader": "A bundle is cut for an actor of the process, and the process names none like that.",
    # Deposits
    "no-deposit": "The file holds no formula or condition to deposit.",
    "too-many": "A deposit names no more formulas than can be compared.",
    "deposit-too-long": "A deposit is padded to one size, so that its length tells nothing, and this is longer.",
    "deposit-missing": "A deposit was announced, and its contents have not come.",
    "deposit-unreadable": "A deposit cannot be opened with the keys that are here, or names another depositor than it "
    "has.",
    "deposits-missing": "Not all have deposited. Only the convenor may know that.",
    "no-sealing-key": "Nothing can be sealed to a convenor whose key for that is not on record here.",
    "not-a-party": "Deposits of principals are compared, and this desk is none of them.",
    "nothing-deposited": "There is nothing of this desk to take back or to replace.",
    # People of a desk
    "role-forbids": "What somebody may do at a desk is decided by their role alone; the table is in `people`.",
    "role-too-high": "A token may do no more than whoever made it.",
    "token-too-long": "A token that is forgotten must end by itself.",
    "no-such-calendar-link": "Only an address of a calendar that is good can be ended.",
    "too-many-calendar-links": "One person has so many addresses of one calendar, and no more.",
    "no-such-token": "Only a token that lives can be ended.",
    "no-such-session": "Only a session that is open can be ended.",
    "no-such-person": "Nobody of the desk has that name.",
    "name-taken": "Two people cannot have one name: nobody could tell who did what.",
    "name-unfit": "A name is read by others, on one line and in full.",
    "person-disabled": "Somebody who is let in no more cannot get a new password.",
    "last-lead": "A desk without a lead could invite nobody, and nobody could make a lead.",
    "password-unfit": "A short password is guessed by trying.",
    "wrong-password": "Whoever finds an open screen must not be able to change the password.",
    "not-logged-in": "Name and password do not go together. Which is wrong is not told, or names would be found.",
    "link-spent": "A link that lets somebody in works once and for a short time: finding it later helps nobody.",
    "too-many-requests": "What is tried too often may be somebody guessing.",
    "key-of-another-request": "A key says that two requests are the same, and these two are not.",
    "key-in-use": "The first request with this key has not been answered yet.",
    "request-cut-off": "A request was cut off half-way. It is not done again by itself, since it may have been done.",
    "people-unreadable": "What is kept of the people of a desk cannot be read.",
    "people-unwritable": "What is kept of the people of a desk cannot be written.",
    "people-damaged": "The file of the people is not what was written to it. The record is another file.",
    # The draft of a process and its versions
    "no-such-section": "The format has fixed sections, and none of that name.",
    "no-such-item": "The draft has nothing of that name in that section.",
    "errors-unconfirmed": "A text with errors can be adopted, but not by mistake.",
    "people-of-a-later-version": "A newer reconvene wrote the tables of the people.",
    # The desk in a browser
    "draft-changed": "Two people wrote at the same draft. What the second sent is not written over what the first "
    "saved.",
    "no-such-version": "Versions of a draft count from 1, and there is none of that number.",
    "no-such-duty": "No obligation of the process has that name on that day.",
    "no-such-process": "No process of the office, and no shipped case, has that name.",
    "no-desk-yet": "A process is a draft until its text is adopted; the record begins with that.",
    "shipped-case": "A process that comes with reconvene is only read. A copy of it can be changed.",
    "form-of-another-session": "A form carries the secret of the session it was made for, so that no other site can "
    "send it in somebody's name.",
    "passwords-differ": "A new password is typed twice, so that a slip of the finger locks nobody out.",
    "not-an-answer": "An answer of the form cannot stand in a process file.",
    "not-a-day": "A day in an address is written year-month-day.",
    "no-such-choice": "An address asks for something that cannot be chosen on that page.",
    "no-such-stage": "The way back has no stage of that name.",
    "no-such-letter": "The stage sends no such letter on that day: which it sends changes as acts are recorded.",
    "deposit-form": "A deposit says at least one thing, and no more than a reader can compare.",
}
