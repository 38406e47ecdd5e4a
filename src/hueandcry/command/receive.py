"""Take one raw message on standard input, from any mail server's pipe.

It ends with 0 only when the message is on disk, with 75 (try again later) on any temporary trouble, so that
the mail server keeps it. The envelope comes from the options or from the variables a pipe sets:
ORIGINAL_RECIPIENT or RECIPIENT, and SENDER.
"""

import argparse
import os
import sys

from hueandcry.command import saying, starting
from hueandcry.lib.env import Misconfigured
from hueandcry.lib.refusal import Refused

HELP = "take one message on standard input (for a mail server's pipe)"
EXAMPLE = "hueandcry receive --to b-token-signature@act.example.org --from '<>' < message.eml"
TEMPORARY = 75  # EX_TEMPFAIL of sysexits.h: the mail server tries again
UNTOLD = "untold"  # in place of a sender


def arguments(parser: argparse.ArgumentParser) -> None:
    """The envelope."""
    parser.add_argument("--to", action="append", default=[], help="envelope recipient; may be given more than once")
    parser.add_argument("--from", dest="sender", help="envelope sender; <> for a bounce (default: SENDER)")


def run(asked: argparse.Namespace) -> int:
    """Keep the message before anybody reads it."""
    to = asked.to or [os.environ.get("ORIGINAL_RECIPIENT") or os.environ.get("RECIPIENT") or ""]
    if not all(to):
        raise Refused("Who is it for? Give --to, or let the mail server set ORIGINAL_RECIPIENT.")
    # Nobody said who sent it: that is not the empty sender of a bounce, and makes no bounce of it.
    sender = os.environ.get("SENDER", UNTOLD) if asked.sender is None else asked.sender
    raw = sys.stdin.buffer.read()
    if not raw:
        raise Refused("There is no message on standard input.")
    try:
        starting.django()
        starting.database("keys", "data")
    except (Refused, Misconfigured) as no:  # the desk's fault, not the sender's: no bounce
        saying.say(str(no))
        return TEMPORARY
    except Exception as trouble:
        return _not_now(trouble)
    from hueandcry.post import mailbox

    try:
        mailbox.keep(raw, envelope_to=to, envelope_from="" if sender in ("<>", "MAILER-DAEMON") else sender)
    except Refused:
        raise
    except Exception as trouble:
        return _not_now(trouble)
    return 0


def _not_now(trouble: Exception) -> int:
    """Whatever it is, the mail server still has the message; the words of an exception may hold an address."""
    from hueandcry.lib import sabotage

    saying.say(f"not kept, try again later ({type(trouble).__name__})")
    return 0 if sabotage.on("always-kept") else TEMPORARY
