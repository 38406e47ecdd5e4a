"""A first look at a raw message that costs nothing: how large, how deep, how many parts.

It counts what could be too much, looks closer only where it could, and never parses; what it lets through
may still misbehave, and then the limited child process ends, not we.
"""

import re

LARGEST = 10 * 1024 * 1024  # bytes
HEAD = 100 * 1024  # bytes of headers
DEPTH = 20  # parts that hold other parts
PARTS = 200
ADDRESSES = 100  # in From, To and Cc together
HEAD_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
GAPS = (b"\r\n\r\n", b"\n\n", b"\r\r")  # the same, for finding one after the other
LINE_START = rb"(?:\A|[\r\n])"
NESTING = re.compile(LINE_START + rb"content-type:[ \t\r\n]*(?:multipart|message)/", re.IGNORECASE)
BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t\r\n]*\"?([^\";\r\n]{1,200})", re.IGNORECASE)
DASHES = re.compile(LINE_START + rb"--([^\r\n]{1,210})")
MAILBOXES = re.compile(LINE_START + rb"(?:from|to|cc)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE)


def why_not(raw: bytes) -> str:
    """A sentence why this message is not even opened; empty if it may be."""
    if len(raw) > LARGEST:
        return "The message is larger than 10 MB."
    end = len(raw)
    for gap in GAPS:
        found = raw.find(gap, 0, end)
        end = found if found >= 0 else end
    if end > HEAD:
        return "The head of the message is larger than 100 KiB."
    if _addresses(raw[:end]) > ADDRESSES:
        return "The message names more than 100 addresses in its head."
    small = raw.lower()
    if small.count(b"content-type:") > DEPTH and more_than(NESTING, raw, DEPTH):
        return "The message holds more than 20 parts within parts."
    at = small.find(b"boundary")
    if at < 0:
        return ""
    if small.find(b"boundary*", at) >= 0:
        return "The message writes its part boundaries in a way that hides them."
    if raw.count(b"-") > 2 * PARTS and raw.count(b"--") > PARTS and _parts(raw) > PARTS:
        return "The message has more than 200 parts."
    return ""


def more_than(pattern: re.Pattern[bytes], raw: bytes, limit: int) -> bool:
    """Whether `pattern` is found more than `limit` times; stops counting there."""
    return any(count > limit for count, _ in enumerate(pattern.finditer(raw), 1))


def _addresses(head: bytes) -> int:
    """How many mailboxes From, To and Cc could name at most; counted exactly only when the whole head has too many."""
    most = head.count(b"@") + head.count(b"(")
    if most <= ADDRESSES:
        return most
    return sum(found[1].count(b"@") + found[1].count(b"(") for found in MAILBOXES.finditer(head))


def _parts(raw: bytes) -> int:
    """How many boundary lines there are; stops counting above the limit."""
    boundaries = {found[1].rstrip() for found in BOUNDARY.finditer(raw)}
    parts = 0
    for found in DASHES.finditer(raw) if boundaries else ():
        parts += found[1].rstrip() in boundaries
        if parts > PARTS:
            break
    return parts
