"""Switches that break a promise on purpose, so that a test can prove it would notice.

They work only where HUEANDCRY_TESTING=yes; settings stop the start otherwise.
"""

from django.conf import settings

SWITCHES = {
    "answer-before-commit": "taking answers before the action is on disk",
    "forget-attempt": "dispatch does not record an attempt before it talks to the relay",
    "copy-counted-twice": "a copy that came twice is counted twice",
    "sink-drops-one": "the rehearsal's sink accepts one letter and forgets it",
    "keys-may-go": "a key folder that is not mounted is taken for one whose keys were destroyed",
    "keep-keys": "forgetting deletes rows but leaves the key that opens them in old backups",
    "no-per-target-cap": "a target gets letters as fast as they can leave",
    "no-fair-turn": "the oldest letter goes first, whichever appeal it belongs to",
    "no-jitter": "letters put off at one moment come back at one moment",
    "no-quarantine": "a letter that cannot be written, or kills its courier, is tried again for ever",
    "no-pause": "refusals and complaints pause nobody",
    "no-daily-cap": "letters leave although the relay's day is used up",
    "seen-at-fetch": "a message in a provider's mailbox is marked before it is kept",
    "show-raw-replies": "the desk shows an answer as it came, with the name of whoever it was written to",
    "forward-raw": "an answer is sent on as it came, head and all",
    "learn-from-anybody": "mail is sorted as before although nothing proves that the sender is the same",
    "group-by-subject": "answers are one when their subject is, whatever they say",
    "believe-any-signature": "any valid signature is taken for the office's own",
    "believe-results-header": "a header that says that a signature holds is believed, whoever wrote it",
    "parse-at-home": "strangers' mail is opened in the main process and without a first look",
    "swallow-unreadable": "what cannot be read is left lying without a word",
    "one-stops-all": "an error with one message ends the sorting of all",
    "servers-are-people": "what a mail server wrote and we do not understand is filed as an answer",
    "count-by-from": "a copy is counted by its From, whatever its signature says",
    "believe-any-bounce": "a bounce is believed without the signature of its return path",
    "no-bounce-brake": "bounces of all offices at once are believed one by one, and nobody is asked",
    "second-letters-too": "a second letter of one person to one office leaves and counts like the first",
    "no-ranks": "the oldest letter leaves first, and a confirmation waits behind news",
    "believe-any-event": "the public door takes what a provider tells from whoever says it",
    "select-then-save": "dispatch claims by reading first and writing later",
    "no-epoch": "nobody notices that the database was restored from a backup",
    "no-last-look": "a letter whose mailbox was stopped or paused while it was handed over leaves all the same",
    "no-fence": "a result is written down whoever holds the letter by now",
    "later-is-never": "the courier takes a mail server's 'not now' for 'never'",
    "never-read-again": "a finished letter leaves without being read again",
    "any-yes-will-do": "a letter is called accepted when only somebody in Cc was",
    "silence-is-no": "a line lost after the final dot is taken for a letter that was not taken",
    "endless-answers": "the courier reads a mail server's answer however long it is and takes",
    "any-data-answer": "the courier hands the text over whatever the answer to DATA was",
    "every-press-is-new": "a second press of the same button is a second act",
    "read-then-write": "a status is read first and written later, whatever it is by then",
    "trust-the-clock": "forgetting believes the clock however far it jumped",
    "lazy-disk": "SQLite does not sync its log at each commit",
    "patient-door": "the public door waits for the database as long as it takes, with all its threads",
    "never-recount": "nobody compares the public numbers with the rows",
    "no-reserve": "acts and mail are taken in until the disk is full",
    "always-kept": "the mailbox says that a message is kept, whatever happened",
    "yes-before-kept": "the mailbox says that a message is kept before it is",
    "checkpoint-news": "news go on after the last number that was noted, whatever became of those before it",
    "first-come": "mail is sorted in the order in which it came, whatever floods in",
    "loudest-first": "an address that is flooded is served in the order in which mail came, before all others",
    "no-quota": "any amount of one sender's mail is taken in, whoever sorts it",
    "answer-by-itself": "the desk thanks everybody who writes, programs too",
    "preview-attachments": "archives that come by mail are unpacked",
    "own-clock-leases": "each host goes by its own clock, whatever the database's says",
    "wall-clock-leases": "a lease is believed whatever the clock did meanwhile",
    "no-sweep": "nobody compares kept files with their rows",
    "pipeline-unasked": "the courier sends several commands at once to a mail server that did not offer it",
    "answers-out-of-step": "the courier takes the answer to an earlier command for that to the next one",
    "answer-robots": "an automatic letter is sent on like a person's, and two desks write to each other for ever",
    "control-is-mail": "a letter of the doctor to itself is shown as mail for a person",
    "believe-the-listener": "the doctor takes a mail server's yes for the row that has to come",
    "silence-is-absence": "the doctor takes a name server's silence for a record that is not there",
    "plain-will-do": "the courier goes on without TLS when it was asked for and is not offered",
}


def on(name: str) -> bool:
    """Whether the switch `name` was asked for."""
    assert name in SWITCHES, name
    return name in settings.SABOTAGE
