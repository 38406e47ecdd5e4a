"""Reading from a relay's log which letters of ours it took: Postfix, Exim, and the sink of demo and rehearsal.

Postfix writes a Message-ID as soon as it has read the headers, and may still turn the letter away; only the line of
its queue manager says that it was taken. Exim writes its line of arrival when it has taken a letter.
"""

import json
import re
from collections.abc import Iterable, Iterator

POSTFIX_ID = re.compile(r"/cleanup\[\d+\]: ([0-9A-Za-z]{6,20}): message-id=(<[^<>\s]{3,118}>)")
POSTFIX_TAKEN = re.compile(r"/qmgr\[\d+\]: ([0-9A-Za-z]{6,20}): from=<[^>]*>, size=\d+, nrcpt=\d+ \(queue active\)")
EXIM_TAKEN = re.compile(r" <= \S+ .*?\bid=([^<>\s]{3,118}@[^<>\s]+)")
LONGEST = 4096  # letters of a line that are looked at
WAITING = 100_000  # letters between their headers and the queue that are remembered at once


def taken(lines: Iterable[str]) -> Iterator[str]:
    """The Message-ID, in its brackets, of every letter the relay took; of strangers' letters too, and repeated ones.

    Lines it does not understand are passed over: a log is written by many programs.
    """
    read: dict[str, str] = {}
    for line in lines:
        line = line[:LONGEST]
        if found := POSTFIX_ID.search(line):
            if len(read) >= WAITING:
                read.pop(next(iter(read)))
            read[found[1]] = found[2]
        elif found := POSTFIX_TAKEN.search(line):
            if message_id := read.pop(found[1], ""):
                yield message_id
        elif found := EXIM_TAKEN.search(line):
            yield f"<{found[1]}>"
        elif line.startswith("{") and '"message_id"' in line:
            yield from _sink(line)


def _sink(line: str) -> Iterator[str]:
    try:
        told = json.loads(line)
    except ValueError:
        return
    if isinstance(told, dict) and isinstance(told.get("message_id"), str):
        yield told["message_id"]
