"""A first look at a raw message that costs nothing: how large, how deep, how many parts.

It walks over the bytes once and never parses; what it lets through may still misbehave, and then the
limited child process ends, not we.
"""

import re

LARGEST = 10 * 1024 * 1024  # bytes
HEAD = 100 * 1024  # bytes of headers
DEPTH = 20  # parts that hold other parts
PARTS = 200
ADDRESSES = 100  # in From, To and Cc together
HEAD_END = re.compile(rb"\r\n\r\n|\n\n|\r\r")
LINE_START = rb"(?:\A|[\r\n])"
NESTING = re.compile(LINE_START + rb"content-type:[ \t\r\n]*(?:multipart|message)/", re.IGNORECASE)
BOUNDARY = re.compile(rb"boundary[ \t]*=[ \t\r\n]*\"?([^\";\r\n]{1,200})", re.IGNORECASE)
SPLIT_BOUNDARY = re.compile(rb"boundary\*", re.IGNORECASE)
DASHES = re.compile(LINE_START + rb"--([^\r\n]{1,210})")
MAILBOXES = re.compile(LINE_START + rb"(?:from|to|cc)[ \t]*:([^\r\n]*(?:\r?\n[ \t][^\r\n]*)*)", re.IGNORECASE)


def why_not(raw: bytes) -> str:
    """A sentence why this message is not even opened; empty if it may be."""
    if len(raw) > LARGEST:
        return "The message is larger than 10 MB."
    end = HEAD_END.search(raw)
    head = raw[: end.start()] if end else raw
    if len(head) > HEAD:
        return "The head of the message is larger than 100 KiB."
    if sum(found[1].count(b"@") + found[1].count(b"(") for found in MAILBOXES.finditer(head)) > ADDRESSES:
        return "The message names more than 100 addresses in its head."
    if more_than(NESTING, raw, DEPTH):
        return "The message holds more than 20 parts within parts."
    if SPLIT_BOUNDARY.search(raw):
        return "The message writes its part boundaries in a way that hides them."
    boundaries = {found[1].rstrip() for found in BOUNDARY.finditer(raw)}
    parts = 0
    for found in DASHES.finditer(raw) if boundaries else ():
        parts += found[1].rstrip() in boundaries
        if parts > PARTS:
            return "The message has more than 200 parts."
    return ""


def more_than(pattern: re.Pattern[bytes], raw: bytes, limit: int) -> bool:
    """Whether `pattern` is found more than `limit` times; stops counting there."""
    return any(count > limit for count, _ in enumerate(pattern.finditer(raw), 1))
