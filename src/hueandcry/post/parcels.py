"""What a courier is handed, and what it says when it comes back."""

import re
from dataclasses import dataclass

ACCEPTED, LATER, NEVER, IN_DOUBT = "accepted", "later", "never", "in_doubt"
ANSWER = 400  # characters of a relay's answer that are shown
WHOLE = 8000  # and that are kept
# A refusal that speaks of the sender: policy and quota codes of RFC 3463 and 7372, and the words providers use.
OF_US = re.compile(
    rb"\b5\.4\.5\b|\b5\.7\.(?:8|9|14|25|26|27)\b|\b(?:account|user)\b.{0,40}\b(?:suspended|disabled|blocked)"
    rb"|\b(?:sending|daily|hourly)\b.{0,30}\b(?:quota|limit)|\brelay(?:ing)?\b.{0,20}\bdenied|\bauthenticat"
    rb"|\bblock ?list|\bblacklist|\bsender\b.{0,30}\b(?:rejected|not allowed|denied)",
    re.IGNORECASE | re.DOTALL,
)
ADDRESS = re.compile(r"[^\s<>\"'():;,]{1,64}@[^\s<>\"'():;,]{1,255}")
HALF = re.compile(r"\S{1,320}\Z")  # where an answer was cut there may be half an address


class Superseded(Exception):
    """The lease ran out and somebody else has the letter now: it must not be handed over."""


@dataclass(frozen=True)
class Parcel:
    """One finished message with its envelope; `message` has CRLF line ends and no dot-stuffing."""

    mail_from: str
    to: str
    cc: tuple[str, ...]
    message: bytes
    message_id: str


@dataclass(frozen=True)
class Verdict:
    """What became of a parcel: the result follows the To recipient; `cc_refused` counts the others' losses."""

    result: str  # accepted, later, never, in_doubt
    stage: str = ""  # connect, mail, rcpt, data, dot
    code: int | None = None
    answer: str = ""
    cc_refused: int = 0
    wait: float | None = None  # seconds the other side asked us to wait before the next try


def quoted(answer: bytes | str, limit: int = WHOLE) -> str:
    """A server's words for the desk: its lines without control characters, cut, and no address in them.

    Servers like to repeat the recipient's address, and for a letter to a supporter that address must
    not lie unsealed in a row.
    """
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if len(text) > 2 * limit:
        text = HALF.sub("", text[: 2 * limit])
    if "\n" not in text and text.isprintable():
        text = " ".join(text.split())
    else:
        lines = ("".join(sign if sign.isprintable() else " " for sign in line) for line in text.split("\n"))
        text = "\n".join(filter(None, (" ".join(line.split()) for line in lines)))
    return (ADDRESS.sub("<address>", text) if "@" in text else text)[:limit]


def short(answer: str) -> str:
    """The beginning of such words in one line, as lists and pages show them."""
    return answer if len(answer) <= ANSWER and "\n" not in answer else " ".join(answer.split())[:ANSWER]
