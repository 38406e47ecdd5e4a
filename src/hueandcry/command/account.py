"""Accounts of the people who work at the desk.

The password is asked for twice, or read as one line from standard input when that is not a terminal.
"""

import argparse
import getpass
import sys

from hueandcry.command import starting
from hueandcry.lib.refusal import Refused

HELP = "add an account for somebody at the desk, give it a new password, or switch it off"
EXAMPLE = "hueandcry account add mira --role writer --name 'Mira Kern'"
ROLES = ("writer", "approver", "postkeeper", "coordinator", "operator")


def arguments(parser: argparse.ArgumentParser) -> None:
    """add USERNAME --role ROLE, password USERNAME, off USERNAME."""
    parser.add_argument("what", choices=["add", "password", "off"])
    parser.add_argument("username")
    parser.add_argument("--role", choices=ROLES, help="needed to add somebody")
    parser.add_argument("--name", default="", help="as colleagues know them; the user name if left out")


def run(asked: argparse.Namespace) -> int:
    """Make or change the account if the name and the password are good enough."""
    starting.django()
    starting.database()
    from hueandcry.people import accounts
    from hueandcry.people.models import User

    if asked.what != "add":
        user = User.objects.filter(username=asked.username).first()
        if user is None:
            raise Refused(f"Nobody here is called {asked.username}.")
        if asked.what == "off":
            accounts.switch_off(user)
            print(f"{asked.username} is signed out everywhere and cannot sign in any more.")
        else:
            accounts.change_password(user, password=_password())
            print(f"{asked.username} has a new password and is signed out everywhere.")
        return 0
    if not asked.role:
        raise Refused(f"Say what {asked.username} may do: --role {'|'.join(ROLES)}")
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
