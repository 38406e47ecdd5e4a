"""The command `hueandcry`: which subcommands there are, and what its exit codes mean."""

import argparse
import os
import sys
from collections.abc import Sequence
from importlib import metadata

from hueandcry.command import (
    account,
    backup,
    demo,
    doctor,
    ledger,
    migrate,
    mirror,
    missions,
    post,
    publish,
    read,
    receive,
    rehearse,
    restore,
    rounds,
    saying,
    serve,
    sweep,
)
from hueandcry.lib.env import Misconfigured
from hueandcry.lib.refusal import Refused

# None of these imports Django before its `run` is called, so that `hueandcry read` starts at once.
COMMANDS = {
    "read": read,
    "demo": demo,
    "rehearse": rehearse,
    "migrate": migrate,
    "account": account,
    "serve": serve,
    "rounds": rounds,
    "receive": receive,
    "post": post,
    "missions": missions,
    "publish": publish,
    "mirror": mirror,
    "ledger": ledger,
    "doctor": doctor,
    "sweep": sweep,
    "backup": backup,
    "restore": restore,
}
ONLY_PRINT = {("read", ""), ("post", "list"), ("post", "show")}
AGREES, DIFFERS, WRONG, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one subcommand. 0: done; 1: something disagrees; 2: refused or wrong input; 130: Ctrl-C."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.run(asked))
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:  # whoever read our output has left, as `head` does
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        # Of a command that does something nobody knows how far it came; "done" would be a lie.
        merely_prints = (asked.command, getattr(asked, "what", "")) in ONLY_PRINT
        return AGREES if merely_prints else WRONG
    except (Refused, Misconfigured) as no:
        saying.say(str(no))
    except OSError as trouble:
        about = f"{trouble.filename}: " if trouble.filename else ""
        saying.say(f"{about}{trouble.strerror or trouble}")
    return WRONG


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="hueandcry",
        description="From a report of an arrest to a public appeal, real protests and an exact tally.",
        epilog="`hueandcry SUBCOMMAND --help` explains each with an example. "
        "Settings come from HUEANDCRY_*; docs/running-a-desk.md lists them.",
    )
    parser.add_argument("--version", action="version", version=f"hueandcry {metadata.version('hueandcry')}")
    commands = parser.add_subparsers(metavar="SUBCOMMAND", required=True)
    for name, module in COMMANDS.items():
        one = commands.add_parser(
            name,
            help=module.HELP,
            description=module.__doc__,
            epilog=f"Example:\n  {module.EXAMPLE}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        module.arguments(one)
        one.set_defaults(run=module.run, command=name)
    return parser


if __name__ == "__main__":
    sys.exit(main())
