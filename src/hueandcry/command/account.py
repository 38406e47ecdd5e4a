"""Accounts of the people who work at the desk.

The password is asked for twice, or read as one line from standard input when that is not a terminal.
"""

import argparse
import getpass
import sys

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "add an account for somebody at the desk"
EXAMPLE = "hueandcry account add mira --role writer --name 'Mira Kern'"
ROLES = ("writer", "approver", "postkeeper", "coordinator", "operator")


def arguments(parser: argparse.ArgumentParser) -> None:
    """add USERNAME --role ROLE."""
    parser.add_argument("what", choices=["add"])
    parser.add_argument("username")
    parser.add_argument("--role", choices=ROLES, required=True)
    parser.add_argument("--name", default="", help="as colleagues know them; the user name if left out")


def run(asked: argparse.Namespace) -> int:
    """Make the account if the name is free and the password good enough."""
    starting.django()
    starting.database()
    from hueandcry.people import accounts

    name = asked.name or asked.username
    accounts.make(asked.username, name=name, role=asked.role, password=_password())
    print(f"{asked.username} may sign in now, as {asked.role}.")
    return 0


def _password() -> str:
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if first != getpass.getpass("The same again: "):
        raise Refused("These were two different passwords.")
    return first
